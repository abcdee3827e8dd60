// Numbers of tables in summary.json: see summary.h.
#include "summary.h"

#include <string.h>

void lk_summary_write_number(lk_json *json, const lk_series_column *column, const void *record) {
    char name[96];
    lk_series_header(column, name, sizeof name);
    const char *at = (const char *)record + column->offset;
    int64_t whole;
    double number;
    memcpy(&whole, at, sizeof whole);
    memcpy(&number, at, sizeof number);
    if (column->type == LK_SERIES_INTEGER)
        lk_json_integer(json, name, whole);
    else
        lk_json_number(json, name, number * (column->factor != 0.0 ? column->factor : 1.0));
}

void lk_summary_write_result(lk_json *json, int scale, const lk_result *result) {
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    lk_json_open_object(json, "result");
    for (size_t i = 0; i < count; i++)
        if (columns[i].scale == scale) lk_summary_write_number(json, &columns[i].column, result);
    lk_json_close_object(json);
}
