// YAML into structs by descriptor table: see yaml_fill.h.
#include "yaml_fill.h"
#include "likmc/nearest.h"

#include <stdio.h>
#include <string.h>

enum { KEY_SIZE = 160 };

// What every function here needs to point at an entry.
typedef struct entry {
    const lk_yaml_sink *sink;
    const lk_yaml_document *document;
    const lk_yaml_node *node;
    const char *key;
    const lk_table_row *row;
    lk_error_list *errors;
} entry;

static lk_status wrong_at(const entry *e, const lk_yaml_node *at, const char *why) {
    return lk_yaml_error(e->document, at->line, at->column, e->errors, "%s: %s", e->key, why);
}

static lk_status wrong(const entry *e, const char *why) { return wrong_at(e, e->node, why); }

// ---- quantities

static const char *const quantity_keys[] = {"value", "unit", "range", "tag", "source"};
enum { QUANTITY_KEYS = sizeof quantity_keys / sizeof *quantity_keys };

static lk_status check_quantity_keys(const entry *e) {
    lk_status status = LK_OK;
    for (size_t i = 0; i < e->node->count; i++) {
        const lk_yaml_node *item = &e->node->items[i];
        lk_nearest search = {.name = item->key};
        bool known = false;
        for (int k = 0; k < QUANTITY_KEYS; k++) {
            known = known || strcmp(item->key, quantity_keys[k]) == 0;
            lk_nearest_offer(&search, quantity_keys[k]);
        }
        if (known) continue;
        status = lk_yaml_error(e->document, item->key_line, item->key_column, e->errors,
                               "%s: unknown key '%.60s' of a quantity; %s%s%s", e->key, item->key,
                               search.best ? "did you mean " : "it has value, unit, range, tag and source",
                               search.best ? search.best : "", search.best ? "?" : "");
    }
    return status;
}

static lk_status check_quantity_complete(const entry *e) {
    char missing[80] = "";
    for (int k = 0; k < QUANTITY_KEYS; k++) {
        const lk_yaml_node *part = lk_yaml_get(e->node, quantity_keys[k]);
        if (part && !(part->kind == LK_YAML_SCALAR && part->is_null)) continue;
        const size_t used = strlen(missing);
        snprintf(missing + used, sizeof missing - used, "%s%s", used ? ", " : "", quantity_keys[k]);
    }
    if (!*missing) return LK_OK;
    return lk_yaml_error(e->document, e->node->key_line, e->node->key_column, e->errors,
                         "%s: a physical quantity without %s; it needs value, unit, range, tag and source",
                         e->key, missing);
}

static lk_status read_number(const entry *e, const lk_yaml_node *node, const char *what, double *number) {
    if (node->kind == LK_YAML_SCALAR && lk_table_read_number(node->text, number)) return LK_OK;
    char why[LK_TABLE_WHY];
    snprintf(why, sizeof why, "%s has to be a number, not %s%.60s%s", what,
             node->kind == LK_YAML_SCALAR ? "'" : (node->kind == LK_YAML_MAP ? "a map" : "a list"),
             node->kind == LK_YAML_SCALAR ? node->text : "", node->kind == LK_YAML_SCALAR ? "'" : "");
    return wrong_at(e, node, why);
}

static lk_status read_range(const entry *e, const lk_yaml_node *node, lk_table_quantity *q) {
    if (node->kind != LK_YAML_LIST || node->count != 2)
        return wrong_at(e, node, "range has to be a list of two numbers, [lowest, highest]");
    const lk_status low = read_number(e, &node->items[0], "range", &q->low);
    const lk_status high = read_number(e, &node->items[1], "range", &q->high);
    return low ? low : high;
}

static lk_status read_text(const entry *e, const lk_yaml_node *node, const char *what, const char **text) {
    char why[LK_TABLE_WHY];
    *text = node->text;
    if (node->kind == LK_YAML_SCALAR) return LK_OK;
    snprintf(why, sizeof why, "%s has to be text", what);
    return wrong_at(e, node, why);
}

static lk_status read_unit(const entry *e, const lk_yaml_node *node, lk_table_quantity *q) {
    char why[LK_TABLE_WHY];
    if (read_text(e, node, "unit", &q->unit)) return LK_BAD_INPUT;
    return lk_table_unit_fits(e->row, q->unit, why) ? LK_OK : wrong_at(e, node, why);
}

