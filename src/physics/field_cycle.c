// Linear systems of the field: multigrid inside generalised conjugate residuals (Eisenstat, Elman and
// Schultz, SIAM J. Numer. Anal. 20, 345 (1983), doi 10.1137/0720023). Cells of a coarse grid are two by two
// by two of the next finer one; corrections come up by trilinear interpolation, residuals go down as sums
// (Mohr and Wienands, Computing 72, 351 (2004)).
#include "field_parts.h"

#include <math.h>

// ---- relaxation

static void relax_row(const lk_field_grid *f, lk_field_level *l, uint32_t y, uint32_t z, uint32_t colour) {
    const lk_field_row r = lk_field_row_of(f, l, y, z);
    const size_t nx = l->n[0];
    for (size_t x = (colour + y + z) & 1; x < nx; x += 2) {
        double sum[2];
        const size_t i = r.here + x;
        lk_field_around(l, &r, x, l->x, sum);
        const double u = l->b.u[i] + sum[0], c = l->b.c[i] + sum[1], *inverse = l->inverse + 3 * i;
        l->x.u[i] = inverse[0] * u - l->slope[1][i] * inverse[2] * c;
        l->x.c[i] = inverse[1] * c - l->slope[0][i] * inverse[2] * u;
    }
}

// Cells of one colour have no neighbours of their own in other planes, so that the order of planes does not
// matter.
static void relax(lk_field_grid *f, uint32_t level, const lk_field_task *task) {
    lk_field_level *l = &f->level[level];
#pragma omp parallel num_threads(lk_field_threads(f, l))
    for (uint32_t colour = 0; colour < 2; colour++) {
#pragma omp for schedule(static)
        for (uint32_t z = 0; z < l->n[2]; z++)
            for (uint32_t y = 0; y < l->n[1]; y++) relax_row(f, l, y, z, colour);
    }
    lk_field_chain_solve(f, level, task);
}

// ---- residual

// Diagonal blocks from their inverses would lose digits: they are summed anew.
static void residual_of_row(const lk_field_grid *f, const lk_field_level *l, uint32_t y, uint32_t z,
                            lk_field_pair p, lk_field_pair b, lk_field_pair left) {
    const lk_field_row r = lk_field_row_of(f, l, y, z);
    const size_t nx = l->n[0];
    for (size_t x = 0; x < nx; x++) {
        double sum[2];
        const size_t i = r.here + x, west = x > 0 ? i - 1 : r.here + nx - 1, south = r.south + x;
        lk_field_around(l, &r, x, p, sum);
        const double links = (l->link[0][i] + l->link[0][west]) + (l->link[1][i] + l->link[1][south]) +
                             (l->link[2][i] + r.link[0][x]);
        const double faces = (l->face[0][i] + l->face[0][west]) + (l->face[1][i] + l->face[1][south]) +
                             (l->face[2][i] + r.link[1][x]);
        const double reaction = l->slope[0][i] * p.u[i] + l->slope[1][i] * p.c[i];
        left.u[i] = b.u[i] - ((links + l->own[0][i]) * p.u[i] + reaction - sum[0]);
        left.c[i] = b.c[i] - ((faces + l->own[1][i]) * p.c[i] + reaction - sum[1]);
    }
}

static void find_residual(lk_field_grid *f, const lk_field_task *task, lk_field_pair x, lk_field_pair b,
                          lk_field_pair left) {
    const lk_field_level *l = &f->level[0];
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, l))
    for (uint32_t z = 0; z < l->n[2]; z++)
        for (uint32_t y = 0; y < l->n[1]; y++) residual_of_row(f, l, y, z, x, b, left);
    lk_field_chain_residual(f, task, x, b, left);
}

