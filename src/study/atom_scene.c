// From an atomistic state to a snapshot.
#include "atom_scale.h"
#include "electrode_paint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void paint(lk_snapshot *s, const lk_params *params) {
    lk_electrode_paint(s, &params->materials[params->electrolyte.material.index], LK_SCENE_ELECTROLYTE);
    lk_electrode_paint(s, &params->materials[params->lithium.material.index], LK_SCENE_METAL);
    for (size_t i = 0; i < params->material_count; i++) {
        const bool host = (int)i == params->host.material.index;
        lk_electrode_paint(s, &params->materials[i], host ? LK_SCENE_HOST : LK_SCENE_DECORATION);
    }
}

lk_status lk_atom_scene_see(lk_electrode *electrode, lk_snapshot *s, lk_error_list *errors) {
    const lk_atom_electrode *e = lk_atom_of(electrode);
    const lk_atomistic *model = &e->model;
    const lk_atom_observed *seen = &e->seen;
    *s = (lk_snapshot){.floating = true,
                       .extent = model->setup.cells[2] * model->setup.lattice_constant,
                       .time = seen->time,
                       .charge = NAN,
                       .throughput = NAN,
                       .voltage = 0.0 - seen->overpotential,
                       .thickness = NAN,
                       .atoms = seen->atoms,
                       .constant = model->setup.lattice_constant};
    for (int axis = 0; axis < 3; axis++) s->periodic[axis] = model->setup.periodic[axis];
    memcpy(s->cells, model->setup.cells, sizeof s->cells);
    snprintf(s->lattice, sizeof s->lattice, "%s", model->lattice.kind->name);
    s->sites = malloc(model->lattice.sites);
    if (!s->sites) return lk_error_set(errors, LK_FAILED, "no memory for a picture");
    memcpy(s->sites, model->species, model->lattice.sites);
    paint(s, e->base.params);
    snprintf(s->title, sizeof s->title, "%s", e->base.params->title);
    snprintf(s->caption, sizeof s->caption, "%.2f layers   %lld nuclei   %.3g ms   η %.0f mV", seen->layers,
             (long long)seen->nuclei, 1e3 * seen->time, 1e3 * seen->overpotential);
    const lk_status status = lk_snapshot_resample(s, errors);
    if (status != LK_OK) lk_snapshot_free(s);
    return status;
}
