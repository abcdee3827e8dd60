// likmc status
#include "likmc/claim.h"
#include "likmc/logbook.h"
#include "studies.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MOST_REASONS = 10 };

// What the rows of results say of speed and of failures.
typedef struct pace {
    const lk_studies *s;
    double first, last, wall; // time of day of the first and the last end; s that the runs took
    size_t done, reasons;
    bool listing;
} pace;

static void see(void *user, const lk_logbook_row *row) {
    pace *p = user;
    if (!p->listing) {
        if (row->state != LK_LOGBOOK_DONE) return;
        p->first = fmin(p->first, row->ended - row->wall);
        p->last = fmax(p->last, row->ended);
        p->wall += row->wall;
        p->done++;
        return;
    }
    for (size_t i = 0; i < p->s->ensemble.count && row->state == LK_LOGBOOK_FAILED; i++) {
        const lk_ensemble_run *run = &p->s->ensemble.runs[i];
        char name[LK_PLAN_NAME];
        if (run->state != LK_ENSEMBLE_FAILED || strcmp(run->identity, row->identity) != 0) continue;
        if (p->reasons++ >= MOST_REASONS) return;
        lk_plan_name(&p->s->study, &run->at, name);
        printf("  failed  %s: %s (log: %s/runs/%s)\n", name, row->reason, p->s->directory, name);
        return;
    }
}

static lk_status read_pace(pace *p, lk_error_list *errors) {
    lk_logbook *logbook;
    lk_status status = lk_logbook_open(&logbook, p->s->directory, NULL, errors);
    if (!status) status = lk_logbook_read(logbook, see, p, errors);
    lk_logbook_close(logbook);
    return status;
}

static lk_status print_status(const lk_studies *s, lk_error_list *errors) {
    size_t counts[LK_ENSEMBLE_STATES] = {0};
    pace p = {.s = s, .first = INFINITY, .last = -INFINITY};
    for (size_t i = 0; i < s->ensemble.count; i++) counts[s->ensemble.runs[i].state]++;
    lk_status status = read_pace(&p, errors);
    if (status) return status;
    printf("%s: %zu runs\n", s->directory, s->ensemble.count);
    for (lk_ensemble_state i = LK_ENSEMBLE_WAITING; i < LK_ENSEMBLE_STATES; i++)
        printf("  %-8s %zu\n", lk_ensemble_state_name(i), counts[i]);
    printf("  processes at work: %zu\n", lk_claim_workers(s->directory, s->expiry));
    const size_t left = s->ensemble.count - counts[LK_ENSEMBLE_DONE] - counts[LK_ENSEMBLE_FAILED];
    if (p.done > 0 && p.last > p.first) {
        const double rate = (double)p.done / (p.last - p.first);
        printf("  %.3g s a run, %.3g runs a minute; left at that rate: %.3g min\n", p.wall / (double)p.done,
               60 * rate, (double)left / rate / 60);
    }
    p.listing = true;
    return counts[LK_ENSEMBLE_FAILED] > 0 ? read_pace(&p, errors) : LK_OK;
}

static lk_status look(const lk_options *options, bool *unfinished, lk_error_list *errors) {
    lk_studies s;
    lk_status status = lk_studies_load(&s, options, errors);
    if (status) return status;
    status = lk_ensemble_check_directory(&s.study, s.directory, errors);
    if (!status) status = lk_ensemble_collect(&s.ensemble, s.directory, s.expiry, errors);
    if (!status) status = print_status(&s, errors);
    *unfinished = false;
    for (size_t i = 0; i < s.ensemble.count && !status; i++)
        *unfinished = *unfinished || s.ensemble.runs[i].state < LK_ENSEMBLE_DONE;
    lk_studies_free(&s);
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const lk_stop stop = lk_stop_after(1e9);
    double seconds = 0.0;
    bool unfinished = true;
    lk_status status = lk_options_number(options, "every", 0.1, 1e6, &seconds, errors);
    while (!status && unfinished) {
        status = look(options, &unfinished, errors);
        fflush(stdout);
        if (seconds <= 0.0 || lk_stop_is_due(&stop)) break;
        const struct timespec pause = {(time_t)seconds, (long)(1e9 * (seconds - floor(seconds)))};
        if (unfinished && !status) nanosleep(&pause, NULL);
    }
    return status;
}

static const lk_option table[] = {
    LK_STUDIES_OPTIONS,
    {.name = "every", .argument = "S", .doc = "again every S seconds until all runs have ended"},
};

const lk_command lk_status_command = {
    .name = "status",
    .summary = "Tell how far a study is: runs by state, rate, time left, failures with their reasons.",
    .operands = "STUDY.yaml",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details = "Looks at the directory of the study only, whatever runs it: threads, mpirun, Slurm, several "
               "machines.\n\n"
               "example: likmc status params/studies/planes.yaml --out study-planes --every 10",
    .run = run};
