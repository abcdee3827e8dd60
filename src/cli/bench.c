// likmc bench
#include "bench.h"
#include "cli.h"
#include "likmc/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RUNS = 101 };

static const char with_deposition[] = "+deposition";

// What the command line asks for.
typedef struct plan {
    int64_t edge, threads, sectors, runs, seed;
    double seconds;
    bool json;
    const char *peer;
    const char **settings; // of the cases
    size_t setting_count;
} plan;

// One line of the result.
typedef struct row {
    const char *model, *solver; // solver: of the peer, NULL for us
    lk_bench_task task;
    bool film; // `parts` are known
    double rate[MOST_RUNS], wall_rate[MOST_RUNS], bytes[MOST_RUNS], setup[MOST_RUNS], deposit[MOST_RUNS];
    double parts[LK_BENCH_PARTS][MOST_RUNS]; // shares of the time
    double ratio[MOST_RUNS];                 // ours over the peer's, run by run
} row;

static void print_head(const plan *p) {
    if (p->json) return;
    printf("%-18s %5s %7s %12s %-23s %8s %11s %10s %8s %10s\n", "model", "edge", "threads", "events/CPU-s",
           "(least - most)", "ns/event", "events/s", "bytes/site", "set-up s", "ns/deposit");
}

static const char *const part_names[LK_BENCH_PARTS] = {[LK_BENCH_PART_ELSE] = "set_up",
                                                       [LK_BENCH_PART_TRANSPORT] = "transport",
                                                       [LK_BENCH_PART_EVENTS] = "events",
                                                       [LK_BENCH_PART_CONNECTIVITY] = "connectivity",
                                                       [LK_BENCH_PART_OBSERVABLES] = "observables",
                                                       [LK_BENCH_PART_END] = "end"};

// Shares of a film's CPU time; of connectivity the time per event as well.
static void print_parts(const plan *p, row *r, double ns_event, lk_json *json) {
    if (p->json) lk_json_open_object(json, "shares");
    for (int i = 0; i < LK_BENCH_PARTS; i++) {
        const double share = lk_bench_spread_of(r->parts[i], (int)p->runs).median;
        if (p->json)
            lk_json_number(json, part_names[i], share);
        else
            printf("%s%s %.1f %%", i ? ", " : "  ", part_names[i], 100 * share);
        if (!p->json && i == LK_BENCH_PART_CONNECTIVITY) printf(" (%.0f ns/event)", share * ns_event);
    }
    if (p->json)
        lk_json_close_object(json);
    else
        puts("");
}

static void print_row(const plan *p, row *r, lk_json *json) {
    const int runs = (int)p->runs;
    const lk_bench_spread rate = lk_bench_spread_of(r->rate, runs),
                          wall = lk_bench_spread_of(r->wall_rate, runs);
    const double bytes = lk_bench_spread_of(r->bytes, runs).median,
                 setup = lk_bench_spread_of(r->setup, runs).median;
    const double deposit = lk_bench_spread_of(r->deposit, runs).median;
    if (!p->json) {
        char spread[48], drop[24] = "";
        snprintf(spread, sizeof spread, "(%.3g - %.3g)", rate.least, rate.most);
        if (r->task.deposition) snprintf(drop, sizeof drop, "%10.0f", deposit);
        printf("%-18s %5u %7d %12.4g %-23s %8.1f %11.4g %10.2f %8.3f %10s\n", r->model, r->task.edge,
               r->task.threads, rate.median, spread, 1e9 / rate.median, wall.median, bytes, setup, drop);
        if (r->film) print_parts(p, r, 1e9 / rate.median, json);
        fflush(stdout);
        return;
    }
    lk_json_open_object(json, NULL);
    lk_json_text(json, "model", r->model);
    lk_json_integer(json, "edge", r->task.edge);
    lk_json_integer(json, "threads", r->task.threads);
    if (r->task.sectors) lk_json_integer(json, "sectors", r->task.sectors);
    lk_json_number(json, "events_per_cpu_s", rate.median);
    lk_json_number(json, "events_per_cpu_s_least", rate.least);
    lk_json_number(json, "events_per_cpu_s_most", rate.most);
    lk_json_number(json, "ns_per_event", 1e9 / rate.median);
    lk_json_number(json, "bytes_per_site", bytes);
    lk_json_number(json, "setup_s", setup);
    lk_json_number(json, "events_per_s", wall.median);
    if (r->task.deposition) lk_json_number(json, "ns_per_deposit", deposit);
    if (r->film) print_parts(p, r, 1e9 / rate.median, json);
    lk_json_close_object(json);
}

