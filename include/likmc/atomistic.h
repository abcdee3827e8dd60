/// likmc/atomistic.h: lithium atom by atom on a substrate: state, rates and events.
///
/// A site is empty (electrolyte), lithium or a substrate type. Energies come from likmc/energetics.h, rates
/// from likmc/kinetic_table.h, what can happen from likmc/catalogue.h. Rejection-free kinetic Monte Carlo on
/// classes: hops in dyadic classes of an atom's total hop rate, reactions in bins of the energy g of filling
/// a site; a member of a class is accepted with its own rate over the class's bound, which keeps the process
/// exact (Schulze, Phys. Rev. E 65, 036704 (2002), doi 10.1103/PhysRevE.65.036704).
///
/// Every atom touches a substrate or another atom; a move that would leave one alone does not happen, nor
/// does its reverse.
#ifndef LIKMC_ATOMISTIC_H
#define LIKMC_ATOMISTIC_H

#include "likmc/buckets.h"
#include "likmc/clock.h"
#include "likmc/energetics.h"
#include "likmc/kinetic_table.h"
#include "likmc/lattice.h"
#include "likmc/rng.h"

#include <stddef.h>

enum {
    LK_ATOMISTIC_EMPTY = 0,
    LK_ATOMISTIC_LITHIUM = 1, ///< type t of the substrate is species 1 + t
    LK_ATOMISTIC_REACTIONS = 8,
    LK_ATOMISTIC_EVENTS = 8, ///< room for counts by catalogue entry
    LK_ATOMISTIC_BALL = 384,
    LK_ATOMISTIC_COMMON = 18
};

/// A substrate type.
typedef struct lk_atomistic_type {
    const char *name; ///< borrowed
    double E_ads_eV, E_mig_eV;
} lk_atomistic_type;

/// A chemical reaction of a substrate site with lithium next to it.
typedef struct lk_atomistic_reaction {
    int from, to; ///< types
    int oxide;    ///< type that takes the place of the lithium atom (conversion), 0: it empties (alloying)
    double energy_eV;  ///< per event against bulk Li: minus the potential times the lithium
    double barrier_eV; ///< E0
    int more_lithium;  ///< Li+ and electrons that a conversion takes beyond the 2 Li of its descriptor
} lk_atomistic_reaction;

/// How the electrode is driven.
typedef enum lk_atomistic_control { LK_ATOMISTIC_POTENTIAL, LK_ATOMISTIC_CURRENT } lk_atomistic_control;

/// A fault that a test can ask for; 0 in every product run.
typedef enum lk_atomistic_fault {
    LK_ATOMISTIC_SOUND,
    LK_ATOMISTIC_RATE_HIGH,   ///< reduction 3 % too fast
    LK_ATOMISTIC_NO_REVERSE,  ///< no oxidation of atoms of which g > 0
    LK_ATOMISTIC_STALE,       ///< classes are not renewed beyond the nearest neighbours
    LK_ATOMISTIC_ONE_WAY_CAP, ///< the cap slows down downhill hops only
    LK_ATOMISTIC_MISBOOKED    ///< one conversion in two is booked with one electron too few
} lk_atomistic_fault;

/// What a model is made of. Plain data.
typedef struct lk_atomistic_setup {
    const char *lattice; ///< kind: bcc14, bcc8, sc6, sc26, ...
    uint32_t cells[3];   ///< at least 5 along a periodic axis
    bool periodic[3];
    double lattice_constant; ///< m
    double cohesive_eV;
    int types;                                   ///< with the empty one
    lk_atomistic_type type[LK_ENERGETICS_TYPES]; ///< [0] not read
    int reactions;
    lk_atomistic_reaction reaction[LK_ATOMISTIC_REACTIONS];
    lk_kinetic_table
        kinetics; ///< kT_eV, frequency, cap, terrace_n (0: that of the lattice), lithium_eV, exchange, alpha
    int control;  ///< lk_atomistic_control
    double overpotential; ///< V: fixed, or at the start; negative plates
    double current;       ///< electrons/s into the box, positive plates (CURRENT)
    double capacitance;   ///< electrons/V of the double layer (CURRENT)
    uint64_t seed;
    uint32_t replica;
    int fault; ///< lk_atomistic_fault
} lk_atomistic_setup;

