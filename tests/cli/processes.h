// Many processes on one study at once, killed at random: nothing is lost, and nothing differs by a byte.
#ifndef LIKMC_TESTS_PROCESSES_H
#define LIKMC_TESTS_PROCESSES_H

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "unit/scratch.h"
#include "run_program.h"
// clang-format on

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

enum { PROCESSES_MOST = 8, PROCESSES_RUNS = 12 };

static const char processes_study[] =
    "title: Many\ncases: [" LIKMC_SOURCE_DIR "/params/cases/cp.yaml, " LIKMC_SOURCE_DIR
    "/params/cases/cp-zno002.yaml]\nset: {box.width: 3.2 um, box.voxel_edge: 800 nm, box.head_room: 60 um, "
    "protocol.steps: 'plate at 1 mA/cm2 until 0.5 mAh/cm2; strip at 1 mA/cm2 until 1 V'}\nseeds: 3\n"
    "axes: {sei.open_fraction: [0.3, 0.5]}\n";

// The table of one thread on one machine, in the scratch directory "whole".
static inline int processes_setup(void **state) {
    char output[4096];
    if (scratch_setup(state) != 0) return -1;
    scratch_write(scratch_path("many.yaml"), processes_study, strlen(processes_study));
    return run_program("compare many.yaml --quiet --threads 1 --out whole", output, sizeof output);
}

static inline pid_t processes_start(const char *folder, bool worker) {
    const pid_t child = fork();
    if (child != 0) return child;
    const int nowhere = open("/dev/null", O_WRONLY);
    if (chdir(scratch) != 0) _exit(3);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    execl(LIKMC_PROGRAM, "likmc", "compare", "many.yaml", "--quiet", "--threads", "1", "--checkpoint",
          "0.001", "--out", folder, worker ? "--worker" : NULL, NULL);
    _exit(3);
}

static inline void processes_sleep(unsigned *random) {
    *random = *random * 1103515245u + 12345u;
    const struct timespec pause = {0, (long)(1000000 + (*random >> 8) % 400000000)};
    nanosleep(&pause, NULL);
}

static inline void processes_expect_same(const char *folder) {
    static const char *const files[] = {"results.csv", "results.h5", "cycles.csv",
                                        "scan.txt",    "scan.csv",   "scan.png"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char one[64], other[64];
        snprintf(one, sizeof one, "whole/%s", files[i]);
        snprintf(other, sizeof other, "%s/%s", folder, files[i]);
        if (!scratch_same(scratch_path(one), scratch_path(other))) fail_msg("%s and %s differ", one, other);
    }
}

// Rows of all processes: one a run, or two where a process was taken for dead.
static inline int processes_rows(const char *folder) {
    char command[256];
    int rows = -1;
    snprintf(command, sizeof command, "cat %s/%s/results/*.rows | grep -c ' done '", scratch, folder);
    FILE *pipe = popen(command, "r");
    if (!pipe || fscanf(pipe, "%d", &rows) != 1) rows = -1;
    if (pipe) pclose(pipe);
    return rows;
}

// Two to eight processes, of which some are killed, or told to stop, at random times; then one call that
// finishes.
static inline void processes_trial(unsigned seed) {
    char folder[32], arguments[128], output[4096];
    unsigned random = seed * 2654435761u + 1u;
    const int count = 2 + (int)(seed % (PROCESSES_MOST - 1));
    pid_t children[PROCESSES_MOST];
    snprintf(folder, sizeof folder, "trial-%u", seed);
    for (int i = 0; i < count; i++) children[i] = processes_start(folder, i > 0);
    for (int i = 0; i < count; i++) {
        processes_sleep(&random);
        if (random >> 20 & 1u) kill(children[i], random >> 21 & 1u ? SIGKILL : SIGTERM);
    }
    for (int i = 0; i < count; i++) waitpid(children[i], NULL, 0);
    snprintf(arguments, sizeof arguments, "compare many.yaml --quiet --threads 1 --out %s", folder);
    const int code = run_program(arguments, output, sizeof output);
    if (code != 0) fail_msg("trial %u: exit code %d: %s", seed, code, output);
    processes_expect_same(folder);
    const int rows = processes_rows(folder);
    if (rows != PROCESSES_RUNS) fail_msg("trial %u: %d rows for %d runs", seed, rows, PROCESSES_RUNS);
    snprintf(arguments, sizeof arguments, "rm -r %s/%s", scratch, folder);
    assert_int_equal(system(arguments), 0);
}

static inline void processes_trials(unsigned first, unsigned count) {
    for (unsigned i = 0; i < count; i++) processes_trial(first + i);
    printf("%u trials: no run lost, none done twice, no byte different\n", count);
}

#endif
