// An electrode at either scale: see likmc/electrode.h.
#include "atom_scale.h"
#include "electrode_paint.h"
#include "film_scale.h"

#include <stdio.h>

static const lk_scale *const scales[] = {
    [LK_SCALE_FILM] = &lk_film_scale, [LK_SCALE_ATOMISTIC] = &lk_atom_scale};

const lk_scale *lk_electrode_scale(const lk_params *params) { return scales[params->scale]; }

const lk_scale *const *lk_electrode_scales(size_t *count) {
    *count = sizeof scales / sizeof *scales;
    return scales;
}

lk_status lk_electrode_create(lk_electrode **electrode, const lk_params *params, lk_error_list *errors) {
    return lk_electrode_scale(params)->create(electrode, params, errors);
}

void lk_electrode_free(lk_electrode *electrode) {
    if (electrode) electrode->scale->free(electrode);
}

lk_status lk_electrode_next(lk_electrode *electrode, lk_due *due, lk_error_list *errors) {
    lk_status status = LK_OK;
    while ((*due = electrode->scale->due(electrode)) == LK_DUE_NOTHING && status == LK_OK)
        status = electrode->scale->advance(electrode, errors);
    return status;
}

void lk_electrode_written(lk_electrode *electrode, lk_due due) { electrode->scale->written(electrode, due); }

void lk_electrode_forget_output(lk_electrode *electrode) { electrode->scale->forget(electrode); }

const void *lk_electrode_record(lk_electrode *electrode, lk_due due, lk_error_list *errors) {
    return electrode->scale->record(electrode, due, errors);
}

lk_film *lk_electrode_film(lk_electrode *electrode) {
    return electrode->params->scale == LK_SCALE_FILM ? &lk_film_of(electrode)->film : NULL;
}

lk_atomistic *lk_electrode_atoms(lk_electrode *electrode) {
    return electrode->params->scale == LK_SCALE_ATOMISTIC ? &lk_atom_of(electrode)->model : NULL;
}

lk_cell *lk_electrode_cell(lk_electrode *electrode) {
    return electrode->scale == &lk_film_scale ? &lk_film_of(electrode)->cell : NULL;
}

// ---- state

lk_status lk_electrode_write(lk_electrode *electrode, const lk_state *more, const char *path,
                             lk_error_list *errors) {
    lk_state state;
    lk_status status = electrode->scale->lay_out(electrode, NULL, &state, errors);
    if (status == LK_OK) status = lk_state_write(&state, more, path, errors);
    electrode->scale->release(&state);
    return status;
}

lk_status lk_electrode_read(lk_electrode *electrode, lk_state *more, const char *path,
                            lk_error_list *errors) {
    lk_state state;
    lk_status status = electrode->scale->lay_out(electrode, path, &state, errors);
    if (status == LK_OK) status = lk_state_read(&state, more, path, errors);
    if (status == LK_OK) status = electrode->scale->take(electrode, &state, errors);
    electrode->scale->release(&state);
    return status;
}

lk_status lk_electrode_write_xdmf(lk_electrode *electrode, const char *path, const char *name,
                                  lk_error_list *errors) {
    const double edge = electrode->scale->voxel(electrode);
    if (!(edge > 0.0)) return LK_OK;
    lk_state state;
    lk_store_field fields[LK_STATE_ROWS];
    lk_status status = electrode->scale->lay_out(electrode, NULL, &state, errors);
    if (status == LK_OK)
        status = lk_store_write_xdmf(path, name, fields, lk_state_fields(&state, fields, 0), edge, errors);
    electrode->scale->release(&state);
    return status;
}

// ---- pictures

lk_snapshot_material *lk_electrode_paint(lk_snapshot *snapshot, const lk_material *material,
                                         lk_scene_role role) {
    lk_snapshot_material *row = &snapshot->palette[snapshot->palette_count++];
    *row = (lk_snapshot_material){.role = (uint8_t)role};
    snprintf(row->name, sizeof row->name, "%s", material->title);
    for (int k = 0; k < 3; k++) row->rgb[k] = (uint8_t)(material->colour >> (16 - 8 * k));
    return row;
}

lk_status lk_electrode_see(lk_electrode *electrode, lk_snapshot *snapshot, lk_error_list *errors) {
    *snapshot = (lk_snapshot){0};
    if (!lk_electrode_record(electrode, LK_DUE_FRAME, errors)) return LK_FAILED;
    return electrode->scale->see(electrode, snapshot, errors);
}
