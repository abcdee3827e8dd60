#include "likmc/nearest.h"
#include "support.h"

static void measures(void **state) {
    (void)state;
    assert_int_equal(lk_nearest_distance("porosity", "porosity"), 0);
    assert_int_equal(lk_nearest_distance("porosity", "Porosity"), 0);
    assert_int_equal(lk_nearest_distance("porsity", "porosity"), 1);
    assert_int_equal(lk_nearest_distance("poroisty", "porosity"), 1);
    assert_int_equal(lk_nearest_distance("", "abc"), 3);
    assert_int_equal(lk_nearest_distance("kitten", "sitting"), 3);
}

static void keeps_the_best(void **state) {
    (void)state;
    lk_nearest search = {.name = "zno-02"};
    lk_nearest_offer(&search, "cnt");
    assert_null(search.best);
    lk_nearest_offer(&search, "zno-202");
    lk_nearest_offer(&search, "zno-020");
    assert_string_equal(search.best, "zno-202"); // the first of equals
    assert_int_equal(search.distance, 1);
    lk_nearest_offer(&search, "zno-02");
    assert_string_equal(search.best, "zno-02");
}

static void takes_long_names(void **state) {
    (void)state;
    char name[500];
    for (size_t i = 0; i < sizeof name; i++) name[i] = 'x';
    name[sizeof name - 1] = 0;
    assert_int_equal(lk_nearest_distance(name, "x"), 62);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(measures), cmocka_unit_test(keeps_the_best),
                                       cmocka_unit_test(takes_long_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
