// A table in HDF5: see likmc/frame.h.
#include "likmc/frame.h"

#include <errno.h>
#include <hdf5.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK_ROWS = 1024 };

static hid_t text_type(size_t size) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0) H5Tset_size(type, size);
    return type;
}

// The type of a row, as it lies in memory or, without gaps and little-endian, in the file.
static hid_t row_type(const lk_frame_column *columns, size_t count, size_t row_size, bool in_file) {
    size_t packed = 0;
    for (size_t i = 0; i < count; i++) packed += columns[i].size ? columns[i].size : sizeof(double);
    const hid_t row = H5Tcreate(H5T_COMPOUND, in_file ? packed : row_size);
    bool good = row >= 0;
    size_t offset = 0;
    for (size_t i = 0; i < count && good; i++) {
        const size_t size = columns[i].size;
        const hid_t type = size ? text_type(size) : H5Tcopy(in_file ? H5T_IEEE_F64LE : H5T_NATIVE_DOUBLE);
        good = type >= 0 && H5Tinsert(row, columns[i].name, in_file ? offset : columns[i].offset, type) >= 0;
        H5Tclose(type);
        offset += size ? size : sizeof(double);
    }
    if (good || row < 0) return good ? row : -1;
    H5Tclose(row);
    return -1;
}

static bool put_units(hid_t set, const lk_frame_column *columns, size_t count) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return false;
    for (size_t i = 0; i < count; i++) fprintf(out, "%s: %s\n", columns[i].name, columns[i].unit);
    bool good = fclose(out) == 0;
    const hid_t type = good ? text_type(size + 1) : -1, space = H5Screate(H5S_SCALAR);
    const hid_t attribute = good ? H5Acreate2(set, "units", type, space, H5P_DEFAULT, H5P_DEFAULT) : -1;
    good = attribute >= 0 && H5Awrite(attribute, type, text) >= 0;
    if (attribute >= 0) H5Aclose(attribute);
    if (type >= 0) H5Tclose(type);
    H5Sclose(space);
    free(text);
    return good;
}

static hid_t layout(size_t count) {
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[1] = {count < CHUNK_ROWS ? (count ? count : 1) : CHUNK_ROWS};
    H5Pset_obj_track_times(list, 0); // no date in the file
    H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC);
    H5Pset_chunk(list, 1, chunk);
    H5Pset_deflate(list, 4);
    return list;
}

static bool put_rows(hid_t file, const char *name, const lk_frame_column *columns, size_t column_count,
                     const void *rows, size_t row_size, size_t count) {
    const hsize_t size[1] = {count};
    const hid_t memory = row_type(columns, column_count, row_size, false),
                stored = row_type(columns, column_count, row_size, true),
                space = H5Screate_simple(1, size, NULL), list = layout(count);
    bool good = memory >= 0 && stored >= 0 && space >= 0;
    const hid_t set = good ? H5Dcreate2(file, name, stored, space, H5P_DEFAULT, list, H5P_DEFAULT) : -1;
    good = set >= 0 && (count == 0 || H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) >= 0) &&
           put_units(set, columns, column_count);
    if (set >= 0) H5Dclose(set);
    if (memory >= 0) H5Tclose(memory);
    if (stored >= 0) H5Tclose(stored);
    if (space >= 0) H5Sclose(space);
    H5Pclose(list);
    return good;
}

lk_status lk_frame_write(const char *path, const char *name, const lk_frame_column *columns,
                         size_t column_count, const void *rows, size_t row_size, size_t count,
                         lk_error_list *errors) {
    char part[4096];
    H5E_auto2_t function;
    void *data;
    snprintf(part, sizeof part, "%s.%ld.part", path, (long)getpid());
    H5Eget_auto2(H5E_DEFAULT, &function, &data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); // it would print its errors
    const hid_t file = H5Fcreate(part, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    bool good = file >= 0 && put_rows(file, name, columns, column_count, rows, row_size, count);
    if (file >= 0) good = H5Fclose(file) >= 0 && good;
    H5Eset_auto2(H5E_DEFAULT, function, data);
    if (good && rename(part, path) == 0) return LK_OK;
    unlink(part);
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot write the table");
}
