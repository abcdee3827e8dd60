// A run behind one handle: see likmc/session.h.
#include "likmc/session.h"

#include "atom_scale.h"
#include "film_scale.h"
#include "likmc/run.h"
#include "likmc/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lk_session {
    lk_params *params;
    lk_electrode *electrode;
    lk_due due; // that the caller was told last
    lk_image image;
    char *yaml;
    lk_error_list errors;
    int (*watch)(double fraction);
};

lk_session *lk_session_new(void) {
    lk_session *session = calloc(1, sizeof *session);
    if (session) session->params = malloc(sizeof *session->params);
    if (session && session->params) return session;
    free(session);
    return NULL;
}

void lk_session_free(lk_session *session) {
    if (!session) return;
    lk_electrode_free(session->electrode);
    lk_image_free(&session->image);
    lk_error_clear(&session->errors);
    free(session->params);
    free(session->yaml);
    free(session);
}

// ---- errors

static lk_error_list *fresh(lk_session *session) {
    lk_error_clear(&session->errors);
    return &session->errors;
}

size_t lk_session_errors(const lk_session *session) { return session->errors.count; }

const char *lk_session_error(const lk_session *session, size_t i, const char **file, int *line, int *column,
                             const char **excerpt) {
    const lk_error *error = &session->errors.items[i];
    *file = error->file;
    *line = error->line;
    *column = error->column;
    *excerpt = error->excerpt;
    return error->message ? error->message : "out of memory";
}

// ---- running

lk_status lk_session_load(lk_session *session, const char *path, const char *const *settings, size_t count) {
    lk_electrode_free(session->electrode);
    session->electrode = NULL;
    return lk_yaml_load_case(path, settings, count, session->params, fresh(session));
}

const char *lk_session_params(lk_session *session) {
    free(session->yaml);
    session->yaml = lk_yaml_write_params(session->params, fresh(session));
    return session->yaml;
}

lk_status lk_session_start(lk_session *session) {
    lk_electrode_free(session->electrode);
    session->due = LK_DUE_NOTHING;
    return lk_electrode_create(&session->electrode, session->params, fresh(session));
}

static bool watch(void *user, const lk_run_news *news) {
    const lk_session *session = user;
    return session->watch(news->fraction) != 0;
}

lk_status lk_session_run(lk_session *session, const char *directory, int overwrite, int resume, int pictures,
                         int threads, int (*told)(double fraction)) {
    session->watch = told;
    const lk_run_options how = {.directory = directory,
                                .overwrite = overwrite != 0,
                                .resume = resume != 0,
                                .pictures = pictures != 0,
                                .threads = threads,
                                .checkpoint = 600,
                                .watch = told ? watch : NULL,
                                .user = session};
    return lk_run_case(session->params, &how, NULL, fresh(session));
}

static lk_status started(lk_session *session) {
    lk_error_list *errors = fresh(session);
    return session->electrode ? LK_OK
                              : lk_error_set(errors, LK_BAD_INPUT, "the session has not been started");
}

lk_status lk_session_next(lk_session *session, int *due) {
    lk_status status = started(session);
    *due = LK_DUE_END;
    if (status != LK_OK || session->due == LK_DUE_END) return status;
    if (session->due != LK_DUE_NOTHING) lk_electrode_written(session->electrode, session->due);
    session->due = LK_DUE_NOTHING;
    status = lk_electrode_next(session->electrode, &session->due, &session->errors);
    *due = (int)session->due;
    return status;
}

double lk_session_fraction(const lk_session *session) {
    return session->electrode ? session->electrode->scale->fraction(session->electrode) : 0.0;
}

const char *lk_session_scale(const lk_session *session) { return lk_electrode_scale(session->params)->name; }

// ---- tables

static lk_scale_table table_of(const lk_session *session, int due) {
    const bool known = due > LK_DUE_NOTHING && due < LK_DUE_KINDS;
    return known ? lk_electrode_scale(session->params)->table((lk_due)due) : (lk_scale_table){0};
}

size_t lk_session_columns(const lk_session *session, int due) {
    const lk_scale_table table = table_of(session, due);
    return table.file ? table.count : 0;
}

void lk_session_column(const lk_session *session, int due, size_t i, char *name, const char **unit,
                       const char **doc) {
    const lk_series_column *column = &table_of(session, due).columns[i];
    lk_series_header(column, name, 96);
    *unit = column->unit;
    *doc = column->doc;
}

static double value_of(const lk_series_column *column, const void *record) {
    const char *at = (const char *)record + column->offset;
    int64_t whole;
    double number;
    memcpy(&whole, at, sizeof whole);
    memcpy(&number, at, sizeof number);
    return column->type == LK_SERIES_INTEGER ? (double)whole
                                             : number * (column->factor != 0.0 ? column->factor : 1.0);
}

lk_status lk_session_values(lk_session *session, int due, double *values) {
    const lk_status status = started(session);
    if (status != LK_OK) return status;
    const lk_scale_table table = table_of(session, due);
    const void *record = lk_electrode_record(session->electrode, (lk_due)due, &session->errors);
    if (!record) return LK_FAILED;
    for (size_t i = 0; i < table.count; i++) values[i] = value_of(&table.columns[i], record);
    return LK_OK;
}

