// Files of a comparison: see likmc/compare.h.
#include "compare_write.h"

#include "likmc/figure.h"
#include "likmc/json.h"
#include "likmc/provenance.h"
#include "likmc/rundir.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 4096, MOST_PANELS = 24, WIDTH = 1600 };

// ---- whole files

static lk_status write_whole(const char *directory, const char *name, const char *text,
                             lk_error_list *errors) {
    char path[PATH];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return lk_rundir_text(path, text, errors);
}

// A file whose text `print` makes.
static lk_status write_printed(const lk_compare *c, const char *directory, const char *name,
                               void (*print)(FILE *, const lk_compare *), lk_error_list *errors) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out) print(out, c);
    const bool good = out && fclose(out) == 0;
    const lk_status status =
        good ? write_whole(directory, name, text, errors) : lk_error_set(errors, LK_FAILED, "out of memory");
    free(text);
    return status;
}

// ---- tables

static void print_number(FILE *out, double value) {
    if (isfinite(value))
        fprintf(out, ",%.9g", value);
    else
        fprintf(out, ",");
}

// A field that may hold commas or quotes.
static void print_quoted(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"') fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void print_summary(FILE *out, const lk_compare *c) {
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    fprintf(out, "variant,rank,case,title,quantity,unit,values,mean,standard_error,low_95,high_95,bounds\n");
    for (size_t v = 0; v < c->study->variant_count; v++)
        for (size_t place = 0; place < c->study->case_count; place++)
            for (size_t q = 0; q < count; q++) {
                const size_t which = c->variants[v].order[place];
                const lk_statistics *s = &c->variants[v].of[which][q];
                const double half = lk_statistics_half_width(s, 0.95);
                print_quoted(out, c->study->variants[v].name);
                fprintf(out, ",%zu,%s,", place + 1, c->study->cases[which].name);
                print_quoted(out, lk_compare_write_name(c, which));
                fprintf(out, ",%s,%s,%zu", columns[q].column.name, columns[q].column.unit, s->count);
                print_number(out, s->mean);
                print_number(out, s->error);
                print_number(out, s->mean - half);
                print_number(out, s->mean + half);
                fprintf(out, ",%zu\n", s->bounds);
            }
}

// ---- JSON

static void put_case(lk_json *json, const lk_compare *c, size_t variant, size_t place) {
    const lk_compare_variant *v = &c->variants[variant];
    const size_t which = v->order[place];
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    lk_json_open_object(json, NULL);
    lk_json_integer(json, "rank", (int64_t)place + 1);
    lk_json_text(json, "case", c->study->cases[which].name);
    lk_json_text(json, "title", lk_compare_write_name(c, which));
    for (size_t q = 0; q < count; q++) {
        const lk_statistics *s = &v->of[which][q];
        if (s->count == 0) continue;
        lk_json_open_object(json, columns[q].column.name);
        lk_json_text(json, "unit", columns[q].column.unit);
        lk_json_integer(json, "values", (int64_t)s->count);
        lk_json_integer(json, "bounds", (int64_t)s->bounds);
        lk_json_number(json, "mean", s->mean);
        lk_json_number(json, "standard_error", s->error);
        lk_json_number(json, "half_width_95", lk_statistics_half_width(s, 0.95));
        lk_json_close_object(json);
    }
    if (lk_design_is_drawn(&c->study->design)) {
        const lk_compare_prediction *p = &v->predicted[which];
        lk_json_open_object(json, "predicted");
        lk_json_number(json, "low_95", p->low);
        lk_json_number(json, "median", p->median);
        lk_json_number(json, "high_95", p->high);
        lk_json_open_array(json, "rank_probability");
        for (size_t i = 0; i < c->study->case_count; i++) lk_json_number(json, NULL, p->rank[i]);
        lk_json_close_array(json);
        lk_json_text(json, "hangs_on", p->hangs_on >= 0 ? c->study->design.axes[p->hangs_on].key : NULL);
        lk_json_close_object(json);
    }
    lk_json_open_object(json, "better_than");
    for (size_t i = 0; i < c->study->case_count; i++)
        if (i != which) lk_json_number(json, c->study->cases[i].name, v->beats[which][i]);
    lk_json_close_object(json);
    lk_json_close_object(json);
}

static void put_draws(lk_json *json, const lk_compare *c, const lk_compare_variant *v) {
    const lk_study *study = c->study;
    if (!lk_design_is_drawn(&study->design)) return;
    lk_json_text(json, "hangs_on", v->hangs_on >= 0 ? study->design.axes[v->hangs_on].key : NULL);
    lk_json_open_object(json, "rank_correlation_with_rank");
    for (size_t q = 0; q < study->design.axis_count; q++) {
        lk_json_open_object(json, study->design.axes[q].key);
        for (size_t i = 0; i < study->case_count; i++)
            lk_json_number(json, study->cases[i].name, v->with_rank[q][i]);
        lk_json_close_object(json);
    }
    lk_json_close_object(json);
}

