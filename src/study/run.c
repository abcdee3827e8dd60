// One run: see likmc/run.h.
#include "run_parts.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double most_saving = 0.05; // of the time may go into checkpoints

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool is_asked_to_stop(lk_run *run) {
    if (!run->options->watch) return false;
    const lk_run_news news = {.fraction = run->electrode->scale->fraction(run->electrode),
                              .elapsed = now() - run->opened,
                              .electrode = run->electrode};
    return run->options->watch(run->options->user, &news);
}

static bool checkpoint_is_due(const lk_run *run) {
    if (!(run->options->checkpoint > 0.0)) return false;
    const double time = now();
    return time - run->saved >= run->options->checkpoint && run->saving <= most_saving * (time - run->opened);
}

static lk_status save(lk_run *run, lk_error_list *errors) {
    const double start = now();
    const lk_status status = lk_run_directory_save(run, "checkpoint.h5", errors);
    run->saved = now();
    run->saving += run->saved - start;
    return status;
}

static lk_status mark_stopped(lk_run *run, lk_error_list *errors) {
    const lk_status status = save(run, errors);
    return status == LK_OK ? lk_rundir_mark(&run->record.dir, LK_RUNDIR_STOPPED, errors) : status;
}

lk_status lk_run_stop(lk_run *run, lk_error_list *errors) {
    const lk_status status = run->electrode ? mark_stopped(run, errors) : LK_OK;
    return status == LK_OK ? LK_STOPPED : status;
}

// Something could not be written: what has happened so far is kept if there is room for that. What was due is
// due again when the run goes on, so that the part of it that was written must not count.
static lk_status rescue(lk_run *run, const lk_run_progress *before, lk_error_list *errors) {
    const bool kept =
        lk_run_directory_rewind(run, before, errors) == LK_OK && mark_stopped(run, errors) == LK_OK;
    return lk_error_set(errors, LK_FAILED, "%s",
                        kept ? "stopped with a checkpoint: make room and go on with --resume"
                             : "stopped without a checkpoint of now: make room and go on with --resume, from "
                               "the last one or from the beginning");
}

// What is due is written before the electrode goes on.
static lk_status write_due(lk_run *run, lk_due due, lk_error_list *errors) {
    if (!lk_electrode_record(run->electrode, due, errors)) return LK_FAILED;
    const lk_run_progress before = lk_run_directory_progress(run);
    if (lk_run_writers_write(run, due, errors) != LK_OK) return rescue(run, &before, errors);
    lk_electrode_written(run->electrode, due);
    return LK_OK;
}

lk_status lk_run_go(lk_run *run, lk_due until, lk_error_list *errors) {
    lk_electrode *electrode = run->electrode;
    lk_status status = LK_OK;
    while (electrode && status == LK_OK) {
        const lk_due due = electrode->scale->due(electrode);
        if (due != LK_DUE_NOTHING) {
            status = write_due(run, due, errors);
            if (due == until || due == LK_DUE_END) return status;
            continue;
        }
        if (is_asked_to_stop(run)) return lk_run_stop(run, errors);
        if (checkpoint_is_due(run)) status = save(run, errors);
        if (status == LK_OK) status = electrode->scale->advance(electrode, errors);
    }
    return status;
}

lk_status lk_run_open(lk_run **run, const lk_params *params, const lk_run_options *options,
                      lk_error_list *errors) {
    lk_run *made = calloc(1, sizeof *made);
    *run = NULL;
    if (!made) return lk_error_set(errors, LK_FAILED, "no memory for a run");
    *made = (lk_run){.params = params, .options = options, .opened = now(), .saved = now()};
    const lk_status status = lk_run_directory_open(made, errors);
    if (status == LK_OK)
        *run = made;
    else
        lk_run_close(made, NULL, NULL);
    return status;
}

lk_electrode *lk_run_electrode(lk_run *run) { return run->electrode; }

static void tell_end(const lk_run *run, lk_run_end *end) {
    *end = (lk_run_end){.was_finished = run->was_finished};
    if (!run->electrode) return;
    const lk_scale *scale = run->electrode->scale;
    const bool over = scale->due(run->electrode) == LK_DUE_END;
    end->result = scale->result(run->electrode);
    (over ? scale->report : scale->tell)(run->electrode, end->text);
}

lk_status lk_run_close(lk_run *run, lk_run_end *end, lk_error_list *errors) {
    if (!run) return LK_OK;
    if (end) tell_end(run, end);
    const lk_status status = lk_run_directory_close(run, errors);
    lk_electrode_free(run->electrode);
    free(run);
    return status;
}

lk_status lk_run_case(const lk_params *params, const lk_run_options *options, lk_run_end *end,
                      lk_error_list *errors) {
    lk_run *run;
    lk_status status = lk_run_open(&run, params, options, errors);
    if (status != LK_OK) return status;
    status = lk_run_go(run, LK_DUE_END, errors);
    const lk_status closed = lk_run_close(run, end, errors);
    return status == LK_OK ? closed : status;
}
