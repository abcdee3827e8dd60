// Short trials of the runs of a study: see trial.h.
#include "trial.h"

#include "likmc/run.h"
#include "likmc/rundir.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// CPU seconds that all trials take together, and one at least.
static const double trials_seconds = 6.0, least_seconds = 0.25;

// A run that is watched for a while.
typedef struct attempt {
    double seconds;                  // to spend
    double began, first, last;       // CPU seconds: at the start, at the first news, at the last
    double first_fraction, fraction; // of the run, at these
} attempt;

static bool watch(void *user, const lk_run_news *news) {
    attempt *t = user;
    t->last = lk_system_cpu();
    t->fraction = news->fraction;
    if (isnan(t->first)) {
        t->first = t->last;
        t->first_fraction = news->fraction;
    }
    return t->last - t->began > t->seconds;
}

// CPU seconds of a whole run, from what a part of it took; NaN if nothing can be said.
static double estimate(const attempt *t, bool whole) {
    if (whole) return lk_system_cpu() - t->began;
    if (!(t->fraction > t->first_fraction)) return NAN;
    return t->first - t->began + (t->last - t->first) / (t->fraction - t->first_fraction);
}

static double bytes_in(const char *directory) {
    static const char *const names[] = {"checkpoint.h5", "state.h5", "series.csv", "cycles.csv",
                                        "params.yaml"};
    double sum = 0.0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[512];
        struct stat about;
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        if (stat(path, &about) == 0) sum += (double)about.st_size;
    }
    return sum;
}

double lk_trial_seconds(const lk_studies *s) {
    const double kinds = (double)(s->study.variant_count * s->study.case_count);
    return fmax(least_seconds, trials_seconds / kinds);
}

lk_status lk_trial_run(const lk_studies *s, size_t variant, size_t which, double seconds, lk_trial *trial,
                       lk_error_list *errors) {
    const char *temporary = getenv("TMPDIR");
    char folder[256], directory[300];
    const lk_plan_run run = {variant, which, lk_study_points(&s->study) / 2, 1};
    attempt t = {.seconds = seconds, .first = NAN};
    lk_params *params = malloc(sizeof *params);
    *trial = (lk_trial){NAN, 0.0};
    snprintf(folder, sizeof folder, "%.200s/likmc-check-XXXXXX", temporary ? temporary : "/tmp");
    lk_status status = params && mkdtemp(folder)
                           ? lk_plan_params(&s->ensemble.plan, &run, params, errors)
                           : lk_error_set(errors, LK_FAILED, "no place for a trial run");
    snprintf(directory, sizeof directory, "%s/run", folder);
    const lk_run_options how = {.directory = directory, .threads = 1, .watch = watch, .user = &t};
    if (status == LK_OK) {
        t.began = lk_system_cpu();
        status = lk_run_case(params, &how, NULL, errors);
        if (status == LK_OK || status == LK_STOPPED) trial->cpu = estimate(&t, status == LK_OK);
        trial->bytes = bytes_in(directory);
        (void)lk_rundir_remove(directory, NULL);
    }
    (void)rmdir(folder);
    free(params);
    return status == LK_STOPPED ? LK_OK : status;
}

lk_status lk_trial_all(const lk_studies *s, double *cpu, lk_error_list *errors) {
    const size_t kinds = s->study.variant_count * s->study.case_count;
    lk_status status = LK_OK;
    *cpu = 0.0;
    for (size_t k = 0; k < kinds && status == LK_OK; k++) {
        lk_trial trial;
        status = lk_trial_run(s, k / s->study.case_count, k % s->study.case_count, lk_trial_seconds(s),
                              &trial, errors);
        if (status == LK_OK) *cpu += trial.cpu * (double)s->ensemble.count / (double)kinds;
    }
    return status;
}
