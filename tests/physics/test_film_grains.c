// Grains of lithium under SEI that passivates: what the current, the rate and the grain size do to growth.
#include "grains.h"

// Without passivation nothing leaves voids but the roughness of the front.
static void test_open_lithium_grows_compact(void **state) {
    (void)state;
    assert_true(grains_packing((grains_case){1.0, 0.0, 1.0, 400, 0, false}, 3) > 0.85);
}

// Without births the nuclei's grains close one after the other, until passive surface carries the current,
// all of it alike. The mutant: grains of 1 um pack 0.5.
static void test_an_infinite_grain_packs_one(void **state) {
    (void)state;
    assert_true(grains_packing((grains_case){1.0, 0.05, 1e5, 400, 0, false}, 1) > 0.97);
    assert_false(grains_packing((grains_case){1.0, 0.05, 1.0, 400, 0, false}, 1) > 0.97);
}

// Deposition that outruns passivation grows compact, and slower deposition does not. Packing differs by 0.4;
// its standard deviation from seed to seed is 0.05, so the bound is six standard errors of the difference
// away.
static void test_current_decides_packing(void **state) {
    (void)state;
    const double slow = grains_packing((grains_case){1.0, 0.05, 1.0, 400, 0, false}, 3);
    const double fast = grains_packing((grains_case){20.0, 0.05, 1.0, 400, 0, false}, 3);
    if (!(fast - slow > 0.15)) fail_msg("packing %.3f at 1 and %.3f at 20 mA/cm2", slow, fast);
    const double mutant = grains_packing((grains_case){1.0, 0.05, 1.0, 400, LK_FILM_PASSIVATION, false}, 3);
    assert_false(fast - mutant > 0.15);
}

// More, smaller grains on the same surface. The counts are hundreds, so that a factor of 2 is far outside
// their noise; without births on new surface there are only those of the nuclei.
static void test_grain_size_decides_their_number(void **state) {
    (void)state;
    const grains_grown small = grains_grow((grains_case){20.0, 0.05, 1.0, 400, 0, false}, 1);
    const grains_grown large = grains_grow((grains_case){20.0, 0.05, 2.0, 400, 0, false}, 1);
    assert_true(small.births > 2.0 * large.births);
    assert_true(small.passivated <= small.births);
    const grains_grown mutant =
        grains_grow((grains_case){20.0, 0.05, 1.0, 400, LK_FILM_GRAIN_BIRTH, false}, 1);
    assert_false(mutant.births > 2.0 * large.births);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_open_lithium_grows_compact),
                                       cmocka_unit_test(test_an_infinite_grain_packs_one),
                                       cmocka_unit_test(test_current_decides_packing),
                                       cmocka_unit_test(test_grain_size_decides_their_number)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
