// What targets of libFuzzer share: a scratch folder that looks like params/, and stores whose fields are
// edited. A target is tests/fuzz/fuzz_NAME.c with LLVMFuzzerTestOneInput(); its corpus is
// tests/fuzz/corpus/NAME.
#ifndef LIKMC_TESTS_FUZZ_H
#define LIKMC_TESTS_FUZZ_H

#include "likmc/error.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

static char fuzz_folder[64];

static inline void fuzz_remove_folder(void) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", fuzz_folder);
    if (system(command) != 0) perror(fuzz_folder);
}

// Make the folder: the shipped folders and files of params/ are seen in it, and in/ is for inputs.
static inline void fuzz_make_folder(void) {
    static const char *const shown[] = {"cases",     "materials", "protocols",
                                        "film.yaml", "studies",   "atomistic.yaml"};
    char path[128], target[1024];
    const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"; // a sync costs nothing there
    snprintf(fuzz_folder, sizeof fuzz_folder, "%s/likmc-fuzz-XXXXXX", memory);
    if (!mkdtemp(fuzz_folder)) abort();
    atexit(fuzz_remove_folder);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        snprintf(path, sizeof path, "%s/%s", fuzz_folder, shown[i]);
        snprintf(target, sizeof target, "%s/params/%s", LIKMC_SOURCE_DIR, shown[i]);
        if (symlink(target, path) != 0) abort();
    }
    snprintf(path, sizeof path, "mkdir -p %s/in/results", fuzz_folder);
    if (system(path) != 0) abort();
}

// Write an input as in/NAME; the path stays valid until the next call.
static inline const char *fuzz_file(const char *name, const void *bytes, size_t size) {
    static char path[128];
    snprintf(path, sizeof path, "%s/in/%s", fuzz_folder, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) abort();
    return path;
}

// What is refused has to say why, and what is not, nothing.
static inline void fuzz_check(lk_status status, lk_error_list *errors) {
    if ((status != LK_OK) != (errors->count > 0)) abort();
    lk_error_clear(errors);
}

#endif
