// The axes and the design of a study: see likmc/study.h.
#include "likmc/nearest.h"
#include "likmc/plan.h"
#include "likmc/units.h"
#include "study_csv.h"
#include "study_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NUMBER = 100000000, MOST_LISTED = 100000 };

#define COMPLAIN LK_STUDY_COMPLAIN
typedef lk_study_reader reader;

// ---- one axis

static void offer_keys(lk_nearest *search, const lk_table *table, const char *prefix,
                       char best[LK_DESIGN_KEY]) {
    for (size_t i = 0; i < table->count; i++) {
        char key[LK_DESIGN_KEY];
        const size_t before = search->distance;
        const char *old = search->best;
        snprintf(key, sizeof key, "%s%s", prefix, table->rows[i].key);
        lk_nearest_offer(search, key);
        if (search->best == old && search->distance == before) continue;
        snprintf(best, LK_DESIGN_KEY, "%s", key);
        search->best = best;
    }
}

static void refuse_key(reader *r, const lk_yaml_node *at, const char *key) {
    char best[LK_DESIGN_KEY];
    lk_nearest search = {.name = key};
    for (size_t c = 0; c < r->study->case_count; c++) {
        offer_keys(&search, lk_params_table(), "", best);
        for (size_t m = 0; m < r->cases[c].material_count; m++) {
            char prefix[LK_DESIGN_KEY];
            snprintf(prefix, sizeof prefix, "materials.%s.", r->cases[c].materials[m].name);
            offer_keys(&search, lk_material_table(), prefix, best);
        }
    }
    COMPLAIN(r, at, "axes: no case has a quantity '%.90s'%s%s%s", key, search.best ? "; did you mean " : "",
             search.best ? best : "", search.best ? "?" : "");
}

static bool fits_axis(const lk_table_row *row) {
    return row->type == LK_TABLE_QUANTITY || row->type == LK_TABLE_SETTING || row->type == LK_TABLE_INTEGER ||
           row->type == LK_TABLE_CHOICE;
}

lk_design_axis *lk_study_axes_add(reader *r, const lk_yaml_node *at, const char *key) {
    lk_design *design = &r->study->design;
    lk_table_record record;
    const lk_table_row *row = NULL;
    for (size_t a = 0; a < design->axis_count; a++)
        if (strcmp(design->axes[a].key, key) == 0) {
            COMPLAIN(r, at, "axes: two axes on %.90s", key);
            return NULL;
        }
    for (size_t c = 0; c < r->study->case_count && !row; c++) lk_study_find(&r->cases[c], key, &record, &row);
    if (!row || strlen(key) >= LK_DESIGN_KEY) {
        refuse_key(r, at, key);
    } else if (strcmp(key, "seed") == 0) {
        COMPLAIN(r, at, "axes: seed is no axis; seeds: N gives every point N of them");
    } else if (!fits_axis(row)) {
        COMPLAIN(r, at, "axes: %s is a %s; an axis takes numbers or choices, variants take anything", key,
                 lk_table_type_name(row->type));
    } else if (design->axis_count == LK_DESIGN_AXES) {
        COMPLAIN(r, at, "axes: more than %d", LK_DESIGN_AXES);
    } else {
        lk_design_axis *axis = &design->axes[design->axis_count++];
        snprintf(axis->key, sizeof axis->key, "%s", key);
        snprintf(axis->unit, sizeof axis->unit, "%s", row->unit ? row->unit : "");
        axis->is_number = row->type != LK_TABLE_CHOICE;
        axis->whole = row->type == LK_TABLE_INTEGER;
        return axis;
    }
    return NULL;
}

// Try a value, with its unit, in each case that has the key; how it reads in the axis's unit is returned. It
// is taken back again.
static bool try_value(reader *r, const lk_yaml_node *at, const lk_design_axis *axis, const char *text,
                      char shown[LK_DESIGN_TEXT]) {
    bool good = true;
    for (size_t c = 0; c < r->study->case_count && good; c++) {
        lk_table_record record;
        const lk_table_row *row;
        char why[LK_TABLE_WHY];
        if (!lk_study_find(&r->cases[c], axis->key, &record, &row)) continue;
        lk_table_origin *origin = lk_table_origin_of(&record, row), old_origin = *origin;
        void *member = lk_table_member(&record, row);
        unsigned char old[sizeof(double)];
        const size_t size = row->type == LK_TABLE_CHOICE ? sizeof(int) : sizeof(double);
        memcpy(old, member, size);
        good = lk_table_put_text(&record, row, text, "command line", why);
        if (good) lk_table_format(&record, row, shown, LK_DESIGN_TEXT);
        if (good && r->study->design.kind != LK_DESIGN_ZIP && r->study->design.kind != LK_DESIGN_CSV)
            good = lk_plan_holds(&r->cases[c], why);
        memcpy(member, old, size);
        *origin = old_origin;
        if (!good) COMPLAIN(r, at, "axes: %s in %s: %s", axis->key, r->study->cases[c].name, why);
    }
    return good;
}

