// Descriptor tables: checking and storing values. See likmc/table.h.
#include "likmc/nearest.h"
#include "likmc/table.h"
#include "likmc/units.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool lk_table_refuse(char why[LK_TABLE_WHY], const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, LK_TABLE_WHY, format, arguments);
    va_end(arguments);
    return false;
}

// The unit's name as it stands after a number; nothing for plain numbers.
static const char *suffix(const char *unit) { return strcmp(unit, "1") == 0 ? "" : unit; }

static const char *gap(const char *unit) { return *suffix(unit) ? " " : ""; }

static const lk_units *fitting_unit(const lk_table_row *row, const char *name, char *why) {
    const lk_units *unit = lk_units_find(name), *own = lk_units_find(row->unit);
    if (!unit) {
        const char *nearest = lk_units_nearest(name);
        lk_table_refuse(why, "unknown unit '%.60s'; %s%s%s", name,
                        nearest ? "did you mean " : "expected e.g. ", nearest ? nearest : row->unit,
                        nearest ? "?" : "");
    } else if (!lk_units_convertible(unit, own)) {
        lk_table_refuse(why, "unit %s does not fit; expected %s or another unit of the same kind", name,
                        row->unit);
        unit = NULL;
    }
    return unit;
}

bool lk_table_unit_fits(const lk_table_row *row, const char *unit, char why[LK_TABLE_WHY]) {
    return fitting_unit(row, unit, why) != NULL;
}

static bool inside_limits(const lk_table_row *row, const lk_units *unit, double value, char *why) {
    const lk_units *own = lk_units_find(row->unit);
    const double base = lk_units_to_base(unit, value);
    if (base >= lk_units_to_base(own, row->low) && base <= lk_units_to_base(own, row->high)) return true;
    return lk_table_refuse(why, "%.9g%s%s is outside the allowed range %.9g ... %.9g%s%s", value,
                           gap(unit->name), suffix(unit->name), row->low, row->high, gap(row->unit),
                           suffix(row->unit));
}

static bool inside_own_range(const lk_table_quantity *q, char *why) {
    if (!(q->low <= q->high))
        return lk_table_refuse(why, "range [%.9g, %.9g] is upside down", q->low, q->high);
    if (q->value >= q->low && q->value <= q->high) return true;
    return lk_table_refuse(why, "%.9g%s%s is outside its own range %.9g ... %.9g%s%s", q->value, gap(q->unit),
                           suffix(q->unit), q->low, q->high, gap(q->unit), suffix(q->unit));
}

bool lk_table_put_quantity(const lk_table_record *record, const lk_table_row *row,
                           const lk_table_quantity *quantity, char why[LK_TABLE_WHY]) {
    const lk_units *unit = fitting_unit(row, quantity->unit, why);
    if (!unit || !inside_limits(row, unit, quantity->value, why) || !inside_own_range(quantity, why))
        return false;
    if (quantity->tag == LK_TAG_NONE)
        return lk_table_refuse(why, "has no tag; one of paper, literature, derived, assumed");
    if (!quantity->source || !*quantity->source) return lk_table_refuse(why, "has no source");
    if (strlen(quantity->source) >= LK_TABLE_SOURCE)
        return lk_table_refuse(why, "source is longer than %d bytes", LK_TABLE_SOURCE - 1);
    *(double *)lk_table_member(record, row) = lk_units_to_base(unit, quantity->value);
    lk_table_origin *origin = lk_table_origin_of(record, row);
    // The source may be the very text that is stored here.
    memmove(origin->source, quantity->source, strlen(quantity->source) + 1);
    origin->tag = quantity->tag;
    origin->low = lk_units_to_base(unit, quantity->low);
    origin->high = lk_units_to_base(unit, quantity->high);
    return true;
}

// The range that the value had is kept; one that had no value gets the limits of its row.
static bool put_quantity_text(const lk_table_record *record, const lk_table_row *row, const char *text,
                              const char *source, char *why) {
    lk_table_quantity q = {.tag = LK_TAG_ASSUMED, .source = source};
    if (!lk_table_read_with_unit(text, &q.value, &q.unit))
        return lk_table_refuse(why, "'%.60s' is not a number with a unit such as \"1.5 %s\"", text,
                               row->unit);
    if (!*q.unit) q.unit = row->unit;
    const lk_units *unit = fitting_unit(row, q.unit, why);
    if (!unit) return false;
    const lk_table_origin *origin = lk_table_origin_of(record, row);
    const lk_units *own = lk_units_find(row->unit);
    const bool ranged = origin->tag != LK_TAG_NONE;
    q.low = lk_units_from_base(unit, ranged ? origin->low : lk_units_to_base(own, row->low));
    q.high = lk_units_from_base(unit, ranged ? origin->high : lk_units_to_base(own, row->high));
    // A value on the border must not fall outside because its border was converted.
    const double base = lk_units_to_base(unit, q.value);
    if (ranged && base == origin->low) q.low = q.value;
    if (ranged && base == origin->high) q.high = q.value;
    return lk_table_put_quantity(record, row, &q, why);
}

