// Closures against values worked out by hand from the published equations.
#include "support.h"

#include "likmc/closure.h"

static const double eV = LK_CLOSURE_E;
static const double T = 298.15;
static const lk_closure_lithium lithium = {.atomic_volume = 21.6e-30,
                                           .surface_energy = 0.45,
                                           .cohesive_energy = 1.63 * LK_CLOSURE_E,
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

// 2 pi (B t)^(1/4) in one hour: 1.05 um at 0.30 eV, 0.25 um at 0.45 eV, 57 nm at 0.60 eV.
static void test_mullins_smoothing_length(void **state) {
    (void)state;
    const double barriers[] = {0.30, 0.45, 0.60}, lengths[] = {1.05e-6, 0.25e-6, 57e-9};
    for (int i = 0; i < 3; i++) {
        const double length =
            2 * 3.14159265 * pow(3600 * lk_closure_mullins(&lithium, barriers[i] * eV, T), 0.25);
        assert_close(length / lengths[i], 1.0, 0.03);
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
        cmocka_unit_test(test_butler_volmer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
