// Sensitivity of the results of a study: see likmc/sensitivity.h.
#include "likmc/result.h"
#include "likmc/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS = 500, LEAST_POINTS = 5, LEAST_BLOCKS = 4 };

void lk_sensitivity_free(lk_sensitivity *s) {
    for (size_t i = 0; s->outputs && i < s->count; i++) free(s->outputs[i].axes);
    free(s->outputs);
    *s = (lk_sensitivity){0};
}

static const lk_design *design_of(const lk_sensitivity *s) { return &s->ensemble->study->design; }

static lk_status no_memory(lk_error_list *errors) { return lk_error_set(errors, LK_FAILED, "out of memory"); }

// ---- values of an output

// Means over the seeds at each point.
static void read_means(const lk_ensemble *e, size_t variant, size_t which, int quantity, double *y,
                       double *work) {
    for (size_t p = 0; p < lk_study_points(e->study); p++)
        y[p] =
            lk_statistics_of(work, lk_ensemble_point_values(e, variant, which, p, quantity, work, e->count))
                .mean;
}

// Share of the variance of the means that is only noise. A seed has the same host and the same frozen
// disorder at all points, so that what it adds everywhere alike is no noise between them: the residual of
// points and seeds in two ways. Points without all their seeds do not count; NaN with one seed.
static double noise_of(const lk_ensemble *e, size_t variant, size_t which, int quantity, const double *y,
                       double *work) {
    const size_t points = lk_study_points(e->study), seeds = (size_t)e->study->seeds;
    double *of_seed = work + e->count, squares = 0.0, whole = 0.0, mean = 0.0;
    const lk_statistics all = lk_statistics_of(y, points);
    for (size_t s = 0; s < seeds; s++) of_seed[s] = 0.0;
    for (int round = 0; round < 2; round++)
        for (size_t p = 0; p < points; p++) {
            const size_t n = lk_ensemble_point_values(e, variant, which, p, quantity, work, e->count);
            if (n != seeds || lk_statistics_of(work, n).count != n) continue;
            whole += round == 0;
            mean += round == 0 ? y[p] : 0.0;
            for (size_t s = 0; s < n; s++) {
                const double rest = work[s] - y[p] - (of_seed[s] - mean) / fmax(whole, 1.0);
                of_seed[s] += round == 0 ? work[s] : 0.0;
                squares += round == 1 ? rest * rest : 0.0;
            }
        }
    const double freedom = (whole - 1.0) * ((double)seeds - 1.0) * (double)seeds;
    return freedom > 0.0 && all.deviation > 0.0 ? squares / freedom / (all.deviation * all.deviation) : NAN;
}

// Place of the case among all cases at each point, 1 = best; NaN where one of them has no value.
static void read_places(const lk_ensemble *e, const lk_sensitivity_output *o, double *y, double *other,
                        double *work) {
    const size_t points = lk_study_points(e->study);
    const int better = lk_result_columns(&(size_t){0})[o->quantity].better;
    double *own = other + points;
    read_means(e, o->variant, o->which, o->quantity, own, work);
    for (size_t p = 0; p < points; p++) y[p] = isnan(own[p]) ? NAN : 1.0;
    for (size_t c = 0; c < e->study->case_count; c++) {
        if (c == o->which) continue;
        read_means(e, o->variant, c, o->quantity, other, work);
        for (size_t p = 0; p < points; p++) // NaN in the sum stays
            y[p] += isnan(other[p])                      ? NAN
                    : better * (other[p] - own[p]) > 0.0 ? 1.0
                    : other[p] == own[p]                 ? 0.5
                                                         : 0.0;
    }
}

