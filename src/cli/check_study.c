// likmc check of a study: see cli.h.
#include "trial.h"

#include "likmc/result.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

static lk_status print_costs(const lk_studies *s, lk_error_list *errors) {
    const size_t kinds = s->study.variant_count * s->study.case_count;
    const double each = (double)s->ensemble.count / (double)kinds, seconds = lk_trial_seconds(s);
    double sum = 0.0, bytes = 0.0;
    char memory[32], going[32], rows[32];
    lk_status status = LK_OK;
    printf("trials of %.2g s, at the middle point:\n", seconds);
    for (size_t v = 0; v < s->study.variant_count && status == LK_OK; v++)
        for (size_t c = 0; c < s->study.case_count && status == LK_OK; c++) {
            lk_trial trial;
            status = lk_trial_run(s, v, c, seconds, &trial, errors);
            if (status != LK_OK) break;
            printf("  %-20s  %-24s  about %.3g CPU-seconds a run\n", s->study.cases[c].name,
                   s->study.variants[v].name, trial.cpu);
            sum += trial.cpu * each;
            bytes = fmax(bytes, trial.bytes);
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
