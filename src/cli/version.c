// likmc version
#include "cli.h"
#include "likmc/provenance.h"

#include <stdio.h>

static lk_status run(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    printf("likmc %s, commit %s, %s\n", lk_provenance_version(), lk_provenance_commit(),
           lk_provenance_compiler());
    return LK_OK;
}

const lk_command lk_version_command = {
    .name = "version", .summary = "Print version, commit and compiler.", .operands = "", .run = run};
