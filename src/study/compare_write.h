// What the writers of a comparison share. Private to the comparison.
#ifndef LIKMC_COMPARE_WRITE_H
#define LIKMC_COMPARE_WRITE_H

#include "likmc/compare.h"

#include <stdbool.h>
#include <stdio.h>

// Title of a case, or the name of its file.
const char *lk_compare_write_name(const lk_compare *compare, size_t which);

// Does any case of the variant have the quantity?
bool lk_compare_write_has(const lk_compare *compare, size_t variant, size_t quantity);

// The intervals and ranks that drawn points predict, as text.
void lk_compare_write_predictions(FILE *out, const lk_compare *compare, const lk_compare_variant *variant);

#endif
