// The runs of a study: see likmc/plan.h.
#include "likmc/plan.h"

#include "likmc/protocol.h"
#include "likmc/yaml.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- names

static void slug(const char *name, char *text, size_t size) {
    size_t n = 0;
    bool changed = false;
    for (const char *c = name; *c && n + 8 < size; c++) {
        const bool plain = isalnum((unsigned char)*c) || *c == '-' || *c == '_';
        text[n++] = plain ? *c : '-';
        changed = changed || !plain;
    }
    text[n] = 0;
    if (!changed) return;
    char hash[LK_PROVENANCE_HASH_SIZE];
    lk_provenance_hash(name, strlen(name), hash);
    snprintf(text + n, size - n, "~%.4s", hash);
}

void lk_plan_name(const lk_study *study, const lk_plan_run *run, char name[LK_PLAN_NAME]) {
    char variant[LK_STUDY_NAME + 8], point[32] = "";
    slug(study->variants[run->variant].name, variant, sizeof variant);
    if (study->design.axis_count > 0) snprintf(point, sizeof point, ".p%zu", run->point + 1);
    snprintf(name, LK_PLAN_NAME, "%s%s%s%s-s%lld", study->cases[run->which].name, *variant ? "." : "",
             variant, point, (long long)run->seed);
}

// ---- parameters

static lk_status load_base(lk_plan *plan, size_t variant, size_t which, lk_error_list *errors) {
    const size_t place = variant * plan->study->case_count + which;
    lk_params *base = malloc(sizeof *base);
    plan->bases[place] = base;
    if (!base) return lk_error_set(errors, LK_FAILED, "out of memory");
    const lk_status status = lk_study_params(plan->study, variant, which, 0, base, errors);
    char *yaml = status == LK_OK ? lk_yaml_write_params(base, errors) : NULL;
    if (!yaml) return status == LK_OK ? LK_FAILED : status;
    lk_provenance_hash(yaml, strlen(yaml), plan->hashes[place]);
    free(yaml);
    return LK_OK;
}

lk_status lk_plan_create(lk_plan *plan, const lk_study *study, lk_error_list *errors) {
    const size_t count = study->variant_count * study->case_count;
    *plan = (lk_plan){study, calloc(count, sizeof *plan->bases), calloc(count, sizeof *plan->hashes)};
    lk_status status = plan->bases && plan->hashes ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++)
        for (size_t c = 0; c < study->case_count && status == LK_OK; c++)
            status = load_base(plan, v, c, errors);
    if (status != LK_OK) lk_plan_free(plan);
    return status;
}

void lk_plan_free(lk_plan *plan) {
    for (size_t i = 0; plan->bases && i < plan->study->variant_count * plan->study->case_count; i++)
        free(plan->bases[i]);
    free(plan->bases);
    free(plan->hashes);
    *plan = (lk_plan){0};
}

bool lk_plan_holds(const lk_params *params, char why[LK_TABLE_WHY]) {
    lk_protocol protocol;
    const char *key;
    char reason[LK_TABLE_WHY];
    if (!lk_protocol_compile(params, &protocol, NULL, NULL))
        return lk_table_refuse(why, "the protocol cannot be carried out with it");
    for (size_t i = 0;; i++) {
        const bool holds = lk_params_holds(params, i, &key, reason);
        if (!key) break;
        if (!holds) return lk_table_refuse(why, "%s: %.400s", key, reason);
    }
    for (size_t m = 0; m < params->material_count; m++)
        for (size_t i = 0;; i++) {
            const bool holds = lk_material_holds(&params->materials[m], i, &key, reason);
            if (!key) break;
            if (!holds) return lk_table_refuse(why, "%s: %.400s", key, reason);
        }
    return true;
}

static bool put_axis(const lk_plan *plan, size_t axis, size_t point, lk_params *params,
                     char why[LK_TABLE_WHY]) {
    lk_table_record record;
    const lk_table_row *row;
    char setting[LK_DESIGN_TEXT];
    if (!lk_study_find(params, plan->study->design.axes[axis].key, &record, &row)) return true;
    lk_design_setting(&plan->study->design, axis, point, setting);
    return lk_table_put_text(&record, row, strchr(setting, '=') + 1, "command line", why);
}

lk_status lk_plan_params(const lk_plan *plan, const lk_plan_run *run, lk_params *params,
                         lk_error_list *errors) {
    char why[LK_TABLE_WHY], name[LK_PLAN_NAME];
    *params = *plan->bases[run->variant * plan->study->case_count + run->which];
    params->seed = run->seed;
    bool good = true;
    for (size_t a = 0; a < plan->study->design.axis_count && good; a++)
        good = put_axis(plan, a, run->point, params, why);
    if (good && plan->study->design.axis_count > 0) good = lk_plan_holds(params, why);
    if (good) return LK_OK;
    lk_plan_name(plan->study, run, name);
    return lk_error_set(errors, LK_BAD_INPUT, "%s: %s", name, why);
}

void lk_plan_identify(const lk_plan *plan, const lk_plan_run *run, char identity[LK_PROVENANCE_HASH_SIZE]) {
    const lk_design *design = &plan->study->design;
    const size_t place = run->variant * plan->study->case_count + run->which;
    char text[LK_DESIGN_TEXT + 2 * LK_PROVENANCE_HASH_SIZE];
    snprintf(text, sizeof text, "%s %lld %s %.64s", plan->hashes[place], (long long)run->seed,
             lk_provenance_version(), lk_provenance_commit());
    lk_provenance_hash(text, strlen(text), identity);
    for (size_t a = 0; a < design->axis_count; a++) { // a chain of hashes: each takes in the one before
        lk_table_record record;
        const lk_table_row *row;
        char setting[LK_DESIGN_TEXT];
        if (!lk_study_find(plan->bases[place], design->axes[a].key, &record, &row)) continue;
        lk_design_setting(design, a, run->point, setting);
        snprintf(text, sizeof text, "%s %s", identity, setting);
        lk_provenance_hash(text, strlen(text), identity);
    }
}
