// Smoothing of a sinusoidal profile by surface diffusion (Mullins, J. Appl. Phys. 30, 77 (1959),
// doi 10.1063/1.1734979; reference-values.md, section 3). A solid-on-solid chain, E/kT = s/2 sum (h_i -
// h_j)^2; a particle leaves column i for either neighbour at rate w_i/2, w_i = exp(-(E without it - E)/kT).
// In local equilibrium <w> = exp(mu/kT) exactly, and the stiffness is kT/var(h_i - h_j), so amplitudes decay
// at rate B Q^4, B = 1/(2 var), Q^2 = 2 - 2 cos q. Classes are local curvatures. 4 rows, false-alarm rate
// below 3e-4. Mutants: stale, rate (20 % too fast: B is known to 2 %).
#include "verify.h"

static const double s_per_kT = 1.0, pi = 3.14159265358979323846;
enum { offset = 64, classes = 2 * offset, longest = 64 };

typedef struct chain {
    model m;
    uint32_t n;
    int height[longest];
} chain;

static int curvature(const chain *c, uint32_t i) {
    return 2 * c->height[i] - c->height[(i + c->n - 1) % c->n] - c->height[(i + 1) % c->n];
}

static double variance_of_steps(void) {
    double norm = 0.0, sum = 0.0;
    for (int k = -40; k <= 40; k++) {
        norm += exp(-0.5 * s_per_kT * k * k);
        sum += k * k * exp(-0.5 * s_per_kT * k * k);
    }
    return sum / norm;
}

static double mode(const chain *c) {
    double sum = 0.0;
    for (uint32_t i = 0; i < c->n; i++) sum += c->height[i] * cos(2.0 * pi * i / c->n);
    return 2.0 * sum / c->n;
}

// Amplitude of the mode at the start, and after the time that should bring it to 1/e.
static void decay(uint32_t n, double amplitude, double until, uint32_t seed, double *before, double *after) {
    chain c = {.n = n};
    model_init(&c.m, n, classes, 240 + n, seed);
    for (int k = 0; k < classes; k++)
        lk_buckets_set_rate(&c.m.buckets, (uint32_t)k,
                            (mutant("rate") ? 1.2 : 1.0) * exp(s_per_kT * (k - offset - 1)));
    for (uint32_t i = 0; i < n; i++) // rounded at random, so that the mean profile is the cosine
        c.height[i] = (int)floor(amplitude * cos(2.0 * pi * i / n) + lk_rng_unit(&c.m.rng));
    for (uint32_t i = 0; i < n; i++)
        lk_buckets_insert(&c.m.buckets, i, (uint32_t)(curvature(&c, i) + offset));
    *before = mode(&c);
    while (model_step(&c.m, until)) {
        const uint32_t from = c.m.site, to = (from + (lk_rng_below(&c.m.rng, 2) ? 1 : n - 1)) % n;
        c.height[from]--;
        c.height[to]++;
        const uint32_t low = (from + n - 2) % n;
        for (uint32_t k = 0; k < 5; k++) {
            const uint32_t i = (low + k) % n;
            if (mutant("stale") && i != from && lk_rng_below(&c.m.rng, 3) == 0) continue;
            lk_buckets_move(&c.m.buckets, i, (uint32_t)(curvature(&c, i) + offset));
        }
    }
    *after = mode(&c);
    model_free(&c.m);
}

static void sinusoidal_decay(void **state) {
    (void)state;
    const double B = 0.5 / variance_of_steps();
    const struct { uint32_t n, seeds; } cases[3] = {{16, 12000}, {24, 3000}, {32, 1200}};
    double rate[3], error[3], q[3];
    for (int k = 0; k < 3; k++) {
        const uint32_t n = cases[k].n;
        q[k] = sqrt(2.0 - 2.0 * cos(2.0 * pi / n));
        const double until = 1.0 / (B * pow(q[k], 4.0)), amplitude = 0.18 / (q[k] * q[k]); // mu/kT = 0.18
        tally before = {0}, after = {0};
        for (uint32_t s = 0; s < cases[k].seeds; s++) {
            double a, b;
            decay(n, amplitude, until, s, &a, &b);
            tally_add(&before, a);
            tally_add(&after, b);
        }
        rate[k] = log(before.mean / after.mean) / until;
        error[k] = tally_error(&after) / after.mean / until;
        char row[64];
        snprintf(row, sizeof row, "Mullins: B from wavelength %u (exp(-B q^4 t))", n);
        const double scale = pow(q[k], -4.0);
        // 1 %: the third order of exp(mu/kT) and the start out of local equilibrium.
        verify_z("3", row, rate[k] * scale, hypot(error[k] * scale, 0.01 * B), B);
    }
    const double span = log(q[0] / q[2]), slope = log(rate[0] / rate[2]) / span;
    const double off = hypot(error[0] / rate[0], error[2] / rate[2]) / span;
    verify_z("3", "Mullins: exponent of q", slope, off, 4.0);
    verify_exact("3", "Mullins: exponent of q, within 0.1", slope, 4.0, 0.1);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("stale", "rate");
    const struct CMUnitTest tests[] = {cmocka_unit_test(sinusoidal_decay)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
