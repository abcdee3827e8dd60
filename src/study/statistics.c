// Statistics of small samples: see likmc/statistics.h.
#include "likmc/statistics.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

lk_statistics lk_statistics_of(const double *values, size_t count) {
    lk_statistics s = {.mean = NAN, .deviation = NAN, .error = NAN};
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i])) continue;
        sum += values[i];
        s.count++;
    }
    if (s.count == 0) return s;
    const double n = (double)s.count;
    s.mean = sum / n;
    if (s.count == 1) return s;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i])) squares += (values[i] - s.mean) * (values[i] - s.mean);
    s.deviation = sqrt(squares / (n - 1.0));
    s.error = s.deviation / sqrt(n);
    return s;
}

// ---- Student's t

// Continued fraction of the incomplete beta function, DLMF 8.17.22, evaluated from the front (Lentz 1976,
// doi 10.1364/AO.15.000668). Converges quickly for x < (a + 1)/(a + b + 2).
static double beta_fraction(double x, double a, double b) {
    const double tiny = 1e-300, enough = 1e-16;
    double c = 1.0, d = 1.0 / fmax(tiny, 1.0 - (a + b) * x / (a + 1.0)), h = d;
    for (int m = 1; m < 10000; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        const double before = h;
        const double terms[2] = {even, odd};
        for (int i = 0; i < 2; i++) {
            d = 1.0 + terms[i] * d;
            c = 1.0 + terms[i] / c;
            d = 1.0 / (fabs(d) < tiny ? tiny : d);
            c = fabs(c) < tiny ? tiny : c;
            h *= c * d;
        }
        if (fabs(h - before) <= enough * fabs(h)) break;
    }
    return h;
}

// Regularised incomplete beta function I_x(a, b).
static double beta(double x, double a, double b) {
    if (x <= 0.0) return 0.0;
    if (x >= 1.0) return 1.0;
    if (x > (a + 1.0) / (a + b + 2.0)) return 1.0 - beta(1.0 - x, b, a);
    const double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    return front * beta_fraction(x, a, b) / a;
}

double lk_statistics_t(double t, double freedom) {
    if (isnan(t) || !(freedom > 0.0)) return NAN;
    const double tail = isinf(t) ? 0.0 : 0.5 * beta(freedom / (freedom + t * t), 0.5 * freedom, 0.5);
    return t > 0.0 ? 1.0 - tail : tail;
}

double lk_statistics_t_quantile(double p, double freedom) {
    if (!(p > 0.0 && p < 1.0) || !(freedom > 0.0)) return NAN;
    if (p < 0.5) return -lk_statistics_t_quantile(1.0 - p, freedom);
    double low = 0.0, high = 1.0;
    while (lk_statistics_t(high, freedom) < p && high < 1e300) high *= 2.0;
    for (int i = 0; i < 200; i++) { // halving until no double lies between
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) break;
        *(lk_statistics_t(middle, freedom) < p ? &low : &high) = middle;
    }
    return 0.5 * (low + high);
}

double lk_statistics_half_width(const lk_statistics *sample, double level) {
    if (sample->count < 2) return NAN;
    return sample->error * lk_statistics_t_quantile(0.5 + 0.5 * level, (double)sample->count - 1.0);
}

lk_statistics_difference lk_statistics_compare(const lk_statistics *a, const lk_statistics *b) {
    lk_statistics_difference d = {a->mean - b->mean, NAN, NAN};
    if (a->count < 2 || b->count < 2) return d;
    const double va = a->error * a->error, vb = b->error * b->error, v = va + vb;
    if (v <= 0.0) {
        d.half_width = 0.0;
        d.probability = d.mean > 0.0 ? 1.0 : (d.mean < 0.0 ? 0.0 : 0.5);
        return d;
    }
    const double freedom = v * v / (va * va / ((double)a->count - 1.0) + vb * vb / ((double)b->count - 1.0));
    d.half_width = sqrt(v) * lk_statistics_t_quantile(0.975, freedom);
    d.probability = lk_statistics_t(d.mean / sqrt(v), freedom);
    return d;
}

lk_statistics_difference lk_statistics_compare_pairs(const double *a, const double *b, size_t count) {
    double sum = 0.0, squares = 0.0, n = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(a[i]) || isnan(b[i])) continue;
        const double d = a[i] - b[i],
                     off = n > 0.0 ? d - sum / n : 0.0; // Welford: sum / n is the mean so far
        sum += d;
        n += 1.0;
        squares += off * (d - sum / n);
    }
    lk_statistics_difference d = {n > 0.0 ? sum / n : NAN, NAN, NAN};
    if (n < 2.0) return d;
    const double error = sqrt(squares / (n - 1.0) / n);
    d.half_width = error * lk_statistics_t_quantile(0.975, n - 1.0);
    d.probability = error > 0.0    ? lk_statistics_t(d.mean / error, n - 1.0)
                    : d.mean > 0.0 ? 1.0
                    : d.mean < 0.0 ? 0.0
                                   : 0.5;
    return d;
}

// ---- bootstrap

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Quantile of sorted values, linear between them.
static double quantile(const double *sorted, size_t count, double p) {
    const double at = p * (double)(count - 1);
    const size_t below = (size_t)at;
    if (below + 1 >= count) return sorted[count - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

void lk_statistics_bootstrap(const double *values, size_t count, double level, size_t draws, lk_rng *rng,
                             double *work, double interval[2]) {
    interval[0] = interval[1] = NAN;
    if (count == 0 || draws == 0) return;
    for (size_t i = 0; i < draws; i++) {
        double sum = 0.0;
        for (size_t k = 0; k < count; k++) sum += values[lk_rng_below(rng, count)];
        work[i] = sum / (double)count;
    }
    qsort(work, draws, sizeof *work, by_value);
    interval[0] = quantile(work, draws, 0.5 - 0.5 * level);
    interval[1] = quantile(work, draws, 0.5 + 0.5 * level);
}

// ---- rank correlation

typedef struct place {
    double value;
    size_t at;
} place;

static int by_place_value(const void *a, const void *b) {
    return by_value(&((const place *)a)->value, &((const place *)b)->value);
}

// Twice the rank, so that ties stay whole numbers: the number of smaller values plus that of those not
// larger. False without memory.
static bool rank(const double *values, size_t count, double *ranks) {
    place *sorted = malloc(count * sizeof *sorted);
    if (!sorted) return false;
    for (size_t i = 0; i < count; i++) sorted[i] = (place){values[i], i};
    qsort(sorted, count, sizeof *sorted, by_place_value);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i; next < count && sorted[next].value == sorted[i].value;) next++;
        for (size_t k = i; k < next; k++) ranks[sorted[k].at] = (double)(i + next);
    }
    free(sorted);
    return true;
}

double lk_statistics_spearman(const double *x, const double *y, size_t count, double *work) {
    if (count < 3) return NAN;
    double *a = work, *b = work + count, xx = 0.0, yy = 0.0, xy = 0.0;
    if (!rank(x, count, a) || !rank(y, count, b)) return NAN;
    const double mean = (double)count; // every ordered pair counts once, and every value once for itself
    for (size_t i = 0; i < count; i++) {
        xx += (a[i] - mean) * (a[i] - mean);
        yy += (b[i] - mean) * (b[i] - mean);
        xy += (a[i] - mean) * (b[i] - mean);
    }
    return xx > 0.0 && yy > 0.0 ? xy / sqrt(xx * yy) : NAN;
}
