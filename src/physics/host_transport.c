// Laplace's equation in the pores of a paper: effective diffusivity and tortuosity.
#include "host_parts.h"

#include <omp.h>
#include <stdbool.h>
#include <stdlib.h>

#include <string.h>

// Below a million voxels threads cost more than they save, and spin while other programs want the core.
enum { MOST_ITERATIONS = 20000, THREADED = 1000000 };

// Conjugate gradients. The preconditioner is the diagonal plus a correction that is constant in each layer,
// the exact solution of the equations summed over layers: it carries the potential through the paper in one
// step, where the diagonal alone takes as many as there are layers.
//
// All fields are 0 in solid voxels, which lets the operator sum over neighbours without asking what they are.
typedef struct laplace {
    const lk_host_grid *grid;
    size_t layer, count; // voxels
    int threads;
    float *diagonal; // number of open faces, those at the two ends twice (half a voxel away); 0: solid
    float *inverse;  // of that; 0: solid
    double *value;   // [layer] of the uppermost layer: all that the flux needs
    double *residual, *direction, *product;
    double *nothing;    // [nx] zeros: what lies beyond the ends
    double *correction; // [nz] of the preconditioner
    double *between,
        *within;     // [nz] the equations summed over layers: open faces to the next layer up, diagonal
    double *partial; // [nz] one sum a layer, added up in order: no result depends on the number of threads
} laplace;

static double total(const laplace *s) {
    double sum = 0;
    for (int32_t z = 0; z < s->grid->nz; z++) sum += s->partial[z];
    return sum;
}

// Pores that the upper end reaches; the others have no part in the flux.
static void find_reached(const laplace *s, const uint8_t *species, uint8_t pore, uint8_t *reached,
                         size_t *list) {
    size_t used = 0;
    memset(reached, 0, s->count);
    for (size_t i = s->count - s->layer; i < s->count; i++)
        if (species[i] == pore) reached[i] = 1, list[used++] = i;
    while (used > 0) {
        size_t neighbours[6];
        const int sides = faces_of(s->grid, list[--used], neighbours);
        for (int k = 0; k < sides; k++)
            if (species[neighbours[k]] == pore && !reached[neighbours[k]])
                reached[neighbours[k]] = 1, list[used++] = neighbours[k];
    }
}

// Number of open faces of each pore that was reached, and the sums over layers.
static void set_diagonal(laplace *s, const uint8_t *reached) {
    for (size_t i = 0; i < s->count; i++) {
        size_t neighbours[6];
        const int sides = faces_of(s->grid, i, neighbours);
        const int ends = 2 * (i < s->layer) + 2 * (i >= s->count - s->layer);
        int open = ends;
        for (int k = 0; k < sides; k++) open += reached[neighbours[k]];
        s->diagonal[i] = reached[i] ? (float)open : 0;
        s->inverse[i] = reached[i] && open > 0 ? 1 / (float)open : 0;
        if (!reached[i]) continue;
        s->within[i / s->layer] += ends;
        if (i + s->layer < s->count) s->between[i / s->layer] += reached[i + s->layer];
    }
    for (int32_t z = 0; z < s->grid->nz; z++) s->within[z] += s->between[z] + (z > 0 ? s->between[z - 1] : 0);
}

// Open faces times the voxel's own value, less those of its neighbours; 0 in solid.
static inline double operate(double diagonal, double own, double around) {
    return diagonal > 0 ? diagonal * own - around : 0;
}

// product = A direction in one row of voxels; returns its part of direction . product. Two sums, in a fixed
// order, so that neither additions nor branches hold each other up.
static double apply_row(laplace *s, int32_t y, int32_t z) {
    const lk_host_grid *grid = s->grid;
    const int32_t nx = grid->nx, ny = grid->ny;
    const size_t first = voxel(grid, 0, y, z);
    const double *p = s->direction + first;
    const double *south = s->direction + voxel(grid, 0, y > 0 ? y - 1 : ny - 1, z);
    const double *north = s->direction + voxel(grid, 0, y + 1 < ny ? y + 1 : 0, z);
    const double *below = z > 0 ? p - s->layer : s->nothing,
                 *above = z + 1 < grid->nz ? p + s->layer : s->nothing;
    const float *diagonal = s->diagonal + first;
    double *product = s->product + first, sum[2] = {0, 0};
    for (int32_t x = 1; x + 1 < nx; x++)
        product[x] =
            operate(diagonal[x], p[x], p[x - 1] + p[x + 1] + south[x] + north[x] + below[x] + above[x]);
    for (int32_t x = 0; x<nx; x += nx> 1 ? nx - 1 : 1)
        product[x] = operate(diagonal[x], p[x],
                             p[x > 0 ? x - 1 : nx - 1] + p[x + 1 < nx ? x + 1 : 0] + south[x] + north[x] +
                                 below[x] + above[x]);
    for (int32_t x = 0; x < nx; x++) sum[x & 1] += p[x] * product[x];
    return sum[0] + sum[1];
}

static double apply(laplace *s) {
#pragma omp parallel for schedule(static) if (s->count > THREADED) num_threads(s->threads)
    for (int32_t z = 0; z < s->grid->nz; z++) {
        s->partial[z] = 0;
        for (int32_t y = 0; y < s->grid->ny; y++) s->partial[z] += apply_row(s, y, z);
    }
    return total(s);
}

