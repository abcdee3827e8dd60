// Loading cases and materials: see likmc/yaml.h.
#include "likmc/nearest.h"
#include "likmc/protocol.h"
#include "likmc/yaml.h"
#include "yaml_fill.h"
#include "yaml_layers.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096, FOLDERS_MAX = 2 * LK_YAML_LAYERS_MAX, NAMES_MAX = 256 };

// A material whose file was named by its path.
typedef struct known_path {
    char name[LK_TABLE_NAME];
    char path[PATH_SIZE];
} known_path;

// All that is needed while one case, or one material by itself, is loaded.
typedef struct loader {
    const char *path;
    lk_yaml_layers layers;
    lk_yaml_document **settings; // one per --set
    size_t setting_count;
    lk_params *params; // NULL while a material is loaded by itself
    lk_yaml_place places[LK_PARAMS_ROWS_MAX];
    known_path paths[LK_PARAMS_MATERIALS_MAX];
    size_t path_count;
    lk_error_list *errors;
    lk_status status;
} loader;

static const char *const case_keys[] = {"base", "materials", NULL};
static const char *const material_keys[] = {"base", NULL};

static void note(loader *l, lk_status status) {
    if (status) l->status = status;
}

// ---- where materials are

// Folders that may hold materials: beside each file of the case, and one up from it.
static bool folder_at(const loader *l, size_t n, char *folder, size_t size) {
    if (n >= 2 * l->layers.count) return false;
    const lk_yaml_document *layer = l->layers.items[l->layers.count - 1 - n / 2];
    return lk_yaml_layers_join(layer->folder, n % 2 ? "../materials" : "materials", folder, size);
}

static bool find_file(const loader *l, const char *name, char *path, size_t size) {
    char folder[PATH_SIZE], why[LK_TABLE_WHY];
    for (size_t i = 0; i < l->path_count; i++)
        if (strcmp(l->paths[i].name, name) == 0) return snprintf(path, size, "%s", l->paths[i].path) > 0;
    for (size_t i = 0; folder_at(l, i, folder, sizeof folder); i++) {
        const int length = snprintf(path, size, "%s/%s.yaml", folder, name);
        if (length > 0 && (size_t)length < size && lk_yaml_is_readable(path, why)) return true;
    }
    return false;
}

// The entry of a layer's `materials:` for one material, or NULL.
static const lk_yaml_node *inline_entry(const lk_yaml_document *layer, const char *name) {
    const lk_yaml_node *materials = lk_yaml_get(&layer->root, "materials");
    return materials && materials->kind == LK_YAML_MAP ? lk_yaml_get(materials, name) : NULL;
}

static bool is_inline(const loader *l, const char *name) {
    for (size_t i = 0; i < l->layers.count; i++)
        if (inline_entry(l->layers.items[i], name)) return true;
    return false;
}

static void add_name(char names[NAMES_MAX][LK_TABLE_NAME], size_t *count, const char *name, size_t length) {
    if (*count < NAMES_MAX && length < LK_TABLE_NAME)
        snprintf(names[(*count)++], LK_TABLE_NAME, "%.*s", (int)length, name);
}

static void list_folder(const char *folder, char names[NAMES_MAX][LK_TABLE_NAME], size_t *count) {
    DIR *directory = opendir(folder);
    if (!directory) return;
    const struct dirent *entry;
    while ((entry = readdir(directory))) {
        const size_t length = strlen(entry->d_name);
        if (length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0)
            add_name(names, count, entry->d_name, length - 5);
    }
    closedir(directory);
}

static int by_name(const void *a, const void *b) { return strcmp(a, b); }

