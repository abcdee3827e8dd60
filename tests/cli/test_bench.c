// likmc bench: what it prints, and what it refuses. Says nothing about speed.
#include "support.h"
#include "unit/scratch.h"

#include "cli/run_program.h"

static void expect(const char *arguments, int code, const char *const said[]) {
    char output[16384];
    const int ended = run_program(arguments, output, sizeof output);
    if (ended != code) fail_msg("likmc %s: exit code %d\n%s", arguments, ended, output);
    for (int i = 0; said[i]; i++)
        if (!strstr(output, said[i])) fail_msg("likmc %s: no '%s' in\n%s", arguments, said[i], output);
}

static void table_and_json(void **state) {
    (void)state;
    expect("bench -m KAW-sc6 -n 16 --runs 2 --seconds 0.01", 0,
           (const char *const[]){"events/CPU-s", "bytes/site", "KAW-sc6", NULL});
    expect("bench -m SD-bcc -m SD-bcc+deposition -n 16 --runs 1 --seconds 0.01 --threads 2 --json", 0,
           (const char *const[]){"\"model\": \"SD-bcc\"", "\"edge\": 16", "\"threads\": 2",
                                 "\"events_per_cpu_s\": ", "\"ns_per_event\": ", "\"bytes_per_site\": ",
                                 "\"setup_s\": ", "\"ns_per_deposit\": ", NULL});
}

// A film is run whole; the shares of its parts are told, and nothing is left behind.
static void shares_of_a_film(void **state) {
    (void)state;
    setenv("TMPDIR", scratch, 1);
    expect("bench --case " LIKMC_SOURCE_DIR "/params/cases/cp.yaml --set box.voxel_edge='800 nm' --runs 1 "
           "--seconds 0.2 --json",
           0,
           (const char *const[]){"\"shares\": ", "\"transport\": ", "\"events\": ", "\"connectivity\": ",
                                 "\"observables\": ", NULL});
    expect("bench --case " LIKMC_SOURCE_DIR "/params/cases/cp.yaml --set box.voxel_edge='800 nm' --runs 1 "
           "--seconds 0.2 && ls likmc-bench-* 2>&1",
           2, (const char *const[]){"connectivity ", "ns/event", "No such file", NULL});
}

static void refusals(void **state) {
    (void)state;
    expect("bench -m SD-bc", 2, (const char *const[]){"did you mean SD-bcc?", NULL});
    expect("bench -n 8", 2, (const char *const[]){"--edge 8", NULL});
    expect("bench -n 18 -m SD-bcc", 2, (const char *const[]){"multiple of 4", NULL});
    expect("bench --runs 0", 2, (const char *const[]){"--runs 0", NULL});
    expect("bench --case nowhere.yaml --runs 1", 2, (const char *const[]){"nowhere.yaml", NULL});
    expect("bench -m KAW-sc6 -n 16 --runs 1 --seconds 0.01 --vs /nowhere/spk", 1,
           (const char *const[]){"/nowhere/spk did not run", NULL});
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(table_and_json), cmocka_unit_test(shares_of_a_film),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
