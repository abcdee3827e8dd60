// Studies whose axes are scanned, as text and table: see likmc/scan.h.
#include "likmc/scan.h"

#include "likmc/provenance.h"
#include "scan_figure.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 4096, MOST_SEEDS = 4096 };

lk_statistics lk_scan_at(const lk_ensemble *e, size_t variant, size_t which, size_t point, int quantity) {
    double values[MOST_SEEDS], bounds[MOST_SEEDS];
    const size_t n = lk_ensemble_point_values(e, variant, which, point, quantity, values, MOST_SEEDS);
    const int above = lk_result_bound(quantity), bound = above >= 0 ? above : lk_result_bound_below(quantity);
    if (bound >= 0) lk_ensemble_point_values(e, variant, which, point, bound, bounds, MOST_SEEDS);
    return lk_result_statistics(quantity, values, bounds, n);
}

bool lk_scan_shows(const lk_ensemble *e, size_t variant, int quantity) {
    size_t count;
    if (lk_result_columns(&count)[quantity].better == 0) return false;
    for (size_t i = 0; i < e->count; i++)
        if (e->runs[i].at.variant == variant && !isnan(e->runs[i].values[quantity])) return true;
    return false;
}

const char *lk_scan_name(const lk_study *study, size_t which) {
    return *study->cases[which].title ? study->cases[which].title : study->cases[which].name;
}

// ---- text

static void put_cell(FILE *out, const lk_statistics *s) {
    const double half = lk_statistics_half_width(s, 0.95);
    char text[64];
    if (s->count == 0)
        snprintf(text, sizeof text, "-");
    else if (s->at_most || s->at_least)
        snprintf(text, sizeof text, "%s %.5g", s->at_most ? "<=" : ">=", s->mean);
    else if (!(half > 1e-12 * fabs(s->mean)))
        snprintf(text, sizeof text, "%.5g%s", s->mean, isnan(half) ? "" : " +- 0");
    else {
        const int decimals = (int)fmax(0.0, fmin(9.0, 1.0 - floor(log10(half))));
        snprintf(text, sizeof text, "%.*f +- %.*f", decimals, s->mean, decimals, half);
    }
    fprintf(out, "  %20s", text);
}

static void put_point_head(FILE *out, const lk_study *study) {
    for (size_t a = 0; a < study->design.axis_count; a++) {
        char name[LK_DESIGN_TEXT];
        lk_design_header(&study->design.axes[a], name);
        fprintf(out, "%s%s", a ? "  " : "", name);
    }
}

static void put_point(FILE *out, const lk_study *study, size_t point) {
    for (size_t a = 0; a < study->design.axis_count; a++) {
        char name[LK_DESIGN_TEXT], text[LK_DESIGN_TEXT];
        lk_design_header(&study->design.axes[a], name);
        lk_design_text(&study->design, a, point, text);
        fprintf(out, "%s%*s", a ? "  " : "", (int)strlen(name), text);
    }
}

static void put_table(FILE *out, const lk_ensemble *e, size_t variant, size_t which, const int *shown,
                      size_t count) {
    size_t all;
    const lk_result_column *columns = lk_result_columns(&all);
    const char *name = e->study->variants[variant].name;
    fprintf(out, "\n%s%s%s\n", name, *name ? ": " : "", lk_scan_name(e->study, which));
    put_point_head(out, e->study);
    for (size_t q = 0; q < count; q++) {
        char head[96];
        lk_series_header(&columns[shown[q]].column, head, sizeof head);
        fprintf(out, "  %20s", head);
    }
    fputc('\n', out);
    for (size_t p = 0; p < lk_study_points(e->study); p++) {
        put_point(out, e->study, p);
        for (size_t q = 0; q < count; q++) {
            const lk_statistics s = lk_scan_at(e, variant, which, p, shown[q]);
            put_cell(out, &s);
        }
        fputc('\n', out);
    }
}

