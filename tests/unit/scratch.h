// A directory for the files of a test, a cap on file sizes in place of a full disk, and small helpers around
// files.
#ifndef LIKMC_TESTS_SCRATCH_H
#define LIKMC_TESTS_SCRATCH_H

#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static char scratch[32];

static inline int scratch_setup(void **state) {
    (void)state;
    snprintf(scratch, sizeof scratch, "/tmp/likmc-test-XXXXXX");
    return mkdtemp(scratch) ? 0 : -1;
}

static inline int scratch_teardown(void **state) {
    (void)state;
    char command[256];
    snprintf(command, sizeof command, "chmod -R u+w %s && rm -r %s", scratch, scratch);
    return system(command);
}

// Path below the scratch directory; four may be in use at a time.
static inline const char *scratch_path(const char *name) {
    static char paths[4][256];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
    return path;
}

// Entries of the scratch directory, hidden ones too.
static inline int scratch_entries(void) {
    DIR *stream = opendir(scratch);
    int count = -2; // . and ..
    while (stream && readdir(stream)) count++;
    if (stream) closedir(stream);
    return count;
}

// Whole file with a terminating zero; the caller frees it. NULL if it cannot be read.
static inline char *scratch_read(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    const size_t length = (size_t)ftell(file);
    rewind(file);
    char *bytes = calloc(1, length + 1);
    if (fread(bytes, 1, length, file) != length) bytes[0] = '\0';
    fclose(file);
    if (size) *size = length;
    return bytes;
}

static inline void scratch_write(const char *path, const void *bytes, size_t size) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) abort();
}

static inline int scratch_same(const char *a, const char *b) {
    size_t size_a = 0, size_b = 1;
    char *bytes_a = scratch_read(a, &size_a), *bytes_b = scratch_read(b, &size_b);
    const int same = bytes_a && bytes_b && size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0;
    free(bytes_a);
    free(bytes_b);
    return same;
}

// From here on no file of this process may grow beyond `bytes` (write fails with EFBIG, as ENOSPC would on a
// full disk); RLIM_INFINITY lifts it.
static inline void scratch_full_disk(rlim_t bytes) {
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

#endif
