// One run: see likmc/simulation.h.
#include "likmc/simulation.h"

#include "frames.h"
#include "likmc/json.h"
#include "likmc/state.h"
#include "likmc/yaml.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Everything that belongs to one run.
typedef struct run {
    const lk_params *params;
    const lk_simulation_options *options;
    lk_film film;
    lk_rundir dir;
    lk_series *series;
    lk_state_progress progress;
    lk_observation seen;
    lk_provenance provenance;
    char hash[LK_PROVENANCE_HASH_SIZE];
    int64_t target, row_hits; // hits to pass in all, and between rows
} run;

// A file of the run directory, written by a function of its path.
#define WITH_FILE(r, name, call)                                                                             \
    do {                                                                                                     \
        char *path = lk_rundir_file(&(r)->dir, name);                                                        \
        if (!path) return lk_error_set(errors, LK_FAILED, "no memory for the name %s", name);                \
        const lk_status status_of_call = (call);                                                             \
        free(path);                                                                                          \
        if (status_of_call != LK_OK) return status_of_call;                                                  \
    } while (0)

static lk_status write_text(const char *path, const char *text, lk_error_list *errors) {
    FILE *file = fopen(path, "w");
    if (!file) return lk_error_set(errors, LK_FAILED, "cannot write %s", path);
    const int put = fputs(text, file), closed = fclose(file);
    return put < 0 || closed ? lk_error_set(errors, LK_FAILED, "cannot write %s", path) : LK_OK;
}

static lk_status describe_run(run *r, char **yaml, lk_error_list *errors) {
    *yaml = lk_yaml_write_params(r->params, errors);
    if (!*yaml) return LK_FAILED;
    lk_provenance_hash(*yaml, strlen(*yaml), r->hash);
    r->provenance =
        (lk_provenance){.seed = (uint64_t)r->params->seed,
                        .replica = (uint32_t)r->params->replica,
                        .threads = r->options->threads > 0 ? r->options->threads : omp_get_max_threads(),
                        .parameters_hash = r->hash,
                        .title = r->params->title};
    return LK_OK;
}

static lk_status begin_directory(run *r, const char *yaml, lk_error_list *errors) {
    lk_status status = lk_rundir_create(&r->dir, r->options->directory, r->options->overwrite, errors);
    if (status != LK_OK) return status;
    WITH_FILE(r, "params.yaml", write_text(path, yaml, errors));
    WITH_FILE(r, "provenance.json", lk_provenance_write(&r->provenance, path, errors));
    size_t columns;
    const lk_series_column *table = lk_observe_columns(&columns);
    WITH_FILE(r, "series.csv", lk_series_create(&r->series, path, table, columns, errors));
    return lk_rundir_publish(&r->dir, errors);
}

// Go on only with a run of the very same parameters.
static lk_status check_hash(run *r, const char *yaml, lk_error_list *errors) {
    char *path = lk_rundir_file(&r->dir, "params.yaml");
    FILE *file = path ? fopen(path, "r") : NULL;
    const size_t length = strlen(yaml);
    char *old = malloc(length + 2);
    const size_t got = file && old ? fread(old, 1, length + 1, file) : 0;
    const bool same = got == length && memcmp(old, yaml, length) == 0;
    if (file) fclose(file);
    free(old);
    free(path);
    if (same) return LK_OK;
    return lk_error_set(errors, LK_BAD_INPUT,
                        "%s was begun with other parameters; run it with those, or choose another --out",
                        r->options->directory);
}

static lk_status resume_directory(run *r, const char *yaml, lk_error_list *errors) {
    lk_status status = lk_rundir_open(&r->dir, r->options->directory, errors);
    if (status == LK_OK) status = check_hash(r, yaml, errors);
    if (status != LK_OK) return status;
    WITH_FILE(r, "checkpoint.h5", lk_state_read(&r->film, &r->progress, path, errors));
    size_t columns;
    const lk_series_column *table = lk_observe_columns(&columns);
    WITH_FILE(r, "series.csv",
              lk_series_resume(&r->series, path, table, columns, r->progress.series_bytes, errors));
    return lk_rundir_mark(&r->dir, LK_RUNDIR_RUNNING, errors);
}

