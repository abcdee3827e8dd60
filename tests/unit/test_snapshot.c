// Snapshots: what is written is read again, at both scales; what is damaged is refused.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "likmc/snapshot.h"
#include "scratch.h"
#include "support.h"

enum { NX = 4, NY = 5, NZ = 6, SPECIES = 3 };

static void add_material(lk_snapshot *s, const char *name, lk_scene_role role) {
    lk_snapshot_material *row = &s->palette[s->palette_count++];
    snprintf(row->name, sizeof row->name, "%s", name);
    row->role = (uint8_t)role;
    memcpy(row->rgb, lk_scene_standard(role)->rgb, 3);
}

static lk_snapshot make_film(void) {
    lk_snapshot s = {.nx = NX,
                     .ny = NY,
                     .nz = NZ,
                     .edge = 4e-7,
                     .mark = 8e-7,
                     .extent = 2e-6,
                     .time = 3.5,
                     .charge = 36.0,
                     .throughput = 40.0,
                     .voltage = -0.05,
                     .thickness = 1.6e-6,
                     .cycle = 2,
                     .title = "CP@ZnO(002)",
                     .caption = "1 \u00b5m"};
    add_material(&s, "electrolyte", LK_SCENE_ELECTROLYTE);
    add_material(&s, "lithium", LK_SCENE_METAL);
    add_material(&s, "ZnO(002), 9 %", LK_SCENE_DECORATION);
    s.palette[2].share = 0.09;
    s.palette[2].ground[1] = 77;
    s.species = malloc(NX * NY * NZ);
    for (int i = 0; i < NX * NY * NZ; i++) s.species[i] = (uint8_t)(i < 4 * NX * NY ? i % SPECIES : 0);
    return s;
}

// A bcc box: lithium at the corners of the cubes below the middle, electrolyte at their centres.
static lk_snapshot make_atoms(void) {
    lk_snapshot s = {.floating = true,
                     .extent = 2e-9,
                     .atoms = NX * NY * 3,
                     .cells = {NX, NY, NZ},
                     .constant = 3.5e-10,
                     .lattice = "bcc14"};
    add_material(&s, "electrolyte", LK_SCENE_ELECTROLYTE);
    add_material(&s, "lithium", LK_SCENE_METAL);
    s.sites = calloc(2 * NX * NY * NZ, 1);
    for (int z = 0; z < 3; z++) memset(s.sites + 2 * z * NX * NY, 1, NX * NY);
    return s;
}

static void check_same(const lk_snapshot *a, const lk_snapshot *b) {
    assert_int_equal(a->palette_count, b->palette_count);
    assert_memory_equal(a->palette, b->palette, a->palette_count * sizeof *a->palette);
    assert_string_equal(a->title, b->title);
    assert_string_equal(a->caption, b->caption);
    assert_close(a->mark, b->mark, 0.0);
    assert_close(a->extent, b->extent, 0.0);
    assert_close(a->time, b->time, 0.0);
    assert_close(a->voltage, b->voltage, 0.0);
    assert_int_equal(a->cycle, b->cycle);
    assert_int_equal(a->atoms, b->atoms);
    assert_int_equal(a->floating, b->floating);
    assert_int_equal(a->nx * 10000 + a->ny * 100 + a->nz, b->nx * 10000 + b->ny * 100 + b->nz);
    assert_memory_equal(a->species, b->species, (size_t)(a->nx * a->ny * a->nz));
}

static void test_film(void **state) {
    (void)state;
    lk_snapshot film = make_film(), read;
    assert_int_equal(lk_snapshot_write(&film, scratch_path("a.h5"), NULL), LK_OK);
    assert_int_equal(lk_snapshot_read(&read, scratch_path("a.h5"), NULL), LK_OK);
    check_same(&film, &read);
    assert_close(lk_snapshot_height(&read), 4 * 4e-7, 1e-12);
    lk_snapshot_stage stage;
    const lk_scene scene = lk_snapshot_scene(&read, &stage);
    assert_int_equal(lk_scene_check(&scene, NULL, NULL), LK_OK);
    assert_close(scene.palette[2].share, 0.09, 0.0);
    assert_int_equal(scene.mark_count, 1);
    lk_snapshot_free(&film);
    lk_snapshot_free(&read);
}

static void test_atoms(void **state) {
    (void)state;
    lk_snapshot atoms = make_atoms(), read;
    assert_int_equal(lk_snapshot_resample(&atoms, NULL), LK_OK);
    assert_int_equal(lk_snapshot_write(&atoms, scratch_path("a.h5"), NULL), LK_OK);
    assert_int_equal(lk_snapshot_read(&read, scratch_path("a.h5"), NULL), LK_OK);
    check_same(&atoms, &read);
    assert_memory_equal(atoms.sites, read.sites, 2 * NX * NY * NZ);
    assert_string_equal(read.lattice, "bcc14");
    int lithium = 0;
    for (int i = 0; i < read.nx * read.ny * read.nz; i++) lithium += read.species[i] == 1;
    assert_in_range(100 * lithium / (read.nx * read.ny * read.nz), 18, 32); // a quarter of all sites
    lk_snapshot_free(&atoms);
    lk_snapshot_free(&read);
}

static void check_refused(const char *path) {
    lk_error_list errors = {0};
    lk_snapshot read;
    assert_int_equal(lk_snapshot_read(&read, path, &errors), LK_BAD_INPUT);
    assert_true(errors.count > 0);
    assert_null(read.species);
    lk_error_clear(&errors);
}

static void test_damage(void **state) {
    (void)state;
    lk_snapshot film = make_film();
    film.species[7] = 99; // no such species
    assert_int_equal(lk_snapshot_write(&film, scratch_path("a.h5"), NULL), LK_OK);
    check_refused(scratch_path("a.h5"));
    size_t size = 0;
    char *bytes = scratch_read(scratch_path("a.h5"), &size);
    scratch_write(scratch_path("short.h5"), bytes, size / 2);
    check_refused(scratch_path("short.h5"));
    check_refused(scratch_path("missing.h5"));
    free(bytes);
    lk_snapshot_free(&film);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_film, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_atoms, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_damage, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
