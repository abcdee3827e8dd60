// The composite wall: closures of the film scale against the atomistic model, exact on both sides. The
// borders of islands are a lattice's: a ring of sites half on the tube and half on the island, which no
// closure knows. Mutant: reverse (islands hold adatoms no better than the tube).
#include "verify.h"

#include "likmc/atom.h"
#include "likmc/closure.h"
#include "likmc/yaml.h"

#include <math.h>

static lk_params *load(const char *name) {
    char path[512];
    lk_params *params = malloc(sizeof *params);
    assert_non_null(params);
    snprintf(path, sizeof path, "%s/params/cases/%s.yaml", LIKMC_SOURCE_DIR, name);
    assert_int_equal(lk_yaml_load_case(path, NULL, 0, params, NULL), LK_OK);
    return params;
}

// Tube and island bind and carry as given; off: measured over closure, less 1.
static double off(lk_params *params, double E_ads_eV, double E_mig_eV, double diameter, double share) {
    const int tube = params->host.material.index, island = params->host.decoration.parts[0].material.index;
    params->materials[island].E_ads_eV = mutant("reverse") ? params->materials[tube].E_ads_eV : E_ads_eV;
    params->materials[island].E_mig_eV = E_mig_eV;
    lk_atom_wall wall = {.tube = 1 + tube, .island = 1 + island, .diameter = diameter, .share = share};
    assert_int_equal(lk_atom_derive_wall(params, &wall, NULL), LK_OK);
    params->materials[island].E_ads_eV = E_ads_eV;
    const double kT = 8.617333262e-5 * params->temperature;
    const double island_alone = wall.of_tube * exp((E_ads_eV - params->materials[tube].E_ads_eV) / kT) *
                                exp((params->materials[tube].E_mig_eV - E_mig_eV) / kT);
    const double closure = lk_closure_wall_permeability(wall.of_tube, 1, &wall.share, &island_alone, 0.0);
    return wall.permeability / closure - 1.0;
}

static void islands_on_a_tube(void **state) {
    (void)state;
    static const struct {
        const char *row;
        double E_ads_eV, E_mig_eV, diameter, share, tolerance;
    } rows[] = {
        {"islands of 7.5 nm, 8.9 %, as ZnO(020): permeability over Maxwell's - 1", 1.61, 0.45, 7.5e-9, 0.0885,
         0.06},
        {"the same, 20 %", 1.61, 0.45, 7.5e-9, 0.2, 0.15},
        {"the same, 30 %", 1.61, 0.45, 7.5e-9, 0.3, 0.2},
        {"islands of 3 nm, 8.9 %", 1.61, 0.45, 3e-9, 0.0885, 0.15},
        {"islands that are slow and bind as the tube, 20 %", 1.10, 0.60, 7.5e-9, 0.2, 0.06},
    };
    lk_params *params = load("atom-zno020");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        verify_exact("2", rows[i].row,
                     off(params, rows[i].E_ads_eV, rows[i].E_mig_eV, rows[i].diameter, rows[i].share), 0.0,
                     rows[i].tolerance);
    free(params);
    verify_done();
}

// Energy of lithium of 4 layers on a wall of which every third column of sites (`islands`) is island, eV.
static double energy_on(const lk_params *params, int islands) {
    enum { edge = 12 };
    lk_atomistic_setup setup;
    lk_atomistic model;
    assert_int_equal(lk_atom_setup(params, &setup, NULL), LK_OK);
    setup.cells[0] = setup.cells[1] = edge;
    setup.cells[2] = 8;
    setup.reactions = 0;
    assert_int_equal(lk_atomistic_init(&model, &setup, NULL), LK_OK);
    const double a = setup.lattice_constant;
    const int island = LK_ATOMISTIC_LITHIUM + 1 + params->host.decoration.parts[0].material.index;
    lk_atomistic_slab(&model, 1 + params->host.material.index, 1.9 * a);
    for (uint32_t i = 0; i < edge * edge; i++)
        for (uint32_t layer = 0; layer < 4; layer++)
            if ((int)(i % edge) < islands)
                lk_atomistic_place(&model,
                                   lk_lattice_site(&model.lattice, i % edge, i / edge, layer / 2, layer % 2),
                                   island);
    lk_atomistic_fill(&model, 2, 0.0, 3.9 * a);
    lk_atomistic_ready(&model);
    const double energy = lk_atomistic_energy(&model);
    lk_atomistic_free(&model);
    return energy;
}

// Work of adhesion of lithium on 4 columns of ZnO(020) of 12: the mean of the parts, as Cassie has it. A
// lithium site between two columns is bound by the better one, so that the islands count with half a ring of
// sites around them.
static void adhesion_is_that_of_the_parts(void **state) {
    (void)state;
    lk_params *params = load("atom-zno020");
    const double none = energy_on(params, 0), all = energy_on(params, 12);
    const double third = energy_on(params, mutant("reverse") ? 8 : 4);
    verify_exact("2", "adhesion on 4 of 12 columns of ZnO(020) and their border: share of the gain",
                 (third - none) / (all - none), 5.0 / 12.0, 1e-9);
    free(params);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("reverse");
    const struct CMUnitTest tests[] = {cmocka_unit_test(islands_on_a_tube),
                                       cmocka_unit_test(adhesion_is_that_of_the_parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
