// A scene made ready for rays: see scene_volume.h.
#include "scene_volume.h"

#include <stdlib.h>
#include <string.h>

// Three neighbouring rows make one.
typedef void row_operation(const uint8_t *a, const uint8_t *b, const uint8_t *c, uint8_t *out, int n);

static void blur_row(const uint8_t *a, const uint8_t *b, const uint8_t *c, uint8_t *out, int n) {
    for (int i = 0; i < n; i++) out[i] = (uint8_t)((a[i] + 2 * b[i] + c[i] + 2) >> 2);
}

static void least_row(const uint8_t *a, const uint8_t *b, const uint8_t *c, uint8_t *out, int n) {
    for (int i = 0; i < n; i++) {
        const uint8_t least = a[i] < b[i] ? a[i] : b[i];
        out[i] = c[i] < least ? c[i] : least;
    }
}

static size_t row_start(const lk_scene_volume *v, int y, int z) {
    return ((size_t)z * (size_t)v->ny + (size_t)y) * (size_t)v->nx;
}

static void sweep_x(const lk_scene_volume *v, const uint8_t *in, uint8_t *out, int z,
                    row_operation *operation, uint8_t *padded) {
    for (int y = 0; y < v->ny; y++) {
        const uint8_t *row = in + row_start(v, y, z);
        padded[0] = row[v->nx - 1];
        memcpy(padded + 1, row, (size_t)v->nx);
        padded[v->nx + 1] = row[0];
        operation(padded, padded + 1, padded + 2, out + row_start(v, y, z), v->nx);
    }
}

static void sweep_y(const lk_scene_volume *v, const uint8_t *in, uint8_t *out, int z,
                    row_operation *operation) {
    for (int y = 0; y < v->ny; y++) {
        const int before = y > 0 ? y - 1 : v->ny - 1, after = y + 1 < v->ny ? y + 1 : 0;
        operation(in + row_start(v, before, z), in + row_start(v, y, z), in + row_start(v, after, z),
                  out + row_start(v, y, z), v->nx);
    }
}

// Below the lowest layer lies its mirror image, above the highest one the row `beyond`.
static void sweep_z(const lk_scene_volume *v, const uint8_t *in, uint8_t *out, int z,
                    row_operation *operation, const uint8_t *beyond) {
    for (int y = 0; y < v->ny; y++)
        operation(in + row_start(v, y, z > 0 ? z - 1 : 0), in + row_start(v, y, z),
                  z + 1 < v->nz ? in + row_start(v, y, z + 1) : beyond, out + row_start(v, y, z), v->nx);
}

// What a sweep works on besides the volume: swapped as it goes.
typedef struct sweep_room {
    uint8_t *spare; // as large as the volume
    uint8_t *rows;  // nx + 2 bytes a layer
} sweep_room;

// The operation along x, y and z in turn, over *data.
static void sweep(const lk_scene_volume *v, uint8_t **data, sweep_room *room, uint8_t beyond,
                  row_operation *operation) {
    const size_t stride = (size_t)v->nx + 2;
#pragma omp parallel for schedule(static) num_threads(v->threads)
    for (int z = 0; z < v->nz; z++) {
        sweep_x(v, *data, room->spare, z, operation, room->rows + stride * (size_t)z);
        sweep_y(v, room->spare, *data, z, operation);
    }
#pragma omp parallel for schedule(static) num_threads(v->threads)
    for (int z = 0; z < v->nz; z++) {
        uint8_t *row = room->rows + stride * (size_t)z;
        memset(row, beyond, (size_t)v->nx);
        sweep_z(v, *data, room->spare, z, operation, row);
    }
    uint8_t *done = room->spare;
    room->spare = *data;
    *data = done;
}

static bool is_solid(const lk_scene *scene, size_t site) {
    return scene->palette[scene->species[site]].role != LK_SCENE_ELECTROLYTE;
}

