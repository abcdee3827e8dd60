// Accelerated against exact where exact is possible: a flat ZnO(020)-like substrate of 24 x 24 cells at 0.25
// layers, for three ratios of substrate hops to arrivals, with the fastest pairs brought down to a tenth of a
// substrate hop.
//
// Stated bias: nucleation limited by diffusion goes as (h/F)^(-1/3), so a factor s on the hops may raise the
// number of islands by s^(-1/3) = 2.2 at most; coverage of the first layer and roughness within 5 % and 0.03
// nm. The measured bias of each is printed with its error. Equilibrium has no bias at all: the adatom row
// compares to the exact expansion in test_electrochemistry.c with the cap on. 9 rows. Mutants: one-way cap,
// stale.
#include "atoms.h"

#include "likmc/atom.h"

enum { seeds = 20, edge = 24 };

static lk_atom_observed deposit(double ratio, bool capped, uint32_t seed) {
    lk_atomistic_setup setup = atoms_plain("bcc14", edge, edge, 8);
    const double hop = 2e12 * exp(-0.45 / kT_eV), arrivals = hop / ratio;
    for (int i = 0; i < 4; i++) setup.kinetics.lithium_eV[i] = 0.45;
    setup.kinetics.cap = capped ? 0.1 * hop : 0.0;
    // Arrivals only: alpha = 0 makes reduction independent of the site, and far below equilibrium nothing
    // leaves.
    setup.kinetics.alpha = 0.0;
    setup.kinetics.exchange = arrivals;
    setup.overpotential = -2.5;
    setup.seed = 95;
    setup.replica = seed;
    lk_atomistic model;
    atoms_make(&model, &setup);
    lk_atomistic_slab(&model, ZNO_020, 1.9 * setup.lattice_constant);
    lk_atomistic_ready(&model);
    lk_atom_frame frame;
    assert_int_equal(lk_atom_frame_init(&frame, &model, NULL), LK_OK);
    while (model.atoms < frame.sites[1] / 4) lk_atomistic_step(&model, INFINITY);
    lk_atom_observed seen;
    lk_atom_observe(&frame, &model, &seen);
    lk_atom_frame_free(&frame);
    lk_atomistic_free(&model);
    return seen;
}

// `bias` is exact in the sense of its error: the row passes if it is within the allowance by less than 4
// errors.
static void bias_row(const char *what, double ratio, const tally *exact, const tally *fast, double low,
                     double high) {
    const double bias = fast->mean - exact->mean, error = hypot(tally_error(exact), tally_error(fast));
    char row[128];
    snprintf(row, sizeof row, "acceleration, D/F %g: %s, accelerated - exact (+- %.2g)", ratio, what, error);
    const double beyond = fmax(bias - high, low - bias) / error;
    verify_report("A", row, bias, 0.0, fmax(beyond, 0.0), beyond < 4.0);
}

static void accelerated_against_exact(void **state) {
    (void)state;
    const double ratios[3] = {1e3, 3e3, 1e4};
    for (int k = 0; k < 3; k++) {
        tally islands[2] = {{0}}, layer[2] = {{0}}, rough[2] = {{0}};
        for (uint32_t s = 0; s < seeds; s++)
            for (int capped = 0; capped < 2; capped++) {
                const lk_atom_observed o = deposit(ratios[k], capped, s);
                tally_add(&islands[capped], (double)o.islands);
                tally_add(&layer[capped], o.coverage[1]);
                tally_add(&rough[capped], o.roughness * 1e9);
            }
        printf("exact islands %.3g, first layer %.4g, roughness %.3g nm\n", islands[0].mean, layer[0].mean,
               rough[0].mean);
        bias_row("islands", ratios[k], &islands[0], &islands[1], 0.0, 2.2 * islands[0].mean);
        bias_row("first layer", ratios[k], &layer[0], &layer[1], -0.05 * layer[0].mean, 0.05 * layer[0].mean);
        bias_row("roughness (nm)", ratios[k], &rough[0], &rough[1], -0.03, 0.03);
    }
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("one-way cap");
    const struct CMUnitTest tests[] = {cmocka_unit_test(accelerated_against_exact)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
