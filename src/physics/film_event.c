// The events of the film scale, and the rates of their classes.
#include "film_site.h"

#include <math.h>

enum { MOST_HOPS = 4096 };
// Energy of a voxel's face in the surface exchange, in units of the temperature of that walk. Below the
// roughening point of the simple cubic lattice (1.63, Hasenbusch and Pinn 1997), so that surfaces move
// smoothly.
static const double face_energy = 1.0;

static const lk_film_event_kind kinds[LK_FILM_EVENT_KINDS] = {
    [LK_FILM_REDUCTION] = {"reduction", "Li+ + e- -> Li on a face between live lithium and electrolyte",
                           "oxidation", "Butler-Volmer; Newman and Balsara, Electrochemical Systems, ch. 8"},
    [LK_FILM_OXIDATION] = {"oxidation", "Li -> Li+ + e- from a live lithium voxel with exposed faces",
                           "reduction", "Butler-Volmer; Newman and Balsara, Electrochemical Systems, ch. 8"},
    [LK_FILM_NUCLEATION] = {"nucleation", "lithium nucleates on bare host: its faces react from now on",
                            "none",
                            "Volmer-Weber with cos(theta) from E_ads; Fletcher 1958, doi 10.1063/1.1744540"},
    [LK_FILM_SPREADING] = {"spreading", "a packet hops along a wall that feeds it until it meets a kink",
                           "spreading", "limited mobility: Martynec and Klapp 2019, arXiv:1903.08439"},
    [LK_FILM_EXCHANGE] = {"exchange",
                          "a lithium voxel moves along the surface to where it has more neighbours",
                          "exchange", "Mullins 1957, doi 10.1063/1.1722742"},
};

const lk_film_event_kind *lk_film_event_kinds(size_t *count) {
    *count = LK_FILM_EVENT_KINDS;
    return kinds;
}

static bool is_front(uint32_t class) { return class < LK_FILM_SEED; }

static int front_faces(uint32_t class) { return (int)class % FACES + 1; }

// exp(-barrier/kT) for the root of the exponent; walls that lithium wets have no barrier and need no exp().
static double chance(double root) { return root == 0.0 ? 1.0 : exp(-root * root); }

// Rate of nucleation on a wall over J0 h^2: on the decoration and on the fibre between its particles.
static double nucleation_factor(const lk_film_wall *wall, int bin, double eta) {
    if (eta <= 0.0) return 0.0;
    return wall->share * chance(wall->barrier_volts[bin] / eta) +
           (wall->share < 1.0 ? (1.0 - wall->share) * chance(wall->fibre_volts[bin] / eta) : 0.0);
}

// Reacting faces of a front, seed or surface class: a passive one counts as its share, a slow patch as its
// factor.
static double reacting_faces(const lk_film_model *model, uint32_t class) {
    if (class >= LK_FILM_SURFACE) {
        const lk_film_exposure exposed = lk_film_site_exposure(class);
        return (exposed.slow ? model->slow_factor : 1.0) *
               (exposed.open + model->passive_share * exposed.passive);
    }
    return front_faces(class) * (class % (2 * FACES) >= FACES ? 1.0 : model->passive_share);
}

static double exchange_rate(const lk_film_model *model, uint32_t class) {
    const lk_film_exposure exposed = lk_film_site_exposure(class);
    return model->exchange_rate * exp(-face_energy * (FACES - (int)(exposed.open + exposed.passive)));
}

static void set_bare_rates(lk_film *film) {
    const lk_film_model *model = &film->model;
    for (size_t type = 0; type < model->wall_count; type++)
        for (int bin = 0; bin < LK_FILM_BINS; bin++) {
            const double factor = nucleation_factor(&model->walls[type], bin, film->strongest_eta);
            lk_buckets_set_rate(&film->buckets, (uint32_t)(LK_FILM_BARE + (int)type * LK_FILM_BINS + bin),
                                model->nucleation_rate * factor);
        }
}

void lk_film_event_set_rates(lk_film *film) {
    const lk_film_model *model = &film->model;
    const double plating = model->face_rate * film->strongest_plating;
    const double stripping = model->face_rate * film->strongest_stripping;
    for (uint32_t class = LK_FILM_FRONT; class < LK_FILM_BARE; class ++) {
        const double faces = reacting_faces(model, class);
        double rate = class < LK_FILM_SURFACE ? faces * plating : exchange_rate(model, class);
        if (class >= LK_FILM_SEED) rate += faces * stripping;
        lk_buckets_set_rate(&film->buckets, class, rate);
    }
    set_bare_rates(film);
}

static bool accept(lk_film *film, double here, double strongest) {
    return here >= strongest || lk_rng_unit(&film->rng) * strongest < here;
}

// Walk along the front voxels beside a feeding wall. A packet stops where three faces hold it (a kink), or
// when its hops, geometrically distributed, are used up.
static uint32_t spread(lk_film *film, uint32_t site) {
    const int wall = lk_film_site_wall(film, site);
    if (wall < 0 || !(film->marks[site] & MARK_FED)) return site;
    const double mean = film->model.walls[wall].hops, go_on = mean / (1.0 + mean);
    uint32_t faces = (uint32_t)front_faces(lk_buckets_class(&film->buckets, site));
    for (int hop = 0; hop < MOST_HOPS && faces < 3 && lk_rng_unit(&film->rng) < go_on; hop++) {
        const int d = (int)lk_rng_below(&film->rng, (uint64_t)film->lattice.kind->neighbours);
        const uint32_t next = lk_lattice_neighbour(&film->lattice, site, d);
        if (next == LK_NO_SITE || (film->marks[next] & (MARK_FED | MARK_FRONT)) != (MARK_FED | MARK_FRONT))
            continue;
        film->events[LK_FILM_SPREADING]++;
        site = next;
        faces = (uint32_t)front_faces(lk_buckets_class(&film->buckets, next));
    }
    return site;
}

