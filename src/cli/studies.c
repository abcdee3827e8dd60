// What the commands with a study share: see studies.h.
#include "studies.h"

#include "likmc/collect.h"
#include "likmc/compare.h"
#include "likmc/posterior.h"
#include "likmc/scan.h"
#include "likmc/sensitivity.h"
#include "ranks.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SAMPLES = 1000 };

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

lk_status lk_studies_load(lk_studies *s, const lk_options *options, lk_error_list *errors) {
    *s = (lk_studies){.expiry = LK_STUDIES_EXPIRY};
    lk_study_changes changes = {0};
    const char **settings = lk_load_settings(options, &changes.setting_count);
    const char *out = lk_options_value(options, "out");
    changes.settings = settings;
    lk_status status = settings ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    if (!status) status = lk_options_integer(options, "seeds", 1, 100000, &changes.seeds, errors);
    if (!status) status = lk_options_number(options, "expiry", 0.1, 1e7, &s->expiry, errors);
    if (!status) status = lk_study_read(&s->study, options->operands[0], &changes, errors);
    free(settings);
    if (status) return status;
    s->directory = out ? strdup(out) : lk_load_default_directory("study", options->operands[0]);
    status = s->directory ? lk_ensemble_create(&s->ensemble, &s->study, errors)
                          : lk_error_set(errors, LK_FAILED, "out of memory");
    if (status) lk_studies_free(s);
    return status;
}

void lk_studies_free(lk_studies *s) {
    lk_ensemble_free(&s->ensemble);
    lk_study_free(&s->study);
    free(s->directory);
    *s = (lk_studies){0};
}

// ---- memory

double lk_studies_bytes(const lk_studies *s) {
    const size_t count = s->ensemble.count, step = count / MOST_SAMPLES + 1;
    double most = 0.0;
    lk_params *params = malloc(sizeof *params);
    for (size_t i = 0; params && i < count; i += step)
        if (lk_plan_params(&s->ensemble.plan, &s->ensemble.runs[i].at, params, NULL) == LK_OK)
            most = fmax(most, lk_params_bytes(params));
    free(params);
    return most;
}

// As many runs at a time as fit into memory; says so if these are fewer than asked for.
static lk_status limit_threads(const lk_studies *s, int share, int *threads, lk_error_list *errors) {
    const double each = lk_studies_bytes(s), there = lk_system_memory() / share;
    char need[32], have[32];
    lk_load_format_bytes(each, need);
    lk_load_format_bytes(there, have);
    if (each > there)
        return lk_error_set(
            errors, LK_BAD_INPUT,
            "the largest run needs %s of memory; there are %s. Raise box.voxel_edge or make the "
            "box smaller",
            need, have);
    const int fit = there / each < *threads ? (int)(there / each) : *threads;
    if (fit < *threads)
        fprintf(stderr, "likmc: %d run%s at a time, not %d: each needs up to %s of memory; there are %s\n",
                fit, fit == 1 ? "" : "s", *threads, need, have);
    *threads = fit;
    return LK_OK;
}

// ---- running

static lk_status read_part(const lk_options *options, size_t *only, size_t *of, lk_error_list *errors) {
    const char *text = lk_options_value(options, "only");
    unsigned long i, n;
    char rest;
    if (!text) return LK_OK;
    if (sscanf(text, "%lu/%lu%c", &i, &n, &rest) != 2 || i < 1 || i > n || n > 1000000)
        return lk_error_set(errors, LK_BAD_INPUT, "--only %s: write I/N, such as --only 2/8", text);
    *only = i - 1;
    *of = n;
    return LK_OK;
}

static lk_status read_how(lk_studies *s, const lk_options *options, lk_ensemble_options *how, double *hours,
                          lk_error_list *errors) {
    static const char *const keeps[] = {"nothing", "runs", "pictures"};
    size_t keep = 0;
    double minutes = 10.0;
    int64_t threads = 0;
    lk_status status = lk_options_number(options, "max-hours", 0, 1e9, hours, errors);
    if (!status) status = lk_options_number(options, "checkpoint", 0, 1e9, &minutes, errors);
    if (!status) status = lk_options_integer(options, "threads", 1, 1024, &threads, errors);
    if (!status) status = lk_options_choice(options, "keep", keeps, 3, &keep, errors);
    if (!status) status = read_part(options, &how->only, &how->of, errors);
    how->directory = s->directory;
    how->threads = threads > 0 ? (int)threads : lk_ranks_size() > 1 ? 1 : omp_get_max_threads();
    how->keep = (lk_ensemble_keep)keep;
    how->expiry = s->expiry;
    how->checkpoint = 60 * minutes;
    if (!status) status = lk_ensemble_check_directory(&s->study, s->directory, errors);
    return status ? status : limit_threads(s, lk_ranks_local(), &how->threads, errors);
}

