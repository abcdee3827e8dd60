// Series of snapshots in HDF5: one stack, the same with XDMF, and VTKHDF. See likmc/export.h.
#include "export_parts.h"
#include "likmc/constants.h"

#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- small things of HDF5; each returns a value below 0 on failure

static herr_t put_text(hid_t object, const char *name, const char *value) {
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const herr_t result = attribute < 0 ? -1 : H5Awrite(attribute, type, &value);
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
    return result;
}

static herr_t put_numbers(hid_t object, const char *name, hid_t type, const void *values, hsize_t count) {
    const hid_t space = H5Screate_simple(1, &count, NULL);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const herr_t result = attribute < 0 ? -1 : H5Awrite(attribute, type, values);
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
    return result;
}

// A dataset of `rank` dims; chunks of the last three dims, deflated.
static hid_t make_bytes(hid_t file, const char *name, int rank, const hsize_t *dims) {
    hsize_t chunk[4];
    for (int i = 0; i < rank; i++) chunk[i] = i < rank - 2 ? 1 : dims[i];
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(rank, dims, NULL);
    H5Pset_obj_track_times(list, 0);
    H5Pset_chunk(list, rank, chunk);
    H5Pset_deflate(list, 4);
    const hid_t set = H5Dcreate2(file, name, H5T_STD_U8LE, space, H5P_DEFAULT, list, H5P_DEFAULT);
    H5Sclose(space);
    H5Pclose(list);
    return set;
}

static herr_t put_row(hid_t file, const char *name, const char *unit, const double *values, hsize_t count) {
    const hid_t space = H5Screate_simple(1, &count, NULL), list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(list, 0);
    const hid_t set = H5Dcreate2(file, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, list, H5P_DEFAULT);
    herr_t result = set < 0 ? -1 : H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    if (result >= 0) result = put_text(set, "unit", unit);
    if (set >= 0) H5Dclose(set);
    H5Pclose(list);
    H5Sclose(space);
    return result;
}

// Names of the species as an array of texts.
static herr_t put_names(hid_t place, const char *name, const lk_snapshot *s) {
    const char *names[LK_SNAPSHOT_PALETTE];
    const hsize_t count = s->palette_count;
    for (size_t i = 0; i < s->palette_count; i++) names[i] = s->palette[i].name;
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate_simple(1, &count, NULL),
                list = H5Pcreate(H5P_DATASET_CREATE);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    H5Pset_obj_track_times(list, 0);
    const hid_t set = H5Dcreate2(place, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    const herr_t result = set < 0 ? -1 : H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, names);
    if (set >= 0) H5Dclose(set);
    H5Pclose(list);
    H5Sclose(space);
    H5Tclose(type);
    return result;
}

// ---- one file for all times

// What a series is at each time.
typedef struct facts {
    double *time, *charge, *voltage, *thickness;
} facts;

static herr_t write_slab(hid_t set, size_t t, const lk_snapshot *s) {
    const hsize_t start[4] = {t, 0, 0, 0}, size[4] = {1, (hsize_t)s->nz, (hsize_t)s->ny, (hsize_t)s->nx};
    const hid_t all = H5Dget_space(set), slab = H5Screate_simple(4, size, NULL);
    H5Sselect_hyperslab(all, H5S_SELECT_SET, start, NULL, size, NULL);
    const herr_t result = H5Dwrite(set, H5T_NATIVE_UINT8, slab, all, H5P_DEFAULT, s->species);
    H5Sclose(slab);
    H5Sclose(all);
    return result;
}

static herr_t describe_stack(hid_t file, hid_t set, const lk_snapshot *s) {
    const double edge = s->edge * (s->sites ? 1e10 : 1e6);
    herr_t result = put_text(set, "axes", "t, z, y, x");
    if (result >= 0) result = put_text(set, "meaning", "index into species_names");
    if (result >= 0) result = put_numbers(set, "voxel_edge", H5T_NATIVE_DOUBLE, &edge, 1);
    if (result >= 0) result = put_text(set, "length_unit", s->sites ? "Angstrom" : "um");
    if (result >= 0) result = put_text(file, "title", s->title);
    return result >= 0 ? put_names(file, "species_names", s) : result;
}

