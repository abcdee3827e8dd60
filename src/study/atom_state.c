// The state of an atomistic model as a table.
#include "atom_scale.h"

#include "likmc/catalogue.h"

#include <stdlib.h>
#include <string.h>

enum { LATTICE = LK_STATE_ARRAY, HOPS, TRANSFERS, CHANGES, SETS = 3 };

// Numbers are read into a copy of the model, species and the members of each class into arrays that exist for
// the file only. The members' order decides whom a random number picks.
typedef struct record {
    lk_atomistic model;
    lk_atom_progress progress;
    uint8_t *species;       // [sites]
    uint32_t *member[SETS]; // [used] sites, class by class
    uint32_t *class[SETS];  // [used] their classes
    uint64_t used[SETS];
} record;

#define NUMBER(name, doc, unit, type, member) LK_STATE_NUMBER(record, name, doc, unit, type, member)
#define NUMBERS(name, doc, unit, type, count, member)                                                        \
    LK_STATE_NUMBERS(record, name, doc, unit, type, count, member)
#define ARRAY(name, doc, type, extent, member) LK_STATE_POINTER(record, name, doc, "1", type, extent, member)
#define SET(name, doc, index, extent)                                                                        \
    NUMBER("engine/" name "_used", doc ": how many", "1", U64, used[index]),                                 \
        ARRAY("engine/" name, doc ", class by class", U32, extent, member[index]),                           \
        ARRAY("engine/" name "_class", "their classes", U32, extent, class[index])

static const lk_state_row rows[] = {
    ARRAY("lattice/species", "0 electrolyte, 1 lithium, 2 ... materials of params.yaml; planes z and basis",
          U8, LATTICE, species),
    NUMBER("lattice/constant", "edge of the cubic cell", "m", F64, model.setup.lattice_constant),
    SET("hops", "atoms in classes of hops", 0, HOPS),
    SET("transfers", "sites in classes of transfers", 1, TRANSFERS),
    SET("changes", "sites in classes of reactions", 2, CHANGES),
    LK_STATE_RNG(record, "engine/random", model.rng),
    NUMBER("engine/time", "simulated", "s", F64, model.clock.sum),
    NUMBER("engine/time_carry", "what the sum of times has rounded away", "s", F64, model.clock.carry),
    NUMBER("engine/overpotential", "negative: plating", "V", F64, model.overpotential),
    NUMBER("engine/rates_at", "overpotential of the rates", "V", F64, model.rates_at),
    NUMBER("engine/cap_at", "overpotential of the acceleration", "V", F64, model.cap_at),
    NUMBER("engine/electrons", "charge passed, reduction positive", "1", I64, model.electrons),
    NUMBER("engine/more_lithium", "Li of conversions beyond two each", "1", I64, model.more_lithium),
    NUMBER("engine/candidates", "events drawn, accepted or not", "1", I64, model.candidates),
    NUMBERS("engine/events", "of each entry of the catalogue", "1", I64, LK_ATOMISTIC_EVENTS, model.count),
    NUMBERS("engine/hops_done", "by kinetic class", "1", I64, LK_KINETIC_CLASSES, model.hops_done),
    NUMBERS("engine/slowed", "sum of ln of the factor, by kinetic class", "1", F64, LK_KINETIC_CLASSES,
            model.slowed),
    NUMBER("run/row_electrons", "charge passed at the last row", "1", I64, progress.row_electrons),
    NUMBER("run/row_candidates", "events drawn at the last row", "1", I64, progress.row_candidates),
    NUMBER("run/rows", "of the series", "1", I64, progress.rows),
    NUMBER("run/frames", "pictures drawn", "1", I64, progress.frames),
    NUMBER("run/last_row", "1: the row of the end is written", "1", I64, progress.last_row),
    NUMBER("run/end_drawn", "1: the picture of the end has been drawn", "1", I64, progress.end_drawn),
    NUMBER("run/deepest", "lowest overpotential of all rows", "V", F64, progress.deepest),
};

static lk_buckets *buckets_of(lk_atomistic *model, int set) {
    lk_buckets *sets[SETS] = {&model->hops, &model->transfers, &model->changes};
    return sets[set];
}

static lk_status read_lengths(record *r, const char *path, lk_error_list *errors) {
    static const char *const names[SETS] = {"engine/hops_used", "engine/transfers_used",
                                            "engine/changes_used"};
    for (int set = 0; set < SETS; set++) {
        const lk_status status = lk_state_read_count(path, names[set], &r->used[set], errors);
        if (status != LK_OK) return status;
        if (r->used[set] > r->model.lattice.sites)
            return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                                "%llu sites in event classes, but the box has %u",
                                (unsigned long long)r->used[set], r->model.lattice.sites);
    }
    return LK_OK;
}

static lk_status allocate(record *r, lk_error_list *errors) {
    const uint32_t sites = r->model.lattice.sites;
    bool good = (r->species = malloc(sites)) != NULL;
    for (int set = 0; set < SETS; set++) {
        good &= (r->member[set] = malloc((r->used[set] + 1) * sizeof(uint32_t))) != NULL;
        good &= (r->class[set] = malloc((r->used[set] + 1) * sizeof(uint32_t))) != NULL;
    }
    return good ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory for the state of %u sites", sites);
}

