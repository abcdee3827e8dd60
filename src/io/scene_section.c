// A scene cut upright, materials as colours: see likmc/scene.h.
#include "draw.h"
#include "scene_view.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

// What the shader needs. Lengths in voxels.
typedef struct plane {
    const lk_scene_volume *volume;
    const lk_scene_view *view;
    const lk_scene_look *looks;
    lk_draw_box box;       // of the picture, pixels; its bottom is the collector's surface
    double pixel;          // voxels a pixel
    double slab;           // depth looked into
    double electrolyte[3]; // its colour
} plane;

static void fade(double rgb[3], const double towards[3], double share) {
    for (int k = 0; k < 3; k++) rgb[k] += share * (towards[k] - rgb[k]);
}

// Solid at the cut has its full colour and a thin dark rim; what lies deeper is shaded and fades into the
// electrolyte, so that the eye takes the cut for the picture and the rest for its background.
static void shade(const void *data, double x, double y, double rgb[3]) {
    const plane *p = data;
    const lk_scene_vector origin = {(x - p->box.x) * p->pixel, 0.0,
                                    (p->box.y + p->box.height - y) * p->pixel};
    const lk_scene_vector inwards = {0.0, 1.0, 0.0};
    const lk_scene_hit hit = lk_scene_view_follow(p->volume, p->view, origin, inwards, 0.0, p->slab);
    for (int k = 0; k < 3; k++) rgb[k] = p->electrolyte[k];
    if (hit.meeting == LK_SCENE_NOTHING) return;
    double mean[3];
    const int species = lk_scene_volume_material(p->volume, hit.at, p->looks, mean);
    const double *colour = lk_scene_volume_colour(&p->looks[species], hit.at);
    for (int k = 0; k < 3; k++) rgb[k] = colour[k];
    if (hit.meeting == LK_SCENE_CUT) {
        const double rim = 35.0 * fmin(1.0, 5.0 * p->pixel); // of about two pixels, if the voxels are large
        const double inside = (lk_scene_volume_density(p->volume, hit.at) - LK_SCENE_ISO) / rim;
        if (inside < 1.0)
            for (int k = 0; k < 3; k++) rgb[k] *= 0.6 + 0.4 * inside;
        return;
    }
    const double side = 0.75 + 0.25 * hit.normal.z;
    for (int k = 0; k < 3; k++) rgb[k] *= side;
    fade(rgb, p->electrolyte, 0.56 + 0.38 * hit.depth / p->slab);
}

static void mark_present(const lk_scene *scene, bool *present) {
    const size_t sites = (size_t)scene->nx * (size_t)scene->ny * (size_t)scene->nz;
    for (size_t i = 0; i < sites; i++) present[scene->species[i]] = true;
}

static void draw_mark(lk_draw *draw, const plane *p, const lk_scene_mark *mark) {
    const lk_draw_box box = p->box;
    const double y = box.y + box.height - mark->height / p->volume->scene->edge / p->pixel;
    if (y < box.y) return;
    const double room = lk_draw_width(draw, 18.0, mark->label), gap = 8.0 * draw->unit;
    const double right = box.x + box.width - gap;
    lk_draw_line(draw, box.x, y, box.x + box.width, y, 4.0, LK_DRAW_PAPER);
    lk_draw_dashes(draw, box.x, y, box.x + box.width, y, 2.0, LK_DRAW_INK);
    lk_draw_rectangle(
        draw,
        (lk_draw_box){right - room - 2.0 * gap, y - 15.0 * draw->unit, room + 2.0 * gap, 30.0 * draw->unit},
        LK_DRAW_PAPER);
    lk_draw_text(draw, right - gap, y + 6.5 * draw->unit, 18.0, LK_DRAW_RIGHT, LK_DRAW_INK, mark->label);
}

// Is there anything above what is shown?
static bool goes_on_above(const plane *p) {
    const lk_scene *s = p->volume->scene;
    const size_t layer = (size_t)s->nx * (size_t)s->ny, sites = layer * (size_t)s->nz;
    const double top = ceil(p->box.height * p->pixel);
    if (top >= s->nz) return false;
    for (size_t i = (size_t)top * layer; i < sites; i++)
        if (s->palette[s->species[i]].role != LK_SCENE_ELECTROLYTE) return true;
    return false;
}

