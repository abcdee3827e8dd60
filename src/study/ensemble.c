// The list of the runs of a study: see likmc/ensemble.h.
#include "likmc/ensemble.h"

#include "ensemble_parts.h"
#include "likmc/statistics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const names[LK_ENSEMBLE_STATES] = {"waiting", "running", "stopped", "done", "failed"};

const char *lk_ensemble_state_name(lk_ensemble_state state) { return names[state]; }

bool lk_ensemble_is_settled(const lk_ensemble_run *run) {
    return run->state == LK_ENSEMBLE_DONE || run->state == LK_ENSEMBLE_FAILED;
}

double lk_ensemble_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// ---- identities: a hash table with open addressing

static size_t slot_of(const lk_ensemble *e, const char *identity) {
    char head[17];
    snprintf(head, sizeof head, "%.16s", identity);
    return (size_t)(strtoull(head, NULL, 16) % e->table_size);
}

size_t lk_ensemble_find(const lk_ensemble *e, const char *identity) {
    for (size_t s = slot_of(e, identity); e->table[s]; s = (s + 1) % e->table_size)
        if (strcmp(e->runs[e->table[s] - 1].identity, identity) == 0) return e->table[s] - 1;
    return e->count;
}

static void enter(lk_ensemble *e, size_t i) {
    lk_ensemble_run *run = &e->runs[i];
    const size_t first = lk_ensemble_find(e, run->identity);
    run->stands = i;
    run->next = SIZE_MAX;
    if (first < e->count) { // chained right after the first, so that any number of them stays cheap
        run->stands = first;
        run->next = e->runs[first].next;
        e->runs[first].next = i;
        return;
    }
    size_t s = slot_of(e, run->identity);
    while (e->table[s]) s = (s + 1) % e->table_size;
    e->table[s] = i + 1;
}

static lk_status index_runs(lk_ensemble *e, lk_error_list *errors) {
    free(e->table);
    e->table_size = 2 * e->count + 7;
    e->table = calloc(e->table_size, sizeof *e->table);
    if (!e->table) return lk_error_set(errors, LK_FAILED, "no memory for %zu runs", e->count);
    for (size_t i = 0; i < e->count; i++) enter(e, i);
    return LK_OK;
}

void lk_ensemble_settle(void *user, const lk_logbook_row *row) {
    lk_ensemble *e = user;
    size_t i = lk_ensemble_find(e, row->identity);
    if (i == e->count || e->runs[i].state == LK_ENSEMBLE_DONE) return;
    for (; i != SIZE_MAX; i = e->runs[i].next) {
        lk_ensemble_run *run = &e->runs[i];
        run->state = row->state == LK_LOGBOOK_DONE ? LK_ENSEMBLE_DONE : LK_ENSEMBLE_FAILED;
        run->generation = row->generation;
        run->wall = row->wall;
        for (size_t q = 0; q < LK_ENSEMBLE_QUANTITIES; q++)
            run->values[q] = q < row->count ? row->values[q] : NAN;
    }
}

// ---- which runs

static int by_place(const void *a, const void *b) {
    const lk_plan_run *x = &((const lk_ensemble_run *)a)->at, *y = &((const lk_ensemble_run *)b)->at;
    if (x->variant != y->variant) return x->variant < y->variant ? -1 : 1;
    if (x->which != y->which) return x->which < y->which ? -1 : 1;
    if (x->point != y->point) return x->point < y->point ? -1 : 1;
    return x->seed < y->seed ? -1 : x->seed > y->seed;
}

static lk_status add_runs(lk_ensemble *e, size_t variant, size_t which, int64_t first, int64_t last,
                          lk_error_list *errors) {
    const size_t points = lk_study_points(e->study), more = points * (size_t)(last - first + 1);
    if (e->count + more > e->capacity) {
        const size_t capacity = 2 * (e->count + more);
        lk_ensemble_run *runs = realloc(e->runs, capacity * sizeof *runs);
        if (!runs) return lk_error_set(errors, LK_FAILED, "no memory for %zu runs", capacity);
        e->runs = runs;
        e->capacity = capacity;
    }
    for (size_t point = 0; point < points; point++)
        for (int64_t seed = first; seed <= last; seed++) {
            lk_ensemble_run *run = &e->runs[e->count++];
            *run = (lk_ensemble_run){.at = {variant, which, point, seed}, .generation = -1, .wall = NAN};
            for (size_t q = 0; q < LK_ENSEMBLE_QUANTITIES; q++) run->values[q] = NAN;
            lk_plan_identify(&e->plan, &run->at, run->identity);
        }
    return LK_OK;
}

lk_status lk_ensemble_create(lk_ensemble *e, const lk_study *study, lk_error_list *errors) {
    *e = (lk_ensemble){.study = study};
    lk_status status = lk_plan_create(&e->plan, study, errors);
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++)
        for (size_t c = 0; c < study->case_count && status == LK_OK; c++)
            status = add_runs(e, v, c, 1, study->seeds, errors);
    if (status == LK_OK) status = index_runs(e, errors);
    if (status != LK_OK) lk_ensemble_free(e);
    return status;
}

void lk_ensemble_free(lk_ensemble *e) {
    if (e->plan.study) lk_plan_free(&e->plan);
    free(e->runs);
    free(e->table);
    *e = (lk_ensemble){0};
}

// ---- values

