// State of the atomistic model: stencils, counts of neighbours, contacts. See likmc/atomistic.h.
#include "likmc/atomistic.h"
#include "atomistic_classes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { least_cells = 5 };

// The first shell makes contact: on a flat substrate it then holds one layer.
static int contact_shell(const lk_lattice_kind *kind) {
    if (kind->basis == 2) return 8;
    return kind->basis == 4 ? 12 : 6;
}

// Neighbours of an adatom on a (100) terrace: those directions that point down.
static int terrace_coordination(const lk_lattice_kind *kind) {
    int n = 0;
    for (int d = 0; d < kind->neighbours; d++) n += kind->displacement[d][2] < 0;
    return n;
}

// Sites within 3 steps, each reached from an earlier one, so that boundaries take care of themselves.
static bool build_ball(lk_atomistic *model) {
    const lk_lattice_kind *kind = model->lattice.kind;
    int8_t(*at)[3] = model->ball;
    int count = 1, from = 0;
    model->ball_end[0] = 1;
    for (int step = 1; step <= 3; step++) {
        const int to = count;
        for (; from < to; from++)
            for (int d = 0; d < kind->neighbours; d++) {
                int8_t next[3];
                int seen = 0;
                for (int axis = 0; axis < 3; axis++)
                    next[axis] = (int8_t)(at[from][axis] + kind->displacement[d][axis]);
                while (seen < count && memcmp(at[seen], next, sizeof next) != 0) seen++;
                if (seen < count) continue;
                if (count == LK_ATOMISTIC_BALL) return false;
                memcpy(at[count], next, sizeof next);
                model->ball_parent[count] = (int16_t)from;
                model->ball_direction[count++] = (int16_t)d;
            }
        model->ball_end[step] = count;
    }
    return true;
}

// Directions that lead to a neighbour of the neighbour in direction d.
static bool build_common(lk_atomistic *model) {
    const lk_lattice_kind *kind = model->lattice.kind;
    for (int d = 0; d < kind->neighbours; d++)
        for (int k = 0; k < kind->neighbours; k++)
            for (int e = 0; e < kind->neighbours; e++) {
                bool same = true;
                for (int axis = 0; axis < 3; axis++)
                    same &= kind->displacement[k][axis] ==
                            kind->displacement[d][axis] + kind->displacement[e][axis];
                if (!same) continue;
                if (model->common_count[d] == LK_ATOMISTIC_COMMON) return false;
                model->common[d][model->common_count[d]++] = (int8_t)k;
            }
    return true;
}

static lk_status check_setup(const lk_atomistic_setup *setup, const lk_lattice_kind *kind,
                             lk_error_list *errors) {
    if (!kind) return lk_error_set(errors, LK_BAD_INPUT, "no lattice is called '%s'", setup->lattice);
    for (int axis = 0; axis < 3; axis++)
        if (setup->cells[axis] < least_cells)
            return lk_error_set(errors, LK_BAD_INPUT, "the box has %u cells along an axis (at least %d)",
                                setup->cells[axis], least_cells);
    if (setup->types < 1 || setup->types > LK_ENERGETICS_TYPES)
        return lk_error_set(errors, LK_BAD_INPUT, "%d substrate types (1 to %d)", setup->types,
                            LK_ENERGETICS_TYPES);
    if (!(setup->lattice_constant > 0.0))
        return lk_error_set(errors, LK_BAD_INPUT, "the lattice constant has to be positive");
    if (setup->control == LK_ATOMISTIC_CURRENT && !(setup->capacitance > 0.0))
        return lk_error_set(errors, LK_BAD_INPUT, "a given current needs a capacitance above 0");
    return LK_OK;
}

static lk_status init_tables(lk_atomistic *model, lk_error_list *errors) {
    const lk_atomistic_setup *setup = &model->setup;
    const lk_lattice_kind *kind = model->lattice.kind;
    double E_ads_eV[LK_ENERGETICS_TYPES] = {0};
    lk_kinetic_table *kinetics = &model->kinetics;
    *kinetics = setup->kinetics;
    kinetics->types = setup->types;
    if (kinetics->terrace_n == 0) kinetics->terrace_n = terrace_coordination(kind);
    for (int t = 1; t < setup->types; t++) {
        E_ads_eV[t] = setup->type[t].E_ads_eV;
        kinetics->substrate_eV[t] = setup->type[t].E_mig_eV;
    }
    const lk_status status = lk_energetics_init(&model->energetics, kind->neighbours, setup->cohesive_eV,
                                                setup->types, E_ads_eV, errors);
    return status ? status : lk_kinetic_table_init(kinetics, errors);
}

