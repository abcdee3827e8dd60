// Claims: one process at a time, whatever dies; and the logbook they keep: whole lines only.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "scratch.h"
#include "likmc/claim.h"
#include "likmc/logbook.h"
// clang-format on

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 300, PROCESSES = 6 };

static void sleep_ms(long ms) {
    const struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

static lk_claim *open_claim(const char *folder, double expiry) {
    lk_claim *claim;
    assert_int_equal(lk_claim_open(&claim, scratch_path(folder), expiry, NULL), LK_OK);
    return claim;
}

// One of many processes: claims what it can, and says how often it was given each.
static void claim_all(const char *folder, int process) {
    lk_claim *claim;
    char path[64];
    if (lk_claim_open(&claim, scratch_path(folder), 60, NULL) != LK_OK) _exit(2);
    snprintf(path, sizeof path, "got-%d", process);
    FILE *out = fopen(scratch_path(path), "w");
    for (int i = 0; out && i < RUNS; i++) {
        char name[16];
        lk_claim_ticket ticket;
        snprintf(name, sizeof name, "run%d", (i * 7 + process * 50) % RUNS);
        if (lk_claim_take(claim, name, false, -1, &ticket) == LK_CLAIM_MINE) fprintf(out, "%s\n", name + 3);
    }
    if (!out || fclose(out) != 0) _exit(2);
    sleep_ms(300); // claims of a process that has ended are void: all stay until all have tried
    lk_claim_close(claim);
    _exit(0);
}

static void test_each_run_once(void **state) {
    (void)state;
    pid_t children[PROCESSES];
    int status, given[RUNS] = {0};
    for (int p = 0; p < PROCESSES; p++)
        if ((children[p] = fork()) == 0) claim_all("many", p);
    for (int p = 0; p < PROCESSES; p++) {
        char path[64];
        int run;
        waitpid(children[p], &status, 0);
        assert_int_equal(status, 0);
        snprintf(path, sizeof path, "got-%d", p);
        FILE *in = fopen(scratch_path(path), "r");
        while (fscanf(in, "%d", &run) == 1) given[run]++;
        fclose(in);
    }
    for (int i = 0; i < RUNS; i++) assert_int_equal(given[i], 1);
}

// A child claims a run and then ends as told: by itself, by a kill, or by falling silent.
static pid_t claimant(const char *folder, double expiry, const char *how) {
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        lk_claim *claim;
        lk_claim_ticket ticket;
        const bool good = lk_claim_open(&claim, scratch_path(folder), expiry, NULL) == LK_OK &&
                          lk_claim_take(claim, "a", false, -1, &ticket) == LK_CLAIM_MINE;
        if (strcmp(how, "ends") == 0) lk_claim_close(claim);
        (void)!write(ready[1], "x", good);
        close(ready[1]);
        if (strcmp(how, "ends") == 0) _exit(0);
        for (;;) pause();
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return child;
}

static void test_end_makes_void(void **state) {
    (void)state;
    static const char *const ways[] = {"ends", "killed"};
    for (size_t i = 0; i < 2; i++) {
        lk_claim_ticket ticket;
        lk_claim *claim = open_claim(ways[i], 1000);
        const pid_t child = claimant(ways[i], 1000, ways[i]);
        if (i == 1) {
            assert_int_equal(lk_claim_take(claim, "a", true, -1, &ticket), LK_CLAIM_BUSY);
            kill(child, SIGKILL);
        }
        waitpid(child, NULL, 0);
        assert_int_equal(lk_claim_take(claim, "a", false, -1, &ticket), LK_CLAIM_VOID);
        assert_int_equal(lk_claim_take(claim, "a", true, -1, &ticket), LK_CLAIM_MINE);
        assert_int_equal(ticket.generation, 1);
        assert_true(ticket.after_death);
        assert_true(lk_claim_holds(claim, "a", &ticket));
        lk_claim_close(claim);
    }
}

// A process that is frozen loses its claim after the time stated, and no longer holds it when it wakes up.
static void test_silence_makes_void(void **state) {
    (void)state;
    lk_claim_ticket ticket, old = {0, true};
    lk_claim *claim = open_claim("silent", 0.6);
    const pid_t child = claimant("silent", 0.6, "silent");
    kill(child, SIGSTOP);
    assert_int_equal(lk_claim_take(claim, "a", true, -1, &ticket), LK_CLAIM_BUSY);
    sleep_ms(1000);
    assert_true(lk_claim_holds(claim, "a", &old));
    assert_int_equal(lk_claim_take(claim, "a", true, -1, &ticket), LK_CLAIM_MINE);
    assert_false(ticket.after_death);
    assert_false(lk_claim_holds(claim, "a", &old));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    lk_claim_close(claim);
}

// Signs of life keep a claim, however long it lasts.
static void test_signs_of_life(void **state) {
    (void)state;
    lk_claim_ticket ticket;
    lk_claim *claim = open_claim("alive", 0.6);
    const pid_t child = claimant("alive", 0.6, "alive");
    sleep_ms(1500);
    assert_int_equal(lk_claim_take(claim, "a", true, -1, &ticket), LK_CLAIM_BUSY);
    assert_int_equal(lk_claim_workers(scratch_path("alive"), 0.6), 2);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    lk_claim_close(claim);
    lk_claim_clean(scratch_path("alive"), 0.6);
    assert_int_not_equal(access(scratch_path("alive/claims"), F_OK), 0);
}

// A failed run is claimed again although its holder lives.
static void test_ended_generation(void **state) {
    (void)state;
    lk_claim_ticket ticket;
    lk_claim *claim = open_claim("again", 60);
    assert_int_equal(lk_claim_take(claim, "a", false, -1, &ticket), LK_CLAIM_MINE);
    assert_int_equal(lk_claim_take(claim, "a", false, -1, &ticket), LK_CLAIM_BUSY);
    assert_int_equal(lk_claim_take(claim, "a", false, 0, &ticket), LK_CLAIM_MINE);
    assert_int_equal(ticket.generation, 1);
    lk_claim_close(claim);
}

// ---- the logbook

typedef struct seen {
    size_t rows, cycles;
    lk_logbook_row last;
} seen;

static void see_row(void *user, const lk_logbook_row *row) {
    seen *s = user;
    s->rows++;
    s->last = *row;
}

static void see_cycle(void *user, const char *identity, const char *row) {
    seen *s = user;
    s->cycles++;
    assert_true(*row && (*identity || strncmp(row, "cycle", 5) == 0));
}

static lk_logbook_row row_of(int i) {
    lk_logbook_row row = {
        .state = i % 2 ? LK_LOGBOOK_FAILED : LK_LOGBOOK_DONE, .generation = 3, .wall = 1.5, .count = 3};
    snprintf(row.identity, sizeof row.identity, "%032d", i);
    row.values[0] = i / 3.0;
    row.values[1] = NAN;
    row.values[2] = 1e-300;
    if (i % 2) snprintf(row.reason, sizeof row.reason, "two\nlines *of* it");
    return row;
}

// What was written is read, once; a line that is cut or changed is passed over, and the next one is not.
static void test_ledger(void **state) {
    (void)state;
    lk_logbook *logbook, *other;
    seen s = {0};
    mkdir(scratch_path("logbook"), 0777);
    assert_int_equal(lk_logbook_open(&logbook, scratch_path("logbook"), "me", NULL), LK_OK);
    assert_int_equal(lk_logbook_open(&other, scratch_path("logbook"), NULL, NULL), LK_OK);
    scratch_write(scratch_path("some.csv"), "cycle,x\n1,2\n2,3\n", 16);
    for (int i = 0; i < 4; i++) {
        const lk_logbook_row row = row_of(i);
        assert_int_equal(lk_logbook_append(logbook, &row, scratch_path("some.csv"), NULL), LK_OK);
    }
    assert_int_equal(lk_logbook_read(other, see_row, &s, NULL), LK_OK);
    assert_int_equal(s.rows, 4);
    assert_true(s.last.state == LK_LOGBOOK_FAILED && strcmp(s.last.reason, "two lines *of* it") == 0);
    assert_true(s.last.values[0] == 1.0 && isnan(s.last.values[1]) && s.last.values[2] == 1e-300);
    assert_int_equal(lk_logbook_read(other, see_row, &s, NULL), LK_OK);
    assert_int_equal(s.rows, 4);

    FILE *file =
        fopen(scratch_path("logbook/results/me.rows"), "a"); // a disk that was full in the middle of a line
    fputs("00000000000000000000000000000009 done 0 0 1", file);
    fclose(file);
    const lk_logbook_row more = row_of(4);
    assert_int_equal(lk_logbook_append(logbook, &more, NULL, NULL), LK_OK);
    assert_int_equal(lk_logbook_read(other, see_row, &s, NULL), LK_OK);
    assert_int_equal(s.rows, 5);
    assert_string_equal(s.last.identity, more.identity);
    assert_int_equal(lk_logbook_read_cycles(scratch_path("logbook"), see_cycle, &s, NULL), LK_OK);
    assert_int_equal(s.cycles, 1 + 4 * 2);
    lk_logbook_close(logbook);
    lk_logbook_close(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_run_once),      cmocka_unit_test(test_end_makes_void),
        cmocka_unit_test(test_silence_makes_void), cmocka_unit_test(test_signs_of_life),
        cmocka_unit_test(test_ended_generation),   cmocka_unit_test(test_ledger),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