static lk_status read_tag(const entry *e, const lk_yaml_node *node, lk_table_quantity *q) {
    char why[LK_TABLE_WHY];
    const char *text;
    if (read_text(e, node, "tag", &text)) return LK_BAD_INPUT;
    q->tag = lk_table_tag_of(text);
    if (q->tag != LK_TAG_NONE) return LK_OK;
    lk_nearest search = {.name = text};
    for (int tag = LK_TAG_PAPER; tag <= LK_TAG_ASSUMED; tag++)
        lk_nearest_offer(&search, lk_table_tag_name((lk_table_tag)tag));
    snprintf(why, sizeof why, "unknown tag '%.60s'; %s%s%sone of paper, literature, derived, assumed", text,
             search.best ? "did you mean " : "", search.best ? search.best : "",
             search.best ? "? It is " : "");
    return wrong_at(e, node, why);
}

static lk_status fill_quantity(const entry *e) {
    lk_status status = check_quantity_keys(e);
    if (check_quantity_complete(e)) return LK_BAD_INPUT;
    const lk_yaml_node *value = lk_yaml_get(e->node, "value");
    lk_table_quantity q;
    char why[LK_TABLE_WHY];
    if (read_number(e, value, "value", &q.value)) status = LK_BAD_INPUT;
    if (read_unit(e, lk_yaml_get(e->node, "unit"), &q)) status = LK_BAD_INPUT;
    if (read_range(e, lk_yaml_get(e->node, "range"), &q)) status = LK_BAD_INPUT;
    if (read_tag(e, lk_yaml_get(e->node, "tag"), &q)) status = LK_BAD_INPUT;
    if (read_text(e, lk_yaml_get(e->node, "source"), "source", &q.source)) status = LK_BAD_INPUT;
    if (status) return status;
    return lk_table_put_quantity(&e->sink->record, e->row, &q, why) ? LK_OK : wrong_at(e, value, why);
}

// ---- mixtures

static lk_status check_part_keys(const entry *e, const lk_yaml_node *part) {
    lk_status status = LK_OK;
    for (size_t i = 0; i < part->count; i++) {
        const lk_yaml_node *item = &part->items[i];
        if (strcmp(item->key, "material") == 0 || strcmp(item->key, "share") == 0) continue;
        status = lk_yaml_error(e->document, item->key_line, item->key_column, e->errors,
                               "%s: unknown key '%.60s'; an entry has material and share", e->key, item->key);
    }
    return status;
}

static lk_status read_part(const entry *e, const lk_yaml_node *part, char name[LK_TABLE_NAME],
                           double *share) {
    char why[LK_TABLE_WHY];
    if (part->kind != LK_YAML_MAP)
        return wrong_at(e, part, "an entry has to be {material: NAME, share: NUMBER}");
    lk_status status = check_part_keys(e, part);
    const lk_yaml_node *material = lk_yaml_get(part, "material"), *number = lk_yaml_get(part, "share");
    if (!material || !number) return wrong_at(e, part, "an entry needs material and share");
    if (material->kind != LK_YAML_SCALAR) return wrong_at(e, material, "material has to be a name");
    if (!e->sink->material(e->sink->context, e->document, material->text, name, why))
        status = wrong_at(e, material, why);
    if (read_number(e, number, "share", share)) status = LK_BAD_INPUT;
    return status;
}

static lk_status fill_mixture(const entry *e) {
    char why[LK_TABLE_WHY];
    lk_mixture mixture = {0};
    lk_status status = LK_OK;
    if (e->node->count > LK_TABLE_PARTS) {
        snprintf(why, sizeof why, "has %zu entries; at most %d", e->node->count, LK_TABLE_PARTS);
        return wrong(e, why);
    }
    for (size_t i = 0; i < e->node->count; i++, mixture.count++)
        if (read_part(e, &e->node->items[i], mixture.parts[i].material.name, &mixture.parts[i].share))
            status = LK_BAD_INPUT;
    if (status) return status;
    return lk_table_put_mixture(&e->sink->record, e->row, &mixture, why) ? LK_OK : wrong(e, why);
}

// ---- lines

