// The film scale: a film that follows a protocol, and what is due on its way.
#include "film_cell.h"
#include "likmc/constants.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

static const lk_protocol_step *step_of(const lk_film_electrode *e) {
    if (lk_film_cell_has_ended(e)) return NULL;
    return lk_protocol_now(&e->protocol, &e->progress.cursor);
}

// ---- what is due

// Throughput at which the next row and the next frame are due. A protocol with pictures of its own has no
// others.
static int64_t next_row(const lk_film_electrode *e) { return e->progress.rows * e->row_hits; }
static bool frames_are_left(const lk_film_electrode *e) {
    return !e->protocol.pictures && e->progress.frames < e->base.params->output.frames;
}
static int64_t next_frame(const lk_film_electrode *e) {
    if (!frames_are_left(e) || e->target == 0)
        return INT64_MAX; // without a charge that is known beforehand there is the picture of the end
    return (e->progress.frames + 1) * e->target / e->base.params->output.frames;
}

static int64_t hits_left(const lk_film_electrode *e, const lk_protocol_step *step) {
    if (!isfinite(step->charge)) return INT64_MAX;
    return llround(fmin(step->charge * e->hits_per_charge, 4e18)) - e->progress.cursor.hits;
}

static double time_left(const lk_film_electrode *e, const lk_protocol_step *step) {
    return step->time - (lk_clock_now(&e->film.clock) - e->progress.cursor.time);
}

// Plating has become so hard that the cell is given up.
static bool is_below_limit(const lk_film_electrode *e, const lk_protocol_step *step) {
    return step->mode == LK_PROTOCOL_PLATE && isnan(step->held) &&
           -e->film.cell_overpotential <= e->base.params->protocol.least_voltage;
}

static double held_current(const lk_film_electrode *e) {
    return e->cell.counter == LK_CELL_NONE ? lk_film_current(&e->film) : e->cell.state.current;
}

static bool step_is_over(const lk_film_electrode *e, const lk_protocol_step *step) {
    if (e->film.pause.in != LK_FILM_BETWEEN_STEPS) return false; // paused to be looked at
    if (step->mode == LK_PROTOCOL_PICTURE || hits_left(e, step) <= 0) return true;
    // The end of a time that is a sum of steps is met but for the rounding of that sum.
    if (isfinite(step->time) && time_left(e, step) <= 1e-9 * step->time) return true;
    if (step->mode == LK_PROTOCOL_REST || lk_clock_now(&e->film.clock) <= e->progress.cursor.time)
        return false;
    if (!isnan(step->held)) return step->least > 0.0 && fabs(held_current(e)) <= step->least;
    const double against_lithium = -e->film.cell_overpotential;
    if (step->mode == LK_PROTOCOL_STRIP && against_lithium >= e->base.params->protocol.exhausted_voltage)
        return true;
    if (is_below_limit(e, step)) return true;
    const double volts = step->outside ? against_lithium : lk_film_cell_volts(e);
    const bool rises =
        (lk_cell_sign(e->cell.counter) > 0.0 && !step->outside) == (step->mode == LK_PROTOCOL_PLATE);
    return rises ? volts >= step->voltage : volts <= step->voltage; // a voltage of NaN is never met
}

// A cycle is closed by the plating that begins the next one, and by the end of the protocol.
static bool cycle_is_over(const lk_film_electrode *e, const lk_protocol_step *step) {
    const lk_film_progress *p = &e->progress;
    if (p->cycle.number == 0 || p->closed) return false;
    return step ? !step->outside && lk_cycle_is_due(&p->cycle, step->mode) : true;
}

static lk_due due(const lk_electrode *electrode) {
    const lk_film_electrode *e = lk_film_of(electrode);
    const lk_film_progress *p = &e->progress;
    const lk_protocol_step *step = step_of(e);
    if (p->throughput >= next_row(e)) return LK_DUE_ROW;
    if (p->throughput >= next_frame(e)) return LK_DUE_FRAME;
    if (cycle_is_over(e, step)) return LK_DUE_CYCLE;
    // Strips may end before the charge that was planned: the last picture is that of the end.
    if (!step) return frames_are_left(e) && !p->end_drawn ? LK_DUE_FRAME : LK_DUE_END;
    if (!step_is_over(e, step)) return LK_DUE_NOTHING;
    if (step->mode == LK_PROTOCOL_PICTURE) return LK_DUE_FRAME;
    return p->row_stands ? LK_DUE_NOTHING : LK_DUE_ROW;
}

