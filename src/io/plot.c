// Panels with axes: see likmc/plot.h.
#include "likmc/plot.h"

#include "draw.h"

#include <math.h>
#include <stdio.h>

enum { HEAD = 100, LEFT = 92, RIGHT = 26, ABOVE = 46, BELOW = 74 };

static const lk_draw_colour colours[] = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9};
enum { COLOURS = sizeof colours / sizeof *colours };

// An axis on paper: from `low` to `high` over so many pixels.
typedef struct axis {
    double low, high, from, to;
    bool log;
} axis;

typedef struct view {
    lk_draw *draw;
    lk_draw_box box;
    axis x, y;
} view;

static double place(const axis *a, double value) {
    const double u =
        a->log ? log(value / a->low) / log(a->high / a->low) : (value - a->low) / (a->high - a->low);
    return a->from + u * (a->to - a->from);
}

static void hold(axis *a, double value) {
    if (!isfinite(value) || (a->log && value <= 0.0)) return;
    a->low = fmin(a->low, value);
    a->high = fmax(a->high, value);
}

// Some room on both sides; an axis without extent gets one.
static void widen(axis *a) {
    if (!(a->low <= a->high)) a->low = a->log ? 1.0 : 0.0, a->high = a->log ? 10.0 : 1.0;
    if (a->log) {
        const double more = fmax(1.05, pow(a->high / a->low, 0.05));
        a->low /= more;
        a->high *= more;
        return;
    }
    const double extent = fmax(a->high - a->low, fmax(1e-12, 1e-3 * fabs(a->high)));
    a->low -= 0.06 * extent;
    a->high += 0.06 * extent;
}

static void find_axes(const lk_plot_panel *p, view *v) {
    v->x.low = v->y.low = INFINITY;
    v->x.high = v->y.high = -INFINITY;
    for (size_t s = 0; s < p->series_count; s++)
        for (size_t i = 0; i < p->series[s].count; i++) {
            const lk_plot_series *one = &p->series[s];
            if (!isfinite(one->y[i])) continue;
            hold(&v->x, one->x[i]);
            hold(&v->y, one->y[i]);
            if (one->low) hold(&v->y, one->low[i]);
            if (one->high) hold(&v->y, one->high[i]);
        }
    widen(&v->x);
    widen(&v->y);
}

// ---- ticks

static void draw_tick(const view *v, const axis *a, double value, const char *text) {
    lk_draw *d = v->draw;
    const double u = d->unit, at = place(a, value);
    if (a == &v->x) {
        lk_draw_dashes(d, at, v->box.y, at, v->box.y + v->box.height, 1.0, 0xd8dcdf);
        lk_draw_text(d, at, v->box.y + v->box.height + 24 * u, 16.0, LK_DRAW_CENTRE, LK_DRAW_INK, text);
    } else {
        lk_draw_dashes(d, v->box.x, at, v->box.x + v->box.width, at, 1.0, 0xd8dcdf);
        lk_draw_text(d, v->box.x - 8 * u, at + 6 * u, 16.0, LK_DRAW_RIGHT, LK_DRAW_INK, text);
    }
}

static void draw_ticks(const view *v, const axis *a) {
    char text[32];
    if (!a->log) {
        const double step = lk_draw_round((a->high - a->low) / 3.0);
        for (double t = ceil(a->low / step) * step; t <= a->high; t += step) {
            snprintf(text, sizeof text, "%.5g", fabs(t) < 1e-9 * step ? 0.0 : t);
            draw_tick(v, a, t, text);
        }
        return;
    }
    // 1, 2, 5, 10, ... where there is room for them, else the powers of ten.
    const bool fine = a->high / a->low < 200.0;
    for (double power = pow(10.0, floor(log10(a->low))); power <= a->high; power *= 10.0)
        for (int k = 0; k < (fine ? 3 : 1); k++) {
            const double t = power * (k == 0 ? 1.0 : k == 1 ? 2.0 : 5.0);
            snprintf(text, sizeof text, "%.3g", t);
            if (t >= a->low && t <= a->high) draw_tick(v, a, t, text);
        }
}

