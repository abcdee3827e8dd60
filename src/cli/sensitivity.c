// likmc sensitivity
#include "studies.h"

#include "likmc/result.h"

static lk_status read_quantity(const lk_options *options, int *quantity, lk_error_list *errors) {
    const char *names[LK_ENSEMBLE_QUANTITIES];
    size_t count, index = 0;
    const lk_result_column *columns = lk_result_columns(&count);
    for (size_t i = 0; i < count; i++) names[i] = columns[i].column.name;
    *quantity = -1;
    if (!lk_options_value(options, "quantity")) return LK_OK;
    const lk_status status = lk_options_choice(options, "quantity", names, count, &index, errors);
    *quantity = (int)index;
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    lk_studies s;
    int quantity;
    lk_status status = read_quantity(options, &quantity, errors);
    if (!status) status = lk_studies_load(&s, options, errors);
    if (status) return status;
    status = lk_ensemble_check_directory(&s.study, s.directory, errors);
    if (!status) status = lk_ensemble_collect(&s.ensemble, s.directory, s.expiry, errors);
    if (!status) status = lk_studies_sensitivity(&s, quantity, errors);
    lk_studies_free(&s);
    return status;
}

static const lk_option table[] = {
    LK_STUDIES_OPTIONS,
    {.name = "quantity", .argument = "NAME", .doc = "result to look at; default: the one that ranks"},
};

const lk_command lk_sensitivity_command = {
    .name = "sensitivity",
    .summary = "Tell which inputs of a study its results and its ranking hang on; runs nothing.",
    .operands = "STUDY.yaml",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details = "Rank correlations with their significance for points that are drawn (latin-hypercube, "
               "sobol); Sobol' first and total\n"
               "indices with bootstrap intervals for a design of kind saltelli; elementary effects for one "
               "of kind morris. Each also\n"
               "from a quarter and a half of the points, to see whether it has settled.\n\n"
               "example: likmc sensitivity params/studies/what-matters.yaml",
    .run = run};
