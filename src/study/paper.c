// The paper of a film as generated: see likmc/paper.h.
#include "likmc/paper.h"

#include <stdlib.h>

// On the residual; the diffusivity of the shipped papers is then 0.4 % too high, less than its voxels cost.
static const double tolerance = 1e-3;

lk_status lk_paper_measure(const lk_film *film, lk_paper *paper, lk_error_list *errors) {
    const lk_params_grid *cells = &film->model.grid;
    const lk_host_grid grid = {(int32_t)cells->nx, (int32_t)cells->ny, (int32_t)cells->nz_paper,
                               film->model.edge};
    const size_t count = (size_t)grid.nx * grid.ny * grid.nz;
    *paper = (lk_paper){.generated = film->host};
    uint8_t *solid = malloc(count);
    if (!solid) return lk_error_set(errors, LK_FAILED, "no memory for %zu voxels of the paper", count);
    for (size_t i = 0; i < count; i++) solid[i] = film->species[i] >= LK_FILM_HOST;
    lk_status status = lk_host_measure(&grid, solid, 0, &paper->measured, errors);
    if (status == LK_OK)
        status = lk_host_solve_transport(&grid, solid, 0, tolerance, &paper->transport, errors);
    free(solid);
    return status;
}

void lk_paper_write(const lk_paper *paper, lk_json *json) {
    const lk_host_report *generated = &paper->generated;
    const lk_host_measures *measured = &paper->measured;
    lk_json_open_object(json, "host");
    lk_json_integer(json, "fibres", (int64_t)generated->fibres);
    lk_json_number(json, "porosity", measured->porosity);
    lk_json_number(json, "specific_surface_of_fibres_per_m", generated->specific_surface);
    lk_json_number(json, "specific_surface_of_voxels_per_m", measured->specific_surface);
    lk_json_number(json, "pore_chord_in_plane_um", 0.5e6 * (measured->chord[0] + measured->chord[1]));
    lk_json_number(json, "pore_chord_through_plane_um", 1e6 * measured->chord[2]);
    lk_json_number(json, "pore_d10_um", 1e6 * measured->pore_d10);
    lk_json_number(json, "pore_d50_um", 1e6 * measured->pore_d50);
    lk_json_number(json, "pore_d90_um", 1e6 * measured->pore_d90);
    lk_json_number(json, "effective_diffusivity", paper->transport.diffusivity);
    lk_json_number(json, "tortuosity", paper->transport.tortuosity);
    lk_json_number(json, "decoration_coverage", generated->coverage);
    lk_json_close_object(json);
}
