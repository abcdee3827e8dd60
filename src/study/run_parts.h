// What a run is made of. Private to src/study.
#ifndef LIKMC_STUDY_RUN_PARTS_H
#define LIKMC_STUDY_RUN_PARTS_H

#include "likmc/run.h"
#include "record.h"

// What a checkpoint keeps of the driver itself.
typedef struct lk_run_progress {
    lk_series_mark marks[LK_DUE_KINDS]; // of each table, by what is due; 0 where there is none
    int64_t snapshots;                  // kept
    int64_t snapshot_part;              // of the even parts of the run: the next that wants one
    double snapshot_time;               // s: of the last one
} lk_run_progress;

struct lk_run {
    const lk_params *params;
    const lk_run_options *options;
    lk_electrode *electrode;
    lk_record record;
    lk_series *tables[LK_DUE_KINDS]; // by what is due; NULL where the scale has none
    lk_run_progress progress;
    double opened, saved, saving; // s: when; the last checkpoint; spent on checkpoints
    bool was_finished;
};

// One row of the table of writers.
typedef struct lk_run_writer {
    const char *name; // of the file, or what they have in common
    lk_due due;
    lk_status (*write)(lk_run *run, lk_error_list *errors);
} lk_run_writer;

// run_writers.c: write all that belongs to what is due, in the order of the table.
lk_status lk_run_writers_write(lk_run *run, lk_due due, lk_error_list *errors);

// run_directory.c: begin the directory, or go on with it; write a state or a checkpoint.
lk_status lk_run_directory_open(lk_run *run, lk_error_list *errors);
lk_status lk_run_directory_save(lk_run *run, const char *name, lk_error_list *errors);

// How far the output has come, and back to that: rows that came later are cut off.
lk_run_progress lk_run_directory_progress(const lk_run *run);
lk_status lk_run_directory_rewind(lk_run *run, const lk_run_progress *to, lk_error_list *errors);

lk_status lk_run_directory_close(lk_run *run, lk_error_list *errors);

#endif
