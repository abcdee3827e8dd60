// The field's own promises: the same bytes for any number of threads, a law with a resistance, planes that
// are resolved later, a potential that is held, salt that stays positive.
#include "fields.h"

#include <string.h>

static lk_field_grid at_random(const uint32_t n[3], int threads) {
    lk_field_params params = fields_params();
    params.threads = threads;
    params.surfaces = 2;
    params.surface[1] = (lk_field_surface){30.0, 5e-4};
    lk_field_grid f = fields_create(n, 1e-6, 5, 5e-6, &params);
    fields_fill_at_random(&f, 11);
    for (size_t i = 0; i < f.cells; i += 7) f.plating[1][i] = f.stripping[1][i] = 1e-12;
    return f;
}

// 33 x 32 x 32 cells are enough for four threads; an odd number of cells has neighbours of one colour.
static void test_any_number_of_threads(void **state) {
    (void)state;
    const uint32_t n[3] = {33, 32, 32};
    const lk_field_accuracy accuracy = {1e-6, 1e-4, 40};
    lk_field_grid one = at_random(n, 1);
    const int threads[] = {2, 3, 8};
    const double current = 100.0 * 33 * 32 * 1e-12;
    for (int step = 0; step < 2; step++)
        assert_int_equal(lk_field_solve(&one, current, 0.5, &accuracy, NULL), LK_OK);
    for (int i = 0; i < 3; i++) {
        lk_field_grid many = at_random(n, threads[i]);
        for (int step = 0; step < 2; step++)
            assert_int_equal(lk_field_solve(&many, current, 0.5, &accuracy, NULL), LK_OK);
        assert_memory_equal(one.overpotential, many.overpotential, one.points * sizeof(double));
        assert_memory_equal(one.salt, many.salt, one.points * sizeof(double));
        assert_memory_equal(one.drive[1], many.drive[1], one.cells * sizeof(double));
        lk_field_free(&many);
    }
    lk_field_free(&one);
}

// j of (4) put back into its law, and both slopes against differences.
static void test_law_with_resistance(void **state) {
    (void)state;
    const lk_field_params params = fields_params();
    const double volts[] = {-0.3, -0.01, 0.0, 0.02, 0.4}, salts[] = {0.01, 1.0, 1.3},
                 resistances[] = {0, 1e-4, 0.1};
    const double beta = LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * 298.15), d = 1e-6;
    for (int a = 0; a < 5; a++)
        for (int b = 0; b < 3; b++)
            for (int c = 0; c < 3; c++) {
                const lk_field_surface s = {10.0, resistances[c]};
                const double u = volts[a], salt = salts[b];
                double slope[2], other[2];
                const double j = lk_field_surface_current(&s, &params, u, salt, 0.0, slope);
                const double y = beta * (u - s.resistance * j),
                             f = 10.0 * (salt * exp(0.5 * y) - exp(-0.5 * y));
                assert_close(f, j, 1e-7 * (fabs(j) + 10.0));
                const double up = lk_field_surface_current(&s, &params, u + d, salt, j, other);
                const double more = lk_field_surface_current(&s, &params, u, salt + d, j, other);
                assert_close((up - j) / d / slope[0], 1.0, 1e-3);
                assert_close((more - j) / d / slope[1], 1.0, 1e-3);
            }
}

// A surface so resistive that nothing else counts follows Ohm's law.
static void test_ohmic_surface(void **state) {
    (void)state;
    const lk_field_params params = fields_params();
    const lk_field_surface s = {1e6, 1.0};
    double slope[2];
    assert_close(lk_field_surface_current(&s, &params, 0.25, 1.0, 0.0, slope), 0.25, 1e-6);
    assert_close(slope[0], 1.0, 1e-6);
}

