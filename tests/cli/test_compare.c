// likmc compare as a user runs it: the same table for any number of threads and after any stop, more seeds
// where they are needed, draws, and studies that cannot work.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "unit/scratch.h"
#include "run_program.h"
#include <dirent.h>
// clang-format on

#define CASES LIKMC_SOURCE_DIR "/params/cases/"
#define SMALL "set: {box.width: 3.2 um, box.voxel_edge: 800 nm, box.head_room: 60 um, protocol.steps: "
#define CYCLE "plate at 1 mA/cm2 until 0.5 mAh/cm2; strip at 1 mA/cm2 until 1 V"

static char output[65536];

static void write_study(const char *name, const char *text) {
    scratch_write(scratch_path(name), text, strlen(text));
}

static void expect(const char *arguments, int code) {
    const int found = run_program(arguments, output, sizeof output);
    if (found != code) fail_msg("likmc %s: exit code %d, not %d: %s", arguments, found, code, output);
}

static void expect_same(const char *a, const char *b) {
    static const char *const files[] = {"compare.txt", "compare.csv",  "results.csv", "results.h5",
                                        "cycles.csv",  "compare.json", "compare.png"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char one[64], other[64];
        snprintf(one, sizeof one, "%s/%s", a, files[i]);
        snprintf(other, sizeof other, "%s/%s", b, files[i]);
        if (!scratch_same(scratch_path(one), scratch_path(other))) fail_msg("%s and %s differ", one, other);
    }
}

static int count_lines(const char *path) {
    char *text = scratch_read(scratch_path(path), NULL);
    int lines = 0;
    for (const char *c = text; c && *c; c++) lines += *c == '\n';
    free(text);
    return lines;
}

static int count_files(const char *folder, const char *ending) {
    DIR *stream = opendir(scratch_path(folder));
    int count = 0;
    for (struct dirent *entry; stream && (entry = readdir(stream));) {
        const char *dot = strrchr(entry->d_name, '.');
        count += dot && strcmp(dot, ending) == 0;
    }
    if (stream) closedir(stream);
    return count;
}

static const char two[] =
    "title: Two\ncases: [" CASES "cp.yaml, " CASES "cp-zno002.yaml]\n" SMALL "'" CYCLE "'}\nseeds: 3\n";

static void test_any_number_of_threads(void **state) {
    (void)state;
    write_study("two.yaml", two);
    expect("compare two.yaml --quiet --threads 1 --out one", 0);
    assert_non_null(strstr(output, "ranked by efficiency"));
    expect("compare two.yaml --quiet --threads 3 --out three", 0);
    expect_same("one", "three");
    assert_int_equal(count_lines("one/results.csv"), 1 + 6);
}

// Stopped runs are gone on with, finished ones are not run again: nothing is added to what is known of them.
// The run directories are only kept if that is asked for.
static void test_stopped_and_gone_on_with(void **state) {
    (void)state;
    expect("compare two.yaml --quiet --threads 1 --out parts --max-hours 1e-9", 75);
    expect("compare two.yaml --quiet --threads 2 --out parts --keep runs", 0);
    expect("compare two.yaml --quiet --out one", 0);
    assert_int_equal(count_files("one/results", ".rows"), 1);
    assert_int_equal(access(scratch_path("parts/runs/cp-s2/series.csv"), F_OK), 0);
    assert_int_not_equal(access(scratch_path("one/runs"), F_OK), 0);
    expect_same("one", "parts");
}

// Other parameters: the old results are not taken for the new ones.
static void test_changed_parameters(void **state) {
    (void)state;
    write_study("changed.yaml", "title: Two\ncases: [" CASES "cp.yaml, " CASES "cp-zno002.yaml]\n" SMALL
                                "'" CYCLE "', sei.open_fraction: 0.5}\nseeds: 3\n");
    expect("compare changed.yaml --quiet --out parts", 0);
    expect("compare changed.yaml --quiet --out fresh", 0);
    expect_same("parts", "fresh");
    assert_false(scratch_same(scratch_path("one/results.csv"), scratch_path("fresh/results.csv")));
}

// A difference that is small beside its error, to within 1e-9, is beyond the seeds: they are added until the
// limit.
static void test_more_seeds(void **state) {
    (void)state;
    write_study("more.yaml",
                "cases: [" CASES "cp-zno002.yaml, " CASES "cp-zno020.yaml]\n" SMALL "'" CYCLE
                "'}\nseeds: 2\nresolve: {quantity: efficiency, difference: 1e-9, most_seeds: 4}\n");
    expect("compare more.yaml --quiet --out more", 0);
    const int runs = count_lines("more/results.csv") - 1;
    assert_true(runs > 4 && runs <= 8);
}

