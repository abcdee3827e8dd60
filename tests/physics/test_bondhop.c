// The bond-counting engine against published hop counts, a naive solver written from the definition, and
// itself.
#include "likmc/bondhop.h"
#include "verify.h"

#include <stdlib.h>

static lk_bondhop *build(const char *model, uint32_t edge, uint64_t seed, uint32_t replica,
                         double deposition) {
    const lk_bondhop_params params = {.model = lk_bondhop_find(model),
                                      .edge = edge,
                                      .seed = seed,
                                      .replica = replica,
                                      .deposition = deposition};
    lk_error_list errors = {0};
    lk_bondhop *engine = lk_bondhop_new(&params, &errors);
    assert_non_null(engine);
    return engine;
}

// Every count and bucket still agrees with the occupancy after many events, for every model.
static void books_stay_right(void **state) {
    (void)state;
    int count;
    const lk_bondhop_model *models = lk_bondhop_models(&count);
    for (int i = 0; i < count; i++)
        for (int deposits = 0; deposits < 2; deposits++) {
            if (deposits && models[i].rule == LK_EXCHANGE) continue;
            lk_bondhop *engine = build(models[i].name, 16, 5, 0, 0.0);
            const double arrivals = 0.01 * lk_bondhop_total_rate(engine);
            lk_bondhop_free(engine);
            engine = build(models[i].name, 16, 5, 0, deposits ? arrivals : 0.0);
            assert_true(lk_bondhop_consistent(engine));
            assert_int_equal(lk_bondhop_run(engine, 1e300, 20000), 20000);
            assert_true(lk_bondhop_consistent(engine));
            const lk_bondhop_counts *counts = lk_bondhop_counts_of(engine);
            assert_int_equal(counts->hops + counts->deposits, 20000);
            assert_int_equal(counts->deposits > 0, deposits);
            lk_bondhop_free(engine);
        }
}

// Number of atoms: unchanged by hops, one more for each deposit.
static uint64_t atoms(const lk_bondhop *engine) {
    uint64_t occupied = 0;
    for (uint32_t site = 0; site < lk_bondhop_lattice(engine)->sites; site++)
        occupied += lk_bondhop_occupied(engine, site);
    return occupied;
}

static void atoms_are_conserved(void **state) {
    (void)state;
    lk_bondhop *engine = build("SD-bcc", 16, 1, 0, 1e-6);
    const uint64_t before = atoms(engine);
    lk_bondhop_run(engine, 1e300, 5000);
    assert_int_equal(atoms(engine), before + lk_bondhop_counts_of(engine)->deposits);
    lk_bondhop_free(engine);
}

// Hops at time T for each of the seeds, the mean of the first 16 of them reported beside that of all.
static void hops_at(const char *model, uint32_t edge, double until, uint32_t seeds, tally *first,
                    tally *all) {
    for (uint32_t s = 0; s < seeds; s++) {
        lk_bondhop *engine = build(model, edge, 2025, s, 0.0);
        lk_bondhop_run(engine, until, UINT64_MAX);
        assert_true(lk_bondhop_time(engine) == until);
        const double hops = (double)lk_bondhop_counts_of(engine)->hops;
        if (s < 16) tally_add(first, hops);
        tally_add(all, hops);
        lk_bondhop_free(engine);
    }
}

static bool hops_row(const char *model, const tally *ours, double hops, double error) {
    char row[96];
    snprintf(row, sizeof row, "%s 32^3, hops at fixed time, %g seeds", model, ours->n);
    return verify_tally_with("3", row, ours, hops, error);
}

// Hops at fixed time as counted by an independent exact solver (mean of 16 seeds and its error); |z| < 3,
// with 16 seeds as with 64: false alarm 1 %. Both means have errors; in units of the reference's alone the
// first 16 seeds of SD-fcc are at -2.95. A class rate 3 % too high moves the hops by 3 %: z of about 2 for
// sc26, which the naive solver below catches; a lost reverse move or a stale class shows at once.
static void published_hop_counts(void **state) {
    (void)state;
    static const struct {
        const char *model;
        double until, hops, error;
    } rows[] = {{"SD-sc26", 3.56e6, 18023, 245}, {"SD-fcc", 6.0e6, 3099, 33}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tally first = {0}, all = {0};
        hops_at(rows[i].model, 32, rows[i].until, 64, &first, &all);
        hops_row(rows[i].model, &first, rows[i].hops, rows[i].error);
        hops_row(rows[i].model, &all, rows[i].hops, rows[i].error);
        assert_close((first.mean - rows[i].hops) / hypot(tally_error(&first), rows[i].error), 0.0, 3.0);
        assert_close((all.mean - rows[i].hops) / hypot(tally_error(&all), rows[i].error), 0.0, 3.0);
    }
    verify_done();
}