static lk_status read_output(const lk_sensitivity *s, const lk_sensitivity_output *o, double *y,
                             double *noise, lk_error_list *errors) {
    const lk_ensemble *e = s->ensemble;
    const size_t points = lk_study_points(e->study);
    double *work = malloc((2 * e->count + 2 * points + 1) * sizeof *work);
    if (!work) return no_memory(errors);
    *noise = NAN;
    if (o->is_place) {
        read_places(e, o, y, work + e->count, work);
    } else {
        read_means(e, o->variant, o->which, o->quantity, y, work);
        *noise = noise_of(e, o->variant, o->which, o->quantity, y, work);
    }
    free(work);
    return LK_OK;
}

// ---- indices of an output

// Places of the axes at the points: numbers, or which of the choices.
static double *read_axes(const lk_design *d, size_t points) {
    double *x = malloc((points * d->axis_count + 1) * sizeof *x);
    for (size_t p = 0; x && p < points; p++)
        for (size_t a = 0; a < d->axis_count; a++) {
            const double value = lk_design_value(d, a, p);
            x[p * d->axis_count + a] = d->axes[a].is_number ? value : (double)lk_design_index(d, a, p);
        }
    return x;
}

static lk_status analyse(const lk_sensitivity *s, const double *y, size_t points, lk_sensitivity_axis *of,
                         lk_error_list *errors) {
    const lk_design *d = design_of(s);
    const lk_sensitivity_value none = {NAN, NAN, NAN};
    lk_rng rng;
    lk_rng_stream(&rng, (uint64_t)d->seed, 1, 0);
    for (size_t a = 0; a < d->axis_count; a++)
        of[a] = (lk_sensitivity_axis){none, NAN, none, none, none, NAN, NAN};
    double *x = read_axes(d, points);
    lk_status status = x ? lk_sensitivity_ranks(x, y, points, d->axis_count, of, errors) : no_memory(errors);
    free(x);
    if (status == LK_OK && d->kind == LK_DESIGN_SALTELLI)
        status = lk_sensitivity_sobol(y, points / s->block, d->axis_count, DRAWS, &rng, of, errors);
    if (status == LK_OK && d->kind == LK_DESIGN_MORRIS)
        status =
            lk_sensitivity_morris(y, d->units, points / s->block, d->axis_count, DRAWS, &rng, of, errors);
    return status;
}

lk_status lk_sensitivity_part(const lk_sensitivity *s, const lk_sensitivity_output *o, size_t points,
                              lk_sensitivity_axis *of, lk_error_list *errors) {
    double *y = malloc((lk_study_points(s->ensemble->study) + 1) * sizeof *y), noise;
    lk_status status = y ? read_output(s, o, y, &noise, errors) : no_memory(errors);
    if (status == LK_OK) status = analyse(s, y, points, of, errors);
    free(y);
    return status;
}

static lk_status fill(const lk_sensitivity *s, lk_sensitivity_output *o, lk_error_list *errors) {
    const size_t points = lk_study_points(s->ensemble->study);
    double *y = malloc((points + 1) * sizeof *y);
    o->axes = calloc(design_of(s)->axis_count, sizeof *o->axes);
    lk_status status = y && o->axes ? read_output(s, o, y, &o->noise, errors) : no_memory(errors);
    for (size_t p = 0; p < points && status == LK_OK; p++) o->points += !isnan(y[p]);
    if (status == LK_OK) status = analyse(s, y, points, o->axes, errors);
    free(y);
    return status;
}

// ---- all outputs of a study

// The first quantity with a better side that the variant has values of; -1: none.
static int choose(const lk_ensemble *e, size_t variant) {
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    for (size_t q = 0; q < count; q++)
        for (size_t i = 0; i < e->count && columns[q].better != 0; i++)
            if (e->runs[i].at.variant == variant && !isnan(e->runs[i].values[q])) return (int)q;
    return -1;
}

