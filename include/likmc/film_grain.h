/// likmc/film_grain.h: grains of lithium, and the SEI that each of them lives under.
///
/// A lithium voxel belongs to the grain that it grew from. A grain is born with open SEI: when a nucleus
/// fills its first voxel, and on new surface of any grain, one for each `area` of it (m2). The SEI of an open
/// grain passivates at a constant rate (1/s); from then on its surface reacts by a small share of what an
/// open one does. Dissolution meets one more resistance, a factor that a grain is born with (ln normal), so
/// that lithium dissolves grain by grain and not voxel by voxel.
///
/// Nothing here is stated per voxel, per step or per charge: with the galvanostat, the number of open grains
/// follows from the current. Few grains are open where growth is slow against passivation, which leaves
/// voids; all are where deposition outruns it, which grows compact (Yuan 2023, doi
/// 10.1038/s41586-023-06235-w).
#ifndef LIKMC_FILM_GRAIN_H
#define LIKMC_FILM_GRAIN_H

#include "likmc/error.h"

#include <stdint.h>

enum {
    LK_FILM_LEVELS = 8,      ///< of the factor of dissolution
    LK_FILM_GRAIN_OPEN = 128 ///< bit of a grain's state; the rest is its level
};

/// All grains so far. Grain 0 is none.
typedef struct lk_film_grains {
    double passivation_rate; ///< 1/s, of an open grain
    double area;             ///< m2 of new surface per new grain
    double factor[LK_FILM_LEVELS];
    uint32_t count, room; ///< grains with number 0 included
    uint8_t *state;       ///< [room]
    uint32_t *open;       ///< [room] numbers of those that are open, ascending
    uint32_t open_count;
    uint32_t *list; ///< worklist of voxels whose grain has closed
    uint32_t list_room;
} lk_film_grains;

/// Only grain 0, closed. LK_FAILED without memory. `spread` is the standard deviation of ln of the factor of
/// dissolution.
lk_status lk_film_grain_create(lk_film_grains *grains, double passivation_rate, double area, double spread,
                               lk_error_list *errors);
void lk_film_grain_free(lk_film_grains *grains);

/// Room for `more` grains and a worklist of `voxels`, outside the event loop.
lk_status lk_film_grain_reserve(lk_film_grains *grains, uint32_t more, uint32_t voxels,
                                lk_error_list *errors);

/// Find the open grains again from `state` and `count`, which were changed from outside.
void lk_film_grain_rebuild(lk_film_grains *grains);

#endif