// First run of a variant and case: the list is sorted.
static size_t first_of(const lk_ensemble *e, size_t variant, size_t which, size_t point) {
    const lk_ensemble_run wanted = {.at = {variant, which, point, 0}};
    size_t low = 0, high = e->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (by_place(&e->runs[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_of(const lk_ensemble *e, size_t i, size_t variant, size_t which) {
    return i < e->count && e->runs[i].at.variant == variant && e->runs[i].at.which == which;
}

size_t lk_ensemble_point_values(const lk_ensemble *e, size_t variant, size_t which, size_t point,
                                int quantity, double *values, size_t room) {
    size_t count = 0;
    for (size_t i = first_of(e, variant, which, point);
         is_of(e, i, variant, which) && e->runs[i].at.point == point && count < room; i++)
        values[count++] = e->runs[i].values[quantity];
    return count;
}

size_t lk_ensemble_values(const lk_ensemble *e, size_t variant, size_t which, int quantity, double *values,
                          size_t room) {
    const bool drawn = lk_design_is_drawn(&e->study->design);
    size_t count = 0;
    for (size_t i = first_of(e, variant, which, 0), next; is_of(e, i, variant, which) && count < room;
         i = next) {
        double sum = 0.0;
        int n = 0;
        for (next = i; is_of(e, next, variant, which) &&
                       (next == i || (drawn && e->runs[next].at.point == e->runs[i].at.point));
             next++) {
            if (isnan(e->runs[next].values[quantity])) continue;
            sum += e->runs[next].values[quantity];
            n++;
        }
        values[count++] = n ? sum / n : NAN;
    }
    return count;
}

lk_statistics lk_ensemble_statistics(const lk_ensemble *e, size_t variant, size_t which, int quantity,
                                     double *work, size_t room) {
    const size_t count = lk_ensemble_values(e, variant, which, quantity, work, room);
    const int above = lk_result_bound(quantity), bound = above >= 0 ? above : lk_result_bound_below(quantity);
    if (bound >= 0) lk_ensemble_values(e, variant, which, bound, work + room, room);
    return lk_result_statistics(quantity, work, work + room, count);
}

lk_statistics_difference lk_ensemble_difference(const lk_ensemble *e, size_t variant, size_t a, size_t b,
                                                int quantity, double *work) {
    double *x = work + 2 * e->count, *y = x + e->count;
    const lk_statistics of_a = lk_ensemble_statistics(e, variant, a, quantity, work, e->count);
    const lk_statistics of_b = lk_ensemble_statistics(e, variant, b, quantity, work, e->count);
    const size_t n = lk_ensemble_values(e, variant, a, quantity, x, e->count);
    const bool same = lk_ensemble_values(e, variant, b, quantity, y, e->count) == n;
    return same && of_a.bounds + of_b.bounds == 0 ? lk_statistics_compare_pairs(x, y, n)
                                                  : lk_statistics_compare(&of_a, &of_b);
}

// ---- more seeds

static int64_t seeds_of(const lk_ensemble *e, size_t variant, size_t which) {
    const size_t first = first_of(e, variant, which, 0);
    size_t last = first;
    while (is_of(e, last, variant, which)) last++;
    return (int64_t)(last - first);
}

// A pair is resolved if its order is known, or its difference to within what was asked for.
static bool is_resolved(const lk_ensemble *e, size_t variant, size_t a, size_t b, double *work) {
    const double difference = e->study->resolve.difference;
    const lk_statistics_difference d =
        lk_ensemble_difference(e, variant, a, b, e->study->resolve.quantity, work);
    return isnan(d.mean) || d.half_width <= difference || fabs(d.mean) > d.half_width;
}

// Half as many seeds again for the noisier case of each pair that is not resolved: how many each case shall
// have, 0 if it has enough.
static void want_seeds(const lk_ensemble *e, size_t variant, double *work, int64_t wanted[LK_STUDY_CASES]) {
    const lk_study *study = e->study;
    const int64_t most = study->resolve.most_seeds;
    lk_statistics s[LK_STUDY_CASES];
    int64_t have[LK_STUDY_CASES];
    for (size_t c = 0; c < study->case_count; c++) {
        have[c] = seeds_of(e, variant, c);
        wanted[c] = 0;
        s[c] = lk_ensemble_statistics(e, variant, c, study->resolve.quantity, work, e->count);
    }
    for (size_t a = 0; a < study->case_count; a++)
        for (size_t b = 0; b < a; b++) {
            if (is_resolved(e, variant, a, b, work)) continue;
            const bool first = s[a].error >= s[b].error, spent = have[first ? a : b] >= most;
            const size_t c = first != spent ? a : b;
            const int64_t next = have[c] + (have[c] > 2 ? have[c] / 2 : 1);
            if (have[c] < most) wanted[c] = next < most ? next : most;
        }
}

lk_status lk_ensemble_add_seeds(lk_ensemble *e, bool *added, lk_error_list *errors) {
    const lk_study *study = e->study;
    *added = false;
    if (study->resolve.quantity < 0) return LK_OK;
    int64_t(*wanted)[LK_STUDY_CASES] = calloc(study->variant_count, sizeof *wanted);
    double *work = malloc((4 * e->count + 1) * sizeof *work);
    lk_status status = wanted && work ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++) want_seeds(e, v, work, wanted[v]);
    const size_t sorted = e->count;
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++)
        for (size_t c = 0; c < study->case_count && status == LK_OK; c++) {
            if (wanted[v][c] == 0) continue;
            const lk_ensemble old = {.runs = e->runs, .count = sorted};
            status = add_runs(e, v, c, seeds_of(&old, v, c) + 1, wanted[v][c], errors);
            *added = true;
        }
    free(wanted);
    free(work);
    if (status != LK_OK || !*added) return status;
    qsort(e->runs, e->count, sizeof *e->runs, by_place);
    return index_runs(e, errors);
}
