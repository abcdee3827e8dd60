// Table of materials: see likmc/material.h.
#include "likmc/material.h"
#include "likmc/insertion.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define AT(member) .offset = offsetof(lk_material, member)
#define YES_NO     "false|true"
#define CURVE      "has to be points 'FILLING VOLTS', fillings from 0 to 1 that rise and voltages that fall"
#define NEEDED     "is missing: a material with lithiation.products needs it"

static const lk_table_row rows[] = {
    {.key = "title", .type = LK_TABLE_TEXT_LINE, AT(title), .doc = "name in figures, e.g. ZnO(002)"},
    {.key = "kind",
     .type = LK_TABLE_CHOICE,
     AT(kind),
     .choices = "host|decoration|metal|sei|electrolyte|insertion",
     .doc = "what part it plays"},
    {.key = "conducts_electrons",
     .type = LK_TABLE_CHOICE,
     AT(conducts_electrons),
     .choices = YES_NO,
     .doc = "do electrons pass through it to what lies on it?"},
    {.key = "colour", .type = LK_TABLE_COLOUR, AT(colour), .doc = "in pictures"},
    {.key = "E_ads",
     .type = LK_TABLE_QUANTITY,
     AT(E_ads_eV),
     .unit = "eV",
     .preset = "",
     .low = -2,
     .high = 10,
     .doc = "adsorption energy of Li against an isolated atom, positive: bound"},
    {.key = "E_mig",
     .type = LK_TABLE_QUANTITY,
     AT(E_mig_eV),
     .unit = "eV",
     .preset = "",
     .low = 0,
     .high = 5,
     .doc = "barrier of a hop of Li on it (on lithium: on a terrace)"},
    {.key = "E_detach",
     .type = LK_TABLE_QUANTITY,
     AT(E_detach_eV),
     .unit = "eV",
     .preset = "",
     .low = 0,
     .high = 5,
     .doc = "barrier of leaving a step (lithium)"},
    {.key = "E_down",
     .type = LK_TABLE_QUANTITY,
     AT(E_down_eV),
     .unit = "eV",
     .preset = "",
     .low = 0,
     .high = 5,
     .doc = "barrier of a hop down a step (lithium)"},
    {.key = "density",
     .type = LK_TABLE_QUANTITY,
     AT(density),
     .unit = "g/cm3",
     .preset = "",
     .low = 0.05,
     .high = 25,
     .doc = "mass density; turns a mass of decoration into a coverage"},
    {.key = "coverage",
     .type = LK_TABLE_QUANTITY,
     AT(coverage),
     .unit = "1",
     .preset = "",
     .low = 0,
     .high = 1,
     .doc = "share of the host's surface that it takes as a decoration, where no mass tells (defects)"},
    {.key = "molar_mass",
     .type = LK_TABLE_QUANTITY,
     AT(molar_mass),
     .unit = "g/mol",
     .preset = "",
     .low = 1,
     .high = 2000,
     .doc = "of the unit that lithiation.electrons and the shares of products count"},
    {.key = "other_planes",
     .type = LK_TABLE_MIXTURE,
     AT(other_planes),
     .preset = "",
     .low = 1e-6,
     .high = 1e6,
     .doc = "planes that a decoration of this preferred orientation shows besides its own (walls.texture); "
            "share: relative "
            "to their sum"},
    {.key = "lithiation.equation",
     .type = LK_TABLE_TEXT_LINE,
     AT(lithiation.equation),
     .preset = "",
     .doc = "what happens, e.g. ZnO + 2 Li -> Zn + Li2O; for people"},
    {.key = "lithiation.products",
     .type = LK_TABLE_MIXTURE,
     AT(lithiation.products),
     .preset = "",
     .low = 0.01,
     .high = 10,
     .doc = "what it turns into when it takes up lithium; share: units made per unit used. The products' "
            "files say "
            "what they become in turn, and whether they conduct electrons"},
    {.key = "lithiation.potential",
     .type = LK_TABLE_QUANTITY,
     AT(lithiation.potential),
     .unit = "V",
     .preset = "",
     .low = -3,
     .high = 5,
     .doc = "against Li/Li+; below it lithium goes in, above it (if reversible) it comes out"},
    {.key = "lithiation.electrons",
     .type = LK_TABLE_SETTING,
     AT(lithiation.electrons),
     .unit = "1",
     .preset = "0",
     .low = 0,
     .high = 20,
     .doc = "Li (and electrons) taken up per unit"},
    {.key = "lithiation.exchange_current_density",
     .type = LK_TABLE_QUANTITY,
     AT(lithiation.exchange_current_density),
     .unit = "mA/cm2",
     .preset = "",
     .low = 1e-15,
     .high = 1e6,
     .doc = "of the step, per area of the particles"},
    {.key = "lithiation.volume_ratio",
     .type = LK_TABLE_QUANTITY,
     AT(lithiation.volume_ratio),
     .unit = "1",
     .preset = "",
     .low = 0.1,
     .high = 10,
     .doc = "volume of the products over its own; not given: from molar masses and densities"},
    {.key = "lithiation.reversible",
     .type = LK_TABLE_CHOICE,
     AT(lithiation.reversible),
     .choices = YES_NO,
     .preset = "false",
     .doc = "does stripping turn it back?"},
    {.key = "insertion.open_circuit",
     .type = LK_TABLE_LIST,
     AT(insertion.open_circuit),
     .preset = "",
     .doc =
         "voltage against lithium over the filling of a positive electrode: 'FILLING VOLTS', a point a line, "
         "from charged to discharged"},
    {.key = "insertion.concentration",
     .type = LK_TABLE_QUANTITY,
     AT(insertion.concentration),
     .unit = "mol/L",
     .preset = "",
     .low = 1,
     .high = 200,
     .doc = "of lithium at filling 1"},
    {.key = "insertion.diffusivity",
     .type = LK_TABLE_QUANTITY,
     AT(insertion.diffusivity),
     .unit = "m2/s",
     .preset = "",
     .low = 1e-20,
     .high = 1e-8,
     .doc = "of lithium in the particles"},
    {.key = "insertion.particle_radius",
     .type = LK_TABLE_QUANTITY,
     AT(insertion.particle_radius),
     .unit = "um",
     .preset = "",
     .low = 0.001,
     .high = 1000,
     .doc = "of the particles"},
    {.key = "insertion.exchange_current_density",
     .type = LK_TABLE_QUANTITY,
     AT(insertion.exchange_current_density),
     .unit = "A/m2",
     .preset = "",
     .low = 1e-9,
     .high = 1e6,
     .doc = "per area of the particles, half full"},
    {.key = "insertion.first_loss",
     .type = LK_TABLE_QUANTITY,
     AT(insertion.first_loss),
     .unit = "%",
     .preset = "",
     .low = 0,
     .high = 50,
     .doc = "of the capacity, given up in the first charge and not taken back"},
};

