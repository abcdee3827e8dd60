// The table of writers: see likmc/export.h.
#include "likmc/export.h"

#include "export_parts.h"
#include "likmc/clusters.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const lk_export_format formats[] = {
    {"vti", "VTK image data, a file a snapshot, with a .pvd of all times: ParaView", "pvd", true, true, NULL,
     lk_export_vti},
    {"vtkhdf", "the same in HDF5, with a .series of all times: ParaView, VTK", "vtkhdf.series", true, true,
     NULL, lk_export_hdf_vtk},
    {"h5", "one HDF5 file, species[t, z, y, x] and what was so at each t: h5py, MATLAB", "h5", true, true,
     NULL, lk_export_hdf_stack},
    {"xdmf", "the same with an XDMF file of all times: ParaView", "xmf2", true, true, NULL,
     lk_export_hdf_xdmf},
    {"tiff", "OME-TIFF stack with the colours of the pictures: Fiji, napari", "ome.tif", true, true,
     lk_export_tiff_is_built, lk_export_tiff},
    {"extxyz", "extended XYZ with material, cluster and live or dead: OVITO, ASE", "extxyz", false, true,
     NULL, lk_export_atoms_xyz},
    {"lammps", "LAMMPS dump with type, element, cluster and live or dead: OVITO", "dump", false, true, NULL,
     lk_export_atoms_dump},
};

const lk_export_format *lk_export_formats(size_t *count) {
    *count = sizeof formats / sizeof *formats;
    return formats;
}

static lk_status check_scale(const lk_export_format *format, const lk_export_series *series,
                             lk_error_list *errors) {
    lk_snapshot first;
    const lk_status status = series->read(series->user, 0, &first, errors);
    if (status != LK_OK) return status;
    const bool atoms = first.sites != NULL;
    lk_snapshot_free(&first);
    if (atoms ? format->atoms : format->films) return LK_OK;
    return lk_error_set(errors, LK_BAD_INPUT, "%s is for %s", format->name,
                        atoms ? "films, and this is a run of atoms" : "atoms, and this is a run of a film");
}

lk_status lk_export_write(const lk_export_format *format, const lk_export_series *series, const char *stem,
                          lk_error_list *errors) {
    if (series->count == 0) return lk_error_set(errors, LK_BAD_INPUT, "there is nothing to export");
    if (format->built && !format->built())
        return lk_error_set(errors, LK_BAD_INPUT, "this likmc was built without the library for %s",
                            format->name);
    const lk_status status = check_scale(format, series, errors);
    return status == LK_OK ? format->write(series, stem, errors) : status;
}

lk_status lk_export_print(lk_atomic *file, lk_error_list *errors, const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= (int)sizeof text)
        return lk_error_set(errors, LK_FAILED, "a text is too long for %s", file->path);
    return lk_atomic_append(file, text, (size_t)length, errors);
}

char *lk_export_path(lk_error_list *errors, const char *stem, const char *format, ...) {
    const size_t size = strlen(stem) + 64;
    char *path = malloc(size);
    if (!path) {
        lk_error_set(errors, LK_FAILED, "no memory for the name of a file");
        return NULL;
    }
    strcpy(path, stem);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(path + strlen(stem), 64, format, arguments);
    va_end(arguments);
    return path;
}

const char *lk_export_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

lk_status lk_export_close(lk_atomic *file, lk_status status, lk_error_list *errors) {
    if (status == LK_OK) return lk_atomic_commit(file, errors);
    lk_atomic_abandon(file);
    return status;
}

// ---- clusters

static bool is_lithium(const lk_snapshot *s, uint32_t site) {
    const uint8_t role = s->palette[s->sites[site]].role;
    return role == LK_SCENE_METAL || role == LK_SCENE_DEAD_METAL;
}

static bool is_solid(const lk_snapshot *s, uint32_t site) {
    return s->palette[s->sites[site]].role != LK_SCENE_ELECTROLYTE;
}

static bool touches_host(const lk_snapshot *s, const lk_lattice *lattice, uint32_t site) {
    for (int d = 0; d < lattice->kind->neighbours; d++) {
        const uint32_t beside = lk_lattice_neighbour(lattice, site, d);
        if (beside != LK_NO_SITE && is_solid(s, beside) && !is_lithium(s, beside)) return true;
    }
    return false;
}

// `joined` [clusters + 1] is room for whether each cluster touches the host.
static void find_live(const lk_snapshot *s, const lk_lattice *lattice, const uint32_t *labels,
                      uint8_t *joined, uint8_t *live) {
    for (uint32_t i = 0; i < lattice->sites; i++)
        if (labels[i] && !joined[labels[i]]) joined[labels[i]] = touches_host(s, lattice, i);
    for (uint32_t i = 0; i < lattice->sites; i++)
        live[i] = is_lithium(s, i) ? joined[labels[i]] : is_solid(s, i);
}

lk_status lk_export_clusters(const lk_snapshot *s, uint32_t *labels, uint8_t *live, lk_error_list *errors) {
    lk_lattice lattice = {0};
    lk_clusters found = {0};
    bool periodic[3];
    for (int axis = 0; axis < 3; axis++) periodic[axis] = s->periodic[axis] != 0;
    lk_status status = lk_lattice_init(&lattice, lk_lattice_find(s->lattice), s->cells, periodic, errors);
    if (status != LK_OK) return status;
    for (uint32_t i = 0; i < lattice.sites; i++) live[i] = is_lithium(s, i);
    status = lk_clusters_label(&lattice, live, labels, &found, errors);
    uint8_t *joined = status == LK_OK ? calloc((size_t)found.count + 1, 1) : NULL;
    if (status == LK_OK && !joined) status = lk_error_set(errors, LK_FAILED, "no memory for the clusters");
    if (status == LK_OK) find_live(s, &lattice, labels, joined, live);
    free(joined);
    lk_lattice_free(&lattice);
    return status;
}
