// Observables of the film scale.
#include "likmc/observe.h"

#include "likmc/closure.h"

#include <math.h>
#include <stdlib.h>

static const double thickness_share = 0.95; // of the columns end below the thickness
static const double isotropic = 2.0 / 3.0;  // true area over voxel faces, on average over directions
static const double per_mAh_cm2 = 1.0 / 3.6e4;
static const double um = 1e6, mV = 1e3;

#define COLUMN(member, unit, factor, doc)                                                                    \
    { #member, unit, doc, LK_SERIES_DOUBLE, offsetof(lk_observation, member), factor }
#define COUNT(member, doc)                                                                                   \
    { #member, "1", doc, LK_SERIES_INTEGER, offsetof(lk_observation, member), 0 }

static const lk_series_column columns[] = {
    COLUMN(time, "s", 1, "simulated time"),
    COLUMN(charge, "mAh/cm2", per_mAh_cm2, "charge passed per footprint"),
    COLUMN(overpotential, "mV", mV, "overpotential at the top of the film, positive when plating"),
    COLUMN(ohmic_drop, "mV", mV, "potential drop in the electrolyte inside the paper"),
    COLUMN(salt, "1", 1, "salt at the collector over that of the bulk"),
    COLUMN(thickness, "um", um, "height below which 95 % of the columns end, paper included"),
    COLUMN(mean_height, "um", um, "mean height of the columns"),
    COLUMN(highest, "um", um, "height of the highest voxel"),
    COLUMN(above, "um", um, "volume of lithium above the paper per footprint"),
    COLUMN(filling, "1", 1, "share of the paper's pores that lithium fills"),
    COLUMN(packing, "1", 1, "lithium above the paper over the thickness above it"),
    COLUMN(coverage, "1", 1, "share of the host's surface that lithium covers"),
    COLUMN(roughness, "um", um, "root mean square of the heights"),
    COLUMN(area, "1", 1, "area of lithium against electrolyte per footprint"),
    COLUMN(nuclei, "1/cm2", 1e-4, "nucleation events per footprint"),
    COLUMN(plated, "mAh/cm2", per_mAh_cm2, "lithium plated"),
    COLUMN(stripped, "mAh/cm2", per_mAh_cm2, "lithium stripped"),
    COLUMN(conversion, "mAh/cm2", per_mAh_cm2, "charge of ZnO + 2 Li -> Zn + Li2O"),
    COLUMN(alloying, "mAh/cm2", per_mAh_cm2, "charge of Zn + Li -> LiZn"),
    COLUMN(sei, "mAh/cm2", per_mAh_cm2, "charge that SEI has taken"),
    COLUMN(dead, "mAh/cm2", per_mAh_cm2, "lithium without an electronic path to the collector"),
    COLUMN(died, "mAh/cm2", per_mAh_cm2, "lithium cut off so far"),
    COLUMN(by_growth, "mAh/cm2", per_mAh_cm2, "live again so far: new lithium grew against it"),
    COLUMN(by_host, "mAh/cm2", per_mAh_cm2, "live again so far: it settled on the host"),
    COLUMN(by_lithium, "mAh/cm2", per_mAh_cm2, "live again so far: it settled on live lithium"),
    COUNT(passed_hits, "charge passed, in hits"),
    COUNT(lithium_hits, "lithium counted from the voxels, in hits"),
    COUNT(dead_hits, "dead lithium counted from the voxels, in hits"),
};

const lk_series_column *lk_observe_columns(size_t *count) {
    *count = sizeof columns / sizeof *columns;
    return columns;
}

static uint32_t column_top(const lk_film *film, size_t column, size_t plane) {
    uint32_t z = film->top;
    while (z > 0 && film->species[(z - 1) * plane + column] == LK_FILM_ELECTROLYTE) z--;
    return z;
}

// Height in layers below which the given share of the columns ends, linear within a layer. `ending[z]`
// columns end at z.
static double quantile(const uint32_t *ending, double columns_in_all, double share) {
    const double target = share * columns_in_all;
    double below = 0.0;
    uint32_t z = 0;
    while (below + ending[z] < target) below += ending[z++];
    return z == 0 ? 0.0 : z - 1 + (target - below) / ending[z];
}

static lk_status observe_heights(const lk_film *film, lk_observation *o, lk_error_list *errors) {
    const double h = film->model.edge;
    const size_t plane = (size_t)film->model.grid.nx * film->model.grid.ny;
    uint32_t *ending = calloc((size_t)film->top + 1, sizeof *ending);
    if (!ending) return lk_error_set(errors, LK_FAILED, "no memory for the heights of %u layers", film->top);
    double sum = 0.0, squares = 0.0;
    uint32_t highest = 0;
    for (size_t i = 0; i < plane; i++) {
        const uint32_t z = column_top(film, i, plane);
        ending[z]++;
        sum += z;
        squares += (double)z * z;
        if (z > highest) highest = z;
    }
    const double mean = sum / (double)plane;
    o->thickness = h * quantile(ending, (double)plane, thickness_share);
    o->mean_height = h * mean;
    o->highest = h * highest;
    o->roughness = h * sqrt(fmax(0.0, squares / (double)plane - mean * mean));
    free(ending);
    return LK_OK;
}

// Faces of a host voxel towards lithium and towards electrolyte.
static void count_faces(const lk_film *film, uint32_t site, uint64_t *lithium, uint64_t *electrolyte) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < 6; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint8_t there = film->species[site + (uint32_t)offset[d]];
        *electrolyte += there == LK_FILM_ELECTROLYTE;
        *lithium += there == LK_FILM_LITHIUM || there == LK_FILM_DEAD;
    }
}

