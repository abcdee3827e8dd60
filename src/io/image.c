// RGB pictures and their PNG files: see likmc/image.h.
#include "likmc/image.h"

#include "atomic.h"

#include <cairo.h>
#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

lk_status lk_image_create(lk_image *image, int width, int height, lk_error_list *errors) {
    *image = (lk_image){0};
    if (width < 1 || height < 1 || width > LK_IMAGE_MAX_EDGE || height > LK_IMAGE_MAX_EDGE)
        return lk_error_set(errors, LK_BAD_INPUT, "image of %d x %d pixels: each must be 1..%d", width,
                            height, LK_IMAGE_MAX_EDGE);
    const size_t size = 3 * (size_t)width * (size_t)height;
    uint8_t *pixels = malloc(size);
    if (!pixels) return lk_error_set(errors, LK_FAILED, "out of memory: %zu bytes for an image", size);
    memset(pixels, 255, size);
    *image = (lk_image){.width = width, .height = height, .pixels = pixels};
    return LK_OK;
}

void lk_image_free(lk_image *image) {
    free(image->pixels);
    cairo_surface_destroy(image->ink); // NULL is fine
    *image = (lk_image){0};
}

// libpng reports through longjmp; this is what its callbacks need to find their way.
typedef struct writer {
    lk_atomic file; // where it goes, unless it stays in memory
    FILE *memory;
    lk_error_list *errors;
    int reported; // an error has already been added to the list
} writer;

static void on_error(png_structp png, png_const_charp message) {
    writer *w = png_get_error_ptr(png);
    const char *where = w->memory ? "picture" : w->file.path;
    if (!w->reported) lk_error_add(w->errors, LK_FAILED, where, 0, 0, NULL, "PNG: %s", message);
    w->reported = 1;
    longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void on_write(png_structp png, png_bytep bytes, size_t size) {
    writer *w = png_get_io_ptr(png);
    if (w->memory) {
        if (fwrite(bytes, 1, size, w->memory) != size) png_error(png, "out of memory");
        return;
    }
    if (lk_atomic_append(&w->file, bytes, size, w->errors) == LK_OK) return;
    w->reported = 1;
    png_error(png, "write failed");
}

static void on_flush(png_structp png) { (void)png; }

static int is_ascii(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text >= 128) return 0;
    return 1;
}

// tEXt is Latin-1 by definition; a value beyond ASCII goes into iTXt, which is UTF-8.
static void add_text(png_structp png, png_infop info, const lk_image_text *text) {
    const int ascii = is_ascii(text->value);
    png_text chunk = {.compression = ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE,
                      .key = (png_charp)(uintptr_t)text->key,
                      .text = (png_charp)(uintptr_t)text->value,
                      .text_length = ascii ? strlen(text->value) : 0,
                      .itxt_length = ascii ? 0 : strlen(text->value)};
    png_set_text(png, info, &chunk, 1);
}

// Everything between png_create and png_destroy that may longjmp, with no local changed after setjmp.
static lk_status encode(png_structp png, png_infop info, writer *w, const lk_image *image,
                        const lk_image_text *texts, size_t count) {
    if (setjmp(png_jmpbuf(png))) return LK_FAILED;
    png_set_write_fn(png, w, on_write, on_flush);
    png_set_IHDR(png, info, (png_uint_32)image->width, (png_uint_32)image->height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, 6); // stated, so that a change of libpng's default changes no bytes
    const png_uint_32 per_metre = (png_uint_32)lround(image->dpi / 0.0254);
    if (per_metre > 0) png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    for (size_t i = 0; i < count; i++) add_text(png, info, &texts[i]);
    png_write_info(png, info);
    for (int y = 0; y < image->height; y++)
        png_write_row(png, image->pixels + 3 * (size_t)y * (size_t)image->width);
    png_write_end(png, NULL);
    return LK_OK;
}

static lk_status write(writer *w, const lk_image *image, const lk_image_text *texts, size_t count) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, w, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    const lk_status status = info ? encode(png, info, w, image, texts, count)
                                  : lk_error_set(w->errors, LK_FAILED, "out of memory for a PNG");
    if (png) png_destroy_write_struct(&png, info ? &info : NULL);
    return status;
}

lk_status lk_image_write_png(const lk_image *image, const char *path, const lk_image_text *texts,
                             size_t count, lk_error_list *errors) {
    if (!image->pixels) return lk_error_set(errors, LK_BAD_INPUT, "an empty image cannot be written");
    writer w = {.errors = errors};
    if (lk_atomic_open(&w.file, path, errors) != LK_OK) return LK_FAILED;
    const lk_status status = write(&w, image, texts, count);
    if (status == LK_OK) return lk_atomic_commit(&w.file, errors);
    lk_atomic_abandon(&w.file);
    return status;
}

lk_status lk_image_encode_png(const lk_image *image, const lk_image_text *texts, size_t count,
                              uint8_t **bytes, size_t *size, lk_error_list *errors) {
    char *text = NULL;
    *bytes = NULL;
    if (!image->pixels) return lk_error_set(errors, LK_BAD_INPUT, "an empty image cannot be written");
    writer w = {.memory = open_memstream(&text, size), .errors = errors};
    if (!w.memory) return lk_error_set(errors, LK_FAILED, "out of memory for a PNG");
    lk_status status = write(&w, image, texts, count);
    if (fclose(w.memory) != 0 && status == LK_OK)
        status = lk_error_set(errors, LK_FAILED, "out of memory for a PNG");
    if (status == LK_OK)
        *bytes = (uint8_t *)text;
    else
        free(text);
    return status;
}
