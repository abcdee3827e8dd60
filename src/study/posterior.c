// What targets leave of the ranges of a study's axes: see likmc/posterior.h.
#include "likmc/posterior.h"

#include "likmc/result.h"
#include "likmc/weight.h"
#include "posterior_corner.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 4096, DRAWS = 200, LEAST_EFFECTIVE = 10 };

// ---- what people read

static size_t best_of(const lk_weight *w) {
    size_t best = w->points;
    for (size_t p = 0; p < w->points; p++)
        if (!isnan(w->likelihood[p]) && (best == w->points || w->likelihood[p] > w->likelihood[best]))
            best = p;
    return best;
}

static void print_target(FILE *out, const lk_ensemble *e, const lk_weight *w, size_t target, double *column) {
    const lk_study_target *t = &e->study->targets[target];
    const lk_series_column *c = &lk_result_columns(&(size_t){0})[t->quantity].column;
    const char *variant = e->study->variants[t->variant].name;
    const size_t best = best_of(w);
    char label[160];
    for (size_t p = 0; p < w->points; p++) column[p] = w->means[p * w->targets + target];
    snprintf(label, sizeof label, "%s%s%s: %s (%s)", variant, *variant ? ", " : "",
             e->study->cases[t->which].name, c->name, c->unit);
    fprintf(out, "%-46s%10.5g +- %-8.3g%10.5g%10.5g +- %-8.3g%8.2f\n", label, t->value,
            hypot(t->error, t->discrepancy), best < w->points ? column[best] : NAN,
            lk_weight_mean(column, w->weights, w->points), lk_weight_deviation(column, w->weights, w->points),
            best < w->points ? w->z[best * w->targets + target] : NAN);
}

static void print_axis(FILE *out, const lk_ensemble *e, const lk_weight *w, size_t axis, double *column,
                       size_t *order) {
    const lk_design *d = &e->study->design;
    const size_t best = best_of(w);
    char head[LK_DESIGN_TEXT];
    if (!d->axes[axis].is_number) return;
    for (size_t p = 0; p < w->points; p++) column[p] = lk_design_value(d, axis, p);
    lk_design_header(&d->axes[axis], head);
    fprintf(out, "%-46s%10.4g%10.4g%10.4g%10.4g%10.4g%10.4g\n", head, d->axes[axis].low, d->axes[axis].high,
            best < w->points ? column[best] : NAN,
            lk_weight_quantile(column, w->weights, w->points, 0.05, order),
            lk_weight_quantile(column, w->weights, w->points, 0.5, order),
            lk_weight_quantile(column, w->weights, w->points, 0.95, order));
}

static void print_all(FILE *out, const lk_ensemble *e, const lk_weight *w, double *column, size_t *order) {
    const lk_study *study = e->study;
    size_t done = 0;
    for (size_t p = 0; p < w->points; p++) done += !isnan(w->likelihood[p]);
    fprintf(out, "%s\n%zu of %zu points; weighted by ", study->title, done, w->points);
    if (study->tolerance > 0.0)
        fprintf(out, "agreement within %.3g standard deviations", study->tolerance);
    else
        fprintf(out, "a Gaussian likelihood");
    fprintf(out, " they count as %.1f\n\n%-46s%22s%10s%22s%8s\n", w->effective, "target", "measured     ",
            "best", "after         ", "best, z");
    for (size_t t = 0; t < w->targets; t++) print_target(out, e, w, t, column);
    fprintf(out, "\n%-46s%20s%10s%10s%10s%10s\n", "axis", "range", "best", "5 %", "50 %", "95 %");
    for (size_t a = 0; a < study->design.axis_count; a++) print_axis(out, e, w, a, column, order);
    if (w->effective <= 0.0)
        fprintf(out,
                "\nNo point agrees with the targets: widen the ranges, or say how far the model may miss "
                "(discrepancy).\n");
    else if (w->effective < LEAST_EFFECTIVE)
        fprintf(
            out,
            "\nFewer than %d points count: quantiles are coarse; more points, or narrower ranges, make them "
            "finer.\n",
            LEAST_EFFECTIVE);
}

static char *text_of(const lk_ensemble *e, const lk_weight *w, lk_error_list *errors) {
    char *text = NULL;
    size_t size = 0;
    double *column = malloc((w->points + 1) * sizeof *column);
    size_t *order = malloc((w->points + 1) * sizeof *order);
    FILE *out = column && order ? open_memstream(&text, &size) : NULL;
    if (out) print_all(out, e, w, column, order);
    const bool good = out && fclose(out) == 0;
    free(column);
    free(order);
    if (good) return text;
    free(text);
    lk_error_set(errors, LK_FAILED, "out of memory");
    return NULL;
}

char *lk_posterior_text(const lk_ensemble *e, lk_error_list *errors) {
    lk_weight w;
    if (lk_weight_points(&w, e, errors) != LK_OK) return NULL;
    char *text = text_of(e, &w, errors);
    lk_weight_free(&w);
    return text;
}

// ---- tables

