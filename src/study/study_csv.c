// Points of a design listed in a file: see study_csv.h.
#include "study_csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 32768 };

typedef struct csv {
    lk_study_reader *r;
    const lk_yaml_node *at;
    const char *path;
    char line[LINE];
    int number; // of the line
    char units[LK_DESIGN_AXES][32];
} csv;

static void complain(csv *c, const char *what) {
    c->r->status = lk_error_add(c->r->errors, LK_BAD_INPUT, c->path, c->number, 0, c->line, "%s", what);
}

static bool next_line(csv *c, FILE *file) {
    while (fgets(c->line, LINE, file)) {
        c->number++;
        c->line[strcspn(c->line, "\r\n")] = 0;
        if (c->line[0] && c->line[0] != '#') return true;
    }
    return false;
}

// Next cell without blanks and quotes around it; NULL at the end. The line is cut up.
static char *cell(char **rest) {
    if (!*rest) return NULL;
    char *text = *rest, *comma = strchr(text, ',');
    *rest = comma ? comma + 1 : NULL;
    if (comma) *comma = 0;
    text += strspn(text, " \"");
    for (size_t n = strlen(text); n > 0 && strchr(" \"", text[n - 1]); n--) text[n - 1] = 0;
    return text;
}

static void read_head(csv *c) {
    char *copy = strdup(c->line), *rest = copy, *text;
    if (!copy) c->r->status = lk_error_set(c->r->errors, LK_FAILED, "out of memory");
    while (!c->r->status && (text = cell(&rest))) {
        const size_t column = c->r->study->design.axis_count;
        char *open = strchr(text, '('), *close = open ? strchr(open, ')') : NULL;
        if (column == LK_DESIGN_AXES) break;
        if (close) {
            *close = 0;
            snprintf(c->units[column], sizeof c->units[column], " %.30s", open + 1);
            *open = 0;
            text[strcspn(text, " ")] = 0;
        }
        lk_study_axes_add(c->r, c->at, text);
    }
    free(copy);
}

static void read_row(csv *c) {
    lk_design *design = &c->r->study->design;
    char *copy = strdup(c->line), *rest = copy, *text;
    size_t column = 0;
    if (!copy) c->r->status = lk_error_set(c->r->errors, LK_FAILED, "out of memory");
    for (; !c->r->status && (text = cell(&rest)); column++) {
        char value[LK_DESIGN_TEXT];
        if (column == design->axis_count) break;
        snprintf(value, sizeof value, "%.120s%s", text, c->units[column]);
        if (!lk_study_axes_value(c->r, c->at, &design->axes[column], value))
            complain(c, "this line is refused");
    }
    if (!c->r->status && (column != design->axis_count || rest))
        complain(c, "has another number of cells than the head");
    free(copy);
}

void lk_study_csv_read(lk_study_reader *r, const lk_yaml_node *file) {
    if (!file || !lk_study_read_is_text(file)) {
        LK_STUDY_COMPLAIN(r, file ? file : &r->document->root, "design: csv needs file: a path");
        return;
    }
    char *path = lk_study_read_join(r, "", file->text);
    csv *c = calloc(1, sizeof *c);
    FILE *stream = path && c ? fopen(path, "r") : NULL;
    if (!c) r->status = lk_error_set(r->errors, LK_FAILED, "out of memory");
    if (!r->status && !stream)
        LK_STUDY_COMPLAIN(r, file, "design: %s cannot be read: %s", path, strerror(errno));
    if (stream) {
        *c = (csv){.r = r, .at = file, .path = path};
        if (next_line(c, stream)) read_head(c);
        while (!r->status && next_line(c, stream)) read_row(c);
        if (!r->status && (r->study->design.axis_count == 0 || r->study->design.axes[0].count == 0))
            LK_STUDY_COMPLAIN(r, file, "design: %s lists no point", path);
        fclose(stream);
    }
    free(c);
    free(path);
}
