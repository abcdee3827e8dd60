// Growing fronts and jamming (reference-values.md, section 3): ballistic deposition, single-step growth in
// 1+1 and 2+1, random sequential adsorption. 9 rows, false-alarm rate below 6e-4. Mutants: stale, blind (a
// neighbour unseen), rate.
#include "verify.h"

// --- ballistic deposition, nearest-neighbour sticking
// ----------------------------------------------------------------

static double front(const int *height, uint32_t n) {
    double sum = 0.0;
    for (uint32_t i = 0; i < n; i++) sum += height[i];
    return sum / n;
}

// Mean height at each of `count` times (in arrivals per column).
static void ballistic(const lk_lattice *lattice, int directions, uint32_t seed, const double times[],
                      int count, double heights[]) {
    const uint32_t n = lattice->sites;
    int *height = calloc(n, sizeof *height);
    model m;
    model_init(&m, n, 1, 200 + (uint64_t)directions, seed);
    model_rates(&m, 1, (double[]){1.0});
    for (uint32_t i = 0; i < n; i++) lk_buckets_insert(&m.buckets, i, 0);
    if (mutant("blind")) directions -= 1;
    for (int k = 0; k < count; k++) {
        while (model_step(&m, times[k])) {
            int top = height[m.site] + 1;
            for (int d = 0; d < directions; d++) {
                const int beside = height[lk_lattice_neighbour(lattice, m.site, d)];
                if (beside > top) top = beside;
            }
            height[m.site] = top;
        }
        heights[k] = front(height, n);
    }
    model_free(&m);
    free(height);
}

static void ballistic_speed(void **state) {
    (void)state;
    lk_lattice line, square;
    lattice_make(&line, "sc6", 16384, 1, 1, true);
    lattice_make(&square, "sc6", 512, 512, 1, true);
    double h[2], plane[3];
    tally speed = {0};
    for (uint32_t s = 0; s < 6; s++) {
        ballistic(&line, 2, s, (double[]){1000.0, 2000.0}, 2, h);
        tally_add(&speed, (h[1] - h[0]) / 1000.0);
    }
    ballistic(&square, 4, 0, (double[]){100.0, 200.0, 400.0}, 3, plane);
    lk_lattice_free(&line);
    lk_lattice_free(&square);
    // 1e-3: the speed relaxes as t^(-2/3), and the window is an earlier one than the reference's.
    verify_tally_with("3", "ballistic deposition 1+1, L = 16384: front speed", &speed, 2.1372, 1e-3);
    // The references come without an error, so they are compared within 0.5 %. (A loop of fifteen lines
    // without the event engine gives 3.2468, 3.3209 and 3.3285.)
    verify_exact("3", "ballistic deposition 2+1, L = 512: speed, t 0-100", plane[0] / 100.0, 3.2431,
                 0.005 * 3.24);
    verify_exact("3", "ballistic deposition 2+1, L = 512: speed, t 100-200", (plane[1] - plane[0]) / 100.0,
                 3.3066, 0.005 * 3.31);
    verify_exact("3", "ballistic deposition 2+1, L = 512: speed, t 200-400", (plane[2] - plane[1]) / 200.0,
                 3.3252, 0.005 * 3.33);
    verify_done();
}

// --- random sequential adsorption
// --------------------------------------------------------------------------------------

static void hard_squares(void **state) {
    (void)state;
    enum { edge = 256 };
    lk_lattice square;
    lattice_make(&square, "sc6", edge, edge, 1, true);
    tally jammed = {0};
    for (uint32_t s = 0; s < 40; s++) {
        model m;
        model_init(&m, edge * edge, 1, 220, s);
        model_rates(&m, 1, (double[]){1.0});
        for (uint32_t i = 0; i < edge * edge; i++) lk_buckets_insert(&m.buckets, i, 0);
        double covered = 0.0;
        while (lk_buckets_total(&m.buckets) > 0.0) {
            model_step(&m, INFINITY);
            covered += 1.0;
            const uint32_t site = m.site;
            lk_buckets_move(&m.buckets, site, LK_NO_CLASS);
            for (int d = 0; d < 4; d++) model_put(&m, lk_lattice_neighbour(&square, site, d), LK_NO_CLASS);
        }
        tally_add(&jammed, covered / (edge * edge));
        model_free(&m);
    }
    lk_lattice_free(&square);
    verify_tally_with("3", "RSA, nearest-neighbour exclusion, square: jamming", &jammed, 0.36405, 5e-5);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("rate", "stale", "blind");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ballistic_speed),
        cmocka_unit_test(hard_squares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
