// One atomistic run: a case becomes a run directory. See likmc/atom.h.
#include "atom_picture.h"
#include "atom_state.h"
#include "likmc/catalogue.h"
#include "likmc/series.h"
#include "record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { rows_of_a_run = 100, steps_between_looks = 1000, events_between_rows = 2000000 };

typedef struct run {
    const lk_params *params;
    const lk_atom_options *options;
    lk_atomistic model;
    lk_atom_frame frame;
    lk_atom_observed seen;
    lk_record record;
    lk_series *series;
    int64_t target; // atoms at which the run ends
    lk_atom_state_progress progress;
} run;

#define NUMBER(name, unit, doc, member, factor)                                                              \
    { name, unit, doc, LK_SERIES_DOUBLE, offsetof(lk_atom_observed, member), factor }
#define COUNT(name, doc, member)                                                                             \
    { name, "1", doc, LK_SERIES_INTEGER, offsetof(lk_atom_observed, member), 0 }

static const lk_series_column columns[] = {
    NUMBER("time", "s", "simulated", time, 0),
    NUMBER("overpotential", "V", "negative: plating", overpotential, 0),
    COUNT("electrons", "charge passed, reduction positive", electrons),
    COUNT("atoms", "of lithium metal", atoms),
    NUMBER("layers", "1", "atoms per site that touches the host", layers, 0),
    COUNT("adatoms", "atoms without lithium neighbours", adatoms),
    COUNT("islands", "clusters of two or more atoms", islands),
    COUNT("nuclei", "clusters that left the first layer or have 20 atoms", nuclei),
    COUNT("largest", "atoms of the largest cluster", largest),
    NUMBER("coverage_1", "1", "of the first layer", coverage[1], 0),
    NUMBER("coverage_2", "1", "of the second layer", coverage[2], 0),
    NUMBER("coverage_3", "1", "of the third layer", coverage[3], 0),
    NUMBER("spread", "1", "share of the lithium that touches the host", spread, 0),
    NUMBER("step_share", "1", "of the exposed atoms, those at steps", step_share, 0),
    NUMBER("roughness", "nm", "spread of the exposed atoms' layers", roughness, 1e9),
    COUNT("reductions", "done", count[LK_EVENT_REDUCTION]),
    COUNT("oxidations", "done", count[LK_EVENT_OXIDATION]),
    COUNT("hops", "done", count[LK_EVENT_HOP]),
    COUNT("step_downs", "done", count[LK_EVENT_STEP_DOWN]),
    COUNT("conversions", "done", count[LK_EVENT_CONVERSION]),
    COUNT("alloyings", "done", count[LK_EVENT_ALLOYING]),
    COUNT("dealloyings", "done", count[LK_EVENT_DEALLOYING]),
};
enum { column_count = sizeof columns / sizeof *columns };

const lk_series_column *lk_atom_run_columns(size_t *count) {
    *count = column_count;
    return columns;
}

static lk_status begin(run *r, lk_error_list *errors) {
    const lk_status status =
        lk_record_begin(&r->record, r->options->directory, r->options->overwrite, errors);
    if (status != LK_OK) return status;
    LK_RECORD_FILE(&r->record, "series.csv",
                   lk_series_create(&r->series, path, columns, column_count, errors));
    return lk_rundir_publish(&r->record.dir, errors);
}

static lk_status go_on(run *r, lk_error_list *errors) {
    const lk_status status = lk_record_resume(&r->record, r->options->directory, errors);
    if (status != LK_OK) return status;
    LK_RECORD_FILE(&r->record, "checkpoint.h5", lk_atom_state_read(&r->model, &r->progress, path, errors));
    LK_RECORD_FILE(
        &r->record, "series.csv",
        lk_series_resume(&r->series, path, columns, column_count, r->progress.series_bytes, errors));
    return lk_rundir_mark(&r->record.dir, LK_RUNDIR_RUNNING, errors);
}

static lk_status write_row(run *r, lk_error_list *errors) {
    lk_atom_observe(&r->frame, &r->model, &r->seen);
    r->progress.row_electrons = r->model.electrons;
    r->progress.row_candidates = r->model.candidates;
    return lk_series_append(r->series, &r->seen, errors);
}

