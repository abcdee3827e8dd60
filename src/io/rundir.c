// The directory of a run: see likmc/rundir.h.
#include "likmc/rundir.h"

#include "atomic.h"
#include "rundir_lock.h"
#include "rundir_sweep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *const markers[] = {[LK_RUNDIR_DONE] = "DONE", [LK_RUNDIR_STOPPED] = "STOPPED"};

static lk_status complain(lk_status status, const char *path, const char *what, lk_error_list *errors) {
    return lk_error_add(errors, status, path, 0, 0, NULL, "%s: %s", what, strerror(errno));
}

// A user can mend these before anything has run; all else is the machine's failure.
static lk_status blame(int error) {
    static const int users[] = {EACCES,  EEXIST,    EISDIR, ELOOP, ENAMETOOLONG, ENOENT,
                                ENOTDIR, ENOTEMPTY, EPERM,  EROFS, EINVAL,       EBUSY};
    for (size_t i = 0; i < sizeof users / sizeof *users; i++)
        if (error == users[i]) return LK_BAD_INPUT;
    return LK_FAILED;
}

static char *join(const char *directory, const char *name) {
    const size_t size = strlen(directory) + strlen(name) + 2;
    char *path = malloc(size);
    if (path) snprintf(path, size, "%s/%s", directory, name);
    return path;
}

static char *without_trailing_slashes(const char *path) {
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    return strndup(path, length);
}

static int has_file(const char *directory, const char *name) {
    char *path = join(directory, name);
    struct stat about;
    const int found = path && stat(path, &about) == 0 && S_ISREG(about.st_mode);
    free(path);
    return found;
}

// Is it a whole file that lk_provenance_write() has made?
static int is_provenance(const char *path) {
    enum { MOST = 1 << 16 };
    static const char begin[] = "{\n  \"program\": \"likmc\",", end[] = "\n}\n";
    FILE *file = fopen(path, "rb");
    char *text = malloc(MOST);
    const size_t length = file && text ? fread(text, 1, MOST, file) : 0;
    const int good = length > sizeof begin + sizeof end && length < MOST &&
                     memcmp(text, begin, sizeof begin - 1) == 0 &&
                     memcmp(text + length - (sizeof end - 1), end, sizeof end - 1) == 0;
    if (file) fclose(file);
    free(text);
    return good;
}

// Only what this program made may be removed or gone on with: a slip in --out must not cost a home directory.
static int is_rundir(const char *path) {
    char *provenance = join(path, "provenance.json");
    const int found = provenance && has_file(path, "run.log") && is_provenance(provenance);
    free(provenance);
    return found;
}

static lk_status check_free(const char *path, bool overwrite, lk_error_list *errors) {
    struct stat about;
    if (lstat(path, &about) != 0) {
        if (errno == ENOENT) return LK_OK;
        return complain(blame(errno), path, "cannot look at the output directory", errors);
    }
    if (!overwrite)
        return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                            "exists already: choose another output directory or tell to overwrite");
    if (S_ISDIR(about.st_mode) && is_rundir(path)) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                        "is not a run directory that likmc made, so it is not overwritten");
}

// Keep others off an older run that is to be replaced; there may be none.
static lk_status lock_replaced(lk_rundir *dir, lk_error_list *errors) {
    struct stat about;
    return lstat(dir->path, &about) == 0 ? lk_rundir_lock_take(dir->path, &dir->replaced, errors) : LK_OK;
}

