// The figure of a scan: see scan_figure.h.
#include "scan_figure.h"

#include "likmc/image.h"
#include "likmc/plot.h"
#include "likmc/provenance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 4096, MOST_PANELS = 48, MOST_SHOWN = 4, WIDTH = 1600, LABEL = 160 };

// What a figure is made of; owned.
typedef struct figure {
    const lk_ensemble *ensemble;
    lk_plot plot;
    lk_plot_panel panels[MOST_PANELS];
    char titles[MOST_PANELS][LABEL], labels[MOST_PANELS][LABEL], axis_labels[2][LABEL];
    lk_plot_series *series; // [panels][cases]
    double *numbers;
    size_t used, room; // numbers
} figure;

static double *take(figure *f, size_t count) {
    double *numbers = f->numbers + f->used;
    f->used += count;
    return f->used <= f->room ? numbers : NULL;
}

static void label_axis(const lk_design_axis *axis, char text[LABEL]) {
    const bool pure = !*axis->unit || strcmp(axis->unit, "1") == 0;
    snprintf(text, LABEL, "%.100s%s%.30s%s", axis->key, pure ? "" : " (", pure ? "" : axis->unit,
             pure ? "" : ")");
}

static void label_quantity(int quantity, char text[LABEL]) {
    size_t count;
    const lk_series_column *column = &lk_result_columns(&count)[quantity].column;
    const bool pure = strcmp(column->unit, "1") == 0;
    snprintf(text, LABEL, "%s%s%s%s", column->name, pure ? "" : " (", pure ? "" : column->unit,
             pure ? "" : ")");
}

// Evenly spread in the logarithm rather than in itself?
static bool is_log(const lk_design_axis *axis) {
    if (axis->log) return true;
    const double *x = axis->values;
    const size_t n = axis->count;
    return n > 2 && x[0] > 0.0 && x[n - 1] / x[0] > 20.0;
}

// ---- one axis

static void fill_curve(figure *f, lk_plot_series *s, size_t variant, size_t which, int quantity) {
    const lk_ensemble *e = f->ensemble;
    const size_t n = lk_study_points(e->study);
    double *x = take(f, n), *y = take(f, n), *low = take(f, n), *high = take(f, n);
    for (size_t p = 0; p < n; p++) {
        const lk_statistics at = lk_scan_at(e, variant, which, p, quantity);
        const double half = lk_statistics_half_width(&at, 0.95);
        x[p] = lk_design_value(&e->study->design, 0, p);
        y[p] = at.mean;
        low[p] = at.mean - half;
        high[p] = at.mean + half;
    }
    *s = (lk_plot_series){
        e->study->case_count > 1 ? lk_scan_name(e->study, which) : NULL, n, x, y, low, high, true, true};
}

static void add_curves(figure *f, size_t variant, int quantity) {
    const lk_study *study = f->ensemble->study;
    const size_t i = f->plot.panel_count++;
    lk_plot_series *series = f->series + i * study->case_count;
    for (size_t c = 0; c < study->case_count; c++) fill_curve(f, &series[c], variant, c, quantity);
    label_quantity(quantity, f->labels[i]);
    snprintf(f->titles[i], LABEL, "%s", study->variants[variant].name);
    f->panels[i] = (lk_plot_panel){.title = f->titles[i],
                                   .x_label = f->axis_labels[0],
                                   .y_label = f->labels[i],
                                   .log_x = is_log(&study->design.axes[0]),
                                   .series_count = study->case_count,
                                   .series = series};
}

// ---- two axes

static void add_map(figure *f, size_t variant, size_t which, int quantity) {
    const lk_study *study = f->ensemble->study;
    const lk_design_axis *x = &study->design.axes[0], *y = &study->design.axes[1];
    const size_t i = f->plot.panel_count++;
    double *cells = take(f, x->count * y->count);
    for (size_t p = 0; p < lk_study_points(study); p++)
        cells[lk_design_index(&study->design, 1, p) * x->count + lk_design_index(&study->design, 0, p)] =
            lk_scan_at(f->ensemble, variant, which, p, quantity).mean;
    char label[LABEL];
    label_quantity(quantity, label);
    const char *name = study->variants[variant].name;
    snprintf(f->titles[i], LABEL, "%.40s%s%.40s: %.70s", name, *name ? ", " : "", lk_scan_name(study, which),
             label);
    f->panels[i] = (lk_plot_panel){.title = f->titles[i],
                                   .x_label = f->axis_labels[0],
                                   .y_label = f->axis_labels[1],
                                   .columns = x->count,
                                   .rows = y->count,
                                   .cells = cells,
                                   .xs = x->values,
                                   .ys = y->values};
}

