// Energies and rates of the atomistic model, and the classes made from them. See likmc/atomistic.h.
#include "atomistic_classes.h"
#include "likmc/atomistic.h"

#include <math.h>

static double atom_energy(const lk_atomistic *model, uint32_t site) {
    return model->energetics.atom_eV[model->under[site]][model->lithium[site]];
}

// No electrolyte next to it: an ion has nowhere to come from or go to.
static bool enclosed(const lk_atomistic *model, uint32_t site) {
    return model->lithium[site] + model->solid[site] == model->energetics.bulk;
}

// Energy that lithium neighbours gain (vacant site) or had gained (atom) by this site being filled. False: an
// atom would be left alone.
static bool neighbours_gain(const lk_atomistic *model, uint32_t site, int filled, double *gain) {
    const int32_t *offset = lk_lattice_offsets(&model->lattice, site);
    double sum = 0.0;
    for (int d = 0; d < model->lattice.kind->neighbours; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint32_t k = site + (uint32_t)offset[d];
        if (model->species[k] != LK_ATOMISTIC_LITHIUM) continue;
        const double *energy = model->energetics.atom_eV[model->under[k]];
        const int n = model->lithium[k] - filled;
        if (n == 0 && model->under[k] == 0) return false;
        sum += energy[n + 1] - energy[n];
    }
    *gain = sum;
    return true;
}

double lk_atomistic_filling(const lk_atomistic *model, uint32_t site) {
    const int species = model->species[site];
    if (species > LK_ATOMISTIC_LITHIUM || (model->lithium[site] == 0 && model->under[site] == 0))
        return INFINITY;
    double gain;
    if (!neighbours_gain(model, site, species == LK_ATOMISTIC_LITHIUM, &gain)) return INFINITY;
    return model->energetics.cohesive_eV + atom_energy(model, site) + gain;
}

double lk_atomistic_energy(const lk_atomistic *model) {
    double sum = 0.0;
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        const int species = model->species[i];
        if (species == LK_ATOMISTIC_LITHIUM) sum += model->energetics.cohesive_eV + atom_energy(model, i);
        for (int r = 0; r < model->setup.reactions; r++)
            if (species == LK_ATOMISTIC_LITHIUM + model->setup.reaction[r].to)
                sum += model->setup.reaction[r].energy_eV;
    }
    return sum;
}

// From the energies of filling: dE = g(to) - g(from), less what g(to) says of the hopper as a neighbour and
// of the neighbours that both ends share, which neither gain nor lose.
static double hop_change(const lk_atomistic *model, uint32_t site, const int32_t *offset, int direction) {
    const uint32_t to = site + (uint32_t)offset[direction];
    const int n = model->lithium[to] - 1;
    if (n == 0 && model->under[to] == 0) return INFINITY;
    const double *mine = model->energetics.atom_eV[model->under[site]];
    const double *its = model->energetics.atom_eV[model->under[to]];
    double dE = model->filling[to] - its[n + 1] + its[n];
    dE -= mine[model->lithium[site] + 1] - mine[model->lithium[site]];
    // Neighbours are shared only by ends that have some.
    const int count = n && model->lithium[site] ? model->common_count[direction] : 0;
    for (int c = 0; c < count; c++) {
        const int32_t step = offset[model->common[direction][c]];
        if (step == LK_NO_OFFSET) continue;
        const uint32_t k = site + (uint32_t)step;
        if (model->species[k] != LK_ATOMISTIC_LITHIUM) continue;
        const double *energy = model->energetics.atom_eV[model->under[k]];
        const int shared = model->lithium[k];
        dE += 2.0 * energy[shared] - energy[shared - 1] - energy[shared + 1];
    }
    return dE - model->filling[site];
}

static bool can_hop(const lk_atomistic *model, uint32_t site, int32_t offset) {
    return offset != LK_NO_OFFSET && model->species[site + (uint32_t)offset] == LK_ATOMISTIC_EMPTY;
}

double lk_atomistic_hop_energy(const lk_atomistic *model, uint32_t site, int direction) {
    const int32_t *offset = lk_lattice_offsets(&model->lattice, site);
    if (model->species[site] != LK_ATOMISTIC_LITHIUM || !can_hop(model, site, offset[direction]))
        return INFINITY;
    return hop_change(model, site, offset, direction);
}

static void ends_of(const lk_atomistic *model, uint32_t site, uint32_t to, lk_kinetic_end end[2]) {
    end[0] = (lk_kinetic_end){model->under[site], model->lithium[site]};
    end[1] = (lk_kinetic_end){model->under[to], model->lithium[to] - 1};
}

lk_kinetic_class lk_atomistic_hop_class(const lk_atomistic *model, uint32_t site, int direction) {
    lk_kinetic_end end[2];
    ends_of(model, site, lk_lattice_neighbour(&model->lattice, site, direction), end);
    return lk_kinetic_table_class(&model->kinetics, end[0], end[1]);
}

// Energy of the better bound end of a hop against the electrode: what the cap asks for.
static double low_end(const lk_atomistic *model, uint32_t site, double dE) {
    return model->filling[site] + (dE < 0.0 ? dE : 0.0) + model->cap_at;
}

