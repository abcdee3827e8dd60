// What drawn points predict, against counts: one case that hangs on the axis, one that does not.
#include "likmc/compare.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS = 40 };

static lk_study study;
static lk_ensemble ensemble;

// Efficiency of the first case: 60 to 100 % along the axis; of the second: 80 %. Latin strata are 1/40 wide,
// so that half of the points lie above 80.
static void build(void) {
    study = (lk_study){.case_count = 2, .variant_count = 1, .seeds = 1, .resolve.quantity = -1};
    study.design = (lk_design){.kind = LK_DESIGN_LATIN, .number = POINTS, .seed = 3, .axis_count = 1};
    study.design.axes[0] = (lk_design_axis){.key = "x", .unit = "1", .is_number = true, .low = 0, .high = 1};
    assert_int_equal(lk_design_place(&study.design, NULL), LK_OK);
    ensemble = (lk_ensemble){.study = &study, .count = 2 * POINTS};
    ensemble.runs = calloc(ensemble.count, sizeof *ensemble.runs);
    assert_non_null(ensemble.runs);
    for (size_t i = 0; i < ensemble.count; i++) {
        lk_ensemble_run *run = &ensemble.runs[i];
        run->at = (lk_plan_run){.which = i / POINTS, .point = i % POINTS, .seed = 1};
        run->state = LK_ENSEMBLE_DONE;
        for (size_t q = 0; q < LK_ENSEMBLE_QUANTITIES; q++) run->values[q] = NAN;
        run->values[0] = i < POINTS ? 60 + 40 * lk_design_value(&study.design, 0, i) : 80;
    }
}

static void release(lk_compare *compare) {
    lk_compare_free(compare);
    lk_design_free(&study.design);
    free(ensemble.runs);
}

static void test_equal_weights(void **state) {
    (void)state;
    lk_compare compare;
    build();
    assert_int_equal(lk_compare_create(&compare, &study, &ensemble, NULL), LK_OK);
    const lk_compare_prediction *a = &compare.variants[0].predicted[0], *b = &a[1];
    assert_true(a->low >= 60 && a->low < 62 && a->high > 97 && a->high <= 100);
    assert_close(a->median, 80, 1);
    assert_close(a->rank[0], 0.5, 1e-12);
    assert_close(a->rank[0] + a->rank[1], 1, 1e-12);
    assert_close(b->rank[1], 0.5, 1e-12);
    assert_true(b->low == 80 && b->median == 80 && b->high == 80);
    assert_int_equal(a->hangs_on, 0);
    assert_int_equal(b->hangs_on, -1); // a constant hangs on nothing
    char *text = lk_compare_text(&compare, NULL);
    assert_non_null(strstr(text, "95 % predictive intervals of efficiency (percent) over the draws"));
    free(text);
    release(&compare);
}

// Points above 80 % count four times as much as those below.
static void test_weights(void **state) {
    (void)state;
    lk_compare compare;
    build();
    assert_int_equal(lk_compare_create(&compare, &study, &ensemble, NULL), LK_OK);
    compare.weights = malloc(POINTS * sizeof *compare.weights);
    for (size_t p = 0; p < POINTS; p++)
        compare.weights[p] = (ensemble.runs[p].values[0] > 80 ? 0.8 : 0.2) / (POINTS / 2);
    assert_int_equal(lk_compare_predict(&compare, NULL), LK_OK);
    const lk_compare_prediction *a = &compare.variants[0].predicted[0];
    assert_close(a->rank[0], 0.8, 1e-12);
    assert_close(a->median, 80 + 20 * 0.3 / 0.8, 1.01);
    assert_true(a->low < 63.5);
    release(&compare);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_equal_weights), cmocka_unit_test(test_weights)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
