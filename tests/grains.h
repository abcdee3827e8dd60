// Lithium with grains on a bare paper of 4 um, 12.8 um wide, plated to 3 mAh/cm2.
#ifndef LIKMC_TESTS_GRAINS_H
#define LIKMC_TESTS_GRAINS_H

#include "films.h"

#include "likmc/observe.h"

static const char grains_range[] = ", range: [0, 1e9], tag: assumed, source: test}";

typedef struct grains_case {
    double current; // mA/cm2
    double rate;    // of passivation, 1/s
    double size;    // of grains, um
    int edge;       // of voxels, nm
    int faulty;     // row of the event table that has no effect; 0: none
    bool by_voxel;  // the fault of an area that is not one: births are told by the voxel of 400 nm
} grains_case;

typedef struct grains_grown {
    double packing; // of what stands above the paper; 1 if nothing does
    double births, passivated;
} grains_grown;

static inline void grains_spoil(lk_film *film, grains_case c) {
    if (c.faulty == LK_FILM_PASSIVATION) film->grains.passivation_rate = 0.0;
    if (c.faulty == LK_FILM_GRAIN_BIRTH) film->grains.area = INFINITY;
    if (c.by_voxel) film->grains.area *= pow(film->model.edge / 400e-9, 2.0);
}

static inline grains_grown grains_grow(grains_case c, int seed) {
    char k[128], l[128], s[32], h[48];
    snprintf(k, sizeof k, "sei.passivation_rate={value: %g, unit: 1/s%s", c.rate, grains_range);
    snprintf(l, sizeof l, "sei.grain_size={value: %g, unit: um%s", c.size, grains_range);
    snprintf(s, sizeof s, "seed=%d", seed);
    snprintf(h, sizeof h, "box.voxel_edge=%d nm", c.edge);
    const char *settings[] = {"sei.closure=grains",
                              "box.width=12.8 um",
                              "host.thickness={value: 4, unit: um, range: "
                              "[1, 25], tag: assumed, source: test}",
                              k,
                              l,
                              s,
                              h};
    lk_film film = films_create("cp", settings, sizeof settings / sizeof *settings);
    grains_spoil(&film, c);
    films_pass(&film, 10.0 * c.current, 3 * 3.6e4);
    lk_observation o;
    assert_int_equal(lk_observe_film(&film, &o, NULL), LK_OK);
    const grains_grown g = {isnan(o.packing) ? 1.0 : o.packing, (double)film.events[LK_FILM_GRAIN_BIRTH],
                            (double)film.events[LK_FILM_PASSIVATION]};
    lk_film_free(&film);
    return g;
}

static inline double grains_packing(grains_case c, int seeds) {
    double sum = 0.0;
    for (int seed = 1; seed <= seeds; seed++) sum += grains_grow(c, seed).packing;
    return sum / seeds;
}

#endif
