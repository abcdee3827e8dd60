// Rows of the verification table, mutants, and a minimal model on the product's own event engine.
//
// A row prints one line "VERIFY<tab>section<tab>row<tab>value<tab>reference<tab>z or deviation<tab>verdict",
// which scripts/verify.sh collects. Every statistical row is two-sided at |z| < 4, a false-alarm rate of
// 6.3e-5 a row (for Gaussian errors); a file of r rows raises a false alarm with probability below
// r * 6.3e-5. Seeds are fixed, so a file that passes once passes always.
//
// Mutants: the environment variable LIKMC_MUTANT names one fault, which the model then contains; the word
// "list" prints the mutants of a file instead of running it. scripts/mutants.sh shows that each is caught.
#ifndef LIKMC_TESTS_VERIFY_H
#define LIKMC_TESTS_VERIFY_H

#include "support.h"

#include "likmc/buckets.h"
#include "likmc/clock.h"
#include "likmc/lattice.h"
#include "likmc/rng.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNUSED __attribute__((unused))

// --- rows
// ----------------------------------------------------------------------------------------------------

static int verify_failures;

static UNUSED bool verify_report(const char *section, const char *row, double value, double reference,
                                 double deviation, bool good) {
    printf("VERIFY\t%s\t%s\t%.8g\t%.8g\t%.3g\t%s\n", section, row, value, reference, deviation,
           good ? "pass" : "FAIL");
    fflush(stdout);
    verify_failures += !good;
    return good;
}

// |value - reference| < 4 standard errors.
static UNUSED bool verify_z(const char *section, const char *row, double value, double error,
                            double reference) {
    const double z = (value - reference) / error;
    return verify_report(section, row, value, reference, z, fabs(z) < 4.0);
}

// |value - reference| <= tolerance; the deviation reported is in units of the tolerance.
static UNUSED bool verify_exact(const char *section, const char *row, double value, double reference,
                                double tolerance) {
    const double off = (value - reference) / (tolerance > 0 ? tolerance : 1.0);
    return verify_report(section, row, value, reference, off, fabs(value - reference) <= tolerance);
}

// To be called at the end of each test function.
static UNUSED void verify_done(void) {
    const int failures = verify_failures;
    verify_failures = 0;
    assert_int_equal(failures, 0);
}

// --- statistics
// ------------------------------------------------------------------------------------------------

// Mean and spread of independent values (Welford).
typedef struct tally {
    double n, mean, squares;
} tally;

static UNUSED void tally_add(tally *t, double x) {
    const double delta = x - t->mean;
    t->n += 1.0;
    t->mean += delta / t->n;
    t->squares += delta * (x - t->mean);
}

static UNUSED double tally_variance(const tally *t) { return t->squares / (t->n - 1.0); }
static UNUSED double tally_error(const tally *t) { return sqrt(tally_variance(t) / t->n); }

static UNUSED bool verify_tally(const char *section, const char *row, const tally *t, double reference) {
    return verify_z(section, row, t->mean, tally_error(t), reference);
}

// The same against a reference that has a standard error of its own.
static UNUSED bool verify_tally_with(const char *section, const char *row, const tally *t, double reference,
                                     double reference_error) {
    return verify_z(section, row, t->mean, hypot(tally_error(t), reference_error), reference);
}

// Normal quantile equivalent to chi-square with f degrees of freedom (Wilson and Hilferty 1931).
static UNUSED double chi_square_z(double chi_square, double f) {
    return (cbrt(chi_square / f) - (1.0 - 2.0 / (9.0 * f))) / sqrt(2.0 / (9.0 * f));
}

