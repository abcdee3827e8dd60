// What a run writes: one row for each output, with when it is written.
#include "run_parts.h"

#include "likmc/image.h"

#include <stdio.h>
#include <unistd.h>

static lk_status write_table(lk_run *run, lk_due due, lk_error_list *errors) {
    const void *record = lk_electrode_record(run->electrode, due, errors);
    return record ? lk_series_append(run->tables[due], record, errors) : LK_FAILED;
}
static lk_status write_row(lk_run *run, lk_error_list *errors) {
    return write_table(run, LK_DUE_ROW, errors);
}
static lk_status write_cycle(lk_run *run, lk_error_list *errors) {
    return write_table(run, LK_DUE_CYCLE, errors);
}

// ---- pictures

static lk_status draw_one(const lk_scene_picture *picture, const lk_electrode_scene *seen,
                          const lk_provenance *provenance, const char *path, lk_error_list *errors) {
    lk_image image = {0};
    lk_status status = picture->draw(&seen->scene, &seen->view, &image, errors);
    if (status != LK_OK) return status;
    lk_provenance_texts texts;
    lk_provenance_describe(provenance, &texts);
    texts.items[texts.count++] = (lk_image_text){"Description", seen->caption};
    status = lk_image_write_png(&image, path, texts.items, texts.count, errors);
    lk_image_free(&image);
    return status;
}

static lk_status draw_all(lk_run *run, const lk_electrode_scene *seen, lk_error_list *errors) {
    size_t count;
    char name[64];
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "frames/%s-%03lld.png", pictures[i].name,
                 (long long)run->electrode->scale->frame(run->electrode));
        LK_RECORD_FILE(&run->record, name,
                       draw_one(&pictures[i], seen, &run->record.provenance, path, errors));
    }
    return LK_OK;
}

static lk_status write_pictures(lk_run *run, lk_error_list *errors) {
    if (!run->options->pictures) return LK_OK;
    lk_electrode_scene seen;
    lk_status status = lk_electrode_see(run->electrode, &seen, errors);
    if (status == LK_OK) status = draw_all(run, &seen, errors);
    lk_electrode_scene_free(&seen);
    return status;
}

// ---- the end

static lk_status write_state(lk_run *run, lk_error_list *errors) {
    return lk_run_directory_save(run, "state.h5", errors);
}

static lk_status write_xdmf(lk_run *run, lk_error_list *errors) {
    LK_RECORD_FILE(&run->record, "state.xdmf",
                   lk_electrode_write_xdmf(run->electrode, path, "state.h5", errors));
    return LK_OK;
}

static lk_status write_summary(lk_run *run, lk_error_list *errors) {
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "title", run->params->title);
    lk_json_text(&json, "parameters_hash", run->record.hash);
    lk_status status = run->electrode->scale->summarise(run->electrode, &json, errors);
    lk_json_close_object(&json);
    if (status == LK_OK) status = lk_record_write_json(&run->record, "summary.json", &json, errors);
    lk_json_free(&json);
    return status;
}

static lk_status write_done(lk_run *run, lk_error_list *errors) {
    const lk_status status = lk_rundir_mark(&run->record.dir, LK_RUNDIR_DONE, errors);
    if (status == LK_OK) LK_RECORD_FILE(&run->record, "checkpoint.h5", (unlink(path), LK_OK));
    return status;
}

// ---- the table

static const lk_run_writer writers[] = {
    {"series.csv", LK_DUE_ROW, write_row},
    {"cycles.csv", LK_DUE_CYCLE, write_cycle},
    {"frames/*.png", LK_DUE_FRAME, write_pictures},
    {"state.h5", LK_DUE_END, write_state},
    {"state.xdmf", LK_DUE_END, write_xdmf},
    {"summary.json", LK_DUE_END, write_summary},
    {"DONE", LK_DUE_END, write_done}, // stays the last one
};

lk_status lk_run_writers_write(lk_run *run, lk_due due, lk_error_list *errors) {
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        if (writers[i].due != due) continue;
        const lk_status status = writers[i].write(run, errors);
        if (status != LK_OK) return status;
    }
    return LK_OK;
}
