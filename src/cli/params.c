// likmc params
#include "cli.h"
#include "likmc/yaml.h"

#include <stdio.h>
#include <stdlib.h>

static lk_status print_text(char *text) {
    if (!text) return LK_FAILED;
    fputs(text, stdout);
    free(text);
    return LK_OK;
}

static lk_status print_markdown(lk_error_list *errors) {
    printf("### Cases\n\n");
    lk_status status = print_text(lk_yaml_write_markdown(lk_params_table(), errors));
    if (status) return status;
    printf("\n### Materials\n\n");
    return print_text(lk_yaml_write_markdown(lk_material_table(), errors));
}

static lk_status print_defaults(lk_error_list *errors) {
    lk_params *params = malloc(sizeof *params);
    if (!params) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_status status = lk_params_init(params, errors);
    if (!status) status = print_text(lk_yaml_write_params(params, errors));
    free(params);
    return status;
}

static lk_status print_case(const lk_options *options, lk_error_list *errors) {
    lk_params *params = lk_load_case(options, errors);
    if (!params) return LK_BAD_INPUT;
    const lk_status status = print_text(lk_yaml_write_params(params, errors));
    free(params);
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    static const char *const formats[] = {"yaml", "md"};
    size_t format = 0;
    if (lk_options_choice(options, "format", formats, 2, &format, errors)) return LK_BAD_INPUT;
    const bool has_case = options->operand_count > 0;
    if (format == 1 && has_case)
        return lk_error_set(errors, LK_BAD_INPUT, "--format md describes all parameters; it takes no case");
    if (!has_case && lk_options_value(options, "set"))
        return lk_error_set(errors, LK_BAD_INPUT, "--set needs a case to change");
    if (format == 1) return print_markdown(errors);
    return has_case ? print_case(options, errors) : print_defaults(errors);
}

static const lk_option table[] = {
    {.name = "format",
     .letter = 'f',
     .argument = "yaml|md",
     .doc = "yaml: values; md: the table of all keys"},
    LK_OPTION_SET,
};

const lk_command lk_params_command = {
    .name = "params",
    .summary = "Print all parameters: the defaults, or the effective ones of a case.",
    .operands = "[CASE.yaml]",
    .least_operands = 0,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "Without a case: every default, as a file to start from. With one: all its parameters and materials "
        "in\n"
        "one file that can be run again. --format md: a table of all keys with units, limits and sources.",
    .run = run};
