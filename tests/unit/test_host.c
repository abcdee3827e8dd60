// The generator of fibre mats: what it promises about porosity, connection, refinement and decoration.
#include "likmc/host.h"

#include "support.h"

#include <stdlib.h>
#include <string.h>

enum { PORE = 0, FIBRE = 7, PLANE_A = 8, PLANE_B = 9 };

static const lk_host_params paper = {.seed = 1,
                                     .porosity = 0.75,
                                     .fibre_radius = 0.4e-6,
                                     .fibre_length = 20e-6,
                                     .orientation_spread = 0.15,
                                     .pore = PORE,
                                     .fibre = FIBRE};
static const lk_host_grid box = {50, 48, 40, 0.4e-6};

static uint8_t *generate(const lk_host_params *params, const lk_host_grid *grid, lk_host_report *report) {
    uint8_t *species = malloc((size_t)grid->nx * grid->ny * grid->nz);
    assert_non_null(species);
    lk_error_list errors = {0};
    assert_int_equal(lk_host_generate(params, grid, species, report, &errors), LK_OK);
    assert_int_equal(errors.count, 0);
    return species;
}

static size_t count_of(const uint8_t *species, const lk_host_grid *grid, uint8_t wanted) {
    size_t count = 0;
    for (size_t i = 0; i < (size_t)grid->nx * grid->ny * grid->nz; i++) count += species[i] == wanted;
    return count;
}

static size_t site_at(const lk_host_grid *grid, int x, int y, int z) {
    return ((size_t)z * grid->ny + (y + grid->ny) % grid->ny) * grid->nx + (x + grid->nx) % grid->nx;
}

static void porosity_is_met_to_a_voxel(void **state) {
    (void)state;
    for (int i = 0; i < 5; i++) {
        lk_host_params params = paper;
        params.porosity = (const double[]){0.5, 0.75, 0.9, 0.97, 1}[i];
        lk_host_report report;
        uint8_t *species = generate(&params, &box, &report);
        const size_t count = (size_t)box.nx * box.ny * box.nz, solid = count_of(species, &box, FIBRE);
        assert_int_equal(solid, llround((1 - params.porosity) * (double)count));
        assert_int_equal(solid, report.solid);
        assert_close(report.porosity, 1 - (double)solid / (double)count, 1e-15);
        free(species);
    }
}

// In a box of few fibres, loose pieces can be larger than what is missing at the end.
static void porosity_is_met_in_small_boxes(void **state) {
    (void)state;
    const lk_host_grid small = {8, 8, 50, 0.4e-6};
    for (uint64_t seed = 1; seed <= 40; seed++) {
        lk_host_params params = paper;
        params.seed = seed;
        params.porosity = seed % 2 ? 0.75 : 0.05;
        lk_host_report report;
        uint8_t *species = generate(&params, &small, &report);
        assert_int_equal(report.solid, llround((1 - params.porosity) * 3200));
        assert_int_equal(count_of(species, &small, FIBRE), report.solid);
        free(species);
    }
}

// A flood through fibre voxels that does not share the generator's union-find.
static size_t flood(const lk_host_grid *grid, const uint8_t *species) {
    const size_t count = (size_t)grid->nx * grid->ny * grid->nz;
    uint8_t *reached = calloc(count, 1);
    assert_non_null(reached);
    size_t total = 0, before = SIZE_MAX;
    while (total != before) {
        before = total;
        for (int z = 0; z < grid->nz; z++)
            for (int y = 0; y < grid->ny; y++)
                for (int x = 0; x < grid->nx; x++) {
                    const size_t i = site_at(grid, x, y, z);
                    if (species[i] != FIBRE || reached[i]) continue;
                    bool joined = z == 0 || reached[site_at(grid, x, y, z - 1)];
                    joined |= z + 1 < grid->nz && reached[site_at(grid, x, y, z + 1)];
                    joined |= reached[site_at(grid, x - 1, y, z)] | reached[site_at(grid, x + 1, y, z)];
                    joined |= reached[site_at(grid, x, y - 1, z)] | reached[site_at(grid, x, y + 1, z)];
                    reached[i] = joined;
                    total += joined;
                }
    }
    free(reached);
    return total;
}

static void all_fibres_reach_the_collector(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        lk_host_params params = paper;
        params.seed = seed;
        params.porosity = seed % 2 ? 0.75 : 0.95;
        params.fibre_radius = seed > 2 ? 0.1e-6 : 0.4e-6; // a quarter of a voxel: held together by the axis
        params.orientation_spread = 0.4;
        lk_host_report report;
        uint8_t *species = generate(&params, &box, &report);
        assert_int_equal(flood(&box, species), report.solid);
        free(species);
    }
}

