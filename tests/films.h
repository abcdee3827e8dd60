// Films of the shipped cases, changed by settings as --set takes them.
#ifndef LIKMC_TESTS_FILMS_H
#define LIKMC_TESTS_FILMS_H

#include "support.h"

#include "likmc/film.h"
#include "likmc/yaml.h"

#include <stdio.h>
#include <stdlib.h>

// Parameters of params/cases/NAME.yaml; the caller frees them.
static inline lk_params *films_params(const char *name, const char *const *settings, size_t count) {
    char path[512];
    lk_error_list errors = {0};
    lk_params *params = malloc(sizeof *params);
    assert_non_null(params);
    snprintf(path, sizeof path, "%s/params/cases/%s.yaml", LIKMC_SOURCE_DIR, name);
    if (lk_yaml_load_case(path, settings, count, params, &errors) != LK_OK)
        fail_msg("%s: %s", path, errors.items[0].message);
    return params;
}

// The film as it is before anything has happened; release it with lk_film_free().
static inline lk_film films_create(const char *name, const char *const *settings, size_t count) {
    lk_params *params = films_params(name, settings, count);
    lk_film film;
    assert_int_equal(lk_film_create(&film, params, NULL), LK_OK);
    free(params);
    return film;
}

// Pass `charge` (C/m2, counted from the beginning, stripping negative) at `current` (A/m2, stripping
// negative).
static inline void films_pass(lk_film *film, double current, double charge) {
    const int64_t target = llround(charge * film->model.footprint / film->model.hit_charge);
    const int64_t sign = current < 0.0 ? -1 : 1;
    int64_t left;
    while ((left = sign * (target - film->ledger.quanta[LK_LEDGER_PASSED])) > 0)
        assert_int_equal(lk_film_step(film, current, left, INFINITY, NULL), LK_OK);
}

#endif