static void list_members(record *r) {
    for (int set = 0; set < SETS; set++) {
        const lk_buckets *buckets = buckets_of(&r->model, set);
        r->member[set][0] = r->class[set][0] = 0; // an empty list is stored with one entry, which is not read
        uint64_t n = 0;
        for (uint32_t class = 0; class < buckets->classes; class ++)
            for (uint32_t i = 0; i < lk_buckets_count(buckets, class); i++) {
                r->member[set][n] = lk_buckets_member(buckets, class, i);
                r->class[set][n++] = class;
            }
    }
}

static void set_extents(lk_state *state, const record *r) {
    const size_t nx = r->model.setup.cells[0], ny = r->model.setup.cells[1];
    const size_t dims[3] = {r->model.lattice.sites / (nx * ny), ny, nx};
    state->extents[LATTICE].rank = 3;
    memcpy(state->extents[LATTICE].dims, dims, sizeof dims);
    for (int set = 0; set < SETS; set++) {
        state->extents[HOPS + set].rank = 1;
        state->extents[HOPS + set].dims[0] = r->used[set] ? r->used[set] : 1;
    }
}

lk_status lk_atom_state_lay_out(lk_electrode *electrode, const char *path, lk_state *state,
                                lk_error_list *errors) {
    const lk_atom_electrode *e = lk_atom_of(electrode);
    record *r = calloc(1, sizeof *r);
    *state = (lk_state){.rows = rows, .row_count = sizeof rows / sizeof *rows, .record = r};
    if (!r) return lk_error_set(errors, LK_FAILED, "no memory for the state of a model");
    *r = (record){.model = e->model, .progress = e->progress};
    for (int set = 0; set < SETS; set++) r->used[set] = buckets_of(&r->model, set)->used;
    lk_status status = path ? read_lengths(r, path, errors) : LK_OK;
    if (status == LK_OK) status = allocate(r, errors);
    if (status != LK_OK) return status;
    if (!path) memcpy(r->species, e->model.species, e->model.lattice.sites);
    if (!path) list_members(r);
    set_extents(state, r);
    return LK_OK;
}

static lk_status restore_members(lk_atomistic *model, const record *s, int set, lk_error_list *errors) {
    lk_buckets *buckets = buckets_of(model, set);
    const uint32_t sites = model->lattice.sites;
    for (uint32_t site = 0; site < sites; site++) lk_buckets_move(buckets, site, LK_NO_CLASS);
    for (uint64_t n = 0; n < s->used[set]; n++) {
        const uint32_t site = s->member[set][n], class = s->class[set][n];
        if (site >= sites || class >= buckets->classes || lk_buckets_class(buckets, site) != LK_NO_CLASS)
            return lk_error_set(errors, LK_BAD_INPUT, "the lists of event classes contradict each other");
        lk_buckets_insert(buckets, site, class);
    }
    return LK_OK;
}

static void restore_numbers(lk_atomistic *model, const lk_atomistic *from) {
    model->rng = from->rng;
    model->clock = from->clock;
    model->electrons = from->electrons;
    model->candidates = from->candidates;
    model->more_lithium = from->more_lithium;
    memcpy(model->count, from->count, sizeof model->count);
    memcpy(model->hops_done, from->hops_done, sizeof model->hops_done);
    memcpy(model->slowed, from->slowed, sizeof model->slowed);
}

// Counts, contacts and energies follow from the species; what depends on the way taken is put back.
static lk_status restore(lk_atomistic *model, const record *s, lk_error_list *errors) {
    const int most = model->setup.types;
    for (uint32_t site = 0; site < model->lattice.sites; site++) {
        if (s->species[site] > most)
            return lk_error_set(errors, LK_BAD_INPUT, "there is no species %d", s->species[site]);
        lk_atomistic_place(model, site, s->species[site]);
    }
    model->overpotential = s->model.rates_at;
    lk_atomistic_ready(model);
    model->cap_at = s->model.cap_at;
    lk_status status = LK_OK;
    for (int set = 0; set < SETS && status == LK_OK; set++) status = restore_members(model, s, set, errors);
    lk_atomistic_rates_potential(model);
    model->overpotential = s->model.overpotential;
    restore_numbers(model, &s->model);
    return status;
}

lk_status lk_atom_state_take(lk_electrode *electrode, const lk_state *state, lk_error_list *errors) {
    lk_atom_electrode *e = lk_atom_of(electrode);
    const record *r = state->record;
    e->progress = r->progress;
    e->seen_now = false;
    return restore(&e->model, r, errors);
}

void lk_atom_state_release(lk_state *state) {
    record *r = state->record;
    if (!r) return;
    free(r->species);
    for (int set = 0; set < SETS; set++) {
        free(r->member[set]);
        free(r->class[set]);
    }
    free(r);
    state->record = NULL;
}
