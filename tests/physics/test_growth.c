// Growth with closed forms (reference-values.md, section 1): random deposition, single-step rings, dimer RSA.
// 8 rows, false-alarm rate below 5e-4. Mutants: rate (one class 3 % too fast), reverse (no evaporation),
// stale (a change of class forgotten now and then).
#include "verify.h"

static void random_deposition(void **state) {
    (void)state;
    enum { n = 1000 };
    tally mean = {0}, width = {0};
    for (uint32_t s = 0; s < 400; s++) {
        model m;
        model_init(&m, n, 1, 11, s);
        model_rates(&m, 1, (double[]){1.0});
        for (uint32_t i = 0; i < n; i++) lk_buckets_insert(&m.buckets, i, 0);
        int height[n] = {0};
        while (model_step(&m, 25.0)) height[m.site] += mutant("stale") && height[m.site] > 30 ? 0 : 1;
        tally one = {0};
        for (int i = 0; i < n; i++) tally_add(&one, height[i]);
        tally_add(&mean, one.mean);
        tally_add(&width, tally_variance(&one)); // unbiased: no correction for the mean
        model_free(&m);
    }
    verify_tally("1", "random deposition: mean height, t = 25", &mean, 25.0);
    verify_tally("1", "random deposition: W^2, t = 25", &width, 25.0);
    verify_done();
}

// --- single-step growth
// ----------------------------------------------------------------------------------------

enum { ring = 64 };
enum { local_minimum, local_maximum, slope = LK_NO_CLASS };

static uint32_t kind_of(const int height[ring], uint32_t i) {
    const int left = height[(i + ring - 1) % ring], right = height[(i + 1) % ring];
    if (left > height[i] && right > height[i]) return local_minimum;
    if (left < height[i] && right < height[i]) return local_maximum;
    return (uint32_t)slope;
}

static double squared_width(const int height[ring]) {
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < ring; i++) {
        sum += height[i];
        squares += (double)height[i] * height[i];
    }
    return squares / ring - sum / ring * sum / ring;
}

// Time averages over a window after the relaxation time (about ring^(3/2) forwards, ring^2 both ways).
static void single_step(double down, uint32_t seed, double *width, double *speed) {
    int height[ring];
    model m;
    model_init(&m, ring, 2, down > 0 ? 12 : 13, seed);
    lk_buckets_set_rate(&m.buckets, local_minimum, mutant("rate") ? 1.03 : 1.0);
    lk_buckets_set_rate(&m.buckets, local_maximum, mutant("reverse") ? 0.0 : down);
    for (uint32_t i = 0; i < ring; i++) height[i] = (int)(i & 1);
    for (uint32_t i = 0; i < ring; i++) lk_buckets_move(&m.buckets, i, kind_of(height, i));
    const double relax = 3000.0, until = 15000.0;
    double sum = 0.0, rise = 0.0, before = 0.0, w = squared_width(height);
    while (before < until) {
        const bool event = model_step(&m, until);
        const double now = lk_clock_now(&m.clock);
        if (now > relax) sum += w * (now - fmax(before, relax));
        before = now;
        if (!event) break;
        const int by = m.class == local_minimum ? 2 : -2;
        height[m.site] += by;
        if (now > relax) rise += by;
        for (uint32_t k = ring - 1; k <= ring + 1; k++) {
            const uint32_t i = (m.site + k) % ring;
            if (mutant("stale") && k != ring && lk_rng_below(&m.rng, 4) == 0) continue;
            lk_buckets_move(&m.buckets, i, kind_of(height, i));
        }
        w = squared_width(height);
    }
    *width = sum / (until - relax);
    *speed = rise / ring / (until - relax);
    model_free(&m);
}

static void single_step_ring(void **state) {
    (void)state;
    tally width[2] = {{0}}, speed[2] = {{0}};
    for (uint32_t s = 0; s < 60; s++)
        for (int both = 0; both < 2; both++) {
            double w, v;
            single_step(both, s, &w, &v);
            tally_add(&width[both], w);
            tally_add(&speed[both], v);
        }
    verify_tally("1", "single-step ring L = 64: W^2", &width[0], (ring + 1) / 12.0);
    verify_tally("1", "single-step ring L = 64: v", &speed[0], 2.0 * ring / (4.0 * (ring - 1)));
    verify_tally("1", "single-step ring, +2 and -2: W^2", &width[1], (ring + 1) / 12.0);
    verify_tally("1", "single-step ring, +2 and -2: v", &speed[1], 0.0);
    verify_done();
}

// Class 0: pairs (i, i + 1) of vacant sites, each attempted at rate 1.
static void dimer_adsorption(void **state) {
    (void)state;
    enum { n = 20000 };
    lk_lattice line;
    lattice_make(&line, "sc6", n, 1, 1, true);
    tally early = {0}, jammed = {0};
    for (uint32_t s = 0; s < 60; s++) {
        model m;
        model_init(&m, n, 1, 14, s);
        model_rates(&m, 1, (double[]){1.0});
        for (uint32_t i = 0; i < n; i++) lk_buckets_insert(&m.buckets, i, 0);
        double covered = 0.0;
        for (int k = 0; k < 2; k++) {
            while (model_step(&m, k ? INFINITY : 0.7)) {
                covered += 2.0;
                const uint32_t left = lk_lattice_neighbour(&line, m.site, 0);
                const uint32_t right = lk_lattice_neighbour(&line, m.site, 1);
                lk_buckets_move(&m.buckets, m.site, LK_NO_CLASS);
                model_put(&m, left, LK_NO_CLASS);
                model_put(&m, right, LK_NO_CLASS);
                if (lk_buckets_total(&m.buckets) == 0.0) break;
            }
            tally_add(k ? &jammed : &early, covered / n);
        }
        model_free(&m);
    }
    lk_lattice_free(&line);
    verify_tally("1", "dimer RSA on a line, t = 0.7", &early, -expm1(-2.0 * -expm1(-0.7)));
    verify_tally("1", "dimer RSA on a line, jammed", &jammed, 0.864665);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("rate", "stale", "reverse");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_deposition),
        cmocka_unit_test(single_step_ring),
        cmocka_unit_test(dimer_adsorption),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
