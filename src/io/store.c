// Named arrays with units in HDF5: see likmc/store.h.
#include "likmc/store.h"

#include "atomic.h"
#include "likmc/provenance.h"

#include <hdf5.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Small arrays live in the object header and large ones in chunks, as both are checksummed and plain blocks
// are not.
static const size_t compact_limit = 32 * 1024, chunk_limit = 1024 * 1024;

typedef struct type_row {
    const char *name;
    size_t size;
    hid_t (*native)(void);
    hid_t (*stored)(void);
} type_row;

// HDF5's type names are macros that open the library, so the table holds functions.
#define TYPE_FUNCTION(function, macro)                                                                       \
    static hid_t function(void) { return macro; }
TYPE_FUNCTION(native_u8, H5T_NATIVE_UINT8)
TYPE_FUNCTION(native_u16, H5T_NATIVE_UINT16)
TYPE_FUNCTION(native_i32, H5T_NATIVE_INT32)
TYPE_FUNCTION(native_u32, H5T_NATIVE_UINT32)
TYPE_FUNCTION(native_i64, H5T_NATIVE_INT64)
TYPE_FUNCTION(native_u64, H5T_NATIVE_UINT64)
TYPE_FUNCTION(native_f64, H5T_NATIVE_DOUBLE)
TYPE_FUNCTION(stored_u8, H5T_STD_U8LE)
TYPE_FUNCTION(stored_u16, H5T_STD_U16LE)
TYPE_FUNCTION(stored_i32, H5T_STD_I32LE)
TYPE_FUNCTION(stored_u32, H5T_STD_U32LE)
TYPE_FUNCTION(stored_i64, H5T_STD_I64LE)
TYPE_FUNCTION(stored_u64, H5T_STD_U64LE)
TYPE_FUNCTION(stored_f64, H5T_IEEE_F64LE)

static const type_row types[LK_STORE_TYPE_COUNT] = {
    [LK_STORE_U8] = {"8-bit unsigned", 1, native_u8, stored_u8},
    [LK_STORE_U16] = {"16-bit unsigned", 2, native_u16, stored_u16},
    [LK_STORE_I32] = {"32-bit integer", 4, native_i32, stored_i32},
    [LK_STORE_U32] = {"32-bit unsigned", 4, native_u32, stored_u32},
    [LK_STORE_I64] = {"64-bit integer", 8, native_i64, stored_i64},
    [LK_STORE_U64] = {"64-bit unsigned", 8, native_u64, stored_u64},
    [LK_STORE_F64] = {"64-bit real", 8, native_f64, stored_f64},
    [LK_STORE_TEXT] = {"text", 1, NULL, NULL},
};

// HDF5 prints its errors unless told not to; the caller's setting comes back afterwards.
typedef struct silence {
    H5E_auto2_t function;
    void *data;
} silence;

