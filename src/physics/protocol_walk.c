// The cursor of a protocol, and the walk that tells before a run what cannot work. See likmc/protocol.h.
#include "protocol_walk.h"
#include "likmc/constants.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_STEPS = 10000000 };

// ---- the cursor

// Marks and loops take no time: pass them until there is something to do.
static void settle(const lk_protocol *protocol, lk_protocol_cursor *c) {
    while (c->step < (int64_t)protocol->count) {
        const lk_protocol_step *step = &protocol->steps[c->step];
        if (step->mode < LK_PROTOCOL_MARK) return;
        c->step++;
        if (step->mode == LK_PROTOCOL_MARK) {
            c->mark_hits[step->mark] += c->done;
            c->mark_passes[step->mark]++;
        } else if (++c->counters[step->depth] < step->times) {
            c->step = (int64_t)step->first;
        } else {
            c->counters[step->depth] = 0;
        }
    }
}

void lk_protocol_start(const lk_protocol *protocol, lk_protocol_cursor *cursor) {
    *cursor = (lk_protocol_cursor){0};
    settle(protocol, cursor);
}

const lk_protocol_step *lk_protocol_now(const lk_protocol *protocol, const lk_protocol_cursor *cursor) {
    return cursor->step < (int64_t)protocol->count ? &protocol->steps[cursor->step] : NULL;
}

void lk_protocol_next(const lk_protocol *protocol, lk_protocol_cursor *cursor, double time) {
    const lk_protocol_step *step = lk_protocol_now(protocol, cursor);
    if (!step) return;
    if (step->mode <= LK_PROTOCOL_STRIP) cursor->done = cursor->hits;
    cursor->hits = 0;
    cursor->time = time;
    cursor->step++;
    settle(protocol, cursor);
}

void lk_protocol_end(const lk_protocol *protocol, lk_protocol_cursor *cursor) {
    cursor->hits = 0;
    cursor->step = (int64_t)protocol->count;
}

double lk_protocol_mark(const lk_protocol *protocol, const lk_protocol_cursor *cursor, const char *name,
                        int64_t *passes) {
    *passes = 0;
    for (size_t i = 0; i < protocol->mark_count; i++)
        if (strcmp(protocol->marks[i], name) == 0) {
            *passes = cursor->mark_passes[i];
            return *passes ? (double)cursor->mark_hits[i] / (double)*passes : NAN;
        }
    return NAN;
}

double lk_protocol_aurbach(const lk_protocol *protocol, const lk_protocol_cursor *cursor) {
    int64_t n, once;
    const double cycled = lk_protocol_mark(protocol, cursor, "q_a", &n);
    const double laid = lk_protocol_mark(protocol, cursor, "q_l", &once);
    const double last = lk_protocol_mark(protocol, cursor, "q_r", &once);
    return ((double)n * cycled + last) / ((double)n * cycled + laid);
}

// ---- the walk

typedef struct ledger {
    double most;   // C/m2 of lithium that can be there: a strip to a voltage may leave any part of it behind
    double least;  // that is expected: a strip to a voltage gets all
    double loaded; // of it from outside the cell
    bool plated, cycling, stripped;
} ledger;

// Charge of a step by its own limits: infinite if only a voltage or, at a voltage, a time ends it.
static double limit_of(const lk_protocol_step *step) {
    return isnan(step->held) ? fmin(step->charge, fabs(step->current) * step->time) : step->charge;
}

static const char *strip_trouble(ledger *l, const lk_protocol_step *step, char *text, size_t size) {
    const double limit = limit_of(step), slack = 1 + 1e-9;
    const bool sure = isnan(step->voltage) && isnan(step->held); // nothing but the charge ends it
    if (!l->plated) return "a strip before any plate: there is nothing to strip";
    if (sure && limit > l->most * slack) {
        snprintf(text, size,
                 "cannot strip %.6g mAh/cm2 here: at most %.6g mAh/cm2 are there; the limit is never "
                 "reached. Lower it "
                 "or add 'or 1 V'",
                 limit / LK_MAH_PER_CM2, l->most / LK_MAH_PER_CM2);
        return text;
    }
    if (sure) l->most -= limit;
    l->least = fmax(0.0, l->least - limit);
    return NULL;
}

// Charge that a plate is expected to pass: what is unknown beforehand counts as none, but a charge of an
// insertion electrode ends when that is empty.
static double expected(const lk_protocol *p, const ledger *l, const lk_protocol_step *step) {
    const double limit = limit_of(step);
    if (p->capacity == 0.0 || step->outside) return isfinite(limit) ? limit : 0.0;
    return fmin(limit, fmax(0.0, p->capacity - (l->least - l->loaded)));
}

static void account_plate(lk_protocol *p, ledger *l, const lk_protocol_step *step) {
    const double charge = expected(p, l, step), limit = limit_of(step);
    if (step->outside) {
        l->loaded += charge;
    } else {
        p->cycles += !l->cycling || l->stripped;
        l->cycling = true;
        l->stripped = false;
    }
    l->plated = true;
    l->most += isfinite(limit) ? limit : INFINITY;
    l->least += charge;
}

static const char *account(lk_protocol *p, ledger *l, const lk_protocol_step *step, char *text, size_t size) {
    const double before = l->least;
    const char *why = NULL;
    if (step->mode == LK_PROTOCOL_PLATE) {
        account_plate(p, l, step);
    } else if (step->mode == LK_PROTOCOL_STRIP) {
        why = strip_trouble(l, step, text, size);
        if (p->capacity > 0.0) l->least = fmax(l->least, fmin(before, l->loaded));
        l->stripped = true;
    }
    p->throughput += fabs(l->least - before);
    p->peak = fmax(p->peak, l->least);
    return why;
}

bool lk_protocol_walk(lk_protocol *protocol, lk_protocol_complain *complain, void *context) {
    char text[LK_TABLE_WHY];
    ledger l = {0};
    lk_protocol_cursor cursor;
    lk_protocol_start(protocol, &cursor);
    const lk_protocol_step *step;
    for (long n = 0; (step = lk_protocol_now(protocol, &cursor)); n++) {
        const char *why = n < MOST_STEPS ? account(protocol, &l, step, text, sizeof text)
                                         : "the loops come to more than 10 million steps";
        if (why && complain) complain(context, step->line, 0, why);
        if (why) return false; // what follows would only repeat it
        lk_protocol_next(protocol, &cursor, 0.0);
    }
    return true;
}
