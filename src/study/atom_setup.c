// From parameters to an atomistic model: see likmc/atom.h.
#include "likmc/atom.h"
#include "likmc/closure.h"
#include "likmc/constants.h"

#include <math.h>
#include <string.h>

static const char *const lattices[] = {"bcc14", "bcc8", "sc26", "sc6"};

// A step on a (100) surface: half a layer at x < 5 of 10, on deep lithium.
static lk_status stepped(lk_atomistic *model, const char *lattice, double cohesive_eV,
                         lk_error_list *errors) {
    const lk_atomistic_setup setup = {
        .lattice = lattice,
        .cells = {10, 10, 10},
        .periodic = {true, true, false},
        .lattice_constant = 1.0,
        .cohesive_eV = cohesive_eV,
        .types = 1,
        .kinetics = {.kT_eV = 0.025, .frequency = 1.0, .exchange = 1.0, .alpha = 0.5},
    };
    const lk_status status = lk_atomistic_init(model, &setup, errors);
    if (status) return status;
    lk_atomistic_fill(model, 2, 0.0, 5.9);
    for (uint32_t i = 0; i < 50; i++)
        lk_atomistic_place(model, lk_lattice_site(&model->lattice, i / 10, i % 10, 6, 0),
                           LK_ATOMISTIC_LITHIUM);
    lk_atomistic_ready(model);
    return LK_OK;
}

lk_status lk_atom_setup_lithium(const char *lattice, double cohesive_eV, double terrace_eV, double detach_eV,
                                double down_eV, double base_eV[4], lk_error_list *errors) {
    lk_atomistic model;
    const lk_status status = stepped(&model, lattice, cohesive_eV, errors);
    if (!status) {
        const double terrace = model.filling[lk_lattice_site(&model.lattice, 7, 5, 6, 0)];
        const double step = model.filling[lk_lattice_site(&model.lattice, 5, 5, 6, 0)];
        // On bcc the way down leads over a site above the edge; on simple cubic it is one diagonal hop.
        const bool bridge = model.lattice.kind->basis == 2;
        const double edge = bridge ? model.filling[lk_lattice_site(&model.lattice, 4, 5, 6, 1)] : terrace;
        base_eV[LK_KINETIC_TERRACE] = base_eV[LK_KINETIC_ALONG] = terrace_eV;
        base_eV[LK_KINETIC_STEP] = fmax(detach_eV - 0.5 * (terrace - step), 0.0);
        base_eV[LK_KINETIC_DOWN] = fmax(down_eV - 0.5 * fmax(edge - terrace, 0.0), 0.0);
    }
    lk_atomistic_free(&model);
    return status;
}

static int type_of(const lk_params *params, const char *name) {
    for (size_t i = 0; i < params->material_count; i++)
        if (strcmp(params->materials[i].name, name) == 0) return 1 + (int)i;
    return 0;
}

// What an electrolyte lacks it does not need: it is never a substrate.
static bool can_be_substrate(const lk_material *material) {
    return isfinite(material->E_ads_eV) && isfinite(material->E_mig_eV);
}

static lk_status set_types(const lk_params *params, lk_atomistic_setup *setup, lk_error_list *errors) {
    if (params->material_count + 1 > LK_ENERGETICS_TYPES)
        return lk_error_set(errors, LK_BAD_INPUT, "an atomistic case takes up to %d materials",
                            LK_ENERGETICS_TYPES - 1);
    setup->types = 1 + (int)params->material_count;
    for (size_t i = 0; i < params->material_count; i++) {
        const lk_material *material = &params->materials[i];
        const bool good = can_be_substrate(material);
        setup->type[1 + i] = (lk_atomistic_type){
            material->name, good ? material->E_ads_eV : setup->cohesive_eV, good ? material->E_mig_eV : 0.0};
    }
    return LK_OK;
}

// On the lattice an alloy takes up one lithium atom per unit; a conversion one and any whole number of ions.
static bool fits_the_lattice(const lk_material *material) {
    const double electrons = material->lithiation.electrons;
    return material->lithiation.products.count > 1 ? electrons >= 1.0 && electrons == round(electrons)
                                                   : electrons == 1.0;
}

