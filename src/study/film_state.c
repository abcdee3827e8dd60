// The state of a film as a table: all that changes during a run, and profiles in depth for those who plot.
#include "film_scale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char second[] = "second/"; // before the names of a second host's fields

enum { NAME = 48 };
enum {
    LATTICE = LK_STATE_ARRAY,
    LAYERS,
    MEMBERS,
    CLASSES,
    GRAINS,
    FIELD,
    PLACES,
    SEI,
    SLACK,
    SLOTS,
    DIRECTIONS
};

// The film is a copy, its arrays are those of the electrode; the others exist for the file only.
typedef struct record {
    lk_film film;
    lk_film_progress progress;
    lk_cell_state cell;
    uint64_t used;                // voxels in event classes
    uint64_t grains;              // of lithium, the one with number 0 included
    uint32_t *members, *counts;   // class by class: their order decides whom a random number picks
    double *lithium, *host, *top; // [nz]
    lk_state_row *renamed;        // rows of a second host, and their names
    char (*names)[NAME];
} record;

#define NUMBER(name, doc, unit, type, member) LK_STATE_NUMBER(record, name, doc, unit, type, member)
#define NUMBERS(name, doc, unit, type, count, member)                                                        \
    LK_STATE_NUMBERS(record, name, doc, unit, type, count, member)
#define ARRAY(name, doc, unit, type, extent, member)                                                         \
    LK_STATE_POINTER(record, name, doc, unit, type, extent, member)
