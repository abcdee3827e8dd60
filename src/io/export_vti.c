// VTK XML image data (VTK file formats, https://docs.vtk.org/en/latest/design_documents/VTKFileFormats.html):
// the species as cells, deflated and appended raw. See likmc/export.h.
#include "export_parts.h"
#include "likmc/constants.h"

#include <stdlib.h>
#include <zlib.h>

static lk_status print_number(lk_atomic *file, const char *name, double value, lk_error_list *errors) {
    return lk_export_print(file, errors,
                           "      <DataArray type=\"Float64\" Name=\"%s\" NumberOfTuples=\"1\" "
                           "format=\"ascii\">%.17g</DataArray>\n",
                           name, value);
}

// Texts are arrays of character codes, each ended by a zero.
static lk_status print_text(lk_atomic *file, const char *text, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (; status == LK_OK && *text; text++)
        status = lk_export_print(file, errors, "%d ", (unsigned char)*text);
    return status == LK_OK ? lk_export_print(file, errors, "0\n") : status;
}

static lk_status open_texts(lk_atomic *file, const char *name, size_t count, lk_error_list *errors) {
    return lk_export_print(file, errors,
                           "      <Array type=\"String\" Name=\"%s\" NumberOfTuples=\"%zu\" "
                           "format=\"ascii\">\n",
                           name, count);
}

static lk_status print_facts(lk_atomic *file, const lk_snapshot *s, lk_error_list *errors) {
    static const char close[] = "      </Array>\n";
    lk_status status = lk_export_print(file, errors, "    <FieldData>\n");
    if (status == LK_OK) status = print_number(file, "TimeValue", s->time, errors);
    if (status == LK_OK && !s->sites)
        status = print_number(file, "charge_mAh_per_cm2", s->charge / LK_MAH_PER_CM2, errors);
    if (status == LK_OK) status = print_number(file, "voltage_V", s->voltage, errors);
    if (status == LK_OK) status = open_texts(file, "species_names", s->palette_count, errors);
    for (size_t i = 0; status == LK_OK && i < s->palette_count; i++)
        status = print_text(file, s->palette[i].name, errors);
    if (status == LK_OK) status = lk_export_print(file, errors, "%s", close);
    if (status == LK_OK) status = open_texts(file, "length_unit", 1, errors);
    if (status == LK_OK) status = print_text(file, s->sites ? "Angstrom" : "um", errors);
    return status == LK_OK ? lk_export_print(file, errors, "%s    </FieldData>\n", close) : status;
}

// One block of the compressed format: how many, their size, that of a last one that is not full, compressed
// size.
static lk_status append_cells(lk_atomic *file, const uint8_t *bytes, size_t size, lk_error_list *errors) {
    uLongf packed = compressBound(size);
    Bytef *room = malloc(packed);
    lk_status status = LK_OK;
    if (!room || compress2(room, &packed, bytes, size, 6) != Z_OK)
        status = lk_error_set(errors, LK_FAILED, "no memory to write %s", file->path);
    const uint64_t header[4] = {1, size, 0, packed};
    if (status == LK_OK) status = lk_atomic_append(file, header, sizeof header, errors);
    if (status == LK_OK) status = lk_atomic_append(file, room, packed, errors);
    free(room);
    return status;
}

static lk_status print_image(lk_atomic *file, const lk_snapshot *s, lk_error_list *errors) {
    const double edge = s->edge * (s->sites ? 1e10 : 1e6);
    lk_status status = lk_export_print(
        file, errors,
        "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"1.0\" byte_order=\"LittleEndian\" "
        "header_type=\"UInt64\" compressor=\"vtkZLibDataCompressor\">\n"
        "  <ImageData WholeExtent=\"0 %d 0 %d 0 %d\" Origin=\"0 0 0\" Spacing=\"%.9g %.9g %.9g\">\n",
        s->nx, s->ny, s->nz, edge, edge, edge);
    if (status == LK_OK) status = print_facts(file, s, errors);
    if (status == LK_OK)
        status = lk_export_print(
            file, errors,
            "    <Piece Extent=\"0 %d 0 %d 0 %d\">\n      <CellData Scalars=\"species\">\n"
            "        <DataArray type=\"UInt8\" Name=\"species\" format=\"appended\" offset=\"0\"/>\n"
            "      </CellData>\n    </Piece>\n  </ImageData>\n  <AppendedData encoding=\"raw\">\n_",
            s->nx, s->ny, s->nz);
    if (status == LK_OK)
        status = append_cells(file, s->species, (size_t)s->nx * (size_t)s->ny * (size_t)s->nz, errors);
    return status == LK_OK ? lk_export_print(file, errors, "\n  </AppendedData>\n</VTKFile>\n") : status;
}

static lk_status write_one(const lk_snapshot *s, const char *path, lk_error_list *errors) {
    lk_atomic file;
    if (lk_atomic_open(&file, path, errors) != LK_OK) return LK_FAILED;
    return lk_export_close(&file, print_image(&file, s, errors), errors);
}

static lk_status add_step(const lk_export_series *series, size_t i, const char *stem, lk_atomic *list,
                          lk_error_list *errors) {
    lk_snapshot s;
    lk_status status = series->read(series->user, i, &s, errors);
    if (status != LK_OK) return status;
    char *path = lk_export_path(errors, stem, "-%04zu.vti", i);
    status = path ? write_one(&s, path, errors) : LK_FAILED;
    if (status == LK_OK)
        status = lk_export_print(list, errors,
                                 "    <DataSet timestep=\"%.17g\" group=\"\" part=\"0\" file=\"%s\"/>\n",
                                 s.time, lk_export_base(path));
    free(path);
    lk_snapshot_free(&s);
    return status;
}

static lk_status write_list(const lk_export_series *series, const char *stem, lk_atomic *list,
                            lk_error_list *errors) {
    lk_status status =
        lk_export_print(list, errors,
                        "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"0.1\" "
                        "byte_order=\"LittleEndian\">\n  <Collection>\n");
    for (size_t i = 0; status == LK_OK && i < series->count; i++)
        status = add_step(series, i, stem, list, errors);
    return status == LK_OK ? lk_export_print(list, errors, "  </Collection>\n</VTKFile>\n") : status;
}

lk_status lk_export_vti(const lk_export_series *series, const char *stem, lk_error_list *errors) {
    char *path = lk_export_path(errors, stem, ".pvd");
    lk_atomic list;
    if (!path) return LK_FAILED;
    lk_status status = lk_atomic_open(&list, path, errors);
    if (status == LK_OK) status = lk_export_close(&list, write_list(series, stem, &list, errors), errors);
    free(path);
    return status;
}
