// What there is to see: see likmc/snapshot.h.
#include "likmc/snapshot.h"

#include "likmc/lattice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void lk_snapshot_free(lk_snapshot *snapshot) {
    free(snapshot->species);
    free(snapshot->sites);
    *snapshot = (lk_snapshot){0};
}

lk_scene lk_snapshot_scene(const lk_snapshot *s, lk_snapshot_stage *stage) {
    for (size_t i = 0; i < s->palette_count; i++) {
        const lk_snapshot_material *from = &s->palette[i];
        stage->palette[i] =
            (lk_scene_material){.name = from->name, .role = (lk_scene_role)from->role, .share = from->share};
        memcpy(stage->palette[i].rgb, from->rgb, sizeof from->rgb);
        memcpy(stage->palette[i].ground, from->ground, sizeof from->ground);
    }
    stage->mark = (lk_scene_mark){s->mark, "top of the paper"};
    return (lk_scene){.nx = s->nx,
                      .ny = s->ny,
                      .nz = s->nz,
                      .edge = s->edge,
                      .species = s->species,
                      .palette = stage->palette,
                      .palette_count = s->palette_count,
                      .marks = &stage->mark,
                      .mark_count = s->mark > 0.0,
                      .floating = s->floating,
                      .title = s->title,
                      .caption = s->caption};
}

lk_scene_view lk_snapshot_view(const lk_snapshot *s, int width) {
    return (lk_scene_view){.width = width,
                           .height = width * 3 / 4,
                           .top = s->extent,
                           .straight = s->sites != NULL,
                           .tone = s->sites ? LK_SCENE_COLOUR : LK_SCENE_SEM};
}

double lk_snapshot_height(const lk_snapshot *s) {
    const size_t layer = (size_t)s->nx * (size_t)s->ny;
    for (size_t i = layer * (size_t)s->nz; i-- > 0;)
        if (s->palette[s->species[i]].role != LK_SCENE_ELECTROLYTE) return (double)(i / layer + 1) * s->edge;
    return 0.0;
}

// Species of the site nearest to a position in units of the lattice constant: the best of each sublattice.
static uint8_t species_at(const lk_snapshot *s, const lk_lattice_kind *kind, const double position[3]) {
    double least = 1e9;
    size_t found = 0;
    for (int b = 0; b < kind->basis; b++) {
        double squared = 0.0;
        size_t cell[3];
        for (int axis = 0; axis < 3; axis++) {
            const double length = s->cells[axis], shift = 0.5 * kind->site[b][axis];
            const double at = fmin(fmax(floor(position[axis] - shift + 0.5), 0.0), length - 1.0);
            squared += (position[axis] - shift - at) * (position[axis] - shift - at);
            cell[axis] = (size_t)at;
        }
        if (squared >= least) continue;
        least = squared;
        found = ((cell[2] * (size_t)kind->basis + (size_t)b) * s->cells[1] + cell[1]) * s->cells[0] + cell[0];
    }
    return s->sites[found];
}

lk_status lk_snapshot_resample(lk_snapshot *s, lk_error_list *errors) {
    const lk_lattice_kind *kind = lk_lattice_find(s->lattice);
    if (!kind) return lk_error_set(errors, LK_BAD_INPUT, "there is no lattice '%s'", s->lattice);
    const double unit = 1.0 / cbrt(kind->basis);
    s->nx = (int)floor(s->cells[0] / unit);
    s->ny = (int)floor(s->cells[1] / unit);
    s->nz = (int)floor(s->cells[2] / unit);
    s->edge = unit * s->constant;
    free(s->species);
    s->species = malloc((size_t)s->nx * (size_t)s->ny * (size_t)s->nz);
    if (!s->species) return lk_error_set(errors, LK_FAILED, "out of memory for a picture");
    size_t i = 0;
    for (int z = 0; z < s->nz; z++)
        for (int y = 0; y < s->ny; y++)
            for (int x = 0; x < s->nx; x++) {
                const double at[3] = {(x + 0.5) * unit, (y + 0.5) * unit, (z + 0.5) * unit};
                s->species[i++] = species_at(s, kind, at);
            }
    return LK_OK;
}
