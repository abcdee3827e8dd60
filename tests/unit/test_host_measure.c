// Measures of voxel structures whose surface, chords and diffusivity are known exactly.
#include "likmc/host.h"

#include "support.h"

#include <stdlib.h>
#include <string.h>

enum { PORE = 3, SOLID = 4 };

static const double pi = 3.14159265358979323846;

typedef struct structure {
    lk_host_grid grid;
    uint8_t *species;
} structure;

// A structure whose voxel is a pore where is_pore(x, y, z) says so.
static structure build(int nx, int ny, int nz, double edge, bool (*is_pore)(int, int, int)) {
    structure made = {{nx, ny, nz, edge}, malloc((size_t)nx * ny * nz)};
    assert_non_null(made.species);
    for (int z = 0, i = 0; z < nz; z++)
        for (int y = 0; y < ny; y++)
            for (int x = 0; x < nx; x++, i++) made.species[i] = is_pore(x, y, z) ? PORE : SOLID;
    return made;
}

static lk_host_measures measure(const structure *given) {
    lk_host_measures measures;
    assert_int_equal(lk_host_measure(&given->grid, given->species, PORE, &measures, NULL), LK_OK);
    return measures;
}

static lk_host_transport transport(const structure *given) {
    lk_host_transport found;
    lk_error_list errors = {0};
    assert_int_equal(lk_host_solve_transport(&given->grid, given->species, PORE, 1e-9, 0, &found, &errors),
                     LK_OK);
    return found;
}

static bool empty(int x, int y, int z) { return (void)x, (void)y, (void)z, true; }
static bool channels(int x, int y, int z) { return (void)z, x % 5 < 3 && y % 4 < 2; }
static bool upright_plates(int x, int y, int z) { return (void)y, (void)z, x % 8 >= 2; }
static bool lid(int x, int y, int z) { return (void)x, (void)y, z != 3; }
static int ball_box; // edge of the box, voxels; the ball's radius is 3/8 of it
static bool outside_ball(int x, int y, int z) {
    const double middle = (ball_box - 1) / 2.0, dx = x - middle, dy = y - middle, dz = z - middle;
    return dx * dx + dy * dy + dz * dz > 9.0 / 64 * ball_box * ball_box;
}
static bool inside_ball(int x, int y, int z) { return !outside_ball(x, y, z); }

// Two straight halves joined: z < 6 is 12 x 12 open, above it only half of it.
static bool step_pore(int x, int y, int z) { return (void)y, z < 6 || x < 6; }

static void an_empty_box(void **state) {
    (void)state;
    structure given = build(4, 5, 6, 1e-6, empty);
    const lk_host_measures found = measure(&given);
    assert_close(found.porosity, 1, 0);
    assert_close(found.specific_surface, 0, 0);
    assert_true(isinf(found.chord[0]) && isinf(found.chord[2]));
    assert_close(transport(&given).diffusivity, 1, 1e-12);
    assert_close(transport(&given).tortuosity, 1, 1e-12);
    free(given.species);
}

static void straight_channels(void **state) {
    (void)state;
    structure given = build(20, 16, 9, 0.5e-6, channels);
    const lk_host_measures found = measure(&given);
    assert_close(found.porosity, 6.0 / 20, 1e-15);
    assert_close(found.chord[0], 3 * 0.5e-6, 1e-18);
    assert_close(found.chord[1], 2 * 0.5e-6, 1e-18);
    assert_true(isinf(found.chord[2]));
    // perimeter 10 voxels per cell of 20, times 2/3
    assert_close(found.specific_surface * 0.5e-6, 2.0 / 3 * 10 / 20, 1e-12);
    // a third of the weight each on chords of 2, 3 and 9 voxels
    assert_close(found.pore_d10, 2 * 0.5e-6, 1e-18);
    assert_close(found.pore_d50, 3 * 0.5e-6, 1e-18);
    assert_close(found.pore_d90, 9 * 0.5e-6, 1e-18);
    assert_close(transport(&given).diffusivity, 6.0 / 20, 1e-12);
    assert_close(transport(&given).tortuosity, 1, 1e-12);
    free(given.species);
}