#define ACCOUNT(NAME, column, passed, metal, dead, doc)                                                      \
    NUMBER("ledger/" #column, doc, "hits", I64, film.ledger.quanta[LK_LEDGER_##NAME]),
#define CYCLE(member, doc, unit, type) NUMBER("cycle/" #member, doc, unit, type, progress.cycle.member)
#define SHAPE(when, text)                                                                                    \
    NUMBER("cycle/thickness_" #when, "thickness " text, "m", F64, progress.cycle.when.thickness),            \
        NUMBER("cycle/filling_" #when, "pores filled " text, "1", F64, progress.cycle.when.filling),         \
        NUMBER("cycle/packing_" #when, "packing above the paper " text, "1", F64,                            \
               progress.cycle.when.packing),                                                                 \
        NUMBER("cycle/roughness_" #when, "roughness " text, "m", F64, progress.cycle.when.roughness),        \
        NUMBER("cycle/coverage_" #when, "host covered " text, "1", F64, progress.cycle.when.coverage),       \
        NUMBER("cycle/chord_" #when, "mean chord of lithium " text, "m", F64, progress.cycle.when.chord),    \
        NUMBER("cycle/above_share_" #when, "share of lithium above the paper " text, "1", F64,               \
               progress.cycle.when.above_share),                                                             \
        NUMBER("cycle/voltage_" #when, "voltage against lithium " text, "V", F64,                            \
               progress.cycle.when.voltage)

static const lk_state_row rows[] = {
    ARRAY("lattice/species", "0 electrolyte, 1 lithium, 2 dead lithium, 3 fibre, 4.. decorated fibre", "1",
          U8, LATTICE, film.species),
    ARRAY("lattice/hits", "lithium in the voxel, in hits", "1", U8, LATTICE, film.hits),
    ARRAY("lattice/marks", "nucleation, shell and wall bits of the voxel", "1", U16, LATTICE, film.marks),
    ARRAY("lattice/piece", "number of the dead piece of a dead voxel", "1", U32, LATTICE, film.piece),
    ARRAY("lattice/grain", "number of the grain of lithium, or of what it grows from", "1", U32, LATTICE,
          film.grain),
    NUMBER("grains/count", "grains so far, 0 (none) included", "1", U64, grains),
    ARRAY("grains/state", "of each grain: level of its dissolution, plus 128 while its SEI is open", "1", U8,
          GRAINS, film.grains.state),
    NUMBER("grains/time", "up to which they have passivated", "s", F64, film.passivated),
    ARRAY("layers/capacity", "hits that fill a voxel of the layer: more where the host was pushed apart", "1",
          U8, LAYERS, film.layers.capacity),
    NUMBER("layers/checked", "lithium and SEI plated when the layers were looked at last", "hits", I64,
           film.layers.checked),
    ARRAY("profile/top", "height of the layer's upper end", "m", F64, LAYERS, top),
    ARRAY("profile/lithium", "volume share of lithium by layer", "1", F64, LAYERS, lithium),
    ARRAY("profile/host", "volume share of host by layer", "1", F64, LAYERS, host),
    ARRAY("profile/overpotential", "by layer, positive when plating", "V", F64, LAYERS,
          film.transport.overpotential),
    ARRAY("profile/salt", "concentration over that of the bulk, by layer", "1", F64, LAYERS,
          film.transport.salt),
    ARRAY("profile/reaction", "current of the reaction by layer", "A/m2", F64, LAYERS,
          film.transport.reaction),
    NUMBER("field/resolved", "planes of cells with lateral resolution", "1", U32, film.field.resolved),
    ARRAY("field/state", "overpotential (V) and salt (c/c0) of cells and layers; one entry without a field",
          "1", F64, FIELD, film.electrolyte),
    ARRAY("walls/taken", "quanta that each step of each kind of wall has taken, by layer", "hits", I64, SLOTS,
          film.phase.taken),
    ARRAY("walls/levels", "how far each was when the wall was described, in 1/50", "1", U8, SLOTS,
          film.phase.levels),
    NUMBER("engine/members_used", "voxels in event classes", "1", U64, used),
    ARRAY("engine/members", "voxels in event classes, class by class", "1", U32, MEMBERS, members),
    ARRAY("engine/counts", "members of each class", "1", U32, CLASSES, counts),
    LK_STATE_RNG(record, "engine/random", film.rng),
    NUMBER("engine/time", "simulated", "s", F64, film.clock.sum),
    NUMBER("engine/time_carry", "what the sum of times has rounded away", "s", F64, film.clock.carry),
    NUMBER("engine/step", "last step of the galvanostat", "s", F64, film.step),
    NUMBER("pause/in", "0 between two steps, 1 among events, 2 while the electrode takes charge", "1", I64,
           film.pause.in),
    NUMBER("pause/events", "events drawn in the step that was paused", "1", I64, film.pause.events),
    NUMBER("pause/hits", "charge passed in it, either way", "hits", I64, film.pause.hits),
    NUMBER("pause/most", "charge at which it ends", "hits", I64, film.pause.most),
    NUMBER("pause/left", "time left of it", "s", F64, film.pause.left),
    NUMBER("pause/members", "voxels in event classes at which it ends", "1", U32, film.pause.members),
    NUMBER("pause/grains", "grains of lithium at which it ends", "1", U32, film.pause.grains),
    NUMBER("pause/plating", "strongest reaction of a face of all layers, over that at j0", "1", F64,
           film.strongest_plating),
    NUMBER("pause/stripping", "the same, stripping", "1", F64, film.strongest_stripping),
    NUMBER("pause/overpotential", "the largest of all layers", "V", F64, film.strongest_eta),
    ARRAY("pause/drive", "reaction of a face by layer, or cell of the field, over that at j0", "1", F64,
          PLACES, film.drive),
    ARRAY("pause/walls", "rates of the steps of the walls, in and out", "1/s", F64, DIRECTIONS,
          film.phase.rates),
    NUMBER("reuse/current", "for which the field was solved last; 0: to be solved anew", "A/m2", F64,
           film.reuse.current),
    NUMBER("reuse/since", "from then to the start of the step", "s", F64, film.reuse.since),
    NUMBER("reuse/taken", "by all faces at its drives", "A", F64, film.reuse.taken),
    NUMBER("reuse/faces", "that shared the current then", "1", F64, film.reuse.faces),
    NUMBER("reuse/scale", "of the drives, for the applied current", "1", F64, film.reuse.scale),
    NUMBER("reuse/solved", "overpotential of the film at the last solve", "V", F64, film.reuse.solved),
    NUMBER("reuse/shift", "of all overpotentials since", "V", F64, film.reuse.shift),
    NUMBER("reuse/steps", "that the solution has served for", "1", U32, film.reuse.steps),
    NUMBER("reuse/most", "that it may serve for", "1", U32, film.reuse.most),
    NUMBER("engine/top", "layers up to the highest active one", "1", U32, film.top),
    NUMBER("engine/overpotential", "at the top of the film", "V", F64, film.cell_overpotential),
    NUMBERS("engine/events", "events so far, by row of their table", "1", U64, LK_FILM_EVENT_COUNT,
            film.events),
    NUMBER("engine/last_piece", "number of the dead piece cut off last", "1", U32, film.last_piece),
    NUMBER("ledger/passed", "charge that has passed the circuit, plating positive", "hits", I64,
           film.ledger.quanta[LK_LEDGER_PASSED]),
    LK_LEDGER_ALL(ACCOUNT) NUMBER("sei/covered", "surface that had SEI at the end of the last step", "m2",
                                  F64, film.sei.covered),
    NUMBER("sei/shells", "SEI left behind by lithium that went away", "m2", F64, film.sei.shells),
    NUMBER("sei/owed", "charge that SEI still takes", "hits", F64, film.sei.owed),
    ARRAY("sei/places",
          "m2 covered, m2 of shells, m of thickness, hits of charge taken, hits of metal in each cube of the "
          "size of a patch (sei.area: local)",
          "1", F64, SEI, film.sei.places),
    ARRAY("sei/slack", "SEI that growing surface takes along, by column", "m2", F64, SLACK, film.sei.slack),
    NUMBER("pressure/vacated", "voxels dissolved since the separator came down", "1", U32,
           film.heights.vacated),
    NUMBER("sei/aged", "time up to which it has aged", "s", F64, film.sei.aged),
    NUMBER("sei/saved", "charge that shells have saved, not yet counted", "hits", F64, film.sei.saved),
    NUMBER("run/throughput", "charge passed both ways", "hits", I64, progress.throughput),
    NUMBER("run/open", "charge passed in the film's step that is going on, plating positive", "hits", I64,
           progress.open),
    NUMBER("run/rows", "of the series that were due by charge", "1", I64, progress.rows),
    NUMBER("run/frames", "pictures drawn", "1", I64, progress.frames),
    NUMBER("run/row_stands", "1: the last row shows the film as it is", "1", I64, progress.row_stands),
    NUMBER("run/closed", "1: the last cycle is in cycles.csv", "1", I64, progress.closed),
    NUMBER("run/end_drawn", "1: the picture of the end has been drawn", "1", I64, progress.end_drawn),
    NUMBER("run/loaded", "charge plated from outside the cell", "hits", I64, progress.loaded),
    NUMBER("run/followed", "charge that what stands around the film has followed", "hits", I64,
           progress.followed),
    NUMBER("run/hysteresis", "half of what the voltages in and out differ by, last cycle", "V", F64,
           progress.hysteresis),
    NUMBER("run/first_energy", "given in the first discharge of the cell", "J/m2", F64,
           progress.first_energy),
    NUMBERS("cell/filling", "of an insertion electrode's particles, by shell from the centre", "1", F64,
            LK_INSERTION_SHELLS, cell.filling),
    NUMBER("cell/current", "of the step that is going on, positive when plating", "A/m2", F64, cell.current),
    NUMBER("cell/time", "up to which the counter electrode has followed", "s", F64, cell.time),
    NUMBER("cell/given", "lithium that the counter electrode has given, net", "hits", I64, cell.given),
    NUMBER("cell/lost", "lithium lost on the counter electrode's side", "hits", I64, cell.lost),
    NUMBER("cell/owed", "that it loses besides, below 1", "hits", F64, cell.owed),
    NUMBER("cell/behind", "plated on the foil behind the host, net", "hits", I64, cell.behind),
    NUMBER("cell/behind_lost", "of them, lost to SEI and dead lithium there", "hits", I64, cell.behind_lost),
    NUMBER("cell/behind_owed", "that it takes besides, below 1", "hits", F64, cell.behind_owed),
    NUMBER("cell/behind_losing", "that it loses besides, below 1", "hits", F64, cell.behind_losing),
    NUMBER("cell/share", "of the current that it takes in the film's step", "1", F64, cell.share),
    NUMBER("cell/holds", "1: the film's step is one at the potential of that foil", "1", I64, cell.holds),
    NUMBER("cell/once", "given in the first charge and never to be taken back", "C/m2", F64, cell.once),
    NUMBER("cell/first_out", "discharged in the first cycle", "hits", I64, cell.first_out),
    NUMBER("cell/last_out", "discharged in the last cycle", "hits", I64, cell.last_out),
    NUMBER("cell/end", "0: the cell goes on; else why it has ended", "1", I64, cell.end),
    NUMBER("protocol/step", "index of the step that is going on", "1", I64, progress.cursor.step),
    NUMBER("protocol/hits", "charge passed in this step, without sign", "hits", I64, progress.cursor.hits),
    NUMBER("protocol/done", "charge of the last plate or strip that ended", "hits", I64,
           progress.cursor.done),
    NUMBERS("protocol/counters", "of the loops, the outermost first", "1", I64, LK_PROTOCOL_DEPTH,
            progress.cursor.counters),
    NUMBERS("protocol/mark_hits", "charge of each mark, summed over its passes", "hits", I64,
            LK_PROTOCOL_MARKS, progress.cursor.mark_hits),
    NUMBERS("protocol/mark_passes", "how often each mark was passed", "1", I64, LK_PROTOCOL_MARKS,
            progress.cursor.mark_passes),
    NUMBER("protocol/short_strips", "strips that ended before the charge that they ask for", "1", I64,
           progress.cursor.short_strips),
    NUMBER("protocol/began", "time at which the step began", "s", F64, progress.cursor.time),
    CYCLE(number, "from 1; 0 before the first plating", "1", I64),
    CYCLE(stripped, "1: its strip has begun", "1", I64),
    CYCLE(in, "charge passed in its plating steps", "hits", I64),
    CYCLE(out, "charge passed in its stripping steps", "hits", I64),
    CYCLE(rest, "net charge of events while no current flowed", "hits", I64),
    CYCLE(open, "charge passed in the film's step that is going on", "hits", I64),
    CYCLE(behind, "net charge that a foil behind the host has taken", "hits", I64),
    CYCLE(total_in, "charge passed in the plating steps of all cycles", "hits", I64),
    CYCLE(total_out, "charge passed in the stripping steps of all cycles", "hits", I64),
    CYCLE(poor, "cycles in a row, up to the last, below the least efficiency", "1", I64),
    CYCLE(failed, "cycle in which the cell failed; 0: none", "1", I64),
    CYCLE(counted, "closed cycles that were plated and stripped", "1", I64),
    CYCLE(efficiencies, "sum over the cycles counted", "1", F64),
    CYCLE(volts_in, "voltage of the cell, summed over the quanta plated", "V", F64),
    CYCLE(volts_out, "voltage of the cell, summed over the quanta stripped", "V", F64),
    NUMBERS("cycle/ledger", "the ledger when it began, passed and then its accounts", "hits", I64,
            LK_LEDGER_ACCOUNTS, progress.cycle.before),
    SHAPE(plated, "after its last plating"),
    SHAPE(bare, "after its last strip"),
    NUMBER("model/voxel_edge", "edge of a voxel", "m", F64, film.model.edge),
    NUMBER("model/hit_charge", "charge of a hit", "C", F64, film.model.hit_charge),
};

static lk_status check_used(const record *r, const char *path, lk_error_list *errors) {
    if (r->used <= r->film.lattice.sites) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                        "%llu voxels in event classes, but the box has %u", (unsigned long long)r->used,
                        r->film.lattice.sites);
}

static lk_status allocate(record *r, lk_error_list *errors) {
    const size_t nz = r->film.lattice.cells[2];
    r->members = malloc((r->used ? r->used : 1) * sizeof *r->members);
    r->counts = calloc(LK_FILM_CLASSES, sizeof *r->counts);
    r->lithium = calloc(3 * nz, sizeof *r->lithium);
    if (!r->members || !r->counts || !r->lithium)
        return lk_error_set(errors, LK_FAILED, "no memory for the state of %u voxels", r->film.lattice.sites);
    r->host = r->lithium + nz;
    r->top = r->host + nz;
    for (size_t z = 0; z < nz; z++)
        r->top[z] = r->film.model.edge * lk_film_host_height(&r->film.layers, (double)z + 1.0);
    return LK_OK;
}

static void list_members(record *r) {
    const lk_buckets *buckets = &r->film.buckets;
    uint64_t n = 0;
    r->members[0] = 0; // a list that is empty is stored with one entry, which is not read
    for (uint32_t class = 0; class < LK_FILM_CLASSES; class ++) {
        r->counts[class] = lk_buckets_count(buckets, class);
        for (uint32_t i = 0; i < r->counts[class]; i++)
            r->members[n++] = lk_buckets_member(buckets, class, i);
    }
}

static lk_status read_count(const record *r, const char *path, const char *name, uint64_t *count,
                            lk_error_list *errors) {
    char full[NAME];
    snprintf(full, sizeof full, "%s%s", r->names ? second : "", name);
    return lk_state_read_count(path, full, count, errors);
}

static lk_status make_room(const record *r, lk_film_grains *grains, const char *path, uint64_t *count,
                           lk_error_list *errors) {
    const lk_status status = read_count(r, path, "grains/count", count, errors);
    if (status != LK_OK) return status;
    if (*count < 1 || *count > UINT32_MAX / 2)
        return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "%llu grains of lithium",
                            (unsigned long long)*count);
    return lk_film_grain_reserve(grains, (uint32_t)*count, 0, errors);
}

// The rows of a second host are those of the first under names of their own.
static lk_status rename_rows(record *r, lk_state *state, lk_error_list *errors) {
    enum { COUNT = sizeof rows / sizeof *rows };
    r->renamed = malloc(sizeof rows);
    r->names = malloc(COUNT * sizeof *r->names);
    if (!r->renamed || !r->names)
        return lk_error_set(errors, LK_FAILED, "no memory for the state of a second film");
    memcpy(r->renamed, rows, sizeof rows);
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(r->names[i], NAME, "%s%s", second, rows[i].name);
        r->renamed[i].name = r->names[i];
    }
    state->rows = r->renamed;
    return LK_OK;
}

static lk_status lay_out(lk_film_electrode *e, bool is_second, const char *path, lk_state *state,
                         lk_error_list *errors) {
    record *r = calloc(1, sizeof *r);
    *state = (lk_state){.rows = rows, .row_count = sizeof rows / sizeof *rows, .record = r};
    if (!r) return lk_error_set(errors, LK_FAILED, "no memory for the state of a film");
    lk_status status = is_second ? rename_rows(r, state, errors) : LK_OK;
    r->used = e->film.buckets.used;
    r->grains = e->film.grains.count;
    if (path && status == LK_OK) status = read_count(r, path, "engine/members_used", &r->used, errors);
    if (path && status == LK_OK) status = make_room(r, &e->film.grains, path, &r->grains, errors);
    r->film = e->film;
    r->progress = e->progress;
    r->cell = e->cell.state;
    if (status == LK_OK) status = check_used(r, path, errors);
    if (status == LK_OK) status = allocate(r, errors);
    if (status != LK_OK) return status;
    if (!path) list_members(r);
    if (!path) lk_observe_profile(&e->film, r->lithium, r->host);
    const uint32_t *n = e->film.lattice.cells;
    state->extents[LATTICE].rank = 3;
    for (int i = 0; i < 3; i++) state->extents[LATTICE].dims[i] = n[2 - i];
    for (int i = LAYERS; i <= DIRECTIONS; i++) state->extents[i].rank = 1;
    state->extents[LAYERS].dims[0] = n[2];
    state->extents[MEMBERS].dims[0] = r->used ? r->used : 1;
    state->extents[CLASSES].dims[0] = LK_FILM_CLASSES;
    state->extents[GRAINS].dims[0] = r->grains;
    state->extents[FIELD].dims[0] = e->film.electrolyte_count;
    state->extents[PLACES].dims[0] = e->film.places;
    state->extents[SEI].rank = 2;
    state->extents[SEI].dims[0] = e->film.sei.place_count;
    state->extents[SEI].dims[1] = sizeof(lk_film_sei_place) / sizeof(double);
    state->extents[SLACK].dims[0] = e->film.sei.columns;
    state->extents[SLOTS].dims[0] = (uint32_t)(e->film.phase.places * LK_CHEMISTRY_STEPS);
    state->extents[DIRECTIONS].dims[0] = 2 * state->extents[SLOTS].dims[0];
    return LK_OK;
}

lk_status lk_film_state_lay_out(lk_electrode *electrode, const char *path, lk_state *state,
                                lk_error_list *errors) {
    lk_film_electrode *e = lk_film_of(electrode);
    const lk_status status = lay_out(e, false, path, state, errors);
    if (status != LK_OK || !e->other) return status;
    state->next = calloc(1, sizeof *state->next);
    if (!state->next) return lk_error_set(errors, LK_FAILED, "no memory for the state of a second film");
    return lay_out(e->other, true, path, state->next, errors);
}

// Put the voxels back into their classes in the order in which they were.
static lk_status restore_members(lk_film *film, const record *r, lk_error_list *errors) {
    lk_status status = lk_film_rebuild(film, errors); // layer sums
    if (status != LK_OK) return status;
    lk_buckets_free(&film->buckets);
    status = lk_buckets_init(&film->buckets, film->lattice.sites, LK_FILM_CLASSES, (uint32_t)r->used + 1024,
                             errors);
    if (status != LK_OK) return status;
    uint64_t n = 0;
    for (uint32_t class = 0; class < LK_FILM_CLASSES; class ++)
        for (uint32_t i = 0; i < r->counts[class]; i++, n++) {
            if (n >= r->used || r->members[n] >= film->lattice.sites || film->buckets.slot[r->members[n]])
                return lk_error_set(errors, LK_BAD_INPUT, "the lists of event classes contradict each other");
            lk_buckets_insert(&film->buckets, r->members[n], class);
        }
    return LK_OK;
}

lk_status lk_film_state_take(lk_electrode *electrode, const lk_state *state, lk_error_list *errors) {
    lk_film_electrode *e = lk_film_of(electrode);
    const record *r = state->record;
    const lk_film_model model = e->film.model;
    for (uint32_t site = 0; site < r->film.lattice.sites; site++)
        if (r->film.grain[site] >= r->grains)
            return lk_error_set(errors, LK_BAD_INPUT, "voxel %u is of a grain that there is not", site);
    e->film = r->film;
    e->film.model = model;
    e->film.grains.count = (uint32_t)r->grains;
    e->progress = r->progress;
    e->cell.state = r->cell;
    e->seen_now = false;
    const lk_status status = restore_members(&e->film, r, errors);
    e->film.reuse = r->film.reuse;
    e->film.top = r->film.top; // layers stay open once they were reached
    return status == LK_OK && state->next ? lk_film_state_take(&e->other->base, state->next, errors) : status;
}

void lk_film_state_release(lk_state *state) {
    record *r = state->record;
    if (state->next) lk_film_state_release(state->next);
    free(state->next);
    state->next = NULL;
    if (!r) return;
    free(r->renamed);
    free(r->names);
    free(r->members);
    free(r->counts);
    free(r->lithium);
    free(r);
    state->record = NULL;
}
