// Charge transfer on faces, nuclei on bare host, and packets that spread along walls.
#include "film_parts.h"
#include "film_sei_local.h"
#include "film_site.h"

#include <math.h>

// Reacting faces: a passive one counts as its share, one that dissolves by the factor of its level.
static double reacting_faces(const lk_film *film, const lk_film_class *class) {
    return (class->kind == LK_FILM_SURFACE ? film->grains.factor[class->level] : 1.0) *
           (class->open + film->model.passive_share * class->passive);
}

static double oxidation_strength(const lk_film *film) {
    return film->model.face_rate * film->reuse.scale * film->strongest_stripping;
}

static double reduction_strength(const lk_film *film) {
    return film->model.face_rate * film->reuse.scale * film->strongest_plating;
}

static double nucleation_rate(const lk_film *film, const lk_film_class *class) {
    return film->model.nucleation_rate *
           lk_film_phase_most_nucleation(film, class->type, (int)class->bin,
                                         film->strongest_eta + film->reuse.shift);
}

static bool accept(lk_film *film, double here, double strongest) {
    return here >= strongest || lk_rng_unit(&film->rng) * strongest < here;
}

// Walk along the front voxels beside a feeding wall. A packet stops where three faces hold it (a kink), or
// when its hops, geometrically distributed, are used up.
static int64_t spread(lk_film *film, uint32_t *at) {
    uint32_t site = *at;
    int64_t hops = 0;
    const int wall = lk_film_site_wall(film, site);
    if (wall < 0 || !(film->marks[site] & MARK_FED)) return 0;
    const uint32_t layer = lk_film_site_layer(film, site);
    const double mean = lk_film_phase_wall(film, layer, (uint32_t)wall)->hops, go_on = mean / (1.0 + mean);
    const int64_t most = film->params->spreading.most_hops;
    uint32_t faces = lk_film_class_faces(lk_buckets_class(&film->buckets, site));
    for (int64_t tried = 0; tried < most && faces < 3 && lk_rng_unit(&film->rng) < go_on; tried++) {
        const int d = (int)lk_rng_below(&film->rng, (uint64_t)film->lattice.kind->neighbours);
        const uint32_t next = lk_lattice_neighbour(&film->lattice, site, d);
        if (next == LK_NO_SITE || (film->marks[next] & (MARK_FED | MARK_FRONT)) != (MARK_FED | MARK_FRONT))
            continue;
        hops++;
        site = next;
        faces = lk_film_class_faces(lk_buckets_class(&film->buckets, next));
    }
    *at = site;
    return hops;
}

// The lithium voxel whose face reacts, of those around a front voxel, in proportion to their reactivity;
// LK_NO_SITE: there is none, a seed.
static uint32_t choose_face(lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    double reach[FACES], sum = 0.0;
    for (int d = 0; d < FACES; d++) {
        const uint32_t next = offset[d] == LK_NO_OFFSET ? site : site + (uint32_t)offset[d];
        if (film->species[next] == LK_FILM_LITHIUM) // a front voxel itself is not
            sum += lk_film_site_is_open(film, site, next) ? 1.0 : film->model.passive_share;
        reach[d] = sum;
    }
    if (sum == 0.0) return LK_NO_SITE;
    const double chosen = lk_rng_unit(&film->rng) * sum;
    int d = 0; // the first face that takes the sum beyond `chosen`
    while (d < FACES - 1 && reach[d] <= chosen) d++;
    return site + (uint32_t)offset[d];
}

// The same with equal chances, where openness belongs to the place: all faces of a front voxel react alike.
static uint32_t choose_any(lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    const int first = (int)lk_rng_below(&film->rng, FACES);
    for (int i = 0; i < FACES; i++) {
        const int d = (first + i) % FACES;
        const uint32_t next = offset[d] == LK_NO_OFFSET ? site : site + (uint32_t)offset[d];
        if (film->species[next] == LK_FILM_LITHIUM) return next;
    }
    return LK_NO_SITE;
}

// A lithium voxel that is not full is filled up first; else what grows in front of it is of its grain.
static uint32_t choose_receiver(lk_film *film, uint32_t site) {
    const uint32_t from = film->model.grains ? choose_face(film, site) : choose_any(film, site);
    if (from == LK_NO_SITE) {
        film->grain[site] = 0;
        return site;
    }
    if (film->hits[from] < lk_film_site_capacity(film, from)) return from;
    film->grain[site] = film->grain[from];
    return site;
}

// The voxel is full: lithium.
static void fill(lk_film *film, uint32_t site) {
    lk_film_event_happen(film, LK_FILM_GRAIN_BIRTH, &site);
    lk_film_metal_add(film, site);
}

static int64_t reduce(lk_film *film, uint32_t *site) {
    if (!accept(film, film->drive[lk_film_site_place(film, *site)], film->strongest_plating)) return 0;
    *site = choose_receiver(film, *site);
    if (film->species[*site] == LK_FILM_ELECTROLYTE && (film->marks[*site] & MARK_FED)) {
        const uint32_t grain = film->grain[*site];
        lk_film_event_happen(film, LK_FILM_SPREADING, site);
        film->grain[*site] = grain;
    }
    lk_film_sei_put(film, *site, (uint8_t)(film->hits[*site] + 1));
    if (film->species[*site] == LK_FILM_ELECTROLYTE &&
        film->hits[*site] >= lk_film_site_capacity(film, *site))
        fill(film, *site);
    return 1;
}