// Sum the residuals of the fine cells in each coarse one. `left` has room for a fine grid.
static void restrict_plane(lk_field_grid *f, uint32_t level, lk_field_pair left, uint32_t plane) {
    const lk_field_level *fine = &f->level[level];
    lk_field_level *coarse = &f->level[level + 1];
    const size_t nx = coarse->n[0], ny = coarse->n[1], base = plane * nx * ny;
    for (size_t i = base; i < base + nx * ny; i++) coarse->b.u[i] = coarse->b.c[i] = 0.0;
    for (uint32_t z = 2 * plane; z < 2 * plane + 2 && z < fine->n[2]; z++)
        for (uint32_t y = 0; y < fine->n[1]; y++) {
            residual_of_row(f, fine, y, z, fine->x, fine->b, left);
            const size_t from = ((size_t)z * fine->n[1] + y) * fine->n[0], to = base + y / 2 * nx;
            for (uint32_t x = 0; x < fine->n[0]; x++) {
                coarse->b.u[to + x / 2] += left.u[from + x];
                coarse->b.c[to + x / 2] += left.c[from + x];
            }
        }
}

// The column has just been solved: nothing is left there.
static void restrict_residual(lk_field_grid *f, uint32_t level) {
    lk_field_level *coarse = &f->level[level + 1];
    const lk_field_level *fine = &f->level[level];
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, fine))
    for (uint32_t z = 0; z < coarse->n[2]; z++) restrict_plane(f, level, f->scratch, z);
    for (uint32_t k = f->resolved; k < lk_field_layers(f); k++)
        coarse->b.u[coarse->cells + k] = coarse->b.c[coarse->cells + k] = 0.0;
}

// ---- interpolation

// The coarse cell on the side of fine cell i that is not its own.
static uint32_t beside(uint32_t i, uint32_t coarse, bool periodic) {
    const uint32_t own = i / 2;
    if (i % 2 == 1) return own + 1 < coarse ? own + 1 : periodic ? 0 : own;
    return own > 0 ? own - 1 : periodic ? coarse - 1 : own;
}

static double between(const double *v, const size_t row[4], size_t own, size_t next) {
    const double here = 0.75 * v[row[0] + own] + 0.25 * v[row[0] + next];
    const double south = 0.75 * v[row[1] + own] + 0.25 * v[row[1] + next];
    const double above = 0.75 * v[row[2] + own] + 0.25 * v[row[2] + next];
    const double corner = 0.75 * v[row[3] + own] + 0.25 * v[row[3] + next];
    return 0.75 * (0.75 * here + 0.25 * south) + 0.25 * (0.75 * above + 0.25 * corner);
}

static void interpolate_row(lk_field_level *fine, const lk_field_level *coarse, uint32_t y, uint32_t z) {
    const size_t nx = coarse->n[0], ny = coarse->n[1];
    const size_t Y = y / 2, Z = z / 2, Yn = beside(y, coarse->n[1], true),
                 Zn = beside(z, coarse->n[2], false);
    const size_t row[4] = {(Z * ny + Y) * nx, (Z * ny + Yn) * nx, (Zn * ny + Y) * nx, (Zn * ny + Yn) * nx};
    const size_t to = ((size_t)z * fine->n[1] + y) * fine->n[0];
    for (uint32_t x = 0; x < fine->n[0]; x++) {
        const size_t next = beside(x, coarse->n[0], true);
        fine->x.u[to + x] += between(coarse->x.u, row, x / 2, next);
        fine->x.c[to + x] += between(coarse->x.c, row, x / 2, next);
    }
}

static void interpolate(lk_field_grid *f, uint32_t level) {
    lk_field_level *fine = &f->level[level];
    const lk_field_level *coarse = &f->level[level + 1];
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, fine))
    for (uint32_t z = 0; z < fine->n[2]; z++)
        for (uint32_t y = 0; y < fine->n[1]; y++) interpolate_row(fine, coarse, y, z);
    for (uint32_t k = f->resolved; k < lk_field_layers(f); k++) {
        fine->x.u[fine->cells + k] += coarse->x.u[coarse->cells + k];
        fine->x.c[fine->cells + k] += coarse->x.c[coarse->cells + k];
    }
}

// ---- the cycle

static void clear(const lk_field_grid *f, lk_field_level *l) {
    for (size_t i = 0; i < (size_t)l->n[0] * l->n[1] * l->n[2]; i++) l->x.u[i] = l->x.c[i] = 0.0;
    for (uint32_t k = f->resolved; k < lk_field_layers(f); k++)
        l->x.u[l->cells + k] = l->x.c[l->cells + k] = 0.0;
}

