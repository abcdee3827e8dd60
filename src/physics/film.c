// The film: from parameters to a model, a host and empty pores.
#include "likmc/film.h"

#include "likmc/chemistry.h"
#include "likmc/closure.h"

#include "film_field.h"
#include "film_parts.h"
#include "film_reuse.h"
#include "film_sei_local.h"
#include "film_site.h"
#include "likmc/pages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Of piece, grain, marks, hits and species.
enum { SITE_BYTES = 2 * sizeof(uint32_t) + sizeof(uint16_t) + 2 };

static const double eV = LK_ELEMENTARY_CHARGE;

lk_closure_lithium lk_film_closure_lithium(const lk_params *params) {
    return (lk_closure_lithium){.atomic_volume = params->lithium.molar_volume / LK_AVOGADRO,
                                .surface_energy = params->lithium.surface_energy,
                                .cohesive_energy = params->lithium.cohesive_energy_eV * eV,
                                .attempt_frequency = params->lithium.attempt_frequency,
                                .hop_length = params->lithium.lattice_constant};
}

// A constant of the case at 298.15 K, at the temperature of the case.
static double at_temperature(const lk_params *params, double constant, double barrier_eV) {
    return constant * lk_closure_arrhenius(barrier_eV * eV, params->temperature);
}

// Size of a patch or grain: how far a wall makes itself felt, and contacts that are one.
static double reach_of(const lk_params *params) {
    return params->sei.closure == 1 ? params->sei.grain_size : params->sei.patch_size;
}

// What the temperature moves, besides the walls and what holds kT.
static void describe_rates(lk_film_model *model, const lk_params *params) {
    const double h = model->edge;
    model->exchange_current = at_temperature(params, params->kinetics.exchange_current_density,
                                             params->kinetics.exchange_current_barrier_eV);
    model->face_rate = model->exchange_current * h * h / model->hit_charge;
    model->nucleation_rate = at_temperature(params, exp(params->nucleation.ln_prefactor) * h * h,
                                            params->nucleation.prefactor_barrier_eV);
    const lk_closure_lithium lithium = lk_film_closure_lithium(params);
    const double mullins =
        lk_closure_mullins(&lithium, params->smoothing.barrier_eV * eV, params->temperature);
    model->exchange_rate = lk_film_exchange_of(mullins, h);
    model->conductivity =
        at_temperature(params, params->electrolyte.conductivity, params->electrolyte.conductivity_barrier_eV);
    model->diffusivity =
        at_temperature(params, params->electrolyte.diffusivity, params->electrolyte.diffusivity_barrier_eV);
    model->passivation_rate =
        at_temperature(params, params->sei.passivation_rate, params->sei.passivation_barrier_eV);
}

static void describe(lk_film_model *model, const lk_params *params) {
    const lk_closure_lithium lithium = lk_film_closure_lithium(params);
    const double h = params->box.voxel_edge;
    model->grid = lk_params_grid_of(params);
    model->edge = h;
    model->face_area = LK_CLOSURE_FACES_ISOTROPIC * h * h;
    model->footprint = (double)(model->grid.nx * model->grid.ny) * h * h;
    model->hits_per_voxel = (int)params->growth.hits_per_voxel;
    model->hit_charge = LK_ELEMENTARY_CHARGE * h * h * h / (lithium.atomic_volume * model->hits_per_voxel);
    model->passive_share = params->sei.passive_share;
    model->residual_porosity = params->electrolyte.residual_porosity;
    model->host_factor = params->host.transport_factor;
    model->layer_capacitance =
        params->kinetics.double_layer_capacitance * params->host.specific_area / (double)model->grid.nz_paper;
    model->sei_charge = params->sei.charge;
    model->sei_reuse = params->sei.reuse;
    model->sei_local = params->sei.area == 1;
    model->sei_fills = model->sei_local && params->sei.volume == 1;
    model->sei_volume = model->hit_charge / LK_FARADAY * params->sei.molar_volume;
    model->sei_first = params->sei.first_thickness;
    model->sei_growth = params->sei.growth_rate;
    model->lithium_volume = h * h * h / model->hits_per_voxel;
    model->pressure = params->dead.closure == 1;
    model->bearing_share = fmin(1.0, params->dead.stack_pressure / params->lithium.hardness);
    model->contact_host = params->dead.contact_host;
    model->contact_lithium = params->dead.contact_lithium;
    model->contact_area = params->dead.contact_area;
    model->grains = params->sei.closure == 1;
    model->open_fraction = params->sei.open_fraction;
    model->slow_share = params->sei.slow_share;
    model->contact_edge = reach_of(params);
    describe_rates(model, params);
}

