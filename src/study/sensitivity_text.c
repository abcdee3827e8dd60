// Sensitivity as people and spreadsheets read it: see likmc/sensitivity.h.
#include "sensitivity_write.h"

#include "likmc/result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 44, CELL = 28, MOST_SETTLING = 3 };

void lk_sensitivity_write_name(const lk_sensitivity *s, const lk_sensitivity_output *o, char text[192]) {
    const lk_study *study = s->ensemble->study;
    const char *variant = study->variants[o->variant].name;
    const char *name =
        *study->cases[o->which].title ? study->cases[o->which].title : study->cases[o->which].name;
    snprintf(text, 192, "%s%s%.60s: %s%s", variant, *variant ? ", " : "", name,
             o->is_place ? "place by " : "", lk_result_columns(&(size_t){0})[o->quantity].column.name);
}

const char *lk_sensitivity_write_kind(const lk_sensitivity *s) {
    const lk_design_kind kind = s->ensemble->study->design.kind;
    return kind == LK_DESIGN_SALTELLI ? "total index"
           : kind == LK_DESIGN_MORRIS ? "effect"
                                      : "rank correlation";
}

static void print_value(FILE *out, const lk_sensitivity_value *v) {
    char cell[64] = "-";
    if (!isnan(v->value)) snprintf(cell, sizeof cell, "%.3g (%.2g ... %.2g)", v->value, v->low, v->high);
    fprintf(out, "%*s", CELL, cell);
}

static void print_heads(FILE *out, lk_design_kind kind) {
    fprintf(out, "%-*s%*s%10s", LABEL, "", CELL, "rank correlation", "chance");
    if (kind == LK_DESIGN_SALTELLI) fprintf(out, "%*s%*s", CELL, "first index", CELL, "total index");
    if (kind == LK_DESIGN_MORRIS) fprintf(out, "%*s%12s%12s", CELL, "|effect|", "effect", "spread");
    fprintf(out, "\n");
}

static void print_axis(FILE *out, const lk_design *d, const lk_sensitivity_output *o, size_t axis) {
    const lk_sensitivity_axis *a = &o->axes[axis];
    fprintf(out, "%-*.*s", LABEL, LABEL - 1, d->axes[axis].key);
    print_value(out, &a->rank);
    fprintf(out, "%10.2g", a->probability);
    if (d->kind == LK_DESIGN_SALTELLI) {
        print_value(out, &a->first);
        print_value(out, &a->total);
    }
    if (d->kind == LK_DESIGN_MORRIS) {
        print_value(out, &a->effect);
        fprintf(out, "%12.3g%12.3g", a->signed_effect, a->spread);
    }
    fprintf(out, "\n");
}

// The strongest inputs from a quarter and a half of the points: has it settled?
static lk_status print_settling(FILE *out, const lk_sensitivity *s, const lk_sensitivity_output *o,
                                const size_t *order, lk_error_list *errors) {
    const lk_design *d = &s->ensemble->study->design;
    const size_t blocks = lk_study_points(s->ensemble->study) / s->block;
    lk_sensitivity_axis *of = calloc(d->axis_count, sizeof *of);
    lk_status status = of ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    fprintf(out, "%s of the strongest, from the first points:\n", lk_sensitivity_write_kind(s));
    for (size_t part = 4; part >= 1 && status == LK_OK; part /= 2) {
        const size_t points = blocks / part * s->block;
        status = lk_sensitivity_part(s, o, points, of, errors);
        fprintf(out, "  %8zu", points);
        for (size_t i = 0; i < d->axis_count && i < MOST_SETTLING && status == LK_OK; i++)
            print_value(out, lk_sensitivity_strength(s, &of[order[i]]));
        fprintf(out, "\n");
    }
    free(of);
    return status;
}

static lk_status print_output(FILE *out, const lk_sensitivity *s, const lk_sensitivity_output *o,
                              lk_error_list *errors) {
    const lk_design *d = &s->ensemble->study->design;
    char name[192];
    size_t order[LK_DESIGN_AXES];
    lk_sensitivity_write_name(s, o, name);
    lk_sensitivity_order(s, o, order);
    fprintf(out, "\n%s (%zu points", name, o->points);
    if (!isnan(o->noise)) fprintf(out, "; %.0f %% of the variance only from seed to seed", 100 * o->noise);
    fprintf(out, ")\n");
    print_heads(out, d->kind);
    for (size_t i = 0; i < d->axis_count; i++) print_axis(out, d, o, order[i]);
    return print_settling(out, s, o, order, errors);
}

// ---- the answer

// The output and the axis with the largest strength that matters, among places or among values.
static bool find_strongest(const lk_sensitivity *s, bool places, const lk_sensitivity_output **output,
                           size_t *axis) {
    double most = 0.0;
    *output = NULL;
    for (size_t i = 0; i < s->count; i++)
        for (size_t a = 0; a < s->ensemble->study->design.axis_count; a++) {
            const lk_sensitivity_output *o = &s->outputs[i];
            const double strength = fabs(lk_sensitivity_strength(s, &o->axes[a])->value);
            if (o->is_place != places || !lk_sensitivity_matters(s, &o->axes[a]) || !(strength > most))
                continue;
            most = strength;
            *output = o;
            *axis = a;
        }
    return *output != NULL;
}

