// Accelerated against exact where exact is possible: carbon, 40 x 40 sites, plated at a given current until
// 0.25 layers, islands forming out of adatoms that come and go as in the shipped cases; three ratios of hops
// on the substrate to arrivals at a site.
//
// Stated before any run. (1) What acceleration can do to the number of islands N is shorten the way of
// adatoms, as a lower ratio D/F would: N grows as (D/F)^-chi, chi = i/(i + 2) (Venables 1973), and with
// critical nuclei of three atoms at most 1 <= N/N_exact <= s^(-3/5), s being the mean factor of the hops of
// lone adatoms, which every run reports. (2) A pair of states is done A times between two arrivals at its
// site, so the deviation from quasi-equilibrium is 1/A a pair; over the
// 3 sqrt(m) pairs or so at the edge of an island of m = 100 atoms, 30/A of the first layer and of the
// roughness. With A above D/F nothing is slowed down and the run is exact. Rows: bias beyond the statement in
// units of its error, |z| < 4. 24 seeds; false alarms below 1e-3.
//
// That the rows can tell: at A = 10 the bias in N has to be seen, above 3 errors. Mutant: one-way cap (only
// one partner of a pair is slowed down).
#include "atoms.h"

#include "likmc/atom.h"

enum { seeds = 24, edge = 40 };

typedef struct findings {
    tally islands, layer, rough, slowed;
} findings;

static void deposit(double ratio, double accuracy, uint32_t seed, findings *found) {
    lk_atomistic_setup setup = atoms_plain("bcc14", edge, edge, 10);
    const double hop = 2e12 * exp(-0.45 / kT_eV), arrivals = hop / ratio;
    // Barriers as on ZnO(020) everywhere, so that the exact run ends.
    for (int i = 0; i < 4; i++) setup.kinetics.lithium_eV[i] = 0.45;
    setup.type[CNT].E_mig_eV = 0.45;
    setup.kinetics.cap = accuracy * arrivals;
    setup.kinetics.exchange = 20.0 * arrivals;
    setup.control = LK_ATOMISTIC_CURRENT;
    setup.current = arrivals * edge * edge;
    setup.capacitance = edge * edge;
    setup.seed = 95;
    setup.replica = seed;
    lk_atomistic model;
    atoms_make(&model, &setup);
    lk_atomistic_slab(&model, CNT, 1.9 * setup.lattice_constant);
    lk_atomistic_ready(&model);
    lk_atom_frame frame;
    assert_int_equal(lk_atom_frame_init(&frame, &model, NULL), LK_OK);
    while (model.atoms < frame.sites[1] / 4) lk_atomistic_step(&model, INFINITY);
    lk_atom_observed seen;
    lk_atom_observe(&frame, &model, &seen);
    tally_add(&found->islands, (double)seen.islands);
    tally_add(&found->layer, seen.coverage[1]);
    tally_add(&found->rough, seen.roughness * 1e9);
    tally_add(&found->slowed, model.slowed[LK_KINETIC_LONE] / (double)model.hops_done[LK_KINETIC_LONE]);
    lk_atom_frame_free(&frame);
    lk_atomistic_free(&model);
}

static findings deposit_all(double ratio, double accuracy) {
    findings found = {0};
    for (uint32_t s = 0; s < seeds; s++) deposit(ratio, accuracy, s, &found);
    return found;
}

// The row passes if the bias is within what was stated, low to high, or beyond by less than 4 of its errors.
static void bias_row(const char *what, double ratio, double accuracy, const tally *exact, const tally *fast,
                     double low, double high) {
    const double bias = fast->mean - exact->mean, error = hypot(tally_error(exact), tally_error(fast));
    char row[160];
    snprintf(row, sizeof row,
             "acceleration, D/F %g, A = %g: %s %.3g exact, bias (+- %.2g, stated %.2g to %.2g)", ratio,
             accuracy, what, exact->mean, error, low, high);
    const double beyond = fmax(fmax(bias - high, low - bias) / error, 0.0);
    verify_report("A", row, bias, 0.0, beyond, beyond < 4.0);
}

static void islands_row(double ratio, double accuracy, const findings *exact, const findings *fast) {
    const double most = exact->islands.mean * expm1(-0.6 * fast->slowed.mean);
    bias_row("islands", ratio, accuracy, &exact->islands, &fast->islands, 0.0, most);
}

static void accelerated_against_exact(void **state) {
    (void)state;
    const double ratios[3] = {1e3, 1e4, 1e5}, shipped = 200.0;
    for (int k = 0; k < 3; k++) {
        const findings exact = deposit_all(ratios[k], 0.0), fast = deposit_all(ratios[k], shipped);
        const double layer = 30.0 / shipped * exact.layer.mean, rough = 30.0 / shipped * exact.rough.mean;
        islands_row(ratios[k], shipped, &exact, &fast);
        bias_row("first layer", ratios[k], shipped, &exact.layer, &fast.layer, -layer, layer);
        bias_row("roughness (nm)", ratios[k], shipped, &exact.rough, &fast.rough, -rough, rough);
        verify_report("A", "acceleration: mean factor of lone adatoms' hops, at A = 200",
                      exp(fast.slowed.mean), 1.0, 0.0, true);
        if (k < 2) continue;
        findings poor = {0};
        for (int p = 2; p >= 0; p--) { // factors of 1000, 100, 10 below the rows above
            const double accuracy = 10.0 * pow(0.1, p);
            poor = deposit_all(ratios[k], accuracy);
            islands_row(ratios[k], accuracy, &exact, &poor);
        }
        const double error = hypot(tally_error(&exact.islands), tally_error(&poor.islands));
        const double z = (poor.islands.mean - exact.islands.mean) / error;
        verify_report("A", "acceleration: the bias of A = 10 at D/F 1e5 is seen, in errors (above 3)", z, 3.0,
                      z - 3.0, z > 3.0);
    }
    verify_done();
}

// The bias goes away altogether: with A above D/F the trajectory is that of the exact run, to the last bit.
static void exact_in_the_limit(void **state) {
    (void)state;
    findings exact = {0}, same = {0};
    for (uint32_t s = 0; s < 4; s++) {
        deposit(1e3, 0.0, s, &exact);
        deposit(1e3, 1e5, s, &same);
    }
    verify_exact("A", "acceleration, A above D/F: roughness, off the exact run (nm)", same.rough.mean,
                 exact.rough.mean, 0.0);
    verify_exact("A", "acceleration, A above D/F: first layer", same.layer.mean, exact.layer.mean, 0.0);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("one-way cap");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accelerated_against_exact),
        cmocka_unit_test(exact_in_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
