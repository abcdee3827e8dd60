// A store whose fields are edited: it stays intact for HDF5, and its numbers are hostile to whoever reads
// them. An edit takes 12 bytes: field, two of the element, which of a few values or the eight bytes that
// follow.
#ifndef LIKMC_TESTS_FUZZ_STORE_H
#define LIKMC_TESTS_FUZZ_STORE_H

#include "fuzz.h"

#include "likmc/store.h"

#include <hdf5.h>

enum { FUZZ_FIELDS = 256, FUZZ_EDIT = 12 };

typedef struct fuzz_store {
    size_t count;
    lk_store_field fields[FUZZ_FIELDS];
    size_t bytes[FUZZ_FIELDS];
    void *original[FUZZ_FIELDS];
} fuzz_store;

static const size_t fuzz_sizes[LK_STORE_TYPE_COUNT] = {1, 2, 4, 4, 8, 8, 8, 1};

static inline herr_t fuzz_store_add(hid_t group, const char *name, const H5O_info_t *info, void *user) {
    fuzz_store *store = user;
    (void)group;
    if (info->type == H5O_TYPE_DATASET && store->count < FUZZ_FIELDS)
        store->fields[store->count++] = (lk_store_field){.name = strdup(name), .doc = "fuzz", .unit = "1"};
    return 0;
}

// Read all fields of a store.
static inline void fuzz_store_load(fuzz_store *store, const char *path) {
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0 || H5Ovisit1(file, H5_INDEX_NAME, H5_ITER_INC, fuzz_store_add, store) < 0) abort();
    H5Fclose(file);
    for (size_t i = 0; i < store->count; i++) {
        lk_store_field *field = &store->fields[i];
        if (lk_store_shape(path, field, NULL) != LK_OK) abort();
        store->bytes[i] = fuzz_sizes[field->type];
        for (int d = 0; d < field->rank; d++) store->bytes[i] *= field->dims[d];
        field->data = malloc(store->bytes[i]);
        store->original[i] = malloc(store->bytes[i]);
    }
    if (lk_store_read(path, store->fields, store->count, NULL) != LK_OK) abort();
    for (size_t i = 0; i < store->count; i++)
        memcpy(store->original[i], store->fields[i].data, store->bytes[i]);
}

static inline void fuzz_store_edit(const fuzz_store *store, const uint8_t *edit) {
    static const double reals[] = {0.0, -1.0, 1e300, -1e300, 1e-300, 0.0 / 1.0};
    static const int64_t wholes[] = {0, -1, INT64_MAX, INT64_MIN, UINT32_MAX, INT32_MAX, 255, 1};
    const size_t i = edit[0] % store->count, size = fuzz_sizes[store->fields[i].type];
    const size_t at = (edit[1] | (size_t)edit[2] << 8) % (store->bytes[i] / size) * size;
    char *to = (char *)store->fields[i].data + at;
    if (edit[3] < 128)
        memcpy(to, edit + 4, size);
    else if (store->fields[i].type == LK_STORE_F64)
        memcpy(to, &reals[edit[3] % 6], size);
    else
        memcpy(to, &wholes[edit[3] % 8], size);
}

// Write the store as it was, with the edits of an input.
static inline void fuzz_store_write(const fuzz_store *store, const uint8_t *data, size_t size,
                                    const char *path) {
    for (size_t i = 0; i < store->count; i++)
        memcpy(store->fields[i].data, store->original[i], store->bytes[i]);
    for (size_t at = 0; at + FUZZ_EDIT <= size; at += FUZZ_EDIT) fuzz_store_edit(store, data + at);
    for (size_t i = 0; i < store->count; i++) // a text ends
        if (store->fields[i].type == LK_STORE_TEXT) ((char *)store->fields[i].data)[store->bytes[i] - 1] = 0;
    if (lk_store_write(path, store->fields, store->count, NULL) != LK_OK) abort();
}

#endif
