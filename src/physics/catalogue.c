// The events, one descriptor each: see likmc/catalogue.h.
#include "likmc/catalogue.h"

#include <math.h>

static uint32_t neighbour(const lk_atomistic *model, uint32_t site, int direction) {
    return lk_lattice_neighbour(&model->lattice, site, direction);
}

static double reduction_rate(lk_atomistic *model, uint32_t site, int direction) {
    (void)direction;
    return lk_atomistic_reduction_rate(model, site);
}

static double oxidation_rate(lk_atomistic *model, uint32_t site, int direction) {
    (void)direction;
    return lk_atomistic_oxidation_rate(model, site);
}

static int set_one(lk_atomistic *model, uint32_t site, int species, uint32_t changed[2]) {
    lk_atomistic_change(model, site, species);
    changed[0] = site;
    return 1;
}

static int reduce(lk_atomistic *model, uint32_t site, int direction, uint32_t changed[2]) {
    (void)direction;
    return set_one(model, site, LK_ATOMISTIC_LITHIUM, changed);
}

static int oxidise(lk_atomistic *model, uint32_t site, int direction, uint32_t changed[2]) {
    (void)direction;
    return set_one(model, site, LK_ATOMISTIC_EMPTY, changed);
}

static void back_in_place(const lk_atomistic *model, uint32_t site, int direction, uint32_t *from,
                          int *towards) {
    (void)model;
    *from = site;
    *towards = direction;
}

static bool goes_down(const lk_atomistic *model, uint32_t site, int direction) {
    return isfinite(lk_atomistic_hop_energy(model, site, direction)) &&
           lk_atomistic_hop_class(model, site, direction) == LK_KINETIC_DOWN;
}

static double hop_rate(lk_atomistic *model, uint32_t site, int direction) {
    return goes_down(model, site, direction) ? 0.0 : lk_atomistic_hop_rate(model, site, direction);
}

static double step_down_rate(lk_atomistic *model, uint32_t site, int direction) {
    return goes_down(model, site, direction) ? lk_atomistic_hop_rate(model, site, direction) : 0.0;
}

static int set_two(lk_atomistic *model, uint32_t site, int species, uint32_t other, int its,
                   uint32_t changed[2]) {
    lk_atomistic_change(model, site, species);
    lk_atomistic_change(model, other, its);
    changed[0] = site;
    changed[1] = other;
    return 2;
}

static int hop(lk_atomistic *model, uint32_t site, int direction, uint32_t changed[2]) {
    return set_two(model, site, LK_ATOMISTIC_EMPTY, neighbour(model, site, direction), LK_ATOMISTIC_LITHIUM,
                   changed);
}

static void hop_back(const lk_atomistic *model, uint32_t site, int direction, uint32_t *from, int *towards) {
    *from = neighbour(model, site, direction);
    *towards = lk_lattice_inverse(direction);
}

// The reaction that starts from (reverse: that made) what is on the site; NULL if there is none of that kind.
static const lk_atomistic_reaction *reaction_of(const lk_atomistic *model, uint32_t site, bool oxide,
                                                bool reverse) {
    for (int i = 0; i < model->setup.reactions; i++) {
        const lk_atomistic_reaction *r = &model->setup.reaction[i];
        const int start = LK_ATOMISTIC_LITHIUM + (reverse ? r->to : r->from);
        if (start == model->species[site] && (r->oxide != 0) == oxide) return r;
    }
    return NULL;
}

static double conversion_rate(lk_atomistic *model, uint32_t site, int direction) {
    return reaction_of(model, site, true, false) ? lk_atomistic_reaction_rate(model, site, direction, false)
                                                 : 0.0;
}

static double alloying_rate(lk_atomistic *model, uint32_t site, int direction) {
    return reaction_of(model, site, false, false) ? lk_atomistic_reaction_rate(model, site, direction, false)
                                                  : 0.0;
}

static double dealloying_rate(lk_atomistic *model, uint32_t site, int direction) {
    return reaction_of(model, site, false, true) ? lk_atomistic_reaction_rate(model, site, direction, true)
                                                 : 0.0;
}

