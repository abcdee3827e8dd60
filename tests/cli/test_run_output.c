// `likmc run` and the place where its results go: what is in the way is said once, and nothing is lost or
// left behind.
#include "support.h"

#include "unit/scratch.h"

#include "run_program.h"

#define CASE_WITH_PICTURES                                                                                   \
    "run " LIKMC_SOURCE_DIR "/params/cases/cp.yaml --quiet --set box.width=6.4um --set box.voxel_edge=800nm" \
    " --set box.head_room=80um --set growth.hits_per_voxel=4 --set output.frames=2 --set "                   \
    "output.image_width=640 "
#define CASE CASE_WITH_PICTURES "--no-pictures "

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
    expect(CASE "--out letter/deep", 2, "letter");
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

// What a checkpoint counts on has to be as it was: otherwise the run is refused, and mended it goes on to the
// same bytes.
static void test_damage_is_refused_on_resume(void **state) {
    (void)state;
    static const struct {
        const char *damage, *repair, *part;
    } rows[] = {
        {"sed -i 's/0,/1,/' series.csv", "cp ../series series.csv", "series.csv: error: was changed since"},
        {"rm series.csv", "cp ../series series.csv", "series.csv: error: cannot read"},
        {"sed -i 's/seed/seef/' provenance.json", "sed -i s/seef/seed/ provenance.json", "error: is damaged"},
        {"mv frames f", "mv f frames", "frames: error: is missing"},
        {"echo >>params.yaml", "cp ../params params.yaml", "was begun with other parameters"},
    };
    char command[1024];
    expect(CASE "--out undamaged", 0, "5.00 mAh/cm2");
    expect(CASE "--out damaged --max-hours 1e-9", 75, "with a checkpoint");
    snprintf(command, sizeof command,
             "cd %s && cp damaged/series.csv series && cp damaged/params.yaml params", scratch);
    assert_int_equal(system(command), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(command, sizeof command, "cd %s/damaged && %s", scratch, rows[i].damage);
        assert_int_equal(system(command), 0);
        expect(CASE "--out damaged --resume", 2, rows[i].part);
        snprintf(command, sizeof command, "cd %s/damaged && %s", scratch, rows[i].repair);
        assert_int_equal(system(command), 0);
    }
    expect(CASE "--out damaged --resume", 0, "5.00 mAh/cm2");
    assert_true(scratch_same(scratch_path("undamaged/series.csv"), scratch_path("damaged/series.csv")));
}

// A picture that cannot be written stops the run with a checkpoint, and from there it goes on to the same
// bytes: nothing is lost.
static void test_full_disk_at_a_picture(void **state) {
    (void)state;
    static const char *const files[] = {"series.csv", "summary.json", "state.xmf2", "frames/top-000.png"};
    const char *pictures = CASE_WITH_PICTURES "--out pictures ";
    char command[8192], one[64], two[64];
    expect(pictures, 0, "pictures: ");
    snprintf(command, sizeof command,
             "cd %s && ulimit -f 384 && trap '' XFSZ && %s " CASE_WITH_PICTURES "--out no-room 2>&1", scratch,
             LIKMC_PROGRAM);
    FILE *pipe = popen(command, "r");
    output[fread(output, 1, sizeof output - 1, pipe)] = 0;
    assert_int_equal(WEXITSTATUS(pclose(pipe)), 1);
    assert_non_null(strstr(output, ".png: error: cannot write"));
    assert_non_null(strstr(output, "stopped with a checkpoint: make room and go on with --resume"));
    assert_int_equal(access(scratch_path("no-room/STOPPED"), F_OK), 0);
    expect(CASE_WITH_PICTURES "--out no-room --resume", 0, "pictures: ");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(one, sizeof one, "pictures/%s", files[i]);
        snprintf(two, sizeof two, "no-room/%s", files[i]);
        if (!scratch_same(scratch_path(one), scratch_path(two))) fail_msg("%s differs", files[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_existing_run_is_kept),
        cmocka_unit_test(test_what_is_not_a_run_is_never_removed),
        cmocka_unit_test(test_places_that_cannot_be_written),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_a_stopped_run_says_how_to_go_on),
        cmocka_unit_test(test_damage_is_refused_on_resume),
        cmocka_unit_test(test_full_disk_at_a_picture),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
