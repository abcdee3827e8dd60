// Class buckets: bookkeeping against a plain model, exact totals, and the laws of selection.
#include "likmc/buckets.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static void build(lk_buckets *buckets, uint32_t sites, uint32_t classes, uint32_t members) {
    assert_int_equal(lk_buckets_init(buckets, sites, classes, members, NULL), LK_OK);
    for (uint32_t c = 0; c < classes; c++) lk_buckets_set_rate(buckets, c, 1.0 / (1.0 + c));
}

static double plain_total(const lk_buckets *buckets) {
    double total = 0.0;
    for (uint32_t c = 0; c < buckets->classes; c++) total += buckets->rate[c] * lk_buckets_count(buckets, c);
    return total;
}

// Random moves of every sort; the class of each site is known from a plain array.
static void random_moves(uint32_t sites, uint32_t classes, uint32_t reserve, int moves) {
    lk_buckets buckets;
    build(&buckets, sites, classes, reserve);
    uint32_t *class = malloc(sites * sizeof *class);
    assert_non_null(class);
    memset(class, 0xff, sites * sizeof *class);
    lk_rng rng;
    lk_rng_stream(&rng, 3, classes, 0);
    for (int i = 0; i < moves; i++) {
        if (buckets.used == buckets.members)
            assert_int_equal(lk_buckets_reserve(&buckets, 2 * buckets.members, NULL), LK_OK);
        const uint32_t site = (uint32_t)lk_rng_below(&rng, sites);
        const uint32_t to = (uint32_t)lk_rng_below(&rng, classes + classes / 4 + 1);
        class[site] = to < classes ? to : LK_NO_CLASS;
        lk_buckets_move(&buckets, site, class[site]);
        if (i % 1024 == 0) assert_close(lk_buckets_total(&buckets), plain_total(&buckets), 1e-9 * sites);
    }
    for (uint32_t site = 0; site < sites; site++)
        assert_int_equal(lk_buckets_class(&buckets, site), class[site]);
    assert_true(lk_buckets_consistent(&buckets));
    assert_close(lk_buckets_total(&buckets), plain_total(&buckets), 1e-9 * sites);
    for (uint32_t site = 0; site < sites; site++) lk_buckets_move(&buckets, site, LK_NO_CLASS);
    assert_true(lk_buckets_total(&buckets) == 0.0);
    assert_int_equal(buckets.used, 0);
    assert_int_equal(buckets.free_count, buckets.chunks - 1);
    lk_buckets_free(&buckets);
    free(class);
}

static void bookkeeping(void **state) {
    (void)state;
    random_moves(1000, 1, 1000, 20000);
    random_moves(1000, 27, 10, 20000);
    random_moves(20000, 3, 100, 200000);
    random_moves(500, 1000, 500, 20000);
    random_moves(2000, 5000, 2000, 20000);
}

// The total after many moves equals, to the last bit, that of fresh buckets with the same members.
static void total_has_no_history(void **state) {
    (void)state;
    enum { sites = 3000, classes = 300 };
    lk_buckets buckets, fresh;
    build(&buckets, sites, classes, sites);
    build(&fresh, sites, classes, sites);
    lk_rng rng;
    lk_rng_stream(&rng, 4, 0, 0);
    for (int i = 0; i < 100000; i++) {
        lk_buckets_move(&buckets, (uint32_t)lk_rng_below(&rng, sites), (uint32_t)lk_rng_below(&rng, classes));
        if (i % 3 == 0) lk_buckets_total(&buckets);
    }
    for (uint32_t c = 0; c < classes; c++)
        for (uint32_t i = 0; i < lk_buckets_count(&buckets, c); i++)
            lk_buckets_insert(&fresh, lk_buckets_member(&buckets, c, i), c);
    assert_true(lk_buckets_total(&buckets) == lk_buckets_total(&fresh));
    // Members in the same order: the same random numbers choose the same sites.
    lk_rng copy = rng;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(lk_buckets_select(&buckets, &rng, NULL), lk_buckets_select(&fresh, &copy, NULL));
    lk_buckets_free(&buckets);
    lk_buckets_free(&fresh);
}

// Chi-square of the chosen sites. Mean d, standard deviation sqrt(2 d): z < 5 fails by chance less than once
// in 1e5 runs (the tail is heavier than Gaussian). Rate of one class 3 % too high: z = 13.
static double selection_z(double factor) {
    enum { sites = 60, classes = 40, draws = 4000000 };
    lk_buckets buckets;
    build(&buckets, sites, classes, sites);
    for (uint32_t site = 0; site < sites; site++) lk_buckets_insert(&buckets, site, site * site % classes);
    const double total = lk_buckets_total(&buckets);
    double expected[sites], chi2 = 0.0;
    for (uint32_t site = 0; site < sites; site++)
        expected[site] = draws * buckets.rate[lk_buckets_class(&buckets, site)] / total;
    lk_buckets_set_rate(&buckets, 1, factor * buckets.rate[1]);
    double seen[sites] = {0};
    lk_rng rng;
    lk_rng_stream(&rng, 8, 0, 0);
    for (int i = 0; i < draws; i++) {
        uint32_t class;
        const uint32_t site = lk_buckets_select(&buckets, &rng, &class);
        assert_int_equal(class, lk_buckets_class(&buckets, site));
        seen[site] += 1.0;
    }
    for (int site = 0; site < sites; site++)
        chi2 += (seen[site] - expected[site]) * (seen[site] - expected[site]) / expected[site];
    lk_buckets_free(&buckets);
    return (chi2 - (sites - 1)) / sqrt(2.0 * (sites - 1));
}

static void selection_follows_rates(void **state) {
    (void)state;
    assert_true(fabs(selection_z(1.0)) < 5.0);
    assert_true(selection_z(1.03) > 5.0); // the mutant is caught
}

static void zero_rates_are_never_chosen(void **state) {
    (void)state;
    lk_buckets buckets;
    build(&buckets, 40, 40, 40);
    lk_rng rng;
    lk_rng_stream(&rng, 2, 0, 0);
    for (uint32_t site = 0; site < 40; site++) {
        lk_buckets_insert(&buckets, site, site);
        lk_buckets_set_rate(&buckets, site, site == 21 || site == 3 ? 1e-300 : 0.0);
    }
    for (int i = 0; i < 1000; i++) {
        const uint32_t site = lk_buckets_select(&buckets, &rng, NULL);
        assert_true(site == 21 || site == 3);
    }
    lk_buckets_free(&buckets);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bookkeeping),
        cmocka_unit_test(total_has_no_history),
        cmocka_unit_test(selection_follows_rates),
        cmocka_unit_test(zero_rates_are_never_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
