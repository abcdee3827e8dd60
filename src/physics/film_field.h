// The film in the electrolyte of likmc/field.h. Private to the film scale.
#ifndef LIKMC_FILM_FIELD_H
#define LIKMC_FILM_FIELD_H

#include "likmc/film.h"

// Find the places of the voxels, and make the field if the parameters want one: with one cell a layer, or
// with cells of several voxels.
lk_status lk_film_field_create(lk_film *film, const lk_params *params, lk_error_list *errors);
void lk_film_field_free(lk_film *film);

static inline bool lk_film_field_used(const lk_film *film) { return film->field.block != NULL; }

// Tell the field about pores, double layers and surfaces; returns the faces that react in the direction of
// `sign`.
double lk_film_field_describe(lk_film *film, double sign);

// Tell the field what walls may take, from what the layers have been told.
void lk_film_field_describe_walls(lk_film *film);

// What multiplies the exchange currents of the walls of a layer, in and out: means over its cells.
void lk_film_field_wall_drive(const lk_film *film, uint32_t layer, double drive[2]);

// Solve for the end of film->step, and take drives, potentials and means by layer from it.
lk_status lk_film_field_solve(lk_film *film, double current, lk_error_list *errors);
lk_status lk_film_field_hold(lk_film *film, double overpotential, lk_error_list *errors);

// Back to the state before the last solve.
void lk_film_field_take_back(lk_film *film);

#endif