static void test_draws(void **state) {
    (void)state;
    write_study("draw.yaml", "cases: [" CASES "cp.yaml, " CASES "cp-zno020.yaml]\n" SMALL "'" CYCLE
                             "'}\nseeds: 1\ndraw: {number: 4, quantities: [materials.zno-020.E_mig, "
                             "sei.open_fraction]}\n");
    expect("compare draw.yaml --quiet --threads 2 --out draw", 0);
    assert_non_null(strstr(output, "materials.zno-020.E_mig"));
    assert_non_null(strstr(output, "The ranking "));
    assert_int_equal(count_lines("draw/results.csv"), 1 + 8);
    expect("compare draw.yaml --quiet --threads 1 --out draw-again", 0);
    expect_same("draw", "draw-again");
}

// Runs at a time are as many as fit into memory, and a run that does not fit is refused before anything is
// made.
static void test_limited_by_memory(void **state) {
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); // the sanitizer itself reserves more than any limit
#endif
    struct rlimit old, limit;
    getrlimit(RLIMIT_AS, &old);
    limit = old;
    limit.rlim_cur = 400000000;
    write_study("two.yaml", two);
    write_study("large.yaml", "cases: [" CASES "cp.yaml]\nset: {box.voxel_edge: 100 nm}\n");
    setrlimit(RLIMIT_AS, &limit);
    const int few = run_program("compare two.yaml --quiet --threads 64 --max-hours 1e-9 --out few", output,
                                sizeof output);
    const char *said =
        strstr(output, "13 runs at a time, not 64: each needs up to 30 MB of memory; there are 400 MB");
    const int large = run_program("compare large.yaml --quiet --out large", output, sizeof output);
    setrlimit(RLIMIT_AS, &old);
    assert_int_equal(few, 75);
    assert_non_null(said);
    assert_int_equal(large, 2);
    assert_non_null(strstr(output, "the largest run needs 974 MB of memory; there are 400 MB"));
    assert_int_not_equal(access(scratch_path("large"), F_OK), 0);
}

// Each bad study: one message that says it, exit code 2, and nothing made.
static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"cases: []\n", "a study needs cases"},
        {"casess: [a.yaml]\n", "did you mean cases?"},
        {"cases: [nowhere.yaml]\n", "nowhere.yaml cannot be read"},
        {"cases: [" CASES "cp.yaml, " CASES "cp.yaml]\n", "stands there twice"},
        {"cases: [" CASES "cp.yaml]\nset: {host.porosit: 1}\n", "did you mean host.porosity"},
        {"cases: [" CASES "cp.yaml]\nset: {protocol.steps: strip at 1 mA/cm2 until 1 V}\n",
         "nothing to strip"},
        {"cases: [" CASES "cp.yaml]\nset: {materials.zno-002.E_mig: 0.2 eV}\n", "no case has the material"},
        {"cases: [" CASES "cp.yaml]\nresolve: {quantity: eficiency, difference: 1}\n",
         "did you mean efficiency"},
        {"cases: [" CASES "cp.yaml]\nseeds: 0\n", "seeds has to be a whole number"},
        {"cases: [" CASES "cp.yaml]\nwith: nothing.yaml\n", "nothing.yaml"},
        {"cases: [" CASES "cp.yaml]\ndraw: {number: 5, quantities: [host.colour]}\n",
         "no case has a quantity"},
        {"cases: [" CASES "cp.yaml]\ndraw: {number: 5, quantities: assumed}\nresolve: {quantity: efficiency, "
         "difference: 1}\n",
         "exclude each other"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_study("bad.yaml", bad[i].text);
        expect("compare bad.yaml --out bad", 2);
        if (!strstr(output, bad[i].says)) fail_msg("case %zu: \"%s\" lacks \"%s\"", i, output, bad[i].says);
        assert_int_not_equal(access(scratch_path("bad"), F_OK), 0);
    }
}

// The shipped studies are sound: they get as far as running.
static void test_shipped_studies(void **state) {
    (void)state;
    static const char *const names[] = {"planes", "planes-uncertain", "mechanisms", "long-cycling"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char arguments[512];
        snprintf(arguments, sizeof arguments,
                 "compare " LIKMC_SOURCE_DIR
                 "/params/studies/%s.yaml --quiet --max-hours 1e-9 --out shipped-%zu",
                 names[i], i);
        expect(arguments, 75);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_number_of_threads),
        cmocka_unit_test(test_stopped_and_gone_on_with),
        cmocka_unit_test(test_changed_parameters),
        cmocka_unit_test(test_more_seeds),
        cmocka_unit_test(test_draws),
        cmocka_unit_test(test_limited_by_memory),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_shipped_studies),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