static bool put_setting(const lk_table_record *record, const lk_table_row *row, const char *text,
                        const char *source, char *why) {
    double value;
    const char *name;
    if (!lk_table_read_with_unit(text, &value, &name))
        return lk_table_refuse(why, "'%.60s' is not a number", text);
    if (!*name && *suffix(row->unit) && !source)
        return lk_table_refuse(why, "'%.60s' has no unit; write it with one, such as \"%.40s %s\"", text,
                               text, row->unit);
    const lk_units *unit = fitting_unit(row, *name ? name : row->unit, why);
    if (!unit || !inside_limits(row, unit, value, why)) return false;
    *(double *)lk_table_member(record, row) = lk_units_to_base(unit, value);
    return true;
}

static bool put_integer(const lk_table_record *record, const lk_table_row *row, const char *text,
                        const char *source, char *why) {
    (void)source;
    char *end;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    if (end == text || *end || text[0] == ' ') return lk_table_refuse(why, "'%.60s' is not an integer", text);
    if (errno || (double)value < row->low || (double)value > row->high)
        return lk_table_refuse(why, "%.60s is outside the allowed range %.19g ... %.19g", text, row->low,
                               row->high);
    *(int64_t *)lk_table_member(record, row) = value;
    return true;
}

static bool put_choice(const lk_table_record *record, const lk_table_row *row, const char *text,
                       const char *source, char *why) {
    (void)source;
    char name[LK_TABLE_NAME], best[LK_TABLE_NAME] = "", known[200];
    lk_nearest search = {.name = text};
    for (size_t i = 0; lk_table_choice(row->choices, i, name); i++) {
        if (strcmp(name, text) == 0) {
            *(int *)lk_table_member(record, row) = (int)i;
            return true;
        }
        const char *before = search.best;
        lk_nearest_offer(&search, name);
        if (search.best && search.best != before) snprintf(best, sizeof best, "%s", name);
        if (search.best) search.best = best;
    }
    snprintf(known, sizeof known, "%s", row->choices);
    for (char *bar = known; (bar = strchr(bar, '|'));) *bar = ' ';
    if (*best)
        return lk_table_refuse(why, "'%.60s' is not known; did you mean %s? (known: %s)", text, best, known);
    return lk_table_refuse(why, "'%.60s' is not known; it must be one of: %s", text, known);
}

static bool put_line(const lk_table_record *record, const lk_table_row *row, const char *text,
                     const char *source, char *why) {
    (void)source;
    if (strlen(text) >= LK_TABLE_TEXT)
        return lk_table_refuse(why, "is longer than %d bytes", LK_TABLE_TEXT - 1);
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20) return lk_table_refuse(why, "holds a control character");
    memmove(lk_table_member(record, row), text, strlen(text) + 1);
    return true;
}

