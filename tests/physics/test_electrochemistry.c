// Nernst, Faraday, equilibrium at eta = 0 (reference-values.md, section 2). The statistical rows, one for
// each substrate, have a false-alarm rate below 4e-4 together. Mutants: rate, reverse, misbooked.
#include "atoms.h"

static const char *const names[] = {"",         "CNT", "O3-CNT", "ZnO(002)", "ZnO(020)",
                                    "ZnO(202)", "Zn",  "LiZn",   "Li2O"};

static const int64_t most = 60000; // events; a run that takes more, as with a mutant, is stopped

static lk_atomistic flat(lk_atomistic_setup setup, int type) {
    lk_atomistic model;
    atoms_make(&model, &setup);
    lk_atomistic_slab(&model, type, 1.9 * setup.lattice_constant);
    lk_atomistic_ready(&model);
    return model;
}

// k_red / k_ox of a lone adatom and of a kink, for every type, at several potentials and two alphas.
static void nernst(void **state) {
    (void)state;
    double worst = 0.0, dependence = 0.0;
    for (int type = 1; type < TYPES; type++)
        for (int at = -2; at <= 2; at++) {
            double ratio[2][2];
            for (int a = 0; a < 2; a++) {
                lk_atomistic_setup setup = atoms_plain("bcc14", 6, 6, 6);
                setup.overpotential = 0.1 * at;
                setup.kinetics.alpha = a ? 0.3 : 0.5;
                lk_atomistic model = flat(setup, type);
                const uint32_t site = lk_lattice_site(&model.lattice, 3, 3, 2, 0);
                for (int full = 0; full < 2; full++) {
                    const uint32_t beside = lk_lattice_site(&model.lattice, 4, 3, 2, 0);
                    lk_atomistic_place(&model, beside, full ? LK_ATOMISTIC_LITHIUM : LK_ATOMISTIC_EMPTY);
                    lk_atomistic_ready(&model);
                    const double before = lk_atomistic_energy(&model);
                    const double red = lk_atomistic_reduction_rate(&model, site);
                    lk_atomistic_place(&model, site, LK_ATOMISTIC_LITHIUM);
                    lk_atomistic_ready(&model);
                    const double dE = lk_atomistic_energy(&model) - before;
                    ratio[a][full] = log(red / lk_atomistic_oxidation_rate(&model, site));
                    const double expected = -(dE + setup.overpotential) / kT_eV;
                    worst = fmax(worst, fabs(ratio[a][full] - expected));
                    lk_atomistic_place(&model, site, LK_ATOMISTIC_EMPTY);
                }
                lk_atomistic_free(&model);
            }
            for (int full = 0; full < 2; full++)
                dependence = fmax(dependence, fabs(ratio[0][full] - ratio[1][full]));
        }
    verify_exact("2", "Nernst: ln(k_red/k_ox) + (dE + e eta)/kT, every type, worst", worst, 0.0, 1e-11);
    verify_exact("2", "Nernst: dependence of the ratio on alpha", dependence, 0.0, 1e-11);
    verify_done();
}

// Lone adatom binds by E_ads; a kink costs nothing; an adatom on Li(100) as by hand.
static void reference_energies(void **state) {
    (void)state;
    for (int type = 1; type < TYPES; type++) {
        lk_atomistic_setup setup = atoms_plain("bcc14", 6, 6, 6);
        lk_atomistic model = flat(setup, type);
        const uint32_t site = lk_lattice_site(&model.lattice, 3, 3, 2, 0);
        char row[64];
        snprintf(row, sizeof row, "lone adatom on %s binds by E_ads", names[type]);
        verify_exact("2", row, 1.63 - lk_atomistic_filling(&model, site), setup.type[type].E_ads_eV, 1e-12);
        lk_atomistic_free(&model);
    }
    // A half-filled layer (x < 3) and a half row on bulk lithium, open at the top.
    lk_atomistic_setup setup = atoms_plain("bcc14", 8, 8, 10);
    lk_atomistic model = flat(setup, CNT);
    const double a = setup.lattice_constant;
    lk_atomistic_fill(&model, 2, 0.0, 5.9 * a);
    for (uint32_t y = 0; y < 8; y++)
        for (uint32_t x = 0; x < 4; x++)
            if (x < 3 || y < 4) lk_atomistic_place(&model, lk_lattice_site(&model.lattice, x, y, 6, 0), 1);
    lk_atomistic_ready(&model);
    const uint32_t kink = lk_lattice_site(&model.lattice, 3, 4, 6, 0);
    const uint32_t terrace = lk_lattice_site(&model.lattice, 6, 2, 6, 0);
    verify_exact("2", "filling a kink from bulk Li costs nothing (eV)", lk_atomistic_filling(&model, kink),
                 0.0, 1e-12);
    const double *E = model.energetics.atom_eV[0];
    const double adatom = 1.63 + E[5] + 4 * (E[10] - E[9]) + (E[14] - E[13]);
    verify_exact("2", "adatom on Li(100) (eV above bulk)", lk_atomistic_filling(&model, terrace), adatom,
                 1e-12);
    lk_atomistic_free(&model);
    verify_done();
}

