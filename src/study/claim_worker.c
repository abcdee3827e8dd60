// A process that works on a study: see claim_worker.h.
#include "claim_worker.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// First line of a small file, "" if there is none.
static void read_line(const char *path, char *text, size_t size) {
    FILE *file = fopen(path, "r");
    text[0] = 0;
    if (!file) return;
    if (!fgets(text, (int)size, file)) text[0] = 0;
    text[strcspn(text, "\n")] = 0;
    fclose(file);
}

// Time at which a process started, in ticks since the boot: the 22nd word of its stat, the 20th after the
// name.
static unsigned long long start_of(long pid) {
    char path[64], line[1024];
    unsigned long long start = 0;
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    read_line(path, line, sizeof line);
    char *word = strrchr(line, ')');
    for (int i = 0; word && i < 20; i++) word = strchr(word + 1, ' ');
    if (word) start = strtoull(word, NULL, 10);
    return start;
}

// A zombie has ended, though its number is still taken.
static int has_ended(long pid, unsigned long long start) {
    char path[64], line[1024];
    if (kill((pid_t)pid, 0) != 0) return start_of(pid) != start;
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    read_line(path, line, sizeof line);
    const char *word = strrchr(line, ')');
    return start_of(pid) != start || (word && word[1] == ' ' && word[2] == 'Z');
}

void lk_claim_worker_describe(lk_claim_worker *me) {
    char host[96] = "", boot[64], space[64] = "";
    struct timespec now;
    gethostname(host, sizeof host - 1);
    for (char *c = host; *c; c++)
        if (*c == ' ' || *c == '/') *c = '-';
    read_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    (void)!readlink("/proc/self/ns/pid", space, sizeof space - 1);
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(me->place, sizeof me->place, "%s/%s/%s", host, boot, space);
    snprintf(me->name, sizeof me->name, "%s-%ld-%llx", host, (long)getpid(),
             (unsigned long long)now.tv_sec * 1000000000ULL + (unsigned long long)now.tv_nsec);
    snprintf(me->text, sizeof me->text, "%s %ld %llu\n", me->place, (long)getpid(), start_of((long)getpid()));
}

double lk_claim_worker_now(const char *own) {
    struct stat about;
    struct timespec now;
    if (own && stat(own, &about) == 0)
        return (double)about.st_mtim.tv_sec + 1e-9 * (double)about.st_mtim.tv_nsec;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

lk_claim_worker_life lk_claim_worker_look(const lk_claim_worker *me, const char *path, double expiry,
                                          double now) {
    char text[LK_CLAIM_WORKER_TEXT], place[256];
    long pid;
    unsigned long long start;
    struct stat about;
    const int file = open(path, O_RDONLY | O_CLOEXEC); // opening asks the server anew (close to open)
    if (file < 0) return LK_CLAIM_WORKER_SILENT;
    const ssize_t length = fstat(file, &about) == 0 ? read(file, text, sizeof text - 1) : -1;
    close(file);
    if (length < 0) return LK_CLAIM_WORKER_SILENT;
    text[length] = 0;
    if (about.st_mtime == 0) return LK_CLAIM_WORKER_DEAD;
    if (sscanf(text, "%255s %ld %llu", place, &pid, &start) == 3 && strcmp(place, me->place) == 0 &&
        has_ended(pid, start))
        return LK_CLAIM_WORKER_DEAD;
    const double sign = (double)about.st_mtim.tv_sec + 1e-9 * (double)about.st_mtim.tv_nsec;
    return now - sign > expiry ? LK_CLAIM_WORKER_SILENT : LK_CLAIM_WORKER_ALIVE;
}

// Call for each plain file of a folder.
static void each_file(const char *folder, void (*call)(const char *path, void *user), void *user) {
    DIR *stream = opendir(folder);
    for (struct dirent *entry; stream && (entry = readdir(stream));) {
        char path[4096];
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        call(path, user);
    }
    if (stream) closedir(stream);
}

typedef struct counter {
    lk_claim_worker me;
    double expiry, now;
    size_t living;
} counter;

static void count(const char *path, void *user) {
    counter *c = user;
    c->living += lk_claim_worker_look(&c->me, path, c->expiry, c->now) == LK_CLAIM_WORKER_ALIVE;
}

size_t lk_claim_worker_count(const char *folder, double expiry) {
    counter c = {.expiry = expiry, .now = lk_claim_worker_now(NULL)};
    lk_claim_worker_describe(&c.me);
    each_file(folder, count, &c);
    return c.living;
}

static void remove_file(const char *path, void *user) {
    (void)user;
    unlink(path);
}

void lk_claim_worker_remove(const char *folder) {
    each_file(folder, remove_file, NULL);
    rmdir(folder);
}
