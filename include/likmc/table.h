/// likmc/table.h: parameters described by tables.
///
/// One row says all there is to know about one parameter: its dotted key, type, unit, default, limits,
/// provenance of the default, explanation, and where it lives in a struct. Parsing, defaults, checks, the
/// effective params.yaml and the documentation are made from the rows; none of them knows a parameter by
/// name. A struct that is described by a table owns nothing and may be copied by assignment.
#ifndef LIKMC_TABLE_H
#define LIKMC_TABLE_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LK_TABLE_NAME = 48,    ///< bytes of a material's name
    LK_TABLE_TEXT = 128,   ///< bytes of a text
    LK_TABLE_SOURCE = 224, ///< bytes of a source
    LK_TABLE_PARTS = 8,    ///< entries of a mixture
    LK_TABLE_LINES = 64,   ///< entries of a list of lines
    LK_TABLE_LINE = 104,   ///< bytes of a line
    LK_TABLE_NESTING = 8,  ///< lists in lists
    LK_TABLE_WHY = 512     ///< bytes of an explanation of what is wrong
};

/// What a parameter is, and the type of the member that holds it.
typedef enum lk_table_type {
    LK_TABLE_QUANTITY,  ///< double: a physical quantity; written with unit, range, tag and source
    LK_TABLE_SETTING,   ///< double: a setting of the numerics; "400 nm", or a bare number if its unit is 1
    LK_TABLE_INTEGER,   ///< int64_t
    LK_TABLE_CHOICE,    ///< int: index into the row's choices
    LK_TABLE_TEXT_LINE, ///< char[LK_TABLE_TEXT]
    LK_TABLE_COLOUR,    ///< uint32_t 0xRRGGBB, written "#rrggbb"
    LK_TABLE_MATERIAL,  ///< lk_material_name: a material by name
    LK_TABLE_MIXTURE,   ///< lk_mixture: a list of {material, share}
    LK_TABLE_LIST ///< lk_lines: a list of lines of text; one that heads a list of its own is {text: [...]}
} lk_table_type;

/// A material by name. `index` is filled in by the loader: its place among the materials of the case.
typedef struct lk_material_name {
    char name[LK_TABLE_NAME]; ///< "" if none
    int index;                ///< -1 if none or not yet known
} lk_material_name;

/// Materials with their shares.
typedef struct lk_mixture {
    size_t count;
    struct {
        lk_material_name material;
        double share; ///< > 0
    } parts[LK_TABLE_PARTS];
} lk_mixture;

/// Lines of text, those of inner lists after the line that heads them and one deeper.
typedef struct lk_lines {
    size_t count;
    struct {
        char text[LK_TABLE_LINE];
        int depth;        ///< 0 for the outer list
        int line, column; ///< where it was written, for messages; 0 if nowhere
    } items[LK_TABLE_LINES];
} lk_lines;

/// How a number is known.
typedef enum lk_table_tag {
    LK_TAG_NONE,       ///< not a physical quantity, or not given
    LK_TAG_PAPER,      ///< in the paper's text
    LK_TAG_LITERATURE, ///< from the reference named
    LK_TAG_DERIVED,    ///< computed from those, or set by a script that the source names
    LK_TAG_ASSUMED     ///< an assumption, to be scanned over its range
} lk_table_tag;

/// Where the value of one parameter comes from; kept with the value and written back.
typedef struct lk_table_origin {
    lk_table_tag tag;
    double low, high; ///< range in which it is plausible, in the base unit
    char source[LK_TABLE_SOURCE];
} lk_table_origin;

/// One parameter. Numbers of the row are in `unit`.
typedef struct lk_table_row {
    const char *key; ///< dotted, e.g. "host.porosity"
    lk_table_type type;
    const char
        *unit; ///< of the numbers below and of the written value; any unit of the same base may be read
    const char *preset; ///< default as text; "" is no value (empty list, not given); NULL: it has to be given
    double low, high;   ///< what the program can take, both ends included
    double range[2];    ///< range in which the default of a quantity is plausible
    lk_table_tag tag;   ///< of the default of a quantity
    const char *source; ///< of the default of a quantity
    const char *choices; ///< "first|second|..." of a choice
    const char *doc;     ///< what it is, in one line
    size_t offset;       ///< of the member in the struct
} lk_table_row;

/// A table.
typedef struct lk_table {
    const char *name;
    const lk_table_row *rows;
    size_t count;
} lk_table;