// Everything happens, under a given current; the ledger is kept in integers.
static void faraday(void **state) {
    (void)state;
    lk_atomistic_setup setup = atoms_setup("bcc14", 10, 10, 10);
    setup.control = LK_ATOMISTIC_CURRENT;
    setup.current = 200.0;
    setup.capacitance = 500.0;
    setup.kinetics.cap = 20.0;
    for (int r = 0; r < 3; r++) setup.reaction[r].barrier_eV = 0.66;
    lk_atomistic model = flat(setup, ZNO_002);
    int64_t worst = 0;
    for (int i = 0; i < 60000; i++) {
        lk_atomistic_step(&model, INFINITY);
        if (i == 40000) lk_atomistic_drive(&model, model.overpotential, -200.0);
        int64_t bound = 0;
        for (int e = 0; e < LK_EVENT_COUNT; e++) bound += model.count[e] * lk_catalogue(e)->bound;
        const int64_t off = model.electrons - (model.atoms + bound);
        worst = off > worst ? off : -off > worst ? -off : worst;
    }
    int64_t counted = 0;
    for (uint32_t i = 0; i < model.lattice.sites; i++) counted += model.species[i] == LK_ATOMISTIC_LITHIUM;
    verify_exact("2", "Faraday: charge - (plated - stripped + in oxide and alloy), atoms", (double)worst, 0.0,
                 0.0);
    verify_exact("2", "Faraday: atoms counted - atoms booked", (double)(counted - model.atoms), 0.0, 0.0);
    verify_exact("2", "Faraday: conversion took part", model.count[LK_EVENT_CONVERSION] > 0, 1.0, 0.0);
    lk_atomistic_free(&model);
    verify_done();
}

// Start at eta, relax, then the net charge per site in a window; the equilibrium value is 0 at eta = 0.
static double net_charge(int type, bool film, uint32_t seed, double relax, double window) {
    lk_atomistic_setup setup = atoms_plain("bcc14", 6, 6, 12);
    setup.seed = 80 + (uint64_t)type;
    setup.replica = seed;
    setup.kinetics.cap = 20.0;
    lk_atomistic model = flat(setup, type);
    if (film) { // thick, with two steps and a few kinks
        lk_atomistic_fill(&model, 2, 0.0, 4.9 * setup.lattice_constant);
        for (uint32_t i = 0; i < 20; i++)
            lk_atomistic_place(&model, lk_lattice_site(&model.lattice, i / 6, i % 6, 5, 0),
                               LK_ATOMISTIC_LITHIUM);
        lk_atomistic_ready(&model);
    }
    while (lk_clock_now(&model.clock) < relax && model.candidates < most) lk_atomistic_step(&model, relax);
    const int64_t before = model.electrons;
    while (lk_clock_now(&model.clock) < relax + window && model.candidates < 2 * most)
        lk_atomistic_step(&model, relax + window);
    const double net = (double)(model.electrons - before);
    lk_atomistic_free(&model);
    return net;
}

