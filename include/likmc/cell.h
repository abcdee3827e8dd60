/// likmc/cell.h: what stands around a simulated electrode to make it a cell: counter electrode, separator,
/// inventories. Nothing of it is simulated event by event; it is a ledger and well-known equations.
///
/// The host electrode passes charge in whole quanta (likmc/ledger.h); the counter electrode gives and takes
/// the same lithium. Three kinds of it:
///
///     lithium     a foil:  E_c = 2kT/e asinh(I/(2 j0 a))                     (Butler-Volmer, alpha = 1/2)
///     insertion   likmc/insertion.h
///     host        a second simulated electrode, whose overpotential is told from outside
///
/// with I the current per footprint, positive while lithium plates on the host. Between the electrodes a
/// separator of thickness L and porosity eps takes
///
///     I L/(kappa eps^b) + (1 - t+) 2kT/e ln(1 + I/I_s),   I_s = F D eps^b c/((1 - t+) L)
///
/// (Newman and Balsara, Electrochemical Systems, 4th ed., ch. 11-12): salt is steady, at its mean
/// concentration where the host's film begins. The voltage of the cell is that of the positive terminal
/// against the other one: host against counter, but of an insertion electrode counter against host.
///
/// A lithium foil behind the host is at the host's potential and of the same kinetics, so that both share the
/// current as their reacting areas are; the drop in the host's pores is left out.
///
/// A lithium foil, behind the host or opposite to it, loses a share of what is plated on it. Electrolyte is
/// used up by the charge of SEI; what is missing of it in pores and separator no longer conducts.
#ifndef LIKMC_CELL_H
#define LIKMC_CELL_H

#include "likmc/insertion.h"
#include "likmc/params.h"

#include <stdbool.h>
#include <stdint.h>

/// In the order of cell.counter's choices.
typedef enum lk_cell_counter {
    LK_CELL_NONE, ///< an electrode by itself, against a reference of lithium
    LK_CELL_LITHIUM,
    LK_CELL_INSERTION,
    LK_CELL_HOST
} lk_cell_counter;

/// Why a cell has come to its end.
typedef enum lk_cell_end {
    LK_CELL_GOES_ON,
    LK_CELL_LITHIUM_SPENT, ///< the capacity is below its share of the first, as the host ran out of lithium
    LK_CELL_VOLTAGE_SPENT, ///< the same, with lithium left: overpotentials took the voltage
    LK_CELL_ELECTROLYTE_SPENT, ///< pores and separator are dry
    LK_CELL_COUNTER_SPENT,     ///< the counter electrode has no lithium left
    LK_CELL_SHORTED,           ///< metal has reached the counter electrode
    LK_CELL_ENDS
} lk_cell_end;

/// Names of the ends, as in summary.json.
const char *lk_cell_end_name(lk_cell_end end);

/// What changes, to be saved as it is.
typedef struct lk_cell_state {
    double filling[LK_INSERTION_SHELLS]; ///< of the insertion electrode
    double current;                      ///< A/m2, of the step that is going on
    double time;                         ///< s, up to which the counter electrode has followed
    int64_t given;                       ///< quanta that the counter electrode has given, net
    int64_t lost;                        ///< quanta of lithium lost on its side
    double owed;                         ///< quanta that it loses besides, below 1
    int64_t behind;                      ///< quanta plated on the foil behind the host, net
    int64_t behind_lost;                 ///< of them, lost to SEI and dead lithium there
    double behind_owed, behind_losing;   ///< quanta that it takes and loses besides, below 1
    double share;                        ///< of the current that this foil takes in the film's step
    int64_t holds;                       ///< 1: the film's step is one at the foil's potential
    double once;                         ///< C/m2 given in the first charge and not to be taken back
    int64_t first_out, last_out;         ///< quanta discharged in the first cycle and in the last one
    int64_t end;                         ///< lk_cell_end
} lk_cell_state;

/// A cell. Plain data; a copy is a cell of its own.
typedef struct lk_cell {
    lk_cell_counter counter;
    lk_insertion positive;
    double thermal;           ///< kT/e, V
    double exchange;          ///< A/m2 of footprint at j0, of a lithium foil
    double resistance;        ///< ohm m2, of a wet separator
    double limit;             ///< I_s, A/m2
    double transference;      ///< t+
    double quantum;           ///< C/m2
    double stock;             ///< C/m2 of lithium in the counter electrode at first
    double loss, first_loss;  ///< shares
    double foil_area;         ///< m2/m2
    double behind;            ///< C/m2 in the foil behind the host at first
    double capacity;          ///< C/m2, 1 C is this in an hour
    double liquid, room, use; ///< m: electrolyte, and pores to be wet, per footprint; m3 used per C
    double end_share;         ///< of the first capacity at which the cell's life ends
    lk_cell_state state;
} lk_cell;

/// A cell as the parameters have it. `quantum`: C/m2 of the host's charge quantum. False, and why, if an
/// insertion electrode's material is wrong.
bool lk_cell_create(lk_cell *cell, const lk_params *params, double quantum, char why[LK_TABLE_WHY]);

/// +1 if the voltage of the cell rises while lithium plates on the host, else -1.
double lk_cell_sign(lk_cell_counter counter);

/// Voltage at a current (A/m2, positive: plating on the host). `host`, `other`: overpotentials of the host
/// and of a second simulated electrode, V, positive when plating; `wet`: share of the separator that
/// conducts.
double lk_cell_voltage(const lk_cell *cell, double current, double host, double other, double wet);

/// The current that should bring the voltage to `held`, from how the voltage at the present current
/// (cell->state.current) differs: a step of Newton's with the host's chord resistance, damped by its
/// overestimate. Of the sign of `direction`, at most `most` (A/m2).
double lk_cell_follow(const lk_cell *cell, double held, double direction, double host, double other,
                      double wet, double most);

/// Share of the current that the foil behind the host takes beside `area` m2 per m2 of the host's lithium;
/// 0 without a foil, or if it has nothing to give; and the overpotential (V) at which it takes all of a
/// current.
double lk_cell_behind_share(const lk_cell *cell, double current, double area);
double lk_cell_behind_overpotential(const lk_cell *cell, double current);

/// Let `charge` C/m2 (positive: plating) pass at the foil behind the host; returns it in whole quanta, the
/// rest is kept.
int64_t lk_cell_pass_behind(lk_cell *cell, double charge);

/// `quanta` have passed to the host (negative: from it) up to `time`, at the current of the state.
void lk_cell_pass(lk_cell *cell, int64_t quanta, double time);

/// Lithium that the counter electrode, and the foil behind the host, still hold, C/m2.
double lk_cell_left(const lk_cell *cell);
double lk_cell_behind_left(const lk_cell *cell);

/// Share of pores and separator that is wet, 0..1, after `sei` C/m2 of SEI on the host; and the electrolyte
/// that is left, m3/m2.
double lk_cell_wet(const lk_cell *cell, double sei);
double lk_cell_electrolyte(const lk_cell *cell, double sei);

#endif
