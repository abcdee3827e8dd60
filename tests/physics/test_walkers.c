// Walkers against closed forms (reference-values.md, section 1): diffusion, drift, annihilation, coalescence.
// 12 rows, false-alarm rate below 8e-4. Mutants: rate (one class 3 % too fast), reverse (no hops backwards),
// stale (a change of class forgotten now and then).
#include "verify.h"

// One walker on an open lattice of unit spacing; class d = hop in direction d. MSD / (6 t) at time t.
static void diffusion_of(const char *kind_name, const char *row, double expected) {
    const lk_lattice_kind *kind = lk_lattice_find(kind_name);
    const double k = 1.0, until = 30.0;
    tally d = {0};
    for (uint32_t s = 0; s < 60000; s++) {
        model m;
        model_init(&m, 1, 1, 7, s);
        model_rates(&m, 1, (double[]){k * kind->neighbours});
        lk_buckets_insert(&m.buckets, 0, 0);
        double r[3] = {0}, step[3];
        while (model_step(&m, until)) {
            int direction = (int)lk_rng_below(&m.rng, (uint64_t)kind->neighbours);
            if (mutant("reverse")) direction &= ~1;
            lk_lattice_displacement(kind, direction, step);
            for (int axis = 0; axis < 3; axis++) r[axis] += step[axis];
        }
        tally_add(&d, (r[0] * r[0] + r[1] * r[1] + r[2] * r[2]) / (6.0 * until));
        model_free(&m);
    }
    verify_tally("1", row, &d, expected);
}

static void single_hopper(void **state) {
    (void)state;
    diffusion_of("sc6", "single hopper, simple cubic: D / (k a^2)", 1.0);
    diffusion_of("bcc8", "single hopper, bcc: D / (k a^2)", 1.0);
    verify_done();
}

// Classes: 0 against the field, 1 along it; the same walker is site 0 in class 0 and site 1 in class 1.
static void biased_hopper(void **state) {
    (void)state;
    const double work = 0.3; // q E a / kT
    const double rate[2] = {exp(-work / 2), mutant("reverse") ? 0.9 * exp(work / 2) : exp(work / 2)};
    tally drift = {0}, ratio = {0};
    for (uint32_t s = 0; s < 400; s++) {
        model m;
        model_init(&m, 2, 2, 8, s);
        model_rates(&m, 2, rate);
        lk_buckets_insert(&m.buckets, 0, 0);
        lk_buckets_insert(&m.buckets, 1, 1);
        const double until = 5000.0;
        double count[2] = {0};
        while (model_step(&m, until)) count[m.class] += 1.0;
        tally_add(&drift, (count[1] - count[0]) / until);
        tally_add(&ratio, log(count[1] / count[0]));
        model_free(&m);
    }
    verify_tally("1", "biased hopper: drift / a", &drift, 2.0 * sinh(work / 2));
    verify_tally("1", "biased hopper: ln(r+/r-)", &ratio, work);
    verify_done();
}

// One-dimensional walkers, all sites occupied at first; class 0: occupied (rate 2 D).
static double survivors(double until, bool coalesce, uint32_t seed) {
    enum { n = 4096 };
    lk_lattice line;
    lattice_make(&line, "sc6", n, 1, 1, true);
    model m;
    model_init(&m, n, 1, coalesce ? 9 : 10, seed);
    model_rates(&m, 1, (double[]){2 * 0.5});
    for (uint32_t i = 0; i < n; i++) lk_buckets_insert(&m.buckets, i, 0);
    while (model_step(&m, until)) {
        const int direction = mutant("reverse") ? 0 : (int)lk_rng_below(&m.rng, 2);
        const uint32_t to = lk_lattice_neighbour(&line, m.site, direction);
        const bool meets = lk_buckets_class(&m.buckets, to) == 0;
        if (mutant("stale") && lk_rng_below(&m.rng, 30) == 0) continue;
        lk_buckets_move(&m.buckets, m.site, LK_NO_CLASS);
        if (!meets || !coalesce) lk_buckets_move(&m.buckets, to, meets ? LK_NO_CLASS : 0);
    }
    const double left = (double)m.buckets.used / n;
    model_free(&m);
    lk_lattice_free(&line);
    return left;
}

static void reactions(void **state) {
    (void)state;
    const double time[3] = {0.5, 1.0, 4.0};
    const double annihilate[3] = {0.465760, 0.308508, 0.143432}, coalesce[3] = {0.673670, 0.523778, 0.277574};
    for (int k = 0; k < 3; k++) {
        tally gone = {0}, merged = {0};
        for (uint32_t s = 0; s < 100; s++) {
            tally_add(&gone, survivors(time[k], false, s));
            tally_add(&merged, survivors(time[k], true, s));
        }
        char row[64];
        snprintf(row, sizeof row, "A+A->0 on a line, t = %g", time[k]);
        verify_tally("1", row, &gone, annihilate[k]);
        snprintf(row, sizeof row, "A+A->A on a line, t = %g", time[k]);
        verify_tally("1", row, &merged, coalesce[k]);
    }
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("rate", "stale", "reverse");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_hopper),
        cmocka_unit_test(biased_hopper),
        cmocka_unit_test(reactions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
