// A library to be preloaded (LD_PRELOAD) that makes one call of the program fail, or keeps a log of all that
// the program does to files. What it looks at are calls from the program itself, which does all writing of
// HDF5 and libpng too.
//
// LIKMC_FAULTS_KIND    write, sync, open, close, rename, mkdir, unlink, link, truncate, read, allocation;
// library: an
//                      allocation of a library that the program uses
// LIKMC_FAULTS_AT      the number of the call, from 1, that fails; a write fails in its middle
// LIKMC_FAULTS_STAYS   set: all later ones fail, too, as on a disk that is full
// LIKMC_FAULTS_COUNTS  file to write the number of calls of each kind to, at the end
// LIKMC_FAULTS_LOG     file for the log: a line a call, after a write its bytes
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITE, SYNC, OPEN, CLOSE, RENAME, MKDIR, UNLINK, LINK, TRUNCATE, READ, ALLOCATION, LIBRARY, KINDS };
static const char *const names[KINDS] = {"write",  "sync", "open",     "close", "rename",     "mkdir",
                                         "unlink", "link", "truncate", "read",  "allocation", "library"};

static atomic_long counts[KINDS];
static long at;
static int kind = -1, log_file = -1;
static bool stays, ready;
static uintptr_t program_begin, program_end;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

#define NEXT(function) ((__typeof__(&function))next(#function))
static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

// ---- begin and end

static int find_program(struct dl_phdr_info *info, size_t size, void *user) {
    (void)size, (void)user;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
        program_begin = info->dlpi_addr + part->p_vaddr;
        program_end = program_begin + part->p_memsz;
    }
    return 1; // the first object is the program
}

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("LIKMC_FAULTS_KIND"), *number = getenv("LIKMC_FAULTS_AT"),
               *path = getenv("LIKMC_FAULTS_LOG");
    dl_iterate_phdr(find_program, NULL);
    for (int i = 0; name && i < KINDS; i++)
        if (strcmp(names[i], name) == 0) kind = i;
    at = number ? atol(number) : 0;
    stays = getenv("LIKMC_FAULTS_STAYS") != NULL;
    if (path) log_file = NEXT(open)(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0666);
    ready = true;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("LIKMC_FAULTS_COUNTS");
    if (!path) return;
    const int file = NEXT(open)(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    for (int i = 0; i < KINDS; i++) dprintf(file, "%s %ld\n", names[i], (long)counts[i]);
}

static bool is_program(const void *caller) {
    return ready && (uintptr_t)caller >= program_begin && (uintptr_t)caller < program_end;
}
#define CALLED is_program(__builtin_return_address(0))

static bool fails(int which, int error) {
    const long number = atomic_fetch_add(&counts[which], 1) + 1;
    const bool now = which == kind && at > 0 && (number == at || (stays && number > at));
    if (now) errno = error;
    return now;
}

// ---- the log

static void note(const void *bytes, size_t size, const char *format, ...) {
    char line[8400];
    va_list arguments;
    if (log_file < 0) return;
    const int error = errno;
    va_start(arguments, format);
    const int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    pthread_mutex_lock(&log_lock);
    if (NEXT(write)(log_file, line, (size_t)length) != length ||
        (size > 0 && NEXT(write)(log_file, bytes, size) != (ssize_t)size))
        abort();
    pthread_mutex_unlock(&log_lock);
    errno = error;
}

// Absolute path of what stands below an open directory.
static const char *below(int directory, const char *name, char path[4096]) {
    char link_name[64];
    if (name[0] == '/') return name;
    if (directory == AT_FDCWD) {
        if (!getcwd(path, 2048)) return name;
    } else {
        snprintf(link_name, sizeof link_name, "/proc/self/fd/%d", directory);
        const ssize_t length = readlink(link_name, path, 2048);
        path[length > 0 ? length : 0] = 0;
    }
    snprintf(path + strlen(path), 2048, "/%s", name);
    return path;
}

// ---- files

static int note_open(int file, const char *path, int flags) {
    char whole[4096];
    if (file >= 0) note(NULL, 0, "open\t%d\t%d\t%s\n", file, flags, below(AT_FDCWD, path, whole));
    return file;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    if (!CALLED) return NEXT(open)(path, flags, mode);
    if (fails(OPEN, EIO)) return -1;
    return note_open(NEXT(open)(path, flags, mode), path, flags);
}

static ssize_t put(int file, const void *bytes, size_t size) {
    static bool cut; // the write after the one that was cut short fails
    if (cut || fails(WRITE, ENOSPC)) {
        if (cut || size < 2) return cut = stays, errno = ENOSPC, -1;
        cut = true;
        size /= 2;
    }
    const ssize_t written = NEXT(write)(file, bytes, size);
    if (written > 0) note(bytes, (size_t)written, "write\t%d\t%zd\n", file, written);
    return written;
}

ssize_t write(int file, const void *bytes, size_t size) {
    return CALLED && file > 2 ? put(file, bytes, size) : NEXT(write)(file, bytes, size);
}

