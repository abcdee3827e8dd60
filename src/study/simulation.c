// One run: see likmc/simulation.h.
#include "likmc/simulation.h"

#include "frames.h"
#include "likmc/cycle.h"
#include "likmc/paper.h"
#include "likmc/protocol.h"
#include "likmc/result.h"
#include "likmc/state.h"
#include "record.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

static const double exhausted = 1.0; // V against lithium: no live lithium is left to strip

// Everything that belongs to one run.
typedef struct run {
    const lk_params *params;
    const lk_simulation_options *options;
    lk_film film;
    lk_record record;
    lk_series *series, *cycles;
    lk_protocol protocol;
    lk_state_progress progress;
    lk_observation seen;
    lk_result result;
    bool fresh;               // `seen` is written and nothing has happened since
    double hits_per_charge;   // m2/C
    int64_t target, row_hits; // hits expected to pass both ways, and between rows
} run;

static lk_status begin_directory(run *r, lk_error_list *errors) {
    const lk_status status =
        lk_record_begin(&r->record, r->options->directory, r->options->overwrite, errors);
    if (status != LK_OK) return status;
    size_t columns;
    const lk_series_column *table = lk_observe_columns(&columns);
    LK_RECORD_FILE(&r->record, "series.csv", lk_series_create(&r->series, path, table, columns, errors));
    table = lk_cycle_columns(&columns);
    LK_RECORD_FILE(&r->record, "cycles.csv", lk_series_create(&r->cycles, path, table, columns, errors));
    return lk_rundir_publish(&r->record.dir, errors);
}

static lk_status resume_directory(run *r, lk_error_list *errors) {
    const lk_status status = lk_record_resume(&r->record, r->options->directory, errors);
    if (status != LK_OK) return status;
    LK_RECORD_FILE(&r->record, "checkpoint.h5", lk_state_read(&r->film, &r->progress, path, errors));
    size_t columns;
    const lk_series_column *table = lk_observe_columns(&columns);
    LK_RECORD_FILE(&r->record, "series.csv",
                   lk_series_resume(&r->series, path, table, columns, r->progress.series_bytes, errors));
    table = lk_cycle_columns(&columns);
    LK_RECORD_FILE(&r->record, "cycles.csv",
                   lk_series_resume(&r->cycles, path, table, columns, r->progress.cycles_bytes, errors));
    return lk_rundir_mark(&r->record.dir, LK_RUNDIR_RUNNING, errors);
}

static uint64_t events_of(const lk_film *film) {
    uint64_t sum = 0;
    for (int i = 0; i < LK_FILM_EVENT_KINDS; i++) sum += film->events[i];
    return sum;
}

static lk_status write_row(run *r, lk_error_list *errors) {
    r->film.part = LK_FILM_PART_OBSERVABLES;
    lk_status status = lk_observe_film(&r->film, &r->seen, errors);
    if (status != LK_OK) return status;
    if (!lk_observe_is_faradaic(&r->film, &r->seen))
        return lk_error_set(errors, LK_FAILED, "Faraday's test failed: %lld hits passed, %lld in the film",
                            (long long)r->film.books.passed, (long long)r->seen.lithium_hits);
    status = lk_series_append(r->series, &r->seen, errors);
    r->film.part = LK_FILM_PART_ELSE;
    r->fresh = true;
    return status;
}

static lk_status write_frame(run *r, lk_error_list *errors) {
    lk_status status = lk_observe_film(&r->film, &r->seen, errors);
    if (status == LK_OK && r->options->pictures)
        status = lk_frames_draw(&r->film, r->params, &r->seen, &r->progress.cycle, &r->record.provenance,
                                &r->record.dir, r->progress.frames, errors);
    r->progress.frames++;
    return status;
}

// Throughput at which the next row and the next frame are due. A protocol with pictures of its own has no
// others.
static int64_t next_row(const run *r) { return r->progress.rows * r->row_hits; }
static bool has_even_frames(const run *r) { return r->params->output.frames > 0 && !r->protocol.pictures; }
static int64_t next_frame(const run *r) {
    if (!has_even_frames(r) || r->target == 0 || r->progress.frames >= r->params->output.frames)
        return INT64_MAX; // without a charge that is known beforehand there is the picture of the end
    return (r->progress.frames + 1) * r->target / r->params->output.frames;
}

