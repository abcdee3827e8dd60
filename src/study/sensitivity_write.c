// Files of a sensitivity: bars with intervals above, the strongest input as points below. See
// likmc/sensitivity.h.
#include "sensitivity_write.h"

#include "likmc/figure.h"
#include "likmc/plot.h"
#include "likmc/provenance.h"
#include "likmc/result.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 4096, WIDTH = 1600, MOST_ROWS = 16, MOST_PANELS = 12, MOST_CLOUDS = 3, LABEL = 192 };

// ---- whole files

static lk_status write_whole(const char *directory, const char *name, const char *text,
                             lk_error_list *errors) {
    char path[PATH], part[PATH + 8];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    snprintf(part, sizeof part, "%s.part", path);
    FILE *file = fopen(part, "w");
    const int put = file ? fputs(text, file) : EOF, closed = file ? fclose(file) : EOF;
    if (put >= 0 && closed == 0 && rename(part, path) == 0) return LK_OK;
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot write: %s", strerror(errno));
}

static lk_status write_table(const lk_sensitivity *s, const char *directory, lk_error_list *errors) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out) lk_sensitivity_write_table(out, s);
    const bool good = out && fclose(out) == 0;
    const lk_status status = good ? write_whole(directory, "sensitivity.csv", text, errors)
                                  : lk_error_set(errors, LK_FAILED, "out of memory");
    free(text);
    return status;
}

// ---- bars

typedef struct bars {
    size_t rows, panels, order[LK_DESIGN_AXES];
    const char *names[MOST_ROWS];
    char titles[MOST_PANELS][LABEL];
    double mean[MOST_PANELS][MOST_ROWS], low[MOST_PANELS][MOST_ROWS], high[MOST_PANELS][MOST_ROWS];
    lk_figure_panel panel[MOST_PANELS];
} bars;

// Axes by the largest strength in any output.
static void order_rows(bars *b, const lk_sensitivity *s) {
    const lk_design *d = &s->ensemble->study->design;
    double strength[LK_DESIGN_AXES];
    for (size_t a = 0; a < d->axis_count; a++) {
        size_t place = a;
        strength[a] = 0.0;
        for (size_t i = 0; i < s->count; i++)
            strength[a] = fmax(strength[a], fabs(lk_sensitivity_strength(s, &s->outputs[i].axes[a])->value));
        for (; place > 0 && strength[b->order[place - 1]] < strength[a]; place--)
            b->order[place] = b->order[place - 1];
        b->order[place] = a;
    }
    b->rows = d->axis_count < MOST_ROWS ? d->axis_count : MOST_ROWS;
    for (size_t r = 0; r < b->rows; r++) {
        const char *key = d->axes[b->order[r]].key;
        b->names[r] = strncmp(key, "materials.", 10) == 0 ? key + 10 : key;
    }
}

static void add_bars(bars *b, const lk_sensitivity *s, const lk_sensitivity_output *o, const char *what,
                     size_t member) {
    if (b->panels == MOST_PANELS) return;
    const size_t n = b->panels++;
    char name[192];
    lk_sensitivity_write_name(s, o, name);
    snprintf(b->titles[n], LABEL, "%s: %.150s", what, name);
    for (size_t r = 0; r < b->rows; r++) {
        const char *axis = (const char *)&o->axes[b->order[r]];
        const lk_sensitivity_value *v = (const lk_sensitivity_value *)(const void *)(axis + member);
        b->mean[n][r] = v->value;
        b->low[n][r] = v->low;
        b->high[n][r] = v->high;
    }
    b->panel[n] = (lk_figure_panel){b->titles[n], b->mean[n], b->low[n], b->high[n]};
}

static lk_status draw_bars(const lk_sensitivity *s, lk_image *image, lk_error_list *errors) {
    const lk_design *d = &s->ensemble->study->design;
    bars *b = calloc(1, sizeof *b);
    if (!b) return lk_error_set(errors, LK_FAILED, "out of memory");
    order_rows(b, s);
    for (size_t i = 0; i < s->count; i++) {
        const lk_sensitivity_output *o = &s->outputs[i];
        if (d->kind == LK_DESIGN_SALTELLI) {
            add_bars(b, s, o, "first", offsetof(lk_sensitivity_axis, first));
            add_bars(b, s, o, "total", offsetof(lk_sensitivity_axis, total));
        } else if (d->kind == LK_DESIGN_MORRIS) {
            add_bars(b, s, o, "|effect|", offsetof(lk_sensitivity_axis, effect));
        } else {
            add_bars(b, s, o, "rank correlation", offsetof(lk_sensitivity_axis, rank));
        }
    }
    const lk_figure figure = {.title = s->ensemble->study->title,
                              .caption = "with 95 % intervals; the strongest inputs",
                              .row_count = b->rows,
                              .rows = b->names,
                              .panel_count = b->panels,
                              .panels = b->panel};
    const lk_status status = lk_figure_draw(&figure, WIDTH, image, errors);
    free(b);
    return status;
}

// ---- points

