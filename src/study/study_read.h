// What reading a study is made of. Private to the study.
#ifndef LIKMC_STUDY_READ_H
#define LIKMC_STUDY_READ_H

#include "likmc/study.h"
#include "likmc/yaml.h"

// A study file that is being read.
typedef struct lk_study_reader {
    lk_study *study;
    lk_yaml_document *document;
    const lk_study_changes *changes;
    lk_params *cases; // of the first variant, [case_count]
    lk_error_list *errors;
    lk_status status;
} lk_study_reader;

// Point at a node and say what is wrong with it (printf style).
#define LK_STUDY_COMPLAIN(r, node, ...)                                                                      \
    ((r)->status = lk_yaml_error((r)->document, (node)->line, (node)->column, (r)->errors, __VA_ARGS__))

// A scalar that says something.
bool lk_study_read_is_text(const lk_yaml_node *node);

// Refuse keys of a map that are not among the known ones.
void lk_study_read_keys(lk_study_reader *r, const lk_yaml_node *map, const char *const *known);

// Whole number of that key, if it is there.
void lk_study_read_integer(lk_study_reader *r, const lk_yaml_node *map, const char *key, int64_t low,
                           int64_t high, int64_t *value);

// Path relative to the study's folder after a prefix; the caller frees it. NULL without memory.
char *lk_study_read_join(lk_study_reader *r, const char *prefix, const char *path);

// Read axes, design and draw, and place the design's points. The cases are loaded.
void lk_study_axes_read(lk_study_reader *r);

// Read targets and weighting.
void lk_study_targets_read(lk_study_reader *r);

// Index of a quantity of lk_result_columns(); -1, and a complaint that begins with `where`, if there is none.
int lk_study_read_quantity(lk_study_reader *r, const lk_yaml_node *node, const char *where);

// Is a setting for this case: not one of a material that it does not have?
bool lk_study_read_applies(const lk_params *params, const char *setting);

#endif
