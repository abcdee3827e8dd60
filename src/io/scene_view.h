// What the three pictures share. Private to src/io.
#ifndef LIKMC_IO_SCENE_VIEW_H
#define LIKMC_IO_SCENE_VIEW_H

#include "likmc/scene.h"
#include "scene_volume.h"

/// Draws one kind of picture of volume->scene into an image of the view's size. `has_top`: the caller asked
/// for the height shown.
typedef lk_status lk_scene_drawer(const lk_scene_volume *volume, lk_scene_view *view, bool has_top,
                                  lk_image *image, lk_error_list *errors);

/// Check `wanted` (may be NULL), put defaults in place (view->top is then the height shown, m), make volume
/// and image, and draw. On failure the image is empty.
lk_status lk_scene_view_draw(lk_scene_drawer *draw, const lk_scene *scene, const lk_scene_view *wanted,
                             lk_image *image, lk_error_list *errors);

/// The palette's colours as looks.
void lk_scene_view_colours(const lk_scene *scene, lk_scene_look looks[256]);

/// What a ray meets.
typedef enum lk_scene_meeting {
    LK_SCENE_NOTHING,
    LK_SCENE_SKIN, ///< a surface
    LK_SCENE_CUT,  ///< solid at the plane of the cut
    LK_SCENE_FLOOR ///< the collector's top
} lk_scene_meeting;

/// Where, in voxels: `at` and `normal` in the lattice, `depth` behind the cut, `height` above the collector.
typedef struct lk_scene_hit {
    lk_scene_meeting meeting;
    lk_scene_vector at, normal;
    double depth, height;
} lk_scene_hit;

/// Rays live in the frame of the cut: x along it, y into depth, z up. This follows one from `origin` along
/// the unit vector `direction` through what lies between the depths `front` and `back`.
lk_scene_hit lk_scene_view_follow(const lk_scene_volume *volume, const lk_scene_view *view,
                                  lk_scene_vector origin, lk_scene_vector direction, double front,
                                  double back);

/// The same through the box alone, without its copies: the frame's origin is below the middle of the box. A
/// cut has the normal of the face through which the ray enters.
lk_scene_hit lk_scene_view_follow_block(const lk_scene_volume *volume, const lk_scene_view *view,
                                        lk_scene_vector origin, lk_scene_vector direction);

/// A vector of the frame of the cut in the lattice.
lk_scene_vector lk_scene_view_turn(const lk_scene_view *view, lk_scene_vector v);

/// Picture loops share this: colour of the picture at a point (pixels, y down), 0..1.
typedef void lk_scene_shader(const void *data, double x, double y, double rgb[3]);

/// Fill the part {x, y, width, height} of the image: one sample a pixel, and four where there is an edge
/// unless view->fast. LK_FAILED when out of memory.
lk_status lk_scene_view_paint(lk_image *image, const lk_scene_view *view, const int part[4],
                              lk_scene_shader *shade, const void *data, lk_error_list *errors);

/// Value of a reproducible noise in -1..1 at a pixel.
double lk_scene_view_grain(int x, int y);

#endif
