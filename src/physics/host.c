// The host: parameters checked, fibres laid, decoration put on. See likmc/host.h.
#include "likmc/host.h"

#include "host_parts.h"

#include <math.h>

static const double half_pi = 1.57079632679489661923;

// Append a message if a number is not in its range.
static void require(lk_status *status, lk_error_list *errors, bool fine, const char *name, double value,
                    const char *range) {
    if (!fine) *status = lk_error_set(errors, LK_BAD_INPUT, "host: %s is %g: must be %s", name, value, range);
}

lk_status lk_host_check_grid(const lk_host_grid *grid, lk_error_list *errors) {
    lk_status status = LK_OK;
    require(&status, errors, grid->nx >= 1, "nx", grid->nx, "at least 1");
    require(&status, errors, grid->ny >= 1, "ny", grid->ny, "at least 1");
    require(&status, errors, grid->nz >= 1, "nz", grid->nz, "at least 1");
    require(&status, errors, grid->edge > 0 && isfinite(grid->edge), "voxel edge", grid->edge,
            "positive, in m");
    const double count = (double)grid->nx * grid->ny * grid->nz;
    require(&status, errors, count < INT32_MAX, "number of voxels", count, "below 2^31");
    return status;
}

static lk_status check_decorations(const lk_host_params *params, lk_error_list *errors) {
    lk_status status = LK_OK;
    double sum = 0;
    for (size_t i = 0; i < params->decoration_count; i++) {
        const lk_host_decoration *each = &params->decorations[i];
        require(&status, errors, each->share >= 0, "share", each->share, "at least 0");
        require(&status, errors, each->species != params->pore, "species of a decoration", each->species,
                "another than that of the pores");
        sum += each->share;
    }
    const bool any = params->decoration_count > 0 && params->coverage > 0;
    require(&status, errors, !any || (sum > 0 && isfinite(sum)), "sum of the shares", sum, "positive");
    return status;
}

static lk_status check_params(const lk_host_params *params, lk_error_list *errors) {
    const double porosity = params->porosity, radius = params->fibre_radius, length = params->fibre_length;
    const double spread = params->orientation_spread, coverage = params->coverage;
    const double diameter = params->particle_diameter, patch = params->patch_edge;
    lk_status status = LK_OK;
    require(&status, errors, porosity > 0 && porosity <= 1, "porosity", porosity, "above 0 and at most 1");
    require(&status, errors, radius > 0 && isfinite(radius), "fibre radius", radius, "positive, in m");
    require(&status, errors, length > 0 && isfinite(length), "fibre length", length, "positive, in m");
    require(&status, errors, spread >= 0 && spread <= half_pi, "orientation spread", spread, "0 to pi/2 rad");
    require(&status, errors, coverage >= 0 && coverage <= 1, "coverage", coverage, "0 to 1");
    require(&status, errors, diameter >= 0 && isfinite(diameter), "particle diameter", diameter,
            "at least 0, in m");
    require(&status, errors, patch >= 0 && isfinite(patch), "patch edge", patch, "at least 0, in m");
    require(&status, errors, params->pore != params->fibre, "species of the fibre", params->fibre,
            "another than that of the pores");
    return status;
}

// Boolean model (Torquato, Random Heterogeneous Materials, 2002, doi 10.1007/978-1-4757-6355-3, ch. 5): with
// number density n of bodies of volume v and surface s, porosity = exp(-n v) and surface = n s exp(-n v).
static double boolean_surface(const lk_host_params *params) {
    const double radius = params->fibre_radius, length = params->fibre_length;
    const double surface_to_volume =
        (2 * length + 4 * radius) / (radius * length + 4.0 / 3.0 * radius * radius);
    return -log(params->porosity) * params->porosity * surface_to_volume;
}

double lk_host_coverage(double areal_mass, double mass_fraction, double density, double diameter,
                        double internal_surface) {
    return fmin(1.0, 3 * areal_mass * mass_fraction / (density * diameter * internal_surface));
}

lk_status lk_host_generate(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                           lk_host_report *report, lk_error_list *errors) {
    lk_host_report unwanted;
    if (!report) report = &unwanted;
    *report = (lk_host_report){0};
    const lk_status bad_grid = lk_host_check_grid(grid, errors), bad_params = check_params(params, errors);
    const lk_status bad_decorations = check_decorations(params, errors);
    if (bad_grid || bad_params || bad_decorations) return LK_BAD_INPUT;

    const lk_status status = lk_host_lay_fibres(params, grid, species, report, errors);
    if (status) return status;
    report->specific_surface = boolean_surface(params);
    return lk_host_decorate(params, grid, species, report, errors);
}
