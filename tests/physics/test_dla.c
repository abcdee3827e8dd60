// Diffusion-limited aggregation on the square lattice (reference-values.md, section 3): fractal dimension
// from the radius of gyration. The reference is an interval, 1.62-1.75; the row reports its middle. Mutant:
// inside (walkers start within the cluster, too).
#include "verify.h"

enum { edge = 1024, particles = 10000 };

// From the edge of the cluster outwards a walker takes one long step to a circle about itself that does not
// meet the cluster: where it leaves that circle is uniform. Beyond 50 radii it starts anew.
static bool walk(const lk_lattice *square, const uint8_t *taken, double radius, lk_rng *rng, uint32_t *end) {
    const double pi = 3.14159265358979323846, middle = edge / 2, start = radius + 4.0;
    const double angle = 2.0 * pi * lk_rng_unit(rng);
    const double from = mutant("inside") ? start * lk_rng_unit(rng) : start;
    double x = middle + from * cos(angle), y = middle + from * sin(angle);
    if (taken[lk_lattice_site(square, (uint32_t)lround(x), (uint32_t)lround(y), 0, 0)]) return false;
    for (;;) {
        const double out = hypot(x - middle, y - middle);
        if (out > 50.0 * start) return false;
        if (out > start + 4.0) {
            const double turn = 2.0 * pi * lk_rng_unit(rng);
            x += (out - start) * cos(turn);
            y += (out - start) * sin(turn);
            continue;
        }
        uint32_t site = lk_lattice_site(square, (uint32_t)lround(x), (uint32_t)lround(y), 0, 0);
        for (int hop = 0; hop < 64; hop++) {
            bool touches = false;
            for (int d = 0; d < 4; d++) touches |= taken[lk_lattice_neighbour(square, site, d)];
            if (touches) {
                *end = site;
                return true;
            }
            const int d = (int)lk_rng_below(rng, 4);
            site = lk_lattice_neighbour(square, site, d);
            uint32_t cell[3];
            lk_lattice_cell(square, site, cell);
            x = cell[0];
            y = cell[1];
            if (hypot(x - middle, y - middle) > start + 4.0) break;
        }
    }
}

static double dimension_of(uint32_t seed) {
    lk_lattice square;
    lattice_make(&square, "sc6", edge, edge, 1, true);
    uint8_t *taken = calloc(square.sites, 1);
    lk_rng rng;
    lk_rng_stream(&rng, 230, seed, 0);
    double radius = 1.0, sum[2] = {edge / 2, edge / 2}, squares = 0.5 * edge * edge, early = 0.0,
           gyration = 0.0;
    taken[lk_lattice_site(&square, edge / 2, edge / 2, 0, 0)] = 1;
    for (int n = 1; n < particles;) {
        uint32_t site, cell[3];
        if (!walk(&square, taken, radius, &rng, &site)) continue;
        taken[site] = 1;
        n++;
        lk_lattice_cell(&square, site, cell);
        radius = fmax(radius, hypot((double)cell[0] - edge / 2, (double)cell[1] - edge / 2));
        for (int axis = 0; axis < 2; axis++) {
            sum[axis] += cell[axis];
            squares += (double)cell[axis] * cell[axis];
        }
        gyration = sqrt(squares / n - (sum[0] * sum[0] + sum[1] * sum[1]) / ((double)n * n));
        if (n == particles / 20) early = gyration;
    }
    free(taken);
    lk_lattice_free(&square);
    return log(20.0) / log(gyration / early);
}

static void fractal_dimension(void **state) {
    (void)state;
    tally dimension = {0};
    for (uint32_t s = 0; s < 7; s++) tally_add(&dimension, dimension_of(s));
    verify_exact("3", "DLA 2-D, 1e4 particles: fractal dimension 1.62-1.75", dimension.mean, 1.685, 0.065);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("inside");
    const struct CMUnitTest tests[] = {cmocka_unit_test(fractal_dimension)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
