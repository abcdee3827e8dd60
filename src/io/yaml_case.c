// Loading cases: see likmc/yaml.h.
#include "likmc/protocol.h"
#include "likmc/yaml.h"
#include "yaml_loader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const case_keys[] = {"base", "materials", NULL};

// ---- the command line's settings

// A document that holds one scalar or, if the value looks like one, a YAML map or list; its root's key is the
// setting's.
static lk_yaml_document *read_setting(const char *setting, lk_error_list *errors) {
    if (!lk_yaml_is_text(setting)) {
        lk_error_set(errors, LK_BAD_INPUT, "--set: holds bytes that are not UTF-8 text");
        return NULL;
    }
    const char *equals = strchr(setting, '=');
    if (!equals || equals == setting) {
        lk_error_set(errors, LK_BAD_INPUT, "--set %.200s: write KEY=VALUE, such as --set seed=2", setting);
        return NULL;
    }
    if (strncmp(setting, "base=", 5) == 0 || strncmp(setting, "materials=", 10) == 0) {
        lk_error_set(errors, LK_BAD_INPUT, "--set %.200s: belongs into a file", setting);
        return NULL;
    }
    char name[LK_TABLE_WHY];
    snprintf(name, sizeof name, "--set %.400s", setting);
    const bool plain = !strchr("{[", equals[1]) || !equals[1];
    lk_yaml_document *document = lk_yaml_parse(name, plain ? "~" : equals + 1, errors);
    if (!document) return NULL;
    char *key = strndup(setting, (size_t)(equals - setting)), *text = plain ? strdup(equals + 1) : NULL;
    if (!key || (plain && !text)) {
        free(key), free(text);
        lk_yaml_free(document);
        lk_error_set(errors, LK_FAILED, "out of memory");
        return NULL;
    }
    document->root.key = key;
    document->root.key_line = document->root.key_column = 0;
    if (!plain) return document;
    free(document->root.text);
    document->root.text = text;
    document->root.is_null = !*text || strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
    document->root.line = document->root.column = 0; // the name says it all
    return document;
}

// A setting "@FILE": a file, with its bases, on top of the case.
static void read_layers_on_top(lk_yaml_loader *l, const char *path) {
    lk_yaml_layers more;
    lk_status read = lk_yaml_layers_read(&more, path, l->errors);
    if (!read)
        read =
            lk_yaml_expect(more.items[more.count - 1], LK_YAML_FILE_PROTOCOL | LK_YAML_FILE_CASE, l->errors);
    loader_note(l, read);
    if (read) lk_yaml_layers_clear(&more);
    if (l->layers.count + more.count > LK_YAML_LAYERS_MAX) {
        loader_note(l, lk_error_set(l->errors, LK_BAD_INPUT, "more than %d files on top of each other",
                                    LK_YAML_LAYERS_MAX));
        lk_yaml_layers_clear(&more);
    }
    for (size_t i = 0; i < more.count; i++) l->layers.items[l->layers.count++] = more.items[i];
}

static void read_settings(lk_yaml_loader *l, const char *const *settings, size_t count) {
    l->settings = calloc(count + 1, sizeof *l->settings);
    if (!l->settings) loader_note(l, lk_error_set(l->errors, LK_FAILED, "out of memory"));
    for (size_t i = 0; l->settings && i < count; i++) {
        if (strcmp(settings[i], "@") == 0) {
            loader_note(l, lk_error_set(l->errors, LK_BAD_INPUT, "--set @: write @FILE"));
            continue;
        }
        if (settings[i][0] == '@') {
            read_layers_on_top(l, settings[i] + 1);
            continue;
        }
        lk_yaml_document *document = read_setting(settings[i], l->errors);
        if (document) {
            l->settings[l->setting_count++] = document;
        } else {
            loader_note(l, LK_BAD_INPUT);
        }
    }
}

// ---- the case

static void refuse_step(void *context, size_t line, size_t offset, const char *why) {
    lk_yaml_loader *l = context;
    const size_t row = (size_t)(lk_table_find(lk_params_table(), "protocol.steps") - lk_params_table()->rows);
    const lk_yaml_document *document = l->places[row].document;
    const int at = l->params->protocol.steps.items[line].line;
    const int column = l->params->protocol.steps.items[line].column + (at ? (int)offset : 0);
    loader_note(
        l, document ? lk_yaml_error(document, at, column, l->errors, "protocol.steps: %s", why)
                    : lk_error_add(l->errors, LK_BAD_INPUT, l->path, 0, 0, NULL, "protocol.steps: %s", why));
}

static void check_case(lk_yaml_loader *l, const lk_yaml_sink *sink) {
    const char *key;
    char why[LK_TABLE_WHY];
    lk_protocol protocol;
    loader_note(l, lk_yaml_fill_missing(sink, l->path, l->errors));
    lk_protocol_compile(l->params, &protocol, refuse_step, l);
    // Values that are wrong by themselves would only raise more complaints here.
    for (size_t i = 0; l->status == LK_OK || i > 0; i++) {
        const bool holds = lk_params_holds(l->params, i, &key, why);
        if (!key) break;
        if (!holds) loader_note(l, lk_yaml_fill_refuse(sink, l->path, key, why, l->errors));
    }
}

static void load(lk_yaml_loader *l) {
    lk_yaml_sink sink = {.record = lk_params_record(l->params),
                         .places = l->places,
                         .reserved = case_keys,
                         .material = lk_yaml_material_find,
                         .context = l};
    loader_note(l, lk_yaml_fill_layers(&sink, &l->layers, l->errors));
    sink.source = "command line";
    for (size_t i = 0; i < l->setting_count; i++)
        if (!lk_yaml_material_is_setting(l->settings[i]))
            loader_note(l, lk_yaml_fill_entry(&sink, l->settings[i], &l->settings[i]->root,
                                              l->settings[i]->root.key, l->errors));
    if (l->file == LK_YAML_FILE_CASE) {
        lk_yaml_material_load(l);
        lk_yaml_material_check_settings(l);
    }
    check_case(l, &sink);
}

static void clear(lk_yaml_loader *l) {
    lk_yaml_layers_clear(&l->layers);
    for (size_t i = 0; i < l->setting_count; i++) lk_yaml_free(l->settings[i]);
    free(l->settings);
}

static lk_status load_file(const char *path, lk_yaml_file file, const char *const *settings,
                           size_t setting_count, lk_params *params, lk_error_list *errors) {
    lk_yaml_loader *l = calloc(1, sizeof *l);
    if (!l) return lk_error_set(errors, LK_FAILED, "out of memory");
    *l = (lk_yaml_loader){.path = path, .file = file, .params = params, .errors = errors};
    loader_note(l, lk_params_init(params, errors));
    lk_status read = lk_yaml_layers_read(&l->layers, path, errors);
    if (!read) read = lk_yaml_expect(l->layers.items[l->layers.count - 1], file, errors);
    loader_note(l, read);
    read_settings(l, settings, setting_count);
    if (!read) load(l);
    const lk_status status = l->status;
    clear(l);
    free(l);
    return status;
}

lk_status lk_yaml_load_case(const char *path, const char *const *settings, size_t setting_count,
                            lk_params *params, lk_error_list *errors) {
    return load_file(path, LK_YAML_FILE_CASE, settings, setting_count, params, errors);
}

lk_status lk_yaml_load_protocol(const char *path, lk_params *params, lk_error_list *errors) {
    return load_file(path, LK_YAML_FILE_PROTOCOL, NULL, 0, params, errors);
}
