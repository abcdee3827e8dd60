// Claims on runs: see likmc/claim.h.
#include "likmc/claim.h"

#include "claim_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// A file system allows some 65000 links to an inode (ext4), so that a process takes a new file now and then.
enum { PATH = 4096, MOST_LINKS = 30000, MOST_FILES = 256, MOST_GENERATIONS = 1000 };

struct lk_claim {
    char directory[PATH / 2];
    double expiry;
    lk_claim_worker me;
    size_t files, links; // files made so far; links to the last of them
    pthread_t heart;
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool stopping, beating;
};

static void path_of_file(const lk_claim *c, size_t file, char path[PATH]) {
    snprintf(path, PATH, "%s/workers/%s.%zu", c->directory, c->me.name, file);
}

static void path_of_claim(const char *directory, const char *identity, int generation, char path[PATH]) {
    snprintf(path, PATH, "%s/claims/%s.%d", directory, identity, generation);
}

// ---- signs of life

static void touch(lk_claim *c, const struct timespec *times) {
    char path[PATH];
    for (size_t i = 0; i < c->files; i++) {
        path_of_file(c, i, path);
        utimensat(AT_FDCWD, path, times, 0);
    }
}

static void *beat(void *user) {
    lk_claim *c = user;
    pthread_mutex_lock(&c->lock);
    while (!c->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        const double wait = c->expiry / 6.0, whole = (double)(time_t)wait;
        until.tv_sec += (time_t)whole;
        until.tv_nsec += (long)((wait - whole) * 1e9);
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&c->stop, &c->lock, &until);
        if (!c->stopping) touch(c, NULL);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

// ---- begin and end

static lk_status make_folder(const char *directory, const char *name, lk_error_list *errors) {
    char path[PATH];
    snprintf(path, sizeof path, "%s%s%s", directory, *name ? "/" : "", name);
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot make the directory: %s",
                        strerror(errno));
}

static lk_status add_file(lk_claim *c, lk_error_list *errors) {
    char path[PATH];
    path_of_file(c, c->files, path);
    const int file = c->files < MOST_FILES ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
    const size_t length = strlen(c->me.text);
    const bool good = file >= 0 && write(file, c->me.text, length) == (ssize_t)length;
    if (file >= 0 && close(file) == 0 && good) {
        c->files++;
        c->links = 0;
        return LK_OK;
    }
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot write: %s", strerror(errno));
}

lk_status lk_claim_open(lk_claim **claim, const char *directory, double expiry, lk_error_list *errors) {
    static const char *const folders[] = {"", "workers", "claims"};
    lk_claim *c = calloc(1, sizeof *c);
    lk_status status = c ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    *claim = NULL;
    if (c && snprintf(c->directory, sizeof c->directory, "%s", directory) >= (int)sizeof c->directory)
        status = lk_error_set(errors, LK_BAD_INPUT, "the name of the directory is too long");
    for (size_t i = 0; i < sizeof folders / sizeof *folders && status == LK_OK; i++)
        status = make_folder(directory, folders[i], errors);
    if (status == LK_OK) {
        c->expiry = expiry;
        lk_claim_worker_describe(&c->me);
        status = add_file(c, errors);
    }
    if (status != LK_OK) {
        free(c);
        return status;
    }
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->stop, NULL);
    c->beating = pthread_create(&c->heart, NULL, beat, c) == 0;
    *claim = c;
    return LK_OK;
}

void lk_claim_close(lk_claim *c) {
    if (!c) return;
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_signal(&c->stop);
    pthread_mutex_unlock(&c->lock);
    if (c->beating) pthread_join(c->heart, NULL);
    const struct timespec ended[2] = {{0}, {0}}; // 1970: void at once, wherever it is looked at from
    touch(c, ended);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->stop);
    free(c);
}

const char *lk_claim_name(const lk_claim *c) { return c->me.name; }

// ---- claims

