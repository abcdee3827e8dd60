// Reading a study file: see likmc/study.h.
#include "study_read.h"

#include "likmc/nearest.h"
#include "likmc/result.h"
#include "likmc/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 4096, MOST_SEEDS = 100000 };

#define COMPLAIN LK_STUDY_COMPLAIN
typedef lk_study_reader reader;

bool lk_study_read_is_text(const lk_yaml_node *node) {
    return node->kind == LK_YAML_SCALAR && !node->is_null;
}

void lk_study_read_keys(reader *r, const lk_yaml_node *map, const char *const *known) {
    for (size_t i = 0; i < map->count; i++) {
        const lk_yaml_node *item = &map->items[i];
        lk_nearest search = {.name = item->key};
        bool found = false;
        for (size_t k = 0; known[k]; k++) {
            found = found || strcmp(known[k], item->key) == 0;
            lk_nearest_offer(&search, known[k]);
        }
        if (found) continue;
        r->status = lk_yaml_error(r->document, item->key_line, item->key_column, r->errors,
                                  "unknown key '%.60s' of a study%s%s%s", item->key,
                                  search.best ? "; did you mean " : "", search.best ? search.best : "",
                                  search.best ? "?" : "");
    }
}

char *lk_study_read_join(reader *r, const char *prefix, const char *path) {
    char text[PATH];
    const bool plain = path[0] == '/' || strcmp(r->document->folder, ".") == 0;
    snprintf(text, sizeof text, "%s%s%s%s", prefix, plain ? "" : r->document->folder, plain ? "" : "/", path);
    char *copy = strdup(text);
    if (!copy) r->status = lk_error_set(r->errors, LK_FAILED, "out of memory");
    return copy;
}

void lk_study_read_integer(reader *r, const lk_yaml_node *map, const char *key, int64_t low, int64_t high,
                           int64_t *value) {
    const lk_yaml_node *node = lk_yaml_get(map, key);
    char *end;
    if (!node) return;
    const long long number = lk_study_read_is_text(node) ? strtoll(node->text, &end, 10) : 0;
    if (!lk_study_read_is_text(node) || *end || end == node->text || number < low || number > high)
        COMPLAIN(r, node, "%s has to be a whole number from %lld to %lld", key, (long long)low,
                 (long long)high);
    else
        *value = number;
}

// ---- cases

static void add_case(reader *r, const lk_yaml_node *node) {
    lk_study *study = r->study;
    if (!lk_study_read_is_text(node)) {
        COMPLAIN(r, node, "cases: an entry has to be the path of a case");
        return;
    }
    const char *slash = strrchr(node->text, '/'), *file = slash ? slash + 1 : node->text;
    char name[LK_STUDY_NAME];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(file, "."), file);
    for (size_t i = 0; i < study->case_count; i++)
        if (strcmp(study->cases[i].name, name) == 0) COMPLAIN(r, node, "cases: %s stands there twice", name);
    if (study->case_count == LK_STUDY_CASES) {
        COMPLAIN(r, node, "cases: more than %d", LK_STUDY_CASES);
        return;
    }
    char *path = lk_study_read_join(r, "", node->text), why[LK_TABLE_WHY];
    if (!path) return;
    if (!lk_yaml_is_readable(path, why)) COMPLAIN(r, node, "cases: %s %s", path, why);
    snprintf(study->cases[study->case_count].name, LK_STUDY_NAME, "%s", name);
    study->cases[study->case_count++].path = path;
}

static void read_cases(reader *r, const lk_yaml_node *node) {
    if (!node || node->kind != LK_YAML_LIST || node->count == 0) {
        COMPLAIN(r, node ? node : &r->document->root, "a study needs cases: a list of paths of cases");
        return;
    }
    for (size_t i = 0; i < node->count; i++) add_case(r, &node->items[i]);
}

// ---- settings

static void add_setting(reader *r, const lk_yaml_node *at, lk_study_settings *settings, char *text) {
    if (text && settings->count < LK_STUDY_SETTINGS) {
        settings->items[settings->count++] = text;
        return;
    }
    if (text) COMPLAIN(r, at, "more than %d settings", LK_STUDY_SETTINGS);
    free(text);
}