// Bins from the strongest binding thinkable to a free atom, which is the weakest.
static void init_bins(lk_atomistic *model) {
    const lk_energetics *e = &model->energetics;
    double deepest = 0.0, gain = 0.0;
    for (int t = 0; t < e->types; t++) {
        deepest = fmin(deepest, e->atom_eV[t][e->bulk]);
        gain = fmin(gain, e->atom_eV[t][1] - e->atom_eV[t][0]);
    }
    model->bin_low = e->cohesive_eV + deepest + e->bulk * gain - LK_ATOMISTIC_BIN_eV;
    model->bins =
        (int)ceil((e->cohesive_eV + LK_ATOMISTIC_BIN_eV - model->bin_low) / LK_ATOMISTIC_BIN_eV) + 1;
}

static lk_status allocate(lk_atomistic *model, lk_error_list *errors) {
    const size_t sites = model->lattice.sites;
    uint8_t **bytes[4] = {&model->species, &model->under, &model->lithium, &model->solid};
    bool good = true;
    for (int i = 0; i < 4; i++) good &= (*bytes[i] = calloc(sites, 1)) != NULL;
    good &= (model->reactive = calloc(sites, 1)) != NULL;
    good &= (model->filling = malloc(sites * sizeof *model->filling)) != NULL;
    good &= (model->stamp = calloc(sites, sizeof *model->stamp)) != NULL;
    if (!good) return lk_error_set(errors, LK_FAILED, "out of memory for %zu sites", sites);
    for (size_t i = 0; i < sites; i++) model->filling[i] = INFINITY;
    const uint32_t all = (uint32_t)sites;
    lk_status status = lk_buckets_init(&model->hops, all, LK_ATOMISTIC_DYADIC, all, errors);
    if (!status) status = lk_buckets_init(&model->transfers, all, 2 * (uint32_t)model->bins, all, errors);
    if (!status) status = lk_buckets_init(&model->changes, all, LK_ATOMISTIC_DYADIC, all, errors);
    return status;
}

lk_status lk_atomistic_init(lk_atomistic *model, const lk_atomistic_setup *setup, lk_error_list *errors) {
    *model = (lk_atomistic){.setup = *setup, .overpotential = setup->overpotential};
    const lk_lattice_kind *kind = lk_lattice_find(setup->lattice);
    lk_status status = check_setup(setup, kind, errors);
    if (!status) status = lk_lattice_init(&model->lattice, kind, setup->cells, setup->periodic, errors);
    if (!status) status = init_tables(model, errors);
    if (status) return status;
    if (!build_ball(model) || !build_common(model))
        return lk_error_set(errors, LK_BAD_INPUT, "lattice '%s' has too many neighbours here",
                            setup->lattice);
    model->shell = contact_shell(kind);
    init_bins(model);
    if ((status = allocate(model, errors))) return status;
    for (uint32_t c = 0; c < LK_ATOMISTIC_DYADIC; c++) {
        lk_buckets_set_rate(&model->hops, c, ldexp(1.0, (int)c - LK_ATOMISTIC_DYADIC / 2));
        lk_buckets_set_rate(&model->changes, c, ldexp(1.0, (int)c - LK_ATOMISTIC_DYADIC / 2));
    }
    lk_rng_stream(&model->rng, setup->seed, setup->replica, 0);
    return LK_OK;
}

void lk_atomistic_free(lk_atomistic *model) {
    free(model->species);
    free(model->under);
    free(model->lithium);
    free(model->solid);
    free(model->reactive);
    free(model->filling);
    free(model->stamp);
    lk_buckets_free(&model->hops);
    lk_buckets_free(&model->transfers);
    lk_buckets_free(&model->changes);
    lk_lattice_free(&model->lattice);
    *model = (lk_atomistic){0};
}

// Five bytes, one double, one stamp, three slots and their pools.
double lk_atomistic_bytes(double sites) { return sites * (5 + 8 + 4 + 3 * (4 + 4)) + 2e7; }