static int convert(lk_atomistic *model, uint32_t site, int direction, uint32_t changed[2]) {
    const lk_atomistic_reaction *r = reaction_of(model, site, true, false);
    return set_two(model, site, LK_ATOMISTIC_LITHIUM + r->to, neighbour(model, site, direction),
                   LK_ATOMISTIC_LITHIUM + r->oxide, changed);
}

static int alloy(lk_atomistic *model, uint32_t site, int direction, uint32_t changed[2]) {
    const lk_atomistic_reaction *r = reaction_of(model, site, false, false);
    return set_two(model, site, LK_ATOMISTIC_LITHIUM + r->to, neighbour(model, site, direction),
                   LK_ATOMISTIC_EMPTY, changed);
}

static int dealloy(lk_atomistic *model, uint32_t site, int direction, uint32_t changed[2]) {
    const lk_atomistic_reaction *r = reaction_of(model, site, false, true);
    return set_two(model, site, LK_ATOMISTIC_LITHIUM + r->from, neighbour(model, site, direction),
                   LK_ATOMISTIC_LITHIUM, changed);
}

static const char paper[] = "Shen 2025, doi 10.1038/s41467-025-60609-4";

static const lk_catalogue_event events[LK_EVENT_COUNT] = {
    [LK_EVENT_REDUCTION] = {"reduction",
                            "Li+ + e- become an atom on an empty site that touches substrate or lithium",
                            "k0 exp(-alpha (g + e eta)/kT), g the energy of filling the site from bulk Li",
                            "Butler-Volmer; j0: Pletcher 1986; alpha 0.5", LK_EVENT_OXIDATION, 1, 1, 0, 2,
                            false, reduction_rate, reduce, back_in_place},
    [LK_EVENT_OXIDATION] = {"oxidation", "an atom that touches electrolyte leaves as Li+",
                            "k0 exp((1 - alpha)(g + e eta)/kT)",
                            "Butler-Volmer; j0: Pletcher 1986; alpha 0.5", LK_EVENT_REDUCTION, -1, -1, 0, 2,
                            false, oxidation_rate, oxidise, back_in_place},
    [LK_EVENT_HOP] = {"hop", "an atom moves to an empty neighbour site",
                      "max(E0 + dE/2, dE, 0), E0 by types and coordination of the ends",
                      "E_mig of the materials; Vishnugopi et al. PCCP 22 11286 (2020)", LK_EVENT_HOP, 0, 0, 0,
                      3, true, hop_rate, hop, hop_back},
    [LK_EVENT_STEP_DOWN] = {"step-down", "an atom passes over the edge of a step of lithium (up or down)",
                            "as a hop, E0 of its own", "Zhou et al. J. Power Sources 630 236181 (2025)",
                            LK_EVENT_STEP_DOWN, 0, 0, 0, 3, true, step_down_rate, hop, hop_back},
    [LK_EVENT_CONVERSION] = {"conversion",
                             "oxide + Li + Li+ + e- -> metal + Li2O: the substrate site becomes the metal, "
                             "the atom's site the oxide of "
                             "lithium; a step of n Li takes n - 1 electrons",
                             "assumed E0, plus what a potential above that of the step takes", paper, -1, 1,
                             -1, 2, 3, true, conversion_rate, convert, back_in_place},
    [LK_EVENT_ALLOYING] = {"alloying", "metal + Li -> alloy: an atom enters the substrate",
                           "max(E0 + dE/2, dE, 0), dE with the potential of the step", paper,
                           LK_EVENT_DEALLOYING, 0, -1, 1, 3, true, alloying_rate, alloy, back_in_place},
    [LK_EVENT_DEALLOYING] = {"dealloying",
                             "alloy -> metal + Li: an atom leaves the substrate to an empty neighbour site",
                             "max(E0 - dE/2, -dE, 0)", paper, LK_EVENT_ALLOYING, 0, 1, -1, 3, true,
                             dealloying_rate, dealloy, back_in_place},
};

const lk_catalogue_event *lk_catalogue(int event) { return &events[event]; }

int lk_catalogue_more(const lk_atomistic *model, int event, uint32_t site) {
    return event == LK_EVENT_CONVERSION ? reaction_of(model, site, true, false)->more_lithium : 0;
}
