// The directory of a run: begun, gone on with, saved.
#include "run_parts.h"
#include "state.h"

#include <omp.h>
#include <sys/stat.h>

#define TABLE(name, due)                                                                                     \
    LK_STATE_NUMBER(lk_run_progress, "run/" name "_bytes", "length of " name ".csv; 0 without", "bytes",     \
                    I64, marks[due].bytes),                                                                  \
        LK_STATE_NUMBER(lk_run_progress, "run/" name "_digest", "of these bytes, FNV-1a", "1", U64,          \
                        marks[due].digest)

static const lk_state_row rows[] = {
    TABLE("series", LK_DUE_ROW),
    TABLE("cycles", LK_DUE_CYCLE),
    LK_STATE_NUMBER(lk_run_progress, "run/snapshots", "kept", "1", I64, snapshots),
    LK_STATE_NUMBER(lk_run_progress, "run/snapshot_part", "of the run that wants the next one", "1", I64,
                    snapshot_part),
    LK_STATE_NUMBER(lk_run_progress, "run/snapshot_time", "of the last one", "s", F64, snapshot_time),
};

static lk_state state_of(lk_run_progress *progress) {
    return (lk_state){.rows = rows, .row_count = sizeof rows / sizeof *rows, .record = progress};
}

// What a checkpoint counts has to be on the disk before it.
static lk_status mark_tables(lk_run *run, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (int due = 0; due < LK_DUE_KINDS && status == LK_OK; due++) {
        if (!run->tables[due]) continue;
        status = lk_series_sync(run->tables[due], errors);
        run->progress.marks[due] = lk_series_mark_of(run->tables[due]);
    }
    return status;
}

lk_run_progress lk_run_directory_progress(const lk_run *run) {
    lk_run_progress progress = run->progress;
    for (int due = 0; due < LK_DUE_KINDS; due++)
        if (run->tables[due]) progress.marks[due] = lk_series_mark_of(run->tables[due]);
    return progress;
}

lk_status lk_run_directory_rewind(lk_run *run, const lk_run_progress *to, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (int due = 0; due < LK_DUE_KINDS && status == LK_OK; due++)
        if (run->tables[due]) status = lk_series_rewind(run->tables[due], to->marks[due], errors);
    run->progress = *to;
    return status;
}

lk_status lk_run_directory_save(lk_run *run, const char *name, lk_error_list *errors) {
    const lk_status status = mark_tables(run, errors);
    if (status != LK_OK) return status;
    const lk_state more = state_of(&run->progress);
    LK_RECORD_FILE(&run->record, name, lk_electrode_write(run->electrode, &more, path, errors));
    return LK_OK;
}

static lk_status begin_tables(lk_run *run, lk_error_list *errors) {
    for (lk_due due = 0; due < LK_DUE_KINDS; due++) {
        const lk_scale_table table = run->electrode->scale->table(due);
        if (!table.file) continue;
        LK_RECORD_FILE(&run->record, table.file,
                       lk_series_create(&run->tables[due], path, table.columns, table.count, errors));
    }
    return LK_OK;
}

static lk_status resume_tables(lk_run *run, lk_error_list *errors) {
    for (lk_due due = 0; due < LK_DUE_KINDS; due++) {
        const lk_scale_table table = run->electrode->scale->table(due);
        if (!table.file) continue;
        LK_RECORD_FILE(&run->record, table.file,
                       lk_series_resume(&run->tables[due], path, table.columns, table.count,
                                        run->progress.marks[due], errors));
    }
    return LK_OK;
}

static lk_status log_program(const lk_run *run, const char *what, lk_error_list *errors) {
    return lk_rundir_log(&run->record.dir, errors, "%s by likmc %s, commit %s", what, lk_provenance_version(),
                         lk_provenance_commit());
}

static lk_status create_electrode(lk_run *run, lk_error_list *errors) {
    const lk_status status = lk_electrode_create(&run->electrode, run->params, errors);
    if (status == LK_OK) run->electrode->threads = run->options->threads;
    return status;
}

