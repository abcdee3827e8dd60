// likmc compare
#include "ranks.h"
#include "studies.h"

#include <stdio.h>
#include <stdlib.h>

static lk_status list_runs(const lk_studies *s) {
    for (size_t i = 0; i < s->ensemble.count; i++) {
        const lk_ensemble_run *run = &s->ensemble.runs[i];
        char name[LK_PLAN_NAME], setting[LK_DESIGN_TEXT];
        lk_plan_name(&s->study, &run->at, name);
        printf("%s  %.12s", name, run->identity);
        for (size_t a = 0; a < s->study.design.axis_count; a++) {
            lk_design_setting(&s->study.design, a, run->at.point, setting);
            printf("  %s", setting);
        }
        if (run->stands != i) printf("  (the same as an earlier run)");
        printf("\n");
    }
    return LK_OK;
}

static lk_status carry_out(lk_studies *s, const lk_options *options, lk_error_list *errors) {
    bool partly;
    lk_status status = lk_studies_run(s, options, &partly, errors);
    if (lk_ranks_rank() > 0 || (partly && lk_options_value(options, "worker")))
        return partly ? LK_OK : status;
    if (partly) {
        printf("this part is done; likmc collect makes the table when all are\n");
        return LK_OK;
    }
    if (status != LK_OK && status != LK_FAILED) return status;
    const lk_status reported = lk_studies_report(s, errors);
    return status == LK_OK ? reported : status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    lk_studies s;
    lk_status status = lk_ranks_begin(errors);
    if (status) return status;
    status = lk_studies_load(&s, options, errors);
    if (!status) status = lk_options_value(options, "list") ? list_runs(&s) : carry_out(&s, options, errors);
    lk_studies_free(&s);
    return lk_ranks_end(status);
}

static const lk_option table[] = {
    LK_STUDIES_OPTIONS,
    LK_STUDIES_RUN_OPTIONS,
    {.name = "list",
     .doc = "name the runs, with their identities and what the axes are in each; run nothing"},
};

const lk_command lk_compare_command = {
    .name = "compare",
    .summary = "Run a study: cases, variants, points of a design, seeds; rank or draw them.",
    .operands = "STUDY.yaml",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "Without axes the cases are ranked in one table, with 95 % confidence intervals and the probability "
        "that one\n"
        "is better than another (compare.txt, .csv, .json, .png); one axis becomes a curve, two a heat map\n"
        "(scan.txt, .csv, .png); drawn points say what the ranking hangs on. results.csv and results.h5 have "
        "one row\n"
        "a run, cycles.csv one a cycle.\n\n"
        "The command can be stopped (Ctrl-C, a signal, a time limit) or killed and given again, and given on "
        "any\n"
        "number of machines at once with the same --out: each run is done once. With MPI: mpirun -n N likmc "
        "compare\n"
        "STUDY; with Slurm: likmc submit STUDY. likmc status shows how far it is.\n\n"
        "example: likmc compare params/studies/planes.yaml --threads 2",
    .run = run};
