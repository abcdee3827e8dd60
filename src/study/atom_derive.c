// What the atomistic scale hands to the film scale: see likmc/atom.h.
#include "likmc/atom.h"
#include "likmc/constants.h"

#include <math.h>

static const double joule_eV = LK_ELEMENTARY_CHARGE; // J/eV

typedef struct sums {
    double sum, squares;
    int n;
} sums;

static void add(sums *s, double x) {
    s->sum += x;
    s->squares += x * x;
    s->n++;
}

static lk_atom_mean mean_of(const sums *s) {
    const double mean = s->n ? s->sum / s->n : NAN;
    const double variance = s->n > 1 ? fmax(s->squares / s->n - mean * mean, 0.0) * s->n / (s->n - 1.0) : NAN;
    return (lk_atom_mean){mean, sqrt(variance / s->n), s->n};
}

// A slab of one type with the case's kinetics, nothing that reacts.
static lk_status slab_of(const lk_params *params, int type, uint32_t edge, uint32_t height, double cap,
                         int run, lk_atomistic *model, lk_error_list *errors) {
    lk_atomistic_setup setup;
    lk_status status = lk_atom_setup(params, &setup, errors);
    if (status) return status;
    setup.cells[0] = setup.cells[1] = edge;
    setup.cells[2] = height;
    setup.reactions = 0;
    setup.control = LK_ATOMISTIC_POTENTIAL;
    setup.kinetics.cap = cap;
    setup.replica += (uint32_t)run;
    status = lk_atomistic_init(model, &setup, errors);
    if (status) return status;
    lk_atomistic_slab(model, type, 1.9 * setup.lattice_constant);
    lk_atomistic_ready(model);
    return LK_OK;
}

// --- wetting
// --------------------------------------------------------------------------------------------------------------

enum { island_edge = 30, island_events = 400000, island_looks = 100 };
static const double island_radius = 4.5; // lattice constants

// Volume over area of contact of the island as it is now.
static double cosine_now(const lk_atomistic *model) {
    double contact = 0.0;
    for (uint32_t i = 0; i < model->lattice.sites; i++)
        contact += model->species[i] == LK_ATOMISTIC_LITHIUM && model->under[i] > 0;
    const double a = model->setup.lattice_constant, volume = a * a * a / model->lattice.kind->basis;
    // On a flat (100) face one contact site takes a^2.
    return cos(lk_atom_observe_angle((double)model->atoms * volume, contact * a * a) *
               3.14159265358979323846 / 180.0);
}

// A half ball is left to itself: no transfers of charge, half of the events to relax.
static lk_status relax_island(const lk_params *params, int type, int run, double *cosine,
                              lk_error_list *errors) {
    lk_atomistic model = {0};
    lk_status status = slab_of(params, type, island_edge, 12, 100.0, run, &model, errors);
    if (!status) {
        model.kinetics.exchange = 1e-30;
        const double a = model.setup.lattice_constant, middle = island_edge * a / 2;
        for (uint32_t i = 0; i < model.lattice.sites; i++) {
            double at[3];
            lk_atomistic_position(&model, i, at);
            // Odd runs start flat (same volume), so that what has not relaxed shows in the error.
            const double flat = run & 1 ? sqrt(2.0) : 1.0, out = hypot(at[0] - middle, at[1] - middle) / flat;
            const double r = hypot(out, (at[2] - 1.9 * a) * flat * flat);
            if (model.species[i] == LK_ATOMISTIC_EMPTY && r < island_radius * a)
                lk_atomistic_place(&model, i, LK_ATOMISTIC_LITHIUM);
        }
        lk_atomistic_ready(&model);
        double sum = 0.0;
        for (int look = 0; look < island_looks; look++) {
            for (int i = 0; i < island_events / island_looks; i++) lk_atomistic_step(&model, INFINITY);
            if (look >= island_looks / 2) sum += cosine_now(&model) / (island_looks - island_looks / 2);
        }
        *cosine = sum;
    }
    lk_atomistic_free(&model);
    return status;
}