// ---- arrays

uint8_t *lk_session_species(lk_session *session, uint32_t shape[4]) {
    if (!session->electrode) return NULL;
    lk_film *film = lk_electrode_film(session->electrode);
    lk_atomistic *atoms = lk_electrode_atoms(session->electrode);
    const lk_lattice *lattice = film ? &film->lattice : &atoms->lattice;
    const int at = film ? 1 : 0;
    for (int i = 0; i < 3; i++) shape[at + i] = lattice->cells[2 - i];
    shape[film ? 0 : 3] = film ? 1 : (uint32_t)lattice->kind->basis;
    return film ? film->species : atoms->species;
}

uint8_t *lk_session_quanta(lk_session *session, uint32_t shape[4]) {
    lk_film *film = session->electrode ? lk_electrode_film(session->electrode) : NULL;
    if (!film) return NULL;
    lk_session_species(session, shape);
    return film->hits;
}

double lk_session_edge(lk_session *session) {
    const lk_film *film = session->electrode ? lk_electrode_film(session->electrode) : NULL;
    return film ? film->model.edge : 0.0;
}

// Full where the caller made metal, empty where he took it away; returns the quanta there are now.
static int64_t settle_voxels(lk_film *film) {
    int64_t metal = 0;
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        const uint8_t species = film->species[site];
        const uint8_t full = (uint8_t)film->model.hits_per_voxel;
        if (species == LK_FILM_LITHIUM && film->hits[site] == 0) film->hits[site] = full;
        if (species == LK_FILM_ELECTROLYTE && film->hits[site] >= full) film->hits[site] = 0;
        metal += film->hits[site];
    }
    return metal;
}

static lk_status film_changed(lk_film_electrode *electrode, lk_error_list *errors) {
    lk_film *film = &electrode->film;
    electrode->seen_now = false;
    const int64_t change = settle_voxels(film) - lk_ledger_metal(&film->ledger);
    const lk_ledger_posting posting = {change < 0 ? LK_LEDGER_STRIPPED : LK_LEDGER_PLATED, 1};
    lk_ledger_book(&film->ledger, posting, llabs(change));
    return lk_film_rebuild(film, errors);
}

// Counts of neighbours are renewed by lifting every atom and putting it back.
static lk_status atoms_changed(lk_atom_electrode *electrode, lk_error_list *errors) {
    lk_atomistic *model = &electrode->model;
    electrode->seen_now = false;
    const size_t sites = model->lattice.sites;
    uint8_t *wanted = malloc(sites);
    if (!wanted) return lk_error_set(errors, LK_FAILED, "no memory for %zu sites", sites);
    memcpy(wanted, model->species, sites);
    const int64_t before = model->atoms;
    // What the counts were made from is not known any more: count anew from an empty lattice.
    memset(model->species, LK_ATOMISTIC_EMPTY, sites);
    memset(model->lithium, 0, sites);
    memset(model->solid, 0, sites);
    memset(model->under, 0, sites);
    model->atoms = 0;
    for (uint32_t site = 0; site < sites; site++)
        if (wanted[site] != LK_ATOMISTIC_EMPTY) lk_atomistic_place(model, site, wanted[site]);
    free(wanted);
    model->electrons += model->atoms - before;
    lk_atomistic_ready(model);
    return LK_OK;
}

lk_status lk_session_changed(lk_session *session) {
    const lk_status status = started(session);
    if (status != LK_OK) return status;
    return lk_electrode_film(session->electrode)
               ? film_changed(lk_film_of(session->electrode), &session->errors)
               : atoms_changed(lk_atom_of(session->electrode), &session->errors);
}

// ---- pictures

static const lk_scene_picture *picture_of(const char *name, lk_error_list *errors) {
    size_t count;
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(pictures[i].name, name) == 0) return &pictures[i];
    lk_error_set(errors, LK_BAD_INPUT, "no picture is called '%.40s'; there are top, section, micrograph",
                 name);
    return NULL;
}

lk_status lk_session_picture(lk_session *session, const char *name, int *width, int *height,
                             const uint8_t **pixels) {
    lk_status status = started(session);
    const lk_scene_picture *picture = status == LK_OK ? picture_of(name, &session->errors) : NULL;
    if (!picture) return LK_BAD_INPUT;
    lk_snapshot seen;
    lk_snapshot_stage stage;
    lk_image_free(&session->image);
    status = lk_electrode_see(session->electrode, &seen, &session->errors);
    if (status == LK_OK) {
        const int preset = (int)session->electrode->params->output.image_width;
        const lk_scene scene = lk_snapshot_scene(&seen, &stage);
        lk_scene_view view = lk_snapshot_view(&seen, *width > 0 ? *width : preset);
        view.threads = session->electrode->threads;
        status = picture->draw(&scene, &view, &session->image, &session->errors);
    }
    lk_snapshot_free(&seen);
    *width = session->image.width;
    *height = session->image.height;
    *pixels = session->image.pixels;
    return status;
}
