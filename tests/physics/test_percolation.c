// Thresholds of site percolation (reference-values.md, section 3) from the cluster labelling.
//
// At the threshold the probability that a cluster wraps around a given axis of a periodic box is universal:
// 0.52106 for a square (Newman and Ziff, PRL 85, 4104 (2000), doi 10.1103/PhysRevLett.85.4104, after Pinson),
// 0.25780 for a cube (Wang et al., PRE 87, 052107 (2013), doi 10.1103/PhysRevE.87.052107). So the threshold
// is estimated as the p at which the measured probability has that value: one Newton step from the reference,
// with the slope measured on the same random numbers; and the step has to be within 4 standard errors of
// nothing. Finite size shifts the probability by less than a standard error here.
//
// 3 rows, false-alarm rate below 2e-4. Mutants: miss (one occupied site in fifty goes unseen), bond (the
// first neighbour is no neighbour).
#include "likmc/clusters.h"
#include "verify.h"

typedef struct percolation {
    const char *row, *kind;
    uint32_t n, nz, replicas;
    double threshold, wrapping;
} percolation;

static const percolation cases[] = {
    {"site percolation, square", "sc6", 64, 1, 2500, 0.592746, 0.52106},
    {"site percolation, simple cubic", "sc6", 20, 20, 1500, 0.311608, 0.25780},
    {"site percolation, bcc", "bcc8", 16, 16, 1500, 0.245961, 0.25780},
};

typedef struct scratch {
    lk_lattice lattice;
    double *height; // a site is occupied if p is above its height
    uint8_t *occupied;
    uint32_t *labels;
} scratch;

static void fill(scratch *s, lk_rng *rng) {
    for (uint32_t i = 0; i < s->lattice.sites; i++) s->height[i] = lk_rng_unit(rng);
}

// Share of the periodic axes that a cluster wraps around.
static double wrapping(scratch *s, double p) {
    for (uint32_t i = 0; i < s->lattice.sites; i++)
        s->occupied[i] = s->height[i] < (mutant("miss") ? 0.98 * p : p);
    lk_clusters found;
    assert_int_equal(lk_clusters_label(&s->lattice, s->occupied, s->labels, &found, NULL), LK_OK);
    int axes = 0, wrapped = 0;
    for (int k = 0; k < 3; k++) {
        axes += s->lattice.periodic[k];
        wrapped += s->lattice.periodic[k] && found.wraps[k];
    }
    return (double)wrapped / axes;
}

static void scratch_make(scratch *s, const percolation *c) {
    lattice_make(&s->lattice, c->kind, c->n, c->n, c->nz, false);
    if (mutant("bond")) // every row of the table loses its first pair of directions
        for (uint32_t k = 0; k < s->lattice.kind->basis * 64u; k++)
            s->lattice.offset[k * (uint32_t)s->lattice.kind->neighbours] = LK_NO_OFFSET;
    s->height = malloc(s->lattice.sites * sizeof *s->height);
    s->occupied = malloc(s->lattice.sites);
    s->labels = malloc(s->lattice.sites * sizeof *s->labels);
    assert_true(s->height && s->occupied && s->labels);
}

static void scratch_free(scratch *s) {
    lk_lattice_free(&s->lattice);
    free(s->height);
    free(s->occupied);
    free(s->labels);
}

static void thresholds(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const percolation *c = &cases[i];
        const double width = 0.01 * c->threshold;
        scratch s;
        scratch_make(&s, c);
        tally at = {0}, slope = {0};
        for (uint32_t k = 0; k < c->replicas; k++) {
            lk_rng rng;
            lk_rng_stream(&rng, 40 + i, k, 0);
            fill(&s, &rng);
            tally_add(&at, wrapping(&s, c->threshold));
            if (k % 4 == 0)
                tally_add(&slope, (wrapping(&s, c->threshold + width) - wrapping(&s, c->threshold - width)) /
                                      (2.0 * width));
        }
        const double p = c->threshold + (c->wrapping - at.mean) / slope.mean;
        verify_z("3", c->row, p, tally_error(&at) / slope.mean, c->threshold);
        scratch_free(&s);
    }
    verify_done();
}

// A ring and a chain in a box: the ring wraps along x, the chain that ends one site short along y does not.
static void known_clusters(void **state) {
    (void)state;
    lk_lattice lattice;
    lattice_make(&lattice, "sc6", 5, 6, 4, true);
    uint8_t occupied[5 * 6 * 4] = {0};
    uint32_t labels[5 * 6 * 4];
    for (uint32_t y = 0; y < 5; y++) occupied[lk_lattice_site(&lattice, 1, y, 0, 0)] = 1;
    for (uint32_t x = 0; x < 5; x++) occupied[lk_lattice_site(&lattice, x, 3, 2, 0)] = 1;
    occupied[lk_lattice_site(&lattice, 4, 5, 3, 0)] = 1;
    lk_clusters found;
    assert_int_equal(lk_clusters_label(&lattice, occupied, labels, &found, NULL), LK_OK);
    assert_int_equal(found.count, 3);
    assert_true(found.wraps[0] && !found.wraps[1] && !found.wraps[2]);
    assert_int_equal(labels[0], 0);
    assert_int_equal(labels[lk_lattice_site(&lattice, 1, 4, 0, 0)], 1);
    assert_int_equal(labels[lk_lattice_site(&lattice, 4, 3, 2, 0)], 2);
    assert_int_equal(labels[lk_lattice_site(&lattice, 4, 5, 3, 0)], 3);
    lk_lattice_free(&lattice);
}

int main(void) {
    VERIFY_MUTANTS("miss", "bond");
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_clusters), cmocka_unit_test(thresholds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
