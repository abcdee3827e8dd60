#include "likmc/params.h"
#include "likmc/rng.h"
#include "likmc/units.h"
#include "support.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t sizes[] = {[LK_TABLE_QUANTITY] = sizeof(double),
                               [LK_TABLE_SETTING] = sizeof(double),
                               [LK_TABLE_INTEGER] = sizeof(int64_t),
                               [LK_TABLE_CHOICE] = sizeof(int),
                               [LK_TABLE_TEXT_LINE] = LK_TABLE_TEXT,
                               [LK_TABLE_COLOUR] = sizeof(uint32_t),
                               [LK_TABLE_MATERIAL] = sizeof(lk_material_name),
                               [LK_TABLE_MIXTURE] = sizeof(lk_mixture),
                               [LK_TABLE_LIST] = sizeof(lk_lines)};

static lk_params *fresh(void) {
    lk_params *params = malloc(sizeof *params);
    assert_non_null(params);
    assert_int_equal(lk_params_init(params, NULL), LK_OK);
    return params;
}

// ---- the tables themselves

static void check_row(const lk_table *table, const lk_table_row *row) {
    assert_ptr_equal(lk_table_find(table, row->key), row); // no key stands there twice
    assert_true(row->doc && *row->doc);
    assert_int_equal(row->choices != NULL, row->type == LK_TABLE_CHOICE);
    const bool number = row->type == LK_TABLE_QUANTITY || row->type == LK_TABLE_SETTING;
    assert_int_equal(row->unit != NULL, number);
    if (number) assert_non_null(lk_units_find(row->unit));
    if (number || row->type == LK_TABLE_INTEGER) assert_true(row->low < row->high);
    if (row->type != LK_TABLE_QUANTITY || !row->preset || !*row->preset) return;
    assert_true(row->tag != LK_TAG_NONE && row->source && *row->source);
    assert_true(row->range[0] >= row->low && row->range[1] <= row->high && row->range[0] <= row->range[1]);
}

static void check_overlap(const lk_table *table, size_t size) {
    char *taken = calloc(1, size);
    for (size_t i = 0; i < table->count; i++)
        for (size_t k = 0; k < sizes[table->rows[i].type]; k++) {
            assert_true(table->rows[i].offset + k < size);
            if (taken[table->rows[i].offset + k]++) fail_msg("%s shares its member", table->rows[i].key);
        }
    free(taken);
}

// Rows of one group have to stand together, because params.yaml is written in their order.
static void check_groups(const lk_table *table) {
    for (size_t i = 1; i < table->count; i++) {
        const size_t length = strcspn(table->rows[i].key, ".") + 1;
        if (strncmp(table->rows[i].key, table->rows[i - 1].key, length) == 0) continue;
        for (size_t k = 0; k < i; k++)
            if (strchr(table->rows[i].key, '.') &&
                strncmp(table->rows[i].key, table->rows[k].key, length) == 0)
                fail_msg("group of %s is split", table->rows[i].key);
    }
}

static void tables_are_sound(void **state) {
    (void)state;
    const struct {
        const lk_table *table;
        size_t size;
    } tables[] = {{lk_params_table(), sizeof(lk_params)}, {lk_material_table(), sizeof(lk_material)}};
    for (int t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t].table->count; i++)
            check_row(tables[t].table, &tables[t].table->rows[i]);
        check_overlap(tables[t].table, tables[t].size);
        check_groups(tables[t].table);
    }
}

static void defaults_hold(void **state) {
    (void)state;
    lk_params *params = fresh();
    const char *key;
    char why[LK_TABLE_WHY];
    assert_true(params->host.thickness == 20e-6);
    assert_true(params->lithium.cohesive_energy_eV == 1.63);
    assert_true(isnan(params->host.decoration_coverage));
    for (size_t i = 0;; i++) {
        const bool holds = lk_params_holds(params, i, &key, why);
        if (!key) break;
        assert_non_null(lk_table_find(lk_params_table(), key));
        if (!holds) fail_msg("%s: %s", key, why);
    }
    free(params);
}

// ---- values