// Planes far above the reaction may as well be layers: with the lowest 24 of 48 resolved, in a box of 16
// cells, what is left of a lateral wave there is exp(-2 pi 12/16) = 1e-2 of itself, and comes back as the
// square.
static void test_column_in_place_of_planes(void **state) {
    (void)state;
    const uint32_t n[3] = {16, 16, 48};
    const lk_field_params params = fields_params();
    const double current = 500.0 * 256e-12;
    lk_field_grid full = fields_create(n, 1e-6, 2, 1e-6, &params), part;
    assert_int_equal(lk_field_create(&part, n, 2, &params, NULL), LK_OK);
    for (int a = 0; a < 3; a++) memcpy(part.width[a], full.width[a], n[a] * sizeof(double));
    memcpy(part.thickness, full.thickness, 50 * sizeof(double));
    lk_field_resolve(&part, 24);
    uint64_t seed = 5;
    for (size_t i = 0; i < 12 * 256; i++)
        if (fields_random(&seed) < 0.05) {
            fields_set_area(&full, i, 1e-12);
            fields_set_area(&part, i, 1e-12);
        }
    double spread = 0.0, worst = 0.0;
    for (int step = 0; step < 3; step++) {
        assert_int_equal(lk_field_solve(&full, current, 0.05, &fields_exact, NULL), LK_OK);
        assert_int_equal(lk_field_solve(&part, current, 0.05, &fields_exact, NULL), LK_OK);
        if (step == 1) lk_field_resolve(&part, 28);
    }
    for (uint32_t k = 0; k < full.reacting_count; k++) {
        const size_t i = full.reacting[k];
        worst = fmax(worst, fabs(part.drive[0][i] - full.drive[0][i]) / full.drive[0][i]);
        spread = fmax(spread, fabs(full.drive[0][i] / full.drive[0][full.reacting[0]] - 1.0));
    }
    assert_true(spread > 1e-3); // there is something to resolve
    assert_true(worst < 2e-4 * spread);
    lk_field_free(&full);
    lk_field_free(&part);
}

// The potential that a current needs, held, gives that current, both ways.
static void test_hold_is_the_inverse_of_the_current(void **state) {
    (void)state;
    const uint32_t wide[3] = {8, 8, 20}, line[3] = {1, 1, 20};
    const double signs[] = {1.0, -1.0};
    for (int i = 0; i < 4; i++) {
        const uint32_t *n = i < 2 ? wide : line;
        const double current = signs[i % 2] * 100.0 * n[0] * n[1] * 1e-12;
        lk_field_grid f = at_random(n, 1);
        const uint32_t layer = i < 2 ? 21 : 12;
        for (int step = 0; step < 100; step++) // to the steady state of both double layer and salt
            assert_int_equal(lk_field_solve(&f, current, 0.1 * (1 + step), &fields_exact, NULL), LK_OK);
        const double held = f.overpotential[lk_field_layer(&f, layer)], lowest = f.overpotential[0];
        assert_int_equal(lk_field_hold(&f, layer, held, 1.0, &fields_exact, NULL), LK_OK);
        assert_close(f.current / current, 1.0, 1e-6);
        assert_close(f.overpotential[0], lowest, 1e-8);
        assert_close(f.overpotential[lk_field_layer(&f, layer)], held, 0.0);
        lk_field_free(&f);
    }
}

// More than the salt can bring: the potential runs up to where the galvanostat ends, the salt runs out, and
// nothing is negative.
static void test_salt_stays_positive(void **state) {
    (void)state;
    const uint32_t n[3] = {6, 6, 12};
    lk_field_grid f = at_random(n, 1);
    const double current = 9000.0 * 36e-12;
    double least = 1.0;
    const lk_field_accuracy accuracy = {1e-5, 1e-3, 400};
    for (int step = 0; step < 200; step++) {
        assert_int_equal(lk_field_solve(&f, current, 0.05, &accuracy, NULL), LK_OK);
        for (size_t i = 0; i < f.points; i++) {
            assert_true(f.salt[i] > 0.0);
            least = fmin(least, f.salt[i]);
        }
    }
    assert_true(least < 1e-6);
    assert_close(f.overpotential[f.points - 1], f.params.compliance, 0.0);
    assert_true(f.current > 0.0 && f.current < 0.9 * current);
    lk_field_free(&f);
}

static void test_no_surface_is_an_error(void **state) {
    (void)state;
    const uint32_t n[3] = {4, 4, 4};
    const lk_field_params params = fields_params();
    lk_field_grid f = fields_create(n, 1e-6, 1, 1e-6, &params);
    lk_error_list errors = {0};
    assert_int_equal(lk_field_solve(&f, 1e-9, 1.0, &fields_exact, &errors), LK_FAILED);
    assert_non_null(strstr(errors.items[0].message, "no surface"));
    lk_error_clear(&errors);
    lk_field_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_number_of_threads),
        cmocka_unit_test(test_law_with_resistance),
        cmocka_unit_test(test_ohmic_surface),
        cmocka_unit_test(test_column_in_place_of_planes),
        cmocka_unit_test(test_hold_is_the_inverse_of_the_current),
        cmocka_unit_test(test_salt_stays_positive),
        cmocka_unit_test(test_no_surface_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
