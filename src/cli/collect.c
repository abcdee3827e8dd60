// likmc collect
#include "likmc/collect.h"
#include "studies.h"

#include <stdio.h>

static lk_status run(const lk_options *options, lk_error_list *errors) {
    lk_studies s;
    lk_status status = lk_studies_load(&s, options, errors);
    if (status) return status;
    status = lk_ensemble_check_directory(&s.study, s.directory, errors);
    if (!status) status = lk_ensemble_collect(&s.ensemble, s.directory, s.expiry, errors);
    size_t done = 0;
    for (size_t i = 0; i < s.ensemble.count; i++) done += s.ensemble.runs[i].state == LK_ENSEMBLE_DONE;
    if (!status) status = lk_studies_report(&s, errors);
    if (!status && done < s.ensemble.count)
        printf("%zu of %zu runs are done; the same command takes in the others when they are\n", done,
               s.ensemble.count);
    lk_studies_free(&s);
    return status;
}

static const lk_option table[] = {LK_STUDIES_OPTIONS};

const lk_command lk_collect_command = {
    .name = "collect",
    .summary = "Make the tables and figures of a study from the runs that are done; runs nothing.",
    .operands = "STUDY.yaml",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "results.csv and results.h5 have one row a run, cycles.csv one a cycle; the ranking, curve or map is "
        "that of\nlikmc compare. The command can be given at any time and as often as one likes.\n\n"
        "example: likmc collect params/studies/planes.yaml --out study-planes",
    .run = run};
