// Lattice gases in equilibrium against full enumeration and Onsager's solution (reference-values.md, section
// 2). Classes are local environments: 2 x (number of occupied neighbours) + occupied. 25 rows, false-alarm
// rate below 2e-3. Mutants: rate (one environment 3 % too fast), reverse (no removal from one environment),
// stale (the class of a neighbour forgotten now and then).
#include "verify.h"

typedef struct gas {
    model m;
    lk_lattice square;
    uint8_t *occupied;
    uint32_t sites, particles;
    double pairs; // occupied neighbour pairs
} gas;

static int neighbours_of(const gas *g, uint32_t site) {
    int n = 0;
    for (int d = 0; d < 4; d++) n += g->occupied[lk_lattice_neighbour(&g->square, site, d)];
    return n;
}

static void classify(gas *g, uint32_t site) {
    lk_buckets_move(&g->m.buckets, site, (uint32_t)(2 * neighbours_of(g, site) + g->occupied[site]));
}

static void flip(gas *g, uint32_t site) {
    const int n = neighbours_of(g, site);
    g->occupied[site] ^= 1;
    g->pairs += g->occupied[site] ? n : -n;
    g->particles += g->occupied[site] ? 1u : (uint32_t)-1;
    classify(g, site);
    for (int d = 0; d < 4; d++) {
        if (mutant("stale") && lk_rng_below(&g->m.rng, 30) == 0) continue;
        classify(g, lk_lattice_neighbour(&g->square, site, d));
    }
}

static void gas_init(gas *g, uint32_t edge, uint64_t seed, uint32_t replica) {
    *g = (gas){.sites = edge * edge};
    lattice_make(&g->square, "sc6", edge, edge, 1, true);
    model_init(&g->m, g->sites, 10, seed, replica);
    g->occupied = calloc(g->sites, 1);
    for (uint32_t i = 0; i < g->sites; i++) classify(g, i);
}

static void gas_free(gas *g) {
    free(g->occupied);
    lk_lattice_free(&g->square);
    model_free(&g->m);
}

// Deposition at rate 1, dissolution at exp(-(mu + n eps)/kT): detailed balance for every environment.
static void open_rates(gas *g, double mu, double eps) {
    for (uint32_t n = 0; n <= 4; n++) {
        lk_buckets_set_rate(&g->m.buckets, 2 * n, mutant("rate") && n == 0 ? 1.03 : 1.0);
        const double leave = exp(-(mu + n * eps));
        lk_buckets_set_rate(&g->m.buckets, 2 * n + 1, mutant("reverse") && n == 1 ? 0.0 : leave);
    }
}

// Heat bath for the up spins (occupied) and the others at temperature T, J = 1: dE of turning up is 8 - 4 n.
// The rates are multiplied by cosh(dE/2T), which keeps detailed balance and weights time, not states.
static void spin_rates(gas *g, double temperature) {
    for (uint32_t n = 0; n <= 4; n++) {
        const double up = 1.0 / (1.0 + exp((8.0 - 4.0 * n) / temperature));
        lk_buckets_set_rate(&g->m.buckets, 2 * n, (mutant("rate") && n == 2 ? 1.03 : 1.0) * up);
        lk_buckets_set_rate(&g->m.buckets, 2 * n + 1, mutant("reverse") && n == 1 ? 0.0 : 1.0 - up);
    }
}

typedef double (*observable)(const gas *g);
static double coverage(const gas *g) { return (double)g->particles / g->sites; }
static double pairs_per_site(const gas *g) { return g->pairs / g->sites; }
// J = 1, s = 2 n - 1: sum over the 2 N bonds of -s s' = -(4 P - 8 M + 2 N).
static double energy(const gas *g) {
    return -(4.0 * g->pairs - 8.0 * g->particles + 2.0 * g->sites) / g->sites;
}
static double magnetisation(const gas *g) { return fabs(2.0 * coverage(g) - 1.0); }

