// The state of a film in HDF5: see likmc/state.h.
#include "likmc/state.h"

#include "likmc/observe.h"
#include "likmc/store.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_FIELDS = 40,
    PROGRESS_COUNTS = offsetof(lk_state_progress, cursor) / sizeof(int64_t),
    CURSOR_COUNTS = offsetof(lk_protocol_cursor, time) / sizeof(int64_t),
    CYCLE_COUNTS = offsetof(lk_cycle, plated) / sizeof(int64_t),
    CYCLE_SHAPES = (sizeof(lk_cycle) - offsetof(lk_cycle, plated)) / sizeof(double)
};

// Arrays that exist for the file only: the order of the members of each class, and the profiles.
typedef struct shadow {
    uint32_t *members; // [used] class by class
    uint32_t *counts;  // [classes]
    double *profile;   // [2][nz] lithium, host
    uint64_t used;
    lk_film film; // scalars are read into this copy first, so that a bad file changes nothing
    lk_state_progress progress;
} shadow;

static void shadow_free(shadow *s) {
    free(s->members);
    free(s->counts);
    free(s->profile);
}

static lk_status shadow_create(shadow *s, const lk_film *film, uint64_t members, lk_error_list *errors) {
    const size_t nz = film->lattice.cells[2];
    *s = (shadow){.used = members, .film = *film};
    s->members = malloc((members ? members : 1) * sizeof *s->members);
    s->counts = calloc(LK_FILM_CLASSES, sizeof *s->counts);
    s->profile = calloc(2 * nz, sizeof *s->profile);
    if (s->members && s->counts && s->profile) return LK_OK;
    shadow_free(s);
    return lk_error_set(errors, LK_FAILED, "no memory for the state of %u voxels", film->lattice.sites);
}

static void list_members(shadow *s) {
    const lk_buckets *buckets = &s->film.buckets;
    uint64_t n = 0;
    for (uint32_t class = 0; class < LK_FILM_CLASSES; class ++) {
        s->counts[class] = lk_buckets_count(buckets, class);
        for (uint32_t i = 0; i < s->counts[class]; i++)
            s->members[n++] = lk_buckets_member(buckets, class, i);
    }
}

