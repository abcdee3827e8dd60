// Designs: Sobol's sequence against its published points and its evenness, and the structure of each kind.
#include "likmc/design.h"
#include "likmc/rng.h"
#include "likmc/sobol.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The first points in three dimensions as Joe and Kuo's own program prints them.
static void test_published_points(void **state) {
    (void)state;
    static const double points[9][3] = {{0, 0, 0},
                                        {0.5, 0.5, 0.5},
                                        {0.75, 0.25, 0.25},
                                        {0.25, 0.75, 0.75},
                                        {0.375, 0.375, 0.625},
                                        {0.875, 0.875, 0.125},
                                        {0.625, 0.125, 0.875},
                                        {0.125, 0.625, 0.375},
                                        {0.1875, 0.3125, 0.9375}};
    lk_sobol sobol;
    assert_int_equal(lk_sobol_create(&sobol, 3, 0, NULL), LK_OK);
    for (uint32_t i = 0; i < 9; i++)
        for (size_t d = 0; d < 3; d++) assert_close(lk_sobol_at(&sobol, i, d), points[i][d], 0);
    lk_sobol_free(&sobol);
}

// In every dimension each of 2^k strata holds one of the first 2^k points, shifted or not.
static void test_every_dimension_is_even(void **state) {
    (void)state;
    enum { POINTS = 1024 };
    static char hit[POINTS];
    for (uint64_t seed = 0; seed < 2; seed++) {
        lk_sobol sobol;
        assert_int_equal(lk_sobol_create(&sobol, LK_SOBOL_DIMENSIONS, seed, NULL), LK_OK);
        for (size_t d = 0; d < LK_SOBOL_DIMENSIONS; d++) {
            memset(hit, 0, sizeof hit);
            for (uint32_t i = 0; i < POINTS; i++) {
                const double x = lk_sobol_at(&sobol, i, d);
                assert_true(x >= 0.0 && x < 1.0 && (seed == 0 || x > 0.0));
                hit[(int)(x * POINTS)]++;
            }
            for (int i = 0; i < POINTS; i++) assert_int_equal(hit[i], 1);
        }
        lk_sobol_free(&sobol);
    }
    lk_sobol many;
    assert_int_equal(lk_sobol_create(&many, LK_SOBOL_DIMENSIONS + 1, 1, NULL), LK_BAD_INPUT);
}

// The product of 1 + 0.1 (x - 1/2) over all dimensions has the mean 1: 4096 points come within 2e-3, which as
// many random points do not (their error is 0.41/64).
static void test_mean_of_a_product(void **state) {
    (void)state;
    lk_sobol sobol;
    double sum = 0.0;
    assert_int_equal(lk_sobol_create(&sobol, LK_SOBOL_DIMENSIONS, 3, NULL), LK_OK);
    for (uint32_t i = 0; i < 4096; i++) {
        double product = 1.0;
        for (size_t d = 0; d < LK_SOBOL_DIMENSIONS; d++)
            product *= 1.0 + 0.1 * (lk_sobol_at(&sobol, i, d) - 0.5);
        sum += product;
    }
    assert_close(sum / 4096, 1.0, 2e-3);
    lk_sobol_free(&sobol);
}

static lk_design make(lk_design_kind kind, int64_t number, size_t axes) {
    lk_design design = {.kind = kind, .number = number, .seed = 1, .levels = 4, .axis_count = axes};
    for (size_t a = 0; a < axes; a++) {
        snprintf(design.axes[a].key, sizeof design.axes[a].key, "group.key%zu", a);
        snprintf(design.axes[a].unit, sizeof design.axes[a].unit, "um");
        design.axes[a].is_number = true;
        design.axes[a].low = 1.0;
        design.axes[a].high = 3.0;
    }
    assert_int_equal(lk_design_place(&design, NULL), LK_OK);
    return design;
}

static double unit_of(const lk_design *design, size_t axis, size_t point) {
    return (lk_design_value(design, axis, point) - 1.0) / 2.0;
}

static void test_latin(void **state) {
    (void)state;
    enum { POINTS = 50 };
    lk_design design = make(LK_DESIGN_LATIN, POINTS, 7);
    assert_int_equal(design.points, POINTS);
    for (size_t a = 0; a < 7; a++) {
        char hit[POINTS] = {0};
        for (size_t p = 0; p < POINTS; p++) hit[(int)(unit_of(&design, a, p) * POINTS)]++;
        for (int i = 0; i < POINTS; i++) assert_int_equal(hit[i], 1);
    }
    lk_design_free(&design);
}