static lk_status write_what_is_due(run *r, lk_error_list *errors) {
    lk_status status = LK_OK;
    if (r->progress.throughput >= next_row(r)) {
        r->progress.rows = r->progress.throughput / r->row_hits + 1;
        status = write_row(r, errors);
    }
    while (status == LK_OK && r->progress.throughput >= next_frame(r)) status = write_frame(r, errors);
    return status;
}

static bool asked_to_stop(const run *r) {
    if (!r->options->watch) return false;
    const double target = r->target > 0 ? (double)r->target : 1.0;
    const lk_simulation_news news = {.fraction = fmin(1.0, (double)r->progress.throughput / target),
                                     .charge = lk_film_charge(&r->film),
                                     .thickness = r->seen.thickness,
                                     .events = events_of(&r->film),
                                     .film = &r->film};
    return r->options->watch(r->options->user, &news);
}

static lk_status save(run *r, const char *name, lk_error_list *errors) {
    r->progress.series_bytes = lk_series_size(r->series);
    r->progress.cycles_bytes = lk_series_size(r->cycles);
    LK_RECORD_FILE(&r->record, name, lk_state_write(&r->film, &r->progress, path, errors));
    return LK_OK;
}

static lk_status stop(run *r, lk_error_list *errors) {
    lk_status status = save(r, "checkpoint.h5", errors);
    if (status == LK_OK) status = lk_rundir_mark(&r->record.dir, LK_RUNDIR_STOPPED, errors);
    return status == LK_OK ? LK_STOPPED : status;
}

// ---- steps of the protocol

static lk_status write_cycle(run *r, lk_error_list *errors) {
    lk_cycle_row row;
    if (!lk_cycle_close(&r->progress.cycle, &r->film, &r->seen, &row))
        return lk_error_set(errors, LK_FAILED, "the books of cycle %lld do not add up: %lld hits passed",
                            (long long)row.number, (long long)row.passed_hits);
    return lk_series_append(r->cycles, &row, errors);
}

static lk_status begin_step(run *r, lk_error_list *errors) {
    const lk_protocol_step *step = lk_protocol_now(&r->protocol, &r->progress.cursor);
    lk_cycle *cycle = &r->progress.cycle;
    lk_status status = LK_OK;
    if (!step && cycle->number > 0) return write_cycle(r, errors);
    if (!step || !lk_cycle_is_due(cycle, step->mode)) return LK_OK;
    if (cycle->number > 0) status = write_cycle(r, errors);
    lk_cycle_begin(cycle, &r->film);
    return status;
}

static lk_status end_step(run *r, lk_error_list *errors) {
    const lk_protocol_step *step = lk_protocol_now(&r->protocol, &r->progress.cursor);
    lk_status status = LK_OK;
    if (step->mode == LK_PROTOCOL_PICTURE)
        status = write_frame(r, errors);
    else if (!r->fresh)
        status = write_row(r, errors);
    lk_cycle_see(&r->progress.cycle, step->mode, &r->seen);
    lk_protocol_next(&r->protocol, &r->progress.cursor, lk_clock_now(&r->film.clock));
    return status == LK_OK ? begin_step(r, errors) : status;
}

static int64_t hits_left(const run *r, const lk_protocol_step *step) {
    if (!isfinite(step->charge)) return INT64_MAX;
    return llround(step->charge * r->hits_per_charge) - r->progress.cursor.hits;
}

static double time_left(const run *r, const lk_protocol_step *step) {
    return step->time - (lk_clock_now(&r->film.clock) - r->progress.cursor.time);
}