static lk_status begin(lk_run *run, bool overwrite, lk_error_list *errors) {
    lk_status status = create_electrode(run, errors);
    if (status == LK_OK) status = lk_record_begin(&run->record, run->options->directory, overwrite, errors);
    if (status == LK_OK) status = begin_tables(run, errors);
    if (status == LK_OK) status = log_program(run, "begun", errors);
    return status == LK_OK ? lk_rundir_publish(&run->record.dir, errors) : status;
}

static void tell(const lk_run *run, const char *text) {
    if (run->options->tell) run->options->tell(run->options->user, text);
}

static lk_status check_program(lk_run *run, lk_error_list *errors) {
    bool same = true;
    LK_RECORD_FILE(&run->record, "provenance.json",
                   lk_provenance_check(&run->record.provenance, path, &same, errors));
    if (same) return LK_OK;
    if (run->options->same_program)
        return lk_error_add(errors, LK_BAD_INPUT, run->options->directory, 0, 0, NULL,
                            "was begun by another version of the program");
    tell(run,
         "this run was begun by another version of the program (see provenance.json): its end may differ "
         "from that of a run by one version");
    return LK_OK;
}

static bool is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static lk_status check_folder(const char *path, lk_error_list *errors) {
    if (is_folder(path)) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "is missing: the pictures have no place");
}

// Nothing is changed before everything has been found to be in order.
static lk_status read_all(lk_run *run, lk_error_list *errors) {
    lk_state more = state_of(&run->progress);
    lk_status status = check_program(run, errors);
    if (status == LK_OK) status = create_electrode(run, errors);
    if (status != LK_OK) return status;
    LK_RECORD_FILE(&run->record, "frames", check_folder(path, errors));
    LK_RECORD_FILE(&run->record, "checkpoint.h5", lk_electrode_read(run->electrode, &more, path, errors));
    return resume_tables(run, errors);
}

// Snapshots have a folder from the first one on.
static lk_status sweep(lk_run *run, lk_error_list *errors) {
    bool snapshots = false;
    LK_RECORD_FILE(&run->record, "snapshots", (snapshots = is_folder(path), LK_OK));
    lk_status status = lk_rundir_sweep(&run->record.dir, ".", errors);
    if (status == LK_OK) status = lk_rundir_sweep(&run->record.dir, "frames", errors);
    if (status == LK_OK && snapshots) status = lk_rundir_sweep(&run->record.dir, "snapshots", errors);
    return status;
}

static lk_status go_on(lk_run *run, lk_error_list *errors) {
    lk_status status = read_all(run, errors);
    if (status != LK_OK) return status;
    LK_RECORD_FILE(&run->record, "provenance.json",
                   lk_provenance_append(&run->record.provenance, path, errors));
    status = sweep(run, errors);
    if (status == LK_OK) status = log_program(run, "resumed", errors);
    return status == LK_OK ? lk_rundir_mark(&run->record.dir, LK_RUNDIR_RUNNING, errors) : status;
}

static lk_status resume(lk_run *run, lk_error_list *errors) {
    lk_record_stage stage;
    const lk_status status = lk_record_resume(&run->record, run->options->directory, &stage, errors);
    if (status != LK_OK) return status;
    if (stage == LK_RECORD_UNDER_WAY) return go_on(run, errors);
    run->was_finished = stage == LK_RECORD_FINISHED;
    return run->was_finished ? LK_OK : begin(run, true, errors);
}

lk_status lk_run_directory_open(lk_run *run, lk_error_list *errors) {
    const int threads = run->options->threads > 0 ? run->options->threads : omp_get_max_threads();
    const lk_status status = lk_record_describe(&run->record, run->params, threads, errors);
    if (status != LK_OK) return status;
    return run->options->resume ? resume(run, errors) : begin(run, run->options->overwrite, errors);
}

lk_status lk_run_directory_close(lk_run *run, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (int due = 0; due < LK_DUE_KINDS; due++) {
        const lk_status closed = lk_series_close(run->tables[due], errors);
        if (closed != LK_OK) status = closed;
    }
    lk_record_close(&run->record);
    return status;
}