/// The model. Read its members, change none; owns its arrays.
typedef struct lk_atomistic {
    lk_atomistic_setup setup;
    lk_lattice lattice;
    lk_energetics energetics;
    lk_kinetic_table kinetics;
    uint8_t *species;  ///< [sites]
    uint8_t *under;    ///< [sites] type of substrate that the site touches, 0 none
    uint8_t *lithium;  ///< [sites] lithium neighbours
    uint8_t *solid;    ///< [sites] substrate neighbours
    uint8_t *reactive; ///< [sites] steps within which substrate may react to a change here, 0: none
    uint8_t reach[LK_ENERGETICS_TYPES + 1]; ///< neighbour steps at which a species' reaction looks, 0: none
    double *filling;      ///< [sites] g: energy of filling the site from bulk Li, eV; INFINITY: not possible
    lk_buckets hops;      ///< Li atoms by their total hop rate
    lk_buckets transfers; ///< sites by g: class bin for reduction, bins + bin for oxidation
    lk_buckets changes;   ///< substrate sites by their total reaction rate
    lk_clock clock;
    lk_rng rng;
    double overpotential;               ///< V, now
    double rates_at;                    ///< V, at which the classes' rates were taken
    double cap_at;                      ///< V, at which the cap on hops was taken
    int64_t atoms;                      ///< Li metal atoms
    int64_t electrons;                  ///< charge passed, in electrons, reduction positive
    int64_t more_lithium;               ///< bound by conversions beyond two Li each
    int64_t count[LK_ATOMISTIC_EVENTS]; ///< by catalogue entry
    int64_t candidates;                 ///< events drawn, accepted or not
    double slowed[LK_KINETIC_CLASSES];  ///< sum over hops done of ln(cap's factor)
    int64_t hops_done[LK_KINETIC_CLASSES];
    // geometry of the stencils
    int bins, shell; ///< shell: neighbours that count as contact
    double bin_low;  ///< eV
    int ball_end[4]; ///< sites within 0, 1, 2, 3 steps
    int8_t ball[LK_ATOMISTIC_BALL][3];
    int16_t ball_parent[LK_ATOMISTIC_BALL], ball_direction[LK_ATOMISTIC_BALL];
    int common_count[LK_MAX_NEIGHBOURS];
    int8_t common[LK_MAX_NEIGHBOURS][LK_ATOMISTIC_COMMON];
    uint32_t *stamp; ///< [sites] of the last refresh that visited the site
    uint32_t tick;
} lk_atomistic;

/// One event as the catalogue sees it: an entry, the site it starts from and the direction (0 if none).
typedef struct lk_atomistic_move {
    int event; ///< entry of the catalogue, -1: nothing happened
    uint32_t site;
    int direction;
} lk_atomistic_move;

/// Make an empty box (all electrolyte). LK_BAD_INPUT or LK_FAILED; release with lk_atomistic_free() in any
/// case.
lk_status lk_atomistic_init(lk_atomistic *model, const lk_atomistic_setup *setup, lk_error_list *errors);
void lk_atomistic_free(lk_atomistic *model);

/// Bytes that a model of so many sites takes.
double lk_atomistic_bytes(double sites);

/// Put a species on a site while building; call lk_atomistic_ready() before the first step.
void lk_atomistic_place(lk_atomistic *model, uint32_t site, int species);

/// Renew all counts, energies and classes.
void lk_atomistic_ready(lk_atomistic *model);

// --- geometry (atomistic_geometry.c): lengths in m, positions from the corner of the box
// -------------------------

