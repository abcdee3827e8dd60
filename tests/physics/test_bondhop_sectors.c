// One lattice in strips: the same for any number of threads, and the same physics as without strips.
#include "likmc/bondhop.h"
#include "likmc/sectors.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

typedef struct setup {
    const char *model;
    uint32_t edge, sectors;
    double window, deposition;
} setup;

static lk_bondhop *build(const setup *how, uint32_t replica) {
    const lk_bondhop_params params = {.model = lk_bondhop_find(how->model),
                                      .edge = how->edge,
                                      .seed = 11,
                                      .replica = replica,
                                      .deposition = how->deposition,
                                      .sectors = how->sectors,
                                      .window = how->window};
    lk_bondhop *engine = lk_bondhop_new(&params, NULL);
    assert_non_null(engine);
    return engine;
}

static void advance(lk_bondhop *engine, const setup *how, double until, int threads) {
    if (how->sectors == 0)
        lk_bondhop_run(engine, until, UINT64_MAX);
    else
        assert_int_equal(lk_bondhop_sectors_run(engine, until, threads, NULL), LK_OK);
    assert_true(lk_bondhop_time(engine) == until);
}

static void same_for_any_number_of_threads(void **state) {
    (void)state;
    static const setup setups[] = {{"SD-bcc", 64, 8, LK_SECTORS_WINDOW, 0.0},
                                   {"SD-sc26", 64, 4, LK_SECTORS_WINDOW, 1e-3},
                                   {"SD-fcc", 64, 2, LK_SECTORS_WINDOW, 1e-4}};
    for (size_t i = 0; i < sizeof setups / sizeof setups[0]; i++) {
        lk_bondhop *one = build(&setups[i], 0);
        const uint32_t sites = lk_bondhop_lattice(one)->sites;
        advance(one, &setups[i], 4e5, 1);
        advance(one, &setups[i], 5e5, 1);
        assert_true(lk_bondhop_consistent(one));
        assert_true(lk_bondhop_counts_of(one)->hops > 500);
        assert_int_equal(lk_bondhop_counts_of(one)->deposits > 0, setups[i].deposition > 0);
        for (int threads = 2; threads <= 8; threads *= 2) {
            lk_bondhop *many = build(&setups[i], 0);
            advance(many, &setups[i], 4e5, threads);
            advance(many, &setups[i], 5e5, threads);
            assert_memory_equal(lk_bondhop_counts_of(one), lk_bondhop_counts_of(many),
                                sizeof(lk_bondhop_counts));
            for (uint32_t site = 0; site < sites; site++)
                assert_int_equal(lk_bondhop_occupied(one, site), lk_bondhop_occupied(many, site));
            lk_bondhop_free(many);
        }
        lk_bondhop_free(one);
    }
}

typedef struct sample {
    double mean, error;
} sample;

static sample hops(const setup *how, double until, uint32_t seeds) {
    double sum = 0.0, squares = 0.0;
    for (uint32_t s = 0; s < seeds; s++) {
        lk_bondhop *engine =
            build(how, how->sectors ? seeds + s : s); // other initial states than the exact runs
        advance(engine, how, until, 1);
        const double count = (double)lk_bondhop_counts_of(engine)->hops;
        sum += count / seeds;
        squares += count * count / seeds;
        lk_bondhop_free(engine);
    }
    return (sample){sum, sqrt((squares - sum * sum) / (seeds - 1))};
}