static void read_with(reader *r, const lk_yaml_node *node, lk_study_settings *settings) {
    if (!node) return;
    const size_t count = node->kind == LK_YAML_LIST ? node->count : 1;
    for (size_t i = 0; i < count; i++) {
        const lk_yaml_node *item = node->kind == LK_YAML_LIST ? &node->items[i] : node;
        if (lk_study_read_is_text(item))
            add_setting(r, item, settings, lk_study_read_join(r, "@", item->text));
        else
            COMPLAIN(r, item, "with: has to be the path of a file, or a list of such");
    }
}

// A value as --set takes it: text as it is; maps and lists in one line, their texts in quotes.
static void print_value(FILE *out, const lk_yaml_node *node, bool inside) {
    if (node->kind == LK_YAML_SCALAR) {
        if (node->is_null || !inside) fputs(node->is_null ? "~" : node->text, out);
        if (node->is_null || !inside) return;
        fputc('"', out);
        for (const char *c = node->text; *c; c++) fprintf(out, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
        fputc('"', out);
        return;
    }
    const bool map = node->kind == LK_YAML_MAP;
    fputc(map ? '{' : '[', out);
    for (size_t i = 0; i < node->count; i++) {
        fprintf(out, "%s", i ? ", " : "");
        if (map) fprintf(out, "\"%s\": ", node->items[i].key);
        print_value(out, &node->items[i], true);
    }
    fputc(map ? '}' : ']', out);
}

static char *setting_of(reader *r, const lk_yaml_node *item) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out) fprintf(out, "%s=", item->key);
    if (out) print_value(out, item, false);
    if (out && fclose(out) == 0) return text;
    free(text);
    r->status = lk_error_set(r->errors, LK_FAILED, "out of memory");
    return NULL;
}

static void read_set(reader *r, const lk_yaml_node *node, lk_study_settings *settings) {
    if (!node) return;
    if (node->kind != LK_YAML_MAP) {
        COMPLAIN(r, node, "set: has to hold 'KEY: VALUE' entries");
        return;
    }
    for (size_t i = 0; i < node->count; i++)
        add_setting(r, &node->items[i], settings, setting_of(r, &node->items[i]));
}

static char *copy_of(reader *r, const char *text) {
    char *copy = strdup(text);
    if (!copy) r->status = lk_error_set(r->errors, LK_FAILED, "out of memory");
    return copy;
}

static void add_variant(reader *r, const char *name, const lk_yaml_node *own) {
    static const char *const keys[] = {"with", "set", NULL};
    lk_study *study = r->study;
    if (study->variant_count == LK_STUDY_VARIANTS) {
        COMPLAIN(r, own, "variants: more than %d", LK_STUDY_VARIANTS);
        return;
    }
    lk_study_settings *settings = &study->variants[study->variant_count].settings;
    snprintf(study->variants[study->variant_count++].name, LK_STUDY_NAME, "%s", name);
    const bool has_own = own && own->kind == LK_YAML_MAP;
    if (own && !has_own && !own->is_null) COMPLAIN(r, own, "variants: %s has to hold with and set", name);
    if (has_own) lk_study_read_keys(r, own, keys);
    read_with(r, lk_yaml_get(&r->document->root, "with"), settings);
    if (has_own) read_with(r, lk_yaml_get(own, "with"), settings);
    read_set(r, lk_yaml_get(&r->document->root, "set"), settings);
    if (has_own) read_set(r, lk_yaml_get(own, "set"), settings);
    for (size_t i = 0; i < r->changes->setting_count; i++)
        add_setting(r, &r->document->root, settings, copy_of(r, r->changes->settings[i]));
}

static void read_variants(reader *r, const lk_yaml_node *node) {
    if (!node) {
        add_variant(r, "", NULL);
    } else if (node->kind != LK_YAML_MAP || node->count == 0) {
        COMPLAIN(r, node, "variants: has to hold 'NAME: {with: ..., set: ...}' entries");
    } else {
        for (size_t i = 0; i < node->count; i++) add_variant(r, node->items[i].key, &node->items[i]);
    }
}

// ---- what to resolve

int lk_study_read_quantity(reader *r, const lk_yaml_node *node, const char *where) {
    size_t count;
    int found = -1;
    const lk_result_column *columns = lk_result_columns(&count);
    lk_nearest search = {.name = lk_study_read_is_text(node) ? node->text : ""};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(columns[i].column.name, search.name) == 0) found = (int)i;
        lk_nearest_offer(&search, columns[i].column.name);
    }
    if (found < 0)
        COMPLAIN(r, node, "%s: unknown quantity '%.60s'; %s%s%s", where, search.name,
                 search.best ? "did you mean " : "such as ", search.best ? search.best : "efficiency",
                 search.best ? "?" : "");
    return found;
}

