/// likmc/plan.h: the runs of a study: their names, identities and parameters.
///
/// A run's name is CASE[.VARIANT][.pPOINT]-sSEED, such as cp-zno002.Aurbach.p12-s3; points count from 1. In a
/// variant's name all but letters, digits, '-' and '_' becomes '-'; then four digits of a hash of the name
/// follow after '~', so that "a b" and "a-b" do not meet.
///
/// A run's identity is a hash of its parameters (those of the case in its variant, and each axis that the
/// case has), its seed, and the program's version and commit. Runs of one identity give the same bytes, so
/// that one of them stands for all: a case without ZnO is run once, not once for each barrier of ZnO.
#ifndef LIKMC_PLAN_H
#define LIKMC_PLAN_H

#include "likmc/error.h"
#include "likmc/params.h"
#include "likmc/provenance.h"
#include "likmc/study.h"

#include <stddef.h>
#include <stdint.h>

enum { LK_PLAN_NAME = 256 };

/// Which run.
typedef struct lk_plan_run {
    size_t variant, which, point;
    int64_t seed;
} lk_plan_run;

/// Release with lk_plan_free().
typedef struct lk_plan {
    const lk_study *study; ///< borrowed
    lk_params **bases;     ///< [variant * case_count + case], loaded once; owned
    char (*hashes)[LK_PROVENANCE_HASH_SIZE];
} lk_plan;

lk_status lk_plan_create(lk_plan *plan, const lk_study *study, lk_error_list *errors);
void lk_plan_free(lk_plan *plan);

/// Parameters of a run; microseconds, from any thread. LK_BAD_INPUT: the values of the axes do not go
/// together.
lk_status lk_plan_params(const lk_plan *plan, const lk_plan_run *run, lk_params *params,
                         lk_error_list *errors);

/// Identity of a run.
void lk_plan_identify(const lk_plan *plan, const lk_plan_run *run, char identity[LK_PROVENANCE_HASH_SIZE]);

/// Name of a run.
void lk_plan_name(const lk_study *study, const lk_plan_run *run, char name[LK_PLAN_NAME]);

/// Do the parameters hold together? If not, `why` says what is wrong.
bool lk_plan_holds(const lk_params *params, char why[LK_TABLE_WHY]);

#endif
