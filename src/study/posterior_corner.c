// The corner plot of a posterior: see posterior_corner.h.
#include "posterior_corner.h"

#include "likmc/plot.h"
#include "likmc/provenance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 4096, WIDTH = 1400, MOST = 5, BINS = 12, LABEL = 160 };

typedef struct corner {
    const lk_design *design;
    const lk_weight *weight;
    size_t count, axes[MOST];
    lk_plot_panel panels[MOST * MOST];
    lk_plot_series series[MOST][2];
    char labels[MOST][LABEL];
    double centres[MOST][BINS], before[MOST][BINS], after[MOST][BINS], cells[MOST * MOST][BINS * BINS];
} corner;

// Place on the range of an axis, 0 to 1, even in the logarithm where the axis is.
static double place_of(const lk_design_axis *a, double value) {
    if (!(a->high > a->low)) return 0.5;
    return a->log ? log(value / a->low) / log(a->high / a->low) : (value - a->low) / (a->high - a->low);
}

static double value_at(const lk_design_axis *a, double place) {
    return a->log ? a->low * pow(a->high / a->low, place) : a->low + place * (a->high - a->low);
}

static size_t bin_of(const corner *c, size_t which, size_t point) {
    const lk_design_axis *a = &c->design->axes[c->axes[which]];
    const double place = place_of(a, lk_design_value(c->design, c->axes[which], point));
    const double bin = floor(place * BINS);
    return (size_t)fmin(fmax(bin, 0.0), BINS - 1.0);
}

static void fill(corner *c) {
    for (size_t p = 0; p < c->weight->points; p++)
        for (size_t i = 0; i < c->count; i++) {
            const size_t own = bin_of(c, i, p);
            c->before[i][own] += 1.0 / (double)c->weight->points;
            c->after[i][own] += c->weight->weights[p];
            for (size_t k = 0; k < i; k++)
                c->cells[i * MOST + k][own * BINS + bin_of(c, k, p)] += c->weight->weights[p];
        }
    for (size_t i = 0; i < c->count; i++)
        for (size_t b = 0; b < BINS; b++)
            c->centres[i][b] = value_at(&c->design->axes[c->axes[i]], ((double)b + 0.5) / BINS);
}

static void set_panels(corner *c) {
    for (size_t i = 0; i < c->count; i++) {
        const bool log_i = c->design->axes[c->axes[i]].log;
        c->series[i][0] = (lk_plot_series){
            .name = "before", .count = BINS, .x = c->centres[i], .y = c->before[i], .line = true};
        c->series[i][1] = (lk_plot_series){
            .name = "after", .count = BINS, .x = c->centres[i], .y = c->after[i], .line = true, .dots = true};
        c->panels[i * c->count + i] = (lk_plot_panel){.title = "",
                                                      .x_label = c->labels[i],
                                                      .y_label = "share of a bin",
                                                      .log_x = log_i,
                                                      .series_count = 2,
                                                      .series = c->series[i]};
        for (size_t k = 0; k < i; k++)
            c->panels[i * c->count + k] = (lk_plot_panel){.title = "",
                                                          .x_label = c->labels[k],
                                                          .y_label = c->labels[i],
                                                          .columns = BINS,
                                                          .rows = BINS,
                                                          .cells = c->cells[i * MOST + k],
                                                          .xs = c->centres[k],
                                                          .ys = c->centres[i]};
    }
}

static void choose_axes(corner *c) {
    for (size_t a = 0; a < c->design->axis_count && c->count < MOST; a++) {
        const lk_design_axis *axis = &c->design->axes[a];
        const bool pure = !*axis->unit || strcmp(axis->unit, "1") == 0;
        if (!axis->is_number) continue;
        snprintf(c->labels[c->count], LABEL, "%.100s%s%.30s%s", axis->key, pure ? "" : " (",
                 pure ? "" : axis->unit, pure ? "" : ")");
        c->axes[c->count++] = a;
    }
}

lk_status lk_posterior_corner_write(const lk_ensemble *e, const lk_weight *w, const char *directory,
                                    lk_error_list *errors) {
    char path[PATH];
    const lk_image_text texts[] = {{"Software", "likmc"}, {"Commit", lk_provenance_commit()}};
    lk_image image = {0};
    corner *c = calloc(1, sizeof *c);
    if (!c) return lk_error_set(errors, LK_FAILED, "out of memory");
    c->design = &e->study->design;
    c->weight = w;
    choose_axes(c);
    fill(c);
    set_panels(c);
    const lk_plot plot = {.title = e->study->title,
                          .caption = "what the targets leave of the ranges; maps: weight of the points",
                          .across = c->count,
                          .panel_count = c->count * c->count,
                          .panels = c->panels};
    snprintf(path, sizeof path, "%s/posterior.png", directory);
    lk_status status = c->count > 0 ? lk_plot_draw(&plot, WIDTH, &image, errors) : LK_OK;
    if (status == LK_OK && c->count > 0) status = lk_image_write_png(&image, path, texts, 2, errors);
    lk_image_free(&image);
    free(c);
    return status;
}
