// Designs as a user runs them: curves and maps, lists of runs, parts, changes on the command line, names that
// do not meet, failures that do not end a study, and studies that cannot work.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "unit/scratch.h"
#include "run_program.h"
// clang-format on

#include <stdbool.h>
#include <sys/stat.h>

#define CASES LIKMC_SOURCE_DIR "/params/cases/"
#define SMALL                                                                                                \
    "set: {box.width: 3.2 um, box.voxel_edge: 800 nm, box.head_room: 60 um, protocol.steps: 'plate at 1 "    \
    "mA/cm2 "                                                                                                \
    "until 0.3 mAh/cm2; strip at 1 mA/cm2 until 1 V'}\n"
#define AXIS "axes: {sei.open_fraction: [0.3, 0.4]}\n"
#define ONE  "title: Study\ncases: [" CASES "cp.yaml]\n" SMALL

static char output[65536];

static void write_study(const char *name, const char *text) {
    scratch_write(scratch_path(name), text, strlen(text));
}

static void expect(const char *arguments, int code) {
    const int found = run_program(arguments, output, sizeof output);
    if (found != code) fail_msg("likmc %s: exit code %d, not %d: %s", arguments, found, code, output);
}

static void expect_said(const char *text) {
    if (!strstr(output, text)) fail_msg("\"%s\" lacks \"%s\"", output, text);
}

static bool is_there(const char *name) { return access(scratch_path(name), F_OK) == 0; }

static int count_lines(const char *path) {
    char *text = scratch_read(scratch_path(path), NULL);
    int lines = 0;
    for (const char *c = text; c && *c; c++) lines += *c == '\n';
    free(text);
    return lines;
}

// One axis is a curve, two are a map, and neither is a ranking.
static void test_curve_and_map(void **state) {
    (void)state;
    write_study("curve.yaml", ONE "seeds: 2\naxes: {sei.open_fraction: {from: 0.3, to: 0.5, number: 3}}\n");
    expect("compare curve.yaml --quiet --out curve", 0);
    assert_null(strstr(output, "ranked"));
    expect_said("+-");
    assert_true(is_there("curve/scan.png") && !is_there("curve/compare.txt"));
    assert_int_equal(count_lines("curve/results.csv"), 1 + 6);
    write_study("map.yaml",
                ONE "seeds: 1\naxes:\n  sei.open_fraction: [0.3, 0.5]\n  protocol.current_density: "
                    "{values: [10, 20], unit: A/m2}\n");
    expect("compare map.yaml --quiet --out map", 0);
    char *table = scratch_read(scratch_path("map/results.csv"), NULL);
    assert_non_null(strstr(table, ",sei.open_fraction,protocol.current_density_mA_per_cm2,state,"));
    assert_non_null(strstr(table, ",0.5,2,done,"));
    free(table);
    assert_true(is_there("map/scan.png"));
}

// The command line changes all runs; parts of a study make the whole; the list names them and runs nothing.
static void test_command_line(void **state) {
    (void)state;
    expect("compare curve.yaml --list --seeds 1 --out nothing", 0);
    expect_said("cp.p3-s1");
    expect_said("sei.open_fraction=0.5");
    assert_false(is_there("nothing"));
    expect("compare curve.yaml --quiet --only 2/2 --out parts", 0);
    expect_said("this part is done");
    assert_false(is_there("parts/results.csv"));
    expect("compare curve.yaml --quiet --only 1/2 --out parts", 0);
    assert_true(scratch_same(scratch_path("parts/results.csv"), scratch_path("curve/results.csv")));
    assert_true(scratch_same(scratch_path("parts/scan.png"), scratch_path("curve/scan.png")));
    expect("compare curve.yaml --quiet --seeds 1 --set temperature='300 K' --out warm --keep runs", 0);
    char *params = scratch_read(scratch_path("warm/runs/cp.p1-s1/params.yaml"), NULL);
    assert_non_null(params);
    assert_non_null(strstr(params, "value: 300"));
    free(params);
}

