// What the parts of an ensemble share. Private to the ensemble.
#ifndef LIKMC_ENSEMBLE_PARTS_H
#define LIKMC_ENSEMBLE_PARTS_H

#include "likmc/claim.h"
#include "likmc/ensemble.h"
#include "likmc/logbook.h"

#include <stdbool.h>
#include <stddef.h>

enum { LK_ENSEMBLE_PATH = 4096 };

// What the threads of a process share; guarded by critical(likmc_ensemble).
typedef struct lk_ensemble_team {
    lk_ensemble *ensemble;
    const lk_ensemble_options *options;
    lk_claim *claim;
    lk_logbook *logbook;
    lk_error_list *errors;
    double looked;        // s of the monotonic clock at which the logbook was last read
    size_t cursor, start; // runs handed out in this pass, and where it begins
    size_t finished;      // runs settled
    size_t failures;      // of this call
    double under_way;     // sum of the fractions of the runs going on
    bool in_order;        // no dispatcher any more: what is left is looked through in order
    bool stop;
    lk_status status;
} lk_ensemble_team;

// s of the monotonic clock.
double lk_ensemble_clock(void);

// Done, or failed for good.
bool lk_ensemble_is_settled(const lk_ensemble_run *run);

// Index of the run that stands for an identity; count if none does.
size_t lk_ensemble_find(const lk_ensemble *ensemble, const char *identity);

// A row of the logbook settles all runs of its identity. `user` is the ensemble.
void lk_ensemble_settle(void *user, const lk_logbook_row *row);

// Settle all runs that the directory has results of.
lk_status lk_ensemble_collect_results(lk_ensemble *ensemble, const char *directory, lk_error_list *errors);

// More seeds where the study is not resolved yet; all there is has to be settled.
lk_status lk_ensemble_add_seeds(lk_ensemble *ensemble, bool *added, lk_error_list *errors);

// Write study.json if it is not there. The directory is checked.
lk_status lk_ensemble_study_write(const lk_study *study, const char *directory, lk_error_list *errors);

// Claim the run and make it, unless it is done or somebody else's.
void lk_ensemble_one(lk_ensemble_team *team, size_t index);

// Read the logbook again, unless that was done within the last `age` seconds. In the critical section.
void lk_ensemble_one_look(lk_ensemble_team *team, double age);

#endif