// Make the folders above `path` that are missing; dir->made: the uppermost of them.
static lk_status make_parents(lk_rundir *dir, lk_error_list *errors) {
    struct stat about;
    lk_status status = LK_OK;
    char *path = strdup(dir->path);
    if (!path) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
    for (char *slash = path; status == LK_OK && (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (stat(path, &about) != 0) {
            if (mkdir(path, 0777) != 0 && errno != EEXIST)
                status = complain(blame(errno), path, "cannot make the folder", errors);
            else if (!dir->made)
                dir->made = (size_t)(slash - path);
        }
        *slash = '/';
    }
    free(path);
    return status;
}

// Remove the folders that make_parents() made, as far as they are empty.
static void remove_parents(const lk_rundir *dir) {
    char *path = dir->made ? strdup(dir->path) : NULL;
    for (char *slash; path && (slash = strrchr(path, '/')) && (size_t)(slash - path) >= dir->made;) {
        *slash = '\0';
        if (rmdir(path) != 0) break;
    }
    free(path);
}

static lk_status make_staging(lk_rundir *dir, lk_error_list *errors) {
    lk_rundir_sweep_beside(dir->path);
    for (int attempt = 0; attempt < LK_ATOMIC_ATTEMPTS; attempt++) {
        char *name = lk_atomic_sibling(dir->path, attempt);
        if (!name) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
        if (mkdir(name, 0777) == 0) {
            dir->staging = name;
            return LK_OK;
        }
        free(name);
        if (errno != EEXIST) break;
    }
    return complain(blame(errno), dir->path, "cannot make the output directory", errors);
}

static lk_status open_log(lk_rundir *dir, int flags, lk_error_list *errors) {
    char *path = lk_rundir_file(dir, "run.log");
    if (!path) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
    dir->log = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0666);
    const lk_status status = dir->log >= 0 ? LK_OK : complain(blame(errno), path, "cannot write", errors);
    free(path);
    return status;
}

static lk_status fill_staging(lk_rundir *dir, lk_error_list *errors) {
    char *frames = lk_rundir_file(dir, "frames");
    if (!frames) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
    lk_status status = lk_rundir_lock_take(dir->staging, &dir->lock, errors);
    if (status == LK_OK && mkdir(frames, 0777) != 0)
        status = complain(blame(errno), frames, "cannot make", errors);
    free(frames);
    return status == LK_OK ? open_log(dir, O_CREAT | O_EXCL, errors) : status;
}

lk_status lk_rundir_create(lk_rundir *dir, const char *path, bool overwrite, lk_error_list *errors) {
    *dir = (lk_rundir){.log = -1, .lock = -1, .replaced = -1, .overwrite = overwrite};
    if (path[0] == '\0') return lk_error_set(errors, LK_BAD_INPUT, "the output directory has an empty name");
    dir->path = without_trailing_slashes(path);
    lk_status status = LK_OK;
    if (!dir->path)
        status = lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
    else if ((status = check_free(dir->path, overwrite, errors)) == LK_OK &&
             (status = lock_replaced(dir, errors)) == LK_OK &&
             (status = make_parents(dir, errors)) == LK_OK && (status = make_staging(dir, errors)) == LK_OK)
        status = fill_staging(dir, errors);
    if (status != LK_OK) lk_rundir_close(dir);
    return status;
}

// Move an older run aside under a hidden name; NULL with errno set if that failed.
static char *move_aside(const char *path) {
    for (int attempt = LK_ATOMIC_ATTEMPTS; attempt < 2 * LK_ATOMIC_ATTEMPTS; attempt++) {
        char *aside = lk_atomic_sibling(path, attempt);
        struct stat about;
        if (!aside) return NULL;
        errno = 0;
        if (lstat(aside, &about) != 0 && rename(path, aside) == 0) return aside;
        free(aside);
        if (errno != ENOTEMPTY && errno != EEXIST && errno != 0) return NULL;
    }
    return NULL;
}

lk_status lk_rundir_publish(lk_rundir *dir, lk_error_list *errors) {
    char *old = NULL;
    lk_status status = check_free(dir->path, dir->overwrite, errors);
    struct stat about;
    if (status == LK_OK && lstat(dir->path, &about) == 0 && !(old = move_aside(dir->path)))
        status = complain(blame(errno), dir->path, "cannot move the older run aside", errors);
    if (status == LK_OK && rename(dir->staging, dir->path) != 0) {
        status = complain(blame(errno), dir->path, "cannot name the output directory", errors);
        if (old) (void)rename(old, dir->path);
    } else if (status == LK_OK) {
        free(dir->staging);
        dir->staging = NULL;
        dir->made = 0;
        lk_atomic_sync_parent(dir->path);
        if (old && lk_rundir_sweep_tree(old) != 0)
            status = complain(LK_FAILED, old, "cannot remove the older run", errors);
        lk_rundir_lock_release(NULL, &dir->replaced);
    }
    free(old);
    if (dir->staging) lk_rundir_close(dir);
    return status;
}

