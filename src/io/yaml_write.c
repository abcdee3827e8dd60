// Writing params.yaml and the documentation's table: see likmc/yaml.h.
#include "likmc/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Text that grows. After a failed allocation it stays as it is and `failed` says so.
typedef struct page {
    char *text;
    size_t length, capacity;
    bool failed;
} page;

static bool reserve(page *p, size_t more) {
    if (p->length + more < p->capacity) return true;
    const size_t capacity = 2 * (p->length + more) + 1024;
    char *text = realloc(p->text, capacity);
    p->failed = p->failed || !text;
    if (!text) return false;
    p->text = text;
    p->capacity = capacity;
    return true;
}

static void print(page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void print(page *p, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !reserve(p, (size_t)length + 1)) return;
    va_start(arguments, format);
    vsnprintf(p->text + p->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    p->length += (size_t)length;
}

static char *finish(page *p, lk_error_list *errors) {
    if (!p->failed && p->text) return p->text;
    free(p->text);
    lk_error_set(errors, LK_FAILED, "out of memory");
    return NULL;
}

static void print_quoted(page *p, const char *text) {
    print(p, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            print(p, "\\%c", *text);
        } else if ((unsigned char)*text < 0x20 || *text == 0x7f) {
            print(p, "\\x%02x", (unsigned)(unsigned char)*text);
        } else {
            print(p, "%c", *text);
        }
    }
    print(p, "\"");
}

static void print_quantity(page *p, const lk_table_record *record, const lk_table_row *row) {
    const lk_table_origin *origin = lk_table_origin_of(record, row);
    char value[64], low[64], high[64];
    lk_table_format(record, row, value, sizeof value);
    lk_table_format_number(origin->low, row->unit, low, sizeof low);
    lk_table_format_number(origin->high, row->unit, high, sizeof high);
    const char *quote = strcmp(row->unit, "%") == 0 ? "\"" : ""; // a plain scalar may not begin with %
    print(p, "{value: %s, unit: %s%s%s, range: [%s, %s], tag: %s, source: ", value, quote, row->unit, quote,
          low, high, lk_table_tag_name(origin->tag));
    print_quoted(p, origin->source);
    print(p, "}");
}

static void print_mixture(page *p, const lk_mixture *mixture) {
    print(p, "[");
    for (size_t i = 0; i < mixture->count; i++) {
        char share[64];
        lk_table_format_number(mixture->parts[i].share, "1", share, sizeof share);
        print(p, "%s{material: %s, share: %s}", i ? ", " : "", mixture->parts[i].material.name, share);
    }
    print(p, "]");
}

// Lists in lists, each line one step deeper than the key; a line that heads a list is its key.
static void print_lines(page *p, const lk_lines *lines, int indent) {
    for (size_t i = 0; i < lines->count; i++) {
        const int depth = lines->items[i].depth;
        const bool heads = i + 1 < lines->count && lines->items[i + 1].depth > depth;
        print(p, "\n%*s- ", indent + 4 * depth, "");
        print_quoted(p, lines->items[i].text);
        if (heads) print(p, ":");
    }
}

static void print_value(page *p, const lk_table_record *record, const lk_table_row *row, int indent) {
    char text[LK_TABLE_TEXT];
    lk_table_format(record, row, text, sizeof text);
    if (row->type == LK_TABLE_MIXTURE) {
        print_mixture(p, lk_table_member(record, row));
    } else if (row->type == LK_TABLE_TEXT_LINE || row->type == LK_TABLE_COLOUR) {
        print_quoted(p, text);
    } else if (!lk_table_is_given(record, row)) {
        print(p, "~");
    } else if (row->type == LK_TABLE_LIST) {
        print_lines(p, lk_table_member(record, row), indent);
    } else if (row->type == LK_TABLE_QUANTITY) {
        print_quantity(p, record, row);
    } else if (row->type == LK_TABLE_SETTING && strcmp(row->unit, "1") != 0) {
        print(p, "\"%s %s\"", text, row->unit);
    } else {
        print(p, "%s", text);
    }
}

// A record as a map: rows of one group stand together in the table, so a heading is due where the group
// changes.
static void print_record(page *p, const lk_table_record *record, int indent, bool explained) {
    const char *group = "";
    size_t length = 0;
    for (size_t i = 0; i < record->table->count; i++) {
        const lk_table_row *row = &record->table->rows[i];
        const char *dot = strchr(row->key, '.');
        const size_t now = dot ? (size_t)(dot - row->key) : 0;
        if (now != length || strncmp(group, row->key, now) != 0) {
            group = row->key;
            length = now;
            if (now) print(p, "%s%*s%.*s:\n", explained ? "\n" : "", indent, "", (int)now, row->key);
        }
        const int depth = indent + (now ? 2 : 0);
        if (explained) print(p, "%*s# %s\n", depth, "", row->doc);
        print(p, "%*s%s: ", depth, "", dot ? dot + 1 : row->key);
        print_value(p, record, row, depth + 2);
        print(p, "\n");
    }
}

char *lk_yaml_write_params(const lk_params *params, lk_error_list *errors) {
    page p = {0};
    // Records give access for writing too; here they are only read.
    const lk_table_record record = lk_params_record((lk_params *)params);
    print(&p, "# Effective parameters of a case, complete with its materials: likmc run takes this file as "
              "it is.\n\n");
    print_record(&p, &record, 0, true);
    if (params->material_count) print(&p, "\nmaterials:\n");
    for (size_t i = 0; i < params->material_count; i++) {
        const lk_table_record material = lk_material_record((lk_material *)&params->materials[i]);
        print(&p, "  %s:\n", params->materials[i].name);
        print_record(&p, &material, 4, false);
    }
    return finish(&p, errors);
}

char *lk_yaml_write_material(const lk_material *material, lk_error_list *errors) {
    page p = {0};
    const lk_table_record record = lk_material_record((lk_material *)material);
    print_record(&p, &record, 0, true);
    return finish(&p, errors);
}

// ---- Markdown

static const char *shown_unit(const lk_table_row *row) {
    return row->unit && strcmp(row->unit, "1") != 0 ? row->unit : "";
}

static void print_limits(page *p, const lk_table_row *row) {
    char name[LK_TABLE_NAME];
    if (row->choices) {
        for (size_t i = 0; lk_table_choice(row->choices, i, name); i++) print(p, "%s%s", i ? ", " : "", name);
    } else if (row->low < row->high) {
        print(p, "%.12g ... %.12g", row->low, row->high);
    }
}

static void print_origin(page *p, const lk_table_row *row) {
    if (row->type == LK_TABLE_QUANTITY && row->preset && *row->preset)
        print(p, "%.12g ... %.12g, %s: %s", row->range[0], row->range[1], lk_table_tag_name(row->tag),
              row->source);
}

char *lk_yaml_write_markdown(const lk_table *table, lk_error_list *errors) {
    page p = {0};
    print(&p, "| key | type | unit | default | allowed | range and origin of the default | what it is |\n"
              "|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < table->count; i++) {
        const lk_table_row *row = &table->rows[i];
        const char *preset = !row->preset ? "(required)" : (*row->preset ? row->preset : "(none)");
        print(&p, "| `%s` | %s | %s | %s | ", row->key, lk_table_type_name(row->type), shown_unit(row),
              preset);
        print_limits(&p, row);
        print(&p, " | ");
        print_origin(&p, row);
        print(&p, " | %s |\n", row->doc);
    }
    return finish(&p, errors);
}
