// The corner plot of a posterior. Private to it.
#ifndef LIKMC_POSTERIOR_CORNER_H
#define LIKMC_POSTERIOR_CORNER_H

#include "likmc/weight.h"

// Write posterior.png into the directory: the axes of numbers, five at most.
lk_status lk_posterior_corner_write(const lk_ensemble *ensemble, const lk_weight *weight,
                                    const char *directory, lk_error_list *errors);

#endif