static bool put_colour(const lk_table_record *record, const lk_table_row *row, const char *text,
                       const char *source, char *why) {
    (void)source;
    if (text[0] != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789abcdefABCDEF") != 6)
        return lk_table_refuse(why, "'%.60s' is not a colour; write it as \"#rrggbb\", in quotes", text);
    *(uint32_t *)lk_table_member(record, row) = (uint32_t)strtoul(text + 1, NULL, 16);
    return true;
}

// Names become file names and keys, so they are kept plain.
bool lk_table_put_name(lk_material_name *name, const char *text, char why[LK_TABLE_WHY]) {
    if (strlen(text) >= LK_TABLE_NAME)
        return lk_table_refuse(why, "name is longer than %d bytes", LK_TABLE_NAME - 1);
    if (!*text ||
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != strlen(text))
        return lk_table_refuse(why, "'%.60s' is not a name of a material: letters, digits, - and _", text);
    snprintf(name->name, sizeof name->name, "%s", text);
    name->index = -1;
    return true;
}

static bool put_material(const lk_table_record *record, const lk_table_row *row, const char *text,
                         const char *source, char *why) {
    (void)source;
    return lk_table_put_name(lk_table_member(record, row), text, why);
}

static bool put_mixture_text(const lk_table_record *record, const lk_table_row *row, const char *text,
                             const char *source, char *why) {
    (void)record, (void)row, (void)source;
    return lk_table_refuse(why, "'%.60s' is not a list; write [{material: NAME, share: 1}]", text);
}

bool lk_table_put_lines(const lk_table_record *record, const lk_table_row *row, const lk_lines *lines,
                        char why[LK_TABLE_WHY]) {
    for (size_t i = 0; i < lines->count; i++)
        for (const char *c = lines->items[i].text; *c; c++)
            if ((unsigned char)*c < 0x20) return lk_table_refuse(why, "holds a control character");
    *(lk_lines *)lk_table_member(record, row) = *lines;
    return true;
}

static bool put_lines_text(const lk_table_record *record, const lk_table_row *row, const char *text,
                           const char *source, char *why) {
    (void)source;
    lk_lines lines = {0};
    while (*text) {
        text += strspn(text, " ;");
        const size_t length = strcspn(text, ";");
        if (length == 0) break;
        if (length >= LK_TABLE_LINE || lines.count == LK_TABLE_LINES)
            return lk_table_refuse(why, "at most %d lines of %d bytes", LK_TABLE_LINES, LK_TABLE_LINE - 1);
        snprintf(lines.items[lines.count++].text, LK_TABLE_LINE, "%.*s", (int)length, text);
        text += length;
    }
    return lk_table_put_lines(record, row, &lines, why);
}

bool lk_table_put_text(const lk_table_record *record, const lk_table_row *row, const char *text,
                       const char *source, char why[LK_TABLE_WHY]) {
    static bool (*const put[])(const lk_table_record *, const lk_table_row *, const char *, const char *,
                               char *) = {
        [LK_TABLE_QUANTITY] = put_quantity_text, [LK_TABLE_SETTING] = put_setting,
        [LK_TABLE_INTEGER] = put_integer,        [LK_TABLE_CHOICE] = put_choice,
        [LK_TABLE_TEXT_LINE] = put_line,         [LK_TABLE_COLOUR] = put_colour,
        [LK_TABLE_MATERIAL] = put_material,      [LK_TABLE_MIXTURE] = put_mixture_text,
        [LK_TABLE_LIST] = put_lines_text};
    return put[row->type](record, row, text, source, why);
}

bool lk_table_put_mixture(const lk_table_record *record, const lk_table_row *row, const lk_mixture *mixture,
                          char why[LK_TABLE_WHY]) {
    lk_mixture checked = *mixture;
    for (size_t i = 0; i < mixture->count; i++) {
        if (!lk_table_put_name(&checked.parts[i].material, mixture->parts[i].material.name, why))
            return false;
        const double share = mixture->parts[i].share;
        if (!(share >= row->low && share <= row->high))
            return lk_table_refuse(why, "share %.9g of %s is outside the allowed range %.9g ... %.9g", share,
                                   mixture->parts[i].material.name, row->low, row->high);
        for (size_t j = 0; j < i; j++)
            if (strcmp(mixture->parts[j].material.name, mixture->parts[i].material.name) == 0)
                return lk_table_refuse(why, "%s stands there twice", mixture->parts[i].material.name);
    }
    *(lk_mixture *)lk_table_member(record, row) = checked;
    return true;
}

static void clear(const lk_table_record *record, const lk_table_row *row) {
    void *member = lk_table_member(record, row);
    *lk_table_origin_of(record, row) = (lk_table_origin){0};
    switch (row->type) {
    case LK_TABLE_QUANTITY:
    case LK_TABLE_SETTING:
        *(double *)member = NAN;
        break;
    case LK_TABLE_INTEGER:
        *(int64_t *)member = 0;
        break;
    case LK_TABLE_CHOICE:
        *(int *)member = 0;
        break;
    case LK_TABLE_TEXT_LINE:
        *(char *)member = 0;
        break;
    case LK_TABLE_COLOUR:
        *(uint32_t *)member = 0;
        break;
    case LK_TABLE_MATERIAL:
        *(lk_material_name *)member = (lk_material_name){.index = -1};
        break;
    case LK_TABLE_MIXTURE:
        *(lk_mixture *)member = (lk_mixture){0};
        break;
    case LK_TABLE_LIST:
        ((lk_lines *)member)->count = 0;
        break;
    }
}

bool lk_table_put_none(const lk_table_record *record, const lk_table_row *row, char why[LK_TABLE_WHY]) {
    if (!row->preset || *row->preset) return lk_table_refuse(why, "has to have a value");
    clear(record, row);
    return true;
}

static bool put_preset(const lk_table_record *record, const lk_table_row *row, char *why) {
    if (row->type != LK_TABLE_QUANTITY) return lk_table_put_text(record, row, row->preset, "", why);
    lk_table_quantity q = {.low = row->range[0],
                           .high = row->range[1],
                           .unit = row->unit,
                           .tag = row->tag,
                           .source = row->source};
    if (!lk_table_read_number(row->preset, &q.value))
        return lk_table_refuse(why, "'%s' is not a number", row->preset);
    return lk_table_put_quantity(record, row, &q, why);
}

lk_status lk_table_set_defaults(const lk_table_record *record, lk_error_list *errors) {
    lk_status status = LK_OK;
    char why[LK_TABLE_WHY];
    for (size_t i = 0; i < record->table->count; i++) {
        const lk_table_row *row = &record->table->rows[i];
        clear(record, row);
        if (row->preset && *row->preset && !put_preset(record, row, why))
            status = lk_error_set(errors, LK_BAD_INPUT, "default of %s: %s", row->key, why);
    }
    return status;
}