static void print_ratio(const plan *p, row *r, double theirs, lk_json *json) {
    const lk_bench_spread ratio = lk_bench_spread_of(r->ratio, (int)p->runs);
    if (!p->json) {
        printf("  peer, %-6s %26.4g events/CPU-s   ours / theirs %8.1f (%.1f - %.1f)\n", r->solver, theirs,
               ratio.median, ratio.least, ratio.most);
        fflush(stdout);
        return;
    }
    lk_json_open_object(json, NULL);
    lk_json_text(json, "model", r->model);
    lk_json_integer(json, "edge", r->task.edge);
    lk_json_text(json, "peer_solver", r->solver);
    lk_json_number(json, "peer_events_per_cpu_s", theirs);
    lk_json_number(json, "ratio", ratio.median);
    lk_json_number(json, "ratio_least", ratio.least);
    lk_json_number(json, "ratio_most", ratio.most);
    lk_json_close_object(json);
}

static void keep(row *r, int run, const lk_bench_sample *sample) {
    r->rate[run] = sample->events / sample->cpu_s;
    r->wall_rate[run] = sample->events / sample->wall_s;
    r->bytes[run] = sample->bytes / sample->sites;
    r->setup[run] = sample->setup_s;
    r->deposit[run] = sample->ns_deposit;
    for (int i = 0; i < LK_BENCH_PARTS; i++) {
        r->parts[i][run] = sample->parts[i];
        r->film = r->film || sample->parts[i] > 0.0;
    }
}

static lk_status measure_alone(const plan *p, row *r, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (int run = 0; status == LK_OK && run < p->runs; run++) {
        lk_bench_sample sample = {0};
        r->task.seed = (uint64_t)p->seed + (uint64_t)run;
        status = lk_bench_measure(&r->task, &sample, errors);
        if (status == LK_OK) keep(r, run, &sample);
    }
    return status;
}

// Model time in which about this many events happen: enough for a peer to be timed in a few seconds.
static lk_status find_time(const row *r, double *until, lk_error_list *errors) {
    const lk_bondhop_params params = {.model = r->task.model, .edge = r->task.edge, .seed = r->task.seed};
    lk_bondhop *engine = lk_bondhop_new(&params, errors);
    if (!engine) return LK_FAILED;
    lk_bondhop_run(engine, 1e300, 150000);
    *until = lk_bondhop_time(engine);
    lk_bondhop_free(engine);
    return LK_OK;
}

// In turn: ours, theirs, ours, ... to the same model time, so that both see the same hours of the machine.
static lk_status measure_beside(const plan *p, row *r, const char *solver, lk_json *json,
                                lk_error_list *errors) {
    double theirs[MOST_RUNS], until = 0.0;
    lk_status status = find_time(r, &until, errors);
    r->solver = solver;
    r->task.until = until;
    for (int run = 0; status == LK_OK && run < p->runs; run++) {
        lk_bench_sample sample = {0};
        double events = 0.0, cpu_s = 1.0;
        r->task.seed = (uint64_t)p->seed + (uint64_t)run;
        status = lk_bench_measure(&r->task, &sample, errors);
        if (status == LK_OK)
            status = lk_bench_peer_run(p->peer, solver, &r->task, until, &events, &cpu_s, errors);
        theirs[run] = events / cpu_s;
        r->ratio[run] = sample.events / sample.cpu_s / theirs[run];
    }
    r->task.until = 0.0;
    if (status == LK_OK) print_ratio(p, r, lk_bench_spread_of(theirs, (int)p->runs).median, json);
    return status;
}

static lk_status bench_model(const plan *p, const char *name, row *r, lk_json *json, lk_error_list *errors) {
    const size_t length = strlen(name), tail = sizeof with_deposition - 1;
    char plain[64];
    *r = (row){.model = name};
    r->task = (lk_bench_task){.edge = (uint32_t)p->edge,
                              .threads = (int)p->threads,
                              .sectors = (uint32_t)p->sectors,
                              .seconds = p->seconds};
    r->task.deposition = length > tail && strcmp(name + length - tail, with_deposition) == 0;
    snprintf(plain, sizeof plain, "%.*s", (int)(r->task.deposition ? length - tail : length), name);
    r->task.model = lk_bondhop_find(plain);
    lk_status status = measure_alone(p, r, errors);
    if (status != LK_OK) return status;
    print_row(p, r, json);
    if (!p->peer || r->task.deposition || p->threads > 1 || p->sectors > 0) return LK_OK;
    status = measure_beside(p, r, "tree", json, errors);
    return status == LK_OK ? measure_beside(p, r, "group", json, errors) : status;
}

static lk_status bench_case(const plan *p, const char *path, row *r, lk_json *json, lk_error_list *errors) {
    const char *slash = strrchr(path, '/');
    *r = (row){.model = slash ? slash + 1 : path};
    r->task = (lk_bench_task){.case_path = path,
                              .settings = p->settings,
                              .setting_count = p->setting_count,
                              .threads = 1,
                              .seconds = p->seconds};
    const lk_status status = measure_alone(p, r, errors);
    if (status == LK_OK) print_row(p, r, json);
    return status;
}

