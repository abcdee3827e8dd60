// Studies: what is to be compared. See likmc/study.h.
#include "likmc/study.h"

#include "likmc/yaml.h"
#include "study_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char material_prefix[] = "materials.";
enum { PREFIX = sizeof material_prefix - 1 };

void lk_study_free(lk_study *study) {
    for (size_t i = 0; i < study->case_count; i++) free(study->cases[i].path);
    for (size_t v = 0; v < study->variant_count; v++)
        for (size_t i = 0; i < study->variants[v].settings.count; i++)
            free(study->variants[v].settings.items[i]);
    lk_design_free(&study->design);
    *study = (lk_study){0};
}

size_t lk_study_points(const lk_study *study) {
    return study->design.axis_count > 0 ? study->design.points : 1;
}

// Key of a material's number without "materials.NAME.", or NULL if it is not of this material.
static const char *key_within(const char *key, const char *name) {
    const size_t length = strlen(name);
    if (strncmp(key, material_prefix, PREFIX) != 0 || strncmp(key + PREFIX, name, length) != 0) return NULL;
    return key[PREFIX + length] == '.' ? key + PREFIX + length + 1 : NULL;
}

bool lk_study_find(lk_params *params, const char *key, lk_table_record *record, const lk_table_row **row) {
    *record = lk_params_record(params);
    *row = lk_table_find(record->table, key);
    for (size_t i = 0; i < params->material_count && !*row; i++) {
        const char *within = key_within(key, params->materials[i].name);
        if (!within) continue;
        *record = lk_material_record(&params->materials[i]);
        *row = lk_table_find(record->table, within);
    }
    return *row != NULL;
}

// ---- parameters of a run

bool lk_study_read_applies(const lk_params *params, const char *setting) {
    char name[LK_TABLE_NAME];
    if (strncmp(setting, material_prefix, PREFIX) != 0) return true;
    const char *rest = setting + PREFIX;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(rest, "."), rest);
    return lk_params_material(params, name) != NULL;
}

typedef struct list {
    const char *items[LK_STUDY_SETTINGS + 1];
    size_t count;
    char seed[48];
} list;

static bool is_of_material(const char *setting) { return strncmp(setting, material_prefix, PREFIX) == 0; }

// Settings that do not depend on which materials the case has; with them it can be loaded a first time.
static void gather_plain(list *l, const lk_study_settings *settings, int64_t seed) {
    for (size_t i = 0; i < settings->count; i++)
        if (!is_of_material(settings->items[i])) l->items[l->count++] = settings->items[i];
    snprintf(l->seed, sizeof l->seed, "seed=%lld", (long long)seed);
    l->items[l->count++] = l->seed;
}

static bool gather_of_materials(list *l, const lk_study_settings *settings, const lk_params *params) {
    const size_t before = l->count;
    for (size_t i = 0; i < settings->count; i++)
        if (is_of_material(settings->items[i]) && lk_study_read_applies(params, settings->items[i]))
            l->items[l->count++] = settings->items[i];
    return l->count > before;
}

lk_status lk_study_params(const lk_study *study, size_t variant, size_t which, int64_t seed,
                          lk_params *params, lk_error_list *errors) {
    const lk_study_settings *settings = &study->variants[variant].settings;
    const char *path = study->cases[which].path;
    list l = {.count = 0};
    gather_plain(&l, settings, seed);
    lk_status status = lk_yaml_load_case(path, l.items, l.count, params, errors);
    if (status == LK_OK && gather_of_materials(&l, settings, params))
        status = lk_yaml_load_case(path, l.items, l.count, params, errors);
    return status;
}
