// What the walls of a film are made of: surfaces, kinds, and how much of each layer holds. See
// likmc/film_phase.h.
#include "film_parts.h"
#include "film_site.h"

#include <math.h>
#include <stdlib.h>

static const double eV = LK_ELEMENTARY_CHARGE;

// ---- surfaces

// sqrt(barrier/kT) * eta, which does not depend on eta.
static double barrier_volts(const lk_closure_lithium *lithium, double adsorption, double temperature) {
    const double kT = LK_BOLTZMANN * temperature;
    return sqrt(lk_closure_nucleation_barrier(lithium, adsorption, 1.0) / kT);
}

static lk_film_phase_surface surface_of(const lk_params *params, const lk_material *material, int phase,
                                        double weight) {
    const lk_closure_lithium lithium = lk_film_closure_lithium(params);
    const double T = params->temperature, adsorption = material->E_ads_eV * eV;
    const double D = lk_closure_surface_diffusivity(&lithium, material->E_mig_eV * eV,
                                                    params->spreading.least_barrier_eV * eV, T);
    lk_film_phase_surface s = {.phase = phase,
                               .weight = weight,
                               .adsorption = adsorption,
                               .permeability = lk_closure_permeability(&lithium, adsorption, D, T),
                               .diffusivity = D,
                               .conducts = material->conducts_electrons != 0};
    for (int bin = 0; bin < LK_FILM_BINS; bin++) {
        const double deviation = lk_film_disorder_deviation(bin) * params->nucleation.disorder_eV * eV;
        s.volts[bin] = barrier_volts(&lithium, fmax(0.0, adsorption + deviation), T);
    }
    return s;
}

static void add_surface(const lk_params *params, lk_film_phase_kind *kind, int material, int phase,
                        double weight) {
    if (weight > 0.0)
        kind->surfaces[kind->count++] = surface_of(params, &params->materials[material], phase, weight);
}

// A decoration of preferred orientation shows its own plane with the share of the texture and the others that
// its file names with the rest.
static void add_planes(const lk_params *params, lk_film_phase_kind *kind, int material) {
    const lk_mixture *others = &params->materials[material].other_planes;
    double sum = 0.0;
    for (size_t i = 0; i < others->count; i++) sum += others->parts[i].share;
    const double own = others->count ? params->walls.texture : 1.0;
    add_surface(params, kind, material, 0, own);
    for (size_t i = 0; i < others->count; i++)
        add_surface(params, kind, others->parts[i].material.index, 0,
                    (1.0 - own) * others->parts[i].share / sum);
}

// ---- kinds

// Share of the true surface that a decoration covers: from its mass, or as its file says (defects).
static double coverage_of(const lk_params *params, const lk_material *material) {
    if (!isnan(params->host.decoration_coverage)) return params->host.decoration_coverage;
    if (!isnan(material->coverage)) return material->coverage;
    return lk_host_coverage(params->host.areal_mass, params->host.decoration_mass_fraction, material->density,
                            params->host.particle_diameter, params->host.specific_area);
}

static void describe_kind(const lk_params *params, lk_film_phase_kind *kind, int material, bool changes) {
    char why[LK_TABLE_WHY];
    kind->coverage = coverage_of(params, &params->materials[material]);
    if (!changes) {
        add_surface(params, kind, material, 0, 1.0);
        return;
    }
    if (!lk_chemistry_build(params, material, &kind->chemistry, why)) return; // refused when it was loaded
    add_planes(params, kind, material);
    for (size_t p = 1; p < kind->chemistry.phase_count; p++)
        add_surface(params, kind, kind->chemistry.phases[p].material, (int)p, 1.0);
}

static double adhesion_as_made(const lk_film_phase *phase, const lk_film_phase_kind *kind) {
    if (!phase->changes)
        return lk_closure_adhesion(&phase->lithium, kind->surfaces[kind->count - 1].adsorption);
    double sum = (1.0 - kind->coverage) * lk_closure_adhesion(&phase->lithium, kind->surfaces[0].adsorption);
    for (size_t i = 1; i < kind->count; i++)
        if (kind->surfaces[i].phase == 0)
            sum += kind->coverage * kind->surfaces[i].weight *
                   lk_closure_adhesion(&phase->lithium, kind->surfaces[i].adsorption);
    return sum;
}

// Shares of a mixture are of the surface, and so of the volume of particles of one size.
static void share_mass(const lk_params *params, lk_film_phase *phase) {
    const lk_mixture *mixture = &params->host.decoration;
    double mass = 0.0; // of a volume of decoration, kg/m3
    for (size_t i = 0; i < mixture->count; i++) {
        const lk_material *m = &params->materials[mixture->parts[i].material.index];
        if (!isnan(m->density)) mass += mixture->parts[i].share * m->density;
    }
    const double all = params->host.areal_mass * params->host.decoration_mass_fraction;
    for (size_t i = 0; i < mixture->count && mass > 0.0; i++) {
        const lk_material *m = &params->materials[mixture->parts[i].material.index];
        if (!isnan(m->density) && !isnan(m->molar_mass))
            phase->kind[1 + i].units = all / mass * mixture->parts[i].share * m->density / m->molar_mass;
    }
}

void lk_film_phase_describe(lk_film *film, const lk_params *params) {
    lk_film_phase *phase = &film->phase;
    const lk_mixture *mixture = &params->host.decoration;
    phase->changes = params->walls.closure == 1;
    phase->kinds = 1 + mixture->count;
    phase->layers = phase->changes ? (size_t)film->model.grid.nz_paper : 1;
    phase->places = phase->kinds * phase->layers;
    phase->covered_reactivity = params->walls.covered_reactivity;
    phase->exponent = params->walls.footprint_exponent;
    phase->connected = params->walls.connected;
    phase->incorporation = params->spreading.incorporation_time;
    phase->lithium = lk_film_closure_lithium(params);
    phase->temperature = params->temperature;
    phase->alpha = params->kinetics.alpha;
    phase->start_voltage = params->kinetics.start_voltage;
    phase->salt = (uint64_t)params->seed * 0x9e3779b97f4a7c15u + (uint64_t)params->replica;
    for (size_t k = 0; k < phase->kinds; k++)
        add_surface(params, &phase->kind[k], params->host.material.index, -1, 1.0);
    for (size_t i = 0; i < mixture->count; i++)
        describe_kind(params, &phase->kind[1 + i], mixture->parts[i].material.index, phase->changes);
    share_mass(params, phase);
    for (size_t k = 0; k < phase->kinds; k++)
        phase->kind[k].adhesion = adhesion_as_made(phase, &phase->kind[k]);
}
