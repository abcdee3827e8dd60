// The film in the electrolyte of likmc/field.h: which cell a voxel is in, what the cells hold, and what the
// voxels get from them.
#include "film_field.h"
#include "film_place.h"
#include "film_reuse.h"
#include "likmc/constants.h"

#include "film_site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Layers of 2.5 um of the separator and, next to it, of half a micrometre of a gap of 0.9 mm: below the
// sqrt(D t) of a second.
enum { SEPARATOR_LAYERS = 10, GAP_LAYERS = 40 };
// A correction of 1 mV leaves its square over 2 kT/e, 2e-5 V, and a twentieth for the linear system: 2e-3
// kT/e.
static const lk_field_accuracy accuracy = {.volts = 1e-3, .linear = 0.05, .most = 200};

// ---- set-up

static uint32_t coarsening_of(const lk_film *film, int axis) {
    return axis == 2 || film->field.n[axis] > 1 ? film->coarsening : film->lattice.cells[axis];
}

static lk_status find_places(lk_film *film, lk_error_list *errors) {
    const uint32_t *cells = film->lattice.cells, c = film->coarsening;
    const bool lateral = film->field.n[0] > 1 || film->field.n[1] > 1;
    const uint32_t nx = film->field.n[0], ny = film->field.n[1];
    film->places = nx * ny * film->field.n[2];
    film->place_row = malloc((size_t)cells[1] * cells[2] * sizeof *film->place_row);
    film->place_x = calloc(cells[0], sizeof *film->place_x);
    if (!film->place_row || !film->place_x)
        return lk_error_set(errors, LK_FAILED, "no memory for the places of %u voxels", film->lattice.sites);
    for (uint32_t z = 0; z < cells[2]; z++)
        for (uint32_t y = 0; y < cells[1]; y++)
            film->place_row[z * cells[1] + y] = (z / c * ny + (lateral ? y / c : 0)) * nx;
    for (uint32_t x = 0; x < cells[0] && lateral; x++) film->place_x[x] = x / c;
    return LK_OK;
}

static void set_widths(lk_film *film) {
    for (int a = 0; a < 3; a++) {
        const uint32_t voxels = film->lattice.cells[a], c = coarsening_of(film, a);
        for (uint32_t i = 0; i < film->field.n[a]; i++)
            film->field.width[a][i] = film->model.edge * fmin(c, voxels - i * c);
    }
    memcpy(film->field.thickness, film->field.width[2], film->field.n[2] * sizeof(double));
}

// Layers of the column above the box: the separator, and a gap in layers that widen away from it.
static void set_column(lk_film *film, const lk_params *params) {
    lk_field_grid *f = &film->field;
    const double separator = params->electrolyte.separator_thickness, gap = params->electrolyte.gap;
    const double porosity = params->electrolyte.separator_porosity;
    uint32_t k = f->n[2];
    if (f->column == 1) f->thickness[k] = film->model.edge; // no more than a place for the counter electrode
    for (int i = 0; separator > 0.0 && i < SEPARATOR_LAYERS; i++, k++) {
        f->thickness[k] = separator / SEPARATOR_LAYERS;
        f->porosity[f->cells + k] = porosity;
        f->path[f->cells + k] = lk_closure_bruggeman(porosity, params->electrolyte.tortuosity_exponent);
    }
    for (int i = 0; gap > 0.0 && i < GAP_LAYERS; i++, k++)
        f->thickness[k] = gap * (2.0 * i + 1.0) / (GAP_LAYERS * GAP_LAYERS);
}

static uint32_t column_of(const lk_params *params) {
    const uint32_t layers = (params->electrolyte.separator_thickness > 0.0 ? SEPARATOR_LAYERS : 0) +
                            (params->electrolyte.gap > 0.0 ? GAP_LAYERS : 0);
    return layers > 0 ? layers : 1;
}

static lk_field_params describe(const lk_film_model *model, const lk_params *params) {
    return (lk_field_params){.temperature = params->temperature,
                             .alpha = params->kinetics.alpha,
                             .transference = params->electrolyte.transference,
                             .concentration = params->electrolyte.concentration,
                             .conductivity = model->conductivity,
                             .diffusivity = model->diffusivity,
                             .compliance = params->transport.compliance,
                             .threads = 1,
                             .surfaces = 1,
                             .surface = {{model->exchange_current, 0.0}}};
}

