// Walls that change: plateaus of zinc oxide, charges in whole numbers, and what the walls then mean to
// lithium.
#include "films.h"

#include <math.h>
#include <stdlib.h>

static int64_t room_of(const lk_film *film, size_t step) {
    int64_t sum = 0;
    for (size_t place = 0; place < film->phase.places; place++)
        sum += film->phase.room[place * LK_CHEMISTRY_STEPS + step];
    return sum;
}

// Voltage when `account` has first reached `share` of `room`; stops there, or fails after many steps.
static double voltage_at(lk_film *film, double current, int account, double share, int64_t room) {
    const double sign = current > 0.0 ? 1.0 : -1.0;
    for (int i = 0; i < 100000; i++) {
        if (sign * ((double)film->ledger.quanta[account] - share * (double)room) >= 0.0)
            return -film->cell_overpotential;
        assert_int_equal(lk_film_step(film, current, 8, INFINITY, NULL), LK_OK);
    }
    fail_msg("%g of account %d is not reached", share, account);
    return NAN;
}

// 0.05 mA/cm2 into zinc oxide: 2 Li per Zn near 0.5 V, 1 Li near 0.2 V; back at 1 V the 1 has come back and
// the 2 have not. No metal forms above 0 V.
static void zinc_oxide_has_two_plateaus(void **state) {
    (void)state;
    lk_params *params = films_params("zno-electrode", NULL, 0);
    lk_film film;
    assert_int_equal(lk_film_create(&film, params, NULL), LK_OK);
    const int64_t two = room_of(&film, 0), one = room_of(&film, 1);
    const double units = params->host.areal_mass * params->host.decoration_mass_fraction / 81.38e-3; // mol/m2
    const double quanta = units * LK_FARADAY * film.model.footprint / film.model.hit_charge;
    assert_int_equal(two, llround(2.0 * quanta));
    assert_int_equal(one, llround(quanta));
    assert_close(voltage_at(&film, 0.5, LK_LEDGER_CONVERSION, 0.1, two), 0.5, 0.05);
    assert_close(voltage_at(&film, 0.5, LK_LEDGER_CONVERSION, 0.8, two), 0.5, 0.05);
    assert_close(voltage_at(&film, 0.5, LK_LEDGER_ALLOYING, 0.5, one), 0.2, 0.05);
    voltage_at(&film, 0.5, LK_LEDGER_ALLOYING, 0.99, one);
    assert_int_equal(film.ledger.quanta[LK_LEDGER_CONVERSION], two);
    assert_int_equal(film.ledger.quanta[LK_LEDGER_PLATED], 0);
    assert_close(voltage_at(&film, -0.5, LK_LEDGER_ALLOYING, 0.5, one), 0.2, 0.05);
    while (-film.cell_overpotential < 0.9)
        assert_int_equal(lk_film_step(&film, -0.5, 8, INFINITY, NULL), LK_OK);
    assert_int_equal(film.ledger.quanta[LK_LEDGER_ALLOYING], 0);
    assert_int_equal(film.ledger.quanta[LK_LEDGER_CONVERSION], two);
    assert_int_equal(film.ledger.quanta[LK_LEDGER_PASSED], two);
    lk_film_free(&film);
    free(params);
}

// Once all of it is LiZn and Li2O the planes are the same wall, and it covers more of the tube.
static void alloyed_planes_are_the_same_wall(void **state) {
    (void)state;
    const char *const settings[] = {"walls.closure=phases"};
    lk_film_wall walls[2], first[2];
    for (int i = 0; i < 2; i++) {
        lk_params *params = films_params(i ? "cp-zno202" : "cp-zno002", settings, 1);
        params->walls.connected = 0.5;
        lk_film film;
        assert_int_equal(lk_film_create(&film, params, NULL), LK_OK);
        first[i] = *lk_film_phase_wall(&film, 10, 1);
        for (size_t slot = 0; slot < film.phase.places * LK_CHEMISTRY_STEPS; slot++) {
            film.phase.taken[slot] = film.phase.room[slot];
            film.phase.levels[slot] = LK_FILM_PHASE_LEVELS;
        }
        assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
        walls[i] = *lk_film_phase_wall(&film, 10, 1);
        lk_film_free(&film);
        free(params);
    }
    assert_true(first[0].feeding_length > 10.0 * first[1].feeding_length);
    assert_close(walls[0].feeding_length, walls[1].feeding_length, 1e-15);
    assert_close(walls[0].adhesion, walls[1].adhesion, 1e-12);
    assert_true(walls[0].shares[0] < first[0].shares[0] && walls[0].conducting < 1.0);
    // (2.27)^(2/3) times the footprint.
    assert_close((1.0 - walls[0].shares[0]) / (1.0 - first[0].shares[0]), pow(2.27, 2.0 / 3.0), 0.01);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(zinc_oxide_has_two_plateaus),
                                       cmocka_unit_test(alloyed_planes_are_the_same_wall)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