// Lithium that the steps of the decorations take, in hits. Shares are of the surface, and so of the volume of
// particles of one size.
static void describe_conversion(lk_film *film, const lk_params *params) {
    if (film->phase.changes) return; // the walls have it by layer
    const lk_mixture *mixture = &params->host.decoration;
    double mass = 0.0, first = 0.0, second = 0.0; // per volume of decoration: kg/m3, mol Li/m3
    char why[LK_TABLE_WHY];
    for (size_t i = 0; i < mixture->count; i++) {
        const lk_material *material = &params->materials[mixture->parts[i].material.index];
        lk_chemistry chemistry;
        if (isnan(material->density)) continue; // defects
        mass += mixture->parts[i].share * material->density;
        if (!lk_chemistry_build(params, mixture->parts[i].material.index, &chemistry, why))
            continue; // refused before
        if (chemistry.step_count == 0) continue;
        const double units = mixture->parts[i].share * material->density / material->molar_mass;
        first += units * lk_chemistry_electrons(&chemistry, false);
        second += units * lk_chemistry_electrons(&chemistry, true);
        for (size_t k = 0; k < chemistry.step_count; k++)
            if (chemistry.steps[k].reversible)
                film->dealloying_potential = fmax(film->dealloying_potential, chemistry.steps[k].potential);
    }
    if (mass <= 0.0) return;
    const double decoration = params->host.areal_mass * params->host.decoration_mass_fraction;
    const double hits = decoration / mass * LK_FARADAY * film->model.footprint / film->model.hit_charge;
    film->conversion_hits = llround(hits * first);
    film->alloying_hits = llround(hits * second);
}

// Walls that take lithium up above 0 V begin at a voltage; the others where metal does.
static void charge_up(lk_film *film) {
    if (!film->phase.changes) return;
    const double start = -film->phase.start_voltage;
    for (uint32_t z = 0; z < film->transport.layers; z++) film->transport.overpotential[z] = start;
    for (size_t i = 0; i < film->field.points; i++) film->field.overpotential[i] = start;
    film->cell_overpotential = start;
}

static lk_status allocate(lk_film *film, const lk_params *params, lk_error_list *errors) {
    const lk_film_model *model = &film->model;
    const uint32_t cells[3] = {(uint32_t)model->grid.nx, (uint32_t)model->grid.ny, (uint32_t)model->grid.nz};
    const bool periodic[3] = {true, true, false};
    lk_status status = lk_lattice_init(&film->lattice, lk_lattice_find("sc18"), cells, periodic, errors);
    if (status != LK_OK) return status;
    const size_t sites = film->lattice.sites, nz = cells[2];
    film->piece = lk_pages_alloc(sites * SITE_BYTES); // the first of five arrays in one block
    if (film->piece) {
        film->grain = film->piece + sites;
        film->marks = (uint16_t *)(film->grain + sites);
        film->hits = (uint8_t *)(film->marks + sites);
        film->species = film->hits + sites;
    }
    status = lk_film_field_create(film, params, errors);
    if (status != LK_OK) return status;
    const size_t places = film->places;
    film->open_faces = calloc((3 + 2 * LK_FILM_LEVELS) * places, sizeof *film->open_faces);
    film->potential = calloc(nz + places, sizeof *film->potential);
    status = lk_film_press_create(film, errors);
    if (status == LK_OK) status = lk_film_sei_create(film, params->sei.patch_size, errors);
    if (status != LK_OK) return status;
    if (!film->piece || !film->open_faces || !film->potential)
        return lk_error_set(errors, LK_FAILED, "no memory for %zu voxels", sites);
    film->passive_faces = film->open_faces + places;
    film->solid = film->open_faces + 2 * places;
    for (size_t level = 0; level < LK_FILM_LEVELS; level++) {
        film->exposed_open[level] = film->open_faces + (3 + 2 * level) * places;
        film->exposed_passive[level] = film->exposed_open[level] + places;
    }
    film->drive = film->potential + nz;
    const lk_transport_params transport = {.layer = model->edge,
                                           .temperature = params->temperature,
                                           .exchange_current = model->exchange_current,
                                           .alpha = params->kinetics.alpha,
                                           .transference = params->electrolyte.transference,
                                           .concentration = params->electrolyte.concentration};
    status = lk_transport_create(&film->transport, cells[2], &transport, errors);
    if (status != LK_OK) return status;
    charge_up(film);
    film->eta = lk_film_field_used(film) ? film->field.overpotential : film->transport.overpotential;
    return lk_buckets_init(&film->buckets, (uint32_t)sites, LK_FILM_CLASSES, 1024, errors);
}