static void draw_notes(lk_draw *draw, const plane *p) {
    const double u = draw->unit, below = p->box.y + p->box.height;
    char text[48];
    if (!p->volume->scene->floating) {
        lk_draw_rectangle(draw, (lk_draw_box){p->box.x, below, p->box.width, 16.0 * u}, 0xa8703f);
        lk_draw_text(draw, p->box.x, below + 38.0 * u, 17.0, LK_DRAW_LEFT, LK_DRAW_FAINT,
                     "current collector");
    }
    if (!p->view->straight) {
        snprintf(text, sizeof text, "cut at %.0f° to the box", p->view->turn > 0.0 ? p->view->turn : 21.0);
        lk_draw_text(draw, p->box.x + p->box.width, below + 38.0 * u, 17.0, LK_DRAW_RIGHT, LK_DRAW_FAINT,
                     text);
    }
    if (goes_on_above(p))
        lk_draw_text(draw, p->box.x + p->box.width, p->box.y - 7.0 * u, 17.0, LK_DRAW_RIGHT, LK_DRAW_INK,
                     "↑ higher than shown");
}

static lk_status draw_around(const plane *p, lk_image *image, lk_error_list *errors) {
    lk_draw draw;
    const lk_status begun = lk_draw_begin(&draw, image, errors);
    if (begun != LK_OK) return begun;
    const lk_scene *scene = p->volume->scene;
    const double u = draw.unit = p->view->unit;
    const lk_draw_box b = p->box;
    bool present[256] = {false};
    mark_present(scene, present);
    for (size_t i = 0; i < scene->mark_count; i++) draw_mark(&draw, p, &scene->marks[i]);
    draw_notes(&draw, p);
    lk_draw_frame(&draw, b, 1.5, LK_DRAW_INK);
    lk_draw_height_axis(&draw, b, b.height * p->pixel * scene->edge,
                        scene->floating ? "height in the box" : "height above collector");
    lk_draw_titles(&draw, b.x, scene);
    lk_draw_legend(&draw, b.x + b.width + 24.0 * u, b.y, 176.0 * u, scene, present);
    lk_draw_scale_bar(&draw, b.x + b.width + 24.0 * u, b.y + b.height, 150.0 * u, p->pixel * scene->edge,
                      LK_DRAW_INK);
    return lk_draw_end(&draw, errors);
}

// As high as the page allows; a shallow film is shown wide instead, and never less than a few voxels.
static void fit(plane *p, const lk_scene_view *view) {
    const double u = view->unit, edge = p->volume->scene->edge, height = view->top / edge;
    const lk_draw_box room = {110.0 * u, 100.0 * u, view->width - 360.0 * u, view->height - 160.0 * u};
    const double period = p->volume->nx, widest = view->straight ? period : 4.0 * period;
    double width = view->field > 0.0 ? view->field / edge : fmax(24.0, height * room.width / room.height);
    if (view->straight || view->field <= 0.0) width = fmin(width, fmax(widest, 24.0));
    p->pixel = fmax(width / room.width, height / room.height);
    p->box = (lk_draw_box){room.x, room.y, floor(width / p->pixel), floor(height / p->pixel)};
    p->box.y = floor(room.y + room.height - p->box.height);
    p->box.x = floor(p->box.x);
    p->slab = view->slab > 0.0 ? view->slab / edge : fmax(2.0, 0.03 * width);
}

static void find_electrolyte(const lk_scene *scene, double rgb[3]) {
    const lk_scene_material *found = lk_scene_standard(LK_SCENE_ELECTROLYTE);
    for (size_t i = scene->palette_count; i-- > 0;)
        if (scene->palette[i].role == LK_SCENE_ELECTROLYTE) found = &scene->palette[i];
    for (int k = 0; k < 3; k++) rgb[k] = found->rgb[k] / 255.0;
}

static lk_status draw(const lk_scene_volume *volume, lk_scene_view *view, bool has_top, lk_image *image,
                      lk_error_list *errors) {
    (void)has_top; // it decides what the volume holds, and no more
    lk_scene_look looks[256];
    lk_scene_view_colours(volume->scene, looks);
    plane p = {.volume = volume, .view = view, .looks = looks};
    fit(&p, view);
    find_electrolyte(volume->scene, p.electrolyte);
    const int part[4] = {(int)p.box.x, (int)p.box.y, (int)p.box.width, (int)p.box.height};
    const lk_status status = lk_scene_view_paint(image, view, part, shade, &p, errors);
    return status == LK_OK ? draw_around(&p, image, errors) : status;
}

lk_status lk_scene_section(const lk_scene *scene, const lk_scene_view *wanted, lk_image *image,
                           lk_error_list *errors) {
    return lk_scene_view_draw(draw, scene, wanted, image, errors);
}