double lk_atomistic_hop_factor(const lk_atomistic *model, uint32_t site, int direction) {
    const double dE = lk_atomistic_hop_energy(model, site, direction);
    if (!isfinite(dE)) return 1.0;
    lk_kinetic_end end[2];
    ends_of(model, site, lk_lattice_neighbour(&model->lattice, site, direction), end);
    const double base = lk_kinetic_table_base(&model->kinetics, end[0], end[1]);
    return lk_kinetic_table_factor(&model->kinetics, base, dE, low_end(model, site, dE));
}

static double hop_rate(const lk_atomistic *model, uint32_t site, const int32_t *offset, int direction) {
    if (!can_hop(model, site, offset[direction])) return 0.0;
    const double dE = hop_change(model, site, offset, direction);
    if (!isfinite(dE)) return 0.0;
    lk_kinetic_end end[2];
    ends_of(model, site, site + (uint32_t)offset[direction], end);
    const double base = lk_kinetic_table_base(&model->kinetics, end[0], end[1]);
    const double low = low_end(model, site, dE),
                 rate = lk_kinetic_table_rate(&model->kinetics, base, dE, low);
    if (model->setup.fault != LK_ATOMISTIC_ONE_WAY_CAP || dE <= 0.0) return rate;
    return rate / lk_kinetic_table_factor(&model->kinetics, base, dE, low);
}

double lk_atomistic_hop_rate(const lk_atomistic *model, uint32_t site, int direction) {
    if (model->species[site] != LK_ATOMISTIC_LITHIUM) return 0.0;
    return hop_rate(model, site, lk_lattice_offsets(&model->lattice, site), direction);
}

// --- transfers of charge
// ------------------------------------------------------------------------------------------

static double reduction(const lk_atomistic *model, double filling) {
    const double rate = lk_kinetic_table_reduction(&model->kinetics, filling + model->rates_at);
    return model->setup.fault == LK_ATOMISTIC_RATE_HIGH ? 1.03 * rate : rate;
}

static double oxidation(const lk_atomistic *model, double filling) {
    if (model->setup.fault == LK_ATOMISTIC_NO_REVERSE && filling > 0.0) return 0.0;
    return lk_kinetic_table_oxidation(&model->kinetics, filling + model->rates_at);
}

double lk_atomistic_reduction_rate(const lk_atomistic *model, uint32_t site) {
    const bool can = model->species[site] == LK_ATOMISTIC_EMPTY && isfinite(model->filling[site]);
    return can && !enclosed(model, site) ? reduction(model, model->filling[site]) : 0.0;
}

double lk_atomistic_oxidation_rate(const lk_atomistic *model, uint32_t site) {
    const bool can = model->species[site] == LK_ATOMISTIC_LITHIUM && isfinite(model->filling[site]);
    return can && !enclosed(model, site) ? oxidation(model, model->filling[site]) : 0.0;
}

// How well states are filled is asked for again when the potential has moved by about kT.
static void renew_cap(lk_atomistic *model) {
    const double step = 0.02; // V
    if (model->kinetics.cap == 0.0 || fabs(model->overpotential - model->cap_at) < step) return;
    model->cap_at = step * round(model->overpotential / step);
    for (uint32_t i = 0; i < model->lattice.sites; i++)
        if (model->species[i] == LK_ATOMISTIC_LITHIUM) lk_atomistic_rates_renew(model, i);
}

void lk_atomistic_rates_potential(lk_atomistic *model) {
    model->rates_at = model->overpotential;
    renew_cap(model);
    const uint32_t bins = (uint32_t)model->bins;
    for (uint32_t b = 0; b < bins; b++) {
        const double low = model->bin_low + b * LK_ATOMISTIC_BIN_eV;
        if (lk_buckets_count(&model->transfers, b))
            lk_buckets_set_rate(&model->transfers, b, reduction(model, low));
        if (lk_buckets_count(&model->transfers, bins + b))
            lk_buckets_set_rate(&model->transfers, bins + b, oxidation(model, low + LK_ATOMISTIC_BIN_eV));
    }
}

// --- reactions of the substrate
// -------------------------------------------------------------------------------------

static double energy_around(const lk_atomistic *model, const uint32_t sites[], int count) {
    double sum = 0.0;
    for (int i = 0; i < count; i++)
        if (sites[i] != LK_NO_SITE && model->species[sites[i]] == LK_ATOMISTIC_LITHIUM)
            sum += model->energetics.cohesive_eV + atom_energy(model, sites[i]);
    return sum;
}

// Energy of alloying (forward) from trial: change the two sites, look, change them back.
static double alloying_energy(lk_atomistic *model, uint32_t site, uint32_t to,
                              const lk_atomistic_reaction *r) {
    uint32_t around[LK_ATOMISTIC_BALL];
    const int count = lk_atomistic_around(model, site, 2, around);
    const int host = model->species[site], guest = model->species[to];
    double energy[2];
    for (int after = 0; after < 2; after++) {
        lk_atomistic_change(model, site, LK_ATOMISTIC_LITHIUM + (after ? r->to : r->from));
        lk_atomistic_change(model, to, after ? LK_ATOMISTIC_EMPTY : LK_ATOMISTIC_LITHIUM);
        energy[after] = energy_around(model, around, count);
    }
    lk_atomistic_change(model, site, host);
    lk_atomistic_change(model, to, guest);
    return energy[1] - energy[0] + r->energy_eV;
}

