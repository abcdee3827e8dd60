// Island density at large ratios, and the exponent (reference-values.md, section 3). False-alarm rate below
// 2e-4. Mutant: reverse.
#include "islands.h"

static void island_density(void **state) {
    (void)state;
    const double low = islands_row(1e5, 5.345e-3, 0.036e-3, 20, 512);
    islands_row(1e6, 2.539e-3, 0.021e-3, 20, 512);
    const double high = islands_row(1e7, 1.147e-3, 0.013e-3, 20, 512);
    // 0.334 from the references, whose own error is (0.0036/5.345 + 0.013/1.147) / ln 100 = 0.003.
    verify_z("3", "island density: exponent over h/F = 1e5 ... 1e7", -log(high / low) / log(100.0), 0.003,
             0.334);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("reverse");
    const struct CMUnitTest tests[] = {cmocka_unit_test(island_density)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
