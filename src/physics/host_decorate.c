// Decoration: which surface voxels carry which plane, and particles large enough to be voxels of their own.
#include "host_parts.h"

#include <math.h>
#include <stdlib.h>

// Cubes of one kind each.
typedef struct patch_map {
    const lk_host_grid *grid;
    double per_voxel;   // voxel edge / patch edge
    int32_t nx, ny, nz; // patches along each axis
    uint8_t *kind;      // species of each patch
} patch_map;

static uint8_t draw_kind(lk_rng *rng, const lk_host_params *params, double sum) {
    double left = lk_rng_unit(rng) * sum;
    size_t i = 0;
    for (; i + 1 < params->decoration_count && left >= params->decorations[i].share; i++)
        left -= params->decorations[i].share;
    while (params->decorations[i].share == 0) i--; // only rounding ends on a share of zero
    return params->decorations[i].species;
}

static int32_t patches_along(int32_t voxels_along, double per_voxel) {
    return (int32_t)ceil(voxels_along * per_voxel - 1e-9); // an edge that divides the box leaves no sliver
}

static lk_status draw_patches(patch_map *patches, const lk_host_params *params, const lk_host_grid *grid,
                              lk_error_list *errors) {
    const double per_voxel = params->patch_edge > grid->edge ? grid->edge / params->patch_edge : 1;
    *patches = (patch_map){.grid = grid,
                           .per_voxel = per_voxel,
                           .nx = patches_along(grid->nx, per_voxel),
                           .ny = patches_along(grid->ny, per_voxel),
                           .nz = patches_along(grid->nz, per_voxel)};
    const size_t count = (size_t)patches->nx * patches->ny * patches->nz;
    patches->kind = malloc(count);
    if (!patches->kind) return lk_error_set(errors, LK_FAILED, "host: no memory for %zu bytes", count);
    double sum = 0;
    for (size_t i = 0; i < params->decoration_count; i++) sum += params->decorations[i].share;
    lk_rng rng;
    lk_rng_stream(&rng, params->seed, params->replica, LK_HOST_PATCH_STREAM);
    for (size_t i = 0; i < count; i++) patches->kind[i] = draw_kind(&rng, params, sum);
    return LK_OK;
}

static int32_t patch_at(size_t index, double per_voxel, int32_t count) {
    const int32_t patch = (int32_t)(((double)index + 0.5) * per_voxel);
    return patch < count ? patch : count - 1;
}

static uint8_t kind_at(const patch_map *patches, size_t site) {
    const size_t row = patches->grid->nx, rows = patches->grid->ny;
    const int32_t x = patch_at(site % row, patches->per_voxel, patches->nx);
    const int32_t y = patch_at(site / row % rows, patches->per_voxel, patches->ny);
    const int32_t z = patch_at(site / (row * rows), patches->per_voxel, patches->nz);
    return patches->kind[((size_t)z * patches->ny + y) * patches->nx + x];
}

static int count_around(const lk_host_grid *grid, const uint8_t *species, size_t site, uint8_t wanted) {
    size_t neighbours[6];
    const int sides = faces_of(grid, site, neighbours);
    int count = 0;
    for (int i = 0; i < sides; i++) count += species[neighbours[i]] == wanted;
    return count;
}

// A fibre voxel with a face to a pore or, at the upper face of the paper, to the electrolyte.
static bool at_surface(const lk_host_params *params, const lk_host_grid *grid, const uint8_t *species,
                       size_t site) {
    if (species[site] != params->fibre) return false;
    const bool top = site >= voxels(grid) - (size_t)grid->nx * grid->ny;
    return top || count_around(grid, species, site, params->pore) > 0;
}

// Pores within the radius of the fibre voxel's centre become the particle: a half sphere on a flat fibre.
// Returns how many faces of fibres that covers.
static size_t grow_particle(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                            size_t site, uint8_t kind) {
    const double radius = params->particle_diameter / 2 / grid->edge;
    const int32_t reach = (int32_t)radius;
    const size_t row = grid->nx, rows = grid->ny;
    const int64_t x = site % row, y = site / row % rows, z = site / (row * rows);
    size_t covered = 0;
    for (int32_t dz = -reach; dz <= reach; dz++)
        for (int32_t dy = -reach; dy <= reach; dy++)
            for (int32_t dx = -reach; dx <= reach; dx++) {
                if (dx * dx + dy * dy + dz * dz > radius * radius || z + dz < 0 || z + dz >= grid->nz)
                    continue;
                const int64_t at_x = ((x + dx) % grid->nx + grid->nx) % grid->nx;
                const int64_t at_y = ((y + dy) % grid->ny + grid->ny) % grid->ny;
                const size_t at = voxel(grid, (int32_t)at_x, (int32_t)at_y, (int32_t)(z + dz));
                if (species[at] != params->pore) continue;
                species[at] = kind;
                covered += (size_t)count_around(grid, species, at, params->fibre);
            }
    return covered;
}

// List the sites with faces that a particle can cover (those to the electrolyte above lie outside of the
// array) and count these faces.
static size_t list_sites(const lk_host_params *params, const lk_host_grid *grid, const uint8_t *species,
                         size_t *sites, size_t *faces) {
    size_t count = 0;
    *faces = 0;
    for (size_t i = 0; i < voxels(grid); i++) {
        const int around = species[i] == params->fibre ? count_around(grid, species, i, params->pore) : 0;
        if (around > 0) sites[count++] = i;
        *faces += (size_t)around;
    }
    return count;
}

static lk_status grow_particles(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                                const patch_map *patches, lk_host_report *report, lk_error_list *errors) {
    size_t *sites = malloc((report->surface + 1) * sizeof *sites);
    if (!sites) return lk_error_set(errors, LK_FAILED, "host: no memory for %zu sites", report->surface);
    size_t faces, covered = 0, count = list_sites(params, grid, species, sites, &faces);
    lk_rng rng;
    lk_rng_stream(&rng, params->seed, params->replica, LK_HOST_PARTICLE_STREAM);
    while (count > 0 && (double)covered < params->coverage * (double)faces) {
        const size_t pick = lk_rng_below(&rng, count), site = sites[pick];
        sites[pick] = sites[--count]; // a particle covers all faces of the voxel that it sits on
        const size_t gained = grow_particle(params, grid, species, site, kind_at(patches, site));
        covered += gained;
        report->particles += gained > 0;
    }
    report->coverage = faces > 0 ? (double)covered / (double)faces : 0;
    free(sites);
    return LK_OK;
}

// Whether a voxel is at the surface depends on pores alone, which relabelling leaves as they are.
static void relabel_surface(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                            const patch_map *patches) {
    for (size_t i = 0; i < voxels(grid); i++)
        if (at_surface(params, grid, species, i)) species[i] = kind_at(patches, i);
}

lk_status lk_host_decorate(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                           lk_host_report *report, lk_error_list *errors) {
    for (size_t i = 0; i < voxels(grid); i++) report->surface += at_surface(params, grid, species, i);
    if (params->decoration_count == 0 || params->coverage == 0) return LK_OK;

    patch_map patches;
    lk_status status = draw_patches(&patches, params, grid, errors);
    if (status) return status;
    report->resolved = params->particle_diameter >= 2 * grid->edge;
    report->type_coverage = report->resolved ? 1 : params->coverage;
    report->coverage = params->coverage;
    if (report->resolved)
        status = grow_particles(params, grid, species, &patches, report, errors);
    else
        relabel_surface(params, grid, species, &patches);
    free(patches.kind);
    return status;
}
