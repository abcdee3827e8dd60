/// likmc/ensemble.h: the runs of a study on threads, kept in its directory, and their results.
///
/// Each run is a run directory of its own, DIR/runs/CASE[-VARIANT][-dDRAW]-sSEED, made by one thread from its
/// parameters alone: the results do not depend on how many threads there are, nor on how often the study was
/// stopped. A run that is finished with the same parameters by the same program is read and not run again.
#ifndef LIKMC_ENSEMBLE_H
#define LIKMC_ENSEMBLE_H

#include "likmc/error.h"
#include "likmc/result.h"
#include "likmc/study.h"

#include <stdbool.h>

enum { LK_ENSEMBLE_QUANTITIES = sizeof(lk_result) / sizeof(double) };

/// One run and its result, in the units of lk_result_columns(); NaN for what it has not.
typedef struct lk_ensemble_run {
    size_t variant, which; ///< indices into the study's variants and cases
    int64_t draw, seed;
    bool done, kept; ///< is there a result; was it there already
    double values[LK_ENSEMBLE_QUANTITIES];
} lk_ensemble_run;

/// All runs, ordered by variant, case, draw, seed. Release with lk_ensemble_free().
typedef struct lk_ensemble {
    size_t count, capacity;
    lk_ensemble_run *runs;
} lk_ensemble;

/// What the caller is told, from one thread at a time.
typedef struct lk_ensemble_news {
    size_t finished, count; ///< runs
    double fraction;        ///< of all, with those that are going on
} lk_ensemble_news;

typedef struct lk_ensemble_options {
    const char *directory;                                   ///< of the study; made if it is not there
    int threads;                                             ///< 0: as OpenMP decides
    bool (*watch)(void *user, const lk_ensemble_news *news); ///< true asks to stop; may be NULL
    void *user;
} lk_ensemble_options;

/// Run the study until every case has its seeds and the difference asked for is resolved, or cannot be within
/// most_seeds. LK_STOPPED: asked to; the finished runs stay. LK_FAILED: some runs failed (the errors say
/// which); the others have results.
lk_status lk_ensemble_carry_out(lk_ensemble *ensemble, const lk_study *study,
                                const lk_ensemble_options *options, lk_error_list *errors);
void lk_ensemble_free(lk_ensemble *ensemble);

/// Values of one quantity of a case and variant: one for each seed or, if something is drawn, the mean over
/// the seeds of each draw (NaN where none is done). `values` has room for `room`; returns how many there are.
size_t lk_ensemble_values(const lk_ensemble *ensemble, const lk_study *study, size_t variant, size_t which,
                          int quantity, double *values, size_t room);

#endif
