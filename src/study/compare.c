// Ranking the cases of a study: see likmc/compare.h.
#include "likmc/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Values of one quantity: [case][sample], NaN where there is none.
typedef struct samples {
    size_t cases, room;
    size_t count[LK_STUDY_CASES];
    double *values, *work; // [cases][room]; [4 * room]
} samples;

static double *of_case(const samples *s, size_t which) { return s->values + which * s->room; }

static void fill(samples *s, const lk_compare *c, size_t variant, int quantity) {
    for (size_t i = 0; i < s->cases; i++)
        s->count[i] = lk_ensemble_values(c->ensemble, variant, i, quantity, of_case(s, i), s->room);
}

// The first quantity with a better side and a mean that can be ranked.
static int choose(const lk_compare_variant *v, size_t cases) {
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    for (size_t q = 0; q < count; q++)
        for (size_t i = 0; i < cases && columns[q].better != 0; i++)
            if (v->of[i][q].count > 0) return (int)q;
    return -1;
}

// Insertion sort: equal means, and cases without one, keep the order in which the study names them.
static void rank(lk_compare_variant *v, size_t cases, int better) {
    for (size_t i = 0; i < cases; i++) {
        size_t place = i;
        const double mean = better * v->of[i][v->quantity].mean;
        while (place > 0 && !isnan(mean)) {
            const double other = better * v->of[v->order[place - 1]][v->quantity].mean;
            if (!(isnan(other) || other < mean)) break;
            v->order[place] = v->order[place - 1];
            place--;
        }
        v->order[place] = i;
    }
}

// ---- who beats whom

static double share_of_draws(const double *a, const double *b, size_t count, int better) {
    double won = 0.0, played = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(a[i]) || isnan(b[i])) continue;
        const double d = better * (a[i] - b[i]);
        won += d > 0.0 ? 1.0 : (d < 0.0 ? 0.0 : 0.5);
        played += 1.0;
    }
    return played > 0.0 ? won / played : NAN;
}

static void match(lk_compare_variant *v, const lk_compare *c, size_t variant, const samples *s, int better) {
    const bool drawn = lk_design_is_drawn(&c->study->design);
    const int wanted = c->study->resolve.quantity >= 0 ? c->study->resolve.quantity : v->quantity;
    for (size_t a = 0; a < s->cases; a++)
        for (size_t b = 0; b < s->cases; b++) {
            if (drawn) {
                v->beats[a][b] = share_of_draws(of_case(s, a), of_case(s, b), s->count[a], better);
                continue;
            }
            const double p =
                lk_ensemble_difference(c->ensemble, variant, a, b, v->quantity, s->work).probability;
            v->beats[a][b] = better > 0 ? p : 1.0 - p;
            v->differences[a][b] = lk_ensemble_difference(c->ensemble, variant, a, b, wanted, s->work);
        }
}

// ---- what the ranking hangs on

// Rank of a case in one draw, 1 = best.
static double rank_in_draw(const samples *s, size_t which, size_t draw, int better) {
    double place = 1.0;
    for (size_t i = 0; i < s->cases; i++)
        place += better * (of_case(s, i)[draw] - of_case(s, which)[draw]) > 0.0;
    return place;
}

static bool is_whole(const samples *s, size_t draw) {
    for (size_t i = 0; i < s->cases; i++)
        if (isnan(of_case(s, i)[draw])) return false;
    return true;
}

static void correlate(lk_compare_variant *v, const lk_study *study, const samples *s, double *x,
                      size_t quantity, size_t which, int better) {
    double *value = x + s->room, *place = value + s->room;
    size_t n = 0;
    for (size_t d = 0; d < s->count[0]; d++) {
        if (!is_whole(s, d)) continue;
        x[n] = lk_design_value(&study->design, quantity, d);
        value[n] = of_case(s, which)[d];
        place[n++] = rank_in_draw(s, which, d, better);
    }
    v->with_value[quantity][which] = lk_statistics_spearman(x, value, n, s->work);
    v->with_rank[quantity][which] = lk_statistics_spearman(x, place, n, s->work);
}

static void find_cause(lk_compare_variant *v, const lk_study *study, const samples *s, double *x,
                       int better) {
    double strongest = 0.0;
    for (size_t q = 0; q < study->design.axis_count; q++)
        for (size_t i = 0; i < s->cases && study->design.axes[q].is_number; i++) {
            correlate(v, study, s, x, q, i, better);
            if (!(fabs(v->with_rank[q][i]) > strongest)) continue;
            strongest = fabs(v->with_rank[q][i]);
            v->hangs_on = (int)q;
        }
}

// ---- all

static void compare_variant(lk_compare *c, size_t variant, samples *s, double *x) {
    lk_compare_variant *v = &c->variants[variant];
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    v->hangs_on = -1;
    for (size_t q = 0; q < count; q++) {
        for (size_t i = 0; i < s->cases; i++)
            v->of[i][q] = lk_ensemble_statistics(c->ensemble, variant, i, (int)q, s->work, s->room);
    }
    for (size_t i = 0; i < s->cases; i++) v->order[i] = i;
    v->quantity = choose(v, s->cases);
    if (v->quantity < 0) return;
    const int better = columns[v->quantity].better;
    fill(s, c, variant, v->quantity);
    rank(v, s->cases, better);
    match(v, c, variant, s, better);
    if (lk_design_is_drawn(&c->study->design)) find_cause(v, c->study, s, x, better);
}

lk_status lk_compare_create(lk_compare *c, const lk_study *study, const lk_ensemble *ensemble,
                            lk_error_list *errors) {
    *c = (lk_compare){
        .study = study, .ensemble = ensemble, .variants = calloc(study->variant_count, sizeof *c->variants)};
    samples s = {.cases = study->case_count, .room = ensemble->count + 1};
    s.values = malloc(s.cases * s.room * sizeof *s.values);
    s.work = malloc(4 * s.room * sizeof *s.work);
    double *x = malloc(3 * s.room * sizeof *x);
    const bool there = c->variants && s.values && s.work && x;
    for (size_t v = 0; v < study->variant_count && there; v++) compare_variant(c, v, &s, x);
    free(s.values);
    free(s.work);
    free(x);
    if (!there) return lk_error_set(errors, LK_FAILED, "no memory to compare %zu runs", ensemble->count);
    return lk_design_is_drawn(&study->design) ? lk_compare_predict(c, errors) : LK_OK;
}

void lk_compare_free(lk_compare *compare) {
    free(compare->variants);
    free(compare->weights);
    *compare = (lk_compare){0};
}