static lk_status add(lk_sensitivity *s, size_t variant, size_t which, int quantity, bool is_place,
                     lk_error_list *errors) {
    lk_sensitivity_output *o = &s->outputs[s->count];
    *o = (lk_sensitivity_output){
        .variant = variant, .which = which, .quantity = quantity, .is_place = is_place};
    const lk_status status = fill(s, o, errors);
    const size_t least = s->block > 1 ? LEAST_BLOCKS * s->block : LEAST_POINTS;
    if (status == LK_OK && o->points >= least) {
        s->count++;
    } else {
        free(o->axes);
        o->axes = NULL;
    }
    return status;
}

static lk_status add_variant(lk_sensitivity *s, size_t variant, int quantity, lk_error_list *errors) {
    const lk_study *study = s->ensemble->study;
    lk_status status = LK_OK;
    const int q = quantity >= 0 ? quantity : choose(s->ensemble, variant);
    const bool ranks = q >= 0 && study->case_count > 1 && lk_result_columns(&(size_t){0})[q].better != 0;
    for (size_t c = 0; c < study->case_count && status == LK_OK && q >= 0; c++) {
        status = add(s, variant, c, q, false, errors);
        if (status == LK_OK && ranks) status = add(s, variant, c, q, true, errors);
    }
    return status;
}

lk_status lk_sensitivity_create(lk_sensitivity *s, const lk_ensemble *e, int quantity,
                                lk_error_list *errors) {
    const lk_study *study = e->study;
    const lk_design *d = &study->design;
    *s = (lk_sensitivity){.ensemble = e, .block = 1};
    if (!lk_design_is_drawn(d) && d->kind != LK_DESIGN_MORRIS)
        return lk_error_set(
            errors, LK_BAD_INPUT,
            "a design of kind %s tells no sensitivity; draw the points: latin-hypercube, sobol, "
            "saltelli or morris",
            d->axis_count > 0 ? lk_design_kind_name(d->kind) : "none");
    if (d->kind == LK_DESIGN_SALTELLI) s->block = d->axis_count + 2;
    if (d->kind == LK_DESIGN_MORRIS) s->block = d->axis_count + 1;
    s->outputs = calloc(2 * study->case_count * study->variant_count, sizeof *s->outputs);
    lk_status status = s->outputs ? LK_OK : no_memory(errors);
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++)
        status = add_variant(s, v, quantity, errors);
    if (status == LK_OK && s->count == 0)
        status = lk_error_set(errors, LK_BAD_INPUT,
                              "too few runs are done to tell what matters; likmc compare carries them out");
    if (status != LK_OK) lk_sensitivity_free(s);
    return status;
}

// ---- order

const lk_sensitivity_value *lk_sensitivity_strength(const lk_sensitivity *s,
                                                    const lk_sensitivity_axis *axis) {
    const lk_design_kind kind = design_of(s)->kind;
    return kind == LK_DESIGN_SALTELLI ? &axis->total : kind == LK_DESIGN_MORRIS ? &axis->effect : &axis->rank;
}

// A total index is never below zero, and of an input without any influence exactly zero but for the noise of
// the simulator; the smallest that counts is a twentieth of the variance. So with effects: of the largest.
bool lk_sensitivity_matters(const lk_sensitivity *s, const lk_sensitivity_axis *axis) {
    const lk_sensitivity_value *v = lk_sensitivity_strength(s, axis);
    if (v == &axis->rank) return axis->probability < 0.05;
    return v == &axis->total ? v->low > 0.05 : v->low > 0.0;
}

void lk_sensitivity_order(const lk_sensitivity *s, const lk_sensitivity_output *o, size_t *order) {
    for (size_t i = 0; i < design_of(s)->axis_count; i++) {
        size_t place = i;
        const double strength = fabs(lk_sensitivity_strength(s, &o->axes[i])->value);
        while (place > 0 && !isnan(strength)) {
            const double before = fabs(lk_sensitivity_strength(s, &o->axes[order[place - 1]])->value);
            if (before >= strength) break;
            order[place] = order[place - 1];
            place--;
        }
        order[place] = i;
    }
}
