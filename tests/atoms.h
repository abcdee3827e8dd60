// Atomistic models for the tests: the shipped materials on a small box, and the faults that a test may ask
// for.
#ifndef LIKMC_TESTS_ATOMS_H
#define LIKMC_TESTS_ATOMS_H

#include "verify.h"

#include "likmc/atomistic.h"
#include "likmc/catalogue.h"
#include "likmc/yaml.h"

static const double kT_eV = 8.617333262e-5 * 298.15; // CODATA 2018

// Types in the order used by the tests.
enum { CNT = 1, O3_CNT, ZNO_002, ZNO_020, ZNO_202, ZN, LIZN, LI2O, TYPES };

static UNUSED int fault_wanted(void) {
    static const char *const names[] = {"", "rate", "reverse", "stale", "one-way cap", "misbooked"};
    for (int i = 1; i <= LK_ATOMISTIC_MISBOOKED; i++)
        if (mutant(names[i])) return i;
    return LK_ATOMISTIC_SOUND;
}

// Energies as shipped in params/materials.
static UNUSED void load_type(lk_atomistic_type *type) {
    static lk_material material;
    char path[512];
    snprintf(path, sizeof path, "%s/params/materials/%s.yaml", LIKMC_SOURCE_DIR, type->name);
    assert_int_equal(lk_yaml_load_material(path, &material, NULL), LK_OK);
    type->E_ads_eV = material.E_ads_eV;
    type->E_mig_eV = material.E_mig_eV;
}

static UNUSED lk_atomistic_setup atoms_setup(const char *lattice, uint32_t nx, uint32_t ny, uint32_t nz) {
    lk_atomistic_setup setup = {
        .lattice = lattice,
        .cells = {nx, ny, nz},
        .periodic = {true, true, false},
        .lattice_constant = 3.51e-10,
        .cohesive_eV = 1.63,
        .types = TYPES,
        .type = {{0},
                 {"cnt", 0, 0},
                 {"o3-cnt", 0, 0},
                 {"zno-002", 0, 0},
                 {"zno-020", 0, 0},
                 {"zno-202", 0, 0},
                 {"zn", 0, 0},
                 {"lizn", 0, 0},
                 {"li2o", 0, 0}},
        .reactions = 4,
        .reaction = {{ZNO_002, ZN, LI2O, -1.0, 0.8},
                     {ZNO_020, ZN, LI2O, -1.0, 0.8},
                     {ZNO_202, ZN, LI2O, -1.0, 0.8},
                     {ZN, LIZN, 0, -0.2, 0.3}},
        .kinetics = {.kT_eV = kT_eV,
                     .frequency = 2e12,
                     .lithium_eV = {0.15, 0.22, 0.15, 0.07},
                     .exchange = 20.0,
                     .alpha = 0.5},
        .seed = 1,
        .fault = fault_wanted(),
    };
    for (int t = 1; t < TYPES; t++) load_type(&setup.type[t]);
    return setup;
}

// The bare minimum: `type` as the only substrate, nothing reacts.
static UNUSED lk_atomistic_setup atoms_plain(const char *lattice, uint32_t nx, uint32_t ny, uint32_t nz) {
    lk_atomistic_setup setup = atoms_setup(lattice, nx, ny, nz);
    setup.reactions = 0;
    return setup;
}

static UNUSED void atoms_make(lk_atomistic *model, const lk_atomistic_setup *setup) {
    lk_error_list errors = {0};
    if (lk_atomistic_init(model, setup, &errors) != LK_OK) fail_msg("%s", errors.items[0].message);
    lk_error_clear(&errors);
}

#endif