// ---- all

// With one cycle the mean efficiency is the efficiency; such a quantity is not shown twice.
static bool is_shown(const lk_ensemble *e, size_t variant, int quantity) {
    for (int other = 0; other < quantity; other++) {
        bool same = true;
        for (size_t i = 0; i < e->count && same; i++) {
            const double a = e->runs[i].values[quantity], b = e->runs[i].values[other];
            same = e->runs[i].at.variant != variant || a == b || (isnan(a) && isnan(b));
        }
        if (same) return true;
    }
    return false;
}

static void add_panels(figure *f, size_t variant) {
    const lk_study *study = f->ensemble->study;
    size_t count, shown = 0;
    lk_result_columns(&count);
    for (size_t q = 0; q < count && shown < MOST_SHOWN; q++) {
        if (!lk_scan_shows(f->ensemble, variant, (int)q) || is_shown(f->ensemble, variant, (int)q)) continue;
        shown++;
        const size_t more = study->design.axis_count == 2 ? study->case_count : 1;
        if (f->plot.panel_count + more > MOST_PANELS) return;
        if (study->design.axis_count == 1) add_curves(f, variant, (int)q);
        for (size_t c = 0; c < study->case_count && study->design.axis_count == 2; c++)
            add_map(f, variant, c, (int)q);
    }
}

static lk_status draw(figure *f, const char *directory, lk_error_list *errors) {
    char path[PATH];
    lk_image image = {0};
    const lk_image_text texts[] = {{"Software", "likmc"}, {"Commit", lk_provenance_commit()}};
    f->plot.title = f->ensemble->study->title;
    f->plot.caption = "means and 95 % confidence intervals over the seeds";
    if (f->ensemble->study->design.axis_count == 2) f->plot.caption = "means over the seeds";
    f->plot.across = f->plot.panel_count < 3 ? f->plot.panel_count : 3;
    f->plot.panels = f->panels;
    snprintf(path, sizeof path, "%s/scan.png", directory);
    lk_status status = lk_plot_draw(&f->plot, WIDTH, &image, errors);
    if (status == LK_OK) status = lk_image_write_png(&image, path, texts, 2, errors);
    lk_image_free(&image);
    return status;
}

// Curves need one axis of numbers, heat maps a grid of two; what else there is stays a table.
static bool has_figure(const lk_design *design) {
    if (design->axis_count == 1) return design->axes[0].is_number;
    return design->axis_count == 2 && design->kind == LK_DESIGN_GRID && design->axes[0].is_number &&
           design->axes[1].is_number;
}

lk_status lk_scan_figure_write(const lk_ensemble *e, const char *directory, lk_error_list *errors) {
    const lk_study *study = e->study;
    if (!has_figure(&study->design)) return LK_OK;
    figure *f = calloc(1, sizeof *f);
    if (!f) return lk_error_set(errors, LK_FAILED, "out of memory");
    f->ensemble = e;
    f->room = MOST_PANELS * 4 * study->case_count * lk_study_points(study);
    f->numbers = malloc(f->room * sizeof *f->numbers);
    f->series = calloc(MOST_PANELS * study->case_count, sizeof *f->series);
    lk_status status = f->numbers && f->series ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    for (size_t a = 0; a < study->design.axis_count; a++)
        label_axis(&study->design.axes[a], f->axis_labels[a]);
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++) add_panels(f, v);
    if (status == LK_OK && f->plot.panel_count > 0) status = draw(f, directory, errors);
    free(f->numbers);
    free(f->series);
    free(f);
    return status;
}
