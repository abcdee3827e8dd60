/// likmc/ensemble.h: the runs of a study, on threads and in any number of processes, and their results.
///
/// Each run is made by one thread from its parameters alone: the results do not depend on how many threads,
/// processes or machines there are, nor on how often they were stopped or killed. In the directory of the
/// study:
///
///     study.json        which study it is; another one is refused
///     workers/ claims/  who works on which run (likmc/claim.h)
///     results/          what finished runs came to (likmc/logbook.h)
///     runs/NAME         run directories: of runs that go on, were stopped or have failed, and of all if
///     asked for
///
/// A run that is done by the same program with the same parameters is not run again; one that was stopped or
/// killed goes on from its last checkpoint; one that failed is tried again by the next call.
#ifndef LIKMC_ENSEMBLE_H
#define LIKMC_ENSEMBLE_H

#include "likmc/error.h"
#include "likmc/plan.h"
#include "likmc/result.h"
#include "likmc/statistics.h"
#include "likmc/study.h"

#include <stdbool.h>

enum { LK_ENSEMBLE_QUANTITIES = sizeof(lk_result) / sizeof(double) };

typedef enum lk_ensemble_state {
    LK_ENSEMBLE_WAITING,
    LK_ENSEMBLE_RUNNING,
    LK_ENSEMBLE_STOPPED, ///< begun, and can be gone on with
    LK_ENSEMBLE_DONE,
    LK_ENSEMBLE_FAILED,
    LK_ENSEMBLE_STATES
} lk_ensemble_state;

/// Name of a state: "waiting", ...
const char *lk_ensemble_state_name(lk_ensemble_state state);

/// One run and its result, in the units of lk_result_columns(); NaN for what it has not.
typedef struct lk_ensemble_run {
    lk_plan_run at;
    char identity[LK_PROVENANCE_HASH_SIZE];
    size_t stands,
        next; ///< the first run of the same identity, which is made for all; the next one or SIZE_MAX
    lk_ensemble_state state;
    int generation; ///< of the claim under which it failed; -1
    double wall;    ///< s that it took; NaN
    double values[LK_ENSEMBLE_QUANTITIES];
} lk_ensemble_run;

/// All runs, ordered by variant, case, point, seed. Release with lk_ensemble_free().
typedef struct lk_ensemble {
    const lk_study *study; ///< borrowed
    lk_plan plan;
    size_t count, capacity;
    lk_ensemble_run *runs;
    size_t *table, table_size; ///< identities, by hash; 1 + index of the run that stands for others
} lk_ensemble;

/// What the caller is told, from one thread at a time.
typedef struct lk_ensemble_news {
    size_t finished, count; ///< runs
    double fraction;        ///< of all, with those that are going on
} lk_ensemble_news;

/// What stays of a run that is done, besides its result.
typedef enum lk_ensemble_keep {
    LK_ENSEMBLE_KEEP_NOTHING,
    LK_ENSEMBLE_KEEP_RUNS,
    LK_ENSEMBLE_KEEP_PICTURES
} lk_ensemble_keep;

typedef struct lk_ensemble_options {
    const char *directory; ///< of the study; made if it is not there
    int threads;           ///< 0: as OpenMP decides
    lk_ensemble_keep keep;
    double expiry;     ///< s without a sign of life after which a process's claims are void
    double checkpoint; ///< s between checkpoints of a run
    size_t only, of;   ///< the `only`-th (from 0) of `of` parts; of = 0: all
    bool leave_failed; ///< runs that failed before this call
    bool leave_others; ///< do not wait for what other processes have claimed
    bool (*next)(void *user,
                 size_t *run); ///< which run to try, from a dispatcher; NULL: in order. Any thread
    void *next_user;
    bool (*watch)(void *user, const lk_ensemble_news *news); ///< true asks to stop; may be NULL
    void *user;
} lk_ensemble_options;

/// All runs of a study that is not yet to be resolved further, none looked for.
lk_status lk_ensemble_create(lk_ensemble *ensemble, const lk_study *study, lk_error_list *errors);
void lk_ensemble_free(lk_ensemble *ensemble);

/// Is the directory free for this study? LK_BAD_INPUT if it holds something else. Nothing is written.
lk_status lk_ensemble_check_directory(const lk_study *study, const char *directory, lk_error_list *errors);

/// Make the directory, if it is not there, and mark it as that of this study. It is free for it.
lk_status lk_ensemble_prepare(const lk_study *study, const char *directory, lk_error_list *errors);

/// Take up what the directory has of the runs; more seeds are added if the study resolves and they are there.
lk_status lk_ensemble_collect(lk_ensemble *ensemble, const char *directory, double expiry,
                              lk_error_list *errors);

/// Run the study until every case has its seeds and the difference asked for is resolved, or cannot be within
/// most_seeds. LK_STOPPED: asked to, or the rest is with others; the finished runs stay. LK_FAILED: some runs
/// failed (the errors say which); the others have results.
lk_status lk_ensemble_carry_out(lk_ensemble *ensemble, const lk_ensemble_options *options,
                                lk_error_list *errors);

/// Values of one quantity of a case and variant: one for each seed or, if the points are drawn, the mean over
/// the seeds of each point (NaN where none is done). `values` has room for `room`; returns how many there
/// are.
size_t lk_ensemble_values(const lk_ensemble *ensemble, size_t variant, size_t which, int quantity,
                          double *values, size_t room);

/// Mean and error over these values; those that are upper bounds count as such (lk_result_bound()). `work`
/// has room for 2 * room values.
lk_statistics lk_ensemble_statistics(const lk_ensemble *ensemble, size_t variant, size_t which, int quantity,
                                     double *work, size_t room);

/// Difference of a quantity between two cases of a study without axes. A seed makes the same host and the
/// same frozen disorder in every case: where both have the same seeds and no value is a bound, seed by seed,
/// which takes out what they share; else by Welch. `work` has room for four times the runs.
lk_statistics_difference lk_ensemble_difference(const lk_ensemble *ensemble, size_t variant, size_t a,
                                                size_t b, int quantity, double *work);

/// Values over the seeds of one point of a case and variant.
size_t lk_ensemble_point_values(const lk_ensemble *ensemble, size_t variant, size_t which, size_t point,
                                int quantity, double *values, size_t room);

#endif
