// YAML into a tree of our own, through libfyaml: see likmc/yaml.h.
#include "likmc/yaml.h"

#include "yaml_limits.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_BYTES = 1 << 20, MOST_EXCERPT = 400 };

typedef struct builder {
    lk_yaml_document *document;
    struct fy_document *source;
    lk_error_list *errors;
    size_t nodes;
    bool failed; // stop
    bool wrong;  // go on, but there is no document
    bool built;  // the root is there
} builder;

// ---- errors

static const char *line_start(const char *text, int line) {
    for (int i = 1; i < line && text; i++) {
        text = strchr(text, '\n');
        if (text) text++;
    }
    return text;
}

lk_status lk_yaml_error(const lk_yaml_document *document, int line, int column, lk_error_list *errors,
                        const char *format, ...) {
    if (!lk_error_is_kept(errors)) return lk_error_set(errors, LK_BAD_INPUT, "not kept");
    char message[1024], excerpt[MOST_EXCERPT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const char *start = line > 0 ? line_start(document->text, line) : NULL;
    if (start) snprintf(excerpt, sizeof excerpt, "%.*s", (int)strcspn(start, "\r\n"), start);
    return lk_error_add(errors, LK_BAD_INPUT, document->name, line, column, start ? excerpt : NULL, "%s",
                        message);
}

// ---- tree

static void clear_node(lk_yaml_node *node) {
    for (size_t i = 0; i < node->count; i++) clear_node(&node->items[i]);
    free(node->items);
    free(node->key);
    free(node->text);
}

void lk_yaml_free(lk_yaml_document *document) {
    if (!document) return;
    clear_node(&document->root);
    free(document->name);
    free(document->folder);
    free(document->text);
    free(document);
}

const lk_yaml_node *lk_yaml_get(const lk_yaml_node *map, const char *key) {
    for (size_t i = 0; i < map->count; i++)
        if (map->kind == LK_YAML_MAP && strcmp(map->items[i].key, key) == 0) return &map->items[i];
    return NULL;
}

static void fail(builder *b, const lk_yaml_node *at, const char *message) {
    if (!b->failed) lk_yaml_error(b->document, at->line, at->column, b->errors, "%s", message);
    b->failed = true;
}

static void mark(struct fy_node *source, int *line, int *column) {
    struct fy_token *token = source ? fy_node_get_scalar_token(source) : NULL;
    const struct fy_mark *place = token ? fy_token_start_mark(token) : NULL;
    if (!place) return;
    *line = place->line + 1;
    *column = place->column + 1;
}

static char *scalar_text(struct fy_node *source) {
    size_t length = 0;
    const char *text = source ? fy_node_get_scalar(source, &length) : NULL;
    if (text && memchr(text, 0, length)) return NULL;
    char *copy = malloc(length + 1);
    if (!copy) return NULL;
    if (text) memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

static bool means_null(const char *text) {
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0) return true;
    return false;
}

static void build(builder *b, struct fy_node *source, lk_yaml_node *node, int depth);

static void build_scalar(builder *b, struct fy_node *source, lk_yaml_node *node) {
    node->kind = LK_YAML_SCALAR;
    node->text = scalar_text(source);
    if (!node->text) {
        fail(b, node, "text holds a zero byte");
        return;
    }
    const enum fy_node_style style = source ? fy_node_get_style(source) : FYNS_PLAIN;
    const bool quoted = style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED;
    node->is_quoted = quoted;
    node->is_null = !quoted && means_null(node->text);
    node->column -= quoted && node->column > 1; // libfyaml points behind the quote
}

static bool reserve(builder *b, lk_yaml_node *node, size_t count) {
    b->nodes += count;
    if (b->nodes > LK_YAML_LIMITS_NODES) {
        fail(b, node, "too many entries (aliases of aliases?)");
        return false;
    }
    node->items = calloc(count + 1, sizeof *node->items);
    if (!node->items) fail(b, node, "out of memory");
    return node->items != NULL;
}

// By key, then by place.
static int by_key(const void *a, const void *b) {
    const lk_yaml_node *x = *(const lk_yaml_node *const *)a, *y = *(const lk_yaml_node *const *)b;
    const int order = strcmp(x->key, y->key);
    return order ? order : x < y ? -1 : x > y;
}

// Keys that stand twice stand together once they are sorted.
static void check_keys(builder *b, const lk_yaml_node *map) {
    const lk_yaml_node **sorted = malloc((map->count + 1) * sizeof *sorted);
    if (!sorted) fail(b, map, "out of memory");
    for (size_t i = 0; sorted && i < map->count; i++) sorted[i] = &map->items[i];
    if (sorted) qsort(sorted, map->count, sizeof *sorted, by_key);
    for (size_t i = 1, first = 0; sorted && i < map->count; i++) {
        if (strcmp(sorted[first]->key, sorted[i]->key) != 0) {
            first = i;
            continue;
        }
        b->wrong = true;
        lk_yaml_error(b->document, sorted[i]->key_line, sorted[i]->key_column, b->errors,
                      "key '%.60s' is given twice, first in line %d", sorted[i]->key,
                      sorted[first]->key_line);
    }
    free(sorted);
}

static void build_pair(builder *b, struct fy_node_pair *pair, lk_yaml_node *map, lk_yaml_node *item,
                       int depth) {
    struct fy_node *key = fy_node_pair_key(pair);
    item->key_line = map->line;
    item->key_column = map->column;
    if (!key || !fy_node_is_scalar(key) || fy_node_is_alias(key)) {
        fail(b, map, "a key has to be plain text");
        return;
    }
    mark(key, &item->key_line, &item->key_column);
    item->line = item->key_line;
    item->column = item->key_column;
    item->key = scalar_text(key);
    if (!item->key) {
        fail(b, map, "a key holds a zero byte");
        return;
    }
    map->count++;
    build(b, fy_node_pair_value(pair), item, depth + 1);
}

static void build_map(builder *b, struct fy_node *source, lk_yaml_node *node, int depth) {
    node->kind = LK_YAML_MAP;
    const int count = fy_node_mapping_item_count(source);
    if (!reserve(b, node, count > 0 ? (size_t)count : 0)) return;
    void *iterator = NULL;
    struct fy_node_pair *pair;
    while (!b->failed && (pair = fy_node_mapping_iterate(source, &iterator)))
        build_pair(b, pair, node, &node->items[node->count], depth);
    if (!b->failed) check_keys(b, node);
    if (node->count > 0 && node->items[0].key_line > node->line) {
        node->line = node->items[0].key_line;
        node->column = node->items[0].key_column;
    }
}

static void build_list(builder *b, struct fy_node *source, lk_yaml_node *node, int depth) {
    node->kind = LK_YAML_LIST;
    const int count = fy_node_sequence_item_count(source);
    if (!reserve(b, node, count > 0 ? (size_t)count : 0)) return;
    void *iterator = NULL;
    struct fy_node *item;
    while (!b->failed && (item = fy_node_sequence_iterate(source, &iterator))) {
        lk_yaml_node *entry = &node->items[node->count++];
        entry->line = node->line;
        entry->column = node->column;
        build(b, item, entry, depth + 1);
    }
}

static struct fy_node *follow_alias(builder *b, struct fy_node *source, lk_yaml_node *node) {
    size_t length = 0;
    const char *name = fy_node_get_scalar(source, &length);
    struct fy_anchor *anchor = name ? fy_document_lookup_anchor(b->source, name, length) : NULL;
    if (!anchor) fail(b, node, "alias of an anchor that is not there");
    return anchor ? fy_anchor_node(anchor) : NULL;
}

static void build(builder *b, struct fy_node *source, lk_yaml_node *node, int depth) {
    if (depth > LK_YAML_LIMITS_DEPTH) {
        fail(b, node, "nested too deeply");
        return;
    }
    mark(source, &node->line, &node->column);
    if (source && fy_node_is_alias(source)) {
        struct fy_node *target = follow_alias(b, source, node);
        if (!target) return;
        const int line = node->line, column = node->column;
        build(b, target, node, depth + 1);
        node->line = line;
        node->column = column;
    } else if (source && fy_node_is_mapping(source)) {
        build_map(b, source, node, depth);
    } else if (source && fy_node_is_sequence(source)) {
        build_list(b, source, node, depth);
    } else {
        build_scalar(b, source, node);
    }
}

// ---- reading

// Offset of the first byte that is no UTF-8, a zero byte or another control character, or `length`.
static size_t valid_length(const unsigned char *text, size_t length) {
    static const struct {
        unsigned char mask, lead;
        int more;
    } forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 1}, {0xf0, 0xe0, 2}, {0xf8, 0xf0, 3}};
    size_t i = 0;
    while (i < length) {
        int form = 0;
        while (form < 4 && (text[i] & forms[form].mask) != forms[form].lead) form++;
        if (form == 4 || text[i] == 0xc0 || text[i] == 0xc1 || text[i] > 0xf4 || text[i] == 0x7f) return i;
        if (text[i] < 0x20 && text[i] != '\t' && text[i] != '\n' && text[i] != '\r') return i;
        for (int k = 1; k <= forms[form].more; k++)
            if (i + (size_t)k >= length || (text[i + (size_t)k] & 0xc0) != 0x80) return i;
        i += (size_t)forms[form].more + 1;
    }
    return length;
}