// Places that are the same at all points hang on nothing: none of their strengths is a number above zero.
static bool is_fixed(const lk_sensitivity *s) {
    bool places = false;
    for (size_t i = 0; i < s->count; i++)
        for (size_t a = 0; a < s->ensemble->study->design.axis_count && s->outputs[i].is_place; a++) {
            places = true;
            if (fabs(lk_sensitivity_strength(s, &s->outputs[i].axes[a])->value) > 0.0) return false;
        }
    return places;
}

static size_t count_mattering(const lk_sensitivity *s) {
    size_t n = 0;
    for (size_t a = 0; a < s->ensemble->study->design.axis_count; a++) {
        bool matters = false;
        for (size_t i = 0; i < s->count; i++)
            matters = matters || lk_sensitivity_matters(s, &s->outputs[i].axes[a]);
        n += matters;
    }
    return n;
}

static void print_second(FILE *out, const lk_sensitivity *s, const lk_sensitivity_output *o) {
    const lk_design *d = &s->ensemble->study->design;
    size_t order[LK_DESIGN_AXES];
    lk_sensitivity_order(s, o, order);
    if (d->axis_count < 2 || !lk_sensitivity_matters(s, &o->axes[order[1]])) return;
    fprintf(out, ", then on %s (%.2g)", d->axes[order[1]].key,
            lk_sensitivity_strength(s, &o->axes[order[1]])->value);
}

static void print_answer(FILE *out, const lk_sensitivity *s) {
    const lk_design *d = &s->ensemble->study->design;
    const lk_sensitivity_output *o;
    size_t axis;
    char name[192];
    if (is_fixed(s)) fprintf(out, "\nThe ranking of the substrates is the same at all points.\n");
    if (!find_strongest(s, true, &o, &axis) && !find_strongest(s, false, &o, &axis)) {
        fprintf(out, "\nNo input is told apart from chance with %zu points: more are needed.\n",
                lk_study_points(s->ensemble->study));
        return;
    }
    const lk_sensitivity_value *v = lk_sensitivity_strength(s, &o->axes[axis]);
    lk_sensitivity_write_name(s, o, name);
    fprintf(out, "\n%s hangs most on %s: %s %.2g (%.2g ... %.2g) of '%s'",
            o->is_place ? "The ranking of the substrates" : "The result", d->axes[axis].key,
            lk_sensitivity_write_kind(s), v->value, v->low, v->high, name);
    print_second(out, s, o);
    fprintf(
        out,
        ".\n%s should be known better first; %zu of %zu inputs are told apart from having no influence.\n",
        d->axes[axis].key, count_mattering(s), d->axis_count);
}

char *lk_sensitivity_text(const lk_sensitivity *s, lk_error_list *errors) {
    char *text = NULL;
    size_t size = 0;
    lk_status status = LK_OK;
    FILE *out = open_memstream(&text, &size);
    if (!out) status = lk_error_set(errors, LK_FAILED, "out of memory");
    if (out)
        fprintf(
            out,
            "%s\ndesign %s, %zu points; intervals of 95 %%; chance: that it makes one of the correlations "
            "as large\n",
            s->ensemble->study->title, lk_design_kind_name(s->ensemble->study->design.kind),
            lk_study_points(s->ensemble->study));
    for (size_t i = 0; i < s->count && status == LK_OK; i++)
        status = print_output(out, s, &s->outputs[i], errors);
    if (out && status == LK_OK) print_answer(out, s);
    if (out && fclose(out) == 0 && status == LK_OK) return text;
    free(text);
    return NULL;
}

// ---- table

static void print_cells(FILE *out, const lk_sensitivity_value *v) {
    const double cells[3] = {v->value, v->low, v->high};
    for (size_t i = 0; i < 3; i++) fprintf(out, isnan(cells[i]) ? "," : ",%.6g", cells[i]);
}

void lk_sensitivity_write_table(FILE *out, const lk_sensitivity *s) {
    const lk_study *study = s->ensemble->study;
    fprintf(out,
            "variant,case,quantity,of,axis,points,noise_share,rank_correlation,rank_low,rank_high,chance,"
            "first,first_low,first_high,total,total_low,total_high,effect,effect_low,effect_high,"
            "signed_effect,spread\n");
    for (size_t i = 0; i < s->count; i++)
        for (size_t a = 0; a < study->design.axis_count; a++) {
            const lk_sensitivity_output *o = &s->outputs[i];
            const lk_sensitivity_axis *x = &o->axes[a];
            const double tail[2] = {x->signed_effect, x->spread};
            fprintf(out, "\"%s\",%s,%s,%s,%s,%zu", study->variants[o->variant].name,
                    study->cases[o->which].name, lk_result_columns(&(size_t){0})[o->quantity].column.name,
                    o->is_place ? "place" : "value", study->design.axes[a].key, o->points);
            fprintf(out, isnan(o->noise) ? "," : ",%.4g", o->noise);
            print_cells(out, &x->rank);
            fprintf(out, isnan(x->probability) ? "," : ",%.4g", x->probability);
            print_cells(out, &x->first);
            print_cells(out, &x->total);
            print_cells(out, &x->effect);
            for (size_t k = 0; k < 2; k++) fprintf(out, isnan(tail[k]) ? "," : ",%.6g", tail[k]);
            fprintf(out, "\n");
        }
}
