// From a film to a scene: palette, marks, captions, files.
#include "frames.h"

#include "likmc/image.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PALETTE = LK_FILM_HOST + LK_FILM_HOST_TYPES + 1 }; // the last one used: shells of SEI

static lk_scene_material paint(const lk_material *material, lk_scene_role role) {
    lk_scene_material row = {.name = material->title, .role = role};
    for (int i = 0; i < 3; i++) row.rgb[i] = (uint8_t)(material->colour >> (16 - 8 * i));
    return row;
}

static size_t fill_palette(const lk_params *params, lk_scene_material palette[PALETTE]) {
    const lk_material *all = params->materials;
    palette[LK_FILM_ELECTROLYTE] = paint(&all[params->electrolyte.material.index], LK_SCENE_ELECTROLYTE);
    palette[LK_FILM_LITHIUM] = paint(&all[params->lithium.material.index], LK_SCENE_METAL);
    palette[LK_FILM_DEAD] = *lk_scene_standard(LK_SCENE_DEAD_METAL);
    palette[LK_FILM_HOST] = paint(&all[params->host.material.index], LK_SCENE_HOST);
    size_t count = LK_FILM_HOST + 1;
    for (size_t i = 0; i < params->host.decoration.count; i++)
        palette[count++] = paint(&all[params->host.decoration.parts[i].material.index], LK_SCENE_DECORATION);
    palette[count++] = paint(&all[params->sei.material.index], LK_SCENE_SEI);
    return count;
}

static lk_status draw_one(const lk_scene_picture *picture, const lk_scene *scene, const lk_scene_view *view,
                          const lk_provenance *provenance, const char *path, lk_error_list *errors) {
    lk_image image = {0};
    lk_status status = picture->draw(scene, view, &image, errors);
    if (status != LK_OK) return status;
    lk_provenance_texts texts;
    lk_provenance_describe(provenance, &texts);
    if (scene->caption) texts.items[texts.count++] = (lk_image_text){"Description", scene->caption};
    status = lk_image_write_png(&image, path, texts.items, texts.count, errors);
    lk_image_free(&image);
    return status;
}

lk_status lk_frames_draw_scene(const lk_scene *scene, const lk_scene_view *view,
                               const lk_provenance *provenance, const lk_rundir *dir, int64_t number,
                               lk_error_list *errors) {
    size_t count;
    char name[64];
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "frames/%s-%03lld.png", pictures[i].name, (long long)number);
        char *path = lk_rundir_file(dir, name);
        if (!path) return lk_error_set(errors, LK_FAILED, "no memory for the name of a picture");
        const lk_status status = draw_one(&pictures[i], scene, view, provenance, path, errors);
        free(path);
        if (status != LK_OK) return status;
    }
    return LK_OK;
}

// The cycle is told once there is more than the first plating.
static void write_caption(const lk_observation *seen, const lk_cycle *cycle, char *text, size_t size) {
    char when[32] = "";
    if (cycle->number > 1 || cycle->stripped)
        snprintf(when, sizeof when, "cycle %lld   ", (long long)cycle->number);
    snprintf(text, size, "%s%.2f mAh/cm²   thickness %.1f µm", when, seen->charge / 3.6e4,
             seen->thickness * 1e6);
}

lk_status lk_frames_draw(const lk_film *film, const lk_params *params, const lk_observation *observation,
                         const lk_cycle *cycle, const lk_provenance *provenance, const lk_rundir *dir,
                         int64_t number, lk_error_list *errors) {
    lk_scene_material palette[PALETTE];
    const size_t colours = fill_palette(params, palette);
    char caption[128];
    uint8_t *seen = malloc(film->lattice.sites);
    if (!seen) return lk_error_set(errors, LK_FAILED, "no memory for a picture");
    lk_film_see(film, seen, (uint8_t)(colours - 1));
    const lk_scene_mark mark = {(double)film->model.grid.nz_paper * film->model.edge, "top of the paper"};
    write_caption(observation, cycle, caption, sizeof caption);
    const lk_scene scene = {.nx = (int)film->model.grid.nx,
                            .ny = (int)film->model.grid.ny,
                            .nz = (int)film->model.grid.nz,
                            .edge = film->model.edge,
                            .species = seen,
                            .palette = palette,
                            .palette_count = colours,
                            .marks = &mark,
                            .mark_count = 1,
                            .title = params->title,
                            .caption = caption};
    const lk_scene_view view = {.width = (int)params->output.image_width,
                                .height = (int)params->output.image_width * 3 / 4};
    const lk_status status = lk_frames_draw_scene(&scene, &view, provenance, dir, number, errors);
    free(seen);
    return status;
}
