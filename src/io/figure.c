// Figures of means with error bars: see likmc/figure.h.
#include "likmc/figure.h"

#include "draw.h"

#include <math.h>
#include <stdio.h>

enum { ROW = 34, PANEL_ABOVE = 48, PANEL_BELOW = 44, HEAD = 100, LABELS = 210, GAP = 34, COLUMNS = 3 };

static const lk_draw_colour colours[] = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9};
enum { COLOURS = sizeof colours / sizeof *colours };

typedef struct range {
    double low, high, step;
} range;

// Limits that hold all bars, and round ticks.
static range range_of(const lk_figure_panel *panel, size_t rows) {
    range r = {INFINITY, -INFINITY, 1.0};
    for (size_t i = 0; i < rows; i++) {
        const double ends[3] = {panel->mean[i], panel->low[i], panel->high[i]};
        for (int k = 0; k < 3; k++) {
            if (!isfinite(ends[k])) continue;
            r.low = fmin(r.low, ends[k]);
            r.high = fmax(r.high, ends[k]);
        }
    }
    if (!(r.low <= r.high)) return (range){0.0, 1.0, 0.5};
    const double extent = fmax(r.high - r.low, fmax(1e-9, 1e-3 * fabs(r.high)));
    r.low -= 0.06 * extent;
    r.high += 0.06 * extent;
    r.step = lk_draw_round((r.high - r.low) / 2.0);
    return r;
}

static double place(range r, lk_draw_box box, double value) {
    return box.x + box.width * (value - r.low) / (r.high - r.low);
}

static void draw_ticks(lk_draw *draw, range r, lk_draw_box box) {
    char text[32];
    for (double tick = ceil(r.low / r.step) * r.step; tick <= r.high; tick += r.step) {
        const double x = place(r, box, tick), value = fabs(tick) < 1e-9 * r.step ? 0.0 : tick;
        snprintf(text, sizeof text, "%.5g", value);
        lk_draw_dashes(draw, x, box.y, x, box.y + box.height, 1.0, 0xc8ccd0);
        lk_draw_text(draw, x, box.y + box.height + 24 * draw->unit, 16.0, LK_DRAW_CENTRE, LK_DRAW_INK, text);
    }
}

static void draw_row(lk_draw *draw, const lk_figure_panel *panel, size_t i, range r, lk_draw_box box) {
    const double u = draw->unit, y = box.y + ((double)i + 0.5) * ROW * u;
    const lk_draw_colour colour = colours[i % COLOURS];
    if (!isfinite(panel->mean[i])) return;
    const double x = place(r, box, panel->mean[i]);
    if (isfinite(panel->low[i]) && isfinite(panel->high[i])) {
        const double a = place(r, box, panel->low[i]), b = place(r, box, panel->high[i]);
        lk_draw_line(draw, a, y, b, y, 2.5, colour);
        lk_draw_line(draw, a, y - 6 * u, a, y + 6 * u, 2.5, colour);
        lk_draw_line(draw, b, y - 6 * u, b, y + 6 * u, 2.5, colour);
    }
    lk_draw_rectangle(draw, (lk_draw_box){x - 5 * u, y - 5 * u, 10 * u, 10 * u}, colour);
}

static void draw_panel(lk_draw *draw, const lk_figure *figure, size_t index, lk_draw_box box, bool labels) {
    const lk_figure_panel *panel = &figure->panels[index];
    const double u = draw->unit;
    const range r = range_of(panel, figure->row_count);
    lk_draw_fitted(draw, box.x, box.y - 12 * u, 18.0, box.width, LK_DRAW_INK, panel->title);
    draw_ticks(draw, r, box);
    lk_draw_frame(draw, box, 1.5, LK_DRAW_INK);
    for (size_t i = 0; i < figure->row_count; i++) {
        draw_row(draw, panel, i, r, box);
        if (labels)
            lk_draw_text(draw, box.x - 12 * u, box.y + ((double)i + 0.5) * ROW * u + 6 * u, 18.0,
                         LK_DRAW_RIGHT, colours[i % COLOURS], figure->rows[i]);
    }
}

lk_status lk_figure_draw(const lk_figure *figure, int width, lk_image *image, lk_error_list *errors) {
    const double u = width / 1280.0;
    const size_t lines = (figure->panel_count + COLUMNS - 1) / COLUMNS;
    const double high = (double)figure->row_count * ROW * u, line = high + (PANEL_ABOVE + PANEL_BELOW) * u;
    const double wide = (width - (LABELS + GAP) * u) / COLUMNS - GAP * u;
    if (width < 640) return lk_error_set(errors, LK_BAD_INPUT, "a figure of %d pixels is too narrow", width);
    lk_status status = lk_image_create(image, width, (int)(HEAD * u + (double)lines * line), errors);
    lk_draw draw;
    if (status == LK_OK) status = lk_draw_begin(&draw, image, errors);
    if (status != LK_OK) return status;
    lk_draw_bold(&draw, 30 * u, 42 * u, 26.0, LK_DRAW_LEFT, LK_DRAW_INK, figure->title);
    lk_draw_fitted(&draw, 30 * u, 74 * u, 18.0, width - 60 * u, LK_DRAW_FAINT, figure->caption);
    for (size_t i = 0; i < figure->panel_count; i++) {
        const double x = LABELS * u + (double)(i % COLUMNS) * (wide + GAP * u);
        const double y = HEAD * u + (double)(i / COLUMNS) * line + PANEL_ABOVE * u;
        draw_panel(&draw, figure, i, (lk_draw_box){x, y, wide, high}, i % COLUMNS == 0);
    }
    return lk_draw_end(&draw, errors);
}
