// Means of samples in which some values are bounds: see likmc/statistics.h.
#include "likmc/statistics.h"

#include <math.h>
#include <stdbool.h>

typedef struct sample {
    const double *values, *bounds;
    size_t count;
    int side; // 1: upper bounds; -1: lower ones, which are upper ones of the values with the other sign
} sample;

static bool counts(const sample *s, size_t i) { return !isnan(s->values[i]); }
static double value(const sample *s, size_t i) { return s->side * s->values[i]; }
static bool is_bound(const sample *s, size_t i) { return s->bounds[i] > 0.0; } // NaN: no

// phi(a)/Phi(a) of the standard normal distribution; below -30, where Phi underflows, its asymptote
// (Abramowitz and Stegun 26.2.12).
static double hazard(double a) {
    if (a < -30.0) return -a - 1.0 / a;
    const double density = exp(-0.5 * a * a) / sqrt(2.0 * acos(-1.0));
    return density / (0.5 * erfc(-a / sqrt(2.0)));
}

// One step of expectation and maximisation: what each bounded value and its square are expected to be, then
// mean and deviation of these.
static void improve(const sample *s, double *mean, double *deviation) {
    double sum = 0.0, spread = 0.0, n = 0.0;
    for (size_t i = 0; i < s->count; i++) {
        if (!counts(s, i)) continue;
        const double z = (value(s, i) - *mean) / *deviation, h = is_bound(s, i) ? hazard(z) : 0.0;
        sum += is_bound(s, i) ? -*deviation * h : value(s, i) - *mean;
        n += 1.0;
    }
    const double shift = sum / n;
    for (size_t i = 0; i < s->count; i++) {
        if (!counts(s, i)) continue;
        const double z = (value(s, i) - *mean) / *deviation, h = is_bound(s, i) ? hazard(z) : 0.0;
        const double first = is_bound(s, i) ? -*deviation * h : value(s, i) - *mean;
        const double second =
            is_bound(s, i) ? *deviation * *deviation * (1.0 - z * h) : first * first; // E[(y - mean)^2]
        spread += second - 2.0 * first * shift + shift * shift;
    }
    *mean += shift;
    *deviation = sqrt(spread / n);
}

// Variance of the estimate of the mean: from the inverse of the observed information of mean and deviation.
static double variance_of_mean(const sample *s, double mean, double deviation) {
    double mm = 0.0, md = 0.0, dd = 0.0; // second derivatives of the log-likelihood times deviation^2
    for (size_t i = 0; i < s->count; i++) {
        if (!counts(s, i)) continue;
        const double z = (value(s, i) - mean) / deviation;
        if (is_bound(s, i)) {
            const double h = hazard(z), slope = -h * (z + h);
            mm += slope;
            md += slope * z + h;
            dd += slope * z * z + 2.0 * h * z;
        } else {
            mm -= 1.0;
            md -= 2.0 * z;
            dd += 1.0 - 3.0 * z * z;
        }
    }
    return -dd / (mm * dd - md * md) * deviation * deviation;
}

static size_t count_bounds(const sample *s) {
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) count += counts(s, i) && is_bound(s, i);
    return count;
}

static lk_statistics of_sample(const double *values, const double *bounds, size_t count, int side) {
    const sample s = {values, bounds, count, side};
    lk_statistics result = lk_statistics_of(values, count);
    result.bounds = count_bounds(&s);
    if (result.bounds == 0) return result;
    if (result.count - result.bounds < 2 || !(result.deviation > 0.0)) {
        result.at_most = side > 0;
        result.at_least = side < 0;
        result.deviation = result.error = NAN;
        return result;
    }
    double mean = side * result.mean, deviation = result.deviation;
    for (int i = 0; i < 10000; i++) {
        const double m = mean, d = deviation;
        improve(&s, &mean, &deviation);
        if (fabs(mean - m) + fabs(deviation - d) <= 1e-13 * deviation) break;
    }
    const double n = (double)result.count, unbiased = n / (n - 1.0); // as without bounds
    result.mean = side * mean;
    result.deviation = deviation * sqrt(unbiased);
    result.error = sqrt(variance_of_mean(&s, mean, deviation) * unbiased);
    return result;
}

lk_statistics lk_statistics_of_bounded(const double *values, const double *bounds, size_t count) {
    return of_sample(values, bounds, count, 1);
}

lk_statistics lk_statistics_of_bounded_below(const double *values, const double *bounds, size_t count) {
    return of_sample(values, bounds, count, -1);
}
