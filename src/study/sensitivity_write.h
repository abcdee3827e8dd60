// What the files of a sensitivity share. Private to it.
#ifndef LIKMC_SENSITIVITY_WRITE_H
#define LIKMC_SENSITIVITY_WRITE_H

#include "likmc/sensitivity.h"

#include <stdio.h>

// "VARIANT, CASE: quantity".
void lk_sensitivity_write_name(const lk_sensitivity *s, const lk_sensitivity_output *output, char text[192]);

// What lk_sensitivity_strength() is called.
const char *lk_sensitivity_write_kind(const lk_sensitivity *s);

// The table, a row for each output and axis.
void lk_sensitivity_write_table(FILE *out, const lk_sensitivity *s);

#endif
