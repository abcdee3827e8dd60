// What a run of the atomistic scale comes to: for summary.json, and in words.
#include "atom_scale.h"
#include "likmc/catalogue.h"
#include "summary.h"

#include <math.h>
#include <stdio.h>

lk_result lk_atom_summary_result(const lk_electrode *electrode) {
    const lk_atom_electrode *e = lk_atom_of(electrode);
    const lk_atom_observed *o = &e->seen;
    return (lk_result){.deepest_overpotential = 0.0 - e->progress.deepest,
                       .host_nuclei = (double)o->nuclei / e->frame.area,
                       .spread = o->spread,
                       .host_coverage = o->coverage[1],
                       .lone_adatoms = (double)o->adatoms / e->frame.area,
                       .layers = o->layers,
                       .lattice_roughness = o->roughness,
                       .conversions = (double)o->count[LK_EVENT_CONVERSION],
                       .simulated_time = o->time};
}

void lk_atom_summary_tell(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]) {
    const lk_atom_observed *o = &lk_atom_of(electrode)->seen;
    snprintf(text, LK_ELECTRODE_TEXT, "%.3f layers, %lld nuclei, %.1f mV", o->layers, (long long)o->nuclei,
             o->overpotential * 1e3);
}

void lk_atom_summary_report(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]) {
    const lk_atom_observed *o = &lk_atom_of(electrode)->seen;
    snprintf(text, LK_ELECTRODE_TEXT,
             "%.3f layers, %lld nuclei, %.1f %% of the lithium touches the host, overpotential %.1f mV",
             o->layers, (long long)o->nuclei, 100 * o->spread, o->overpotential * 1e3);
}

// ---- summary.json

// Factors by which the cap slowed the hops that were done: geometric mean for each class.
static void write_acceleration(lk_json *json, const lk_atom_electrode *e) {
    const double lone = (double)e->model.hops_done[LK_KINETIC_LONE];
    const double slowed = lone > 0.0 ? e->model.slowed[LK_KINETIC_LONE] / lone : 0.0;
    lk_json_open_object(json, "acceleration");
    lk_json_number(json, "accuracy", e->model.kinetics.cap > 0.0 ? e->base.params->atom.accuracy : INFINITY);
    lk_json_number(json, "most_often_per_site_and_s", e->model.kinetics.cap);
    // The bias as tests/physics/test_acceleration.c states and measures it, relative.
    lk_json_number(json, "islands_too_many_at_most", expm1(-0.6 * slowed));
    lk_json_number(json, "layer_and_roughness_off_at_most",
                   e->model.kinetics.cap > 0.0 ? 3.0 * sqrt((double)e->seen.largest) /
                                                     e->base.params->atom.accuracy // pairs at its edge
                                               : 0.0);
    for (int c = 0; c < LK_KINETIC_CLASSES; c++) {
        const int64_t done = e->model.hops_done[c];
        lk_json_open_object(json, lk_kinetic_table_class_info((lk_kinetic_class)c)->name);
        lk_json_integer(json, "hops", done);
        lk_json_number(json, "mean_factor", done ? exp(e->model.slowed[c] / (double)done) : NAN);
        lk_json_close_object(json);
    }
    lk_json_close_object(json);
}

static void write_state(lk_json *json, const lk_atom_electrode *e) {
    const lk_atom_observed *o = &e->seen;
    const double square_um = e->frame.area * 1e12;
    lk_json_number(json, "area_nm2", e->frame.area * 1e18);
    lk_json_number(json, "time_s", o->time);
    lk_json_number(json, "overpotential_mV", o->overpotential * 1e3);
    lk_json_integer(json, "atoms", o->atoms);
    lk_json_integer(json, "electrons", o->electrons);
    lk_json_number(json, "layers", o->layers);
    lk_json_number(json, "nuclei_per_um2", (double)o->nuclei / square_um);
    lk_json_number(json, "adatoms_per_um2", (double)o->adatoms / square_um);
    lk_json_number(json, "spread", o->spread);
    lk_json_number(json, "roughness_nm", o->roughness * 1e9);
    lk_json_open_object(json, "wet");
    for (int t = 1; t < e->model.setup.types; t++)
        if (e->frame.contact[t]) lk_json_number(json, e->model.setup.type[t].name, o->wet[t]);
    lk_json_close_object(json);
    lk_json_open_object(json, "events");
    for (int i = 0; i < LK_EVENT_COUNT; i++) lk_json_integer(json, lk_catalogue(i)->name, o->count[i]);
    lk_json_close_object(json);
}

// At distances of 1, 2, 4, ... cells along the tube.
static void write_correlation(lk_json *json, const lk_atom_electrode *e) {
    enum { most = 64 };
    double correlation[most];
    const int half = (int)e->model.setup.cells[1] / 2, count = half < most ? half : most;
    lk_atom_observe_correlation(&e->model, count, correlation);
    lk_json_open_object(json, "height_correlation_nm2");
    for (int d = 1; d <= count; d *= 2) {
        char distance[32];
        snprintf(distance, sizeof distance, "%.3f nm", d * e->model.setup.lattice_constant * 1e9);
        lk_json_number(json, distance, correlation[d - 1] * 1e18);
    }
    lk_json_close_object(json);
}

lk_status lk_atom_summary_write(lk_electrode *electrode, lk_json *json, lk_error_list *errors) {
    (void)errors;
    const lk_atom_electrode *e = lk_atom_of(electrode);
    const lk_result result = lk_atom_summary_result(electrode);
    lk_summary_write_result(json, LK_SCALE_ATOMISTIC, &result);
    lk_json_open_object(json, "end");
    write_state(json, e);
    write_correlation(json, e);
    lk_json_close_object(json);
    write_acceleration(json, e);
    lk_json_boolean(json, "charge_conserved", lk_atom_scale_is_faradaic(e));
    return LK_OK;
}
