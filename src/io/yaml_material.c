// Finding and loading materials, those of a case and one by itself: see yaml_loader.h, likmc/yaml.h.
#include "likmc/nearest.h"
#include "likmc/yaml.h"
#include "yaml_loader.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = LK_YAML_LOADER_PATH, NAMES_MAX = 256 };

static const char *const material_keys[] = {"base", NULL};
static const char prefix[] = "materials."; // of a setting of a material

// ---- where materials are

// Folders that may hold materials: beside each file of the case, and one up from it.
static bool folder_at(const lk_yaml_loader *l, size_t n, char *folder, size_t size) {
    if (n >= 2 * l->layers.count) return false;
    const lk_yaml_document *layer = l->layers.items[l->layers.count - 1 - n / 2];
    return lk_yaml_layers_join(layer->folder, n % 2 ? "../materials" : "materials", folder, size);
}

static bool find_file(const lk_yaml_loader *l, const char *name, char *path, size_t size) {
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

static bool is_inline(const lk_yaml_loader *l, const char *name) {
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
static void refuse_unknown(const lk_yaml_loader *l, const char *name, char why[LK_TABLE_WHY]) {
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
static bool keep_path(lk_yaml_loader *l, const lk_yaml_document *document, const char *text, char *name,
                      char *why) {
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
    lk_yaml_loader_path *kept = &l->paths[l->path_count++];
    snprintf(kept->name, sizeof kept->name, "%s", name);
    snprintf(kept->path, sizeof kept->path, "%s", path);
    return true;
}

// References are looked up where they are written, so that the message can point there.
bool lk_yaml_material_find(void *context, const lk_yaml_document *document, const char *text,
                           char name[LK_TABLE_NAME], char why[LK_TABLE_WHY]) {
    lk_yaml_loader *l = context;
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

static lk_yaml_sink material_sink(lk_yaml_loader *l, lk_material *material, lk_yaml_place *places) {
    return (lk_yaml_sink){.record = lk_material_record(material),
                          .places = places,
                          .reserved = material_keys,
                          .material = lk_yaml_material_find,
                          .context = l};
}

static lk_status start_material(lk_material *material, const char *name, lk_error_list *errors) {
    memset(material, 0, sizeof *material);
    snprintf(material->name, sizeof material->name, "%s", name);
    const lk_table_record record = lk_material_record(material);
    return lk_table_set_defaults(&record, errors);
}

static void check_material(lk_yaml_loader *l, const lk_yaml_sink *sink, const lk_material *material,
                           const char *file) {
    const char *key;
    char why[LK_TABLE_WHY], label[LK_TABLE_WHY];
    loader_note(l, lk_yaml_fill_missing(sink, file, l->errors));
    // Values that are wrong by themselves would only raise more complaints here.
    for (size_t i = 0; l->status == LK_OK || i > 0; i++) {
        const bool holds = lk_material_holds(material, i, &key, why);
        if (!key) break;
        snprintf(label, sizeof label, "%.400s (material %s)", why, material->name);
        if (!holds) loader_note(l, lk_yaml_fill_refuse(sink, file, key, label, l->errors));
    }
}

// `materials: NAME: ...` in the case's files, over what the material's own file says.
static void fill_inline(lk_yaml_loader *l, lk_yaml_sink *sink, const char *name) {
    static const char *const none[] = {NULL};
    sink->reserved = none;
    for (size_t i = 0; i < l->layers.count; i++) {
        const lk_yaml_node *entry = inline_entry(l->layers.items[i], name);
        if (!entry) continue;
        if (entry->kind == LK_YAML_MAP) {
            loader_note(l, lk_yaml_fill(sink, l->layers.items[i], entry, "", l->errors));
        } else {
            loader_note(l, lk_yaml_error(l->layers.items[i], entry->line, entry->column, l->errors,
                                         "materials.%s: has to hold 'key: value' entries", name));
        }
    }
}

bool lk_yaml_material_is_setting(const lk_yaml_document *setting) {
    return strncmp(setting->root.key, prefix, sizeof prefix - 1) == 0;
}

// The key within material `name` that a setting "materials.NAME.KEY" is about, or NULL.
static const char *setting_key(const lk_yaml_document *setting, const char *name) {
    const char *key = setting->root.key;
    const size_t length = strlen(name);
    if (!lk_yaml_material_is_setting(setting)) return NULL;
    key += sizeof prefix - 1;
    return strncmp(key, name, length) == 0 && key[length] == '.' ? key + length + 1 : NULL;
}

static void fill_settings(lk_yaml_loader *l, lk_yaml_sink *sink, const char *name) {
    sink->source = "command line";
    for (size_t i = 0; i < l->setting_count; i++) {
        const char *key = setting_key(l->settings[i], name);
        if (key)
            loader_note(l, lk_yaml_fill_entry(sink, l->settings[i], &l->settings[i]->root, key, l->errors));
    }
}

static void load_material(lk_yaml_loader *l, lk_material *material, const char *name) {
    lk_yaml_place places[LK_MATERIAL_ROWS_MAX] = {{0}};
    lk_yaml_sink sink = material_sink(l, material, places);
    lk_yaml_layers files = {0};
    char path[PATH_SIZE] = "";
    loader_note(l, start_material(material, name, l->errors));
    if (find_file(l, name, path, sizeof path)) {
        const lk_status read = lk_yaml_layers_read(&files, path, l->errors);
        loader_note(l, read);
        if (!read) loader_note(l, lk_yaml_fill_layers(&sink, &files, l->errors));
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
static void need(lk_yaml_loader *l, const char *name) {
    lk_params *params = l->params;
    if (!*name || index_of(params, name) >= 0) return;
    if (params->material_count == LK_PARAMS_MATERIALS_MAX) {
        loader_note(l, lk_error_add(l->errors, LK_BAD_INPUT, l->path, 0, 0, NULL, "more than %d materials",
                                    LK_PARAMS_MATERIALS_MAX));
        return;
    }
    load_material(l, &params->materials[params->material_count++], name);
}

// Call `visit` for each reference to a material in a record.
static void each_reference(lk_yaml_loader *l, const lk_table_record *record,
                           void (*visit)(lk_yaml_loader *, lk_material_name *)) {
    for (size_t i = 0; i < record->table->count; i++) {
        void *member = lk_table_member(record, &record->table->rows[i]);
        if (record->table->rows[i].type == LK_TABLE_MATERIAL) visit(l, member);
        lk_mixture *mixture = record->table->rows[i].type == LK_TABLE_MIXTURE ? member : NULL;
        for (size_t k = 0; mixture && k < mixture->count; k++) visit(l, &mixture->parts[k].material);
    }
}

static void need_reference(lk_yaml_loader *l, lk_material_name *name) { need(l, name->name); }
static void resolve_reference(lk_yaml_loader *l, lk_material_name *name) {
    name->index = index_of(l->params, name->name);
}

static void need_inline(lk_yaml_loader *l) {
    for (size_t i = 0; i < l->layers.count; i++) {
        const lk_yaml_node *materials = lk_yaml_get(&l->layers.items[i]->root, "materials");
        if (materials && materials->kind != LK_YAML_MAP && !materials->is_null)
            loader_note(l, lk_yaml_error(l->layers.items[i], materials->line, materials->column, l->errors,
                                         "materials: has to hold 'NAME: {...}' entries"));
        for (size_t k = 0; materials && materials->kind == LK_YAML_MAP && k < materials->count; k++) {
            lk_material_name checked;
            char why[LK_TABLE_WHY];
            const lk_yaml_node *entry = &materials->items[k];
            if (lk_table_put_name(&checked, entry->key, why)) {
                need(l, checked.name);
            } else {
                loader_note(l, lk_yaml_error(l->layers.items[i], entry->key_line, entry->key_column,
                                             l->errors, "materials: %s", why));
            }
        }
    }
}

void lk_yaml_material_load(lk_yaml_loader *l) {
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

// ---- the command line's settings of materials

// A setting of a material has to name one that the case has.
static void check_setting(lk_yaml_loader *l, const lk_yaml_document *setting) {
    char why[LK_TABLE_WHY];
    for (size_t i = 0; i < l->params->material_count; i++)
        if (setting_key(setting, l->params->materials[i].name)) return;
    const char *rest = setting->root.key + sizeof prefix - 1;
    if (!strchr(rest, '.')) {
        loader_note(l, lk_yaml_error(setting, 0, 0, l->errors, "write materials.NAME.KEY=VALUE"));
        return;
    }
    lk_nearest search = {.name = why};
    snprintf(why, sizeof why, "%.*s", (int)strcspn(rest, "."), rest);
    for (size_t i = 0; i < l->params->material_count; i++)
        lk_nearest_offer(&search, l->params->materials[i].name);
    loader_note(l, lk_yaml_error(setting, 0, 0, l->errors, "the case uses no material '%.60s'%s%s%s", why,
                                 search.best ? "; did you mean " : "", search.best ? search.best : "",
                                 search.best ? "?" : ""));
}

void lk_yaml_material_check_settings(lk_yaml_loader *l) {
    for (size_t i = 0; i < l->setting_count; i++)
        if (lk_yaml_material_is_setting(l->settings[i])) check_setting(l, l->settings[i]);
}

// ---- a material by itself

lk_status lk_yaml_load_material(const char *path, lk_material *material, lk_error_list *errors) {
    lk_yaml_loader *l = calloc(1, sizeof *l);
    if (!l) return lk_error_set(errors, LK_FAILED, "out of memory");
    *l = (lk_yaml_loader){.path = path, .errors = errors};
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    char name[LK_TABLE_NAME];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(file, "."), file);
    lk_yaml_place places[LK_MATERIAL_ROWS_MAX] = {{0}};
    const lk_yaml_sink sink = material_sink(l, material, places);
    loader_note(l, start_material(material, name, errors));
    lk_status read = lk_yaml_layers_read(&l->layers, path, errors);
    if (!read) read = lk_yaml_expect(l->layers.items[l->layers.count - 1], LK_YAML_FILE_MATERIAL, errors);
    loader_note(l, read);
    if (!read) loader_note(l, lk_yaml_fill_layers(&sink, &l->layers, l->errors));
    if (!read) check_material(l, &sink, material, path);
    const lk_status status = l->status;
    lk_yaml_layers_clear(&l->layers);
    free(l);
    return status;
}
