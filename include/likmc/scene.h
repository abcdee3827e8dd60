/// likmc/scene.h: pictures of a voxel model: height map, cross-section and shaded view in space.
///
/// A scene says what is to be drawn and owns nothing. Each picture is a function of the scene and the view
/// alone: same bytes for any number of threads and any build type.
#ifndef LIKMC_SCENE_H
#define LIKMC_SCENE_H

#include "likmc/error.h"
#include "likmc/image.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a species is to the eye. Only the electrolyte is transparent.
typedef enum lk_scene_role {
    LK_SCENE_ELECTROLYTE,
    LK_SCENE_HOST,
    LK_SCENE_DECORATION,
    LK_SCENE_METAL,
    LK_SCENE_DEAD_METAL,
    LK_SCENE_SEI,
    LK_SCENE_ROLE_COUNT
} lk_scene_role;

/// One row of the palette: the species whose byte is the row's index.
typedef struct lk_scene_material {
    const char *name; ///< for the legend, UTF-8; materials of the same name share one entry there
    lk_scene_role role;
    uint8_t rgb[3];    ///< sRGB
    double share;      ///< 0..1, of the surface that has this colour, as specks; the rest is `ground`; 0: all
    uint8_t ground[3]; ///< sRGB, what shows between the specks
} lk_scene_material;

/// A height worth marking in the pictures, such as the top of the paper.
typedef struct lk_scene_mark {
    double height;     ///< m above the collector
    const char *label; ///< UTF-8
} lk_scene_mark;

/// What is to be drawn. Borrowed pointers; nothing is owned.
typedef struct lk_scene {
    int nx, ny, nz;         ///< voxels, 1..65535 each; periodic in x and y, collector below z = 0
    double edge;            ///< voxel edge, m, > 0
    const uint8_t *species; ///< nx * ny * nz bytes, simple cubic, site = (z * ny + y) * nx + x, z up
    const lk_scene_material *palette;
    size_t palette_count; ///< every byte of `species` must be below it
    const lk_scene_mark *marks;
    size_t mark_count;
    bool floating;       ///< nothing lies below z = 0: no current collector is drawn
    const char *title;   ///< one line, UTF-8, or NULL: e.g. "CP@ZnO(002)"
    const char *caption; ///< one line, UTF-8, or NULL: e.g. "5.0 mAh/cm², thickness 43.8 µm"
} lk_scene;

/// How to draw the picture in space.
typedef enum lk_scene_tone {
    LK_SCENE_SEM,   ///< grey, as secondary electrons would show it, with a faint tint of the materials
    LK_SCENE_COLOUR ///< the same light on full material colours
} lk_scene_tone;

/// Settings of a picture; {0} asks for the defaults in brackets. Section and micrograph are cut upright at 21
/// degrees to x, where the periodic copies do not line up, so that a picture wider than the box does not
/// repeat itself; the section says so. Pictures of one size, `top` and `field` have one scale.
typedef struct lk_scene_view {
    int width, height; ///< pixels, 320..8192 [1280 x 960]
    double top;        ///< height shown, m; the same for all frames of a movie [fits what is there]
    double slab; ///< section: depth looked into behind the cut, m [3 % of the width shown, at least 2 voxels]
    double position; ///< section, micrograph: where the cut meets x = 0, fraction of ny, 0..1 [0]
    bool straight;   ///< section, micrograph: cut along x instead, one period wide
    double turn;     ///< section, micrograph: angle between the cut and x, degrees, 0..360 [21]
    bool block;      ///< micrograph: the box alone, without its periodic copies
    lk_scene_tone tone;
    double tilt;  ///< micrograph: angle between the beam and the surface normal, degrees, 0..75 [48]
    double field; ///< width shown, m [section, micrograph: fits box and film; top: the box]
    int threads;  ///< that draw [as OpenMP decides]
    bool fast;    ///< one sample a pixel instead of four: for previews
    double unit;  ///< pixels of an eighteenth of the letters' size, 0.2..20 [width / 1280]
    bool ink;     ///< keep text and lines apart from the pixels, for lk_image_write_page()
} lk_scene_view;

/// Colours that stay apart for colour-blind eyes and in print, one per role, with a plain name.
const lk_scene_material *lk_scene_standard(lk_scene_role role);

/// Check a scene and a view (sizes, bytes within the palette, ranges). LK_BAD_INPUT with one error for each
/// fault.
lk_status lk_scene_check(const lk_scene *scene, const lk_scene_view *view, lk_error_list *errors);

/// Each of these checks its input, allocates *image (release with lk_image_free()) and draws. `view` may be
/// NULL. LK_BAD_INPUT as lk_scene_check(); LK_FAILED when out of memory; *image is then empty.

/// From above: height as colour, hill shading, scale bar, colour bar in um (nm for small boxes).
lk_status lk_scene_top(const lk_scene *scene, const lk_scene_view *view, lk_image *image,
                       lk_error_list *errors);

/// Cut along x: material colours, what lies deeper fades, height axis, marks, legend, scale bar.
lk_status lk_scene_section(const lk_scene *scene, const lk_scene_view *view, lk_image *image,
                           lk_error_list *errors);

/// In space: a cut block in the manner of a scanning electron micrograph, with its information bar.
lk_status lk_scene_micrograph(const lk_scene *scene, const lk_scene_view *view, lk_image *image,
                              lk_error_list *errors);

/// The three pictures as a table, for whoever writes frames or lists them.
typedef struct lk_scene_picture {
    const char *name; ///< "top", "section", "micrograph": also the file's name before .png
    const char *doc;
    lk_status (*draw)(const lk_scene *, const lk_scene_view *, lk_image *, lk_error_list *);
} lk_scene_picture;

/// The table; *count receives its length.
const lk_scene_picture *lk_scene_pictures(size_t *count);

#endif
