// Everything that has a barrier answers to the temperature, each constant by its own.
#include "films.h"

#include "likmc/constants.h"

#include <stddef.h>

static const double cold = 273.15, warm = 333.15; // K

// A constant of the film's model and the barrier that it follows; `powers`: of T before the exponential.
typedef struct answer {
    const char *barrier;
    size_t offset;
    double powers;
} answer;

#define OF(member) offsetof(lk_film_model, member)
#define HOPS       SIZE_MAX

static const answer answers[] = {
    {"kinetics.exchange_current_barrier", OF(exchange_current), 0.0},
    {"kinetics.exchange_current_barrier", OF(face_rate), 0.0},
    {"electrolyte.conductivity_barrier", OF(conductivity), 0.0},
    {"electrolyte.diffusivity_barrier", OF(diffusivity), 0.0},
    {"nucleation.prefactor_barrier", OF(nucleation_rate), 0.0},
    {"sei.passivation_barrier", OF(passivation_rate), 0.0},
    {"smoothing.barrier", OF(exchange_rate), -1.0}, // Mullins: gamma Omega^2 n/kT
    {"materials.cnt.E_mig", HOPS, 0.0},             // of the wall, not of the model
};

static double constant_at(const answer *a, double temperature, double barrier) {
    char t[128], b[160];
    snprintf(t, sizeof t,
             "temperature={value: %.17g, unit: K, range: [200, 400], tag: assumed, source: test}",
             temperature);
    snprintf(b, sizeof b, "%s={value: %.17g, unit: eV, range: [0, 2], tag: assumed, source: test}",
             a->barrier, barrier);
    // Adatoms of a wall that binds as strongly as the metal; else their number, too, depends on T.
    const char *settings[] = {
        "box.width=1.6 um", "box.head_room=30 um",
        "materials.cnt.E_ads={value: 2, unit: eV, range: [0, 5], tag: assumed, source: test}", t, b};
    lk_film film = films_create("cp", settings, sizeof settings / sizeof *settings);
    const double constant = a->offset == HOPS ? lk_film_phase_wall(&film, 0, 0)->hops
                                              : *(const double *)((const char *)&film.model + a->offset);
    lk_film_free(&film);
    return constant;
}

// Slope of ln(constant) against -1/kT, eV.
static double slope_of(const answer *a, double barrier) {
    const double ratio = constant_at(a, warm, barrier) / constant_at(a, cold, barrier);
    return (log(ratio) - a->powers * log(warm / cold)) * LK_BOLTZMANN_EV / (1.0 / cold - 1.0 / warm);
}

// A constant that did not listen to the temperature, or to another's barrier, would have another slope.
static void test_arrhenius_slopes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        for (double barrier = 0.2; barrier < 0.7; barrier += 0.2) {
            const double slope = slope_of(&answers[i], barrier);
            if (!(fabs(slope - barrier) < 1e-9))
                fail_msg("%s: slope %.9f eV for a barrier of %.1f eV", answers[i].barrier, slope, barrier);
        }
}

// Constants are given at 298.15 K: there no barrier matters, to the last bit. Surface diffusion has barriers
// from first principles and is known at no temperature.
static void test_constants_hold_at_room_temperature(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (answers[i].offset != OF(exchange_rate) && answers[i].offset != HOPS)
            assert_true(constant_at(&answers[i], 298.15, 0.1) == constant_at(&answers[i], 298.15, 0.6));
}

// The same seen from outside: what a film of seeds lets pass at a millivolt follows j0.
static double current_at(double temperature) {
    char t[128];
    snprintf(t, sizeof t,
             "temperature={value: %.17g, unit: K, range: [200, 400], tag: assumed, source: test}",
             temperature);
    const char *settings[] = {
        "box.width=3.2 um", "box.head_room=30 um", t,
        "electrolyte.conductivity={value: 1e3, unit: S/m, range: [0, 1e4], tag: assumed, source: test}",
        "electrolyte.diffusivity={value: 1e-6, unit: m2/s, range: [0, 1], tag: assumed, source: test}"};
    lk_film film = films_create("cp", settings, sizeof settings / sizeof *settings);
    for (uint32_t site = 0; site < film.lattice.sites; site++)
        if (film.species[site] == LK_FILM_ELECTROLYTE) film.marks[site] |= 4; // nucleated
    assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
    assert_int_equal(lk_film_hold(&film, 1e-3, 1, INFINITY, NULL), LK_OK);
    const double current = lk_film_current(&film);
    lk_film_free(&film);
    return current;
}

static void test_current_follows_exchange_current(void **state) {
    (void)state;
    // Linear in e eta/kT at a millivolt; the electrolyte is made so good that it does not matter.
    const double ratio = current_at(warm) / current_at(cold) * (warm / cold);
    const double slope = log(ratio) * LK_BOLTZMANN_EV / (1.0 / cold - 1.0 / warm);
    assert_close(slope, 0.5, 0.005);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_arrhenius_slopes),
                                       cmocka_unit_test(test_constants_hold_at_room_temperature),
                                       cmocka_unit_test(test_current_follows_exchange_current)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