static void cycle(lk_field_grid *f, const lk_field_task *task) {
    const uint32_t last = f->levels - 1;
    for (uint32_t k = 0; k < last; k++) {
        clear(f, &f->level[k]);
        relax(f, k, task);
        restrict_residual(f, k);
    }
    lk_field_chain_solve(f, last, task);
    for (uint32_t k = last; k-- > 0;) {
        interpolate(f, k);
        relax(f, k, task);
    }
}

// ---- generalised conjugate residuals

// Sum over all points of a . b, plane by plane.
static double dot(lk_field_grid *f, lk_field_pair a, lk_field_pair b) {
    const lk_field_level *l = &f->level[0];
    const size_t plane = (size_t)f->n[0] * f->n[1];
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, l))
    for (uint32_t z = 0; z < f->resolved; z++) {
        double sum[2] = {0};
        for (size_t i = z * plane; i < (z + 1) * plane; i++) {
            sum[0] += a.u[i] * b.u[i];
            sum[1] += a.c[i] * b.c[i];
        }
        f->partial[z] = sum[0] + sum[1];
    }
    double sum = 0.0;
    for (uint32_t z = 0; z < f->resolved; z++) sum += f->partial[z];
    for (size_t i = f->cells + f->resolved; i < f->points; i++) sum += a.u[i] * b.u[i] + a.c[i] * b.c[i];
    return sum;
}

static void add_range(lk_field_pair a, double factor, lk_field_pair b, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        a.u[i] += factor * b.u[i];
        a.c[i] += factor * b.c[i];
    }
}

// a += factor b
static void add(lk_field_grid *f, lk_field_pair a, double factor, lk_field_pair b) {
    const lk_field_level *l = &f->level[0];
    const size_t plane = (size_t)f->n[0] * f->n[1];
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, l))
    for (uint32_t z = 0; z < f->resolved; z++) add_range(a, factor, b, z * plane, (z + 1) * plane);
    add_range(a, factor, b, f->cells + f->resolved, f->points);
}

static void copy(const lk_field_grid *f, lk_field_pair to, lk_field_pair from) {
    const size_t used = (size_t)f->resolved * f->n[0] * f->n[1];
    for (size_t i = 0; i < f->points; i = i + 1 == used ? f->cells + f->resolved : i + 1) {
        to.u[i] = from.u[i];
        to.c[i] = from.c[i];
    }
}

// One direction of search: the correction of a cycle, made conjugate to those before. `product` is -A times
// it. Returns how far to go along it.
static double search(lk_field_grid *f, const lk_field_task *task, uint32_t n,
                     double squares[LK_FIELD_DIRECTIONS]) {
    enum { MOST = LK_FIELD_DIRECTIONS };
    const lk_field_level *l = &f->level[0];
    const lk_field_pair direction = f->direction[n % MOST], product = f->product[n % MOST];
    cycle(f, task);
    copy(f, direction, l->x);
    find_residual(f, task, l->x, l->b, product);
    add(f, product, -1.0, l->b);
    for (uint32_t k = n < MOST ? 0 : n - MOST + 1; k < n; k++) {
        const double share = dot(f, product, f->product[k % MOST]) / squares[k % MOST];
        add(f, product, -share, f->product[k % MOST]);
        add(f, direction, -share, f->direction[k % MOST]);
    }
    const double square = squares[n % MOST] = dot(f, product, product);
    return square > 0.0 ? -dot(f, l->b, product) / square : 0.0;
}

uint32_t lk_field_cycle_solve(lk_field_grid *f, const lk_field_task *task, double tolerance) {
    enum { MOST_CYCLES = 60 };
    lk_field_level *l = &f->level[0];
    if (f->levels == 1) {
        lk_field_chain_solve(f, 0, task);
        copy(f, f->answer, l->x);
        return 1;
    }
    double squares[LK_FIELD_DIRECTIONS];
    const double goal = tolerance * tolerance * dot(f, l->b, l->b);
    uint32_t n = 0;
    for (; n < MOST_CYCLES && (n == 0 || dot(f, l->b, l->b) > goal); n++) {
        const double far = search(f, task, n, squares);
        if (n == 0) copy(f, f->answer, l->x);
        add(f, f->answer, n == 0 ? far - 1.0 : far, f->direction[n % LK_FIELD_DIRECTIONS]);
        add(f, l->b, far, f->product[n % LK_FIELD_DIRECTIONS]);
    }
    return n;
}
