/// likmc/simulation.h: one run: a case becomes a run directory.
///
/// A run is a function of its parameters (seed and replica among them): the same bytes in series.csv,
/// state.h5 and all pictures for any number of threads, any build type, and whether or not it was stopped and
/// resumed.
#ifndef LIKMC_SIMULATION_H
#define LIKMC_SIMULATION_H

#include "likmc/error.h"
#include "likmc/film.h"
#include "likmc/observe.h"
#include "likmc/params.h"
#include "likmc/result.h"

#include <stdbool.h>

/// What the caller is told as the run goes on.
typedef struct lk_simulation_news {
    double fraction;     ///< of the charge to pass, 0..1
    double charge;       ///< C/m2
    double thickness;    ///< m, at the last row of the series
    uint64_t events;     ///< so far
    const lk_film *film; ///< as it stands, until lk_simulation_run() returns
} lk_simulation_news;

/// What a run has come to.
typedef struct lk_simulation_end {
    lk_observation seen; ///< the last one
    lk_result result;    ///< of a finished run
    int64_t cycles;
    double laid, cycled, last; ///< C/m2: marks q_l, q_a, q_r of the reservoir method; NaN without
} lk_simulation_end;

/// How to run.
typedef struct lk_simulation_options {
    const char *directory; ///< run directory to make, or to go on with
    bool overwrite;        ///< replace an older run of that name
    bool resume;           ///< go on from its checkpoint
    bool pictures;         ///< draw frames
    int threads;           ///< of the pictures; 0: as OpenMP decides
    bool (*watch)(void *user,
                  const lk_simulation_news *news); ///< called often; true asks to stop. May be NULL
    bool (*keep)(void *user); ///< called as often; true asks for a checkpoint now. May be NULL
    void *user;
} lk_simulation_options;

/// Run a case to its end. LK_BAD_INPUT before anything is written; LK_FAILED while running: what is on disk
/// stays; LK_STOPPED: `watch` asked for it and checkpoint.h5 is there. `end` may be NULL.
lk_status lk_simulation_run(const lk_params *params, const lk_simulation_options *options,
                            lk_simulation_end *end, lk_error_list *errors);

#endif
