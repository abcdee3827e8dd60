// What the walls of a film are to lithium as they are now: see likmc/film_phase.h.
#include "film_parts.h"
#include "film_site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- amounts

static double extent(const lk_film_phase *phase, size_t place, size_t step) {
    const size_t slot = place * LK_CHEMISTRY_STEPS + step;
    return phase->room[slot] > 0 ? (double)phase->taken[slot] / (double)phase->room[slot] : 0.0;
}

static int64_t level_of(const lk_film_phase *phase, size_t slot) {
    return phase->room[slot] > 0 ? phase->taken[slot] * LK_FILM_PHASE_LEVELS / phase->room[slot] : 0;
}

// The same in whole levels, as of when the walls were described.
static double level(const lk_film_phase *phase, size_t place, size_t step) {
    return (double)phase->levels[place * LK_CHEMISTRY_STEPS + step] / LK_FILM_PHASE_LEVELS;
}

static double amount(const lk_film_phase *phase, size_t place, int which, bool levels) {
    const lk_chemistry *c = &phase->kind[place % phase->kinds].chemistry;
    double sum = which == 0 ? 1.0 : 0.0;
    for (size_t s = 0; s < c->step_count; s++) {
        const lk_chemistry_step *step = &c->steps[s];
        const double done =
            (levels ? level(phase, place, s) : extent(phase, place, s)) * c->phases[step->from].most;
        if (step->from == which) sum -= done;
        for (size_t i = 0; i < step->product_count; i++)
            if (step->products[i].phase == which) sum += done * step->products[i].share;
    }
    return fmax(0.0, sum);
}

double lk_film_phase_amount(const lk_film *film, size_t place, int phase) {
    return amount(&film->phase, place, phase, false);
}

// ---- walls

// Shares of the surfaces of a wall: particles that swell take more of the tube, and each phase shows as much
// of itself as it has volume.
static void find_shares(const lk_film_phase *phase, size_t place, lk_film_wall *wall) {
    const lk_film_phase_kind *kind = &phase->kind[place % phase->kinds];
    double volumes[LK_CHEMISTRY_PHASES] = {1.0}, sum = 1.0, growth = 1.0;
    if (kind->chemistry.step_count > 0) {
        sum = 0.0;
        for (size_t p = 0; p < kind->chemistry.phase_count; p++) {
            const double a = amount(phase, place, (int)p, true);
            volumes[p] = a > 0.0 ? a * kind->chemistry.phases[p].molar_volume : 0.0;
            sum += volumes[p];
        }
        growth = sum / kind->chemistry.phases[0].molar_volume;
        wall->swelling = (sum - kind->chemistry.phases[0].molar_volume) * kind->units;
    }
    const double particles = fmin(1.0, kind->coverage * pow(growth, phase->exponent));
    wall->shares[0] = 1.0 - particles;
    for (size_t i = 1; i < kind->count; i++)
        wall->shares[i] = particles * volumes[kind->surfaces[i].phase] / sum * kind->surfaces[i].weight;
}

// Lithium finds a connected film of the decoration, whatever lies between the particles; only nuclei see
// that.
static lk_film_wall fixed_wall(const lk_film_phase *phase, const lk_film_phase_kind *kind) {
    const lk_film_phase_surface *top = &kind->surfaces[kind->count - 1];
    const double share = kind->count > 1 ? kind->coverage : 1.0;
    lk_film_wall wall = {.adhesion = kind->adhesion};
    wall.shares[0] = 1.0 - share;
    wall.shares[kind->count - 1] = share;
    wall.feeding_length = lk_closure_feeding_length(&phase->lithium, top->adsorption, top->diffusivity, share,
                                                    phase->incorporation, phase->temperature);
    return wall;
}

static lk_film_wall patchwork(const lk_film_phase *phase, size_t place) {
    const lk_film_phase_kind *kind = &phase->kind[place % phase->kinds];
    lk_film_wall wall = {0};
    double adsorption[LK_FILM_PHASE_SURFACES], permeability[LK_FILM_PHASE_SURFACES];
    find_shares(phase, place, &wall);
    for (size_t i = 0; i < kind->count; i++) {
        const lk_film_phase_surface *surface = &kind->surfaces[i];
        adsorption[i] = surface->adsorption;
        permeability[i] = surface->permeability;
        wall.conducting += surface->conducts ? wall.shares[i] : 0.0;
    }
    wall.adhesion = 0.5 * (1.0 + lk_closure_cassie(&phase->lithium, kind->count, wall.shares, adsorption));
    const double carried = lk_closure_wall_permeability(permeability[0], kind->count - 1, wall.shares + 1,
                                                        permeability + 1, phase->connected);
    wall.feeding_length = sqrt(carried * phase->incorporation);
    return wall;
}

static void find_wall(lk_film *film, size_t place) {
    lk_film_phase *phase = &film->phase;
    lk_film_wall *wall = &phase->walls[place];
    *wall = phase->changes ? patchwork(phase, place) : fixed_wall(phase, &phase->kind[place % phase->kinds]);
    wall->hops = pow(wall->feeding_length / film->model.edge, 2.0);
}

static void find_most(lk_film_phase *phase) {
    for (size_t k = 0; k < phase->kinds; k++)
        for (size_t i = 0; i < phase->kind[k].count; i++) {
            double most = 0.0;
            for (size_t z = 0; z < phase->layers; z++)
                most = fmax(most, phase->walls[z * phase->kinds + k].shares[i]);
            phase->kind[k].surfaces[i].most = most;
        }
}

void lk_film_phase_renew(lk_film *film) {
    for (size_t place = 0; place < film->phase.places; place++) find_wall(film, place);
    find_most(&film->phase);
    lk_film_phase_sum_rates(film);
}

