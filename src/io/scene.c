// Scenes: what is the same for all pictures. See likmc/scene.h.
#include "likmc/scene.h"

#include "scene_view.h"

#include <math.h>
#include <omp.h>
#include <string.h>

// After Okabe and Ito (2008), who chose them for colour-blind eyes; the host is dark and the electrolyte
// pale, so that the picture also works in grey.
static const lk_scene_material standard[LK_SCENE_ROLE_COUNT] = {
    [LK_SCENE_ELECTROLYTE] = {"electrolyte", LK_SCENE_ELECTROLYTE, {234, 244, 251}},
    [LK_SCENE_HOST] = {"carbon nanotubes", LK_SCENE_HOST, {59, 59, 59}},
    [LK_SCENE_DECORATION] = {"ZnO", LK_SCENE_DECORATION, {0, 114, 178}},
    [LK_SCENE_METAL] = {"lithium", LK_SCENE_METAL, {242, 196, 64}},
    [LK_SCENE_DEAD_METAL] = {"dead lithium", LK_SCENE_DEAD_METAL, {213, 94, 0}},
    [LK_SCENE_SEI] = {"SEI", LK_SCENE_SEI, {204, 121, 167}},
};

const lk_scene_material *lk_scene_standard(lk_scene_role role) { return &standard[role]; }

static lk_status check_palette(const lk_scene *scene, lk_error_list *errors) {
    lk_status status = LK_OK;
    if (!scene->palette || scene->palette_count == 0 || scene->palette_count > 256)
        return lk_error_set(errors, LK_BAD_INPUT, "a palette of %zu materials: needs 1..256",
                            scene->palette ? scene->palette_count : 0);
    for (size_t i = 0; i < scene->palette_count; i++)
        if (!scene->palette[i].name || (unsigned)scene->palette[i].role >= LK_SCENE_ROLE_COUNT)
            status =
                lk_error_set(errors, LK_BAD_INPUT, "material %zu of the palette lacks a name or a role", i);
    return status;
}

static lk_status check_species(const lk_scene *scene, lk_error_list *errors) {
    const size_t sites = (size_t)scene->nx * (size_t)scene->ny * (size_t)scene->nz;
    for (size_t i = 0; i < sites; i++)
        if (scene->species[i] >= scene->palette_count)
            return lk_error_set(errors, LK_BAD_INPUT,
                                "site %zu holds species %d, but the palette ends at %zu", i,
                                scene->species[i], scene->palette_count - 1);
    return LK_OK;
}

static lk_status check_scene(const lk_scene *scene, lk_error_list *errors) {
    enum { MOST = 65535 };
    if (scene->nx < 1 || scene->ny < 1 || scene->nz < 1 || scene->nx > MOST || scene->ny > MOST ||
        scene->nz > MOST)
        return lk_error_set(errors, LK_BAD_INPUT, "a scene of %d x %d x %d voxels: each must be 1..%d",
                            scene->nx, scene->ny, scene->nz, MOST);
    if (!(scene->edge > 0.0) || !isfinite(scene->edge))
        return lk_error_set(errors, LK_BAD_INPUT, "a voxel edge of %g m: must be above 0", scene->edge);
    if (!scene->species) return lk_error_set(errors, LK_BAD_INPUT, "a scene without species");
    const lk_status status = check_palette(scene, errors);
    return status == LK_OK ? check_species(scene, errors) : status;
}

static lk_status check_range(const char *name, double value, double low, double high, lk_error_list *errors) {
    if (value >= low && value <= high) return LK_OK;
    return lk_error_set(errors, LK_BAD_INPUT, "view: %s is %g, must be %g..%g", name, value, low, high);
}

static lk_status check_view(const lk_scene_view *view, lk_error_list *errors) {
    const struct {
        const char *name;
        double value, low, high;
        bool optional;
    } rows[] = {{"width", view->width, 320, 8192, true},   {"height", view->height, 320, 8192, true},
                {"top", view->top, 0, 1, false},           {"slab", view->slab, 0, 1, false},
                {"position", view->position, 0, 1, false}, {"tilt", view->tilt, 0, 75, false},
                {"field", view->field, 0, 1, false},       {"turn", view->turn, 0, 360, false},
                {"unit", view->unit, 0.2, 20, true}};
    lk_status status = LK_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].optional && rows[i].value == 0.0) continue;
        if (check_range(rows[i].name, rows[i].value, rows[i].low, rows[i].high, errors) != LK_OK)
            status = LK_BAD_INPUT;
    }
    return status;
}

lk_status lk_scene_check(const lk_scene *scene, const lk_scene_view *view, lk_error_list *errors) {
    const lk_status viewed = view ? check_view(view, errors) : LK_OK;
    const lk_status seen = check_scene(scene, errors);
    return seen != LK_OK ? seen : viewed;
}

static double extent_shown(const lk_scene_volume *volume, const lk_scene_view *view) {
    if (view->top > 0.0) return view->top / volume->scene->edge;
    return 1.04 * volume->nz;
}

lk_status lk_scene_view_draw(lk_scene_drawer *draw, const lk_scene *scene, const lk_scene_view *wanted,
                             lk_image *image, lk_error_list *errors) {
    lk_scene_view view = wanted ? *wanted : (lk_scene_view){0};
    lk_scene_volume volume;
    const bool has_top = view.top > 0.0;
    *image = (lk_image){0};
    lk_status status = lk_scene_check(scene, &view, errors);
    if (status != LK_OK) return status;
    if (view.width == 0) view.width = 1280;
    if (view.height == 0) view.height = 3 * view.width / 4;
    if (view.tilt <= 0.0) view.tilt = 48.0; // degrees
    if (view.unit <= 0.0) view.unit = view.width / 1280.0;
    if (view.threads <= 0) view.threads = omp_get_max_threads();
    status = lk_scene_volume_create(&volume, scene, view.top, view.threads, errors);
    if (status != LK_OK) return status;
    view.top = extent_shown(&volume, &view) * scene->edge;
    status = lk_image_create(image, view.width, view.height, errors);
    image->keep_ink = view.ink;
    if (status == LK_OK) status = draw(&volume, &view, has_top, image, errors);
    lk_scene_volume_free(&volume);
    if (status != LK_OK) lk_image_free(image);
    return status;
}

const lk_scene_picture *lk_scene_pictures(size_t *count) {
    static const lk_scene_picture pictures[] = {
        {"top", "from above: height as colour", lk_scene_top},
        {"section", "cut upright: materials as colours", lk_scene_section},
        {"micrograph", "in space: as a scanning electron microscope would show it", lk_scene_micrograph},
    };
    *count = sizeof pictures / sizeof *pictures;
    return pictures;
}
