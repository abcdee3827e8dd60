// The electrolyte in depth against closed forms.
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "likmc/closure.h"
#include "likmc/transport.h"

static const double thickness = 20e-6, area_per_volume = 1e6, current = 1e-3;

static lk_transport make(uint32_t layers, double nu, double capacitance) {
    const double T = 298.15, beta = LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * T), h = thickness / layers;
    const lk_transport_params params = {.layer = h,
                                        .temperature = T,
                                        .exchange_current = 10.0,
                                        .alpha = 0.5,
                                        .transference = 0.4,
                                        .concentration = 1000.0};
    lk_transport t;
    assert_int_equal(lk_transport_create(&t, layers, &params, NULL), LK_OK);
    for (uint32_t k = 0; k < layers; k++) {
        t.plating[k] = t.stripping[k] = area_per_volume * h;
        // nu^2 = a j0 F L^2/(kappa R T)
        t.conductivity[k] = area_per_volume * 10.0 * beta * thickness * thickness / (nu * nu);
        t.diffusivity[k] = 5e-10;
        t.capacitance[k] = capacitance * h / thickness;
    }
    return t;
}

// Newman and Tobias 1962: with linear kinetics j(z) is proportional to cosh(nu z/L). Returns the largest
// deviation relative to the mean.
static double deviation(uint32_t layers, double nu) {
    lk_transport t = make(layers, nu, 0.0);
    double *old = calloc(layers, sizeof *old), worst = 0.0, sum = 0.0;
    assert_int_equal(lk_transport_solve(&t, current, INFINITY, old, layers, NULL), LK_OK);
    for (uint32_t k = 0; k < layers; k++) {
        const double z = (k + 0.5) / layers, exact = current / layers * nu * cosh(nu * z) / sinh(nu);
        worst = fmax(worst, fabs(t.reaction[k] - exact) * layers / current);
        sum += t.reaction[k];
    }
    assert_close(sum / current, 1.0, 1e-6);
    free(old);
    lk_transport_free(&t);
    return worst;
}

static void test_newman_tobias_second_order(void **state) {
    (void)state;
    const double nus[] = {0.5, 2.0, 5.0};
    for (int i = 0; i < 3; i++) {
        const double coarse = deviation(25, nus[i]), fine = deviation(100, nus[i]);
        assert_true(fine < 2e-3 * nus[i] * nus[i]);
        assert_close(coarse / fine, 16.0, 2.5); // a quarter of the layer: a sixteenth of the error
    }
}

// Without a reaction the double layer takes everything: du/dt = i/C.
static void test_double_layer_charges(void **state) {
    (void)state;
    lk_transport t = make(10, 0.01, 100.0);
    for (uint32_t k = 0; k < 10; k++) t.plating[k] = t.stripping[k] = 0.0;
    double old[10] = {0};
    assert_int_equal(lk_transport_solve(&t, 10.0, 0.5, old, 10, NULL), LK_OK);
    for (uint32_t k = 0; k < 10; k++) assert_close(t.overpotential[k], 10.0 * 0.5 / 100.0, 1e-6);
    lk_transport_free(&t);
}

// The potentiostat at the potential that a current needs gives that current, both ways, with salt and ohmic
// drop in it. The mutant that leaves the uppermost layer's own reaction out of the sum is 4 % off.
static void test_hold_is_the_inverse_of_the_current(void **state) {
    (void)state;
    const double currents[] = {10.0, 300.0, -300.0};
    for (int i = 0; i < 3; i++) {
        lk_transport t = make(25, 2.0, 0.0);
        double old[25] = {0};
        for (int n = 0; n < 60; n++) { // potential and salt in turn
            assert_int_equal(lk_transport_solve(&t, currents[i], INFINITY, old, 25, NULL), LK_OK);
            lk_transport_update_salt(&t, 25);
        }
        const double held = t.overpotential[24], lowest = t.overpotential[0];
        for (int k = 0; k < 25; k++) t.overpotential[k] = 0.0;
        assert_int_equal(lk_transport_hold(&t, held, 25, NULL), LK_OK);
        assert_close(lk_transport_current(&t, 25) / currents[i], 1.0, 1e-6);
        assert_close(t.overpotential[0], lowest, 1e-8);
        assert_close(t.overpotential[24], held, 0.0);
        lk_transport_free(&t);
    }
}

// One layer is nothing but its reaction: Butler-Volmer.
static void test_hold_of_one_layer(void **state) {
    (void)state;
    lk_transport t = make(1, 1.0, 0.0);
    assert_int_equal(lk_transport_hold(&t, -0.3, 1, NULL), LK_OK);
    const double x = -0.3 * LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * 298.15);
    const double expected = 10.0 * t.stripping[0] * (exp(0.5 * x) - exp(-0.5 * x));
    assert_close(lk_transport_current(&t, 1) / expected, 1.0, 1e-12);
    lk_transport_free(&t);
}

// Nothing to react with and nothing to charge is an error, not an endless loop.
static void test_no_surface_is_an_error(void **state) {
    (void)state;
    lk_transport t = make(10, 1.0, 0.0);
    for (uint32_t k = 0; k < 10; k++) t.plating[k] = 0.0;
    double old[10] = {0};
    lk_error_list errors = {0};
    assert_int_equal(lk_transport_solve(&t, 10.0, 1.0, old, 10, &errors), LK_FAILED);
    assert_non_null(strstr(errors.items[0].message, "no surface"));
    lk_error_clear(&errors);
    lk_transport_free(&t);
}

// All current to the collector: c falls linearly, by (1 - t+) i L/(F D) in all.
static void test_salt_falls_linearly(void **state) {
    (void)state;
    const uint32_t layers = 50;
    lk_transport t = make(layers, 1.0, 0.0);
    for (uint32_t k = 1; k < layers; k++) t.plating[k] = t.stripping[k] = 0.0;
    double old[50] = {0};
    for (int i = 0; i < 50; i++) { // potential and salt in turn
        assert_int_equal(lk_transport_solve(&t, 10.0, INFINITY, old, layers, NULL), LK_OK);
        lk_transport_update_salt(&t, t.layers);
    }
    const double path = thickness * (1.0 - 0.5 / layers); // to the middle of the lowest layer
    assert_close(1.0 - t.salt[0], 0.6 * 10.0 * path / (LK_FARADAY * 5e-10 * 1000.0), 1e-9);
    lk_transport_free(&t);
}

// A layer without pores cuts the lower part off: no current passes, and salt stays positive.
static void test_closed_layer(void **state) {
    (void)state;
    lk_transport t = make(40, 0.5, 0.0);
    t.conductivity[20] *= 1e-9;
    t.diffusivity[20] *= 1e-9;
    double old[40] = {0}, below = 0.0;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(lk_transport_solve(&t, 10.0, INFINITY, old, 40, NULL), LK_OK);
        lk_transport_update_salt(&t, t.layers);
    }
    for (uint32_t k = 0; k < 40; k++) assert_true(t.salt[k] > 0.0 && t.salt[k] <= 1.0);
    for (uint32_t k = 0; k < 20; k++) below += t.reaction[k];
    assert_true(fabs(below) < 1e-3 * 10.0);
    lk_transport_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newman_tobias_second_order),
        cmocka_unit_test(test_double_layer_charges),
        cmocka_unit_test(test_hold_is_the_inverse_of_the_current),
        cmocka_unit_test(test_hold_of_one_layer),
        cmocka_unit_test(test_no_surface_is_an_error),
        cmocka_unit_test(test_salt_falls_linearly),
        cmocka_unit_test(test_closed_layer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