static const lk_table table = {"material", rows, sizeof rows / sizeof *rows};
_Static_assert(sizeof rows / sizeof *rows <= LK_MATERIAL_ROWS_MAX, "raise LK_MATERIAL_ROWS_MAX");

const lk_table *lk_material_table(void) { return &table; }

lk_table_record lk_material_record(lk_material *material) {
    return (lk_table_record){&table, material, material->origins};
}

static bool is_site(const lk_material *m) {
    return m->kind == LK_MATERIAL_HOST || m->kind == LK_MATERIAL_DECORATION || m->kind == LK_MATERIAL_METAL;
}

static bool has_adsorption(const lk_material *m) { return !is_site(m) || !isnan(m->E_ads_eV); }
static bool has_migration(const lk_material *m) { return !is_site(m) || !isnan(m->E_mig_eV); }
static bool steps(const lk_material *m) { return m->lithiation.products.count > 0; }
static bool has_potential(const lk_material *m) { return !steps(m) || !isnan(m->lithiation.potential); }
static bool has_electrons(const lk_material *m) { return !steps(m) || m->lithiation.electrons > 0.0; }
static bool has_kinetics(const lk_material *m) {
    return !steps(m) || !isnan(m->lithiation.exchange_current_density);
}
static bool has_mass(const lk_material *m) { return !steps(m) || !isnan(m->molar_mass); }
static bool has_density(const lk_material *m) { return !steps(m) || !isnan(m->density); }
static bool inserts(const lk_material *m) { return m->kind == LK_MATERIAL_INSERTION; }
static bool has_particles(const lk_material *m) {
    return !inserts(m) ||
           !isnan(m->insertion.concentration + m->insertion.diffusivity + m->insertion.particle_radius +
                  m->insertion.exchange_current_density + m->insertion.first_loss + m->density);
}
static bool has_curve(const lk_material *m) {
    lk_insertion_curve curve;
    char why[LK_TABLE_WHY];
    return !inserts(m) || lk_insertion_read_curve(&m->insertion.open_circuit, &curve, why);
}
static bool keeps_its_name(const lk_material *m) {
    for (size_t i = 0; i < m->lithiation.products.count; i++)
        if (strcmp(m->lithiation.products.parts[i].material.name, m->name) == 0) return false;
    return true;
}

bool lk_material_holds(const lk_material *material, size_t i, const char **key, char why[LK_TABLE_WHY]) {
    static const struct {
        const char *key, *why;
        bool (*holds)(const lk_material *);
    } conditions[] = {
        {"E_ads", "is missing: a host, decoration or metal needs it", has_adsorption},
        {"E_mig", "is missing: a host, decoration or metal needs it", has_migration},
        {"lithiation.products", "hold the material itself", keeps_its_name},
        {"lithiation.potential", NEEDED, has_potential},
        {"lithiation.electrons", "has to be above 0 with lithiation.products", has_electrons},
        {"lithiation.exchange_current_density", NEEDED, has_kinetics},
        {"molar_mass", NEEDED, has_mass},
        {"density", NEEDED, has_density},
        {"kind", "insertion needs density and all of insertion.*", has_particles},
        {"insertion.open_circuit", CURVE, has_curve},
    };
    *key = NULL;
    if (i >= sizeof conditions / sizeof *conditions) return true;
    *key = conditions[i].key;
    snprintf(why, LK_TABLE_WHY, "%s", conditions[i].why);
    return conditions[i].holds(material);
}
