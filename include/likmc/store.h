/// likmc/store.h: named arrays with units in HDF5, driven by a table of descriptors.
///
/// The same table writes and reads: state.h5 and checkpoint.h5 are whatever the owner's table lists. Files
/// hold no date, name of a machine or uninitialised byte: equal fields give equal bytes. A digest
/// behind HDF5's end of file seals it, so that a store which was cut, damaged or edited is refused.
#ifndef LIKMC_STORE_H
#define LIKMC_STORE_H

#include "likmc/error.h"

#include <stddef.h>
#include <stdint.h>

/// Type of an element, in memory and (little-endian) in the file.
typedef enum lk_store_type {
    LK_STORE_U8,
    LK_STORE_U16, ///< not shown to ParaView, which has no such cells
    LK_STORE_I32,
    LK_STORE_U32,
    LK_STORE_I64,
    LK_STORE_U64, ///< also PCG64 states: dims {..., 2}, low word first on the machines supported
    LK_STORE_F64,
    LK_STORE_TEXT, ///< UTF-8; rank 1, dims[0] = bytes of the buffer with its terminating zero
    LK_STORE_TYPE_COUNT
} lk_store_type;

enum { LK_STORE_MAX_RANK = 4 };

/// One array (rank 0: a scalar). `data` is borrowed; row-major, the last dimension runs fastest.
typedef struct lk_store_field {
    const char *name; ///< path in the file, e.g. "lattice/species"; groups are made as needed
    const char *doc;  ///< what it is, in one line; an attribute of the dataset
    const char *unit; ///< e.g. "m"; "1" for a pure number; an attribute
    lk_store_type type;
    int rank;                       ///< 0..LK_STORE_MAX_RANK
    size_t dims[LK_STORE_MAX_RANK]; ///< > 0 each
    void *data;                     ///< dims' product elements
} lk_store_field;

/// Write all fields to `path`, complete or not at all (temporary sibling, sync, rename). Arrays of 64 KiB and
/// more are chunked and deflated. `path` is left as it was on LK_FAILED (full disk, permission, memory).
lk_status lk_store_write(const char *path, const lk_store_field *fields, size_t count, lk_error_list *errors);

/// Read all fields into their `data`. Each field must be there with the same type, rank and dims; a text must
/// fit its buffer. LK_BAD_INPUT: not a store, truncated, damaged, or a field missing or of another shape (one
/// error for each field); then the contents of the buffers are unspecified. Fields of the file that the table
/// lacks are left alone.
lk_status lk_store_read(const char *path, const lk_store_field *fields, size_t count, lk_error_list *errors);

/// Type, rank and dims of the field called `shape->name`, so that its buffer can be allocated before
/// lk_store_read(). Fills type, rank and dims of *shape only. LK_BAD_INPUT if missing or of a type unknown
/// here.
lk_status lk_store_shape(const char *path, lk_store_field *shape, lk_error_list *errors);

/// Write an XDMF side file with which ParaView opens `store_name` (a file name relative to `path`): every
/// field of rank 3 and the shape of the first such field, dims {nz, ny, nx}, becomes a cell value on cubes of
/// `edge` metres. Name it .xmf2, for which ParaView takes its older reader: the newer one (.xdmf) aborts when
/// a file is opened by its bare name.
lk_status lk_store_write_xdmf(const char *path, const char *store_name, const lk_store_field *fields,
                              size_t count, double edge, lk_error_list *errors);

#endif
