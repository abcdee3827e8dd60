// Run directories: at once or not at all, never over something else, and provenance.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "likmc/provenance.h"
#include "likmc/rundir.h"
#include "scratch.h"

#include <sys/stat.h>

static int exists(const char *path) { return access(path, F_OK) == 0; }

static const lk_provenance origin = {
    .seed = UINT64_MAX, .replica = 2, .threads = 1, .parameters_hash = "0123", .title = "CP"};

// A complete small run directory.
static void make_run(const char *path, bool overwrite, const char *content) {
    lk_rundir dir;
    assert_int_equal(lk_rundir_create(&dir, path, overwrite, NULL), LK_OK);
    char *file = lk_rundir_file(&dir, "provenance.json"), *picture = lk_rundir_file(&dir, "frames/a.txt");
    assert_int_equal(lk_provenance_write(&origin, file, NULL), LK_OK);
    scratch_write(picture, content, strlen(content));
    assert_int_equal(lk_rundir_log(&dir, NULL, "begins with %d", 1), LK_OK);
    assert_int_equal(lk_rundir_publish(&dir, NULL), LK_OK);
    assert_int_equal(lk_rundir_log(&dir, NULL, "published"), LK_OK); // the log stays open across the rename
    lk_rundir_close(&dir);
    free(file);
    free(picture);
}

