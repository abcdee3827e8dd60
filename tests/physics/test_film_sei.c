// SEI place by place: the area of shapes made by hand, of metal that does not fill its voxel, and of a film
// that has been cycled, against sums made afresh; ageing against its closed form. Exact; no false alarms.
// Mutants: walls that metal does not wet, no ageing, shells that are always used again for nothing.
#include "films.h"
#include "verify.h"

static lk_film make(const char *name) {
    const char *const settings[] = {"box.width=6.4 um", "box.head_room=20 um", "sei.area=local",
                                    "sei.growth_rate=3e-21 m2/s", "sei.volume=fills"};
    lk_film film = films_create(name, settings, 5);
    if (mutant("not wetted")) film.host.specific_surface = 0.0;
    if (mutant("ageless")) film.model.sei_growth = 0.0;
    return film;
}

static double faces(lk_film *film) {
    assert_int_equal(lk_film_rebuild(film, NULL), LK_OK);
    return lk_film_sei_area(film) / film->model.face_area;
}

static uint32_t above(const lk_film *film, uint32_t x, uint32_t y, uint32_t z) {
    const uint32_t *n = film->lattice.cells;
    return (((uint32_t)film->model.grid.nz_paper + 2 + z) * n[1] + y) * n[0] + x;
}

static void test_shapes(void **state) {
    (void)state;
    lk_film film = make("cp");
    const int m = film.model.hits_per_voxel;
    assert_close(faces(&film), 0, 0);
    for (uint32_t i = 0; i < 27; i++) {
        const uint32_t site = above(&film, 4 + i % 3, 4 + i / 3 % 3, 3 + i / 9);
        film.species[site] = LK_FILM_LITHIUM;
        film.hits[site] = (uint8_t)m;
    }
    assert_close(faces(&film), 54, 1e-12);
    film.hits[above(&film, 10, 10, 10)] = (uint8_t)(m / 2); // metal in a voxel that it does not fill
    assert_close(faces(&film), 54 + 3, 1e-12);
    film.hits[above(&film, 5, 5, 6)] = (uint8_t)(m / 2); // half a voxel on the cube: its sides
    assert_close(faces(&film), 54 + 3 + 2, 1e-12);
    lk_film_free(&film);
}

// Lithium that wets covers all walls of a voxel with its first hit, and a wall has the area of its fibres.
static void test_wetted_walls(void **state) {
    (void)state;
    lk_film film = make("cp-zno002");
    const double m = film.model.hits_per_voxel, paper = 20e-6 * film.model.footprint;
    const double fibres =
        1084500.69 * paper / ((double)film.host_faces * film.model.face_area); // summary.json
    int tried = 0;
    for (uint32_t site = 0; site < film.lattice.sites && tried < 20; site += 37) {
        const int32_t *offset = lk_lattice_offsets(&film.lattice, site);
        int host = 0, open = 0;
        for (int d = 0; d < 6; d++) {
            if (offset[d] == LK_NO_OFFSET) continue;
            const uint8_t species = film.species[site + (uint32_t)offset[d]];
            host += species > LK_FILM_HOST; // decorated
            open += species == LK_FILM_ELECTROLYTE;
        }
        if (film.species[site] != LK_FILM_ELECTROLYTE || host == 0 || host + open < 6) continue;
        film.hits[site] = 1;
        assert_close(faces(&film), (open + host * fibres * (m - 1)) / m, 1e-3);
        film.hits[site] = 0;
        tried++;
    }
    assert_int_equal(tried, 20);
    lk_film_free(&film);
}

static void test_running_sums_equal_a_recount(void **state) {
    (void)state;
    lk_film film = make("cp-zno002");
    films_pass(&film, 10.0, 1.0e4);
    films_pass(&film, -10.0, 0.5e4);
    const size_t bytes = 2 * film.sei.place_count * sizeof *film.sei.area;
    int64_t *sums = malloc(bytes);
    memcpy(sums, film.sei.area, bytes);
    assert_true(lk_film_sei_area(&film) > 0.0);
    assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
    assert_memory_equal(sums, film.sei.area, bytes);
    free(sums);
    double taken = 0.0, narrowing = 0.0; // what places have taken is what the film owes and has booked
    for (uint32_t i = 0; i < film.sei.place_count; i++) taken += film.sei.places[i].taken;
    assert_close(taken, film.sei.owed + (double)film.ledger.quanta[LK_LEDGER_SEI], 1e-9 * taken);
    for (uint32_t z = 0; z < film.lattice.cells[2]; z++) narrowing += film.sei.narrowing[z];
    assert_close(narrowing * film.model.edge * film.model.footprint, taken * film.model.sei_volume,
                 1e-9 * taken * film.model.sei_volume);
    lk_film_free(&film);
}

// d(thickness)/dt = k/thickness: after a rest of t it is sqrt(d^2 + 2 k t), and has cost in proportion.
static void test_rest_costs(void **state) {
    (void)state;
    lk_film film = make("cp-zno002");
    films_pass(&film, 10.0, 1.0e4);
    film.model.exchange_rate = film.model.face_rate = film.model.nucleation_rate =
        0.0; // nothing else happens
    assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
    const double before = film.sei.owed, day = 86400.0, k = 3e-21;
    double expected = 0.0;
    for (uint32_t i = 0; i < film.sei.place_count; i++) {
        const lk_film_sei_place *p = &film.sei.places[i];
        if (p->covered <= 0.0) continue;
        const double after = sqrt(p->thickness * p->thickness + 2.0 * k * day);
        expected += film.model.sei_charge * (after - p->thickness) / film.model.sei_first * p->covered;
    }
    assert_int_equal(lk_film_step(&film, 0.0, INT64_MAX, day, NULL), LK_OK);
    const double owed = (film.sei.owed - before) * film.model.hit_charge;
    assert_true(expected > 0.0);
    assert_close(owed, expected, 1e-6 * expected);
    lk_film_free(&film);
}

// Shells serve again, but not for nothing: metal that comes back to where it was costs the share that is not
// reused.
static void test_shells_serve_again(void **state) {
    (void)state;
    lk_film film = make("cp");
    const uint8_t m = (uint8_t)film.model.hits_per_voxel;
    film.model.sei_growth = 0.0;
    film.model.exchange_rate = 0.0;
    double owed[3];
    const uint32_t site = above(&film, 4, 4, 4);
    for (int i = 0; i < 3; i++) { // there, gone, and there again
        film.hits[site] = i == 1 ? 0 : m;
        film.species[site] = i == 1 ? LK_FILM_ELECTROLYTE : LK_FILM_LITHIUM;
        assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
        const double before = film.sei.owed;
        if (mutant("free") && i == 2) film.model.sei_reuse = 1.0;
        assert_int_equal(lk_film_step(&film, 0.0, INT64_MAX, 1.0, NULL), LK_OK);
        owed[i] = film.sei.owed - before;
    }
    const double whole = 6.0 * film.model.face_area * film.model.sei_charge / film.model.hit_charge;
    assert_close(owed[0], whole, 1e-9 * whole);
    assert_close(owed[1], 0.0, 1e-12);
    assert_close(owed[2], (1.0 - 0.8) * whole, 1e-9 * whole);
    lk_film_free(&film);
}

int main(void) {
    VERIFY_MUTANTS("not wetted", "ageless", "free");
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shapes), cmocka_unit_test(test_wetted_walls),
                                       cmocka_unit_test(test_running_sums_equal_a_recount),
                                       cmocka_unit_test(test_rest_costs),
                                       cmocka_unit_test(test_shells_serve_again)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