// Rows of the table: one number, some in a row, one a voxel; the type is that of lk_store_type.
#define SCALAR(name, doc, unit, type, data)                                                                  \
    { name, doc, unit, LK_STORE_##type, 0, {0}, data }
#define LIST(name, doc, unit, type, count, data)                                                             \
    { name, doc, unit, LK_STORE_##type, 1, {count}, data }
#define LATTICE(name, doc, type, data)                                                                       \
    { name, doc, "1", LK_STORE_##type, 3, {nz, ny, nx}, data }

// The table. Voxel arrays go straight to the film; all else through the shadow.
static size_t describe(shadow *s, lk_field fields[MOST_FIELDS]) {
    lk_film *f = &s->film;
    const size_t nx = f->lattice.cells[0], ny = f->lattice.cells[1], nz = f->lattice.cells[2];
    const lk_field table[] = {
        LATTICE("lattice/species", "0 electrolyte, 1 lithium, 2 dead lithium, 3 fibre, 4.. decorated fibre",
                U8, f->species),
        LATTICE("lattice/hits", "lithium in the voxel, in hits", U8, f->hits),
        LATTICE("lattice/marks", "patch, nucleation and wall bits of the voxel", U16, f->marks),
        LATTICE("lattice/piece", "number of the dead piece of a dead voxel", U32, f->piece),
        LIST("profile/lithium", "volume share of lithium by layer", "1", F64, nz, s->profile),
        LIST("profile/host", "volume share of host by layer", "1", F64, nz, s->profile + nz),
        LIST("profile/overpotential", "by layer, positive when plating", "V", F64, nz,
             f->transport.overpotential),
        LIST("profile/salt", "concentration over that of the bulk, by layer", "1", F64, nz,
             f->transport.salt),
        LIST("profile/reaction", "current of the reaction by layer", "A/m2", F64, nz, f->transport.reaction),
        SCALAR("engine/members_used", "voxels in event classes", "1", U64, &s->used),
        LIST("engine/members", "voxels in event classes, class by class", "1", U32, s->used ? s->used : 1,
             s->members),
        LIST("engine/counts", "members of each class", "1", U32, LK_FILM_CLASSES, s->counts),
        {"engine/random",
         "PCG64: state and increment, low word first",
         "1",
         LK_STORE_U64,
         2,
         {2, 2},
         &f->rng},
        LIST("engine/clock", "simulated time and its compensation", "s", F64, 2, &f->clock),
        SCALAR("engine/step", "last step of the galvanostat", "s", F64, &f->step),
        SCALAR("engine/top", "layers up to the highest active one", "1", U32, &f->top),
        SCALAR("engine/overpotential", "at the top of the film", "V", F64, &f->cell_overpotential),
        LIST("engine/events", "events of each kind so far", "1", U64, LK_FILM_EVENT_KINDS, f->events),
        LIST("books/hits",
             "passed, plated, stripped, conversion, alloying, sei, died, by growth, by host, by lithium", "1",
             I64, LK_CYCLE_BOOKS, &f->books),
        LIST("run/progress", "throughput in hits, rows, frames, bytes of series.csv and cycles.csv", "1", I64,
             PROGRESS_COUNTS, &s->progress),
        LIST("run/cursor",
             "step of the protocol, hits passed in it, hits of the last one, loop counters, marks", "1", I64,
             CURSOR_COUNTS, &s->progress.cursor),
        SCALAR("run/step_began", "time at which the step of the protocol began", "s", F64,
               &s->progress.cursor.time),
        LIST("run/cycle",
             "number, stripped, charge in, out and at rest, totals, cycles counted, books at its beginning",
             "1", I64, CYCLE_COUNTS, &s->progress.cycle),
        LIST("run/shapes",
             "thickness, filling, packing, roughness, coverage, voltage: plated, then stripped; sum of "
             "efficiencies",
             "SI", F64, CYCLE_SHAPES, &s->progress.cycle.plated),
        LIST("books/sei", "m2 covered, m2 of shells, hits owed", "1", F64, 3, &f->sei),
        SCALAR("engine/last_piece", "number of the dead piece cut off last", "1", U32, &f->last_piece),
        SCALAR("model/voxel_edge", "edge of a voxel", "m", F64, &f->model.edge),
        SCALAR("model/hit_charge", "charge of a hit", "C", F64, &f->model.hit_charge),
    };
    _Static_assert(sizeof table / sizeof *table <= MOST_FIELDS, "raise MOST_FIELDS");
    memcpy(fields, table, sizeof table);
    return sizeof table / sizeof *table;
}

lk_status lk_state_write(lk_film *film, const lk_state_progress *progress, const char *path,
                         lk_error_list *errors) {
    shadow s;
    lk_status status = shadow_create(&s, film, film->buckets.used, errors);
    if (status != LK_OK) return status;
    s.progress = *progress;
    list_members(&s);
    lk_observe_profile(film, s.profile, s.profile + film->lattice.cells[2]);
    lk_field fields[MOST_FIELDS];
    const size_t count = describe(&s, fields);
    // HDF5 as distributions build it is not for several threads at a time.
#pragma omp critical(likmc_hdf5)
    status = lk_store_write(path, fields, count, errors);
    shadow_free(&s);
    return status;
}

lk_status lk_state_write_xdmf(lk_film *film, const char *path, const char *store_name,
                              lk_error_list *errors) {
    shadow s = {.film = *film};
    lk_field fields[MOST_FIELDS];
    const size_t count = describe(&s, fields);
    return lk_store_write_xdmf(path, store_name, fields, count, film->model.edge, errors);
}

// Put the voxels back into their classes in the order in which they were: it decides whom a random number
// picks.
static lk_status restore_members(lk_film *film, const shadow *s, lk_error_list *errors) {
    lk_status status = lk_film_rebuild(film, errors); // layer sums
    if (status != LK_OK) return status;
    lk_buckets_free(&film->buckets);
    status = lk_buckets_init(&film->buckets, film->lattice.sites, LK_FILM_CLASSES, (uint32_t)s->used + 1024,
                             errors);
    if (status != LK_OK) return status;
    uint64_t n = 0;
    for (uint32_t class = 0; class < LK_FILM_CLASSES; class ++)
        for (uint32_t i = 0; i < s->counts[class]; i++, n++) {
            if (n >= s->used || s->members[n] >= film->lattice.sites || film->buckets.slot[s->members[n]])
                return lk_error_set(errors, LK_BAD_INPUT, "the lists of event classes contradict each other");
            lk_buckets_insert(&film->buckets, s->members[n], class);
        }
    return LK_OK;
}

static lk_status read_members_used(const char *path, const lk_film *film, uint64_t *used,
                                   lk_error_list *errors) {
    lk_field field = {"engine/members_used", "", "1", LK_STORE_U64, 0, {0}, used};
    lk_status status;
#pragma omp critical(likmc_hdf5)
    status = lk_store_read(path, &field, 1, errors);
    if (status == LK_OK && *used > film->lattice.sites)
        return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                            "%llu voxels in event classes, but the box has %u", (unsigned long long)*used,
                            film->lattice.sites);
    return status;
}

lk_status lk_state_read(lk_film *film, lk_state_progress *progress, const char *path, lk_error_list *errors) {
    uint64_t used = 0;
    lk_status status = read_members_used(path, film, &used, errors);
    if (status != LK_OK) return status;
    shadow s;
    status = shadow_create(&s, film, used, errors);
    if (status != LK_OK) return status;
    lk_field fields[MOST_FIELDS];
    const size_t count = describe(&s, fields);
#pragma omp critical(likmc_hdf5)
    status = lk_store_read(path, fields, count, errors);
    if (status == LK_OK) {
        const lk_film_model model = film->model;
        *film = s.film;
        film->model = model;
        *progress = s.progress;
        const uint32_t top = film->top;
        status = restore_members(film, &s, errors);
        film->top = top; // layers stay open once they were reached
    }
    shadow_free(&s);
    return status;
}
