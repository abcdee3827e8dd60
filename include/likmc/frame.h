/// likmc/frame.h: a table in HDF5: one dataset whose elements are rows, as data frames read it.
///
///     pandas.DataFrame(h5py.File("results.h5")["results"][:])
///
/// Equal rows give equal bytes: no date, no uninitialised byte.
#ifndef LIKMC_FRAME_H
#define LIKMC_FRAME_H

#include "likmc/error.h"

#include <stddef.h>

/// One column of a row: a double, or a text of `size` bytes padded with zeros.
typedef struct lk_frame_column {
    const char *name; ///< unique
    const char *unit; ///< "1" for a pure number, "" for a text
    size_t offset;    ///< of the value in the row
    size_t size;      ///< bytes of a text with its terminating zero; 0: a double
} lk_frame_column;

/// Write `count` rows of `row_size` bytes as dataset `name` of a new file at `path`, complete or not at all.
/// Units are the dataset's attribute "units", one line a column. LK_FAILED: full disk, permission, memory.
lk_status lk_frame_write(const char *path, const char *name, const lk_frame_column *columns,
                         size_t column_count, const void *rows, size_t row_size, size_t count,
                         lk_error_list *errors);

#endif
