// The paper of a film as generated: see likmc/paper.h.
#include "likmc/paper.h"

#include <math.h>
#include <stdlib.h>

// On the residual; the diffusivity of the shipped papers is then 0.4 % too high, less than its voxels cost.
static const double tolerance = 1e-3;

lk_status lk_paper_measure(const lk_film *film, int threads, lk_paper *paper, lk_error_list *errors) {
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
        status = lk_host_solve_transport(&grid, solid, 0, tolerance, threads, &paper->transport, errors);
    free(solid);
    paper->chord_in_plane = 0.5 * (paper->measured.chord[0] + paper->measured.chord[1]);
    return status;
}

#define NUMBER(name, unit, factor, member, doc)                                                              \
    { name, unit, doc, LK_SERIES_DOUBLE, offsetof(lk_paper, member), factor }

static const lk_series_column columns[] = {
    NUMBER("porosity", "1", 1, measured.porosity, "pore voxels over all voxels of the host"),
    NUMBER("specific_surface_of_fibres", "1/m", 1, generated.specific_surface,
           "surface of the fibres as cylinders over the volume of the host"),
    NUMBER("specific_surface_of_voxels", "1/m", 1, measured.specific_surface,
           "surface estimated from the voxels over the volume of the host"),
    NUMBER("pore_chord_in_plane", "um", 1e6, chord_in_plane, "mean length of the pores in x and y"),
    NUMBER("pore_chord_through_plane", "um", 1e6, measured.chord[2], "mean length of the pores in z"),
    NUMBER("pore_d10", "um", 1e6, measured.pore_d10, "chord below which 10 % of the pore volume lies"),
    NUMBER("pore_d50", "um", 1e6, measured.pore_d50, "chord below which half of the pore volume lies"),
    NUMBER("pore_d90", "um", 1e6, measured.pore_d90, "chord below which 90 % of the pore volume lies"),
    NUMBER("effective_diffusivity", "1", 1, transport.diffusivity,
           "through the plane, over that of the free electrolyte"),
    NUMBER("tortuosity", "1", 1, transport.tortuosity, "porosity over the effective diffusivity"),
    NUMBER("decoration_coverage", "1", 1, generated.coverage,
           "share of the fibres' surface that is decorated"),
};

const lk_series_column *lk_paper_columns(size_t *count) {
    *count = sizeof columns / sizeof *columns;
    return columns;
}

void lk_paper_write(const lk_paper *paper, lk_json *json) {
    lk_json_open_object(json, "host");
    lk_json_integer(json, "fibres", (int64_t)paper->generated.fibres);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        char name[96];
        lk_series_header(&columns[i], name, sizeof name);
        const double *value = (const double *)((const char *)paper + columns[i].offset);
        const double shown = *value * columns[i].factor;
        lk_json_number(json, name, isinf(shown) ? NAN : shown); // the tortuosity of a paper that is shut
    }
    lk_json_close_object(json);
}
