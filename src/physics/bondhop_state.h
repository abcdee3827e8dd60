// What the files of lk_bondhop share: the engine's state and the byte that describes a site.
#ifndef LIKMC_PHYSICS_BONDHOP_STATE_H
#define LIKMC_PHYSICS_BONDHOP_STATE_H

#include "likmc/bondhop.h"

// A site's byte. Count and rim together choose an atom's class, so that a class change is one table look-up.
enum {
    OCCUPIED = 0x80, // an atom is here
    INERT = 0x40,    // neither vacant nor occupied
    RIM = 0x20,      // beside an inert site: fewer of its neighbours can ever be vacant
    COUNT = 0x1f,    // occupied neighbours
    CLASS_BITS = RIM | COUNT,
    SIX_BITS = 64
};

struct lk_bondhop {
    lk_bondhop_params params;
    lk_lattice lattice;
    lk_buckets buckets; // diffusion only
    uint32_t *atom;     // [atoms] exchange only: the occupied sites, in the order that draws count them in
    uint32_t atoms;
    lk_clock clock;
    lk_rng rng;
    lk_bondhop_counts counts;
    uint8_t *state;  // [sites]
    uint32_t *layer; // [nz] atoms in each layer of cells, kept for deposition only
    uint32_t top;    // highest layer that has atoms, kept for deposition only
    int32_t *near;   // [place][direction][NEAR] neighbours of a site but not of the one in that direction
    int near_count[LK_MAX_NEIGHBOURS];
    uint8_t class_of[CLASS_BITS + 1];    // class of an atom, NO_CLASS if it has no vacant neighbour
    bool moves_up[256], moves_down[256]; // does a change of its count by one change the class of a site?
    uint8_t ones[SIX_BITS], nth_one[SIX_BITS][6]; // of a number of six bits: how many are set, and which
    bool open[256];                               // may an atom hop to a site with this byte?
    double accept[COUNT + 1][COUNT + 1];          // [n][m] k(n, m) over what the bound on it allows for
};

enum {
    NO_CLASS = 0xff,
    NEAR = 32,      // entries of a row of `near`: two cache lines hold what one hop needs on one side
    DIRECTIONS = 32 // rows of a place
};

// Time cannot be told from one candidate to the next while their waiting times are only multiplied: what is
// left of the product must stay far from the least number that a double can hold.
static const double least_product = 1e-200;

// The row of `near` for a site at a place (lk_lattice_place) and a direction.
static inline const int32_t *near_row(const lk_bondhop *engine, uint32_t place, int d) {
    return engine->near + (place * DIRECTIONS + (uint32_t)d) * NEAR;
}

// The waiting times of the candidates up to now are exponential; the product of their uniform numbers gives
// their sum by one logarithm. Advances the clock; false if that would be past `until`, where the clock then
// stands.
bool lk_bondhop_run_wait(lk_bondhop *engine, double product, double total, double until);

// The two event loops.
uint64_t lk_bondhop_run_diffusion(lk_bondhop *engine, double until, uint64_t events);
uint64_t lk_bondhop_exchange_run(lk_bondhop *engine, double until, uint64_t events);

#endif
