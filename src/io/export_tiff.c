// OME-TIFF (https://docs.openmicroscopy.org/ome-model/): all layers of all times in one file, with the
// pictures' colours as palette, so that Fiji shows what the pictures show. See likmc/export.h.
#include "export_parts.h"

#ifdef LIKMC_HAS_TIFF

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

bool lk_export_tiff_is_built(void) { return true; }

static void add(char *text, size_t size, const char *format, const char *value, size_t i) {
    const size_t length = strlen(text);
    snprintf(text + length, size - length, format, i, value);
}

// The description that the first page carries.
static void describe(const lk_snapshot *s, size_t times, char *text, size_t size) {
    const double edge = s->edge * (s->sites ? 1e10 : 1e6);
    const char *unit = s->sites ? "Å" : "µm";
    snprintf(
        text, size,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME "
        "xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">"
        "<Image ID=\"Image:0\" Name=\"%s\"><Pixels ID=\"Pixels:0\" DimensionOrder=\"XYZTC\" "
        "Type=\"uint8\" SizeX=\"%d\" SizeY=\"%d\" SizeZ=\"%d\" SizeC=\"1\" SizeT=\"%zu\" "
        "PhysicalSizeX=\"%.9g\" PhysicalSizeY=\"%.9g\" PhysicalSizeZ=\"%.9g\" "
        "PhysicalSizeXUnit=\"%s\" PhysicalSizeYUnit=\"%s\" PhysicalSizeZUnit=\"%s\">"
        "<Channel ID=\"Channel:0:0\" Name=\"species\" SamplesPerPixel=\"1\"/><TiffData/></Pixels></Image>"
        "<StructuredAnnotations><MapAnnotation ID=\"Annotation:0\"><Value>",
        s->title, s->nx, s->ny, s->nz, times, edge, edge, edge, unit, unit, unit);
    for (size_t i = 0; i < s->palette_count; i++)
        add(text, size, "<M K=\"%zu\">%s</M>", s->palette[i].name, i);
    add(text, size, "</Value></MapAnnotation></StructuredAnnotations></OME>", "", 0);
}

static void set_colours(TIFF *file, const lk_snapshot *s) {
    uint16_t map[3][256] = {{0}};
    for (size_t i = 0; i < s->palette_count; i++)
        for (int k = 0; k < 3; k++) map[k][i] = (uint16_t)(257 * s->palette[i].rgb[k]);
    TIFFSetField(file, TIFFTAG_COLORMAP, map[0], map[1], map[2]);
}

// A page is a layer; rows run from the far edge to the near one, as pictures do.
static bool write_layer(TIFF *file, const lk_snapshot *s, int z, const char *description) {
    TIFFSetField(file, TIFFTAG_IMAGEWIDTH, s->nx);
    TIFFSetField(file, TIFFTAG_IMAGELENGTH, s->ny);
    TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, s->ny);
    TIFFSetField(file, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(file, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_PALETTE);
    TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    set_colours(file, s);
    if (description) TIFFSetField(file, TIFFTAG_IMAGEDESCRIPTION, description);
    const tmsize_t size = (tmsize_t)s->nx * s->ny;
    return TIFFWriteEncodedStrip(file, 0, s->species + (size_t)size * (size_t)z, size) == size &&
           TIFFWriteDirectory(file) == 1;
}

static lk_status write_time(TIFF *file, const lk_export_series *series, size_t t, lk_error_list *errors) {
    lk_snapshot s;
    char text[8192];
    const lk_status status = series->read(series->user, t, &s, errors);
    if (status != LK_OK) return status;
    describe(&s, series->count, text, sizeof text);
    bool good = true;
    for (int z = 0; good && z < s.nz; z++) good = write_layer(file, &s, z, t == 0 && z == 0 ? text : NULL);
    lk_snapshot_free(&s);
    return good ? LK_OK : lk_error_set(errors, LK_FAILED, "cannot write the layers of snapshot %zu", t);
}

lk_status lk_export_tiff(const lk_export_series *series, const char *stem, lk_error_list *errors) {
    char *path = lk_export_path(errors, stem, ".ome.tif"),
         *temporary = path ? lk_atomic_sibling(path, 0) : NULL;
    // Large stacks need 64-bit offsets; every page costs a few hundred bytes besides.
    TIFF *file = temporary ? TIFFOpen(temporary, "w8") : NULL;
    lk_status status = file ? LK_OK : lk_error_set(errors, LK_FAILED, "cannot write %s.ome.tif", stem);
    for (size_t t = 0; status == LK_OK && t < series->count; t++)
        status = write_time(file, series, t, errors);
    if (file) TIFFClose(file);
    if (status == LK_OK && rename(temporary, path) != 0)
        status = lk_error_set(errors, LK_FAILED, "cannot write %s", path);
    if (status != LK_OK && temporary) unlink(temporary);
    free(temporary);
    free(path);
    return status;
}

#else

bool lk_export_tiff_is_built(void) { return false; }

lk_status lk_export_tiff(const lk_export_series *series, const char *stem, lk_error_list *errors) {
    (void)series;
    return lk_error_set(errors, LK_BAD_INPUT, "cannot write %s.ome.tif without libtiff", stem);
}

#endif