// ---- curves

static void draw_series(const view *v, const lk_plot_series *s, lk_draw_colour colour) {
    lk_draw *d = v->draw;
    const double u = d->unit;
    double old_x = NAN, old_y = NAN;
    for (size_t i = 0; i < s->count; i++) {
        if (!isfinite(s->y[i]) || !isfinite(s->x[i]) || (v->x.log && s->x[i] <= 0.0)) continue;
        const double x = place(&v->x, s->x[i]), y = place(&v->y, s->y[i]);
        if (s->line && isfinite(old_x)) lk_draw_line(d, old_x, old_y, x, y, 2.0, colour);
        if (s->low && isfinite(s->low[i]) && isfinite(s->high[i])) {
            const double a = place(&v->y, s->low[i]), b = place(&v->y, s->high[i]);
            lk_draw_line(d, x, a, x, b, 2.0, colour);
            lk_draw_line(d, x - 5 * u, a, x + 5 * u, a, 2.0, colour);
            lk_draw_line(d, x - 5 * u, b, x + 5 * u, b, 2.0, colour);
        }
        const double half = s->line ? 4 * u : 2.5 * u;
        if (s->dots) lk_draw_rectangle(d, (lk_draw_box){x - half, y - half, 2 * half, 2 * half}, colour);
        old_x = x;
        old_y = y;
    }
}

// Names side by side above the panel, right of its title.
static void draw_legend(const view *v, const lk_plot_panel *p) {
    const double u = v->draw->unit;
    double x = v->box.x + (p->title && *p->title ? lk_draw_width(v->draw, 18.0, p->title) + 16 * u : 0.0);
    for (size_t s = 0; s < p->series_count; s++)
        if (p->series[s].name)
            x += 12 * u + lk_draw_text(v->draw, x, v->box.y - 12 * u, 15.0, LK_DRAW_LEFT,
                                       colours[s % COLOURS], p->series[s].name);
}

static void draw_curves(view *v, const lk_plot_panel *p) {
    find_axes(p, v);
    draw_ticks(v, &v->x);
    draw_ticks(v, &v->y);
    for (size_t s = 0; s < p->series_count; s++) draw_series(v, &p->series[s], colours[s % COLOURS]);
    draw_legend(v, p);
}

// ---- heat maps

static axis range_of_cells(const lk_plot_panel *p) {
    axis range = {INFINITY, -INFINITY, 0.0, 1.0, false};
    for (size_t i = 0; i < p->columns * p->rows; i++) hold(&range, p->cells[i]);
    if (!(range.low <= range.high)) range.low = 0.0, range.high = 1.0;
    if (range.low == range.high) range.high = range.low + fmax(1e-12, 1e-3 * fabs(range.low));
    return range;
}

static lk_draw_colour colour_at(double u) {
    double rgb[3];
    uint8_t bytes[3];
    lk_draw_height_colour(u, rgb);
    for (int k = 0; k < 3; k++) bytes[k] = (uint8_t)(255.0 * rgb[k] + 0.5);
    return lk_draw_rgb(bytes);
}

static void draw_cell(view *v, const lk_plot_panel *p, axis range, size_t column, size_t row) {
    const double value = p->cells[row * p->columns + column], u = v->draw->unit;
    const double wide = v->box.width / (double)p->columns, high = v->box.height / (double)p->rows;
    const lk_draw_box box = {v->box.x + (double)column * wide,
                             v->box.y + v->box.height - (double)(row + 1) * high, wide + 0.5, high + 0.5};
    char text[32];
    if (!isfinite(value)) return;
    const double share = place(&range, value);
    lk_draw_rectangle(v->draw, box, colour_at(share));
    snprintf(text, sizeof text, "%.3g", value);
    if (lk_draw_width(v->draw, 13.0, text) < 0.9 * wide && high > 16 * u)
        lk_draw_text(v->draw, box.x + 0.5 * wide, box.y + 0.5 * high + 5 * u, 13.0, LK_DRAW_CENTRE,
                     share > 0.55 ? LK_DRAW_INK : LK_DRAW_PAPER, text);
}

