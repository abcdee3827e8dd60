// What a run writes: one row for each output, with when it is written.
#include "run_parts.h"

#include "likmc/image.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

static lk_status draw_one(const lk_scene_picture *picture, const lk_snapshot *seen, const lk_run *run,
                          const char *path, lk_error_list *errors) {
    lk_image image = {0};
    lk_snapshot_stage stage;
    const lk_scene scene = lk_snapshot_scene(seen, &stage);
    lk_scene_view view = lk_snapshot_view(seen, (int)run->params->output.image_width);
    view.threads = run->electrode->threads;
    lk_status status = picture->draw(&scene, &view, &image, errors);
    if (status != LK_OK) return status;
    lk_provenance_texts texts;
    lk_provenance_describe(&run->record.provenance, &texts);
    texts.items[texts.count++] = (lk_image_text){"Description", seen->caption};
    status = lk_image_write_png(&image, path, texts.items, texts.count, errors);
    lk_image_free(&image);
    return status;
}

static lk_status draw_all(lk_run *run, const lk_snapshot *seen, lk_error_list *errors) {
    size_t count;
    char name[64];
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "frames/%s-%03lld.png", pictures[i].name,
                 (long long)run->electrode->scale->frame(run->electrode));
        LK_RECORD_FILE(&run->record, name, draw_one(&pictures[i], seen, run, path, errors));
    }
    return LK_OK;
}

static lk_status write_pictures(lk_run *run, lk_error_list *errors) {
    if (!run->options->pictures) return LK_OK;
    lk_snapshot seen;
    lk_status status = lk_electrode_see(run->electrode, &seen, errors);
    if (status == LK_OK) status = draw_all(run, &seen, errors);
    lk_snapshot_free(&seen);
    return status;
}

// ---- snapshots: from them pictures, movies, exports and reports are made later

static lk_status make_folder(const char *path, lk_error_list *errors) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return LK_OK;
    return lk_error_set(errors, LK_FAILED, "cannot make %s: %s", path, strerror(errno));
}

static lk_status write_snapshot_file(lk_run *run, const lk_snapshot *seen, const char *name,
                                     lk_error_list *errors) {
    LK_RECORD_FILE(&run->record, "snapshots", make_folder(path, errors));
    LK_RECORD_FILE(&run->record, name, lk_snapshot_write(seen, path, errors));
    return LK_OK;
}

// One of each moment: a picture may be due when a snapshot has just been kept.
static lk_status keep_snapshot(lk_run *run, lk_error_list *errors) {
    char name[48];
    lk_snapshot seen;
    lk_run_progress *progress = &run->progress;
    lk_status status = lk_electrode_see(run->electrode, &seen, errors);
    if (status != LK_OK) return status;
    if (progress->snapshots == 0 || seen.time != progress->snapshot_time) {
        snprintf(name, sizeof name, "snapshots/%04lld.h5", (long long)progress->snapshots);
        progress->snapshots++;
        progress->snapshot_time = seen.time;
        status = write_snapshot_file(run, &seen, name, errors);
    }
    lk_snapshot_free(&seen);
    return status;
}

static bool wants_snapshots(const lk_run *run) {
    return run->options->pictures && run->params->output.snapshots > 0;
}

// Of the rows, the first in each of the even parts of the run: rows decide when, as what is due must not
// change how the electrode goes on.
static lk_status write_even_snapshot(lk_run *run, lk_error_list *errors) {
    const double parts = (double)run->params->output.snapshots;
    const int64_t part = (int64_t)(parts * run->electrode->scale->fraction(run->electrode));
    if (!wants_snapshots(run) || part < run->progress.snapshot_part) return LK_OK;
    run->progress.snapshot_part = part + 1;
    return keep_snapshot(run, errors);
}

static lk_status write_snapshot(lk_run *run, lk_error_list *errors) {
    return wants_snapshots(run) ? keep_snapshot(run, errors) : LK_OK;
}

// ---- the end

static lk_status write_state(lk_run *run, lk_error_list *errors) {
    return lk_run_directory_save(run, "state.h5", errors);
}

static lk_status write_xdmf(lk_run *run, lk_error_list *errors) {
    LK_RECORD_FILE(&run->record, "state.xmf2",
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
    {"snapshots/*.h5", LK_DUE_ROW, write_even_snapshot},
    {"snapshots/*.h5", LK_DUE_FRAME, write_snapshot},
    {"snapshots/*.h5", LK_DUE_END, write_snapshot},
    {"frames/*.png", LK_DUE_FRAME, write_pictures},
    {"state.h5", LK_DUE_END, write_state},
    {"state.xmf2", LK_DUE_END, write_xdmf},
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
