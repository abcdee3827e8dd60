/// likmc/statistics.h: means with their errors, Student's t, bootstrap and rank correlation.
///
/// Small samples of independent runs. NaN marks what a sample is too small for; values that are NaN do not
/// count.
#ifndef LIKMC_STATISTICS_H
#define LIKMC_STATISTICS_H

#include "likmc/rng.h"

#include <stdbool.h>
#include <stddef.h>

/// A sample in short.
typedef struct lk_statistics {
    size_t count;     ///< values that are not NaN
    double mean;      ///< NaN if count is 0
    double deviation; ///< standard deviation of the sample (n - 1); NaN if count < 2
    double error;     ///< standard error of the mean; NaN if count < 2
    size_t bounds;    ///< of the values, how many are no more than bounds
    bool at_most;     ///< too many are: the mean is an upper bound, and has no error
    bool at_least;    ///< the same, a lower bound
} lk_statistics;

/// Mean and errors; two passes, in the order of the values.
lk_statistics lk_statistics_of(const double *values, size_t count);

/// The same of a sample in which value i is an upper bound if bounds[i] > 0, as the efficiency of a reservoir
/// that was used up is: mean and deviation of the normal distribution that makes the sample most likely, a
/// bound counting as "not more than this" (Tobin 1958, doi 10.2307/1907382; by expectation and maximisation,
/// Dempster, Laird, Rubin 1977), standard error from the observed information. With fewer than two values
/// that are no bounds there is no such estimate: `at_most` is set and the mean is that of the values.
lk_statistics lk_statistics_of_bounded(const double *values, const double *bounds, size_t count);

/// The same with lower bounds, as the life of a cell that has not failed.
lk_statistics lk_statistics_of_bounded_below(const double *values, const double *bounds, size_t count);

/// Distribution function of Student's t with `freedom` > 0 degrees of freedom (not only whole ones), by the
/// regularised incomplete beta function, DLMF 8.17 (continued fraction 8.17.22).
double lk_statistics_t(double t, double freedom);

/// Quantile of Student's t: lk_statistics_t(result, freedom) = p, 0 < p < 1. NaN outside.
double lk_statistics_t_quantile(double p, double freedom);

/// Half width of the confidence interval of the mean at `level` (such as 0.95). NaN if count < 2.
double lk_statistics_half_width(const lk_statistics *sample, double level);

/// The difference of two means (Welch 1947, doi 10.1093/biomet/34.1-2.28).
typedef struct lk_statistics_difference {
    double mean;        ///< of a less that of b
    double half_width;  ///< of its 95 % confidence interval
    double probability; ///< that a's true mean is the larger one, given the data and no opinion before
} lk_statistics_difference;

/// NaN where one of the samples has fewer than two values.
lk_statistics_difference lk_statistics_compare(const lk_statistics *a, const lk_statistics *b);

/// The same of values that belong together in pairs (common random numbers): Student's t on a[i] - b[i].
/// Pairs with a NaN do not count.
lk_statistics_difference lk_statistics_compare_pairs(const double *a, const double *b, size_t count);

/// Percentile bootstrap (Efron 1979, doi 10.1214/aos/1176344552) of the mean: the interval that holds `level`
/// of the means of `draws` samples drawn with replacement. `work` has room for `draws` values. Values may not
/// be NaN.
void lk_statistics_bootstrap(const double *values, size_t count, double level, size_t draws, lk_rng *rng,
                             double *work, double interval[2]);

/// Spearman's rank correlation; ties share their mean rank. `work` has room for 2 * count values. NaN if a
/// side is constant or count < 3.
double lk_statistics_spearman(const double *x, const double *y, size_t count, double *work);

#endif
