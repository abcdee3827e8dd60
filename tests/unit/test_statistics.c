// Statistics against closed forms, printed tables and a worked example.
#include "likmc/statistics.h"
#include "support.h"

static const double pi = 3.14159265358979323846;

static void test_mean_and_error(void **state) {
    (void)state;
    const double values[] = {2, 4, NAN, 4, 4, 5, 5, 7, 9};
    const lk_statistics s = lk_statistics_of(values, 9);
    assert_int_equal(s.count, 8);
    assert_close(s.mean, 5, 0);
    assert_close(s.deviation, sqrt(32.0 / 7), 1e-15);
    assert_close(s.error, sqrt(32.0 / 56), 1e-15);
    const lk_statistics none = lk_statistics_of(values + 2, 1), one = lk_statistics_of(values, 1);
    assert_true(none.count == 0 && isnan(none.mean));
    assert_true(one.count == 1 && one.mean == 2 && isnan(one.error) &&
                isnan(lk_statistics_half_width(&one, 0.95)));
}

// d log L/d mean of a normal distribution, where values marked are bounds; zero where it is most likely.
static double score(const double *y, const double *bounds, size_t n, double mean, double deviation) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double z = (y[i] - mean) / deviation;
        const double below = 0.5 * erfc(-z / sqrt(2)), density = exp(-0.5 * z * z) / sqrt(2 * pi);
        sum += bounds[i] > 0 ? -density / below : z;
    }
    return sum / (double)n;
}

static void test_bounds(void **state) {
    (void)state;
    const double y[] = {84.6, 91.2, 88.0, 84.6, 93.5, 90.1, NAN}, marked[] = {1, 0, 0, 1, 0, 0, 1};
    const double none[] = {0, 0, 0, 0, 0, 0, NAN}, most[] = {1, 1, 0, 1, 1, 1, 1};
    const lk_statistics plain = lk_statistics_of(y, 7), free = lk_statistics_of_bounded(y, none, 7);
    assert_true(free.mean == plain.mean && free.error == plain.error && free.bounds == 0 && !free.at_most);
    const lk_statistics s = lk_statistics_of_bounded(y, marked, 7);
    assert_true(s.count == 6 && s.bounds == 2 && !s.at_most && s.mean < plain.mean && s.error > plain.error);
    assert_close(score(y, marked, 6, s.mean, s.deviation * sqrt(5.0 / 6)), 0, 1e-9);
    const double mirrored[] = {-84.6, -91.2, -88.0, -84.6, -93.5, -90.1, NAN};
    const lk_statistics lower = lk_statistics_of_bounded_below(mirrored, marked, 7);
    assert_close(lower.mean, -s.mean, 1e-12);
    assert_close(lower.error, s.error, 1e-12);
    const lk_statistics floor = lk_statistics_of_bounded(y, most, 7);
    assert_true(floor.at_most && floor.bounds == 5 && floor.mean == plain.mean && isnan(floor.error));
}

// Samples of 40 from N(86, 3), of which what is below 84.6 is known as that only: a third. The estimates are
// off by as much as they say, |z| < 4 for their mean (a small bias of the estimate, 0.03, included); plain
// means are seen to be too high.
static void test_bounds_of_samples(void **state) {
    (void)state;
    enum { SAMPLES = 400, SIZE = 40 };
    lk_rng rng;
    lk_rng_stream(&rng, 11, 0, 0);
    double off = 0, squares = 0, plainly = 0;
    for (int k = 0; k < SAMPLES; k++) {
        double y[SIZE], bounds[SIZE];
        for (int i = 0; i < SIZE; i++) {
            y[i] = 86 + 3 * lk_rng_normal(&rng);
            bounds[i] = y[i] < 84.6;
            y[i] = fmax(y[i], 84.6);
        }
        const lk_statistics s = lk_statistics_of_bounded(y, bounds, SIZE), plain = lk_statistics_of(y, SIZE);
        off += (s.mean - 86) / SAMPLES;
        squares += (s.mean - 86) * (s.mean - 86) / (s.error * s.error) / SAMPLES;
        plainly += (plain.mean - 86) / SAMPLES;
    }
    const double error = 3.2 / sqrt(SIZE * SAMPLES);
    assert_true(fabs(off) < 4 * error + 0.03);
    assert_true(fabs(squares - 1) < 4 * sqrt(2.0 / SAMPLES) + 0.03);
    assert_true(plainly > 10 * error);
}

// Closed forms for 1, 2 and 4 degrees of freedom; the normal distribution for very many.
static void test_t_distribution(void **state) {
    (void)state;
    for (double t = -40; t <= 40; t += 0.37) {
        const double u = t / sqrt(4 + t * t);
        assert_close(lk_statistics_t(t, 1), 0.5 + atan(t) / pi, 1e-14);
        assert_close(lk_statistics_t(t, 2), 0.5 + t / (2 * sqrt(2 + t * t)), 1e-14);
        assert_close(lk_statistics_t(t, 4), 0.5 + 0.75 * (u - u * u * u / 3), 1e-14);
        assert_close(lk_statistics_t(t, 1e6), 0.5 * erfc(-t / sqrt(2)), 1e-6);
    }
    assert_close(lk_statistics_t(INFINITY, 3), 1, 0);
    assert_true(isnan(lk_statistics_t(1, 0)) && isnan(lk_statistics_t_quantile(1, 5)));
}

