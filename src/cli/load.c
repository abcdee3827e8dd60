// Loading a case for a command: see cli.h.
#include "cli.h"
#include "likmc/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char **lk_load_settings(const lk_options *options, size_t *count) {
    const char **settings = calloc(options->given_count + 1, sizeof *settings);
    const char *setting;
    *count = 0;
    while (settings && (setting = lk_options_nth(options, "set", *count))) settings[(*count)++] = setting;
    return settings;
}

lk_params *lk_load_case(const lk_options *options, lk_error_list *errors) {
    size_t count;
    lk_params *params = malloc(sizeof *params);
    const char **settings = lk_load_settings(options, &count);
    lk_status status = LK_FAILED;
    if (params && settings) {
        status = lk_yaml_load_case(options->operands[0], settings, count, params, errors);
    } else {
        lk_error_set(errors, LK_FAILED, "out of memory");
    }
    free(settings);
    if (!status) return params;
    free(params);
    return NULL;
}

char *lk_load_default_directory(const char *prefix, const char *path) {
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *dot = strrchr(name, '.');
    const int length = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
    const size_t size = strlen(prefix) + (size_t)length + 2;
    char *directory = malloc(size);
    if (directory) snprintf(directory, size, "%s-%.*s", prefix, length, name);
    return directory;
}

void lk_load_format_bytes(double bytes, char text[32]) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    size_t unit = 0;
    for (; bytes >= 999.5 && unit + 1 < sizeof units / sizeof *units; unit++) bytes /= 1000;
    snprintf(text, 32, "%.3g %s", bytes, units[unit]);
}

lk_status lk_load_check_memory(const lk_params *params, lk_error_list *errors) {
    const double needed = lk_params_bytes(params), there = lk_system_memory();
    if (needed <= there) return LK_OK;
    const lk_params_grid grid = lk_params_grid_of(params);
    return lk_error_set(
        errors, LK_BAD_INPUT,
        "the box of %llu x %llu x %llu voxels needs %.0f bytes of memory; there are %.0f. Raise "
        "box.voxel_edge or make the box smaller",
        (unsigned long long)grid.nx, (unsigned long long)grid.ny, (unsigned long long)grid.nz, needed, there);
}
