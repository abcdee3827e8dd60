// What the files of lk_bondhop share: the engine's state and the byte that describes a site.
#ifndef LIKMC_PHYSICS_BONDHOP_STATE_H
#define LIKMC_PHYSICS_BONDHOP_STATE_H

#include "likmc/bondhop.h"
#include "likmc/sectors.h"

#include <stdalign.h>

// A site's byte. Count and rim together choose an atom's class, so that a class change is one table look-up.
enum {
    OCCUPIED = 0x80, // an atom is here
    INERT = 0x40,    // neither vacant nor occupied
    RIM = 0x20,      // beside an inert site: fewer of its neighbours can ever be vacant
    COUNT = 0x1f,    // occupied neighbours
    CLASS_BITS = RIM | COUNT,
    AHEAD = 16,
    SIX_BITS = 64
};

// Sites of another strip that a strip has changed, for that one to take in when its turn comes.
typedef struct lk_bondhop_news {
    uint32_t *site; // `arrived` is set where an atom has come
    uint32_t count, capacity;
} lk_bondhop_news;

// A part of the lattice with events of its own: all of it, or one strip. Apart from others by a cache line.
typedef struct lk_bondhop_sector {
    alignas(64) lk_buckets buckets;
    lk_clock clock;
    lk_rng rng;
    lk_bondhop_counts counts;
    double acted;            // sum of the class rates of the atoms that hopped, in a strip
    double deposition;       // rate of arrivals on its columns
    uint32_t number;         // of the strip
    uint32_t first_y, width; // its rows of cells
    uint32_t *layer;         // [nz] its atoms in each layer of cells, kept for deposition only
    uint32_t top;            // highest layer that has some, kept for deposition only
    lk_bondhop_news news[2]; // for the strip before and the one after
    bool failed;             // no memory for news
} lk_bondhop_sector;

// A candidate of exchange: a place in the list of atoms, and a direction.
typedef struct lk_bondhop_number {
    uint32_t atom, direction;
} lk_bondhop_number;

struct lk_bondhop {
    lk_bondhop_params params;
    lk_lattice lattice;
    lk_sectors sectors;        // count 0: one sector for all, exact
    lk_bondhop_sector *sector; // diffusion only
    uint32_t sector_count;
    uint32_t *slot; // [sites] of the buckets of all sectors
    uint32_t *atom; // [atoms] exchange only: the occupied sites, in the order that draws count them in
    uint32_t atoms;
    lk_bondhop_number ahead[AHEAD]; // exchange only: candidates drawn but not yet looked at
    uint32_t ahead_next;
    lk_clock clock;
    lk_rng rng;               // of the initial state, and of exchange
    lk_bondhop_counts counts; // of all sectors
    uint8_t *state;           // [sites]
    int32_t *near; // [place][direction][NEAR] neighbours of a site but not of the one in that direction
    int near_count[LK_MAX_NEIGHBOURS];
    uint8_t class_of[CLASS_BITS + 1];    // class of an atom, NO_CLASS if it has no vacant neighbour
    bool moves_up[256], moves_down[256]; // does a change of its count by one change the class of a site?
    uint8_t ones[SIX_BITS], nth_one[SIX_BITS][6]; // of a number of six bits: how many are set, and which
    bool open[256];                               // may an atom hop to a site with this byte?
    double accept[COUNT + 1][COUNT + 1];          // [n][m] k(n, m) over what the bound on it allows for
};

enum {
    NO_CLASS = 0xff,
    REACH = 2,      // cells from an atom to the farthest site that its hop changes
    NEAR = 32,      // entries of a row of `near`: two cache lines hold what one hop needs on one side
    DIRECTIONS = 32 // rows of a place
};

static const uint32_t arrived = 0x80000000u; // site numbers are below

// Time cannot be told from one candidate to the next while their waiting times are only multiplied: what is
// left of the product must stay far from the least number that a double can hold.
static const double least_product = 1e-200;
// In a strip the end of the window is near: look at the time more often.
static const double strip_product = 1e-3;

// The row of `near` for a site at a place (lk_lattice_place) and a direction.
static inline const int32_t *near_row(const lk_bondhop *engine, uint32_t place, int d) {
    return engine->near + (place * DIRECTIONS + (uint32_t)d) * NEAR;
}

// The waiting times of the candidates up to now are exponential; the product of their uniform numbers gives
// their sum by one logarithm. Advances the clock; false if that would be past `until`, where the clock then
// stands.
bool lk_bondhop_run_wait(lk_clock *clock, double product, double total, double until);

// The two event loops; the first runs one sector.
uint64_t lk_bondhop_run_sector(lk_bondhop *engine, lk_bondhop_sector *sector, double until, uint64_t events);
// Draw the first candidates of exchange; the list of atoms is there.
void lk_bondhop_exchange_start(lk_bondhop *engine);
uint64_t lk_bondhop_exchange_run(lk_bondhop *engine, double until, uint64_t events);

#endif
