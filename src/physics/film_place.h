// What the places of the electrolyte (layers, or cells of the field) hold of reacting faces. Private to the
// film scale.
#ifndef LIKMC_FILM_PLACE_H
#define LIKMC_FILM_PLACE_H

#include "likmc/film.h"

enum { LK_FILM_PATCH_LEVELS = 2 }; // of dissolution, without grains: slow or not

// Sums of the reactivities of faces over that of an open one, and of their squares.
typedef struct lk_film_reactivity {
    double first, second;
} lk_film_reactivity;

static inline void lk_film_place_add(lk_film_reactivity *sum, lk_film_reactivity more) {
    sum->first += more.first;
    sum->second += more.second;
}

// Of open and passive faces whose reactivity has a common factor.
static inline lk_film_reactivity lk_film_place_faces(uint32_t open, uint32_t passive, double factor,
                                                     double share) {
    return (lk_film_reactivity){factor * (open + share * passive),
                                factor * factor * (open + share * share * passive)};
}

// Faces of a place on which lithium grows.
static inline lk_film_reactivity lk_film_place_reacting(const lk_film *film, size_t place) {
    return lk_film_place_faces(film->open_faces[place], film->passive_faces[place], 1.0,
                               film->model.passive_share);
}

// Faces of a place on which it dissolves.
static inline lk_film_reactivity lk_film_place_exposed(const lk_film *film, size_t place) {
    lk_film_reactivity sum = {0.0, 0.0};
    const int levels = film->model.grains ? LK_FILM_LEVELS : LK_FILM_PATCH_LEVELS;
    for (int level = 0; level < levels; level++)
        lk_film_place_add(&sum, lk_film_place_faces(film->exposed_open[level][place],
                                                    film->exposed_passive[level][place],
                                                    film->grains.factor[level], film->model.passive_share));
    return sum;
}

// Faces that share the current: with grains, of which few may carry it all, (sum of reactivities)^2 over the
// sum of their squares.
static inline double lk_film_place_sharing(const lk_film *film, lk_film_reactivity sum) {
    if (sum.first == 0.0 || !film->model.grains) return sum.first;
    return sum.first * sum.first / sum.second;
}

#endif
