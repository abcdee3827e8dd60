// Pictures and voxels of the states that a run kept: see report_parts.h.
#include "report_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST_VOXELS = 1000000 };

// The states that are shown: all, or as many as there is room for, evenly, with the first and the last.
static size_t shown(const lk_report_runs *runs, const lk_gallery *g) {
    return g->count < runs->states ? g->count : runs->states;
}

static size_t nth(const lk_report_runs *runs, const lk_gallery *g, size_t i) {
    const size_t count = shown(runs, g);
    return count == g->count || count < 2 ? g->count - count + i : i * (g->count - 1) / (count - 1);
}

lk_status lk_report_scale(lk_report_runs *runs, lk_error_list *errors) {
    for (size_t r = 0; r < runs->count; r++) {
        const lk_gallery *g = &runs->items[r].gallery;
        for (size_t i = 0; i < shown(runs, g); i++) {
            lk_snapshot s;
            const lk_status status = lk_gallery_read(g, nth(runs, g, i), &s, errors);
            if (status != LK_OK) return status;
            runs->top = fmax(runs->top, 1.05 * lk_snapshot_height(&s));
            lk_snapshot_free(&s);
        }
    }
    return LK_OK;
}

// ---- pictures

static lk_status put_picture(lk_json *json, const char *key, const lk_scene_picture *picture,
                             const lk_scene *scene, const lk_scene_view *view, lk_error_list *errors) {
    lk_image image = {0};
    uint8_t *bytes = NULL;
    size_t size = 0;
    lk_status status = picture->draw(scene, view, &image, errors);
    if (status == LK_OK) status = lk_image_encode_png(&image, NULL, 0, &bytes, &size, errors);
    if (status == LK_OK) lk_json_base64(json, key, "data:image/png;base64,", bytes, size);
    free(bytes);
    lk_image_free(&image);
    return status;
}

static const lk_scene_picture *picture_called(const char *name) {
    size_t count;
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(pictures[i].name, name) == 0) return &pictures[i];
    return pictures;
}

static lk_status put_pictures(lk_json *json, const lk_report_runs *runs, const lk_snapshot *s, bool last,
                              lk_error_list *errors) {
    lk_snapshot_stage stage;
    const lk_scene scene = lk_snapshot_scene(s, &stage);
    lk_scene_view view = lk_snapshot_view(s, runs->width);
    view.height = runs->width * 3 / 4;
    view.top = runs->top;
    view.fast = !last || runs->count > 1;
    lk_status status = put_picture(json, "section", picture_called("section"), &scene, &view, errors);
    if (status != LK_OK || !last) return status;
    view.fast = runs->count > 1;
    view.tone = LK_SCENE_COLOUR;
    view.block = true;
    return put_picture(json, "micrograph", picture_called("micrograph"), &scene, &view, errors);
}

// ---- voxels, as many as a laptop turns smoothly

static int coarsening(const lk_snapshot *s, int height) {
    int by = 1;
    while ((double)(s->nx / by) * (s->ny / by) * (height / by) > MOST_VOXELS) by++;
    return by;
}

// The commonest species of a cube of `by` voxels that is no electrolyte, if it fills two fifths of it
// together with the others; else electrolyte.
static uint8_t blend(const lk_snapshot *s, const int at[3], int by) {
    int counts[256] = {0}, solid = 0, best = -1, empty = 0;
    for (int z = at[2] * by; z < (at[2] + 1) * by; z++)
        for (int y = at[1] * by; y < (at[1] + 1) * by; y++)
            for (int x = at[0] * by; x < (at[0] + 1) * by; x++) {
                const uint8_t what = z < s->nz ? s->species[((size_t)z * s->ny + y) * s->nx + x] : 0;
                if (z >= s->nz || s->palette[what].role == LK_SCENE_ELECTROLYTE) {
                    empty = z < s->nz ? what : empty;
                    continue;
                }
                solid++;
                if (++counts[what] > (best < 0 ? 0 : counts[best])) best = what;
            }
    return (uint8_t)(best >= 0 && 5 * solid >= 2 * by * by * by ? best : empty);
}

