// One measurement of `likmc bench`, in a process of its own.
#include "bench.h"
#include "cli.h"
#include "likmc/atom.h"
#include "likmc/sectors.h"
#include "likmc/yaml.h"

#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct replica {
    double events, cpu_s, time, ns_deposit;
} replica;

static lk_bondhop *build(const lk_bench_task *task, uint32_t number, lk_error_list *errors) {
    lk_bondhop_params params = {.model = task->model,
                                .edge = task->edge,
                                .seed = task->seed,
                                .replica = number,
                                .sectors = task->sectors,
                                .window = LK_SECTORS_WINDOW};
    if (task->deposition) { // a tenth of the rate at the start
        lk_bondhop *still = lk_bondhop_new(&params, errors);
        if (!still) return NULL;
        params.deposition = 0.1 * lk_bondhop_total_rate(still);
        lk_bondhop_free(still);
    }
    return lk_bondhop_new(&params, errors);
}

static double cost_of_deposit(lk_bondhop *engine, uint32_t edge) {
    const uint32_t count = edge * edge; // about a layer
    const double start = lk_system_cpu();
    for (uint32_t i = 0; i < count; i++) lk_bondhop_run_deposit(engine);
    return 1e9 * (lk_system_cpu() - start) / count;
}

// Half of the room above the film.
static uint64_t most_deposits(const lk_bench_task *task) {
    return (uint64_t)task->edge * task->edge * task->edge / 8;
}

static void run_replica(const lk_bench_task *task, lk_bondhop *engine, replica *out) {
    if (task->until > 0.0) {
        const double start = lk_system_cpu();
        out->events = (double)lk_bondhop_run(engine, task->until, UINT64_MAX);
        out->cpu_s = lk_system_cpu() - start;
    }
    while (!(task->until > 0.0) && out->cpu_s < task->seconds) {
        const double start = lk_system_cpu();
        out->events += (double)lk_bondhop_run(engine, 1e300, 20000);
        out->cpu_s += lk_system_cpu() - start;
        if (lk_bondhop_counts_of(engine)->deposits > most_deposits(task)) break;
    }
    out->time = lk_bondhop_time(engine);
    if (task->deposition) out->ns_deposit = cost_of_deposit(engine, task->edge);
}

// One lattice in strips runs to a time, not to a number of events: ever longer stretches of it.
static lk_status run_sectors(const lk_bench_task *task, lk_bondhop *engine, lk_bench_sample *sample,
                             lk_error_list *errors) {
    const double start = lk_system_cpu_process(), wall = lk_system_wall();
    double stretch = 1000.0 / lk_bondhop_total_rate(engine);
    lk_status status = LK_OK;
    while (status == LK_OK && sample->cpu_s < task->seconds * task->threads &&
           lk_bondhop_counts_of(engine)->deposits < most_deposits(task)) {
        const uint64_t before = lk_bondhop_counts_of(engine)->hops;
        status = lk_bondhop_sectors_run(engine, lk_bondhop_time(engine) + stretch, task->threads, errors);
        if (lk_bondhop_counts_of(engine)->hops - before < 200000) stretch *= 2.0;
        sample->cpu_s = lk_system_cpu_process() - start;
    }
    sample->wall_s = lk_system_wall() - wall;
    sample->events = (double)(lk_bondhop_counts_of(engine)->hops + lk_bondhop_counts_of(engine)->deposits);
    sample->time = lk_bondhop_time(engine);
    return status;
}

static void run_replicas(const lk_bench_task *task, lk_bondhop **engine, int count, lk_bench_sample *sample) {
    const double start = lk_system_wall();
    double events = 0.0, cpu_s = 0.0;
#pragma omp parallel for num_threads(count) schedule(static, 1) reduction(+ : events, cpu_s)
    for (int t = 0; t < count; t++) {
        replica out = {0};
        run_replica(task, engine[t], &out);
        events += out.events;
        cpu_s += out.cpu_s;
        if (t == 0) sample->time = out.time;
        if (t == 0) sample->ns_deposit = out.ns_deposit;
    }
    sample->wall_s = lk_system_wall() - start;
    sample->events = events;
    sample->cpu_s = cpu_s;
}

// Each by the thread that will run it: what one thread allocates shares no cache line with another's.
static lk_status build_all(const lk_bench_task *task, lk_bondhop **engine, int count, lk_bench_sample *sample,
                           lk_error_list *errors) {
    lk_status status = LK_OK;
#pragma omp parallel for num_threads(count) schedule(static, 1)
    for (int t = 0; t < count; t++) {
#pragma omp critical
        engine[t] = build(task, (uint32_t)t, errors);
    }
    for (int t = 0; t < count; t++) {
        if (engine[t])
            sample->sites += lk_bondhop_lattice(engine[t])->sites;
        else
            status = errors->count > 0 ? errors->items[0].status : LK_FAILED;
    }
    return status;
}

