/// likmc/posterior.h: a study with targets is a calibration: what they leave of the ranges of its axes.
///
/// Out of the weights of the points (likmc/weight.h) come
///
///     posterior.txt   targets against the best point and the posterior; each axis before and after
///     posterior.csv   200 draws, equally likely: `design: {kind: csv, file: posterior.csv}` takes
///                     them as input of another study
///     weights.csv     a row a point: axes, results, deviations, likelihood, weight
///     posterior.png   corner plot: each axis by itself, and each pair
#ifndef LIKMC_POSTERIOR_H
#define LIKMC_POSTERIOR_H

#include "likmc/ensemble.h"
#include "likmc/error.h"

/// What people read; the caller frees it. NULL without memory, or if nothing is done.
char *lk_posterior_text(const lk_ensemble *ensemble, lk_error_list *errors);

/// Write the four files into the directory. LK_FAILED: no point agrees with the targets, or disk full.
lk_status lk_posterior_write(const lk_ensemble *ensemble, const char *directory, lk_error_list *errors);

#endif
