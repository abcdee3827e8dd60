// The figure of a scan. Private to the scan.
#ifndef LIKMC_SCAN_FIGURE_H
#define LIKMC_SCAN_FIGURE_H

#include "likmc/ensemble.h"
#include "likmc/statistics.h"

// A quantity at one point, over its seeds.
lk_statistics lk_scan_at(const lk_ensemble *e, size_t variant, size_t which, size_t point, int quantity);

// Is a quantity shown: has it a better side, and any value in the variant?
bool lk_scan_shows(const lk_ensemble *e, size_t variant, int quantity);

// Title of a case, or the name of its file.
const char *lk_scan_name(const lk_study *study, size_t which);

// Write scan.png: curves over the first axis of numbers, one a case, or heat maps over two; none for other
// designs.
lk_status lk_scan_figure_write(const lk_ensemble *e, const char *directory, lk_error_list *errors);

#endif
