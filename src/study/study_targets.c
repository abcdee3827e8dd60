// The targets of a study, by which its points are weighted: see likmc/study.h.
#include "likmc/nearest.h"
#include "likmc/result.h"
#include "study_read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COMPLAIN LK_STUDY_COMPLAIN
typedef lk_study_reader reader;

// Where in a list of `count` names the one of `key` stands; a complaint if it does not.
static size_t find_name(reader *r, const lk_yaml_node *map, const char *key, const char *first, size_t stride,
                        size_t count) {
    const lk_yaml_node *node = lk_yaml_get(map, key);
    lk_nearest search = {.name = node && lk_study_read_is_text(node) ? node->text : ""};
    if (!node && count == 1) return 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = first + i * stride;
        if (strcmp(name, search.name) == 0) return i;
        lk_nearest_offer(&search, name);
    }
    COMPLAIN(r, node ? node : map, "targets: %s '%.60s' is none of the study%s%s%s", key, search.name,
             search.best ? "; did you mean " : "", search.best ? search.best : "", search.best ? "?" : "");
    return 0;
}

// A number of that key that is not below `least`; left alone if it is not there and need not be.
static void read_number(reader *r, const lk_yaml_node *map, const char *key, bool needed, double least,
                        double *value) {
    const lk_yaml_node *node = lk_yaml_get(map, key);
    double number;
    if (!node && !needed) return;
    if (!node || !lk_study_read_is_text(node) || !lk_table_read_number(node->text, &number) ||
        !(number >= least))
        COMPLAIN(r, node ? node : map, "targets: %s has to be a number%s", key,
                 least >= 0.0 ? " that is not negative" : "");
    else
        *value = number;
}

static void check_unit(reader *r, const lk_yaml_node *map, int quantity) {
    const lk_yaml_node *unit = lk_yaml_get(map, "unit");
    const lk_series_column *column = &lk_result_columns(&(size_t){0})[quantity].column;
    if (unit && (!lk_study_read_is_text(unit) || strcmp(unit->text, column->unit) != 0))
        COMPLAIN(r, unit, "targets: %s is in %s", column->name, column->unit);
}

static void read_target(reader *r, const lk_yaml_node *node) {
    static const char *const keys[] = {"case",        "variant", "quantity", "value",  "error",
                                       "discrepancy", "noise",   "unit",     "source", NULL};
    lk_study *study = r->study;
    const lk_yaml_node *quantity = lk_yaml_get(node, "quantity"), *source = lk_yaml_get(node, "source");
    if (node->kind != LK_YAML_MAP || !quantity) {
        COMPLAIN(r, node, "targets: an entry needs case, quantity, value and error");
        return;
    }
    if (study->target_count == LK_STUDY_TARGETS) {
        COMPLAIN(r, node, "targets: more than %d", LK_STUDY_TARGETS);
        return;
    }
    lk_study_target *t = &study->targets[study->target_count++];
    *t = (lk_study_target){.noise = NAN};
    lk_study_read_keys(r, node, keys);
    t->which = find_name(r, node, "case", study->cases[0].name, sizeof study->cases[0], study->case_count);
    t->variant = find_name(r, node, "variant", study->variants[0].name, sizeof study->variants[0],
                           study->variant_count);
    t->quantity = lk_study_read_quantity(r, quantity, "targets");
    if (t->quantity >= 0) check_unit(r, node, t->quantity);
    read_number(r, node, "value", true, -INFINITY, &t->value);
    read_number(r, node, "error", true, 0.0, &t->error);
    read_number(r, node, "discrepancy", false, 0.0, &t->discrepancy);
    read_number(r, node, "noise", false, 0.0, &t->noise);
    if (source && lk_study_read_is_text(source)) snprintf(t->source, sizeof t->source, "%s", source->text);
    if (isnan(t->noise) && study->seeds < 2)
        COMPLAIN(r, node, "targets: one seed does not tell the noise; give two seeds or more, or noise");
    else if (t->error == 0.0 && t->discrepancy == 0.0 && t->noise == 0.0)
        COMPLAIN(r, node, "targets: error, discrepancy and noise cannot all be zero");
}

static void read_weighting(reader *r, const lk_yaml_node *node) {
    static const char *const keys[] = {"kind", "tolerance", NULL};
    const lk_yaml_node *kind = node->kind == LK_YAML_MAP ? lk_yaml_get(node, "kind") : node;
    const char *name = kind && lk_study_read_is_text(kind) ? kind->text : "";
    if (node->kind == LK_YAML_MAP) lk_study_read_keys(r, node, keys);
    if (strcmp(name, "abc") == 0 && node->kind == LK_YAML_MAP) {
        read_number(r, node, "tolerance", true, 0.0, &r->study->tolerance);
        if (!r->status && r->study->tolerance == 0.0) COMPLAIN(r, node, "weighting: tolerance is zero");
    } else if (strcmp(name, "likelihood") != 0) {
        COMPLAIN(r, node, "weighting has to be 'likelihood' or {kind: abc, tolerance: NUMBER}");
    }
}

void lk_study_targets_read(reader *r) {
    const lk_yaml_node *root = &r->document->root, *targets = lk_yaml_get(root, "targets"),
                       *weighting = lk_yaml_get(root, "weighting");
    if (weighting && !targets) COMPLAIN(r, weighting, "weighting needs targets");
    if (!targets) return;
    if (targets->kind != LK_YAML_LIST || targets->count == 0)
        COMPLAIN(r, targets, "targets has to be a list of {case, quantity, value, error}");
    if (r->study->design.axis_count == 0)
        COMPLAIN(r, targets, "targets weight the points of a design; give axes");
    for (size_t i = 0; i < targets->count && !r->status; i++) read_target(r, &targets->items[i]);
    if (!r->status && weighting) read_weighting(r, weighting);
}
