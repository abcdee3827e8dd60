/// likmc/compare.h: one ranked table out of the runs of a study.
///
/// In each variant the cases are ranked by the first quantity of lk_result_columns() that has values and a
/// better side. Means come with 95 % confidence intervals (Student's t) over the seeds or, if something is
/// drawn, over the draws: then the interval carries the uncertainty of the input.
#ifndef LIKMC_COMPARE_H
#define LIKMC_COMPARE_H

#include "likmc/ensemble.h"
#include "likmc/error.h"
#include "likmc/statistics.h"
#include "likmc/study.h"

#include <stddef.h>

/// What the drawn points predict of one case.
typedef struct lk_compare_prediction {
    double low, median, high;    ///< 2.5, 50 and 97.5 % of the weight of the points
    double rank[LK_STUDY_CASES]; ///< probability of each rank, the best first
    int hangs_on;                ///< axis with the strongest rank correlation; -1 if there is none
} lk_compare_prediction;

/// One variant.
typedef struct lk_compare_variant {
    int quantity;                 ///< that ranks; -1: nothing to rank by
    size_t order[LK_STUDY_CASES]; ///< cases, best first; cases without a value last
    lk_statistics of[LK_STUDY_CASES][LK_ENSEMBLE_QUANTITIES];
    /// [a][b]: difference of a less b of what the study resolves (nothing: of what ranks), without draws.
    lk_statistics_difference differences[LK_STUDY_CASES][LK_STUDY_CASES];
    /// [a][b]: probability that case a is better than case b. Seeds: lk_ensemble_difference(). Draws: the
    /// share of the draws in which it is, ties half.
    double beats[LK_STUDY_CASES][LK_STUDY_CASES];
    /// Spearman's correlation of a drawn quantity with the ranking quantity of a case, and with its rank (1 =
    /// best).
    double with_value[LK_DESIGN_AXES][LK_STUDY_CASES], with_rank[LK_DESIGN_AXES][LK_STUDY_CASES];
    lk_compare_prediction predicted[LK_STUDY_CASES]; ///< of `quantity`; drawn points only
    int hangs_on; ///< the drawn quantity with the largest correlation with any rank; -1 if there is none
} lk_compare_variant;

/// The comparison. Release with lk_compare_free().
typedef struct lk_compare {
    const lk_study *study; ///< borrowed
    const lk_ensemble *ensemble;
    lk_compare_variant *variants; ///< [study->variant_count]
    double *weights;              ///< [points] of the draws, their sum is 1; NULL: all weigh the same
} lk_compare;

lk_status lk_compare_create(lk_compare *compare, const lk_study *study, const lk_ensemble *ensemble,
                            lk_error_list *errors);
void lk_compare_free(lk_compare *compare);

/// Intervals and ranks that drawn points predict. LK_FAILED: no memory.
lk_status lk_compare_predict(lk_compare *compare, lk_error_list *errors);

/// The table as people read it; the caller frees it. NULL without memory.
char *lk_compare_text(const lk_compare *compare, lk_error_list *errors);

/// Write compare.txt, compare.csv (a row for each variant, case and quantity), compare.json and compare.png
/// into the directory.
lk_status lk_compare_write(const lk_compare *compare, const char *directory, lk_error_list *errors);

#endif
