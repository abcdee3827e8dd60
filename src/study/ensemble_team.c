// All runs of a study on threads: see likmc/ensemble.h.
#include "ensemble_parts.h"

#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool is_my_part(const lk_ensemble_options *o, size_t index) {
    return o->of == 0 || index % o->of == o->only;
}

// Next run to try in this pass; false at its end.
static bool next_in_order(lk_ensemble_team *t, size_t *index) {
    const size_t count = t->ensemble->count;
    while (t->cursor < count) {
        const size_t i = (t->start + t->cursor++) % count;
        const lk_ensemble_run *run = &t->ensemble->runs[i];
        if (run->stands != i || lk_ensemble_is_settled(run) || !is_my_part(t->options, i)) continue;
        *index = i;
        return true;
    }
    return false;
}

static bool next(lk_ensemble_team *t, size_t *index) {
    bool found;
    if (t->options->next && !t->in_order) return !t->stop && t->options->next(t->options->next_user, index);
#pragma omp critical(likmc_ensemble)
    found = !t->stop && next_in_order(t, index);
    return found;
}

static void pass(lk_ensemble_team *t) {
    const int threads = t->options->threads > 0 ? t->options->threads : omp_get_max_threads();
    t->cursor = 0;
#pragma omp parallel num_threads(threads)
    {
        size_t index;
        while (next(t, &index))
            if (index < t->ensemble->count) lk_ensemble_one(t, index);
    }
}

static void count_finished(lk_ensemble_team *t) {
    t->finished = 0;
    for (size_t i = 0; i < t->ensemble->count; i++)
        t->finished += lk_ensemble_is_settled(&t->ensemble->runs[i]);
}

static size_t count_left(const lk_ensemble_team *t) {
    size_t left = 0;
    for (size_t i = 0; i < t->ensemble->count; i++)
        left += is_my_part(t->options, i) && !lk_ensemble_is_settled(&t->ensemble->runs[i]);
    return left;
}

static void wait_a_little(lk_ensemble_team *t) {
    const struct timespec pause = {0, 300000000};
    nanosleep(&pause, NULL);
    lk_ensemble_one_look(t, 0.0);
    count_finished(t);
    const lk_ensemble_news news = {t->finished, t->ensemble->count,
                                   (double)t->finished / (double)t->ensemble->count};
    if (t->options->watch && t->options->watch(t->options->user, &news)) t->stop = true;
}

// Passes over the runs until all are settled, or left to others.
static void work(lk_ensemble_team *t) {
    count_finished(t);
    for (;;) {
        pass(t);
        lk_ensemble_one_look(t, 0.0);
        count_finished(t);
        t->in_order = true;
        if (t->stop || count_left(t) == 0 || t->options->leave_others) return;
        wait_a_little(t);
        if (t->stop) return;
    }
}

// Runs that failed before this call are tried again.
static void forget_failures(lk_ensemble *e) {
    for (size_t i = 0; i < e->count; i++)
        if (e->runs[i].state == LK_ENSEMBLE_FAILED) e->runs[i].state = LK_ENSEMBLE_WAITING;
}

static lk_status end_of(const lk_ensemble_team *t) {
    if (t->status != LK_OK) return t->status;
    bool failed = false, whole = true;
    for (size_t i = 0; i < t->ensemble->count; i++) {
        failed = failed || t->ensemble->runs[i].state == LK_ENSEMBLE_FAILED;
        whole = whole && lk_ensemble_is_settled(&t->ensemble->runs[i]);
    }
    return !whole ? LK_STOPPED : failed ? LK_FAILED : LK_OK;
}

static lk_status rounds(lk_ensemble_team *t) {
    lk_status status = LK_OK;
    for (bool more = true; more;) {
        more = false;
        t->in_order = false;
        work(t);
        status = end_of(t);
        if (status == LK_OK) status = lk_ensemble_add_seeds(t->ensemble, &more, t->errors);
        if (more) status = lk_ensemble_collect_results(t->ensemble, t->options->directory, t->errors);
    }
    return status;
}

static lk_status make_runs(const char *directory, lk_error_list *errors) {
    char path[LK_ENSEMBLE_PATH];
    snprintf(path, sizeof path, "%s/runs", directory);
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot make the directory: %s",
                        strerror(errno));
}

// Processes that come later begin elsewhere, so that they do not all run after the same claims.
static size_t start_of(const lk_ensemble_team *t) {
    char hash[LK_PROVENANCE_HASH_SIZE];
    size_t number;
    if (lk_claim_workers(t->options->directory, t->options->expiry) < 2) return 0;
    lk_provenance_hash(lk_claim_name(t->claim), strlen(lk_claim_name(t->claim)), hash);
    return sscanf(hash, "%8zx", &number) == 1 ? number % t->ensemble->count : 0;
}

// All is done: what was needed on the way goes, unless another process is still about to see that.
static void clear_up(const lk_ensemble_options *options) {
    char path[LK_ENSEMBLE_PATH];
    lk_claim_clean(options->directory, options->expiry);
    snprintf(path, sizeof path, "%s/runs", options->directory);
    (void)rmdir(path); // only if nothing was kept
}

lk_status lk_ensemble_carry_out(lk_ensemble *e, const lk_ensemble_options *options, lk_error_list *errors) {
    lk_ensemble_team t = {.ensemble = e, .options = options, .errors = errors, .looked = -1e9};
    lk_status status = lk_ensemble_check_directory(e->study, options->directory, errors);
    if (status == LK_OK) status = lk_claim_open(&t.claim, options->directory, options->expiry, errors);
    if (status == LK_OK) status = make_runs(options->directory, errors);
    if (status == LK_OK) status = lk_ensemble_study_write(e->study, options->directory, errors);
    if (status == LK_OK)
        status = lk_logbook_open(&t.logbook, options->directory, lk_claim_name(t.claim), errors);
    if (status == LK_OK) {
        lk_ensemble_one_look(&t, 0.0);
        if (!options->leave_failed) forget_failures(e);
        t.start = start_of(&t);
        status = rounds(&t);
    }
    lk_logbook_close(t.logbook);
    lk_claim_close(t.claim);
    if (status == LK_OK) clear_up(options);
    return status;
}
