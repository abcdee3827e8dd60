// The rate table of an atomistic case, for likmc check.
#include "cli.h"
#include "likmc/atom.h"

#include <math.h>
#include <stdio.h>

static void print_rate(const lk_kinetic_table *kinetics, double base) {
    printf("  %10.3g  %10.3g\n", lk_kinetic_table_rate(kinetics, base, 0.0, INFINITY),
           lk_kinetic_table_factor(kinetics, base, 0.0, 0.0));
}

static void print_hops(const lk_atomistic *model) {
    const lk_kinetic_table *kinetics = &model->kinetics;
    printf(
        "hops at dE = 0, per direction; exact where fewer sites are filled than the share given, else slowed "
        "down\nin proportion:\n  %-22s %8s  %10s  %10s\n",
        "class", "E0/eV", "rate 1/s", "share");
    for (int c = 0; c <= LK_KINETIC_DOWN; c++) {
        printf("  lithium, %-13s %8.3f", lk_kinetic_table_class_info((lk_kinetic_class)c)->name,
               kinetics->lithium_eV[c]);
        print_rate(kinetics, kinetics->lithium_eV[c]);
    }
    for (int t = 1; t < model->setup.types; t++) {
        printf("  on %-19s %8.3f", model->setup.type[t].name, kinetics->substrate_eV[t]);
        print_rate(kinetics, kinetics->substrate_eV[t]);
    }
}

// cos theta of a film from the table, and from the film scale's closure 2 E_ads/E_coh - 1.
static void print_transfers(const lk_atomistic *model) {
    const double coh = model->energetics.cohesive_eV;
    const int free_n = model->lattice.kind->neighbours - model->kinetics.terrace_n;
    printf("transfers of a lone adatom at eta = 0:\n  %-22s %8s  %10s  %10s  %12s\n", "type", "g/eV",
           "k_red 1/s", "k_ox 1/s", "cos theta");
    for (int t = 1; t < model->setup.types; t++) {
        const double g = coh - model->setup.type[t].E_ads_eV;
        const double cosine = 2.0 * lk_energetics_wetting(&model->energetics, t, free_n) - 1.0;
        printf("  %-22s %8.3f  %10.3g  %10.3g  %12.2f\n", model->setup.type[t].name, g,
               lk_kinetic_table_reduction(&model->kinetics, g),
               lk_kinetic_table_oxidation(&model->kinetics, g), fmin(cosine, 1.0));
    }
}

lk_status lk_check_atom(const lk_params *params, lk_error_list *errors) {
    lk_atomistic_setup setup;
    lk_status status = lk_atom_setup(params, &setup, errors);
    if (status) return status;
    printf("box: %u x %u x %u cells of %.4g nm, %s\n", setup.cells[0], setup.cells[1], setup.cells[2],
           setup.lattice_constant * 1e9, setup.lattice);
    for (int axis = 0; axis < 3; axis++) setup.cells[axis] = 5; // the tables do not depend on the box
    lk_atomistic model;
    status = lk_atomistic_init(&model, &setup, errors);
    if (!status) {
        print_hops(&model);
        print_transfers(&model);
    }
    lk_atomistic_free(&model);
    return status;
}
