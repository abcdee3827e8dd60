// Series and JSON: header, format, a kill at any time, going on after a checkpoint, a full disk.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "likmc/json.h"
#include "likmc/series.h"
#include "scratch.h"

#include <math.h>

typedef struct record {
    double time, charge, spread;
    int64_t nuclei;
} record;

static const lk_series_column columns[] = {
    {"time", "s", "time since the start", LK_SERIES_DOUBLE, offsetof(record, time), 0},
    {"charge", "mAh/cm2", "charge passed", LK_SERIES_DOUBLE, offsetof(record, charge), 1.0 / 36000.0},
    {"nuclei", "1", "number of nuclei", LK_SERIES_INTEGER, offsetof(record, nuclei), 0},
    {"spread", "m^2 s", "a unit with odd marks", LK_SERIES_OPTIONAL, offsetof(record, spread), 0},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void expect(const char *path, const char *text) {
    char *found = scratch_read(path, NULL);
    assert_non_null(found);
    assert_string_equal(found, text);
    free(found);
}

#define HEADER "time_s,charge_mAh_per_cm2,nuclei,spread_m_2_s\n"
#define FIRST  "0,1,-3,0.333333333\n"
#define SECOND "1e-12,0.5,9223372036854775807,\n"

static const record first = {0.0, 36000.0, 1.0 / 3.0, -3}, second = {1e-12, 18000.0, NAN, INT64_MAX};

static void test_header(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"1/cm2", "x_per_cm2"}, {"1", "x"}, {"", "x"}, {"%", "x__"}, {"um", "x_um"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const lk_series_column column = {.name = "x", .unit = cases[i][0]};
        char text[32];
        assert_int_equal(lk_series_header(&column, text, sizeof text), strlen(cases[i][1]));
        assert_string_equal(text, cases[i][1]);
    }
}

static void test_rows(void **state) {
    (void)state;
    lk_series *series;
    const char *path = scratch_path("series.csv");
    assert_int_equal(lk_series_create(&series, path, columns, COLUMNS, NULL), LK_OK);
    expect(path, HEADER);
    assert_int_equal(lk_series_append(series, &first, NULL), LK_OK);
    expect(path, HEADER FIRST); // there before it is closed
    assert_int_equal(lk_series_append(series, &second, NULL), LK_OK);
    assert_int_equal(lk_series_mark_of(series).bytes, strlen(HEADER FIRST SECOND));
    assert_int_equal(lk_series_close(series, NULL), LK_OK);
    expect(path, HEADER FIRST SECOND);
    lk_error_list errors = {0};
    assert_int_equal(lk_series_create(&series, path, columns, COLUMNS, &errors),
                     LK_FAILED); // never overwritten
    assert_null(series);
    assert_int_equal(errors.count, 1);
    lk_error_clear(&errors);
    expect(path, HEADER FIRST SECOND);
}

static lk_status resume(lk_series **series, const char *path, size_t count, lk_series_mark keep,
                        lk_error_list *errors) {
    return lk_series_resume(series, path, columns, count, keep, errors);
}

