// The results of a study as one table: see likmc/collect.h.
#include "likmc/collect.h"

#include "ensemble_parts.h"
#include "likmc/frame.h"
#include "likmc/logbook.h"
#include "likmc/provenance.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 4096, MOST_COLUMNS = 11 + LK_DESIGN_AXES + LK_ENSEMBLE_QUANTITIES, CHOICE = 64 };

// ---- files that are whole or not there

typedef struct output {
    char path[PATH], part[PATH + 32];
    FILE *file;
} output;

static bool begin(output *o, const char *directory, const char *name) {
    snprintf(o->path, sizeof o->path, "%s/%s", directory, name);
    snprintf(o->part, sizeof o->part, "%s.%ld.part", o->path, (long)getpid());
    o->file = fopen(o->part, "w");
    return o->file != NULL;
}

static lk_status finish(output *o, lk_error_list *errors) {
    const int bad = o->file ? ferror(o->file) : 1, closed = o->file ? fclose(o->file) : EOF;
    if (!bad && closed == 0 && rename(o->part, o->path) == 0) return LK_OK;
    const int error = errno;
    unlink(o->part);
    return lk_error_add(errors, LK_FAILED, o->path, 0, 0, NULL, "cannot write: %s", strerror(error));
}

// Is a column of results one of the scales that the study has?
static bool has_column(const lk_ensemble *e, const lk_result_column *column) {
    for (size_t i = 0; i < e->study->case_count; i++)
        if (e->plan.bases[i]->scale == column->scale) return true;
    return false;
}

// ---- CSV

static void put_quoted(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"') fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_head(FILE *out, const lk_ensemble *e) {
    const lk_study *study = e->study;
    char name[LK_DESIGN_TEXT];
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    fputs("run,case,variant,point,seed", out);
    for (size_t a = 0; a < study->design.axis_count; a++) {
        lk_design_header(&study->design.axes[a], name);
        fprintf(out, ",%s", name);
    }
    fputs(",state", out);
    for (size_t q = 0; q < count; q++) {
        if (!has_column(e, &columns[q])) continue;
        lk_series_header(&columns[q].column, name, sizeof name);
        fprintf(out, ",%s", name);
    }
    fputs(",identity,version,commit\n", out);
}

static void put_run(FILE *out, const lk_ensemble *e, const lk_ensemble_run *run) {
    const lk_study *study = e->study;
    char text[LK_DESIGN_TEXT], name[LK_PLAN_NAME];
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    lk_plan_name(study, &run->at, name);
    put_quoted(out, name);
    fputc(',', out);
    put_quoted(out, study->cases[run->at.which].name);
    fputc(',', out);
    put_quoted(out, study->variants[run->at.variant].name);
    fprintf(out, ",%zu,%lld", run->at.point + 1, (long long)run->at.seed);
    for (size_t a = 0; a < study->design.axis_count; a++) {
        lk_design_text(&study->design, a, run->at.point, text);
        fprintf(out, ",%s", text);
    }
    fprintf(out, ",%s", lk_ensemble_state_name(run->state));
    for (size_t q = 0; q < count; q++)
        if (has_column(e, &columns[q]))
            fprintf(out, isfinite(run->values[q]) ? ",%.9g" : ",", run->values[q]);
    fprintf(out, ",%s,%s,%s\n", run->identity, lk_provenance_version(), lk_provenance_commit());
}

static lk_status write_csv(const lk_ensemble *e, const char *directory, lk_error_list *errors) {
    output o;
    if (begin(&o, directory, "results.csv")) {
        put_head(o.file, e);
        for (size_t i = 0; i < e->count; i++) put_run(o.file, e, &e->runs[i]);
    }
    return finish(&o, errors);
}

// ---- HDF5

// Columns of the frame, and rows that grow from the left.
typedef struct frame {
    lk_frame_column columns[MOST_COLUMNS];
    char names[MOST_COLUMNS][LK_DESIGN_TEXT];
    size_t count, row;
    char *rows;
} frame;

static void add_column(frame *f, const char *name, const char *unit, size_t size) {
    snprintf(f->names[f->count], LK_DESIGN_TEXT, "%s", name);
    f->columns[f->count] = (lk_frame_column){f->names[f->count], unit, f->row, size};
    f->row += size ? size : sizeof(double);
    f->count++;
}

static void add_columns(frame *f, const lk_ensemble *e) {
    const lk_study *study = e->study;
    char name[LK_DESIGN_TEXT];
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    add_column(f, "run", "", LK_PLAN_NAME);
    add_column(f, "case", "", LK_STUDY_NAME);
    add_column(f, "variant", "", LK_STUDY_NAME);
    add_column(f, "point", "1", 0);
    add_column(f, "seed", "1", 0);
    for (size_t a = 0; a < study->design.axis_count; a++) {
        const lk_design_axis *axis = &study->design.axes[a];
        lk_design_header(axis, name);
        add_column(f, name, axis->unit, axis->is_number ? 0 : CHOICE);
    }
    add_column(f, "state", "", 16);
    for (size_t q = 0; q < count; q++) {
        if (!has_column(e, &columns[q])) continue;
        lk_series_header(&columns[q].column, name, sizeof name);
        add_column(f, name, columns[q].column.unit, 0);
    }
    add_column(f, "identity", "", LK_PROVENANCE_HASH_SIZE);
    add_column(f, "version", "", 16);
    add_column(f, "commit", "", 48);
}

