// Files that appear complete or not at all: a temporary sibling is written, synced and renamed. Private to
// src/io.
#ifndef LIKMC_IO_ATOMIC_H
#define LIKMC_IO_ATOMIC_H

#include "likmc/error.h"

#include <stddef.h>

/// A file being written. Owns its strings and descriptor until committed or abandoned.
typedef struct lk_atomic {
    char *path, *temporary;
    int descriptor;
} lk_atomic;

/// Begin writing `path`. Refuses to replace anything but a regular file (LK_FAILED).
lk_status lk_atomic_open(lk_atomic *file, const char *path, lk_error_list *errors);

/// Append bytes. On failure the caller still has to commit or abandon.
lk_status lk_atomic_append(lk_atomic *file, const void *bytes, size_t size, lk_error_list *errors);

/// Sync and rename into place; on failure the temporary file is removed. Releases *file either way.
lk_status lk_atomic_commit(lk_atomic *file, lk_error_list *errors);

/// Remove the temporary file and release *file.
void lk_atomic_abandon(lk_atomic *file);

/// All of the above for bytes at hand.
lk_status lk_atomic_write(const char *path, const void *bytes, size_t size, lk_error_list *errors);

/// Read a whole regular file; the caller frees *bytes. LK_BAD_INPUT if it cannot be read, LK_FAILED without
/// memory.
lk_status lk_atomic_read(const char *path, char **bytes, size_t *size, lk_error_list *errors);

/// Write all bytes to a descriptor, across interruptions and short writes. 0, or -1 with errno.
int lk_atomic_put(int descriptor, const void *bytes, size_t size);

/// "/a/.name.<process>-<attempt>.part" for "/a/name"; the caller frees it. NULL when out of memory.
char *lk_atomic_sibling(const char *path, int attempt);

/// Make the entries of the directory that holds `path` durable; best effort, as some file systems cannot.
void lk_atomic_sync_parent(const char *path);

/// Attempts at a free temporary name before giving up.
enum { LK_ATOMIC_ATTEMPTS = 100 };

#endif
