/// likmc/rundir.h: the directory of a run: made at once or not at all, never overwritten unasked.
///
/// lk_rundir_create() makes a hidden sibling; the caller puts params.yaml, provenance.json, ... there and
/// then calls lk_rundir_publish(), which renames it. Files held open stay valid across the rename.
#ifndef LIKMC_RUNDIR_H
#define LIKMC_RUNDIR_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>

/// A run directory. Owns its strings and the log's descriptor. Release with lk_rundir_close().
typedef struct lk_rundir {
    char *path;    ///< the name that the user gave, without trailing slashes
    char *staging; ///< the hidden sibling until published, then NULL
    int log;       ///< descriptor of run.log, -1 if none
    size_t made;   ///< length of the uppermost folder that was made for it; 0 if it was there, or published
    int lock;      ///< descriptor of the lock of this directory, -1 if none
    int replaced;  ///< the same of the older run that is to be replaced
    bool overwrite;
} lk_rundir;

/// How a run ended: each is an empty file of that name, of which at most one exists.
typedef enum lk_rundir_end { LK_RUNDIR_RUNNING, LK_RUNDIR_DONE, LK_RUNDIR_STOPPED } lk_rundir_end;

/// Begin a run directory at `path` with its folder frames/ and an open run.log; folders above it that are
/// missing are made. LK_BAD_INPUT: it exists and `overwrite` is false, it exists and is not a run directory
/// that likmc made (never removed), it is being written by another process, its parent cannot be made or may
/// not be written to, or the name is empty. LK_FAILED: full disk, memory. Nothing is left behind.
lk_status lk_rundir_create(lk_rundir *dir, const char *path, bool overwrite, lk_error_list *errors);

/// Give the directory its name; an older run of that name is removed if `overwrite` was told. LK_BAD_INPUT if
/// someone else took the name meanwhile. On failure the hidden sibling is removed.
lk_status lk_rundir_publish(lk_rundir *dir, lk_error_list *errors);

/// Open an existing run directory to go on with it. LK_BAD_INPUT if it is not one, may not be written to, or
/// is being written by another process.
lk_status lk_rundir_open(lk_rundir *dir, const char *path, lk_error_list *errors);

/// Path of a file in the directory ("frames/top.png"), wherever the directory now is. The caller frees it.
/// NULL when out of memory.
char *lk_rundir_file(const lk_rundir *dir, const char *name);

/// Set the marker DONE or STOPPED and remove the other; LK_RUNDIR_RUNNING removes both.
lk_status lk_rundir_mark(const lk_rundir *dir, lk_rundir_end end, lk_error_list *errors);

/// The marker found in the directory at `path`.
lk_rundir_end lk_rundir_state(const char *path);

/// Remove the run directory at `path` with all that is in it. LK_BAD_INPUT if it is not one or is being
/// written; LK_FAILED if it cannot be removed.
lk_status lk_rundir_remove(const char *path, lk_error_list *errors);

/// Remove the unfinished files (.NAME.part) that a killed process left in a folder of the directory, such as
/// "." or "frames". LK_BAD_INPUT if there is no such folder. Only for the one who goes on with the run.
lk_status lk_rundir_sweep(const lk_rundir *dir, const char *folder, lk_error_list *errors);

/// Append one line (printf style, a line feed is added) with the date to run.log.
lk_status lk_rundir_log(const lk_rundir *dir, lk_error_list *errors, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Write a text to a file, complete or not at all, so that it survives a loss of power. LK_FAILED.
lk_status lk_rundir_text(const char *path, const char *text, lk_error_list *errors);

/// Close; a directory that was not published is removed. {0}-safe after a failed create.
void lk_rundir_close(lk_rundir *dir);

#endif