lk_status lk_film_field_create(lk_film *film, const lk_params *params, lk_error_list *errors) {
    const bool wide = params->transport.dimensions == 1, used = wide || params->transport.salt == 1;
    const uint32_t *cells = film->lattice.cells;
    film->coarsening = wide ? (uint32_t)params->transport.coarsening : 1;
    uint32_t n[3];
    for (int a = 0; a < 3; a++)
        n[a] = wide || a == 2 ? (cells[a] + film->coarsening - 1) / film->coarsening : 1;
    const lk_field_params how = describe(&film->model, params);
    memcpy(film->field.n, n, sizeof n);
    film->electrolyte_count = 1;
    lk_status status = used ? lk_field_create(&film->field, n, column_of(params), &how, errors) : LK_OK;
    if (status == LK_OK) status = find_places(film, errors);
    if (status != LK_OK) return status;
    if (used) {
        set_widths(film);
        set_column(film, params);
        film->electrolyte = film->field.overpotential; // salt follows in the same block
        film->electrolyte_count = 2 * film->field.points;
        return LK_OK;
    }
    film->electrolyte = calloc(1, sizeof *film->electrolyte);
    return film->electrolyte ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory for the electrolyte");
}

void lk_film_field_free(lk_film *film) {
    if (!lk_film_field_used(film)) free(film->electrolyte);
    lk_field_free(&film->field);
    free(film->place_row);
    free(film->place_x);
}

// ---- from the film to the field

// A lateral wave has decayed to exp(-pi) of itself half a width above the film, and comes back as its square.
static void resolve(lk_film *film) {
    lk_field_grid *f = &film->field;
    const uint32_t reached = (film->top + film->coarsening - 1) / film->coarsening;
    const uint32_t wanted = (f->n[0] == 1 && f->n[1] == 1) ? f->n[2] : reached + f->n[0] / 2 + 1;
    lk_field_resolve(f, wanted < f->n[2] ? wanted : f->n[2]);
}

// Layers of voxels of one plane of cells that belong to the paper.
static uint32_t paper_in(const lk_film *film, uint32_t plane) {
    const uint32_t c = film->coarsening, paper = (uint32_t)film->model.grid.nz_paper;
    return plane * c >= paper ? 0 : paper - plane * c < c ? paper - plane * c : c;
}

// Share of a plane of cells by which particles have swollen.
static double swelling_of(const lk_film *film, uint32_t plane) {
    const uint32_t c = film->coarsening;
    double sum = 0.0;
    for (uint32_t z = plane * c; z < (plane + 1) * c; z++) sum += lk_film_phase_swelling(film, z);
    return sum / c;
}

// Returns what reacts in the direction of `sign`. `share`: of the plane.
static lk_film_reactivity describe_cell(lk_film *film, size_t i, uint32_t paper, double share, double sign) {
    lk_field_grid *f = &film->field;
    const lk_film_model *m = &film->model;
    const uint32_t plane = (uint32_t)(i / ((size_t)f->n[0] * f->n[1]));
    const double h = m->edge, voxels = share * m->footprint * f->width[2][plane] / (h * h * h);
    const lk_film_reactivity reacting = lk_film_place_reacting(film, i);
    const lk_film_reactivity exposed = lk_film_place_exposed(film, i);
    f->porosity[i] = fmax(m->residual_porosity, 1.0 - film->solid[i] / voxels - swelling_of(film, plane));
    f->path[i] = lk_closure_bruggeman(f->porosity[i], film->params->electrolyte.tortuosity_exponent) *
                 (paper > 0 ? m->host_factor : 1.0);
    f->capacitance[i] = paper * m->layer_capacitance * m->footprint * share;
    f->plating[0][i] = reacting.first * h * h;
    f->stripping[0][i] = exposed.first * h * h;
    return sign < 0.0 ? exposed : reacting;
}

double lk_film_field_describe(lk_film *film, double sign) {
    lk_field_grid *f = &film->field;
    lk_film_reactivity faces = {0.0, 0.0};
    size_t i = 0;
    resolve(film);
    for (uint32_t z = 0; z < f->resolved; z++) {
        const uint32_t paper = paper_in(film, z);
        for (uint32_t y = 0; y < f->n[1]; y++)
            for (uint32_t x = 0; x < f->n[0]; x++, i++)
                lk_film_place_add(
                    &faces, describe_cell(film, i, paper,
                                          f->width[0][x] * f->width[1][y] / film->model.footprint, sign));
    }
    return lk_film_place_sharing(film, faces);
}

// Particles of a layer lie on all of it alike.
void lk_film_field_describe_walls(lk_film *film) {
    lk_field_grid *f = &film->field;
    const lk_transport *t = &film->transport;
    size_t i = 0;
    for (uint32_t k = 0; k < f->resolved; k++) {
        double in = 0.0, out = 0.0;
        for (uint32_t z = k * film->coarsening; z < (k + 1) * film->coarsening && z < t->layers; z++) {
            in += t->wall_in[z];
            out += t->wall_out[z];
        }
        for (uint32_t y = 0; y < f->n[1]; y++)
            for (uint32_t x = 0; x < f->n[0]; x++, i++) {
                f->wall_in[i] = in * f->width[0][x] * f->width[1][y];
                f->wall_out[i] = out * f->width[0][x] * f->width[1][y];
            }
    }
}

