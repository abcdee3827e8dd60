// A scene as a scanning electron microscope would show it: see likmc/scene.h.
#include "draw.h"
#include "scene_view.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// What the shader needs. Lengths in voxels.
typedef struct camera {
    const lk_scene_volume *volume;
    const lk_scene_view *view;
    const lk_scene_look *looks;
    double pixel;        // voxels a pixel
    double sine, cosine; // of the tilt
    double foot;         // pixels from the top of the picture to the front edge of the collector's surface
    double plate;        // thickness of the collector as drawn
} camera;

// Yield of secondary electrons against carbon, for the eye: heavy ZnO is bright, lithium between, SEI dull.
static const double yield[LK_SCENE_ROLE_COUNT] = {
    [LK_SCENE_ELECTROLYTE] = 0.0, [LK_SCENE_HOST] = 0.46,       [LK_SCENE_DECORATION] = 1.0,
    [LK_SCENE_METAL] = 0.80,      [LK_SCENE_DEAD_METAL] = 0.62, [LK_SCENE_SEI] = 0.66,
};

static double dot(lk_scene_vector a, lk_scene_vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

// Secondary electrons: more of them leave a slope (1/cos law, softened) and the side that faces the detector;
// few escape from a hole.
static double brightness(const camera *c, const lk_scene_hit *hit, lk_scene_vector beam) {
    const lk_scene_vector detector = lk_scene_view_turn(c->view, (lk_scene_vector){-0.66, -0.25, 0.71});
    const lk_scene_vector outside = lk_scene_view_turn(c->view, (lk_scene_vector){0.0, -1.0, 0.0});
    const double facing = fmax(0.0, -dot(hit->normal, beam)), slope = 1.0 - facing;
    const double side = 0.5 + 0.5 * dot(hit->normal, detector);
    const double light = lk_scene_volume_light(c->volume, hit->at, hit->normal, outside, hit->depth);
    return (0.34 + 0.46 * side + 0.75 * slope * slope) * (0.04 + light * (0.36 + 0.60 * light));
}

// Grey by yield with a breath of the material's colour, or the colour itself.
static void find_looks(const lk_scene *scene, lk_scene_tone tone, lk_scene_look looks[256]) {
    static const double tint = 0.06;
    lk_scene_view_colours(scene, looks);
    for (size_t i = 0; i < scene->palette_count && tone == LK_SCENE_SEM; i++)
        for (int k = 0; k < 3; k++) {
            looks[i].rgb[k] = (1.0 - tint) * yield[scene->palette[i].role] + tint * looks[i].rgb[k];
            looks[i].ground[k] = (1.0 - tint) * yield[LK_SCENE_HOST] + tint * looks[i].ground[k];
        }
}

// On the cut, materials meet at lines; on a skin they blend, as they would through a thin layer.
static void shade_surface(const camera *c, const lk_scene_hit *hit, lk_scene_vector beam, double rgb[3]) {
    const int species = lk_scene_volume_material(c->volume, hit->at, c->looks, rgb);
    const double *colour = lk_scene_volume_colour(&c->looks[species], hit->at);
    const double cut = hit->meeting == LK_SCENE_CUT ? 1.12 : 1.36, b = cut * brightness(c, hit, beam);
    for (int k = 0; k < 3; k++) rgb[k] = b * (hit->meeting == LK_SCENE_CUT ? colour[k] : rgb[k]);
}

// The box alone: the middle of its height is the middle of the picture.
static void shade_block(const camera *c, double x, double y, double rgb[3]) {
    const double rows = c->foot / 0.95, high = c->view->top / c->volume->scene->edge;
    const double u = (x - 0.5 * c->view->width) * c->pixel, v = (0.5 * rows - y) * c->pixel;
    const lk_scene_vector origin = {u, v * c->cosine, v * c->sine + 0.5 * high},
                          beam = {0.0, c->sine, -c->cosine};
    const lk_scene_hit hit = lk_scene_view_follow_block(c->volume, c->view, origin, beam);
    if (hit.meeting == LK_SCENE_NOTHING) return;
    const lk_scene_vector turned = lk_scene_view_turn(c->view, beam);
    if (hit.meeting != LK_SCENE_FLOOR) {
        shade_surface(c, &hit, turned, rgb);
        return;
    }
    for (int k = 0; k < 3 && !c->volume->scene->floating; k++) rgb[k] = 0.45 * brightness(c, &hit, turned);
}

static void shade(const void *data, double x, double y, double rgb[3]) {
    const camera *c = data;
    const double u = x * c->pixel, v = (c->foot - y) * c->pixel;
    const lk_scene_vector origin = {u, v * c->cosine, v * c->sine}, beam = {0.0, c->sine, -c->cosine};
    for (int k = 0; k < 3; k++) rgb[k] = 0.03;
    if (c->view->block) {
        shade_block(c, x, y, rgb);
        return;
    }
    if (v < 0.0) { // the front of the collector, and nothing below it
        if (v > -c->plate * c->sine && !c->volume->scene->floating)
            for (int k = 0; k < 3; k++) rgb[k] = 0.34 + 0.10 * (v / (c->plate * c->sine));
        return;
    }
    const lk_scene_hit hit = lk_scene_view_follow(c->volume, c->view, origin, beam, 0.0, 1e5);
    if (hit.meeting == LK_SCENE_NOTHING) return;
    if (hit.meeting == LK_SCENE_FLOOR) {
        const double b = 0.45 * brightness(c, &hit, lk_scene_view_turn(c->view, beam));
        for (int k = 0; k < 3; k++) rgb[k] = b;
        return;
    }
    shade_surface(c, &hit, lk_scene_view_turn(c->view, beam), rgb);
}

static void add_grain(lk_image *image, int rows) {
    for (int y = 0; y < rows; y++)
        for (int x = 0; x < image->width; x++) {
            uint8_t *pixel = image->pixels + 3 * ((size_t)y * (size_t)image->width + (size_t)x);
            const double grain = 7.0 * lk_scene_view_grain(x, y);
            for (int k = 0; k < 3; k++) {
                const double value = pixel[k] + grain;
                pixel[k] = (uint8_t)(value < 0.0 ? 0.0 : value > 255.0 ? 255.0 : value + 0.5);
            }
        }
}

// The bar that such a microscope prints below its picture.
static lk_status draw_bar(const camera *c, lk_image *image, int bar, lk_error_list *errors) {
    lk_draw draw;
    const lk_status begun = lk_draw_begin(&draw, image, errors);
    if (begun != LK_OK) return begun;
    const lk_scene *scene = c->volume->scene;
    draw.unit = c->view->unit;
    const double top = image->height - bar, margin = 24.0 * draw.unit, room = 0.2 * image->width;
    char tilt[32];
    snprintf(tilt, sizeof tilt, "tilt %.0f°", c->view->tilt);
    lk_draw_rectangle(&draw, (lk_draw_box){0.0, top, image->width, bar}, 0x0c0d0f);
    lk_draw_line(&draw, 0.0, top, image->width, top, 1.5, 0x8a9097);
    if (scene->title)
        lk_draw_bold(&draw, margin, top + 0.42 * bar, 22.0, LK_DRAW_LEFT, 0xf4f6f8, scene->title);
    if (scene->caption)
        lk_draw_fitted(&draw, margin, top + 0.80 * bar, 19.0, 0.60 * image->width, 0xc9ced4, scene->caption);
    lk_draw_text(&draw, image->width - margin - room - 30.0 * draw.unit, top + 0.62 * bar, 17.0,
                 LK_DRAW_RIGHT, 0xc9ced4, tilt);
    lk_draw_scale_bar(&draw, image->width - margin - room, top + 0.80 * bar, room, c->pixel * scene->edge,
                      0xf4f6f8);
    return lk_draw_end(&draw, errors);
}

// Width of the picture in voxels: the block from any side; the cut takes 62 % of the height, or up to 76 %
// where more than three copies of the box would show above it and the height was not asked for; and at least
// some voxels show.
static double fitting_field(const lk_scene_volume *volume, const lk_scene_view *view, bool has_top,
                            const camera *c, int rows) {
    if (view->field > 0.0) return view->field / volume->scene->edge;
    const double high = view->top / volume->scene->edge, across = hypot(volume->nx, volume->ny);
    if (view->block) return 1.08 * fmax(across, (high * c->sine + across * c->cosine) * view->width / rows);
    const double cut = high * c->sine * view->width / rows;
    if (has_top) return fmax(48.0, cut / 0.62);
    return fmax(48.0, fmin(cut / 0.62, fmax(cut / 0.76, 3.0 * volume->nx)));
}

static lk_status draw(const lk_scene_volume *volume, lk_scene_view *view, bool has_top, lk_image *image,
                      lk_error_list *errors) {
    lk_scene_look looks[256];
    const double tilt = view->tilt * 3.14159265358979323846 / 180.0;
    const int bar = (int)(80.0 * view->unit), rows = view->height - bar;
    find_looks(volume->scene, view->tone, looks);
    camera c = {.volume = volume, .view = view, .looks = looks, .sine = sin(tilt), .cosine = cos(tilt)};
    c.pixel = fitting_field(volume, view, has_top, &c, rows) / view->width;
    c.foot = 0.95 * rows;
    c.plate = 0.03 * rows * c.pixel;
    const lk_status status =
        lk_scene_view_paint(image, view, (int[4]){0, 0, view->width, rows}, shade, &c, errors);
    if (status != LK_OK) return status;
    add_grain(image, rows);
    return draw_bar(&c, image, bar, errors);
}

lk_status lk_scene_micrograph(const lk_scene *scene, const lk_scene_view *wanted, lk_image *image,
                              lk_error_list *errors) {
    return lk_scene_view_draw(draw, scene, wanted, image, errors);
}
