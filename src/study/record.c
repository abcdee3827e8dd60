// The run directory of either scale: see record.h.
#include "record.h"

#include "likmc/yaml.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

lk_status lk_record_describe(lk_record *record, const lk_params *params, int threads, lk_error_list *errors) {
    *record = (lk_record){.yaml = lk_yaml_write_params(params, errors)};
    if (!record->yaml) return LK_FAILED;
    lk_provenance_hash(record->yaml, strlen(record->yaml), record->hash);
    record->provenance = (lk_provenance){.seed = (uint64_t)params->seed,
                                         .replica = (uint32_t)params->replica,
                                         .threads = threads,
                                         .parameters_hash = record->hash,
                                         .title = params->title};
    return LK_OK;
}

lk_status lk_record_begin(lk_record *record, const char *where, bool overwrite, lk_error_list *errors) {
    const lk_status status = lk_rundir_create(&record->dir, where, overwrite, errors);
    if (status != LK_OK) return status;
    LK_RECORD_FILE(record, "params.yaml", lk_rundir_text(path, record->yaml, errors));
    LK_RECORD_FILE(record, "provenance.json", lk_provenance_write(&record->provenance, path, errors));
    return LK_OK;
}

static bool holds(const char *path, const char *text) {
    const size_t length = strlen(text);
    FILE *file = fopen(path, "r");
    char *old = malloc(length + 2);
    const size_t got = file && old ? fread(old, 1, length + 1, file) : 0;
    const bool same = got == length && memcmp(old, text, length) == 0;
    if (file) fclose(file);
    free(old);
    return same;
}

static lk_status check_same(const char *path, const char *where, const char *yaml, lk_error_list *errors) {
    if (holds(path, yaml)) return LK_OK;
    return lk_error_set(errors, LK_BAD_INPUT,
                        "%s was begun with other parameters; run it with those, or choose another --out",
                        where);
}

static bool exists(const char *directory, const char *name) {
    char path[4096];
    return snprintf(path, sizeof path, "%s/%s", directory, name) < (int)sizeof path &&
           access(path, F_OK) == 0;
}

lk_status lk_record_resume(lk_record *record, const char *where, lk_record_stage *stage,
                           lk_error_list *errors) {
    *stage = LK_RECORD_NOT_BEGUN;
    if (access(where, F_OK) != 0) return LK_OK;
    const lk_status status = lk_rundir_open(&record->dir, where, errors);
    if (status != LK_OK) return status;
    LK_RECORD_FILE(record, "params.yaml", check_same(path, where, record->yaml, errors));
    if (lk_rundir_state(where) == LK_RUNDIR_DONE)
        *stage = LK_RECORD_FINISHED;
    else if (exists(where, "checkpoint.h5"))
        *stage = LK_RECORD_UNDER_WAY;
    else
        lk_rundir_close(&record->dir); // begun anew in its place
    return LK_OK;
}

lk_status lk_record_write_json(const lk_record *record, const char *name, const lk_json *json,
                               lk_error_list *errors) {
    LK_RECORD_FILE(record, name, lk_json_write(json, path, errors));
    return LK_OK;
}

void lk_record_close(lk_record *record) {
    lk_rundir_close(&record->dir);
    free(record->yaml);
    record->yaml = NULL;
}