// The site at a displacement in halves of the lattice constant, by its coordinates.
static uint32_t site_at(const lk_atomistic *model, uint32_t site, const int8_t displacement[3]) {
    const lk_lattice_kind *kind = model->lattice.kind;
    uint32_t cell[3];
    const uint32_t b = lk_lattice_cell(&model->lattice, site, cell);
    int8_t inside[3];
    for (int axis = 0; axis < 3; axis++) {
        const int length = 2 * (int)model->lattice.cells[axis];
        int at = 2 * (int)cell[axis] + kind->site[b][axis] + displacement[axis];
        if (model->lattice.periodic[axis]) at = (at + length) % length;
        if (at < 0 || at >= length) return LK_NO_SITE;
        cell[axis] = (uint32_t)at / 2;
        inside[axis] = (int8_t)(at % 2);
    }
    uint32_t to = 0;
    while (memcmp(kind->site[to], inside, sizeof inside) != 0) to++;
    return lk_lattice_site(&model->lattice, cell[0], cell[1], cell[2], to);
}

int lk_atomistic_around(const lk_atomistic *model, uint32_t site, int steps,
                        uint32_t found[LK_ATOMISTIC_BALL]) {
    found[0] = site;
    const int end = model->ball_end[steps];
    for (int i = 1; i < end; i++) {
        const uint32_t parent = found[model->ball_parent[i]];
        found[i] = parent == LK_NO_SITE
                       ? site_at(model, site, model->ball[i]) // the way leads outside, the site may be inside
                       : lk_lattice_neighbour(&model->lattice, parent, model->ball_direction[i]);
    }
    return end;
}

// Of the types that a site touches the one that binds most; of equals the first.
static uint8_t contact_of(const lk_atomistic *model, uint32_t site) {
    uint8_t best = 0;
    for (int d = 0; d < model->shell; d++) {
        const uint32_t to = lk_lattice_neighbour(&model->lattice, site, d);
        if (to == LK_NO_SITE || model->species[to] <= LK_ATOMISTIC_LITHIUM) continue;
        const uint8_t type = (uint8_t)(model->species[to] - LK_ATOMISTIC_LITHIUM);
        const double gain = best ? model->setup.type[type].E_ads_eV - model->setup.type[best].E_ads_eV : 1.0;
        if (gain > 0.0 || (gain == 0.0 && type < best)) best = type;
    }
    return best;
}

void lk_atomistic_change(lk_atomistic *model, uint32_t site, int species) {
    const int before = model->species[site];
    const int atoms = (species == LK_ATOMISTIC_LITHIUM) - (before == LK_ATOMISTIC_LITHIUM);
    const int solids = (species > LK_ATOMISTIC_LITHIUM) - (before > LK_ATOMISTIC_LITHIUM);
    const bool contacts = species > LK_ATOMISTIC_LITHIUM || before > LK_ATOMISTIC_LITHIUM;
    model->species[site] = (uint8_t)species;
    model->atoms += atoms;
    for (int d = 0; d < model->lattice.kind->neighbours; d++) {
        const uint32_t to = lk_lattice_neighbour(&model->lattice, site, d);
        if (to == LK_NO_SITE) continue;
        model->lithium[to] = (uint8_t)(model->lithium[to] + atoms);
        model->solid[to] = (uint8_t)(model->solid[to] + solids);
        if (contacts && d < model->shell) model->under[to] = contact_of(model, to);
    }
}

void lk_atomistic_place(lk_atomistic *model, uint32_t site, int species) {
    if (model->species[site] != species) lk_atomistic_change(model, site, species);
}

// How far a reaction of this species looks: a conversion at its neighbours, an alloying, of which the energy
// counts, at the neighbours of a neighbour's neighbours; 0 for what does not react.
static int reaction_reach(const lk_atomistic *model, int species) {
    int reach = 0;
    for (int r = 0; r < model->setup.reactions; r++) {
        const lk_atomistic_reaction *reaction = &model->setup.reaction[r];
        const bool from = species == LK_ATOMISTIC_LITHIUM + reaction->from;
        const bool to = species == LK_ATOMISTIC_LITHIUM + reaction->to;
        if (reaction->oxide ? from && reach == 0 : from || to) reach = reaction->oxide ? 1 : 3;
    }
    return reach;
}

// Note around a site of the substrate how far away its reaction has to hear of a change.
static void mark_reactive(lk_atomistic *model, uint32_t site) {
    const uint8_t reach = model->reach[model->species[site]];
    uint32_t found[LK_ATOMISTIC_BALL];
    const int count = reach ? lk_atomistic_around(model, site, reach, found) : 0;
    for (int k = 0; k < count; k++)
        if (found[k] != LK_NO_SITE && model->reactive[found[k]] < reach) model->reactive[found[k]] = reach;
}

