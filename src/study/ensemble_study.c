// Which study a directory belongs to: see likmc/ensemble.h.
#include "ensemble_parts.h"
#include "likmc/json.h"
#include "likmc/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What makes a study the same one: title, cases, variants, axes and the kind of design. Numbers, seeds and
// settings may change: every run has an identity of its own, and a study can be extended.
static void describe(FILE *out, const lk_study *study) {
    fprintf(out, "%s\n", study->title);
    for (size_t i = 0; i < study->case_count; i++) fprintf(out, "case %s\n", study->cases[i].name);
    for (size_t i = 0; i < study->variant_count; i++) fprintf(out, "variant %s\n", study->variants[i].name);
    for (size_t i = 0; i < study->design.axis_count; i++)
        fprintf(out, "axis %s\n", study->design.axes[i].key);
    fprintf(out, "design %s\n", lk_design_kind_name(study->design.kind));
}

static bool sign(const lk_study *study, char signature[LK_PROVENANCE_HASH_SIZE]) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out) describe(out, study);
    const bool good = out && fclose(out) == 0;
    if (good) lk_provenance_hash(text, size, signature);
    free(text);
    return good;
}

// What is made before study.json: all that a power cut or a full disk may have left, or that a process which
// begins at the same time has made so far.
static bool comes_before(const char *name) {
    static const char *const names[] = {".", "..", "claims", "workers", "runs"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return strncmp(name, ".study.json.", 12) == 0;
}

static bool is_unused(const char *directory) {
    DIR *stream = opendir(directory);
    bool unused = true;
    for (struct dirent *entry; stream && (entry = readdir(stream));)
        unused = unused && comes_before(entry->d_name);
    if (stream) closedir(stream);
    return unused;
}

// An odd file where the directory should be, or something that no study left there.
static lk_status check_foreign(const char *directory, lk_error_list *errors) {
    struct stat about;
    if (stat(directory, &about) != 0) return LK_OK;
    if (!S_ISDIR(about.st_mode))
        return lk_error_add(errors, LK_BAD_INPUT, directory, 0, 0, NULL,
                            "is a file; --out names a directory");
    if (is_unused(directory)) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, directory, 0, 0, NULL,
                        "is not the directory of a study (no study.json); choose another --out");
}

lk_status lk_ensemble_check_directory(const lk_study *study, const char *directory, lk_error_list *errors) {
    char path[LK_ENSEMBLE_PATH], signature[LK_PROVENANCE_HASH_SIZE];
    snprintf(path, sizeof path, "%s/study.json", directory);
    const bool begun = access(path, F_OK) == 0;
    // It may come between the two looks, when another process begins.
    if (!begun && (is_unused(directory) || access(path, F_OK) != 0)) return check_foreign(directory, errors);
    lk_yaml_document *document = lk_yaml_read(path, errors);
    if (!document) return LK_BAD_INPUT;
    const lk_yaml_node *title = lk_yaml_get(&document->root, "title"),
                       *seal = lk_yaml_get(&document->root, "signature");
    lk_status status = sign(study, signature) ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    if (status == LK_OK && (!seal || !seal->text || strcmp(seal->text, signature) != 0))
        status = lk_error_add(
            errors, LK_BAD_INPUT, directory, 0, 0, NULL,
            "belongs to another study ('%.80s', with other cases, variants or axes); choose another --out",
            title && title->text ? title->text : "");
    lk_yaml_free(document);
    return status;
}

lk_status lk_ensemble_study_write(const lk_study *study, const char *directory, lk_error_list *errors) {
    char path[LK_ENSEMBLE_PATH], signature[LK_PROVENANCE_HASH_SIZE];
    snprintf(path, sizeof path, "%s/study.json", directory);
    if (access(path, F_OK) == 0) return LK_OK;
    if (!sign(study, signature)) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "title", study->title);
    lk_json_text(&json, "signature", signature);
    lk_json_open_array(&json, "cases");
    for (size_t i = 0; i < study->case_count; i++) lk_json_text(&json, NULL, study->cases[i].name);
    lk_json_close_array(&json);
    lk_json_text(&json, "design", lk_design_kind_name(study->design.kind));
    lk_json_open_array(&json, "axes");
    for (size_t i = 0; i < study->design.axis_count; i++)
        lk_json_text(&json, NULL, study->design.axes[i].key);
    lk_json_close_array(&json);
    lk_json_close_object(&json);
    const lk_status status = lk_json_write(&json, path, errors);
    lk_json_free(&json);
    return status;
}

lk_status lk_ensemble_prepare(const lk_study *study, const char *directory, lk_error_list *errors) {
    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return lk_error_add(errors, LK_BAD_INPUT, directory, 0, 0, NULL, "cannot make the directory: %s",
                            strerror(errno));
    return lk_ensemble_study_write(study, directory, errors);
}
