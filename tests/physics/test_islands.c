// Submonolayer island density, hit and stick (reference-values.md, section 3). Two rows here, the larger
// ratios and the slope in test_islands_long.c. False-alarm rate below 2e-4. Mutants: stale, reverse.
#include "islands.h"

static void island_density(void **state) {
    (void)state;
    islands_row(1e4, 1.0573e-2, 0.0004e-2, 24, 512);
    islands_row(1e5, 5.345e-3, 0.036e-3, 20, 256);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("stale", "reverse");
    const struct CMUnitTest tests[] = {cmocka_unit_test(island_density)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
