/// likmc/result.h: what a run comes to: the numbers that substrates are compared by.
#ifndef LIKMC_RESULT_H
#define LIKMC_RESULT_H

#include "likmc/cycle.h"
#include "likmc/film.h"
#include "likmc/protocol.h"
#include "likmc/series.h"
#include "likmc/statistics.h"

/// SI units; NaN, or 0 at the other scale, where a number has no meaning.
typedef struct lk_result {
    double efficiency; ///< by Aurbach's formula if the protocol has its marks, else charge out over charge in
    double efficiency_at_most; ///< 1: the reservoir was used up, `efficiency` is an upper bound; 0; NaN: none
    double mean_efficiency;    ///< mean of the cycles; NaN under Aurbach's protocol
    double total_efficiency;   ///< charge out over charge in, of all steps
    double unrecovered;        ///< C/m2: charge in less charge out, of all steps
    double dead, sei, conversion, alloying, left;  ///< C/m2 of it; left: live lithium not stripped
    double died, by_growth, by_host, by_lithium;   ///< C/m2: cut off, and come back, by mechanism
    double dead_share;                             ///< of all lithium metal that was plated
    double thickness, filling, packing, roughness; ///< at the end of the last plating
    double chord, above_share;                     ///< the same: m; share of the lithium above the paper
    double bare_thickness;                         ///< m, at the end of the last strip
    double sei_volume, dead_volume;                ///< m, at the end, per footprint
    double cycles_to_failure;                      ///< NaN if nothing says what failure is
    double cycles_at_least;                        ///< 1: it has not failed yet, 0; NaN
    double nuclei;                                 ///< 1/m2
    // Of a cell (likmc/cell.h); NaN without a counter electrode.
    double retention;   ///< capacity of the last discharge over that of the first
    double cell_cycles; ///< until the protocol or the cell's life ended
    double hysteresis;  ///< V: half of what the mean voltages in and out differ by, in the last cycle
    double cell_energy; ///< J/kg/3600: Wh per kg of the cell, given in the first discharge
    // The atomistic scale. Areas are those of the bare host.
    double deepest_overpotential; ///< V, positive: plating; of all rows
    double host_nuclei;           ///< 1/m2
    double spread;                ///< share of the lithium that touches the host
    double host_coverage;         ///< of the first layer
    double lone_adatoms;          ///< 1/m2
    double layers;                ///< atoms per site that touches the host
    double lattice_roughness;     ///< m
    double conversions;           ///< events
    double simulated_time;        ///< s
} lk_result;

/// Result of a film whose protocol has run to `cursor`; `watched`: the case says what failure is.
lk_result lk_result_of(const lk_film *film, const lk_protocol *protocol, const lk_protocol_cursor *cursor,
                       const lk_cycle *cycle, const lk_observation *seen, bool watched);

/// A number of lk_result: column of a table, and which way is better: 1 more, -1 less, 0 neither.
typedef struct lk_result_column {
    lk_series_column column;
    int better;
    int scale; ///< lk_params_scale: whose runs have it
} lk_result_column;

/// All of them, in the order in which tables show them.
const lk_result_column *lk_result_columns(size_t *count);

/// The column that says, by a number above 0, that the value of column `quantity` is an upper bound; -1: none
/// does. The same for lower bounds.
int lk_result_bound(int quantity);
int lk_result_bound_below(int quantity);

/// Mean and error of values of a column; bounds[i] > 0: value i is a bound. `bounds` is not read where the
/// column has none.
lk_statistics lk_result_statistics(int quantity, const double *values, const double *bounds, size_t count);

#endif