bool lk_yaml_is_text(const char *text) {
    return valid_length((const unsigned char *)text, strlen(text)) == strlen(text);
}

static bool check_bytes(lk_yaml_document *document, size_t length, lk_error_list *errors) {
    const size_t valid = valid_length((const unsigned char *)document->text, length);
    if (valid == length) return true;
    int line = 1, column = 1;
    for (size_t i = 0; i < valid; i++, column++)
        if (document->text[i] == '\n') line++, column = 0;
    const unsigned byte = (unsigned char)document->text[valid];
    document->text[valid] = 0;
    lk_yaml_error(document, line, column, errors, "byte 0x%02x is not part of UTF-8 text", byte);
    return false;
}

// libfyaml refuses a version that it does not know, but says nothing.
static void report_silent(const lk_yaml_document *document, lk_error_list *errors) {
    const char *directive = strstr(document->text, "%YAML");
    int line = 1;
    for (const char *c = document->text; directive && c < directive; c++) line += *c == '\n';
    if (directive)
        lk_yaml_error(document, line, 1, errors,
                      "this version of YAML is not known; write '%%YAML 1.2', or nothing");
    else
        lk_yaml_error(document, 0, 0, errors, "is not YAML");
}

// Warnings are left alone.
static bool report_syntax(const lk_yaml_document *document, struct fy_diag *diagnostics,
                          lk_error_list *errors) {
    void *iterator = NULL;
    struct fy_diag_error *error;
    bool found = false;
    while ((error = fy_diag_errors_iterate(diagnostics, &iterator))) {
        if (error->type < FYET_ERROR) continue;
        found = true;
        lk_yaml_error(document, error->line, error->column, errors, "%s",
                      error->msg ? error->msg : "syntax error");
    }
    if (!found && fy_diag_got_error(diagnostics)) report_silent(document, errors);
    return found || fy_diag_got_error(diagnostics);
}

