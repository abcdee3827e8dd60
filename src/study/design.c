// Points of a design: see likmc/design.h.
#include "likmc/design.h"

#include "design_sample.h"
#include "likmc/series.h"
#include "likmc/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[LK_DESIGN_KINDS] = {"grid",   "zip", "latin-hypercube", "sobol", "saltelli",
                                                   "morris", "csv"};

const char *lk_design_kind_name(lk_design_kind kind) { return names[kind]; }

bool lk_design_is_sampled(const lk_design *design) {
    return design->kind >= LK_DESIGN_LATIN && design->kind <= LK_DESIGN_MORRIS;
}

bool lk_design_is_drawn(const lk_design *design) {
    return design->axis_count > 0 && (design->kind == LK_DESIGN_LATIN || design->kind == LK_DESIGN_SOBOL ||
                                      design->kind == LK_DESIGN_SALTELLI || design->kind == LK_DESIGN_CSV);
}

lk_status lk_design_add_value(lk_design_axis *axis, const char *text, double value, lk_error_list *errors) {
    if ((axis->count & (axis->count + 1)) == 0) { // full at 1, 3, 7, ...
        const size_t room = 2 * axis->count + 1;
        char **texts = realloc(axis->texts, room * sizeof *texts);
        if (texts) axis->texts = texts;
        double *values = realloc(axis->values, room * sizeof *values);
        if (values) axis->values = values;
        if (!texts || !values) return lk_error_set(errors, LK_FAILED, "no memory for %zu values", room);
    }
    char *copy = strdup(text);
    if (!copy) return lk_error_set(errors, LK_FAILED, "out of memory");
    axis->low = axis->count == 0 || value < axis->low ? value : axis->low;
    axis->high = axis->count == 0 || value > axis->high ? value : axis->high;
    axis->texts[axis->count] = copy;
    axis->values[axis->count++] = value;
    return LK_OK;
}

static void free_axis(lk_design_axis *axis) {
    for (size_t i = 0; i < axis->count; i++) free(axis->texts[i]);
    free(axis->texts);
    free(axis->values);
}

void lk_design_free(lk_design *design) {
    for (size_t a = 0; a < design->axis_count; a++) free_axis(&design->axes[a]);
    free(design->units);
    *design = (lk_design){0};
}

// ---- points

static lk_status count_grid(lk_design *design, lk_error_list *errors) {
    design->points = 1;
    for (size_t a = 0; a < design->axis_count; a++) {
        if (design->points > 10000000 / design->axes[a].count)
            return lk_error_set(errors, LK_BAD_INPUT, "the grid has more than 1e7 points");
        design->points *= design->axes[a].count;
    }
    return LK_OK;
}

static lk_status count_rows(lk_design *design, lk_error_list *errors) {
    design->points = design->axes[0].count;
    for (size_t a = 1; a < design->axis_count; a++)
        if (design->axes[a].count != design->points)
            return lk_error_set(errors, LK_BAD_INPUT, "zip: %s has %zu values and %s %zu",
                                design->axes[0].key, design->points, design->axes[a].key,
                                design->axes[a].count);
    return LK_OK;
}

lk_status lk_design_place(lk_design *design, lk_error_list *errors) {
    if (design->axis_count == 0) return LK_OK;
    for (size_t a = 0; a < design->axis_count; a++) {
        const bool listed = design->axes[a].count > 0;
        if (listed == lk_design_is_sampled(design))
            return lk_error_set(errors, LK_BAD_INPUT,
                                listed ? "%s: a design of kind %s needs a range, not a list"
                                       : "%s: a design of kind %s needs values or a number",
                                design->axes[a].key, names[design->kind]);
    }
    if (design->kind == LK_DESIGN_GRID) return count_grid(design, errors);
    if (!lk_design_is_sampled(design)) return count_rows(design, errors);
    return lk_design_sample(design, errors);
}

size_t lk_design_index(const lk_design *design, size_t axis, size_t point) {
    if (design->kind != LK_DESIGN_GRID) return point;
    for (size_t a = design->axis_count - 1; a > axis; a--) point /= design->axes[a].count;
    return point % design->axes[axis].count;
}

double lk_design_value(const lk_design *design, size_t axis, size_t point) {
    const lk_design_axis *a = &design->axes[axis];
    if (a->count > 0) return a->values[lk_design_index(design, axis, point)];
    const double u = design->units[point * design->axis_count + axis];
    const double x = a->log ? a->low * exp(u * log(a->high / a->low)) : a->low + u * (a->high - a->low);
    return fmin(a->high, fmax(a->low, a->whole ? round(x) : x));
}

// ---- as text

void lk_design_text(const lk_design *design, size_t axis, size_t point, char text[LK_DESIGN_TEXT]) {
    const lk_design_axis *a = &design->axes[axis];
    if (a->count > 0) {
        snprintf(text, LK_DESIGN_TEXT, "%s", a->texts[lk_design_index(design, axis, point)]);
        return;
    }
    double back;
    const double value = lk_design_value(design, axis, point);
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, LK_DESIGN_TEXT, "%.*g", digits, value);
        if (lk_table_read_number(text, &back) && back == value) break;
    }
}

void lk_design_setting(const lk_design *design, size_t axis, size_t point, char text[LK_DESIGN_TEXT]) {
    const lk_design_axis *a = &design->axes[axis];
    char value[LK_DESIGN_TEXT];
    lk_design_text(design, axis, point, value);
    const bool pure = !*a->unit || strcmp(a->unit, "1") == 0;
    const int length = snprintf(text, LK_DESIGN_TEXT, "%s=", a->key);
    snprintf(text + length, (size_t)(LK_DESIGN_TEXT - length), "%.60s%s%s", value, pure ? "" : " ",
             pure ? "" : a->unit);
}

void lk_design_header(const lk_design_axis *axis, char text[LK_DESIGN_TEXT]) {
    const lk_series_column column = {.name = axis->key, .unit = *axis->unit ? axis->unit : "1"};
    lk_series_header(&column, text, LK_DESIGN_TEXT);
}
