// What conducts between cells, on all grids of the field.
#include "likmc/closure.h"

#include "field_parts.h"

// Without it the salt would have no unit where cations carry all of the current.
static const double least_share = 1e-9; // of the anions

lk_field_units lk_field_units_of(const lk_field_params *p) {
    const double anions = 1.0 - p->transference > least_share ? 1.0 - p->transference : least_share;
    const double kT = LK_BOLTZMANN * p->temperature / LK_ELEMENTARY_CHARGE; // V
    lk_field_units units = {.salt = p->diffusivity * LK_FARADAY * p->concentration / anions};
    units.current = p->conductivity / units.salt;
    units.drift = (2.0 * p->transference - 1.0) * kT * units.current;
    return units;
}

lk_field_row lk_field_row_of(const lk_field_grid *f, const lk_field_level *l, uint32_t y, uint32_t z) {
    const size_t nx = l->n[0], ny = l->n[1], plane = nx * ny, base = z * plane;
    const bool top = z + 1 == l->n[2];
    lk_field_row r = {.here = base + y * nx,
                      .south = base + (y > 0 ? y - 1 : ny - 1) * nx,
                      .north = base + (y + 1 < ny ? y + 1 : 0) * nx,
                      .up = !top};
    r.below = z > 0 ? r.here - plane : r.here;
    r.above = top ? l->cells + f->resolved : r.here + plane;
    r.link[0] = z > 0 ? l->link[2] + r.below : f->nothing;
    r.link[1] = z > 0 ? l->face[2] + r.below : f->nothing;
    return r;
}

// ---- the finest level

// Half a cell of width a and path p, and half one of width b and path q, in series.
static double in_series(double a, double p, double b, double q) { return 2.0 * p * q / (a * q + b * p); }

static void find_faces_of_row(lk_field_grid *f, uint32_t y, uint32_t z) {
    lk_field_level *l = &f->level[0];
    const lk_field_row r = lk_field_row_of(f, l, y, z);
    const double unit = lk_field_units_of(&f->params).salt;
    double *const *w = l->width;
    const uint32_t nx = f->n[0], north = y + 1 < f->n[1] ? y + 1 : 0;
    const double above = r.up ? w[2][z + 1] : f->thickness[f->resolved];
    for (uint32_t x = 0; x < nx; x++) {
        const size_t i = r.here + x, east = r.here + (x + 1 < nx ? x + 1 : 0);
        const double p = f->path[i];
        l->face[0][i] =
            nx > 1 ? unit * w[1][y] * w[2][z] * in_series(w[0][x], p, w[0][east - r.here], f->path[east])
                   : 0.0;
        l->face[1][i] =
            f->n[1] > 1 ? unit * w[0][x] * w[2][z] * in_series(w[1][y], p, w[1][north], f->path[r.north + x])
                        : 0.0;
        l->face[2][i] = unit * w[0][x] * w[1][y] * in_series(w[2][z], p, above, f->path[r.above + r.up * x]);
    }
}

static double sum_of(const double *array, uint32_t count) {
    double sum = 0.0;
    for (uint32_t i = 0; i < count; i++) sum += array[i];
    return sum;
}

// The last layer's link leads out of the column: to the bath, half a layer away, or nowhere.
static void find_faces_of_column(lk_field_grid *f) {
    const double unit = lk_field_units_of(&f->params).salt;
    const double area = sum_of(f->width[0], f->n[0]) * sum_of(f->width[1], f->n[1]);
    const uint32_t layers = lk_field_layers(f);
    for (uint32_t k = f->resolved; k < layers; k++) {
        const double p = f->path[f->cells + k], t = f->thickness[k];
        const bool last = k + 1 == layers;
        const double bath = f->params.bath ? 2.0 * p / t : 0.0;
        f->column_face[k] =
            unit * area * (last ? bath : in_series(t, p, f->thickness[k + 1], f->path[f->cells + k + 1]));
    }
}

// ---- coarser levels