static lk_status build_host(lk_film *film, const lk_params *params, lk_error_list *errors) {
    const lk_params_grid *grid = &film->model.grid;
    lk_host_decoration decorations[LK_TABLE_PARTS];
    const lk_mixture *mixture = &params->host.decoration;
    for (size_t i = 0; i < mixture->count; i++)
        decorations[i] = (lk_host_decoration){(uint8_t)(LK_FILM_HOST + 1 + i), mixture->parts[i].share};
    const lk_host_params host = {.seed = (uint64_t)params->seed,
                                 .replica = (uint32_t)params->replica,
                                 .porosity = params->host.porosity,
                                 .fibre_radius = params->host.fibre_radius,
                                 .fibre_length = params->host.fibre_length,
                                 .orientation_spread = params->host.orientation_spread,
                                 .pore = LK_FILM_ELECTROLYTE,
                                 .fibre = LK_FILM_HOST,
                                 .decorations = mixture->count ? decorations : NULL,
                                 .decoration_count = mixture->count,
                                 .coverage = mixture->count ? film->phase.kind[1].coverage : 0.0,
                                 .particle_diameter = params->host.particle_diameter,
                                 .patch_edge = params->host.patch_size};
    const lk_host_grid box = {(int32_t)grid->nx, (int32_t)grid->ny, (int32_t)grid->nz_paper,
                              film->model.edge};
    return lk_host_generate(&host, &box, film->species, &film->host, errors);
}

// Sites from here on are electrolyte far from anything, so that they have no class.
static uint32_t find_end(const lk_film *film) {
    const uint32_t plane = film->lattice.cells[0] * film->lattice.cells[1];
    uint32_t end = film->lattice.sites;
    while (end > 0 && film->species[end - 1] == LK_FILM_ELECTROLYTE) end--;
    return end + plane < film->lattice.sites ? end + plane : film->lattice.sites;
}

// Pores of each layer; where fibres once were they stay.
static void count_pores(lk_film *film) {
    lk_film_host *host = &film->layers;
    memset(host->pores, 0, host->count * sizeof *host->pores);
    for (uint32_t z = 0; z < host->count; z++)
        for (size_t i = 0; i < host->plane; i++)
            host->pores[z] += film->species[(size_t)z * host->plane + i] < LK_FILM_HOST;
}

static lk_status create_layers(lk_film *film, const lk_params *params, lk_error_list *errors) {
    const lk_params_grid *grid = &film->model.grid;
    film->layers = (lk_film_host){.yields = params->host.deformation == 1,
                                  .yield_filling = params->host.yield_filling,
                                  .most_swelling = params->host.most_swelling,
                                  .paper = (uint32_t)grid->nz_paper,
                                  .plane = (uint32_t)(grid->nx * grid->ny),
                                  .hits = (uint8_t)film->model.hits_per_voxel};
    return lk_film_host_create(&film->layers, (uint32_t)grid->nz, errors);
}

static uint32_t count_members(lk_film *film, uint32_t end) {
    uint32_t members = 0;
    for (uint32_t site = 0; site < end; site++) members += lk_film_site_class(film, site) != LK_NO_CLASS;
    return members;
}

// The host does not change, nor does the number of its faces.
static void count_host_faces(lk_film *film) {
    film->host_faces = 0;
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        if (film->species[site] < LK_FILM_HOST) continue;
        const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
        for (int d = 0; d < 6; d++)
            film->host_faces +=
                offset[d] != LK_NO_OFFSET && film->species[site + (uint32_t)offset[d]] < LK_FILM_HOST;
    }
}

// Faces between metal and electrolyte, and metal voxels.
static void count_metal(lk_film *film) {
    film->metal_faces = 0;
    film->metal_voxels = 0;
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        if (film->species[site] != LK_FILM_LITHIUM && film->species[site] != LK_FILM_DEAD) continue;
        film->metal_voxels++;
        const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
        for (int d = 0; d < 6; d++)
            film->metal_faces +=
                offset[d] != LK_NO_OFFSET && film->species[site + (uint32_t)offset[d]] == LK_FILM_ELECTROLYTE;
    }
}

static lk_status connect(lk_film *film, lk_error_list *errors) {
    lk_connect_kind kinds[256] = {[LK_FILM_LITHIUM] = LK_CONNECT_SITE};
    for (int type = 0; type < LK_FILM_HOST_TYPES; type++) kinds[LK_FILM_HOST + type] = LK_CONNECT_HOST;
    const uint32_t *n = film->lattice.cells;
    lk_connect_free(&film->connect);
    return lk_connect_init(&film->connect, n[0], n[1], n[2], film->species, kinds, errors);
}

