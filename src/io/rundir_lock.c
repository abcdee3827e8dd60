// One writer at a time in a run directory: see rundir_lock.h.
#include "rundir_lock.h"

#include "atomic.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

enum { ATTEMPTS = 100, TEXT = 512 };

static char *path_of(const char *directory) {
    const size_t size = strlen(directory) + sizeof "/.lock";
    char *path = malloc(size);
    if (path) snprintf(path, size, "%s/.lock", directory);
    return path;
}

// The file may have been removed between open and lock, by the writer before: then the lock is of no use.
static int is_still_there(int file, const char *path) {
    struct stat mine, there;
    return fstat(file, &mine) == 0 && stat(path, &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

static lk_status refuse(int file, const char *directory, lk_error_list *errors) {
    char who[TEXT] = "";
    const ssize_t length = read(file, who, sizeof who - 1);
    who[length > 0 ? length : 0] = '\0';
    who[strcspn(who, "\n")] = '\0';
    return lk_error_add(errors, LK_BAD_INPUT, directory, 0, 0, NULL, "is being written by %s",
                        *who ? who : "another process");
}

static void sign(int file) {
    char text[TEXT];
    struct utsname host = {.nodename = "?"};
    struct tm calendar = {0};
    const time_t now = time(NULL);
    (void)uname(&host);
    gmtime_r(&now, &calendar);
    const int length =
        snprintf(text, sizeof text, "process %ld on %.200s since ", (long)getpid(), host.nodename);
    strftime(text + length, sizeof text - (size_t)length, "%Y-%m-%dT%H:%M:%SZ\n", &calendar);
    if (ftruncate(file, 0) == 0)
        (void)lk_atomic_put(file, text, strlen(text)); // for people: may fail on a full disk
}

// File systems without locks are left without a guard.
static int is_without_locks(int error) { return error == ENOSYS || error == EOPNOTSUPP || error == ENOLCK; }

static lk_status take(const char *path, const char *directory, int *lock, lk_error_list *errors) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (file < 0) break;
        const int locked = flock(file, LOCK_EX | LOCK_NB) == 0, error = locked ? 0 : errno;
        if ((locked && is_still_there(file, path)) || is_without_locks(error)) {
            sign(file);
            *lock = file;
            return LK_OK;
        }
        const lk_status status = error == EWOULDBLOCK ? refuse(file, directory, errors) : LK_OK;
        close(file);
        if (status != LK_OK) return status;
    }
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot lock: %s", strerror(errno));
}

lk_status lk_rundir_lock_take(const char *directory, int *lock, lk_error_list *errors) {
    *lock = -1;
    char *path = path_of(directory);
    if (!path) return lk_error_set(errors, LK_FAILED, "out of memory for a run directory");
    const lk_status status = take(path, directory, lock, errors);
    free(path);
    return status;
}

void lk_rundir_lock_release(const char *directory, int *lock) {
    if (*lock < 0) return;
    char *path = directory ? path_of(directory) : NULL;
    if (path) (void)unlink(path); // while it is locked, so that it is the own one
    free(path);
    close(*lock);
    *lock = -1;
}
