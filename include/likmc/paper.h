/// likmc/paper.h: the paper of a film as it was generated, for summary.json.
#ifndef LIKMC_PAPER_H
#define LIKMC_PAPER_H

#include "likmc/film.h"
#include "likmc/json.h"
#include "likmc/series.h"

/// What is known about the paper: from the generator, from its voxels, and from diffusion through its pores.
typedef struct lk_paper {
    lk_host_report generated;
    lk_host_measures measured;
    double chord_in_plane;       ///< m, mean of those along x and y
    lk_host_transport transport; ///< through the plane
} lk_paper;

/// Measure the paper of a film as if its pores held electrolyte alone, at any time of a run. Takes 34 bytes a
/// voxel of the paper while it runs, and a fifth of a second for 200 000 voxels. `threads`: 0, as OpenMP
/// decides.
lk_status lk_paper_measure(const lk_film *film, int threads, lk_paper *paper, lk_error_list *errors);

/// The numbers of the object "host", with names, units and docs: offsets are into lk_paper.
const lk_series_column *lk_paper_columns(size_t *count);

/// Write the object "host" into an open object of a summary.
void lk_paper_write(const lk_paper *paper, lk_json *json);

#endif
