// Irreversible island growth on the event engine: arrivals at rate 1 a site, hops at rate h in each direction
// until an atom has a neighbour. Class 0: mobile atoms (rate 4 h).
#ifndef LIKMC_TESTS_ISLANDS_H
#define LIKMC_TESTS_ISLANDS_H

#include "verify.h"

typedef struct islands {
    model m;
    lk_lattice square;
    uint8_t *occupied;
} islands;

static UNUSED bool has_neighbour(const islands *s, uint32_t site) {
    for (int d = 0; d < 4; d++)
        if (s->occupied[lk_lattice_neighbour(&s->square, site, d)]) return true;
    return false;
}

// An atom on the site sticks, and so does what it touches.
static UNUSED void settle(islands *s, uint32_t site) {
    const bool sticks = has_neighbour(s, site);
    lk_buckets_move(&s->m.buckets, site, sticks ? LK_NO_CLASS : 0);
    if (!sticks) return;
    for (int d = 0; d < 4; d++) {
        const uint32_t to = lk_lattice_neighbour(&s->square, site, d);
        if (mutant("stale") && lk_rng_below(&s->m.rng, 4) == 0) continue;
        if (s->occupied[to]) lk_buckets_move(&s->m.buckets, to, LK_NO_CLASS);
    }
}

// Clusters of two or more atoms at the given dose, per site.
static UNUSED double grow_islands(double h, double coverage, uint32_t edge, uint32_t seed) {
    islands s = {0};
    const uint32_t sites = edge * edge;
    lattice_make(&s.square, "sc6", edge, edge, 1, true);
    model_init(&s.m, sites + 1, 2, 100 + (uint64_t)log10(h), seed);
    s.occupied = calloc(sites, 1);
    lk_buckets_set_rate(&s.m.buckets, 0, 4.0 * h);
    lk_buckets_set_rate(&s.m.buckets, 1, sites); // site number `sites` stands for the beam
    lk_buckets_insert(&s.m.buckets, sites, 1);
    for (double landed = 0.0; landed < coverage * sites;) {
        model_step(&s.m, INFINITY);
        uint32_t site = s.m.site;
        if (s.m.class == 1) {
            site = (uint32_t)lk_rng_below(&s.m.rng, sites);
            landed += 1.0;
            if (s.occupied[site]) continue; // dropped, but part of the dose
        } else {
            // The mutant hops forwards only.
            const int d =
                mutant("reverse") ? 2 * (int)lk_rng_below(&s.m.rng, 2) : (int)lk_rng_below(&s.m.rng, 4);
            const uint32_t to = lk_lattice_neighbour(&s.square, site, d);
            if (s.occupied[to]) continue; // only where the mutant left a class stale
            s.occupied[site] = 0;
            lk_buckets_move(&s.m.buckets, site, LK_NO_CLASS);
            site = to;
        }
        s.occupied[site] = 1;
        settle(&s, site);
    }
    // Label clusters by flooding.
    uint32_t *queue = malloc(sites * sizeof *queue);
    double found = 0.0;
    for (uint32_t i = 0; i < sites; i++) {
        if (s.occupied[i] != 1) continue;
        uint32_t head = 0, tail = 0;
        queue[tail++] = i;
        s.occupied[i] = 2;
        while (head < tail)
            for (uint32_t at = queue[head++], d = 0; d < 4; d++) {
                const uint32_t to = lk_lattice_neighbour(&s.square, at, (int)d);
                if (s.occupied[to] != 1) continue;
                s.occupied[to] = 2;
                queue[tail++] = to;
            }
        found += tail > 1;
    }
    free(queue);
    free(s.occupied);
    model_free(&s.m);
    lk_lattice_free(&s.square);
    return found / sites;
}

static UNUSED double islands_row(double h, double reference, double error, uint32_t seeds, uint32_t edge) {
    tally density = {0};
    for (uint32_t s = 0; s < seeds; s++) tally_add(&density, grow_islands(h, 0.1, edge, s));
    char row[64];
    snprintf(row, sizeof row, "island density at 0.1 ML, h/F = %g, %u^2", h, edge);
    verify_tally_with("3", row, &density, reference, error);
    return density.mean;
}

#endif