static void quantities_are_checked(void **state) {
    (void)state;
    lk_params *params = fresh();
    const lk_table_record record = lk_params_record(params);
    const lk_table_row *row = lk_table_find(record.table, "host.thickness");
    const lk_table_quantity good = {30, 25, 40, "um", LK_TAG_ASSUMED, "a test"};
    static const struct {
        lk_table_quantity quantity;
        const char *said;
    } bad[] = {{{30, 25, 40, "eV", LK_TAG_ASSUMED, "a"}, "does not fit"},
               {{30, 25, 40, "Um", LK_TAG_ASSUMED, "a"}, "did you mean um?"},
               {{20, 25, 40, "um", LK_TAG_ASSUMED, "a"}, "outside its own range 25 ... 40 um"},
               {{30, 40, 25, "um", LK_TAG_ASSUMED, "a"}, "upside down"},
               {{30, 25, 40, "um", LK_TAG_NONE, "a"}, "tag"},
               {{30, 25, 40, "um", LK_TAG_PAPER, ""}, "source"},
               {{2, 1, 3, "m", LK_TAG_PAPER, "a"}, "outside the allowed range 0.001 ... 1000 um"},
               {{NAN, 1, 3, "m", LK_TAG_PAPER, "a"}, "outside the allowed range"}};
    char why[LK_TABLE_WHY];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(lk_table_put_quantity(&record, row, &bad[i].quantity, why));
        if (!strstr(why, bad[i].said)) fail_msg("'%s' does not say '%s'", why, bad[i].said);
        assert_true(params->host.thickness == 20e-6); // nothing was stored
    }
    assert_true(lk_table_put_quantity(&record, row, &good, why));
    assert_true(params->host.thickness == 30e-6);
    const lk_table_origin *origin = lk_table_origin_of(&record, row);
    assert_int_equal(origin->tag, LK_TAG_ASSUMED);
    assert_true(origin->low == 25e-6 && origin->high == 40e-6);
    assert_string_equal(origin->source, "a test");
    free(params);
}

static void text_is_checked(void **state) {
    (void)state;
    static const struct {
        const char *key, *text, *said; // said: NULL if it is fine
    } rows[] = {
        {"seed", "7", NULL},
        {"seed", "7.5", "not an integer"},
        {"seed", "-1", "outside the allowed range"},
        {"seed", "99999999999999999999", "outside the allowed range"},
        {"seed", "", "not an integer"},
        {"scale", "film", NULL},
        {"scale", "flim", "did you mean film?"},
        {"scale", "x", "one of: film atomistic"},
        {"box.voxel_edge", "0.2 um", NULL},
        {"box.voxel_edge", "200nm", NULL},
        {"box.voxel_edge", "200", "no unit"},
        {"box.voxel_edge", "1e3 V", "does not fit"},
        {"box.voxel_edge", "0 nm", "outside the allowed range"},
        {"box.voxel_edge", "nan nm", "not a number"},
        {"box.voxel_edge", "0x10 nm", "unknown unit"},
        {"box.voxel_edge", "1e999 nm", "not a number"},
        {"host.material", "cnt", NULL},
        {"host.material", "../cnt", "not a name"},
        {"host.material", "", "not a name"},
        {"host.decoration", "zno-002", "not a list"},
        {"title", "a\nb", "control character"},
    };
    lk_params *params = fresh();
    const lk_table_record record = lk_params_record(params);
    char why[LK_TABLE_WHY];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const bool done =
            lk_table_put_text(&record, lk_table_find(record.table, rows[i].key), rows[i].text, NULL, why);
        assert_int_equal(done, rows[i].said == NULL);
        if (!done && !strstr(why, rows[i].said)) fail_msg("'%s' does not say '%s'", why, rows[i].said);
    }
    assert_true(params->box.voxel_edge == 200e-9);
    assert_int_equal(params->seed, 7);
    free(params);
}

// A bare number from the command line keeps the range of the value that it replaces, ends included.
static void ranges_outlive_settings(void **state) {
    (void)state;
    lk_params *params = fresh();
    const lk_table_record record = lk_params_record(params);
    const lk_table_row *row = lk_table_find(record.table, "host.decoration_mass_fraction");
    char why[LK_TABLE_WHY];
    assert_true(lk_table_put_text(&record, row, "0.2", "command line", why) == false);
    assert_non_null(strstr(why, "outside its own range 5 ... 20 %"));
    assert_true(lk_table_put_text(&record, row, "20", "command line", why));
    assert_true(lk_table_put_text(&record, row, "0.05 1", "command line", why));
    assert_true(params->host.decoration_mass_fraction == 0.05);
    const lk_table_origin *origin = lk_table_origin_of(&record, row);
    assert_true(origin->low == 0.05 && origin->high == 0.2);
    assert_string_equal(origin->source, "command line");
    free(params);
}

