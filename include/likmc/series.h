/// likmc/series.h: a time series as CSV, one row flushed at a time, from a table of columns.
#ifndef LIKMC_SERIES_H
#define LIKMC_SERIES_H

#include "likmc/error.h"

#include <stddef.h>
#include <stdint.h>

/// Type of the value at a column's offset.
typedef enum lk_series_type {
    LK_SERIES_DOUBLE,  ///< written %.9g; has to be finite
    LK_SERIES_INTEGER, ///< int64_t
    LK_SERIES_OPTIONAL ///< double that may have no meaning, as the packing of nothing: NaN, an empty cell
} lk_series_type;

/// One column: where its value lies in the record that the caller fills.
typedef struct lk_series_column {
    const char *name; ///< e.g. "charge"
    const char *unit; ///< as people write it, e.g. "mAh/cm2"; "1" for a pure number
    const char *doc;
    lk_series_type type;
    size_t offset; ///< bytes into the record, from offsetof
    double factor; ///< value written = value * factor, for units other than SI (of doubles only); 0
                   ///< means 1
} lk_series_column;

/// An open series. Opaque; one owner.
typedef struct lk_series lk_series;

/// How far a series has come: what a checkpoint keeps for lk_series_resume().
typedef struct lk_series_mark {
    int64_t bytes;   ///< written, header and whole rows
    uint64_t digest; ///< of these bytes (FNV-1a): a row that was changed since is noticed
} lk_series_mark;

/// Create `path` (must not exist) and write the header: "time_s,charge_mAh_per_cm2,..." with the unit after
/// the name ('/' becomes "_per_", other marks "_", a pure number has none). `columns` is borrowed until
/// closed.
lk_status lk_series_create(lk_series **series, const char *path, const lk_series_column *columns,
                           size_t count, lk_error_list *errors);

/// Open an existing series to go on after an earlier lk_series_mark_of(): what follows is cut. LK_BAD_INPUT,
/// and nothing is changed, if the file is missing or shorter, or its header or any of the bytes kept differ.
lk_status lk_series_resume(lk_series **series, const char *path, const lk_series_column *columns,
                           size_t count, lk_series_mark keep, lk_error_list *errors);

/// Append one row from `record`; it has left the process on return, so that a kill loses nothing. On
/// LK_FAILED the file ends with the last whole row: the disk is full, or a value is infinite, or NaN in a
/// column that always has a meaning, which the error names.
lk_status lk_series_append(lk_series *series, const void *record, lk_error_list *errors);

/// How far it has come.
lk_series_mark lk_series_mark_of(const lk_series *series);

/// Cut off what was appended after an earlier lk_series_mark_of(). LK_FAILED.
lk_status lk_series_rewind(lk_series *series, lk_series_mark to, lk_error_list *errors);

/// Make what was appended survive a loss of power. LK_FAILED.
lk_status lk_series_sync(lk_series *series, lk_error_list *errors);

/// Sync and close; NULL is fine. The series is released even when LK_FAILED.
lk_status lk_series_close(lk_series *series, lk_error_list *errors);

/// Header text of one column into `buffer`; returns the length it needs without the zero, as snprintf.
int lk_series_header(const lk_series_column *column, char *buffer, size_t size);

#endif
