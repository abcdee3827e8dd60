/// likmc/energetics.h: energy of a lithium atom by its surroundings.
///
/// The energy of a configuration is the sum over its Li atoms of E(type, n): n Li neighbours out of `bulk`,
/// and the type of substrate that the atom touches (0: none). Being a sum over atoms it is a function of
/// state, so that any set of rates with k_f/k_b = exp(-dE/kT) obeys detailed balance round every cycle.
///
/// Default: second moment of the density of states, E = -E_coh sqrt(n / bulk) (Friedel 1969; Finnis and
/// Sinclair, Philos. Mag. A 50, 45 (1984), doi 10.1080/01418618408244210). On bcc with two shells (bulk = 14)
/// and E_coh = 1.63 eV it gives surface energies of 0.50 (100) and 0.46 (110) J/m2 with nothing fitted
/// (literature: 0.46 and 0.50). A substrate counts as q further neighbours, q = bulk (E_ads / E_coh)^2, so
/// that a lone adatom is bound by E_ads and the binding saturates as lithium surrounds it: a lone atom binds
/// as an ion, a layer does not.
#ifndef LIKMC_ENERGETICS_H
#define LIKMC_ENERGETICS_H

#include "likmc/error.h"

enum {
    LK_ENERGETICS_TYPES = 16,       ///< substrate types, 0 = none
    LK_ENERGETICS_COORDINATION = 27 ///< 0 ... 26 neighbours
};

/// The table. Plain data, copied by assignment.
typedef struct lk_energetics {
    int bulk;                                                        ///< neighbours of an atom in the bulk
    int types;                                                       ///< types in use, the empty one included
    double cohesive_eV;                                              ///< energy of a free atom above the bulk
    double atom_eV[LK_ENERGETICS_TYPES][LK_ENERGETICS_COORDINATION]; ///< E(type, n), <= 0
} lk_energetics;

/// Fill the table by second moments. `E_ads_eV[t]`, t = 1 ... types - 1, is the adsorption energy of a lone
/// atom on type t (entry 0 is not read). LK_BAD_INPUT: bulk not in 1 ... 26, types not in 1 ... 16, an energy
/// that is not positive.
lk_status lk_energetics_init(lk_energetics *table, int bulk, double cohesive_eV, int types,
                             const double E_ads_eV[], lk_error_list *errors);

/// Replace E(0, n), n = 0 ... bulk, by a table of one's own; E(type, n) of the substrates is then
/// E(0, n) + (what the second moment gives for type, n) - (what it gives for none, n). LK_BAD_INPUT unless
/// E(0) = 0 and E falls with n.
lk_status lk_energetics_set(lk_energetics *table, const double by_coordination_eV[], lk_error_list *errors);

/// Work of adhesion of a flat film on `type` over twice its surface energy: (1 + cos theta) / 2 (Young and
/// Dupre). `free_n` is the coordination of a surface atom of the film in the plane of contact.
double lk_energetics_wetting(const lk_energetics *table, int type, int free_n);

#endif