static silence hush(void) {
    silence before = {0};
    H5Eget_auto2(H5E_DEFAULT, &before.function, &before.data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return before;
}

static void unhush(silence before) { H5Eset_auto2(H5E_DEFAULT, before.function, before.data); }

static size_t byte_count(const lk_store_field *field) {
    size_t bytes = types[field->type].size;
    for (int i = 0; i < field->rank; i++) bytes *= field->dims[i];
    return bytes;
}

static hid_t text_type(size_t size) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && (H5Tset_size(type, size) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

// Of variable length, which h5py and others hand out as text.
static int set_text_attribute(hid_t object, const char *name, const char *value) {
    const hid_t type = text_type(H5T_VARIABLE), space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const int failed = attribute < 0 || H5Awrite(attribute, type, &value) < 0;
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
    return failed ? -1 : 0;
}

// Halve the slowest dimensions until a chunk is small enough: slabs of whole rows.
static void chunk_shape(const lk_store_field *field, hsize_t *chunk) {
    size_t bytes = types[field->type].size;
    for (int i = 0; i < field->rank; i++) bytes *= chunk[i] = field->dims[i];
    for (int i = 0; i < field->rank; i++)
        while (bytes > chunk_limit && chunk[i] > 1) {
            bytes = bytes / chunk[i] * ((chunk[i] + 1) / 2);
            chunk[i] = (chunk[i] + 1) / 2;
        }
}

static hid_t layout(const lk_store_field *field) {
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    int failed = H5Pset_obj_track_times(list, 0) < 0; // no date in the file
    if (byte_count(field) <= compact_limit) {
        failed |= H5Pset_layout(list, H5D_COMPACT) < 0;
    } else {
        hsize_t chunk[LK_STORE_MAX_RANK];
        chunk_shape(field, chunk);
        // Chunks that overhang the array would hold uninitialised bytes unless filled when allocated.
        failed |= H5Pset_chunk(list, field->rank, chunk) < 0 ||
                  H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC) < 0 ||
                  (types[field->type].size > 1 && H5Pset_shuffle(list) < 0) || H5Pset_deflate(list, 1) < 0 ||
                  H5Pset_fletcher32(list) < 0;
    }
    if (!failed) return list;
    H5Pclose(list);
    return -1;
}

// The groups on the way to a field. HDF5 can make them itself, but those would carry the date.
static int make_groups(hid_t file, const char *name) {
    const hid_t list = H5Pcreate(H5P_GROUP_CREATE);
    int failed = H5Pset_obj_track_times(list, 0) < 0;
    for (const char *slash = strchr(name + 1, '/'); slash && !failed; slash = strchr(slash + 1, '/')) {
        char *path = strndup(name, (size_t)(slash - name));
        const htri_t known = path ? H5Lexists(file, path, H5P_DEFAULT) : -1;
        const hid_t group = known == 0 ? H5Gcreate2(file, path, H5P_DEFAULT, list, H5P_DEFAULT) : -1;
        failed = known < 0 || (known == 0 && (group < 0 || H5Gclose(group) < 0));
        free(path);
    }
    H5Pclose(list);
    return failed ? -1 : 0;
}

static int write_field(hid_t file, const lk_store_field *field) {
    const int is_text = field->type == LK_STORE_TEXT;
    const hid_t type = is_text ? text_type(strlen(field->data) + 1) : types[field->type].stored();
    hsize_t dims[LK_STORE_MAX_RANK] = {0};
    for (int i = 0; i < field->rank; i++) dims[i] = field->dims[i];
    const hid_t space =
        is_text || field->rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(field->rank, dims, NULL);
    const hid_t list = layout(field);
    const hid_t set = make_groups(file, field->name) == 0
                          ? H5Dcreate2(file, field->name, type, space, H5P_DEFAULT, list, H5P_DEFAULT)
                          : -1;
    const hid_t memory = is_text ? type : types[field->type].native();
    int failed = set < 0 || H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, field->data) < 0 ||
                 set_text_attribute(set, "unit", field->unit) != 0 ||
                 set_text_attribute(set, "doc", field->doc) != 0;
    if (set >= 0 && H5Dclose(set) < 0) failed = 1;
    H5Pclose(list);
    H5Sclose(space);
    if (is_text) H5Tclose(type);
    return failed ? -1 : 0;
}

// The bytes of a file that HDF5 builds in memory. H5Fget_file_image() of 1.10 returns a superblock whose
// checksum is stale, so the buffer is kept when HDF5 gives it up, on closing the file, after its last flush.
typedef struct image_bytes {
    unsigned char *bytes;
    size_t capacity;
    int complete; // HDF5 has let go of it
} image_bytes;

static void *image_allocate(size_t size, H5FD_file_image_op_t operation, void *data) {
    (void)operation, (void)data;
    return calloc(1, size);
}

static void *image_copy(void *to, const void *from, size_t size, H5FD_file_image_op_t operation, void *data) {
    (void)operation, (void)data;
    return memcpy(to, from, size);
}

static void *image_resize(void *bytes, size_t size, H5FD_file_image_op_t operation, void *data) {
    (void)operation;
    image_bytes *image = data;
    unsigned char *grown = realloc(bytes, size);
    if (grown && size > image->capacity) memset(grown + image->capacity, 0, size - image->capacity);
    if (grown) image->capacity = size;
    return grown;
}

static herr_t image_release(void *bytes, H5FD_file_image_op_t operation, void *data) {
    image_bytes *image = data;
    image->complete = operation == H5FD_FILE_IMAGE_OP_FILE_CLOSE;
    if (image->complete)
        image->bytes = bytes;
    else
        free(bytes);
    return 0;
}

static void *image_share(void *data) { return data; }
static herr_t image_unshare(void *data) { return (void)data, 0; }

// In memory: a disk that fills up then meets one plain write of ours, from which HDF5 need not recover.
// Version 1.8 of the format is the first with checksums, and read by everything in use.
static hid_t open_memory(image_bytes *image) {
    H5FD_file_image_callbacks_t callbacks = {image_allocate, image_copy,    image_resize, image_release,
                                             image_share,    image_unshare, image};
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_fapl_core(access, 1024 * 1024, 0);
    H5Pset_file_image_callbacks(access, &callbacks);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
    H5Pset_obj_track_times(creation, 0);
    const hid_t file = H5Fcreate("likmc.h5", H5F_ACC_TRUNC, creation, access);
    H5Pclose(creation);
    H5Pclose(access);
    return file;
}