bool lk_study_axes_value(reader *r, const lk_yaml_node *at, lk_design_axis *axis, const char *text) {
    char shown[LK_DESIGN_TEXT];
    double value = NAN;
    if (!try_value(r, at, axis, text, shown)) return false;
    if (axis->is_number && !lk_table_read_number(shown, &value)) return false;
    const lk_status status = lk_design_add_value(axis, shown, value, r->errors);
    if (status != LK_OK) r->status = status;
    return status == LK_OK;
}

// ---- listed values

static void add_item(reader *r, const lk_yaml_node *item, lk_design_axis *axis, const char *unit) {
    char text[2 * LK_DESIGN_TEXT];
    if (!lk_study_read_is_text(item) || strlen(item->text) > 80 || strlen(unit) > 30) {
        COMPLAIN(r, item, "axes: %s: a value has to be a number with its unit, or a choice", axis->key);
        return;
    }
    snprintf(text, sizeof text, "%.80s%s%.30s", item->text, *unit ? " " : "", unit);
    lk_study_axes_value(r, item, axis, text);
}

static void read_values(reader *r, const lk_yaml_node *list, lk_design_axis *axis, const char *unit) {
    if (list->kind != LK_YAML_LIST || list->count == 0) {
        COMPLAIN(r, list, "axes: %s has no values", axis->key);
        return;
    }
    for (size_t i = 0; i < list->count && !r->status; i++) add_item(r, &list->items[i], axis, unit);
}

// ---- ranges

static bool read_end(reader *r, const lk_yaml_node *map, const char *key, lk_design_axis *axis,
                     const char *unit, double *value) {
    const lk_yaml_node *node = lk_yaml_get(map, key);
    char text[LK_DESIGN_TEXT], shown[LK_DESIGN_TEXT];
    if (!node || !lk_study_read_is_text(node) || strlen(node->text) > 60) {
        COMPLAIN(r, node ? node : map, "axes: %s needs %s: a number", axis->key, key);
        return false;
    }
    snprintf(text, sizeof text, "%s%s%.30s", node->text, *unit ? " " : "", unit);
    return try_value(r, node, axis, text, shown) && lk_table_read_number(shown, value);
}

static void read_scale(reader *r, const lk_yaml_node *map, lk_design_axis *axis) {
    const lk_yaml_node *node = lk_yaml_get(map, "scale");
    if (!node) return;
    const bool text = lk_study_read_is_text(node);
    axis->log = text && strcmp(node->text, "log") == 0;
    if (!axis->log && !(text && strcmp(node->text, "linear") == 0))
        COMPLAIN(r, node, "axes: %s: scale has to be linear or log", axis->key);
    else if (axis->log && axis->low <= 0.0)
        COMPLAIN(r, node, "axes: %s: a range from %g cannot be cut evenly in the logarithm", axis->key,
                 axis->low);
}

// Steps from end to end, rounded to six digits as people would write them.
static void cut_range(reader *r, const lk_yaml_node *at, lk_design_axis *axis, int64_t number) {
    const double low = axis->low, high = axis->high;
    const bool pure = !*axis->unit || strcmp(axis->unit, "1") == 0;
    for (int64_t i = 0; i < number && !r->status; i++) {
        char text[LK_DESIGN_TEXT];
        const double u = number > 1 ? (double)i / (double)(number - 1) : 0.0;
        double x = axis->log ? low * exp(u * log(high / low)) : low + u * (high - low);
        if (axis->whole) x = round(x);
        snprintf(text, sizeof text, "%.6g%s%s", x, pure ? "" : " ", pure ? "" : axis->unit);
        lk_study_axes_value(r, at, axis, text);
    }
}

static void read_range(reader *r, const lk_yaml_node *map, lk_design_axis *axis, const char *unit) {
    int64_t number = 0;
    if (!axis->is_number) COMPLAIN(r, map, "axes: %s is a choice; list its values", axis->key);
    if (r->status || !read_end(r, map, "from", axis, unit, &axis->low) ||
        !read_end(r, map, "to", axis, unit, &axis->high))
        return;
    if (!(axis->low < axis->high)) {
        COMPLAIN(r, map, "axes: %s: from %g to %g is no range", axis->key, axis->low, axis->high);
        return;
    }
    read_scale(r, map, axis);
    lk_study_read_integer(r, map, "number", 2, MOST_LISTED, &number);
    if (!r->status && number > 0) cut_range(r, map, axis, number);
}