static void build_document(struct fy_parser *parser, builder *b) {
    struct fy_document *second = NULL;
    b->source = fy_parse_load_document(parser);
    struct fy_node *root = b->source ? fy_document_root(b->source) : NULL;
    if (root) {
        b->document->root.line = b->document->root.column = 1;
        build(b, root, &b->document->root, 0);
        b->built = true;
        second = fy_parse_load_document(parser);
        if (second) fail(b, &(lk_yaml_node){0}, "holds more than one document");
    }
    fy_parse_document_destroy(parser, second);
    fy_parse_document_destroy(parser, b->source);
}

static bool parse_into(lk_yaml_document *document, size_t length, lk_error_list *errors) {
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    struct fy_diag *diagnostics = fy_diag_create(&quiet);
    if (!diagnostics) return lk_error_set(errors, LK_FAILED, "out of memory"), false;
    fy_diag_set_collect_errors(diagnostics, true);
    const struct fy_parse_cfg settings = {
        .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = diagnostics};
    struct fy_parser *parser = fy_parser_create(&settings);
    builder b = {.document = document, .errors = errors};
    if (parser && fy_parser_set_string(parser, document->text, length) == 0) build_document(parser, &b);
    const bool clean = parser && !b.failed && !b.wrong && !report_syntax(document, diagnostics, errors);
    if (!parser) lk_error_set(errors, LK_FAILED, "out of memory");
    if (clean && !b.built) lk_yaml_error(document, 0, 0, errors, "is empty");
    fy_parser_destroy(parser);
    fy_diag_destroy(diagnostics);
    return clean && b.built;
}

