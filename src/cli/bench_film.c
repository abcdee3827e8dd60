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
static volatile sig_atomic_t seen[LK_BENCH_PARTS], stage = LK_BENCH_PART_ELSE, connecting;

static void sample_part(int number) {
    (void)number;
    const lk_film *film = watched;
    int part = film ? stage : LK_BENCH_PART_ELSE;
    if (part == LK_BENCH_PART_TRANSPORT && film->pause.in == LK_FILM_IN_EVENTS) part = LK_BENCH_PART_EVENTS;
    if (part == LK_BENCH_PART_EVENTS && connecting) part = LK_BENCH_PART_CONNECTIVITY;
    seen[part]++;
}

// ---- the electrode's functions, and those of its events, with a note of what is going on

static const lk_scale *plain; // the scale without notes
static lk_scale noted;

static lk_status advance(lk_electrode *electrode, lk_error_list *errors) {
    stage = LK_BENCH_PART_TRANSPORT;
    const lk_status status = plain->advance(electrode, errors);
    stage = LK_BENCH_PART_ELSE;
    return status;
}

static const void *record(lk_electrode *electrode, lk_due due, lk_error_list *errors) {
    stage = LK_BENCH_PART_OBSERVABLES;
    const void *row = plain->record(electrode, due, errors);
    stage = LK_BENCH_PART_ELSE;
    return row;
}

static lk_status summarise(lk_electrode *electrode, lk_json *json, lk_error_list *errors) {
    stage = LK_BENCH_PART_END;
    const lk_status status = plain->summarise(electrode, json, errors);
    stage = LK_BENCH_PART_ELSE;
    return status;
}

static int64_t connect(lk_film *film, uint32_t *site, int event) {
    connecting = 1;
    const int64_t times = lk_film_event_of(event)->apply(film, site);
    connecting = 0;
    return times;
}

// Events that decide what is joined to the collector.
#define CONNECTING(X) X(ISOLATION) X(SETTLING) X(CONTACT_HOST) X(CONTACT_LITHIUM) X(RECONNECTION)
#define APPLY(EVENT)                                                                                         \
    static int64_t apply_##EVENT(lk_film *film, uint32_t *site) {                                            \
        return connect(film, site, LK_FILM_##EVENT);                                                         \
    }
CONNECTING(APPLY)

static void note_event(lk_film *film, int event, int64_t (*apply)(lk_film *, uint32_t *)) {
    static lk_film_event rows[LK_FILM_EVENT_COUNT];
    rows[event] = *lk_film_event_of(event);
    rows[event].apply = apply;
    film->table[event] = &rows[event];
}

static lk_film *note(lk_electrode *electrode) {
    lk_film *film = lk_electrode_film(electrode);
    plain = electrode->scale;
    noted = *plain;
    noted.advance = advance;
    noted.record = record;
    noted.summarise = summarise;
    electrode->scale = &noted;
#define NOTE(EVENT) note_event(film, LK_FILM_##EVENT, apply_##EVENT);
    CONNECTING(NOTE)
    return film;
}

// ---- a run

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
        watched = note((lk_electrode *)(uintptr_t)news->electrode);
        w->sites = watched->lattice.sites;
    }
    w->events = news->electrode->scale->events(news->electrode);
    return lk_system_cpu() - w->ready > w->most_s;
}

static void share_out(lk_bench_sample *sample) {
    double sum = 0.0;
    for (int i = 0; i < LK_BENCH_PARTS; i++) sum += (double)seen[i];
    for (int i = 0; i < LK_BENCH_PARTS && sum > 0.0; i++) sample->parts[i] = (double)seen[i] / sum;
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
