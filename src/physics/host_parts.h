// What the files of the host generator share.
#ifndef LIKMC_HOST_PARTS_H
#define LIKMC_HOST_PARTS_H

#include "likmc/host.h"
#include "likmc/rng.h"

// Streams of the generator, far from the sectors of an engine, which count up from zero.
enum { LK_HOST_FIBRE_STREAM = 0x7fff0001, LK_HOST_PATCH_STREAM, LK_HOST_PARTICLE_STREAM };

static inline size_t voxels(const lk_host_grid *grid) { return (size_t)grid->nx * grid->ny * grid->nz; }

static inline size_t voxel(const lk_host_grid *grid, int32_t x, int32_t y, int32_t z) {
    return ((size_t)z * grid->ny + y) * grid->nx + x;
}

// The face neighbours of a voxel, periodic in x and y. Returns how many there are: none below the first layer
// and above the last.
static inline int faces_of(const lk_host_grid *grid, size_t site, size_t neighbours[6]) {
    const size_t row = grid->nx, layer = row * grid->ny;
    // Below 2^31 (lk_host_check_grid): short divisions are the faster ones.
    const uint32_t rows = (uint32_t)site / (uint32_t)row, x = (uint32_t)site - rows * (uint32_t)row;
    const uint32_t z = rows / (uint32_t)grid->ny, y = rows - z * (uint32_t)grid->ny;
    int count = 0;
    neighbours[count++] = x > 0 ? site - 1 : site + row - 1;
    neighbours[count++] = x + 1 < row ? site + 1 : site - (row - 1);
    neighbours[count++] = y > 0 ? site - row : site + layer - row;
    neighbours[count++] = y + 1 < (uint32_t)grid->ny ? site + row : site - (layer - row);
    if (z > 0) neighbours[count++] = site - layer;
    if (z + 1 < (uint32_t)grid->nz) neighbours[count++] = site + layer;
    return count;
}

// Every number of the grid that is out of range is reported.
lk_status lk_host_check_grid(const lk_host_grid *grid, lk_error_list *errors);

// Fill `species` with fibres and pores.
lk_status lk_host_lay_fibres(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                             lk_host_report *report, lk_error_list *errors);

// Decorate the fibres in `species`.
lk_status lk_host_decorate(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                           lk_host_report *report, lk_error_list *errors);

#endif