// Solve the equations of the layers for the sums of the residual in `correction` (Thomas algorithm); returns
// residual . correction.
static double correct(laplace *s) {
    const int32_t n = s->grid->nz;
    double *sum = s->correction, *pivot = s->partial, product = 0; // partial is free between two loops
    for (int32_t z = 0; z < n; z++) {
        const double factor = z > 0 && pivot[z - 1] > 0 ? s->between[z - 1] / pivot[z - 1] : 0;
        pivot[z] = s->within[z] - (z > 0 ? factor * s->between[z - 1] : 0);
        if (z > 0) sum[z] += factor * sum[z - 1];
        product += pivot[z] > 0 ? sum[z] * sum[z] / pivot[z] : 0;
    }
    for (int32_t z = n; z-- > 0;) {
        const double above = z + 1 < n ? s->between[z] * sum[z + 1] : 0;
        sum[z] = pivot[z] > 0 ? (sum[z] + above) / pivot[z] : 0;
    }
    return product;
}

// value += step direction in the uppermost layer.
static void advance_value(laplace *s, double step) {
    const double *direction = s->direction + (s->count - s->layer);
    for (size_t i = 0; i < s->layer; i++) s->value[i] += step * direction[i];
}

// residual -= step product; returns residual . preconditioner . residual.
static double advance(laplace *s, double step) {
#pragma omp parallel for schedule(static) if (s->count > THREADED) num_threads(s->threads)
    for (int32_t z = 0; z < s->grid->nz; z++) {
        double sum[2] = {0, 0}, squares[2] = {0, 0};
        for (size_t i = z * s->layer; i < (z + 1) * s->layer; i++) {
            s->residual[i] -= step * s->product[i];
            sum[i & 1] += s->residual[i];
            squares[i & 1] += s->residual[i] * s->residual[i] * (double)s->inverse[i];
        }
        s->partial[z] = squares[0] + squares[1];
        s->correction[z] = sum[0] + sum[1];
    }
    const double squares = total(s);
    return squares + correct(s);
}

// direction = preconditioner residual + keep direction.
static void turn(laplace *s, double keep) {
#pragma omp parallel for schedule(static) if (s->count > THREADED) num_threads(s->threads)
    for (int32_t z = 0; z < s->grid->nz; z++) {
        const double correction = s->correction[z];
        for (size_t i = z * s->layer; i < (z + 1) * s->layer; i++) {
            const double added = s->inverse[i] > 0 ? correction : 0;
            s->direction[i] = s->residual[i] * (double)s->inverse[i] + added + keep * s->direction[i];
        }
    }
}

// Start from zero with the right side 2 at the upper end. Returns the iterations, -1: not
// converged.
static int solve(laplace *s, double tolerance) {
    for (size_t i = s->count - s->layer; i < s->count; i++) s->residual[i] = s->diagonal[i] > 0 ? 2 : 0;
    double square = advance(s, 0);
    const double goal = tolerance * tolerance * square;
    turn(s, 0);
    int iteration = 0;
    for (; square > goal && iteration < MOST_ITERATIONS; iteration++) {
        const double step = square / apply(s), before = square;
        advance_value(s, step);
        square = advance(s, step);
        turn(s, square / before);
    }
    return square > goal ? -1 : iteration;
}

// Flux into the upper end over that of an empty box. The solver minimises it, so that its error is of second
// order in the residual. Exactly 0 without a way through: then no voxel at the lower end was reached.
static double diffusivity(const laplace *s) {
    const float *diagonal = s->diagonal + (s->count - s->layer);
    double above = 0;
    bool through = false;
    for (size_t i = 0; i < s->layer; i++) {
        through = through || s->diagonal[i] > 0;
        above += diagonal[i] > 0 ? 1 - s->value[i] : 0;
    }
    return through ? 2 * above * s->grid->nz / (double)s->layer : 0;
}

static lk_status measure(laplace *s, const uint8_t *species, uint8_t pore, double tolerance,
                         lk_host_transport *transport, lk_error_list *errors) {
    // The fields are not yet in use: room for the search.
    uint8_t *reached = (uint8_t *)s->product;
    find_reached(s, species, pore, reached, (size_t *)s->direction);
    set_diagonal(s, reached);
    memset(s->direction, 0, 2 * s->count * sizeof *s->direction);
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
                                  double tolerance, int threads, lk_host_transport *transport,
                                  lk_error_list *errors) {
    *transport = (lk_host_transport){0};
    lk_status status = lk_host_check_grid(grid, errors);
    if (status) return status;
    const size_t count = voxels(grid);
    const size_t layers = (size_t)grid->nz;
    float *diagonal = malloc(2 * count * sizeof *diagonal);
    double *fields = calloc(3 * count + 4 * layers + (size_t)grid->nx * (grid->ny + 1), sizeof *fields);
    laplace s = {.grid = grid,
                 .layer = (size_t)grid->nx * grid->ny,
                 .count = count,
                 .threads = threads > 0 ? threads : omp_get_max_threads(),
                 .diagonal = diagonal,
                 .inverse = diagonal + count,
                 .residual = fields,
                 .direction = fields + count,
                 .product = fields + 2 * count,
                 .partial = fields + 3 * count,
                 .correction = fields + 3 * count + layers,
                 .between = fields + 3 * count + 2 * layers,
                 .within = fields + 3 * count + 3 * layers,
                 .nothing = fields + 3 * count + 4 * layers,
                 .value = fields + 3 * count + 4 * layers + grid->nx};
    if (fields && diagonal)
        status = measure(&s, species, pore, tolerance, transport, errors);
    else
        status = lk_error_set(errors, LK_FAILED, "host: no memory for %zu bytes", 32 * count);
    free(diagonal);
    free(fields);
    return status;
}
