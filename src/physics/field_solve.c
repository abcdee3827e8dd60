// Newton's iteration for potential and salt at the end of a step: see likmc/field.h.
#include "field_parts.h"

#include <math.h>

static const double most_change = 0.05; // V: longer steps overshoot an exponential
static const double least_left = 0.1;   // share of a cell's salt that one iteration leaves at least

// ---- the equations of the finest level

static double volume_of(const lk_field_grid *f, uint32_t x, uint32_t y, uint32_t z) {
    return f->width[0][x] * f->width[1][y] * f->width[2][z];
}

// Double layer and storage per step: they do not change from one iteration to the next. The charge of a
// cell's salt counts in units in which D is that of lk_field_units.
static void find_own(lk_field_grid *f, const lk_field_task *task) {
    lk_field_level *l = &f->level[0];
    const double per_step = 1.0 / task->step,
                 storage = lk_field_units_of(&f->params).salt / f->params.diffusivity;
    size_t i = 0;
    for (uint32_t z = 0; z < f->resolved; z++)
        for (uint32_t y = 0; y < f->n[1]; y++)
            for (uint32_t x = 0; x < f->n[0]; x++, i++) {
                l->own[0][i] = task->at_once ? 0.0 : f->capacitance[i] * per_step;
                l->own[1][i] = storage * volume_of(f, x, y, z) * f->porosity[i] * per_step;
            }
    double area = 0.0;
    for (uint32_t x = 0; x < f->n[0]; x++)
        for (uint32_t y = 0; y < f->n[1]; y++) area += f->width[0][x] * f->width[1][y];
    for (uint32_t k = f->resolved; k < lk_field_layers(f); k++)
        l->own[1][f->cells + k] = storage * area * f->thickness[k] * f->porosity[f->cells + k] * per_step;
}

static void keep_start(lk_field_grid *f) {
    for (size_t i = 0; i < f->points; i++) {
        f->before.u[i] = f->overpotential[i];
        f->before.c[i] = f->salt[i];
    }
}

static void foresee(lk_field_grid *f) {
    const size_t used = (size_t)f->resolved * f->n[0] * f->n[1];
    for (size_t i = 0; i < f->points; i = i + 1 == used ? f->cells + f->resolved : i + 1)
        f->overpotential[i] += f->foreseen;
}

// What flows into a point through a face from a neighbour, both as currents: (1), and D grad c F/(1 - t+).
typedef struct flow {
    double u, c;
} flow;

static flow through(const lk_field_grid *f, double drift, double link, double face, size_t from, size_t to) {
    const double dc = f->salt[from] - f->salt[to];
    return (flow){link * (f->overpotential[from] - f->overpotential[to]) + drift * face * dc, face * dc};
}

static void balance_row(lk_field_grid *f, double drift, uint32_t y, uint32_t z) {
    lk_field_level *l = &f->level[0];
    const lk_field_row r = lk_field_row_of(f, l, y, z);
    const size_t nx = f->n[0];
    for (size_t x = 0; x < nx; x++) {
        const size_t i = r.here + x, west = x > 0 ? i - 1 : r.here + nx - 1;
        const size_t next[6] = {west,        x + 1 < nx ? i + 1 : r.here, r.south + x, r.north + x,
                                r.below + x, r.above + r.up * x};
        const double link[6] = {l->link[0][west], l->link[0][i], l->link[1][next[2]],
                                l->link[1][i],    r.link[0][x],  l->link[2][i]};
        const double face[6] = {l->face[0][west], l->face[0][i], l->face[1][next[2]],
                                l->face[1][i],    r.link[1][x],  l->face[2][i]};
        double u = -f->reaction[i] - l->own[0][i] * (f->overpotential[i] - f->before.u[i]);
        double c = -f->reaction[i] - l->own[1][i] * (f->salt[i] - f->before.c[i]);
        for (int d = 0; d < 6; d++) {
            const flow in = through(f, drift, link[d], face[d], next[d], i);
            u += in.u;
            c += in.c;
        }
        l->b.u[i] = u;
        l->b.c[i] = c;
    }
}

static void balance_column(lk_field_grid *f, double drift, const lk_field_task *task) {
    lk_field_level *l = &f->level[0];
    const size_t plane = (size_t)f->n[0] * f->n[1], top = (f->resolved - 1) * plane;
    flow below = {0};
    for (size_t i = top; i < top + plane; i++) {
        const flow in = through(f, drift, l->link[2][i], l->face[2][i], f->cells + f->resolved, i);
        below.u += in.u;
        below.c += in.c;
    }
    for (uint32_t k = f->resolved; k < lk_field_layers(f); k++) {
        const size_t i = f->cells + k;
        const bool last = k + 1 == lk_field_layers(f);
        flow above = {task->current, f->params.bath ? f->column_face[k] * (1.0 - f->salt[i]) : task->current};
        if (!last) above = through(f, drift, f->column_link[k], f->column_face[k], i + 1, i);
        l->b.u[i] = above.u - below.u;
        l->b.c[i] = above.c - below.c - l->own[1][i] * (f->salt[i] - f->before.c[i]);
        below = above;
    }
}

