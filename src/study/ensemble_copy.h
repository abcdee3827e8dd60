// Copy of a run directory that another process may still write to. Private to the ensemble.
#ifndef LIKMC_ENSEMBLE_COPY_H
#define LIKMC_ENSEMBLE_COPY_H

// Copy the files of a run directory and of its folder frames/ to `to`; best effort. A checkpoint is always
// whole, and what it counts on in the series is never changed, so that a copy made at any moment can be gone
// on with.
void lk_ensemble_copy(const char *from, const char *to);

#endif
