// likmc run
#include "likmc/run.h"
#include "cli.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct watcher {
    lk_progress progress;
    lk_stop stop;
} watcher;

static bool watch(void *user, const lk_run_news *news) {
    watcher *w = user;
    const lk_scale *scale = news->electrode->scale;
    char state[LK_ELECTRODE_TEXT], detail[LK_ELECTRODE_TEXT + 32];
    scale->tell(news->electrode, state);
    snprintf(detail, sizeof detail, "%s, %.2g events/s", state,
             news->elapsed > 0 ? (double)scale->events(news->electrode) / news->elapsed : 0.0);
    lk_progress_update(&w->progress, news->fraction, detail);
    return lk_stop_is_due(&w->stop);
}

static void note(void *user, const char *text) {
    (void)user;
    fprintf(stderr, "note: %s\n", text);
}

static void report(lk_status status, const char *directory, const lk_run_end *end, bool pictures) {
    if (status == LK_STOPPED)
        fprintf(stderr, "stopped at %s, with a checkpoint; go on with --resume --out %s\n", end->text,
                directory);
    if (status == LK_OK && end->was_finished)
        printf("%s is finished; there is nothing to resume\n", directory);
    if (status != LK_OK || end->was_finished) return;
    printf("%s: %s\n", directory, end->text);
    if (pictures) printf("pictures: %s/frames/\n", directory);
}

static lk_status run_case(const lk_params *params, const lk_options *options, const char *directory,
                          lk_error_list *errors) {
    int64_t threads = 0;
    double hours = 1e9, minutes = 10; // the defaults: no limit, and as --help says
    lk_status status = lk_options_integer(options, "threads", 1, 1024, &threads, errors);
    if (!status) status = lk_options_number(options, "max-hours", 0, 1e9, &hours, errors);
    if (!status) status = lk_options_number(options, "checkpoint", 0, 1e9, &minutes, errors);
    if (status) return status;
    watcher w = {.progress = lk_progress_start(*params->title ? params->title : directory,
                                               lk_options_value(options, "quiet") != NULL),
                 .stop = lk_stop_after(hours)};
    const lk_run_options how = {.directory = directory,
                                .overwrite = lk_options_value(options, "overwrite") != NULL,
                                .resume = lk_options_value(options, "resume") != NULL,
                                .pictures = lk_options_value(options, "no-pictures") == NULL,
                                .threads = (int)threads,
                                .checkpoint = fmax(60 * minutes, 1e-9),
                                .watch = watch,
                                .tell = note,
                                .user = &w};
    lk_run_end end = {0};
    status = lk_run_case(params, &how, &end, errors);
    if (status == LK_OK) lk_progress_finish(&w.progress, "done");
    report(status, directory, &end, how.pictures);
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    lk_params *params = lk_load_case(options, errors);
    if (!params) return LK_BAD_INPUT;
    lk_status status = lk_load_check_memory(params, errors);
    const char *out = lk_options_value(options, "out");
    char *directory = out ? strdup(out) : lk_load_default_directory("run", options->operands[0]);
    if (!directory) status = lk_error_set(errors, LK_FAILED, "out of memory");
    if (!status) status = run_case(params, options, directory, errors);
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
        "cycles.csv, summary.json, state.h5 with state.xmf2 for ParaView, frames/*.png, and DONE or "
        "STOPPED.\n"
        "Ctrl-C stops with a checkpoint (exit code 75); --resume goes on from the last one, to the same "
        "bytes.\n\n"
        "example: likmc run params/cases/cp-zno002.yaml --set seed=7 --out zno002-7",
    .run = run};
