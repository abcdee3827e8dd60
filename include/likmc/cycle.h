/// likmc/cycle.h: the ledger of one cycle: what was plated, what came back, and where the rest is.
///
/// A cycle begins with the first plating and with each plating after a strip. Its ledger is the film's from
/// then on, in whole hits, and has to add up to the charge that passed.
#ifndef LIKMC_CYCLE_H
#define LIKMC_CYCLE_H

#include "likmc/film.h"
#include "likmc/observe.h"
#include "likmc/protocol.h"
#include "likmc/series.h"

#include <stdbool.h>
#include <stdint.h>

/// The electrode at the end of a step.
typedef struct lk_cycle_shape {
    double thickness, filling, packing, roughness, coverage, chord, above_share; ///< as in lk_observation
    double voltage;                                                              ///< V against lithium
} lk_cycle_shape;

/// The cycle that is going on: whole numbers, then doubles; saved as they are. Start from {0}.
typedef struct lk_cycle {
    int64_t number;              ///< from 1; 0 before the first plating
    int64_t stripped;            ///< has its strip begun?
    int64_t in, out;             ///< charge passed in its plating and stripping steps, in hits
    int64_t rest;                ///< net charge of events while no current flowed, in hits
    int64_t open;                ///< charge passed in the film's step that is going on, in hits
    int64_t behind;              ///< net charge that a foil behind the host has taken, in hits
    int64_t total_in, total_out; ///< the same of all cycles
    int64_t poor;                ///< cycles in a row, up to the last, below the least efficiency
    int64_t failed;              ///< cycle in which the cell failed; 0: it has not
    int64_t counted;             ///< closed cycles that were plated and stripped
    lk_ledger before;            ///< of the film when it began
    lk_cycle_shape plated, bare; ///< at the end of its last plating and of its last strip
    double efficiencies;         ///< sum over the cycles counted
    double volts_in, volts_out;  ///< V, sums of the cell's voltage over the quanta in and out
} lk_cycle;

/// One row of cycles.csv. SI; hits are whole numbers.
typedef struct lk_cycle_row {
    int64_t number, in_hits, out_hits;
    lk_ledger ledger;                 ///< of this cycle
    double time, in, out, efficiency; ///< out over in; NaN if nothing was plated or nothing stripped
    double volts_in, volts_out;       ///< V, of the cell: means over the charge in and out
    double energy_out; ///< J/m2 given while stripping; of a cell whose host is the negative electrode
    double charge[LK_LEDGER_ACCOUNTS]; ///< the same in C/m2
    double dead;                       ///< C/m2 at its end
    double sei_volume, dead_volume;    ///< m at its end
    lk_cycle_shape plated, bare;
} lk_cycle_row;

/// Does a step of that mode begin a new cycle?
bool lk_cycle_is_due(const lk_cycle *cycle, lk_protocol_mode mode);

/// Begin the next cycle: its ledger starts from the film's.
void lk_cycle_begin(lk_cycle *cycle, const lk_film *film);

/// `hits` passed in a step of that mode, counted in the step's own direction (at rest: positive = plating).
void lk_cycle_pass(lk_cycle *cycle, lk_protocol_mode mode, int64_t hits);

/// A step of the film is over: all that has passed since the last one did so at this voltage of the cell.
void lk_cycle_value(lk_cycle *cycle, lk_protocol_mode mode, double volts);

/// A step of that mode ended with this sight of the film.
void lk_cycle_see(lk_cycle *cycle, lk_protocol_mode mode, const lk_observation *seen);

/// Close the cycle: its ledger, and its efficiency for the mean. False if they do not add up to the charge
/// that passed, in whole hits.
bool lk_cycle_close(lk_cycle *cycle, const lk_film *film, const lk_observation *seen, lk_cycle_row *row);

/// A cycle has closed with this row: has the cell failed, for `times` cycles in a row were below `least`? The
/// first of them is that in which it did.
bool lk_cycle_fails(lk_cycle *cycle, const lk_cycle_row *row, double least, int64_t times);

/// Columns of cycles.csv.
const lk_series_column *lk_cycle_columns(size_t *count);

#endif