// The own range of a quantity; in the logarithm if it spans more than a factor of 30.
static void take_own_range(reader *r, const lk_yaml_node *at, lk_design_axis *axis) {
    const lk_units *unit = lk_units_find(axis->unit);
    for (size_t c = 0; c < r->study->case_count; c++) {
        lk_table_record record;
        const lk_table_row *row;
        if (!lk_study_find(&r->cases[c], axis->key, &record, &row) || row->type != LK_TABLE_QUANTITY ||
            !lk_table_is_given(&record, row))
            continue;
        const lk_table_origin *origin = lk_table_origin_of(&record, row);
        if (!(origin->low < origin->high)) continue;
        axis->low = unit ? lk_units_from_base(unit, origin->low) : origin->low;
        axis->high = unit ? lk_units_from_base(unit, origin->high) : origin->high;
        axis->log = axis->low > 0.0 && axis->high > 30.0 * axis->low;
        return;
    }
    COMPLAIN(r, at, "axes: no case has a quantity '%.90s' with a range", axis->key);
}

// ---- all axes

static void read_axis(reader *r, const lk_yaml_node *node) {
    static const char *const keys[] = {"values", "from", "to", "number", "scale", "unit", NULL};
    lk_design_axis *axis = lk_study_axes_add(r, node, node->key);
    if (!axis) return;
    if (node->kind == LK_YAML_LIST) {
        read_values(r, node, axis, "");
    } else if (node->kind == LK_YAML_MAP) {
        const lk_yaml_node *unit = lk_yaml_get(node, "unit"), *values = lk_yaml_get(node, "values");
        const char *name = unit && lk_study_read_is_text(unit) ? unit->text : "";
        lk_study_read_keys(r, node, keys);
        if (values)
            read_values(r, values, axis, name);
        else
            read_range(r, node, axis, name);
    } else if (lk_study_read_is_text(node) && strcmp(node->text, "range") == 0) {
        take_own_range(r, node, axis);
    } else {
        COMPLAIN(r, node,
                 "axes: %s has to be a list of values, {values, unit}, {from, to, number, scale, unit} or "
                 "'range'",
                 axis->key);
    }
}

static bool has_axis(const lk_design *design, const char *key) {
    for (size_t a = 0; a < design->axis_count; a++)
        if (strcmp(design->axes[a].key, key) == 0) return true;
    return false;
}

static void add_assumed(reader *r, const lk_yaml_node *at, const lk_params *params,
                        const lk_table_record *record, const char *prefix) {
    for (size_t i = 0; i < record->table->count; i++) {
        const lk_table_row *row = &record->table->rows[i];
        const lk_table_origin *origin = &record->origins[i];
        char key[LK_DESIGN_KEY];
        if (row->type != LK_TABLE_QUANTITY || origin->tag != LK_TAG_ASSUMED ||
            !lk_table_is_given(record, row) || !(origin->low < origin->high))
            continue;
        // The film scale does not read the parameters of the other scale.
        if (params->scale == LK_SCALE_FILM && strncmp(row->key, "atom.", 5) == 0) continue;
        snprintf(key, sizeof key, "%s%s", prefix, row->key);
        if (has_axis(&r->study->design, key)) continue;
        lk_design_axis *axis = lk_study_axes_add(r, at, key);
        if (axis) take_own_range(r, at, axis);
    }
}

static void add_all_assumed(reader *r, const lk_yaml_node *at) {
    for (size_t c = 0; c < r->study->case_count; c++) {
        lk_params *params = &r->cases[c];
        const lk_table_record record = lk_params_record(params);
        add_assumed(r, at, params, &record, "");
        for (size_t m = 0; m < params->material_count; m++) {
            char prefix[LK_DESIGN_KEY];
            const lk_table_record material = lk_material_record(&params->materials[m]);
            snprintf(prefix, sizeof prefix, "materials.%s.", params->materials[m].name);
            add_assumed(r, at, params, &material, prefix);
        }
    }
}

static bool is_assumed(const lk_yaml_node *node) {
    return lk_study_read_is_text(node) && strcmp(node->text, "assumed") == 0;
}

static void read_axes(reader *r, const lk_yaml_node *node) {
    if (is_assumed(node)) {
        add_all_assumed(r, node);
    } else if (node->kind != LK_YAML_MAP || node->count == 0) {
        COMPLAIN(r, node,
                 "axes has to hold 'KEY: values' entries, or to be 'assumed' for all that are assumed");
    } else {
        for (size_t i = 0; i < node->count; i++) read_axis(r, &node->items[i]);
    }
}

