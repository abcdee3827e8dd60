// What pictures show of the SEI: shells where lithium was stripped, and nowhere else.
//
// One run of a fixed seed, in which nothing is a statistic: shells everywhere fail where nothing was stripped
// yet, none at all fail where much was.
#include "films.h"

enum { SHELL = 200 };

// Shells seen; all else is seen as it is, and a shell is nothing but electrolyte.
static size_t see(const lk_film *film, uint8_t *seen) {
    size_t shells = 0;
    lk_film_see(film, seen, SHELL, LK_FILM_ELECTROLYTE);
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

// Half a mAh/cm2 on walls that lithium wets fills few voxels, and is seen all the same.
static void test_thin_metal_is_seen(void **state) {
    (void)state;
    const char *const settings[] = {"box.width=8 um", "box.head_room=20 um"};
    lk_film film = films_create("cp-zno002", settings, 2);
    uint8_t *seen = malloc(film.lattice.sites);
    films_pass(&film, 10.0, 0.8e4);
    lk_film_see(&film, seen, SHELL, SHELL + 1);
    size_t thin = 0, full = 0, walls = 0;
    for (uint32_t site = 0; site < film.lattice.sites; site++) {
        full += seen[site] == LK_FILM_LITHIUM;
        thin += seen[site] == SHELL + 1;
        walls += seen[site] == SHELL + 1 && film.hits[site] > 0;
    }
    assert_true(thin > full && thin == walls);
    free(seen);
    lk_film_free(&film);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shells_come_from_stripping),
                                       cmocka_unit_test(test_thin_metal_is_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