// Sorted, so that of two names equally near the same one is shown on every file system.
static void refuse_unknown(const loader *l, const char *name, char why[LK_TABLE_WHY]) {
    char(*names)[LK_TABLE_NAME] = calloc(NAMES_MAX, sizeof *names), folder[PATH_SIZE];
    size_t count = 0;
    lk_nearest search = {.name = name};
    for (size_t i = 0; names && folder_at(l, i, folder, sizeof folder); i++)
        list_folder(folder, names, &count);
    for (size_t i = 0; names && i < l->layers.count; i++) {
        const lk_yaml_node *materials = lk_yaml_get(&l->layers.items[i]->root, "materials");
        for (size_t k = 0; materials && k < materials->count; k++)
            if (materials->kind == LK_YAML_MAP)
                add_name(names, &count, materials->items[k].key, strlen(materials->items[k].key));
    }
    if (count) qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) lk_nearest_offer(&search, names[i]);
    snprintf(why, LK_TABLE_WHY, "unknown material '%.60s'%s%s%s", name, search.best ? "; did you mean " : "",
             search.best ? search.best
                         : ": there is no such file in a folder 'materials' beside the case or one up",
             search.best ? "?" : "");
    free(names);
}

// A reference by path: remember where the file is, and go on with its name.
static bool keep_path(loader *l, const lk_yaml_document *document, const char *text, char *name, char *why) {
    char path[PATH_SIZE], reason[LK_TABLE_WHY];
    const char *slash = strrchr(text, '/'), *file = slash ? slash + 1 : text;
    const size_t length = strlen(file);
    if (length < 6 || length - 5 >= LK_TABLE_NAME || strcmp(file + length - 5, ".yaml") != 0)
        return snprintf(why, LK_TABLE_WHY, "'%.100s' is not the path of a .yaml file", text), false;
    snprintf(name, LK_TABLE_NAME, "%.*s", (int)(length - 5), file);
    if (!lk_yaml_layers_join(document->folder, text, path, sizeof path) || !lk_yaml_is_readable(path, reason))
        return snprintf(why, LK_TABLE_WHY, "material %.200s %.200s", path, reason), false;
    for (size_t i = 0; i < l->path_count; i++) {
        if (strcmp(l->paths[i].name, name) != 0) continue;
        if (strcmp(l->paths[i].path, path) == 0) return true;
        return snprintf(why, LK_TABLE_WHY, "two different files are called %s.yaml", name), false;
    }
    if (l->path_count == LK_PARAMS_MATERIALS_MAX)
        return snprintf(why, LK_TABLE_WHY, "too many materials"), false;
    known_path *kept = &l->paths[l->path_count++];
    snprintf(kept->name, sizeof kept->name, "%s", name);
    snprintf(kept->path, sizeof kept->path, "%s", path);
    return true;
}

// References are looked up where they are written, so that the message can point there.
static bool find_material(void *context, const lk_yaml_document *document, const char *text,
                          char name[LK_TABLE_NAME], char why[LK_TABLE_WHY]) {
    loader *l = context;
    char path[PATH_SIZE];
    if (strchr(text, '/') || strstr(text, ".yaml")) return keep_path(l, document, text, name, why);
    snprintf(name, LK_TABLE_NAME, "%.47s", text);
    // A material by itself names its products; only a case needs them to be there.
    if (!l->params || strlen(text) >= LK_TABLE_NAME || find_file(l, name, path, sizeof path) ||
        is_inline(l, name))
        return true;
    refuse_unknown(l, name, why);
    return false;
}

// ---- one material

static lk_yaml_sink material_sink(loader *l, lk_material *material, lk_yaml_place *places) {
    return (lk_yaml_sink){.record = lk_material_record(material),
                          .places = places,
                          .reserved = material_keys,
                          .material = find_material,
                          .context = l};
}

static lk_status start_material(lk_material *material, const char *name, lk_error_list *errors) {
    memset(material, 0, sizeof *material);
    snprintf(material->name, sizeof material->name, "%s", name);
    const lk_table_record record = lk_material_record(material);
    return lk_table_set_defaults(&record, errors);
}

