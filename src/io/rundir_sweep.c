// Files that a process left behind when it was killed: see likmc/rundir.h.
#include "likmc/rundir.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_left_behind(const char *name) {
    const size_t length = strlen(name);
    return name[0] == '.' && length > 6 && strcmp(name + length - 5, ".part") == 0;
}

lk_status lk_rundir_sweep(const lk_rundir *dir, const char *folder, lk_error_list *errors) {
    char *path = lk_rundir_file(dir, folder);
    if (!path) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
    DIR *stream = opendir(path);
    lk_status status = LK_OK;
    if (!stream)
        status = lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot read: %s", strerror(errno));
    for (struct dirent *entry; stream && (entry = readdir(stream));)
        if (is_left_behind(entry->d_name)) (void)unlinkat(dirfd(stream), entry->d_name, 0);
    if (stream) closedir(stream);
    free(path);
    return status;
}