// Names that --model knows.
static size_t list_models(const char **names, char (*store)[64], size_t capacity) {
    int count;
    const lk_bondhop_model *models = lk_bondhop_models(&count);
    size_t listed = 0;
    for (int i = 0; i < count && listed + 2 <= capacity; i++) {
        names[listed++] = models[i].name;
        if (models[i].rule == LK_EXCHANGE) continue;
        snprintf(store[listed], 64, "%s%s", models[i].name, with_deposition);
        names[listed] = store[listed];
        listed++;
    }
    return listed;
}

static lk_status check_models(const lk_options *options, const char **names, size_t count,
                              lk_error_list *errors) {
    lk_status status = LK_OK;
    const char *name;
    for (size_t i = 0, index; (name = lk_options_nth(options, "model", i)); i++)
        if (lk_options_one_of("--model", name, names, count, &index, errors) != LK_OK) status = LK_BAD_INPUT;
    return status;
}

static lk_status bench_all(const plan *p, const lk_options *options, const char **names, size_t count, row *r,
                           lk_json *json, lk_error_list *errors) {
    const bool any = lk_options_value(options, "model") || lk_options_value(options, "case");
    const char *name;
    lk_status status = LK_OK;
    print_head(p);
    for (size_t i = 0; status == LK_OK && !any && i < count; i++)
        status = bench_model(p, names[i], r, json, errors);
    for (size_t i = 0; status == LK_OK && (name = lk_options_nth(options, "model", i)); i++)
        status = bench_model(p, name, r, json, errors);
    for (size_t i = 0; status == LK_OK && (name = lk_options_nth(options, "case", i)); i++)
        status = bench_case(p, name, r, json, errors);
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    plan p = {.edge = 64, .threads = 1, .runs = 5, .seed = 1, .seconds = 1.0};
    const char *names[32];
    char store[32][64];
    const size_t count = list_models(names, store, sizeof names / sizeof *names);
    lk_status status = lk_options_integer(options, "edge", 16, 1024, &p.edge, errors);
    if (!status) status = lk_options_integer(options, "threads", 1, 1024, &p.threads, errors);
    if (!status) status = lk_options_integer(options, "sectors", 2, UINT16_MAX, &p.sectors, errors);
    if (!status) status = lk_options_integer(options, "runs", 1, MOST_RUNS, &p.runs, errors);
    if (!status) status = lk_options_integer(options, "seed", 0, INT64_MAX / 2, &p.seed, errors);
    if (!status) status = lk_options_number(options, "seconds", 0.01, 1e6, &p.seconds, errors);
    if (!status) status = check_models(options, names, count, errors);
    if (status) return status;
    p.json = lk_options_value(options, "json") != NULL;
    p.peer = lk_options_value(options, "vs");
    p.settings = lk_load_settings(options, &p.setting_count);
    row *r = malloc(sizeof *r);
    if (!r || !p.settings) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_json json = {0};
    lk_json_open_array(&json, NULL);
    status = bench_all(&p, options, names, count, r, &json, errors);
    lk_json_close_array(&json);
    if (status == LK_OK && p.json) puts(json.text);
    lk_json_free(&json);
    free(r);
    free(p.settings);
    return status;
}

static const lk_option table[] = {
    {.name = "model",
     .letter = 'm',
     .argument = "NAME",
     .repeated = true,
     .doc = "SD-sc26, SD-bcc+deposition, ..."},
    {.name = "case", .argument = "FILE", .repeated = true, .doc = "a case of either scale, in memory"},
    LK_OPTION_SET,
    {.name = "edge", .letter = 'n', .argument = "N", .doc = "edge of the lattice, N^3 sites; default 64"},
    {.name = "threads", .letter = 't', .argument = "N", .doc = "replicas at the same time; default 1"},
    {.name = "sectors",
     .argument = "N",
     .doc = "cut one lattice into N strips for the threads, in place of replicas"},
    {.name = "runs", .argument = "N", .doc = "measurements of each; the median counts; default 5"},
    {.name = "seconds", .argument = "S", .doc = "CPU time of the event loop in each measurement; default 1"},
    {.name = "seed", .argument = "N", .doc = "seed of the first measurement; default 1"},
    {.name = "json", .doc = "print a list of objects instead of a table"},
    {.name = "vs",
     .argument = "PROGRAM",
     .doc = "run this SPPARKS binary on the same models, in turn with ours"},
};

const lk_command lk_bench_command = {
    .name = "bench",
    .summary = "Measure the speed of the event engine.",
    .operands = "",
    LK_OPTIONS(table),
    .details = "Prints accepted events per CPU-second of the event loop (median, least, most), time per "
               "event, peak memory\n"
               "per site above that of an empty process, and the time to build the lattice. Each measurement "
               "is a process\n"
               "of its own. A case of the film scale is run whole, without pictures, in a directory that is "
               "removed again,\n"
               "and the shares of its parts are sampled. With --vs the ratio to SPPARKS (app_style "
               "diffusion, solvers tree and group) at "
               "the same model\n"
               "time is printed as well; its loop is timed as the CPU time of its run less that of a run to "
               "time zero.",
    .run = run,
};
