// What writers that were killed have left behind: see rundir_sweep.h.
#include "rundir_sweep.h"

#include "likmc/rundir.h"
#include "rundir_lock.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Remove what is below an open directory, following no links; the descriptor is closed.
static int empty_directory(int descriptor) {
    DIR *stream = fdopendir(descriptor);
    if (!stream) {
        close(descriptor);
        return -1;
    }
    int failed = 0;
    for (struct dirent *entry; (entry = readdir(stream));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (unlinkat(descriptor, entry->d_name, 0) == 0) continue;
        const int below = openat(descriptor, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (below < 0 || empty_directory(below) != 0 ||
            unlinkat(descriptor, entry->d_name, AT_REMOVEDIR) != 0)
            failed = -1;
    }
    closedir(stream);
    return failed;
}

int lk_rundir_sweep_tree(const char *path) {
    const int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0 || empty_directory(descriptor) != 0) return -1;
    return rmdir(path);
}

// Does the text go on with PROCESS-N.part, and end there?
static bool is_tail(const char *text) {
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || text[digits] != '-') return false;
    text += digits + 1;
    digits = strspn(text, "0123456789");
    return digits > 0 && strcmp(text + digits, ".part") == 0;
}

// .NAME.PROCESS-N.part, of this NAME or, if it is NULL, of any.
static bool is_leftover(const char *entry, const char *name) {
    if (entry[0] != '.') return false;
    if (name) {
        const size_t length = strlen(name);
        return strncmp(entry + 1, name, length) == 0 && entry[1 + length] == '.' &&
               is_tail(entry + length + 2);
    }
    for (const char *dot = strchr(entry + 1, '.'); dot; dot = strchr(dot + 1, '.'))
        if (is_tail(dot + 1)) return true;
    return false;
}

lk_status lk_rundir_sweep(const lk_rundir *dir, const char *folder, lk_error_list *errors) {
    char *path = lk_rundir_file(dir, folder);
    if (!path) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
    DIR *stream = opendir(path);
    lk_status status = LK_OK;
    if (!stream)
        status = lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot read: %s", strerror(errno));
    for (struct dirent *entry; stream && (entry = readdir(stream));)
        if (is_leftover(entry->d_name, NULL)) (void)unlinkat(dirfd(stream), entry->d_name, 0);
    if (stream) closedir(stream);
    free(path);
    return status;
}

// A directory without a lock's file may be one that is just being made.
static void sweep_one(const char *parent, const char *entry) {
    char path[4096], file[4096];
    if (snprintf(path, sizeof path, "%s/%s", parent, entry) >= (int)sizeof path ||
        snprintf(file, sizeof file, "%s/.lock", path) >= (int)sizeof file || access(file, F_OK) != 0)
        return;
    int lock;
    if (lk_rundir_lock_take(path, &lock, NULL) != LK_OK) return;
    (void)lk_rundir_sweep_tree(path);
    lk_rundir_lock_release(NULL, &lock);
}

void lk_rundir_sweep_beside(const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *parent = slash ? strndup(path, (size_t)(slash - path) + (slash == path)) : strdup(".");
    DIR *stream = parent ? opendir(parent) : NULL;
    for (struct dirent *entry; stream && (entry = readdir(stream));)
        if (is_leftover(entry->d_name, name)) sweep_one(parent, entry->d_name);
    if (stream) closedir(stream);
    free(parent);
}
