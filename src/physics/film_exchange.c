// Smoothing of lithium: voxels that move along its surface.
#include "film_parts.h"
#include "film_sei_local.h"
#include "film_site.h"

#include <math.h>

// Energy of a voxel's face in the surface exchange, in units of the temperature of that walk. Below the
// roughening point of the simple cubic lattice (1.63, Hasenbusch and Pinn 1997), so that surfaces move
// smoothly. No parameter: what the walk stands for is Mullins' coefficient, measured for this energy.
static const double face_energy = 1.0;
// Mullins' coefficient of the voxel exchange over (rate h^4): measured, within a factor of two; checked by
// tests/physics/test_film_smoothing.c.
static const double exchange_mullins = 0.006;

double lk_film_exchange_of(double mullins, double h) { return mullins / (exchange_mullins * h * h * h * h); }

// Bond counting: the barrier is what the voxel leaves, so that forward and backward rates obey detailed
// balance.
static double exchange_rate(const lk_film *film, const lk_film_class *class) {
    const int held = LK_FILM_FACES - (int)(class->open + class->passive);
    return film->model.exchange_rate * exp(-face_energy * held);
}

// Faces of a voxel towards live lithium or host, one neighbour apart.
static int held_faces(const lk_film *film, uint32_t site, uint32_t without) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    int held = 0;
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint32_t next = site + (uint32_t)offset[d];
        held += next != without &&
                (film->species[next] == LK_FILM_LITHIUM || film->species[next] >= LK_FILM_HOST);
    }
    return held;
}

static int64_t exchange(lk_film *film, uint32_t *site) {
    const int d = (int)lk_rng_below(&film->rng, (uint64_t)film->lattice.kind->neighbours);
    const uint32_t from = *site, next = lk_lattice_neighbour(&film->lattice, from, d);
    if (next == LK_NO_SITE || film->species[next] != LK_FILM_ELECTROLYTE) return 0;
    if (held_faces(film, next, from) == 0) return 0;
    const uint8_t carried = film->hits[from];
    lk_film_sei_put(film, from, film->hits[next]);
    lk_film_sei_put(film, next, carried);
    film->grain[next] = film->grain[from];
    lk_film_metal_add(film, next);
    lk_film_metal_remove(film, from);
    *site = next;
    return 1;
}

// ---- rows of the table of events

const lk_film_event lk_film_event_exchange = {
    .name = "exchange",
    .doc = "a lithium voxel moves along the surface to where it has more neighbours",
    .where = "live lithium with exposed faces",
    .equation = "Mullins' B/h^4 for the barrier of smoothing, exp(-faces held)",
    .source = "Mullins 1957, doi 10.1063/1.1722742",
    .reverse = "exchange",
    .trigger = LK_FILM_CHOSEN,
    .kinds = ON(SURFACE),
    .rate = exchange_rate,
    .apply = exchange};