/// A struct that a table describes, and the origins of its members, one per row. Borrowed.
typedef struct lk_table_record {
    const lk_table *table;
    void *base;
    lk_table_origin *origins;
} lk_table_record;

/// Row of that key, or NULL.
const lk_table_row *lk_table_find(const lk_table *table, const char *key);

/// Is `prefix` a group, that is: does a key begin with it and a dot?
bool lk_table_is_group(const lk_table *table, const char *prefix);

/// Member of a record that a row describes, and its origin.
void *lk_table_member(const lk_table_record *record, const lk_table_row *row);
lk_table_origin *lk_table_origin_of(const lk_table_record *record, const lk_table_row *row);

/// Has the parameter a value? (A quantity may be NaN, a list or name empty: "not given".)
bool lk_table_is_given(const lk_table_record *record, const lk_table_row *row);

/// Set every row to its default; rows without one are "not given".
lk_status lk_table_set_defaults(const lk_table_record *record, lk_error_list *errors);

/// A quantity as it was written.
typedef struct lk_table_quantity {
    double value, low, high; ///< in `unit`
    const char *unit;
    lk_table_tag tag;
    const char *source;
} lk_table_quantity;

/// Say into `why` why something is refused (printf style). Always false, so that a check can return it.
bool lk_table_refuse(char why[LK_TABLE_WHY], const char *format, ...) __attribute__((format(printf, 2, 3)));

/// Is `unit` known, and does it fit the row?
bool lk_table_unit_fits(const lk_table_row *row, const char *unit, char why[LK_TABLE_WHY]);

/// Store a quantity after checking it: known and fitting unit, value inside its own range and the row's
/// limits, tag and source there. On false nothing is stored and `why` says what is wrong.
bool lk_table_put_quantity(const lk_table_record *record, const lk_table_row *row,
                           const lk_table_quantity *quantity, char why[LK_TABLE_WHY]);

/// Store a value given as one piece of text (all types but mixtures; lines are parted by ;), with the same
/// checks. A quantity ("0.2" or "0.2 eV") keeps the range it has and becomes tag assumed, source `source`. A
/// setting without its unit is refused if `source` is NULL (a file), else it is taken in the row's unit.
bool lk_table_put_text(const lk_table_record *record, const lk_table_row *row, const char *text,
                       const char *source, char why[LK_TABLE_WHY]);

/// Store a mixture.
bool lk_table_put_mixture(const lk_table_record *record, const lk_table_row *row, const lk_mixture *mixture,
                          char why[LK_TABLE_WHY]);

/// Store a list of lines.
bool lk_table_put_lines(const lk_table_record *record, const lk_table_row *row, const lk_lines *lines,
                        char why[LK_TABLE_WHY]);

/// Check and copy the name of a material; its index becomes -1.
bool lk_table_put_name(lk_material_name *name, const char *text, char why[LK_TABLE_WHY]);

/// Make a parameter "not given"; false if its row says that it has to have a value.
bool lk_table_put_none(const lk_table_record *record, const lk_table_row *row, char why[LK_TABLE_WHY]);

/// Number without its unit, as text: strict decimal, finite.
bool lk_table_read_number(const char *text, double *value);

/// Number and unit: "400 nm", "400nm" or "8"; *unit points into `text` and is "" if there is none.
bool lk_table_read_with_unit(const char *text, double *value, const char **unit);

/// Shortest text that reads back, in `unit`, to exactly `value` (in the base unit).
void lk_table_format_number(double value, const char *unit, char *text, size_t size);

/// Value of a parameter as text, without its unit; of a mixture: "zno-002 0.5, zno-020 0.5"; of lines: the
/// outer ones, parted by ;. "" if not given.
void lk_table_format(const lk_table_record *record, const lk_table_row *row, char *text, size_t size);

/// Name of a tag ("paper", ...; "" for none), and the tag of a name; LK_TAG_NONE if there is no such tag.
const char *lk_table_tag_name(lk_table_tag tag);
lk_table_tag lk_table_tag_of(const char *name);

/// Name of a type for documentation: "quantity", "setting", ...
const char *lk_table_type_name(lk_table_type type);

/// n-th of the choices "a|b|c" (from 0) copied to `name`; false when there are no more.
bool lk_table_choice(const char *choices, size_t n, char name[LK_TABLE_NAME]);

#endif
