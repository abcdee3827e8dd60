// A scene from above, height as colour: see likmc/scene.h.
#include "draw.h"
#include "scene_view.h"

#include <math.h>
#include <stdlib.h>

// What the shader needs. Lengths in voxels.
typedef struct map {
    const lk_scene_volume *volume;
    const lk_scene_view *view;
    lk_draw_box box;  // of the map, pixels
    double pixel;     // voxels a pixel
    double low, high; // heights at the ends of the colour bar
} map;

static void shade(const void *data, double x, double y, double rgb[3]) {
    const map *m = data;
    const lk_scene_vector origin = {(x - m->box.x) * m->pixel, (m->box.y + m->box.height - y) * m->pixel,
                                    m->volume->nz};
    const lk_scene_vector down = {0.0, 0.0, -1.0}, up = {0.0, 0.0, 1.0};
    const lk_scene_hit hit = lk_scene_view_follow(m->volume, m->view, origin, down, -1e6, 1e6);
    lk_draw_height_colour((hit.height - m->low) / (m->high - m->low), rgb);
    // Light from the upper left, as maps have it, and less of it in holes.
    const double hill = -0.5 * hit.normal.x + 0.5 * hit.normal.y + 0.70710678 * hit.normal.z;
    const double light = lk_scene_volume_light(m->volume, hit.at, hit.normal, up, 1e6);
    const double b = (0.70 + 0.45 * fmax(0.0, hill)) * (0.55 + 0.45 * light);
    for (int k = 0; k < 3; k++) rgb[k] *= b;
}

// Height of the highest solid voxel of each column goes into a histogram; *count receives the columns.
static void count_heights(const lk_scene_volume *v, size_t *histogram) {
    for (int y = 0; y < v->ny; y++)
        for (int x = 0; x < v->nx; x++) {
            int z = v->nz;
            while (z > 0) {
                const size_t site = ((size_t)(z - 1) * (size_t)v->ny + (size_t)y) * (size_t)v->nx + (size_t)x;
                if (v->scene->palette[v->scene->species[site]].role != LK_SCENE_ELECTROLYTE) break;
                z--;
            }
            histogram[z]++;
        }
}

// From the 1st percentile, as a few deep pores must not take the colours from all the rest, to the highest;
// both at round values.
static lk_status find_range(map *m, lk_error_list *errors) {
    const lk_scene_volume *v = m->volume;
    size_t *histogram = calloc((size_t)v->nz + 1, sizeof *histogram), seen = 0;
    if (!histogram) return lk_error_set(errors, LK_FAILED, "out of memory for a picture");
    count_heights(v, histogram);
    int low = 0, high = v->nz;
    while (low < v->nz && (seen += histogram[low]) * 100 < (size_t)v->nx * (size_t)v->ny) low++;
    while (high > 0 && histogram[high] == 0) high--;
    free(histogram);
    const double edge = v->scene->edge, span = fmax(high - low, 1.0) * edge;
    const double metres = lk_draw_length_for(span).metres,
                 step = lk_draw_round(span / metres / 8.0) * metres / edge;
    m->low = step * floor(low / step);
    m->high = step * ceil((high + 0.5) / step);
    return LK_OK;
}

static lk_status draw_around(const map *m, lk_image *image, lk_error_list *errors) {
    lk_draw draw;
    const lk_status begun = lk_draw_begin(&draw, image, errors);
    if (begun != LK_OK) return begun;
    const lk_scene *scene = m->volume->scene;
    const double u = draw.unit = m->view->unit, pixel = m->pixel * scene->edge, room = 0.3 * m->box.width;
    const lk_draw_box b = m->box, bar = {b.x + b.width + 36.0 * u, b.y, 30.0 * u, b.height};
    const double shown = lk_draw_round(room * pixel / lk_draw_length_for(room * pixel).metres) *
                         lk_draw_length_for(room * pixel).metres / pixel;
    const lk_draw_box plate = {b.x + 14.0 * u, b.y + b.height - 64.0 * u, shown + 32.0 * u, 50.0 * u};
    lk_draw_frame(&draw, b, 1.5, LK_DRAW_INK);
    lk_draw_rectangle(&draw, plate, LK_DRAW_PAPER);
    lk_draw_scale_bar(&draw, plate.x + 16.0 * u, plate.y + 40.0 * u, room, pixel, LK_DRAW_INK);
    lk_draw_colour_bar(&draw, bar, m->low * scene->edge, m->high * scene->edge,
                       scene->floating ? "height in the box" : "height above collector");
    lk_draw_titles(&draw, b.x, scene);
    return lk_draw_end(&draw, errors);
}

static lk_status draw(const lk_scene_volume *volume, lk_scene_view *view, bool has_top, lk_image *image,
                      lk_error_list *errors) {
    const lk_scene *scene = volume->scene;
    view->straight = true;
    view->position = 0.0;
    map m = {.volume = volume, .view = view, .high = view->top / scene->edge};
    const double u = view->unit, top = 100.0 * u;
    m.pixel = fmax(scene->ny / (view->height - top - 30.0 * u), scene->nx / (view->width - 220.0 * u));
    m.pixel = fmax(m.pixel, view->field / scene->edge / (view->width - 220.0 * u));
    m.box = (lk_draw_box){0.0, floor(top), floor(scene->nx / m.pixel), floor(scene->ny / m.pixel)};
    m.box.x = floor(0.5 * (view->width - 190.0 * u - m.box.width) + 30.0 * u);
    lk_status status = has_top ? LK_OK : find_range(&m, errors);
    const int part[4] = {(int)m.box.x, (int)m.box.y, (int)m.box.width, (int)m.box.height};
    if (status == LK_OK) status = lk_scene_view_paint(image, view, part, shade, &m, errors);
    return status == LK_OK ? draw_around(&m, image, errors) : status;
}

lk_status lk_scene_top(const lk_scene *scene, const lk_scene_view *wanted, lk_image *image,
                       lk_error_list *errors) {
    return lk_scene_view_draw(draw, scene, wanted, image, errors);
}
