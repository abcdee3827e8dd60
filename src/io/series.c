// Time series as CSV: see likmc/series.h.
#include "likmc/series.h"

#include "atomic.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lk_series {
    char *path;
    const lk_series_column *columns;
    size_t count;
    int descriptor;
    lk_series_mark mark; // of whole rows
    char *row;           // room for one row
    size_t row_capacity;
};

// %.9g: at most sign, 9 digits, point, exponent of 5; int64_t: at most 20; and a comma.
enum { CELL_SIZE = 24 };

// Fowler, Noll, Vo: FNV-1a of 64 bits (draft-eastlake-fnv).
#define FNV_BASIS 0xcbf29ce484222325u
static uint64_t digest(uint64_t value, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) value = (value ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return value;
}

static lk_status complain(const char *path, const char *what, lk_error_list *errors) {
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "%s: %s", what, strerror(errno));
}

int lk_series_header(const lk_series_column *column, char *buffer, size_t size) {
    char unit[64];
    size_t n = 0;
    const int reciprocal = strncmp(column->unit, "1/", 2) == 0; // "1/cm2" is "per_cm2"
    for (const char *c = column->unit + (reciprocal ? 2 : 0); *c && n + 6 < sizeof unit; c++) {
        if (*c == '/') {
            memcpy(unit + n, "_per_", 5);
            n += 5;
        } else {
            unit[n++] = (char)(isalnum((unsigned char)*c) ? *c : '_');
        }
    }
    unit[n] = '\0';
    const int pure = strcmp(column->unit, "1") == 0 || n == 0;
    return snprintf(buffer, size, "%s%s%s", column->name,
                    pure         ? ""
                    : reciprocal ? "_per_"
                                 : "_",
                    pure ? "" : unit);
}

// The header line of the table with its line feed; the caller frees it.
static char *header_line(const lk_series_column *columns, size_t count) {
    size_t size = 2;
    for (size_t i = 0; i < count; i++) size += (size_t)lk_series_header(&columns[i], NULL, 0) + 1;
    char *line = malloc(size);
    if (!line) return NULL;
    char *next = line;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) *next++ = ',';
        next += lk_series_header(&columns[i], next, (size_t)(line + size - next));
    }
    *next++ = '\n';
    *next = '\0';
    return line;
}

static void release(lk_series *series) {
    if (!series) return;
    if (series->descriptor >= 0) close(series->descriptor);
    free(series->path);
    free(series->row);
    free(series);
}

// A series without its file yet.
static lk_series *prepare(const char *path, const lk_series_column *columns, size_t count) {
    lk_series *series = calloc(1, sizeof *series);
    if (!series) return NULL;
    *series = (lk_series){.path = strdup(path),
                          .columns = columns,
                          .count = count,
                          .descriptor = -1,
                          .mark = {.digest = FNV_BASIS},
                          .row = malloc(count * CELL_SIZE + 2),
                          .row_capacity = count * CELL_SIZE + 2};
    if (series->path && series->row) return series;
    release(series);
    return NULL;
}

// Write whole or go back to where the file was, so that it always ends with a whole row.
static lk_status put_line(lk_series *series, const char *line, size_t length, lk_error_list *errors) {
    if (lk_atomic_put(series->descriptor, line, length) == 0) {
        series->mark.bytes += (int64_t)length;
        series->mark.digest = digest(series->mark.digest, line, length);
        return LK_OK;
    }
    const lk_status status = complain(series->path, "cannot write", errors);
    if (ftruncate(series->descriptor, (off_t)series->mark.bytes) == 0)
        (void)lseek(series->descriptor, (off_t)series->mark.bytes, SEEK_SET);
    return status;
}

lk_status lk_series_create(lk_series **series, const char *path, const lk_series_column *columns,
                           size_t count, lk_error_list *errors) {
    *series = NULL;
    char *header = header_line(columns, count);
    lk_series *made = prepare(path, columns, count);
    lk_status status = LK_OK;
    if (!header || !made)
        status = lk_error_set(errors, LK_FAILED, "out of memory for a series");
    else if ((made->descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) < 0)
        status = complain(path, "cannot create", errors);
    else if ((status = put_line(made, header, strlen(header), errors)) != LK_OK)
        (void)unlink(path);
    free(header);
    if (status != LK_OK) {
        release(made);
        return status;
    }
    *series = made;
    return LK_OK;
}