lk_status lk_studies_run(lk_studies *s, const lk_options *options, bool *partly, lk_error_list *errors) {
    double hours = 1e9;
    lk_ensemble_options how = {0};
    *partly = false;
    lk_status status = read_how(s, options, &how, &hours, errors);
    if (status) return status;
    const bool worker = lk_options_value(options, "worker") != NULL || lk_ranks_rank() > 0;
    const bool quiet = lk_options_value(options, "quiet") != NULL || lk_ranks_rank() > 0;
    watcher w = {lk_progress_start(*s->study.title ? s->study.title : s->directory, quiet),
                 lk_stop_after(hours)};
    how.leave_others = (worker && s->study.resolve.quantity < 0) || how.of > 0;
    how.leave_failed = worker;
    how.next = lk_ranks_size() > 1 ? lk_ranks_next : NULL;
    how.next_user = &s->ensemble.count;
    how.watch = watch;
    how.user = &w;
    status = lk_ensemble_carry_out(&s->ensemble, &how, errors);
    *partly = status == LK_STOPPED && !lk_stop_is_due(&w.stop);
    if (status == LK_STOPPED && !*partly)
        fprintf(stderr, "stopped; the same command goes on with the runs that are missing\n");
    if (status == LK_OK) lk_progress_finish(&w.progress, "done");
    return status;
}

// ---- tables and figures

static lk_status rank_cases(const lk_studies *s, lk_error_list *errors) {
    lk_compare compare;
    lk_status status = lk_compare_create(&compare, &s->study, &s->ensemble, errors);
    if (status == LK_OK) status = lk_compare_write(&compare, s->directory, errors);
    char *text = status == LK_OK ? lk_compare_text(&compare, errors) : NULL;
    if (text) printf("%s\nfiles: %s/compare.txt .csv .json .png, results.csv .h5\n", text, s->directory);
    free(text);
    lk_compare_free(&compare);
    return status;
}

static lk_status scan_axes(const lk_studies *s, lk_error_list *errors) {
    const lk_status status = lk_scan_write(&s->ensemble, s->directory, errors);
    char *text = status == LK_OK ? lk_scan_text(&s->ensemble, errors) : NULL;
    if (text) printf("%s\nfiles: %s/scan.txt .csv .png, results.csv .h5\n", text, s->directory);
    free(text);
    return status;
}

lk_status lk_studies_sensitivity(const lk_studies *s, int quantity, lk_error_list *errors) {
    lk_sensitivity sensitivity;
    lk_status status = lk_sensitivity_create(&sensitivity, &s->ensemble, quantity, errors);
    if (status) return status;
    status = lk_sensitivity_write(&sensitivity, s->directory, errors);
    char *text = status ? NULL : lk_sensitivity_text(&sensitivity, errors);
    if (text) printf("%s\nfiles: %s/sensitivity.txt .csv .png\n", text, s->directory);
    free(text);
    lk_sensitivity_free(&sensitivity);
    return status;
}

static lk_status calibrate(const lk_studies *s, lk_error_list *errors) {
    const lk_status status = lk_posterior_write(&s->ensemble, s->directory, errors);
    char *text = lk_posterior_text(&s->ensemble, errors);
    if (text) printf("%s\nfiles: %s/posterior.txt .csv .png, weights.csv\n\n", text, s->directory);
    free(text);
    return status;
}

lk_status lk_studies_report(const lk_studies *s, lk_error_list *errors) {
    lk_status status = lk_collect_write(&s->ensemble, s->directory, errors);
    if (!status && s->study.target_count > 0) status = calibrate(s, errors);
    if (status) return status;
    const lk_design *design = &s->study.design;
    if (design->kind == LK_DESIGN_MORRIS && design->axis_count > 0)
        return lk_studies_sensitivity(s, -1, errors);
    return design->axis_count > 0 && !lk_design_is_drawn(design) ? scan_axes(s, errors)
                                                                 : rank_cases(s, errors);
}