static lk_status measure_model(const lk_bench_task *task, lk_bench_sample *sample, lk_error_list *errors) {
    const double before = lk_system_peak(), start = lk_system_wall();
    const int count = task->sectors ? 1 : task->threads;
    lk_bondhop **engine = calloc((size_t)count, sizeof(lk_bondhop *));
    lk_status status = engine ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    if (status == LK_OK) status = build_all(task, engine, count, sample, errors);
    sample->setup_s = (lk_system_wall() - start) / count;
    if (status == LK_OK && task->sectors)
        status = run_sectors(task, engine[0], sample, errors);
    else if (status == LK_OK)
        run_replicas(task, engine, count, sample);
    sample->bytes = lk_system_peak() - before;
    for (int t = 0; engine && t < count; t++) lk_bondhop_free(engine[t]);
    free(engine);
    return status;
}

static void run_atomistic(lk_atomistic *model, double most_s, lk_bench_sample *sample) {
    const double start = lk_system_cpu(), wall = lk_system_wall();
    while (sample->cpu_s < most_s) {
        for (int i = 0; i < 1000; i++) sample->events += lk_atomistic_step(model, INFINITY).event >= 0;
        sample->cpu_s = lk_system_cpu() - start;
    }
    sample->wall_s = lk_system_wall() - wall;
}

static lk_status measure_atomistic(const lk_params *params, const lk_bench_task *task,
                                   lk_bench_sample *sample, lk_error_list *errors) {
    const double before = lk_system_peak(), start = lk_system_wall();
    lk_atomistic model = {0};
    const lk_status status = lk_atom_build(params, &model, errors);
    sample->setup_s = lk_system_wall() - start;
    if (status == LK_OK) run_atomistic(&model, task->seconds, sample);
    sample->sites = model.lattice.sites;
    sample->bytes = lk_system_peak() - before;
    lk_atomistic_free(&model);
    return status;
}

static lk_status measure_case(const lk_bench_task *task, lk_bench_sample *sample, lk_error_list *errors) {
    lk_params *params = calloc(1, sizeof *params);
    if (!params) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_status status =
        lk_yaml_load_case(task->case_path, task->settings, task->setting_count, params, errors);
    if (status == LK_OK && params->scale == LK_SCALE_FILM)
        status = lk_bench_film_measure(params, task->seconds, sample, errors);
    else if (status == LK_OK)
        status = measure_atomistic(params, task, sample, errors);
    free(params);
    return status;
}

// The child's messages would be lost with it: it sends the first one after the sample.
typedef struct parcel {
    lk_bench_sample sample;
    lk_status status;
    char message[256];
} parcel;

static void measure_and_send(const lk_bench_task *task, int pipe_end) {
    parcel sent = {.status = LK_OK};
    lk_error_list errors = {0};
    sent.status = (task->model ? measure_model : measure_case)(task, &sent.sample, &errors);
    if (errors.count > 0) strncpy(sent.message, errors.items[0].message, sizeof sent.message - 1);
    const char *at = (const char *)&sent;
    for (size_t left = sizeof sent; left > 0;) {
        const ssize_t written = write(pipe_end, at, left);
        if (written < 0 && errno != EINTR) _exit(1);
        if (written > 0) at += written, left -= (size_t)written;
    }
    _exit(0);
}

static bool receive(int pipe_end, parcel *received) {
    char *at = (char *)received;
    size_t left = sizeof *received;
    while (left > 0) {
        const ssize_t got = read(pipe_end, at, left);
        if (got == 0 || (got < 0 && errno != EINTR)) return false;
        if (got > 0) at += got, left -= (size_t)got;
    }
    return true;
}

lk_status lk_bench_measure(const lk_bench_task *task, lk_bench_sample *sample, lk_error_list *errors) {
    int ends[2];
    if (pipe(ends) != 0) return lk_error_set(errors, LK_FAILED, "no pipe: %s", strerror(errno));
    const pid_t child = fork();
    if (child < 0) return lk_error_set(errors, LK_FAILED, "no process: %s", strerror(errno));
    if (child == 0) measure_and_send(task, ends[1]);
    close(ends[1]);
    parcel received;
    const bool whole = receive(ends[0], &received);
    close(ends[0]);
    waitpid(child, NULL, 0);
    if (!whole) return lk_error_set(errors, LK_FAILED, "the measuring process died: out of memory?");
    *sample = received.sample;
    if (received.status == LK_OK) return LK_OK;
    return lk_error_add(errors, received.status, task->case_path, 0, 0, NULL, "%s", received.message);
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

lk_bench_spread lk_bench_spread_of(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return (lk_bench_spread){0.5 * (values[(count - 1) / 2] + values[count / 2]), values[0],
                             values[count - 1]};
}
