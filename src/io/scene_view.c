// What the three pictures share: see scene_view.h.
#include "scene_view.h"

#include <math.h>
#include <stdlib.h>

static lk_scene_look look_of(const lk_scene_material *material) {
    lk_scene_look look = {.share = material->share};
    for (int k = 0; k < 3; k++) {
        look.rgb[k] = material->rgb[k] / 255.0;
        look.ground[k] = material->ground[k] / 255.0;
    }
    return look;
}

void lk_scene_view_colours(const lk_scene *scene, lk_scene_look looks[256]) {
    for (size_t i = 0; i < scene->palette_count; i++) looks[i] = look_of(&scene->palette[i]);
}

lk_scene_vector lk_scene_view_turn(const lk_scene_view *view, lk_scene_vector v) {
    // tan 21 degrees is close to (3 - sqrt 5)/2, the most irrational of slopes: the copies never line up.
    static const double slope = 0.3819660112501051, degree = 0.017453292519943295;
    if (view->straight) return v;
    const double angle = view->turn > 0.0 ? view->turn * degree : atan(slope), c = cos(angle), s = sin(angle);
    return (lk_scene_vector){c * v.x - s * v.y, s * v.x + c * v.y, v.z};
}

// Narrow [t[0], t[1]] to where low <= start + t slope <= high.
static void clip(double start, double slope, double low, double high, double t[2]) {
    if (slope == 0.0) {
        if (start < low || start > high) t[1] = t[0] - 1.0;
        return;
    }
    const double a = (low - start) / slope, b = (high - start) / slope;
    t[0] = fmax(t[0], fmin(a, b));
    t[1] = fmin(t[1], fmax(a, b));
}

static lk_scene_vector mix(lk_scene_vector a, lk_scene_vector b, double share) {
    const lk_scene_vector v = {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y),
                               a.z + share * (b.z - a.z)};
    const double length = sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
    return length > 1e-9 ? (lk_scene_vector){v.x / length, v.y / length, v.z / length} : a;
}

// A fresh cut is flat but for its rims, which round off towards the pores.
static lk_scene_vector cut_normal(const lk_scene_volume *volume, lk_scene_vector at, lk_scene_vector flat) {
    const double inside = (lk_scene_volume_density(volume, at) - LK_SCENE_ISO) / (160.0 - LK_SCENE_ISO);
    if (inside >= 1.0) return flat;
    return mix(flat, lk_scene_volume_normal(volume, at, flat), 0.75 * (1.0 - inside));
}

static lk_scene_vector point(lk_scene_vector origin, lk_scene_vector direction, double t) {
    return (lk_scene_vector){origin.x + t * direction.x, origin.y + t * direction.y,
                             origin.z + t * direction.z};
}

lk_scene_hit lk_scene_view_follow(const lk_scene_volume *volume, const lk_scene_view *view,
                                  lk_scene_vector origin, lk_scene_vector direction, double front,
                                  double back) {
    lk_scene_hit hit = {.meeting = LK_SCENE_NOTHING};
    double range[2] = {-1e6, 1e6};
    clip(origin.y, direction.y, front, back, range);
    const double enters = range[0];
    clip(origin.z, direction.z, 0.0, volume->nz, range);
    if (range[1] < range[0]) return hit;
    lk_scene_vector start = lk_scene_view_turn(view, origin);
    start.y += view->position * volume->ny;
    const lk_scene_vector along = lk_scene_view_turn(view, direction);
    double t = range[1];
    if (lk_scene_volume_march(volume, start, along, range[0], range[1], &t))
        hit.meeting = t == enters ? LK_SCENE_CUT : LK_SCENE_SKIN;
    else if (direction.z < 0.0 && origin.z + t * direction.z < 1e-6)
        hit.meeting = LK_SCENE_FLOOR;
    const lk_scene_vector up = {0.0, 0.0, 1.0}, flat = {0.0, -1.0, 0.0}, there = point(origin, direction, t);
    hit.at = point(start, along, t);
    hit.depth = there.y - front;
    hit.height = there.z;
    hit.normal = up;
    if (hit.meeting == LK_SCENE_CUT) hit.normal = cut_normal(volume, hit.at, lk_scene_view_turn(view, flat));
    if (hit.meeting == LK_SCENE_SKIN) hit.normal = lk_scene_volume_normal(volume, hit.at, up);
    return hit;
}

// Narrow *t to one pair of faces of the box; the face through which the ray enters gives *normal.
static void clip_face(double start, double slope, double high, lk_scene_vector outward, double t[2],
                      lk_scene_vector *normal) {
    const double before = t[0];
    clip(start, slope, 0.0, high, t);
    const double sign = slope > 0.0 ? -1.0 : 1.0;
    if (t[0] > before) *normal = (lk_scene_vector){sign * outward.x, sign * outward.y, sign * outward.z};
}

