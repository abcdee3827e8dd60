// likmc check of a study: see cli.h.
#include "cli.h"
#include "likmc/result.h"
#include "likmc/study.h"

#include <stdio.h>

static void print_study(const lk_study *study, const char *path) {
    const int64_t draws = study->draw.number > 0 ? study->draw.number : 1;
    const int64_t runs = (int64_t)(study->case_count * study->variant_count) * study->seeds * draws;
    printf("study: %s (%s)\n", *study->title ? study->title : "(no title)", path);
    printf("cases:\n");
    for (size_t i = 0; i < study->case_count; i++)
        printf("  %-20s  %s\n", study->cases[i].name, study->cases[i].title);
    printf("variants:\n");
    for (size_t i = 0; i < study->variant_count; i++)
        printf("  %s\n", *study->variants[i].name ? study->variants[i].name : "(one)");
    printf("runs: %zu cases x %zu variants x %lld seeds", study->case_count, study->variant_count,
           (long long)study->seeds);
    if (study->draw.number > 0)
        printf(" x %lld draws of %zu quantities", (long long)draws, study->draw.count);
    printf(" = %lld\n", (long long)runs);
    if (study->resolve.quantity >= 0)
        printf("more seeds, up to %lld of each, until %s differs by %.6g or is resolved\n",
               (long long)study->resolve.most_seeds,
               lk_result_columns(&(size_t){0})[study->resolve.quantity].column.name,
               study->resolve.difference);
}

lk_status lk_check_study(const lk_options *options, lk_error_list *errors) {
    lk_study study;
    const lk_status status = lk_study_read(&study, options->operands[0], errors);
    if (status) return status;
    print_study(&study, options->operands[0]);
    lk_study_free(&study);
    return LK_OK;
}