static lk_status add_time(hid_t file, hid_t *set, const lk_export_series *series, size_t t, facts *f,
                          lk_error_list *errors) {
    lk_snapshot s;
    const lk_status status = series->read(series->user, t, &s, errors);
    if (status != LK_OK) return status;
    herr_t result = 0;
    if (t == 0) {
        const hsize_t dims[4] = {series->count, (hsize_t)s.nz, (hsize_t)s.ny, (hsize_t)s.nx};
        *set = make_bytes(file, "species", 4, dims);
        result = *set < 0 ? -1 : describe_stack(file, *set, &s);
    }
    if (result >= 0) result = write_slab(*set, t, &s);
    f->time[t] = s.time;
    f->charge[t] = s.charge / LK_MAH_PER_CM2;
    f->voltage[t] = s.voltage;
    f->thickness[t] = s.thickness * 1e6;
    lk_snapshot_free(&s);
    return result >= 0 ? LK_OK : lk_error_set(errors, LK_FAILED, "cannot write snapshot %zu to HDF5", t);
}

static lk_status fill_stack(hid_t file, const lk_export_series *series, facts *f, lk_error_list *errors) {
    hid_t set = -1;
    lk_status status = LK_OK;
    for (size_t t = 0; status == LK_OK && t < series->count; t++)
        status = add_time(file, &set, series, t, f, errors);
    if (set >= 0) H5Dclose(set);
    if (status != LK_OK) return status;
    if (put_row(file, "time", "s", f->time, series->count) < 0 ||
        put_row(file, "charge", "mAh/cm2", f->charge, series->count) < 0 ||
        put_row(file, "voltage", "V against lithium", f->voltage, series->count) < 0 ||
        put_row(file, "thickness", "um", f->thickness, series->count) < 0)
        return lk_error_set(errors, LK_FAILED, "cannot write to HDF5");
    return LK_OK;
}

// Makes a file through a temporary sibling; `fill` writes into it.
typedef lk_status filler(hid_t file, const lk_export_series *series, facts *f, lk_error_list *errors);