static lk_status write_json(const lk_compare *c, const char *directory, lk_error_list *errors) {
    char path[PATH];
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    lk_json json = {0};
    snprintf(path, sizeof path, "%s/compare.json", directory);
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "title", c->study->title);
    lk_json_text(&json, "version", lk_provenance_version());
    lk_json_text(&json, "commit", lk_provenance_commit());
    lk_json_open_array(&json, "variants");
    for (size_t v = 0; v < c->study->variant_count; v++) {
        const lk_compare_variant *variant = &c->variants[v];
        lk_json_open_object(&json, NULL);
        lk_json_text(&json, "name", c->study->variants[v].name);
        lk_json_text(&json, "ranked_by",
                     variant->quantity >= 0 ? columns[variant->quantity].column.name : NULL);
        lk_json_open_array(&json, "cases");
        for (size_t place = 0; place < c->study->case_count; place++) put_case(&json, c, v, place);
        lk_json_close_array(&json);
        put_draws(&json, c, variant);
        lk_json_close_object(&json);
    }
    lk_json_close_array(&json);
    lk_json_close_object(&json);
    const lk_status status = lk_json_write(&json, path, errors);
    lk_json_free(&json);
    return status;
}

// ---- figure

typedef struct plot {
    size_t rows, panels;
    const char *names[LK_STUDY_CASES];
    char titles[MOST_PANELS][160];
    double mean[MOST_PANELS][LK_STUDY_CASES], low[MOST_PANELS][LK_STUDY_CASES],
        high[MOST_PANELS][LK_STUDY_CASES];
    lk_figure_panel panel[MOST_PANELS];
} plot;

static void add_panel(plot *p, const lk_compare *c, size_t variant, size_t quantity) {
    size_t count;
    const lk_series_column *column = &lk_result_columns(&count)[quantity].column;
    const char *name = c->study->variants[variant].name;
    const bool pure = strcmp(column->unit, "1") == 0;
    const size_t n = p->panels++;
    snprintf(p->titles[n], sizeof p->titles[n], "%s%s%s%s%s%s", name, *name ? ": " : "", column->name,
             pure ? "" : " (", pure ? "" : column->unit, pure ? "" : ")");
    for (size_t i = 0; i < p->rows; i++) {
        const lk_statistics *s = &c->variants[variant].of[c->variants[0].order[i]][quantity];
        const double half = lk_statistics_half_width(s, 0.95);
        p->mean[n][i] = s->mean;
        p->low[n][i] = s->mean - half;
        p->high[n][i] = s->mean + half;
    }
    p->panel[n] = (lk_figure_panel){p->titles[n], p->mean[n], p->low[n], p->high[n]};
}

static void fill_plot(plot *p, const lk_compare *c) {
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    p->rows = c->study->case_count;
    for (size_t i = 0; i < p->rows; i++) p->names[i] = lk_compare_write_name(c, c->variants[0].order[i]);
    for (size_t v = 0; v < c->study->variant_count; v++)
        for (size_t q = 0; q < count; q++)
            if (columns[q].better != 0 && lk_compare_write_has(c, v, q) && p->panels < MOST_PANELS)
                add_panel(p, c, v, q);
}

static lk_status write_figure(const lk_compare *c, const char *directory, lk_error_list *errors) {
    char path[PATH];
    plot *p = calloc(1, sizeof *p);
    if (!p) return lk_error_set(errors, LK_FAILED, "out of memory");
    fill_plot(p, c);
    const lk_figure figure = {.title = c->study->title,
                              .caption = lk_design_is_drawn(&c->study->design)
                                             ? "means and 95 % confidence intervals over the draws"
                                             : "means and 95 % confidence intervals over the seeds",
                              .row_count = p->rows,
                              .rows = p->names,
                              .panel_count = p->panels,
                              .panels = p->panel};
    lk_image image = {0};
    const lk_image_text texts[] = {{"Software", "likmc"}, {"Commit", lk_provenance_commit()}};
    snprintf(path, sizeof path, "%s/compare.png", directory);
    lk_status status = lk_figure_draw(&figure, WIDTH, &image, errors);
    if (status == LK_OK) status = lk_image_write_png(&image, path, texts, 2, errors);
    lk_image_free(&image);
    free(p);
    return status;
}

lk_status lk_compare_write(const lk_compare *c, const char *directory, lk_error_list *errors) {
    char *text = lk_compare_text(c, errors);
    if (!text) return LK_FAILED;
    lk_status status = write_whole(directory, "compare.txt", text, errors);
    free(text);
    if (status == LK_OK) status = write_printed(c, directory, "compare.csv", print_summary, errors);
    if (status == LK_OK) status = write_json(c, directory, errors);
    if (status == LK_OK) status = write_figure(c, directory, errors);
    return status;
}