static void test_resume(void **state) {
    (void)state;
    lk_series *series;
    const char *path = scratch_path("series.csv");
    assert_int_equal(lk_series_create(&series, path, columns, COLUMNS, NULL), LK_OK);
    assert_int_equal(lk_series_append(series, &first, NULL), LK_OK);
    const lk_series_mark keep = lk_series_mark_of(series);
    assert_int_equal(lk_series_append(series, &second, NULL), LK_OK);
    assert_int_equal(lk_series_close(series, NULL), LK_OK);
    assert_int_equal(resume(&series, path, COLUMNS, keep, NULL), LK_OK);
    assert_int_equal(lk_series_append(series, &first, NULL), LK_OK);
    assert_int_equal(lk_series_close(series, NULL), LK_OK);
    expect(path, HEADER FIRST FIRST);
    lk_error_list errors = {0};
    const lk_series_mark long_one = {1000, keep.digest}, short_one = {3, keep.digest};
    assert_int_equal(resume(&series, path, COLUMNS, long_one, &errors), LK_BAD_INPUT);
    assert_int_equal(resume(&series, path, COLUMNS, short_one, &errors), LK_BAD_INPUT);
    assert_int_equal(resume(&series, path, COLUMNS - 1, keep, &errors), LK_BAD_INPUT);
    assert_int_equal(resume(&series, scratch_path("none.csv"), COLUMNS, keep, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 4);
    lk_error_clear(&errors);
    expect(path, HEADER FIRST FIRST);
}

// A number without a meaning ends a run where it should have one, and names its column; the file stays whole.
static void test_no_meaning(void **state) {
    (void)state;
    static const struct {
        record row;
        const char *column;
    } bad[] = {{{NAN, 0.0, 0.0, 0}, "time"},
               {{0.0, INFINITY, 0.0, 0}, "charge"},
               {{0.0, 0.0, INFINITY, 0}, "spread"}};
    lk_series *series;
    const char *path = scratch_path("series.csv");
    assert_int_equal(lk_series_create(&series, path, columns, COLUMNS, NULL), LK_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lk_error_list errors = {0};
        assert_int_equal(lk_series_append(series, &bad[i].row, &errors), LK_FAILED);
        assert_int_equal(errors.count, 1);
        assert_non_null(strstr(errors.items[0].message, bad[i].column));
        lk_error_clear(&errors);
    }
    assert_int_equal(lk_series_append(series, &first, NULL), LK_OK);
    assert_int_equal(lk_series_close(series, NULL), LK_OK);
    expect(path, HEADER FIRST);
}

static void test_rewind(void **state) {
    (void)state;
    lk_series *series;
    const char *path = scratch_path("series.csv");
    assert_int_equal(lk_series_create(&series, path, columns, COLUMNS, NULL), LK_OK);
    assert_int_equal(lk_series_append(series, &first, NULL), LK_OK);
    const lk_series_mark mark = lk_series_mark_of(series);
    assert_int_equal(lk_series_append(series, &second, NULL), LK_OK);
    assert_int_equal(lk_series_rewind(series, mark, NULL), LK_OK);
    expect(path, HEADER FIRST);
    assert_int_equal(lk_series_append(series, &first, NULL), LK_OK);
    assert_int_equal(lk_series_mark_of(series).bytes, strlen(HEADER FIRST FIRST));
    assert_int_equal(lk_series_close(series, NULL), LK_OK);
    expect(path, HEADER FIRST FIRST);
}

// Any byte of the rows that are kept.
static void test_changed_rows_are_noticed(void **state) {
    (void)state;
    lk_series *series;
    const char *path = scratch_path("series.csv");
    assert_int_equal(lk_series_create(&series, path, columns, COLUMNS, NULL), LK_OK);
    assert_int_equal(lk_series_append(series, &first, NULL), LK_OK);
    const lk_series_mark keep = lk_series_mark_of(series);
    assert_int_equal(lk_series_close(series, NULL), LK_OK);
    for (size_t i = 0; i < (size_t)keep.bytes; i++) {
        char text[] = HEADER FIRST;
        text[i] ^= 1;
        scratch_write(path, text, strlen(HEADER FIRST));
        assert_int_equal(resume(&series, path, COLUMNS, keep, NULL), LK_BAD_INPUT);
        expect(path, text);
    }
}

static void test_full_disk(void **state) {
    (void)state;
    lk_series *series;
    const char *path = scratch_path("series.csv");
    lk_error_list errors = {0};
    scratch_full_disk(10);
    assert_int_equal(lk_series_create(&series, path, columns, COLUMNS, &errors), LK_FAILED);
    assert_int_equal(scratch_entries(), 0);
    scratch_full_disk(strlen(HEADER FIRST) + 7);
    assert_int_equal(lk_series_create(&series, path, columns, COLUMNS, &errors), LK_OK);
    assert_int_equal(lk_series_append(series, &first, &errors), LK_OK);
    assert_int_equal(lk_series_append(series, &second, &errors), LK_FAILED);
    expect(path, HEADER FIRST);
    scratch_full_disk(RLIM_INFINITY); // space again: go on
    assert_int_equal(lk_series_append(series, &second, &errors), LK_OK);
    assert_int_equal(lk_series_close(series, &errors), LK_OK);
    assert_int_equal(errors.count, 2);
    lk_error_clear(&errors);
    expect(path, HEADER FIRST SECOND);
}

static void test_json(void **state) {
    (void)state;
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "case", "CP@\"ZnO\"\\\n43.8 \u00b5m");
    lk_json_open_object(&json, "thickness_um");
    lk_json_number(&json, "mean", 43.8);
    lk_json_number(&json, "error", NAN);
    lk_json_close_object(&json);
    lk_json_open_object(&json, "empty");
    lk_json_close_object(&json);
    lk_json_open_array(&json, "ends");
    lk_json_integer(&json, NULL, INT64_MIN);
    lk_json_boolean(&json, NULL, true);
    lk_json_text(&json, NULL, NULL);
    lk_json_close_array(&json);
    lk_json_numbers(&json, "profile", (const double[]){1.0, 0.1, 1e-30}, 3);
    lk_json_close_object(&json);
    const char *path = scratch_path("a.json");
    assert_int_equal(lk_json_write(&json, path, NULL), LK_OK);
    expect(
        path,
        "{\n  \"case\": \"CP@\\\"ZnO\\\"\\\\\\u000a43.8 \u00b5m\",\n  \"thickness_um\": {\n    \"mean\": "
        "43.8,\n    "
        "\"error\": null\n  },\n  \"empty\": {},\n  \"ends\": [\n    -9223372036854775808,\n    true,\n    "
        "null\n  ],\n  \"profile\": [1, 0.1, 1e-30]\n}\n");
    scratch_full_disk(20);
    lk_error_list errors = {0};
    assert_int_equal(lk_json_write(&json, scratch_path("b.json"), &errors), LK_FAILED);
    scratch_full_disk(RLIM_INFINITY);
    assert_int_equal(errors.count, 1);
    assert_int_equal(scratch_entries(), 1);
    lk_error_clear(&errors);
    lk_json_free(&json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),
        cmocka_unit_test_setup_teardown(test_rows, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_changed_rows_are_noticed, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_no_meaning, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_rewind, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_resume, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_full_disk, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_json, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