static bool row_is_due(const run *r) {
    const int64_t passed = r->model.electrons - r->progress.row_electrons,
                  step = r->target / rows_of_a_run + 1;
    return passed >= step || -passed >= step ||
           r->model.candidates - r->progress.row_candidates >= events_between_rows;
}

static lk_status write_frame(run *r, lk_error_list *errors) {
    lk_atom_observe(&r->frame, &r->model, &r->seen);
    r->progress.frames++;
    if (!r->options->pictures) return LK_OK;
    return lk_atom_picture_draw(&r->model, r->params, &r->seen, &r->record.provenance, &r->record.dir,
                                r->progress.frames, errors);
}

static bool asked_to_stop(const run *r) {
    if (!r->options->watch) return false;
    const double by_atoms = (double)r->model.atoms / (double)r->target;
    const double by_events = (double)r->model.candidates / (double)r->params->atom.most_events;
    return r->options->watch(r->options->user, fmin(fmax(by_atoms, by_events), 1.0), &r->seen);
}

static lk_status save(run *r, const char *name, lk_error_list *errors) {
    r->progress.series_bytes = lk_series_size(r->series);
    LK_RECORD_FILE(&r->record, name, lk_atom_state_write(&r->model, &r->progress, path, errors));
    return LK_OK;
}

static lk_status stop(run *r, lk_error_list *errors) {
    lk_status status = save(r, "checkpoint.h5", errors);
    if (status == LK_OK) status = lk_rundir_mark(&r->record.dir, LK_RUNDIR_STOPPED, errors);
    return status == LK_OK ? LK_STOPPED : status;
}

static bool is_over(const run *r) {
    return r->model.atoms >= r->target || r->model.candidates >= r->params->atom.most_events;
}

static lk_status go(run *r, lk_error_list *errors) {
    lk_status status = LK_OK;
    while (status == LK_OK && !is_over(r)) {
        if (asked_to_stop(r)) return stop(r, errors);
        if (r->options->keep && r->options->keep(r->options->user)) status = save(r, "checkpoint.h5", errors);
        for (int i = 0; i < steps_between_looks && r->model.atoms < r->target; i++)
            lk_atomistic_step(&r->model, INFINITY);
        if (status == LK_OK && row_is_due(r)) status = write_row(r, errors);
        const int64_t frames = r->params->output.frames;
        if (status == LK_OK && frames && r->model.atoms * frames >= (r->progress.frames + 1) * r->target)
            status = write_frame(r, errors);
    }
    if (status == LK_OK) status = write_row(r, errors);
    return status == LK_OK && r->progress.frames < r->params->output.frames ? write_frame(r, errors) : status;
}

// Factors by which the cap slowed the hops that were done: geometric mean for each class.
static void summarise_acceleration(lk_json *json, const run *r) {
    const double lone = (double)r->model.hops_done[LK_KINETIC_LONE];
    const double slowed = lone > 0.0 ? r->model.slowed[LK_KINETIC_LONE] / lone : 0.0;
    lk_json_open_object(json, "acceleration");
    lk_json_number(json, "accuracy", r->model.kinetics.cap > 0.0 ? r->params->atom.accuracy : INFINITY);
    lk_json_number(json, "most_often_per_site_and_s", r->model.kinetics.cap);
    // The bias as tests/physics/test_acceleration.c states and measures it, relative.
    lk_json_number(json, "islands_too_many_at_most", expm1(-0.6 * slowed));
    lk_json_number(json, "layer_and_roughness_off_at_most",
                   r->model.kinetics.cap > 0.0
                       ? 3.0 * sqrt((double)r->seen.largest) / r->params->atom.accuracy // pairs at its edge
                       : 0.0);
    for (int c = 0; c < LK_KINETIC_CLASSES; c++) {
        const int64_t done = r->model.hops_done[c];
        lk_json_open_object(json, lk_kinetic_table_class_info((lk_kinetic_class)c)->name);
        lk_json_integer(json, "hops", done);
        lk_json_number(json, "mean_factor", done ? exp(r->model.slowed[c] / (double)done) : NAN);
        lk_json_close_object(json);
    }
    lk_json_close_object(json);
}