static void nothing_grows_at_zero(void **state) {
    (void)state;
    for (int type = 1; type <= ZNO_202; type++) {
        tally net = {0};
        for (uint32_t s = 0; s < 24; s++) tally_add(&net, net_charge(type, false, s, 0.3, 0.7));
        char row[64];
        snprintf(row, sizeof row, "eta = 0: net charge on %s (electrons)", names[type]);
        if (tally_error(&net) > 0.0)
            verify_tally("2", row, &net, 0.0);
        else
            verify_exact("2", row, net.mean, 0.0, 0.0); // nothing happened at all
    }
    tally film = {0};
    for (uint32_t s = 0; s < 60; s++) tally_add(&film, net_charge(CNT, true, s, 1.5, 1.5));
    verify_tally("2", "eta = 0: net charge on a stepped film of lithium (electrons)", &film, 0.0);
    verify_done();
}

// The equilibrium coverage of adatoms on bare carbon, which nucleation starts from.
static void adatom_coverage(void **state) {
    (void)state;
    tally coverage = {0};
    const double eta = -0.25;
    lk_atomistic_setup setup = atoms_plain("bcc14", 40, 40, 5);
    for (uint32_t s = 0; s < 48; s++) {
        setup.overpotential = eta;
        setup.seed = 91;
        setup.replica = s;
        setup.kinetics.cap = 0.3;
        lk_atomistic model = flat(setup, CNT);
        double sum = 0.0;
        const double relax = 0.05, until = 60.0;
        while (lk_clock_now(&model.clock) < until && model.atoms <= 8) {
            const double before = fmax(relax, lk_clock_now(&model.clock));
            const double atoms = (double)model.atoms;
            lk_atomistic_step(&model, until);
            if (lk_clock_now(&model.clock) > relax) sum += atoms * (lk_clock_now(&model.clock) - before);
        }
        if (model.atoms > 8) fail_msg("a nucleus grew");
        tally_add(&coverage, sum / (until - relax) / (40 * 40));
        lk_atomistic_free(&model);
    }
    // Fugacity expansion on the square lattice of adsorption sites, clusters of 1, 2, 3 and the square of 4
    // atoms.
    const double z = exp(-(1.63 - 1.10 + eta) / kT_eV);
    lk_atomistic model = flat(atoms_plain("bcc14", 6, 6, 6), CNT);
    const double *E = model.energetics.atom_eV[CNT];
    const double one = (E[1] - E[0]) / kT_eV, two = (E[2] - E[0]) / kT_eV;
    const double reference = z / (1.0 + z) + 2 * 2 * z * z * expm1(-2 * one) +
                             3 * 6 * z * z * z * exp(-2 * one - two) + 4 * z * z * z * z * exp(-4 * two);
    lk_atomistic_free(&model);
    verify_tally("2", "adatoms on CNT at -0.25 V: coverage (cluster expansion)", &coverage, reference);
    verify_done();
}

static void sign_of_the_current(void **state) {
    (void)state;
    tally plated = {0}, stripped = {0};
    for (uint32_t s = 0; s < 4; s++) {
        lk_atomistic_setup setup = atoms_plain("bcc14", 8, 8, 8);
        setup.replica = s;
        setup.kinetics.cap = 20.0;
        lk_atomistic model = flat(setup, CNT);
        lk_atomistic_fill(&model, 2, 0.0, 4.9 * setup.lattice_constant);
        for (uint32_t i = 0; i < 28; i++) // half a layer, with kinks
            lk_atomistic_place(&model, lk_lattice_site(&model.lattice, i / 8, i % 8, 5, 0),
                               LK_ATOMISTIC_LITHIUM);
        lk_atomistic_ready(&model);
        for (int way = 0; way < 2; way++) {
            const int64_t before = model.electrons;
            lk_atomistic_drive(&model, way ? 0.1 : -0.1, 0.0);
            const double until = lk_clock_now(&model.clock) + 1.0;
            const int64_t last = model.candidates + most;
            while (lk_clock_now(&model.clock) < until && model.candidates < last)
                lk_atomistic_step(&model, until);
            tally_add(way ? &stripped : &plated, (double)(model.electrons - before));
        }
        lk_atomistic_free(&model);
    }
    verify_exact("2", "eta < 0 plates, eta > 0 strips", plated.mean > 0 && stripped.mean < 0, 1.0, 0.0);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("rate", "reverse", "misbooked");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nernst),          cmocka_unit_test(reference_energies),
        cmocka_unit_test(faraday),         cmocka_unit_test(nothing_grows_at_zero),
        cmocka_unit_test(adatom_coverage), cmocka_unit_test(sign_of_the_current),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