static void put_palette(lk_json *json, const lk_snapshot *s) {
    lk_json_open_array(json, "palette");
    for (size_t i = 0; i < s->palette_count; i++) {
        const lk_snapshot_material *m = &s->palette[i];
        lk_json_open_object(json, NULL);
        lk_json_text(json, "name", m->name);
        lk_json_integer(json, "role", m->role);
        lk_json_numbers(json, "colour", (double[]){m->rgb[0], m->rgb[1], m->rgb[2]}, 3);
        lk_json_numbers(json, "ground", (double[]){m->ground[0], m->ground[1], m->ground[2]}, 3);
        lk_json_number(json, "share", m->share);
        lk_json_close_object(json);
    }
    lk_json_close_array(json);
}

static lk_status put_deflated(lk_json *json, const uint8_t *voxels, size_t count, lk_error_list *errors) {
    uLongf size = compressBound(count);
    uint8_t *packed = malloc(size);
    if (!packed || compress2(packed, &size, voxels, count, 5) != Z_OK) {
        free(packed);
        return lk_error_set(errors, LK_FAILED, "no memory for the voxels of a report");
    }
    lk_json_base64(json, "voxels", "", packed, size);
    free(packed);
    return LK_OK;
}

static lk_status put_voxels(lk_json *json, const lk_snapshot *s, lk_error_list *errors) {
    const int top = (int)ceil(lk_snapshot_height(s) / s->edge) + 1, height = top < s->nz ? top : s->nz;
    const int by = coarsening(s, height), nx = s->nx / by, ny = s->ny / by, nz = (height + by - 1) / by;
    uint8_t *voxels = malloc((size_t)nx * ny * nz), *next = voxels;
    if (!voxels) return lk_error_set(errors, LK_FAILED, "no memory for the voxels of a report");
    for (int z = 0; z < nz; z++)
        for (int y = 0; y < ny; y++)
            for (int x = 0; x < nx; x++) *next++ = blend(s, (int[3]){x, y, z}, by);
    lk_json_numbers(json, "size", (double[]){nx, ny, nz}, 3);
    lk_json_number(json, "edge_um", s->edge * by * 1e6);
    const lk_status status = put_deflated(json, voxels, (size_t)nx * ny * nz, errors);
    free(voxels);
    return status;
}

// ---- states

static void put_facts(lk_json *json, const lk_snapshot *s) {
    lk_json_text(json, "caption", s->caption);
    lk_json_number(json, "time_s", s->time);
    lk_json_number(json, "charge_mAh_per_cm2", s->charge / 36000.0);
    lk_json_number(json, "throughput_mAh_per_cm2", s->throughput / 36000.0);
    lk_json_number(json, "voltage_V", s->voltage);
    lk_json_number(json, "thickness_um", s->thickness * 1e6);
    lk_json_integer(json, "cycle", s->cycle);
    lk_json_integer(json, "atoms", s->atoms);
    lk_json_number(json, "mark_um", s->mark * 1e6);
    lk_json_boolean(json, "floating", s->floating);
}

static lk_status put_state(lk_json *json, const lk_report_runs *runs, const lk_snapshot *s, bool last,
                           lk_error_list *errors) {
    lk_json_open_object(json, NULL);
    put_facts(json, s);
    put_palette(json, s);
    lk_status status = put_voxels(json, s, errors);
    if (status == LK_OK) status = put_pictures(json, runs, s, last, errors);
    lk_json_close_object(json);
    return status;
}

lk_status lk_report_states(lk_json *json, const lk_report_runs *runs, size_t which, lk_error_list *errors) {
    const lk_gallery *g = &runs->items[which].gallery;
    const size_t count = shown(runs, g);
    lk_status status = LK_OK;
    lk_json_open_array(json, "states");
    for (size_t i = 0; i < count && status == LK_OK; i++) {
        lk_snapshot s;
        status = lk_gallery_read(g, nth(runs, g, i), &s, errors);
        if (status == LK_OK) status = put_state(json, runs, &s, i + 1 == count, errors);
        lk_snapshot_free(&s);
    }
    lk_json_close_array(json);
    return status;
}
