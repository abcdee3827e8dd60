// What the runs of both scales do with their run directory. Private to src/study.
#ifndef LIKMC_STUDY_RECORD_H
#define LIKMC_STUDY_RECORD_H

#include "likmc/json.h"
#include "likmc/params.h"
#include "likmc/provenance.h"
#include "likmc/rundir.h"

#include <stdlib.h>

// A run directory and where its results come from. `provenance` points into it, so do not copy it. Release
// with lk_record_close(), also after an error.
typedef struct lk_record {
    lk_rundir dir;
    lk_provenance provenance;
    char hash[LK_PROVENANCE_HASH_SIZE]; // of `yaml`
    char *yaml;                         // the effective parameters as params.yaml has them
} lk_record;

// Write down the parameters, and what provenance.json says. `params` is borrowed. LK_FAILED without memory.
lk_status lk_record_describe(lk_record *record, const lk_params *params, int threads, lk_error_list *errors);

// A new directory at `where` with params.yaml and provenance.json. The caller adds its series and then
// publishes it.
lk_status lk_record_begin(lk_record *record, const char *where, bool overwrite, lk_error_list *errors);

// How far the run in a directory has come.
typedef enum lk_record_stage { LK_RECORD_NOT_BEGUN, LK_RECORD_UNDER_WAY, LK_RECORD_FINISHED } lk_record_stage;

// Open the directory at `where` to go on with it. Not begun: it is not there or has no checkpoint yet, and is
// closed again. LK_BAD_INPUT, and nothing is changed: it is no run directory or was begun with other
// parameters.
lk_status lk_record_resume(lk_record *record, const char *where, lk_record_stage *stage,
                           lk_error_list *errors);

// Write a file of the directory from `json`.
lk_status lk_record_write_json(const lk_record *record, const char *name, const lk_json *json,
                               lk_error_list *errors);

void lk_record_close(lk_record *record);

// In a function that returns lk_status and has `errors`: call a function of the path of a file in the
// directory; return unless it went well.
#define LK_RECORD_FILE(record, name, call)                                                                   \
    do {                                                                                                     \
        char *path = lk_rundir_file(&(record)->dir, name);                                                   \
        if (!path) return lk_error_set(errors, LK_FAILED, "no memory for the name %s", name);                \
        const lk_status status_of_call = (call);                                                             \
        free(path);                                                                                          \
        if (status_of_call != LK_OK) return status_of_call;                                                  \
    } while (0)

#endif
