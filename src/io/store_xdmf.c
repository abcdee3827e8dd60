// The XDMF side file of a store: see likmc/store.h.
#include "likmc/store.h"

#include "atomic.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct xdmf_type {
    const char *number;
    int precision;
} xdmf_type;

static const xdmf_type types[LK_STORE_TYPE_COUNT] = {
    [LK_STORE_U8] = {"UChar", 1}, [LK_STORE_I32] = {"Int", 4},  [LK_STORE_U32] = {"UInt", 4},
    [LK_STORE_I64] = {"Int", 8},  [LK_STORE_U64] = {"UInt", 8}, [LK_STORE_F64] = {"Float", 8},
};

static int is_volume(const lk_store_field *field, const lk_store_field *first) {
    return field->rank == 3 && types[field->type].number &&
           (!first || memcmp(field->dims, first->dims, 3 * sizeof *field->dims) == 0);
}

__attribute__((format(printf, 3, 4))) static lk_status add(lk_atomic *file, lk_error_list *errors,
                                                           const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= (int)sizeof text)
        return lk_error_set(errors, LK_FAILED, "a name is too long for %s", file->path);
    return lk_atomic_append(file, text, (size_t)length, errors);
}

static lk_status add_attribute(lk_atomic *file, const char *store_name, const lk_store_field *field,
                               lk_error_list *errors) {
    return add(
        file, errors,
        "      <Attribute Name=\"%s\" AttributeType=\"Scalar\" Center=\"Cell\">\n"
        "        <DataItem Format=\"HDF\" NumberType=\"%s\" Precision=\"%d\" Dimensions=\"%zu %zu %zu\">"
        "%s:/%s</DataItem>\n      </Attribute>\n",
        field->name, types[field->type].number, types[field->type].precision, field->dims[0], field->dims[1],
        field->dims[2], store_name, field->name);
}

static lk_status add_grid(lk_atomic *file, const char *store_name, const lk_store_field *fields, size_t count,
                          const lk_store_field *first, double edge, lk_error_list *errors) {
    // Topology counts nodes, one more than cells a side; both run z, y, x.
    lk_status status = add(file, errors,
                           "<?xml version=\"1.0\"?>\n<Xdmf Version=\"3.0\">\n  <Domain>\n"
                           "    <Grid Name=\"lattice\" GridType=\"Uniform\">\n"
                           "      <Topology TopologyType=\"3DCoRectMesh\" Dimensions=\"%zu %zu %zu\"/>\n"
                           "      <Geometry GeometryType=\"ORIGIN_DXDYDZ\">\n"
                           "        <DataItem Format=\"XML\" Dimensions=\"3\">0 0 0</DataItem>\n"
                           "        <DataItem Format=\"XML\" Dimensions=\"3\">%.9g %.9g %.9g</DataItem>\n"
                           "      </Geometry>\n",
                           first->dims[0] + 1, first->dims[1] + 1, first->dims[2] + 1, edge, edge, edge);
    for (size_t i = 0; status == LK_OK && i < count; i++)
        if (is_volume(&fields[i], first)) status = add_attribute(file, store_name, &fields[i], errors);
    if (status != LK_OK) return status;
    return add(file, errors, "    </Grid>\n  </Domain>\n</Xdmf>\n");
}

lk_status lk_store_write_xdmf(const char *path, const char *store_name, const lk_store_field *fields,
                              size_t count, double edge, lk_error_list *errors) {
    const lk_store_field *first = NULL;
    for (size_t i = 0; i < count && !first; i++)
        if (is_volume(&fields[i], NULL)) first = &fields[i];
    if (!first) return lk_error_set(errors, LK_BAD_INPUT, "no field of rank 3 to describe in %s", path);
    lk_atomic file;
    if (lk_atomic_open(&file, path, errors) != LK_OK) return LK_FAILED;
    if (add_grid(&file, store_name, fields, count, first, edge, errors) == LK_OK)
        return lk_atomic_commit(&file, errors);
    lk_atomic_abandon(&file);
    return LK_FAILED;
}
