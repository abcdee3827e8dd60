// What a study with drawn points predicts: intervals that carry the uncertainty of the input, the
// probability of each rank, and the input that each result hangs on most.
//
// The points stand for what is known of the input, each with its weight. A value of one seed holds the noise
// of a run, too, so that the interval is that of a run to come.
#include "compare_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 30 };

static double weight_of(const lk_compare *c, size_t point) {
    return c->weights ? c->weights[point] : 1.0 / (double)c->study->design.points;
}

typedef struct entry {
    double value, weight;
} entry;

static int by_value(const void *a, const void *b) {
    const double x = ((const entry *)a)->value, y = ((const entry *)b)->value;
    return (x > y) - (x < y);
}

// Values up to which a share of the weight lies; the weights of points without a value go to the others.
static double quantile(const entry *sorted, size_t count, double share) {
    double all = 0.0, sum = 0.0;
    for (size_t i = 0; i < count; i++) all += sorted[i].weight;
    for (size_t i = 0; i < count; i++) {
        sum += sorted[i].weight;
        if (sum >= share * all) return sorted[i].value;
    }
    return count ? sorted[count - 1].value : NAN;
}

static void predict_interval(const lk_compare *c, const double *values, size_t count, entry *work,
                             lk_compare_prediction *of) {
    size_t n = 0;
    for (size_t p = 0; p < count; p++)
        if (!isnan(values[p]) && weight_of(c, p) > 0.0) work[n++] = (entry){values[p], weight_of(c, p)};
    qsort(work, n, sizeof *work, by_value);
    of->low = quantile(work, n, 0.025);
    of->median = quantile(work, n, 0.5);
    of->high = quantile(work, n, 0.975);
}

// Share of the weight of the points in which the case has each rank; equal values share theirs.
static void predict_ranks(const lk_compare *c, const double *values, size_t room, size_t count, size_t which,
                          int better, lk_compare_prediction *of) {
    const size_t cases = c->study->case_count;
    double all = 0.0;
    memset(of->rank, 0, sizeof of->rank);
    for (size_t p = 0; p < count; p++) {
        size_t before = 0, same = 0;
        bool whole = true;
        for (size_t i = 0; i < cases; i++) {
            const double d = better * (values[i * room + p] - values[which * room + p]);
            whole = whole && !isnan(d);
            before += d > 0.0;
            same += d == 0.0; // itself, at least
        }
        if (!whole) continue;
        all += weight_of(c, p);
        for (size_t k = 0; k < same; k++) of->rank[before + k] += weight_of(c, p) / (double)same;
    }
    for (size_t i = 0; i < cases; i++) of->rank[i] = all > 0.0 ? of->rank[i] / all : NAN;
}

static int strongest(const lk_compare *c, const lk_compare_variant *v, size_t which) {
    int found = -1;
    double most = 0.0;
    for (size_t a = 0; a < c->study->design.axis_count; a++)
        if (fabs(v->with_value[a][which]) > most) {
            most = fabs(v->with_value[a][which]);
            found = (int)a;
        }
    return found;
}

lk_status lk_compare_predict(lk_compare *c, lk_error_list *errors) {
    const size_t cases = c->study->case_count, room = (size_t)c->study->design.points + 1;
    double *values = malloc(cases * room * sizeof *values);
    entry *work = malloc(room * sizeof *work);
    size_t all;
    const lk_result_column *columns = lk_result_columns(&all);
    for (size_t k = 0; k < c->study->variant_count && values && work; k++) {
        lk_compare_variant *v = &c->variants[k];
        size_t count = 0;
        if (v->quantity < 0) continue;
        for (size_t i = 0; i < cases; i++)
            count = lk_ensemble_values(c->ensemble, k, i, v->quantity, values + i * room, room);
        for (size_t i = 0; i < cases; i++) {
            predict_interval(c, values + i * room, count, work, &v->predicted[i]);
            predict_ranks(c, values, room, count, i, columns[v->quantity].better, &v->predicted[i]);
            v->predicted[i].hangs_on = strongest(c, v, i);
        }
    }
    const bool there = values && work;
    free(values);
    free(work);
    return there ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory to predict from %zu draws", room - 1);
}

void lk_compare_write_predictions(FILE *out, const lk_compare *c, const lk_compare_variant *v) {
    const lk_study *study = c->study;
    size_t all;
    const lk_series_column *column = &lk_result_columns(&all)[v->quantity].column;
    fprintf(out, "\n95 %% predictive intervals of %s (%s) over the %s, and probability in %% of each rank\n",
            column->name, column->unit, c->weights ? "draws as weighted by the targets" : "draws");
    for (size_t k = 0; k < study->case_count; k++) {
        const size_t which = v->order[k];
        const lk_compare_prediction *p = &v->predicted[which];
        fprintf(out, "%-*s%10.5g  [%.5g, %.5g] ", LABEL, lk_compare_write_name(c, which), p->median, p->low,
                p->high);
        for (size_t i = 0; i < study->case_count; i++) fprintf(out, " %5.1f", 100.0 * p->rank[i]);
        if (p->hangs_on >= 0)
            fprintf(out, "  hangs most on %s (%+.2f)", study->design.axes[p->hangs_on].key,
                    v->with_value[p->hangs_on][which]);
        fputc('\n', out);
    }
}
