/// likmc/nearest.h: the known name that is nearest to a mistyped one.
#ifndef LIKMC_NEAREST_H
#define LIKMC_NEAREST_H

#include <stddef.h>

/// Number of single-character insertions, deletions, replacements and swaps of neighbours that turn `a` into
/// `b` (optimal string alignment; case does not count). Names longer than 63 characters compare as far as
/// that.
size_t lk_nearest_distance(const char *a, const char *b);

/// Keeps the best of the candidates shown to it. Initialise with {.name = wanted}.
typedef struct lk_nearest {
    const char *name; ///< what was written
    const char *best; ///< nearest candidate so far; borrowed; NULL while none is near enough
    size_t distance;  ///< its distance
} lk_nearest;

/// Show one candidate. Near enough is a distance of at most 2 or a third of the name's length.
void lk_nearest_offer(lk_nearest *search, const char *candidate);

#endif
