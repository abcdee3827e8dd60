// The strips of a lattice and their turns, with a model that only writes down what it is told.
#include "likmc/sectors.h"
#include "support.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { STRIPS = 8, MOST_TURNS = 4096 };

typedef struct diary {
    lk_sectors sectors;
    _Atomic int running[STRIPS];
    _Atomic int collisions; // neighbours at the same time
    int turns[STRIPS];
    double from[STRIPS][MOST_TURNS], until[STRIPS][MOST_TURNS];
    double events[STRIPS];
} diary;

static void note(void *user, uint32_t s, double from, double until) {
    diary *d = user;
    d->running[s] = 1;
    if (d->running[(s + 1) % STRIPS] || d->running[(s + STRIPS - 1) % STRIPS]) d->collisions++;
    assert(d->turns[s] < MOST_TURNS);
    d->from[s][d->turns[s]] = from;
    d->until[s][d->turns[s]++] = until;
    d->events[s] += 100.0 * (until - from);
    d->running[s] = 0;
}

static void activity(void *user, uint32_t s, double sums[2]) {
    const diary *d = user;
    sums[0] += d->events[s];
    sums[1] += d->events[s] * 5.0; // each of them acts at rate 5
}

static diary *run(int threads) {
    diary *d = calloc(1, sizeof *d);
    assert_non_null(d);
    const uint32_t cells[3] = {4, 40, 4};
    const bool periodic[3] = {true, true, true};
    lk_lattice lattice;
    assert_int_equal(lk_lattice_init(&lattice, lk_lattice_find("bcc8"), cells, periodic, NULL), LK_OK);
    assert_int_equal(lk_sectors_init(&d->sectors, &lattice, STRIPS, 2, NULL), LK_OK);
    const lk_sectors_model model = {d, note, activity, 1e-3, 0.25};
    lk_sectors_run(&d->sectors, &model, 1.0, 2.5, threads);
    lk_sectors_run(&d->sectors, &model, 2.5, 5.0, threads);
    lk_lattice_free(&lattice);
    return d;
}

static void drop(diary *d) {
    lk_sectors_free(&d->sectors);
    free(d);
}

static void turns_cover_the_time(void **state) {
    (void)state;
    for (int threads = 1; threads <= 8; threads *= 2) {
        diary *d = run(threads);
        assert_int_equal(d->collisions, 0);
        for (int s = 0; s < STRIPS; s++) {
            assert_true(d->turns[s] > 10);
            assert_true(d->from[s][0] == 1.0 && d->until[s][d->turns[s] - 1] == 5.0);
            for (int t = 1; t < d->turns[s]; t++) assert_true(d->from[s][t] == d->until[s][t - 1]);
        }
        // The window tends to 0.25 waiting times of rate 5.
        assert_close(d->sectors.window, 0.25 / 5.0, 1e-12);
        drop(d);
    }
}

static void windows_do_not_depend_on_threads(void **state) {
    (void)state;
    diary *one = run(1);
    for (int threads = 2; threads <= 8; threads++) {
        diary *many = run(threads);
        assert_memory_equal(one->turns, many->turns, sizeof one->turns);
        assert_memory_equal(one->until, many->until, sizeof one->until);
        drop(many);
    }
    drop(one);
}

static void owners(void **state) {
    (void)state;
    const uint32_t cells[3] = {4, 37, 3};
    const bool periodic[3] = {true, true, false};
    lk_lattice lattice;
    lk_sectors sectors;
    assert_int_equal(lk_lattice_init(&lattice, lk_lattice_find("fcc12"), cells, periodic, NULL), LK_OK);
    assert_int_equal(lk_sectors_init(&sectors, &lattice, 6, 2, NULL), LK_OK);
    for (uint32_t site = 0; site < lattice.sites; site++) {
        uint32_t cell[3];
        lk_lattice_cell(&lattice, site, cell);
        const uint32_t s = lk_sectors_of(&sectors, &lattice, site);
        assert_true(cell[1] >= sectors.first[s] && cell[1] < sectors.first[s + 1]);
    }
    for (uint32_t s = 0; s < 6; s++) assert_true(sectors.first[s + 1] - sectors.first[s] > 4);
    lk_sectors_free(&sectors);
    lk_lattice_free(&lattice);
}

static void bad_cuts(void **state) {
    (void)state;
    const uint32_t cells[3] = {4, 40, 4};
    const bool periodic[3] = {true, true, true}, open[3] = {true, false, true};
    lk_lattice lattice, closed;
    lk_sectors sectors;
    lk_error_list errors = {0};
    assert_int_equal(lk_lattice_init(&lattice, lk_lattice_find("sc26"), cells, periodic, NULL), LK_OK);
    assert_int_equal(lk_lattice_init(&closed, lk_lattice_find("sc26"), cells, open, NULL), LK_OK);
    assert_int_equal(lk_sectors_init(&sectors, &lattice, 3, 2, &errors), LK_BAD_INPUT);  // odd
    assert_int_equal(lk_sectors_init(&sectors, &lattice, 10, 2, &errors), LK_BAD_INPUT); // four cells wide
    assert_int_equal(lk_sectors_init(&sectors, &closed, 2, 2, &errors), LK_BAD_INPUT);
    assert_non_null(strstr(errors.items[1].message, "10 sectors"));
    assert_int_equal(lk_sectors_init(&sectors, &lattice, 0, 2, &errors), LK_OK);
    assert_int_equal(sectors.count, 2);
    lk_sectors_free(&sectors);
    lk_lattice_free(&lattice);
    lk_lattice_free(&closed);
    lk_error_clear(&errors);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_cover_the_time),
        cmocka_unit_test(windows_do_not_depend_on_threads),
        cmocka_unit_test(owners),
        cmocka_unit_test(bad_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
