// likmc compare
#include "likmc/compare.h"
#include "cli.h"

#include <math.h>
#include <omp.h>
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

// Largest estimate of all cases and variants.
static lk_status largest_bytes(const lk_study *study, double *bytes, lk_error_list *errors) {
    lk_params *params = malloc(sizeof *params);
    lk_status status = params ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++)
        for (size_t c = 0; c < study->case_count && status == LK_OK; c++) {
            status = lk_study_params(study, v, c, 0, 1, params, errors);
            if (status == LK_OK) *bytes = fmax(*bytes, lk_params_bytes(params));
        }
    free(params);
    return status;
}

// As many runs at a time as fit into memory; says so if these are fewer than asked for.
static lk_status limit_threads(const lk_study *study, int *threads, lk_error_list *errors) {
    double each = 0.0;
    char need[32], have[32];
    const lk_status status = largest_bytes(study, &each, errors);
    if (status) return status;
    const double there = lk_system_memory();
    lk_load_format_bytes(each, need);
    lk_load_format_bytes(there, have);
    if (each > there)
        return lk_error_set(
            errors, LK_BAD_INPUT,
            "the largest run needs %s of memory; there are %s. Raise box.voxel_edge or make the "
            "box smaller",
            need, have);
    const int wanted = *threads > 0 ? *threads : omp_get_max_threads();
    const int fit = there / each < wanted ? (int)(there / each) : wanted;
    if (fit < wanted)
        fprintf(stderr, "likmc: %d run%s at a time, not %d: each needs up to %s of memory; there are %s\n",
                fit, fit == 1 ? "" : "s", wanted, need, have);
    *threads = fit;
    return LK_OK;
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
    int at_a_time = (int)threads;
    if (!status) status = limit_threads(study, &at_a_time, errors);
    if (status) return status;
    const bool quiet = lk_options_value(options, "quiet") != NULL;
    watcher w = {lk_progress_start(*study->title ? study->title : directory, quiet), lk_stop_after(hours)};
    const lk_ensemble_options how = {directory, at_a_time, watch, &w};
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
    char *directory = out ? strdup(out) : lk_load_default_directory("study", options->operands[0]);
    status = directory ? run_study(&study, options, directory, errors)
                       : lk_error_set(errors, LK_FAILED, "out of memory");
    free(directory);
    lk_study_free(&study);
    return status;
}

static const lk_option table[] = {
    {.name = "out", .letter = 'o', .argument = "DIR", .doc = "directory of the study; default study-STUDY"},
    {.name = "threads",
     .letter = 't',
     .argument = "N",
     .doc = "runs at a time, as far as memory allows; results do not depend on it"},
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
