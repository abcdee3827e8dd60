// From an atomistic state to a scene of cubes: each shows the site that is nearest to its middle.
#include "atom_scale.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

_Static_assert(2 + LK_ENERGETICS_TYPES <= LK_ELECTRODE_PALETTE, "raise LK_ELECTRODE_PALETTE");

static lk_scene_material paint(const lk_material *material, lk_scene_role role) {
    lk_scene_material row = {.name = material->title, .role = role};
    for (int i = 0; i < 3; i++) row.rgb[i] = (uint8_t)(material->colour >> (16 - 8 * i));
    return row;
}

static size_t fill_palette(const lk_params *params, lk_scene_material palette[LK_ELECTRODE_PALETTE]) {
    size_t count = 0;
    palette[count++] = paint(&params->materials[params->electrolyte.material.index], LK_SCENE_ELECTROLYTE);
    palette[count++] = paint(&params->materials[params->lithium.material.index], LK_SCENE_METAL);
    for (size_t i = 0; i < params->material_count; i++) {
        const bool host = (int)i == params->host.material.index;
        palette[count++] = paint(&params->materials[i], host ? LK_SCENE_HOST : LK_SCENE_DECORATION);
    }
    return count;
}

// Species of the site nearest to a position in units of the lattice constant: the best of each sublattice.
static uint8_t species_at(const lk_atomistic *model, const double position[3]) {
    const lk_lattice_kind *kind = model->lattice.kind;
    double least = 1e9;
    uint8_t found = LK_ATOMISTIC_EMPTY;
    for (int b = 0; b < kind->basis; b++) {
        double squared = 0.0;
        uint32_t cell[3];
        for (int axis = 0; axis < 3; axis++) {
            const double length = model->setup.cells[axis], shift = 0.5 * kind->site[b][axis];
            double at = fmin(fmax(floor(position[axis] - shift + 0.5), 0.0), length - 1.0);
            squared += (position[axis] - shift - at) * (position[axis] - shift - at);
            cell[axis] = (uint32_t)at;
        }
        if (squared >= least) continue;
        least = squared;
        found = model->species[lk_lattice_site(&model->lattice, cell[0], cell[1], cell[2], (uint32_t)b)];
    }
    return found;
}

// Cubes of an atom's volume.
static uint8_t *resample(const lk_atomistic *model, int n[3], double *edge) {
    const double unit = 1.0 / cbrt(model->lattice.kind->basis);
    for (int axis = 0; axis < 3; axis++) n[axis] = (int)floor(model->setup.cells[axis] / unit);
    *edge = unit * model->setup.lattice_constant;
    uint8_t *species = malloc((size_t)n[0] * n[1] * n[2]);
    if (!species) return NULL;
    size_t i = 0;
    for (int z = 0; z < n[2]; z++)
        for (int y = 0; y < n[1]; y++)
            for (int x = 0; x < n[0]; x++) {
                const double at[3] = {(x + 0.5) * unit, (y + 0.5) * unit, (z + 0.5) * unit};
                species[i++] = species_at(model, at);
            }
    return species;
}

lk_status lk_atom_scene_fill(lk_electrode *electrode, lk_electrode_scene *scene, lk_error_list *errors) {
    const lk_atom_electrode *e = lk_atom_of(electrode);
    int n[3];
    double edge;
    scene->species = resample(&e->model, n, &edge);
    if (!scene->species) return lk_error_set(errors, LK_FAILED, "out of memory for a picture");
    snprintf(scene->caption, sizeof scene->caption, "%.2f layers   %lld nuclei   η %.0f mV", e->seen.layers,
             (long long)e->seen.nuclei, 1e3 * e->seen.overpotential);
    scene->view.tone = LK_SCENE_COLOUR;
    scene->scene = (lk_scene){.nx = n[0],
                              .ny = n[1],
                              .nz = n[2],
                              .edge = edge,
                              .palette_count = fill_palette(e->base.params, scene->palette)};
    return LK_OK;
}
