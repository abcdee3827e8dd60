/// likmc/kinetic_table.h: barriers of hops and rates of reactions, completed so that detailed balance is
/// exact.
///
/// Thermodynamics and kinetics are separate tables. A hop from i to j changes the energy by dE and has the
/// barrier
///
///     E(i -> j) = max(E0 + dE / 2, dE, 0),
///
/// where E0, the barrier at dE = 0, depends on the unordered pair {i, j} only: E(i -> j) - E(j -> i) = dE for
/// every pair of environments (Bronsted 1928, Evans and Polanyi 1938 with a transfer coefficient of 1/2;
/// Fichthorn and Weinberg, J. Chem. Phys. 95, 1090 (1991), doi 10.1063/1.461138, on what a rate table has to
/// obey).
///
/// Reaction of a site whose filling from bulk lithium costs g: k_red = k0 exp(-alpha (g + e eta)/kT),
/// k_ox = k0 exp((1 - alpha)(g + e eta)/kT), so k_red/k_ox = exp(-(g + e eta)/kT) for any alpha.
///
/// Acceleration: what costs time is not a fast pair of hops but one that is done often, again and again
/// between the same two states. In equilibrium with the electrode the better bound end, at energy `low`
/// against it, is filled with a chance of min(1, exp(-low/kT)), so the pair is done
///
///     nu exp(-(E0' + |dE| + max(low, 0))/kT)
///
/// times per second and site, E0' being the lower of the two barriers. Where that exceeds `cap`, both
/// directions are slowed down to it by the same factor: a floor under the energy of the transition state.
/// Rare environments (adatoms on carbon, on a terrace) and the slow steps keep their exact rates; what is
/// left out are repetitions between well filled states. Equilibrium stays exact, and as `cap` grows so does
/// everything else: the error goes with the slow events that a pair sees between two of its own. (Chatterjee
/// and Voter, J. Chem. Phys. 132, 194101 (2010), doi 10.1063/1.3409606; Dybeck, Plaisance, Neurock, J. Chem.
/// Theory Comput. 13, 1525 (2017), doi 10.1021/acs.jctc.6b00859; Andersen, Plaisance, Reuter, J. Chem. Phys.
/// 148, 152705 (2018), doi 10.1063/1.4989511, on what it must not touch.)
#ifndef LIKMC_KINETIC_TABLE_H
#define LIKMC_KINETIC_TABLE_H

#include "likmc/energetics.h"

/// What a hop is to the kinetic table. For lithium on lithium it follows from the coordination of the two
/// ends without the hopper, against that of an adatom on a terrace.
typedef enum lk_kinetic_class {
    LK_KINETIC_TERRACE,   ///< both ends as on a terrace
    LK_KINETIC_STEP,      ///< to or from a better bound end: joining or leaving a step
    LK_KINETIC_ALONG,     ///< both ends better bound: along a step
    LK_KINETIC_DOWN,      ///< an end is worse bound than on a terrace: over a step's edge
    LK_KINETIC_LONE,      ///< on one substrate, no lithium next to either end: how far adatoms get
    LK_KINETIC_SUBSTRATE, ///< both ends on one substrate, beside lithium
    LK_KINETIC_BORDER,    ///< from one type to another, or between a substrate and lithium
    LK_KINETIC_CLASSES
} lk_kinetic_class;

/// One class in words.
typedef struct lk_kinetic_class_info {
    const char *name, *doc;
} lk_kinetic_class_info;

/// The table. Plain data.
typedef struct lk_kinetic_table {
    double kT_eV;
    double frequency;                                         ///< attempts, 1/s
    double cap;                                               ///< most often that a pair is done, 1/s; 0: any
    double cap_eV;                                            ///< the same as an energy; set by init
    int types;                                                ///< as in lk_energetics
    int terrace_n;                                            ///< coordination of an adatom on a terrace
    double lithium_eV[4];                                     ///< E0 of TERRACE, STEP, ALONG, DOWN
    double substrate_eV[LK_ENERGETICS_TYPES];                 ///< E_mig of each type, [0] not read
    double pair_eV[LK_ENERGETICS_TYPES][LK_ENERGETICS_TYPES]; ///< E0 by types of the ends; set by init
    double exchange;                                          ///< k0, 1/s and site
    double alpha;                                             ///< transfer coefficient
} lk_kinetic_table;

/// One end of a hop.
typedef struct lk_kinetic_end {
    int type; ///< of substrate, 0 none
    int n;    ///< Li neighbours without the hopper
} lk_kinetic_end;

/// Name and explanation of a class.
const lk_kinetic_class_info *lk_kinetic_table_class_info(lk_kinetic_class class_);

/// Complete a table of which all but cap_eV and pair_eV are set. A border has the higher of the two barriers.
/// LK_BAD_INPUT for a value that is not finite, a rate or temperature that is not positive, alpha outside [0,
/// 1].
lk_status lk_kinetic_table_init(lk_kinetic_table *table, lk_error_list *errors);

/// Class of a hop: the same for both directions.
lk_kinetic_class lk_kinetic_table_class(const lk_kinetic_table *table, lk_kinetic_end a, lk_kinetic_end b);

/// E0 of a hop, eV: the same for both directions.
double lk_kinetic_table_base(const lk_kinetic_table *table, lk_kinetic_end a, lk_kinetic_end b);

/// Rate of a pair's direction with energy change dE, 1/s. `low_eV`: energy g + e eta of the better bound end;
/// INFINITY: never slowed down.
double lk_kinetic_table_rate(const lk_kinetic_table *table, double base_eV, double dE_eV, double low_eV);

/// Factor by which the cap slows such a pair, in (0, 1].
double lk_kinetic_table_factor(const lk_kinetic_table *table, double base_eV, double dE_eV, double low_eV);

/// Rates of reduction and oxidation at x = (g + e eta), eV. Never slowed down: in equilibrium their number is
/// that of the exchange current at most.
double lk_kinetic_table_reduction(const lk_kinetic_table *table, double x_eV);
double lk_kinetic_table_oxidation(const lk_kinetic_table *table, double x_eV);

#endif