// --- diffusion
// ---------------------------------------------------------------------------------------------------------------

// A lone atom at exact rates; its path is followed through the periodic box by directions.
static lk_status follow_atom(const lk_params *params, int type, int run, double *diffusion,
                             lk_error_list *errors) {
    enum { hops = 200, paths = 200 };
    lk_atomistic model = {0};
    lk_status status = slab_of(params, type, 8, 6, 0.0, run, &model, errors);
    if (!status) {
        model.kinetics.exchange = 1e-30;
        const uint32_t start = lk_lattice_site(&model.lattice, 4, 4, 2, 0);
        lk_atomistic_place(&model, start, LK_ATOMISTIC_LITHIUM);
        lk_atomistic_ready(&model);
        double squares = 0.0, step[3];
        const double before = lk_clock_now(&model.clock);
        for (int path = 0; path < paths; path++) {
            double r[2] = {0.0, 0.0};
            for (int done = 0; done < hops;) {
                const lk_atomistic_move move = lk_atomistic_step(&model, INFINITY);
                if (move.event < 0) continue;
                lk_lattice_displacement(model.lattice.kind, move.direction, step);
                r[0] += step[0];
                r[1] += step[1];
                done++;
            }
            squares += r[0] * r[0] + r[1] * r[1];
        }
        const double a = model.setup.lattice_constant;
        *diffusion = squares * a * a / (4.0 * (lk_clock_now(&model.clock) - before));
    }
    lk_atomistic_free(&model);
    return status;
}

// --- nucleation
// ----------------------------------------------------------------------------------------------------------------

// 1/s and site. On carbon at -0.34 V ln J is 37.2, 37.2, 37.4 +- 0.35 for caps of 0.3, 3 and 30, and 36.7
// with no hops at all: nuclei grow from solution.
static const double nucleation_cap = 0.3;
static const double potentials[LK_ATOM_POTENTIALS] = {-0.29, -0.31, -0.34, -0.37}; // V

// Time (s) until the atoms exceed what a critical nucleus and the gas of adatoms can hold; INFINITY if not
// within the events allowed.
static lk_status wait_for_nucleus(const lk_params *params, int type, double potential, int run, double *time,
                                  double *area, lk_error_list *errors) {
    enum { edge = 24, grown = 80, most = 2000000 };
    lk_atomistic model = {0};
    lk_status status = slab_of(params, type, edge, 12, nucleation_cap, run, &model, errors);
    *time = INFINITY;
    if (!status) {
        lk_atomistic_drive(&model, potential, 0.0);
        while (model.atoms < grown && model.candidates < most) lk_atomistic_step(&model, 1e6);
        if (model.atoms >= grown) *time = lk_clock_now(&model.clock);
        *area = pow(edge * model.setup.lattice_constant, 2.0);
    }
    lk_atomistic_free(&model);
    return status;
}

// Maximum likelihood of a Poisson process from the mean waiting time; the error of its logarithm is
// 1/sqrt(runs).
static lk_status nucleation_rate(const lk_params *params, int type, double potential, int runs,
                                 lk_atom_mean *rate, lk_error_list *errors) {
    double sum = 0.0, area = 1.0;
    int seen = 0;
    for (int run = 0; run < runs; run++) {
        double time;
        const lk_status status = wait_for_nucleus(params, type, potential, run, &time, &area, errors);
        if (status) return status;
        if (!isfinite(time)) break; // too slow to be seen at this potential
        sum += time;
        seen++;
    }
    const bool all = seen == runs;
    *rate =
        (lk_atom_mean){all ? log(runs / (sum * area)) : NAN, all ? 1.0 / sqrt(runs) : NAN, all ? runs : 0};
    return LK_OK;
}

