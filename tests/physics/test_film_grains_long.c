// Grains are stated per area and per second: voxels of 400, 200 and 100 nm pack alike.
//
// At 5 mA/cm2; the standard deviation of the packing from seed to seed is 0.03, so that the bound is 3.5
// standard errors of a difference between one seed and one, more between means: a false alarm in 5e-4. The
// mutant tells births by the voxel and not by the area, and packs 0.13 more at 200 nm.
#include "grains.h"

static const double bound = 0.105;

static void test_voxels_do_not_matter(void **state) {
    (void)state;
    const double coarse = grains_packing((grains_case){5.0, 0.05, 1.0, 400, 0, false}, 3);
    const double fine = grains_packing((grains_case){5.0, 0.05, 1.0, 200, 0, false}, 2);
    const double finest = grains_packing((grains_case){5.0, 0.05, 1.0, 100, 0, false}, 1);
    if (!(fabs(fine - coarse) < bound && fabs(finest - coarse) < bound))
        fail_msg("packing %.3f, %.3f and %.3f at 400, 200 and 100 nm", coarse, fine, finest);
    const double mutant = grains_packing((grains_case){5.0, 0.05, 1.0, 200, 0, true}, 2);
    assert_false(fabs(mutant - coarse) < bound);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_voxels_do_not_matter)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
