// Points of the sampled kinds: see likmc/design.h.
#include "design_sample.h"

#include "likmc/rng.h"
#include "likmc/sobol.h"

#include <stdlib.h>

enum { MOST_PLACES = 200000000 };

static double *at(const lk_design *d, size_t point) { return d->units + point * d->axis_count; }

// A stream for each purpose, so that an axis more does not move the points of the others.
static void stream(const lk_design *d, size_t purpose, lk_rng *rng) {
    lk_rng_stream(rng, (uint64_t)d->seed, (uint32_t)purpose, 0);
}

static void shuffle(size_t *items, size_t count, lk_rng *rng) {
    for (size_t i = count; i > 1; i--) {
        const size_t k = (size_t)lk_rng_below(rng, i), swap = items[i - 1];
        items[i - 1] = items[k];
        items[k] = swap;
    }
}

static lk_status sample_latin(lk_design *d, lk_error_list *errors) {
    size_t *strata = malloc(d->points * sizeof *strata);
    if (!strata) return lk_error_set(errors, LK_FAILED, "no memory for %zu points", d->points);
    for (size_t a = 0; a < d->axis_count; a++) {
        lk_rng rng;
        stream(d, a, &rng);
        for (size_t p = 0; p < d->points; p++) strata[p] = p;
        shuffle(strata, d->points, &rng);
        for (size_t p = 0; p < d->points; p++)
            at(d, p)[a] = ((double)strata[p] + lk_rng_unit(&rng)) / (double)d->points;
    }
    free(strata);
    return LK_OK;
}

static lk_status sample_sobol(lk_design *d, lk_error_list *errors) {
    lk_sobol sobol;
    const lk_status status = lk_sobol_create(&sobol, d->axis_count, (uint64_t)d->seed, errors);
    if (status != LK_OK) return status;
    for (size_t p = 0; p < d->points; p++)
        for (size_t a = 0; a < d->axis_count; a++) at(d, p)[a] = lk_sobol_at(&sobol, (uint32_t)p, a);
    lk_sobol_free(&sobol);
    return LK_OK;
}

// A and B are the two halves of one sequence of twice as many dimensions.
static lk_status sample_saltelli(lk_design *d, lk_error_list *errors) {
    const size_t axes = d->axis_count, block = axes + 2;
    lk_sobol sobol;
    const lk_status status = lk_sobol_create(&sobol, 2 * axes, (uint64_t)d->seed, errors);
    if (status != LK_OK) return status;
    for (size_t p = 0; p < d->points; p++) {
        const size_t n = p / block, part = p % block; // 0: A; 1: B; 2 + i: A with the i-th value of B
        for (size_t a = 0; a < axes; a++)
            at(d, p)[a] = lk_sobol_at(&sobol, (uint32_t)n, part == 1 || part == 2 + a ? axes + a : a);
    }
    lk_sobol_free(&sobol);
    return LK_OK;
}

// One trajectory: from a corner of the lattice of levels, each axis moved once, up or down by half the range
// and a bit, in random order.
static void walk(lk_design *d, size_t trajectory, size_t *order) {
    const size_t axes = d->axis_count;
    const double step = (double)d->levels / (2.0 * (double)(d->levels - 1));
    lk_rng rng;
    stream(d, trajectory, &rng);
    double *first = at(d, trajectory * (axes + 1));
    for (size_t a = 0; a < axes; a++) {
        const double base = (double)lk_rng_below(&rng, (uint64_t)d->levels / 2) / (double)(d->levels - 1);
        first[a] = base + (lk_rng_below(&rng, 2) ? step : 0.0);
        order[a] = a;
    }
    shuffle(order, axes, &rng);
    for (size_t k = 0; k < axes; k++) {
        const double *before = first + k * axes;
        double *after = first + (k + 1) * axes;
        for (size_t a = 0; a < axes; a++) after[a] = before[a];
        after[order[k]] += before[order[k]] < step - 1e-9 ? step : -step;
    }
}

static lk_status sample_morris(lk_design *d, lk_error_list *errors) {
    size_t *order = malloc(d->axis_count * sizeof *order);
    if (!order) return lk_error_set(errors, LK_FAILED, "out of memory");
    for (size_t t = 0; t < (size_t)d->number; t++) walk(d, t, order);
    free(order);
    return LK_OK;
}

lk_status lk_design_sample(lk_design *d, lk_error_list *errors) {
    static const struct {
        lk_status (*sample)(lk_design *, lk_error_list *);
        size_t more; // points of a block besides one an axis; 0: one point a block
    } kinds[LK_DESIGN_KINDS] = {[LK_DESIGN_LATIN] = {sample_latin, 0},
                                [LK_DESIGN_SOBOL] = {sample_sobol, 0},
                                [LK_DESIGN_SALTELLI] = {sample_saltelli, 2},
                                [LK_DESIGN_MORRIS] = {sample_morris, 1}};
    const size_t more = kinds[d->kind].more, block = more ? d->axis_count + more : 1;
    if ((size_t)d->number > MOST_PLACES / (block * d->axis_count))
        return lk_error_set(errors, LK_BAD_INPUT, "the design has more than %d values", MOST_PLACES);
    d->points = (size_t)d->number * block;
    d->units = malloc(d->points * d->axis_count * sizeof *d->units);
    if (!d->units) return lk_error_set(errors, LK_FAILED, "no memory for %zu points", d->points);
    return kinds[d->kind].sample(d, errors);
}
