/// likmc/observe.h: what a film shows from outside: one row of the series.
#ifndef LIKMC_OBSERVE_H
#define LIKMC_OBSERVE_H

#include "likmc/film.h"
#include "likmc/series.h"

/// All observables of a film at one time. SI units; NaN where a quantity has no meaning yet.
typedef struct lk_observation {
    double time;           ///< s
    double charge;         ///< C/m2 of footprint, passed in all
    double overpotential;  ///< V, at the top of the film, positive = plating
    double cell_voltage;   ///< V; without a counter electrode that against lithium
    double counter_given;  ///< C/m2 of lithium that the counter electrode has given, net
    double ohmic_drop;     ///< V, between the top of the paper and the collector
    double salt;           ///< c/c0 at the collector
    double thickness;      ///< m: height below which 95 % of the columns end, paper included
    double mean_height;    ///< m, mean over the columns
    double highest;        ///< m
    double above;          ///< m: volume of lithium above the paper per footprint
    double filling;        ///< lithium in the pores of the paper over their volume
    double packing;        ///< `above` over the thickness above the paper
    double coverage;       ///< share of the host's faces that lithium covers
    double host_thickness; ///< m, of the paper, pushed apart or not
    double above_share;    ///< share of the lithium that lies above the paper
    double chord;          ///< m: mean chord of the lithium, 4 V/S: the size of its features
    double roughness;      ///< m, root mean square of the column heights
    double area;           ///< m2/m2: lithium against electrolyte; voxel faces times 2/3 (isotropic surfaces)
    double nuclei;         ///< 1/m2: nucleation events
    double booked[LK_LEDGER_ACCOUNTS];            ///< C/m2, so far, by account of the ledger
    double dead;                                  ///< C/m2 of lithium without a path to the collector
    double sei_volume, dead_volume;               ///< m: volume per footprint of SEI, and of dead lithium
    int64_t passed_hits, lithium_hits, dead_hits; ///< Faraday's test, whole numbers
} lk_observation;

/// Observe a film. Cost: one pass over the voxels below its top. LK_FAILED without memory.
lk_status lk_observe_film(const lk_film *film, lk_observation *observation, lk_error_list *errors);

/// Does the lithium counted from the voxels, all of it and the dead, equal what the ledger says? Exact, in
/// whole hits.
bool lk_observe_is_faradaic(const lk_film *film, const lk_observation *observation);

/// The table of columns of series.csv, with names, units and docs; the same rows are `likmc list
/// observables`.
const lk_series_column *lk_observe_columns(size_t *count);

/// Volume share of lithium in each layer, [nz], and of host.
void lk_observe_profile(const lk_film *film, double *lithium, double *host);

#endif