// The inode of the process's file, which a claim of its own shares.
static bool is_mine(const lk_claim *c, const char *path) {
    char own[PATH];
    struct stat a, b;
    path_of_file(c, c->files - 1, own);
    return stat(own, &a) == 0 && stat(path, &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

// 0, or what link() says. Too many links: go on with another file.
static int link_claim(lk_claim *c, const char *path) {
    char own[PATH];
    pthread_mutex_lock(&c->lock);
    if (c->links >= MOST_LINKS) (void)add_file(c, NULL);
    path_of_file(c, c->files - 1, own);
    int failed = link(own, path) == 0 ? 0 : errno;
    if (failed == EMLINK && add_file(c, NULL) == LK_OK) {
        path_of_file(c, c->files - 1, own);
        failed = link(own, path) == 0 ? 0 : errno;
    }
    c->links += failed == 0;
    pthread_mutex_unlock(&c->lock);
    return failed;
}

static double now_of(const lk_claim *c) {
    char own[PATH];
    path_of_file(c, c->files - 1, own);
    return lk_claim_worker_now(own);
}

lk_claim_state lk_claim_take(lk_claim *c, const char *identity, bool over_void, int ended,
                             lk_claim_ticket *ticket) {
    char path[PATH];
    *ticket = (lk_claim_ticket){ended + 1, true};
    for (; ticket->generation < MOST_GENERATIONS; ticket->generation++) {
        path_of_claim(c->directory, identity, ticket->generation, path);
        struct stat about;
        const bool there =
            stat(path, &about) == 0; // cheaper than a link that fails, and never wrong for good
        const int failed = there ? EEXIST : link_claim(c, path);
        if (failed == 0) return LK_CLAIM_MINE;
        if (!there && failed == EEXIST && is_mine(c, path))
            return LK_CLAIM_MINE; // over NFS: the answer was lost
        errno = failed;
        if (failed != EEXIST) return LK_CLAIM_FAILED;
        const lk_claim_worker_life life = lk_claim_worker_look(&c->me, path, c->expiry, now_of(c));
        if (life == LK_CLAIM_WORKER_ALIVE) return LK_CLAIM_BUSY;
        if (!over_void) return LK_CLAIM_VOID;
        ticket->after_death = life == LK_CLAIM_WORKER_DEAD;
    }
    errno = EMLINK;
    return LK_CLAIM_FAILED;
}

bool lk_claim_holds(const lk_claim *c, const char *identity, const lk_claim_ticket *ticket) {
    char path[PATH];
    struct stat about;
    path_of_claim(c->directory, identity, ticket->generation + 1, path);
    return stat(path, &about) != 0 && errno == ENOENT;
}

lk_claim_state lk_claim_look(const char *directory, const char *identity, double expiry) {
    char path[PATH];
    lk_claim_worker me;
    lk_claim_state state = LK_CLAIM_FREE;
    lk_claim_worker_describe(&me);
    const double now = lk_claim_worker_now(NULL);
    for (int g = 0; g < MOST_GENERATIONS; g++) {
        struct stat about;
        path_of_claim(directory, identity, g, path);
        if (stat(path, &about) != 0) break;
        state = lk_claim_worker_look(&me, path, expiry, now) == LK_CLAIM_WORKER_ALIVE ? LK_CLAIM_BUSY
                                                                                      : LK_CLAIM_VOID;
    }
    return state;
}

// ---- all of a directory

size_t lk_claim_workers(const char *directory, double expiry) {
    char folder[PATH];
    snprintf(folder, sizeof folder, "%s/workers", directory);
    return lk_claim_worker_count(folder, expiry);
}

void lk_claim_clean(const char *directory, double expiry) {
    static const char *const folders[] = {"claims", "workers"};
    if (lk_claim_workers(directory, expiry) > 0) return;
    for (size_t i = 0; i < 2; i++) {
        char folder[PATH];
        snprintf(folder, sizeof folder, "%s/%s", directory, folders[i]);
        lk_claim_worker_remove(folder);
    }
}