// Each round of smoothing is followed by this: a solid voxel stays inside the surface and an empty one
// outside, so that thin tubes and narrow pores survive (after Gibson, "Constrained elastic surface nets",
// 1998).
static void hold(const lk_scene_volume *v, uint8_t *data) {
    static const uint8_t solid_least = 160, empty_most = 72;
    const size_t plane = (size_t)v->nx * (size_t)v->ny;
#pragma omp parallel for schedule(static) num_threads(v->threads)
    for (int z = 0; z < v->nz; z++)
        for (size_t i = plane * (size_t)z; i < plane * (size_t)(z + 1); i++) {
            if (is_solid(v->scene, i))
                data[i] = data[i] < solid_least ? solid_least : data[i];
            else
                data[i] = data[i] > empty_most ? empty_most : data[i];
        }
}

static void fill_density(lk_scene_volume *v, sweep_room *room) {
    enum { ROUNDS = 3 };
    const size_t plane = (size_t)v->nx * (size_t)v->ny;
#pragma omp parallel for schedule(static) num_threads(v->threads)
    for (int z = 0; z < v->nz; z++)
        for (size_t i = plane * (size_t)z; i < plane * (size_t)(z + 1); i++)
            v->density.values[i] = is_solid(v->scene, i) ? 255 : 0;
    for (int round = 0; round < ROUNDS; round++) {
        sweep(v, &v->density.values, room, 0, blur_row);
        hold(v, v->density.values);
    }
}

// Whether the cell between voxel centres x..x+1, y..y+1, z..z+1 holds both sides of the surface or its
// inside.
static bool holds_surface(const lk_scene_volume *v, int x, int y, int z) {
    const int x1 = x + 1 < v->nx ? x + 1 : 0, y1 = y + 1 < v->ny ? y + 1 : 0, z1 = z + 1 < v->nz ? z + 1 : z;
    const uint8_t *low = v->density.values + row_start(v, y, z),
                  *far = v->density.values + row_start(v, y1, z);
    const uint8_t *high = v->density.values + row_start(v, y, z1),
                  *top = v->density.values + row_start(v, y1, z1);
    return low[x] >= LK_SCENE_ISO || low[x1] >= LK_SCENE_ISO || far[x] >= LK_SCENE_ISO ||
           far[x1] >= LK_SCENE_ISO || high[x] >= LK_SCENE_ISO || high[x1] >= LK_SCENE_ISO ||
           top[x] >= LK_SCENE_ISO || top[x1] >= LK_SCENE_ISO;
}

static void mark_clear(lk_scene_volume *v, uint8_t *clear) {
#pragma omp parallel for schedule(static) num_threads(v->threads)
    for (int z = 0; z < v->nz; z++)
        for (int y = 0; y < v->ny; y++)
            for (int x = 0; x < v->nx; x++)
                clear[row_start(v, y, z) + (size_t)x] = holds_surface(v, x, y, z) ? 0 : 1;
}

// The mask of clear cells shrinks by one cell a round; the distance is the number of rounds a cell survives.
static void fill_clearance(lk_scene_volume *v, uint8_t **clear, sweep_room *room) {
    const size_t plane = (size_t)v->nx * (size_t)v->ny;
    mark_clear(v, *clear);
    memcpy(v->clearance, *clear, plane * (size_t)v->nz);
    for (int round = 1; round < LK_SCENE_CLEARANCE; round++) {
        sweep(v, clear, room, 1, least_row);
#pragma omp parallel for schedule(static) num_threads(v->threads)
        for (int z = 0; z < v->nz; z++)
            for (size_t i = plane * (size_t)z; i < plane * (size_t)(z + 1); i++)
                v->clearance[i] = (uint8_t)(v->clearance[i] + (*clear)[i]);
    }
}

static size_t place(const lk_scene_grid *grid, int x, int y, int z) {
    return ((size_t)z * (size_t)grid->ny + (size_t)y) * (size_t)grid->nx + (size_t)x;
}