static lk_status make_file(const char *path, filler *fill, const lk_export_series *series, facts *f,
                           lk_error_list *errors) {
    char *temporary = lk_atomic_sibling(path, 0);
    if (!temporary) return lk_error_set(errors, LK_FAILED, "no memory for the name of a file");
    const hid_t file = H5Fcreate(temporary, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    lk_status status =
        file < 0 ? lk_error_set(errors, LK_FAILED, "cannot write %s", path) : fill(file, series, f, errors);
    if (file >= 0 && H5Fclose(file) < 0 && status == LK_OK)
        status = lk_error_set(errors, LK_FAILED, "cannot write %s", path);
    if (status == LK_OK && rename(temporary, path) != 0)
        status = lk_error_set(errors, LK_FAILED, "cannot write %s", path);
    if (status != LK_OK) unlink(temporary);
    free(temporary);
    return status;
}

// HDF5 prints its errors unless told not to; the caller's setting comes back afterwards.
static lk_status make_quietly(const char *path, filler *fill, const lk_export_series *series, facts *f,
                              lk_error_list *errors) {
    H5E_auto2_t function = NULL;
    void *data = NULL;
    H5Eget_auto2(H5E_DEFAULT, &function, &data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    const lk_status status = make_file(path, fill, series, f, errors);
    H5Eset_auto2(H5E_DEFAULT, function, data);
    return status;
}

static lk_status make_stack(const char *path, const lk_export_series *series, facts *f,
                            lk_error_list *errors) {
    double *room = calloc(4 * series->count, sizeof *room);
    if (!room) return lk_error_set(errors, LK_FAILED, "no memory for %s", path);
    *f = (facts){room, room + series->count, room + 2 * series->count, room + 3 * series->count};
    return make_quietly(path, fill_stack, series, f, errors);
}

lk_status lk_export_hdf_stack(const lk_export_series *series, const char *stem, lk_error_list *errors) {
    char *path = lk_export_path(errors, stem, ".h5");
    facts f = {0};
    const lk_status status = path ? make_stack(path, series, &f, errors) : LK_FAILED;
    free(f.time);
    free(path);
    return status;
}

// ---- XDMF: .xmf2, so that ParaView chooses its older reader: the newer one cannot cut a time out of a
// stack, and aborts when the file is opened by its bare name

static lk_status print_grid(lk_atomic *file, const lk_snapshot *s, const lk_export_series *series,
                            const char *store, size_t t, double time, lk_error_list *errors) {
    const double edge = s->edge * (s->sites ? 1e10 : 1e6);
    // Topology counts nodes, one more than cells a side; both run z, y, x.
    return lk_export_print(
        file, errors,
        "      <Grid Name=\"%zu\" GridType=\"Uniform\">\n        <Time Value=\"%.17g\"/>\n"
        "        <Topology TopologyType=\"3DCoRectMesh\" Dimensions=\"%d %d %d\"/>\n"
        "        <Geometry GeometryType=\"ORIGIN_DXDYDZ\">\n"
        "          <DataItem Format=\"XML\" Dimensions=\"3\">0 0 0</DataItem>\n"
        "          <DataItem Format=\"XML\" Dimensions=\"3\">%.9g %.9g %.9g</DataItem>\n"
        "        </Geometry>\n"
        "        <Attribute Name=\"species\" AttributeType=\"Scalar\" Center=\"Cell\">\n"
        "          <DataItem ItemType=\"HyperSlab\" Dimensions=\"%d %d %d\">\n"
        "            <DataItem Format=\"XML\" Dimensions=\"3 4\">%zu 0 0 0 1 1 1 1 1 %d %d %d</DataItem>\n"
        "            <DataItem Format=\"HDF\" NumberType=\"UChar\" Precision=\"1\" "
        "Dimensions=\"%zu %d %d %d\">%s:/species</DataItem>\n"
        "          </DataItem>\n        </Attribute>\n      </Grid>\n",
        t, time, s->nz + 1, s->ny + 1, s->nx + 1, edge, edge, edge, s->nz, s->ny, s->nx, t, s->nz, s->ny,
        s->nx, series->count, s->nz, s->ny, s->nx, store);
}

static lk_status print_xdmf(lk_atomic *file, const lk_export_series *series, const char *store,
                            const facts *f, lk_error_list *errors) {
    lk_snapshot s;
    lk_status status = series->read(series->user, 0, &s, errors);
    if (status != LK_OK) return status;
    status = lk_export_print(file, errors,
                             "<?xml version=\"1.0\"?>\n<Xdmf Version=\"3.0\">\n  <Domain>\n"
                             "    <Grid Name=\"run\" GridType=\"Collection\" CollectionType=\"Temporal\">\n");
    for (size_t i = 0; status == LK_OK && i < s.palette_count; i++)
        status = lk_export_print(file, errors, "      <Information Name=\"species %zu\" Value=\"%s\"/>\n", i,
                                 s.palette[i].name);
    for (size_t t = 0; status == LK_OK && t < series->count; t++)
        status = print_grid(file, &s, series, store, t, f->time[t], errors);
    lk_snapshot_free(&s);
    if (status != LK_OK) return status;
    return lk_export_print(file, errors, "    </Grid>\n  </Domain>\n</Xdmf>\n");
}

lk_status lk_export_hdf_xdmf(const lk_export_series *series, const char *stem, lk_error_list *errors) {
    char *store = lk_export_path(errors, stem, ".h5"), *path = lk_export_path(errors, stem, ".xmf2");
    facts f = {0};
    lk_atomic file;
    lk_status status = store && path ? make_stack(store, series, &f, errors) : LK_FAILED;
    if (status == LK_OK) status = lk_atomic_open(&file, path, errors);
    if (status == LK_OK)
        status = lk_export_close(&file, print_xdmf(&file, series, lk_export_base(store), &f, errors), errors);
    free(f.time);
    free(store);
    free(path);
    return status;
}

// ---- VTKHDF (version 1.0, which every VTK since 9.1 reads: one file a time; values at the voxels' middles,
// as VTK 9.1 cannot read cells of images)

static herr_t describe_image(hid_t root, const lk_snapshot *s) {
    const double edge = s->edge * (s->sites ? 1e10 : 1e6), origin[3] = {0.5 * edge, 0.5 * edge, 0.5 * edge},
                 spacing[3] = {edge, edge, edge}, direction[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    const int extent[6] = {0, s->nx - 1, 0, s->ny - 1, 0, s->nz - 1}, version[2] = {1, 0};
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, 9);
    const hid_t attribute = H5Acreate2(root, "Type", type, space, H5P_DEFAULT, H5P_DEFAULT);
    herr_t result = attribute < 0 ? -1 : H5Awrite(attribute, type, "ImageData");
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
    if (result >= 0) result = put_numbers(root, "Version", H5T_NATIVE_INT, version, 2);
    if (result >= 0) result = put_numbers(root, "WholeExtent", H5T_NATIVE_INT, extent, 6);
    if (result >= 0) result = put_numbers(root, "Origin", H5T_NATIVE_DOUBLE, origin, 3);
    if (result >= 0) result = put_numbers(root, "Spacing", H5T_NATIVE_DOUBLE, spacing, 3);
    return result >= 0 ? put_numbers(root, "Direction", H5T_NATIVE_DOUBLE, direction, 9) : result;
}

// VTK 9.1 refuses an image whose field data is not of three dimensions: names and facts are attributes.
static herr_t put_image(hid_t root, const lk_snapshot *s) {
    const hsize_t dims[3] = {(hsize_t)s->nz, (hsize_t)s->ny, (hsize_t)s->nx};
    const hid_t points = H5Gcreate2(root, "PointData", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                set = points < 0 ? -1 : make_bytes(points, "species", 3, dims);
    const double charge = s->charge / LK_MAH_PER_CM2;
    char name[40];
    herr_t result = set < 0 ? -1 : H5Dwrite(set, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, s->species);
    if (result >= 0) result = put_numbers(root, "time_s", H5T_NATIVE_DOUBLE, &s->time, 1);
    if (result >= 0) result = put_numbers(root, "charge_mAh_per_cm2", H5T_NATIVE_DOUBLE, &charge, 1);
    if (result >= 0) result = put_numbers(root, "voltage_V", H5T_NATIVE_DOUBLE, &s->voltage, 1);
    for (size_t i = 0; result >= 0 && i < s->palette_count; i++) {
        snprintf(name, sizeof name, "species_%zu", i);
        result = put_text(set, name, s->palette[i].name);
    }
    if (set >= 0) H5Dclose(set);
    if (points >= 0) H5Gclose(points);
    return result;
}

static lk_status fill_image(hid_t file, const lk_export_series *one, facts *f, lk_error_list *errors) {
    (void)f;
    const lk_snapshot *s = one->user;
    const hid_t root = H5Gcreate2(file, "VTKHDF", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const bool good = root >= 0 && describe_image(root, s) >= 0 && put_image(root, s) >= 0;
    if (root >= 0) H5Gclose(root);
    return good ? LK_OK : lk_error_set(errors, LK_FAILED, "cannot write a snapshot to VTKHDF");
}

static lk_status add_image(const lk_export_series *series, size_t i, const char *stem, lk_atomic *list,
                           lk_error_list *errors) {
    lk_snapshot s;
    lk_status status = series->read(series->user, i, &s, errors);
    if (status != LK_OK) return status;
    char *path = lk_export_path(errors, stem, "-%04zu.vtkhdf", i);
    const lk_export_series one = {.count = 1, .user = &s};
    status = path ? make_quietly(path, fill_image, &one, NULL, errors) : LK_FAILED;
    if (status == LK_OK)
        status = lk_export_print(list, errors, "%s\n    {\"name\": \"%s\", \"time\": %.17g}",
                                 i > 0 ? "," : "", lk_export_base(path), s.time);
    free(path);
    lk_snapshot_free(&s);
    return status;
}

lk_status lk_export_hdf_vtk(const lk_export_series *series, const char *stem, lk_error_list *errors) {
    char *path = lk_export_path(errors, stem, ".vtkhdf.series");
    lk_atomic list;
    if (!path) return LK_FAILED;
    lk_status status = lk_atomic_open(&list, path, errors);
    free(path);
    if (status != LK_OK) return status;
    status = lk_export_print(&list, errors, "{\n  \"file-series-version\": \"1.0\",\n  \"files\": [");
    for (size_t i = 0; status == LK_OK && i < series->count; i++)
        status = add_image(series, i, stem, &list, errors);
    if (status == LK_OK) status = lk_export_print(&list, errors, "\n  ]\n}\n");
    return lk_export_close(&list, status, errors);
}
