// What the files of the report share. Private to src/study.
#ifndef LIKMC_STUDY_REPORT_PARTS_H
#define LIKMC_STUDY_REPORT_PARTS_H

#include "likmc/gallery.h"
#include "likmc/json.h"

enum { LK_REPORT_PATH = 4096, LK_REPORT_RUNS = 12 };

// The runs that a report shows, with the scale that all their pictures share.
typedef struct lk_report_runs {
    size_t count;
    struct {
        char name[256]; // "" if the report is of this run alone
        lk_gallery gallery;
    } items[LK_REPORT_RUNS];
    size_t states; // at most, of each run
    int width;     // pixels of a picture
    double top;    // m: height shown
} lk_report_runs;

// Add a run as an object: its tables, parameters, provenance and states.
lk_status lk_report_run(lk_json *json, const lk_report_runs *runs, size_t which, lk_error_list *errors);

// Add an array of all parameters: key, value, unit, range, tag, source, meaning.
void lk_report_parameters(lk_json *json, const lk_params *params);

// Add an array of the run's states: pictures, voxels, facts.
lk_status lk_report_states(lk_json *json, const lk_report_runs *runs, size_t which, lk_error_list *errors);

// The scale that the runs share.
lk_status lk_report_scale(lk_report_runs *runs, lk_error_list *errors);

// A file of a directory as a text, "" where there is none; the caller frees it. NULL and an error without
// memory.
char *lk_report_read(const char *directory, const char *name, lk_error_list *errors);

// A piece of the page by its name in src/report, and its size; NULL if there is none.
const char *lk_report_asset(const char *name, size_t *size);

#endif
