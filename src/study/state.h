// State as a table: each number and array of a restart by name, with unit and meaning. The same rows write,
// read, describe (HDF5 attributes, XDMF) and are listed. Private to src/study.
#ifndef LIKMC_STUDY_STATE_H
#define LIKMC_STUDY_STATE_H

#include "likmc/electrode.h"

// Extents that every table has; a scale's own arrays, which are pointers in the record, follow.
enum { LK_STATE_ONE, LK_STATE_RANDOM, LK_STATE_LIST, LK_STATE_ARRAY, LK_STATE_EXTENTS = LK_STATE_ARRAY + 16 };

enum { LK_STATE_ROWS = 512 }; // at most, of all tables of a file

typedef struct lk_state_row {
    const char *name, *doc, *unit; // as in lk_store_field
    lk_store_type type;
    int extent;    // LK_STATE_*
    size_t count;  // of LK_STATE_LIST
    size_t offset; // into the record
} lk_state_row;

// A record with the table that describes it. The record is a copy wherever a bad file must change nothing.
struct lk_state {
    const lk_state_row *rows;
    size_t row_count;
    void *record;
    struct {
        int rank;
        size_t dims[LK_STORE_MAX_RANK];
    } extents[LK_STATE_EXTENTS]; // from LK_STATE_ARRAY on
    struct lk_state *next;       // a further record in the same file, or NULL
};

// Rows of a table: one number, `count` in a row, an array of an extent of the scale; the type is that of
// lk_store_type. RECORD is the type that offsets are taken in.
#define LK_STATE_NUMBER(RECORD, name, doc, unit, type, member)                                               \
    { name, doc, unit, LK_STORE_##type, LK_STATE_ONE, 1, offsetof(RECORD, member) }
#define LK_STATE_NUMBERS(RECORD, name, doc, unit, type, count, member)                                       \
    { name, doc, unit, LK_STORE_##type, LK_STATE_LIST, count, offsetof(RECORD, member) }
#define LK_STATE_RNG(RECORD, name, member)                                                                   \
    {                                                                                                        \
        name, "PCG64: state and increment, low word first", "1", LK_STORE_U64, LK_STATE_RANDOM, 4,           \
            offsetof(RECORD, member)                                                                         \
    }
#define LK_STATE_POINTER(RECORD, name, doc, unit, type, extent, member)                                      \
    { name, doc, unit, LK_STORE_##type, extent, 0, offsetof(RECORD, member) }

// Append the rows of a state as fields of a store; returns the new count.
size_t lk_state_fields(const lk_state *state, lk_store_field fields[LK_STATE_ROWS], size_t count);

// Write or read the fields of one or two states (`more` may be NULL) in one file.
lk_status lk_state_write(const lk_state *state, const lk_state *more, const char *path,
                         lk_error_list *errors);
lk_status lk_state_read(lk_state *state, lk_state *more, const char *path, lk_error_list *errors);

// Read one number of 64 bits, such as the length of a list.
lk_status lk_state_read_count(const char *path, const char *name, uint64_t *count, lk_error_list *errors);

#endif
