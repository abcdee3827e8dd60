// Laplace's equation in the pores of a paper: effective diffusivity and tortuosity.
#include "host_parts.h"

#include <stdlib.h>

enum { MOST_ITERATIONS = 20000 };

// 1 / diagonal, and 0 for solid voxels: their residual and direction stay 0 without a branch.
static const double inverse[] = {0, 1, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6, 1.0 / 7, 1.0 / 8};

// All fields are 0 in solid voxels, which lets the operator sum over neighbours without asking what they are.
typedef struct laplace {
    const lk_host_grid *grid;
    size_t layer, count; // voxels
    uint8_t *diagonal;   // number of open faces, those at the two ends twice (half a voxel away); 0: solid
    double *value, *residual, *direction, *product;
    double *partial; // one sum a layer, added up in order: no result depends on the number of threads
} laplace;

static double total(const laplace *s) {
    double sum = 0;
    for (int32_t z = 0; z < s->grid->nz; z++) sum += s->partial[z];
    return sum;
}

static void set_diagonal(laplace *s, const uint8_t *species, uint8_t pore) {
    for (size_t i = 0; i < s->count; i++) {
        size_t neighbours[6];
        const int sides = faces_of(s->grid, i, neighbours);
        int open = 2 * (i < s->layer) + 2 * (i >= s->count - s->layer);
        for (int k = 0; k < sides; k++) open += species[neighbours[k]] == pore;
        s->diagonal[i] = species[i] == pore ? (uint8_t)open : 0;
    }
}

// product = A direction in one row of voxels; returns its part of direction . product.
static double apply_row(laplace *s, int32_t y, int32_t z) {
    const lk_host_grid *grid = s->grid;
    const int32_t nx = grid->nx, ny = grid->ny;
    const double *p = s->direction + voxel(grid, 0, y, z);
    const double *south = s->direction + voxel(grid, 0, y > 0 ? y - 1 : ny - 1, z);
    const double *north = s->direction + voxel(grid, 0, y + 1 < ny ? y + 1 : 0, z);
    const double *below = z > 0 ? p - s->layer : NULL, *above = z + 1 < grid->nz ? p + s->layer : NULL;
    const uint8_t *diagonal = s->diagonal + voxel(grid, 0, y, z);
    double *product = s->product + voxel(grid, 0, y, z), sum = 0;
    for (int32_t x = 0; x < nx; x++) {
        if (diagonal[x] == 0) continue;
        const double around = p[x > 0 ? x - 1 : nx - 1] + p[x + 1 < nx ? x + 1 : 0] + south[x] + north[x] +
                              (below ? below[x] : 0) + (above ? above[x] : 0);
        product[x] = diagonal[x] * p[x] - around;
        sum += p[x] * product[x];
    }
    return sum;
}

static double apply(laplace *s) {
#pragma omp parallel for schedule(static)
    for (int32_t z = 0; z < s->grid->nz; z++) {
        s->partial[z] = 0;
        for (int32_t y = 0; y < s->grid->ny; y++) s->partial[z] += apply_row(s, y, z);
    }
    return total(s);
}

// value += step direction, residual -= step product; returns residual . residual / diagonal.
static double advance(laplace *s, double step) {
#pragma omp parallel for schedule(static)
    for (int32_t z = 0; z < s->grid->nz; z++) {
        double sum = 0;
        for (size_t i = z * s->layer; i < (z + 1) * s->layer; i++) {
            s->value[i] += step * s->direction[i];
            s->residual[i] -= step * s->product[i];
            sum += s->residual[i] * s->residual[i] * inverse[s->diagonal[i]];
        }
        s->partial[z] = sum;
    }
    return total(s);
}

static void turn(laplace *s, double keep) {
#pragma omp parallel for schedule(static)
    for (int32_t z = 0; z < s->grid->nz; z++)
        for (size_t i = z * s->layer; i < (z + 1) * s->layer; i++)
            s->direction[i] = s->residual[i] * inverse[s->diagonal[i]] + keep * s->direction[i];
}

// Start from zero with the right side 2 at the upper end. Pores that the upper end does not reach stay
// exactly zero, so that a paper without a way through has exactly no flux. Returns the iterations, -1: not
// converged.
static int solve(laplace *s, double tolerance) {
    for (size_t i = s->count - s->layer; i < s->count; i++) s->residual[i] = s->diagonal[i] ? 2 : 0;
    double square = advance(s, 0);
    const double goal = tolerance * tolerance * square;
    turn(s, 0);
    int iteration = 0;
    for (; square > goal && iteration < MOST_ITERATIONS; iteration++) {
        const double step = square / apply(s), before = square;
        square = advance(s, step);
        turn(s, square / before);
    }
    return square > goal ? -1 : iteration;
}

// Flux into the upper end over that of an empty box. The solver minimises it, so that its error is of second
// order in the residual; the lower end tells only whether there is a way through.
static double diffusivity(const laplace *s) {
    double below = 0, above = 0;
    for (size_t i = 0; i < s->layer; i++) below += s->value[i];
    for (size_t i = s->count - s->layer; i < s->count; i++)
        if (s->diagonal[i]) above += 1 - s->value[i];
    return below > 0 ? 2 * above * s->grid->nz / (double)s->layer : 0;
}

static lk_status measure(laplace *s, const uint8_t *species, uint8_t pore, double tolerance,
                         lk_host_transport *transport, lk_error_list *errors) {
    set_diagonal(s, species, pore);
    size_t pores = 0;
    for (size_t i = 0; i < s->count; i++) pores += species[i] == pore;
    transport->iterations = solve(s, tolerance);
    if (transport->iterations < 0)
        return lk_error_set(errors, LK_FAILED, "host: diffusion in the pores not converged to %g in %d steps",
                            tolerance, MOST_ITERATIONS);
    transport->diffusivity = diffusivity(s);
    transport->tortuosity = (double)pores / (double)s->count / transport->diffusivity;
    return LK_OK;
}

lk_status lk_host_solve_transport(const lk_host_grid *grid, const uint8_t *species, uint8_t pore,
                                  double tolerance, lk_host_transport *transport, lk_error_list *errors) {
    *transport = (lk_host_transport){0};
    lk_status status = lk_host_check_grid(grid, errors);
    if (status) return status;
    const size_t count = voxels(grid);
    double *fields = calloc(4 * count + (size_t)grid->nz, sizeof *fields);
    laplace s = {.grid = grid,
                 .layer = (size_t)grid->nx * grid->ny,
                 .count = count,
                 .diagonal = malloc(count),
                 .value = fields,
                 .residual = fields + count,
                 .direction = fields + 2 * count,
                 .product = fields + 3 * count,
                 .partial = fields + 4 * count};
    if (fields && s.diagonal)
        status = measure(&s, species, pore, tolerance, transport, errors);
    else
        status = lk_error_set(errors, LK_FAILED, "host: no memory for %zu bytes", 33 * count);
    free(s.diagonal);
    free(fields);
    return status;
}
