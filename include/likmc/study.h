/// likmc/study.h: what is to be compared: cases, variants of them, seeds, and draws of what is only assumed.
///
///     title: "Six substrates"
///     cases: [../cases/cp.yaml, ../cases/cp-zno002.yaml]
///     with: ../protocols/aurbach.yaml         # files on top of every case, as --set @FILE
///     set: {box.width: 12.8 um}               # settings of every case, as --set
///     variants:                               # each case is run in each of these ways; may be left out
///       all: {}
///       no mobility: {set: {spreading.incorporation_time: 0 s}}
///     seeds: 8                                # 1, 2, ... 8
///     resolve: {quantity: efficiency, difference: 0.5, most_seeds: 32}  # more seeds until that is resolved
///     axes:                                   # values that are scanned or drawn; units are checked
///       protocol.current_density: {from: 0.2, to: 20, number: 7, scale: log, unit: mA/cm2}
///       materials.zno-020.E_mig: {values: [0.2, 0.3, 0.4], unit: eV}    # or ["0.2 eV", "300 meV"]
///     design: grid                            # or zip, or {kind: sobol, number: 64, seed: 1} ...
///     (likmc/design.h)
///     targets:                                # what was measured; the points are weighted by it
///     (likmc/weight.h)
///       - {case: cp, variant: all, quantity: efficiency, value: 91.62, error: 0.5, source: "..."}
///     weighting: likelihood                   # or {kind: abc, tolerance: 2}
///
/// A sampled design takes ranges: `{from: 0.2, to: 0.5, unit: eV}`, `range` (the quantity's own), and `axes:
/// assumed` for all quantities that are only assumed. `design: {kind: csv, file: points.csv}` has its axes in
/// the heads of the columns. `draw: {number: 16, seed: 1, quantities: [KEY, ...]}` is short for a Latin
/// hypercube over the own ranges. Settings and axes of a material are left out for cases that do not have it.
#ifndef LIKMC_STUDY_H
#define LIKMC_STUDY_H

#include "likmc/design.h"
#include "likmc/error.h"
#include "likmc/params.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LK_STUDY_CASES = 32,
    LK_STUDY_VARIANTS = 16,
    LK_STUDY_SETTINGS = 48, ///< of one variant, with those of the study
    LK_STUDY_TARGETS = 32,
    LK_STUDY_NAME = 64
};

/// Settings in the order in which they are applied; strings are owned.
typedef struct lk_study_settings {
    size_t count;
    char *items[LK_STUDY_SETTINGS];
} lk_study_settings;

/// Something measured that a run should come to; numbers in the unit of the column.
typedef struct lk_study_target {
    size_t variant, which; ///< case
    int quantity;          ///< index into lk_result_columns()
    double value, error;   ///< measured, with its standard error
    double discrepancy;    ///< standard deviation by which even the best model may miss it; 0: none
    double noise;          ///< standard deviation from seed to seed; NaN: from the seeds of the study
    char source[LK_TABLE_TEXT];
} lk_study_target;

/// A study. Release with lk_study_free().
typedef struct lk_study {
    char title[LK_TABLE_TEXT];
    size_t case_count;
    struct {
        char name[LK_STUDY_NAME];  ///< of the file, without folder and ending
        char title[LK_TABLE_TEXT]; ///< of the case
        char *path;                ///< owned
    } cases[LK_STUDY_CASES];
    size_t variant_count; ///< at least 1
    struct {
        char name[LK_STUDY_NAME]; ///< "" if the study has no variants
        lk_study_settings settings;
    } variants[LK_STUDY_VARIANTS];
    int64_t seeds;
    struct {
        int quantity;       ///< index into lk_result_columns(); -1: nothing to resolve
        double difference;  ///< in the unit of that column
        int64_t most_seeds; ///< of a case and variant
    } resolve;
    lk_design design; ///< no axes: one point
    size_t target_count;
    lk_study_target targets[LK_STUDY_TARGETS];
    double tolerance; ///< of approximate Bayesian computation, in standard deviations; 0: Gaussian likelihood
} lk_study;

/// What a command line adds to a study.
typedef struct lk_study_changes {
    const char *const *settings; ///< as --set gives them, on top of those of all variants
    size_t setting_count;
    int64_t seeds; ///< instead of the study's; 0: as it says
} lk_study_changes;

/// Read a study and try each of its cases in each variant, and each axis at its values: whatever is wrong is
/// told before anything runs. `changes` may be NULL.
lk_status lk_study_read(lk_study *study, const char *path, const lk_study_changes *changes,
                        lk_error_list *errors);
void lk_study_free(lk_study *study);

/// Number of points: of the design, or one.
size_t lk_study_points(const lk_study *study);

/// Parameters of a case in a variant with `seed`, before any axis is applied.
lk_status lk_study_params(const lk_study *study, size_t variant, size_t which, int64_t seed,
                          lk_params *params, lk_error_list *errors);

/// Record and row of "group.key" or "materials.NAME.key". False if the case does not have it.
bool lk_study_find(lk_params *params, const char *key, lk_table_record *record, const lk_table_row **row);

#endif
