// Classes of voxels: which bucket a voxel belongs to, and the sums over layers that the galvanostat reads.
#include "film_site.h"

enum { FACES = 6 };

typedef struct neighbourhood {
    int live, host, electrolyte;
    int best; // host type with the largest adhesion among the neighbours; -1 if none
} neighbourhood;

static neighbourhood look_around(const lk_film *film, uint32_t site) {
    neighbourhood n = {.best = -1};
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint8_t species = film->species[site + (uint32_t)offset[d]];
        if (species == LK_FILM_ELECTROLYTE)
            n.electrolyte++;
        else if (species == LK_FILM_LITHIUM)
            n.live++;
        else if (species >= LK_FILM_HOST) {
            const int type = species - LK_FILM_HOST;
            n.host++;
            if (n.best < 0 || film->model.walls[type].adhesion > film->model.walls[n.best].adhesion)
                n.best = type;
        }
    }
    return n;
}

static bool is_open(lk_film *film, uint32_t site) {
    uint8_t *mark = &film->marks[site];
    if (!(*mark & MARK_OPEN_KNOWN)) {
        *mark |= MARK_OPEN_KNOWN;
        if ((*mark & MARK_FED) || lk_film_disorder_open(film, site)) *mark |= MARK_OPEN;
    }
    return *mark & MARK_OPEN;
}

uint32_t lk_film_site_class(lk_film *film, uint32_t site) {
    const uint8_t species = film->species[site];
    if (species >= LK_FILM_DEAD) return LK_NO_CLASS;
    const neighbourhood n = look_around(film, site);
    if (species == LK_FILM_LITHIUM)
        return n.electrolyte ? (uint32_t)(LK_FILM_SURFACE + n.electrolyte - 1) : LK_NO_CLASS;
    const bool nucleated = film->marks[site] & MARK_NUCLEATED;
    const int faces = n.live + (nucleated ? n.host : 0);
    if (faces > 0) return (uint32_t)(LK_FILM_FRONT + (is_open(film, site) ? FACES : 0) + faces - 1);
    if (n.host == 0) return LK_NO_CLASS;
    return (uint32_t)(LK_FILM_BARE + n.best * LK_FILM_BINS + lk_film_disorder_bin(film, site));
}

// Add (or with sign -1 take away) what a voxel of this class contributes to its layer.
static void count(lk_film *film, uint32_t layer, uint32_t class, uint32_t sign) {
    if (class < LK_FILM_FRONT + FACES)
        film->passive_faces[layer] += sign * (class - LK_FILM_FRONT + 1);
    else if (class < LK_FILM_SURFACE)
        film->open_faces[layer] += sign * (class - LK_FILM_FRONT - FACES + 1);
    else if (class < LK_FILM_BARE)
        film->exposed_faces[layer] += sign * (class - LK_FILM_SURFACE + 1);
}

void lk_film_site_update(lk_film *film, uint32_t site) {
    const uint32_t before = lk_buckets_class(&film->buckets, site), after = lk_film_site_class(film, site);
    if (before == after) return;
    const uint32_t layer = lk_film_site_layer(film, site);
    if (before != LK_NO_CLASS) count(film, layer, before, UINT32_MAX); // -1 modulo 2^32
    if (after != LK_NO_CLASS) {
        count(film, layer, after, 1);
        if (layer >= film->top) film->top = layer + 1;
    }
    lk_buckets_move(&film->buckets, site, after);
}

void lk_film_site_update_around(lk_film *film, uint32_t site) {
    lk_film_site_update(film, site);
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < FACES; d++)
        if (offset[d] != LK_NO_OFFSET) lk_film_site_update(film, site + (uint32_t)offset[d]);
}

void lk_film_site_become(lk_film *film, uint32_t site, uint8_t species) {
    const uint32_t layer = lk_film_site_layer(film, site);
    film->solid[layer] += (uint32_t)(species != LK_FILM_ELECTROLYTE);
    film->solid[layer] -= (uint32_t)(film->species[site] != LK_FILM_ELECTROLYTE);
    film->species[site] = species;
}
