// The snapshots of a run: see likmc/gallery.h.
#include "likmc/gallery.h"

#include "likmc/electrode.h"
#include "likmc/rundir.h"
#include "likmc/yaml.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// ---- in a run directory

static bool is_there(const char *path, bool folder) {
    struct stat about;
    return stat(path, &about) == 0 && (folder ? S_ISDIR(about.st_mode) : S_ISREG(about.st_mode));
}

static lk_status add(lk_gallery *g, char *path, lk_error_list *errors) {
    char **grown = path ? realloc(g->paths, (g->count + 1) * sizeof *grown) : NULL;
    if (!grown) {
        free(path);
        return lk_error_set(errors, LK_FAILED, "no memory for the snapshots of %s", g->directory);
    }
    g->paths = grown;
    g->paths[g->count++] = path;
    return LK_OK;
}

static char *join(const char *folder, const char *name) {
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path) snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static lk_status add_snapshots(lk_gallery *g, lk_error_list *errors) {
    char *folder = join(g->directory, "snapshots");
    DIR *stream = folder ? opendir(folder) : NULL;
    lk_status status = folder ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory for a name");
    struct dirent *entry;
    while (status == LK_OK && stream && (entry = readdir(stream))) {
        const size_t length = strlen(entry->d_name);
        if (entry->d_name[0] == '.' || length < 4 || strcmp(entry->d_name + length - 3, ".h5") != 0) continue;
        status = add(g, join(folder, entry->d_name), errors);
    }
    if (stream) closedir(stream);
    free(folder);
    if (g->count > 1) qsort(g->paths, g->count, sizeof *g->paths, by_name);
    return status;
}

// A finished run's last snapshot is that of its end; otherwise the state says more.
static lk_status add_state(lk_gallery *g, lk_error_list *errors) {
    static const char *const names[] = {"state.h5", "checkpoint.h5"};
    if (g->count > 0 && lk_rundir_state(g->directory) == LK_RUNDIR_DONE) return LK_OK;
    for (size_t i = 0; i < 2; i++) {
        char *path = join(g->directory, names[i]);
        if (path && is_there(path, false)) return add(g, path, errors);
        free(path);
    }
    return LK_OK;
}

// The run directory that a file belongs to: its folder, or the one above snapshots/.
static char *directory_of(const char *path) {
    char *directory = strdup(path), *slash = directory ? strrchr(directory, '/') : NULL;
    if (!directory) return NULL;
    if (!slash) {
        free(directory);
        return strdup(".");
    }
    *slash = '\0';
    char *last = strrchr(directory, '/');
    if (strcmp(last ? last + 1 : directory, "snapshots") != 0) return directory;
    if (last)
        *last = '\0';
    else
        strcpy(directory, ".");
    return directory;
}

static lk_status load_params(lk_gallery *g, lk_error_list *errors) {
    char *path = join(g->directory, "params.yaml");
    g->params = malloc(sizeof *g->params);
    lk_status status = path && g->params ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory for a case");
    if (status == LK_OK && !is_there(path, false))
        status = lk_error_add(errors, LK_BAD_INPUT, g->directory, 0, 0, NULL,
                              "is not a run directory: it holds no params.yaml");
    if (status == LK_OK) status = lk_yaml_load_case(path, NULL, 0, g->params, errors);
    free(path);
    return status;
}

lk_status lk_gallery_open(lk_gallery *g, const char *path, lk_error_list *errors) {
    const bool one = is_there(path, false);
    *g = (lk_gallery){.directory = one ? directory_of(path) : strdup(path)};
    if (!g->directory) return lk_error_set(errors, LK_FAILED, "no memory for a name");
    lk_status status = load_params(g, errors);
    if (status == LK_OK && one)
        status = add(g, strdup(path), errors);
    else if (status == LK_OK && (status = add_snapshots(g, errors)) == LK_OK)
        status = add_state(g, errors);
    if (status == LK_OK && g->count == 0)
        status = lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                              "holds no snapshot, state or checkpoint to show");
    if (status != LK_OK) lk_gallery_close(g);
    return status;
}

void lk_gallery_close(lk_gallery *g) {
    for (size_t i = 0; i < g->count; i++) free(g->paths[i]);
    free(g->paths);
    free(g->directory);
    free(g->params);
    *g = (lk_gallery){0};
}

static lk_status read_state(const lk_gallery *g, const char *path, lk_snapshot *s, lk_error_list *errors) {
    lk_electrode *electrode;
    lk_status status = lk_electrode_create(&electrode, g->params, errors);
    if (status == LK_OK) status = lk_electrode_read(electrode, NULL, path, errors);
    if (status == LK_OK) status = lk_electrode_see(electrode, s, errors);
    lk_electrode_free(electrode);
    return status;
}

static bool ends_with(const char *path, const char *name) {
    const char *slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, name) == 0;
}

lk_status lk_gallery_read(const lk_gallery *g, size_t which, lk_snapshot *s, lk_error_list *errors) {
    const char *path = g->paths[which];
    *s = (lk_snapshot){0};
    if (!ends_with(path, "state.h5") && !ends_with(path, "checkpoint.h5"))
        return lk_snapshot_read(s, path, errors);
    return read_state(g, path, s, errors);
}
