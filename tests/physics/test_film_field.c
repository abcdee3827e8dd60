// A film in the electrolyte of three dimensions and of time: charge in whole hits, the same course as in
// depth alone where the current is low, and salt that runs out where it is not.
//
// Seeds are fixed. Voltages after the same charge are compared within 3 mV, a tenth of kT/e; they differ by
// 0.04 mV. The other rows are exact or bounds.
#include "films.h"
#include "verify.h"

#include "likmc/observe.h"

enum { WAYS = 3 };
static const char *const ways[WAYS] = {"transport.dimensions=1", "transport.salt=transient",
                                       "transport.dimensions=3"};

static lk_film make(const char *name, int way) {
    const char *const settings[] = {"box.width=12.8 um", "box.head_room=40 um", ways[way]};
    return films_create(name, settings, 3);
}

static void test_faraday_in_whole_hits(void **state) {
    (void)state;
    for (int way = 1; way < WAYS; way++) {
        lk_film film = make("cp-zno002", way);
        for (int k = 1; k <= 4; k++) {
            films_pass(&film, k % 2 ? 10.0 : -10.0, k % 2 ? 7.2e3 : 3.6e3);
            lk_observation seen;
            assert_int_equal(lk_observe_film(&film, &seen, NULL), LK_OK);
            assert_true(lk_observe_is_faradaic(&film, &seen));
        }
        lk_film_free(&film);
    }
}

// Sums kept place by place equal those built from scratch.
static void test_running_sums_equal_a_rebuild(void **state) {
    (void)state;
    lk_film film = make("cp", 2);
    films_pass(&film, 10.0, 7.2e3);
    const size_t bytes = 7 * film.places * sizeof *film.open_faces;
    uint32_t *sums = malloc(bytes);
    memcpy(sums, film.open_faces, bytes);
    assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
    assert_memory_equal(sums, film.open_faces, bytes);
    free(sums);
    lk_film_free(&film);
}

// At 1 mA/cm2 resistance and depletion are a millivolt: three ways, one voltage, once lithium covers the
// walls.
static void test_low_current_is_the_same_in_all(void **state) {
    (void)state;
    double volts[WAYS];
    for (int way = 0; way < WAYS; way++) {
        lk_film film = make("cp-zno002", way);
        films_pass(&film, 10.0, 3.6e4);
        volts[way] = film.cell_overpotential;
        lk_film_free(&film);
    }
    for (int way = 1; way < WAYS; way++)
        verify_exact("field",
                     way == 1 ? "ZnO(002), 1 mAh/cm2: transient less steady salt, V"
                              : "ZnO(002), 1 mAh/cm2: three dimensions less one, V",
                     volts[way] - volts[0], 0.0, mutant("volts") ? 1e-9 : 3e-3);
    verify_done();
}

// 300 mA/cm2 are beyond what separator and head room bring (2 F D c/((1 - t+) R), R the path's length over
// its share): salt at the collector runs out and the film goes on. Closed: what the counter electrode gains
// is what the electrode has lost.
static void test_salt_runs_out(void **state) {
    (void)state;
    for (int way = 1; way < WAYS; way++) {
        lk_film film = make("cp", way);
        double least = 1.0;
        for (int step = 0; step < 400 && lk_film_charge(&film) < 7.2e3; step++) {
            assert_int_equal(lk_film_step(&film, 3000.0, INT64_MAX, INFINITY, NULL), LK_OK);
            for (uint32_t z = 0; z < film.lattice.cells[2]; z++) least = fmin(least, film.transport.salt[z]);
            assert_true(least > 0.0);
        }
        assert_true(least < 0.1);
        assert_true(film.field.salt[film.field.points - 1] > (mutant("bath") ? 3.0 : 1.2));
        lk_film_free(&film);
    }
}

// The same seed gives the same film for any number of threads.
static void test_threads(void **state) {
    (void)state;
    lk_film one = make("cp", 2), many = make("cp", 2);
    many.field.params.threads = 3;
    films_pass(&one, 50.0, 3.6e3);
    films_pass(&many, 50.0, 3.6e3);
    assert_memory_equal(one.hits, many.hits, one.lattice.sites);
    assert_memory_equal(one.field.salt, many.field.salt, one.field.points * sizeof(double));
    lk_film_free(&one);
    lk_film_free(&many);
}

int main(void) {
    VERIFY_MUTANTS("volts", "bath");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faraday_in_whole_hits),
        cmocka_unit_test(test_running_sums_equal_a_rebuild),
        cmocka_unit_test(test_low_current_is_the_same_in_all),
        cmocka_unit_test(test_salt_runs_out),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
