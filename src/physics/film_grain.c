// Grains of lithium: birth, passivation. See likmc/film_grain.h.
#include "likmc/film_grain.h"

#include "film_parts.h"
#include "film_site.h"

#include <math.h>
#include <stdlib.h>

// Levels are half a standard deviation apart, from -1.75 to +1.75; what lies beyond counts as the last.
static const double level_width = 0.5;

static double deviation_of(int level) { return level_width * (level - 0.5 * (LK_FILM_LEVELS - 1)); }

lk_status lk_film_grain_create(lk_film_grains *grains, double passivation_rate, double area, double spread,
                               lk_error_list *errors) {
    *grains = (lk_film_grains){.passivation_rate = passivation_rate, .area = area, .count = 1};
    for (int level = 0; level < LK_FILM_LEVELS; level++)
        grains->factor[level] = exp(-spread * deviation_of(level));
    const lk_status status = lk_film_grain_reserve(grains, 1024, 1024, errors);
    if (status == LK_OK) grains->state[0] = 0;
    return status;
}

void lk_film_grain_free(lk_film_grains *grains) {
    free(grains->state);
    free(grains->open);
    free(grains->list);
    *grains = (lk_film_grains){0};
}

lk_status lk_film_grain_reserve(lk_film_grains *grains, uint32_t more, uint32_t voxels,
                                lk_error_list *errors) {
    const size_t wanted = (size_t)grains->count + more;
    if (wanted > grains->room) {
        const size_t room = wanted + wanted / 2;
        uint8_t *state = realloc(grains->state, room * sizeof *state);
        if (state) grains->state = state;
        uint32_t *open = realloc(grains->open, room * sizeof *open);
        if (open) grains->open = open;
        if (!state || !open) return lk_error_set(errors, LK_FAILED, "no memory for %zu grains", room);
        grains->room = (uint32_t)room;
    }
    if (voxels > grains->list_room) {
        uint32_t *list = realloc(grains->list, (size_t)voxels * sizeof *list);
        if (!list) return lk_error_set(errors, LK_FAILED, "no memory for a list of %u voxels", voxels);
        grains->list = list;
        grains->list_room = voxels;
    }
    return LK_OK;
}

void lk_film_grain_rebuild(lk_film_grains *grains) {
    grains->open_count = 0;
    for (uint32_t grain = 1; grain < grains->count; grain++)
        if (grains->state[grain] & LK_FILM_GRAIN_OPEN) grains->open[grains->open_count++] = grain;
}

static uint32_t found(lk_film *film) {
    lk_film_grains *grains = &film->grains;
    const double level = lk_rng_normal(&film->rng) / level_width + 0.5 * LK_FILM_LEVELS;
    const uint32_t grain = grains->count++; // room was reserved
    grains->state[grain] =
        (uint8_t)(LK_FILM_GRAIN_OPEN | (int)fmin(LK_FILM_LEVELS - 1, fmax(0.0, floor(level))));
    grains->open[grains->open_count++] = grain;
    return grain;
}

static uint32_t fresh_faces(const lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    uint32_t fresh = 0;
    for (int d = 0; d < FACES; d++)
        fresh +=
            offset[d] != LK_NO_OFFSET && film->species[site + (uint32_t)offset[d]] == LK_FILM_ELECTROLYTE;
    return fresh;
}

// Beside a wall to which lithium adheres badly electrolyte creeps in between, and fewer grains are born open.
static double adhesion_at(const lk_film *film, uint32_t site) {
    const int wall = lk_film_site_wall(film, site);
    if (wall < 0) return 1.0;
    return lk_film_phase_wall(film, lk_film_site_layer(film, site), (uint32_t)wall)->adhesion;
}

// A voxel is about to fill: it begins a grain if it grew from none, or if one is born on its new surface.
static int64_t birth(lk_film *film, uint32_t *site) {
    if (!film->model.grains) return 0;
    uint32_t *grain = &film->grain[*site];
    const double area = fresh_faces(film, *site) * film->model.face_area * adhesion_at(film, *site);
    if (*grain != 0 && lk_rng_unit(&film->rng) >= 1.0 - exp(-area / film->grains.area)) return 0;
    *grain = found(film);
    return 1;
}

// Voxels that react through the face of an open grain.
static uint32_t list_open(const lk_film *film, uint32_t *list) {
    uint32_t count = 0;
    for (uint32_t class = 0; class < LK_FILM_FIRST_BARE; class ++) {
        const uint32_t members = lk_buckets_count(&film->buckets, class);
        if (members == 0 || lk_film_class_decode(class).open == 0) continue;
        for (uint32_t i = 0; i < members; i++) list[count++] = lk_buckets_member(&film->buckets, class, i);
    }
    return count;
}

// Each open grain closes with the probability of the time that has gone by; the list stays ascending.
static uint32_t close_some(lk_film *film, double time) {
    lk_film_grains *grains = &film->grains;
    const double chance = -expm1(-grains->passivation_rate * time);
    uint32_t left = 0;
    for (uint32_t i = 0; i < grains->open_count; i++) {
        const uint32_t grain = grains->open[i];
        if (lk_rng_unit(&film->rng) < chance)
            grains->state[grain] &= (uint8_t)~LK_FILM_GRAIN_OPEN;
        else
            grains->open[left++] = grain;
    }
    const uint32_t closed = grains->open_count - left;
    grains->open_count = left;
    return closed;
}

static int64_t passivate(lk_film *film, uint32_t *site) {
    (void)site;
    if (!film->model.grains) return 0;
    const double now = lk_clock_now(&film->clock), time = now - film->passivated;
    film->passivated = now;
    const uint32_t closed = close_some(film, time);
    if (closed == 0) return 0;
    uint32_t *list = film->grains.list; // room for all members of the buckets was reserved
    const uint32_t count = list_open(film, list);
    for (uint32_t i = 0; i < count; i++) lk_film_site_update(film, list[i]);
    return closed;
}

// ---- rows of the table of events

const lk_film_event lk_film_event_grain_birth = {
    .name = "grain-birth",
    .doc = "a new grain of lithium, under open SEI",
    .where = "a voxel that fills: the first of a nucleus, or on new surface",
    .equation = "1 - exp(-A/L^2), A: surface that the voxel brings, L: grain size",
    .source = "assumed: sei.grain_size; grains seen by Yuan 2023, doi "
              "10.1038/s41586-023-06235-w",
    .why_not = "a grain goes with its last voxel",
    .trigger = LK_FILM_WITHIN,
    .apply = birth};

const lk_film_event lk_film_event_passivation = {.name = "passivation",
                                                 .doc = "the SEI of an open grain becomes passive",
                                                 .where = "every open grain",
                                                 .equation = "k exp(-E/R (1/T - 1/T0))",
                                                 .source = "assumed: sei.passivation_rate",
                                                 .why_not = "surface that cracks it open is a new grain",
                                                 .trigger = LK_FILM_AFTER,
                                                 .apply = passivate};