// End of the file as its superblock tells (HDF5 file format 3.0, II.A: version 2 has it at byte 28); 0 if
// senseless.
static size_t file_end(const image_bytes *image) {
    if (!image->complete || image->capacity < 48 || image->bytes[8] != 2 || image->bytes[9] != 8) return 0;
    uint64_t end = 0;
    for (int i = 7; i >= 0; i--) end = end << 8 | image->bytes[28 + i];
    return end <= image->capacity ? (size_t)end : 0;
}

// The bytes of the file that holds all fields; the caller frees them. NULL on failure.
static void *build(const lk_store_field *fields, size_t count, size_t *size, lk_error_list *errors) {
    image_bytes image = {0};
    const hid_t file = open_memory(&image);
    size_t done = 0;
    while (file >= 0 && done < count && write_field(file, &fields[done]) == 0) done++;
    const int closed = file >= 0 && H5Fclose(file) >= 0;
    *size = closed && done == count ? file_end(&image) : 0;
    if (*size > 0) return image.bytes;
    free(image.bytes);
    lk_error_set(errors, LK_FAILED, "HDF5 cannot hold %s (out of memory?)",
                 done < count ? fields[done].name : "the fields");
    return NULL;
}

static lk_status check_table(const lk_store_field *fields, size_t count, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (size_t i = 0; i < count; i++) {
        const lk_store_field *f = &fields[i];
        int good = f->name && f->doc && f->unit && f->data && f->rank >= 0 && f->rank <= LK_STORE_MAX_RANK &&
                   (unsigned)f->type < LK_STORE_TYPE_COUNT && (f->type != LK_STORE_TEXT || f->rank == 1);
        for (int d = 0; good && d < f->rank; d++) good = f->dims[d] > 0;
        if (!good)
            status = lk_error_set(errors, LK_BAD_INPUT, "field %s: incomplete or empty",
                                  f->name ? f->name : "(no name)");
    }
    return status;
}

// After the end that HDF5 knows (it ignores what follows) stands a digest of all before it: HDF5 1.10 takes
// some damage for missing chunks, that is for zeros, and some leaves it unable to shut down.
enum { SEAL_SIZE = 8 + LK_PROVENANCE_HASH_SIZE };
static const char seal_mark[] = "LKDIGEST";

static void make_seal(const void *bytes, size_t size, char seal[SEAL_SIZE]) {
    memcpy(seal, seal_mark, 8);
    lk_provenance_hash(bytes, size, seal + 8);
}

static lk_status write_sealed(const char *path, const void *bytes, size_t size, lk_error_list *errors) {
    char seal[SEAL_SIZE];
    make_seal(bytes, size, seal);
    lk_atomic file;
    if (lk_atomic_open(&file, path, errors) != LK_OK) return LK_FAILED;
    if (lk_atomic_append(&file, bytes, size, errors) == LK_OK &&
        lk_atomic_append(&file, seal, SEAL_SIZE, errors) == LK_OK)
        return lk_atomic_commit(&file, errors);
    lk_atomic_abandon(&file);
    return LK_FAILED;
}

lk_status lk_store_write(const char *path, const lk_store_field *fields, size_t count,
                         lk_error_list *errors) {
    const lk_status checked = check_table(fields, count, errors);
    if (checked != LK_OK) return checked;
    void *bytes = NULL;
    size_t size = 0;
#pragma omp critical(lk_store)
    {
        const silence before = hush();
        bytes = build(fields, count, &size, errors);
        unhush(before);
    }
    if (!bytes) return LK_FAILED;
    const lk_status status = write_sealed(path, bytes, size, errors);
    free(bytes);
    return status;
}

static lk_status check_seal(const char *path, lk_error_list *errors) {
    size_t size = 0;
    char *bytes = NULL;
    const lk_status status = lk_atomic_read(path, &bytes, &size, errors);
    if (status != LK_OK) return status;
    char seal[SEAL_SIZE];
    int intact = size > SEAL_SIZE;
    if (intact) {
        make_seal(bytes, size - SEAL_SIZE, seal);
        intact = memcmp(seal, bytes + size - SEAL_SIZE, SEAL_SIZE) == 0;
    }
    free(bytes);
    if (intact) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "truncated, damaged or not written by likmc");
}

static hid_t open_file(const char *path, lk_error_list *errors) {
    if (check_seal(path, errors) != LK_OK) return -1;
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_file_locking(access, 0, 1); // parallel file systems often cannot lock
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    if (file < 0) lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot be read as HDF5");
    return file;
}

