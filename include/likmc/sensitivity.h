/// likmc/sensitivity.h: which input of a study its results hang on.
///
/// Rank correlations (Spearman) with the probability that chance makes one as large, for any drawn design;
/// Sobol' first and total indices with bootstrap intervals for a `saltelli` design; mean and spread of
/// elementary effects for a `morris` design. The outputs are a quantity of each case and, with several cases,
/// the place of each in the ranking (1 = best).
#ifndef LIKMC_SENSITIVITY_H
#define LIKMC_SENSITIVITY_H

#include "likmc/ensemble.h"
#include "likmc/error.h"
#include "likmc/rng.h"

#include <stdbool.h>
#include <stddef.h>

/// A number with its 95 % interval. NaN where there is none.
typedef struct lk_sensitivity_value {
    double value, low, high;
} lk_sensitivity_value;

/// What one output has to do with one axis.
typedef struct lk_sensitivity_axis {
    lk_sensitivity_value rank; ///< Spearman's correlation
    double probability;        ///< that chance alone makes one of the axes' correlations as large (Holm 1979)
    lk_sensitivity_value first, total; ///< Sobol' indices: shares of the variance, alone and with all others
    lk_sensitivity_value effect;       ///< mean of |elementary effect|, over the whole range of the axis
    double signed_effect, spread;      ///< mean and standard deviation of the elementary effects
} lk_sensitivity_axis;

// ---- on numbers

/// Rank correlations of y[count] with the axes x[count][axes]; rows with a NaN do not count. `of` has room
/// for the axes. Intervals: Fisher's z with the error of Bonett and Wright 2000, doi 10.1007/BF02294183.
lk_status lk_sensitivity_ranks(const double *x, const double *y, size_t count, size_t axes,
                               lk_sensitivity_axis *of, lk_error_list *errors);

/// Sobol' indices from y[blocks][axes + 2], as likmc/design.h orders them: first by Saltelli et al. 2010
/// (doi 10.1016/j.cpc.2009.09.018, table 2, b), total by Jansen 1999 (doi 10.1016/S0010-4655(98)00154-4).
/// Blocks with a NaN do not count. Intervals: percentiles of `draws` samples of the blocks with replacement.
lk_status lk_sensitivity_sobol(const double *y, size_t blocks, size_t axes, size_t draws, lk_rng *rng,
                               lk_sensitivity_axis *of, lk_error_list *errors);

/// Elementary effects from y and the places on the axes `units`, both [trajectories][axes + 1] points
/// (Morris 1991; mean of the absolute values: Campolongo et al. 2007, doi 10.1016/j.envsoft.2006.10.004).
lk_status lk_sensitivity_morris(const double *y, const double *units, size_t trajectories, size_t axes,
                                size_t draws, lk_rng *rng, lk_sensitivity_axis *of, lk_error_list *errors);

// ---- of a study

/// One output.
typedef struct lk_sensitivity_output {
    size_t variant, which;
    int quantity;
    bool is_place;             ///< place of the case in the ranking by the quantity, and not its value
    size_t points;             ///< with a value
    double noise;              ///< share of the variance that is only from seed to seed; NaN: one seed
    lk_sensitivity_axis *axes; ///< [axis_count]; owned
} lk_sensitivity_output;

/// All outputs of a study. Release with lk_sensitivity_free().
typedef struct lk_sensitivity {
    const lk_ensemble *ensemble; ///< borrowed
    size_t block;                ///< points that belong together: a block, a trajectory, or 1
    size_t count;
    lk_sensitivity_output *outputs;
} lk_sensitivity;

/// From the runs that are done. `quantity` is an index into lk_result_columns(); -1: the one that ranks.
/// LK_BAD_INPUT: the study has no design that tells anything, or not enough is done.
lk_status lk_sensitivity_create(lk_sensitivity *s, const lk_ensemble *ensemble, int quantity,
                                lk_error_list *errors);
void lk_sensitivity_free(lk_sensitivity *s);

/// One output again from the first `points` points only, to see whether it has settled. `of` has room for the
/// axes.
lk_status lk_sensitivity_part(const lk_sensitivity *s, const lk_sensitivity_output *output, size_t points,
                              lk_sensitivity_axis *of, lk_error_list *errors);

/// The number by which inputs are ordered: total index, else mean absolute effect, else rank correlation.
const lk_sensitivity_value *lk_sensitivity_strength(const lk_sensitivity *s, const lk_sensitivity_axis *axis);

/// Is it told apart from nothing, at 95 %?
bool lk_sensitivity_matters(const lk_sensitivity *s, const lk_sensitivity_axis *axis);

/// Axes by decreasing strength.
void lk_sensitivity_order(const lk_sensitivity *s, const lk_sensitivity_output *output, size_t *order);

/// As people read it, with the sentence that answers the question; the caller frees it. NULL without memory.
char *lk_sensitivity_text(const lk_sensitivity *s, lk_error_list *errors);

/// Write sensitivity.txt, .csv (a row for each output and axis) and .png into the directory.
lk_status lk_sensitivity_write(const lk_sensitivity *s, const char *directory, lk_error_list *errors);

#endif
