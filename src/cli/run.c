// likmc run
#include "cli.h"
#include "likmc/atom.h"
#include "likmc/simulation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct watcher {
    lk_progress progress;
    lk_stop stop;
    double keep_every, kept; // s of the run's own time
} watcher;

static lk_status start_watcher(const lk_params *params, const lk_options *options, const char *directory,
                               watcher *w, lk_error_list *errors) {
    double hours = 1e9, minutes = 10; // the defaults: no limit, and as --help says
    lk_status status = lk_options_number(options, "max-hours", 0, 1e9, &hours, errors);
    if (!status) status = lk_options_number(options, "checkpoint", 0, 1e9, &minutes, errors);
    if (status) return status;
    *w = (watcher){.progress = lk_progress_start(*params->title ? params->title : directory,
                                                 lk_options_value(options, "quiet") != NULL),
                   .stop = lk_stop_after(hours),
                   .keep_every = 60 * minutes};
    return LK_OK;
}

static bool watch(void *user, const lk_simulation_news *news) {
    watcher *w = user;
    const double elapsed = lk_stop_elapsed(&w->stop);
    char detail[96];
    snprintf(detail, sizeof detail, "%.3f mAh/cm2, %.1f um, %.2g events/s", news->charge / 3.6e4,
             news->thickness * 1e6, elapsed > 0 ? (double)news->events / elapsed : 0.0);
    lk_progress_update(&w->progress, news->fraction, detail);
    return lk_stop_is_due(&w->stop);
}

// Efficiency, and where the charge is that did not come back.
static void report_cycles(const lk_simulation_end *end) {
    static const double mAh_cm2 = 3.6e4; // C/m2
    const lk_result *r = &end->result;
    if (isnan(r->unrecovered)) return; // never stripped
    if (!isnan(end->laid + end->cycled + end->last))
        printf("CE %.2f %% by the reservoir method: q_l %.3f, q_a %.3f, q_r %.3f mAh/cm2\n",
               100 * r->efficiency, end->laid / mAh_cm2, end->cycled / mAh_cm2, end->last / mAh_cm2);
    else
        printf("CE %.2f %%, mean of the cycles; %.2f %% of all charge\n", 100 * r->mean_efficiency,
               100 * r->total_efficiency);
    printf("%lld cycle%s, not come back %.4f mAh/cm2: dead lithium %.4f, SEI %.4f, ZnO to Zn and Li2O %.4f, "
           "LiZn %.4f, live lithium left %.4f\n",
           (long long)end->cycles, end->cycles == 1 ? "" : "s", r->unrecovered / mAh_cm2, r->dead / mAh_cm2,
           r->sei / mAh_cm2, r->conversion / mAh_cm2, r->alloying / mAh_cm2, r->left / mAh_cm2);
    printf(
        "cut off on the way %.4f mAh/cm2; live again: new lithium grew against it %.4f, settled on the host "
        "%.4f, on lithium %.4f\n",
        r->died / mAh_cm2, r->by_growth / mAh_cm2, r->by_host / mAh_cm2, r->by_lithium / mAh_cm2);
}

static bool keep(void *user) {
    watcher *w = user;
    const double now = lk_stop_elapsed(&w->stop);
    if (now - w->kept < w->keep_every) return false;
    w->kept = now;
    return true;
}

static void report(lk_status status, const char *directory, const lk_simulation_end *end, bool pictures) {
    const lk_observation *seen = &end->seen;
    if (status == LK_STOPPED) {
        fprintf(stderr, "stopped at %.3f mAh/cm2 with a checkpoint; go on with --resume --out %s\n",
                seen->charge / 3.6e4, directory);
        return;
    }
    if (status != LK_OK) return;
    printf("%s: %.2f mAh/cm2, thickness %.1f um, pores filled %.1f %%, packing above the paper %.2f\n",
           directory, seen->charge / 3.6e4, seen->thickness * 1e6, 100 * seen->filling, seen->packing);
    report_cycles(end);
    if (pictures) printf("pictures: %s/frames/\n", directory);
}

static lk_status run_case(const lk_params *params, const lk_options *options, const char *directory,
                          lk_error_list *errors) {
    int64_t threads = 0;
    watcher w;
    lk_status status = lk_options_integer(options, "threads", 1, 1024, &threads, errors);
    if (!status) status = start_watcher(params, options, directory, &w, errors);
    if (status) return status;
    const lk_simulation_options how = {.directory = directory,
                                       .overwrite = lk_options_value(options, "overwrite") != NULL,
                                       .resume = lk_options_value(options, "resume") != NULL,
                                       .pictures = lk_options_value(options, "no-pictures") == NULL,
                                       .threads = (int)threads,
                                       .watch = watch,
                                       .keep = keep,
                                       .user = &w};
    lk_simulation_end end = {0};
    status = lk_simulation_run(params, &how, &end, errors);
    if (status == LK_OK) lk_progress_finish(&w.progress, "done");
    report(status, directory, &end, how.pictures);
    return status;
}