// What the equations are off by at the potentials and the salt of the moment.
static void balance(lk_field_grid *f, const lk_field_task *task) {
    const double drift = lk_field_units_of(&f->params).drift;
    lk_field_faces_find_links(f);
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, &f->level[0]))
    for (uint32_t z = 0; z < f->resolved; z++)
        for (uint32_t y = 0; y < f->n[1]; y++) balance_row(f, drift, y, z);
    balance_column(f, drift, task);
    if (task->pinned != NO_LAYER) f->level[0].b.u[lk_field_layer(f, task->pinned)] = 0.0;
}

// ---- iteration

static double largest_change(const lk_field_grid *f) {
    const size_t used = (size_t)f->resolved * f->n[0] * f->n[1];
    double largest = 0.0;
    for (size_t i = 0; i < f->points; i = i + 1 == used ? f->cells + f->resolved : i + 1) {
        const double change = fabs(f->answer.u[i]);
        largest = change > largest ? change : largest;
    }
    return largest;
}

static void change(lk_field_grid *f, double damping) {
    const size_t used = (size_t)f->resolved * f->n[0] * f->n[1];
    for (size_t i = 0; i < f->points; i = i + 1 == used ? f->cells + f->resolved : i + 1) {
        f->overpotential[i] += damping * f->answer.u[i];
        const double salt = f->salt[i] + damping * f->answer.c[i], least = least_left * f->salt[i];
        f->salt[i] = salt > least ? salt : least;
    }
}

typedef enum outcome { CONVERGED, LOST, BEYOND } outcome;

static double last_potential(const lk_field_grid *f) { return f->overpotential[f->points - 1]; }

static outcome iterate(lk_field_grid *f, lk_field_task *task, const lk_field_accuracy *accuracy) {
    lk_field_faces_find(f);
    find_own(f, task);
    lk_field_reaction_list(f);
    lk_field_reaction_find(f);
    f->cycles = 0;
    for (f->iterations = 1; f->iterations <= accuracy->most; f->iterations++) {
        if (task->pinned != NO_LAYER) task->current = lk_field_reaction_sum(f);
        balance(f, task);
        lk_field_faces_coarsen(f);
        f->cycles += lk_field_cycle_solve(f, task, accuracy->linear);
        const double largest = largest_change(f);
        if (!isfinite(largest)) return LOST;
        change(f, largest > most_change ? most_change / largest : 1.0);
        lk_field_reaction_find(f);
        if (task->pinned == NO_LAYER && fabs(last_potential(f)) > f->params.compliance) return BEYOND;
        if (largest < accuracy->volts) return CONVERGED;
    }
    return LOST;
}

static void take_back(lk_field_grid *f) {
    for (size_t i = 0; i < f->points; i++) {
        f->overpotential[i] = f->before.u[i];
        f->salt[i] = f->before.c[i];
    }
}

// As much current as the greatest voltage drives.
static outcome give_in(lk_field_grid *f, lk_field_task *task, const lk_field_accuracy *accuracy) {
    take_back(f);
    task->pinned = lk_field_layers(f) - 1;
    f->overpotential[f->points - 1] = copysign(f->params.compliance, task->current);
    const outcome result = iterate(f, task, accuracy);
    f->current = lk_field_reaction_sum(f);
    return result;
}

static bool can_take(const lk_field_grid *f, double current) {
    for (uint32_t k = 0; k < f->reacting_count; k++) {
        const size_t i = f->reacting[k];
        if (f->capacitance[i] > 0.0) return true;
        for (uint32_t s = 0; s < f->params.surfaces; s++)
            if ((current > 0.0 ? f->plating : f->stripping)[s][i] > 0.0) return true;
    }
    return false;
}

lk_status lk_field_solve(lk_field_grid *f, double current, double step, const lk_field_accuracy *accuracy,
                         lk_error_list *errors) {
    lk_field_task task = {.current = current, .step = step, .pinned = NO_LAYER};
    lk_field_reaction_list(f);
    if (!can_take(f, current))
        return lk_error_set(errors, LK_FAILED, "no surface can take the current of %g A", current);
    keep_start(f);
    foresee(f);
    f->current = current;
    outcome result = iterate(f, &task, accuracy);
    if (result == BEYOND) result = give_in(f, &task, accuracy);
    if (result == CONVERGED) return LK_OK;
    return lk_error_set(errors, LK_FAILED, "potential and salt did not converge in %u iterations at %g A",
                        accuracy->most, current);
}

lk_status lk_field_hold(lk_field_grid *f, uint32_t layer, double volts, double step,
                        const lk_field_accuracy *accuracy, lk_error_list *errors) {
    lk_field_task task = {.step = step, .pinned = layer, .at_once = true};
    keep_start(f);
    f->overpotential[lk_field_layer(f, layer)] = volts;
    const bool done = iterate(f, &task, accuracy) == CONVERGED;
    f->current = lk_field_reaction_sum(f);
    if (done) return LK_OK;
    return lk_error_set(errors, LK_FAILED, "potential and salt did not converge in %u iterations at %g V",
                        accuracy->most, -volts);
}
