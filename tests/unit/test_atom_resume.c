// An atomistic run that was stopped, several times, ends with the bytes of one that was not.
#include "likmc/run.h"
#include "likmc/yaml.h"
#include "scratch.h"
#include "support.h"

static lk_params params;

// Zinc oxide on a thin tube: all kinds of events happen within a second of computing time.
static void load(const char *seed) {
    const char *const settings[] = {"atom.width=12 nm",
                                    "atom.length=6 nm",
                                    "atom.height=12 nm",
                                    "atom.tube_radius=3 nm",
                                    "atom.particles=1",
                                    "host.particle_diameter=5",
                                    "atom.layers=0.7",
                                    "atom.accuracy=2",
                                    "atom.conversion_barrier=0.72",
                                    seed};
    char path[512];
    lk_error_list errors = {0};
    snprintf(path, sizeof path, "%s/params/cases/atom-zno002.yaml", LIKMC_SOURCE_DIR);
    if (lk_yaml_load_case(path, settings, sizeof settings / sizeof *settings, &params, &errors) != LK_OK)
        fail_msg("%s", errors.items[0].message);
}

// Stops when asked for the `user`-th time.
static bool watch(void *user, const lk_run_news *news) {
    (void)news;
    int *left = user;
    return --*left == 0;
}

static lk_status run(const char *name, bool resume, int looks) {
    int left = looks;
    const lk_run_options how = {
        .directory = scratch_path(name), .resume = resume, .watch = watch, .user = &left};
    return lk_run_case(&params, &how, NULL, NULL);
}

static void assert_same(const char *file) {
    char one[64], two[64];
    snprintf(one, sizeof one, "whole/%s", file);
    snprintf(two, sizeof two, "parts/%s", file);
    size_t size[2];
    char *bytes[2] = {scratch_read(scratch_path(one), &size[0]), scratch_read(scratch_path(two), &size[1])};
    assert_true(bytes[0] && bytes[1]);
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bytes[0], bytes[1], size[0]);
    free(bytes[0]);
    free(bytes[1]);
}

static void stopped_and_resumed(void **state) {
    (void)state;
    load("seed=3");
    assert_int_equal(run("whole", false, -1), LK_OK);
    lk_status status = run("parts", false, 5);
    int parts = 1;
    for (; status == LK_STOPPED && parts < 100; parts++) status = run("parts", true, 10 * parts);
    assert_int_equal(status, LK_OK);
    assert_true(parts > 2);
    assert_same("series.csv");
    assert_same("summary.json");
    assert_same("state.h5");
}

static void what_can_be_resumed(void **state) {
    (void)state;
    assert_int_equal(run("whole", true, -1), LK_OK); // finished
    load("seed=4");
    assert_int_equal(run("new", true, 3), LK_STOPPED); // begun
    assert_int_equal(run("other", false, 3), LK_STOPPED);
    load("seed=5");
    assert_int_equal(run("other", true, -1), LK_BAD_INPUT); // of other parameters
    load("seed=4");
    FILE *file = fopen(scratch_path("other/checkpoint.h5"), "r+b");
    assert_non_null(file);
    fseek(file, 4000, SEEK_SET);
    fputs("damage", file);
    fclose(file);
    assert_int_equal(run("other", true, -1), LK_BAD_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(stopped_and_resumed),
                                       cmocka_unit_test(what_can_be_resumed)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
