// Sensitivity of numbers to numbers: see likmc/sensitivity.h.
#include "likmc/sensitivity.h"

#include "likmc/statistics.h"

#include <math.h>
#include <stdlib.h>

static const double quantile = 1.959963984540054; // of the normal distribution at 97.5 %

static const lk_sensitivity_value nothing = {NAN, NAN, NAN};

static lk_status no_memory(lk_error_list *errors) { return lk_error_set(errors, LK_FAILED, "out of memory"); }

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// 95 % of the sampled values lie between.
static void take_interval(double *samples, size_t count, lk_sensitivity_value *value) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(samples[i])) samples[n++] = samples[i];
    value->low = value->high = NAN;
    if (n < 20) return;
    qsort(samples, n, sizeof *samples, by_value);
    value->low = samples[(size_t)floor(0.025 * (double)(n - 1))];
    value->high = samples[(size_t)ceil(0.975 * (double)(n - 1))];
}

// ---- ranks

static lk_sensitivity_value correlation_of(double r, size_t n) {
    lk_sensitivity_value v = {r, NAN, NAN};
    if (isnan(r) || n < 5) return v;
    const double z = atanh(fmin(fmax(r, -0.999999), 0.999999));
    const double error = sqrt((1.0 + 0.5 * r * r) / ((double)n - 3.0));
    v.low = tanh(z - quantile * error);
    v.high = tanh(z + quantile * error);
    return v;
}

// That chance makes a correlation at least as large: Student's t with n - 2 degrees of freedom.
static double chance_of(double r, size_t n) {
    if (isnan(r) || n < 4) return NAN;
    if (fabs(r) >= 1.0) return 0.0;
    const double freedom = (double)n - 2.0, t = fabs(r) * sqrt(freedom / (1.0 - r * r));
    return 2.0 * (1.0 - lk_statistics_t(t, freedom));
}

// Holm's correction: the k-th smallest of m is multiplied by m - k + 1, and never smaller than one before it.
static void correct(lk_sensitivity_axis *of, size_t axes, bool *done) {
    double least = 0.0;
    size_t left = 0;
    for (size_t a = 0; a < axes; a++) {
        done[a] = isnan(of[a].probability);
        left += !done[a];
    }
    for (; left > 0; left--) {
        size_t best = axes;
        for (size_t a = 0; a < axes; a++)
            if (!done[a] && (best == axes || of[a].probability < of[best].probability)) best = a;
        least = fmin(1.0, fmax(least, of[best].probability * (double)left));
        of[best].probability = least;
        done[best] = true;
    }
}

static size_t gather(const double *x, const double *y, size_t count, size_t axes, size_t axis, double *a,
                     double *b) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(y[i]) || isnan(x[i * axes + axis])) continue;
        a[n] = x[i * axes + axis];
        b[n++] = y[i];
    }
    return n;
}

lk_status lk_sensitivity_ranks(const double *x, const double *y, size_t count, size_t axes,
                               lk_sensitivity_axis *of, lk_error_list *errors) {
    double *work = malloc((4 * count + 1) * sizeof *work);
    bool *done = malloc(axes + 1);
    for (size_t a = 0; a < axes && work && done; a++) {
        const size_t n = gather(x, y, count, axes, a, work, work + count);
        of[a].rank = correlation_of(lk_statistics_spearman(work, work + count, n, work + 2 * count), n);
        of[a].probability = chance_of(of[a].rank.value, n);
    }
    if (work && done) correct(of, axes, done);
    const bool there = work && done;
    free(work);
    free(done);
    return there ? LK_OK : no_memory(errors);
}

// ---- Sobol' indices

// Blocks that are whole, and a choice of them.
typedef struct blocks {
    const double *y;
    size_t axes, count; // of the choice
    size_t *whole, *chosen;
} blocks;

static const double *block_of(const blocks *b, size_t i) { return b->y + b->chosen[i] * (b->axes + 2); }

static bool is_whole(const double *y, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (isnan(y[i])) return false;
    return true;
}

// Mean and variance over A and B together.
static void moments(const blocks *b, double *mean, double *variance) {
    double sum = 0.0, squares = 0.0;
    const double n = 2.0 * (double)b->count;
    for (size_t i = 0; i < b->count; i++) sum += block_of(b, i)[0] + block_of(b, i)[1];
    *mean = sum / n;
    for (size_t i = 0; i < b->count; i++)
        for (size_t k = 0; k < 2; k++) squares += (block_of(b, i)[k] - *mean) * (block_of(b, i)[k] - *mean);
    *variance = squares / (n - 1.0);
}

static void indices_of(const blocks *b, double *first, double *total) {
    double mean, variance;
    moments(b, &mean, &variance);
    for (size_t a = 0; a < b->axes; a++) {
        double products = 0.0, squares = 0.0;
        for (size_t i = 0; i < b->count; i++) {
            const double *y = block_of(b, i), step = y[2 + a] - y[0];
            products += (y[1] - mean) * step;
            squares += step * step;
        }
        const double n = (double)b->count;
        first[a] = variance > 0.0 ? products / n / variance : NAN;
        total[a] = variance > 0.0 ? 0.5 * squares / n / variance : NAN;
    }
}