void lk_film_field_wall_drive(const lk_film *film, uint32_t layer, double drive[2]) {
    const lk_field_grid *f = &film->field;
    const double beta = LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * f->params.temperature);
    size_t i = (size_t)(layer / film->coarsening) * f->n[0] * f->n[1];
    drive[0] = drive[1] = 0.0;
    for (uint32_t y = 0; y < f->n[1]; y++)
        for (uint32_t x = 0; x < f->n[0]; x++, i++) {
            const double share = f->width[0][x] * f->width[1][y] / film->model.footprint;
            drive[0] += share * f->salt[i] * exp(f->params.alpha * beta * f->overpotential[i]);
            drive[1] += share * exp(-(1.0 - f->params.alpha) * beta * f->overpotential[i]);
        }
}

void lk_film_field_take_back(lk_film *film) {
    lk_field_grid *f = &film->field;
    memcpy(f->overpotential, f->before.u, f->points * sizeof(double));
    memcpy(f->salt, f->before.c, f->points * sizeof(double));
}

// ---- from the field to the film

static uint32_t plane_of_top(const lk_film *film) { return (film->top - 1) / film->coarsening; }

static double mean_potential(const lk_film *film, uint32_t plane) {
    const lk_field_grid *f = &film->field;
    const size_t cells = (size_t)f->n[0] * f->n[1];
    double sum = 0.0;
    for (size_t i = plane * cells; i < (plane + 1) * cells; i++) sum += f->overpotential[i];
    return sum / (double)cells;
}

// Drives over j0. A front may enter a cell without a surface within the step: its drive is that of the cell
// below.
static void find_drives(lk_film *film) {
    lk_field_grid *f = &film->field;
    const size_t plane = (size_t)f->n[0] * f->n[1], used = plane * f->resolved;
    const double j0 = f->params.surface[0].exchange_current;
    film->strongest_eta = film->strongest_plating = film->strongest_stripping = 0.0;
    uint32_t next = 0;
    for (size_t i = 0; i < used; i++) {
        const bool listed = next < f->reacting_count && f->reacting[next] == i;
        next += listed;
        const double drive = listed ? f->drive[0][i] / j0 : i >= plane ? film->drive[i - plane] : 0.0;
        film->drive[i] = drive;
        film->strongest_eta = fmax(film->strongest_eta, f->overpotential[i]);
        if (f->plating[0][i] > 0.0) film->strongest_plating = fmax(film->strongest_plating, drive);
        if (f->stripping[0][i] > 0.0) film->strongest_stripping = fmax(film->strongest_stripping, -drive);
    }
    film->cell_overpotential = mean_potential(film, plane_of_top(film));
}

// Means by layer of voxels, for those who look at a profile.
static void find_profile(lk_film *film) {
    const lk_field_grid *f = &film->field;
    lk_transport *t = &film->transport;
    const size_t plane = (size_t)f->n[0] * f->n[1];
    const uint32_t c = film->coarsening;
    for (uint32_t k = 0; k < f->n[2]; k++) {
        double u = 0.0, salt = 0.0, reaction = 0.0;
        for (size_t i = k * plane; i < (k + 1) * plane && k < f->resolved; i++) {
            u += f->overpotential[i] / (double)plane;
            salt += f->salt[i] / (double)plane;
            reaction += f->reaction[i];
        }
        if (k >= f->resolved) {
            u = f->overpotential[f->cells + k];
            salt = f->salt[f->cells + k];
        }
        const uint32_t end = (k + 1) * c < t->layers ? (k + 1) * c : t->layers;
        for (uint32_t z = k * c; z < end; z++) {
            t->overpotential[z] = u;
            t->salt[z] = salt;
            t->reaction[z] = reaction / film->model.footprint / (end - k * c);
        }
    }
}

static void take_over(lk_film *film) {
    lk_film_reuse_compare(film);
    find_drives(film);
    find_profile(film);
}

lk_status lk_film_field_solve(lk_film *film, double current, lk_error_list *errors) {
    film->field.foreseen = lk_film_reuse_foresee(film, current);
    const lk_status status = lk_field_solve(&film->field, current * film->model.footprint,
                                            lk_film_reuse_time(film), &accuracy, errors);
    if (status == LK_OK) take_over(film);
    return status;
}

// Held is the mean of the uppermost plane of the film; in three dimensions by way of the first layer above
// the resolved planes, with the difference between both as it was.
lk_status lk_film_field_hold(lk_film *film, double overpotential, lk_error_list *errors) {
    lk_field_grid *f = &film->field;
    const bool line = f->n[0] == 1 && f->n[1] == 1;
    const uint32_t layer = line ? plane_of_top(film) : f->resolved;
    const double above =
        line ? 0.0 : f->overpotential[lk_field_layer(f, layer)] - mean_potential(film, plane_of_top(film));
    const lk_status status = lk_field_hold(f, layer, overpotential + above, film->step, &accuracy, errors);
    if (status == LK_OK) take_over(film);
    return status;
}
