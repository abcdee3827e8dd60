// Weights of points by targets: the likelihood by hand, coverage of the posterior, resampling.
#include "likmc/weight.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

enum { POINTS = 16, SEEDS = 3, TRIALS = 400 };

static lk_study study;
static lk_ensemble_run runs[POINTS * SEEDS];
static lk_ensemble ensemble = {.study = &study, .runs = runs, .count = POINTS * SEEDS};

// One axis with evenly spread values between 0 and 1, one case and variant, one target on quantity 0.
static void lay_out(double value, double error, double noise) {
    study = (lk_study){.case_count = 1, .variant_count = 1, .seeds = SEEDS, .target_count = 1};
    study.design.kind = LK_DESIGN_SOBOL;
    study.design.axis_count = 1;
    study.design.points = POINTS;
    study.targets[0] = (lk_study_target){.value = value, .error = error, .noise = noise};
    for (size_t p = 0; p < POINTS; p++)
        for (size_t s = 0; s < SEEDS; s++)
            runs[p * SEEDS + s] = (lk_ensemble_run){.at = {.point = p, .seed = (int64_t)s + 1}};
}

static double place_of(size_t point) { return ((double)point + 0.5) / POINTS; }

static double normal(lk_rng *rng) {
    const double pi = 3.14159265358979323846;
    return sqrt(2 * lk_rng_exponential(rng)) * cos(2 * pi * lk_rng_unit(rng));
}

static void test_by_hand(void **state) {
    (void)state;
    lk_weight w;
    double sum = 0, weights[POINTS];
    lay_out(0.4, 0.03, 0.06);
    study.targets[0].discrepancy = 0.04;
    for (size_t i = 0; i < POINTS * SEEDS; i++) runs[i].values[0] = place_of(i / SEEDS);
    for (size_t s = 0; s < SEEDS; s++) runs[7 * SEEDS + s].values[0] = NAN; // missing
    assert_int_equal(lk_weight_points(&w, &ensemble, NULL), LK_OK);
    const double variance = 0.03 * 0.03 + 0.04 * 0.04 + 0.06 * 0.06 / 3;
    for (size_t p = 0; p < POINTS; p++) {
        const double z = (place_of(p) - 0.4) / sqrt(variance);
        weights[p] = p == 7 ? 0 : exp(-z * z / 2);
        sum += weights[p];
    }
    for (size_t p = 0; p < POINTS; p++) assert_close(w.weights[p], weights[p] / sum, 1e-14);
    assert_true(isnan(w.likelihood[7]) && isnan(w.z[7]));
    lk_weight_free(&w);
    study.tolerance = 1; // approximate Bayesian computation: all within one standard deviation alike
    assert_int_equal(lk_weight_points(&w, &ensemble, NULL), LK_OK);
    size_t within = 0;
    for (size_t p = 0; p < POINTS; p++) within += p != 7 && fabs(place_of(p) - 0.4) <= sqrt(variance);
    assert_close(w.effective, (double)within, 1e-9);
    lk_weight_free(&w);
    // Points whose values are all upper bounds: only those below the target are against it.
    study.tolerance = 0;
    for (size_t i = 0; i < POINTS * SEEDS; i++) runs[i].values[lk_result_bound(0)] = 1;
    assert_int_equal(lk_weight_points(&w, &ensemble, NULL), LK_OK);
    assert_close(w.z[(POINTS - 1) * w.targets], 0, 0);
    assert_close(w.z[0], (place_of(0) - 0.4) / sqrt(variance), 1e-12);
    lk_weight_free(&w);
}

// How often the interval from 5 to 95 % of the posterior holds the truth, of TRIALS; seeds differ by
// `spread`, and the weights believe in `noise` (NaN: they see for themselves).
static int count_covered(double spread, double noise) {
    int covered = 0;
    lk_rng rng;
    double values[POINTS];
    size_t order[POINTS];
    lk_rng_stream(&rng, 5, 0, 0);
    for (size_t p = 0; p < POINTS; p++) values[p] = place_of(p);
    for (int trial = 0; trial < TRIALS; trial++) {
        const double truth = lk_rng_unit(&rng), error = 0.03;
        lk_weight w;
        lay_out(truth + error * normal(&rng), error, noise);
        for (size_t i = 0; i < POINTS * SEEDS; i++) {
            const double s = spread * (i / SEEDS % 2 ? 1.3 : 0.7); // from point to point it differs
            runs[i].values[0] = place_of(i / SEEDS) + s * normal(&rng);
        }
        assert_int_equal(lk_weight_points(&w, &ensemble, NULL), LK_OK);
        const double low = lk_weight_quantile(values, w.weights, POINTS, 0.05, order) - 0.5 / POINTS;
        const double high = lk_weight_quantile(values, w.weights, POINTS, 0.95, order) + 0.5 / POINTS;
        covered += truth >= low && truth <= high;
        lk_weight_free(&w);
    }
    return covered;
}

// 90 % of 400 trials at least, less four standard deviations of the binomial: a false alarm in 3.2e-5. The
// fault that it catches is a weight that knows nothing of the noise: a point that is near by luck takes all.
static void test_coverage(void **state) {
    (void)state;
    const double least = TRIALS * 0.9 - 4 * sqrt(TRIALS * 0.9 * 0.1);
    assert_true(count_covered(0.2, NAN) >= least);
    assert_true(count_covered(0.2, 0) < least);
}

static void test_resampling(void **state) {
    (void)state;
    const double weights[5] = {0, 0.5, 0.25, 0, 0.25};
    size_t indices[8], counts[5] = {0};
    lk_rng rng;
    lk_rng_stream(&rng, 1, 0, 0);
    assert_int_equal(lk_weight_resample(weights, 5, 8, &rng, indices, NULL), LK_OK);
    for (size_t i = 0; i < 8; i++) counts[indices[i]]++;
    assert_true(counts[0] == 0 && counts[1] == 4 && counts[2] == 2 && counts[3] == 0 && counts[4] == 2);
    const double none[2] = {0, 0};
    assert_int_equal(lk_weight_resample(none, 2, 8, &rng, indices, NULL), LK_FAILED);
}

static void test_weighted_values(void **state) {
    (void)state;
    const double values[4] = {3, 1, NAN, 2}, weights[4] = {0.25, 0.5, 7, 0.25};
    size_t order[4];
    assert_close(lk_weight_mean(values, weights, 4), 1.75, 1e-15);
    assert_close(lk_weight_deviation(values, weights, 4), sqrt(0.6875), 1e-15);
    assert_close(lk_weight_quantile(values, weights, 4, 0.4, order), 1, 0);
    assert_close(lk_weight_quantile(values, weights, 4, 0.7, order), 2, 0);
    assert_close(lk_weight_quantile(values, weights, 4, 0.9, order), 3, 0);
    assert_true(isnan(lk_weight_mean(values + 2, weights, 1)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_resampling),
        cmocka_unit_test(test_weighted_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