// Bit d: the neighbour in direction d is lithium.
static uint32_t lithium_around(const lk_film *film, uint32_t site, const int32_t *offset) {
    uint32_t bits = 0;
    for (int d = 0; d < FACES; d++) {
        const uint32_t next = offset[d] == LK_NO_OFFSET ? site : site + (uint32_t)offset[d];
        bits |= (uint32_t)(film->species[next] == LK_FILM_LITHIUM) << d; // a front voxel itself is not
    }
    return bits;
}

// The face that reacts may belong to a lithium voxel that is not full: then that one is filled up first.
static uint32_t choose_receiver(lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    const int first = (int)lk_rng_below(&film->rng, FACES);
    const uint32_t bits = lithium_around(film, site, offset);
    if (bits == 0) return site;                              // a seed
    const uint32_t turned = (bits | bits << FACES) >> first; // from `first` onwards
    const uint32_t next = site + (uint32_t)offset[(first + __builtin_ctz(turned)) % FACES];
    return film->hits[next] < film->model.hits_per_voxel ? next : site;
}

static int reduce(lk_film *film, uint32_t site) {
    if (!accept(film, film->drive[lk_film_site_layer(film, site)], film->strongest_plating)) return 0;
    film->events[LK_FILM_REDUCTION]++;
    site = choose_receiver(film, site);
    if (film->species[site] == LK_FILM_ELECTROLYTE) site = spread(film, site);
    film->hits[site]++;
    if (film->species[site] == LK_FILM_ELECTROLYTE && film->hits[site] >= film->model.hits_per_voxel)
        lk_film_metal_add(film, site);
    return 1;
}

static int nucleate(lk_film *film, uint32_t site, uint32_t class) {
    const int type = (int)(class - LK_FILM_BARE) / LK_FILM_BINS,
              bin = (int)(class - LK_FILM_BARE) % LK_FILM_BINS;
    const double eta = film->transport.overpotential[lk_film_site_layer(film, site)];
    const lk_film_wall *wall = &film->model.walls[type];
    if (accept(film, nucleation_factor(wall, bin, eta), nucleation_factor(wall, bin, film->strongest_eta))) {
        film->events[LK_FILM_NUCLEATION]++;
        film->marks[site] |= MARK_NUCLEATED;
        lk_film_site_update(film, site);
    }
    return 0;
}

// Metal that does not yet fill its voxel lies on the surface and goes first.
static uint32_t choose_giver(const lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint32_t next = site + (uint32_t)offset[d];
        if (film->species[next] == LK_FILM_ELECTROLYTE && film->hits[next] > 0) return next;
    }
    return site;
}

static int oxidise(lk_film *film, uint32_t site) {
    if (!accept(film, -film->drive[lk_film_site_layer(film, site)], film->strongest_stripping)) return 0;
    if (film->species[site] == LK_FILM_LITHIUM) site = choose_giver(film, site);
    const bool empty = film->hits[site] == 0; // a seed without metal: only its nucleus dissolves
    if (!empty) {
        film->events[LK_FILM_OXIDATION]++;
        film->hits[site]--;
    }
    if (film->hits[site] == 0) {
        if (film->species[site] == LK_FILM_LITHIUM) {
            lk_film_metal_remove(film, site);
            film->marks[site] |= MARK_SHELL;
        } else {
            film->marks[site] &= (uint16_t)~MARK_NUCLEATED;
            lk_film_site_update(film, site);
        }
    }
    return empty ? 0 : -1;
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

// Bond counting: the barrier is what the voxel leaves, so that forward and backward rates obey detailed
// balance.
static int exchange(lk_film *film, uint32_t site) {
    const int d = (int)lk_rng_below(&film->rng, (uint64_t)film->lattice.kind->neighbours);
    const uint32_t next = lk_lattice_neighbour(&film->lattice, site, d);
    if (next == LK_NO_SITE || film->species[next] != LK_FILM_ELECTROLYTE) return 0;
    if (held_faces(film, next, site) == 0) return 0;
    film->events[LK_FILM_EXCHANGE]++;
    const uint8_t carried = film->hits[site];
    film->hits[site] = film->hits[next];
    film->hits[next] = carried;
    lk_film_metal_add(film, next);
    lk_film_metal_remove(film, site);
    return 0;
}

int lk_film_event_apply(lk_film *film, uint32_t site, uint32_t class) {
    if (class >= LK_FILM_BARE) return nucleate(film, site, class);
    if (is_front(class)) return reduce(film, site);
    const double faces = reacting_faces(&film->model, class) * film->model.face_rate;
    const double stripping = faces * film->strongest_stripping;
    const double other =
        class < LK_FILM_SURFACE ? faces * film->strongest_plating : exchange_rate(&film->model, class);
    if (lk_rng_unit(&film->rng) * (stripping + other) < stripping) return oxidise(film, site);
    return class < LK_FILM_SURFACE ? reduce(film, site) : exchange(film, site);
}
