// How much room each layer's particles have for lithium, and how much of them metal covers.
#include "film_parts.h"
#include "film_site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double hemisphere = 2.0; // surface of a half ball over its footprint

// ---- metal on the walls

void lk_film_phase_cover(lk_film *film, uint32_t site, int change) {
    const uint32_t layer = lk_film_site_layer(film, site);
    if (!film->phase.changes || layer >= film->phase.layers) return;
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < FACES; d++)
        if (offset[d] != LK_NO_OFFSET && film->species[site + (uint32_t)offset[d]] >= LK_FILM_HOST)
            film->phase.covered[layer] += (uint32_t)change;
}

void lk_film_phase_recount(lk_film *film) {
    const uint32_t plane = film->lattice.cells[0] * film->lattice.cells[1];
    lk_film_phase *phase = &film->phase;
    if (!phase->changes) return;
    memset(phase->covered, 0, phase->layers * sizeof *phase->covered);
    for (uint32_t site = 0; site < plane * phase->layers; site++)
        if (film->species[site] == LK_FILM_LITHIUM || film->species[site] == LK_FILM_DEAD)
            lk_film_phase_cover(film, site, 1);
}

// ---- set-up

static void count_faces(lk_film *film, double *by_place) {
    const uint32_t plane = film->lattice.cells[0] * film->lattice.cells[1];
    lk_film_phase *phase = &film->phase;
    for (uint32_t site = 0; site < plane * phase->layers; site++) {
        if (film->species[site] >= LK_FILM_HOST) continue;
        const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
        for (int d = 0; d < FACES; d++) {
            if (offset[d] == LK_NO_OFFSET) continue;
            const uint8_t there = film->species[site + (uint32_t)offset[d]];
            if (there < LK_FILM_HOST) continue;
            phase->faces[site / plane]++;
            by_place[site / plane * phase->kinds + (size_t)(there - LK_FILM_HOST)] += 1.0;
        }
    }
}

// Room for one step over the layers: rounded sums, so that the whole is a whole number.
static void share_room(lk_film *film, size_t kind, size_t step, const double *faces, double sum) {
    lk_film_phase *phase = &film->phase;
    const lk_film_phase_kind *k = &phase->kind[kind];
    const double all = k->units * k->chemistry.steps[step].most_electrons * LK_FARADAY *
                       film->model.footprint / film->model.hit_charge;
    double below = 0.0;
    for (size_t z = 0; z < phase->layers; z++) {
        const size_t place = z * phase->kinds + kind;
        const double next = below + faces[place];
        phase->room[place * LK_CHEMISTRY_STEPS + step] =
            llround(all * next / sum) - llround(all * below / sum);
        below = next;
    }
}

static void share_out(lk_film *film, const lk_params *params, const double *faces) {
    lk_film_phase *phase = &film->phase;
    double every = 0.0;
    for (size_t place = 0; place < phase->places; place++) every += faces[place];
    for (size_t kind = 1; kind < phase->kinds; kind++) {
        const lk_film_phase_kind *k = &phase->kind[kind];
        double sum = 0.0;
        for (size_t z = 0; z < phase->layers; z++) sum += faces[z * phase->kinds + kind];
        if (sum <= 0.0) continue;
        for (size_t s = 0; s < k->chemistry.step_count; s++) share_room(film, kind, s, faces, sum);
        for (size_t z = 0; z < phase->layers; z++) {
            const size_t place = z * phase->kinds + kind;
            phase->portion[place] = faces[place] / sum;
            phase->area[place] = hemisphere * k->coverage * params->host.specific_area * faces[place] / every;
        }
    }
}

lk_status lk_film_phase_create(lk_film *film, const lk_params *params, lk_error_list *errors) {
    lk_film_phase *phase = &film->phase;
    const size_t slots = phase->places * LK_CHEMISTRY_STEPS;
    double *faces = calloc(phase->places, sizeof *faces);
    phase->walls = calloc(phase->places, sizeof *phase->walls);
    phase->taken = calloc(2 * slots, sizeof *phase->taken);
    phase->rates = calloc(2 * slots + 2 * phase->places, sizeof *phase->rates);
    phase->faces = calloc(2 * phase->layers, sizeof *phase->faces);
    phase->levels = calloc(slots, 1);
    const bool done = faces && phase->walls && phase->taken && phase->rates && phase->faces && phase->levels;
    if (done) {
        phase->room = phase->taken + slots;
        phase->area = phase->rates + 2 * slots;
        phase->portion = phase->area + phase->places;
        phase->covered = phase->faces + phase->layers;
        if (phase->changes) count_faces(film, faces);
        if (phase->changes) share_out(film, params, faces);
        lk_film_phase_renew(film);
    }
    free(faces);
    return done ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory for %zu walls", phase->places);
}

void lk_film_phase_free(lk_film *film) {
    free(film->phase.walls);
    free(film->phase.taken);
    free(film->phase.rates);
    free(film->phase.faces);
    free(film->phase.distance);
    free(film->phase.levels);
    film->phase = (lk_film_phase){0};
}