// The bytes that are kept have to be those that were written.
static lk_status check_kept(const char *path, const char *header, lk_series_mark keep,
                            lk_error_list *errors) {
    const size_t length = strlen(header);
    char *bytes;
    size_t size;
    lk_status status = lk_atomic_read(path, &bytes, &size, errors);
    if (status != LK_OK) return status;
    if (size < length || memcmp(bytes, header, length) != 0)
        status =
            lk_error_add(errors, LK_BAD_INPUT, path, 1, 1, NULL, "the header is not that of this series");
    else if (keep.bytes < (int64_t)length || size < (uint64_t)keep.bytes)
        status = lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                              "has %zu bytes; cannot go on after byte %lld", size, (long long)keep.bytes);
    else if (digest(FNV_BASIS, bytes, (size_t)keep.bytes) != keep.digest)
        status = lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                              "was changed since the checkpoint: its rows are not those that were written");
    free(bytes);
    return status;
}

lk_status lk_series_rewind(lk_series *series, lk_series_mark to, lk_error_list *errors) {
    if (ftruncate(series->descriptor, (off_t)to.bytes) != 0 ||
        lseek(series->descriptor, (off_t)to.bytes, SEEK_SET) < 0)
        return complain(series->path, "cannot cut", errors);
    series->mark = to;
    return LK_OK;
}

// Open for writing after the bytes that are kept.
static lk_status cut(lk_series *series, lk_series_mark keep, lk_error_list *errors) {
    series->descriptor = open(series->path, O_WRONLY | O_CLOEXEC);
    if (series->descriptor < 0) return complain(series->path, "cannot open", errors);
    return lk_series_rewind(series, keep, errors);
}

lk_status lk_series_resume(lk_series **series, const char *path, const lk_series_column *columns,
                           size_t count, lk_series_mark keep, lk_error_list *errors) {
    *series = NULL;
    char *header = header_line(columns, count);
    lk_series *made = prepare(path, columns, count);
    lk_status status = LK_OK;
    if (!header || !made)
        status = lk_error_set(errors, LK_FAILED, "out of memory for a series");
    else if ((status = check_kept(path, header, keep, errors)) == LK_OK)
        status = cut(made, keep, errors);
    free(header);
    if (status == LK_OK)
        *series = made;
    else
        release(made);
    return status;
}

// Length of the cell; -1 if the value has no meaning where it should have one.
static int format_cell(const lk_series_column *column, const void *record, char *cell) {
    const char *at = (const char *)record + column->offset;
    if (column->type == LK_SERIES_INTEGER) {
        int64_t value;
        memcpy(&value, at, sizeof value);
        return snprintf(cell, CELL_SIZE, "%lld", (long long)value);
    }
    double value;
    memcpy(&value, at, sizeof value);
    if (column->factor != 0.0) value *= column->factor;
    if (isfinite(value)) return snprintf(cell, CELL_SIZE, "%.9g", value);
    return column->type == LK_SERIES_OPTIONAL && isnan(value) ? 0 : -1;
}

lk_status lk_series_append(lk_series *series, const void *record, lk_error_list *errors) {
    size_t length = 0;
    for (size_t i = 0; i < series->count; i++) {
        if (i > 0) series->row[length++] = ',';
        const int cell = format_cell(&series->columns[i], record, series->row + length);
        if (cell < 0)
            return lk_error_add(errors, LK_FAILED, series->path, 0, 0, NULL,
                                "column %s is no finite number: the simulation has gone wrong",
                                series->columns[i].name);
        length += (size_t)cell;
    }
    series->row[length++] = '\n';
    return put_line(series, series->row, length, errors);
}

lk_series_mark lk_series_mark_of(const lk_series *series) { return series->mark; }

// Pipes and the like cannot be synced, and need not be.
lk_status lk_series_sync(lk_series *series, lk_error_list *errors) {
    return fsync(series->descriptor) == 0 || errno == EINVAL ? LK_OK
                                                             : complain(series->path, "cannot sync", errors);
}

lk_status lk_series_close(lk_series *series, lk_error_list *errors) {
    if (!series) return LK_OK;
    lk_status status = lk_series_sync(series, errors);
    if (close(series->descriptor) != 0 && status == LK_OK)
        status = complain(series->path, "cannot close", errors);
    series->descriptor = -1;
    release(series);
    return status;
}
