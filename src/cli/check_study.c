// likmc check of a study: see cli.h.
#include "studies.h"

#include "likmc/result.h"
#include "likmc/run.h"
#include "likmc/rundir.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// CPU seconds that all trials take together, and one at least.
static const double trials_seconds = 6.0, least_seconds = 0.25;

static void print_axes(const lk_design *design) {
    if (design->axis_count == 0) return;
    printf("axes: %s\n", lk_design_kind_name(design->kind));
    for (size_t a = 0; a < design->axis_count; a++) {
        const lk_design_axis *axis = &design->axes[a];
        const char *unit = strcmp(axis->unit, "1") == 0 ? "" : axis->unit;
        if (!axis->is_number)
            printf("  %-40s  %zu choices\n", axis->key, axis->count);
        else if (axis->count > 0)
            printf("  %-40s  %zu values, %.6g ... %.6g %s\n", axis->key, axis->count, axis->low, axis->high,
                   unit);
        else
            printf("  %-40s  %.6g ... %.6g %s%s\n", axis->key, axis->low, axis->high, unit,
                   axis->log ? ", log" : "");
    }
}

static void print_study(const lk_studies *s, const char *path) {
    const lk_study *study = &s->study;
    size_t distinct = 0;
    for (size_t i = 0; i < s->ensemble.count; i++) distinct += s->ensemble.runs[i].stands == i;
    printf("study: %s (%s)\n", *study->title ? study->title : "(no title)", path);
    printf("cases:\n");
    for (size_t i = 0; i < study->case_count; i++)
        printf("  %-20s  %s\n", study->cases[i].name, study->cases[i].title);
    printf("variants:\n");
    for (size_t i = 0; i < study->variant_count; i++)
        printf("  %s\n", *study->variants[i].name ? study->variants[i].name : "(one)");
    print_axes(&study->design);
    printf("runs: %zu cases x %zu variants x %zu points x %lld seeds = %zu", study->case_count,
           study->variant_count, lk_study_points(study), (long long)study->seeds, s->ensemble.count);
    printf(distinct < s->ensemble.count ? ", of which %zu differ\n" : "\n", distinct);
    if (study->resolve.quantity >= 0)
        printf("more seeds, up to %lld of each, until %s differs by %.6g or is resolved\n",
               (long long)study->resolve.most_seeds,
               lk_result_columns(&(size_t){0})[study->resolve.quantity].column.name,
               study->resolve.difference);
}

// ---- trials

typedef struct trial {
    double seconds;                  // to spend
    double began, first, last;       // CPU seconds: at the start, at the first news, at the last
    double first_fraction, fraction; // of the run, at these
} trial;

static bool watch(void *user, const lk_run_news *news) {
    trial *t = user;
    t->last = lk_system_cpu();
    t->fraction = news->fraction;
    if (isnan(t->first)) {
        t->first = t->last;
        t->first_fraction = news->fraction;
    }
    return t->last - t->began > t->seconds;
}

// CPU seconds of a whole run, from what a part of it took; NaN if nothing can be said.
static double estimate(const trial *t, bool whole) {
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

// A run with the first seed at the middle point of the design, for so many seconds.
static lk_status try_run(const lk_studies *s, size_t variant, size_t which, double seconds, double *cpu,
                         double *bytes, lk_error_list *errors) {
    const char *temporary = getenv("TMPDIR");
    char folder[256], directory[300];
    const lk_plan_run run = {variant, which, lk_study_points(&s->study) / 2, 1};
    trial t = {.seconds = seconds, .first = NAN};
    lk_params *params = malloc(sizeof *params);
    snprintf(folder, sizeof folder, "%.200s/likmc-check-XXXXXX", temporary ? temporary : "/tmp");
    lk_status status = params && mkdtemp(folder)
                           ? lk_plan_params(&s->ensemble.plan, &run, params, errors)
                           : lk_error_set(errors, LK_FAILED, "no place for a trial run");
    snprintf(directory, sizeof directory, "%s/run", folder);
    const lk_run_options how = {.directory = directory, .threads = 1, .watch = watch, .user = &t};
    if (status == LK_OK) {
        t.began = lk_system_cpu();
        status = lk_run_case(params, &how, NULL, errors);
        *cpu = status == LK_OK || status == LK_STOPPED ? estimate(&t, status == LK_OK) : NAN;
        *bytes = fmax(*bytes, bytes_in(directory));
        (void)lk_rundir_remove(directory, NULL);
    }
    (void)rmdir(folder);
    free(params);
    return status == LK_STOPPED ? LK_OK : status;
}

static lk_status print_costs(const lk_studies *s, lk_error_list *errors) {
    const size_t kinds = s->study.variant_count * s->study.case_count;
    const double each = (double)s->ensemble.count / (double)kinds,
                 seconds = fmax(least_seconds, trials_seconds / (double)kinds);
    double sum = 0.0, bytes = 0.0;
    char memory[32], going[32], rows[32];
    lk_status status = LK_OK;
    printf("trials of %.2g s, at the middle point:\n", seconds);
    for (size_t v = 0; v < s->study.variant_count && status == LK_OK; v++)
        for (size_t c = 0; c < s->study.case_count && status == LK_OK; c++) {
            double cpu = NAN;
            status = try_run(s, v, c, seconds, &cpu, &bytes, errors);
            if (status != LK_OK) break;
            printf("  %-20s  %-24s  about %.3g CPU-seconds a run\n", s->study.cases[c].name,
                   s->study.variants[v].name, cpu);
            sum += cpu * each;
        }
    if (status != LK_OK) return status;
    lk_load_format_bytes(lk_studies_bytes(s), memory);
    lk_load_format_bytes(bytes, going);
    lk_load_format_bytes(1500.0 * (double)s->ensemble.count, rows);
    printf("in all about %.3g CPU-hours; up to %s of memory a run\n", sum / 3600, memory);
    printf("disk: about %s of results, and %s for each run that goes on (for every run with --keep runs)\n",
           rows, going);
    return LK_OK;
}

lk_status lk_check_study(const lk_options *options, lk_error_list *errors) {
    lk_studies s;
    lk_status status = lk_studies_load(&s, options, errors);
    if (status) return status;
    print_study(&s, options->operands[0]);
    status = print_costs(&s, errors);
    lk_studies_free(&s);
    return status;
}
