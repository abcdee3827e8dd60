// A scene made ready for rays: smoothed, with empty space measured and averages for ambient light. Private to
// src/io.
//
// Lengths are in voxel edges, x and y wrap around, voxel i spans i..i+1. Integer arithmetic throughout, so
// that the volume is the same for any number of threads.
#ifndef LIKMC_IO_SCENE_VOLUME_H
#define LIKMC_IO_SCENE_VOLUME_H

#include "likmc/scene.h"

#include <stdbool.h>
#include <stdint.h>

enum { LK_SCENE_LEVELS = 5, LK_SCENE_CLEARANCE = 15 };

/// Density, 0..255, at which the surface is drawn.
#define LK_SCENE_ISO 100.0

/// Bytes on a grid of cubes that wraps around in x and y and is mirrored below z = 0.
typedef struct lk_scene_grid {
    int nx, ny, nz;
    double edge;                  ///< of a cube, voxels; the last cube of a row may stick out of the box
    double period[2], inverse[2]; ///< of the box in x and y, voxels, and one over it
    uint8_t *values;
} lk_scene_grid;

/// Borrows the scene; owns its arrays.
typedef struct lk_scene_volume {
    const lk_scene *scene;
    int threads;           ///< of the loops, at least 1
    int nx, ny, nz;        ///< nz: layers up to the highest solid one, and a few empty ones
    lk_scene_grid density; ///< smoothed occupancy
    uint8_t
        *clearance; ///< Chebyshev distance to the next cell (eight voxel centres) that holds surface, capped
    lk_scene_grid levels[LK_SCENE_LEVELS]; ///< density averaged over cubes of 2^(level + 1) voxels
} lk_scene_volume;

/// A point or direction.
typedef struct lk_scene_vector {
    double x, y, z;
} lk_scene_vector;

/// Build from a checked scene; `top` > 0 cuts away what lies above that many metres. LK_FAILED when out of
/// memory.
lk_status lk_scene_volume_create(lk_scene_volume *volume, const lk_scene *scene, double top, int threads,
                                 lk_error_list *errors);
void lk_scene_volume_free(lk_scene_volume *volume);

/// Trilinear density at a point.
double lk_scene_volume_density(const lk_scene_volume *volume, lk_scene_vector at);

/// First point of origin + t direction, t0 <= t <= t1, where the density reaches the surface: *t, if there is
/// one.
bool lk_scene_volume_march(const lk_scene_volume *volume, lk_scene_vector origin, lk_scene_vector direction,
                           double t0, double t1, double *t);

/// Outward unit normal at a point of the surface; `fallback` where the density is even.
lk_scene_vector lk_scene_volume_normal(const lk_scene_volume *volume, lk_scene_vector at,
                                       lk_scene_vector fallback);

/// Share of the open sky seen from a point, 0..1: cones about the normal (Crassin et al. 2011, doi
/// 10.1111/j.1467-8659.2011.02063.x). What lies in front of the plane {x: (x - at) . outside > depth} counts
/// as empty.
double lk_scene_volume_light(const lk_scene_volume *volume, lk_scene_vector at, lk_scene_vector normal,
                             lk_scene_vector outside, double depth);

/// Colours of a species in a picture, 0..1: specks of `rgb` take up a share of the surface, `ground` the
/// rest.
typedef struct lk_scene_look {
    double rgb[3], ground[3];
    double share; ///< 0 and 1: `rgb` all over
} lk_scene_look;

/// The colour of a look at a point: the same for every picture of that point.
const double *lk_scene_volume_colour(const lk_scene_look *look, lk_scene_vector at);

/// Materials near a point: the eight surrounding voxels that are not electrolyte, by their trilinear weight.
/// Returns the species that weighs most; `rgb` receives the mean of their looks, one for each row of the
/// palette.
int lk_scene_volume_material(const lk_scene_volume *volume, lk_scene_vector at, const lk_scene_look *looks,
                             double rgb[3]);

#endif
