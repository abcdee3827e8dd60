/// likmc/film_phase.h: walls that change: the phases of the decoration, how lithium goes into them, and what
/// they then mean to lithium.
///
/// Two closures (walls.closure):
///
///     phases  The wall behind one voxel's face carries some 1e4 particles, and all particles of one kind in
///             one layer see the same potential and salt. So their phases are kept as shares per layer and
///             kind (host type), in whole quanta of the ledger: particles convert one by one, each as a
///             whole. Between the particles lies the tube. The wall as a whole binds lithium as Cassie's mean
///             of its surfaces, nucleates it on each surface by itself, and carries adatoms as a patchwork
///             does (likmc/closure.h).
///     fixed   A wall is and stays what its decoration is as made: lithium adheres to it and spreads on it as
///             if the particles were a connected film of one plane; they convert as a whole before the first
///             metal comes. One layer stands for all.
#ifndef LIKMC_FILM_PHASE_H
#define LIKMC_FILM_PHASE_H

#include "likmc/chemistry.h"
#include "likmc/closure.h"
#include "likmc/error.h"
#include "likmc/film_class.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct lk_film lk_film;

enum {
    LK_FILM_PHASE_SURFACES = 1 + LK_CHEMISTRY_PHASES + LK_TABLE_PARTS, ///< tube, phases, planes of a texture
    LK_FILM_PHASE_LEVELS = 50 ///< walls are described anew when a step is 1/50 further
};

/// One surface that a wall may show. The first is the tube.
typedef struct lk_film_phase_surface {
    int phase;     ///< of the chemistry; -1: the tube
    double weight; ///< share of the phase that shows this surface: 1 but for planes of a texture
    double adsorption, permeability; ///< J; m2/s, see lk_closure_permeability
    double diffusivity;              ///< m2/s
    bool conducts;                   ///< electrons
    double volts[LK_FILM_BINS];      ///< classical barrier/kT = (volts/eta)^2
    double most;                     ///< largest share that it has on any layer as walls are described
} lk_film_phase_surface;

/// One kind of wall: the bare tube, or one decoration of it.
typedef struct lk_film_phase_kind {
    lk_chemistry chemistry;
    double coverage; ///< share of the tube under particles, as made
    double adhesion; ///< of its walls as made, (1 + cos theta)/2
    double units;    ///< mol of decoration per m2 of footprint
    size_t count;
    lk_film_phase_surface surfaces[LK_FILM_PHASE_SURFACES];
} lk_film_phase_kind;

/// What the walls of one kind in one layer mean to lithium as they are now.
typedef struct lk_film_wall {
    double shares[LK_FILM_PHASE_SURFACES]; ///< of the wall; sum 1
    double adhesion;                       ///< (1 + cos theta)/2, 0..1
    double feeding_length;                 ///< m
    double hops;                           ///< mean number of voxel hops of a packet that lands beside it
    double conducting;                     ///< share of the wall that conducts electrons
    double swelling;                       ///< m3 that the particles have gained per m2 of footprint
} lk_film_wall;

/// Walls of a film. A place is a kind in a layer of the paper, place = layer * kinds + kind; a slot is one
/// step there, slot = place * LK_CHEMISTRY_STEPS + step.
typedef struct lk_film_phase {
    bool changes; ///< walls.closure: phases
    size_t kinds, layers, places;
    lk_film_phase_kind kind[LK_FILM_HOST_TYPES];
    lk_film_wall *walls;       ///< [places]
    int64_t *taken, *room;     ///< [slots] quanta of each step: in it, and in it at most
    uint8_t *levels;           ///< [slots] at which the walls are described
    double *rates;             ///< [2 slots] 1/s, in this step of the galvanostat: in and out
    double total;              ///< 1/s, their sum
    double *area;              ///< [places] m2 of particles per m2 of footprint
    double *portion;           ///< [places] share of the particles of the kind that are in this layer
    uint32_t *faces, *covered; ///< [layers] between host and pores, and those of them that metal covers
    uint8_t *distance; ///< [marked] of a voxel from the nearest host, in quarters of a voxel; UINT8_MAX: far
    uint32_t marked;   ///< sites, from 0, within reach of the paper
    double covered_reactivity, exponent, connected, incorporation; ///< see params
    double temperature, alpha, start_voltage;
    lk_closure_lithium lithium;
    uint64_t salt; ///< of the frozen random numbers by which a wall feeds or does not
} lk_film_phase;

/// The wall behind a voxel of `layer` (above the paper: of its uppermost) of host type `kind`.
const lk_film_wall *lk_film_phase_wall(const lk_film *film, uint32_t layer, uint32_t kind);

/// Rate of nucleation on a wall over that of a bare surface without barrier, 0..1, and the largest on any
/// layer.
double lk_film_phase_nucleation(const lk_film *film, const lk_film_wall *wall, uint32_t kind, int bin,
                                double eta);
double lk_film_phase_most_nucleation(const lk_film *film, uint32_t kind, int bin, double eta);

/// Share of the volume of a layer by which particles have swollen.
double lk_film_phase_swelling(const lk_film *film, uint32_t layer);

/// Units of a phase in a place per unit of decoration.
double lk_film_phase_amount(const lk_film *film, size_t place, int phase);

/// Quanta that the walls can still take (or, `out`, give back) at all; 0 with `fixed`.
int64_t lk_film_phase_capacity(const lk_film *film, bool out);

#endif