lk_status lk_film_rebuild(lk_film *film, lk_error_list *errors) {
    const uint32_t end = find_end(film);
    memset(film->open_faces, 0, (3 + 2 * LK_FILM_LEVELS) * film->places * sizeof *film->open_faces);
    film->top = 1;
    lk_film_reuse_forget(film);
    lk_film_event_prepare(film);
    lk_film_grain_rebuild(&film->grains);
    lk_buckets_free(&film->buckets);
    lk_status status = lk_buckets_init(&film->buckets, film->lattice.sites, LK_FILM_CLASSES,
                                       count_members(film, end) + 1024, errors);
    if (status == LK_OK) status = connect(film, errors);
    if (status != LK_OK) return status;
    count_metal(film);
    count_host_faces(film);
    count_pores(film);
    lk_film_host_stack(&film->layers);
    lk_film_press_rebuild(film);
    lk_film_sei_rebuild(film);
    lk_film_phase_recount(film);
    lk_film_phase_renew(film);
    for (uint32_t site = 0; site < end; site++) {
        film->solid[lk_film_site_place(film, site)] += film->species[site] != LK_FILM_ELECTROLYTE;
        lk_film_site_update(film, site);
    }
    if (!lk_film_field_used(film)) lk_film_step_describe_all(film);
    return LK_OK;
}

// Patches have two levels of dissolution.
static lk_status create_grains(lk_film *film, const lk_params *params, lk_error_list *errors) {
    const double area = params->sei.grain_size * params->sei.grain_size;
    const lk_status status =
        lk_film_grain_create(&film->grains, film->model.passivation_rate, area, params->sei.spread, errors);
    if (film->model.grains) return status;
    film->grains.factor[0] = 1.0;
    film->grains.factor[1] = params->sei.slow_factor;
    return status;
}

static lk_status keep(lk_film *film, const lk_params *params, lk_error_list *errors) {
    lk_params *copy = malloc(sizeof *copy);
    film->params = copy;
    if (!copy) return lk_error_set(errors, LK_FAILED, "no memory for a copy of the parameters");
    *copy = *params;
    return LK_OK;
}

static lk_status create(lk_film *film, const lk_params *params, lk_error_list *errors) {
    describe(&film->model, params);
    if (film->model.grid.sites >= (uint64_t)1 << 31)
        return lk_error_set(errors, LK_BAD_INPUT, "the box has %llu voxels; at most 2^31 - 1 can be counted",
                            (unsigned long long)film->model.grid.sites);
    lk_film_phase_describe(film, params);
    describe_conversion(film, params);
    lk_status status = keep(film, params, errors);
    if (status == LK_OK) status = allocate(film, params, errors);
    if (status == LK_OK) status = build_host(film, params, errors);
    if (status == LK_OK) status = lk_film_disorder_create(film, params, errors);
    if (status == LK_OK) status = lk_film_phase_create(film, params, errors);
    if (status == LK_OK) status = lk_film_wall_mark(film, reach_of(params), errors);
    if (status == LK_OK) status = create_grains(film, params, errors);
    if (status == LK_OK) status = create_layers(film, params, errors);
    if (status == LK_OK) status = lk_film_rebuild(film, errors);
    lk_rng_stream(&film->rng, (uint64_t)params->seed, (uint32_t)params->replica, 0);
    return status;
}

lk_status lk_film_create(lk_film *film, const lk_params *params, lk_error_list *errors) {
    *film = (lk_film){.pause = {.after = INT64_MAX}};
    const lk_status status = create(film, params, errors);
    if (status != LK_OK) lk_film_free(film);
    return status;
}

void lk_film_free(lk_film *film) {
    lk_pages_free(film->piece, film->lattice.sites * SITE_BYTES);
    lk_lattice_free(&film->lattice);
    lk_buckets_free(&film->buckets);
    lk_connect_free(&film->connect);
    lk_transport_free(&film->transport);
    lk_film_field_free(film);
    lk_film_disorder_free(&film->disorder);
    lk_film_phase_free(film);
    lk_film_grain_free(&film->grains);
    lk_film_host_free(&film->layers);
    free((void *)film->params);
    lk_film_press_free(film);
    lk_film_sei_free(film);
    free(film->list);
    free(film->open_faces);
    free(film->potential);
    *film = (lk_film){0};
}

int64_t lk_film_lithium(const lk_film *film) {
    int64_t hits = 0;
    for (uint32_t site = 0; site < film->lattice.sites; site++) hits += film->hits[site];
    return hits;
}

double lk_film_charge(const lk_film *film) {
    return (double)film->ledger.quanta[LK_LEDGER_PASSED] * film->model.hit_charge / film->model.footprint;
}