// A longer sequence begins with the shorter one.
static void test_sobol_extends(void **state) {
    (void)state;
    lk_design small = make(LK_DESIGN_SOBOL, 20, 5), large = make(LK_DESIGN_SOBOL, 33, 5);
    for (size_t p = 0; p < 20; p++)
        for (size_t a = 0; a < 5; a++)
            assert_close(lk_design_value(&small, a, p), lk_design_value(&large, a, p), 0);
    lk_design_free(&small);
    lk_design_free(&large);
}

static void test_saltelli(void **state) {
    (void)state;
    enum { AXES = 4 };
    lk_design design = make(LK_DESIGN_SALTELLI, 8, AXES);
    assert_int_equal(design.points, 8 * (AXES + 2));
    for (size_t p = 0; p < design.points; p += AXES + 2)
        for (size_t a = 0; a < AXES; a++) {
            const double first = lk_design_value(&design, a, p), second = lk_design_value(&design, a, p + 1);
            assert_true(first != second);
            for (size_t i = 0; i < AXES; i++)
                assert_close(lk_design_value(&design, a, p + 2 + i), i == a ? second : first, 0);
        }
    lk_design_free(&design);
}

// Each step of a trajectory changes one axis, by two thirds of the range on four levels, and each axis once.
static void test_morris(void **state) {
    (void)state;
    enum { AXES = 6, BLOCK = AXES + 1 };
    lk_design design = make(LK_DESIGN_MORRIS, 10, AXES);
    assert_int_equal(design.points, 10 * BLOCK);
    for (size_t t = 0; t < 10; t++) {
        int moved[AXES] = {0};
        for (size_t k = 0; k < AXES; k++) {
            int changed = 0;
            for (size_t a = 0; a < AXES; a++) {
                const double x = unit_of(&design, a, t * BLOCK + k),
                             y = unit_of(&design, a, t * BLOCK + k + 1);
                assert_true(y > -1e-12 && y < 1 + 1e-12 && fabs(3 * y - round(3 * y)) < 1e-9);
                if (fabs(x - y) < 1e-12) continue;
                assert_close(fabs(x - y), 2.0 / 3.0, 1e-12);
                moved[a]++;
                changed++;
            }
            assert_int_equal(changed, 1);
        }
        for (size_t a = 0; a < AXES; a++) assert_int_equal(moved[a], 1);
    }
    lk_design_free(&design);
}

static void test_grid(void **state) {
    (void)state;
    lk_design design = {.kind = LK_DESIGN_GRID, .axis_count = 2};
    for (int i = 0; i < 3; i++) assert_int_equal(lk_design_add_value(&design.axes[0], "x", i, NULL), LK_OK);
    for (int i = 0; i < 4; i++)
        assert_int_equal(lk_design_add_value(&design.axes[1], "y", 10 * i, NULL), LK_OK);
    assert_int_equal(lk_design_place(&design, NULL), LK_OK);
    assert_int_equal(design.points, 12);
    for (size_t p = 0; p < 12; p++) {
        assert_close(lk_design_value(&design, 0, p), (double)(p / 4), 0);
        assert_close(lk_design_value(&design, 1, p), 10.0 * (double)(p % 4), 0);
    }
    design.kind = LK_DESIGN_ZIP;
    assert_int_equal(lk_design_place(&design, NULL), LK_BAD_INPUT);
    lk_design_free(&design);
}

// What is set reads back to the very value; ranges in the logarithm have their middle at the geometric mean.
static void test_settings(void **state) {
    (void)state;
    lk_design design = make(LK_DESIGN_SOBOL, 16, 2);
    char text[LK_DESIGN_TEXT];
    design.axes[1].log = true;
    for (size_t p = 0; p < 16; p++) {
        lk_design_setting(&design, 1, p, text);
        assert_memory_equal(text, "group.key1=", 11);
        assert_close(strtod(text + 11, NULL), lk_design_value(&design, 1, p), 0);
        assert_non_null(strstr(text, " um"));
    }
    design.units[1] = 0.5;
    assert_close(lk_design_value(&design, 1, 0), sqrt(3.0), 1e-15);
    design.axes[0].whole = true;
    for (size_t p = 0; p < 16; p++) {
        const double x = lk_design_value(&design, 0, p);
        assert_true(x == 1.0 || x == 2.0 || x == 3.0);
    }
    lk_design_header(&design.axes[0], text);
    assert_string_equal(text, "group.key0_um");
    lk_design_free(&design);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_points),
        cmocka_unit_test(test_every_dimension_is_even),
        cmocka_unit_test(test_mean_of_a_product),
        cmocka_unit_test(test_latin),
        cmocka_unit_test(test_sobol_extends),
        cmocka_unit_test(test_saltelli),
        cmocka_unit_test(test_morris),
        cmocka_unit_test(test_grid),
        cmocka_unit_test(test_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
