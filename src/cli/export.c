// likmc export
#include "likmc/export.h"
#include "cli.h"
#include "likmc/gallery.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static lk_status read(void *user, size_t which, lk_snapshot *snapshot, lk_error_list *errors) {
    return lk_gallery_read(user, which, snapshot, errors);
}

static lk_status find_format(const lk_options *options, const lk_export_format **format,
                             lk_error_list *errors) {
    enum { MOST = 16 };
    const char *names[MOST];
    size_t count, index = 0;
    const lk_export_format *formats = lk_export_formats(&count);
    for (size_t i = 0; i < count; i++) names[i] = formats[i].name;
    if (!lk_options_value(options, "to"))
        return lk_error_set(errors, LK_BAD_INPUT, "--to is missing; likmc export --help lists the formats");
    const lk_status status = lk_options_choice(options, "to", names, count, &index, errors);
    *format = &formats[index];
    return status;
}

static lk_status make_folder(const char *path, lk_error_list *errors) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return LK_OK;
    return lk_error_set(errors, LK_BAD_INPUT, "cannot make %s: %s", path, strerror(errno));
}

static lk_status write_all(const lk_export_format *format, lk_gallery *gallery, const char *folder,
                           bool last_only, lk_error_list *errors) {
    lk_gallery shown = *gallery; // a window on it
    if (last_only) {
        shown.paths += shown.count - 1;
        shown.count = 1;
    }
    const lk_export_series series = {shown.count, read, &shown};
    char stem[4200];
    snprintf(stem, sizeof stem, "%s/electrode", folder);
    lk_status status = make_folder(folder, errors);
    if (status == LK_OK) status = lk_export_write(format, &series, stem, errors);
    if (status == LK_OK)
        printf("%s.%s: %zu snapshot%s\n", stem, format->ending, shown.count, shown.count == 1 ? "" : "s");
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const lk_export_format *format = NULL;
    lk_gallery gallery;
    lk_status status = find_format(options, &format, errors);
    if (status == LK_OK) status = lk_gallery_open(&gallery, options->operands[0], errors);
    if (status != LK_OK) return status;
    char folder[4096];
    const char *out = lk_options_value(options, "out");
    snprintf(folder, sizeof folder, "%s%s", out ? out : gallery.directory, out ? "" : "/export");
    status = write_all(format, &gallery, folder, lk_options_value(options, "last") != NULL, errors);
    lk_gallery_close(&gallery);
    return status;
}

static const lk_option table[] = {
    {.name = "to", .argument = "FORMAT", .doc = "vti, vtkhdf, h5, xdmf, tiff; of atoms also extxyz, lammps"},
    {.name = "out", .letter = 'o', .argument = "DIR", .doc = "where to; default RUN/export"},
    {.name = "last", .doc = "the last state alone, not the whole series"},
};

const lk_command lk_export_command = {
    .name = "export",
    .summary = "Write the states of a run in the format of another program.",
    .operands = "RUN|FILE.h5",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "A run keeps states on its way (output.snapshots); all of them go into one series, with time.\n"
        "FILE.h5: one of RUN/snapshots, RUN/state.h5 or RUN/checkpoint.h5.\n\n"
        "  vti     VTK image data, one file a time, and electrode.pvd to open: ParaView\n"
        "  vtkhdf  the same in HDF5, and electrode.vtkhdf.series: ParaView\n"
        "  h5      electrode.h5: species[t, z, y, x], species_names, time, charge, voltage: h5py, MATLAB\n"
        "  xdmf    the same file with electrode.xmf2: ParaView\n"
        "  tiff    electrode.ome.tif, a stack over z and t: Fiji, napari\n"
        "  extxyz  electrode.extxyz: OVITO, ASE\n"
        "  lammps  electrode.dump: OVITO\n\n"
        "Lengths are in um, of atoms in Angstrom.\n\n"
        "example: likmc export runs/first --to vti -o paraview",
    .run = run};
