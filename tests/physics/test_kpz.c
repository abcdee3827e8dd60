// Kardar-Parisi-Zhang exponents from single-step growth (reference-values.md, section 3). 4 rows, false-alarm
// rate below 3e-4. Mutant: stale (the class of one neighbour forgotten at every eighth site).
#include "verify.h"

typedef struct surface {
    model m;
    lk_lattice lattice;
    int *height, directions;
} surface;

static void classify(surface *s, uint32_t site) {
    bool minimum = true;
    for (int d = 0; d < s->directions; d++)
        minimum &= s->height[lk_lattice_neighbour(&s->lattice, site, d)] > s->height[site];
    lk_buckets_move(&s->m.buckets, site, minimum ? 0 : LK_NO_CLASS);
}

// Ring (ny = 1) or torus: checkerboard start; neighbours differ by one; minima rise by two at rate 1.
static void surface_init(surface *s, uint32_t nx, uint32_t ny, uint32_t seed) {
    lattice_make(&s->lattice, "sc6", nx, ny, 1, true);
    s->directions = ny > 1 ? 4 : 2;
    model_init(&s->m, nx * ny, 1, 210 + ny, seed);
    lk_buckets_set_rate(&s->m.buckets, 0, 1.0);
    s->height = calloc(nx * ny, sizeof *s->height);
    for (uint32_t i = 0; i < nx * ny; i++) s->height[i] = (int)((i % nx + i / nx) & 1);
    for (uint32_t i = 0; i < nx * ny; i++) classify(s, i);
}

static void surface_free(surface *s) {
    free(s->height);
    model_free(&s->m);
    lk_lattice_free(&s->lattice);
}

static double surface_grow(surface *s, double until) {
    while (model_step(&s->m, until)) {
        s->height[s->m.site] += 2;
        classify(s, s->m.site);
        for (int d = 0; d < s->directions; d++) {
            if (mutant("stale") && d == 0 && s->m.site % 8 == 0) continue;
            classify(s, lk_lattice_neighbour(&s->lattice, s->m.site, d));
        }
    }
    double sum = 0.0, squares = 0.0;
    const uint32_t n = s->lattice.sites;
    for (uint32_t i = 0; i < n; i++) {
        sum += s->height[i];
        squares += (double)s->height[i] * s->height[i];
    }
    return squares / n - sum / n * sum / n;
}

// beta from mean W^2 = w0 + a t^(2 beta) at three times t, 4 t, 16 t long before saturation: the intrinsic
// width drops out of differences. The error is found by leaving out one seed at a time.
static double slope(const double w[3]) { return log((w[2] - w[1]) / (w[1] - w[0])) / (2.0 * log(4.0)); }

static void beta_row(const char *row, uint32_t nx, uint32_t ny, double time, uint32_t seeds, double reference,
                     double allowance) {
    double w[64][3], all[3] = {0.0, 0.0, 0.0}, squares = 0.0;
    for (uint32_t k = 0; k < seeds; k++) {
        surface s;
        surface_init(&s, nx, ny, k);
        for (int i = 0; i < 3; i++) all[i] += w[k][i] = surface_grow(&s, time * pow(4.0, i));
        surface_free(&s);
    }
    const double beta = slope(all);
    for (uint32_t k = 0; k < seeds; k++) {
        const double without = slope((double[]){all[0] - w[k][0], all[1] - w[k][1], all[2] - w[k][2]});
        squares += (without - beta) * (without - beta);
    }
    verify_z("3", row, beta, hypot(sqrt(squares * (seeds - 1.0) / seeds), allowance), reference);
}

static tally saturated(uint32_t nx, uint32_t ny, double relax, uint32_t seeds) {
    tally w = {0};
    for (uint32_t seed = 0; seed < seeds; seed++) {
        surface s;
        surface_init(&s, nx, ny, 500 + seed);
        double sum = 0.0;
        surface_grow(&s, relax);
        for (int i = 1; i <= 40; i++) sum += surface_grow(&s, relax * (1.0 + 0.1 * i)) / 40.0;
        tally_add(&w, sum);
        surface_free(&s);
    }
    return w;
}

// alpha from saturated W^2 = w0 + a L^(2 alpha) at three sizes: the intrinsic width drops out of differences.
static void alpha_row(const char *row, bool plane, uint32_t edge, uint32_t factor, uint32_t seeds,
                      double reference, double allowance) {
    tally w[3];
    for (int k = 0; k < 3; k++) {
        const uint32_t length = edge * (k > 0 ? factor : 1) * (k > 1 ? factor : 1);
        w[k] = saturated(length, plane ? length : 1, 2.0 * pow(length, plane ? 1.613 : 1.5), seeds);
    }
    const double high = w[2].mean - w[1].mean, low = w[1].mean - w[0].mean;
    const double error = hypot(tally_error(&w[2]) / high, tally_error(&w[1]) * (1.0 / high + 1.0 / low));
    verify_z("3", row, log(high / low) / (2.0 * log(factor)), hypot(error / (2.0 * log(factor)), allowance),
             reference);
}

// Allowances: what is left of corrections to scaling at these sizes and times.
static void one_dimension(void **state) {
    (void)state;
    beta_row("KPZ 1+1 (single-step): beta", 65536, 1, 40.0, 20, 1.0 / 3.0, 0.004);
    alpha_row("KPZ 1+1 (single-step): alpha", false, 16, 4, 40, 0.5, 0.004);
    verify_done();
}

static void two_dimensions(void **state) {
    (void)state;
    beta_row("KPZ 2+1 (single-step): beta", 512, 512, 8.0, 4, 0.2414, 0.006);
    alpha_row("KPZ 2+1 (single-step): alpha", true, 8, 2, 40, 0.3869, 0.008);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("stale");
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_dimension), cmocka_unit_test(two_dimensions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
