// The clock: what a plain sum loses, and the law of the waiting time.
#include "likmc/clock.h"
#include "support.h"

// 1 + 1e8 additions of 1e-17: a plain sum of doubles would stay at 1.
static void keeps_small_steps(void **state) {
    (void)state;
    lk_clock clock = {0};
    lk_clock_add(&clock, 1.0);
    for (int i = 0; i < 1000000; i++) lk_clock_add(&clock, 1e-17);
    assert_close(lk_clock_now(&clock), 1.0 + 1e-11, 1e-15);
}

static void small_before_large(void **state) {
    (void)state;
    lk_clock clock = {0};
    for (int i = 0; i < 1000; i++) lk_clock_add(&clock, 1e-17);
    lk_clock_add(&clock, 1.0);
    assert_close(lk_clock_now(&clock), 1.0 + 1e-14, 3e-16);
}

// Kolmogorov-Smirnov against 1 - exp(-R t), n = 1e5: sqrt(n) D > 2.5 has probability 7e-6. A rate 3 % too
// high gives sqrt(n) D = 3.5.
static double exponential_ks(double rate, double expected) {
    enum { draws = 100000, bins = 1000 };
    lk_rng rng;
    lk_rng_stream(&rng, 11, 0, 0);
    lk_clock clock = {0};
    double count[bins + 1] = {0}, cumulated = 0.0, worst = 0.0;
    for (int i = 0; i < draws; i++) {
        const double p = -expm1(-expected * lk_clock_advance(&clock, rate, &rng));
        count[(int)(p * bins)] += 1.0 / draws;
    }
    for (int k = 0; k < bins; k++) {
        cumulated += count[k];
        worst = fmax(worst, fabs(cumulated - (k + 1.0) / bins));
    }
    assert_close(lk_clock_now(&clock) * rate / draws, 1.0, 4.0 / sqrt(draws));
    return worst * sqrt(draws);
}

static void waiting_time_is_exponential(void **state) {
    (void)state;
    assert_true(exponential_ks(3.7e5, 3.7e5) < 2.5);
    assert_true(exponential_ks(1.03 * 3.7e5, 3.7e5) > 2.5); // the mutant is caught
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_small_steps),
        cmocka_unit_test(small_before_large),
        cmocka_unit_test(waiting_time_is_exponential),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
