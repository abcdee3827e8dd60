// The comparison as people and spreadsheets read it: see likmc/compare.h.
#include "compare_write.h"

#include "likmc/provenance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 30, CELL = 22 };

const char *lk_compare_write_name(const lk_compare *c, size_t which) {
    return *c->study->cases[which].title ? c->study->cases[which].title : c->study->cases[which].name;
}

bool lk_compare_write_has(const lk_compare *c, size_t variant, size_t quantity) {
    for (size_t i = 0; i < c->study->case_count; i++)
        if (c->variants[variant].of[i][quantity].count > 0) return true;
    return false;
}

// Mean and half width with two digits of the latter.
static void format_cell(const lk_statistics *s, char text[64]) {
    const double half = lk_statistics_half_width(s, 0.95);
    if (s->count == 0) {
        snprintf(text, 64, "-");
    } else if (s->at_most || s->at_least) {
        snprintf(text, 64, "%s %.5g", s->at_most ? "<=" : ">=", s->mean);
    } else if (!(half > 1e-12 * fabs(s->mean))) { // one value, or equal ones
        snprintf(text, 64, "%.5g%s", s->mean, isnan(half) ? "" : " +- 0");
    } else if (fabs(s->mean) >= 1e5 || half < 1e-6) {
        snprintf(text, 64, "%.3g +- %.2g", s->mean, half);
    } else {
        const int decimals = (int)fmax(0.0, 1.0 - floor(log10(half)));
        snprintf(text, 64, "%.*f +- %.*f", decimals, s->mean, decimals, half);
    }
}

static void print_quantities(FILE *out, const lk_compare *c, size_t variant) {
    const lk_compare_variant *v = &c->variants[variant];
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    fprintf(out, "%-*s", LABEL, "");
    for (size_t i = 0; i < c->study->case_count; i++) {
        char head[96];
        snprintf(head, sizeof head, "%zu. %.60s", i + 1, lk_compare_write_name(c, v->order[i]));
        fprintf(out, "%*s", CELL, head);
    }
    fprintf(out, "\n");
    for (size_t q = 0; q < count; q++) {
        char label[64], cell[64];
        if (!lk_compare_write_has(c, variant, q)) continue;
        const char *unit = columns[q].column.unit;
        snprintf(label, sizeof label, strcmp(unit, "1") == 0 ? "%s" : "%s (%s)", columns[q].column.name,
                 unit);
        fprintf(out, "%-*s", LABEL, label);
        for (size_t i = 0; i < c->study->case_count; i++) {
            format_cell(&v->of[v->order[i]][q], cell);
            fprintf(out, "%*s", CELL, cell);
        }
        fprintf(out, "\n");
    }
}

// Values that are upper bounds, and how the table takes them.
static void print_bounds(FILE *out, const lk_compare *c, const lk_compare_variant *v) {
    size_t all = 0;
    for (size_t i = 0; i < c->study->case_count; i++) {
        const lk_statistics *s = &v->of[v->order[i]][v->quantity];
        if (s->bounds == 0) continue;
        fprintf(out, "%s%s %zu of %zu",
                all ? ", " : "\nno more than bounds, for a reservoir was used up or a cell has not failed: ",
                lk_compare_write_name(c, v->order[i]), s->bounds, s->count);
        all += s->bounds;
    }
    if (all)
        fprintf(out,
                "; means are of a normal distribution that was cut off there; <=, >=: means of bounds\n");
}

static void print_matches(FILE *out, const lk_compare *c, const lk_compare_variant *v) {
    const size_t n = c->study->case_count;
    if (n < 2) return;
    fprintf(out, "\nprobability in %% that the row is better than the column%s\n",
            lk_design_is_drawn(&c->study->design) ? " (share of the draws)" : "");
    for (size_t a = 0; a < n; a++) {
        fprintf(out, "%-*s", LABEL, lk_compare_write_name(c, v->order[a]));
        for (size_t b = 0; b < n; b++) {
            const double p = v->beats[v->order[a]][v->order[b]];
            char cell[32] = "-";
            if (a != b && !isnan(p)) snprintf(cell, sizeof cell, "%.1f", 100 * p);
            fprintf(out, "%*s", CELL, cell);
        }
        fprintf(out, "\n");
    }
}

static void format_correlation(double value, char text[16]) {
    if (isnan(value))
        snprintf(text, 16, "-");
    else
        snprintf(text, 16, "%+.2f", value);
}

static void print_pair(FILE *out, double value, double rank) {
    char first[16], second[16], cell[40];
    format_correlation(value, first);
    format_correlation(rank, second);
    snprintf(cell, sizeof cell, "%s / %s", first, second);
    fprintf(out, "%*s", CELL, cell);
}