// Time averages of two observables from `relax` to `until`.
static void average(gas *g, double relax, double until, const observable of[2], double mean[2]) {
    mean[0] = mean[1] = 0.0;
    while (model_step(&g->m, relax)) flip(g, g->m.site);
    for (bool more = true; more;) {
        const double before = lk_clock_now(&g->m.clock);
        more = model_step(&g->m, until);
        const double stay = lk_clock_now(&g->m.clock) - before;
        for (int k = 0; k < 2; k++) mean[k] += stay * of[k](g) / (until - relax);
        if (more) flip(g, g->m.site);
    }
}

static void deposition_dissolution(void **state) {
    (void)state;
    const double cases[5][4] = {{-1, 0, .26894142, .14465898},
                                {-2, 1, .5, .65637153},
                                {-3, 1, .07066374, .02286009},
                                {-4, 1, .02052275, .00215255},
                                {-4, 2, .5, .93884507}};
    const observable of[2] = {coverage, pairs_per_site};
    for (int c = 0; c < 5; c++) {
        tally result[2] = {{0}};
        for (uint32_t s = 0; s < 40; s++) {
            gas g;
            gas_init(&g, 4, 60 + (uint64_t)c, s);
            open_rates(&g, cases[c][0], cases[c][1]);
            double mean[2];
            average(&g, 50.0, c == 4 ? 20000.0 : c == 3 ? 10000.0 : 3000.0, of, mean);
            for (int k = 0; k < 2; k++) tally_add(&result[k], mean[k]);
            gas_free(&g);
        }
        char row[96];
        snprintf(row, sizeof row, "deposition/dissolution 4x4, mu %g eps %g: coverage", cases[c][0],
                 cases[c][1]);
        verify_tally("2", row, &result[0], cases[c][2]);
        snprintf(row, sizeof row, "deposition/dissolution 4x4, mu %g eps %g: pairs", cases[c][0],
                 cases[c][1]);
        verify_tally("2", row, &result[1], cases[c][3]);
    }
    verify_done();
}

static void ising_small(void **state) {
    (void)state;
    const double cases[4][3] = {{1.5, -1.95064256, .98617330},
                                {2.0, -1.75538029, .91894327},
                                {2.0 / log(1.0 + sqrt(2.0)), -1.56562379, .84386044},
                                {3.0, -1.01706963, .60129133}};
    const observable of[2] = {energy, magnetisation};
    for (int c = 0; c < 4; c++) {
        tally result[2] = {{0}};
        for (uint32_t s = 0; s < 40; s++) {
            gas g;
            gas_init(&g, 4, 30 + (uint64_t)c, s);
            spin_rates(&g, cases[c][0]);
            double mean[2];
            average(&g, 50.0, 6000.0, of, mean);
            for (int k = 0; k < 2; k++) tally_add(&result[k], mean[k]);
            gas_free(&g);
        }
        char row[96];
        snprintf(row, sizeof row, "Ising 4x4, T %.6g: E/N", cases[c][0]);
        verify_tally("2", row, &result[0], cases[c][1]);
        snprintf(row, sizeof row, "Ising 4x4, T %.6g: mean abs m", cases[c][0]);
        verify_tally("2", row, &result[1], cases[c][2]);
    }
    verify_done();
}

