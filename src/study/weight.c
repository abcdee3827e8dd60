// Weights of points by targets: see likmc/weight.h.
#include "likmc/weight.h"

#include "likmc/statistics.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double borrowed = 4.0; // seeds' worth of spread that a point takes from all others

void lk_weight_free(lk_weight *w) {
    free(w->weights);
    free(w->likelihood);
    free(w->means);
    free(w->z);
    *w = (lk_weight){0};
}

// ---- deviations from the targets

// `work` has room for twice the runs.
static lk_statistics point_of(const lk_ensemble *e, const lk_study_target *t, size_t point, double *work) {
    const int bound = lk_result_bound(t->quantity);
    double *bounds = work + e->count;
    const size_t n = lk_ensemble_point_values(e, t->variant, t->which, point, t->quantity, work, e->count);
    if (bound < 0) return lk_statistics_of(work, n);
    lk_ensemble_point_values(e, t->variant, t->which, point, bound, bounds, e->count);
    return lk_statistics_of_bounded(work, bounds, n);
}

// Variance from seed to seed over all points; NaN if no point has two seeds.
static double common_variance(const lk_ensemble *e, const lk_study_target *t, size_t points, double *work) {
    double squares = 0.0, freedom = 0.0;
    for (size_t p = 0; p < points; p++) {
        const lk_statistics s = point_of(e, t, p, work);
        if (s.count < 2 || isnan(s.deviation)) continue;
        squares += s.deviation * s.deviation * ((double)s.count - 1.0);
        freedom += (double)s.count - 1.0;
    }
    return freedom > 0.0 ? squares / freedom : NAN;
}

// Of one seed of a point, the common one moderated by its own.
static double variance_of(const lk_study_target *t, const lk_statistics *s, double common) {
    if (!isnan(t->noise)) return t->noise * t->noise;
    if (isnan(common)) return 0.0;
    if (s->count < 2 || isnan(s->deviation)) return common;
    const double own = (double)s->count - 1.0;
    return (borrowed * common + own * s->deviation * s->deviation) / (borrowed + own);
}

static void compare_target(lk_weight *w, const lk_ensemble *e, size_t target, double *work) {
    const lk_study_target *t = &e->study->targets[target];
    const double common = common_variance(e, t, w->points, work);
    for (size_t p = 0; p < w->points; p++) {
        const lk_statistics s = point_of(e, t, p, work);
        const size_t place = p * w->targets + target;
        w->means[place] = s.mean;
        w->z[place] = NAN;
        if (s.count == 0) {
            w->likelihood[p] = NAN;
            continue;
        }
        const double variance = t->error * t->error + t->discrepancy * t->discrepancy +
                                variance_of(t, &s, common) / (double)s.count;
        // All that is known of an upper bound above the target is that it does not speak against it.
        const double off = s.at_most ? fmin(0.0, s.mean - t->value) : s.mean - t->value;
        w->z[place] = off / sqrt(variance);
        w->likelihood[p] -= 0.5 * (w->z[place] * w->z[place] + log(variance));
    }
}

// ---- weights

static bool is_within(const lk_weight *w, size_t point, double tolerance) {
    for (size_t t = 0; t < w->targets; t++)
        if (!(fabs(w->z[point * w->targets + t]) <= tolerance)) return false;
    return true;
}

static void weigh(lk_weight *w, double tolerance) {
    double best = -INFINITY, sum = 0.0, squares = 0.0;
    for (size_t p = 0; p < w->points; p++)
        if (w->likelihood[p] > best) best = w->likelihood[p];
    for (size_t p = 0; p < w->points; p++) {
        const bool there = isfinite(w->likelihood[p]);
        if (tolerance > 0.0)
            w->weights[p] = there && is_within(w, p, tolerance) ? 1.0 : 0.0;
        else
            w->weights[p] = there ? exp(w->likelihood[p] - best) : 0.0;
        sum += w->weights[p];
    }
    if (sum <= 0.0) return;
    for (size_t p = 0; p < w->points; p++) {
        w->weights[p] /= sum;
        squares += w->weights[p] * w->weights[p];
    }
    w->effective = 1.0 / squares;
}