static int compare_doubles(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Kolmogorov-Smirnov statistic sqrt(n) D of x[n] against Exp(1); sorts x. P(> 2.30) = 5e-5 (two-sided).
static UNUSED double ks_exponential(double *x, size_t n) {
    double d = 0.0;
    qsort(x, n, sizeof *x, compare_doubles);
    for (size_t i = 0; i < n; i++) {
        const double f = -expm1(-x[i]);
        d = fmax(d, fmax(f - (double)i / (double)n, (double)(i + 1) / (double)n - f));
    }
    return d * sqrt((double)n);
}

// --- mutants
// ---------------------------------------------------------------------------------------------------

// True if the fault of that name is switched on.
static UNUSED bool mutant(const char *name) {
    const char *wanted = getenv("LIKMC_MUTANT");
    return wanted && strcmp(wanted, name) == 0;
}

// First thing in main: with LIKMC_MUTANT=list print the names and leave.
#define VERIFY_MUTANTS(...)                                                                                  \
    do {                                                                                                     \
        const char *names[] = {__VA_ARGS__};                                                                 \
        if (mutant("list")) {                                                                                \
            for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) printf("%s\n", names[i]);            \
            return 0;                                                                                        \
        }                                                                                                    \
    } while (0)

// --- a model on lk_buckets, lk_clock and lk_rng
// ------------------------------------------------------------------

// Few classes are summed and searched in one go, many by a tree. LIKMC_SELECTOR=tree adds so many empty ones
// that all models use a tree of three levels; every row has to come out the same to the last digit.
static UNUSED uint32_t verify_padding(void) {
    const char *selector = getenv("LIKMC_SELECTOR");
    return selector && strcmp(selector, "tree") == 0 ? LK_BUCKETS_FAN * LK_BUCKETS_FAN + 1 : 0;
}

typedef struct model {
    lk_buckets buckets;
    lk_clock clock;
    lk_rng rng;
    uint32_t site, class; // of the last event
} model;

static UNUSED void model_init(model *m, uint32_t sites, uint32_t classes, uint64_t seed, uint32_t replica) {
    *m = (model){0};
    assert_int_equal(lk_buckets_init(&m->buckets, sites, classes + verify_padding(), sites, NULL), LK_OK);
    lk_rng_stream(&m->rng, seed, replica, 0);
}

static UNUSED void model_free(model *m) { lk_buckets_free(&m->buckets); }

// The mutant "rate" makes the last class whose rate is set 3 % too fast.
static UNUSED void model_rates(model *m, uint32_t classes, const double rate[]) {
    for (uint32_t c = 0; c < classes; c++)
        lk_buckets_set_rate(&m->buckets, c, rate[c] * (c + 1 == classes && mutant("rate") ? 1.03 : 1.0));
}

// The mutant "stale" forgets one change of class in thirty.
static UNUSED void model_put(model *m, uint32_t site, uint32_t class) {
    if (mutant("stale") && lk_rng_below(&m->rng, 30) == 0) return;
    lk_buckets_move(&m->buckets, site, class);
}

// Choose the next event and let its waiting time pass. False: nothing can happen before `until`, where the
// clock then stands (the process has no memory, so the event drawn is dropped).
static UNUSED bool model_step(model *m, double until) {
    const double total = lk_buckets_total(&m->buckets);
    const double wait = total > 0.0 ? lk_rng_exponential(&m->rng) / total : INFINITY;
    if (lk_clock_now(&m->clock) + wait > until) {
        lk_clock_add(&m->clock, until - lk_clock_now(&m->clock));
        return false;
    }
    lk_clock_add(&m->clock, wait);
    m->site = lk_buckets_select(&m->buckets, &m->rng, &m->class);
    return true;
}

static UNUSED void lattice_make(lk_lattice *lattice, const char *kind, uint32_t nx, uint32_t ny, uint32_t nz,
                                bool open_z) {
    const uint32_t cells[3] = {nx, ny, nz};
    const bool periodic[3] = {true, ny > 1, nz > 1 && !open_z};
    assert_int_equal(lk_lattice_init(lattice, lk_lattice_find(kind), cells, periodic, NULL), LK_OK);
}

#endif
