// Files based on files: see yaml_layers.h.
#include "yaml_layers.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool lk_yaml_layers_join(const char *folder, const char *path, char *joined, size_t size) {
    const bool plain = path[0] == '/' || strcmp(folder, ".") == 0;
    const int length =
        plain ? snprintf(joined, size, "%s", path) : snprintf(joined, size, "%s/%s", folder, path);
    return length >= 0 && (size_t)length < size;
}

void lk_yaml_layers_clear(lk_yaml_layers *layers) {
    for (size_t i = 0; i < layers->count; i++) lk_yaml_free(layers->items[i]);
    layers->count = 0;
}

static bool is_same_file(const char *a, const char *b) {
    struct stat first, second;
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

static lk_status check_base(const lk_yaml_layers *layers, const lk_yaml_document *document,
                            const lk_yaml_node *base, char *path, size_t size, lk_error_list *errors) {
    char why[LK_TABLE_WHY];
    if (base->kind != LK_YAML_SCALAR || base->is_null)
        return lk_yaml_error(document, base->line, base->column, errors,
                             "base: has to be the path of a file");
    if (!lk_yaml_layers_join(document->folder, base->text, path, size))
        return lk_yaml_error(document, base->line, base->column, errors, "base: path is too long");
    if (!lk_yaml_is_readable(path, why))
        return lk_yaml_error(document, base->line, base->column, errors, "base: %.300s %.150s", path, why);
    for (size_t i = 0; i < layers->count; i++)
        if (is_same_file(layers->items[i]->name, path))
            return lk_yaml_error(document, base->line, base->column, errors,
                                 "base: %.300s is based on itself: the files go round in a circle", path);
    if (layers->count == LK_YAML_LAYERS_MAX)
        return lk_yaml_error(document, base->line, base->column, errors, "base: more than %d files deep",
                             LK_YAML_LAYERS_MAX);
    return LK_OK;
}

static void reverse(lk_yaml_layers *layers) {
    for (size_t i = 0, j = layers->count; i + 1 < j; i++) {
        lk_yaml_document *swap = layers->items[i];
        layers->items[i] = layers->items[--j];
        layers->items[j] = swap;
    }
}

lk_status lk_yaml_layers_read(lk_yaml_layers *layers, const char *path, lk_error_list *errors) {
    char next[4096];
    lk_status status = LK_OK;
    *layers = (lk_yaml_layers){0};
    snprintf(next, sizeof next, "%s", path);
    for (;;) {
        lk_yaml_document *document = lk_yaml_read(next, errors);
        if (!document) status = LK_BAD_INPUT;
        if (!document) break;
        layers->items[layers->count++] = document;
        const lk_yaml_node *base = lk_yaml_get(&document->root, "base");
        if (!base) break;
        status = check_base(layers, document, base, next, sizeof next, errors);
        if (status) break;
    }
    reverse(layers);
    return status;
}
