// `likmc run` and the place where its results go: what is in the way is said once, and nothing is lost or
// left behind.
#include "support.h"

#include "unit/scratch.h"

#include "run_program.h"

#define CASE                                                                                                 \
    "run " LIKMC_SOURCE_DIR                                                                                  \
    "/params/cases/cp.yaml --no-pictures --quiet --set box.width=6.4um --set box.voxel_edge=800nm"           \
    " --set box.head_room=80um --set growth.hits_per_voxel=4 "

static char output[65536];

static void expect(const char *arguments, int code, const char *part) {
    const int found = run_program(arguments, output, sizeof output);
    if (found != code) fail_msg("likmc %s: exit code %d, not %d: %s", arguments, found, code, output);
    if (!strstr(output, part)) fail_msg("likmc %s: no \"%s\" in: %s", arguments, part, output);
}

static void test_an_existing_run_is_kept(void **state) {
    (void)state;
    expect(CASE "--out first", 0, "5.00 mAh/cm2");
    char *before = scratch_read(scratch_path("first/series.csv"), NULL);
    expect(CASE "--out first --set seed=2", 2, "first");
    char *after = scratch_read(scratch_path("first/series.csv"), NULL);
    assert_string_equal(before, after);
    expect(CASE "--out first --set seed=2 --overwrite", 0, "5.00 mAh/cm2");
    free(after);
    after = scratch_read(scratch_path("first/series.csv"), NULL);
    assert_string_not_equal(before, after);
    free(before);
    free(after);
    assert_int_equal(scratch_entries(), 1);
}

static void test_what_is_not_a_run_is_never_removed(void **state) {
    (void)state;
    FILE *file = fopen(scratch_path("letter"), "w");
    fputs("dear reader", file);
    fclose(file);
    expect(CASE "--out letter", 2, "letter");
    expect(CASE "--out letter --overwrite", 2, "letter");
    char *text = scratch_read(scratch_path("letter"), NULL);
    assert_string_equal(text, "dear reader");
    free(text);
    assert_int_equal(scratch_entries(), 2);
}

static void test_places_that_cannot_be_written(void **state) {
    (void)state;
    expect(CASE "--out nowhere/deep", 2, "nowhere");
    expect(CASE "--out /proc/likmc", 2, "/proc");
    expect(CASE "--out first --resume --set seed=3", 2, "other parameters");
    expect(CASE "--out letter --resume", 2, "letter");
    assert_int_equal(scratch_entries(), 2);
}

// A limit on the size of files stands for a full disk: the run fails while running, says so, and keeps the
// rows it has.
static void test_full_disk(void **state) {
    (void)state;
    char command[8192];
    snprintf(command, sizeof command, "cd %s && ulimit -f 16 && trap '' XFSZ && %s " CASE "--out full 2>&1",
             scratch, LIKMC_PROGRAM);
    FILE *pipe = popen(command, "r");
    const size_t length = fread(output, 1, sizeof output - 1, pipe);
    output[length] = 0;
    const int status = pclose(pipe);
    assert_int_equal(WEXITSTATUS(status), 1);
    assert_non_null(strstr(output, "error"));
    char *rows = scratch_read(scratch_path("full/series.csv"), NULL);
    if (rows) { // every row that is there is whole
        assert_true(strlen(rows) > 0 && rows[strlen(rows) - 1] == '\n');
        free(rows);
    }
    FILE *done = fopen(scratch_path("full/DONE"), "r");
    assert_null(done);
}

// Both scales say how to go on.
static void test_a_stopped_run_says_how_to_go_on(void **state) {
    (void)state;
    expect(CASE "--out film --max-hours 1e-9", 75, ", with a checkpoint; go on with --resume --out film\n");
    expect("run " LIKMC_SOURCE_DIR
           "/params/cases/atom-cp.yaml --no-pictures --quiet --out atoms --max-hours 1e-9",
           75, ", with a checkpoint; go on with --resume --out atoms\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_existing_run_is_kept),
        cmocka_unit_test(test_what_is_not_a_run_is_never_removed),
        cmocka_unit_test(test_places_that_cannot_be_written),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_a_stopped_run_says_how_to_go_on),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