static int put_away(int file) {
    const bool failed = fails(CLOSE, EIO);
    note(NULL, 0, "close\t%d\n", file);
    const int closed = NEXT(close)(file);
    return failed ? errno = EIO, -1 : closed;
}

int close(int file) { return CALLED ? put_away(file) : NEXT(close)(file); }

static int sync_file(int file, int (*call)(int)) {
    if (fails(SYNC, EIO)) return -1;
    note(NULL, 0, "sync\t%d\n", file);
    return call(file);
}
int fsync(int file) { return CALLED ? sync_file(file, NEXT(fsync)) : NEXT(fsync)(file); }
int fdatasync(int file) { return CALLED ? sync_file(file, NEXT(fdatasync)) : NEXT(fdatasync)(file); }

int ftruncate(int file, off_t length) {
    if (CALLED && fails(TRUNCATE, EIO)) return -1;
    if (CALLED) note(NULL, 0, "truncate\t%d\t%lld\n", file, (long long)length);
    return NEXT(ftruncate)(file, length);
}

ssize_t read(int file, void *bytes, size_t size) {
    if (CALLED && fails(READ, EIO)) return -1;
    return NEXT(read)(file, bytes, size);
}

// Files of stdio, opened by the program to be written: their buffers come out here.
static ssize_t put_stream(void *file, const char *bytes, size_t size) {
    const ssize_t written = put((int)(intptr_t)file, bytes, size);
    return written < 0 ? 0 : written;
}
static int close_stream(void *file) { return put_away((int)(intptr_t)file); }

FILE *fopen(const char *path, const char *mode) {
    const cookie_io_functions_t functions = {.write = put_stream, .close = close_stream};
    const bool called = CALLED;
    if (called && fails(OPEN, EIO)) return NULL;
    if (!called || mode[0] != 'w') return NEXT(fopen)(path, mode);
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    const int file = note_open(NEXT(open)(path, flags, 0666), path, flags);
    return file < 0 ? NULL : fopencookie((void *)(intptr_t)file, "w", functions);
}

// ---- names

#define NAME_CALL(which, error, call, ...)                                                                   \
    const bool called = CALLED;                                                                              \
    if (called && fails(which, error)) return -1;                                                            \
    const int status = call;                                                                                 \
    char first[4096], second[4096];                                                                          \
    (void)first, (void)second;                                                                               \
    if (called && status == 0) note(NULL, 0, __VA_ARGS__);                                                   \
    return status

int rename(const char *from, const char *to) {
    NAME_CALL(RENAME, EIO, NEXT(rename)(from, to), "rename\t%s\t%s\n", below(AT_FDCWD, from, first),
              below(AT_FDCWD, to, second));
}
int link(const char *from, const char *to) {
    NAME_CALL(LINK, EIO, NEXT(link)(from, to), "link\t%s\t%s\n", below(AT_FDCWD, from, first),
              below(AT_FDCWD, to, second));
}
int mkdir(const char *path, mode_t mode) {
    NAME_CALL(MKDIR, ENOSPC, NEXT(mkdir)(path, mode), "mkdir\t%s\n", below(AT_FDCWD, path, first));
}
int rmdir(const char *path) {
    NAME_CALL(UNLINK, EIO, NEXT(rmdir)(path), "rmdir\t%s\n", below(AT_FDCWD, path, first));
}
int unlink(const char *path) {
    NAME_CALL(UNLINK, EIO, NEXT(unlink)(path), "unlink\t%s\n", below(AT_FDCWD, path, first));
}
int unlinkat(int directory, const char *name, int flags) {
    NAME_CALL(UNLINK, EIO, NEXT(unlinkat)(directory, name, flags), "%s\t%s\n",
              flags & AT_REMOVEDIR ? "rmdir" : "unlink", below(directory, name, first));
}

// ---- memory

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static bool no_memory(const void *caller) {
    return ready && fails(is_program(caller) ? ALLOCATION : LIBRARY, ENOMEM);
}
#define OUT_OF_MEMORY no_memory(__builtin_return_address(0))

void *malloc(size_t size) { return OUT_OF_MEMORY ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return OUT_OF_MEMORY ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return OUT_OF_MEMORY ? NULL : __libc_realloc(old, size); }
void *aligned_alloc(size_t alignment, size_t size) {
    return OUT_OF_MEMORY ? NULL : __libc_memalign(alignment, size);
}

char *strndup(const char *text, size_t most) {
    const size_t length = strnlen(text, most);
    char *copy = OUT_OF_MEMORY ? NULL : __libc_malloc(length + 1);
    if (!copy) return NULL;
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}
char *strdup(const char *text) {
    const size_t size = strlen(text) + 1;
    char *copy = OUT_OF_MEMORY ? NULL : __libc_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

FILE *open_memstream(char **text, size_t *size) {
    return OUT_OF_MEMORY ? NULL : NEXT(open_memstream)(text, size);
}