static lk_status observe(lk_film_electrode *e, lk_error_list *errors) {
    if (e->seen_now) return LK_OK;
    const lk_status status = lk_observe_film(&e->film, &e->seen, errors);
    e->seen_now = status == LK_OK;
    e->seen.cell_voltage = lk_film_cell_volts(e);
    e->seen.counter_given = (double)e->cell.state.given * e->cell.quantum;
    return status;
}

// Does the cycle that has just closed end the life of the cell?
static bool has_failed(lk_film_electrode *e) {
    const lk_params *params = e->base.params;
    return lk_cycle_fails(&e->progress.cycle, &e->cycle_row, params->protocol.least_efficiency,
                          params->protocol.poor_cycles);
}

static void written(lk_electrode *electrode, lk_due what) {
    lk_film_electrode *e = lk_film_of(electrode);
    lk_film_progress *p = &e->progress;
    const lk_protocol_step *step = step_of(e); // NULL once a cell has ended
    if (what == LK_DUE_ROW) {
        if (p->throughput >= next_row(e)) p->rows = p->throughput / e->row_hits + 1;
        p->row_stands = 1;
    } else if (what == LK_DUE_FRAME) {
        p->frames++;
        p->end_drawn = !step;
        if (step && step->mode == LK_PROTOCOL_PICTURE)
            lk_protocol_next(&e->protocol, &p->cursor, lk_clock_now(&e->film.clock));
    } else if (what == LK_DUE_CYCLE) {
        observe(e, NULL);
        lk_cycle_close(&p->cycle, &e->film, &e->seen, &e->cycle_row);
        p->hysteresis = 0.5 * fabs(e->cycle_row.volts_in - e->cycle_row.volts_out);
        if (e->cycle_row.number == 1) p->first_energy = e->cycle_row.energy_out;
        lk_film_cell_judge(e, e->cycle_row.out_hits);
        if (has_failed(e)) lk_protocol_end(&e->protocol, &p->cursor);
        p->closed = !step_of(e);
        if (step_of(e)) lk_cycle_begin(&p->cycle, &e->film);
    }
}

static void forget(lk_electrode *electrode) {
    lk_film_progress *p = &lk_film_of(electrode)->progress;
    p->rows = p->frames = p->row_stands = p->end_drawn = 0;
}

// ---- going on

// A strip that has a charge to bring and ends without it, for the voltage has risen: there was no more.
static bool falls_short(const lk_film_electrode *e, const lk_protocol_step *step) {
    if (step->mode != LK_PROTOCOL_STRIP || !isfinite(step->charge) || hits_left(e, step) <= 0) return false;
    return !isfinite(step->time) || time_left(e, step) > 1e-9 * step->time;
}

