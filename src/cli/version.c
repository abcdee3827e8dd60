// likmc version
#include "cli.h"

#include <stdio.h>

static lk_status run(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    puts("likmc " LIKMC_VERSION);
    return LK_OK;
}

const lk_command lk_version_command = {
    .name = "version", .summary = "Print the version.", .operands = "", .run = run};
