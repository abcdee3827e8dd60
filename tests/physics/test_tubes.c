// The five shipped tubes held at a potential (reference-values.md, section 2, and "at eta = 0 nothing
// grows"). Conversion, which is driven and has no equilibrium, is off; test_electrochemistry.c books it.
//
// At eta = 0 the tube with what equilibrium puts on it: the net charge over a long window is zero within its
// error (blocks of the window, 4 seeds), although charge does pass both ways; |z| < 4 for each of five rows,
// a false-alarm rate below 4e-4 for the file. From there eta < 0 plates and eta > 0 strips, and k_red/k_ox is
// exp(-(dE + e eta)/kT) on sites of every kind that the tube has. Mutant: reverse (atoms of g > 0 are not
// oxidised).
#include "atoms.h"

#include "likmc/atom.h"

enum { seeds = 4, blocks = 8, tubes = 5 };
static const char *const cases[tubes] = {"atom-cp", "atom-o3-cp", "atom-zno002", "atom-zno020",
                                         "atom-zno202"};

static void load_tube(const char *name, uint32_t seed, lk_atomistic *model) {
    static lk_params params;
    static const char *const settings[] = {"atom.control=potential", "atom.overpotential=0 V",
                                           "atom.accuracy=1"};
    char path[512];
    snprintf(path, sizeof path, "%s/params/cases/%s.yaml", LIKMC_SOURCE_DIR, name);
    assert_int_equal(lk_yaml_load_case(path, settings, 3, &params, NULL), LK_OK);
    params.replica = seed;
    assert_int_equal(lk_atom_build(&params, model, NULL), LK_OK);
    model->setup.reactions = 0;
    model->setup.fault = fault_wanted();
    lk_atomistic_ready(model);
}

static int64_t transfers(const lk_atomistic *model) {
    return model->count[LK_EVENT_REDUCTION] + model->count[LK_EVENT_OXIDATION];
}

// To the time given, or until a run that should stand still is seen to run away.
static void run_until(lk_atomistic *model, double until, int64_t most) {
    const int64_t stop = model->candidates + most;
    while (lk_clock_now(&model->clock) < until && model->candidates < stop) lk_atomistic_step(model, until);
}

static void report_ratio(const lk_atomistic *model, double red, double ox, double dE, double *worst) {
    const double off = log(red / ox) + (dE + model->overpotential) / kT_eV;
    *worst = fmax(*worst, fabs(off));
}

// Fill and empty sites of each kind: bare, beside lithium, on every type. dE from the energy of everything.
static double nernst(lk_atomistic *model, uint32_t seed) {
    double worst = 0.0;
    lk_rng rng;
    lk_rng_stream(&rng, 60, seed, 0);
    for (int done = 0; done < 20;) {
        const uint32_t site = (uint32_t)lk_rng_below(&rng, model->lattice.sites);
        const double red = lk_atomistic_reduction_rate(model, site);
        if (red == 0.0) continue;
        const double before = lk_atomistic_energy(model);
        lk_atomistic_change(model, site, LK_ATOMISTIC_LITHIUM);
        lk_atomistic_refresh(model, &site, 1);
        report_ratio(model, red, lk_atomistic_oxidation_rate(model, site),
                     lk_atomistic_energy(model) - before, &worst);
        lk_atomistic_change(model, site, LK_ATOMISTIC_EMPTY);
        lk_atomistic_refresh(model, &site, 1);
        done++;
    }
    return worst;
}

static void nothing_grows_at_zero(void **state) {
    (void)state;
    const double relax = 20.0, window = 40.0;
    for (int k = 0; k < tubes; k++) {
        tally net = {0}, passed = {0};
        bool plates = true, strips = true;
        double worst = 0.0;
        for (uint32_t s = 0; s < seeds; s++) {
            lk_atomistic model;
            load_tube(cases[k], s, &model);
            run_until(&model, relax, 1000000);
            for (int b = 1; b <= blocks; b++) {
                const int64_t charge = model.electrons, done = transfers(&model);
                run_until(&model, relax + window * b / blocks, 200000);
                tally_add(&net, (double)(model.electrons - charge));
                tally_add(&passed, (double)(transfers(&model) - done));
            }
            for (int way = 0; way < 2; way++) {
                const int64_t charge = model.electrons;
                lk_atomistic_drive(&model, way ? 0.3 : -0.3, 0.0);
                run_until(&model, lk_clock_now(&model.clock) + 0.5, 30000);
                *(way ? &strips : &plates) &= way ? model.electrons < charge : model.electrons > charge;
            }
            if (s == 0) worst = nernst(&model, s);
            lk_atomistic_free(&model);
        }
        char row[128];
        snprintf(row, sizeof row, "eta = 0, %s: net charge in 5 s of %.3g transfers (electrons)", cases[k],
                 passed.mean);
        if (tally_error(&net) > 0.0)
            verify_tally("2", row, &net, 0.0);
        else
            verify_exact("2", row, net.mean, 0.0,
                         0.0); // adatoms on carbon live for 10 us: none at a block's end
        snprintf(row, sizeof row, "eta = 0, %s: charge passes both ways", cases[k]);
        verify_exact("2", row, passed.mean > 5.0, 1.0, 0.0);
        snprintf(row, sizeof row, "%s: eta = -0.3 V plates, +0.3 V strips", cases[k]);
        verify_exact("2", row, plates && strips, 1.0, 0.0);
        snprintf(row, sizeof row, "%s: ln(k_red/k_ox) + (dE + e eta)/kT, worst of 20 sites", cases[k]);
        verify_exact("2", row, worst, 0.0, 1e-8);
    }
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("reverse");
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_grows_at_zero)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