static void same_seed_same_paper(void **state) {
    (void)state;
    const size_t count = (size_t)box.nx * box.ny * box.nz;
    lk_host_params other = paper;
    other.replica = 1;
    uint8_t *first = generate(&paper, &box, NULL), *again = generate(&paper, &box, NULL);
    uint8_t *replica = generate(&other, &box, NULL);
    assert_memory_equal(first, again, count);
    assert_int_not_equal(memcmp(first, replica, count), 0);
    free(first);
    free(again);
    free(replica);
}

// Halving the voxel edge must give the same fibres: nearly as many, and in the same places. Two papers that
// had nothing in common would agree in 1 - 2 x 0.25 x 0.75 = 62 % of the voxels. A coarse voxel and the eight
// fine ones in it can differ only where a fibre's surface passes through.
static void refining_the_voxel_keeps_the_paper(void **state) {
    (void)state;
    lk_host_params params = paper;
    params.fibre_radius = 0.8e-6;
    const lk_host_grid fine = {100, 96, 80, 0.2e-6};
    lk_host_report coarse_report, fine_report;
    uint8_t *coarse = generate(&params, &box, &coarse_report),
            *refined = generate(&params, &fine, &fine_report);
    assert_close((double)fine_report.fibres, (double)coarse_report.fibres,
                 0.04 * (double)coarse_report.fibres);
    size_t agree = 0;
    for (int z = 0; z < fine.nz; z++)
        for (int y = 0; y < fine.ny; y++)
            for (int x = 0; x < fine.nx; x++)
                agree += refined[site_at(&fine, x, y, z)] == coarse[site_at(&box, x / 2, y / 2, z / 2)];
    assert_true((double)agree > 0.93 * fine.nx * fine.ny * fine.nz);
    free(coarse);
    free(refined);
}

// The paper is as dense at its faces as in the middle, on the average over seeds.
static void density_is_uniform_in_depth(void **state) {
    (void)state;
    double lower = 0, middle = 0, upper = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        lk_host_params params = paper;
        params.seed = seed;
        uint8_t *species = generate(&params, &box, NULL);
        for (int z = 0; z < box.nz; z++) {
            size_t solid = 0;
            for (int i = 0; i < box.nx * box.ny; i++)
                solid += species[(size_t)z * box.nx * box.ny + i] == FIBRE;
            const double share = (double)solid / (20.0 * box.nx * box.ny * 10);
            if (z < 10) lower += share;
            if (z >= 15 && z < 25) middle += share;
            if (z >= 30) upper += share;
        }
        free(species);
    }
    // A paper holds about 8 fibres per decile; over 20 seeds the standard error is 0.25 / sqrt(20 x 20) =
    // 0.012.
    assert_close(lower, middle, 4 * 0.012 * 1.41);
    assert_close(upper, middle, 4 * 0.012 * 1.41);
}

static void surface_follows_the_boolean_model(void **state) {
    (void)state;
    lk_host_params params = paper;
    params.fibre_radius = 1e-6; // five voxels
    const lk_host_grid grid = {120, 120, 100, 0.2e-6};
    lk_host_report report;
    uint8_t *species = generate(&params, &grid, &report);
    lk_host_measures measures;
    assert_int_equal(lk_host_measure(&grid, species, PORE, &measures, NULL), LK_OK);
    // 2/3 of the voxel faces is 0.965 of the surface for fibres in a plane (see host.h); 5 % for one small
    // box
    assert_close(measures.specific_surface / report.specific_surface, 0.965, 0.05);
    assert_close(measures.porosity, 0.75, 1e-6);
    free(species);
}

static void coverage_from_masses(void **state) {
    (void)state;
    // 1 mg/cm2, 12.41 wt% ZnO, 7.5 nm, 1e3 cm2/cm2: 0.03 x 0.1241 / (5610 x 7.5e-9 x 1e3)
    assert_close(lk_host_coverage(0.01, 0.1241, 5610, 7.5e-9, 1e3), 0.0884848, 1e-6);
    assert_close(lk_host_coverage(0.01, 0.1241, 5610, 7.5e-9, 10), 1, 0);
}

