// Telling apart the files that a user may mix up: see likmc/yaml.h.
#include "likmc/yaml.h"
#include "yaml_layers.h"

#include <string.h>

enum { MARKS = 4 };

// The first kind that has one of its marks counts: keys that no other kind has, or none that stands above it.
static const struct {
    lk_yaml_file file;
    const char *marks[MARKS];
    const char *is, *command; // the file's name goes on the command's end
} kinds[] = {
    {LK_YAML_FILE_STUDY, {"cases"}, "a study: use", "likmc compare "},
    {LK_YAML_FILE_MATERIAL, {"kind", "E_ads"}, "a material: see it with", "likmc check "},
    {LK_YAML_FILE_CASE, {"host", "scale", "atom"}, "a case: use", "likmc run "},
    {LK_YAML_FILE_PROTOCOL, {"protocol"}, "a protocol: put it on a case with", "likmc run CASE --set @"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static bool has_mark(const lk_yaml_node *root, size_t kind) {
    for (size_t m = 0; m < MARKS && kinds[kind].marks[m]; m++)
        if (lk_yaml_get(root, kinds[kind].marks[m])) return true;
    return false;
}

// Any other parameter beside these makes a case of it, whose missing ones have their defaults.
static bool is_bare_protocol(const lk_yaml_node *root) {
    size_t known = 0;
    static const char *const keys[] = {"protocol", "output", "title"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) known += lk_yaml_get(root, keys[i]) != NULL;
    return known == root->count;
}

// Index into kinds; KINDS if nothing tells.
static size_t kind_of(const lk_yaml_node *root) {
    size_t k = 0;
    while (k < KINDS && !has_mark(root, k)) k++;
    return k < KINDS && kinds[k].file == LK_YAML_FILE_PROTOCOL && !is_bare_protocol(root) ? KINDS : k;
}

// Where the file itself says nothing, what it is based on does.
lk_yaml_file lk_yaml_tell(const char *path, lk_error_list *errors) {
    lk_yaml_layers layers;
    lk_yaml_file file = LK_YAML_FILE_CASE;
    if (lk_yaml_layers_read(&layers, path, errors)) file = LK_YAML_FILE_NONE;
    for (size_t i = file ? layers.count : 0; i-- > 0;) {
        const size_t k = kind_of(&layers.items[i]->root);
        if (k == KINDS) continue;
        file = kinds[k].file;
        break;
    }
    lk_yaml_layers_clear(&layers);
    return file;
}

lk_status lk_yaml_expect(const lk_yaml_document *document, unsigned files, lk_error_list *errors) {
    const size_t k = kind_of(&document->root);
    if (k == KINDS || (kinds[k].file & files)) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, document->name, 0, 0, NULL, "is %s %s%.300s", kinds[k].is,
                        kinds[k].command, document->name);
}