static void mixtures_are_checked(void **state) {
    (void)state;
    lk_params *params = fresh();
    const lk_table_record record = lk_params_record(params);
    const lk_table_row *row = lk_table_find(record.table, "host.decoration");
    char why[LK_TABLE_WHY];
    lk_mixture mixture = {.count = 2, .parts = {{{"zno-002", 0}, 1}, {{"zno-020", 0}, 0.5}}};
    assert_true(lk_table_put_mixture(&record, row, &mixture, why));
    char text[100];
    lk_table_format(&record, row, text, sizeof text);
    assert_string_equal(text, "zno-002 1, zno-020 0.5");
    mixture.parts[1].share = 0;
    assert_false(lk_table_put_mixture(&record, row, &mixture, why));
    mixture.parts[1] = mixture.parts[0];
    assert_false(lk_table_put_mixture(&record, row, &mixture, why));
    assert_non_null(strstr(why, "twice"));
    free(params);
}

// What is written reads back to the same bits, in every unit.
static void numbers_survive(void **state) {
    (void)state;
    lk_rng rng;
    lk_rng_seed(&rng, 42, 1);
    const lk_units *unit;
    for (size_t i = 0; (unit = lk_units_at(i)); i++)
        for (int n = 0; n < 2000; n++) {
            char written[64], again[64];
            const int digits = 1 + (int)lk_rng_below(&rng, 17);
            snprintf(written, sizeof written, "%.*g", digits,
                     (lk_rng_unit(&rng) - 0.2) * pow(10, (double)lk_rng_below(&rng, 13) - 6));
            const double base = lk_units_to_base(unit, strtod(written, NULL));
            lk_table_format_number(base, unit->name, again, sizeof again);
            if (lk_units_to_base(unit, strtod(again, NULL)) != base)
                fail_msg("%s %s was written as %s", written, unit->name, again);
        }
    char text[64];
    lk_table_format_number(5e-10, "m2/s", text, sizeof text);
    assert_string_equal(text, "5.0e-10"); // to PyYAML 5e-10 is no number
    lk_table_format_number(20e-6, "um", text, sizeof text);
    assert_string_equal(text, "20");
}

// ---- box and memory

static void grid_is_whole(void **state) {
    (void)state;
    lk_params *params = fresh();
    const lk_params_grid grid = lk_params_grid_of(params);
    assert_int_equal(grid.nx, 64);
    assert_int_equal(grid.ny, 64);
    assert_int_equal(grid.nz_paper, 50);
    assert_int_equal(grid.nz, 300);
    assert_int_equal(grid.sites, 64 * 64 * 300);
    assert_true(lk_params_bytes(params) >= (double)grid.sites);
    params->box.width = 0.01;
    params->box.voxel_edge = 1e-10; // 1e8 x 1e8 x 1.2e6: beyond 64 bits, but still counted
    assert_true(lk_params_bytes(params) > 1e18);
    free(params);
}

static void conditions_refuse(void **state) {
    (void)state;
    static const struct {
        const char *key, *text, *said;
    } rows[] = {{"box.voxel_edge", "30 um", "thinner than a voxel"},
                {"box.width", "1 um", "at least 4 voxels"},
                {"box.voxel_edge", "10 nm", "can be numbered"},
                {"box.head_room", "1 um", "dense lithium"},
                {"host.fibre_length", "10 um", NULL}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        lk_params *params = fresh();
        const lk_table_record record = lk_params_record(params);
        char why[LK_TABLE_WHY];
        bool said = rows[r].said == NULL;
        const char *key;
        assert_true(
            lk_table_put_text(&record, lk_table_find(record.table, rows[r].key), rows[r].text, "test", why));
        for (size_t i = 0;; i++) {
            const bool holds = lk_params_holds(params, i, &key, why);
            if (!key) break;
            if (!holds && rows[r].said && strstr(why, rows[r].said)) said = true;
            if (!holds && !rows[r].said) fail_msg("%s: %s", key, why);
        }
        if (!said) fail_msg("%s = %s was taken", rows[r].key, rows[r].text);
        free(params);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_sound),        cmocka_unit_test(defaults_hold),
        cmocka_unit_test(quantities_are_checked),  cmocka_unit_test(text_is_checked),
        cmocka_unit_test(ranges_outlive_settings), cmocka_unit_test(mixtures_are_checked),
        cmocka_unit_test(numbers_survive),         cmocka_unit_test(grid_is_whole),
        cmocka_unit_test(conditions_refuse)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