// Abramowitz and Stegun, table 26.10, with more digits from the closed forms where there are any.
static void test_t_quantiles(void **state) {
    (void)state;
    static const struct {
        double freedom, quantile;
    } rows[] = {{1, 12.706}, {2, 4.303},  {3, 3.182},  {5, 2.571},
                {7, 2.365},  {10, 2.228}, {30, 2.042}, {120, 1.980}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_close(lk_statistics_t_quantile(0.975, rows[i].freedom), rows[i].quantile, 5e-4);
    assert_close(lk_statistics_t_quantile(0.975, 1), tan(0.475 * pi), 1e-12);
    for (double p = 0.01; p < 1; p += 0.07)
        assert_close(lk_statistics_t(lk_statistics_t_quantile(p, 3.7), 3.7), p, 1e-14);
}

// Values that share most of their spread: in pairs the difference is known ten times better than without.
// Student's own example (1908, table of sleep): mean 1.58, error 0.389, t 4.06.
static void test_pairs(void **state) {
    (void)state;
    const double first[10] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2};
    const double second[10] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    const lk_statistics_difference d = lk_statistics_compare_pairs(second, first, 10);
    assert_close(d.mean, 1.58, 1e-12);
    assert_close(d.half_width, 0.38896 * 2.26216, 1e-4);
    assert_close(d.probability, 0.998583, 1e-5);
    const double a[4] = {1, 20, 300, NAN}, b[4] = {2, 21, 301, 5};
    const lk_statistics_difference same = lk_statistics_compare_pairs(a, b, 4);
    assert_true(same.mean == -1 && same.half_width == 0 && same.probability == 0);
    assert_true(isnan(lk_statistics_compare_pairs(a, b, 1).half_width));
}

// Two samples of the same spread and size: Welch's freedom is 2 n - 2.
static void test_compare(void **state) {
    (void)state;
    const double a[] = {1, 2, 3, 4, 5}, b[] = {3, 4, 5, 6, 7}, same[] = {1, 1, 1};
    const lk_statistics sa = lk_statistics_of(a, 5), sb = lk_statistics_of(b, 5),
                        ss = lk_statistics_of(same, 3);
    const lk_statistics_difference d = lk_statistics_compare(&sb, &sa);
    assert_close(d.mean, 2, 0);
    assert_close(d.half_width, 2.306004135, 1e-8); // t(0.975, 8) times 1
    assert_close(d.probability, lk_statistics_t(2, 8), 1e-14);
    assert_close(lk_statistics_compare(&sa, &sb).probability, 1 - d.probability, 1e-14);
    assert_close(lk_statistics_compare(&ss, &ss).probability, 0.5, 0);
}

// The interval of the mean of a large sample is that of the normal distribution. The mutant that forgets to
// draw with replacement gives an interval of no width.
static void test_bootstrap(void **state) {
    (void)state;
    enum { COUNT = 400, DRAWS = 4000 };
    static double values[COUNT], work[DRAWS];
    double interval[2], again[2];
    lk_rng rng;
    lk_rng_stream(&rng, 5, 0, 0);
    for (int i = 0; i < COUNT; i++) values[i] = lk_rng_normal(&rng);
    const lk_statistics s = lk_statistics_of(values, COUNT);
    lk_rng copy = rng;
    lk_statistics_bootstrap(values, COUNT, 0.95, DRAWS, &rng, work, interval);
    assert_close(interval[0], s.mean - 1.96 * s.error, 0.1 * s.error);
    assert_close(interval[1], s.mean + 1.96 * s.error, 0.1 * s.error);
    lk_statistics_bootstrap(values, COUNT, 0.95, DRAWS, &copy, work, again);
    assert_memory_equal(interval, again, sizeof again);
}

static void test_spearman(void **state) {
    (void)state;
    const double x[] = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    const double y[] = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17}; // without ties: 1 - 6 sum d^2/(n (n^2 - 1))
    double work[20];
    assert_close(lk_statistics_spearman(x, y, 10, work), -29.0 / 165, 1e-15);
    assert_close(lk_statistics_spearman(x, x, 10, work), 1, 1e-15);
    const double tied[] = {1, 2, 2, 3}, other[] = {1, 3, 2, 4}; // ranks 1, 2.5, 2.5, 4
    assert_close(lk_statistics_spearman(tied, other, 4, work), 4.5 / sqrt(4.5 * 5), 1e-15);
    const double flat[] = {1, 1, 1};
    assert_true(isnan(lk_statistics_spearman(flat, x, 3, work)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mean_and_error),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_bounds_of_samples),
        cmocka_unit_test(test_t_distribution),
        cmocka_unit_test(test_t_quantiles),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_bootstrap),
        cmocka_unit_test(test_spearman),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
