// Descriptor tables: looking up rows and reading or writing numbers. See likmc/table.h.
#include "likmc/table.h"
#include "likmc/units.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const tags[] = {"", "paper", "literature", "derived", "assumed"};
static const char *const types[] = {"quantity", "setting",  "integer", "choice",       "text",
                                    "colour",   "material", "mixture", "list of lines"};

const char *lk_table_tag_name(lk_table_tag tag) { return tags[tag]; }

lk_table_tag lk_table_tag_of(const char *name) {
    for (int tag = LK_TAG_PAPER; tag <= LK_TAG_ASSUMED; tag++)
        if (strcmp(tags[tag], name) == 0) return (lk_table_tag)tag;
    return LK_TAG_NONE;
}

const char *lk_table_type_name(lk_table_type type) { return types[type]; }

const lk_table_row *lk_table_find(const lk_table *table, const char *key) {
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].key, key) == 0) return &table->rows[i];
    return NULL;
}

bool lk_table_is_group(const lk_table *table, const char *prefix) {
    const size_t length = strlen(prefix);
    for (size_t i = 0; i < table->count; i++)
        if (strncmp(table->rows[i].key, prefix, length) == 0 && table->rows[i].key[length] == '.')
            return true;
    return false;
}

void *lk_table_member(const lk_table_record *record, const lk_table_row *row) {
    return (char *)record->base + row->offset;
}

lk_table_origin *lk_table_origin_of(const lk_table_record *record, const lk_table_row *row) {
    return &record->origins[row - record->table->rows];
}

bool lk_table_is_given(const lk_table_record *record, const lk_table_row *row) {
    const void *member = lk_table_member(record, row);
    switch (row->type) {
    case LK_TABLE_QUANTITY:
    case LK_TABLE_SETTING:
        return !isnan(*(const double *)member);
    case LK_TABLE_TEXT_LINE:
        return *(const char *)member != 0;
    case LK_TABLE_MATERIAL:
        return ((const lk_material_name *)member)->name[0] != 0;
    case LK_TABLE_MIXTURE:
        return ((const lk_mixture *)member)->count > 0;
    case LK_TABLE_LIST:
        return ((const lk_lines *)member)->count > 0;
    default:
        return true;
    }
}

bool lk_table_choice(const char *choices, size_t n, char name[LK_TABLE_NAME]) {
    for (; n > 0; n--) {
        choices = strchr(choices, '|');
        if (!choices) return false;
        choices++;
    }
    snprintf(name, LK_TABLE_NAME, "%.*s", (int)strcspn(choices, "|"), choices);
    return true;
}

// strtod alone would take "0x1p3", "inf", "nan" and leading blanks, none of which a person means.
static size_t number_length(const char *text) {
    const char *at = text + (*text == '+' || *text == '-');
    size_t digits = 0;
    for (; isdigit((unsigned char)*at); at++) digits++;
    if (*at == '.') at++;
    for (; isdigit((unsigned char)*at); at++) digits++;
    if (digits == 0) return 0;
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1;
        exponent += *exponent == '+' || *exponent == '-';
        if (isdigit((unsigned char)*exponent)) {
            while (isdigit((unsigned char)*exponent)) exponent++;
            at = exponent;
        }
    }
    return (size_t)(at - text);
}

bool lk_table_read_with_unit(const char *text, double *value, const char **unit) {
    const size_t length = number_length(text);
    if (length == 0) return false;
    *value = strtod(text, NULL);
    *unit = text + length;
    while (**unit == ' ') (*unit)++;
    return isfinite(*value);
}

bool lk_table_read_number(const char *text, double *value) {
    const char *rest;
    return lk_table_read_with_unit(text, value, &rest) && !*rest && rest == text + number_length(text);
}

// "5e-10" is text to YAML 1.1 readers such as PyYAML, "5.0e-10" is a number.
static void add_point(char *text, size_t size) {
    const size_t digits = strcspn(text, "e"), length = strlen(text);
    if (!text[digits] || memchr(text, '.', digits) || length + 3 > size) return;
    memmove(text + digits + 2, text + digits, length - digits + 1);
    memcpy(text + digits, ".0", 2);
}

// Six digits first, since fewer would turn 20 into 2e+01. The text that was read is within one step of
// `near`, so one of three neighbours, at some number of digits, is it.
void lk_table_format_number(double value, const char *unit, char *text, size_t size) {
    const lk_units *known = lk_units_find(unit);
    const double near = lk_units_from_base(known, value);
    const double candidates[] = {near, nextafter(near, INFINITY), nextafter(near, -INFINITY)};
    for (int digits = 6; digits <= 17; digits++) // %g drops zeros at the end
        for (int i = 0; i < 3; i++) {
            snprintf(text, size, "%.*g", digits, candidates[i]);
            add_point(text, size);
            if (lk_units_to_base(known, strtod(text, NULL)) == value) return;
        }
    snprintf(text, size, "%.17g", near);
    add_point(text, size);
}

static void format_mixture(const lk_mixture *mixture, char *text, size_t size) {
    size_t used = 0;
    *text = 0;
    for (size_t i = 0; i < mixture->count && used < size; i++) {
        char share[32];
        lk_table_format_number(mixture->parts[i].share, "1", share, sizeof share);
        used += (size_t)snprintf(text + used, size - used, "%s%s %s", i ? ", " : "",
                                 mixture->parts[i].material.name, share);
    }
}

static void format_lines(const lk_lines *lines, char *text, size_t size) {
    size_t used = 0;
    *text = 0;
    for (size_t i = 0; i < lines->count && used < size; i++)
        if (lines->items[i].depth == 0)
            used += (size_t)snprintf(text + used, size - used, "%s%s", i ? "; " : "", lines->items[i].text);
}

void lk_table_format(const lk_table_record *record, const lk_table_row *row, char *text, size_t size) {
    const void *member = lk_table_member(record, row);
    char name[LK_TABLE_NAME];
    *text = 0;
    if (!lk_table_is_given(record, row)) return;
    switch (row->type) {
    case LK_TABLE_QUANTITY:
    case LK_TABLE_SETTING:
        lk_table_format_number(*(const double *)member, row->unit, text, size);
        break;
    case LK_TABLE_INTEGER:
        snprintf(text, size, "%lld", (long long)*(const int64_t *)member);
        break;
    case LK_TABLE_CHOICE:
        if (lk_table_choice(row->choices, (size_t) * (const int *)member, name))
            snprintf(text, size, "%s", name);
        break;
    case LK_TABLE_TEXT_LINE:
        snprintf(text, size, "%s", (const char *)member);
        break;
    case LK_TABLE_COLOUR:
        snprintf(text, size, "#%06x", (unsigned)*(const uint32_t *)member);
        break;
    case LK_TABLE_MATERIAL:
        snprintf(text, size, "%s", ((const lk_material_name *)member)->name);
        break;
    case LK_TABLE_MIXTURE:
        format_mixture(member, text, size);
        break;
    case LK_TABLE_LIST:
        format_lines(member, text, size);
        break;
    }
}
