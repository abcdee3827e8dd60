// likmc compare
#include "likmc/compare.h"
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct watcher {
    lk_progress progress;
    lk_stop stop;
} watcher;

static bool watch(void *user, const lk_ensemble_news *news) {
    watcher *w = user;
    char detail[64];
    snprintf(detail, sizeof detail, "%zu of %zu runs", news->finished, news->count);
    lk_progress_update(&w->progress, news->fraction, detail);
    return lk_stop_is_due(&w->stop);
}

// study-NAME for a study NAME.yaml.
static char *default_directory(const char *path) {
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *dot = strrchr(name, '.');
    const int length = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
    char *directory = malloc((size_t)length + 7);
    if (directory) snprintf(directory, (size_t)length + 7, "study-%.*s", length, name);
    return directory;
}

static lk_status report(const lk_study *study, const lk_ensemble *ensemble, const char *directory,
                        lk_error_list *errors) {
    lk_compare compare;
    lk_status status = lk_compare_create(&compare, study, ensemble, errors);
    if (status == LK_OK) status = lk_compare_write(&compare, directory, errors);
    char *text = status == LK_OK ? lk_compare_text(&compare, errors) : NULL;
    if (text) printf("%s\nfiles: %s/compare.txt .csv .json .png, runs.csv\n", text, directory);
    free(text);
    lk_compare_free(&compare);
    return status;
}

static lk_status run_study(const lk_study *study, const lk_options *options, const char *directory,
                           lk_error_list *errors) {
    double hours = 1e9;
    int64_t threads = 0;
    lk_status status = lk_options_number(options, "max-hours", 0, 1e9, &hours, errors);
    if (!status) status = lk_options_integer(options, "threads", 1, 1024, &threads, errors);
    if (status) return status;
    const bool quiet = lk_options_value(options, "quiet") != NULL;
    watcher w = {lk_progress_start(*study->title ? study->title : directory, quiet), lk_stop_after(hours)};
    const lk_ensemble_options how = {directory, (int)threads, watch, &w};
    lk_ensemble ensemble;
    status = lk_ensemble_carry_out(&ensemble, study, &how, errors);
    if (status == LK_STOPPED)
        fprintf(stderr, "stopped; the same command goes on with the runs that are missing\n");
    if (status == LK_OK) lk_progress_finish(&w.progress, "done");
    if (status == LK_OK || status == LK_FAILED) {
        const lk_status reported = report(study, &ensemble, directory, errors);
        if (status == LK_OK) status = reported;
    }
    lk_ensemble_free(&ensemble);
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    lk_study study;
    lk_status status = lk_study_read(&study, options->operands[0], errors);
    if (status) return status;
    const char *out = lk_options_value(options, "out");
    char *directory = out ? strdup(out) : default_directory(options->operands[0]);
    status = directory ? run_study(&study, options, directory, errors)
                       : lk_error_set(errors, LK_FAILED, "out of memory");
    free(directory);
    lk_study_free(&study);
    return status;
}

static const lk_option table[] = {
    {.name = "out", .letter = 'o', .argument = "DIR", .doc = "directory of the study; default study-STUDY"},
    {.name = "threads", .letter = 't', .argument = "N", .doc = "runs at a time; results do not depend on it"},
    {.name = "max-hours", .argument = "H", .doc = "stop after this much time; finished runs are kept"},
    {.name = "quiet", .letter = 'q', .doc = "no progress"},
};

const lk_command lk_compare_command = {
    .name = "compare",
    .summary = "Run several cases with several seeds and rank them in one table.",
    .operands = "STUDY.yaml",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details = "Every run is a run directory in DIR/runs; those that are finished are not run again, so that "
               "a study\n"
               "can be stopped and gone on with. The table with 95 % confidence intervals and the "
               "probability that one\n"
               "case is better than another is printed and kept as compare.txt, .csv, .json and .png.\n\n"
               "example: likmc compare params/studies/planes.yaml --threads 2",
    .run = run};
