// State of an atomistic run in HDF5: what state.h5 and checkpoint.h5 hold. Private to the study layer.
#ifndef LIKMC_ATOM_STATE_H
#define LIKMC_ATOM_STATE_H

#include "likmc/atomistic.h"

// How far the run has come, beside the model itself. 64-bit numbers only: stored as one row.
typedef struct lk_atom_state_progress {
    int64_t row_electrons, row_candidates; // at the last row
    int64_t frames;                        // drawn
    int64_t series_bytes;                  // length of series.csv
} lk_atom_state_progress;

// Write the state, complete or not at all. LK_FAILED.
lk_status lk_atom_state_write(lk_atomistic *model, const lk_atom_state_progress *progress, const char *path,
                              lk_error_list *errors);

// Read a state into a model that lk_atom_build() made from the same parameters: it goes on bit for bit.
// LK_BAD_INPUT if the file is damaged or of another box; the model is then only good for being released.
lk_status lk_atom_state_read(lk_atomistic *model, lk_atom_state_progress *progress, const char *path,
                             lk_error_list *errors);

#endif
