// A YAML file and the files that it is based on, root first.
#ifndef LIKMC_YAML_LAYERS_H
#define LIKMC_YAML_LAYERS_H

#include "likmc/yaml.h"

enum { LK_YAML_LAYERS_MAX = 16 };

// Release with lk_yaml_layers_clear, also after an error.
typedef struct lk_yaml_layers {
    lk_yaml_document *items[LK_YAML_LAYERS_MAX]; // [0] is the root base, the last is the file itself
    size_t count;
} lk_yaml_layers;

// Read `path` after what its key `base` names, one file or a list, the later ones on top of the earlier ones
// (relative to the file that they stand in).
lk_status lk_yaml_layers_read(lk_yaml_layers *layers, const char *path, lk_error_list *errors);
void lk_yaml_layers_clear(lk_yaml_layers *layers);

// `path` as seen from the folder of a document; false if it is too long for `joined`.
bool lk_yaml_layers_join(const char *folder, const char *path, char *joined, size_t size);

#endif