static void put_all(FILE *out, const lk_ensemble *e) {
    size_t all, done = 0;
    lk_result_columns(&all);
    for (size_t i = 0; i < e->count; i++) done += e->runs[i].state == LK_ENSEMBLE_DONE;
    fprintf(
        out,
        "%s\n%zu of %zu runs, program %s (%.12s); mean +- half width of the 95 %% confidence interval over "
        "the seeds\n",
        e->study->title, done, e->count, lk_provenance_version(), lk_provenance_commit());
    for (size_t v = 0; v < e->study->variant_count; v++) {
        int shown[LK_ENSEMBLE_QUANTITIES];
        size_t count = 0;
        for (size_t q = 0; q < all; q++)
            if (lk_scan_shows(e, v, (int)q)) shown[count++] = (int)q;
        for (size_t c = 0; c < e->study->case_count; c++) put_table(out, e, v, c, shown, count);
    }
}

char *lk_scan_text(const lk_ensemble *e, lk_error_list *errors) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out) put_all(out, e);
    if (out && fclose(out) == 0) return text;
    free(text);
    lk_error_set(errors, LK_FAILED, "out of memory");
    return NULL;
}

// ---- files

static void put_number(FILE *out, double value) { fprintf(out, isfinite(value) ? ",%.9g" : ",", value); }

static void put_rows(FILE *out, const lk_ensemble *e, size_t variant, size_t which, size_t point) {
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    for (size_t q = 0; q < count; q++) {
        const lk_statistics s = lk_scan_at(e, variant, which, point, (int)q);
        const double half = lk_statistics_half_width(&s, 0.95);
        if (s.count == 0) continue;
        fprintf(out, "\"%s\",%s,%zu", e->study->variants[variant].name, e->study->cases[which].name,
                point + 1);
        for (size_t a = 0; a < e->study->design.axis_count; a++) {
            char text[LK_DESIGN_TEXT];
            lk_design_text(&e->study->design, a, point, text);
            fprintf(out, ",%s", text);
        }
        fprintf(out, ",%s,%s,%zu", columns[q].column.name, columns[q].column.unit, s.count);
        put_number(out, s.mean);
        put_number(out, s.error);
        put_number(out, s.mean - half);
        put_number(out, s.mean + half);
        fprintf(out, ",%zu\n", s.bounds);
    }
}

static void put_csv(FILE *out, const lk_ensemble *e) {
    fputs("variant,case,point", out);
    for (size_t a = 0; a < e->study->design.axis_count; a++) {
        char name[LK_DESIGN_TEXT];
        lk_design_header(&e->study->design.axes[a], name);
        fprintf(out, ",%s", name);
    }
    fputs(",quantity,unit,values,mean,standard_error,low_95,high_95,bounds\n", out);
    for (size_t v = 0; v < e->study->variant_count; v++)
        for (size_t c = 0; c < e->study->case_count; c++)
            for (size_t p = 0; p < lk_study_points(e->study); p++) put_rows(out, e, v, c, p);
}

static lk_status write_file(const lk_ensemble *e, const char *directory, const char *name,
                            void (*put)(FILE *, const lk_ensemble *), lk_error_list *errors) {
    char path[PATH], part[PATH + 32];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    snprintf(part, sizeof part, "%s.%ld.part", path, (long)getpid());
    FILE *file = fopen(part, "w");
    if (file) put(file, e);
    const int bad = file ? ferror(file) : 1, closed = file ? fclose(file) : EOF;
    if (!bad && closed == 0 && rename(part, path) == 0) return LK_OK;
    unlink(part);
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot write: %s", strerror(errno));
}

lk_status lk_scan_write(const lk_ensemble *e, const char *directory, lk_error_list *errors) {
    lk_status status = write_file(e, directory, "scan.txt", put_all, errors);
    if (status == LK_OK) status = write_file(e, directory, "scan.csv", put_csv, errors);
    return status == LK_OK ? lk_scan_figure_write(e, directory, errors) : status;
}
