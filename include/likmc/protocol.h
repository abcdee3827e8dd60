/// likmc/protocol.h: what the cycler does, as battery people write it, compiled to a table of steps.
///
/// One step a line:
///
///     plate at 1 mA/cm2 until 3 mAh/cm2
///     strip at 1 mA/cm2 until 1 mAh/cm2 or 1 V
///     plate at -50 mV until 1 mAh/cm2 or 1 h       held at a voltage against lithium
///     strip at 0.3 V until 0.05 mA/cm2 or 2 h      until the current has fallen
///     hold at -50 mV for 1 h                       plate or strip, as the voltage says
///     rest for 10 min
///     repeat 10 times: [ ... ]
///     mark q_a          the charge of the plate or strip just done; in a loop its mean
///     picture           draw the electrode now
///     load at 1 mA/cm2 until 6 mAh/cm2             plate before the cell is put together: not from its
///                                                  counter electrode
///     charge at 0.5 C until 4.3 V                  of a cell with an insertion electrode: plate on the host
///     hold at 4.3 V until 0.05 C or 2 h            go on as before, at the voltage of the cell
///     discharge at 0.5 C until 2.8 V
///
/// In a cell with a counter electrode (likmc/cell.h) voltages are those of the cell, and 1 C is cell.capacity
/// in an hour.
///
/// Limits may be a capacity (of this step), a voltage (of the electrode against lithium), a time and, of a
/// strip at a voltage, a current, joined by `or`; the first that is met ends the step. Where the run stands
/// in a protocol is a cursor of plain numbers, so that it can be saved and gone on with.
#ifndef LIKMC_PROTOCOL_H
#define LIKMC_PROTOCOL_H

#include "likmc/params.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LK_PROTOCOL_DEPTH = 4, ///< loops inside loops
    LK_PROTOCOL_MARKS = 8, ///< different marks
    LK_PROTOCOL_NAME = 16  ///< bytes of a mark's name
};

typedef enum lk_protocol_mode {
    LK_PROTOCOL_PLATE,
    LK_PROTOCOL_STRIP,
    LK_PROTOCOL_REST,
    LK_PROTOCOL_PICTURE,
    LK_PROTOCOL_MARK,
    LK_PROTOCOL_REPEAT ///< end of a loop's body
} lk_protocol_mode;

/// One step. Numbers that its mode does not use are 0.
typedef struct lk_protocol_step {
    lk_protocol_mode mode;
    double current; ///< A per m2 of footprint; positive: plating
    double held;    ///< V against lithium at which the electrode is held; NaN: the current is given
    double least;   ///< A/m2 of a strip at a voltage at which it ends; 0: no such limit
    double charge;  ///< C/m2 at which it ends; infinite: no such limit
    double time;    ///< s after which it ends; infinite: no such limit
    double voltage; ///< V against lithium at which it ends; NaN: no such limit
    int64_t times;  ///< of a loop
    size_t first;   ///< step with which the loop's body begins
    int depth;      ///< of the loop, from 0: its counter
    int mark;       ///< index of the mark
    bool outside;   ///< not through the counter electrode
    size_t line;    ///< of the text that it was made from
} lk_protocol_step;

/// A compiled protocol. Owns nothing.
typedef struct lk_protocol {
    size_t count;
    lk_protocol_step steps[LK_TABLE_LINES];
    size_t mark_count;
    char marks[LK_PROTOCOL_MARKS][LK_PROTOCOL_NAME];
    double capacity;   ///< C/m2 that a charge to a voltage is taken to pass; 0 without an insertion electrode
    bool pictures;     ///< is there a `picture` step?
    double throughput; ///< C/m2: expected to pass, both ways; a strip to a voltage is taken to get all back
    double peak;       ///< C/m2: the most lithium that is expected to be there at a time
    int64_t cycles; ///< expected; a cycle begins with the first plating and with each plating after a strip
} lk_protocol;

/// Where a run stands. Start from {0} with lk_protocol_start(). Whole numbers and one double: saved as they
/// are.
typedef struct lk_protocol_cursor {
    int64_t step; ///< index of the step that is going on; the number of steps at the end
    int64_t hits; ///< charge passed in this step, in hits, without sign
    int64_t done; ///< charge of the last plate or strip that ended
    int64_t counters[LK_PROTOCOL_DEPTH];
    int64_t mark_hits[LK_PROTOCOL_MARKS], mark_passes[LK_PROTOCOL_MARKS];
    int64_t short_strips; ///< strips that have ended before the charge that they ask for: nothing was left
    double time;          ///< at which this step began, s
} lk_protocol_cursor;

/// Told about each mistake: index of the line, offset in it in bytes, what is wrong.
typedef void lk_protocol_complain(void *context, size_t line, size_t offset, const char *why);

/// Compile protocol.steps of a case or, if that is empty, the one plating step that protocol.current_density
/// and protocol.capacity stand for. All lines are checked, and then the whole by walking through it: nothing
/// to strip, a limit that is never met, a loop without an end. False if something is wrong; `complain` may be
/// NULL.
bool lk_protocol_compile(const lk_params *params, lk_protocol *protocol, lk_protocol_complain *complain,
                         void *context);

/// Go to the first step that takes time (or draws a picture).
void lk_protocol_start(const lk_protocol *protocol, lk_protocol_cursor *cursor);

/// The step that is going on, NULL at the end of the protocol.
const lk_protocol_step *lk_protocol_now(const lk_protocol *protocol, const lk_protocol_cursor *cursor);

/// The step is over at `time`: book its charge, set marks, count loops, and go to the next one.
void lk_protocol_next(const lk_protocol *protocol, lk_protocol_cursor *cursor, double time);

/// The cell is given up: there is no further step.
void lk_protocol_end(const lk_protocol *protocol, lk_protocol_cursor *cursor);

/// Mean charge of a mark in hits and the number of times it was passed; NaN and 0 if there is none of that
/// name.
double lk_protocol_mark(const lk_protocol *protocol, const lk_protocol_cursor *cursor, const char *name,
                        int64_t *passes);

/// Coulombic efficiency by the reservoir method (Aurbach, Gofer, Langzam 1989, doi 10.1149/1.2096425; Adams
/// et al. 2018, doi 10.1002/aenm.201702097): (n q_a + q_r)/(n q_a + q_l), from the marks of these names; n:
/// how often q_a was passed. NaN if one of them is missing. It takes for granted that what a cycle plates was
/// stripped before: if a strip has ended short of its charge, the reservoir is used up and this is an upper
/// bound, (n q_a)/(n q_a + q_l) at least, whatever is lost.
double lk_protocol_aurbach(const lk_protocol *protocol, const lk_protocol_cursor *cursor);

#endif
