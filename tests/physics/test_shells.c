// What pictures show of the SEI: shells where lithium was stripped, and nowhere else.
//
// One run of a fixed seed, in which nothing is a statistic: shells everywhere fail where nothing was stripped
// yet, none at all fail where much was.
#include "films.h"

enum { SHELL = 200 };

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
    lk_film film = films_create("cp", settings, 2);
    uint8_t *before = malloc(film.lattice.sites), *after = malloc(film.lattice.sites);
    films_pass(&film, 10.0, 1.8e4);
    assert_int_equal(see(&film, before), 0);
    films_pass(&film, -10.0, 0.9e4);
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