// Infinite lattice: 64 x 64 is long against the correlation length at these temperatures (7 at T = 2.5).
static void ising_onsager(void **state) {
    (void)state;
    const double cases[7][3] = {{1.5, .9864996, -1.9511166}, {1.8, .9568570, -1.8593038},
                                {2.0, .9113194, -1.7455646}, {2.2, .7847551, -1.5464891},
                                {2.5, 0, -1.1060792},        {3.0, 0, -.8173096},
                                {4.0, 0, -.5572722}};
    const observable of[2] = {energy, coverage};
    for (int c = 0; c < 7; c++) {
        tally result[2] = {{0}};
        const uint32_t edge = 64;
        for (uint32_t s = 0; s < 20; s++) {
            gas g;
            gas_init(&g, edge, 40 + (uint64_t)c, s);
            spin_rates(&g, cases[c][0]);
            if (c < 4) // ordered phase: start in it, so that m keeps its sign
                for (uint32_t i = 0; i < g.sites; i++) flip(&g, i);
            else // disordered: start disordered
                for (uint32_t i = 0; i < g.sites; i++)
                    if (lk_rng_below(&g.m.rng, 2)) flip(&g, i);
            for (uint32_t i = 0; i < g.sites; i++) classify(&g, i);
            double mean[2];
            const double relax = c == 3 ? 250.0 : c == 4 ? 150.0 : 40.0;
            average(&g, relax, 5.0 * relax, of, mean);
            tally_add(&result[0], mean[0]);
            tally_add(&result[1], 2.0 * mean[1] - 1.0);
            gas_free(&g);
        }
        char row[96];
        snprintf(row, sizeof row, "Ising, Onsager, T %g: E", cases[c][0]);
        verify_tally("2", row, &result[0], cases[c][2]);
        snprintf(row, sizeof row, "Ising, Yang, T %g: m", cases[c][0]);
        verify_tally("2", row, &result[1], cases[c][1]);
    }
    verify_done();
}

// Exchange at fixed N: an occupied site (class 1) tries a neighbour at the largest rate, and the try is
// accepted with min(1, exp(-dE/kT)): rejection by an upper bound, which leaves the process exact.
static double exchange(uint32_t particles, double eps, uint32_t replica) {
    gas g;
    gas_init(&g, 4, 50, replica);
    for (uint32_t i = 0; i < particles; i++) flip(&g, i);
    for (uint32_t i = 0; i < g.sites; i++) classify(&g, i);
    for (uint32_t n = 0; n <= 4; n++) lk_buckets_set_rate(&g.m.buckets, 2 * n + 1, 4.0);
    const double relax = 20.0, until = 5000.0;
    double sum = 0.0;
    for (bool more = true; more;) {
        const double before = fmax(relax, lk_clock_now(&g.m.clock));
        more = model_step(&g.m, until);
        const double now = lk_clock_now(&g.m.clock);
        if (now > relax) sum += (now - before) * g.pairs;
        if (!more) break;
        const uint32_t to = lk_lattice_neighbour(&g.square, g.m.site, (int)lk_rng_below(&g.m.rng, 4));
        if (g.occupied[to]) continue;
        const int broken = neighbours_of(&g, g.m.site), made = neighbours_of(&g, to) - 1;
        double accept = exp(eps * (made - broken));
        if (mutant("rate") && broken == 2) accept *= 0.97;
        if (mutant("reverse") && broken > made) accept *= 0.9;
        if (lk_rng_unit(&g.m.rng) >= accept) continue;
        const uint32_t from = g.m.site;
        flip(&g, from);
        flip(&g, to);
    }
    gas_free(&g);
    return sum / (until - relax);
}

static void exchange_fixed_number(void **state) {
    (void)state;
    const double cases[5][3] = {{4, 0.0, 1.60000000},
                                {4, 0.5, 2.02139114},
                                {4, 1.0, 2.41952210},
                                {4, 2.0, 3.10097340},
                                {8, 1.0, 8.95358704}};
    for (int c = 0; c < 5; c++) {
        tally pairs = {0};
        for (uint32_t s = 0; s < 40; s++)
            tally_add(&pairs, exchange((uint32_t)cases[c][0], cases[c][1], 100 * (uint32_t)c + s));
        char row[96];
        snprintf(row, sizeof row, "exchange 4x4, N %g eps %g: pairs", cases[c][0], cases[c][1]);
        verify_tally("2", row, &pairs, cases[c][2]);
    }
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("rate", "reverse", "stale");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchange_fixed_number),
        cmocka_unit_test(deposition_dissolution),
        cmocka_unit_test(ising_small),
        cmocka_unit_test(ising_onsager),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
