// SEI place by place, if the case asks for it. Private to the film scale.
#ifndef LIKMC_FILM_SEI_LOCAL_H
#define LIKMC_FILM_SEI_LOCAL_H

#include "likmc/film.h"

// Places of that size (m), or none; release them; find their sums again from the voxels.
lk_status lk_film_sei_create(lk_film *film, double size, lk_error_list *errors);
void lk_film_sei_free(lk_film *film);
void lk_film_sei_rebuild(lk_film *film);

// A voxel is about to hold that many hits.
void lk_film_sei_change(lk_film *film, uint32_t site, int hits);

// True area of all metal, m2.
double lk_film_sei_area_of_places(const lk_film *film);

// Book what has changed since the last step; returns the quanta that shells have saved.
int64_t lk_film_sei_renew_places(lk_film *film);

// Metal goes into or out of a voxel.
static inline void lk_film_sei_put(lk_film *film, uint32_t site, uint8_t hits) {
    if (film->model.sei_local) lk_film_sei_change(film, site, hits);
    film->hits[site] = hits;
}

#endif