static void check_material(loader *l, const lk_yaml_sink *sink, const lk_material *material,
                           const char *file) {
    const char *key;
    char why[LK_TABLE_WHY], label[LK_TABLE_WHY];
    note(l, lk_yaml_fill_missing(sink, file, l->errors));
    // Values that are wrong by themselves would only raise more complaints here.
    for (size_t i = 0; l->status == LK_OK || i > 0; i++) {
        const bool holds = lk_material_holds(material, i, &key, why);
        if (!key) break;
        snprintf(label, sizeof label, "%.400s (material %s)", why, material->name);
        if (!holds) note(l, lk_yaml_fill_refuse(sink, file, key, label, l->errors));
    }
}

static void fill_layers(loader *l, const lk_yaml_sink *sink, const lk_yaml_layers *layers) {
    for (size_t i = 0; i < layers->count; i++)
        note(l, lk_yaml_fill(sink, layers->items[i], &layers->items[i]->root, "", l->errors));
}

// `materials: NAME: ...` in the case's files, over what the material's own file says.
static void fill_inline(loader *l, lk_yaml_sink *sink, const char *name) {
    static const char *const none[] = {NULL};
    sink->reserved = none;
    for (size_t i = 0; i < l->layers.count; i++) {
        const lk_yaml_node *entry = inline_entry(l->layers.items[i], name);
        if (!entry) continue;
        if (entry->kind == LK_YAML_MAP) {
            note(l, lk_yaml_fill(sink, l->layers.items[i], entry, "", l->errors));
        } else {
            note(l, lk_yaml_error(l->layers.items[i], entry->line, entry->column, l->errors,
                                  "materials.%s: has to hold 'key: value' entries", name));
        }
    }
}

// The key within material `name` that a setting "materials.NAME.KEY" is about, or NULL.
static const char *setting_key(const lk_yaml_document *setting, const char *name) {
    const char *key = setting->root.key;
    const size_t length = strlen(name);
    if (strncmp(key, "materials.", 10) != 0 || strncmp(key + 10, name, length) != 0) return NULL;
    return key[10 + length] == '.' ? key + 10 + length + 1 : NULL;
}

static void fill_settings(loader *l, lk_yaml_sink *sink, const char *name) {
    sink->source = "command line";
    for (size_t i = 0; i < l->setting_count; i++) {
        const char *key = setting_key(l->settings[i], name);
        if (key) note(l, lk_yaml_fill_entry(sink, l->settings[i], &l->settings[i]->root, key, l->errors));
    }
}

static void load_material(loader *l, lk_material *material, const char *name) {
    lk_yaml_place places[LK_MATERIAL_ROWS_MAX] = {{0}};
    lk_yaml_sink sink = material_sink(l, material, places);
    lk_yaml_layers files = {0};
    char path[PATH_SIZE] = "";
    note(l, start_material(material, name, l->errors));
    if (find_file(l, name, path, sizeof path)) {
        const lk_status read = lk_yaml_layers_read(&files, path, l->errors);
        note(l, read);
        if (!read) fill_layers(l, &sink, &files);
    }
    fill_inline(l, &sink, name);
    fill_settings(l, &sink, name);
    check_material(l, &sink, material, *path ? path : l->path);
    lk_yaml_layers_clear(&files);
}

// ---- all materials of a case

static int index_of(const lk_params *params, const char *name) {
    const lk_material *found = lk_params_material(params, name);
    return found ? (int)(found - params->materials) : -1;
}

// Load a material unless it is there already.
static void need(loader *l, const char *name) {
    lk_params *params = l->params;
    if (!*name || index_of(params, name) >= 0) return;
    if (params->material_count == LK_PARAMS_MATERIALS_MAX) {
        note(l, lk_error_add(l->errors, LK_BAD_INPUT, l->path, 0, 0, NULL, "more than %d materials",
                             LK_PARAMS_MATERIALS_MAX));
        return;
    }
    load_material(l, &params->materials[params->material_count++], name);
}

// Call `visit` for each reference to a material in a record.
static void each_reference(loader *l, const lk_table_record *record,
                           void (*visit)(loader *, lk_material_name *)) {
    for (size_t i = 0; i < record->table->count; i++) {
        void *member = lk_table_member(record, &record->table->rows[i]);
        if (record->table->rows[i].type == LK_TABLE_MATERIAL) visit(l, member);
        lk_mixture *mixture = record->table->rows[i].type == LK_TABLE_MIXTURE ? member : NULL;
        for (size_t k = 0; mixture && k < mixture->count; k++) visit(l, &mixture->parts[k].material);
    }
}