static void observe_voxels(const lk_film *film, lk_observation *o) {
    const size_t plane = (size_t)film->model.grid.nx * film->model.grid.ny;
    const uint32_t paper = (uint32_t)(plane * film->model.grid.nz_paper), end = (uint32_t)(plane * film->top);
    int64_t inside = 0, above = 0, crumbs = 0, pores = 0;
    uint64_t covered = 0, bare = 0;
    for (uint32_t site = 0; site < end; site++) {
        const uint8_t species = film->species[site], hits = film->hits[site];
        pores += site < paper && species < LK_FILM_HOST;
        if (species >= LK_FILM_HOST) count_faces(film, site, &covered, &bare);
        if (hits == 0) continue; // most voxels, most of the time
        *(site < paper ? &inside : &above) += hits;
        if (species == LK_FILM_DEAD) o->dead_hits += hits;
        if (species == LK_FILM_ELECTROLYTE && lk_buckets_class(&film->buckets, site) == LK_NO_CLASS)
            crumbs += hits;
    }
    const double h = film->model.edge, m = film->model.hits_per_voxel;
    o->lithium_hits = inside + above;
    o->filling = pores ? (double)inside / (m * (double)pores) : 0.0;
    o->above = (double)above * h / (m * (double)plane);
    o->dead = (double)(o->dead_hits + crumbs) * film->model.hit_charge / film->model.footprint;
    o->area = isotropic * (double)film->metal_faces / (double)plane;
    o->coverage = covered + bare ? (double)covered / (double)(covered + bare) : 0.0;
}

lk_status lk_observe_film(const lk_film *film, lk_observation *o, lk_error_list *errors) {
    const lk_film_books *books = &film->books;
    const double charge = film->model.hit_charge / film->model.footprint;
    const uint32_t paper = (uint32_t)film->model.grid.nz_paper;
    *o = (lk_observation){.time = lk_clock_now(&film->clock),
                          .charge = lk_film_charge(film),
                          .overpotential = film->cell_overpotential,
                          .ohmic_drop =
                              film->transport.overpotential[paper - 1] - film->transport.overpotential[0],
                          .salt = film->transport.salt[0],
                          .nuclei = (double)film->events[LK_FILM_NUCLEATION] / film->model.footprint,
                          .plated = (double)books->plated * charge,
                          .stripped = (double)books->stripped * charge,
                          .conversion = (double)books->conversion * charge,
                          .alloying = (double)books->alloying * charge,
                          .sei = (double)books->sei * charge,
                          .died = (double)books->died * charge,
                          .by_growth = (double)books->by_growth * charge,
                          .by_host = (double)books->by_host * charge,
                          .by_lithium = (double)books->by_lithium * charge,
                          .passed_hits = books->passed};
    observe_voxels(film, o);
    const lk_status status = observe_heights(film, o, errors);
    const double over = o->thickness - paper * film->model.edge;
    o->packing = over > film->model.edge ? o->above / over : NAN;
    return status;
}

bool lk_observe_is_faradaic(const lk_film *film, const lk_observation *o) {
    const lk_film_books *books = &film->books;
    return books->plated - books->stripped == o->lithium_hits &&
           books->passed == o->lithium_hits + books->conversion + books->alloying + books->sei &&
           o->dead_hits == books->died - books->by_growth - books->by_host - books->by_lithium;
}

void lk_observe_profile(const lk_film *film, double *lithium, double *host) {
    const size_t plane = (size_t)film->model.grid.nx * film->model.grid.ny;
    for (size_t z = 0; z < film->model.grid.nz; z++) {
        int64_t hits = 0, fibres = 0;
        for (size_t i = z * plane; i < (z + 1) * plane; i++) {
            hits += film->hits[i];
            fibres += film->species[i] >= LK_FILM_HOST;
        }
        lithium[z] = (double)hits / ((double)plane * film->model.hits_per_voxel);
        host[z] = (double)fibres / (double)plane;
    }
}
