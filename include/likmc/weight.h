/// likmc/weight.h: the points of a study, weighted by how well they agree with what was measured.
///
/// Each target of the study (likmc/study.h) is compared with the mean over the seeds of a point:
///
///     z = (mean - value) / sqrt(error^2 + discrepancy^2 + noise^2 / seeds)
///
/// The noise, from seed to seed, is that of the point, moderated by all points as if those were four more
/// seeds (Smyth 2004, doi 10.2202/1544-6115.1027): few seeds tell their own spread badly, and it differs from
/// point to point. Means take values that are upper bounds as such (lk_statistics_of_bounded()). Weights are
/// Gaussian likelihoods or, with a tolerance, 1 where every |z| is within it and 0 elsewhere (approximate
/// Bayesian computation; Tavare et al. 1997, doi 10.1093/genetics/145.2.505). The points stand for the prior,
/// so that weighted points stand for the posterior. Their effective number (Kong 1992), 1 / sum of squares,
/// tells how far that can be trusted.
#ifndef LIKMC_WEIGHT_H
#define LIKMC_WEIGHT_H

#include "likmc/ensemble.h"
#include "likmc/error.h"
#include "likmc/rng.h"

#include <stddef.h>

/// Weights of the points. Release with lk_weight_free().
typedef struct lk_weight {
    size_t points, targets;
    double *weights;    ///< [points], their sum is 1; 0 where a run is missing; all 0 if none agrees
    double *likelihood; ///< [points] its logarithm, without the constant 2 pi; NaN where a run is missing
    double *means;      ///< [points][targets] over the seeds, in the unit of the quantity; NaN: missing
    double *z;          ///< [points][targets]; NaN: missing
    double effective;   ///< number of points; 0 if none agrees
} lk_weight;

/// Weigh the points of a study with targets by the runs that are done.
lk_status lk_weight_points(lk_weight *weight, const lk_ensemble *ensemble, lk_error_list *errors);
void lk_weight_free(lk_weight *weight);

/// Mean and standard deviation of weighted values; values that are NaN do not count. NaN if nothing counts.
double lk_weight_mean(const double *values, const double *weights, size_t count);
double lk_weight_deviation(const double *values, const double *weights, size_t count);

/// Smallest value up to which a share `p` of the weight lies. `order` has room for `count`. NaN if nothing
/// counts.
double lk_weight_quantile(const double *values, const double *weights, size_t count, double p, size_t *order);

/// `draws` indices of points, each as often as its weight says (systematic resampling, Kitagawa 1996, doi
/// 10.1080/10618600.1996.10474692). All weights zero: LK_FAILED.
lk_status lk_weight_resample(const double *weights, size_t count, size_t draws, lk_rng *rng, size_t *indices,
                             lk_error_list *errors);

#endif