static void print_weights(FILE *out, const lk_ensemble *e, const lk_weight *w) {
    const lk_study *study = e->study;
    char text[LK_DESIGN_TEXT];
    fprintf(out, "point");
    for (size_t a = 0; a < study->design.axis_count; a++) {
        lk_design_header(&study->design.axes[a], text);
        fprintf(out, ",%s", text);
    }
    for (size_t t = 0; t < w->targets; t++) fprintf(out, ",target_%zu,deviation_%zu", t + 1, t + 1);
    fprintf(out, ",log_likelihood,weight\n");
    for (size_t p = 0; p < w->points; p++) {
        fprintf(out, "%zu", p + 1);
        for (size_t a = 0; a < study->design.axis_count; a++) {
            lk_design_text(&study->design, a, p, text);
            fprintf(out, ",%s", text);
        }
        const double *means = w->means + p * w->targets, *z = w->z + p * w->targets;
        for (size_t t = 0; t < w->targets; t++)
            fprintf(out, isnan(z[t]) ? ",," : ",%.9g,%.6g", means[t], z[t]);
        if (isnan(w->likelihood[p]))
            fprintf(out, ",,%.9g\n", w->weights[p]);
        else
            fprintf(out, ",%.9g,%.9g\n", w->likelihood[p], w->weights[p]);
    }
}

// Heads and values as a design of kind csv reads them.
static void print_draws(FILE *out, const lk_design *d, const size_t *points, size_t count) {
    char text[LK_DESIGN_TEXT];
    for (size_t a = 0; a < d->axis_count; a++) {
        const bool pure = !*d->axes[a].unit || strcmp(d->axes[a].unit, "1") == 0;
        fprintf(out, "%s%s%s%s%s", a ? "," : "", d->axes[a].key, pure ? "" : " (",
                pure ? "" : d->axes[a].unit, pure ? "" : ")");
    }
    for (size_t i = 0; i < count; i++)
        for (size_t a = 0; a < d->axis_count; a++) {
            lk_design_text(d, a, points[i], text);
            fprintf(out, "%s%s", a ? "," : "\n", text);
        }
    fprintf(out, "\n");
}

static lk_status open_file(const char *directory, const char *name, char path[PATH], FILE **file,
                           lk_error_list *errors) {
    snprintf(path, PATH, "%s/%s.part", directory, name);
    *file = fopen(path, "w");
    if (*file) return LK_OK;
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot write: %s", strerror(errno));
}

static lk_status close_file(const char *directory, const char *name, const char *path, FILE *file,
                            lk_error_list *errors) {
    char final[PATH];
    snprintf(final, PATH, "%s/%s", directory, name);
    const bool good = !ferror(file);
    if (fclose(file) == 0 && good && rename(path, final) == 0) return LK_OK;
    return lk_error_add(errors, LK_FAILED, final, 0, 0, NULL, "cannot write: %s", strerror(errno));
}

static lk_status write_weights(const lk_ensemble *e, const lk_weight *w, const char *directory,
                               lk_error_list *errors) {
    char path[PATH];
    FILE *file;
    const lk_status status = open_file(directory, "weights.csv", path, &file, errors);
    if (status != LK_OK) return status;
    print_weights(file, e, w);
    return close_file(directory, "weights.csv", path, file, errors);
}

static lk_status write_draws(const lk_ensemble *e, const lk_weight *w, const char *directory,
                             lk_error_list *errors) {
    char path[PATH];
    FILE *file;
    size_t points[DRAWS];
    lk_rng rng;
    lk_rng_stream(&rng, (uint64_t)e->study->design.seed, 2, 0);
    lk_status status = lk_weight_resample(w->weights, w->points, DRAWS, &rng, points, errors);
    if (status == LK_OK) status = open_file(directory, "posterior.csv", path, &file, errors);
    if (status != LK_OK) return status;
    print_draws(file, &e->study->design, points, DRAWS);
    return close_file(directory, "posterior.csv", path, file, errors);
}

static lk_status write_text(const lk_ensemble *e, const lk_weight *w, const char *directory,
                            lk_error_list *errors) {
    char path[PATH];
    FILE *file;
    char *text = text_of(e, w, errors);
    lk_status status = text ? open_file(directory, "posterior.txt", path, &file, errors) : LK_FAILED;
    if (status == LK_OK) {
        fputs(text, file);
        status = close_file(directory, "posterior.txt", path, file, errors);
    }
    free(text);
    return status;
}

lk_status lk_posterior_write(const lk_ensemble *e, const char *directory, lk_error_list *errors) {
    lk_weight w;
    lk_status status = lk_weight_points(&w, e, errors);
    if (status != LK_OK) return status;
    status = write_text(e, &w, directory, errors);
    if (status == LK_OK) status = write_weights(e, &w, directory, errors);
    if (status == LK_OK) status = write_draws(e, &w, directory, errors);
    if (status == LK_OK) status = lk_posterior_corner_write(e, &w, directory, errors);
    lk_weight_free(&w);
    return status;
}
