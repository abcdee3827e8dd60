// Classes of voxels: which bucket a voxel belongs to, and the sums over layers that the galvanostat reads.
#include "film_site.h"
#include "film_parts.h"

typedef struct neighbourhood {
    int open, passive, host; // faces to live lithium, and to host
    int best;                // host type with the largest adhesion among the neighbours; -1 if none
} neighbourhood;

// As made: a wall that changes keeps its place among the classes.
static double adhesion(const lk_film *film, int type) { return film->phase.kind[type].adhesion; }

static neighbourhood look_around(lk_film *film, uint32_t site) {
    neighbourhood n = {.best = -1};
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint8_t species = film->species[site + (uint32_t)offset[d]];
        if (species == LK_FILM_LITHIUM) {
            const bool open = lk_film_site_is_open(film, site, site + (uint32_t)offset[d]);
            n.open += open;
            n.passive += !open;
        } else if (species >= LK_FILM_HOST) {
            const int type = species - LK_FILM_HOST;
            n.host++;
            if (n.best < 0 || adhesion(film, type) > adhesion(film, n.best)) n.best = type;
        }
    }
    return n;
}

// How readily its patch or its grain dissolves.
static uint32_t level_of(lk_film *film, uint32_t site) {
    if (!film->model.grains) return (lk_film_site_marks(film, site) & MARK_SLOW) != 0;
    return film->grains.state[film->grain[site]] & (LK_FILM_LEVELS - 1);
}

// Live lithium: its exposed faces.
static uint32_t surface_class(lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    uint32_t open = 0, passive = 0;
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint32_t next = site + (uint32_t)offset[d];
        if (film->species[next] != LK_FILM_ELECTROLYTE) continue;
        if (lk_film_site_is_open(film, next, site))
            open++;
        else
            passive++;
    }
    if (open + passive == 0) return LK_NO_CLASS;
    return lk_film_class_surface(open, passive, level_of(film, site));
}

uint32_t lk_film_site_class(lk_film *film, uint32_t site) {
    const uint8_t species = film->species[site];
    if (species >= LK_FILM_DEAD) return LK_NO_CLASS;
    if (species == LK_FILM_LITHIUM) return surface_class(film, site);
    const neighbourhood n = look_around(film, site);
    const bool nucleated = film->marks[site] & MARK_NUCLEATED;
    const int live = n.open + n.passive, more = nucleated ? n.host : 0;
    // A place is asked for its patch only where it reacts, so that what is known does not hang on who looks.
    const bool free = film->model.grains || more == 0 || (lk_film_site_marks(film, site) & MARK_OPEN);
    const int open = n.open + (free ? more : 0), passive = n.passive + (free ? 0 : more);
    if (open + passive > 0)
        return lk_film_class_growing(live > 0 ? LK_FILM_FRONT : LK_FILM_SEED, (uint32_t)open,
                                     (uint32_t)passive);
    if (n.host == 0) return LK_NO_CLASS;
    return lk_film_class_bare((uint32_t)n.best, (uint32_t)lk_film_disorder_bin(film, site));
}

// What the faces take at the drive of their place, in A: they grow or they dissolve.
static double taken(const lk_film *film, uint32_t place, const lk_film_class *class) {
    const double drive = film->drive[place], faces = class->open + film->model.passive_share * class->passive;
    const double unit = film->model.face_rate * film->model.hit_charge * faces * drive;
    if (class->kind == LK_FILM_FRONT) return drive > 0.0 ? unit : 0.0;
    if (class->kind == LK_FILM_SURFACE) return drive < 0.0 ? unit * film->grains.factor[class->level] : 0.0;
    return class->kind == LK_FILM_SEED ? unit : 0.0;
}

// Add (or with sign -1 take away) what a voxel of this class contributes to its place. A seed grows and
// dissolves on the same faces.
static void count(lk_film *film, uint32_t place, uint32_t number, uint32_t sign) {
    const lk_film_class class = lk_film_class_decode(number);
    if (film->reuse.current != 0.0)
        film->reuse.taken += (sign == 1 ? 1.0 : -1.0) * taken(film, place, &class);
    if (class.kind == LK_FILM_FRONT || class.kind == LK_FILM_SEED) {
        film->open_faces[place] += sign * class.open;
        film->passive_faces[place] += sign * class.passive;
    }
    if (class.kind == LK_FILM_SURFACE || class.kind == LK_FILM_SEED) {
        film->exposed_open[class.level][place] += sign * class.open;
        film->exposed_passive[class.level][place] += sign * class.passive;
    }
}

void lk_film_site_update(lk_film *film, uint32_t site) {
    const uint32_t before = lk_buckets_class(&film->buckets, site), after = lk_film_site_class(film, site);
    if (before == after) return;
    const uint32_t layer = lk_film_site_layer(film, site), place = lk_film_site_place(film, site);
    if (before != LK_NO_CLASS) count(film, place, before, UINT32_MAX); // -1 modulo 2^32
    if (after != LK_NO_CLASS) {
        count(film, place, after, 1);
        if (layer >= film->top) film->top = layer + 1;
    }
    const uint16_t front = lk_film_class_kind(after) == LK_FILM_FRONT ? MARK_FRONT : 0; // LK_NO_CLASS is not
    film->marks[site] = (uint16_t)((film->marks[site] & ~MARK_FRONT) | front);
    lk_buckets_move(&film->buckets, site, after);
}

void lk_film_site_update_around(lk_film *film, uint32_t site) {
    lk_film_site_update(film, site);
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < FACES; d++)
        if (offset[d] != LK_NO_OFFSET) lk_film_site_update(film, site + (uint32_t)offset[d]);
}

static bool is_metal(uint8_t species) { return species == LK_FILM_LITHIUM || species == LK_FILM_DEAD; }

// Faces between metal and electrolyte that the voxel would have if it were metal, less those if it were
// electrolyte.
static int64_t faces_gained_by_metal(const lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    int64_t gained = 0;
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint8_t there = film->species[site + (uint32_t)offset[d]];
        gained += (there == LK_FILM_ELECTROLYTE) - is_metal(there);
    }
    return gained;
}

void lk_film_site_become(lk_film *film, uint32_t site, uint8_t species) {
    const int change = is_metal(species) - is_metal(film->species[site]);
    film->metal_faces += change * faces_gained_by_metal(film, site);
    film->metal_voxels += (uint32_t)change;
    if (change != 0) lk_film_phase_cover(film, site, change);
    film->solid[lk_film_site_place(film, site)] += (uint32_t)change;
    film->species[site] = species;
    if (change != 0) lk_film_press_note(film, site);
}
