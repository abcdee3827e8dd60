// Pictures of a film. Private to the study layer.
#ifndef LIKMC_FRAMES_H
#define LIKMC_FRAMES_H

#include "likmc/cycle.h"
#include "likmc/film.h"
#include "likmc/observe.h"
#include "likmc/params.h"
#include "likmc/provenance.h"
#include "likmc/rundir.h"
#include "likmc/scene.h"

// Draw every picture of a scene as frames/NAME-NNN.png.
lk_status lk_frames_draw_scene(const lk_scene *scene, const lk_scene_view *view,
                               const lk_provenance *provenance, const lk_rundir *dir, int64_t number,
                               lk_error_list *errors);

// The same of a film, which this makes a scene of.
lk_status lk_frames_draw(const lk_film *film, const lk_params *params, const lk_observation *observation,
                         const lk_cycle *cycle, const lk_provenance *provenance, const lk_rundir *dir,
                         int64_t number, lk_error_list *errors);

#endif
