// Pictures for print: SVG and PDF through cairo. See likmc/image.h.
#include "atomic.h"
#include "likmc/image.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <stdlib.h>
#include <string.h>

const char *const lk_image_formats[LK_IMAGE_FORMATS] = {"png", "svg", "pdf"};

// What cairo's write function needs.
typedef struct page {
    lk_atomic file;
    lk_error_list *errors;
} page;

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned size) {
    page *p = closure;
    return lk_atomic_append(&p->file, bytes, size, p->errors) == LK_OK ? CAIRO_STATUS_SUCCESS
                                                                       : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *surface_of(const lk_image *image) {
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, image->width, image->height);
    unsigned char *data = cairo_image_surface_get_data(surface);
    if (!data) return surface; // an error that cairo keeps until it is asked
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            const uint8_t *rgb = image->pixels + 3 * ((size_t)y * (size_t)image->width + (size_t)x);
            const uint32_t pixel = (uint32_t)(rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
            memcpy(data + (size_t)y * (size_t)stride + 4 * (size_t)x, &pixel, sizeof pixel);
        }
    cairo_surface_mark_dirty(surface);
    return surface;
}

// The same bytes on every day: the date is fixed, as cairo would put today's.
static cairo_surface_t *make_pdf(page *p, double width, double height, const char *title) {
    cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(append, p, width, height);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    return pdf;
}

static cairo_surface_t *make_svg(page *p, double width, double height) {
    return cairo_svg_surface_create_for_stream(append, p, width, height);
}

static cairo_status_t draw(cairo_surface_t *page_surface, const lk_image *image, double points) {
    cairo_surface_t *pixels = surface_of(image);
    cairo_t *context = cairo_create(page_surface);
    cairo_scale(context, points, points);
    cairo_set_source_surface(context, pixels, 0.0, 0.0);
    cairo_paint(context);
    if (image->ink) {
        cairo_set_source_surface(context, image->ink, 0.0, 0.0);
        cairo_paint(context);
    }
    cairo_show_page(context);
    cairo_status_t status = cairo_status(context);
    cairo_destroy(context);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(pixels);
    cairo_surface_destroy(pixels);
    cairo_surface_finish(page_surface);
    return status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(page_surface) : status;
}

static lk_status write_vector(const lk_image *image, lk_image_format format, const char *path,
                              const char *title, lk_error_list *errors) {
    const double points = 72.0 / (image->dpi > 0.0 ? image->dpi : 96.0);
    const double width = points * image->width, height = points * image->height;
    page p = {.errors = errors};
    if (lk_atomic_open(&p.file, path, errors) != LK_OK) return LK_FAILED;
    cairo_surface_t *surface =
        format == LK_IMAGE_PDF ? make_pdf(&p, width, height, title) : make_svg(&p, width, height);
    const cairo_status_t status = draw(surface, image, points);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS) return lk_atomic_commit(&p.file, errors);
    lk_atomic_abandon(&p.file);
    return lk_error_set(errors, LK_FAILED, "cannot draw %s: %s", path, cairo_status_to_string(status));
}

lk_status lk_image_write_page(const lk_image *image, lk_image_format format, const char *path,
                              const lk_image_text *texts, size_t count, lk_error_list *errors) {
    if (!image->pixels) return lk_error_set(errors, LK_BAD_INPUT, "an empty image cannot be written");
    if (format == LK_IMAGE_PNG) return lk_image_write_png(image, path, texts, count, errors);
    return write_vector(image, format, path, count > 0 ? texts[0].value : "", errors);
}
