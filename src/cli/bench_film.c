// A run of the film scale, measured whole: where its time goes is sampled by a timer, so that nothing in the
// loop is slowed down by looking at a clock.
#include "bench.h"
#include "cli.h"
#include "likmc/run.h"
#include "likmc/rundir.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { MICROSECONDS = 1000 }; // between two samples of the CPU time; the system may take longer

// The only things that the signal handler touches.
static const lk_film *volatile watched;
static volatile sig_atomic_t seen[LK_FILM_PARTS];

static void sample_part(int number) {
    (void)number;
    const lk_film *film = watched;
    seen[film ? film->part : LK_FILM_PART_ELSE]++;
}

static void set_timer(long microseconds) {
    const struct itimerval every = {.it_interval = {.tv_usec = microseconds},
                                    .it_value = {.tv_usec = microseconds}};
    struct sigaction action = {.sa_handler = sample_part};
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGPROF, &action, NULL);
    setitimer(ITIMER_PROF, &every, NULL);
}

typedef struct watcher {
    double start, ready, wall_ready; // CPU time at the start and when the film was there
    double most_s;
    uint64_t events;
    double sites;
} watcher;

static bool watch(void *user, const lk_run_news *news) {
    watcher *w = user;
    if (!watched) {
        w->ready = lk_system_cpu();
        w->wall_ready = lk_system_wall();
        watched = lk_electrode_film((lk_electrode *)(uintptr_t)news->electrode);
        w->sites = watched->lattice.sites;
    }
    w->events = news->electrode->scale->events(news->electrode);
    return lk_system_cpu() - w->ready > w->most_s;
}

static void share_out(lk_bench_sample *sample) {
    double sum = 0.0;
    for (int i = 0; i < LK_FILM_PARTS; i++) sum += (double)seen[i];
    for (int i = 0; i < LK_FILM_PARTS && sum > 0.0; i++) sample->parts[i] = (double)seen[i] / sum;
}

static lk_status run_in(const char *directory, const lk_params *params, double most_s,
                        lk_bench_sample *sample, lk_error_list *errors) {
    const double before = lk_system_peak(), wall = lk_system_wall();
    watcher w = {.start = lk_system_cpu(), .most_s = most_s};
    const lk_run_options how = {.directory = directory, .threads = 1, .watch = watch, .user = &w};
    set_timer(MICROSECONDS);
    const lk_status status = lk_run_case(params, &how, NULL, errors);
    watched = NULL;
    set_timer(0);
    sample->setup_s = w.wall_ready - wall;
    sample->cpu_s = lk_system_cpu() - w.ready;
    sample->wall_s = lk_system_wall() - w.wall_ready;
    sample->events = (double)w.events;
    sample->sites = w.sites;
    sample->bytes = lk_system_peak() - before;
    share_out(sample);
    return status == LK_STOPPED ? LK_OK : status;
}

lk_status lk_bench_film_measure(const lk_params *params, double most_s, lk_bench_sample *sample,
                                lk_error_list *errors) {
    const char *parent = getenv("TMPDIR");
    char directory[4096], run[4096 + 8];
    const int length =
        snprintf(directory, sizeof directory, "%s/likmc-bench-XXXXXX", parent ? parent : "/tmp");
    if (length >= (int)sizeof directory || !mkdtemp(directory))
        return lk_error_set(errors, LK_FAILED, "cannot make a directory in %s", parent ? parent : "/tmp");
    snprintf(run, sizeof run, "%s/run", directory);
    lk_status status = run_in(run, params, most_s, sample, errors);
    if (status == LK_OK) status = lk_rundir_remove(run, errors);
    rmdir(directory);
    return status;
}