static void summarise_state(lk_json *json, const run *r) {
    const lk_atom_observed *o = &r->seen;
    const double square_um = r->frame.area * 1e12;
    lk_json_number(json, "area_nm2", r->frame.area * 1e18);
    lk_json_number(json, "time_s", o->time);
    lk_json_number(json, "overpotential_V", o->overpotential);
    lk_json_integer(json, "atoms", o->atoms);
    lk_json_integer(json, "electrons", o->electrons);
    lk_json_number(json, "layers", o->layers);
    lk_json_number(json, "nuclei_per_um2", (double)o->nuclei / square_um);
    lk_json_number(json, "adatoms_per_um2", (double)o->adatoms / square_um);
    lk_json_number(json, "spread", o->spread);
    lk_json_number(json, "roughness_nm", o->roughness * 1e9);
    lk_json_open_object(json, "wet");
    for (int t = 1; t < r->model.setup.types; t++)
        if (r->frame.contact[t]) lk_json_number(json, r->model.setup.type[t].name, o->wet[t]);
    lk_json_close_object(json);
    lk_json_open_object(json, "events");
    for (int e = 0; e < LK_EVENT_COUNT; e++) lk_json_integer(json, lk_catalogue(e)->name, o->count[e]);
    lk_json_close_object(json);
}

// Charge = metal + Li in each oxide and alloy, as integers.
static bool is_faradaic(const run *r) {
    int64_t bound = r->model.more_lithium;
    for (int e = 0; e < LK_EVENT_COUNT; e++) bound += r->model.count[e] * lk_catalogue(e)->bound;
    return r->model.electrons == r->model.atoms + bound;
}

// At distances of 1, 2, 4, ... cells along the tube.
static void summarise_correlation(lk_json *json, const run *r) {
    enum { most = 64 };
    double correlation[most];
    const int half = (int)r->model.setup.cells[1] / 2, count = half < most ? half : most;
    lk_atom_observe_correlation(&r->model, count, correlation);
    lk_json_open_object(json, "height_correlation_nm2");
    for (int d = 1; d <= count; d *= 2) {
        char distance[32];
        snprintf(distance, sizeof distance, "%.3f nm", d * r->model.setup.lattice_constant * 1e9);
        lk_json_number(json, distance, correlation[d - 1] * 1e18);
    }
    lk_json_close_object(json);
}

static lk_status summarise(run *r, lk_error_list *errors) {
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "title", r->params->title);
    lk_json_text(&json, "parameters_hash", r->record.hash);
    lk_json_open_object(&json, "end");
    summarise_state(&json, r);
    summarise_correlation(&json, r);
    lk_json_close_object(&json);
    summarise_acceleration(&json, r);
    lk_json_boolean(&json, "charge_conserved", is_faradaic(r));
    lk_json_close_object(&json);
    const lk_status status = lk_record_write_json(&r->record, "summary.json", &json, errors);
    lk_json_free(&json);
    return status;
}

static lk_status finish(run *r, lk_error_list *errors) {
    lk_status status = save(r, "state.h5", errors);
    if (status == LK_OK) status = summarise(r, errors);
    return status == LK_OK ? lk_rundir_mark(&r->record.dir, LK_RUNDIR_DONE, errors) : status;
}

static lk_status carry_out(run *r, lk_error_list *errors) {
    lk_status status = lk_atom_build(r->params, &r->model, errors);
    if (status == LK_OK) status = lk_atom_frame_init(&r->frame, &r->model, errors); // of the bare host
    if (status == LK_OK) status = lk_record_describe(&r->record, r->params, 1, errors);
    if (status == LK_OK) status = r->options->resume ? go_on(r, errors) : begin(r, errors);
    if (status != LK_OK) return status;
    r->target = llround(r->params->atom.layers * (double)r->frame.sites[1]);
    if (r->target < 1) r->target = 1;
    if (!r->options->resume) status = write_row(r, errors);
    if (status == LK_OK) status = go(r, errors);
    return status == LK_OK ? finish(r, errors) : status;
}

lk_status lk_atom_run(const lk_params *params, const lk_atom_options *options, lk_atom_observed *last,
                      lk_error_list *errors) {
    run *r = calloc(1, sizeof *r);
    if (!r) return lk_error_set(errors, LK_FAILED, "no memory for a run");
    r->params = params;
    r->options = options;
    lk_status status = carry_out(r, errors);
    if (last) *last = r->seen;
    const lk_status closed = lk_series_close(r->series, errors);
    if (status == LK_OK) status = closed;
    lk_record_close(&r->record);
    lk_atom_frame_free(&r->frame);
    lk_atomistic_free(&r->model);
    free(r);
    return status;
}