static void need_reference(loader *l, lk_material_name *name) { need(l, name->name); }
static void resolve_reference(loader *l, lk_material_name *name) {
    name->index = index_of(l->params, name->name);
}

static void need_inline(loader *l) {
    for (size_t i = 0; i < l->layers.count; i++) {
        const lk_yaml_node *materials = lk_yaml_get(&l->layers.items[i]->root, "materials");
        if (materials && materials->kind != LK_YAML_MAP && !materials->is_null)
            note(l, lk_yaml_error(l->layers.items[i], materials->line, materials->column, l->errors,
                                  "materials: has to hold 'NAME: {...}' entries"));
        for (size_t k = 0; materials && materials->kind == LK_YAML_MAP && k < materials->count; k++) {
            lk_material_name checked;
            char why[LK_TABLE_WHY];
            const lk_yaml_node *entry = &materials->items[k];
            if (lk_table_put_name(&checked, entry->key, why)) {
                need(l, checked.name);
            } else {
                note(l, lk_yaml_error(l->layers.items[i], entry->key_line, entry->key_column, l->errors,
                                      "materials: %s", why));
            }
        }
    }
}

static void load_materials(loader *l) {
    lk_params *params = l->params;
    const lk_table_record record = lk_params_record(params);
    each_reference(l, &record, need_reference);
    need_inline(l);
    for (size_t i = 0; i < params->material_count; i++) { // grows while products are found
        const lk_table_record material = lk_material_record(&params->materials[i]);
        each_reference(l, &material, need_reference);
    }
    each_reference(l, &record, resolve_reference);
    for (size_t i = 0; i < params->material_count; i++) {
        const lk_table_record material = lk_material_record(&params->materials[i]);
        each_reference(l, &material, resolve_reference);
    }
}

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
static void read_layers_on_top(loader *l, const char *path) {
    lk_yaml_layers more;
    note(l, lk_yaml_layers_read(&more, path, l->errors));
    if (l->layers.count + more.count > LK_YAML_LAYERS_MAX) {
        note(l, lk_error_set(l->errors, LK_BAD_INPUT, "more than %d files on top of each other",
                             LK_YAML_LAYERS_MAX));
        lk_yaml_layers_clear(&more);
    }
    for (size_t i = 0; i < more.count; i++) l->layers.items[l->layers.count++] = more.items[i];
}

static void read_settings(loader *l, const char *const *settings, size_t count) {
    l->settings = calloc(count + 1, sizeof *l->settings);
    if (!l->settings) note(l, lk_error_set(l->errors, LK_FAILED, "out of memory"));
    for (size_t i = 0; l->settings && i < count; i++) {
        if (strcmp(settings[i], "@") == 0) {
            note(l, lk_error_set(l->errors, LK_BAD_INPUT, "--set @: write @FILE"));
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
            note(l, LK_BAD_INPUT);
        }
    }
}

// A setting of a material has to name one that the case has.
static void check_material_setting(loader *l, const lk_yaml_document *setting) {
    char why[LK_TABLE_WHY];
    for (size_t i = 0; i < l->params->material_count; i++)
        if (setting_key(setting, l->params->materials[i].name)) return;
    const char *rest = setting->root.key + 10;
    if (!strchr(rest, '.')) {
        note(l, lk_yaml_error(setting, 0, 0, l->errors, "write materials.NAME.KEY=VALUE"));
        return;
    }
    lk_nearest search = {.name = why};
    snprintf(why, sizeof why, "%.*s", (int)strcspn(rest, "."), rest);
    for (size_t i = 0; i < l->params->material_count; i++)
        lk_nearest_offer(&search, l->params->materials[i].name);
    note(l, lk_yaml_error(setting, 0, 0, l->errors, "the case uses no material '%.60s'%s%s%s", why,
                          search.best ? "; did you mean " : "", search.best ? search.best : "",
                          search.best ? "?" : ""));
}

