// Units of parameters: see likmc/units.h.
#include "likmc/units.h"
#include "likmc/constants.h"
#include "likmc/nearest.h"

#include <string.h>

// Factors that are not exact are defined constants of the SI (2019): e = 1.602176634e-19 C,
// N_A = 6.02214076e23 /mol; 1 degree = pi/180 rad.
static const lk_units units[] = {
    {"1", "1", 1, 1, 0},
    {"%", "1", 1, 100, 0},
    {"cm2/cm2", "1", 1, 1, 0},
    {"m", "m", 1, 1, 0},
    {"mm", "m", 1, 1e3, 0},
    {"um", "m", 1, 1e6, 0},
    {"nm", "m", 1, 1e9, 0},
    {"angstrom", "m", 1, 1e10, 0},
    {"uL/cm2", "m", 1, 1e5, 0},
    {"m2", "m2", 1, 1, 0},
    {"cm2", "m2", 1, 1e4, 0},
    {"um2", "m2", 1, 1e12, 0},
    {"rad", "rad", 1, 1, 0},
    {"degree", "rad", 3.14159265358979323846, 180, 0},
    {"s", "s", 1, 1, 0},
    {"ms", "s", 1, 1e3, 0},
    {"us", "s", 1, 1e6, 0},
    {"min", "s", 60, 1, 0},
    {"h", "s", 3600, 1, 0},
    {"1/s", "1/s", 1, 1, 0},
    {"Hz", "1/s", 1, 1, 0},
    {"K", "K", 1, 1, 0},
    {"degC", "K", 1, 1, 273.15},
    {"V", "V", 1, 1, 0},
    {"mV", "V", 1, 1e3, 0},
    {"A/m2", "A/m2", 1, 1, 0},
    {"mA/cm2", "A/m2", 10, 1, 0},
    {"A/cm2", "A/m2", 1e4, 1, 0},
    {"C/m2", "C/m2", 1, 1, 0},
    {"C/cm2", "C/m2", 1e4, 1, 0},
    {"mC/cm2", "C/m2", 10, 1, 0},
    {"m3/C", "m3/C", 1, 1, 0},
    {"uL/mAh", "m3/C", 1, 3.6e9, 0},
    {"mAh/cm2", "C/m2", LK_MAH_PER_CM2, 1, 0},
    {"S/m", "S/m", 1, 1, 0},
    {"mS/cm", "S/m", 1, 10, 0},
    {"S/cm", "S/m", 100, 1, 0},
    {"F/m2", "F/m2", 1, 1, 0},
    {"uF/cm2", "F/m2", 1, 100, 0},
    {"ohm m2", "ohm m2", 1, 1, 0},
    {"ohm cm2", "ohm m2", 1, 1e4, 0},
    {"Pa", "Pa", 1, 1, 0},
    {"kPa", "Pa", 1e3, 1, 0},
    {"MPa", "Pa", 1e6, 1, 0},
    {"m2/s", "m2/s", 1, 1, 0},
    {"cm2/s", "m2/s", 1, 1e4, 0},
    {"mol/m3", "mol/m3", 1, 1, 0},
    {"mol/L", "mol/m3", 1e3, 1, 0},
    {"mmol/L", "mol/m3", 1, 1, 0},
    {"m3/mol", "m3/mol", 1, 1, 0},
    {"cm3/mol", "m3/mol", 1, 1e6, 0},
    {"kg/mol", "kg/mol", 1, 1, 0},
    {"g/mol", "kg/mol", 1, 1e3, 0},
    {"kg/m2", "kg/m2", 1, 1, 0},
    {"mg/cm2", "kg/m2", 1, 100, 0},
    {"kg/m3", "kg/m3", 1, 1, 0},
    {"g/cm3", "kg/m3", 1e3, 1, 0},
    {"J/m2", "J/m2", 1, 1, 0},
    {"mJ/m2", "J/m2", 1, 1e3, 0},
    {"1/m2", "1/m2", 1, 1, 0},
    {"1/cm2", "1/m2", 1e4, 1, 0},
    {"eV", "eV", 1, 1, 0},
    {"meV", "eV", 1, 1e3, 0},
    {"J", "eV", 1, LK_ELEMENTARY_CHARGE, 0},
    {"kJ/mol", "eV", 1e3, LK_FARADAY, 0},
};
enum { UNITS = sizeof units / sizeof *units };

const lk_units *lk_units_at(size_t i) { return i < UNITS ? &units[i] : NULL; }

const lk_units *lk_units_find(const char *name) {
    for (size_t i = 0; i < UNITS; i++)
        if (strcmp(units[i].name, name) == 0) return &units[i];
    return NULL;
}

const char *lk_units_nearest(const char *name) {
    lk_nearest search = {.name = name};
    for (size_t i = 0; i < UNITS; i++) lk_nearest_offer(&search, units[i].name);
    return search.best;
}

bool lk_units_convertible(const lk_units *a, const lk_units *b) { return strcmp(a->base, b->base) == 0; }

double lk_units_to_base(const lk_units *unit, double value) {
    return value * unit->multiply / unit->divide + unit->add;
}

double lk_units_from_base(const lk_units *unit, double value) {
    return (value - unit->add) * unit->divide / unit->multiply;
}