// Type, rank and dims of an open dataset; a text is an array of bytes to the caller.
static lk_status find_shape(hid_t set, lk_store_field *shape) {
    const hid_t type = H5Dget_type(set), space = H5Dget_space(set);
    lk_status status = LK_BAD_INPUT;
    hsize_t dims[H5S_MAX_RANK];
    const int rank = H5Sget_simple_extent_dims(space, dims, NULL);
    if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 && rank == 0) {
        shape->type = LK_STORE_TEXT;
        shape->rank = 1;
        shape->dims[0] = H5Tget_size(type);
        status = LK_OK;
    } else if (rank >= 0 && rank <= LK_STORE_MAX_RANK) {
        for (int i = 0; i < LK_STORE_TEXT; i++) {
            if (H5Tequal(type, types[i].stored()) <= 0) continue;
            shape->type = (lk_store_type)i;
            shape->rank = rank;
            for (int d = 0; d < rank; d++) shape->dims[d] = dims[d];
            status = LK_OK;
        }
    }
    H5Sclose(space);
    H5Tclose(type);
    return status;
}

static void describe(const lk_store_field *field, char *text, size_t size) {
    int n = snprintf(text, size, "%s", types[field->type].name);
    for (int i = 0; i < field->rank; i++)
        n += snprintf(text + n, size - (size_t)n, "%s%zu", i ? " x " : " ", field->dims[i]);
}

static int same_shape(const lk_store_field *wanted, const lk_store_field *found) {
    if (wanted->type != found->type || wanted->rank != found->rank) return 0;
    if (wanted->type == LK_STORE_TEXT) return found->dims[0] <= wanted->dims[0];
    for (int i = 0; i < wanted->rank; i++)
        if (wanted->dims[i] != found->dims[i]) return 0;
    return 1;
}

static lk_status read_data(hid_t set, const char *path, const lk_store_field *field, size_t text_size,
                           lk_error_list *errors) {
    const int is_text = field->type == LK_STORE_TEXT;
    const hid_t memory = is_text ? text_type(text_size) : types[field->type].native();
    const int failed = H5Dread(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, field->data) < 0;
    if (is_text) {
        ((char *)field->data)[text_size - 1] = '\0';
        H5Tclose(memory);
    }
    if (!failed) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "field %s is damaged", field->name);
}

static lk_status read_field(hid_t file, const char *path, const lk_store_field *field,
                            lk_error_list *errors) {
    const hid_t set = H5Dopen2(file, field->name, H5P_DEFAULT);
    if (set < 0)
        return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "field %s is missing", field->name);
    lk_store_field found = {.name = field->name};
    lk_status status = find_shape(set, &found);
    if (status != LK_OK) {
        lk_error_add(errors, status, path, 0, 0, NULL, "field %s: type not known here", field->name);
    } else if (!same_shape(field, &found)) {
        char is[128], should[128];
        describe(&found, is, sizeof is);
        describe(field, should, sizeof should);
        status = lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "field %s is %s, expected %s",
                              field->name, is, should);
    } else {
        status = read_data(set, path, field, found.dims[0], errors);
    }
    H5Dclose(set);
    return status;
}

static lk_status read_fields(const char *path, const lk_store_field *fields, size_t count,
                             lk_error_list *errors) {
    const hid_t file = open_file(path, errors);
    if (file < 0) return LK_BAD_INPUT;
    lk_status status = LK_OK;
    for (size_t i = 0; i < count; i++) {
        const lk_status one = read_field(file, path, &fields[i], errors);
        if (one != LK_OK) status = one;
    }
    H5Fclose(file);
    return status;
}

lk_status lk_store_read(const char *path, const lk_store_field *fields, size_t count, lk_error_list *errors) {
    lk_status status = check_table(fields, count, errors);
    if (status != LK_OK) return status;
#pragma omp critical(lk_store)
    {
        const silence before = hush();
        status = read_fields(path, fields, count, errors);
        unhush(before);
    }
    return status;
}

static lk_status read_shape(const char *path, lk_store_field *shape, lk_error_list *errors) {
    const hid_t file = open_file(path, errors);
    if (file < 0) return LK_BAD_INPUT;
    const hid_t set = H5Dopen2(file, shape->name, H5P_DEFAULT);
    lk_status status = set < 0 ? LK_BAD_INPUT : find_shape(set, shape);
    if (status != LK_OK)
        lk_error_add(errors, status, path, 0, 0, NULL, "field %s is missing or of a type not known here",
                     shape->name);
    if (set >= 0) H5Dclose(set);
    H5Fclose(file);
    return status;
}

lk_status lk_store_shape(const char *path, lk_store_field *shape, lk_error_list *errors) {
    lk_status status = LK_OK;
#pragma omp critical(lk_store)
    {
        const silence before = hush();
        status = read_shape(path, shape, errors);
        unhush(before);
    }
    return status;
}