lk_scene_hit lk_scene_view_follow_block(const lk_scene_volume *volume, const lk_scene_view *view,
                                        lk_scene_vector origin, lk_scene_vector direction) {
    static const lk_scene_vector x = {1.0, 0.0, 0.0}, y = {0.0, 1.0, 0.0}, up = {0.0, 0.0, 1.0};
    lk_scene_hit hit = {.meeting = LK_SCENE_NOTHING, .normal = up};
    lk_scene_vector start = lk_scene_view_turn(view, origin), face = up;
    const lk_scene_vector along = lk_scene_view_turn(view, direction);
    start.x += 0.5 * volume->nx;
    start.y += 0.5 * volume->ny;
    double range[2] = {-1e6, 1e6};
    clip(start.z, along.z, 0.0, volume->nz, range);
    clip_face(start.x, along.x, volume->nx, x, range, &face);
    clip_face(start.y, along.y, volume->ny, y, range, &face);
    if (range[1] < range[0]) return hit;
    double t = range[1];
    if (lk_scene_volume_march(volume, start, along, range[0], range[1], &t))
        hit.meeting = t == range[0] ? LK_SCENE_CUT : LK_SCENE_SKIN;
    else if (along.z < 0.0 && start.z + t * along.z < 1e-6)
        hit.meeting = LK_SCENE_FLOOR;
    hit.at = point(start, along, t);
    hit.depth = 0.0; // whatever the copies of the box hold in front of it is taken away
    hit.height = hit.at.z;
    if (hit.meeting == LK_SCENE_CUT) hit.normal = cut_normal(volume, hit.at, face);
    if (hit.meeting == LK_SCENE_SKIN) hit.normal = lk_scene_volume_normal(volume, hit.at, up);
    return hit;
}

static void put(lk_image *image, int x, int y, const double rgb[3]) {
    uint8_t *pixel = image->pixels + 3 * ((size_t)y * (size_t)image->width + (size_t)x);
    for (int k = 0; k < 3; k++) {
        const double value = rgb[k] < 0.0 ? 0.0 : rgb[k] > 1.0 ? 1.0 : rgb[k];
        pixel[k] = (uint8_t)(255.0 * value + 0.5);
    }
}

static const uint8_t *pixel_at(const lk_image *image, int x, int y) {
    return image->pixels + 3 * ((size_t)y * (size_t)image->width + (size_t)x);
}

// Whether a pixel differs from one beside, above or below it (within the part) enough to be an edge.
static bool is_edge(const lk_image *image, const int part[4], int x, int y) {
    static const int beside[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    enum { CONTRAST = 20 };
    const uint8_t *here = pixel_at(image, x, y);
    for (int i = 0; i < 4; i++) {
        const int nx = x + beside[i][0], ny = y + beside[i][1];
        if (nx < part[0] || ny < part[1] || nx >= part[0] + part[2] || ny >= part[1] + part[3]) continue;
        const uint8_t *there = pixel_at(image, nx, ny);
        for (int k = 0; k < 3; k++)
            if (here[k] - there[k] > CONTRAST || there[k] - here[k] > CONTRAST) return true;
    }
    return false;
}

// Mean of four samples on a rotated grid, which serves near-horizontal and near-vertical edges alike.
static void smooth_pixel(lk_image *image, int x, int y, lk_scene_shader *shade, const void *data) {
    static const double place[4][2] = {{0.125, 0.625}, {0.375, 0.125}, {0.625, 0.875}, {0.875, 0.375}};
    double sum[3] = {0.0, 0.0, 0.0};
    for (int i = 0; i < 4; i++) {
        double rgb[3];
        shade(data, x + place[i][0], y + place[i][1], rgb);
        for (int k = 0; k < 3; k++) sum[k] += 0.25 * (rgb[k] > 1.0 ? 1.0 : rgb[k]);
    }
    put(image, x, y, sum);
}

lk_status lk_scene_view_paint(lk_image *image, const lk_scene_view *view, const int part[4],
                              lk_scene_shader *shade, const void *data, lk_error_list *errors) {
    uint8_t *edges = malloc((size_t)part[2] * (size_t)part[3]);
    if (!edges) return lk_error_set(errors, LK_FAILED, "out of memory for a picture");
#pragma omp parallel for schedule(dynamic, 4) num_threads(view->threads)
    for (int y = part[1]; y < part[1] + part[3]; y++)
        for (int x = part[0]; x < part[0] + part[2]; x++) {
            double rgb[3];
            shade(data, x + 0.5, y + 0.5, rgb);
            put(image, x, y, rgb);
        }
    if (!view->fast) {
#pragma omp parallel for schedule(static) num_threads(view->threads)
        for (int y = 0; y < part[3]; y++)
            for (int x = 0; x < part[2]; x++)
                edges[y * part[2] + x] = is_edge(image, part, part[0] + x, part[1] + y);
#pragma omp parallel for schedule(dynamic, 4) num_threads(view->threads)
        for (int y = 0; y < part[3]; y++)
            for (int x = 0; x < part[2]; x++)
                if (edges[y * part[2] + x]) smooth_pixel(image, part[0] + x, part[1] + y, shade, data);
    }
    free(edges);
    return LK_OK;
}

// An integer hash (T. Mueller's, public domain) of the place, twice, for a hat-shaped distribution.
static double hash(uint32_t x) {
    x = ((x >> 16) ^ x) * 0x45d9f3bu;
    x = ((x >> 16) ^ x) * 0x45d9f3bu;
    x = (x >> 16) ^ x;
    return x * 0x1p-32;
}

double lk_scene_view_grain(int x, int y) {
    const uint32_t place = (uint32_t)x * 2u + (uint32_t)y * 32768u;
    return hash(place) + hash(place + 1u) - 1.0;
}
