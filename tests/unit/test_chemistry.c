#include "likmc/atom.h"
#include "likmc/chemistry.h"
#include "likmc/yaml.h"
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES LIKMC_SOURCE_DIR "/params/cases/"

static lk_params *load(const char *name) {
    char path[256];
    lk_params *params = malloc(sizeof *params);
    assert_non_null(params);
    snprintf(path, sizeof path, CASES "%s.yaml", name);
    assert_int_equal(lk_yaml_load_case(path, NULL, 0, params, NULL), LK_OK);
    return params;
}

static lk_chemistry built(const lk_params *params) {
    lk_chemistry chemistry;
    char why[LK_TABLE_WHY] = "";
    const int index = params->host.decoration.parts[0].material.index;
    if (!lk_chemistry_build(params, index, &chemistry, why)) fail_msg("%s", why);
    return chemistry;
}

static lk_material *material(lk_params *params, const char *name) {
    return (lk_material *)lk_params_material(params, name);
}

// ---- shipped decorations

static void zinc_oxide_converts_and_alloys(void **state) {
    (void)state;
    lk_params *params = load("cp-zno002");
    const lk_chemistry c = built(params);
    assert_int_equal(c.phase_count, 4);
    assert_int_equal(c.step_count, 2);
    assert_close(lk_chemistry_electrons(&c, false), 2.0, 0.0);
    assert_close(lk_chemistry_electrons(&c, true), 1.0, 0.0);
    assert_close(c.steps[0].potential, 0.5, 0.0);
    assert_close(c.steps[1].potential, 0.2, 0.0);
    // 14.5 cm3/mol of oxide become 1.65 times as much, then (LiZn + Li2O) 2.27 times.
    const double oxide = c.phases[0].molar_volume;
    const double converted[LK_CHEMISTRY_PHASES] = {0, 1, 1, 0}, alloyed[LK_CHEMISTRY_PHASES] = {0, 0, 1, 1};
    assert_close(oxide, 81.38e-3 / 5610, 1e-12);
    assert_close(lk_chemistry_volume(&c, converted) / oxide, 1.65, 1e-12);
    assert_close(lk_chemistry_volume(&c, alloyed) / oxide, 2.27, 0.005);
    free(params);
}

static void tin_oxide_makes_two_oxides_and_alloys_twice(void **state) {
    (void)state;
    lk_params *params = load("cp-sno2");
    const lk_chemistry c = built(params);
    assert_int_equal(c.step_count, 3);
    assert_close(lk_chemistry_electrons(&c, false), 4.0, 0.0);
    assert_close(lk_chemistry_electrons(&c, true), 4.4, 1e-12);
    for (size_t i = 0; i < c.phase_count; i++)
        if (strcmp(params->materials[c.phases[i].material].name, "li2o") == 0)
            assert_close(c.phases[i].most, 2.0, 0.0);
    free(params);
}

static void silver_alloys_only_and_oxides_may_stay(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double for_good, alloy;
    } rows[] = {{"cp-ag", 0, 2.25}, {"cp-au", 0, 3}, {"cp-al2o3", 0, 0}, {"cp-mgo", 0, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lk_params *params = load(rows[i].name);
        const lk_chemistry c = built(params);
        assert_close(lk_chemistry_electrons(&c, false), rows[i].for_good, 0.0);
        assert_close(lk_chemistry_electrons(&c, true), rows[i].alloy, 1e-12);
        free(params);
    }
}

// ---- contradictions

static void expect_refusal(const lk_params *params, const char *words) {
    lk_chemistry chemistry;
    char why[LK_TABLE_WHY] = "";
    assert_false(
        lk_chemistry_build(params, params->host.decoration.parts[0].material.index, &chemistry, why));
    if (!strstr(why, words)) fail_msg("'%s' does not say '%s'", why, words);
}

static void a_wrong_molar_mass_is_refused(void **state) {
    (void)state;
    lk_params *params = load("cp-zno002");
    material(params, "zno-002")->molar_mass = 107.87e-3;
    expect_refusal(params,
                   "107.87 g/mol with 2 Li of 6.94 g/mol make 121.75 g/mol, but its products have 95.26");
    free(params);
}

static void a_wrong_volume_ratio_is_refused(void **state) {
    (void)state;
    lk_params *params = load("cp-zno002");
    material(params, "zno-002")->lithiation.volume_ratio = 2.2;
    expect_refusal(params, "volume_ratio 2.2 contradicts 1.65");
    free(params);
}

static void volumes_follow_from_densities(void **state) {
    (void)state;
    lk_params *params = load("cp-zno002");
    material(params, "zno-002")->lithiation.volume_ratio = NAN;
    const lk_chemistry c = built(params);
    const double converted[LK_CHEMISTRY_PHASES] = {0, 1, 1, 0};
    assert_close(lk_chemistry_volume(&c, converted), 65.38e-3 / 7140 + 29.88e-3 / 2013, 1e-12);
    material(params, "li2o")->density = NAN;
    expect_refusal(params, "its products need a molar mass and a density");
    free(params);
}

static void a_circle_is_refused(void **state) {
    (void)state;
    lk_params *params = load("cp-zno002");
    lk_material *alloy = material(params, "lizn");
    alloy->lithiation.products.count = 1;
    alloy->lithiation.products.parts[0].material.index = params->host.decoration.parts[0].material.index;
    expect_refusal(params, "leads back to where it has been");
    free(params);
}

// ---- the atomistic scale reads the same data

// Oxide and Sn step on the lattice; LiSn, which takes 3.4 Li a unit, does not.
static void the_lattice_takes_what_fits(void **state) {
    (void)state;
    lk_params *params = load("cp-sno2");
    lk_atomistic_setup setup;
    assert_int_equal(lk_atom_setup(params, &setup, NULL), LK_OK);
    assert_int_equal(setup.reactions, 2);
    for (int r = 0; r < 2; r++) {
        const lk_atomistic_reaction *reaction = &setup.reaction[r];
        assert_int_equal(reaction->more_lithium, reaction->oxide ? 2 : 0); // 4 Li, of which 2 are the entry's
        assert_close(reaction->energy_eV, reaction->oxide ? -3.6 : -0.7, 1e-12);
    }
    free(params);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(zinc_oxide_converts_and_alloys),
                                       cmocka_unit_test(tin_oxide_makes_two_oxides_and_alloys_twice),
                                       cmocka_unit_test(silver_alloys_only_and_oxides_may_stay),
                                       cmocka_unit_test(a_wrong_molar_mass_is_refused),
                                       cmocka_unit_test(a_wrong_volume_ratio_is_refused),
                                       cmocka_unit_test(volumes_follow_from_densities),
                                       cmocka_unit_test(a_circle_is_refused),
                                       cmocka_unit_test(the_lattice_takes_what_fits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
