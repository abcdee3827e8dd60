// likmc info
#include "cli.h"
#include "likmc/rundir.h"
#include "likmc/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static lk_status print_file(const char *folder, const char *name) {
    char path[4096], block[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) return LK_FAILED;
    printf("%s:\n", name);
    size_t length;
    while ((length = fread(block, 1, sizeof block, file)) > 0) fwrite(block, 1, length, stdout);
    fclose(file);
    return LK_OK;
}

static lk_status print_title(const char *path, lk_error_list *errors) {
    lk_params *params = malloc(sizeof *params);
    if (!params) return lk_error_set(errors, LK_FAILED, "out of memory");
    const lk_status status = lk_yaml_load_case(path, NULL, 0, params, errors);
    if (!status)
        printf("case: %s, seed %lld, replica %lld\n", *params->title ? params->title : "(no title)",
               (long long)params->seed, (long long)params->replica);
    free(params);
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    static const char *const ends[] = {[LK_RUNDIR_RUNNING] = "not finished",
                                       [LK_RUNDIR_DONE] = "finished",
                                       [LK_RUNDIR_STOPPED] = "stopped early; run again with --resume"};
    static const char *const files[] = {"provenance.json", "summary.json"};
    const char *folder = options->operands[0];
    char path[4096];
    struct stat info;
    if (stat(folder, &info) != 0)
        return lk_error_set(errors, LK_BAD_INPUT, "%s: %s", folder, strerror(errno));
    snprintf(path, sizeof path, "%s/params.yaml", folder);
    if (!S_ISDIR(info.st_mode) || stat(path, &info) != 0)
        return lk_error_set(errors, LK_BAD_INPUT, "%s is not a run directory: it holds no params.yaml",
                            folder);
    const lk_status status = print_title(path, errors);
    if (status) return status;
    printf("state: %s\n", ends[lk_rundir_state(folder)]);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (print_file(folder, files[i])) printf("%s: not there\n", files[i]);
    return LK_OK;
}

const lk_command lk_info_command = {.name = "info",
                                    .summary =
                                        "Tell what a run directory holds: case, state, provenance, summary.",
                                    .operands = "RUN",
                                    .least_operands = 1,
                                    .most_operands = 1,
                                    .run = run};
