// The electrolyte in three dimensions: memory, and the resolved planes. See likmc/field.h.
#include "field_parts.h"

#include <stdlib.h>
#include <string.h>

// Doubles are handed out from one block: first counted, then given.
typedef struct purse {
    double *block;
    size_t used;
} purse;

static double *take(purse *p, size_t count) {
    double *array = p->block ? p->block + p->used : NULL;
    p->used += count;
    return array;
}

static lk_field_pair take_pair(purse *p, size_t count) {
    double *u = take(p, count);
    return (lk_field_pair){u, take(p, count)};
}

static void lay_out_level(purse *p, const lk_field_grid *f, lk_field_level *l) {
    l->cells = (size_t)l->n[0] * l->n[1] * l->n[2];
    const size_t points = l->cells + f->n[2] + f->column;
    for (int a = 0; a < 3; a++) {
        l->width[a] = take(p, l->n[a]);
        l->face[a] = take(p, l->cells);
        l->link[a] = take(p, l->cells);
    }
    for (int i = 0; i < 2; i++) {
        l->slope[i] = take(p, points);
        l->own[i] = take(p, points);
    }
    l->inverse = take(p, 3 * points);
    l->x = take_pair(p, points);
    l->b = take_pair(p, points);
}

static void lay_out(purse *p, lk_field_grid *f) {
    const size_t layers = f->n[2] + f->column, widest = f->n[0] > f->n[1] ? f->n[0] : f->n[1];
    for (int a = 0; a < 3; a++) f->width[a] = take(p, f->n[a]);
    double **const of_points[] = {&f->porosity, &f->path, &f->overpotential, &f->salt};
    for (size_t i = 0; i < sizeof of_points / sizeof *of_points; i++) *of_points[i] = take(p, f->points);
    f->thickness = take(p, layers);
    f->capacitance = take(p, f->cells);
    f->reaction = take(p, f->cells);
    f->wall_in = take(p, f->cells);
    f->wall_out = take(p, f->cells);
    for (uint32_t s = 0; s < f->params.surfaces; s++) {
        f->plating[s] = take(p, f->cells);
        f->stripping[s] = take(p, f->cells);
        f->drive[s] = take(p, f->cells);
    }
    f->before = take_pair(p, f->points);
    f->answer = take_pair(p, f->points);
    f->scratch = take_pair(p, f->points);
    for (int k = 0; k < LK_FIELD_DIRECTIONS; k++) {
        f->direction[k] = take_pair(p, f->points);
        f->product[k] = take_pair(p, f->points);
    }
    f->column_face = take(p, layers);
    f->column_link = take(p, layers);
    f->chain = take(p, 6 * (layers + f->n[2]));
    f->partial = take(p, f->n[2] + 1);
    f->nothing = take(p, widest);
    for (uint32_t k = 0; k < f->levels; k++) lay_out_level(p, f, &f->level[k]);
}

// Half as many cells along each axis, until a plane has one.
static void find_levels(lk_field_grid *f) {
    memcpy(f->level[0].n, f->n, sizeof f->n);
    f->levels = 1;
    while (!lk_field_is_chain(&f->level[f->levels - 1]) && f->levels < LK_FIELD_LEVELS) {
        const lk_field_level *fine = &f->level[f->levels - 1];
        for (int a = 0; a < 3; a++) f->level[f->levels].n[a] = (fine->n[a] + 1) / 2;
        f->levels++;
    }
}

lk_status lk_field_create(lk_field_grid *f, const uint32_t n[3], uint32_t column,
                          const lk_field_params *params, lk_error_list *errors) {
    *f = (lk_field_grid){.params = *params, .column = column};
    memcpy(f->n, n, sizeof f->n);
    f->cells = (size_t)n[0] * n[1] * n[2];
    f->points = f->cells + n[2] + column;
    find_levels(f);
    purse p = {0};
    lay_out(&p, f);
    p.block = calloc(p.used, sizeof *p.block); // room that is never used takes no memory
    f->reacting = malloc(f->cells * sizeof *f->reacting);
    f->block = p.block;
    if (!p.block || !f->reacting) {
        lk_field_free(f);
        return lk_error_set(errors, LK_FAILED, "no memory for %zu cells of electrolyte", f->cells);
    }
    p.used = 0;
    lay_out(&p, f);
    for (size_t i = 0; i < f->points; i++) f->salt[i] = f->porosity[i] = f->path[i] = 1.0;
    return LK_OK;
}

void lk_field_free(lk_field_grid *f) {
    free(f->block);
    free(f->reacting);
    *f = (lk_field_grid){0};
}

void lk_field_resolve(lk_field_grid *f, uint32_t resolved) {
    const size_t plane = (size_t)f->n[0] * f->n[1];
    for (uint32_t z = f->resolved; z < resolved; z++)
        for (size_t i = z * plane; i < (z + 1) * plane; i++) {
            f->overpotential[i] = f->overpotential[f->cells + z];
            f->salt[i] = f->salt[f->cells + z];
        }
    if (resolved > f->resolved) f->resolved = resolved;
}