// One metal product and, if there is a second, the oxide that takes the place of the lithium. A step that
// does not fit the lattice is left out: its phase stays as it is.
static lk_status set_reactions(const lk_params *params, lk_atomistic_setup *setup, lk_error_list *errors) {
    for (size_t i = 0; i < params->material_count; i++) {
        const lk_material *material = &params->materials[i];
        const lk_mixture *products = &material->lithiation.products;
        if (products->count == 0 || !fits_the_lattice(material)) continue;
        if (setup->reactions == LK_ATOMISTIC_REACTIONS)
            return lk_error_set(errors, LK_BAD_INPUT, "more than %d materials convert",
                                LK_ATOMISTIC_REACTIONS);
        const bool oxide = products->count > 1;
        setup->reaction[setup->reactions++] = (lk_atomistic_reaction){
            .from = 1 + (int)i,
            .to = type_of(params, products->parts[0].material.name),
            .more_lithium = oxide ? (int)material->lithiation.electrons - 2 : 0,
            .oxide = oxide ? type_of(params, products->parts[1].material.name) : 0,
            .energy_eV = -material->lithiation.potential * material->lithiation.electrons,
            .barrier_eV = oxide ? params->atom.conversion_barrier_eV : params->atom.alloying_barrier_eV,
        };
    }
    return LK_OK;
}

static double atomic_volume(const lk_params *params) { return params->lithium.molar_volume / LK_AVOGADRO; }

// Edge of the cubic cell: so that a site has the volume of an atom.
static double cell_edge(const lk_params *params, const lk_lattice_kind *kind) {
    return cbrt(kind->basis * atomic_volume(params));
}

static lk_status set_box(const lk_params *params, lk_atomistic_setup *setup, lk_error_list *errors) {
    const double length[3] = {params->atom.width, params->atom.length, params->atom.height};
    setup->lattice = lattices[params->atom.lattice];
    setup->lattice_constant = cell_edge(params, lk_lattice_find(setup->lattice));
    for (int axis = 0; axis < 3; axis++) {
        const double cells = fmax(round(length[axis] / setup->lattice_constant), 5.0);
        if (cells > 20000.0)
            return lk_error_set(errors, LK_BAD_INPUT, "the atomistic box has %g cells on an axis", cells);
        setup->cells[axis] = (uint32_t)cells;
        setup->periodic[axis] = axis < 2;
    }
    return LK_OK;
}

static lk_status set_kinetics(const lk_params *params, lk_atomistic_setup *setup, lk_error_list *errors) {
    const lk_material *lithium = &params->materials[params->lithium.material.index];
    const double site = pow(atomic_volume(params), 2.0 / 3.0);
    lk_kinetic_table *kinetics = &setup->kinetics;
    kinetics->kT_eV = LK_BOLTZMANN_EV * params->temperature;
    kinetics->frequency = params->lithium.attempt_frequency;
    const double arrivals =
        params->protocol.current_density / params->host.specific_area * site / LK_ELEMENTARY_CHARGE;
    kinetics->cap = params->atom.acceleration ? params->atom.accuracy * arrivals : 0.0;
    kinetics->exchange =
        params->kinetics.exchange_current_density * site / LK_ELEMENTARY_CHARGE *
        lk_closure_arrhenius(params->kinetics.exchange_current_barrier_eV * LK_ELEMENTARY_CHARGE,
                             params->temperature);
    kinetics->alpha = params->kinetics.alpha;
    return lk_atom_setup_lithium(setup->lattice, setup->cohesive_eV, lithium->E_mig_eV, lithium->E_detach_eV,
                                 lithium->E_down_eV, kinetics->lithium_eV, errors);
}

lk_status lk_atom_setup(const lk_params *params, lk_atomistic_setup *setup, lk_error_list *errors) {
    *setup = (lk_atomistic_setup){
        .cohesive_eV = params->lithium.cohesive_energy_eV,
        .control = params->atom.control ? LK_ATOMISTIC_POTENTIAL : LK_ATOMISTIC_CURRENT,
        .overpotential = 0.0 - params->atom.overpotential,
        .capacitance = 1.0, // set to the area's once it is known
        .seed = (uint64_t)params->seed,
        .replica = (uint32_t)params->replica,
    };
    lk_status status = set_box(params, setup, errors);
    if (!status) status = set_types(params, setup, errors);
    if (!status) status = set_reactions(params, setup, errors);
    if (!status) status = set_kinetics(params, setup, errors);
    return status;
}

