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
///     resolve: {quantity: efficiency, difference: 0.5, most_seeds: 32}    # more seeds until that is
///     resolved draw: {number: 16, seed: 1, quantities: [materials.zno-002.E_mig]}  # or quantities: assumed
///
/// Settings and draws of a material are left out for cases that do not have it.
#ifndef LIKMC_STUDY_H
#define LIKMC_STUDY_H

#include "likmc/error.h"
#include "likmc/params.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LK_STUDY_CASES = 32,
    LK_STUDY_VARIANTS = 16,
    LK_STUDY_SETTINGS = 48, ///< of one variant, with those of the study
    LK_STUDY_DRAWN = 48,    ///< quantities that are drawn
    LK_STUDY_NAME = 64,
    LK_STUDY_KEY = 96
};

/// Settings in the order in which they are applied; strings are owned.
typedef struct lk_study_settings {
    size_t count;
    char *items[LK_STUDY_SETTINGS];
} lk_study_settings;

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
    struct {
        int64_t number; ///< 0: nothing is drawn
        int64_t seed;
        size_t count;
        char keys[LK_STUDY_DRAWN]
                 [LK_STUDY_KEY]; ///< "spreading.incorporation_time", "materials.zno-002.E_mig"
        double low[LK_STUDY_DRAWN], high[LK_STUDY_DRAWN]; ///< range of each, in its base unit
    } draw;
} lk_study;

/// Read a study and try each of its cases in each variant: whatever is wrong is told before anything runs.
lk_status lk_study_read(lk_study *study, const char *path, lk_error_list *errors);
void lk_study_free(lk_study *study);

/// Parameters of one run. `draw` counts from 0 and is not used if nothing is drawn.
lk_status lk_study_params(const lk_study *study, size_t variant, size_t which, int64_t draw, int64_t seed,
                          lk_params *params, lk_error_list *errors);

/// Value of a drawn quantity in a draw, in its base unit: uniform over its range, in the logarithm if the
/// range spans more than a factor of 30. One PCG stream a draw, and one draw for all cases, so that they are
/// compared under the same assumptions.
double lk_study_drawn(const lk_study *study, size_t quantity, int64_t draw);

#endif
