// Boxes of electrolyte for the tests of the field.
#ifndef LIKMC_TESTS_FIELDS_H
#define LIKMC_TESTS_FIELDS_H

#include "support.h"

#include "likmc/closure.h"
#include "likmc/field.h"

#include <stdlib.h>

static const lk_field_accuracy fields_exact = {.volts = 1e-11, .linear = 1e-12, .most = 200};

static inline lk_field_params fields_params(void) {
    return (lk_field_params){.temperature = 298.15,
                             .alpha = 0.5,
                             .transference = 0.4,
                             .concentration = 1000.0,
                             .conductivity = 1.1,
                             .diffusivity = 5e-10,
                             .compliance = 3.0,
                             .threads = 1,
                             .surfaces = 1,
                             .surface = {{10.0, 0.0}}};
}

// Cubes of edge h below `column` layers of thickness `layer`; all planes resolved.
static inline lk_field_grid fields_create(const uint32_t n[3], double h, uint32_t column, double layer,
                                          const lk_field_params *params) {
    lk_field_grid f;
    assert_int_equal(lk_field_create(&f, n, column, params, NULL), LK_OK);
    for (int a = 0; a < 3; a++)
        for (uint32_t i = 0; i < n[a]; i++) f.width[a][i] = h;
    for (uint32_t k = 0; k < n[2] + column; k++) f.thickness[k] = k < n[2] ? h : layer;
    lk_field_resolve(&f, n[2]);
    return f;
}

static inline void fields_set_area(lk_field_grid *f, size_t i, double area) {
    f->plating[0][i] = f->stripping[0][i] = area;
}

static inline double fields_random(uint64_t *state) { // 0..1; Knuth's multiplier
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

// Pores of all sizes, clogged here and there, with metal, host and double layer: nothing is even.
static inline void fields_fill_at_random(lk_field_grid *f, uint64_t seed) {
    const double h = f->width[0][0];
    for (size_t i = 0; i < f->cells; i++) {
        const double clogged = fields_random(&seed), free_share = 1.0 - 0.5 * fields_random(&seed);
        f->porosity[i] = clogged < 0.2 ? 0.05 : free_share;
        f->path[i] = pow(f->porosity[i], 1.5);
        f->capacitance[i] = 0.1 * h * h * fields_random(&seed);
        if (fields_random(&seed) < 0.3) fields_set_area(f, i, 2.0 * h * h * fields_random(&seed));
    }
}

static inline double fields_charging(const lk_field_grid *f, double step) { // A
    double sum = 0.0;
    for (size_t i = 0; i < f->cells; i++)
        sum += f->capacitance[i] * (f->overpotential[i] - f->before.u[i]) / step;
    return sum;
}

static inline double fields_reaction(const lk_field_grid *f) {
    double sum = 0.0;
    for (size_t i = 0; i < f->cells; i++) sum += f->reaction[i];
    return sum;
}

#endif
