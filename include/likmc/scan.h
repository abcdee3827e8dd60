/// likmc/scan.h: studies whose axes are scanned: a curve over one axis, a heat map over two.
///
/// Every point has a mean with a 95 % confidence interval (Student's t) over its seeds; there is no ranking.
/// Shown are the quantities of lk_result_columns() with a better side.
#ifndef LIKMC_SCAN_H
#define LIKMC_SCAN_H

#include "likmc/ensemble.h"
#include "likmc/error.h"

/// The scan as people read it: one table for each variant, case by case. The caller frees it; NULL without
/// memory.
char *lk_scan_text(const lk_ensemble *ensemble, lk_error_list *errors);

/// Write scan.txt, scan.csv (a row for each variant, case, point and quantity) and scan.png into the
/// directory.
lk_status lk_scan_write(const lk_ensemble *ensemble, const char *directory, lk_error_list *errors);

#endif