static void put_text(const frame *f, char *row, size_t *column, const char *text) {
    const lk_frame_column *c = &f->columns[(*column)++];
    snprintf(row + c->offset, c->size, "%s", text);
}

static void put_number(const frame *f, char *row, size_t *column, double value) {
    memcpy(row + f->columns[(*column)++].offset, &value, sizeof value);
}

static void fill_row(const frame *f, char *row, const lk_ensemble *e, const lk_ensemble_run *run) {
    const lk_study *study = e->study;
    char text[LK_DESIGN_TEXT], name[LK_PLAN_NAME];
    size_t c = 0, count;
    const lk_result_column *columns = lk_result_columns(&count);
    lk_plan_name(study, &run->at, name);
    put_text(f, row, &c, name);
    put_text(f, row, &c, study->cases[run->at.which].name);
    put_text(f, row, &c, study->variants[run->at.variant].name);
    put_number(f, row, &c, (double)(run->at.point + 1));
    put_number(f, row, &c, (double)run->at.seed);
    for (size_t a = 0; a < study->design.axis_count; a++) {
        lk_design_text(&study->design, a, run->at.point, text);
        if (study->design.axes[a].is_number)
            put_number(f, row, &c, lk_design_value(&study->design, a, run->at.point));
        else
            put_text(f, row, &c, text);
    }
    put_text(f, row, &c, lk_ensemble_state_name(run->state));
    for (size_t q = 0; q < count; q++)
        if (has_column(e, &columns[q])) put_number(f, row, &c, run->values[q]);
    put_text(f, row, &c, run->identity);
    put_text(f, row, &c, lk_provenance_version());
    put_text(f, row, &c, lk_provenance_commit());
}

static lk_status write_h5(const lk_ensemble *e, const char *directory, lk_error_list *errors) {
    char path[PATH];
    frame *f = calloc(1, sizeof *f);
    if (f) add_columns(f, e);
    if (f) f->rows = calloc(e->count + 1, f->row);
    lk_status status =
        f && f->rows ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory for %zu rows", e->count);
    snprintf(path, sizeof path, "%s/results.h5", directory);
    for (size_t i = 0; i < e->count && status == LK_OK; i++)
        fill_row(f, f->rows + i * f->row, e, &e->runs[i]);
    if (status == LK_OK)
        status = lk_frame_write(path, "results", f->columns, f->count, f->rows, f->row, e->count, errors);
    if (f) free(f->rows);
    free(f);
    return status;
}

// ---- cycles

// A row of cycles of a run, and where it stood among those of the run.
typedef struct cycle {
    size_t run;
    long number; // of the cycle, its first column
    char *row;
} cycle;

typedef struct cycles {
    const lk_ensemble *ensemble;
    char *head;
    cycle *items;
    size_t count, room;
    bool failed;
} cycles;

static void take_cycle(void *user, const char *identity, const char *row) {
    cycles *c = user;
    char *copy = strdup(row);
    c->failed = c->failed || !copy;
    if (!*identity) {
        c->head = copy;
        return;
    }
    const size_t run = lk_ensemble_find(c->ensemble, identity);
    if (run == c->ensemble->count || c->ensemble->runs[run].state != LK_ENSEMBLE_DONE || c->failed) {
        free(copy);
        return;
    }
    if (c->count == c->room) {
        const size_t room = 2 * c->room + 64;
        cycle *items = realloc(c->items, room * sizeof *items);
        c->failed = !items;
        if (!items) free(copy);
        if (!items) return;
        c->items = items;
        c->room = room;
    }
    c->items[c->count++] = (cycle){run, strtol(row, NULL, 10), copy};
}

static int by_run(const void *a, const void *b) {
    const cycle *x = a, *y = b;
    if (x->run != y->run) return x->run < y->run ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

// Sorted, so that a run that was done twice has its rows side by side, of which the second is left out.
static void put_cycles(FILE *out, const cycles *c) {
    char name[LK_PLAN_NAME];
    fprintf(out, "identity,run,%s\n", c->head);
    for (size_t i = 0; i < c->count; i++) {
        const lk_ensemble_run *run = &c->ensemble->runs[c->items[i].run];
        if (i > 0 && by_run(&c->items[i - 1], &c->items[i]) == 0) continue;
        lk_plan_name(c->ensemble->study, &run->at, name);
        fprintf(out, "%s,", run->identity);
        put_quoted(out, name);
        fprintf(out, ",%s\n", c->items[i].row);
    }
}

static lk_status write_cycles(const lk_ensemble *e, const char *directory, lk_error_list *errors) {
    cycles c = {.ensemble = e};
    output o;
    lk_status status = lk_logbook_read_cycles(directory, take_cycle, &c, errors);
    if (status == LK_OK && c.failed) status = lk_error_set(errors, LK_FAILED, "no memory for the cycles");
    if (status == LK_OK && c.count > 0) {
        qsort(c.items, c.count, sizeof *c.items, by_run);
        if (begin(&o, directory, "cycles.csv")) put_cycles(o.file, &c);
        status = finish(&o, errors);
    }
    for (size_t i = 0; i < c.count; i++) free(c.items[i].row);
    free(c.items);
    free(c.head);
    return status;
}

lk_status lk_collect_write(const lk_ensemble *e, const char *directory, lk_error_list *errors) {
    lk_status status = write_csv(e, directory, errors);
    if (status == LK_OK) status = write_h5(e, directory, errors);
    return status == LK_OK ? write_cycles(e, directory, errors) : status;
}
