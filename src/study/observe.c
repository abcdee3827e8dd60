// Observables of the film scale.
#include "likmc/observe.h"
#include "likmc/constants.h"

#include "likmc/closure.h"

#include <math.h>
#include <stdlib.h>

static const double thickness_share = 0.95; // of the columns end below the thickness, by definition
static const double per_mAh_cm2 = 1.0 / LK_MAH_PER_CM2;
static const double um = 1e6, mV = 1e3;

#define COLUMN(member, unit, factor, doc)                                                                    \
    { #member, unit, doc, LK_SERIES_DOUBLE, offsetof(lk_observation, member), factor }
#define OPTIONAL(member, unit, factor, doc)                                                                  \
    { #member, unit, doc, LK_SERIES_OPTIONAL, offsetof(lk_observation, member), factor }
#define BOOKED(NAME, column, passed, metal, dead, doc)                                                       \
    {#column,    "mAh/cm2", doc, LK_SERIES_DOUBLE, offsetof(lk_observation, booked[LK_LEDGER_##NAME]),       \
     per_mAh_cm2},
#define COUNT(member, doc)                                                                                   \
    { #member, "1", doc, LK_SERIES_INTEGER, offsetof(lk_observation, member), 0 }

static const lk_series_column columns[] = {
    COLUMN(time, "s", 1, "simulated time"),
    COLUMN(charge, "mAh/cm2", per_mAh_cm2, "charge passed per footprint"),
    COLUMN(overpotential, "mV", mV, "overpotential at the top of the film, positive when plating"),
    COLUMN(cell_voltage, "V", 1,
           "voltage of the cell; of an electrode without a counter electrode that against lithium"),
    COLUMN(ohmic_drop, "mV", mV, "potential drop in the electrolyte inside the paper"),
    COLUMN(salt, "1", 1, "salt at the collector over that of the bulk"),
    COLUMN(thickness, "um", um, "height below which 95 % of the columns end, paper included"),
    COLUMN(mean_height, "um", um, "mean height of the columns"),
    COLUMN(highest, "um", um, "height of the highest voxel"),
    COLUMN(above, "um", um, "volume of lithium above the paper per footprint"),
    COLUMN(filling, "1", 1, "share of the paper's pores that lithium fills"),
    OPTIONAL(packing, "1", 1, "lithium above the paper over the thickness above it"),
    COLUMN(host_thickness, "um", um, "thickness of the paper, which lithium may have pushed apart"),
    OPTIONAL(above_share, "1", 1, "share of the lithium that lies above the paper"),
    OPTIONAL(chord, "um", um, "mean chord of lithium, live and dead: the size of its features"),
    COLUMN(coverage, "1", 1, "share of the host's surface that lithium covers"),
    COLUMN(roughness, "um", um, "root mean square of the heights"),
    COLUMN(area, "1", 1, "area of lithium against electrolyte per footprint"),
    COLUMN(nuclei, "1/cm2", 1e-4, "nucleation events per footprint"),
    LK_LEDGER_TAKEN(BOOKED)
        COLUMN(dead, "mAh/cm2", per_mAh_cm2, "lithium without an electronic path to the collector"),
    COLUMN(sei_volume, "um", um, "volume of SEI per footprint"),
    COLUMN(dead_volume, "um", um, "volume of dead lithium per footprint"),
    LK_LEDGER_FATES(BOOKED)
        COLUMN(counter_given, "mAh/cm2", per_mAh_cm2, "lithium that the counter electrode has given, net"),
    COUNT(passed_hits, "charge passed, in hits"),
    COUNT(lithium_hits, "lithium counted from the voxels, in hits"),
    COUNT(dead_hits, "dead lithium counted from the voxels, in hits"),
};

const lk_series_column *lk_observe_columns(size_t *count) {
    *count = sizeof columns / sizeof *columns;
    return columns;
}

// Height of each column in layers: passes over the voxels in the order of memory, a maximum without a branch.
static void find_tops(const lk_film *film, uint32_t *top, size_t plane) {
    for (uint32_t z = 0; z < film->top; z++) {
        const uint8_t *species = film->species + z * plane;
        for (size_t i = 0; i < plane; i++) top[i] = species[i] != LK_FILM_ELECTROLYTE ? z + 1 : top[i];
    }
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
    uint32_t *tops = calloc(plane + film->top + 1, sizeof *tops), *ending = tops + plane;
    if (!tops) return lk_error_set(errors, LK_FAILED, "no memory for the heights of %zu columns", plane);
    find_tops(film, tops, plane);
    double sum = 0.0, squares = 0.0;
    uint32_t highest = 0;
    for (size_t i = 0; i < plane; i++) {
        const uint32_t z = tops[i];
        const double height = lk_film_host_height(&film->layers, z);
        ending[z]++;
        sum += height;
        squares += height * height;
        if (z > highest) highest = z;
    }
    const double mean = sum / (double)plane;
    const double most = quantile(ending, (double)plane, thickness_share);
    o->thickness = h * lk_film_host_height(&film->layers, most);
    o->mean_height = h * mean;
    o->highest = h * lk_film_host_height(&film->layers, highest);
    o->host_thickness = h * lk_film_host_height(&film->layers, film->layers.paper);
    o->roughness = h * sqrt(fmax(0.0, squares / (double)plane - mean * mean));
    free(tops);
    return LK_OK;
}

// Rows are counted in parts so short that 16 bits hold the sums of bytes, which is what makes them fast.
enum { PART = 256 };

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

// What is counted from the voxels.
typedef struct census {
    int64_t room; // of the pores, in hits
    int64_t dead, crumbs;
    int64_t covered; // faces of the host towards metal
} census;

// Host voxels of a row that face metal in the row `other`.
static int64_t count_faces(const uint8_t *row, const uint8_t *other, uint32_t n) {
    int64_t faces = 0;
    for (uint32_t x = 0; x < n;) {
        uint16_t metal = 0;
        for (const uint32_t end = least(n, x + PART); x < end; x++)
            metal = (uint16_t)(metal + ((row[x] >= LK_FILM_HOST) &
                                        ((other[x] == LK_FILM_LITHIUM) | (other[x] == LK_FILM_DEAD))));
        faces += metal;
    }
    return faces;
}

// The six neighbours of a row's voxels, row by row; x and y are periodic.
static int64_t count_covered(const lk_film *film, uint32_t y, uint32_t z) {
    const uint32_t nx = film->lattice.cells[0], ny = film->lattice.cells[1], nz = film->lattice.cells[2];
    const uint8_t *layer = film->species + (size_t)z * nx * ny, *row = layer + (size_t)y * nx;
    const size_t plane = (size_t)nx * ny;
    int64_t faces = count_faces(row, layer + (size_t)(y > 0 ? y - 1 : ny - 1) * nx, nx) +
                    count_faces(row, layer + (size_t)(y + 1 < ny ? y + 1 : 0) * nx, nx);
    if (z > 0) faces += count_faces(row, row - plane, nx);
    if (z + 1 < nz) faces += count_faces(row, row + plane, nx);
    return faces + count_faces(row, row + 1, nx - 1) + count_faces(row + nx - 1, row, 1) +
           count_faces(row + 1, row, nx - 1) + count_faces(row, row + nx - 1, 1);
}

// Metal that has been left behind in voxels of electrolyte which touch nothing. Without branches: which
// voxels hold metal cannot be foretold.
static int64_t count_crumbs(const lk_film *film, uint32_t first, uint32_t n) {
    const uint8_t *species = film->species + first, *hits = film->hits + first;
    const uint32_t *slot = film->buckets.slot + first; // 0: in no class
    uint32_t crumbs = 0;
    for (uint32_t x = 0; x < n; x++)
        crumbs += hits[x] & (0u - ((uint32_t)(species[x] == LK_FILM_ELECTROLYTE) & (uint32_t)(slot[x] == 0)));
    return crumbs;
}

// Count a row; returns the hits in it. Without branches, except where metal lies in a voxel of electrolyte.
static int64_t count_row(const lk_film *film, uint32_t y, uint32_t z, census *c) {
    const uint32_t nx = film->lattice.cells[0], first = (z * film->lattice.cells[1] + y) * nx;
    const uint8_t *species = film->species + first, *hits = film->hits + first;
    int64_t all = 0;
    for (uint32_t x = 0; x < nx;) {
        uint16_t sum = 0, dead = 0;
        uint8_t free_metal = 0;
        const uint32_t start = x, end = least(nx, x + PART);
        for (; x < end; x++) {
            sum = (uint16_t)(sum + hits[x]);
            dead = (uint16_t)(dead + (species[x] == LK_FILM_DEAD ? hits[x] : 0));
            free_metal |= species[x] == LK_FILM_ELECTROLYTE ? hits[x] : 0;
        }
        all += sum;
        c->dead += dead;
        if (free_metal) c->crumbs += count_crumbs(film, first + start, end - start);
    }
    return all;
}

static int64_t count_pores(const uint8_t *row, uint32_t n) {
    uint32_t pores = 0;
    for (uint32_t x = 0; x < n; x++) pores += row[x] < LK_FILM_HOST;
    return pores;
}

// 4 V/S (Cauchy), S being 2/3 of the voxels' faces: between lithium and all else but the collector. The same
// as the mean length of its runs along the three axes.
static double chord_of(const lk_film *film, int64_t covered) {
    const int64_t faces = film->metal_faces + covered;
    return faces ? 6.0 * film->model.edge * (double)film->metal_voxels / (double)faces : NAN;
}

static void observe_voxels(const lk_film *film, lk_observation *o) {
    const uint32_t nx = film->lattice.cells[0], ny = film->lattice.cells[1];
    const uint32_t paper = (uint32_t)film->model.grid.nz_paper;
    const size_t plane = (size_t)nx * ny;
    int64_t inside = 0, above = 0;
    census c = {0};
    for (uint32_t z = 0; z < film->top; z++)
        for (uint32_t y = 0; y < ny; y++) {
            *(z < paper ? &inside : &above) += count_row(film, y, z, &c);
            if (z >= paper) continue; // no host
            c.room += count_pores(film->species + z * plane + (size_t)y * nx, nx) * film->layers.capacity[z];
            c.covered += count_covered(film, y, z);
        }
    const double h = film->model.edge, m = film->model.hits_per_voxel;
    o->lithium_hits = inside + above;
    o->dead_hits = c.dead;
    o->filling = c.room ? (double)inside / (double)c.room : 0.0;
    o->above = (double)above * h / (m * (double)plane);
    o->above_share = inside + above ? (double)above / (double)(inside + above) : NAN;
    o->chord = chord_of(film, c.covered);
    o->dead = (double)(c.dead + c.crumbs) * film->model.hit_charge / film->model.footprint;
    o->dead_volume = (double)(c.dead + c.crumbs) * film->model.lithium_volume / film->model.footprint;
    o->sei_volume =
        (double)film->ledger.quanta[LK_LEDGER_SEI] * film->model.sei_volume / film->model.footprint;
    o->area = lk_film_sei_area(film) / film->model.footprint;
    o->coverage = film->host_faces ? (double)c.covered / (double)film->host_faces : 0.0;
}

lk_status lk_observe_film(const lk_film *film, lk_observation *o, lk_error_list *errors) {
    const lk_ledger *ledger = &film->ledger;
    const double charge = film->model.hit_charge / film->model.footprint;
    const uint32_t paper = (uint32_t)film->model.grid.nz_paper;
    *o = (lk_observation){.time = lk_clock_now(&film->clock),
                          .charge = lk_film_charge(film),
                          .overpotential = film->cell_overpotential,
                          .cell_voltage = -film->cell_overpotential,
                          .ohmic_drop =
                              film->transport.overpotential[paper - 1] - film->transport.overpotential[0],
                          .salt = film->transport.salt[0],
                          .nuclei = (double)film->events[LK_FILM_NUCLEATION] / film->model.footprint,
                          .passed_hits = ledger->quanta[LK_LEDGER_PASSED]};
    for (int i = 0; i < LK_LEDGER_ACCOUNTS; i++) o->booked[i] = (double)ledger->quanta[i] * charge;
    observe_voxels(film, o);
    const lk_status status = observe_heights(film, o, errors);
    o->thickness += lk_film_sei_above(film);
    const double over = o->thickness - o->host_thickness;
    o->packing = over > film->model.edge ? o->above / over : NAN;
    return status;
}

bool lk_observe_is_faradaic(const lk_film *film, const lk_observation *o) {
    return lk_ledger_balances(&film->ledger, o->lithium_hits, o->dead_hits);
}

void lk_observe_profile(const lk_film *film, double *lithium, double *host) {
    const size_t plane = (size_t)film->model.grid.nx * film->model.grid.ny;
    for (size_t z = 0; z < film->model.grid.nz; z++) {
        int64_t hits = 0, fibres = 0;
        for (size_t i = z * plane; i < (z + 1) * plane; i++) {
            hits += film->hits[i];
            fibres += film->species[i] >= LK_FILM_HOST;
        }
        const double stretch = film->layers.stretch[z];
        lithium[z] = (double)hits / ((double)plane * film->model.hits_per_voxel) / stretch;
        host[z] = (double)fibres / (double)plane / stretch;
    }
}
