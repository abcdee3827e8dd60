// The event engine against closed forms (reference-values.md, section 1): clock, selection, birth and death.
// 16 rows, false-alarm rate of the file about 1e-3. Mutants: rate (one class 3 % too fast), stale (a change
// of class forgotten now and then), reverse (no desorption, death or dissolution).
#include "verify.h"

enum { seeds = 20 };

static void waiting_times(void **state) {
    (void)state;
    enum { n = 100000 };
    const double rate[3] = {0.5, 2.0, 0.25}, total = 5 * 0.5 + 3 * 2.0 + 2 * 0.25;
    double *x = malloc(n * sizeof *x), worst = 0.0;
    tally mean = {0}, variance = {0};
    for (uint32_t s = 0; s < seeds; s++) {
        model m;
        model_init(&m, 10, 3, 1, s);
        model_rates(&m, 3, rate);
        for (uint32_t i = 0; i < 10; i++) lk_buckets_insert(&m.buckets, i, i < 5 ? 0 : i < 8 ? 1 : 2);
        if (mutant("stale")) lk_buckets_move(&m.buckets, 0, 1);
        tally one = {0};
        for (size_t i = 0; i < n; i++) {
            const double before = lk_clock_now(&m.clock);
            model_step(&m, INFINITY);
            x[i] = (lk_clock_now(&m.clock) - before) * total;
            tally_add(&one, x[i]);
        }
        tally_add(&mean, one.mean);
        tally_add(&variance, tally_variance(&one));
        worst = fmax(worst, ks_exponential(x, n));
        model_free(&m);
    }
    free(x);
    verify_tally("1", "waiting time: mean x R", &mean, 1.0);
    verify_tally("1", "waiting time: variance x R^2", &variance, 1.0);
    // Largest of 20: P(> 2.65) = 20 * 2 exp(-2 * 2.65^2) = 3e-5 (Kolmogorov).
    verify_report("1", "waiting time: KS sqrt(n) D, largest of 20 (< 2.65)", worst, 0.0, worst, worst < 2.65);
    verify_done();
}

static void channel_choice(void **state) {
    (void)state;
    enum { n = 4000000, classes = 24 };
    double expected[classes], rate[classes], total = 0.0, chi = 0.0;
    uint32_t found[classes] = {0};
    model m;
    model_init(&m, 1000, classes, 2, 0);
    uint32_t site = 0;
    for (uint32_t c = 0; c < classes; c++) rate[c] = pow(1.7, -(double)(c % 9));
    model_rates(&m, classes, rate);
    for (uint32_t c = 0; c < classes; c++) {
        for (uint32_t k = 0; k <= c; k++) lk_buckets_insert(&m.buckets, site++, c);
        total += expected[c] = (c + 1) * rate[c];
    }
    for (size_t i = 0; i < n; i++) {
        model_step(&m, INFINITY);
        found[m.class]++;
    }
    for (uint32_t c = 0; c < classes; c++) {
        const double mean = n * expected[c] / total;
        chi += (found[c] - mean) * (found[c] - mean) / mean;
    }
    model_free(&m);
    verify_z("1", "channel choice: chi-square (as z)", chi_square_z(chi, classes - 1), 1.0, 0.0);
    verify_done();
}

static void counts_are_poisson(void **state) {
    (void)state;
    const double rate[2] = {3.0, 1.5}, until = 2.0; // two independent streams, merged by the engine
    tally all = {0}, square = {0};
    for (uint32_t s = 0; s < 200000; s++) {
        model m;
        model_init(&m, 2, 2, 3, s);
        model_rates(&m, 2, rate);
        lk_buckets_insert(&m.buckets, 0, 0);
        lk_buckets_insert(&m.buckets, 1, 1);
        double count[2] = {0};
        while (model_step(&m, until)) count[m.class] += 1.0;
        const double merged = count[0] + count[1];
        tally_add(&all, merged);
        tally_add(&square, (merged - 9.0) * (merged - 9.0));
        model_free(&m);
    }
    verify_tally("1", "Poisson count in [0,T]: mean of merged streams", &all, 9.0);
    verify_tally("1", "Poisson count in [0,T]: variance of merged streams", &square, 9.0);
    verify_done();
}

