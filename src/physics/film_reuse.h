// One solution of the field for several steps. Private to the film scale.
//
// Between two solves drives keep their proportions, and all potentials shift by what keeps reaction and
// double layer at the applied current. How far apart solves may be follows from what the last one found: by
// how much drives had changed in proportion to each other (root of the mean square over all that react), and
// potentials beyond the shift foreseen.
#ifndef LIKMC_FILM_REUSE_H
#define LIKMC_FILM_REUSE_H

#include "likmc/film.h"

// Does the last solution serve for one more step, of `step` seconds at `current`? If so that is film->step,
// and the factor is set.
bool lk_film_reuse_serves(lk_film *film, double current, double step);

// Seconds to be solved for: those of the step, and those since the last solve.
double lk_film_reuse_time(const lk_film *film);

// V, by which potentials change between the last solve and the end of the step if proportions stay.
double lk_film_reuse_foresee(const lk_film *film, double current);

// A new solution is about to be taken over: compare its drives with those foreseen ...
void lk_film_reuse_compare(lk_film *film);

// ... and has been: begin anew. `faces`: that share the current.
void lk_film_reuse_begin(lk_film *film, double current, double faces);

// What was solved last serves for nothing more.
static inline void lk_film_reuse_forget(lk_film *film) { film->reuse = (lk_film_reuse){.scale = 1.0}; }

#endif