// Mean of the cubes of the finer grid that lie in a cube of twice the edge; above the volume all is empty.
static uint8_t mean_of_eight(const lk_scene_grid *fine, int x, int y, int z) {
    unsigned sum = 0, count = 0;
    for (int corner = 0; corner < 8; corner++) {
        const int i = 2 * x + (corner & 1), j = 2 * y + (corner >> 1 & 1), k = 2 * z + (corner >> 2);
        if (i >= fine->nx || j >= fine->ny) continue;
        count++;
        if (k < fine->nz) sum += fine->values[place(fine, i, j, k)];
    }
    return (uint8_t)(sum / count);
}

static bool fill_level(const lk_scene_volume *v, lk_scene_grid *level, const lk_scene_grid *fine) {
    *level = *fine; // the period
    level->nx = (fine->nx + 1) / 2;
    level->ny = (fine->ny + 1) / 2;
    level->nz = (fine->nz + 1) / 2;
    level->edge = 2.0 * fine->edge;
    level->values = malloc((size_t)level->nx * (size_t)level->ny * (size_t)level->nz);
    if (!level->values) return false;
#pragma omp parallel for schedule(static) num_threads(v->threads)
    for (int z = 0; z < level->nz; z++)
        for (int y = 0; y < level->ny; y++)
            for (int x = 0; x < level->nx; x++)
                level->values[place(level, x, y, z)] = mean_of_eight(fine, x, y, z);
    return true;
}

static bool fill_levels(lk_scene_volume *v) {
    for (int i = 0; i < LK_SCENE_LEVELS; i++)
        if (!fill_level(v, &v->levels[i], i > 0 ? &v->levels[i - 1] : &v->density)) return false;
    return true;
}

// Layers from the collector up to the highest solid voxel.
static int solid_layers(const lk_scene *scene) {
    const size_t plane = (size_t)scene->nx * (size_t)scene->ny;
    for (int z = scene->nz; z > 0; z--)
        for (size_t i = plane * (size_t)(z - 1); i < plane * (size_t)z; i++)
            if (is_solid(scene, i)) return z;
    return 0;
}

static int kept_layers(const lk_scene *scene, double top) {
    enum { MARGIN = 3 }; // smoothing and averages reach a little further
    int layers = solid_layers(scene) + MARGIN;
    if (top > 0.0 && top < layers * scene->edge) layers = (int)(top / scene->edge) + 1;
    return layers < scene->nz ? layers : scene->nz;
}

static lk_scene_grid finest_grid(const lk_scene_volume *v) {
    return (lk_scene_grid){.nx = v->nx,
                           .ny = v->ny,
                           .nz = v->nz,
                           .edge = 1.0,
                           .period = {v->nx, v->ny},
                           .inverse = {1.0 / v->nx, 1.0 / v->ny},
                           .values = malloc((size_t)v->nx * (size_t)v->ny * (size_t)v->nz)};
}

lk_status lk_scene_volume_create(lk_scene_volume *volume, const lk_scene *scene, double top, int threads,
                                 lk_error_list *errors) {
    *volume = (lk_scene_volume){
        .scene = scene, .threads = threads, .nx = scene->nx, .ny = scene->ny, .nz = kept_layers(scene, top)};
    const size_t size = (size_t)volume->nx * (size_t)volume->ny * (size_t)volume->nz;
    sweep_room room = {malloc(size), malloc(((size_t)volume->nx + 2) * (size_t)volume->nz)};
    uint8_t *clear = malloc(size);
    volume->density = finest_grid(volume);
    volume->clearance = malloc(size);
    bool enough = room.spare && room.rows && clear && volume->density.values && volume->clearance;
    if (enough) {
        fill_density(volume, &room);
        fill_clearance(volume, &clear, &room);
        enough = fill_levels(volume);
    }
    free(room.spare);
    free(room.rows);
    free(clear);
    if (enough) return LK_OK;
    lk_scene_volume_free(volume);
    return lk_error_set(errors, LK_FAILED, "out of memory: %zu bytes for a picture", 4 * size);
}

void lk_scene_volume_free(lk_scene_volume *volume) {
    free(volume->density.values);
    free(volume->clearance);
    for (int i = 0; i < LK_SCENE_LEVELS; i++) free(volume->levels[i].values);
    *volume = (lk_scene_volume){0};
}