static lk_status end_step(lk_film_electrode *e, const lk_protocol_step *step, lk_error_list *errors) {
    const lk_status status = observe(e, errors);
    if (!step->outside) lk_cycle_see(&e->progress.cycle, step->mode, &e->seen);
    e->progress.cursor.short_strips += falls_short(e, step);
    if (is_below_limit(e, step)) {
        e->progress.cycle.failed = e->progress.cycle.number;
        lk_protocol_end(&e->protocol, &e->progress.cursor);
        return status;
    }
    lk_protocol_next(&e->protocol, &e->progress.cursor, lk_clock_now(&e->film.clock));
    return status;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// One step of the galvanostat or of the potentiostat within the step of the protocol, or what of it is left;
// it pauses where something is due.
static lk_status pass(lk_film_electrode *e, const lk_protocol_step *step, lk_error_list *errors) {
    lk_film_progress *p = &e->progress;
    const int64_t most = hits_left(e, step), before = e->film.ledger.quanta[LK_LEDGER_PASSED];
    const double left = time_left(e, step);
    p->row_stands = 0;
    e->seen_now = false;
    e->film.pause.after = least(next_row(e), next_frame(e)) - p->throughput;
    e->film.field.params.threads = e->base.threads > 0 ? e->base.threads : omp_get_max_threads();
    if (e->other) e->other->film.field.params.threads = e->film.field.params.threads;
    const bool held = !isnan(step->held) && e->cell.counter == LK_CELL_NONE;
    lk_status status = held ? lk_film_hold(&e->film, -step->held, most, left, errors)
                            : lk_film_cell_step(e, step, most, left, errors);
    int64_t behind = 0, passed = e->film.ledger.quanta[LK_LEDGER_PASSED] - before;
    if (status == LK_OK) status = lk_film_cell_follow(e, step, &behind, errors);
    p->cycle.behind += behind;
    // Quanta may pass both ways within a step of the film; pauses in it must not change their sum.
    p->throughput += llabs(p->open + passed) - llabs(p->open) + llabs(behind);
    p->open = e->film.pause.in == LK_FILM_BETWEEN_STEPS ? 0 : p->open + passed;
    passed += behind;
    const int64_t moved = step->mode == LK_PROTOCOL_STRIP ? -passed : passed;
    p->cursor.hits += moved;
    if (step->outside)
        p->loaded += passed;
    else
        lk_cycle_pass(&p->cycle, step->mode, moved);
    if (e->film.pause.in == LK_FILM_BETWEEN_STEPS)
        lk_cycle_value(&p->cycle, step->mode, lk_film_cell_volts(e));
    if (status == LK_OK && lk_film_cell_check_room(e, errors) == LK_OK)
        return lk_film_stall_check(e, step, passed, errors);
    return LK_FAILED;
}

static lk_status advance(lk_electrode *electrode, lk_error_list *errors) {
    lk_film_electrode *e = lk_film_of(electrode);
    const lk_protocol_step *step = step_of(e);
    if (!step) return LK_OK;
    if (e->progress.cycle.number == 0 && !step->outside && lk_cycle_is_due(&e->progress.cycle, step->mode))
        lk_cycle_begin(&e->progress.cycle, &e->film);
    return step_is_over(e, step) ? end_step(e, step, errors) : pass(e, step, errors);
}

// ---- what it shows

static const void *cycle_record(lk_film_electrode *e, lk_error_list *errors) {
    lk_cycle closing = e->progress.cycle;
    if (lk_cycle_close(&closing, &e->film, &e->seen, &e->cycle_row)) return &e->cycle_row;
    lk_error_set(errors, LK_FAILED, "the ledger of cycle %lld does not add up: %lld hits passed",
                 (long long)e->cycle_row.number, (long long)e->cycle_row.ledger.quanta[LK_LEDGER_PASSED]);
    return NULL;
}

static const void *record(lk_electrode *electrode, lk_due what, lk_error_list *errors) {
    lk_film_electrode *e = lk_film_of(electrode);
    if (observe(e, errors) != LK_OK) return NULL;
    if (what == LK_DUE_CYCLE) return cycle_record(e, errors);
    if (!lk_film_cell_is_conserved(e)) {
        lk_error_set(errors, LK_FAILED,
                     "the counter electrode has given %lld hits, which are not in the host",
                     (long long)e->cell.state.given);
        return NULL;
    }
    if (lk_observe_is_faradaic(&e->film, &e->seen)) return &e->seen;
    lk_error_set(errors, LK_FAILED, "Faraday's test failed: %lld hits passed, %lld in the film",
                 (long long)e->film.ledger.quanta[LK_LEDGER_PASSED], (long long)e->seen.lithium_hits);
    return NULL;
}

static double fraction(const lk_electrode *electrode) {
    const lk_film_electrode *e = lk_film_of(electrode);
    return fmin(1.0, (double)e->progress.throughput / (e->target > 0 ? (double)e->target : 1.0));
}

static uint64_t events(const lk_electrode *electrode) {
    uint64_t sum = 0;
    for (int i = 0; i < LK_FILM_EVENT_COUNT; i++) sum += lk_film_of(electrode)->film.events[i];
    return sum;
}

static int64_t frame(const lk_electrode *electrode) { return lk_film_of(electrode)->progress.frames; }

static double voxel(const lk_electrode *electrode) { return lk_film_of(electrode)->film.model.edge; }

static lk_scale_table table(lk_due what) {
    lk_scale_table table = {.file = what == LK_DUE_ROW ? "series.csv" : "cycles.csv"};
    if (what == LK_DUE_ROW)
        table.columns = lk_observe_columns(&table.count);
    else if (what == LK_DUE_CYCLE)
        table.columns = lk_cycle_columns(&table.count);
    else
        table.file = NULL;
    return table;
}

// ---- making one

static void discard(lk_electrode *electrode) {
    lk_film_electrode *e = lk_film_of(electrode);
    if (e->other) discard(&e->other->base);
    free(e->other_params);
    lk_film_free(&e->film);
    free(e);
}

static void plan(lk_film_electrode *e) {
    e->hits_per_charge = e->film.model.footprint / e->film.model.hit_charge;
    const double most = 9e18 / (double)(e->base.params->output.frames + 1); // products of them stay countable
    e->target = llround(fmin(e->protocol.throughput * e->hits_per_charge, most));
    e->row_hits = llround(fmin(e->base.params->output.interval * e->hits_per_charge, 4e18));
    if (e->row_hits < 1) e->row_hits = 1;
    lk_protocol_start(&e->protocol, &e->progress.cursor);
}

static lk_status create_cell(lk_film_electrode *e, lk_error_list *errors) {
    char why[LK_TABLE_WHY];
    if (!lk_cell_create(&e->cell, e->base.params, e->film.model.hit_charge / e->film.model.footprint, why))
        return lk_error_set(errors, LK_BAD_INPUT, "cell.counter: %s", why);
    e->host_factor = e->film.model.host_factor;
    return LK_OK;
}

static lk_status create_other(lk_film_electrode *e, lk_error_list *errors) {
    if (e->cell.counter != LK_CELL_HOST) return LK_OK;
    e->other = calloc(1, sizeof *e->other);
    e->other_params = malloc(sizeof *e->other_params);
    if (!e->other || !e->other_params)
        return lk_error_set(errors, LK_FAILED, "no memory for a second electrode");
    *e->other_params = *e->base.params;
    e->other_params->replica += LK_FILM_OTHER_REPLICA;
    e->other->base = (lk_electrode){.scale = &lk_film_scale, .params = e->other_params};
    const lk_status status = lk_film_create(&e->other->film, e->other_params, errors);
    e->other->film.pause.after = INT64_MAX; // nobody looks at it on the way
    return status;
}

static lk_status create(lk_electrode **electrode, const lk_params *params, lk_error_list *errors) {
    lk_film_electrode *e = calloc(1, sizeof *e);
    *electrode = NULL;
    if (!e) return lk_error_set(errors, LK_FAILED, "no memory for an electrode");
    e->base = (lk_electrode){.scale = &lk_film_scale, .params = params};
    lk_status status = LK_OK;
    if (!lk_protocol_compile(params, &e->protocol, NULL, NULL))
        status = lk_error_set(errors, LK_BAD_INPUT, "the protocol cannot be followed");
    if (status == LK_OK) status = lk_film_create(&e->film, params, errors);
    if (status == LK_OK) status = create_cell(e, errors);
    if (status == LK_OK) status = create_other(e, errors);
    if (status != LK_OK) {
        discard(&e->base);
        return status;
    }
    plan(e);
    *electrode = &e->base;
    return LK_OK;
}

const lk_scale lk_film_scale = {.name = "film",
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
                                .result = lk_film_summary_result,
                                .tell = lk_film_summary_tell,
                                .report = lk_film_summary_report,
                                .summarise = lk_film_summary_write,
                                .see = lk_film_scene_see,
                                .lay_out = lk_film_state_lay_out,
                                .take = lk_film_state_take,
                                .release = lk_film_state_release,
                                .voxel = voxel};
