// From a film to a scene: palette, mark, caption.
#include "film_scale.h"

#include <stdio.h>
#include <stdlib.h>

_Static_assert(LK_FILM_HOST + LK_FILM_HOST_TYPES + 1 <= LK_ELECTRODE_PALETTE, "raise LK_ELECTRODE_PALETTE");

static lk_scene_material paint(const lk_material *material, lk_scene_role role) {
    lk_scene_material row = {.name = material->title, .role = role};
    for (int i = 0; i < 3; i++) row.rgb[i] = (uint8_t)(material->colour >> (16 - 8 * i));
    return row;
}

static size_t fill_palette(const lk_params *params, lk_scene_material palette[LK_ELECTRODE_PALETTE]) {
    const lk_material *all = params->materials;
    palette[LK_FILM_ELECTROLYTE] = paint(&all[params->electrolyte.material.index], LK_SCENE_ELECTROLYTE);
    palette[LK_FILM_LITHIUM] = paint(&all[params->lithium.material.index], LK_SCENE_METAL);
    palette[LK_FILM_DEAD] = *lk_scene_standard(LK_SCENE_DEAD_METAL);
    palette[LK_FILM_HOST] = paint(&all[params->host.material.index], LK_SCENE_HOST);
    size_t count = LK_FILM_HOST + 1;
    for (size_t i = 0; i < params->host.decoration.count; i++)
        palette[count++] = paint(&all[params->host.decoration.parts[i].material.index], LK_SCENE_DECORATION);
    palette[count++] = paint(&all[params->sei.material.index], LK_SCENE_SEI);
    return count; // the last one: shells of SEI
}

// The cycle is told once there is more than the first plating.
static void write_caption(const lk_observation *seen, const lk_cycle *cycle, char *text, size_t size) {
    char when[32] = "";
    if (cycle->number > 1 || cycle->stripped)
        snprintf(when, sizeof when, "cycle %lld   ", (long long)cycle->number);
    snprintf(text, size, "%s%.2f mAh/cm²   thickness %.1f µm", when, seen->charge / 3.6e4,
             seen->thickness * 1e6);
}

lk_status lk_film_scene_fill(lk_electrode *electrode, lk_electrode_scene *scene, lk_error_list *errors) {
    const lk_film_electrode *e = lk_film_of(electrode);
    const lk_params_grid *grid = &e->film.model.grid;
    scene->species = malloc(e->film.lattice.sites);
    if (!scene->species) return lk_error_set(errors, LK_FAILED, "no memory for a picture");
    const size_t colours = fill_palette(e->base.params, scene->palette);
    lk_film_see(&e->film, scene->species, (uint8_t)(colours - 1));
    scene->mark = (lk_scene_mark){(double)grid->nz_paper * e->film.model.edge, "top of the paper"};
    write_caption(&e->seen, &e->progress.cycle, scene->caption, sizeof scene->caption);
    scene->scene = (lk_scene){.nx = (int)grid->nx,
                              .ny = (int)grid->ny,
                              .nz = (int)grid->nz,
                              .edge = e->film.model.edge,
                              .palette_count = colours,
                              .mark_count = 1};
    return LK_OK;
}
