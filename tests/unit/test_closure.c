// Closures against values worked out by hand from the published equations.
#include "support.h"

#include "likmc/closure.h"

static const double eV = LK_ELEMENTARY_CHARGE;
static const double T = 298.15;
static const lk_closure_lithium lithium = {.atomic_volume = 21.6e-30,
                                           .surface_energy = 0.45,
                                           .cohesive_energy = 1.63 * LK_ELEMENTARY_CHARGE,
                                           .attempt_frequency = 2e12,
                                           .hop_length = 3.51e-10};

static void test_contact_angle_follows_adsorption(void **state) {
    (void)state;
    assert_close(lk_closure_contact_cosine(&lithium, 1.63 * eV), 1.0, 1e-12);
    assert_close(lk_closure_contact_cosine(&lithium, 0.815 * eV), 0.0, 1e-12);
    assert_close(lk_closure_contact_cosine(&lithium, 0.0), -1.0, 1e-12);
    assert_close(lk_closure_contact_cosine(&lithium, 4.32 * eV), 1.0, 0.0); // clipped
    assert_close(lk_closure_adhesion(&lithium, 1.10 * eV), 1.10 / 1.63, 1e-12);
}

// 16 pi gamma^3 Omega^2 f/(3 (e eta)^2) with gamma^3 = 0.091125, Omega^2 = 466.56e-60, e^2 = 2.56697e-38.
static void test_nucleation_barrier_by_hand(void **state) {
    (void)state;
    const double cosine = 2.0 * 1.10 / 1.63 - 1.0, shape = (2 + cosine) * (1 - cosine) * (1 - cosine) / 4;
    const double by_hand = 16 * 3.14159265358979 * 0.091125 * 466.56e-60 * shape / (3 * 0.04 * 2.56697e-38);
    assert_close(lk_closure_nucleation_barrier(&lithium, 1.10 * eV, 0.2) / by_hand, 1.0, 1e-5);
    // ~ 1/eta^2, and none on a wall that lithium wets
    const double half = lk_closure_nucleation_barrier(&lithium, 1.10 * eV, 0.1);
    assert_close(half / lk_closure_nucleation_barrier(&lithium, 1.10 * eV, 0.2), 4.0, 1e-12);
    assert_close(lk_closure_nucleation_barrier(&lithium, 3.40 * eV, 0.01), 0.0, 0.0);
    assert_true(isinf(lk_closure_nucleation_barrier(&lithium, 1.10 * eV, 0.0)));
}

// 2 pi (B t)^(1/4) in one hour: 1.05 um at 0.30 eV, 0.25 um at 0.45 eV, 57 nm at 0.60 eV if the attempts are
// shared by four directions; here each has its own, so that B is four times as large.
static void test_mullins_smoothing_length(void **state) {
    (void)state;
    const double barriers[] = {0.30, 0.45, 0.60}, lengths[] = {1.05e-6, 0.25e-6, 57e-9};
    for (int i = 0; i < 3; i++) {
        const double length =
            2 * 3.14159265 * pow(3600 * lk_closure_mullins(&lithium, barriers[i] * eV, T), 0.25);
        assert_close(length / (lengths[i] * sqrt(2.0)), 1.0, 0.03);
    }
}

static void test_a_wall_that_does_not_bind_feeds_nothing(void **state) {
    (void)state;
    const double D = lk_closure_surface_diffusivity(&lithium, 0.20 * eV, 0.0, T);
    assert_close(lk_closure_feeding_length(&lithium, 3.40 * eV, D, 0.25, 1.0, T), 0.5 * sqrt(D), 1e-15);
    assert_true(lk_closure_feeding_length(&lithium, 1.10 * eV, D, 1.0, 1.0, T) < 1e-9);
}

static void test_hops_are_no_faster_than_vibrations(void **state) {
    (void)state;
    const double cap = lk_closure_surface_diffusivity(&lithium, 0.026 * eV, 0.026 * eV, T);
    assert_close(lk_closure_surface_diffusivity(&lithium, 0.017 * eV, 0.026 * eV, T), cap, 0.0);
}

// A wall of equal parts that lithium wets and that it does not touch stands at a right angle; clipping comes
// first: what binds more than enough does not make up for the rest.
static void test_cassie(void **state) {
    (void)state;
    const double halves[] = {0.5, 0.5}, sparse[] = {0.0885, 0.9115};
    const double extremes[] = {4.32 * eV, 0.0}, zinc_oxide[] = {3.40 * eV, 1.10 * eV};
    assert_close(lk_closure_cassie(&lithium, 2, halves, extremes), 0.0, 1e-12);
    const double tube = 2 * 1.10 / 1.63 - 1;
    assert_close(lk_closure_cassie(&lithium, 2, sparse, zinc_oxide), 0.0885 + 0.9115 * tube, 1e-12);
}

