// The atomistic scale: a model that runs to its number of layers, and what is due on its way.
#include "atom_scale.h"

#include "likmc/catalogue.h"

#include <math.h>
#include <stdlib.h>

enum { rows_of_a_run = 100, steps_between_looks = 1000, events_between_rows = 2000000 };

#define NUMBER(name, unit, doc, member, factor)                                                              \
    { name, unit, doc, LK_SERIES_DOUBLE, offsetof(lk_atom_observed, member), factor }
#define COUNT(name, doc, member)                                                                             \
    { name, "1", doc, LK_SERIES_INTEGER, offsetof(lk_atom_observed, member), 0 }

static const lk_series_column columns[] = {
    NUMBER("time", "s", "simulated", time, 0),
    NUMBER("overpotential", "mV", "positive when plating", overpotential, 1e3),
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

static lk_scale_table table(lk_due due) {
    if (due != LK_DUE_ROW) return (lk_scale_table){.file = NULL};
    return (lk_scale_table){.file = "series.csv", .columns = columns, .count = column_count};
}

// ---- what is due

static bool row_is_due(const lk_atom_electrode *e) {
    const int64_t passed = e->model.electrons - e->progress.row_electrons,
                  step = e->target / rows_of_a_run + 1;
    return e->progress.rows == 0 || passed >= step || -passed >= step ||
           e->model.candidates - e->progress.row_candidates >= events_between_rows;
}

static bool is_over(const lk_atom_electrode *e) {
    return e->model.atoms >= e->target || e->model.candidates >= e->base.params->atom.most_events;
}

static lk_due due(const lk_electrode *electrode) {
    const lk_atom_electrode *e = lk_atom_of(electrode);
    const lk_atom_progress *p = &e->progress;
    const int64_t frames = electrode->params->output.frames;
    if (!p->last_row && row_is_due(e)) return LK_DUE_ROW;
    if (p->frames < frames && e->model.atoms * frames >= (p->frames + 1) * e->target) return LK_DUE_FRAME;
    if (!is_over(e)) return LK_DUE_NOTHING;
    if (!p->last_row) return LK_DUE_ROW;
    return p->frames < frames && !p->end_drawn ? LK_DUE_FRAME : LK_DUE_END;
}

static lk_status observe(lk_atom_electrode *e, lk_error_list *errors) {
    if (!e->seen_now) lk_atom_observe(&e->frame, &e->model, &e->seen);
    e->seen_now = true;
    if (lk_atom_scale_is_faradaic(e)) return LK_OK;
    return lk_error_set(errors, LK_FAILED, "Faraday's test failed: %lld electrons passed, %lld atoms",
                        (long long)e->model.electrons, (long long)e->model.atoms);
}

static void written(lk_electrode *electrode, lk_due what) {
    lk_atom_electrode *e = lk_atom_of(electrode);
    lk_atom_progress *p = &e->progress;
    if (what == LK_DUE_ROW) {
        p->last_row = !row_is_due(e);
        p->row_electrons = e->model.electrons;
        p->row_candidates = e->model.candidates;
        p->rows++;
        p->deepest = fmin(p->deepest, e->model.overpotential);
    } else if (what == LK_DUE_FRAME) {
        p->frames++;
        p->end_drawn = p->last_row;
    }
}

// Twice what any electrolyte for lithium stands.
static const double most_volts = 10.0;

static lk_status check_moves(const lk_atom_electrode *e, lk_error_list *errors) {
    const double volts = 0.0 - e->model.overpotential, time = lk_clock_now(&e->model.clock);
    if (!isfinite(time))
        return lk_error_set(
            errors, LK_FAILED,
            "nothing moves: no event is possible at %.3g V; raise atom.overpotential, or lower the "
            "barriers of the materials",
            volts);
    if (fabs(volts) <= most_volts) return LK_OK;
    return lk_error_set(
        errors, LK_FAILED,
        "a current density of %.3g mA/cm2 takes %.3g V at %.3g s, and hardly passes: %lld atoms of %lld "
        "are there; lower protocol.current_density, or raise kinetics.exchange_current_density",
        e->base.params->protocol.current_density / 10.0, volts, time, (long long)e->model.atoms,
        (long long)e->target);
}

static void forget(lk_electrode *electrode) {
    lk_atom_progress *p = &lk_atom_of(electrode)->progress;
    p->rows = p->frames = p->last_row = p->end_drawn = 0;
}

static lk_status advance(lk_electrode *electrode, lk_error_list *errors) {
    lk_atom_electrode *e = lk_atom_of(electrode);
    e->seen_now = false;
    for (int i = 0; i < steps_between_looks && e->model.atoms < e->target; i++)
        lk_atomistic_step(&e->model, INFINITY);
    return check_moves(e, errors);
}

// ---- what it shows

bool lk_atom_scale_is_faradaic(const lk_atom_electrode *e) {
    int64_t bound = e->model.more_lithium;
    for (int i = 0; i < LK_EVENT_COUNT; i++) bound += e->model.count[i] * lk_catalogue(i)->bound;
    return e->model.electrons == e->model.atoms + bound;
}

static const void *record(lk_electrode *electrode, lk_due what, lk_error_list *errors) {
    (void)what;
    lk_atom_electrode *e = lk_atom_of(electrode);
    return observe(e, errors) == LK_OK ? &e->seen : NULL;
}

static double fraction(const lk_electrode *electrode) {
    const lk_atom_electrode *e = lk_atom_of(electrode);
    const double by_atoms = (double)e->model.atoms / (double)e->target;
    const double by_events = (double)e->model.candidates / (double)electrode->params->atom.most_events;
    return fmin(fmax(by_atoms, by_events), 1.0);
}

static uint64_t events(const lk_electrode *electrode) {
    uint64_t sum = 0;
    for (int i = 0; i < LK_ATOMISTIC_EVENTS; i++) sum += (uint64_t)lk_atom_of(electrode)->model.count[i];
    return sum;
}

static int64_t frame(const lk_electrode *electrode) { return lk_atom_of(electrode)->progress.frames + 1; }

static double voxel(const lk_electrode *electrode) {
    (void)electrode;
    return 0.0; // two atoms a cell
}

// ---- making one

static void discard(lk_electrode *electrode) {
    lk_atom_electrode *e = lk_atom_of(electrode);
    lk_atom_frame_free(&e->frame);
    lk_atomistic_free(&e->model);
    free(e);
}

static lk_status create(lk_electrode **electrode, const lk_params *params, lk_error_list *errors) {
    lk_atom_electrode *e = calloc(1, sizeof *e);
    *electrode = NULL;
    if (!e) return lk_error_set(errors, LK_FAILED, "no memory for an electrode");
    e->base = (lk_electrode){.scale = &lk_atom_scale, .params = params};
    lk_status status = lk_atom_build(params, &e->model, errors);
    if (status == LK_OK) status = lk_atom_frame_init(&e->frame, &e->model, errors); // of the bare host
    if (status != LK_OK) {
        discard(&e->base);
        return status;
    }
    e->target = llround(params->atom.layers * (double)e->frame.sites[1]);
    if (e->target < 1) e->target = 1;
    e->progress.deepest = INFINITY;
    *electrode = &e->base;
    return LK_OK;
}

const lk_scale lk_atom_scale = {.name = "atomistic",
                                .table = table,
                                .create = create,
                                .free = discard,
                                .due = due,
                                .written = written,
                                .forget = forget,
                                .advance = advance,
                                .record = record,
                                .fraction = fraction,
                                .events = events,
                                .frame = frame,
                                .result = lk_atom_summary_result,
                                .tell = lk_atom_summary_tell,
                                .report = lk_atom_summary_report,
                                .summarise = lk_atom_summary_write,
                                .see = lk_atom_scene_see,
                                .lay_out = lk_atom_state_lay_out,
                                .take = lk_atom_state_take,
                                .release = lk_atom_state_release,
                                .voxel = voxel};
