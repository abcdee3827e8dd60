// What is known while one case, or one material by itself, is loaded. Private to the loaders in src/io.
#ifndef LIKMC_YAML_LOADER_H
#define LIKMC_YAML_LOADER_H

#include "yaml_fill.h"
#include "yaml_layers.h"

enum { LK_YAML_LOADER_PATH = 4096 }; // bytes of a path, its end included

// A material whose file was named by its path.
typedef struct lk_yaml_loader_path {
    char name[LK_TABLE_NAME];
    char path[LK_YAML_LOADER_PATH];
} lk_yaml_loader_path;

// Owns `layers`, `settings` and the documents in them; the rest is borrowed.
typedef struct lk_yaml_loader {
    const char *path;
    lk_yaml_file file; // what the file is loaded as: a protocol needs no materials
    lk_yaml_layers layers;
    lk_yaml_document **settings; // one per --set KEY=VALUE; its root's key is the setting's
    size_t setting_count;
    lk_params *params; // NULL while a material is loaded by itself
    lk_yaml_place places[LK_PARAMS_ROWS_MAX];
    lk_yaml_loader_path paths[LK_PARAMS_MATERIALS_MAX];
    size_t path_count;
    lk_error_list *errors;
    lk_status status; // the last mistake: loading goes on after one, so that all are reported
} lk_yaml_loader;

static inline void loader_note(lk_yaml_loader *l, lk_status status) {
    if (status) l->status = status;
}

// ---- yaml_material.c

// For lk_yaml_sink.material, with the loader as its context. Materials are looked up where they are named, so
// that the message can point there.
bool lk_yaml_material_find(void *loader, const lk_yaml_document *document, const char *text,
                           char name[LK_TABLE_NAME], char why[LK_TABLE_WHY]);

// Load all materials that the case names, those that these name, and those written in the case; resolve the
// references.
void lk_yaml_material_load(lk_yaml_loader *l);

// Is a setting one of a material, "materials.NAME.KEY"? Afterwards: report those whose NAME the case lacks.
bool lk_yaml_material_is_setting(const lk_yaml_document *setting);
void lk_yaml_material_check_settings(lk_yaml_loader *l);

#endif