static void check_refused(const char *path, bool overwrite) {
    lk_rundir dir;
    lk_error_list errors = {0};
    assert_int_equal(lk_rundir_create(&dir, path, overwrite, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 1);
    lk_error_clear(&errors);
    lk_rundir_close(&dir);
}

static void test_publish(void **state) {
    (void)state;
    lk_rundir dir;
    const char *path = scratch_path("run/");
    assert_int_equal(lk_rundir_create(&dir, path, false, NULL), LK_OK);
    assert_false(exists(path)); // not there before it is whole
    lk_rundir_close(&dir);
    assert_int_equal(scratch_entries(), 0); // abandoned without a trace
    assert_int_equal(lk_rundir_create(&dir, scratch_path("a/b/run"), false, NULL), LK_OK);
    assert_true(exists(scratch_path("a/b")));
    lk_rundir_close(&dir);
    assert_int_equal(scratch_entries(), 0); // nor of the folders that were made for it
    make_run(scratch_path("a/b/run"), false, "one");
    assert_true(exists(scratch_path("a/b/run/run.log")));
    make_run(scratch_path("run/"), false, "one");
    assert_int_equal(scratch_entries(), 2);
    assert_true(exists(scratch_path("run/frames/a.txt")));
    char *log = scratch_read(scratch_path("run/run.log"), NULL);
    assert_non_null(strstr(log, "Z begins with 1\n"));
    assert_non_null(strstr(log, "Z published\n"));
    free(log);
}

static void test_overwrite(void **state) {
    (void)state;
    const char *path = scratch_path("run");
    make_run(path, false, "one");
    check_refused(path, false);
    make_run(path, true, "two");
    assert_int_equal(scratch_entries(), 1);
    char *text = scratch_read(scratch_path("run/frames/a.txt"), NULL);
    assert_string_equal(text, "two");
    free(text);
}

// What this program did not make is never removed, however firmly told.
static void test_foreign(void **state) {
    (void)state;
    assert_int_equal(mkdir(scratch_path("home"), 0777), 0);
    scratch_write(scratch_path("home/thesis"), "x", 1);
    scratch_write(scratch_path("file"), "x", 1);
    check_refused(scratch_path("home"), true);
    check_refused(scratch_path("file"), true);
    check_refused(scratch_path("file/run"), false);
    check_refused(scratch_path("file/folder/run"), false);
    check_refused("", false);
    assert_true(exists(scratch_path("home/thesis")));
    assert_int_equal(scratch_entries(), 2);
}

// The name is taken between create and publish.
static void test_race(void **state) {
    (void)state;
    lk_rundir dir;
    assert_int_equal(lk_rundir_create(&dir, scratch_path("run"), false, NULL), LK_OK);
    make_run(scratch_path("run"), false, "other");
    lk_error_list errors = {0};
    assert_int_equal(lk_rundir_publish(&dir, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 1);
    lk_error_clear(&errors);
    lk_rundir_close(&dir);
    assert_int_equal(scratch_entries(), 1);
    char *text = scratch_read(scratch_path("run/frames/a.txt"), NULL);
    assert_string_equal(text, "other");
    free(text);
}

static void test_markers(void **state) {
    (void)state;
    make_run(scratch_path("run"), false, "one");
    lk_rundir dir;
    assert_int_equal(lk_rundir_open(&dir, scratch_path("run"), NULL), LK_OK);
    const lk_rundir_end ends[] = {LK_RUNDIR_STOPPED, LK_RUNDIR_DONE, LK_RUNDIR_RUNNING, LK_RUNDIR_RUNNING};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        assert_int_equal(lk_rundir_mark(&dir, ends[i], NULL), LK_OK);
        assert_int_equal(lk_rundir_state(scratch_path("run")), ends[i]);
        assert_int_equal(exists(scratch_path("run/STOPPED")), ends[i] == LK_RUNDIR_STOPPED);
    }
    lk_rundir_close(&dir);
    lk_error_list errors = {0};
    assert_int_equal(lk_rundir_open(&dir, scratch_path("none"), &errors), LK_BAD_INPUT);
    assert_int_equal(lk_rundir_open(&dir, scratch, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 2);
    lk_error_clear(&errors);
}

static void test_no_permission(void **state) {
    (void)state;
    if (geteuid() == 0) skip(); // root may write anywhere
    assert_int_equal(chmod(scratch, 0500), 0);
    check_refused(scratch_path("run"), false);
}

static void test_full_disk(void **state) {
    (void)state;
    make_run(scratch_path("run"), false, "one");
    lk_rundir dir;
    assert_int_equal(lk_rundir_open(&dir, scratch_path("run"), NULL), LK_OK);
    lk_error_list errors = {0};
    scratch_full_disk(0);
    assert_int_equal(lk_rundir_log(&dir, &errors, "no room"), LK_FAILED);
    scratch_full_disk(RLIM_INFINITY);
    assert_int_equal(errors.count, 1);
    lk_error_clear(&errors);
    lk_rundir_close(&dir);
}

static void test_provenance(void **state) {
    (void)state;
    char hash[LK_PROVENANCE_HASH_SIZE];
    // Known answers: the offset basis, and those of the reference C code for "a" and "foobar".
    lk_provenance_hash("", 0, hash);
    assert_string_equal(hash, "6c62272e07bb014262b821756295c58d");
    lk_provenance_hash("a", 1, hash);
    assert_string_equal(hash, "d228cb696f1a8caf78912b704e4a8964");
    lk_provenance_hash("foobar", 6, hash);
    assert_string_equal(hash, "343e1662793c64bf6f0d3597ba446f18");
    assert_int_equal(lk_provenance_write(&origin, scratch_path("p.json"), NULL), LK_OK);
    char *text = scratch_read(scratch_path("p.json"), NULL);
    assert_non_null(strstr(text, "\"seed\": \"18446744073709551615\""));
    assert_non_null(strstr(text, "\"parameters_hash\": \"0123\""));
    free(text);
    lk_provenance_texts texts;
    lk_provenance_describe(&origin, &texts);
    assert_int_equal(texts.count, 6);
    assert_string_equal(texts.items[5].value, "18446744073709551615/2");
}

// Each segment of a run is kept, and any byte of the file that was changed is noticed.
static void test_segments(void **state) {
    (void)state;
    const char *path = scratch_path("p.json");
    bool same = false;
    assert_int_equal(lk_provenance_check(&origin, path, &same, NULL), LK_BAD_INPUT); // missing
    assert_int_equal(lk_provenance_write(&origin, path, NULL), LK_OK);
    for (int i = 0; i < 2; i++) assert_int_equal(lk_provenance_append(&origin, path, NULL), LK_OK);
    assert_int_equal(lk_provenance_check(&origin, path, &same, NULL), LK_OK);
    assert_true(same);
    size_t size = 0;
    char *text = scratch_read(path, &size);
    int segments = 0;
    for (const char *at = text; (at = strstr(at, "\"began\"")); at++) segments++;
    assert_int_equal(segments, 3);
    assert_non_null(strstr(text, "\"seed\": \"18446744073709551615\",\n  \"replica\": 2,"));
    for (size_t i = 0; i + 4 < size; i++) { // the end of the file is the closing brace
        text[i] ^= 4;
        scratch_write(path, text, size);
        assert_int_equal(lk_provenance_check(&origin, path, &same, NULL), LK_BAD_INPUT);
        text[i] ^= 4;
    }
    free(text);
}

// What a killed process has left goes, and nothing else.
static void test_sweep(void **state) {
    (void)state;
    lk_rundir dir = {.log = -1, .path = scratch};
    scratch_write(scratch_path(".a.12-0.part"), "", 0);
    scratch_write(scratch_path(".part"), "", 0);
    scratch_write(scratch_path("a.part"), "", 0);
    assert_int_equal(lk_rundir_sweep(&dir, ".", NULL), LK_OK);
    assert_int_equal(scratch_entries(), 2);
    assert_int_equal(lk_rundir_sweep(&dir, "frames", NULL), LK_BAD_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_publish, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_overwrite, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_foreign, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_race, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_markers, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_no_permission, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_full_disk, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_segments, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_sweep, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_provenance, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