static bool watch_atoms(void *user, double fraction, const lk_atom_observed *seen) {
    watcher *w = user;
    const double elapsed = lk_stop_elapsed(&w->stop);
    char detail[96];
    snprintf(detail, sizeof detail, "%.3f layers, %lld nuclei, %.1f mV, %.2g events/s", seen->layers,
             (long long)seen->nuclei, seen->overpotential * 1e3,
             elapsed > 0 ? (double)seen->events / elapsed : 0.0);
    lk_progress_update(&w->progress, fraction, detail);
    return lk_stop_is_due(&w->stop);
}

static void report_atoms(lk_status status, const char *directory, const lk_atom_observed *seen,
                         bool pictures) {
    if (status == LK_STOPPED)
        fprintf(stderr, "stopped at %.3f layers with a checkpoint; go on with --resume --out %s\n",
                seen->layers, directory);
    if (status != LK_OK) return;
    printf("%s: %.3f layers, %lld nuclei, %.1f %% of the lithium touches the host, overpotential %.1f mV\n",
           directory, seen->layers, (long long)seen->nuclei, 100 * seen->spread, seen->overpotential * 1e3);
    if (pictures) printf("pictures: %s/frames/\n", directory);
}

static lk_status run_atoms(const lk_params *params, const lk_options *options, const char *directory,
                           lk_error_list *errors) {
    watcher w;
    lk_status status = start_watcher(params, options, directory, &w, errors);
    if (status) return status;
    const lk_atom_options how = {.directory = directory,
                                 .overwrite = lk_options_value(options, "overwrite") != NULL,
                                 .resume = lk_options_value(options, "resume") != NULL,
                                 .pictures = lk_options_value(options, "no-pictures") == NULL,
                                 .watch = watch_atoms,
                                 .keep = keep,
                                 .user = &w};
    lk_atom_observed seen = {0};
    status = lk_atom_run(params, &how, &seen, errors);
    if (status == LK_OK) lk_progress_finish(&w.progress, "done");
    report_atoms(status, directory, &seen, how.pictures);
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    lk_params *params = lk_load_case(options, errors);
    if (!params) return LK_BAD_INPUT;
    lk_status status = lk_load_check_memory(params, errors);
    const char *out = lk_options_value(options, "out");
    char *directory = out ? strdup(out) : lk_load_default_directory("run", options->operands[0]);
    if (!directory) status = lk_error_set(errors, LK_FAILED, "out of memory");
    if (!status)
        status = params->scale == LK_SCALE_ATOMISTIC ? run_atoms(params, options, directory, errors)
                                                     : run_case(params, options, directory, errors);
    free(directory);
    free(params);
    return status;
}

static const lk_option table[] = {
    LK_OPTION_SET,
    {.name = "out", .letter = 'o', .argument = "DIR", .doc = "run directory to make; default run-CASE"},
    {.name = "overwrite", .doc = "replace an older run of that name"},
    {.name = "resume", .doc = "go on from the checkpoint in the run directory"},
    {.name = "max-hours", .argument = "H", .doc = "stop with a checkpoint after this much time"},
    {.name = "checkpoint",
     .argument = "MIN",
     .doc = "minutes between checkpoints, from which a run that was killed goes on; default 10"},
    {.name = "threads",
     .letter = 't',
     .argument = "N",
     .doc = "threads for the pictures; results do not depend on it"},
    {.name = "no-pictures", .doc = "draw nothing"},
    {.name = "quiet", .letter = 'q', .doc = "no progress"},
};

const lk_command lk_run_command = {
    .name = "run",
    .summary = "Run a case and write a run directory with series, state and pictures.",
    .operands = "CASE.yaml",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "The run directory holds params.yaml (complete, can be run again), provenance.json, series.csv,\n"
        "cycles.csv, summary.json, state.h5 with state.xdmf for ParaView, frames/*.png, and DONE or "
        "STOPPED.\n"
        "Ctrl-C stops with a checkpoint (exit code 75); --resume goes on from the last one, to the same "
        "bytes.\n\n"
        "example: likmc run params/cases/cp-zno002.yaml --set seed=7 --out zno002-7",
    .run = run};
