// What a directory has of the runs of a study: see likmc/ensemble.h.
#include "ensemble_parts.h"

#include <stdio.h>
#include <unistd.h>

lk_status lk_ensemble_collect_results(lk_ensemble *e, const char *directory, lk_error_list *errors) {
    lk_logbook *logbook;
    lk_status status = lk_logbook_open(&logbook, directory, NULL, errors);
    if (status == LK_OK) status = lk_logbook_read(logbook, lk_ensemble_settle, e, errors);
    lk_logbook_close(logbook);
    return status;
}

// A run that is not settled: does somebody hold it, or has it been begun?
static lk_ensemble_state look(const lk_ensemble *e, size_t i, const char *directory, double expiry) {
    const lk_claim_state state = lk_claim_look(directory, e->runs[i].identity, expiry);
    if (state == LK_CLAIM_BUSY) return LK_ENSEMBLE_RUNNING;
    return state == LK_CLAIM_VOID ? LK_ENSEMBLE_STOPPED : LK_ENSEMBLE_WAITING;
}

static bool are_settled(const lk_ensemble *e) {
    for (size_t i = 0; i < e->count; i++)
        if (e->runs[i].state != LK_ENSEMBLE_DONE) return false;
    return true;
}

lk_status lk_ensemble_collect(lk_ensemble *e, const char *directory, double expiry, lk_error_list *errors) {
    lk_status status = lk_ensemble_collect_results(e, directory, errors);
    for (bool more = true; more && status == LK_OK && are_settled(e);) {
        status = lk_ensemble_add_seeds(e, &more, errors);
        if (more && status == LK_OK) status = lk_ensemble_collect_results(e, directory, errors);
    }
    for (size_t i = 0; i < e->count && status == LK_OK; i++) {
        lk_ensemble_run *run = &e->runs[i];
        if (!lk_ensemble_is_settled(run))
            run->state = run->stands == i ? look(e, i, directory, expiry) : e->runs[run->stands].state;
    }
    return status;
}
