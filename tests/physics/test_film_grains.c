// Grains of lithium under SEI that passivates: what the current, the rate and the grain size do to growth.
//
// Packing is that above a bare paper of 4 um, 12.8 um wide, at 3 mAh/cm2.
#include "films.h"

#include "likmc/observe.h"

enum { none = -1 };

static const char off[] = ", range: [0, 1e9], tag: assumed, source: test}";

typedef struct grown {
    double packing; // of what stands above the paper; 1 if nothing does
    double grains, passivated;
} grown;

// Plate at `current` (mA/cm2) with a rate of passivation (1/s) and a grain size (um); `faulty`: the row of
// the event table that has no effect, or none.
static grown grow(double current, double rate, double size, int seed, int faulty) {
    char k[128], l[128], s[32];
    snprintf(k, sizeof k, "sei.passivation_rate={value: %g, unit: 1/s%s", rate, off);
    snprintf(l, sizeof l, "sei.grain_size={value: %g, unit: um%s", size, off);
    snprintf(s, sizeof s, "seed=%d", seed);
    const char *settings[] = {"sei.closure=grains",
                              "box.width=12.8 um",
                              "host.thickness={value: 4, unit: um, range: "
                              "[1, 25], tag: assumed, source: test}",
                              k,
                              l,
                              s};
    lk_film film = films_create("cp", settings, 6);
    if (faulty == LK_FILM_PASSIVATION) film.grains.passivation_rate = 0.0;
    if (faulty == LK_FILM_GRAIN_BIRTH) film.grains.area = INFINITY;
    films_pass(&film, 10.0 * current, 3 * 3.6e4);
    lk_observation o;
    assert_int_equal(lk_observe_film(&film, &o, NULL), LK_OK);
    const grown g = {isnan(o.packing) ? 1.0 : o.packing, (double)film.events[LK_FILM_GRAIN_BIRTH],
                     (double)film.events[LK_FILM_PASSIVATION]};
    lk_film_free(&film);
    return g;
}

static double mean_packing(double current, double rate, double size, int faulty) {
    double sum = 0.0;
    for (int seed = 1; seed <= 3; seed++) sum += grow(current, rate, size, seed, faulty).packing;
    return sum / 3;
}

// Without passivation nothing leaves voids but the roughness of the front.
static void test_open_lithium_grows_compact(void **state) {
    (void)state;
    assert_true(mean_packing(1.0, 0.0, 1.0, none) > 0.85);
}

// Deposition that outruns passivation grows compact, and slower deposition does not. Packing differs by 0.4;
// its standard deviation from seed to seed is 0.05, so the bound is six standard errors of the difference
// away.
static void test_current_decides_packing(void **state) {
    (void)state;
    const double slow = mean_packing(1.0, 0.05, 1.0, none), fast = mean_packing(20.0, 0.05, 1.0, none);
    if (!(fast - slow > 0.15)) fail_msg("packing %.3f at 1 and %.3f at 20 mA/cm2", slow, fast);
    const double mutant = mean_packing(1.0, 0.05, 1.0, LK_FILM_PASSIVATION);
    assert_false(fast - mutant > 0.15);
}

// More, smaller grains on the same surface. The counts are hundreds, so that a factor of 2 is far outside
// their noise; without births on new surface there are only those of the nuclei.
static void test_grain_size_decides_their_number(void **state) {
    (void)state;
    const grown small = grow(20.0, 0.05, 1.0, 1, none), large = grow(20.0, 0.05, 2.0, 1, none);
    assert_true(small.grains > 2.0 * large.grains);
    assert_true(small.passivated <= small.grains);
    const grown mutant = grow(20.0, 0.05, 1.0, 1, LK_FILM_GRAIN_BIRTH);
    assert_false(mutant.grains > 2.0 * large.grains);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_open_lithium_grows_compact),
                                       cmocka_unit_test(test_current_decides_packing),
                                       cmocka_unit_test(test_grain_size_decides_their_number)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