static uint64_t events_of(const lk_film *film) {
    uint64_t sum = 0;
    for (int i = 0; i < LK_FILM_EVENT_KINDS; i++) sum += film->events[i];
    return sum;
}

static lk_status write_row(run *r, lk_error_list *errors) {
    lk_status status = lk_observe_film(&r->film, &r->seen, errors);
    if (status != LK_OK) return status;
    if (!lk_observe_is_faradaic(&r->film, &r->seen))
        return lk_error_set(errors, LK_FAILED, "Faraday's test failed: %lld hits passed, %lld in the film",
                            (long long)r->film.books.passed, (long long)r->seen.lithium_hits);
    status = lk_series_append(r->series, &r->seen, errors);
    r->progress.rows++;
    r->progress.series_bytes = lk_series_size(r->series);
    return status;
}

static lk_status write_frame(run *r, lk_error_list *errors) {
    lk_status status = lk_observe_film(&r->film, &r->seen, errors);
    if (status == LK_OK && r->options->pictures)
        status = lk_frames_draw(&r->film, r->params, &r->seen, &r->provenance, &r->dir, r->progress.frames,
                                errors);
    r->progress.frames++;
    return status;
}

// Hits at which the next row and the next frame are due.
static int64_t next_row(const run *r) { return r->progress.rows * r->row_hits; }
static int64_t next_frame(const run *r) {
    const int64_t frames = r->params->output.frames;
    return frames > 0 ? (r->progress.frames + 1) * r->target / frames : INT64_MAX;
}

static lk_status write_what_is_due(run *r, lk_error_list *errors) {
    const int64_t passed = r->film.books.passed;
    lk_status status = LK_OK;
    if (passed >= next_row(r)) status = write_row(r, errors);
    if (status == LK_OK && passed >= next_frame(r)) status = write_frame(r, errors);
    return status;
}

static bool asked_to_stop(const run *r) {
    if (!r->options->watch) return false;
    const lk_simulation_news news = {.fraction = (double)r->film.books.passed / (double)r->target,
                                     .charge = lk_film_charge(&r->film),
                                     .thickness = r->seen.thickness,
                                     .events = events_of(&r->film)};
    return r->options->watch(r->options->user, &news);
}

static lk_status save(run *r, const char *name, lk_error_list *errors) {
    WITH_FILE(r, name, lk_state_write(&r->film, &r->progress, path, errors));
    return LK_OK;
}