// A cluster of one layer grows from square to square; of its energies G(n) + n e eta the highest is the
// barrier (from above: other shapes may lie lower).
static lk_status find_barriers(const lk_params *params, int type, lk_atom_derived *d, lk_error_list *errors) {
    enum { side = 6, edge = 12 };
    lk_atomistic model = {0};
    const lk_status status = slab_of(params, type, edge, 8, 0.0, 0, &model, errors);
    double sum = 0.0;
    for (uint32_t n = 0; n < side * side && !status; n++) {
        uint32_t m = 0; // the square that is full has m x m atoms; then a column of m, then a row
        while ((m + 1) * (m + 1) <= n) m++;
        const uint32_t rest = n - m * m, x = 3 + (rest < m ? m : rest - m), y = 3 + (rest < m ? rest : m);
        const uint32_t site = lk_lattice_site(&model.lattice, x, y, 2, 0);
        sum += model.filling[site];
        lk_atomistic_change(&model, site, LK_ATOMISTIC_LITHIUM);
        lk_atomistic_refresh(&model, &site, 1);
        for (int k = 0; k < LK_ATOM_POTENTIALS; k++) {
            const double at = sum + (n + 1) * potentials[k];
            if (at <= d->barrier_eV[k]) continue;
            d->barrier_eV[k] = at;
            d->critical[k] = (int)n + 1;
        }
    }
    lk_atomistic_free(&model);
    return status;
}

// Classical, as the film scale has it.
static double classical_barrier(const lk_params *params, double cosine, double potential) {
    const double pi = 3.14159265358979323846, gamma = params->lithium.surface_energy;
    const double volume = params->lithium.molar_volume / LK_AVOGADRO;
    const double f = (2.0 + cosine) * (1.0 - cosine) * (1.0 - cosine) / 4.0, drive = joule_eV * potential;
    return 16.0 * pi * pow(gamma, 3.0) * volume * volume * f / (3.0 * drive * drive) / joule_eV;
}

// --- all of it
// --------------------------------------------------------------------------------------------------------------------

static void from_tables(const lk_params *params, const lk_atomistic *model, lk_atom_derived *d) {
    const int free_n = model->lattice.kind->neighbours - model->kinetics.terrace_n;
    const lk_atomistic_type *type = &model->setup.type[d->type];
    const double a = params->lithium.lattice_constant;
    d->cosine_table = fmin(2.0 * lk_energetics_wetting(&model->energetics, d->type, free_n) - 1.0, 1.0);
    d->cosine_closure = fmin(fmax(2.0 * type->E_ads_eV / model->energetics.cohesive_eV - 1.0, -1.0), 1.0);
    d->diffusion_closure = model->kinetics.frequency * a * a * exp(-type->E_mig_eV / model->kinetics.kT_eV);
    // Full first layer on (100): four neighbours of each atom within it.
    d->underpotential = -(model->energetics.cohesive_eV + model->energetics.atom_eV[d->type][4]);
}

lk_status lk_atom_derive(const lk_params *params, int type, int runs, lk_atom_derived *derived,
                         lk_error_list *errors) {
    lk_atomistic model = {0};
    sums cosine = {0}, diffusion = {0};
    *derived = (lk_atom_derived){.type = type};
    lk_status status = slab_of(params, type, 5, 6, 0.0, 0, &model, errors);
    if (!status) from_tables(params, &model, derived);
    lk_atomistic_free(&model);
    for (int run = 0; run < runs && !status; run++) {
        // Where a layer forms by itself the island would spread for ever: it wets.
        double c = derived->cosine_table, d = 0.0;
        if (derived->underpotential < 0.0) status = relax_island(params, type, run, &c, errors);
        if (!status) status = follow_atom(params, type, run, &d, errors);
        add(&cosine, c);
        add(&diffusion, d);
    }
    derived->cosine = mean_of(&cosine);
    derived->diffusion = mean_of(&diffusion);
    if (!status) status = find_barriers(params, type, derived, errors);
    for (int k = 0; k < LK_ATOM_POTENTIALS && !status; k++) {
        derived->potential[k] = potentials[k];
        derived->barrier_closure_eV[k] = classical_barrier(params, derived->cosine_closure, potentials[k]);
        if (derived->underpotential > 0.0) continue; // it forms without a barrier
        status = nucleation_rate(params, type, potentials[k], 4 * runs, &derived->nucleation[k], errors);
    }
    return status;
}