const lk_film_wall *lk_film_phase_wall(const lk_film *film, uint32_t layer, uint32_t kind) {
    const lk_film_phase *phase = &film->phase;
    const size_t z = layer < phase->layers ? layer : phase->layers - 1;
    return &phase->walls[z * phase->kinds + kind];
}

double lk_film_phase_swelling(const lk_film *film, uint32_t layer) {
    const lk_film_phase *phase = &film->phase;
    double sum = 0.0;
    for (size_t k = 0; k < phase->kinds && layer < phase->layers; k++)
        sum += phase->walls[layer * phase->kinds + k].swelling * phase->portion[layer * phase->kinds + k];
    return sum / film->model.edge;
}

// Over kT: the classical one, or that of small clusters.
static double barrier(const lk_film *film, double volts, double eta) {
    if (film->phase.changes) return lk_closure_nucleation_exponent(volts, eta, film->phase.temperature);
    return (volts / eta) * (volts / eta);
}

static double nucleation(const lk_film *film, const double *shares, uint32_t kind, int bin, double eta) {
    const lk_film_phase_kind *k = &film->phase.kind[kind];
    double sum = 0.0;
    if (eta <= 0.0) return 0.0;
    for (size_t i = 0; i < k->count; i++) {
        const double share = shares ? shares[i] : k->surfaces[i].most;
        if (share <= 0.0) continue;
        const double exponent = barrier(film, k->surfaces[i].volts[bin], eta);
        sum += exponent == 0.0 ? share : share * exp(-exponent); // walls that lithium wets have no barrier
    }
    return sum;
}

double lk_film_phase_nucleation(const lk_film *film, const lk_film_wall *wall, uint32_t kind, int bin,
                                double eta) {
    return nucleation(film, wall->shares, kind, bin, eta);
}

double lk_film_phase_most_nucleation(const lk_film *film, uint32_t kind, int bin, double eta) {
    return nucleation(film, NULL, kind, bin, eta);
}

// ---- feeding

// Frozen random number of a piece of wall as large as the patches of one adsorption energy (splitmix64:
// Steele 2014, doi 10.1145/2714064.2660195), so that finer voxels feed the same pieces.
static double frozen(const lk_film *film, uint32_t site) {
    uint64_t x = film->phase.salt + 0x9e3779b97f4a7c15u * (uint64_t)(lk_film_disorder_cell(film, site) + 1);
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

static bool feeds(const lk_film *film, uint32_t site) {
    const lk_film_phase *phase = &film->phase;
    const int kind = site < phase->marked ? lk_film_site_wall(film, site) : -1;
    if (kind < 0 || phase->distance[site] == UINT8_MAX) return false;
    const double edge = film->model.edge, from = 0.25 * edge * phase->distance[site];
    const double length =
        lk_film_phase_wall(film, lk_film_site_layer(film, site), (uint32_t)kind)->feeding_length;
    return length > 0.0 && frozen(film, site) < lk_closure_fed_share(length, from, from + edge);
}

bool lk_film_phase_reserve(lk_film *film, uint32_t count) {
    if (!film->phase.changes) return true;
    film->phase.distance = malloc(count);
    if (!film->phase.distance) return false;
    memset(film->phase.distance, UINT8_MAX, count);
    film->phase.marked = count;
    return true;
}

// A wall that stays what it is feeds all that is nearer than its feeding length; one that may change feeds a
// share that falls with the distance.
bool lk_film_phase_reaches(lk_film *film, uint32_t site, int kind, double distance) {
    if (!film->phase.changes) return distance <= lk_film_phase_wall(film, 0, (uint32_t)kind)->feeding_length;
    const double quarters = 4.0 * (distance / film->model.edge - 0.5); // to the near side of the voxel
    film->phase.distance[site] = (uint8_t)fmin(UINT8_MAX - 1, fmax(0.0, rint(quarters)));
    return feeds(film, site);
}

// After a wall has changed: which voxels of its layer it feeds, and how well lithium holds on to it there.
static void mark_layer(lk_film *film, size_t layer) {
    const uint32_t plane = film->lattice.cells[0] * film->lattice.cells[1];
    for (uint32_t site = (uint32_t)layer * plane; site < (uint32_t)(layer + 1) * plane; site++) {
        if (film->species[site] >= LK_FILM_HOST) continue;
        const uint16_t was = film->marks[site], fed = feeds(film, site) ? MARK_FED : 0;
        film->marks[site] = (uint16_t)((was & ~(MARK_FED | MARK_OPEN)) | fed);
        if (was & MARK_KNOWN) lk_film_disorder_mark(film, site);
        if (film->marks[site] != was) lk_film_site_update_around(film, site);
    }
}

// Note the levels of a layer; has any changed?
static bool advance(lk_film_phase *phase, size_t layer) {
    const size_t slots = phase->kinds * LK_CHEMISTRY_STEPS;
    bool changed = false;
    for (size_t slot = layer * slots; slot < (layer + 1) * slots; slot++) {
        const uint8_t now = (uint8_t)level_of(phase, slot);
        changed = changed || now != phase->levels[slot];
        phase->levels[slot] = now;
    }
    return changed;
}

void lk_film_phase_follow(lk_film *film) {
    lk_film_phase *phase = &film->phase;
    bool any = false;
    for (size_t z = 0; z < phase->layers && phase->changes; z++) {
        if (!advance(phase, z)) continue;
        for (size_t k = 0; k < phase->kinds; k++) find_wall(film, z * phase->kinds + k);
        mark_layer(film, z);
        any = true;
    }
    if (any) find_most(phase);
}