// The values of the axes stand under and beside their cells, as many as have room.
static void label_cells(view *v, const lk_plot_panel *p) {
    const double u = v->draw->unit, wide = v->box.width / (double)p->columns,
                 high = v->box.height / (double)p->rows;
    const size_t skip = (size_t)ceil(58 * u / wide), jump = (size_t)ceil(22 * u / high);
    char text[32];
    for (size_t i = 0; i < p->columns; i += skip) {
        snprintf(text, sizeof text, "%.3g", p->xs[i]);
        lk_draw_text(v->draw, v->box.x + ((double)i + 0.5) * wide, v->box.y + v->box.height + 24 * u, 16.0,
                     LK_DRAW_CENTRE, LK_DRAW_INK, text);
    }
    for (size_t i = 0; i < p->rows; i += jump) {
        snprintf(text, sizeof text, "%.3g", p->ys[i]);
        lk_draw_text(v->draw, v->box.x - 8 * u, v->box.y + v->box.height - ((double)i + 0.5) * high + 6 * u,
                     16.0, LK_DRAW_RIGHT, LK_DRAW_INK, text);
    }
}

static void draw_map(view *v, const lk_plot_panel *p) {
    const axis range = range_of_cells(p);
    for (size_t row = 0; row < p->rows; row++)
        for (size_t column = 0; column < p->columns; column++) draw_cell(v, p, range, column, row);
    label_cells(v, p);
}

// ---- all

static void draw_panel(lk_draw *draw, const lk_plot_panel *p, lk_draw_box box) {
    const double u = draw->unit;
    view v = {.draw = draw, .box = box};
    if (p->series_count == 0 && !p->cells) return;
    v.x = (axis){.from = box.x, .to = box.x + box.width, .log = p->log_x};
    v.y = (axis){.from = box.y + box.height, .to = box.y, .log = p->log_y};
    if (p->title) lk_draw_fitted(draw, box.x, box.y - 12 * u, 18.0, box.width, LK_DRAW_INK, p->title);
    if (p->cells)
        draw_map(&v, p);
    else
        draw_curves(&v, p);
    lk_draw_frame(draw, box, 1.5, LK_DRAW_INK);
    if (p->x_label)
        lk_draw_text(draw, box.x + 0.5 * box.width, box.y + box.height + 52 * u, 17.0, LK_DRAW_CENTRE,
                     LK_DRAW_INK, p->x_label);
    if (p->y_label)
        lk_draw_upwards(draw, box.x - 72 * u, box.y + 0.5 * box.height, 17.0, LK_DRAW_INK, p->y_label);
}

lk_status lk_plot_draw(const lk_plot *plot, int width, lk_image *image, lk_error_list *errors) {
    const double u = width / 1280.0;
    if (width < 640) return lk_error_set(errors, LK_BAD_INPUT, "a figure of %d pixels is too narrow", width);
    const size_t lines = (plot->panel_count + plot->across - 1) / plot->across;
    const double wide = width / (double)plot->across - (LEFT + RIGHT) * u, high = fmin(0.72 * wide, 560 * u);
    const double line = high + (ABOVE + BELOW) * u;
    lk_status status = lk_image_create(image, width, (int)(HEAD * u + (double)lines * line), errors);
    lk_draw draw;
    if (status == LK_OK) status = lk_draw_begin(&draw, image, errors);
    if (status != LK_OK) return status;
    lk_draw_bold(&draw, 30 * u, 42 * u, 26.0, LK_DRAW_LEFT, LK_DRAW_INK, plot->title);
    lk_draw_fitted(&draw, 30 * u, 74 * u, 18.0, width - 60 * u, LK_DRAW_FAINT, plot->caption);
    for (size_t i = 0; i < plot->panel_count; i++) {
        const double x = (double)(i % plot->across) * width / (double)plot->across + LEFT * u;
        const double y = HEAD * u + (double)(i / plot->across) * line + ABOVE * u;
        draw_panel(&draw, &plot->panels[i], (lk_draw_box){x, y, wide, high});
    }
    return lk_draw_end(&draw, errors);
}
