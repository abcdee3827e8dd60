// What the files of `likmc bench` share.
#ifndef LIKMC_CLI_BENCH_H
#define LIKMC_CLI_BENCH_H

#include "likmc/bondhop.h"
#include "likmc/error.h"
#include "likmc/film.h"
#include "likmc/params.h"

#include <stdbool.h>
#include <stdint.h>

// What a run of a film is busy with.
enum {
    LK_BENCH_PART_ELSE, // set-up, and what is not listed
    LK_BENCH_PART_TRANSPORT,
    LK_BENCH_PART_EVENTS,
    LK_BENCH_PART_CONNECTIVITY, // live or dead: what an event cuts off, where pieces settle, and contacts
    LK_BENCH_PART_OBSERVABLES,
    LK_BENCH_PART_END, // tortuosity and summary at the end of a run
    LK_BENCH_PARTS
};

// What to measure.
typedef struct lk_bench_task {
    const lk_bondhop_model *model; // NULL: a case
    const char *case_path;
    const char **settings; // of the case
    size_t setting_count;
    bool deposition; // with arriving atoms
    uint32_t edge;
    int threads;      // replicas at the same time, or threads in one lattice
    uint32_t sectors; // strips of one lattice; 0: replicas
    uint64_t seed;
    double seconds; // CPU time to spend in the event loop of each replica
    double until;   // model time to run to in place of that; 0: none
} lk_bench_task;

// One measurement. Copied through a pipe as it is.
typedef struct lk_bench_sample {
    double events;                // of all replicas
    double cpu_s;                 // of the event loops, all replicas together
    double wall_s;                // from the first event to the last
    double setup_s;               // wall time to build one replica
    double bytes;                 // peak resident memory less that before building
    double sites;                 // of all replicas
    double time;                  // model time reached by the first replica
    double parts[LK_BENCH_PARTS]; // shares of the CPU time of a film's run, set-up included; 0: none
    double ns_deposit;            // CPU time of one arrival by itself; 0 without deposition
} lk_bench_sample;

// Median and spread.
typedef struct lk_bench_spread {
    double median, least, most;
} lk_bench_spread;

lk_bench_spread lk_bench_spread_of(double *values, int count); // sorts them

// Measure in a process of its own, so that memory is that of this task alone.
lk_status lk_bench_measure(const lk_bench_task *task, lk_bench_sample *sample, lk_error_list *errors);

// One film: a whole run without pictures, in a directory that is removed again.
lk_status lk_bench_film_measure(const lk_params *params, double most_s, lk_bench_sample *sample,
                                lk_error_list *errors);

// Run a SPPARKS program on the deck of a model (app_style diffusion) until `until`; events and CPU seconds of
// its loop.
lk_status lk_bench_peer_run(const char *program, const char *solver, const lk_bench_task *task, double until,
                            double *events, double *cpu_s, lk_error_list *errors);

#endif