static void print_cause(FILE *out, const lk_compare *c, const lk_compare_variant *v) {
    const lk_study *study = c->study;
    if (!lk_design_is_drawn(&study->design)) return;
    fprintf(out, "\nSpearman's correlation of what was drawn with the quantity of each case / with its rank "
                 "(1 = best)\n");
    for (size_t q = 0; q < study->design.axis_count; q++) {
        fprintf(out, "%-*s", LABEL + 8, study->design.axes[q].key);
        for (size_t i = 0; i < study->case_count; i++)
            print_pair(out, v->with_value[q][v->order[i]], v->with_rank[q][v->order[i]]);
        fprintf(out, "\n");
    }
    if (v->hangs_on < 0) {
        fprintf(out, "The ranking is the same in all draws.\n");
        return;
    }
    size_t most = 0;
    for (size_t i = 1; i < study->case_count; i++)
        if (fabs(v->with_rank[v->hangs_on][i]) > fabs(v->with_rank[v->hangs_on][most]) ||
            isnan(v->with_rank[v->hangs_on][most]))
            most = i;
    fprintf(out, "The ranking hangs most on %s: rank correlation %+.2f with the place of %s (%lld draws).\n",
            study->design.axes[v->hangs_on].key, v->with_rank[v->hangs_on][most],
            lk_compare_write_name(c, most), (long long)study->design.points);
}

// The pairs of a variant: which differ, which are alike within what was asked for, which are still open.
static void print_resolution(FILE *out, const lk_compare *c, const lk_compare_variant *v) {
    const lk_study *study = c->study;
    const int quantity = study->resolve.quantity;
    size_t open = 0;
    if (quantity < 0 || v->of[v->order[0]][quantity].count == 0) return;
    const lk_series_column *column = &lk_result_columns(&(size_t){0})[quantity].column;
    fprintf(out, "\ndifference of %s (%s) with its 95 %% confidence interval, and seeds\n", column->name,
            column->unit);
    for (size_t i = 0; i < study->case_count; i++)
        for (size_t k = i + 1; k < study->case_count; k++) {
            const size_t a = v->order[i], b = v->order[k];
            const lk_statistics_difference *d = &v->differences[a][b];
            const bool differs = fabs(d->mean) > d->half_width,
                       alike = d->half_width <= study->resolve.difference;
            open += !differs && !alike && !isnan(d->half_width);
            fprintf(out, "%-*s%-*s%9.3g +- %-9.2g%5zu%5zu  %s\n", LABEL, lk_compare_write_name(c, a), LABEL,
                    lk_compare_write_name(c, b), d->mean, d->half_width, v->of[a][quantity].count,
                    v->of[b][quantity].count,
                    differs ? "differ"
                    : alike ? "alike"
                            : "open");
        }
    if (open)
        fprintf(out, "%zu pairs are not resolved\n", open);
    else
        fprintf(out, "all differences are resolved\n");
}

static void print_variant(FILE *out, const lk_compare *c, size_t variant) {
    const lk_compare_variant *v = &c->variants[variant];
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    const char *name = c->study->variants[variant].name;
    fprintf(out, "\n%s%s", name, *name ? ": " : "");
    if (v->quantity < 0) {
        fprintf(out, "no results\n");
        return;
    }
    fprintf(out, "ranked by %s\n", columns[v->quantity].column.name);
    print_quantities(out, c, variant);
    print_bounds(out, c, v);
    print_matches(out, c, v);
    print_resolution(out, c, v);
    print_cause(out, c, v);
    if (lk_design_is_drawn(&c->study->design)) lk_compare_write_predictions(out, c, v);
}

char *lk_compare_text(const lk_compare *c, lk_error_list *errors) {
    char *text = NULL;
    size_t size = 0, done = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        lk_error_set(errors, LK_FAILED, "out of memory");
        return NULL;
    }
    for (size_t i = 0; i < c->ensemble->count; i++) done += (c->ensemble->runs[i].state == LK_ENSEMBLE_DONE);
    fprintf(out,
            "%s\n%zu of %zu runs, program %s (%.12s); mean +- half width of the 95 %% confidence interval "
            "over the %s\n",
            c->study->title, done, c->ensemble->count, lk_provenance_version(), lk_provenance_commit(),
            lk_design_is_drawn(&c->study->design) ? "draws" : "seeds");
    for (size_t v = 0; v < c->study->variant_count; v++) print_variant(out, c, v);
    if (fclose(out) == 0) return text;
    free(text);
    lk_error_set(errors, LK_FAILED, "out of memory");
    return NULL;
}