static lk_status stop(run *r, lk_error_list *errors) {
    lk_status status = save(r, "checkpoint.h5", errors);
    if (status == LK_OK) status = lk_rundir_mark(&r->dir, LK_RUNDIR_STOPPED, errors);
    return status == LK_OK ? LK_STOPPED : status;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static lk_status plate(run *r, lk_error_list *errors) {
    const double current = r->params->protocol.current_density;
    lk_status status = write_what_is_due(r, errors);
    while (status == LK_OK && r->film.books.passed < r->target) {
        if (asked_to_stop(r)) return stop(r, errors);
        const int64_t due = least(least(next_row(r), next_frame(r)), r->target);
        status = lk_film_step(&r->film, current, due - r->film.books.passed, INFINITY, errors);
        if (status == LK_OK && r->film.top >= r->film.lattice.cells[2])
            status = lk_error_set(
                errors, LK_FAILED,
                "the deposit has reached the top of the box at %.3g mAh/cm2; raise box.head_room",
                lk_film_charge(&r->film) / 3.6e4);
        if (status == LK_OK) status = write_what_is_due(r, errors);
    }
    const bool last_row_due = (r->progress.rows - 1) * r->row_hits < r->target;
    return status == LK_OK && last_row_due ? write_row(r, errors) : status;
}

static void summarise_row(lk_json *json, const lk_observation *o) {
    size_t count;
    const lk_series_column *columns = lk_observe_columns(&count);
    for (size_t i = 0; i < count; i++) {
        char name[96];
        lk_series_header(&columns[i], name, sizeof name);
        const char *at = (const char *)o + columns[i].offset;
        if (columns[i].type == LK_SERIES_INTEGER) {
            lk_json_integer(json, name, *(const int64_t *)(const void *)at);
        } else {
            const double factor = columns[i].factor != 0.0 ? columns[i].factor : 1.0;
            lk_json_number(json, name, *(const double *)(const void *)at * factor);
        }
    }
}

static lk_status summarise(run *r, lk_error_list *errors) {
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "title", r->params->title);
    lk_json_text(&json, "parameters_hash", r->hash);
    lk_json_open_object(&json, "end");
    summarise_row(&json, &r->seen);
    lk_json_close_object(&json);
    lk_json_open_object(&json, "host");
    lk_json_number(&json, "porosity", r->film.host.porosity);
    lk_json_number(&json, "specific_surface_per_m", r->film.host.specific_surface);
    lk_json_number(&json, "decoration_coverage", r->film.host.coverage);
    lk_json_close_object(&json);
    lk_json_open_object(&json, "events");
    size_t kinds;
    const lk_film_event_kind *kind = lk_film_event_kinds(&kinds);
    for (size_t i = 0; i < kinds; i++) lk_json_integer(&json, kind[i].name, (int64_t)r->film.events[i]);
    lk_json_close_object(&json);
    lk_json_boolean(&json, "charge_conserved", lk_observe_is_faradaic(&r->film, &r->seen));
    lk_json_close_object(&json);
    char *path = lk_rundir_file(&r->dir, "summary.json");
    const lk_status status = path ? lk_json_write(&json, path, errors) : LK_FAILED;
    free(path);
    lk_json_free(&json);
    return status;
}

static lk_status finish(run *r, lk_error_list *errors) {
    lk_status status = lk_observe_film(&r->film, &r->seen, errors);
    if (status == LK_OK) status = save(r, "state.h5", errors);
    if (status != LK_OK) return status;
    WITH_FILE(r, "state.xdmf", lk_state_write_xdmf(&r->film, path, "state.h5", errors));
    status = summarise(r, errors);
    return status == LK_OK ? lk_rundir_mark(&r->dir, LK_RUNDIR_DONE, errors) : status;
}

static lk_status carry_out(run *r, lk_error_list *errors) {
    char *yaml = NULL;
    lk_status status = describe_run(r, &yaml, errors);
    if (status == LK_OK) status = lk_film_create(&r->film, r->params, errors);
    if (status == LK_OK)
        status = r->options->resume ? resume_directory(r, yaml, errors) : begin_directory(r, yaml, errors);
    free(yaml);
    if (status != LK_OK) return status;
    const double hits_per_charge = r->film.model.footprint / r->film.model.hit_charge;
    r->target = llround(r->params->protocol.capacity * hits_per_charge);
    r->row_hits = llround(r->params->output.interval * hits_per_charge);
    if (r->row_hits < 1) r->row_hits = 1;
    status = plate(r, errors);
    return status == LK_OK ? finish(r, errors) : status;
}

lk_status lk_simulation_run(const lk_params *params, const lk_simulation_options *options,
                            lk_observation *last, lk_error_list *errors) {
    run *r = calloc(1, sizeof *r);
    if (!r) return lk_error_set(errors, LK_FAILED, "no memory for a run");
    r->params = params;
    r->options = options;
    r->dir.log = -1;
    if (options->threads > 0) omp_set_num_threads(options->threads);
    lk_status status = carry_out(r, errors);
    if (last) *last = r->seen;
    const lk_status closed = lk_series_close(r->series, errors);
    if (status == LK_OK) status = closed;
    lk_rundir_close(&r->dir);
    lk_film_free(&r->film);
    free(r);
    return status;
}
