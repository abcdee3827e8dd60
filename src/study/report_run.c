// What the report holds of one run: see report_parts.h.
#include "likmc/electrode.h"
#include "likmc/rundir.h"
#include "report_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- parameters

static void put_quantity(lk_json *json, const lk_table_record *record, const lk_table_row *row) {
    const lk_table_origin *origin = lk_table_origin_of(record, row);
    char low[64], high[64];
    lk_table_format_number(origin->low, row->unit, low, sizeof low);
    lk_table_format_number(origin->high, row->unit, high, sizeof high);
    lk_json_text(json, "low", low);
    lk_json_text(json, "high", high);
    lk_json_text(json, "tag", lk_table_tag_name(origin->tag));
    lk_json_text(json, "source", origin->source);
}

static void put_row(lk_json *json, const char *prefix, const lk_table_record *record,
                    const lk_table_row *row) {
    char key[160], value[LK_TABLE_TEXT];
    if (!lk_table_is_given(record, row)) return;
    snprintf(key, sizeof key, "%s%s", prefix, row->key);
    lk_table_format(record, row, value, sizeof value);
    lk_json_open_object(json, NULL);
    lk_json_text(json, "key", key);
    lk_json_text(json, "value", value);
    lk_json_text(json, "unit", row->unit && strcmp(row->unit, "1") != 0 ? row->unit : "");
    lk_json_text(json, "doc", row->doc);
    if (row->type == LK_TABLE_QUANTITY) put_quantity(json, record, row);
    lk_json_close_object(json);
}

static void put_record(lk_json *json, const char *prefix, const lk_table_record *record) {
    for (size_t i = 0; i < record->table->count; i++) put_row(json, prefix, record, &record->table->rows[i]);
}

void lk_report_parameters(lk_json *json, const lk_params *params) {
    // Records give access for writing too; here they are only read.
    const lk_table_record record = lk_params_record((lk_params *)params);
    lk_json_open_array(json, "parameters");
    put_record(json, "", &record);
    for (size_t i = 0; i < params->material_count; i++) {
        char prefix[LK_TABLE_NAME + 16];
        const lk_table_record material = lk_material_record((lk_material *)&params->materials[i]);
        snprintf(prefix, sizeof prefix, "materials.%s.", params->materials[i].name);
        put_record(json, prefix, &material);
    }
    lk_json_close_array(json);
}

// ---- tables

static lk_status put_text(lk_json *json, const char *key, const char *directory, const char *name,
                          lk_error_list *errors) {
    char *text = lk_report_read(directory, name, errors);
    if (!text) return LK_FAILED;
    lk_json_text(json, key, text);
    free(text);
    return LK_OK;
}

static lk_status put_json(lk_json *json, const char *key, const char *directory, const char *name,
                          lk_error_list *errors) {
    char *text = lk_report_read(directory, name, errors);
    if (!text) return LK_FAILED;
    lk_json_raw(json, key, *text ? text : NULL);
    free(text);
    return LK_OK;
}

lk_status lk_report_run(lk_json *json, const lk_report_runs *runs, size_t which, lk_error_list *errors) {
    static const char *const ends[] = {[LK_RUNDIR_RUNNING] = "running",
                                       [LK_RUNDIR_DONE] = "finished",
                                       [LK_RUNDIR_STOPPED] = "stopped early"};
    const lk_gallery *g = &runs->items[which].gallery;
    lk_json_open_object(json, NULL);
    lk_json_text(json, "name", runs->items[which].name);
    lk_json_text(json, "title", g->params->title);
    lk_json_text(json, "scale", lk_electrode_scale(g->params)->name);
    lk_json_text(json, "end", ends[lk_rundir_state(g->directory)]);
    lk_report_parameters(json, g->params);
    lk_status status = put_text(json, "series", g->directory, "series.csv", errors);
    if (status == LK_OK) status = put_text(json, "cycles", g->directory, "cycles.csv", errors);
    if (status == LK_OK) status = put_json(json, "summary", g->directory, "summary.json", errors);
    if (status == LK_OK) status = put_json(json, "provenance", g->directory, "provenance.json", errors);
    if (status == LK_OK) status = lk_report_states(json, runs, which, errors);
    lk_json_close_object(json);
    return status;
}
