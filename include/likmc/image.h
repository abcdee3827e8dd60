/// likmc/image.h: an RGB picture in memory, and PNG files written whole or not at all.
#ifndef LIKMC_IMAGE_H
#define LIKMC_IMAGE_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Row-major RGB, 8 bits a channel, top row first. Owns `pixels` (3 * width * height bytes) and `ink`.
typedef struct lk_image {
    int width, height;
    uint8_t *pixels;
    double dpi;    ///< pixels an inch, for the file; 0: not said
    bool keep_ink; ///< text and lines drawn later go to `ink` and not into the pixels
    void *ink;     ///< a cairo_surface_t with them, NULL if there is none
} lk_image;

/// One text chunk of a PNG. `key`: 1-79 bytes of Latin-1; `value`: UTF-8 (written as iTXt when not plain
/// ASCII).
typedef struct lk_image_text {
    const char *key, *value;
} lk_image_text;

/// Largest width or height accepted, pixels.
enum { LK_IMAGE_MAX_EDGE = 16384 };

/// Allocate a white image of width x height pixels, 1..LK_IMAGE_MAX_EDGE each. Release with lk_image_free().
/// LK_BAD_INPUT on a bad size, LK_FAILED when out of memory; *image is then empty.
lk_status lk_image_create(lk_image *image, int width, int height, lk_error_list *errors);

/// Release the pixels and make the image empty. An empty image ({0}) is fine.
void lk_image_free(lk_image *image);

/// Write a PNG with `count` text chunks. The file appears under `path` complete or not at all: a temporary
/// sibling is written, synced and renamed. No date is stored, so equal images give equal bytes.
/// LK_FAILED (full disk, no permission, ...): `path` is left as it was and the temporary file is removed.
lk_status lk_image_write_png(const lk_image *image, const char *path, const lk_image_text *texts,
                             size_t count, lk_error_list *errors);

/// The same PNG in memory; the caller frees *bytes, which is NULL on failure. LK_FAILED without memory.
lk_status lk_image_encode_png(const lk_image *image, const lk_image_text *texts, size_t count,
                              uint8_t **bytes, size_t *size, lk_error_list *errors);

/// What a page for print can be.
typedef enum lk_image_format { LK_IMAGE_PNG, LK_IMAGE_SVG, LK_IMAGE_PDF, LK_IMAGE_FORMATS } lk_image_format;

/// Names of the formats, which are also the endings of their files: "png", "svg", "pdf".
extern const char *const lk_image_formats[LK_IMAGE_FORMATS];

/// Write the image in a format. SVG and PDF are `image->width / image->dpi` inches wide (96 dpi if not said);
/// `ink`, where it was kept, stays vectors and text, on top of the pixels. The texts go into a PNG only; a
/// PDF gets the first as its title. Complete or not at all; without a date. LK_FAILED as
/// lk_image_write_png().
lk_status lk_image_write_page(const lk_image *image, lk_image_format format, const char *path,
                              const lk_image_text *texts, size_t count, lk_error_list *errors);

#endif
