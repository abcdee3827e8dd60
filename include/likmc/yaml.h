/// likmc/yaml.h: YAML files in and out.
///
/// Reading goes through libfyaml into a small tree of our own in which every node knows its line and column,
/// so that every complaint can point at its place. All mistakes of a file are reported, not the first only.
#ifndef LIKMC_YAML_H
#define LIKMC_YAML_H

#include "likmc/error.h"
#include "likmc/params.h"
#include "likmc/table.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum lk_yaml_kind { LK_YAML_SCALAR, LK_YAML_MAP, LK_YAML_LIST } lk_yaml_kind;

/// One node. Owned by its document.
typedef struct lk_yaml_node {
    lk_yaml_kind kind;
    bool is_null;               ///< ~, null or nothing, unquoted
    bool is_quoted;             ///< text between quotes: its first character is one after `column`
    char *key;                  ///< of this entry in its map, or NULL
    int key_line, key_column;   ///< of the key, 1-based
    char *text;                 ///< of a scalar, else NULL
    int line, column;           ///< of the value, 1-based
    struct lk_yaml_node *items; ///< entries of a map or list, in the order written
    size_t count;
} lk_yaml_node;

/// One file, or one piece of text. Create with the functions below, release with lk_yaml_free.
typedef struct lk_yaml_document {
    char *name;        ///< path, or what it is called in messages
    char *folder;      ///< of the path; "." for text
    char *text;        ///< as read
    lk_yaml_node root; ///< a map for lk_yaml_read
} lk_yaml_document;

/// Read a file whose top level is a map. NULL and errors if it cannot be read or is not YAML: missing file,
/// directory, no permission, empty, not UTF-8, over 1 MiB, nested deeper than 64, syntax, a key given twice.
lk_yaml_document *lk_yaml_read(const char *path, lk_error_list *errors);

/// Can the file be read? If not, `why` says what it is instead: missing, a directory, too large ...
bool lk_yaml_is_readable(const char *path, char why[LK_TABLE_WHY]);

/// Is it UTF-8 without control characters (tab and line feed are fine)?
bool lk_yaml_is_text(const char *text);

/// As lk_yaml_read, from text; `name` is used in messages; any kind of node may be at the top.
lk_yaml_document *lk_yaml_parse(const char *name, const char *text, lk_error_list *errors);

void lk_yaml_free(lk_yaml_document *document);

/// Entry of a map, or NULL.
const lk_yaml_node *lk_yaml_get(const lk_yaml_node *map, const char *key);

/// What a file is for.
typedef enum lk_yaml_file {
    LK_YAML_FILE_NONE = 0, ///< cannot be read
    LK_YAML_FILE_CASE = 1,
    LK_YAML_FILE_STUDY = 2,
    LK_YAML_FILE_MATERIAL = 4,
    LK_YAML_FILE_PROTOCOL = 8 ///< steps for the cycler, and nothing but them and the output
} lk_yaml_file;

/// What a file is, told by its keys or those of the files it is based on; a case if nothing speaks for
/// anything else. LK_YAML_FILE_NONE and errors if it cannot be read or is not YAML.
lk_yaml_file lk_yaml_tell(const char *path, lk_error_list *errors);

/// Refuse a document that is plainly none of `files` (lk_yaml_file, added up), and name the command that is
/// meant for it: LK_BAD_INPUT and one error in place of one for each of its keys. Anything else is LK_OK.
lk_status lk_yaml_expect(const lk_yaml_document *document, unsigned files, lk_error_list *errors);

/// Append an error that points at a line and column of the document, with the line quoted; returns
/// LK_BAD_INPUT.
lk_status lk_yaml_error(const lk_yaml_document *document, int line, int column, lk_error_list *errors,
                        const char *format, ...) __attribute__((format(printf, 5, 6)));

/// Read a case: its bases from the root down, the file, then each of `settings` as --set gives them ("@FILE":
/// another file on top of it; then those of the form "a.b=c"), then the materials that it names. On success
/// every parameter is set, checked and cross-checked, and references to materials are resolved. `settings`
/// may be NULL if there are none.
lk_status lk_yaml_load_case(const char *path, const char *const *settings, size_t setting_count,
                            lk_params *params, lk_error_list *errors);

/// Read a protocol, with its bases, on top of the defaults of all parameters; no materials are loaded.
lk_status lk_yaml_load_protocol(const char *path, lk_params *params, lk_error_list *errors);

/// Read one material file, with its bases.
lk_status lk_yaml_load_material(const char *path, lk_material *material, lk_error_list *errors);

/// The complete params.yaml of a case, materials included: reading it gives the same parameters, and the same
/// text again. To be released with free(); NULL and an error if memory runs out.
char *lk_yaml_write_params(const lk_params *params, lk_error_list *errors);

/// The file of one material, each entry with its explanation. To be released with free().
char *lk_yaml_write_material(const lk_material *material, lk_error_list *errors);

/// A table as Markdown: key, type, unit, default, limits, tag, source, explanation. To be released with
/// free().
char *lk_yaml_write_markdown(const lk_table *table, lk_error_list *errors);

#endif
