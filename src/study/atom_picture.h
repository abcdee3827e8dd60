// Pictures of an atomistic state. Private to the study layer.
#ifndef LIKMC_ATOM_PICTURE_H
#define LIKMC_ATOM_PICTURE_H

#include "likmc/atom.h"
#include "likmc/provenance.h"
#include "likmc/rundir.h"

// Draw every picture of the scene as frames/NAME-NNN.png.
lk_status lk_atom_picture_draw(const lk_atomistic *model, const lk_params *params,
                               const lk_atom_observed *observed, const lk_provenance *provenance,
                               const lk_rundir *dir, int64_t number, lk_error_list *errors);

#endif