static void mark_all_reactive(lk_atomistic *model) {
    for (int species = 0; species <= model->setup.types; species++)
        model->reach[species] = (uint8_t)reaction_reach(model, species);
    memset(model->reactive, 0, model->lattice.sites);
    for (uint32_t i = 0; i < model->lattice.sites; i++) mark_reactive(model, i);
}

void lk_atomistic_ready(lk_atomistic *model) {
    mark_all_reactive(model);
    for (uint32_t i = 0; i < model->lattice.sites; i++) model->filling[i] = lk_atomistic_filling(model, i);
    model->cap_at = model->overpotential;
    for (uint32_t i = 0; i < model->lattice.sites; i++) lk_atomistic_rates_renew(model, i);
    lk_atomistic_rates_potential(model);
}

// A list of sites without repetition, for one tick of the stamps.
typedef struct site_list {
    uint32_t site[2 * LK_ATOMISTIC_BALL];
    int count;
} site_list;

static void add_site(lk_atomistic *model, site_list *list, uint32_t site) {
    if (model->stamp[site] == model->tick) return;
    model->stamp[site] = model->tick;
    list->site[list->count++] = site;
}

// Of the substrate nothing is renewed here: it is never filled.
static void add_neighbours(lk_atomistic *model, site_list *list, uint32_t site, bool atoms_only) {
    const int32_t *offset = lk_lattice_offsets(&model->lattice, site);
    for (int d = 0; d < model->lattice.kind->neighbours; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint32_t to = site + (uint32_t)offset[d];
        const int species = model->species[to];
        if (species == LK_ATOMISTIC_LITHIUM || (species == LK_ATOMISTIC_EMPTY && !atoms_only))
            add_site(model, list, to);
    }
}

// Energies of filling that can depend on what changed: of the sites, of their neighbours, and of the
// neighbours of lithium among these, whose own count or contact is another. Keeps in `list` the sites whose
// energy did change, after the first `near` of them, whose counts did.
static int renew_energies(lk_atomistic *model, const uint32_t sites[], int count, site_list *list) {
    model->tick++;
    for (int i = 0; i < count; i++) add_site(model, list, sites[i]);
    for (int i = 0; i < count; i++) add_neighbours(model, list, sites[i], false);
    const int near = list->count;
    for (int k = 0; k < near; k++)
        if (model->species[list->site[k]] == LK_ATOMISTIC_LITHIUM)
            add_neighbours(model, list, list->site[k], false);
    const int all = list->count;
    list->count = near;
    for (int k = 0; k < all; k++) {
        const uint32_t site = list->site[k];
        const double before = model->filling[site];
        model->filling[site] = lk_atomistic_filling(model, site);
        if (k >= near && model->filling[site] != before) list->site[list->count++] = site;
    }
    return near;
}

static void renew_reactions(lk_atomistic *model, uint32_t site) {
    uint32_t found[LK_ATOMISTIC_BALL];
    const int all = lk_atomistic_around(model, site, model->reactive[site], found);
    for (int k = 0, steps = 0; k < all; k++) {
        while (k >= model->ball_end[steps]) steps++;
        if (found[k] == LK_NO_SITE) continue;
        const int species = model->species[found[k]];
        if (species > LK_ATOMISTIC_LITHIUM && steps <= model->reach[species])
            lk_atomistic_rates_renew(model, found[k]);
    }
}

// Energies first, then what is made from them: the classes of those sites and of the atoms next to them.
void lk_atomistic_refresh(lk_atomistic *model, const uint32_t sites[], int count) {
    site_list energies = {.count = 0}, classes = {.count = 0};
    const int near = renew_energies(model, sites, count, &energies);
    model->tick++;
    const bool stale = model->setup.fault == LK_ATOMISTIC_STALE;
    const int moved = stale ? near : energies.count;
    for (int k = 0; k < moved; k++) add_site(model, &classes, energies.site[k]);
    for (int k = 0; k < moved && !stale; k++) add_neighbours(model, &classes, energies.site[k], true);
    for (int k = 0; k < classes.count; k++) lk_atomistic_rates_renew(model, classes.site[k]);
    for (int i = 0; i < count; i++) {
        if (model->species[sites[i]] > LK_ATOMISTIC_LITHIUM) mark_reactive(model, sites[i]); // what it is now
        if (model->reactive[sites[i]]) renew_reactions(model, sites[i]);
    }
}