static lk_status fill_line(const entry *e, const lk_yaml_node *at, const char *text, int line, int column,
                           int depth, lk_lines *lines) {
    char why[LK_TABLE_WHY];
    if (lines->count == LK_TABLE_LINES || depth >= LK_TABLE_NESTING || strlen(text) >= LK_TABLE_LINE) {
        snprintf(why, sizeof why, "at most %d lines of %d bytes in %d lists within lists", LK_TABLE_LINES,
                 LK_TABLE_LINE - 1, LK_TABLE_NESTING);
        return wrong_at(e, at, why);
    }
    snprintf(lines->items[lines->count].text, LK_TABLE_LINE, "%s", text);
    lines->items[lines->count].depth = depth;
    lines->items[lines->count].line = line;
    lines->items[lines->count++].column = column;
    return LK_OK;
}

// A line is text, or a map of one entry whose key is the line and whose value is the list that it heads.
static lk_status fill_lines(const entry *e, const lk_yaml_node *list, int depth, lk_lines *lines) {
    lk_status status = LK_OK;
    for (size_t i = 0; i < list->count && status == LK_OK; i++) {
        const lk_yaml_node *item = &list->items[i], *inner = item->items;
        if (item->kind == LK_YAML_SCALAR && !item->is_null) {
            status = fill_line(e, item, item->text, item->line, item->column + item->is_quoted, depth, lines);
        } else if (item->kind == LK_YAML_MAP && item->count == 1 && inner->kind == LK_YAML_LIST) {
            status = fill_line(e, item, inner->key, inner->key_line, inner->key_column, depth, lines);
            if (status == LK_OK) status = fill_lines(e, inner, depth + 1, lines);
        } else {
            status = wrong_at(e, item, "an entry has to be text, or one 'text: [...]' that heads a list");
        }
    }
    return status;
}

static lk_status fill_list(const entry *e) {
    char why[LK_TABLE_WHY];
    lk_lines lines = {0};
    if (fill_lines(e, e->node, 0, &lines)) return LK_BAD_INPUT;
    return lk_table_put_lines(&e->sink->record, e->row, &lines, why) ? LK_OK : wrong(e, why);
}

// ---- one entry

static lk_status fill_material(const entry *e) {
    char name[LK_TABLE_NAME], why[LK_TABLE_WHY];
    if (!e->sink->material(e->sink->context, e->document, e->node->text, name, why)) return wrong(e, why);
    return lk_table_put_text(&e->sink->record, e->row, name, NULL, why) ? LK_OK : wrong(e, why);
}

static lk_status fill_text(const entry *e) {
    char why[LK_TABLE_WHY];
    if (e->row->type == LK_TABLE_QUANTITY && !e->sink->source) {
        snprintf(
            why, sizeof why,
            "a physical quantity without unit, range, tag and source; write {value: %.40s, unit: %s, range: "
            "[..., ...], tag: assumed, source: \"...\"}",
            e->node->text, e->row->unit);
        return wrong(e, why);
    }
    return lk_table_put_text(&e->sink->record, e->row, e->node->text, e->sink->source, why) ? LK_OK
                                                                                            : wrong(e, why);
}

static lk_status fill_none(const entry *e) {
    char why[LK_TABLE_WHY];
    return lk_table_put_none(&e->sink->record, e->row, why) ? LK_OK : wrong(e, why);
}

static lk_status fill_value(const entry *e) {
    static const char *const kinds[] = {"text", "a map", "a list"};
    const lk_table_type type = e->row->type;
    char why[LK_TABLE_WHY];
    if (e->node->kind == LK_YAML_SCALAR && e->node->is_null) return fill_none(e);
    if (e->node->kind == LK_YAML_MAP && type == LK_TABLE_QUANTITY) return fill_quantity(e);
    if (e->node->kind == LK_YAML_LIST && type == LK_TABLE_MIXTURE) return fill_mixture(e);
    if (e->node->kind == LK_YAML_LIST && type == LK_TABLE_LIST) return fill_list(e);
    if (e->node->kind == LK_YAML_SCALAR) return type == LK_TABLE_MATERIAL ? fill_material(e) : fill_text(e);
    snprintf(why, sizeof why, "is of type %s and cannot be %s", lk_table_type_name(type),
             kinds[e->node->kind]);
    return wrong(e, why);
}