static void particles_below_a_voxel_are_a_fraction(void **state) {
    (void)state;
    const lk_host_decoration mixture[] = {{PLANE_A, 2}, {PLANE_B, 1}};
    lk_host_params params = paper;
    params.decorations = mixture;
    params.decoration_count = 2;
    params.coverage = 0.09;
    params.particle_diameter = 7.5e-9;
    lk_host_report report;
    uint8_t *bare = generate(&paper, &box, NULL), *species = generate(&params, &box, &report);
    size_t a = count_of(species, &box, PLANE_A), b = count_of(species, &box, PLANE_B);
    assert_false(report.resolved);
    assert_close(report.type_coverage, 0.09, 0);
    assert_int_equal(a + b, report.surface);
    assert_int_equal(count_of(species, &box, PORE), count_of(bare, &box, PORE));
    // binomial: |z| < 4, false alarm 6e-5 for a new seed
    assert_close((double)a / (double)(a + b), 2.0 / 3, 4 * sqrt(2.0 / 9 / (double)(a + b)));
    for (size_t i = 0; i < (size_t)box.nx * box.ny * box.nz; i++)
        if (species[i] != bare[i]) assert_int_equal(bare[i], FIBRE);
    free(bare);
    free(species);
}

static void patches_carry_one_kind(void **state) {
    (void)state;
    const lk_host_decoration mixture[] = {{PLANE_A, 1}, {PLANE_B, 1}};
    lk_host_params params = paper;
    params.decorations = mixture;
    params.decoration_count = 2;
    params.coverage = 0.09;
    params.patch_edge = 1.6e-6; // four voxels
    uint8_t *species = generate(&params, &box, NULL);
    for (int z = 0; z < box.nz; z++)
        for (int y = 0; y < box.ny; y++)
            for (int x = 0; x + 1 < box.nx; x++) {
                const uint8_t here = species[site_at(&box, x, y, z)],
                              next = species[site_at(&box, x + 1, y, z)];
                if (x / 4 == (x + 1) / 4 && here >= PLANE_A && next >= PLANE_A) assert_int_equal(here, next);
            }
    assert_true(count_of(species, &box, PLANE_A) > 0 && count_of(species, &box, PLANE_B) > 0);
    free(species);
}

static void resolved_particles_cover_what_was_asked(void **state) {
    (void)state;
    const lk_host_decoration plane = {PLANE_A, 1};
    const double asked[] = {0.1, 0.5, 1};
    for (int i = 0; i < 3; i++) {
        lk_host_params params = paper;
        params.decorations = &plane;
        params.decoration_count = 1;
        params.coverage = asked[i];
        params.particle_diameter = 1.2e-6; // three voxels
        lk_host_report report;
        uint8_t *species = generate(&params, &box, &report), *bare = generate(&paper, &box, NULL);
        assert_true(report.resolved && report.particles > 0);
        assert_true(report.coverage >= asked[i] && report.coverage < asked[i] + 0.001);
        for (size_t k = 0; k < (size_t)box.nx * box.ny * box.nz; k++)
            if (species[k] != bare[k]) assert_true(bare[k] == PORE && species[k] == PLANE_A);
        free(species);
        free(bare);
    }
}

static void every_bad_value_is_named(void **state) {
    (void)state;
    const lk_host_decoration bad_share = {PORE, -1};
    const lk_host_params params = {.porosity = 0,
                                   .fibre_radius = -1,
                                   .fibre_length = NAN,
                                   .orientation_spread = 2,
                                   .coverage = 1.5,
                                   .particle_diameter = -1,
                                   .patch_edge = INFINITY,
                                   .decorations = &bad_share,
                                   .decoration_count = 1};
    const lk_host_grid grid = {0, 1, -1, 0};
    lk_error_list errors = {0};
    assert_int_equal(lk_host_generate(&params, &grid, NULL, NULL, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 3 + 8 + 3);
    assert_string_equal(errors.items[0].message, "host: nx is 0: must be at least 1");
    lk_error_clear(&errors);
    const lk_host_grid huge = {2000, 2000, 2000, 1e-7};
    assert_int_equal(lk_host_generate(&paper, &huge, NULL, NULL, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 1);
    lk_error_clear(&errors);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(porosity_is_met_to_a_voxel),
        cmocka_unit_test(porosity_is_met_in_small_boxes),
        cmocka_unit_test(all_fibres_reach_the_collector),
        cmocka_unit_test(same_seed_same_paper),
        cmocka_unit_test(refining_the_voxel_keeps_the_paper),
        cmocka_unit_test(density_is_uniform_in_depth),
        cmocka_unit_test(surface_follows_the_boolean_model),
        cmocka_unit_test(coverage_from_masses),
        cmocka_unit_test(particles_below_a_voxel_are_a_fraction),
        cmocka_unit_test(patches_carry_one_kind),
        cmocka_unit_test(resolved_particles_cover_what_was_asked),
        cmocka_unit_test(every_bad_value_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
