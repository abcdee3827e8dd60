/// likmc/design.h: which values the quantities of a study take together: the points of a design.
///
/// An axis is a quantity or setting with listed values or with a range. Points combine the axes:
///
///     grid              every listed value with every other; the last axis runs fastest
///     zip               the n-th values together
///     latin-hypercube   `number` points, each range cut into as many strata (McKay, Beckman, Conover 1979,
///                       doi 10.2307/1268522)
///     sobol             the first `number` points of Sobol's sequence; more can be added later
///     saltelli          `number` blocks of d + 2 points A, B, A with the i-th value of B: for first and
///     total
///                       indices (Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018); more can be added
///     morris            `number` trajectories of d + 1 points, one axis changed at a time on `levels` levels
///                       (Morris 1991, doi 10.2307/1269043)
///     csv               as listed in a file
#ifndef LIKMC_DESIGN_H
#define LIKMC_DESIGN_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LK_DESIGN_AXES = 96, LK_DESIGN_KEY = 96, LK_DESIGN_TEXT = 192 };

typedef enum lk_design_kind {
    LK_DESIGN_GRID,
    LK_DESIGN_ZIP,
    LK_DESIGN_LATIN,
    LK_DESIGN_SOBOL,
    LK_DESIGN_SALTELLI,
    LK_DESIGN_MORRIS,
    LK_DESIGN_CSV,
    LK_DESIGN_KINDS
} lk_design_kind;

/// One axis. Numbers are in `unit`.
typedef struct lk_design_axis {
    char key[LK_DESIGN_KEY]; ///< "protocol.current_density", "materials.zno-002.E_mig"
    char unit[32];           ///< of the table's row; "1" for a pure number, "" for a choice
    bool is_number, whole;   ///< else a choice; only whole numbers
    bool log;                ///< the range is sampled evenly in the logarithm
    double low, high;        ///< range; of listed numbers: the least and the largest
    size_t count;            ///< listed values; 0: a range
    char **texts;            ///< [count] as they are set, without the unit; owned
    double *values;          ///< [count]; NaN for choices; owned
} lk_design_axis;

/// A design. Start from {0}; release with lk_design_free().
typedef struct lk_design {
    lk_design_kind kind;
    int64_t number, seed, levels; ///< as the kinds above say
    size_t axis_count;
    lk_design_axis axes[LK_DESIGN_AXES];
    size_t points; ///< 0 without axes
    double *units; ///< [points][axis_count]: places in 0..1 on each range (sampled kinds); owned
} lk_design;

/// Name of a kind as studies write it.
const char *lk_design_kind_name(lk_design_kind kind);

/// Is it sampled from ranges (and not listed)?
bool lk_design_is_sampled(const lk_design *design);

/// Are its points draws, whose spread is that of the input? Not so a grid, zip, or trajectories.
bool lk_design_is_drawn(const lk_design *design);

/// Append a value to an axis; copied. `value` is NaN for a choice. LK_FAILED without memory.
lk_status lk_design_add_value(lk_design_axis *axis, const char *text, double value, lk_error_list *errors);

/// Count the points, and place those of sampled kinds. LK_BAD_INPUT if the axes do not fit the kind.
lk_status lk_design_place(lk_design *design, lk_error_list *errors);
void lk_design_free(lk_design *design);

/// Number of an axis at a point, in the axis's unit; NaN for a choice.
double lk_design_value(const lk_design *design, size_t axis, size_t point);

/// Which of the listed values that is (grid, zip, csv).
size_t lk_design_index(const lk_design *design, size_t axis, size_t point);

/// "KEY=VALUE UNIT" as --set takes it.
void lk_design_setting(const lk_design *design, size_t axis, size_t point, char text[LK_DESIGN_TEXT]);

/// The value alone: of a number as short as it reads back, of a choice its name.
void lk_design_text(const lk_design *design, size_t axis, size_t point, char text[LK_DESIGN_TEXT]);

/// Head of a column: "materials.zno-002.E_mig_eV", the unit after the name as in all tables.
void lk_design_header(const lk_design_axis *axis, char text[LK_DESIGN_TEXT]);

#endif