static bool check_limits(const lk_yaml_document *document, size_t length, lk_error_list *errors) {
    const char *why;
    int line = 0, column = 0;
    if (lk_yaml_limits_hold(document->text, length, &why, &line, &column)) return true;
    lk_yaml_error(document, line, column, errors, "%s", why);
    return false;
}

static lk_yaml_document *new_document(const char *name, char *text) {
    lk_yaml_document *document = calloc(1, sizeof *document);
    if (!document) {
        free(text);
        return NULL;
    }
    const char *slash = strrchr(name, '/');
    document->text = text;
    document->name = strdup(name);
    document->folder = slash ? strndup(name, (size_t)(slash - name) + (slash == name)) : strdup(".");
    if (document->text && document->name && document->folder) return document;
    lk_yaml_free(document);
    return NULL;
}

static lk_yaml_document *parse(const char *name, char *text, size_t length, lk_error_list *errors) {
    lk_yaml_document *document = new_document(name, text);
    if (!document) {
        lk_error_set(errors, LK_FAILED, "out of memory");
        return NULL;
    }
    if (check_bytes(document, length, errors) && check_limits(document, length, errors) &&
        parse_into(document, length, errors))
        return document;
    lk_yaml_free(document);
    return NULL;
}

lk_yaml_document *lk_yaml_parse(const char *name, const char *text, lk_error_list *errors) {
    lk_yaml_document *document = parse(name, strdup(text), strlen(text), errors);
    if (document) strcpy(document->folder, "."); // the name may hold slashes, and is no path
    return document;
}

bool lk_yaml_is_readable(const char *path, char why[LK_TABLE_WHY]) {
    struct stat info;
    FILE *file = NULL;
    *why = 0;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        snprintf(why, LK_TABLE_WHY, "is a directory, not a file");
    } else if (errno = 0, stat(path, &info) == 0 && !S_ISREG(info.st_mode)) {
        snprintf(why, LK_TABLE_WHY, "is not a regular file");
    } else if (!(file = fopen(path, "rb"))) {
        snprintf(why, LK_TABLE_WHY, "cannot be read: %s", strerror(errno));
    } else if (info.st_size > MOST_BYTES) {
        snprintf(why, LK_TABLE_WHY, "is too large for a parameter file: %lld bytes; at most %d",
                 (long long)info.st_size, MOST_BYTES);
    }
    if (file) fclose(file);
    return !*why;
}

static char *read_bytes(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    char *text = malloc(MOST_BYTES + 1);
    *length = 0;
    if (file && text) *length = fread(text, 1, MOST_BYTES, file);
    const bool good = file && text && !ferror(file);
    if (file) fclose(file);
    if (!good) {
        free(text);
        return NULL;
    }
    text[*length] = 0;
    char *fitted = realloc(text, *length + 1);
    return fitted ? fitted : text;
}

lk_yaml_document *lk_yaml_read(const char *path, lk_error_list *errors) {
    char why[LK_TABLE_WHY];
    size_t length;
    if (!lk_yaml_is_readable(path, why)) {
        lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "%s", why);
        return NULL;
    }
    char *text = read_bytes(path, &length);
    if (!text) {
        lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot be read: %s",
                     strerror(errno ? errno : EIO));
        return NULL;
    }
    lk_yaml_document *document = parse(path, text, length, errors);
    if (!document || document->root.kind == LK_YAML_MAP) return document;
    lk_yaml_error(document, document->root.line, document->root.column, errors,
                  "the file has to hold 'key: value' lines at its top level");
    lk_yaml_free(document);
    return NULL;
}
