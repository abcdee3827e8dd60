// What the files of the field share.
#ifndef LIKMC_FIELD_PARTS_H
#define LIKMC_FIELD_PARTS_H

#include "likmc/field.h"

enum { NO_LAYER = UINT32_MAX };

// One solve: what does not change from one of Newton's iterations to the next.
typedef struct lk_field_task {
    double current;  // A, of the galvanostat; while a potential is held that of the last iteration
    double step;     // s
    uint32_t pinned; // layer whose potential is held, or NO_LAYER
    bool at_once;    // double layers follow without a charge
} lk_field_task;

// A/m of a face between two salt contents that differ by 1; of the current over that at c0, in A/V.
typedef struct lk_field_units {
    double salt;    // D F c0/(1 - t+)
    double current; // kappa0 over that
    double drift;   // (2 t+ - 1) kT/e times that
} lk_field_units;

lk_field_units lk_field_units_of(const lk_field_params *params);

// Conductances of all faces on all levels, from widths and paths.
void lk_field_faces_find(lk_field_grid *field);

// Those of the current, at the salt of the moment.
void lk_field_faces_find_links(lk_field_grid *field);

// Sums of what stands on the diagonal, and the inverse of its blocks, on all levels.
void lk_field_faces_coarsen(lk_field_grid *field);

// Reactions and their slopes on the finest level; `drive` and `reaction`.
void lk_field_reaction_find(lk_field_grid *field);
void lk_field_reaction_list(lk_field_grid *field); // the cells that have a surface or a double layer
double lk_field_reaction_sum(const lk_field_grid *field);

// Solve the linear system of the finest level for the right side `b`: the answer is in `answer`. Returns the
// cycles that it took.
uint32_t lk_field_cycle_solve(lk_field_grid *field, const lk_field_task *task, double tolerance);

// Relaxation of the column on one level, or, if a plane has one cell, the solution of it all.
void lk_field_chain_solve(lk_field_grid *field, uint32_t level, const lk_field_task *task);

// What is left of the right side of the column in `b` once `x` is put in: into `left`, which may be `b`.
void lk_field_chain_residual(const lk_field_grid *field, const lk_field_task *task, lk_field_pair x,
                             lk_field_pair b, lk_field_pair left);

static inline bool lk_field_is_chain(const lk_field_level *level) {
    return level->n[0] == 1 && level->n[1] == 1;
}

static inline uint32_t lk_field_layers(const lk_field_grid *field) { return field->n[2] + field->column; }

// Threads for one level: small ones are done before others have woken up.
static inline int lk_field_threads(const lk_field_grid *field, const lk_field_level *level) {
    enum { CELLS_A_THREAD = 8192 };
    const uint32_t most = level->n[0] * level->n[1] * level->n[2] / CELLS_A_THREAD;
    return most < 2 ? 1 : most < (uint32_t)field->params.threads ? (int)most : field->params.threads;
}

// One row of cells along x with the rows around it.
typedef struct lk_field_row {
    size_t here, south, north, below, above;
    size_t up;             // step along the row above: 0 if that is a layer of the column
    const double *link[2]; // to the row below: of the current, and of the salt
} lk_field_row;

lk_field_row lk_field_row_of(const lk_field_grid *field, const lk_field_level *level, uint32_t y, uint32_t z);

// What the six neighbours of cell x of a row add to its equations.
static inline void lk_field_around(const lk_field_level *l, const lk_field_row *r, size_t x, lk_field_pair p,
                                   double sum[2]) {
    const size_t nx = l->n[0], i = r->here + x, west = x > 0 ? i - 1 : r->here + nx - 1,
                 east = x + 1 < nx ? i + 1 : r->here;
    const size_t south = r->south + x, north = r->north + x, below = r->below + x,
                 above = r->above + r->up * x;
    sum[0] = (l->link[0][i] * p.u[east] + l->link[0][west] * p.u[west]) +
             (l->link[1][i] * p.u[north] + l->link[1][south] * p.u[south]) +
             (l->link[2][i] * p.u[above] + r->link[0][x] * p.u[below]);
    sum[1] = (l->face[0][i] * p.c[east] + l->face[0][west] * p.c[west]) +
             (l->face[1][i] * p.c[north] + l->face[1][south] * p.c[south]) +
             (l->face[2][i] * p.c[above] + r->link[1][x] * p.c[below]);
}

#endif