static void read_resolve(reader *r, const lk_yaml_node *node) {
    static const char *const keys[] = {"quantity", "difference", "most_seeds", NULL};
    r->study->resolve.quantity = -1;
    r->study->resolve.most_seeds = 4 * r->study->seeds;
    if (!node) return;
    const lk_yaml_node *quantity = lk_yaml_get(node, "quantity"),
                       *difference = lk_yaml_get(node, "difference");
    if (node->kind != LK_YAML_MAP || !quantity || !difference) {
        COMPLAIN(r, node, "resolve: needs quantity and difference");
        return;
    }
    lk_study_read_keys(r, node, keys);
    r->study->resolve.quantity = lk_study_read_quantity(r, quantity, "resolve");
    if (!lk_study_read_is_text(difference) ||
        !lk_table_read_number(difference->text, &r->study->resolve.difference) ||
        r->study->resolve.difference <= 0.0)
        COMPLAIN(r, difference, "resolve: difference has to be a number above zero");
    lk_study_read_integer(r, node, "most_seeds", r->study->seeds, MOST_SEEDS, &r->study->resolve.most_seeds);
}

// ---- the whole

// Load every case in every variant; the parameters of the first variant are kept. Mistakes go to the errors.
static void try_cases(reader *r, lk_params *cases) {
    lk_study *study = r->study;
    for (size_t v = study->variant_count; v-- > 0;)
        for (size_t c = 0; c < study->case_count; c++) {
            const lk_status status = lk_study_params(study, v, c, 1, &cases[c], r->errors);
            if (status) r->status = status;
            if (!status) snprintf(study->cases[c].title, LK_TABLE_TEXT, "%s", cases[c].title);
        }
}

static void check_settings(reader *r, const lk_params *cases) {
    for (size_t v = 0; v < r->study->variant_count; v++)
        for (size_t i = 0; i < r->study->variants[v].settings.count; i++) {
            const char *setting = r->study->variants[v].settings.items[i];
            bool applies = false;
            for (size_t c = 0; c < r->study->case_count; c++)
                applies = applies || lk_study_read_applies(&cases[c], setting);
            if (!applies) COMPLAIN(r, &r->document->root, "set: no case has the material of %s", setting);
        }
}

static void read_study(reader *r) {
    static const char *const keys[] = {"title", "cases",  "with", "set",     "variants",  "seeds", "resolve",
                                       "axes",  "design", "draw", "targets", "weighting", NULL};
    const lk_yaml_node *root = &r->document->root, *title = lk_yaml_get(root, "title");
    lk_study_read_keys(r, root, keys);
    if (title && lk_study_read_is_text(title))
        snprintf(r->study->title, sizeof r->study->title, "%s", title->text);
    r->study->seeds = 8;
    lk_study_read_integer(r, root, "seeds", 1, MOST_SEEDS, &r->study->seeds);
    if (r->changes->seeds > 0) r->study->seeds = r->changes->seeds;
    read_cases(r, lk_yaml_get(root, "cases"));
    read_variants(r, lk_yaml_get(root, "variants"));
    read_resolve(r, lk_yaml_get(root, "resolve"));
    if (r->status) return;
    lk_params *cases = calloc(r->study->case_count, sizeof *cases);
    if (!cases) r->status = lk_error_set(r->errors, LK_FAILED, "out of memory");
    if (cases) try_cases(r, cases);
    if (!r->status) check_settings(r, cases);
    r->cases = cases;
    if (!r->status) lk_study_axes_read(r);
    if (!r->status) lk_study_targets_read(r);
    free(cases);
}

lk_status lk_study_read(lk_study *study, const char *path, const lk_study_changes *changes,
                        lk_error_list *errors) {
    static const lk_study_changes none = {0};
    *study = (lk_study){0};
    reader r = {.study = study,
                .document = lk_yaml_read(path, errors),
                .changes = changes ? changes : &none,
                .errors = errors};
    if (!r.document) return LK_BAD_INPUT;
    r.status = lk_yaml_expect(r.document, LK_YAML_FILE_STUDY, errors);
    if (!r.status) read_study(&r);
    lk_yaml_free(r.document);
    if (r.status) lk_study_free(study);
    return r.status;
}
