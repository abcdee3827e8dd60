// State of an atomistic run in HDF5: see atom_state.h.
#include "atom_state.h"

#include "likmc/catalogue.h"
#include "likmc/store.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 20, SETS = 3, PROGRESS_COUNTS = sizeof(lk_atom_state_progress) / sizeof(int64_t) };

// What exists for the file only: the members of each class in their order, which decides whom a random number
// picks; and species as read, before they are put in place.
typedef struct shadow {
    uint8_t *species;       // [sites]
    uint32_t *member[SETS]; // [used] sites, class by class
    uint32_t *class[SETS];  // [used] their classes
    uint64_t used[SETS];
    double potential[3]; // overpotential, rates_at, cap_at
    int64_t charge[3];   // electrons, candidates, lithium beyond that of the catalogue
    lk_atom_state_progress progress;
} shadow;

static lk_buckets *buckets_of(lk_atomistic *model, int set) {
    lk_buckets *sets[SETS] = {&model->hops, &model->transfers, &model->changes};
    return sets[set];
}

static void shadow_free(shadow *s) {
    free(s->species);
    for (int set = 0; set < SETS; set++) {
        free(s->member[set]);
        free(s->class[set]);
    }
}

static lk_status shadow_create(shadow *s, const lk_atomistic *model, lk_error_list *errors) {
    bool good = (s->species = malloc(model->lattice.sites)) != NULL;
    for (int set = 0; set < SETS; set++) {
        good &= (s->member[set] = malloc((s->used[set] + 1) * sizeof(uint32_t))) != NULL;
        good &= (s->class[set] = malloc((s->used[set] + 1) * sizeof(uint32_t))) != NULL;
    }
    return good
               ? LK_OK
               : lk_error_set(errors, LK_FAILED, "no memory for the state of %u sites", model->lattice.sites);
}

// A list that is empty is stored with one entry, which is not read.
static size_t length(const shadow *s, int set) { return s->used[set] ? s->used[set] : 1; }