// Mass mobility of the terraces, sum of rate x square of the step along the surface, m2/s. Adatoms are too
// rare to wait for: each empty terrace site is filled on trial and weighed with exp(-g/kT), the chance in
// equilibrium with the bulk that it is filled (Widom, J. Chem. Phys. 39, 2808 (1963), doi 10.1063/1.1734110).
static double terrace_mobility(lk_atomistic *model, const lk_kinetic_table *exact) {
    double sum = 0.0, step[3];
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        if (model->species[i] != LK_ATOMISTIC_EMPTY || model->lithium[i] != exact->terrace_n ||
            model->under[i])
            continue;
        const double weight = exp(-model->filling[i] / exact->kT_eV);
        lk_atomistic_change(model, i, LK_ATOMISTIC_LITHIUM);
        lk_atomistic_refresh(model, &i, 1);
        for (int d = 0; d < model->lattice.kind->neighbours; d++) {
            const double dE = lk_atomistic_hop_energy(model, i, d);
            if (!isfinite(dE) || lk_atomistic_hop_class(model, i, d) != LK_KINETIC_TERRACE) continue;
            lk_lattice_displacement(model->lattice.kind, d, step);
            sum += weight *
                   lk_kinetic_table_rate(exact, exact->lithium_eV[LK_KINETIC_TERRACE], dE, INFINITY) *
                   (step[0] * step[0] + step[1] * step[1]);
        }
        lk_atomistic_change(model, i, LK_ATOMISTIC_EMPTY);
        lk_atomistic_refresh(model, &i, 1);
    }
    return sum * pow(model->setup.lattice_constant, 2.0);
}

// Average on a film with steps at fixed number of atoms.
static lk_status sample_terraces(const lk_params *params, int run, double *mobility, double *area,
                                 lk_error_list *errors) {
    enum { edge = 24, looks = 20, events = 4000 };
    lk_atomistic model = {0};
    lk_status status = slab_of(params, 1 + params->lithium.material.index, edge, 9, 1e3, run, &model, errors);
    if (!status) {
        model.kinetics.exchange = 1e-30;
        lk_atomistic_fill(&model, 2, 0.0, 4.9 * model.setup.lattice_constant);
        for (uint32_t i = 0; i < edge * edge / 2; i++)
            lk_atomistic_place(&model, lk_lattice_site(&model.lattice, i / edge, i % edge, 5, 0),
                               LK_ATOMISTIC_LITHIUM);
        lk_atomistic_ready(&model);
        lk_kinetic_table exact = model.kinetics;
        exact.cap = exact.cap_eV = 0.0;
        double sum = 0.0;
        for (int look = 0; look < looks; look++) {
            for (int i = 0; i < events; i++) lk_atomistic_step(&model, INFINITY);
            sum += terrace_mobility(&model, &exact) / looks;
        }
        *mobility = sum;
        *area = pow(edge * model.setup.lattice_constant, 2.0);
    }
    lk_atomistic_free(&model);
    return status;
}

lk_status lk_atom_derive_smoothing(const lk_params *params, int runs, lk_atom_mean *B, double *barrier_eV,
                                   lk_error_list *errors) {
    const double kT = LK_BOLTZMANN_EV * params->temperature,
                 volume = params->lithium.molar_volume / LK_AVOGADRO;
    sums found = {0};
    for (int run = 0; run < runs; run++) {
        double mobility = 0.0, area = 1.0;
        const lk_status status = sample_terraces(params, run, &mobility, &area, errors);
        if (status) return status;
        add(&found,
            params->lithium.surface_energy * volume * volume / (kT * joule_eV) * mobility / (4.0 * area));
    }
    *B = mean_of(&found);
    // B = D gamma Omega^2 n_s/kT with D = nu a^2 exp(-E/kT) and one atom per a^2.
    const double unit = params->lithium.attempt_frequency * params->lithium.surface_energy * volume * volume /
                        (kT * joule_eV);
    *barrier_eV = kT * log(unit / B->value);
    return LK_OK;
}
