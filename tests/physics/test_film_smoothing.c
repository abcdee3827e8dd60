// Surface exchange: a ripple of lithium decays at the rate of Mullins' coefficient.
//
// The film scale only needs the right size of it: at 0.45 eV a 400 nm voxel moves some ten times in a whole
// run. So the test asks for Mullins' B within a factor of two, and has a mutant off by a factor of four. The
// seeds are fixed; over seeds the measured B scatters by about 15 %, so that a sound program fails with a
// probability below 1e-4.
#include "films.h"

enum { WAVE = 16, SEEDS = 4 };
static const double pi = 3.14159265358979323846;

static void make_ripple(lk_film *film, int seed) {
    char seeding[32];
    snprintf(seeding, sizeof seeding, "seed=%d", seed);
    const char *settings[] = {"box.width=6.4 um", "box.head_room=12 um", seeding};
    lk_params *params = films_params("cp", settings, 3);
    params->host.porosity = 1.0; // no fibres
    params->host.thickness = 4e-6;
    assert_int_equal(lk_film_create(film, params, NULL), LK_OK);
    free(params);
    const uint32_t nx = film->lattice.cells[0], ny = film->lattice.cells[1], nz = film->lattice.cells[2];
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        const bool metal = site / (nx * ny) < nz / 2 + 4.0 * cos(2 * pi * (site % nx) / WAVE);
        film->species[site] = metal ? LK_FILM_LITHIUM : LK_FILM_ELECTROLYTE;
        film->hits[site] = metal ? (uint8_t)film->model.hits_per_voxel : 0;
    }
    assert_int_equal(lk_film_rebuild(film, NULL), LK_OK);
}

static double amplitude(const lk_film *film) {
    const uint32_t nx = film->lattice.cells[0];
    double in_phase = 0.0, out_of_phase = 0.0;
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        if (film->species[site] != LK_FILM_LITHIUM) continue;
        in_phase += cos(2 * pi * (site % nx) / WAVE);
        out_of_phase += sin(2 * pi * (site % nx) / WAVE);
    }
    return hypot(in_phase, out_of_phase);
}

// B over (exchange rate h^4), from the decay of the amplitude over `time` in units of 1/(exchange rate). The
// walk is made `fault` times too fast.
static double measured_mullins(double time, double fault) {
    double first = 0.0, last = 0.0;
    for (int seed = 1; seed <= SEEDS; seed++) {
        lk_film film;
        make_ripple(&film, seed);
        first += amplitude(&film);
        const double step = time / film.model.exchange_rate / 40;
        film.model.exchange_rate *= fault;
        assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK); // sets the rates of the classes
        for (int i = 0; i < 40; i++) assert_int_equal(lk_film_step(&film, 0.0, INT64_MAX, step, NULL), LK_OK);
        last += amplitude(&film);
        lk_film_free(&film);
    }
    return log(first / last) / (time * pow(2 * pi / WAVE, 4));
}

static void test_ripple_decays_as_mullins_says(void **state) {
    (void)state;
    lk_film film;
    make_ripple(&film, 1);
    // what the program means a unit of its exchange rate to be worth: B = rate h^4 * worth
    const double eV = 1.602176634e-19, T = 298.15, volume = 13.0e-6 / 6.02214076e23, a = 3.51e-10;
    const double D = 2e12 * a * a * exp(-0.486 * eV / (1.380649e-23 * T));
    const double mullins = D * 0.46 * volume * volume / (a * a * 1.380649e-23 * T);
    const double worth = mullins / (film.model.exchange_rate * pow(film.model.edge, 4));
    lk_film_free(&film);
    const double measured = measured_mullins(2000.0, 1.0);
    if (!(measured / worth > 0.5 && measured / worth < 2.0))
        fail_msg("B measured %.4g, set %.4g", measured, worth);
    const double mutant = measured_mullins(2000.0, 4.0);
    assert_false(mutant / worth > 0.5 && mutant / worth < 2.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ripple_decays_as_mullins_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
