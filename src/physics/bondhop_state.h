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
    CLASS_BITS = RIM | COUNT
};

// How the candidates of one class are drawn. Blind: any direction, refused if it is not vacant. Otherwise a
// direction is drawn again until it leads to a site that is not occupied, and the class rate counts those
// only.
typedef struct lk_bondhop_class {
    double rate; // bound on an atom's total rate
    bool blind;
} lk_bondhop_class;

struct lk_bondhop {
    lk_bondhop_params params;
    lk_lattice lattice;
    lk_buckets buckets;
    lk_clock clock;
    lk_rng rng;
    lk_bondhop_counts counts;
    uint8_t *state;  // [sites]
    uint32_t *layer; // [nz] atoms in each layer of cells, kept for deposition only
    uint32_t top;    // highest layer that has atoms, kept for deposition only
    int32_t *near;   // [place][direction][stride] neighbours of a site but not of the one in that direction
    int near_stride, near_count[LK_MAX_NEIGHBOURS];
    int classes;
    lk_bondhop_class class[LK_MAX_NEIGHBOURS + 1];
    uint8_t class_of[CLASS_BITS + 1];    // class of an atom, NO_CLASS if it has no vacant neighbour
    bool open[256];                      // may an atom hop to a site with this byte?
    double accept[COUNT + 1][COUNT + 1]; // [n][m] k(n, m) over what the class bound allows for
};

enum { NO_CLASS = 0xff };

#endif
