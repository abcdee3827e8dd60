// Where the parameter files that come with the program are: see cli.h.
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_there(const char *path) {
    struct stat about;
    return stat(path, &about) == 0;
}

// Folder above that of the program: where it was installed, or the source tree of a build folder; "" if the
// system does not tell.
static void prefix_of_program(char *folder, size_t size) {
    const ssize_t length = readlink("/proc/self/exe", folder, size - 1);
    folder[length > 0 ? length : 0] = '\0';
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(folder, '/');
        if (slash) *slash = '\0';
    }
}

bool lk_find_params(const char *name, char *path, size_t size) {
    char folder[2048];
    const char *chosen = getenv("LIKMC_PARAMS");
    prefix_of_program(folder, sizeof folder);
    const struct {
        const char *base, *below;
    } places[] = {{chosen ? chosen : "", ""},      // told by the user
                  {"params", ""},                  // in the source tree
                  {folder, "/share/likmc/params"}, // installed
                  {folder, "/params"}};            // built
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!*places[i].base) continue;
        const int length = snprintf(path, size, "%s%s/%s", places[i].base, places[i].below, name);
        if (length > 0 && (size_t)length < size && is_there(path)) return true;
    }
    return false;
}
