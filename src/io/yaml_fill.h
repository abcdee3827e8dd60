// Filling a struct that a descriptor table describes from YAML. Used by the loaders of cases and materials.
#ifndef LIKMC_YAML_FILL_H
#define LIKMC_YAML_FILL_H

#include "likmc/yaml.h"
#include "yaml_layers.h"

// Where a value was written, so that a condition between values can point at one of them.
typedef struct lk_yaml_place {
    const lk_yaml_document *document; // NULL: nowhere, it is the default
    int line, column;
} lk_yaml_place;

// What is filled. Borrowed.
typedef struct lk_yaml_sink {
    lk_table_record record;
    lk_yaml_place *places;       // one per row
    const char *const *reserved; // top-level keys that the caller takes care of, ended by NULL
    const char *source;          // of quantities written as bare numbers; NULL: such are refused
    // Turn what was written for a material (a name or a path) into its name; `why` on false.
    bool (*material)(void *context, const lk_yaml_document *document, const char *text,
                     char name[LK_TABLE_NAME], char why[LK_TABLE_WHY]);
    void *context;
} lk_yaml_sink;

// Take over every entry of a map; `prefix` is the dotted key of the map, "" at the top. All mistakes are
// reported.
lk_status lk_yaml_fill(const lk_yaml_sink *sink, const lk_yaml_document *document, const lk_yaml_node *map,
                       const char *prefix, lk_error_list *errors);

// The same for a file on top of its bases, root first.
lk_status lk_yaml_fill_layers(const lk_yaml_sink *sink, const lk_yaml_layers *layers, lk_error_list *errors);

// Take over one entry, of the full dotted key.
lk_status lk_yaml_fill_entry(const lk_yaml_sink *sink, const lk_yaml_document *document,
                             const lk_yaml_node *node, const char *key, lk_error_list *errors);

// Report a condition on `key` that does not hold, at the place where the key was written, else for the file
// at large.
lk_status lk_yaml_fill_refuse(const lk_yaml_sink *sink, const char *file, const char *key, const char *why,
                              lk_error_list *errors);

// Report every row without a default that was never given.
lk_status lk_yaml_fill_missing(const lk_yaml_sink *sink, const char *file, lk_error_list *errors);

#endif
