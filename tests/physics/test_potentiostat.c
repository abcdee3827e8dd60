// The potentiostat on flat lithium, where Butler-Volmer is the whole of it.
//
// Hits are Poisson, so that sums of H hits are compared within 4 sqrt(H): false alarm 6e-5 a comparison, nine
// comparisons, seeds fixed. The mutant is a current 3 % too high.
#include "films.h"

#include "likmc/closure.h"

#include <string.h>

enum { FLAT = 40 }; // layers of metal

// A flat slab of lithium, open everywhere, in an electrolyte without losses; no voxel fills or empties within
// the test.
static lk_film make_flat(void) {
    const char *const settings[] = {"box.width=8 um", "box.head_room=60 um"};
    lk_film film = films_create("cp", settings, 2);
    const uint32_t plane = film.lattice.cells[0] * film.lattice.cells[1];
    for (uint32_t site = 0; site < film.lattice.sites; site++) {
        const bool metal = site / plane < FLAT;
        film.species[site] = metal ? LK_FILM_LITHIUM : LK_FILM_ELECTROLYTE;
        film.hits[site] = metal ? 255 : 0;
        film.marks[site] = 3; // patch known and open
    }
    film.model.hits_per_voxel = 255;
    film.layers.yields = false;
    film.model.exchange_rate = film.model.nucleation_rate = film.model.sei_charge = 0.0;
    film.grains.factor[1] = film.model.host_factor = 1.0; // no slow patches
    film.model.conductivity = 10.0;
    film.model.residual_porosity = 1.0;
    film.transport.params.transference = 1.0;
    film.conversion_hits = film.alloying_hits = 0;
    film.ledger = (lk_ledger){0};
    assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
    return film;
}

static double per_hit(const lk_film *film) { return film->model.hit_charge / film->model.footprint; } // C/m2

static double closed_form(const lk_film *film, double eta) {
    const lk_transport_params *p = &film->transport.params;
    const double x = LK_ELEMENTARY_CHARGE * eta / (LK_BOLTZMANN * p->temperature);
    return p->exchange_current * (exp(p->alpha * x) - exp(-(1.0 - p->alpha) * x));
}

typedef struct held {
    double charge, integral, time; // passed, C/m2; of lk_film_current over time, C/m2; s
    int64_t hits;
} held;

static held hold(lk_film *film, double eta, double seconds) {
    held sum = {0};
    const double began = lk_clock_now(&film->clock);
    const int64_t before = film->ledger.quanta[LK_LEDGER_PASSED];
    while (sum.time < seconds * (1 - 1e-9)) {
        const double from = lk_clock_now(&film->clock);
        assert_int_equal(lk_film_hold(film, eta, INT64_MAX, seconds - sum.time, NULL), LK_OK);
        sum.integral += lk_film_current(film) * (lk_clock_now(&film->clock) - from);
        sum.time = lk_clock_now(&film->clock) - began;
    }
    sum.hits = film->ledger.quanta[LK_LEDGER_PASSED] - before;
    sum.charge = (double)sum.hits * per_hit(film);
    return sum;
}

static bool agree(const lk_film *film, const held *sum, double charge) {
    return fabs(sum->charge - charge) < 4.0 * sqrt((double)llabs(sum->hits)) * per_hit(film);
}

// Charge passed = integral of the current = closed form, plating and stripping, and the electrode stays at
// the voltage.
static void test_butler_volmer(void **state) {
    (void)state;
    const double etas[] = {0.02, 0.05, -0.05};
    for (int i = 0; i < 3; i++) {
        lk_film film = make_flat();
        const double expected = closed_form(&film, etas[i]), seconds = 3e4 / fabs(expected);
        const held sum = hold(&film, etas[i], seconds);
        assert_true(llabs(sum.hits) > 60000);
        assert_close(lk_film_current(&film) / expected, 1.0, 1e-4);
        assert_close(film.cell_overpotential, etas[i], 0.0);
        assert_close(sum.time, seconds, 1e-6 * seconds);
        assert_true(agree(&film, &sum, sum.integral));
        assert_true(agree(&film, &sum, expected * seconds));
        assert_false(agree(&film, &sum, 1.035 * expected * seconds)); // the mutant
        assert_int_equal(sum.hits, lk_ledger_metal(&film.ledger));
        lk_film_free(&film);
    }
}

// The voltage at which the galvanostat settles, held, gives the current of the galvanostat.
static void test_galvanostat_and_back(void **state) {
    (void)state;
    const double currents[] = {10.0, -30.0};
    for (int i = 0; i < 2; i++) {
        lk_film film = make_flat();
        for (int n = 0; n < 400; n++)
            assert_int_equal(lk_film_step(&film, currents[i], INT64_MAX, 1.0 / fabs(currents[i]), NULL),
                             LK_OK);
        const double eta = film.cell_overpotential;
        assert_close(closed_form(&film, eta) / currents[i], 1.0, 1e-4);
        const held sum = hold(&film, eta, 1e4 / fabs(currents[i]));
        assert_close(lk_film_current(&film) / currents[i], 1.0, 1e-4);
        assert_true(agree(&film, &sum, currents[i] * sum.time));
        lk_film_free(&film);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_butler_volmer),
        cmocka_unit_test(test_galvanostat_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