typedef struct clouds {
    lk_plot plot;
    lk_plot_panel panels[MOST_CLOUDS];
    lk_plot_series series[MOST_CLOUDS][LK_STUDY_CASES];
    char x_labels[MOST_CLOUDS][LABEL], y_labels[MOST_CLOUDS][LABEL];
    double *numbers; // [clouds][cases + 1][points]
} clouds;

static void label(const char *name, const char *unit, char text[LABEL]) {
    const bool pure = !*unit || strcmp(unit, "1") == 0;
    snprintf(text, LABEL, "%.120s%s%.30s%s", name, pure ? "" : " (", pure ? "" : unit, pure ? "" : ")");
}

// Means over the seeds of each point.
static void fill_cloud(const lk_ensemble *e, size_t variant, size_t which, int quantity, double *y) {
    double seeds[256];
    for (size_t p = 0; p < lk_study_points(e->study); p++) {
        const size_t n = lk_ensemble_point_values(e, variant, which, p, quantity, seeds, 256);
        y[p] = lk_statistics_of(seeds, n).mean;
    }
}

static void add_cloud(clouds *c, const lk_sensitivity *s, size_t axis) {
    const lk_ensemble *e = s->ensemble;
    const lk_study *study = e->study;
    const lk_sensitivity_output *o = &s->outputs[0];
    const size_t n = c->plot.panel_count++, points = lk_study_points(study);
    double *x = c->numbers + n * (study->case_count + 1) * points;
    const lk_series_column *column = &lk_result_columns(&(size_t){0})[o->quantity].column;
    for (size_t p = 0; p < points; p++) x[p] = lk_design_value(&study->design, axis, p);
    for (size_t k = 0; k < study->case_count; k++) {
        double *y = x + (k + 1) * points;
        fill_cloud(e, o->variant, k, o->quantity, y);
        const char *name = *study->cases[k].title ? study->cases[k].title : study->cases[k].name;
        c->series[n][k] = (lk_plot_series){
            .name = study->case_count > 1 ? name : NULL, .count = points, .x = x, .y = y, .dots = true};
    }
    label(study->design.axes[axis].key, study->design.axes[axis].unit, c->x_labels[n]);
    label(column->name, column->unit, c->y_labels[n]);
    c->panels[n] = (lk_plot_panel){.title = "",
                                   .x_label = c->x_labels[n],
                                   .y_label = c->y_labels[n],
                                   .log_x = study->design.axes[axis].log,
                                   .series_count = study->case_count,
                                   .series = c->series[n]};
}

static lk_status draw_clouds(const lk_sensitivity *s, lk_image *image, lk_error_list *errors) {
    const lk_study *study = s->ensemble->study;
    bars b = {0};
    clouds *c = calloc(1, sizeof *c);
    if (!c) return lk_error_set(errors, LK_FAILED, "out of memory");
    c->numbers = malloc(MOST_CLOUDS * (study->case_count + 1) * lk_study_points(study) * sizeof *c->numbers);
    lk_status status = c->numbers ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    order_rows(&b, s);
    for (size_t i = 0; i < b.rows && c->plot.panel_count < MOST_CLOUDS && status == LK_OK; i++)
        if (study->design.axes[b.order[i]].is_number) add_cloud(c, s, b.order[i]);
    c->plot.title = "The strongest inputs";
    c->plot.caption = "each point: the mean over the seeds of one draw";
    c->plot.across = c->plot.panel_count;
    c->plot.panels = c->panels;
    if (status == LK_OK && c->plot.panel_count > 0) status = lk_plot_draw(&c->plot, WIDTH, image, errors);
    free(c->numbers);
    free(c);
    return status;
}

static lk_status join(const lk_image *above, const lk_image *below, lk_image *image, lk_error_list *errors) {
    const lk_status status = lk_image_create(image, above->width, above->height + below->height, errors);
    if (status != LK_OK) return status;
    const size_t first = 3 * (size_t)above->width * (size_t)above->height;
    memcpy(image->pixels, above->pixels, first);
    if (below->pixels)
        memcpy(image->pixels + first, below->pixels, 3 * (size_t)below->width * (size_t)below->height);
    return LK_OK;
}

static lk_status write_figure(const lk_sensitivity *s, const char *directory, lk_error_list *errors) {
    char path[PATH];
    const lk_image_text texts[] = {{"Software", "likmc"}, {"Commit", lk_provenance_commit()}};
    lk_image above = {0}, below = {0}, image = {0};
    snprintf(path, sizeof path, "%s/sensitivity.png", directory);
    lk_status status = draw_bars(s, &above, errors);
    if (status == LK_OK) status = draw_clouds(s, &below, errors);
    if (status == LK_OK) status = join(&above, &below, &image, errors);
    if (status == LK_OK) status = lk_image_write_png(&image, path, texts, 2, errors);
    lk_image_free(&above);
    lk_image_free(&below);
    lk_image_free(&image);
    return status;
}

lk_status lk_sensitivity_write(const lk_sensitivity *s, const char *directory, lk_error_list *errors) {
    char *text = lk_sensitivity_text(s, errors);
    if (!text) return LK_FAILED;
    lk_status status = write_whole(directory, "sensitivity.txt", text, errors);
    free(text);
    if (status == LK_OK) status = write_table(s, directory, errors);
    return status == LK_OK ? write_figure(s, directory, errors) : status;
}