// --- the host
// ----------------------------------------------------------------------------------------------------------

static int decoration_type(const lk_params *params, lk_rng *rng) {
    const lk_mixture *mixture = &params->host.decoration;
    double total = 0.0;
    for (size_t i = 0; i < mixture->count; i++) total += mixture->parts[i].share;
    double at = lk_rng_unit(rng) * total;
    for (size_t i = 0; i + 1 < mixture->count; i++)
        if ((at -= mixture->parts[i].share) < 0.0) return 1 + mixture->parts[i].material.index;
    return 1 + mixture->parts[mixture->count - 1].material.index;
}

// Evenly along the tube (or over the slab) and turned by the golden angle, sunk in by a third of the
// diameter.
static void add_particles(const lk_params *params, lk_atomistic *model, lk_rng *rng) {
    const double golden = 2.399963229728653, a = model->setup.lattice_constant;
    const double box[3] = {model->setup.cells[0] * a, model->setup.cells[1] * a, model->setup.cells[2] * a};
    const int64_t count = params->atom.particles;
    for (int64_t k = 0; k < count; k++) {
        const double spread = params->atom.particle_spread * (2.0 * lk_rng_unit(rng) - 1.0);
        const double radius = 0.5 * params->host.particle_diameter * (1.0 + spread);
        const double out = params->atom.tube_radius + radius / 3.0, turn = golden * (double)k + 1.0;
        const double along = ((double)k + 0.5) / (double)count;
        double centre[3] = {box[0] / 2 + out * cos(turn), along * box[1], box[2] / 2 + out * sin(turn)};
        if (params->atom.shape == LK_SHAPE_SLAB) {
            centre[0] = fmod(0.5 + 0.6180339887498949 * (double)k, 1.0) * box[0];
            centre[2] = params->atom.tube_radius + radius / 3.0;
        }
        lk_atomistic_ball(model, decoration_type(params, rng), centre, radius);
    }
}

static void add_decoration(const lk_params *params, lk_atomistic *model) {
    const lk_mixture *mixture = &params->host.decoration;
    lk_rng rng;
    lk_rng_stream(&rng, (uint64_t)params->seed, (uint32_t)params->replica, 1);
    if (mixture->count == 0) return;
    const int first = mixture->parts[0].material.index;
    // Defects are in the host's own surface; anything else sits on it.
    if (params->materials[first].kind == LK_MATERIAL_HOST)
        lk_atomistic_speckle(model, 1 + params->host.material.index, 1 + first, params->atom.defect_share,
                             &rng);
    else
        add_particles(params, model, &rng);
}

lk_status lk_atom_build(const lk_params *params, lk_atomistic *model, lk_error_list *errors) {
    lk_atomistic_setup setup;
    *model = (lk_atomistic){0};
    lk_status status = lk_atom_setup(params, &setup, errors);
    if (status || (status = lk_atomistic_init(model, &setup, errors))) return status;
    const int host = 1 + params->host.material.index;
    const double a = setup.lattice_constant, centre[2] = {setup.cells[0] * a / 2, setup.cells[2] * a / 2};
    if (params->atom.shape == LK_SHAPE_TUBE)
        lk_atomistic_tube(model, host, 1, centre, params->atom.tube_radius);
    else
        lk_atomistic_slab(model, host, params->atom.tube_radius);
    add_decoration(params, model);
    double contact = 0.0;
    for (uint32_t i = 0; i < model->lattice.sites; i++)
        contact += model->species[i] == LK_ATOMISTIC_EMPTY && model->under[i] > 0;
    if (contact == 0.0)
        return lk_error_set(
            errors, LK_BAD_INPUT,
            "atom.tube_radius: the host and its particles leave lithium no place in the box; lower "
            "atom.tube_radius or raise atom.width and atom.height");
    const double area = contact * pow(atomic_volume(params), 2.0 / 3.0);
    model->setup.capacitance = params->atom.capacitance * area / LK_ELEMENTARY_CHARGE;
    model->setup.current =
        params->protocol.current_density / params->host.specific_area * area / LK_ELEMENTARY_CHARGE;
    lk_atomistic_ready(model);
    return LK_OK;
}
