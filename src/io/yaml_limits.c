// A look at a text before a tree is built of it: see yaml_limits.h.
#include "yaml_limits.h"

#include <libfyaml.h>

typedef struct count {
    size_t nodes;
    int depth;
} count;

static const char *add(count *c, enum fy_event_type type) {
    switch (type) {
    case FYET_MAPPING_START:
    case FYET_SEQUENCE_START:
        c->depth++;
        c->nodes++;
        break;
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        c->depth--;
        break;
    case FYET_SCALAR:
    case FYET_ALIAS:
        c->nodes++;
        break;
    default:
        break;
    }
    if (c->depth > LK_YAML_LIMITS_DEPTH) return "nested too deeply";
    return c->nodes > 2 * LK_YAML_LIMITS_NODES ? "too many entries" : NULL; // a key and a value each
}

static const char *scan(struct fy_parser *parser, int *line, int *column) {
    count c = {0};
    const char *why = NULL;
    for (struct fy_event *event; !why && (event = fy_parser_parse(parser));) {
        const struct fy_mark *mark = (why = add(&c, event->type)) ? fy_event_start_mark(event) : NULL;
        *line = mark ? mark->line + 1 : 0;
        *column = mark ? mark->column + 1 : 0;
        fy_parser_event_free(parser, event);
    }
    return why;
}

// libfyaml keeps all tokens of a flow collection until its last bracket, some 350 bytes for each.
static const char *look_at_brackets(const char *text, size_t length, int *line, int *column) {
    size_t brackets = 0;
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < length; i++, ++*column) {
        brackets += text[i] == '[' || text[i] == '{';
        if (brackets > LK_YAML_LIMITS_BRACKETS) return "too many brackets";
        if (text[i] == '\n') ++*line, *column = 0;
    }
    return NULL;
}

bool lk_yaml_limits_hold(const char *text, size_t length, const char **why, int *line, int *column) {
    if (length < LK_YAML_LIMITS_SMALL) return true;
    if ((*why = look_at_brackets(text, length, line, column))) return false;
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    struct fy_diag *diagnostics = fy_diag_create(&quiet);
    if (diagnostics) fy_diag_set_collect_errors(diagnostics, true);
    const struct fy_parse_cfg settings = {
        .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = diagnostics};
    struct fy_parser *parser = diagnostics ? fy_parser_create(&settings) : NULL;
    if (parser && fy_parser_set_string(parser, text, length) == 0) *why = scan(parser, line, column);
    fy_parser_destroy(parser);
    fy_diag_destroy(diagnostics);
    return !*why;
}
