/// likmc/run.h: one run at either scale: a case becomes a run directory.
///
/// A run is a function of its parameters (seed and replica among them): the same bytes in its tables,
/// state.h5 and all pictures for any number of threads, any build type, and whether or not it was stopped and
/// resumed. lk_run_case() does it all; lk_run_open(), lk_run_go() and lk_run_close() do it in steps, between
/// which the caller may look at the electrode.
#ifndef LIKMC_RUN_H
#define LIKMC_RUN_H

#include "likmc/electrode.h"

/// What the caller is told as the run goes on.
typedef struct lk_run_news {
    double fraction;               ///< of the run that is done, 0..1
    double elapsed;                ///< s of real time since it was opened
    const lk_electrode *electrode; ///< as it stands
} lk_run_news;

/// How to run.
typedef struct lk_run_options {
    const char *directory; ///< run directory to make, or to go on with
    bool overwrite;        ///< replace an older run of that name
    bool resume;           ///< go on from its checkpoint; begin if there is none; nothing if it is finished
    bool pictures;         ///< draw frames
    int threads;           ///< of the field and of the pictures; 0: as OpenMP decides
    double checkpoint; ///< s between checkpoints, which take at most 5 % of the time; 0: when it stops only
    bool same_program; ///< refuse to go on with what another version or commit of the program has begun
    bool (*watch)(void *user, const lk_run_news *news); ///< called often; true asks to stop. May be NULL
    void (*tell)(void *user, const char *text);         ///< what the user should know, one line. May be NULL
    void *user;
} lk_run_options;

/// What a run has come to.
typedef struct lk_run_end {
    lk_result result;
    bool was_finished;            ///< resumed when there was nothing left to do; `result` is then not known
    char text[LK_ELECTRODE_TEXT]; ///< the same in words; of a run that was stopped: where
} lk_run_end;

/// A run with its directory. One owner.
typedef struct lk_run lk_run;

/// Make the electrode and begin, or go on with, its directory. LK_BAD_INPUT: nothing was written. `params`
/// and `options` are borrowed until lk_run_close(). *run is NULL unless LK_OK.
lk_status lk_run_open(lk_run **run, const lk_params *params, const lk_run_options *options,
                      lk_error_list *errors);

/// Go on until something of the kind `until` has been written; LK_DUE_END: to the end, DONE included.
/// LK_STOPPED: `watch` asked for it and checkpoint.h5 is there. LK_FAILED: what is on disk stays; if
/// something could not be written there is a checkpoint.
lk_status lk_run_go(lk_run *run, lk_due until, lk_error_list *errors);

/// Write checkpoint.h5 and STOPPED: the run can be gone on with later.
lk_status lk_run_stop(lk_run *run, lk_error_list *errors);

/// The electrode of a run, to be read and changed between two calls; NULL if it was finished already.
lk_electrode *lk_run_electrode(lk_run *run);

/// Close all files, whatever has been written, and release the run; `end` may be NULL, `run` too.
lk_status lk_run_close(lk_run *run, lk_run_end *end, lk_error_list *errors);

/// All of it. `end` may be NULL.
lk_status lk_run_case(const lk_params *params, const lk_run_options *options, lk_run_end *end,
                      lk_error_list *errors);

#endif