static void coarsen_widths(const lk_field_level *fine, lk_field_level *coarse) {
    for (int a = 0; a < 3; a++) {
        coarse->n[a] = (fine->n[a] + 1) / 2;
        for (uint32_t i = 0; i < coarse->n[a]; i++)
            coarse->width[a][i] =
                fine->width[a][2 * i] + (2 * i + 1 < fine->n[a] ? fine->width[a][2 * i + 1] : 0.0);
    }
}

// Distance to the next cell up an axis.
static double distance(const lk_field_grid *f, const lk_field_level *l, int axis, uint32_t i) {
    const bool last = i + 1 == l->n[axis];
    const double next = !last      ? l->width[axis][i + 1]
                        : axis < 2 ? l->width[axis][0]
                                   : f->thickness[f->resolved];
    return 0.5 * (l->width[axis][i] + next);
}

// Faces of one coarse cell: the fine ones through them side by side, over the longer distance.
typedef struct nest {
    const lk_field_grid *field;
    const lk_field_level *fine, *coarse;
} nest;

static uint32_t last_of(const nest *n, int axis, uint32_t i) {
    return 2 * i + 1 < n->fine->n[axis] ? 2 * i + 1 : 2 * i;
}

static double coarse_face(const nest *n, int axis, const uint32_t at[3], const double *face) {
    if (axis < 2 && n->coarse->n[axis] == 1) return 0.0;
    uint32_t low[3], high[3];
    for (int a = 0; a < 3; a++) {
        high[a] = last_of(n, a, at[a]);
        low[a] = a == axis ? high[a] : 2 * at[a];
    }
    double sum = 0.0;
    for (uint32_t z = low[2]; z <= high[2]; z++)
        for (uint32_t y = low[1]; y <= high[1]; y++)
            for (uint32_t x = low[0]; x <= high[0]; x++)
                sum += face[((size_t)z * n->fine->n[1] + y) * n->fine->n[0] + x];
    return sum * distance(n->field, n->fine, axis, high[axis]) /
           distance(n->field, n->coarse, axis, at[axis]);
}

static void coarsen_faces(const lk_field_grid *f, const lk_field_level *fine, lk_field_level *coarse,
                          bool links) {
    const nest n = {f, fine, coarse};
    size_t i = 0;
    for (uint32_t z = 0; z < coarse->n[2]; z++)
        for (uint32_t y = 0; y < coarse->n[1]; y++)
            for (uint32_t x = 0; x < coarse->n[0]; x++, i++)
                for (int a = 0; a < 3; a++) {
                    const uint32_t at[3] = {x, y, z};
                    if (links)
                        coarse->link[a][i] = coarse_face(&n, a, at, fine->link[a]);
                    else
                        coarse->face[a][i] = coarse_face(&n, a, at, fine->face[a]);
                }
}

void lk_field_faces_find(lk_field_grid *f) {
    lk_field_level *l = &f->level[0];
    l->n[2] = f->resolved;
    for (int a = 0; a < 3; a++)
        for (uint32_t i = 0; i < l->n[a]; i++) l->width[a][i] = f->width[a][i];
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, l))
    for (uint32_t z = 0; z < l->n[2]; z++)
        for (uint32_t y = 0; y < l->n[1]; y++) find_faces_of_row(f, y, z);
    find_faces_of_column(f);
    for (uint32_t k = 1; k < f->levels; k++) {
        coarsen_widths(&f->level[k - 1], &f->level[k]);
        coarsen_faces(f, &f->level[k - 1], &f->level[k], false);
    }
}

// ---- conductances of the current

// Where the salt is gone something else conducts: other ions, and the space charge that (1) leaves out.
static double conducting(double here, double there) {
    const double sum = here + there;
    return sum > 2.0 * LK_FIELD_LEAST_SALT ? sum : 2.0 * LK_FIELD_LEAST_SALT;
}

