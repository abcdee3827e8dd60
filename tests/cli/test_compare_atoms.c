// likmc compare with atomistic cases: run, stopped and gone on with, ranked by numbers of their scale.
#include "support.h"

#include "unit/scratch.h"

#include "run_program.h"

static char output[65536];

static void expect(const char *arguments, int code) {
    const int found = run_program(arguments, output, sizeof output);
    if (found != code) fail_msg("likmc %s: exit code %d, not %d: %s", arguments, found, code, output);
}

static void test_tubes(void **state) {
    (void)state;
    static const char study[] =
        "title: Tubes\ncases: [" LIKMC_SOURCE_DIR "/params/cases/atom-cp.yaml, " LIKMC_SOURCE_DIR
        "/params/cases/atom-zno002.yaml]\nset: {atom.width: 8 nm, atom.length: 4 nm, atom.height: 8 nm, "
        "atom.tube_radius: 2 nm, atom.layers: 0.3, atom.accuracy: 2}\nseeds: 2\n";
    scratch_write(scratch_path("tubes.yaml"), study, sizeof study - 1);
    expect("compare tubes.yaml --quiet --out whole", 0);
    assert_non_null(strstr(output, "ranked by deepest_overpotential"));
    assert_non_null(
        strstr(output, "1. CP@ZnO(002)")); // binds lithium above 0 V; the bare tube has to nucleate it
    assert_non_null(strstr(output, "host_nuclei (1/um2)"));
    assert_null(strstr(output, "thickness")); // a number of the other scale
    expect("compare tubes.yaml --quiet --out parts --max-hours 1e-9", 75);
    expect("compare tubes.yaml --quiet --out parts", 0);
    assert_true(scratch_same(scratch_path("whole/results.csv"), scratch_path("parts/results.csv")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tubes)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
