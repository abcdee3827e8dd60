// A host that gives way: its layers swell by what lithium needs, and by no more than that. Exact counts and
// bounds; no false alarms. Mutant: a host that never yields.
#include "films.h"
#include "verify.h"

#include "likmc/observe.h"

#include <string.h>

enum { layers = 5, plane = 100, quanta = 16 };

static lk_film_host five_layers(void) {
    lk_film_host host = {.yields = true,
                         .yield_filling = 0.5,
                         .most_swelling = 2.0,
                         .paper = layers - 1,
                         .plane = plane,
                         .hits = quanta};
    assert_int_equal(lk_film_host_create(&host, layers, NULL), LK_OK);
    for (int z = 0; z < layers; z++) host.pores[z] = z < layers - 1 ? 75 : plane;
    return host;
}

// By hand: 75 pores of 100 voxels, half full of lithium at 600 quanta.
static void test_a_layer_yields_to_its_filling(void **state) {
    (void)state;
    lk_film_host host = five_layers();
    assert_false(lk_film_host_press(&host, 0, 600)); // as full as it may be
    assert_true(lk_film_host_press(&host, 0, 750));  // 750/(0.5 x 75) = 20 quanta
    assert_int_equal(host.capacity[0], 20);
    assert_false(lk_film_host_press(&host, 0, 700)); // plastic: it does not go back
    assert_true(lk_film_host_press(&host, 1, 5000)); // as thick as it may be: pores (2 - 0.25)/0.75 as wide
    assert_int_equal(host.capacity[1], 37);
    assert_false(lk_film_host_press(&host, 4, 5000)); // no host there
    lk_film_host_stack(&host);
    assert_close(host.stretch[0], 0.25 + 0.75 * 20 / 16, 1e-15);
    assert_close(host.stretch[1], 0.25 + 0.75 * 37 / 16, 1e-15);
    assert_close(lk_film_host_height(&host, 2.0), host.stretch[0] + host.stretch[1], 1e-15);
    assert_close(lk_film_host_height(&host, 5.0), host.stretch[0] + host.stretch[1] + 3.0, 1e-15);
    lk_film_host_free(&host);
}

// Layer and height undo each other, everywhere in the box.
static void test_heights_and_layers(void **state) {
    (void)state;
    lk_film_host host = five_layers();
    for (uint32_t z = 0; z < 4; z++) lk_film_host_press(&host, z, 700 + 150 * z);
    lk_film_host_stack(&host);
    for (double layer = 0.01; layer < layers; layer += 0.07)
        assert_int_equal(lk_film_host_layer(&host, lk_film_host_height(&host, layer)), (int)layer);
    assert_int_equal(lk_film_host_layer(&host, 100.0), layers);
    lk_film_host_free(&host);
}

static int64_t nothing(lk_film *film, uint32_t *site) {
    (void)film, (void)site;
    return 0;
}

// CP@ZnO(002) at 4 mAh/cm2, in a box of 8 um.
static lk_observation plated(const char *deformation, lk_film *film) {
    static lk_film_event broken;
    const char *settings[] = {"box.width=8 um", deformation};
    *film = films_create("cp-zno002", settings, 2);
    broken = *lk_film_event_of(LK_FILM_YIELDING);
    broken.apply = nothing;
    if (mutant("rigid")) film->table[LK_FILM_YIELDING] = &broken;
    assert_int_equal(lk_film_rebuild(film, NULL), LK_OK);
    films_pass(film, 10.0, 4 * 3.6e4);
    lk_observation seen;
    assert_int_equal(lk_observe_film(film, &seen, NULL), LK_OK);
    assert_true(lk_observe_is_faradaic(film, &seen));
    return seen;
}

// Rigid, the paper holds 3.1 mAh/cm2 and the rest stands on top; one that gives way keeps it inside, at the
// filling at which it yields, and swells by the volume that this takes. No layer is fuller than that by more
// than what comes in between two looks.
static void test_lithium_stays_in_a_host_that_gives_way(void **state) {
    (void)state;
    lk_film film;
    const lk_observation rigid = plated("host.deformation=rigid", &film);
    assert_close(rigid.host_thickness, 20e-6, 1e-12);
    lk_film_free(&film);
    const lk_observation soft = plated("host.deformation=yields", &film);
    if (!(soft.above_share < 0.5 * rigid.above_share && soft.host_thickness > 25e-6))
        fail_msg("above the paper %.2f, rigid %.2f; paper %.1f um", soft.above_share, rigid.above_share,
                 1e6 * soft.host_thickness);
    // What the thickness of the paper leaves for pores, and lithium in them, is the lithium inside.
    double fibres = 0.0;
    for (uint32_t z = 0; z < film.layers.paper; z++)
        fibres += film.model.edge * (1.0 - (double)film.layers.pores[z] / film.layers.plane);
    const double hit = film.model.hit_charge / film.model.footprint * 13.0e-6 / 96485.33212; // m
    assert_close(soft.filling * (soft.host_thickness - fibres) / hit,
                 (double)soft.lithium_hits * (1.0 - soft.above_share), 1e-4);
    assert_true(soft.filling < film.layers.yield_filling + 0.02);
    lk_film_free(&film);
}

// Nothing that is rigid changes: every layer holds what it held.
static void test_bare_paper_does_not_swell_before_it_is_full(void **state) {
    (void)state;
    const char *settings[] = {"box.width=8 um", "host.deformation=yields"};
    lk_film film = films_create("cp-zno002", settings, 2);
    films_pass(&film, 10.0, 0.5 * 3.6e4);
    for (uint32_t z = 0; z < film.layers.count; z++) assert_int_equal(film.layers.capacity[z], 16);
    lk_film_free(&film);
}

int main(void) {
    VERIFY_MUTANTS("rigid");
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_layer_yields_to_its_filling),
                                       cmocka_unit_test(test_heights_and_layers),
                                       cmocka_unit_test(test_lithium_stays_in_a_host_that_gives_way),
                                       cmocka_unit_test(test_bare_paper_does_not_swell_before_it_is_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