static int64_t nucleate(lk_film *film, uint32_t *site) {
    const lk_film_class class = lk_film_class_decode(lk_buckets_class(&film->buckets, *site));
    const lk_film_wall *wall = lk_film_phase_wall(film, lk_film_site_layer(film, *site), class.type);
    const double shift = film->reuse.shift, eta = film->eta[lk_film_site_place(film, *site)] + shift;
    const int bin = (int)class.bin;
    if (!accept(film, lk_film_phase_nucleation(film, wall, class.type, bin, eta),
                lk_film_phase_most_nucleation(film, class.type, bin, film->strongest_eta + shift)))
        return 0;
    film->marks[*site] |= MARK_NUCLEATED;
    lk_film_site_update(film, *site);
    return 1;
}

static int64_t dissolve(lk_film *film, uint32_t *site) {
    film->marks[*site] &= (uint16_t)~MARK_NUCLEATED;
    lk_film_site_update(film, *site);
    return 1;
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

// The last metal of a voxel has gone.
static void empty(lk_film *film, uint32_t site) {
    if (film->species[site] == LK_FILM_LITHIUM) {
        lk_film_metal_remove(film, site);
        film->heights.vacated++;
        film->marks[site] |= MARK_SHELL;
    } else {
        lk_film_event_happen(film, LK_FILM_DISSOLUTION, &site);
    }
}

// A seed without metal has nothing to give: only its nucleus dissolves.
static int64_t oxidise(lk_film *film, uint32_t *site) {
    if (!accept(film, -film->drive[lk_film_site_place(film, *site)], film->strongest_stripping)) return 0;
    if (film->species[*site] == LK_FILM_LITHIUM) *site = choose_giver(film, *site);
    const bool metal = film->hits[*site] > 0;
    if (metal) lk_film_sei_put(film, *site, (uint8_t)(film->hits[*site] - 1));
    if (film->hits[*site] == 0) empty(film, *site);
    return metal;
}

// ---- rows of the table of events

const lk_film_event lk_film_event_oxidation = {
    .name = "oxidation",
    .doc = "Li -> Li+ + e-; metal that does not fill its voxel goes first",
    .where = "live lithium with exposed faces; seeds",
    .equation = "-j0 h^2/q [c/c0 exp(alpha x) - exp(-(1 - alpha) x)] per open face, "
                "x = e eta/kT, less if its SEI is passive, and by the factor of its grain",
    .source = BUTLER_VOLMER,
    .reverse = "reduction",
    .trigger = LK_FILM_CHOSEN,
    .kinds = ON(SEED) | ON(SURFACE),
    .charge = -1,
    .postings = BOOK(STRIPPED),
    .rate = reacting_faces,
    .strength = oxidation_strength,
    .apply = oxidise};

const lk_film_event lk_film_event_reduction = {
    .name = "reduction",
    .doc = "Li+ + e- -> Li on a face of live lithium or of nucleated host",
    .where = "electrolyte beside live lithium or nucleated host",
    .equation = "j0 h^2/q [c/c0 exp(alpha x) - exp(-(1 - alpha) x)] per open face, "
                "x = e eta/kT, less if its SEI is passive",
    .source = BUTLER_VOLMER,
    .reverse = "oxidation",
    .trigger = LK_FILM_CHOSEN,
    .kinds = ON(FRONT) | ON(SEED),
    .charge = +1,
    .postings = BOOK(PLATED),
    .rate = reacting_faces,
    .strength = reduction_strength,
    .apply = reduce};

const lk_film_event lk_film_event_nucleation = {
    .name = "nucleation",
    .doc = "lithium nucleates on bare host: its faces react from now on",
    .where = "electrolyte beside host and no live lithium",
    .equation = "J0 h^2 exp(-dG*/kT), dG* = 16 pi gamma^3 Omega^2 f/(3 (e eta)^2), "
                "f from E_ads by Young's law",
    .source = "Volmer and Weber 1926; Fletcher 1958, doi 10.1063/1.1744540",
    .reverse = "dissolution",
    .trigger = LK_FILM_CHOSEN,
    .kinds = ON(BARE),
    .rate = nucleation_rate,
    .varies = true,
    .apply = nucleate};

const lk_film_event lk_film_event_spreading = {
    .name = "spreading",
    .doc = "a packet hops along a wall that feeds it, until a kink holds it",
    .where = "reduction beside a wall, within its feeding length",
    .equation = "(D_s tau s b)/h^2 hops on average, geometrically distributed",
    .source = "limited mobility: Martynec and Klapp 2019, arXiv:1903.08439",
    .reverse = "spreading",
    .trigger = LK_FILM_WITHIN,
    .apply = spread};

const lk_film_event lk_film_event_dissolution = {
    .name = "dissolution",
    .doc = "a nucleus whose metal is gone dissolves: the host is bare again",
    .where = "oxidation of a seed without metal, or of its last",
    .equation = "always",
    .source = "a nucleus without metal has no surface of its own",
    .reverse = "nucleation",
    .trigger = LK_FILM_WITHIN,
    .apply = dissolve};
