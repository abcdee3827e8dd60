// Rows of a palette from materials. Private to the study layer.
#ifndef LIKMC_STUDY_ELECTRODE_PAINT_H
#define LIKMC_STUDY_ELECTRODE_PAINT_H

#include "likmc/material.h"
#include "likmc/snapshot.h"

// The next row of the palette: a material as it is seen all over.
lk_snapshot_material *lk_electrode_paint(lk_snapshot *snapshot, const lk_material *material,
                                         lk_scene_role role);

#endif
