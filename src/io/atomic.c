// Files that appear complete or not at all: see atomic.h.
#include "atomic.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t parent_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

char *lk_atomic_sibling(const char *path, int attempt) {
    const size_t parent = parent_length(path), size = strlen(path) + 48;
    char *name = malloc(size);
    if (name)
        snprintf(name, size, "%.*s.%s.%ld-%d.part", (int)parent, path, path + parent, (long)getpid(),
                 attempt);
    return name;
}

void lk_atomic_sync_parent(const char *path) {
    const size_t length = parent_length(path);
    char *parent = length ? strndup(path, length) : strdup(".");
    const int descriptor = parent ? open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (descriptor >= 0) {
        (void)fsync(descriptor);
        close(descriptor);
    }
    free(parent);
}

int lk_atomic_put(int descriptor, const void *bytes, size_t size) {
    const char *next = bytes;
    while (size > 0) {
        const ssize_t written = write(descriptor, next, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            if (written == 0) errno = ENOSPC;
            return -1;
        }
        next += written;
        size -= (size_t)written;
    }
    return 0;
}

static lk_status complain(const char *path, const char *what, lk_error_list *errors) {
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "%s: %s", what, strerror(errno));
}

// A device or directory must never be renamed over: root could replace /dev/null by a picture.
static lk_status check_target(const char *path, lk_error_list *errors) {
    struct stat about;
    if (stat(path, &about) != 0 || S_ISREG(about.st_mode)) return LK_OK;
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot write: exists and is %s",
                        S_ISDIR(about.st_mode) ? "a directory" : "not a regular file");
}

lk_status lk_atomic_open(lk_atomic *file, const char *path, lk_error_list *errors) {
    *file = (lk_atomic){.descriptor = -1};
    if (check_target(path, errors) != LK_OK) return LK_FAILED;
    file->path = strdup(path);
    for (int attempt = 0; file->path && attempt < LK_ATOMIC_ATTEMPTS; attempt++) {
        free(file->temporary);
        file->temporary = lk_atomic_sibling(path, attempt);
        if (!file->temporary) break;
        file->descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file->descriptor >= 0) return LK_OK;
        if (errno != EEXIST) break;
    }
    const lk_status status = complain(path, "cannot write", errors);
    free(file->temporary); // not ours: do not unlink it
    file->temporary = NULL;
    lk_atomic_abandon(file);
    return status;
}

lk_status lk_atomic_append(lk_atomic *file, const void *bytes, size_t size, lk_error_list *errors) {
    if (lk_atomic_put(file->descriptor, bytes, size) == 0) return LK_OK;
    return complain(file->path, "cannot write", errors);
}

lk_status lk_atomic_commit(lk_atomic *file, lk_error_list *errors) {
    lk_status status = LK_OK;
    if (fsync(file->descriptor) != 0 && errno != EINVAL) status = complain(file->path, "cannot sync", errors);
    if (close(file->descriptor) != 0 && status == LK_OK)
        status = complain(file->path, "cannot close", errors);
    file->descriptor = -1;
    if (status == LK_OK && rename(file->temporary, file->path) != 0)
        status = complain(file->path, "cannot rename", errors);
    if (status == LK_OK) {
        lk_atomic_sync_parent(file->path);
        free(file->temporary);
        file->temporary = NULL;
    }
    lk_atomic_abandon(file);
    return status;
}

void lk_atomic_abandon(lk_atomic *file) {
    if (file->descriptor >= 0) close(file->descriptor);
    if (file->temporary) (void)unlink(file->temporary);
    free(file->path);
    free(file->temporary);
    *file = (lk_atomic){.descriptor = -1};
}

lk_status lk_atomic_write(const char *path, const void *bytes, size_t size, lk_error_list *errors) {
    lk_atomic file;
    if (lk_atomic_open(&file, path, errors) != LK_OK) return LK_FAILED;
    if (lk_atomic_append(&file, bytes, size, errors) != LK_OK) {
        lk_atomic_abandon(&file);
        return LK_FAILED;
    }
    return lk_atomic_commit(&file, errors);
}

static lk_status cannot_read(const char *path, const char *why, lk_error_list *errors) {
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot read: %s", why);
}

// The file may shrink while it is read: *size is what came.
static lk_status slurp(int descriptor, const char *path, char **bytes, size_t *size, lk_error_list *errors) {
    struct stat about;
    if (fstat(descriptor, &about) != 0) return cannot_read(path, strerror(errno), errors);
    if (!S_ISREG(about.st_mode))
        return cannot_read(path, S_ISDIR(about.st_mode) ? "is a directory" : "not a regular file", errors);
    const size_t length = (size_t)about.st_size;
    char *room = malloc(length + 1);
    if (!room) return lk_error_set(errors, LK_FAILED, "out of memory: %zu bytes for %s", length, path);
    size_t have = 0;
    while (have < length) {
        const ssize_t got = read(descriptor, room + have, length - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        have += (size_t)got;
    }
    room[have] = '\0';
    *bytes = room;
    *size = have;
    return LK_OK;
}

lk_status lk_atomic_read(const char *path, char **bytes, size_t *size, lk_error_list *errors) {
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot_read(path, strerror(errno), errors);
    const lk_status status = slurp(descriptor, path, bytes, size, errors);
    close(descriptor);
    return status;
}
