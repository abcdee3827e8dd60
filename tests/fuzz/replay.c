// Runs a target over the files and folders given, each input once, without libFuzzer: what was ever found
// stays found.
#include "fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

static size_t inputs;

static void run(const char *path) {
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (!file || fstat(fileno(file), &about) != 0) abort();
    const size_t size = (size_t)about.st_size;
    uint8_t *bytes = malloc(size ? size : 1); // no room behind it, so that reading on is noticed
    if (!bytes || fread(bytes, 1, size, file) != size) abort();
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    inputs++;
}

static void run_all(const char *path) {
    char below[4096];
    struct stat about;
    if (stat(path, &about) != 0) {
        perror(path);
        exit(1);
    }
    if (!S_ISDIR(about.st_mode)) {
        run(path);
        return;
    }
    DIR *stream = opendir(path);
    for (struct dirent *entry; stream && (entry = readdir(stream));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        run_all(below);
    }
    if (stream) closedir(stream);
}

int main(int count, char **arguments) {
    if (LLVMFuzzerInitialize(&count, &arguments) != 0) return 1;
    for (int i = 1; i < count; i++) run_all(arguments[i]);
    printf("%zu inputs\n", inputs);
    return inputs > 0 ? 0 : 1;
}
