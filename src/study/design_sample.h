// Points of the sampled kinds. Private to the design.
#ifndef LIKMC_DESIGN_SAMPLE_H
#define LIKMC_DESIGN_SAMPLE_H

#include "likmc/design.h"

// Fill design->points and design->units.
lk_status lk_design_sample(lk_design *design, lk_error_list *errors);

#endif