static void find_links_of_row(lk_field_grid *f, double unit, uint32_t y, uint32_t z) {
    lk_field_level *l = &f->level[0];
    const lk_field_row r = lk_field_row_of(f, l, y, z);
    const double *c = f->salt;
    const size_t nx = f->n[0];
    for (size_t x = 0; x < nx; x++) {
        const size_t i = r.here + x, east = x + 1 < nx ? i + 1 : r.here;
        l->link[0][i] = unit * l->face[0][i] * conducting(c[i], c[east]);
        l->link[1][i] = unit * l->face[1][i] * conducting(c[i], c[r.north + x]);
        l->link[2][i] = unit * l->face[2][i] * conducting(c[i], c[r.above + r.up * x]);
    }
}

void lk_field_faces_find_links(lk_field_grid *f) {
    lk_field_level *l = &f->level[0];
    const double unit = 0.5 * lk_field_units_of(&f->params).current;
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, l))
    for (uint32_t z = 0; z < l->n[2]; z++)
        for (uint32_t y = 0; y < l->n[1]; y++) find_links_of_row(f, unit, y, z);
    const double *c = f->salt + f->cells;
    for (uint32_t k = f->resolved; k + 1 < lk_field_layers(f); k++)
        f->column_link[k] = unit * f->column_face[k] * conducting(c[k], c[k + 1]);
    for (uint32_t k = 1; k < f->levels; k++) coarsen_faces(f, &f->level[k - 1], &f->level[k], true);
}

// ---- the diagonal

static void invert(lk_field_level *l, size_t i, double links, double faces) {
    const double uu = links + l->slope[0][i] + l->own[0][i], cc = faces + l->slope[1][i] + l->own[1][i];
    const double cu = l->slope[0][i], uc = l->slope[1][i], over = 1.0 / (uu * cc - uc * cu);
    double *inverse = l->inverse + 3 * i; // the second of the off-diagonal elements follows from the slopes
    inverse[0] = cc * over;
    inverse[1] = uu * over;
    inverse[2] = over;
}

static void invert_row(const lk_field_grid *f, lk_field_level *l, uint32_t y, uint32_t z) {
    const lk_field_row r = lk_field_row_of(f, l, y, z);
    const size_t nx = l->n[0];
    for (size_t x = 0; x < nx; x++) {
        const size_t i = r.here + x, west = x > 0 ? i - 1 : r.here + nx - 1, south = r.south + x;
        invert(l, i,
               l->link[0][i] + l->link[0][west] + l->link[1][i] + l->link[1][south] + l->link[2][i] +
                   r.link[0][x],
               l->face[0][i] + l->face[0][west] + l->face[1][i] + l->face[1][south] + l->face[2][i] +
                   r.link[1][x]);
    }
}

static void coarsen_sums(const lk_field_level *fine, lk_field_level *coarse) {
    const size_t nx = coarse->n[0], ny = coarse->n[1];
    for (int k = 0; k < 2; k++) {
        double *slope = coarse->slope[k], *own = coarse->own[k];
        for (size_t i = 0; i < nx * ny * coarse->n[2]; i++) slope[i] = own[i] = 0.0;
        size_t i = 0;
        for (uint32_t z = 0; z < fine->n[2]; z++)
            for (uint32_t y = 0; y < fine->n[1]; y++)
                for (uint32_t x = 0; x < fine->n[0]; x++, i++) {
                    const size_t j = ((z / 2) * ny + y / 2) * nx + x / 2;
                    slope[j] += fine->slope[k][i];
                    own[j] += fine->own[k][i];
                }
    }
}

void lk_field_faces_coarsen(lk_field_grid *f) {
    for (uint32_t k = 0; k < f->levels; k++) {
        lk_field_level *l = &f->level[k];
        if (k > 0) coarsen_sums(&f->level[k - 1], l);
        if (lk_field_is_chain(l)) continue;
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, l))
        for (uint32_t z = 0; z < l->n[2]; z++)
            for (uint32_t y = 0; y < l->n[1]; y++) invert_row(f, l, y, z);
    }
}
