// Studies: what is to be compared. See likmc/study.h.
#include "likmc/study.h"

#include "likmc/rng.h"
#include "likmc/yaml.h"
#include "study_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWN_TEXT = LK_STUDY_KEY + 96, MOST = LK_STUDY_SETTINGS + LK_STUDY_DRAWN + 1 };

static const char material_prefix[] = "materials.";

void lk_study_free(lk_study *study) {
    for (size_t i = 0; i < study->case_count; i++) free(study->cases[i].path);
    for (size_t v = 0; v < study->variant_count; v++)
        for (size_t i = 0; i < study->variants[v].settings.count; i++)
            free(study->variants[v].settings.items[i]);
    *study = (lk_study){0};
}

// ---- draws

double lk_study_drawn(const lk_study *study, size_t quantity, int64_t draw) {
    lk_rng rng;
    lk_rng_stream(&rng, (uint64_t)study->draw.seed, (uint32_t)draw, 0);
    lk_rng_advance(&rng, quantity);
    const double low = study->draw.low[quantity], high = study->draw.high[quantity], u = lk_rng_unit(&rng);
    if (low > 0.0 && high > 30.0 * low) return low * exp(u * log(high / low));
    return low + u * (high - low);
}

// Record and row of a quantity of a case: "group.key" or "materials.NAME.key". False if the case does not
// have it.
static bool find_quantity(lk_params *params, const char *key, lk_table_record *record,
                          const lk_table_row **row) {
    *record = lk_params_record(params);
    *row = lk_table_find(record->table, key);
    for (size_t i = 0; i < params->material_count && !*row; i++) {
        const size_t length = strlen(params->materials[i].name), prefix = sizeof material_prefix - 1;
        if (strncmp(key, material_prefix, prefix) != 0 ||
            strncmp(key + prefix, params->materials[i].name, length) != 0 || key[prefix + length] != '.')
            continue;
        *record = lk_material_record(&params->materials[i]);
        *row = lk_table_find(record->table, key + prefix + length + 1);
    }
    return *row && (*row)->type == LK_TABLE_QUANTITY && lk_table_is_given(record, *row);
}

bool lk_study_read_range(lk_params *params, const char *key, double *low, double *high) {
    lk_table_record record;
    const lk_table_row *row;
    if (!find_quantity(params, key, &record, &row)) return false;
    *low = lk_table_origin_of(&record, row)->low;
    *high = lk_table_origin_of(&record, row)->high;
    return *low < *high;
}

// "KEY=VALUE UNIT" of a draw, if the case has the quantity.
static bool format_drawn(const lk_study *study, size_t quantity, int64_t draw, lk_params *params,
                         char *text) {
    lk_table_record record;
    const lk_table_row *row;
    char value[64];
    const char *key = study->draw.keys[quantity];
    if (!find_quantity(params, key, &record, &row)) return false;
    lk_table_format_number(lk_study_drawn(study, quantity, draw), row->unit, value, sizeof value);
    snprintf(text, DRAWN_TEXT, "%s=%s %s", key, value, strcmp(row->unit, "1") == 0 ? "" : row->unit);
    text[strlen(text) - (strcmp(row->unit, "1") == 0)] = 0; // no blank at the end
    return true;
}

// ---- parameters of a run

bool lk_study_read_applies(const lk_params *params, const char *setting) {
    char name[LK_TABLE_NAME];
    if (strncmp(setting, material_prefix, sizeof material_prefix - 1) != 0) return true;
    const char *rest = setting + sizeof material_prefix - 1;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(rest, "."), rest);
    return lk_params_material(params, name) != NULL;
}

static bool is_of_material(const char *setting) {
    return strncmp(setting, material_prefix, sizeof material_prefix - 1) == 0;
}

typedef struct list {
    const char *items[MOST];
    size_t count;
    char drawn[LK_STUDY_DRAWN][DRAWN_TEXT], seed[48];
} list;

// Settings that do not depend on which materials the case has; with them it can be loaded a first time.
static void gather_plain(list *l, const lk_study_settings *settings, int64_t seed) {
    for (size_t i = 0; i < settings->count; i++)
        if (!is_of_material(settings->items[i])) l->items[l->count++] = settings->items[i];
    snprintf(l->seed, sizeof l->seed, "seed=%lld", (long long)seed);
    l->items[l->count++] = l->seed;
}

static bool gather_of_materials(list *l, const lk_study *study, const lk_study_settings *settings,
                                int64_t draw, lk_params *params) {
    const size_t before = l->count;
    for (size_t i = 0; i < settings->count; i++)
        if (is_of_material(settings->items[i]) && lk_study_read_applies(params, settings->items[i]))
            l->items[l->count++] = settings->items[i];
    for (size_t q = 0; q < study->draw.count && study->draw.number > 0; q++)
        if (format_drawn(study, q, draw, params, l->drawn[q])) l->items[l->count++] = l->drawn[q];
    return l->count > before;
}

lk_status lk_study_params(const lk_study *study, size_t variant, size_t which, int64_t draw, int64_t seed,
                          lk_params *params, lk_error_list *errors) {
    const lk_study_settings *settings = &study->variants[variant].settings;
    const char *path = study->cases[which].path;
    list *l = calloc(1, sizeof *l);
    if (!l) return lk_error_set(errors, LK_FAILED, "out of memory");
    gather_plain(l, settings, seed);
    lk_status status = lk_yaml_load_case(path, l->items, l->count, params, errors);
    if (status == LK_OK && gather_of_materials(l, study, settings, draw, params))
        status = lk_yaml_load_case(path, l->items, l->count, params, errors);
    free(l);
    return status;
}