/// Substrate everywhere below the height `top`.
void lk_atomistic_slab(lk_atomistic *model, int type, double top);
/// A tube (filled) along `axis` (0 x, 1 y) through the point `centre` of the two other axes in ascending
/// order.
void lk_atomistic_tube(lk_atomistic *model, int type, int axis, const double centre[2], double radius);
/// A particle: a ball, on sites that are empty.
void lk_atomistic_ball(lk_atomistic *model, int type, const double centre[3], double radius);
/// Turn a share of the substrate sites of type `from` that touch electrolyte into type `to` (point defects).
void lk_atomistic_speckle(lk_atomistic *model, int from, int to, double share, lk_rng *rng);
/// Lithium on empty sites for which low <= position[axis] < high (m): terraces and steps.
void lk_atomistic_fill(lk_atomistic *model, int axis, double low, double high);
/// Position of a site, m.
void lk_atomistic_position(const lk_atomistic *model, uint32_t site, double position[3]);

// --- energies and rates (atomistic_rates.c)
// ------------------------------------------------------------------------

/// Total energy of the configuration against bulk Li and the empty substrate, eV; for tests: O(sites).
double lk_atomistic_energy(const lk_atomistic *model);
/// Energy of filling a site (empty) or of having filled it (Li), from bulk Li, eV; INFINITY if not possible.
double lk_atomistic_filling(const lk_atomistic *model, uint32_t site);
/// Change of energy by a hop, eV; INFINITY if not possible. Class and rate of the same hop.
double lk_atomistic_hop_energy(const lk_atomistic *model, uint32_t site, int direction);
lk_kinetic_class lk_atomistic_hop_class(const lk_atomistic *model, uint32_t site, int direction);
double lk_atomistic_hop_rate(const lk_atomistic *model, uint32_t site, int direction);
/// Factor by which the acceleration slows this hop (and the one back).
double lk_atomistic_hop_factor(const lk_atomistic *model, uint32_t site, int direction);
/// Rates of reduction at an empty site, of oxidation of an atom, 1/s, at the present overpotential.
double lk_atomistic_reduction_rate(const lk_atomistic *model, uint32_t site);
double lk_atomistic_oxidation_rate(const lk_atomistic *model, uint32_t site);
/// Rate of a reaction of the substrate site with its neighbour in a direction, 1/s; `reverse`: back.
double lk_atomistic_reaction_rate(lk_atomistic *model, uint32_t site, int direction, bool reverse);
/// Renew the classes of one site.
void lk_atomistic_rates_renew(lk_atomistic *model, uint32_t site);
/// Renew the rates of the transfer classes for the present overpotential.
void lk_atomistic_rates_potential(lk_atomistic *model);
/// Sites within `steps` (1 ... 3) neighbour steps of a site, itself first; returns how many were written.
int lk_atomistic_around(const lk_atomistic *model, uint32_t site, int steps,
                        uint32_t found[LK_ATOMISTIC_BALL]);

// --- events (atomistic_step.c)
// -------------------------------------------------------------------------------------

/// Set one site's species, with counts and contacts of its neighbours, but not the classes.
void lk_atomistic_change(lk_atomistic *model, uint32_t site, int species);
/// Renew everything that depends on the sites given.
void lk_atomistic_refresh(lk_atomistic *model, const uint32_t sites[], int count);
/// Draw the next event, let its waiting time pass and do it. Time does not go beyond `until` (s): then event
/// -1 is returned and the clock stands there; -1 also for a candidate that was not accepted.
lk_atomistic_move lk_atomistic_step(lk_atomistic *model, double until);
/// Change the applied overpotential (V) or current (electrons/s).
void lk_atomistic_drive(lk_atomistic *model, double overpotential, double current);
/// Total bound of all rates, 1/s.
double lk_atomistic_total(lk_atomistic *model);

#endif