// Half an atom's drive below the classical barrier; no barrier where lithium wets or the drive is strong.
static void test_small_nuclei(void **state) {
    (void)state;
    const double kT_V = LK_BOLTZMANN * T / LK_ELEMENTARY_CHARGE;
    assert_close(lk_closure_nucleation_exponent(1.0, 0.25, T), 16.0 - 0.125 / kT_V, 1e-9);
    assert_close(lk_closure_nucleation_exponent(0.0, 0.1, T), 0.0, 0.0);
    assert_close(lk_closure_nucleation_exponent(1.0, 1.0, T), 0.0, 0.0);
    // Barriers of clusters on carbon, in kT (likmc derive params/cases/atom-cp.yaml), from the classical
    // ones.
    const double eta[] = {0.29, 0.31, 0.34, 0.37}, classical[] = {21.2, 18.6, 15.5, 13.1};
    const double cluster[] = {16.1, 13.0, 9.5, 6.2};
    for (int i = 0; i < 4; i++)
        assert_close(lk_closure_nucleation_exponent(eta[i] * sqrt(classical[i]), eta[i], T), cluster[i], 0.7);
}

static void test_permeability_of_a_patchwork(void **state) {
    (void)state;
    const double half[] = {0.5}, few[] = {0.1}, all[] = {1.0}, equal[] = {3.0}, fast[] = {1e9};
    assert_close(lk_closure_wall_permeability(3.0, 1, half, equal, 0.3), 3.0, 1e-12);
    assert_close(lk_closure_wall_permeability(2.0, 1, all, equal, 0.0), 3.0, 1e-12);
    // Islands that do not touch help by (1 + s)/(1 - s) however fast they are; a film with holes carries s/(2
    // - s).
    assert_close(lk_closure_wall_permeability(1.0, 1, few, fast, 0.0), 1.1 / 0.9, 1e-6);
    assert_close(lk_closure_wall_permeability(1.0, 1, few, fast, 1.0) / 1e9, 0.1 / 1.9, 1e-6);
    // Grains in a film carry if they are more than half of it, and then as 2 s - 1.
    const double few_of_many[] = {0.2, 0.8}, many_of_few[] = {0.8, 0.2}, grains[] = {1.0, 1e-9};
    assert_true(lk_closure_wall_permeability(1e-12, 2, few_of_many, grains, 1.0) < 1e-8);
    assert_close(lk_closure_wall_permeability(1e-12, 2, many_of_few, grains, 1.0), 0.6, 1e-3);
    // Dykhne: the product of what a patchwork and its negative carry is that of its parts.
    const double least = lk_closure_wall_permeability(1.0, 1, half, fast, 0.0);
    const double most = lk_closure_wall_permeability(1.0, 1, half, fast, 1.0);
    assert_close(least * most / 1e9, 1.0, 1e-9);
    assert_close(lk_closure_permeability(&lithium, 1.63 * eV, 2.0, T), 2.0, 0.0);
    assert_close(lk_closure_permeability(&lithium, 1.53 * eV, 2.0, T),
                 2.0 * exp(-0.1 * eV / (LK_BOLTZMANN * T)), 1e-12);
}

// Summed over rows of voxels of any edge the wall feeds the same volume; rows far away get nothing.
static void test_feeding_does_not_know_the_voxel(void **state) {
    (void)state;
    const double length = 0.7, reach = 12.0;
    for (double edge = 0.05; edge < 2.5; edge *= 2) {
        double sum = 0.0;
        for (double x = 0.0; x < reach - 0.5 * edge; x += edge)
            sum += edge * lk_closure_fed_share(length, x, x + edge);
        assert_close(sum, length, 1e-6);
    }
    assert_close(lk_closure_fed_share(0.0, 0.0, 1.0), 0.0, 0.0);
}

// Nernst: no net current at eta = 0, whatever alpha; reduction over oxidation is exp(x).
static void test_butler_volmer(void **state) {
    (void)state;
    for (double alpha = 0.3; alpha < 0.75; alpha += 0.2) {
        assert_close(lk_closure_butler_volmer(0.0, alpha, 1.0, NULL), 0.0, 0.0);
        double slope;
        const double here = lk_closure_butler_volmer(1.3, alpha, 0.8, &slope), step = 1e-6;
        const double there = lk_closure_butler_volmer(1.3 + step, alpha, 0.8, NULL);
        assert_close((there - here) / step, slope, 1e-5);
        assert_close(exp(alpha * 1.3) / exp(-(1 - alpha) * 1.3), exp(1.3), 1e-12);
    }
    assert_close(lk_closure_butler_volmer(0.01, 0.5, 1.0, NULL), 0.01, 1e-6); // linear near equilibrium
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contact_angle_follows_adsorption),
        cmocka_unit_test(test_nucleation_barrier_by_hand),
        cmocka_unit_test(test_mullins_smoothing_length),
        cmocka_unit_test(test_a_wall_that_does_not_bind_feeds_nothing),
        cmocka_unit_test(test_hops_are_no_faster_than_vibrations),
        cmocka_unit_test(test_cassie),
        cmocka_unit_test(test_small_nuclei),
        cmocka_unit_test(test_permeability_of_a_patchwork),
        cmocka_unit_test(test_feeding_does_not_know_the_voxel),
        cmocka_unit_test(test_butler_volmer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
