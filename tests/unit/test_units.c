#include "likmc/units.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static void converts(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *unit;
        double base;
    } rows[] = {{20, "um", 20e-6},
                {7.5, "nm", 7.5e-9},
                {3.51, "angstrom", 3.51e-10},
                {1, "mA/cm2", 10},
                {5, "mAh/cm2", 180000},
                {1, "mg/cm2", 0.01},
                {12.41, "%", 0.1241},
                {1, "mol/L", 1000},
                {2, "mC/cm2", 20},
                {13, "cm3/mol", 13e-6},
                {5.61, "g/cm3", 5610},
                {17, "meV", 0.017},
                {90, "degree", 1.57079632679489661923}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(lk_units_to_base(lk_units_find(rows[i].unit), rows[i].value) == rows[i].base);
    assert_close(lk_units_to_base(lk_units_find("degC"), 25), 298.15, 1e-12);
    assert_close(lk_units_to_base(lk_units_find("J"), 1.602176634e-19), 1, 1e-15);
    assert_close(lk_units_to_base(lk_units_find("kJ/mol"), 96.48533212), 1, 1e-9);
}

static void table_is_sound(void **state) {
    (void)state;
    const lk_units *unit;
    for (size_t i = 0; (unit = lk_units_at(i)); i++) {
        assert_ptr_equal(lk_units_find(unit->name), unit); // no name stands there twice
        const lk_units *base = lk_units_find(unit->base);
        assert_non_null(base);
        assert_true(base->multiply == 1 && base->divide == 1 && base->add == 0);
        assert_close(lk_units_from_base(unit, lk_units_to_base(unit, 3.7)), 3.7, 1e-12);
    }
}

static void tells_kinds_apart(void **state) {
    (void)state;
    assert_true(lk_units_convertible(lk_units_find("mAh/cm2"), lk_units_find("C/m2")));
    assert_false(lk_units_convertible(lk_units_find("J/m2"), lk_units_find("eV")));
    assert_null(lk_units_find("ev"));
    assert_string_equal(lk_units_nearest("ma/cm2"), "mA/cm2");
    assert_null(lk_units_nearest("furlong per fortnight"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(converts), cmocka_unit_test(table_is_sound),
                                       cmocka_unit_test(tells_kinds_apart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
