// Lines and text on top of a picture: see draw.h.
#include "draw.h"

#include <string.h>

lk_draw_colour lk_draw_rgb(const uint8_t rgb[3]) {
    return (lk_draw_colour)(rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
}

static lk_status begin_ink(lk_draw *draw, lk_image *image, lk_error_list *errors) {
    const cairo_rectangle_t extent = {0.0, 0.0, image->width, image->height};
    draw->surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extent);
    draw->context = cairo_create(draw->surface);
    return cairo_status(draw->context) == CAIRO_STATUS_SUCCESS ? LK_OK : lk_draw_end(draw, errors);
}

lk_status lk_draw_begin(lk_draw *draw, lk_image *image, lk_error_list *errors) {
    *draw = (lk_draw){.image = image, .unit = image->width / 1280.0};
    if (image->keep_ink) return begin_ink(draw, image, errors);
    draw->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, image->width, image->height);
    draw->context = cairo_create(draw->surface);
    if (cairo_status(draw->context) != CAIRO_STATUS_SUCCESS) return lk_draw_end(draw, errors);
    cairo_surface_flush(draw->surface);
    unsigned char *data = cairo_image_surface_get_data(draw->surface);
    const int stride = cairo_image_surface_get_stride(draw->surface);
    for (int y = 0; y < image->height; y++) {
        const uint8_t *from = image->pixels + 3 * (size_t)y * (size_t)image->width;
        for (int x = 0; x < image->width; x++) {
            const uint32_t pixel = lk_draw_rgb(from + 3 * x);
            memcpy(data + (size_t)y * (size_t)stride + 4 * (size_t)x, &pixel, sizeof pixel);
        }
    }
    cairo_surface_mark_dirty(draw->surface);
    return LK_OK;
}

static void copy_back(lk_draw *draw) {
    cairo_surface_flush(draw->surface);
    const unsigned char *data = cairo_image_surface_get_data(draw->surface);
    const int stride = cairo_image_surface_get_stride(draw->surface);
    for (int y = 0; y < draw->image->height; y++) {
        uint8_t *to = draw->image->pixels + 3 * (size_t)y * (size_t)draw->image->width;
        for (int x = 0; x < draw->image->width; x++) {
            uint32_t pixel;
            memcpy(&pixel, data + (size_t)y * (size_t)stride + 4 * (size_t)x, sizeof pixel);
            for (int k = 0; k < 3; k++) to[3 * x + k] = (uint8_t)(pixel >> (16 - 8 * k));
        }
    }
}

lk_status lk_draw_end(lk_draw *draw, lk_error_list *errors) {
    const cairo_status_t status = cairo_status(draw->context);
    const bool keep = draw->image->keep_ink && status == CAIRO_STATUS_SUCCESS;
    if (keep) {
        cairo_surface_destroy(draw->image->ink);
        draw->image->ink = cairo_surface_reference(draw->surface);
    } else if (status == CAIRO_STATUS_SUCCESS) {
        copy_back(draw);
    }
    cairo_destroy(draw->context);
    cairo_surface_destroy(draw->surface);
    *draw = (lk_draw){0};
    if (status == CAIRO_STATUS_SUCCESS) return LK_OK;
    return lk_error_set(errors, LK_FAILED, "cannot draw: %s", cairo_status_to_string(status));
}

static void use(lk_draw *draw, lk_draw_colour colour) {
    cairo_set_source_rgb(draw->context, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                         (colour & 255) / 255.0);
}

void lk_draw_rectangle(lk_draw *draw, lk_draw_box box, lk_draw_colour colour) {
    use(draw, colour);
    cairo_rectangle(draw->context, box.x, box.y, box.width, box.height);
    cairo_fill(draw->context);
}

void lk_draw_frame(lk_draw *draw, lk_draw_box box, double width, lk_draw_colour colour) {
    use(draw, colour);
    cairo_set_line_width(draw->context, width * draw->unit);
    cairo_rectangle(draw->context, box.x, box.y, box.width, box.height);
    cairo_stroke(draw->context);
}

void lk_draw_line(lk_draw *draw, double x0, double y0, double x1, double y1, double width,
                  lk_draw_colour colour) {
    use(draw, colour);
    cairo_set_line_width(draw->context, width * draw->unit);
    cairo_move_to(draw->context, x0, y0);
    cairo_line_to(draw->context, x1, y1);
    cairo_stroke(draw->context);
}

void lk_draw_dashes(lk_draw *draw, double x0, double y0, double x1, double y1, double width,
                    lk_draw_colour colour) {
    const double dash[2] = {9.0 * draw->unit, 6.0 * draw->unit};
    cairo_set_dash(draw->context, dash, 2, 0.0);
    lk_draw_line(draw, x0, y0, x1, y1, width, colour);
    cairo_set_dash(draw->context, NULL, 0, 0.0);
}

static void choose_font(lk_draw *draw, double size, cairo_font_weight_t weight) {
    cairo_select_font_face(draw->context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight);
    cairo_set_font_size(draw->context, size * draw->unit);
}

static double put(lk_draw *draw, double x, double y, lk_draw_align align, lk_draw_colour colour,
                  const char *text) {
    cairo_text_extents_t extents;
    cairo_text_extents(draw->context, text, &extents);
    use(draw, colour);
    cairo_move_to(draw->context, x - 0.5 * align * extents.x_advance, y);
    cairo_show_text(draw->context, text);
    return extents.x_advance;
}

double lk_draw_text(lk_draw *draw, double x, double y, double size, lk_draw_align align,
                    lk_draw_colour colour, const char *text) {
    choose_font(draw, size, CAIRO_FONT_WEIGHT_NORMAL);
    return put(draw, x, y, align, colour, text);
}

double lk_draw_bold(lk_draw *draw, double x, double y, double size, lk_draw_align align,
                    lk_draw_colour colour, const char *text) {
    choose_font(draw, size, CAIRO_FONT_WEIGHT_BOLD);
    return put(draw, x, y, align, colour, text);
}

double lk_draw_width(lk_draw *draw, double size, const char *text) {
    cairo_text_extents_t extents;
    choose_font(draw, size, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_text_extents(draw->context, text, &extents);
    return extents.x_advance;
}

double lk_draw_fitted(lk_draw *draw, double x, double y, double size, double room, lk_draw_colour colour,
                      const char *text) {
    const double width = lk_draw_width(draw, size, text);
    return lk_draw_text(draw, x, y, width > room ? size * room / width : size, LK_DRAW_LEFT, colour, text);
}

void lk_draw_upwards(lk_draw *draw, double x, double y, double size, lk_draw_colour colour,
                     const char *text) {
    cairo_save(draw->context);
    cairo_translate(draw->context, x, y);
    cairo_rotate(draw->context, -1.5707963267948966);
    lk_draw_text(draw, 0.0, 0.0, size, LK_DRAW_CENTRE, colour, text);
    cairo_restore(draw->context);
}
