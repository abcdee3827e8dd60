// Stores: what goes in comes out; what is missing, misshapen, cut or damaged is an error and never a crash.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "likmc/store.h"
#include "scratch.h"

enum { NX = 40, NY = 50, NZ = 60 };

typedef struct model {
    uint8_t species[NZ * NY * NX];
    double profile[7];
    uint64_t rng[2][2];
    int64_t events;
    int32_t counts[3];
    uint32_t slots[20000];
    char parameters[64];
} model;

enum { FIELDS = 7 };

static void table(model *m, lk_store_field fields[FIELDS]) {
    const lk_store_field all[FIELDS] = {
        {"lattice/species", "species of each site", "1", LK_STORE_U8, 3, {NZ, NY, NX}, m->species},
        {"field/potential", "ohmic drop by layer", "V", LK_STORE_F64, 1, {7}, m->profile},
        {"rng", "PCG64 states", "1", LK_STORE_U64, 2, {2, 2}, m->rng},
        {"events", "events so far", "1", LK_STORE_I64, 0, {0}, &m->events},
        {"lattice/extent", "voxels in x, y, z", "1", LK_STORE_I32, 1, {3}, m->counts},
        {"lattice/slots", "slot of each active site", "1", LK_STORE_U32, 1, {20000}, m->slots},
        {"parameters", "the effective parameters", "1", LK_STORE_TEXT, 1, {64}, m->parameters},
    };
    memcpy(fields, all, sizeof all);
}

static model *make_model(void) {
    model *m = calloc(1, sizeof *m);
    for (int i = 0; i < NX * NY * NZ; i++) m->species[i] = (uint8_t)(i * 7919 % 5);
    for (int i = 0; i < 7; i++) m->profile[i] = 0.1 * i;
    for (int i = 0; i < 4; i++) m->rng[i / 2][i % 2] = 0xfedcba9876543210u - (uint64_t)i;
    m->events = -5;
    for (int i = 0; i < 3; i++) m->counts[i] = 10 * i;
    for (uint32_t i = 0; i < 20000; i++) m->slots[i] = i * 2654435761u;
    snprintf(m->parameters, sizeof m->parameters, "seed: 1 # \u00b5m");
    return m;
}

static void test_round_trip(void **state) {
    (void)state;
    model *m = make_model(), *again = calloc(1, sizeof *again);
    lk_store_field fields[FIELDS];
    table(m, fields);
    assert_int_equal(lk_store_write(scratch_path("a.h5"), fields, FIELDS, NULL), LK_OK);
    assert_int_equal(lk_store_write(scratch_path("b.h5"), fields, FIELDS, NULL), LK_OK);
    assert_true(scratch_same(scratch_path("a.h5"), scratch_path("b.h5")));
    table(again, fields);
    assert_int_equal(lk_store_read(scratch_path("a.h5"), fields, FIELDS, NULL), LK_OK);
    assert_memory_equal(again, m, sizeof *m);
    free(m);
    free(again);
}

static void test_shape(void **state) {
    (void)state;
    model *m = make_model();
    lk_store_field fields[FIELDS];
    table(m, fields);
    assert_int_equal(lk_store_write(scratch_path("a.h5"), fields, FIELDS, NULL), LK_OK);
    lk_store_field shape = {.name = "lattice/species"};
    assert_int_equal(lk_store_shape(scratch_path("a.h5"), &shape, NULL), LK_OK);
    assert_int_equal(shape.type, LK_STORE_U8);
    assert_int_equal(shape.rank, 3);
    assert_int_equal(shape.dims[0], NZ);
    assert_int_equal(shape.dims[2], NX);
    shape.name = "parameters";
    assert_int_equal(lk_store_shape(scratch_path("a.h5"), &shape, NULL), LK_OK);
    assert_int_equal(shape.type, LK_STORE_TEXT);
    assert_int_equal(shape.dims[0], strlen(m->parameters) + 1);
    lk_error_list errors = {0};
    const char *const none[] = {"nothing", "no/such/field", "lattice"};
    for (size_t i = 0; i < 3; i++) {
        shape.name = none[i];
        assert_int_equal(lk_store_shape(scratch_path("a.h5"), &shape, &errors), LK_BAD_INPUT);
    }
    assert_int_equal(errors.count, 3);
    lk_error_clear(&errors);
    free(m);
}