// Hops at a fixed time, strips against exact, 40 seeds each: |z| < 4, three models, false alarm 2e-4; and the
// mean within 1 % plus its standard error. The mutant: a window of 4096 waiting times, z of about -15 for
// SD-bcc.
static void hops_are_those_of_the_exact_run(void **state) {
    (void)state;
    enum { seeds = 40 };
    static const struct {
        const char *model;
        double until;
    } rows[] = {{"SD-bcc", 1e7}, {"SD-fcc", 1e7}, {"SD-sc26", 1e6}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const setup exact = {rows[i].model, 64, 0, 0, 0},
                    strips = {rows[i].model, 64, 4, LK_SECTORS_WINDOW, 0};
        const sample a = hops(&exact, rows[i].until, seeds), b = hops(&strips, rows[i].until, seeds);
        const double error = hypot(a.error, b.error);
        assert_close((b.mean - a.mean) / error, 0.0, 4.0);
        assert_close(b.mean / a.mean, 1.0, 0.01 + error / a.mean);
        if (i > 0) continue;
        const setup mutant = {rows[i].model, 64, 4, 4096.0, 0};
        const sample m = hops(&mutant, rows[i].until, seeds);
        assert_true(fabs(m.mean - a.mean) > 4.0 * hypot(a.error, m.error));
    }
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Two-sample Kolmogorov-Smirnov statistic times sqrt(n/2); sorts both.
static double ks(double *a, double *b, int n) {
    double worst = 0.0;
    qsort(a, (size_t)n, sizeof *a, by_value);
    qsort(b, (size_t)n, sizeof *b, by_value);
    for (int i = 0, k = 0; i < n && k < n;) {
        const double at = fmin(a[i], b[k]);
        while (i < n && a[i] <= at) i++;
        while (k < n && b[k] <= at) k++;
        worst = fmax(worst, abs(i - k) / (double)n);
    }
    return worst * sqrt(n / 2.0);
}

// Mean and rms height of the highest atom over the columns, in cells.
static void heights(const lk_bondhop *engine, double *mean, double *roughness) {
    const lk_lattice *lattice = lk_bondhop_lattice(engine);
    const uint32_t size = lattice->cells[0] * lattice->cells[1] * (uint32_t)lattice->kind->basis;
    double sum = 0.0, squares = 0.0;
    for (uint32_t column = 0; column < size; column++) {
        uint32_t z = lattice->cells[2];
        while (z > 0 && !lk_bondhop_occupied(engine, (z - 1) * size + column)) z--;
        sum += (double)z / size;
        squares += (double)z * z / size;
    }
    *mean = sum;
    *roughness = sqrt(squares - sum * sum);
}

// A film grown by four layers or so: distributions of thickness and roughness, strips against exact, 60 seeds
// each. sqrt(n/2) D > 2.0 has probability 7e-4 each. The mutant, a window of 1e6 waiting times, is caught by
// the roughness.
static void grown_films_are_alike(void **state) {
    (void)state;
    enum { seeds = 60 };
    static const setup setups[] = {
        {"SD-bcc", 32, 0, 0, 1e-3}, {"SD-bcc", 32, 4, LK_SECTORS_WINDOW, 1e-3}, {"SD-bcc", 32, 4, 1e6, 1e-3}};
    double thickness[3][seeds], roughness[3][seeds], copy[seeds];
    for (int kind = 0; kind < 3; kind++)
        for (uint32_t s = 0; s < seeds; s++) {
            lk_bondhop *engine = build(&setups[kind], (uint32_t)kind * seeds + s);
            advance(engine, &setups[kind], 4e6, 1);
            heights(engine, &thickness[kind][s], &roughness[kind][s]);
            lk_bondhop_free(engine);
        }
    memcpy(copy, roughness[0], sizeof copy);
    assert_true(ks(thickness[0], thickness[1], seeds) < 2.0);
    assert_true(ks(roughness[0], roughness[1], seeds) < 2.0);
    assert_true(ks(copy, roughness[2], seeds) > 2.0);
}

static void bad_parameters(void **state) {
    (void)state;
    lk_error_list errors = {0};
    lk_bondhop_params params = {.model = lk_bondhop_find("SD-bcc"), .edge = 16, .sectors = 4, .window = 1.0};
    assert_null(lk_bondhop_new(&params, &errors)); // four cells wide
    params =
        (lk_bondhop_params){.model = lk_bondhop_find("KAW-sc6"), .edge = 32, .sectors = 2, .window = 1.0};
    assert_null(lk_bondhop_new(&params, &errors));
    assert_int_equal(errors.count, 2);
    lk_error_clear(&errors);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_for_any_number_of_threads),
        cmocka_unit_test(hops_are_those_of_the_exact_run),
        cmocka_unit_test(grown_films_are_alike),
        cmocka_unit_test(bad_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
