// The separator on a deposit made by hand: where it rests, what it pushes, what it lets be. Exact; no false
// alarms. Mutants: weight in place of pressure, a separator that is never borne, contacts that never conduct.
#include "films.h"
#include "verify.h"

enum { POST = 32 }; // columns of live lithium of one height, an eighth of all

static uint32_t at(const lk_film *film, uint32_t x, uint32_t y, uint32_t above) {
    const uint32_t *n = film->lattice.cells;
    return (((uint32_t)film->model.grid.nz_paper + above) * n[1] + y) * n[0] + x;
}

static void put(lk_film *film, uint32_t site, uint8_t species, uint32_t piece) {
    film->species[site] = species;
    film->hits[site] = (uint8_t)film->model.hits_per_voxel;
    film->piece[site] = species == LK_FILM_DEAD ? piece : 0;
}

// A post six voxels high over an eighth of the paper; piece 1 high above a gap, piece 2 low beside the post,
// piece 3 high above the post.
static lk_film build(double conducts) {
    char contact[64];
    snprintf(contact, sizeof contact, "dead.contact_lithium=%g", conducts);
    const char *const settings[] = {"box.width=6.4 um", "box.head_room=20 um", "dead.closure=pressure",
                                    "dead.stack_pressure=0.24 MPa", contact};
    lk_film film = films_create("cp", settings, 5);
    for (uint32_t i = 0; i < POST; i++)
        for (uint32_t z = 0; z < 6; z++) put(&film, at(&film, i % 4, i / 4, z), LK_FILM_LITHIUM, 0);
    for (uint32_t i = 0; i < 4; i++)
        for (uint32_t z = 9; z < 11; z++) put(&film, at(&film, 8 + i % 2, 8 + i / 2, z), LK_FILM_DEAD, 1);
    put(&film, at(&film, 12, 2, 1), LK_FILM_DEAD, 2);
    put(&film, at(&film, 1, 1, 8), LK_FILM_DEAD, 3);
    film.last_piece = 3;
    film.model.exchange_rate = 0.0;
    if (mutant("weight")) film.model.pressure = false;
    if (mutant("not borne")) film.model.bearing_share = 1.0;
    if (mutant("no contact")) film.model.contact_lithium = 0.0;
    assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
    film.heights.vacated = UINT32_MAX / 2; // much has dissolved since the separator came down
    return film;
}

static void rest(lk_film *film) { assert_int_equal(lk_film_step(film, 0.0, INT64_MAX, 1.0, NULL), LK_OK); }

static void test_pushed_down_to_the_separator(void **state) {
    (void)state;
    lk_film film = build(1.0);
    rest(&film);
    assert_int_equal(film.events[LK_FILM_PRESSING], 2);
    for (uint32_t z = 4; z < 6; z++) // level with the post, in contact with nothing
        assert_int_equal(film.species[at(&film, 8, 8, z)], LK_FILM_DEAD);
    assert_int_equal(film.species[at(&film, 8, 8, 6)], LK_FILM_ELECTROLYTE);
    assert_int_equal(film.species[at(&film, 12, 2, 1)], LK_FILM_DEAD);   // lower than the separator: stays
    assert_int_equal(film.species[at(&film, 1, 1, 6)], LK_FILM_LITHIUM); // on the post, and conducts
    assert_int_equal(film.events[LK_FILM_CONTACT_LITHIUM], film.model.hits_per_voxel);
    lk_film_free(&film);
}

// A piece that bears the separator is tried once for each place at which it comes to rest.
static void test_contacts_are_tried_once(void **state) {
    (void)state;
    lk_film film = build(0.0);
    rest(&film);
    assert_int_equal(film.events[LK_FILM_PRESSING], 2);
    assert_int_equal(film.species[at(&film, 1, 1, 6)], LK_FILM_DEAD);
    film.model.contact_lithium = mutant("no contact") ? 0.0 : 1.0;
    film.heights.vacated = UINT32_MAX / 2;
    rest(&film);
    assert_int_equal(film.species[at(&film, 1, 1, 6)], LK_FILM_DEAD);
    lk_film_free(&film);
}

// The separator comes down no more often than lithium dissolves.
static void test_waits_for_dissolution(void **state) {
    (void)state;
    lk_film film = build(1.0);
    film.heights.vacated = 0;
    rest(&film);
    assert_int_equal(film.events[LK_FILM_PRESSING], 0);
    lk_film_free(&film);
}

int main(void) {
    VERIFY_MUTANTS("weight", "not borne", "no contact");
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pushed_down_to_the_separator),
                                       cmocka_unit_test(test_contacts_are_tried_once),
                                       cmocka_unit_test(test_waits_for_dissolution)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