lk_status lk_rundir_open(lk_rundir *dir, const char *path, lk_error_list *errors) {
    *dir = (lk_rundir){.log = -1, .lock = -1, .replaced = -1};
    if (!is_rundir(path))
        return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "is not a run directory that likmc made");
    if (access(path, W_OK | X_OK) != 0) return complain(LK_BAD_INPUT, path, "cannot write there", errors);
    dir->path = without_trailing_slashes(path);
    if (!dir->path) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
    lk_status status = lk_rundir_lock_take(dir->path, &dir->lock, errors);
    if (status == LK_OK) status = open_log(dir, 0, errors);
    if (status != LK_OK) lk_rundir_close(dir);
    return status;
}

char *lk_rundir_file(const lk_rundir *dir, const char *name) {
    return join(dir->staging ? dir->staging : dir->path, name);
}

lk_status lk_rundir_mark(const lk_rundir *dir, lk_rundir_end end, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (lk_rundir_end i = LK_RUNDIR_DONE; i <= LK_RUNDIR_STOPPED; i++) {
        char *path = lk_rundir_file(dir, markers[i]);
        if (!path) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
        if (i == end)
            status = lk_atomic_write(path, "", 0, errors);
        else if (unlink(path) != 0 && errno != ENOENT)
            status = complain(LK_FAILED, path, "cannot remove", errors);
        free(path);
        if (status != LK_OK) break;
    }
    return status;
}

lk_rundir_end lk_rundir_state(const char *path) {
    for (lk_rundir_end i = LK_RUNDIR_DONE; i <= LK_RUNDIR_STOPPED; i++)
        if (has_file(path, markers[i])) return i;
    return LK_RUNDIR_RUNNING;
}

lk_status lk_rundir_log(const lk_rundir *dir, lk_error_list *errors, const char *format, ...) {
    char line[1024];
    const time_t now = time(NULL);
    struct tm calendar = {0};
    gmtime_r(&now, &calendar);
    size_t length = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", &calendar);
    va_list arguments;
    va_start(arguments, format);
    const int wanted = vsnprintf(line + length, sizeof line - length - 1, format, arguments);
    va_end(arguments);
    length = wanted < 0 ? length : strlen(line);
    line[length++] = '\n';
    if (lk_atomic_put(dir->log, line, length) == 0) return LK_OK;
    return complain(LK_FAILED, dir->path, "cannot write run.log", errors);
}

lk_status lk_rundir_text(const char *path, const char *text, lk_error_list *errors) {
    return lk_atomic_write(path, text, strlen(text), errors);
}

void lk_rundir_close(lk_rundir *dir) {
    if (dir->path && dir->log >= 0) close(dir->log);
    if (dir->path) {
        lk_rundir_lock_release(dir->staging ? dir->staging : dir->path, &dir->lock);
        lk_rundir_lock_release(dir->path, &dir->replaced);
    }
    if (dir->staging) (void)lk_rundir_sweep_tree(dir->staging);
    if (dir->made) remove_parents(dir);
    free(dir->staging);
    free(dir->path);
    *dir = (lk_rundir){.log = -1, .lock = -1, .replaced = -1};
}

lk_status lk_rundir_remove(const char *path, lk_error_list *errors) {
    int lock;
    lk_status status = check_free(path, true, errors);
    if (status == LK_OK) status = lk_rundir_lock_take(path, &lock, errors);
    if (status != LK_OK) return status;
    if (lk_rundir_sweep_tree(path) != 0) status = complain(LK_FAILED, path, "cannot remove", errors);
    lk_rundir_lock_release(NULL, &lock);
    return status;
}