static void parallel_plates(void **state) {
    (void)state;
    structure given = build(16, 3, 7, 1e-6, upright_plates);
    const lk_host_measures found = measure(&given);
    assert_close(found.chord[0], 6e-6, 1e-18); // the chord that crosses the periodic border counts as one
    assert_true(isinf(found.chord[1]));
    assert_close(transport(&given).tortuosity, 1, 1e-12);
    free(given.species);
}

static void a_lid_stops_the_flux(void **state) {
    (void)state;
    structure given = build(6, 6, 8, 1e-6, lid);
    const lk_host_transport found = transport(&given);
    assert_close(found.diffusivity, 0, 0);
    assert_true(isinf(found.tortuosity));
    free(given.species);
}

static void a_balls_surface_and_chord(void **state) {
    (void)state;
    ball_box = 64;
    structure given = build(64, 64, 64, 1, outside_ball), inverse = build(64, 64, 64, 1, inside_ball);
    const double volume = 64.0 * 64 * 64;
    // the projected area of a voxelised disc of radius 24 is pi 24^2 to about 24^(-4/3)
    assert_close(measure(&given).specific_surface * volume, 4 * pi * 24 * 24, 0.01 * 4 * pi * 24 * 24);
    const lk_host_measures found = measure(&inverse);
    for (int axis = 0; axis < 3; axis++) assert_close(found.chord[axis], 4.0 / 3 * 24, 0.01 * 32);
    // chord lengths l of a ball, weighted with l: P(l) = (l/2R)^3, so the median is 2R / 2^(1/3)
    assert_close(found.pore_d50, 48 * cbrt(0.5), 1);
    free(given.species);
    free(inverse.species);
}

// Diffusivity relative to that of a simple cubic array of impermeable spheres (Rayleigh, Phil. Mag. 34, 481
// (1892), doi 10.1080/14786449208620364, with the corrected coefficient), less one.
static double ball_array_error(int edge) {
    ball_box = edge;
    structure given = build(edge, edge, edge, 1, outside_ball);
    const double phi = 1 - measure(&given).porosity;
    const double exact = 1 - 3 * phi / (2 + phi - 0.394 * pow(phi, 10.0 / 3));
    const double error = transport(&given).diffusivity / exact - 1;
    free(given.species);
    return error;
}

// The steps of a voxelised ball cost an error of first order in the voxel edge, which two edges cancel.
static void diffusion_round_an_array_of_balls(void **state) {
    (void)state;
    const double coarse = ball_array_error(24), fine = ball_array_error(48);
    assert_close(fine, 0, 0.015);
    assert_close(2 * fine - coarse, 0, 0.003);
}

// By symmetry the middle plane of a mirror image carries equal values, so that a structure and its mirror
// image in series have the diffusivity of one of them; and the flux must not depend on the direction.
static void up_and_down_are_alike(void **state) {
    (void)state;
    structure given = build(12, 12, 12, 1, step_pore), turned = build(12, 12, 12, 1, step_pore);
    for (size_t i = 0; i < 12 * 12 * 12; i++) turned.species[12 * 12 * 12 - 1 - i] = given.species[i];
    const double up = transport(&given).diffusivity, down = transport(&turned).diffusivity;
    assert_close(up, down, 1e-9);
    // between the series of the two halves with full lateral mixing at every height, and with none
    assert_true(up < 1 / (0.5 + 0.5 / 0.5) && up > 0.5);
    free(given.species);
    free(turned.species);
}

static void bad_grids_are_refused(void **state) {
    (void)state;
    const lk_host_grid grid = {4, 0, 4, 1e-6};
    lk_host_measures measures;
    lk_host_transport found;
    assert_int_equal(lk_host_measure(&grid, NULL, PORE, &measures, NULL), LK_BAD_INPUT);
    assert_int_equal(lk_host_solve_transport(&grid, NULL, PORE, 1e-6, 0, &found, NULL), LK_BAD_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_box),
        cmocka_unit_test(straight_channels),
        cmocka_unit_test(parallel_plates),
        cmocka_unit_test(a_lid_stops_the_flux),
        cmocka_unit_test(a_balls_surface_and_chord),
        cmocka_unit_test(diffusion_round_an_array_of_balls),
        cmocka_unit_test(up_and_down_are_alike),
        cmocka_unit_test(bad_grids_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