static bool is_over(const run *r, const lk_protocol_step *step) {
    if (step->mode == LK_PROTOCOL_PICTURE || hits_left(r, step) <= 0) return true;
    // The end of a time that is a sum of steps is met but for the rounding of that sum.
    if (isfinite(step->time) && time_left(r, step) <= 1e-9 * step->time) return true;
    if (step->mode == LK_PROTOCOL_REST || lk_clock_now(&r->film.clock) <= r->progress.cursor.time)
        return false;
    if (!isnan(step->held)) return step->least > 0.0 && fabs(lk_film_current(&r->film)) <= step->least;
    const double volts = -r->film.cell_overpotential; // against lithium
    if (step->mode == LK_PROTOCOL_PLATE) return volts <= step->voltage;
    return volts >= step->voltage || volts >= exhausted; // a voltage of NaN is never met
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// One step of the galvanostat or of the potentiostat within the step of the protocol.
static lk_status advance(run *r, const lk_protocol_step *step, lk_error_list *errors) {
    lk_state_progress *progress = &r->progress;
    const int64_t due = least(next_row(r), next_frame(r)) - progress->throughput;
    const int64_t most = least(due, hits_left(r, step)), before = r->film.books.passed;
    r->fresh = false;
    const double left = time_left(r, step);
    const lk_status status = isnan(step->held) ? lk_film_step(&r->film, step->current, most, left, errors)
                                               : lk_film_hold(&r->film, -step->held, most, left, errors);
    const int64_t passed = r->film.books.passed - before;
    const int64_t moved = step->mode == LK_PROTOCOL_STRIP ? -passed : passed;
    progress->throughput += llabs(passed);
    progress->cursor.hits += moved;
    lk_cycle_pass(&progress->cycle, step->mode, moved);
    if (status == LK_OK && r->film.top >= r->film.lattice.cells[2])
        return lk_error_set(errors, LK_FAILED,
                            "the deposit has reached the top of the box at %.3g mAh/cm2; raise box.head_room",
                            lk_film_charge(&r->film) / 3.6e4);
    return status;
}

static lk_status follow_protocol(run *r, lk_error_list *errors) {
    const lk_protocol_step *step;
    lk_status status = write_what_is_due(r, errors);
    while (status == LK_OK && (step = lk_protocol_now(&r->protocol, &r->progress.cursor))) {
        if (is_over(r, step)) {
            status = end_step(r, errors);
            continue;
        }
        if (asked_to_stop(r)) return stop(r, errors);
        if (r->options->keep && r->options->keep(r->options->user)) status = save(r, "checkpoint.h5", errors);
        if (status == LK_OK) status = advance(r, step, errors);
        if (status == LK_OK) status = write_what_is_due(r, errors);
    }
    // Strips may end before the charge that was planned: the last picture is that of the end.
    const bool missing = has_even_frames(r) && r->progress.frames < r->params->output.frames;
    return status == LK_OK && missing ? write_frame(r, errors) : status;
}

// ---- the end

static void summarise_numbers(lk_json *json, const lk_series_column *column, const void *record) {
    char name[96];
    lk_series_header(column, name, sizeof name);
    const char *at = (const char *)record + column->offset;
    int64_t whole;
    double number;
    memcpy(&whole, at, sizeof whole);
    memcpy(&number, at, sizeof number);
    if (column->type == LK_SERIES_INTEGER)
        lk_json_integer(json, name, whole);
    else
        lk_json_number(json, name, number * (column->factor != 0.0 ? column->factor : 1.0));
}

static void summarise_row(lk_json *json, const lk_observation *o) {
    size_t count;
    const lk_series_column *columns = lk_observe_columns(&count);
    lk_json_open_object(json, "end");
    for (size_t i = 0; i < count; i++) summarise_numbers(json, &columns[i], o);
    lk_json_close_object(json);
}

static void summarise_result(lk_json *json, run *r) {
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    const lk_protocol_cursor *cursor = &r->progress.cursor;
    r->result = lk_result_of(&r->film, &r->protocol, cursor, &r->progress.cycle, &r->seen);
    lk_json_open_object(json, "result");
    for (size_t i = 0; i < count; i++) summarise_numbers(json, &columns[i].column, &r->result);
    lk_json_close_object(json);
    lk_json_integer(json, "cycles", r->progress.cycle.number);
    lk_json_open_object(json, "marks_mAh_per_cm2");
    for (size_t i = 0; i < r->protocol.mark_count; i++) {
        int64_t passes;
        const double hits = lk_protocol_mark(&r->protocol, cursor, r->protocol.marks[i], &passes);
        lk_json_number(json, r->protocol.marks[i], hits / r->hits_per_charge / 3.6e4);
    }
    lk_json_close_object(json);
}

static lk_status summarise(run *r, lk_error_list *errors) {
    lk_paper paper;
    const lk_status measured = lk_paper_measure(&r->film, &paper, errors);
    if (measured != LK_OK) return measured;
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "title", r->params->title);
    lk_json_text(&json, "parameters_hash", r->record.hash);
    summarise_result(&json, r);
    summarise_row(&json, &r->seen);
    lk_paper_write(&paper, &json);
    lk_json_open_object(&json, "events");
    size_t kinds;
    const lk_film_event_kind *kind = lk_film_event_kinds(&kinds);
    for (size_t i = 0; i < kinds; i++) lk_json_integer(&json, kind[i].name, (int64_t)r->film.events[i]);
    lk_json_close_object(&json);
    lk_json_boolean(&json, "charge_conserved", lk_observe_is_faradaic(&r->film, &r->seen));
    lk_json_close_object(&json);
    const lk_status status = lk_record_write_json(&r->record, "summary.json", &json, errors);
    lk_json_free(&json);
    return status;
}

