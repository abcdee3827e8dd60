// Numbers of tables in summary.json. Private to src/study.
#ifndef LIKMC_STUDY_SUMMARY_H
#define LIKMC_STUDY_SUMMARY_H

#include "likmc/json.h"
#include "likmc/result.h"

// One number of a record under the name that it has in a CSV.
void lk_summary_write_number(lk_json *json, const lk_series_column *column, const void *record);

// The object "result" with the columns of one scale.
void lk_summary_write_result(lk_json *json, int scale, const lk_result *result);

#endif