// Sobol' points join: a larger number goes on from the smaller one and runs only what is new.
static void test_extended(void **state) {
    (void)state;
    const char *text = ONE "seeds: 1\naxes: {sei.open_fraction: range, dead.contact_area: range}\n"
                           "design: {kind: sobol, number: %d}\n";
    char study[1024];
    for (int n = 4; n <= 7; n += 3) {
        snprintf(study, sizeof study, text, n);
        write_study("sobol.yaml", study);
        expect("compare sobol.yaml --quiet --threads 1 --out sobol", 0);
        assert_int_equal(count_lines("sobol/results.csv"), 1 + n);
    }
    char command[256];
    snprintf(command, sizeof command, "test $(cat %s/sobol/results/*.rows | grep -c ' done ') = 7", scratch);
    assert_int_equal(system(command), 0);
}

// Points from a file, with units in the heads.
static void test_listed(void **state) {
    (void)state;
    const char *points =
        "# two points\nsei.open_fraction, protocol.current_density (A/m2)\n0.3, 10\n0.5, 20\n";
    scratch_write(scratch_path("points.csv"), points, strlen(points));
    write_study("listed.yaml", ONE "seeds: 1\ndesign: {kind: csv, file: points.csv}\n");
    expect("compare listed.yaml --list", 0);
    expect_said("protocol.current_density=2 mA/cm2");
    write_study("points.csv", "sei.open_fraction, sei.reuse\n0.3\n");
    expect("compare listed.yaml --out bad", 2);
    expect_said("points.csv:2");
}

// Variants "a b" and "a-b" are two runs; cases without the quantity of an axis are run once for all its
// values.
static void test_names_and_identities(void **state) {
    (void)state;
    write_study("names.yaml", ONE "seeds: 1\nvariants: {a b: {}, a-b: {set: {sei.open_fraction: 0.5}}}\n");
    expect("compare names.yaml --quiet --out names --keep runs", 0);
    char *table = scratch_read(scratch_path("names/results.csv"), NULL);
    assert_non_null(strstr(table, "\"cp.a-b-s1\""));
    assert_non_null(strstr(table, "\"cp.a-b~"));
    free(table);
    assert_true(is_there("names/runs/cp.a-b-s1/series.csv"));
    write_study("same.yaml", "title: Study\ncases: [" CASES "cp.yaml, " CASES "cp-zno020.yaml]\n" SMALL
                             "seeds: 1\naxes: {materials.zno-020.E_mig: [0.3 eV, 400 meV, 0.5 eV]}\n");
    expect("compare same.yaml --quiet --out same", 0);
    char command[256];
    snprintf(command, sizeof command, "test $(cat %s/same/results/*.rows | grep -c ' done ') = 4", scratch);
    assert_int_equal(system(command), 0);
    assert_int_equal(count_lines("same/results.csv"), 1 + 6);
}

// Zipped values that do not go together: that run fails with a reason, the others are done.
static void test_failure(void **state) {
    (void)state;
    write_study("fails.yaml",
                ONE "seeds: 1\naxes: {protocol.capacity: [1 mAh/cm2, 1 mAh/cm2], box.head_room: [20 um, 1 "
                    "nm]}\ndesign: zip\n");
    const int code = run_program("compare fails.yaml --quiet --out fails", output, sizeof output);
    char *table = scratch_read(scratch_path("fails/results.csv"), NULL);
    assert_non_null(table);
    assert_non_null(strstr(table, ",done,"));
    if (strstr(table, ",failed,")) assert_int_equal(code, 1);
    free(table);
}