// The row whose last word is nearest to that of a key which lacks its group, such as "porosity".
static const char *nearest_by_word(const lk_table *table, const char *key) {
    const char *dot = strrchr(key, '.'), *found = NULL;
    lk_nearest search = {.name = dot ? dot + 1 : key};
    for (size_t i = 0; i < table->count; i++) {
        const char *last = strrchr(table->rows[i].key, '.'), *before = search.best;
        lk_nearest_offer(&search, last ? last + 1 : table->rows[i].key);
        if (search.best != before) found = table->rows[i].key;
    }
    return found;
}

static lk_status unknown_key(const entry *e) {
    const lk_table *table = e->sink->record.table;
    lk_nearest search = {.name = e->key};
    if (!lk_error_is_kept(e->errors)) return lk_error_set(e->errors, LK_BAD_INPUT, "unknown key");
    for (size_t i = 0; i < table->count; i++) lk_nearest_offer(&search, table->rows[i].key);
    for (size_t i = 0; e->sink->reserved[i]; i++) lk_nearest_offer(&search, e->sink->reserved[i]);
    const char *best = search.best ? search.best : nearest_by_word(table, e->key);
    return lk_yaml_error(
        e->document, e->node->key_line, e->node->key_column, e->errors, "unknown key '%.100s'; %s%s%s",
        e->key, best ? "did you mean " : "likmc params lists all ", best ? best : "keys", best ? "?" : "");
}

lk_status lk_yaml_fill_entry(const lk_yaml_sink *sink, const lk_yaml_document *document,
                             const lk_yaml_node *node, const char *key, lk_error_list *errors) {
    const lk_table *table = sink->record.table;
    entry e = {sink, document, node, key, lk_table_find(table, key), errors};
    if (e.row) {
        sink->places[e.row - table->rows] = (lk_yaml_place){document, node->line, node->column};
        return fill_value(&e);
    }
    if (!lk_table_is_group(table, key)) return unknown_key(&e);
    if (node->kind == LK_YAML_MAP) return lk_yaml_fill(sink, document, node, key, errors);
    if (node->kind == LK_YAML_SCALAR && node->is_null) return LK_OK;
    return wrong(&e, "is a group; it holds 'key: value' entries");
}

static bool is_reserved(const lk_yaml_sink *sink, const char *key) {
    for (size_t i = 0; sink->reserved[i]; i++)
        if (strcmp(sink->reserved[i], key) == 0) return true;
    return false;
}

lk_status lk_yaml_fill(const lk_yaml_sink *sink, const lk_yaml_document *document, const lk_yaml_node *map,
                       const char *prefix, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (size_t i = 0; i < map->count; i++) {
        const lk_yaml_node *node = &map->items[i];
        char key[KEY_SIZE];
        if (!*prefix && is_reserved(sink, node->key)) continue;
        snprintf(key, sizeof key, "%s%s%.100s", prefix, *prefix ? "." : "", node->key);
        if (lk_yaml_fill_entry(sink, document, node, key, errors)) status = LK_BAD_INPUT;
    }
    return status;
}

lk_status lk_yaml_fill_layers(const lk_yaml_sink *sink, const lk_yaml_layers *layers, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (size_t i = 0; i < layers->count; i++)
        if (lk_yaml_fill(sink, layers->items[i], &layers->items[i]->root, "", errors)) status = LK_BAD_INPUT;
    return status;
}

// ---- what is wrong with the whole

lk_status lk_yaml_fill_refuse(const lk_yaml_sink *sink, const char *file, const char *key, const char *why,
                              lk_error_list *errors) {
    const lk_table_row *row = lk_table_find(sink->record.table, key);
    const lk_yaml_place *place = row ? &sink->places[row - sink->record.table->rows] : NULL;
    if (place && place->document)
        return lk_yaml_error(place->document, place->line, place->column, errors, "%s: %s", key, why);
    return lk_error_add(errors, LK_BAD_INPUT, file, 0, 0, NULL, "%s: %s", key, why);
}

lk_status lk_yaml_fill_missing(const lk_yaml_sink *sink, const char *file, lk_error_list *errors) {
    lk_status status = LK_OK;
    const lk_table *table = sink->record.table;
    for (size_t i = 0; i < table->count; i++)
        if (!table->rows[i].preset && !sink->places[i].document)
            status = lk_error_add(errors, LK_BAD_INPUT, file, 0, 0, NULL, "%s is missing: %s",
                                  table->rows[i].key, table->rows[i].doc);
    return status;
}
