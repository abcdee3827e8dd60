// What reading a study and making its runs share. Private to the study.
#ifndef LIKMC_STUDY_READ_H
#define LIKMC_STUDY_READ_H

#include "likmc/study.h"

// Range of a quantity of a case; false if the case does not have it or the range is a point.
bool lk_study_read_range(lk_params *params, const char *key, double *low, double *high);

// Is a setting for this case: not one of a material that it does not have?
bool lk_study_read_applies(const lk_params *params, const char *setting);

#endif