// The total rate at the start, averaged over initial states; the reference is one state, so its own spread
// counts.
static void initial_rates(void **state) {
    (void)state;
    static const struct {
        const char *model;
        double rate;
    } rows[] = {{"SD-sc26", 0.01419}, {"SD-bcc", 5.16e-4}, {"SD-fcc", 2.23e-3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double sum = 0.0, squares = 0.0;
        for (uint32_t s = 0; s < 64; s++) {
            lk_bondhop *engine = build(rows[i].model, 32, 3, s, 0.0);
            const double rate = lk_bondhop_total_rate(engine);
            sum += rate / 64;
            squares += rate * rate / 64;
            lk_bondhop_free(engine);
        }
        assert_close((sum - rows[i].rate) / sqrt(squares - sum * sum), 0.0, 3.0);
    }
}

// The definition, without any bookkeeping: all rates afresh for each event.
typedef struct naive {
    lk_lattice lattice;
    const lk_bondhop_model *model;
    uint8_t *occupied, *inert;
    double *rate; // [site][direction]
} naive;

static int occupied_neighbours(const naive *run, uint32_t site) {
    int count = 0;
    for (int d = 0; d < run->lattice.kind->neighbours; d++)
        count += run->occupied[lk_lattice_neighbour(&run->lattice, site, d)];
    return count;
}

static double naive_rates(naive *run) {
    const int z = run->lattice.kind->neighbours;
    double total = 0.0;
    for (uint32_t site = 0; site < run->lattice.sites; site++)
        for (int d = 0; d < z; d++) {
            const uint32_t to = lk_lattice_neighbour(&run->lattice, site, d);
            double *rate = &run->rate[site * (uint32_t)z + (uint32_t)d];
            *rate = 0.0;
            if (run->occupied[site] && !run->occupied[to] && !run->inert[to])
                *rate = lk_bondhop_rate(run->model, occupied_neighbours(run, site),
                                        occupied_neighbours(run, to) - 1);
            total += *rate;
        }
    return total;
}

// Time of the event number `events`, from the same initial state as the engine's.
static double naive_time(const char *model, uint32_t replica, int events) {
    lk_bondhop *engine = build(model, 16, 7, replica, 0.0);
    naive run = {.lattice = *lk_bondhop_lattice(engine), .model = lk_bondhop_find(model)};
    const uint32_t sites = run.lattice.sites, z = (uint32_t)run.lattice.kind->neighbours;
    const uint32_t lid =
        run.model->rule == LK_DIFFUSION ? sites / run.lattice.cells[2] * (run.lattice.cells[2] - 1) : sites;
    run.occupied = calloc(sites, 1);
    run.inert = calloc(sites, 1);
    run.rate = calloc((size_t)sites * z, sizeof *run.rate);
    assert_true(run.occupied && run.inert && run.rate);
    for (uint32_t site = 0; site < sites; site++) run.occupied[site] = lk_bondhop_occupied(engine, site);
    for (uint32_t site = lid; site < sites; site++) run.inert[site] = 1;
    lk_rng rng;
    lk_rng_stream(&rng, 99, replica, 0);
    double time = 0.0;
    for (int k = 0; k < events; k++) {
        const double total = naive_rates(&run);
        time += lk_rng_exponential(&rng) / total;
        double left = lk_rng_unit(&rng) * total;
        uint32_t chosen = 0;
        while (left >= run.rate[chosen]) left -= run.rate[chosen++];
        const uint32_t from = chosen / z;
        run.occupied[from] = 0;
        run.occupied[from + (uint32_t)lk_lattice_offsets(&run.lattice, from)[chosen % z]] = 1;
    }
    free(run.occupied);
    free(run.inert);
    free(run.rate);
    lk_bondhop_free(engine);
    return time;
}

// Logarithm of the time of event 40, engine against the naive solver, 40 seeds each: |z| < 4, false alarm
// 6e-5 each. An engine that ignores m_min, or that leaves the inert lid out, is off by tens of standard
// errors.
static void agrees_with_the_definition(void **state) {
    (void)state;
    enum { seeds = 40, events = 40 };
    static const char *const names[] = {"SD-sc26", "SD-bcc", "SD-fcc", "KAW-sc6", "KAW-bcc"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        double sum = 0.0, squares = 0.0;
        for (uint32_t s = 0; s < seeds; s++) {
            lk_bondhop *engine = build(names[i], 16, 7, s, 0.0);
            lk_bondhop_run(engine, 1e300, events);
            const double difference = log(lk_bondhop_time(engine)) - log(naive_time(names[i], s, events));
            sum += difference / seeds;
            squares += difference * difference / seeds;
            lk_bondhop_free(engine);
        }
        assert_close(sum / sqrt((squares - sum * sum) / (seeds - 1)), 0.0, 4.0);
    }
}

// A run cut into pieces is the same run.
static void pieces_make_the_same_run(void **state) {
    (void)state;
    lk_bondhop *whole = build("SD-bcc", 16, 4, 0, 1e-6), *pieces = build("SD-bcc", 16, 4, 0, 1e-6);
    lk_bondhop_run(whole, 1e300, 3000);
    for (int k = 0; k < 30; k++) lk_bondhop_run(pieces, 1e300, 100);
    assert_true(lk_bondhop_time(whole) == lk_bondhop_time(pieces));
    for (uint32_t site = 0; site < lk_bondhop_lattice(whole)->sites; site++)
        assert_int_equal(lk_bondhop_occupied(whole, site), lk_bondhop_occupied(pieces, site));
    lk_bondhop_free(whole);
    lk_bondhop_free(pieces);
}

static void bad_parameters(void **state) {
    (void)state;
    lk_error_list errors = {0};
    assert_null(lk_bondhop_find("SD-hcp"));
    const uint32_t edges[] = {0, 8, 33, 4096};
    for (int i = 0; i < 4; i++) {
        const lk_bondhop_params params = {.model = lk_bondhop_find("SD-bcc"), .edge = edges[i], .seed = 1};
        assert_null(lk_bondhop_new(&params, &errors));
    }
    assert_int_equal(errors.count, 4);
    lk_error_clear(&errors);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(books_stay_right),         cmocka_unit_test(atoms_are_conserved),
        cmocka_unit_test(published_hop_counts),     cmocka_unit_test(initial_rates),
        cmocka_unit_test(pieces_make_the_same_run), cmocka_unit_test(agrees_with_the_definition),
        cmocka_unit_test(bad_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