// Each bad study: one message that says it, exit code 2, and nothing made.
static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } bad[] = {
        {ONE "axes: {}\n", "axes has to hold"},
        {ONE "axes: {sei.open_fraction: []}\n", "sei.open_fraction has no values"},
        {ONE "axes: {sei.open_fracton: [0.3]}\n", "did you mean sei.open_fraction?"},
        {ONE "axes: {materials.cnt.E_mgi: [0.3 eV]}\n", "did you mean materials.cnt.E_mig?"},
        {ONE "axes: {protocol.current_density: [1 um]}\n", "mA/cm2"},
        {ONE "axes: {sei.open_fraction: {from: 0.3, to: 0.5, nmber: 3}}\n", "did you mean number?"},
        {ONE "axes: {sei.open_fraction: {from: 0.5, to: 0.3, number: 3}}\n", "is no range"},
        {ONE "axes: {sei.open_fraction: [7]}\n", "sei.open_fraction"},
        {ONE "axes: {seed: [1, 2]}\n", "seed is no axis"},
        {ONE "axes: {host.decoration: [zno-002]}\n", "variants take anything"},
        {ONE "axes: {sei.open_fraction: range}\n", "needs values or a number"},
        {ONE "axes: {sei.open_fraction: [0.3]}\ndesign: {kind: sobol, number: 4}\n", "needs a range"},
        {ONE "axes: {sei.open_fraction: range}\ndesign: {kind: sobl, number: 4}\n", "did you mean sobol?"},
        {ONE "axes: {sei.open_fraction: range}\ndesign: {kind: sobol}\n", "sobol needs a number"},
        {ONE "axes: {sei.open_fraction: [0.3, 0.4], sei.reuse: [0.6]}\ndesign: zip\n", "zip: "},
        {ONE "axes: {sei.open_fraction: [0.3]}\ndraw: {number: 4, quantities: assumed}\n",
         "one or the other"},
        {ONE "draw: {number: 4, quantities: [sei.reuse, sei.reuse]}\n", "two axes on sei.reuse"},
        {ONE "axes: {sei.open_fraction: [0.3]}\nresolve: {quantity: efficiency, difference: 1}\n",
         "exclude each other"},
        {ONE "design: {kind: csv, file: none.csv}\n", "none.csv cannot be read"},
        {ONE AXIS "targets: [{quantity: eficiency, value: 90, error: 1}]\n", "did you mean efficiency?"},
        {ONE AXIS "targets: [{case: c, quantity: efficiency, value: 90, error: 1}]\n", "did you mean cp?"},
        {ONE AXIS "targets: [{quantity: efficiency, unit: um, value: 90, error: 1}]\n", "is in percent"},
        {ONE AXIS "targets: [{quantity: efficiency, value: 90, error: -1}]\n", "not negative"},
        {ONE AXIS "seeds: 1\ntargets: [{quantity: efficiency, value: 90, error: 1}]\n",
         "does not tell the noise"},
        {ONE AXIS "targets: [{quantity: efficiency, value: 90, error: 1}]\nweighting: abc\n",
         "tolerance: NUMBER"},
        {ONE "targets: [{quantity: efficiency, value: 90, error: 1}]\n", "give axes"},
        {ONE AXIS "weighting: likelihood\n", "needs targets"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_study("bad.yaml", bad[i].text);
        expect("compare bad.yaml --out bad", 2);
        if (!strstr(output, bad[i].says)) fail_msg("case %zu: \"%s\" lacks \"%s\"", i, output, bad[i].says);
        assert_false(is_there("bad"));
    }
}

// The directory of another study, or of something else, is left alone.
static void test_foreign_directories(void **state) {
    (void)state;
    write_study("other.yaml", "title: Other\ncases: [" CASES "cp.yaml]\n" SMALL "seeds: 1\n");
    expect("compare other.yaml --out curve", 2);
    expect_said("belongs to another study");
    mkdir(scratch_path("photos"), 0777);
    write_study("photos/me.txt", "x");
    expect("compare other.yaml --out photos", 2);
    expect_said("is not the directory of a study");
    expect("compare other.yaml --out other.yaml", 2);
    expect_said("is a file");
    expect("compare other.yaml --only 3/2 --out x", 2);
    expect_said("--only 3/2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curve_and_map),
        cmocka_unit_test(test_command_line),
        cmocka_unit_test(test_extended),
        cmocka_unit_test(test_listed),
        cmocka_unit_test(test_names_and_identities),
        cmocka_unit_test(test_failure),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_foreign_directories),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
