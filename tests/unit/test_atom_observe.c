// Observables of an atomistic state on surfaces of which they are known.
#include "likmc/atom.h"
#include "support.h"

enum { nx = 6, ny = 16 };

static const double edge = 3.5e-10; // m

// A slab of lithium, two cells thick.
static void make_slab(lk_atomistic *model) {
    const lk_atomistic_setup setup = {
        .lattice = "bcc14",
        .cells = {nx, ny, 10},
        .periodic = {true, true, false},
        .lattice_constant = edge,
        .cohesive_eV = 1.63,
        .types = 1,
        .kinetics = {.kT_eV = 0.025, .frequency = 1e12, .exchange = 1.0, .alpha = 0.5},
    };
    assert_int_equal(lk_atomistic_init(model, &setup, NULL), LK_OK);
    lk_atomistic_fill(model, 2, 0.0, 2.9 * edge);
    lk_atomistic_ready(model);
}

// Bars across half of the length, one cell high: of ny columns in a row 2 r differ by a from those r further
// on.
static void correlation_of_a_step(void **state) {
    (void)state;
    lk_atomistic model;
    double correlation[ny / 2];
    make_slab(&model);
    lk_atom_observe_correlation(&model, ny / 2, correlation);
    for (int r = 1; r <= ny / 2; r++) assert_close(correlation[r - 1], 0.0, 0.0);
    for (uint32_t x = 0; x < nx; x++)
        for (uint32_t y = 0; y < ny / 2; y++)
            for (uint32_t b = 0; b < 2; b++)
                lk_atomistic_place(&model, lk_lattice_site(&model.lattice, x, y, 3, b), LK_ATOMISTIC_LITHIUM);
    lk_atom_observe_correlation(&model, ny / 2, correlation);
    for (int r = 1; r <= ny / 2; r++) assert_close(correlation[r - 1], edge * edge * 2.0 * r / ny, 1e-30);
    lk_atomistic_free(&model);
}

// Ridges of one column in four: all columns differ after two, none after four.
static void correlation_of_ridges(void **state) {
    (void)state;
    lk_atomistic model;
    double correlation[ny / 2];
    make_slab(&model);
    for (uint32_t x = 0; x < nx; x++)
        for (uint32_t y = 0; y < ny; y++)
            if (y % 4 < 2)
                lk_atomistic_place(&model, lk_lattice_site(&model.lattice, x, y, 3, 1), LK_ATOMISTIC_LITHIUM);
    lk_atom_observe_correlation(&model, ny / 2, correlation);
    for (int r = 1; r <= ny / 2; r++) {
        const double share = r % 4 == 0 ? 0.0 : r % 4 == 2 ? 1.0 : 0.5;
        assert_close(correlation[r - 1], edge * edge * share, 1e-30);
    }
    lk_atomistic_free(&model);
}

// V = pi R^3 (2 - 3 cos + cos^3)/3, A = pi R^2 sin^2 of a cap.
static void angle_of_a_cap(void **state) {
    (void)state;
    const double pi = 3.14159265358979323846;
    for (int degrees = 10; degrees < 180; degrees += 20) {
        const double c = cos(degrees * pi / 180.0), s = sin(degrees * pi / 180.0);
        const double volume = pi * (2.0 - 3.0 * c + c * c * c) / 3.0, area = pi * s * s;
        assert_close(lk_atom_observe_angle(volume, area), degrees, 1e-6);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(correlation_of_a_step),
        cmocka_unit_test(correlation_of_ridges),
        cmocka_unit_test(angle_of_a_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
