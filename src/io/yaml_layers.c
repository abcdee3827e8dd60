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

// Files on the way from the one that was asked for to the one that is read now.
typedef struct chain {
    const char *path;
    const struct chain *before;
} chain;

static lk_status check_base(const lk_yaml_layers *layers, const lk_yaml_document *document,
                            const lk_yaml_node *base, const chain *before, char *path, size_t size,
                            lk_error_list *errors) {
    char why[LK_TABLE_WHY];
    if (base->kind != LK_YAML_SCALAR || base->is_null)
        return lk_yaml_error(document, base->line, base->column, errors,
                             "base: has to be the path of a file, or a list of paths");
    if (!lk_yaml_layers_join(document->folder, base->text, path, size))
        return lk_yaml_error(document, base->line, base->column, errors, "base: path is too long");
    if (!lk_yaml_is_readable(path, why))
        return lk_yaml_error(document, base->line, base->column, errors, "base: %.300s %.150s", path, why);
    for (; before; before = before->before)
        if (is_same_file(before->path, path))
            return lk_yaml_error(document, base->line, base->column, errors,
                                 "base: %.300s is based on itself: the files go round in a circle", path);
    if (layers->count == LK_YAML_LAYERS_MAX - 1)
        return lk_yaml_error(document, base->line, base->column, errors, "base: more than %d files deep",
                             LK_YAML_LAYERS_MAX);
    return LK_OK;
}

static lk_status read_with_bases(lk_yaml_layers *layers, const chain *here, int depth, lk_error_list *errors);

static lk_status read_base(lk_yaml_layers *layers, const lk_yaml_document *document, const lk_yaml_node *base,
                           const chain *here, int depth, lk_error_list *errors) {
    char path[4096];
    const lk_status status = check_base(layers, document, base, here, path, sizeof path, errors);
    const chain next = {path, here};
    return status == LK_OK ? read_with_bases(layers, &next, depth + 1, errors) : status;
}

// What a file is based on comes before it; of a list, the first before the second.
static lk_status read_with_bases(lk_yaml_layers *layers, const chain *here, int depth,
                                 lk_error_list *errors) {
    lk_status status = LK_OK;
    lk_yaml_document *document = lk_yaml_read(here->path, errors);
    if (!document) return LK_BAD_INPUT;
    const lk_yaml_node *base = lk_yaml_get(&document->root, "base");
    if (base && depth == LK_YAML_LAYERS_MAX)
        status = lk_yaml_error(document, base->line, base->column, errors, "base: more than %d files deep",
                               LK_YAML_LAYERS_MAX);
    else if (base && base->kind == LK_YAML_LIST && base->count > 0)
        for (size_t i = 0; i < base->count && status == LK_OK; i++)
            status = read_base(layers, document, &base->items[i], here, depth, errors);
    else if (base)
        status = read_base(layers, document, base, here, depth, errors);
    if (layers->count == LK_YAML_LAYERS_MAX) {
        lk_yaml_free(document);
        return status == LK_OK
                   ? lk_error_set(errors, LK_BAD_INPUT, "%s: more than %d files on top of each other",
                                  here->path, LK_YAML_LAYERS_MAX)
                   : status;
    }
    layers->items[layers->count++] = document;
    return status;
}

lk_status lk_yaml_layers_read(lk_yaml_layers *layers, const char *path, lk_error_list *errors) {
    const chain here = {path, NULL};
    *layers = (lk_yaml_layers){0};
    return read_with_bases(layers, &here, 1, errors);
}
