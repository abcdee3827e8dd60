// The ledger of a cycle add up as whole numbers, and a broken booking is caught.
#include "likmc/cycle.h"
#include "support.h"

#include <string.h>

// A film of which only the ledger and the charge of a hit matter.
static lk_film film;

static void begin(lk_cycle *cycle) {
    film = (lk_film){.model = {.hit_charge = 2.0, .footprint = 4.0}};
    lk_ledger_book(&film.ledger, (lk_ledger_posting){LK_LEDGER_PLATED, 1}, 7); // of earlier cycles
    *cycle = (lk_cycle){0};
    assert_true(lk_cycle_is_due(cycle, LK_PROTOCOL_PLATE));
    assert_false(lk_cycle_is_due(cycle, LK_PROTOCOL_STRIP));
    lk_cycle_begin(cycle, &film);
}

// Plate 100 hits, of which 10 are conversion and 5 alloying; strip 60.
static void cycle_once(lk_cycle *cycle) {
    lk_ledger_book(&film.ledger, (lk_ledger_posting){LK_LEDGER_PLATED, 1}, 85);
    lk_ledger_book(&film.ledger, (lk_ledger_posting){LK_LEDGER_CONVERSION, 1}, 10);
    lk_ledger_book(&film.ledger, (lk_ledger_posting){LK_LEDGER_ALLOYING, 1}, 5);
    lk_cycle_pass(cycle, LK_PROTOCOL_PLATE, 100);
    lk_cycle_value(cycle, LK_PROTOCOL_PLATE, -0.01);
    const lk_observation plated = {.thickness = 3, .overpotential = 0.1},
                         bare = {.thickness = 2, .overpotential = -1};
    lk_cycle_see(cycle, LK_PROTOCOL_PLATE, &plated);
    assert_false(lk_cycle_is_due(cycle, LK_PROTOCOL_PLATE));
    lk_ledger_book(&film.ledger, (lk_ledger_posting){LK_LEDGER_STRIPPED, 2}, 30);
    lk_cycle_pass(cycle, LK_PROTOCOL_STRIP, 60);
    lk_cycle_value(cycle, LK_PROTOCOL_STRIP, 0.02);
    lk_cycle_see(cycle, LK_PROTOCOL_STRIP, &bare);
    assert_true(lk_cycle_is_due(cycle, LK_PROTOCOL_PLATE));
}

static void test_books(void **state) {
    (void)state;
    lk_cycle cycle;
    lk_cycle_row row;
    const lk_observation seen = {.time = 9, .dead = 3};
    begin(&cycle);
    cycle_once(&cycle);
    assert_true(lk_cycle_close(&cycle, &film, &seen, &row));
    assert_int_equal(row.number, 1);
    assert_int_equal(row.in_hits, 100);
    assert_int_equal(row.out_hits, 60);
    assert_int_equal(row.ledger.quanta[LK_LEDGER_PASSED], 40);
    assert_close(row.in, 50, 0);
    assert_close(row.efficiency, 0.6, 0);
    assert_close(row.plated.thickness, 3, 0);
    assert_close(row.plated.voltage, -0.1, 0);
    assert_close(row.bare.voltage, 1, 0);
    lk_cycle_begin(&cycle, &film);
    assert_int_equal(cycle.total_in, 100);
    assert_true(lk_cycle_close(&cycle, &film, &seen, &row));
    assert_int_equal(row.number, 2);
    assert_int_equal(row.ledger.quanta[LK_LEDGER_PASSED], 0);
    assert_true(isnan(row.efficiency));
    assert_int_equal(cycle.counted, 1); // the second has no efficiency, and the mean leaves it out
    assert_close(cycle.efficiencies, 0.6, 0);
}

// One hit too many or too few in any book, or in what the cycler counted, is caught.
static void test_broken_books_are_caught(void **state) {
    (void)state;
    for (size_t book = 0; book < LK_LEDGER_ACCOUNTS + 2; book++)
        for (int64_t wrong = -1; wrong <= 1; wrong += 2) {
            lk_cycle cycle;
            lk_cycle_row row;
            const lk_observation seen = {0};
            begin(&cycle);
            cycle_once(&cycle);
            int64_t *counts[2] = {&cycle.in, &cycle.out}, *books = film.ledger.quanta;
            *(book < LK_LEDGER_ACCOUNTS ? &books[book] : counts[book - LK_LEDGER_ACCOUNTS]) += wrong;
            assert_false(lk_cycle_close(&cycle, &film, &seen, &row));
        }
}

// Names of cycles.csv are told apart, and every column lies inside the row.
static void test_columns(void **state) {
    (void)state;
    size_t count;
    const lk_series_column *columns = lk_cycle_columns(&count);
    for (size_t i = 0; i < count; i++) {
        assert_true(columns[i].offset + 8 <= sizeof(lk_cycle_row));
        for (size_t k = 0; k < i; k++) assert_string_not_equal(columns[i].name, columns[k].name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_books),
                                       cmocka_unit_test(test_broken_books_are_caught),
                                       cmocka_unit_test(test_columns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
