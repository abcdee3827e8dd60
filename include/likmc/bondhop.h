/// likmc/bondhop.h: hopping with rates that depend on occupied neighbours: the benchmark models.
///
/// An atom at site i with n occupied neighbours hops to a vacant neighbour j at a rate k(n, m), m being the
/// occupied neighbours of j without the hopper. Two rules:
///
///     surface diffusion   k = exp(-E n / kT) if m >= m_min, else 0
///     exchange            k = min(1, exp(-2 (n - m) / kT))        (Metropolis on E = -(number of pairs))
///
/// The solver is exact: an atom's class is n, its class rate bounds k(n, m) over all m, and a candidate that
/// the bound overstated is refused, with the clock advanced as for an event (thinning of a Poisson process:
/// Lewis and Shedler 1979, doi 10.1002/nav.3800260304). Times are in units of the inverse attempt frequency.
#ifndef LIKMC_BONDHOP_H
#define LIKMC_BONDHOP_H

#include "likmc/buckets.h"
#include "likmc/clock.h"
#include "likmc/error.h"
#include "likmc/lattice.h"
#include "likmc/rng.h"

#include <stdbool.h>
#include <stdint.h>

/// How rates follow from the neighbour counts.
typedef enum lk_bondhop_rule { LK_DIFFUSION, LK_EXCHANGE } lk_bondhop_rule;

/// One model: rule, lattice and numbers.
typedef struct lk_bondhop_model {
    const char *name; ///< SD-sc26, KAW-sc6, ...
    const char *doc;
    const char *lattice; ///< name of its lk_lattice_kind
    lk_bondhop_rule rule;
    double bond_energy; ///< E, eV (diffusion); unused by exchange, whose pair energy is the unit
    double kT;          ///< eV; in units of the pair energy for exchange
    int m_min;          ///< least m of a destination
    int cold;           ///< atoms of n >= cold share one class: a matter of speed only
} lk_bondhop_model;

/// All models; `count` receives how many there are.
const lk_bondhop_model *lk_bondhop_models(int *count);

/// The model of that name, or NULL.
const lk_bondhop_model *lk_bondhop_find(const char *name);

/// k(n, m) of a model.
double lk_bondhop_rate(const lk_bondhop_model *model, int n, int m);

/// What to build.
typedef struct lk_bondhop_params {
    const lk_bondhop_model *model;
    uint32_t
        edge; ///< L: L x L cells, L / basis layers of cells, so L^3 sites; at least 16 and a multiple of 4
    uint64_t seed;     ///< of the initial state and of the events
    uint32_t replica;  ///< chooses another stream of the same seed
    double deposition; ///< total rate F of arriving atoms; 0 for none
    uint32_t sectors;  ///< strips that one lattice is cut into for threads; 0: none, exact. Diffusion only
    double window;     ///< of the strips, in waiting times: LK_SECTORS_WINDOW; not used without them
} lk_bondhop_params;

/// What happened since lk_bondhop_init().
typedef struct lk_bondhop_counts {
    uint64_t hops;     ///< accepted hops
    uint64_t deposits; ///< atoms that arrived
    uint64_t refused;  ///< candidates refused
} lk_bondhop_counts;

typedef struct lk_bondhop lk_bondhop;

/// Build the lattice and its initial state: diffusion, a film of L/4 of the height with 10 % of a layer on it
/// under an inert lid; exchange, every site occupied with probability 1/2. Owned by the caller; NULL with a
/// message in `errors` if it cannot be done.
lk_bondhop *lk_bondhop_new(const lk_bondhop_params *params, lk_error_list *errors);

/// Release; NULL is fine.
void lk_bondhop_free(lk_bondhop *engine);

/// Without sectors: run until the clock reaches `until` or `events` more hops and deposits have happened,
/// whichever is first. If time runs out the clock stands at `until`. Returns the number of events.
uint64_t lk_bondhop_run(lk_bondhop *engine, double until, uint64_t events);

/// The same for a lattice in sectors, with up to `threads` threads; the result does not depend on their
/// number. LK_FAILED if memory runs out.
lk_status lk_bondhop_sectors_run(lk_bondhop *engine, double until, int threads, lk_error_list *errors);

/// Total rate of the hops possible now, counted from scratch over all sites: for checks, slow.
double lk_bondhop_total_rate(const lk_bondhop *engine);

/// Deposit one atom now (what an arrival does), without time passing. False if the column has no place for
/// it.
bool lk_bondhop_run_deposit(lk_bondhop *engine);

/// Compare every count and bucket with the occupancy; for tests. True if all agree.
bool lk_bondhop_consistent(const lk_bondhop *engine);

const lk_bondhop_counts *lk_bondhop_counts_of(const lk_bondhop *engine);
double lk_bondhop_time(const lk_bondhop *engine);
const lk_lattice *lk_bondhop_lattice(const lk_bondhop *engine);

/// Is a site occupied?
bool lk_bondhop_occupied(const lk_bondhop *engine, uint32_t site);

#endif
