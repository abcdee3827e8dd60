// Lines, text and legends on top of a picture, through cairo. Private to src/io.
#ifndef LIKMC_IO_DRAW_H
#define LIKMC_IO_DRAW_H

#include "likmc/image.h"
#include "likmc/scene.h"

#include <cairo.h>

/// A picture being drawn on. Positions are in pixels, y down. Sizes scale with `unit`, 1 for a width of 1280
/// pixels.
typedef struct lk_draw {
    lk_image *image; ///< borrowed
    cairo_surface_t *surface;
    cairo_t *context;
    double unit;
} lk_draw;

typedef struct lk_draw_box {
    double x, y, width, height;
} lk_draw_box;

/// Where a text stands with respect to its point.
typedef enum lk_draw_align { LK_DRAW_LEFT, LK_DRAW_CENTRE, LK_DRAW_RIGHT } lk_draw_align;

/// 0xrrggbb.
typedef uint32_t lk_draw_colour;
enum { LK_DRAW_INK = 0x202326, LK_DRAW_FAINT = 0x6b7178, LK_DRAW_PAPER = 0xffffff };

/// Colour of three bytes.
lk_draw_colour lk_draw_rgb(const uint8_t rgb[3]);

/// Begin on an image, whose pixels show below; lk_draw_end() puts the result back. LK_FAILED without memory.
lk_status lk_draw_begin(lk_draw *draw, lk_image *image, lk_error_list *errors);
lk_status lk_draw_end(lk_draw *draw, lk_error_list *errors);

void lk_draw_rectangle(lk_draw *draw, lk_draw_box box, lk_draw_colour colour);
void lk_draw_frame(lk_draw *draw, lk_draw_box box, double width, lk_draw_colour colour);
void lk_draw_line(lk_draw *draw, double x0, double y0, double x1, double y1, double width,
                  lk_draw_colour colour);
void lk_draw_dashes(lk_draw *draw, double x0, double y0, double x1, double y1, double width,
                    lk_draw_colour colour);
/// Text with its baseline at y. Returns its width.
double lk_draw_text(lk_draw *draw, double x, double y, double size, lk_draw_align align,
                    lk_draw_colour colour, const char *text);
/// As lk_draw_text(), bold.
double lk_draw_bold(lk_draw *draw, double x, double y, double size, lk_draw_align align,
                    lk_draw_colour colour, const char *text);
/// As lk_draw_text(), smaller if needed to fit `room` pixels.
double lk_draw_fitted(lk_draw *draw, double x, double y, double size, double room, lk_draw_colour colour,
                      const char *text);
/// Text running upwards, centred on (x, y).
void lk_draw_upwards(lk_draw *draw, double x, double y, double size, lk_draw_colour colour, const char *text);
/// Width of a text.
double lk_draw_width(lk_draw *draw, double size, const char *text);

/// A unit of length for people: µm, or nm where everything shown is below 1 µm.
typedef struct lk_draw_length {
    double metres;
    const char *name;
} lk_draw_length;
lk_draw_length lk_draw_length_for(double extent);

/// Largest of 1, 2, 5 times a power of ten that is not above x > 0.
double lk_draw_round(double x);

/// A scale bar whose left end is at (x, y): about `room` pixels long at `pixel` metres a pixel.
void lk_draw_scale_bar(lk_draw *draw, double x, double y, double room, double pixel, lk_draw_colour colour);

/// Title and caption of a scene at the top of the picture, from x on.
void lk_draw_titles(lk_draw *draw, double x, const lk_scene *scene);

/// A vertical axis on the left edge of `box`: bottom is 0, top is `extent` metres.
void lk_draw_height_axis(lk_draw *draw, lk_draw_box box, double extent, const char *label);

/// A colour bar in `box` from `low` (bottom) to `high` metres, with its ticks on the right.
void lk_draw_colour_bar(lk_draw *draw, lk_draw_box box, double low, double high, const char *label);

/// The materials that occur, each with a swatch, downwards from (x, y), names at most
/// `room` pixels wide. `present` has one entry per row of
/// the palette.
void lk_draw_legend(lk_draw *draw, double x, double y, double room, const lk_scene *scene,
                    const bool *present);

/// The colour map of heights, dark blue to yellow, even to the eye and to colour-blind ones; x in 0..1.
void lk_draw_height_colour(double x, double rgb[3]);

#endif
