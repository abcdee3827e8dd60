// What the commands with a study share: loading it, running it, reporting on it.
#ifndef LIKMC_CLI_STUDIES_H
#define LIKMC_CLI_STUDIES_H

#include "cli.h"
#include "likmc/ensemble.h"

// s without a sign of life after which what a process has claimed is free again, unless --expiry says
// otherwise.
#define LK_STUDIES_EXPIRY 180.0

// Options of every command with a study.
#define LK_STUDIES_OPTIONS                                                                                   \
    {.name = "set",                                                                                          \
     .letter = 's',                                                                                          \
     .argument = "KEY=VALUE|@FILE",                                                                          \
     .repeated = true,                                                                                       \
     .doc = "change a parameter of all runs, or put a file on top of all cases"},                            \
        {.name = "seeds",                                                                                    \
         .argument = "N",                                                                                    \
         .doc = "seeds of each case, variant and point, instead of the study's"},                            \
        {.name = "out",                                                                                      \
         .letter = 'o',                                                                                      \
         .argument = "DIR",                                                                                  \
         .doc = "directory of the study; default study-STUDY"},                                              \
    {                                                                                                        \
        .name = "expiry", .argument = "S",                                                                   \
        .doc = "seconds without a sign of life after which what a process "                                  \
               "has claimed is free again; default 180"                                                      \
    }

// Options of the commands that run a study.
#define LK_STUDIES_RUN_OPTIONS                                                                               \
    {.name = "threads",                                                                                      \
     .letter = 't',                                                                                          \
     .argument = "N",                                                                                        \
     .doc = "runs at a time, as far as memory allows; results do not depend on it"},                         \
        {.name = "max-hours", .argument = "H", .doc = "stop after this much time, with checkpoints"},        \
        {.name = "checkpoint",                                                                               \
         .argument = "MIN",                                                                                  \
         .doc = "minutes between checkpoints, from which a run that was killed goes on; default 10"},        \
        {.name = "keep",                                                                                     \
         .argument = "WHAT",                                                                                 \
         .doc = "what stays of a run besides its row: nothing (the default), runs: its directory, "          \
                "pictures: that with "                                                                       \
                "pictures"},                                                                                 \
        {.name = "only", .argument = "I/N", .doc = "only every N-th run, from the I-th on"},                 \
        {.name = "worker",                                                                                   \
         .doc = "only run what nobody else does, and make no table: for one of many processes"},             \
    {                                                                                                        \
        .name = "quiet", .letter = 'q', .doc = "no progress"                                                 \
    }

// A study as a command line asks for it. Release with lk_studies_free().
typedef struct lk_studies {
    lk_study study;
    lk_ensemble ensemble;
    char *directory;
    double expiry; // s
} lk_studies;

// Load the study that is the first operand and list its runs.
lk_status lk_studies_load(lk_studies *s, const lk_options *options, lk_error_list *errors);
void lk_studies_free(lk_studies *s);

// Run what is missing. LK_STOPPED: stopped, or the rest is with others (`partly`: all that this call was to
// do is done). Messages go to standard error.
lk_status lk_studies_run(lk_studies *s, const lk_options *options, bool *partly, lk_error_list *errors);

// Write tables and figures of what is done, and print them.
lk_status lk_studies_report(const lk_studies *s, lk_error_list *errors);

// Write and print what the results hang on (likmc/sensitivity.h). `quantity`: index; -1: the one that ranks.
lk_status lk_studies_sensitivity(const lk_studies *s, int quantity, lk_error_list *errors);

// Bytes that the largest run needs.
double lk_studies_bytes(const lk_studies *s);

#endif