// Rows of the table: one number, some in a row, one a site; the type is that of lk_store_type.
#define SCALAR(name, doc, unit, type, data)                                                                  \
    { name, doc, unit, LK_STORE_##type, 0, {0}, data }
#define LIST(name, doc, unit, type, count, data)                                                             \
    { name, doc, unit, LK_STORE_##type, 1, {count}, data }
#define LATTICE(name, doc, type, data)                                                                       \
    { name, doc, "1", LK_STORE_##type, 3, {rows, ny, nx}, data }

static size_t describe(shadow *s, lk_atomistic *m, lk_field fields[MOST_FIELDS]) {
    const size_t nx = m->setup.cells[0], ny = m->setup.cells[1], rows = m->lattice.sites / (nx * ny);
    const lk_field table[] = {
        LATTICE("lattice/species",
                "0 electrolyte, 1 lithium, 2 ... materials of params.yaml; planes z and basis", U8,
                s->species),
        SCALAR("lattice/constant", "edge of the cubic cell", "m", F64, &m->setup.lattice_constant),
        LIST("engine/hops", "atoms in classes of hops, class by class", "1", U32, length(s, 0), s->member[0]),
        LIST("engine/hops_class", "their classes", "1", U32, length(s, 0), s->class[0]),
        LIST("engine/transfers", "sites in classes of transfers", "1", U32, length(s, 1), s->member[1]),
        LIST("engine/transfers_class", "their classes", "1", U32, length(s, 1), s->class[1]),
        LIST("engine/changes", "sites in classes of reactions", "1", U32, length(s, 2), s->member[2]),
        LIST("engine/changes_class", "their classes", "1", U32, length(s, 2), s->class[2]),
        {"engine/random",
         "PCG64: state and increment, low word first",
         "1",
         LK_STORE_U64,
         2,
         {2, 2},
         &m->rng},
        LIST("engine/clock", "simulated time and its compensation", "s", F64, 2, &m->clock),
        LIST("engine/potential", "overpotential; that of the rates; that of the acceleration", "V", F64, 3,
             s->potential),
        LIST("engine/charge", "electrons passed, candidates drawn, Li of conversions beyond two each", "1",
             I64, 3, s->charge),
        LIST("engine/events", "of each entry of the catalogue", "1", I64, LK_ATOMISTIC_EVENTS, m->count),
        LIST("engine/hops_done", "by kinetic class", "1", I64, LK_KINETIC_CLASSES, m->hops_done),
        LIST("engine/slowed", "sum of ln of the factor, by kinetic class", "1", F64, LK_KINETIC_CLASSES,
             m->slowed),
        LIST("run/progress", "electrons and candidates at the last row, frames, bytes of series.csv", "1",
             I64, PROGRESS_COUNTS, &s->progress),
    };
    _Static_assert(sizeof table / sizeof *table <= MOST_FIELDS, "raise MOST_FIELDS");
    memcpy(fields, table, sizeof table);
    return sizeof table / sizeof *table;
}

// The lengths of the three lists, which come first.
static lk_field lengths_of(shadow *s) {
    return (lk_field){"engine/used", "hops, transfers, changes: members", "1", LK_STORE_U64, 1, {SETS},
                      s->used};
}

static void list_members(shadow *s, lk_atomistic *model) {
    for (int set = 0; set < SETS; set++) {
        const lk_buckets *buckets = buckets_of(model, set);
        s->member[set][0] = s->class[set][0] = 0;
        uint64_t n = 0;
        for (uint32_t class = 0; class < buckets->classes; class ++)
            for (uint32_t i = 0; i < lk_buckets_count(buckets, class); i++) {
                s->member[set][n] = lk_buckets_member(buckets, class, i);
                s->class[set][n++] = class;
            }
    }
}

lk_status lk_atom_state_write(lk_atomistic *model, const lk_atom_state_progress *progress, const char *path,
                              lk_error_list *errors) {
    shadow s = {.progress = *progress,
                .potential = {model->overpotential, model->rates_at, model->cap_at},
                .charge = {model->electrons, model->candidates, model->more_lithium}};
    for (int set = 0; set < SETS; set++) s.used[set] = buckets_of(model, set)->used;
    lk_status status = shadow_create(&s, model, errors);
    if (status == LK_OK) {
        memcpy(s.species, model->species, model->lattice.sites);
        list_members(&s, model);
        lk_field fields[MOST_FIELDS + 1];
        const size_t count = describe(&s, model, fields);
        fields[count] = lengths_of(&s);
        status = lk_store_write(path, fields, count + 1, errors);
    }
    shadow_free(&s);
    return status;
}

static lk_status restore_members(lk_atomistic *model, const shadow *s, int set, lk_error_list *errors) {
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

// Counts, contacts and energies follow from the species; what depends on the way taken is put back.
static lk_status restore(lk_atomistic *model, const shadow *s, lk_error_list *errors) {
    const int most = model->setup.types;
    for (uint32_t site = 0; site < model->lattice.sites; site++) {
        if (s->species[site] > most)
            return lk_error_set(errors, LK_BAD_INPUT, "there is no species %d", s->species[site]);
        lk_atomistic_place(model, site, s->species[site]);
    }
    model->overpotential = s->potential[1];
    lk_atomistic_ready(model);
    model->cap_at = s->potential[2];
    lk_status status = LK_OK;
    for (int set = 0; set < SETS && status == LK_OK; set++) status = restore_members(model, s, set, errors);
    lk_atomistic_rates_potential(model);
    model->overpotential = s->potential[0];
    model->electrons = s->charge[0];
    model->candidates = s->charge[1];
    model->more_lithium = s->charge[2];
    return status;
}

static lk_status read_lengths(const char *path, shadow *s, const lk_atomistic *model, lk_error_list *errors) {
    const lk_field field = lengths_of(s);
    const lk_status status = lk_store_read(path, &field, 1, errors);
    for (int set = 0; set < SETS && status == LK_OK; set++)
        if (s->used[set] > model->lattice.sites)
            return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                                "%llu sites in event classes, but the box has %u",
                                (unsigned long long)s->used[set], model->lattice.sites);
    return status;
}

lk_status lk_atom_state_read(lk_atomistic *model, lk_atom_state_progress *progress, const char *path,
                             lk_error_list *errors) {
    shadow s = {.used = {0}};
    const double constant = model->setup.lattice_constant;
    lk_status status = read_lengths(path, &s, model, errors);
    if (status != LK_OK) return status;
    status = shadow_create(&s, model, errors);
    if (status == LK_OK) {
        lk_field fields[MOST_FIELDS];
        const size_t count = describe(&s, model, fields);
        status = lk_store_read(path, fields, count, errors);
    }
    model->setup.lattice_constant = constant;
    if (status == LK_OK) status = restore(model, &s, errors);
    if (status == LK_OK) *progress = s.progress;
    shadow_free(&s);
    return status;
}
