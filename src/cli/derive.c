// likmc derive
#include "cli.h"
#include "likmc/atom.h"
#include "likmc/constants.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// A quantity as the files of materials write it; the range is two standard errors.
static void print_quantity(const char *key, double value, double error, const char *unit) {
    printf("    %s: {value: %.4g, unit: %s, range: [%.4g, %.4g], tag: derived, source: \"likmc derive\"}\n",
           key, value, unit, value - 2.0 * error, value + 2.0 * error);
}

static void print_derived(const char *name, const lk_atom_derived *d, double kT_eV) {
    printf("  %s:\n", name);
    printf("    # Young and Dupre with the table: %.2f; closure 2 E_ads/E_coh - 1: %.2f\n", d->cosine_table,
           d->cosine_closure);
    print_quantity("contact_cosine", d->cosine.value, d->cosine.error, "1");
    printf("    # closure nu a^2 exp(-E_mig/kT): %.3g m2/s\n", d->diffusion_closure);
    print_quantity("surface_diffusivity", d->diffusion.value, d->diffusion.error, "m2/s");
    print_quantity("first_layer_potential", d->underpotential, 0.0, "V");
    if (d->underpotential > 0.0) {
        printf("    nucleation: [] # the first layer forms without a barrier\n");
        return;
    }
    printf("    nucleation: # ln of the rate in 1/(m2 s), error 1/sqrt(runs)\n");
    for (int k = 0; k < LK_ATOM_POTENTIALS; k++) {
        if (d->nucleation[k].runs == 0) {
            printf("      # %.2f V: too rare to be seen\n", d->potential[k]);
            continue;
        }
        const double table = d->barrier_eV[k] / kT_eV, closure = d->barrier_closure_eV[k] / kT_eV;
        printf("      - {overpotential: %.2f, ln_rate: %.2f, error: %.2f, barrier: %.1f, critical_atoms: %d, "
               "ln_prefactor: %.1f} # kT; closure: %.1f, and ln J0 with it %.1f\n",
               d->potential[k], d->nucleation[k].value, d->nucleation[k].error, table, d->critical[k],
               d->nucleation[k].value + table, closure, d->nucleation[k].value + closure);
    }
}

static bool is_substrate(const lk_material *material) {
    return (material->kind == LK_MATERIAL_HOST || material->kind == LK_MATERIAL_DECORATION) &&
           isfinite(material->E_ads_eV) && isfinite(material->E_mig_eV);
}

static lk_status derive_all(const lk_params *params, int runs, lk_error_list *errors) {
    lk_atom_mean B;
    double barrier_eV;
    lk_status status = lk_atom_derive_smoothing(params, runs, &B, &barrier_eV, errors);
    if (status) return status;
    printf("# Derived at the atomistic scale for the closures of the film scale; %d runs each, ranges are "
           "two standard errors.\n"
           "lithium:\n",
           runs);
    printf("    # Mullins' coefficient of bare lithium (100)\n");
    print_quantity("mullins_B", B.value, B.error, "m4/s");
    const double kT = LK_BOLTZMANN_EV * params->temperature;
    print_quantity("smoothing_barrier", barrier_eV, kT * B.error / B.value, "eV");
    printf("substrates:\n");
    for (size_t i = 0; i < params->material_count && !status; i++) {
        if (!is_substrate(&params->materials[i])) continue;
        lk_atom_derived derived;
        status = lk_atom_derive(params, 1 + (int)i, runs, &derived, errors);
        if (!status) print_derived(params->materials[i].name, &derived, kT);
        fflush(stdout);
    }
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    int64_t runs = 4;
    lk_status status = lk_options_integer(options, "runs", 2, 1000, &runs, errors);
    if (status) return status;
    lk_params *params = lk_load_case(options, errors);
    if (!params) return LK_BAD_INPUT;
    if (params->scale != LK_SCALE_ATOMISTIC)
        status = lk_error_set(errors, LK_BAD_INPUT,
                              "derive takes a case of scale atomistic, such as params/cases/atom-cp.yaml");
    if (!status) status = derive_all(params, (int)runs, errors);
    free(params);
    return status;
}

static const lk_option table[] = {
    LK_OPTION_SET,
    {.name = "runs", .letter = 'n', .argument = "N", .doc = "independent runs of each kind; default 4"},
};

const lk_command lk_derive_command = {
    .name = "derive",
    .summary = "Measure wetting, diffusion, nucleation and smoothing atom by atom, for the film scale.",
    .operands = "CASE.yaml",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "For each substrate of the case on a flat slab: contact angle, diffusivity, rate of nucleation "
        "against\n"
        "overpotential; for lithium Mullins' B. YAML with ranges, in the form of the files of materials.\n"
        "example: likmc derive params/cases/atom-zno002.yaml > derived.yaml",
    .run = run};