static void test_wrong_tables(void **state) {
    (void)state;
    model *m = make_model();
    lk_store_field fields[FIELDS];
    table(m, fields);
    assert_int_equal(lk_store_write(scratch_path("a.h5"), fields, FIELDS, NULL), LK_OK);
    fields[0].dims[1] = NY - 1;
    fields[1].type = LK_STORE_I64;
    fields[2].name = "rgn";
    fields[3].rank = 1, fields[3].dims[0] = 1;
    fields[6].dims[0] = 4;
    lk_error_list errors = {0};
    assert_int_equal(lk_store_read(scratch_path("a.h5"), fields, FIELDS, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 5); // all at once
    assert_non_null(strstr(errors.items[0].message, "60 x 50 x 40, expected 8-bit unsigned 60 x 49 x 40"));
    assert_non_null(strstr(errors.items[2].message, "rgn is missing"));
    lk_error_clear(&errors);
    fields[4].data = NULL;
    assert_int_equal(lk_store_write(scratch_path("b.h5"), fields, FIELDS, &errors), LK_BAD_INPUT);
    lk_error_clear(&errors);
    assert_int_equal(scratch_entries(), 1);
    free(m);
}

static void test_not_a_store(void **state) {
    (void)state;
    model *m = make_model();
    lk_store_field fields[FIELDS];
    table(m, fields);
    scratch_write(scratch_path("text.h5"), "hello", 5);
    scratch_write(scratch_path("empty.h5"), "", 0);
    const char *const paths[] = {scratch_path("text.h5"), scratch_path("empty.h5"), scratch_path("none.h5"),
                                 scratch};
    for (size_t i = 0; i < 4; i++) {
        lk_error_list errors = {0};
        assert_int_equal(lk_store_read(paths[i], fields, FIELDS, &errors), LK_BAD_INPUT);
        assert_int_equal(errors.count, 1);
        lk_error_clear(&errors);
    }
    free(m);
}

// Cut the file at many places, then flip a bit at many places: an error each time.
static void test_damage(void **state) {
    (void)state;
    model *m = make_model(), *again = calloc(1, sizeof *again);
    lk_store_field fields[FIELDS];
    table(m, fields);
    assert_int_equal(lk_store_write(scratch_path("a.h5"), fields, FIELDS, NULL), LK_OK);
    size_t size = 0;
    char *bytes = scratch_read(scratch_path("a.h5"), &size);
    table(again, fields);
    const char *path = scratch_path("b.h5");
    for (size_t cut = 0; cut < size; cut += 1 + size / 97) {
        scratch_write(path, bytes, cut);
        assert_int_equal(lk_store_read(path, fields, FIELDS, NULL), LK_BAD_INPUT);
    }
    for (size_t at = 0; at < size; at += 1 + size / 499) {
        bytes[at] ^= 0x10;
        scratch_write(path, bytes, size);
        assert_int_equal(lk_store_read(path, fields, FIELDS, NULL), LK_BAD_INPUT);
        bytes[at] ^= 0x10;
    }
    free(bytes);
    free(m);
    free(again);
}

static void test_full_disk(void **state) {
    (void)state;
    model *m = make_model();
    lk_store_field fields[FIELDS];
    table(m, fields);
    assert_int_equal(lk_store_write(scratch_path("a.h5"), fields, FIELDS, NULL), LK_OK);
    size_t size = 0, size_after = 0;
    free(scratch_read(scratch_path("a.h5"), &size));
    lk_error_list errors = {0};
    scratch_full_disk((rlim_t)size / 2);
    assert_int_equal(lk_store_write(scratch_path("a.h5"), fields, FIELDS, &errors), LK_FAILED);
    assert_int_equal(lk_store_write_xdmf(scratch_path("a.xdmf"), "a.h5", fields, FIELDS, 1e-7, &errors),
                     LK_OK);
    scratch_full_disk(100);
    assert_int_equal(lk_store_write_xdmf(scratch_path("b.xdmf"), "a.h5", fields, FIELDS, 1e-7, &errors),
                     LK_FAILED);
    scratch_full_disk(RLIM_INFINITY);
    assert_int_equal(errors.count, 2);
    lk_error_clear(&errors);
    assert_int_equal(scratch_entries(), 2);
    free(scratch_read(scratch_path("a.h5"), &size_after));
    assert_int_equal(size, size_after);
    assert_int_equal(lk_store_read(scratch_path("a.h5"), fields, FIELDS, NULL), LK_OK);
    free(m);
}

static void test_xdmf(void **state) {
    (void)state;
    model *m = make_model();
    lk_store_field fields[FIELDS];
    table(m, fields);
    assert_int_equal(lk_store_write_xdmf(scratch_path("a.xdmf"), "a.h5", fields, FIELDS, 4e-7, NULL), LK_OK);
    char *text = scratch_read(scratch_path("a.xdmf"), NULL);
    assert_non_null(strstr(text, "3DCoRectMesh\" Dimensions=\"61 51 41\""));
    assert_non_null(strstr(text, "a.h5:/lattice/species"));
    assert_non_null(strstr(text, "4e-07 4e-07 4e-07"));
    free(text);
    lk_error_list errors = {0};
    assert_int_equal(lk_store_write_xdmf(scratch_path("b.xdmf"), "a.h5", fields + 1, 3, 4e-7, &errors),
                     LK_BAD_INPUT);
    lk_error_clear(&errors);
    free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_shape, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_tables, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_not_a_store, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_damage, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_full_disk, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_xdmf, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