static lk_status finish(run *r, lk_error_list *errors) {
    r->film.part = LK_FILM_PART_END;
    lk_status status = lk_observe_film(&r->film, &r->seen, errors);
    if (status == LK_OK) status = save(r, "state.h5", errors);
    if (status != LK_OK) return status;
    LK_RECORD_FILE(&r->record, "state.xdmf", lk_state_write_xdmf(&r->film, path, "state.h5", errors));
    status = summarise(r, errors);
    return status == LK_OK ? lk_rundir_mark(&r->record.dir, LK_RUNDIR_DONE, errors) : status;
}

static void plan(run *r) {
    r->hits_per_charge = r->film.model.footprint / r->film.model.hit_charge;
    r->target = llround(r->protocol.throughput * r->hits_per_charge);
    r->row_hits = llround(r->params->output.interval * r->hits_per_charge);
    if (r->row_hits < 1) r->row_hits = 1;
}

static lk_status carry_out(run *r, lk_error_list *errors) {
    const int threads = r->options->threads > 0 ? r->options->threads : omp_get_max_threads();
    if (!lk_protocol_compile(r->params, &r->protocol, NULL, NULL))
        return lk_error_set(errors, LK_BAD_INPUT, "the protocol cannot be followed");
    lk_status status = lk_record_describe(&r->record, r->params, threads, errors);
    if (status == LK_OK) status = lk_film_create(&r->film, r->params, errors);
    if (status == LK_OK) plan(r);
    if (status == LK_OK)
        status = r->options->resume ? resume_directory(r, errors) : begin_directory(r, errors);
    if (status != LK_OK) return status;
    if (!r->options->resume) {
        lk_protocol_start(&r->protocol, &r->progress.cursor);
        status = begin_step(r, errors);
    }
    if (status == LK_OK) status = follow_protocol(r, errors);
    return status == LK_OK ? finish(r, errors) : status;
}

static double mark_of(const run *r, const char *name) {
    int64_t passes;
    return lk_protocol_mark(&r->protocol, &r->progress.cursor, name, &passes) / r->hits_per_charge;
}

static lk_simulation_end end_of(const run *r) {
    return (lk_simulation_end){.seen = r->seen,
                               .result = r->result,
                               .cycles = r->progress.cycle.number,
                               .laid = mark_of(r, "q_l"),
                               .cycled = mark_of(r, "q_a"),
                               .last = mark_of(r, "q_r")};
}

lk_status lk_simulation_run(const lk_params *params, const lk_simulation_options *options,
                            lk_simulation_end *end, lk_error_list *errors) {
    run *r = calloc(1, sizeof *r);
    if (!r) return lk_error_set(errors, LK_FAILED, "no memory for a run");
    r->params = params;
    r->options = options;
    if (options->threads > 0) omp_set_num_threads(options->threads);
    lk_status status = carry_out(r, errors);
    if (end) *end = end_of(r);
    const lk_status closed = lk_series_close(r->series, errors), also = lk_series_close(r->cycles, errors);
    if (status == LK_OK) status = closed == LK_OK ? also : closed;
    lk_record_close(&r->record);
    lk_film_free(&r->film);
    free(r);
    return status;
}