static void resample(blocks *b, size_t draws, lk_rng *rng, double *samples) {
    for (size_t d = 0; d < draws; d++) {
        for (size_t i = 0; i < b->count; i++) b->chosen[i] = b->whole[lk_rng_below(rng, b->count)];
        indices_of(b, samples + d * 2 * b->axes, samples + (d * 2 + 1) * b->axes);
    }
}

// Column of a table of samples.
static void take_column(const double *samples, size_t draws, size_t stride, double *work,
                        lk_sensitivity_value *value) {
    for (size_t d = 0; d < draws; d++) work[d] = samples[d * stride];
    take_interval(work, draws, value);
}

static void fill_sobol(blocks *b, size_t draws, lk_rng *rng, double *samples, double *work,
                       lk_sensitivity_axis *of) {
    for (size_t i = 0; i < b->count; i++) b->chosen[i] = b->whole[i];
    indices_of(b, samples, samples + b->axes);
    for (size_t a = 0; a < b->axes; a++) {
        of[a].first = (lk_sensitivity_value){samples[a], NAN, NAN};
        of[a].total = (lk_sensitivity_value){samples[b->axes + a], NAN, NAN};
    }
    resample(b, draws, rng, samples);
    for (size_t a = 0; a < b->axes; a++) {
        take_column(samples + a, draws, 2 * b->axes, work, &of[a].first);
        take_column(samples + b->axes + a, draws, 2 * b->axes, work, &of[a].total);
    }
}

lk_status lk_sensitivity_sobol(const double *y, size_t count, size_t axes, size_t draws, lk_rng *rng,
                               lk_sensitivity_axis *of, lk_error_list *errors) {
    blocks b = {.y = y, .axes = axes};
    b.whole = malloc((count + 1) * sizeof *b.whole);
    b.chosen = malloc((count + 1) * sizeof *b.chosen);
    double *samples = malloc((draws + 1) * 2 * axes * sizeof *samples),
           *work = malloc((draws + 1) * sizeof *work);
    const bool there = b.whole && b.chosen && samples && work;
    for (size_t a = 0; a < axes; a++) of[a].first = of[a].total = nothing;
    for (size_t i = 0; i < count && there; i++)
        if (is_whole(y + i * (axes + 2), axes + 2)) b.whole[b.count++] = i;
    if (there && b.count > 1) fill_sobol(&b, draws, rng, samples, work, of);
    free(b.whole);
    free(b.chosen);
    free(samples);
    free(work);
    return there ? LK_OK : no_memory(errors);
}

// ---- elementary effects

// Effects of all axes along one trajectory; NaN where a value is missing.
static void walk(const double *y, const double *units, size_t axes, double *effects) {
    for (size_t a = 0; a < axes; a++) effects[a] = NAN;
    for (size_t k = 0; k < axes; k++) {
        const double *before = units + k * axes, *after = before + axes;
        for (size_t a = 0; a < axes; a++)
            if (after[a] != before[a]) effects[a] = (y[k + 1] - y[k]) / (after[a] - before[a]);
    }
}

// Mean of the absolute effects of an axis over trajectories: all, or as the dice say.
static double mean_effect(const double *effects, size_t count, lk_rng *rng) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) sum += fabs(effects[rng ? lk_rng_below(rng, count) : i]);
    return count > 0 ? sum / (double)count : NAN;
}

static void summarise(double *effects, size_t count, size_t draws, lk_rng *rng, double *work,
                      lk_sensitivity_axis *of) {
    const lk_statistics s = lk_statistics_of(effects, count);
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(effects[i])) effects[n++] = effects[i];
    of->effect = (lk_sensitivity_value){mean_effect(effects, n, NULL), NAN, NAN};
    of->signed_effect = s.mean;
    of->spread = s.deviation;
    for (size_t d = 0; d < draws && n > 1; d++) work[d] = mean_effect(effects, n, rng);
    if (n > 1) take_interval(work, draws, &of->effect);
}

lk_status lk_sensitivity_morris(const double *y, const double *units, size_t count, size_t axes, size_t draws,
                                lk_rng *rng, lk_sensitivity_axis *of, lk_error_list *errors) {
    double *effects = malloc((count * axes + 1) * sizeof *effects), *one = malloc((count + 1) * sizeof *one),
           *work = malloc((draws + 1) * sizeof *work);
    const bool there = effects && one && work;
    for (size_t t = 0; t < count && there; t++)
        walk(y + t * (axes + 1), units + t * (axes + 1) * axes, axes, effects + t * axes);
    for (size_t a = 0; a < axes && there; a++) {
        for (size_t t = 0; t < count; t++) one[t] = effects[t * axes + a];
        summarise(one, count, draws, rng, work, &of[a]);
    }
    free(effects);
    free(one);
    free(work);
    return there ? LK_OK : no_memory(errors);
}
