// What pictures show of the SEI: shells where lithium was stripped, and nowhere else.
#include "support.h"

#include "likmc/film.h"
#include "likmc/yaml.h"

#include <stdlib.h>
#include <string.h>

enum { SHELL = 200 };

static void step_until(lk_film *film, double current, double charge) {
    const int64_t target = llround(charge * film->model.footprint / film->model.hit_charge);
    const int64_t sign = current < 0.0 ? -1 : 1;
    while (sign * (target - film->books.passed) > 0)
        assert_int_equal(lk_film_step(film, current, sign * (target - film->books.passed), INFINITY, NULL),
                         LK_OK);
}

// Shells seen; all else is seen as it is, and a shell is nothing but electrolyte.
static size_t see(const lk_film *film, uint8_t *seen) {
    size_t shells = 0;
    lk_film_see(film, seen, SHELL);
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        if (seen[site] == SHELL) shells++;
        assert_int_equal(seen[site] == SHELL ? LK_FILM_ELECTROLYTE : seen[site], film->species[site]);
    }
    return shells;
}

static void test_shells_come_from_stripping(void **state) {
    (void)state;
    const char *const settings[] = {"box.width=8 um", "box.head_room=60 um"};
    lk_params *params = malloc(sizeof *params);
    lk_film film;
    assert_int_equal(lk_yaml_load_case(LIKMC_SOURCE_DIR "/params/cases/cp.yaml", settings, 2, params, NULL),
                     LK_OK);
    assert_int_equal(lk_film_create(&film, params, NULL), LK_OK);
    free(params);
    uint8_t *before = malloc(film.lattice.sites), *after = malloc(film.lattice.sites);
    step_until(&film, 10.0, 1.8e4);
    assert_int_equal(see(&film, before), 0);
    step_until(&film, -10.0, 0.9e4);
    const size_t shells = see(&film, after);
    assert_true(shells > 100);
    size_t strange = 0; // smoothing has moved some lithium while it was stripped, settling some of the dead
    for (uint32_t site = 0; site < film.lattice.sites; site++)
        strange += after[site] == SHELL && before[site] != LK_FILM_LITHIUM;
    assert_true(strange * 5 < shells);
    free(before);
    free(after);
    lk_film_free(&film);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shells_come_from_stripping)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