lk_status lk_weight_points(lk_weight *w, const lk_ensemble *e, lk_error_list *errors) {
    const size_t points = lk_study_points(e->study), targets = e->study->target_count;
    *w = (lk_weight){.points = points,
                     .targets = targets,
                     .weights = calloc(points, sizeof *w->weights),
                     .likelihood = calloc(points, sizeof *w->likelihood),
                     .means = calloc(points * targets + 1, sizeof *w->means),
                     .z = calloc(points * targets + 1, sizeof *w->z)};
    double *work = malloc((2 * e->count + 1) * sizeof *work);
    const bool there = w->weights && w->likelihood && w->means && w->z && work;
    for (size_t t = 0; t < targets && there; t++) compare_target(w, e, t, work);
    if (there) weigh(w, e->study->tolerance);
    free(work);
    if (there) return LK_OK;
    lk_weight_free(w);
    return lk_error_set(errors, LK_FAILED, "no memory to weigh %zu points", points);
}

// ---- weighted values

double lk_weight_mean(const double *values, const double *weights, size_t count) {
    double sum = 0.0, whole = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i])) continue;
        sum += weights[i] * values[i];
        whole += weights[i];
    }
    return whole > 0.0 ? sum / whole : NAN;
}

double lk_weight_deviation(const double *values, const double *weights, size_t count) {
    const double mean = lk_weight_mean(values, weights, count);
    double sum = 0.0, whole = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i])) continue;
        sum += weights[i] * (values[i] - mean) * (values[i] - mean);
        whole += weights[i];
    }
    return whole > 0.0 ? sqrt(sum / whole) : NAN;
}

// Heapsort of indices by value, NaN last: no allocation, no global state for a comparison.
static bool is_after(const double *values, size_t a, size_t b) {
    if (isnan(values[a]) || isnan(values[b])) return isnan(values[a]) && !isnan(values[b]);
    return values[a] > values[b];
}

static void sift(const double *values, size_t *order, size_t root, size_t count) {
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && is_after(values, order[child + 1], order[child])) child++;
        if (!is_after(values, order[child], order[root])) return;
        const size_t swap = order[root];
        order[root] = order[child];
        order[child] = swap;
    }
}

static void sort_order(const double *values, size_t *order, size_t count) {
    for (size_t i = 0; i < count; i++) order[i] = i;
    for (size_t i = count / 2; i-- > 0;) sift(values, order, i, count);
    for (size_t last = count; last-- > 1;) {
        const size_t swap = order[0];
        order[0] = order[last];
        order[last] = swap;
        sift(values, order, 0, last);
    }
}

double lk_weight_quantile(const double *values, const double *weights, size_t count, double p,
                          size_t *order) {
    double whole = 0.0, sum = 0.0, last = NAN;
    for (size_t i = 0; i < count; i++) whole += isnan(values[i]) ? 0.0 : weights[i];
    if (!(whole > 0.0)) return NAN;
    sort_order(values, order, count);
    for (size_t i = 0; i < count && !isnan(values[order[i]]); i++) {
        if (weights[order[i]] <= 0.0) continue;
        last = values[order[i]];
        sum += weights[order[i]];
        if (sum >= p * whole) break;
    }
    return last;
}

lk_status lk_weight_resample(const double *weights, size_t count, size_t draws, lk_rng *rng, size_t *indices,
                             lk_error_list *errors) {
    double whole = 0.0, sum = 0.0;
    size_t at = 0, last = count;
    for (size_t i = 0; i < count; i++) {
        whole += weights[i];
        if (weights[i] > 0.0) last = i;
    }
    if (last == count)
        return lk_error_set(errors, LK_FAILED,
                            "no point agrees with the targets; widen the ranges or the errors");
    const double start = lk_rng_unit(rng);
    for (size_t d = 0; d < draws; d++) {
        const double until = ((double)d + start) / (double)draws * whole;
        while (at < last && (weights[at] <= 0.0 || sum + weights[at] < until)) sum += weights[at++];
        indices[d] = at;
    }
    return LK_OK;
}
