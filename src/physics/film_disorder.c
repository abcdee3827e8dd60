// Frozen disorder of the film scale: patches of SEI and deviations of the adsorption energy.
//
// Both live on grids with an edge of their own in metres, so that refining the voxels refines the same
// sample.
#include "film_site.h"

#include <math.h>
#include <stdlib.h>

enum { STREAM_PATCHES = 1, STREAM_ENERGIES = 2 }; // sectors of the random streams; 0 is the event loop
// In sigma: up to +5.6; what lies below -4, one place in 30000, counts as the first bin.
static const double first_bin = -4.0, bin_width = 0.4;

static uint32_t cells_along(double length, double edge) {
    const double n = round(length / edge);
    return n < 1.0 ? 1 : (uint32_t)n;
}

static void shape(uint32_t cells[3], double *edge, const lk_film_model *model, double wanted,
                  uint64_t layers) {
    const double width = (double)model->grid.nx * model->edge, depth = (double)model->grid.ny * model->edge;
    cells[0] = cells_along(width, wanted);
    cells[1] = cells_along(depth, wanted);
    *edge = width / cells[0]; // a whole number of cells fits the periodic box
    cells[2] = (uint32_t)ceil((double)layers * model->edge / *edge) + 1;
}

static uint8_t bin_of(double deviation) {
    const double bin = floor((deviation - first_bin) / bin_width);
    return (uint8_t)fmin(LK_FILM_BINS - 1, fmax(0.0, bin));
}

double lk_film_disorder_deviation(int bin) { return first_bin + 0.5 * bin_width + bin * bin_width; }

lk_status lk_film_disorder_create(lk_film *film, const lk_params *params, lk_error_list *errors) {
    lk_film_disorder *disorder = &film->disorder;
    const lk_film_model *model = &film->model;
    shape(disorder->patch_cells, &disorder->patch_edge, model, params->sei.patch_size, model->grid.nz);
    shape(disorder->energy_cells, &disorder->energy_edge, model, params->nucleation.correlation_length,
          model->grid.nz_paper + 1);
    const uint32_t *p = disorder->patch_cells, *e = disorder->energy_cells;
    const size_t patches = (size_t)p[0] * p[1] * p[2], energies = (size_t)e[0] * e[1] * e[2];
    disorder->seeds = malloc(patches * sizeof *disorder->seeds);
    disorder->bins = malloc(energies);
    if (!disorder->seeds || !disorder->bins)
        return lk_error_set(errors, LK_FAILED, "no memory for %zu patches of SEI", patches);
    lk_rng rng;
    lk_rng_stream(&rng, (uint64_t)params->seed, (uint32_t)params->replica, STREAM_PATCHES);
    for (size_t i = 0; i < patches; i++)
        for (int k = 0; k < 5; k++) disorder->seeds[i][k] = (float)lk_rng_unit(&rng);
    lk_rng_stream(&rng, (uint64_t)params->seed, (uint32_t)params->replica, STREAM_ENERGIES);
    for (size_t i = 0; i < energies; i++) disorder->bins[i] = bin_of(lk_rng_normal(&rng));
    return LK_OK;
}

void lk_film_disorder_free(lk_film_disorder *disorder) {
    free(disorder->seeds);
    free(disorder->bins);
    *disorder = (lk_film_disorder){0};
}

static void centre_of(const lk_film *film, uint32_t site, double unit, double position[3]) {
    uint32_t cell[3];
    lk_lattice_cell(&film->lattice, site, cell);
    for (int i = 0; i < 3; i++) position[i] = (cell[i] + 0.5) * film->model.edge / unit;
}

static int64_t wrap(int64_t x, int64_t n) { return x < 0 ? x + n : x >= n ? x - n : x; }

// Least distance along one axis from a position, `inside` of its cell, to the cell `step` further (-1, 0, 1).
static double gap(double inside, int step) { return step < 0 ? inside : step > 0 ? 1.0 - inside : 0.0; }

// Seeds of the row of three cells at (y, z) that are nearer than `nearest`.
static void look_along(const lk_film_disorder *disorder, const double position[3], int64_t y, int64_t z,
                       const float **patch, double *nearest) {
    const int64_t nx = disorder->patch_cells[0], ny = disorder->patch_cells[1], cx = (int64_t)position[0];
    float(*const row)[5] = disorder->seeds + (z * ny + wrap(y, ny)) * nx;
    for (int64_t x = cx - 1; x <= cx + 1; x++) {
        const float *seed = row[wrap(x, nx)];
        const double dx = (double)x + seed[0] - position[0], dy = (double)y + seed[1] - position[1];
        const double dz = (double)z + seed[2] - position[2], distance = dx * dx + dy * dy + dz * dz;
        if (distance < *nearest) {
            *nearest = distance;
            *patch = seed;
        }
    }
}

// The patch whose seed is nearest. The nearest of 27 jittered seeds is the nearest of all
// but for rare corners, where the border of two patches is a voxel off. Rows too far away are passed over.
static const float *patch_of(const lk_film *film, uint32_t site) {
    static const int steps[] = {0, -1, 1}; // the own cell first: it bounds the distance
    const lk_film_disorder *disorder = &film->disorder;
    double position[3], nearest = INFINITY;
    const float *patch = NULL;
    centre_of(film, site, disorder->patch_edge, position);
    const int64_t cy = (int64_t)position[1], cz = (int64_t)position[2];
    for (int j = 0; j < 3; j++) {
        const double dz = gap(position[2] - (double)cz, steps[j]);
        if (cz + steps[j] < 0 || cz + steps[j] >= disorder->patch_cells[2]) continue;
        for (int i = 0; i < 3; i++) {
            const double dy = gap(position[1] - (double)cy, steps[i]);
            if (dy * dy + dz * dz < nearest)
                look_along(disorder, position, cy + steps[i], cz + steps[j], &patch, &nearest);
        }
    }
    return patch;
}

// Away from walls a patch stays open with the shared probability; beside a wall to which lithium adheres
// badly, electrolyte creeps in between and passivates more of it.
void lk_film_disorder_mark(lk_film *film, uint32_t site) {
    const int wall = lk_film_site_wall(film, site);
    const double adhesion =
        wall < 0 ? 1.0 : lk_film_phase_wall(film, lk_film_site_layer(film, site), (uint32_t)wall)->adhesion;
    const float *patch = patch_of(film, site);
    film->marks[site] |= MARK_KNOWN;
    if ((film->marks[site] & MARK_FED) || patch[3] < film->model.open_fraction * adhesion)
        film->marks[site] |= MARK_OPEN;
    if (patch[4] < film->model.slow_share) film->marks[site] |= MARK_SLOW;
}

size_t lk_film_disorder_cell(const lk_film *film, uint32_t site) {
    double position[3];
    centre_of(film, site, film->disorder.energy_edge, position);
    const uint32_t *n = film->disorder.energy_cells;
    const uint32_t x = (uint32_t)position[0] % n[0], y = (uint32_t)position[1] % n[1];
    const uint32_t z = (uint32_t)position[2] < n[2] ? (uint32_t)position[2] : n[2] - 1;
    return ((size_t)z * n[1] + y) * n[0] + x;
}

int lk_film_disorder_bin(const lk_film *film, uint32_t site) {
    return film->disorder.bins[lk_film_disorder_cell(film, site)];
}