// ---- the case

static void refuse_step(void *context, size_t line, size_t offset, const char *why) {
    loader *l = context;
    const size_t row = (size_t)(lk_table_find(lk_params_table(), "protocol.steps") - lk_params_table()->rows);
    const lk_yaml_document *document = l->places[row].document;
    const int at = l->params->protocol.steps.items[line].line;
    const int column = l->params->protocol.steps.items[line].column + (at ? (int)offset : 0);
    note(l, document ? lk_yaml_error(document, at, column, l->errors, "protocol.steps: %s", why)
                     : lk_error_add(l->errors, LK_BAD_INPUT, l->path, 0, 0, NULL, "protocol.steps: %s", why));
}

static void check_case(loader *l, const lk_yaml_sink *sink) {
    const char *key;
    char why[LK_TABLE_WHY];
    lk_protocol protocol;
    note(l, lk_yaml_fill_missing(sink, l->path, l->errors));
    lk_protocol_compile(l->params, &protocol, refuse_step, l);
    // Values that are wrong by themselves would only raise more complaints here.
    for (size_t i = 0; l->status == LK_OK || i > 0; i++) {
        const bool holds = lk_params_holds(l->params, i, &key, why);
        if (!key) break;
        if (!holds) note(l, lk_yaml_fill_refuse(sink, l->path, key, why, l->errors));
    }
}

static void load(loader *l) {
    lk_yaml_sink sink = {.record = lk_params_record(l->params),
                         .places = l->places,
                         .reserved = case_keys,
                         .material = find_material,
                         .context = l};
    fill_layers(l, &sink, &l->layers);
    sink.source = "command line";
    for (size_t i = 0; i < l->setting_count; i++)
        if (strncmp(l->settings[i]->root.key, "materials.", 10) != 0)
            note(l, lk_yaml_fill_entry(&sink, l->settings[i], &l->settings[i]->root, l->settings[i]->root.key,
                                       l->errors));
    load_materials(l);
    for (size_t i = 0; i < l->setting_count; i++)
        if (strncmp(l->settings[i]->root.key, "materials.", 10) == 0)
            check_material_setting(l, l->settings[i]);
    check_case(l, &sink);
}

static void clear(loader *l) {
    lk_yaml_layers_clear(&l->layers);
    for (size_t i = 0; i < l->setting_count; i++) lk_yaml_free(l->settings[i]);
    free(l->settings);
}

lk_status lk_yaml_load_case(const char *path, const char *const *settings, size_t setting_count,
                            lk_params *params, lk_error_list *errors) {
    loader *l = calloc(1, sizeof *l);
    if (!l) return lk_error_set(errors, LK_FAILED, "out of memory");
    *l = (loader){.path = path, .params = params, .errors = errors};
    note(l, lk_params_init(params, errors));
    const lk_status read = lk_yaml_layers_read(&l->layers, path, errors);
    note(l, read);
    read_settings(l, settings, setting_count);
    if (!read) load(l);
    const lk_status status = l->status;
    clear(l);
    free(l);
    return status;
}

lk_status lk_yaml_load_material(const char *path, lk_material *material, lk_error_list *errors) {
    loader *l = calloc(1, sizeof *l);
    if (!l) return lk_error_set(errors, LK_FAILED, "out of memory");
    *l = (loader){.path = path, .errors = errors};
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    char name[LK_TABLE_NAME];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(file, "."), file);
    lk_yaml_place places[LK_MATERIAL_ROWS_MAX] = {{0}};
    const lk_yaml_sink sink = material_sink(l, material, places);
    note(l, start_material(material, name, errors));
    const lk_status read = lk_yaml_layers_read(&l->layers, path, errors);
    note(l, read);
    if (!read) fill_layers(l, &sink, &l->layers);
    if (!read) check_material(l, &sink, material, path);
    const lk_status status = l->status;
    clear(l);
    free(l);
    return status;
}