// Birth: site 0 in class 0. Alive: sites 1 ... in class 1; they are interchangeable, so the last one dies.
static void immigration_death(void **state) {
    (void)state;
    const double birth = 40.0, death = 2.0, rate[2] = {birth, mutant("reverse") ? 0.01 : death};
    const double mean = birth / death, lag = 0.35;
    tally early = {0}, late = {0}, spread = {0}, lagged = {0};
    for (uint32_t s = 0; s < 40000; s++) {
        model m;
        model_init(&m, 4000, 2, 4, s);
        model_rates(&m, 2, rate);
        lk_buckets_insert(&m.buckets, 0, 0);
        double at[3];
        const double time[3] = {0.4, 6.0, 6.0 + lag};
        for (int k = 0; k < 3; k++) {
            while (model_step(&m, time[k])) {
                const uint32_t alive = lk_buckets_count(&m.buckets, 1);
                if (m.class == 0)
                    model_put(&m, alive + 1, 1);
                else
                    lk_buckets_remove(&m.buckets, lk_buckets_member(&m.buckets, 1, alive - 1));
            }
            at[k] = lk_buckets_count(&m.buckets, 1);
        }
        tally_add(&early, at[0]);
        tally_add(&late, at[1]);
        tally_add(&spread, (at[1] - mean) * (at[1] - mean));
        tally_add(&lagged, (at[1] - mean) * (at[2] - mean) / mean);
        model_free(&m);
    }
    verify_tally("1", "immigration-death: mean at t = 0.4", &early, mean * -expm1(-death * 0.4));
    verify_tally("1", "immigration-death: stationary mean", &late, mean);
    verify_tally("1", "immigration-death: stationary variance", &spread, mean);
    verify_tally("1", "immigration-death: autocorrelation at 0.35", &lagged, exp(-death * lag));
    verify_done();
}

static void langmuir(void **state) {
    (void)state;
    enum { n = 400 };
    const double ka = 1.0, kd = 0.5, rate[2] = {ka, mutant("reverse") ? 0.0 : kd}, theta = ka / (ka + kd);
    tally early = {0}, late = {0}, spread = {0};
    for (uint32_t s = 0; s < 4000; s++) {
        model m;
        model_init(&m, n, 2, 5, s);
        model_rates(&m, 2, rate);
        for (uint32_t i = 0; i < n; i++) lk_buckets_insert(&m.buckets, i, 0);
        while (model_step(&m, 0.8)) model_put(&m, m.site, 1 - m.class);
        tally_add(&early, (double)lk_buckets_count(&m.buckets, 1) / n);
        while (model_step(&m, 10.0)) model_put(&m, m.site, 1 - m.class);
        const double cover = (double)lk_buckets_count(&m.buckets, 1) / n;
        tally_add(&late, cover);
        tally_add(&spread, (cover - theta) * (cover - theta) * n);
        model_free(&m);
    }
    verify_tally("1", "Langmuir: coverage at t = 0.8", &early, theta * -expm1(-(ka + kd) * 0.8));
    verify_tally("1", "Langmuir: stationary coverage", &late, theta);
    verify_tally("1", "Langmuir: stationary variance x N", &spread, theta * (1 - theta));
    verify_done();
}

// Time-averaged over long runs: up at a, down at b from heights above 0. Class 0 holds the site at height 0
// (rate a), class 1 elsewhere (rate a + b).
static void height_walk(void **state) {
    (void)state;
    const double up = 0.6, down = mutant("reverse") ? 0.61 : 1.0, rate[2] = {up, up + down}, rho = 0.6;
    tally mean = {0}, ground = {0}, third = {0};
    for (uint32_t s = 0; s < seeds; s++) {
        model m;
        model_init(&m, 1, 2, 6, s);
        model_rates(&m, 2, rate);
        lk_buckets_insert(&m.buckets, 0, 0);
        double height = 0.0, sum = 0.0, at_ground = 0.0, at_three = 0.0;
        const double until = 3e5;
        for (bool more = true; more;) {
            const double before = lk_clock_now(&m.clock);
            more = model_step(&m, until);
            const double stay = lk_clock_now(&m.clock) - before;
            sum += stay * height;
            at_ground += stay * (height == 0.0);
            at_three += stay * (height == 3.0);
            height += height == 0.0 || lk_rng_unit(&m.rng) < up / (up + down) ? 1.0 : -1.0;
            model_put(&m, 0, height > 0.0);
        }
        tally_add(&mean, sum / until);
        tally_add(&ground, at_ground / until);
        tally_add(&third, at_three / until);
        model_free(&m);
    }
    verify_tally("1", "one-site height walk: mean", &mean, rho / (1 - rho));
    verify_tally("1", "one-site height walk: P(0)", &ground, 1 - rho);
    verify_tally("1", "one-site height walk: P(3)", &third, (1 - rho) * rho * rho * rho);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("rate", "stale", "reverse");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_times),      cmocka_unit_test(channel_choice),
        cmocka_unit_test(counts_are_poisson), cmocka_unit_test(immigration_death),
        cmocka_unit_test(langmuir),           cmocka_unit_test(height_walk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