// Conversion does not come back: its barrier is that under the driving force, plus what a potential above
// that of the reaction takes away.
static double conversion_rate(const lk_atomistic *model, const lk_atomistic_reaction *r, double potential) {
    const double uphill = fmax(potential + r->energy_eV / (2 + r->more_lithium), 0.0);
    return lk_kinetic_table_rate(&model->kinetics, r->barrier_eV + uphill, 0.0, INFINITY);
}

static double reaction_rate(lk_atomistic *model, uint32_t site, int direction, bool reverse,
                            double potential) {
    const uint32_t to = lk_lattice_neighbour(&model->lattice, site, direction);
    if (to == LK_NO_SITE || direction >= model->shell) return 0.0;
    const int partner = reverse ? LK_ATOMISTIC_EMPTY : LK_ATOMISTIC_LITHIUM;
    double sum = 0.0;
    for (int i = 0; i < model->setup.reactions; i++) {
        const lk_atomistic_reaction *r = &model->setup.reaction[i];
        const int start = LK_ATOMISTIC_LITHIUM + (reverse ? r->to : r->from);
        if (model->species[site] != start || model->species[to] != partner) continue;
        if (r->oxide) {
            if (!reverse) sum += conversion_rate(model, r, potential);
        } else if (reverse || isfinite(model->filling[to])) {
            const double dE = alloying_energy(model, site, to, r);
            sum += lk_kinetic_table_rate(&model->kinetics, r->barrier_eV, reverse ? -dE : dE, 0.0);
        }
    }
    return sum;
}

double lk_atomistic_reaction_rate(lk_atomistic *model, uint32_t site, int direction, bool reverse) {
    return reaction_rate(model, site, direction, reverse, model->rates_at);
}

// --- classes
// --------------------------------------------------------------------------------------------------------

// The class whose bound, a power of two, is the next above the rate.
static uint32_t dyadic(double rate) {
    int exponent;
    if (!(rate > 0.0)) return LK_NO_CLASS;
    frexp(rate, &exponent);
    const int class = exponent + LK_ATOMISTIC_DYADIC / 2;
    return class < 0 ? 0 : (uint32_t)(class < LK_ATOMISTIC_DYADIC ? class : LK_ATOMISTIC_DYADIC - 1);
}

static double hop_total(const lk_atomistic *model, uint32_t site) {
    if (enclosed(model, site)) return 0.0;
    const int32_t *offset = lk_lattice_offsets(&model->lattice, site);
    double sum = 0.0;
    for (int d = 0; d < model->lattice.kind->neighbours; d++) sum += hop_rate(model, site, offset, d);
    return sum;
}

static uint32_t transfer_class(const lk_atomistic *model, uint32_t site) {
    const bool atom = model->species[site] == LK_ATOMISTIC_LITHIUM;
    if (!isfinite(model->filling[site]) || enclosed(model, site)) return LK_NO_CLASS;
    const uint32_t bin = (uint32_t)((model->filling[site] - model->bin_low) / LK_ATOMISTIC_BIN_eV);
    return atom ? (uint32_t)model->bins + bin : bin;
}

// A bound: conversion as fast as it gets at low potential.
static double reaction_total(lk_atomistic *model, uint32_t site) {
    double sum = 0.0;
    if (model->reach[model->species[site]] == 0) return 0.0;
    for (int d = 0; d < model->shell; d++)
        sum +=
            reaction_rate(model, site, d, false, -INFINITY) + reaction_rate(model, site, d, true, -INFINITY);
    return sum;
}

void lk_atomistic_rates_renew(lk_atomistic *model, uint32_t site) {
    const int species = model->species[site];
    if (species > LK_ATOMISTIC_LITHIUM) {
        lk_buckets_move(&model->hops, site, LK_NO_CLASS);
        lk_buckets_move(&model->transfers, site, LK_NO_CLASS);
        if (model->setup.reactions)
            lk_buckets_move(&model->changes, site, dyadic(reaction_total(model, site)));
        return;
    }
    const uint32_t before = lk_buckets_class(&model->transfers, site), now = transfer_class(model, site);
    lk_buckets_move(&model->transfers, site, now);
    if (now != before && now != LK_NO_CLASS && lk_buckets_count(&model->transfers, now) == 1) {
        const double low = model->bin_low + (now % (uint32_t)model->bins) * LK_ATOMISTIC_BIN_eV;
        const bool red = now < (uint32_t)model->bins;
        lk_buckets_set_rate(&model->transfers, now,
                            red ? reduction(model, low) : oxidation(model, low + LK_ATOMISTIC_BIN_eV));
    }
    lk_buckets_move(&model->hops, site,
                    species == LK_ATOMISTIC_LITHIUM ? dyadic(hop_total(model, site)) : LK_NO_CLASS);
}
