// Copy of a run directory: see ensemble_copy.h.
#include "ensemble_copy.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096, BLOCK = 65536 };

static void copy_file(const char *from, const char *to) {
    char block[BLOCK];
    FILE *in = fopen(from, "r"), *out = in ? fopen(to, "w") : NULL;
    bool whole = in && out;
    for (size_t n; whole && (n = fread(block, 1, sizeof block, in)) > 0;)
        whole = fwrite(block, 1, n, out) == n;
    whole = whole && !ferror(in);
    if (in) fclose(in);
    if (out && (fclose(out) != 0 || !whole)) unlink(to); // a file cut short is worse than none
}

static void copy_folder(const char *from, const char *to, int depth) {
    if (mkdir(to, 0777) != 0) return;
    DIR *stream = opendir(from);
    for (struct dirent *entry; stream && (entry = readdir(stream));) {
        char source[PATH], target[PATH];
        struct stat about;
        if (entry->d_name[0] == '.') continue;
        snprintf(source, sizeof source, "%s/%s", from, entry->d_name);
        snprintf(target, sizeof target, "%s/%s", to, entry->d_name);
        if (lstat(source, &about) != 0) continue;
        if (S_ISREG(about.st_mode)) copy_file(source, target);
        if (S_ISDIR(about.st_mode) && depth < 1) copy_folder(source, target, depth + 1);
    }
    if (stream) closedir(stream);
}

void lk_ensemble_copy(const char *from, const char *to) { copy_folder(from, to, 0); }