// ---- the design

static lk_design_kind kind_of(reader *r, const lk_yaml_node *node) {
    lk_nearest search = {.name = lk_study_read_is_text(node) ? node->text : ""};
    for (lk_design_kind kind = LK_DESIGN_GRID; kind < LK_DESIGN_KINDS; kind++) {
        if (strcmp(search.name, lk_design_kind_name(kind)) == 0) return kind;
        lk_nearest_offer(&search, lk_design_kind_name(kind));
    }
    COMPLAIN(r, node, "design: unknown kind '%.40s'; %s%s%s", search.name,
             search.best ? "did you mean " : "such as ", search.best ? search.best : "grid",
             search.best ? "?" : "");
    return LK_DESIGN_GRID;
}

static void read_design(reader *r, const lk_yaml_node *node) {
    static const char *const keys[] = {"kind", "number", "seed", "levels", "file", NULL};
    lk_design *design = &r->study->design;
    if (node->kind != LK_YAML_MAP) {
        design->kind = kind_of(r, node);
        return;
    }
    const lk_yaml_node *kind = lk_yaml_get(node, "kind");
    if (!kind) {
        COMPLAIN(r, node, "design: needs kind");
        return;
    }
    lk_study_read_keys(r, node, keys);
    design->kind = kind_of(r, kind);
    lk_study_read_integer(r, node, "number", 1, MOST_NUMBER, &design->number);
    lk_study_read_integer(r, node, "seed", 0, INT64_MAX, &design->seed);
    lk_study_read_integer(r, node, "levels", 2, 1000, &design->levels);
    if (design->levels % 2) COMPLAIN(r, node, "design: levels has to be even");
    if (lk_design_is_sampled(design) && design->number == 0 && !r->status)
        COMPLAIN(r, node, "design: %s needs a number", lk_design_kind_name(design->kind));
}

static void read_draw(reader *r, const lk_yaml_node *node) {
    static const char *const keys[] = {"number", "seed", "quantities", NULL};
    lk_design *design = &r->study->design;
    const lk_yaml_node *quantities = lk_yaml_get(node, "quantities");
    design->kind = LK_DESIGN_LATIN;
    if (node->kind != LK_YAML_MAP || !quantities || !lk_yaml_get(node, "number")) {
        COMPLAIN(r, node, "draw: needs number and quantities");
        return;
    }
    lk_study_read_keys(r, node, keys);
    lk_study_read_integer(r, node, "number", 3, MOST_NUMBER, &design->number);
    lk_study_read_integer(r, node, "seed", 0, INT64_MAX, &design->seed);
    if (is_assumed(quantities)) add_all_assumed(r, quantities);
    if (!is_assumed(quantities) && (quantities->kind != LK_YAML_LIST || quantities->count == 0))
        COMPLAIN(r, node, "draw: quantities has to be a list of keys, or 'assumed' for all that are assumed");
    for (size_t i = 0; quantities->kind == LK_YAML_LIST && i < quantities->count; i++) {
        const lk_yaml_node *item = &quantities->items[i];
        if (is_assumed(item)) {
            add_all_assumed(r, item);
            continue;
        }
        lk_design_axis *axis = lk_study_axes_add(r, item, lk_study_read_is_text(item) ? item->text : "");
        if (axis) take_own_range(r, item, axis);
    }
}

void lk_study_axes_read(reader *r) {
    const lk_yaml_node *root = &r->document->root, *axes = lk_yaml_get(root, "axes"),
                       *design = lk_yaml_get(root, "design"), *draw = lk_yaml_get(root, "draw");
    lk_study *study = r->study;
    study->design.seed = 1;
    study->design.levels = 4;
    if (draw && (axes || design)) COMPLAIN(r, draw, "draw stands for axes and design; give one or the other");
    if (!r->status && draw) read_draw(r, draw);
    if (!r->status && design) read_design(r, design);
    const bool listed = study->design.kind == LK_DESIGN_CSV;
    if (!r->status && axes && listed)
        COMPLAIN(r, axes, "design: the columns of the file are the axes; leave out axes");
    if (!r->status && listed) lk_study_csv_read(r, lk_yaml_get(design, "file"));
    if (!r->status && axes) read_axes(r, axes);
    if (!r->status && design && study->design.axis_count == 0) COMPLAIN(r, design, "design: needs axes");
    if (!r->status && study->design.axis_count > 0 && study->resolve.quantity >= 0)
        COMPLAIN(r, root, "%s and resolve exclude each other", draw ? "draw" : "axes");
    if (!r->status) r->status = lk_design_place(&study->design, r->errors);
}
