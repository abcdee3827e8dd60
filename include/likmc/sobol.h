/// likmc/sobol.h: Sobol's low-discrepancy sequence, shifted by a seed.
///
/// Direction numbers of Joe and Kuo, SIAM J. Sci. Comput. 30, 2635 (2008), doi 10.1137/070709359 (their file
/// new-joe-kuo-6). A digital shift (L'Ecuyer and Lemieux 2002, doi 10.1007/0-306-48102-2_20) makes the points
/// random and keeps their evenness: averages over them are unbiased over the seeds. Point i does not depend
/// on how many there are, so that a sequence can be gone on with.
#ifndef LIKMC_SOBOL_H
#define LIKMC_SOBOL_H

#include "likmc/error.h"

#include <stddef.h>
#include <stdint.h>

enum { LK_SOBOL_DIMENSIONS = 200, LK_SOBOL_BITS = 32 };

/// A sequence. Release with lk_sobol_free().
typedef struct lk_sobol {
    size_t dimensions;
    uint32_t (*directions)[LK_SOBOL_BITS]; ///< [dimensions]; owned
    uint32_t *shift;                       ///< [dimensions]; owned; all zero for seed 0
} lk_sobol;

/// Seed 0: the sequence as published. LK_BAD_INPUT: more dimensions than LK_SOBOL_DIMENSIONS; LK_FAILED:
/// memory.
lk_status lk_sobol_create(lk_sobol *sobol, size_t dimensions, uint64_t seed, lk_error_list *errors);
void lk_sobol_free(lk_sobol *sobol);

/// Coordinate of point `index` (from 0; the published sequence begins with the origin) in [0, 1). With a
/// shift in the middle of its cell of 2^-32, so that it is never 0.
double lk_sobol_at(const lk_sobol *sobol, uint32_t index, size_t dimension);

#endif
