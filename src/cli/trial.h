// Short trials of the runs of a study, from which its cost is told.
#ifndef LIKMC_CLI_TRIAL_H
#define LIKMC_CLI_TRIAL_H

#include "studies.h"

// What a whole run comes to.
typedef struct lk_trial {
    double cpu;   // s; NaN if nothing can be said
    double bytes; // of its directory while it goes on
} lk_trial;

// Seconds for each trial of a study, so that all together take a few.
double lk_trial_seconds(const lk_studies *s);

// Try a case in a variant, with the first seed at the middle point of the design, for so many seconds.
lk_status lk_trial_run(const lk_studies *s, size_t variant, size_t which, double seconds, lk_trial *trial,
                       lk_error_list *errors);

// CPU seconds of all runs together, told from trials of all kinds of runs.
lk_status lk_trial_all(const lk_studies *s, double *cpu, lk_error_list *errors);

#endif
