// The film scale: charge, depth profile, nucleation, patches, feeding, and the same bytes for the same seed.
//
// False-alarm rates: each statistical test below compares with a threshold that a sound program exceeds with
// a probability below 1e-4; seeds are fixed. Each has a mutant that has to be caught.
#include "films.h"
#include "verify.h"

#include "likmc/closure.h"
#include "likmc/observe.h"

#include <string.h>

enum { MOST_SETTINGS = 8 };
static const char *const small_box[] = {"box.width=8 um", "box.head_room=60 um", "box.voxel_edge=400 nm"};

static lk_params *load(const char *name, const char *extra) {
    const char *settings[MOST_SETTINGS];
    size_t count = sizeof small_box / sizeof *small_box;
    memcpy(settings, small_box, sizeof small_box);
    if (extra) settings[count++] = extra;
    return films_params(name, settings, count);
}

static lk_film make(const char *name, const char *extra) {
    lk_params *params = load(name, extra);
    lk_film film;
    assert_int_equal(lk_film_create(&film, params, NULL), LK_OK);
    free(params);
    return film;
}

static void test_faraday_in_whole_hits(void **state) {
    (void)state;
    const char *const cases[] = {"cp", "o3-cp", "cp-zno002", "cp-zno-mixed"};
    for (int i = 0; i < 4; i++) {
        lk_film film = make(cases[i], NULL);
        for (int k = 1; k <= 10; k++) {
            films_pass(&film, 10.0, 1.8e3 * k);
            lk_observation seen;
            assert_int_equal(lk_observe_film(&film, &seen, NULL), LK_OK);
            assert_true(lk_observe_is_faradaic(&film, &seen));
            assert_int_equal(seen.lithium_hits, lk_film_lithium(&film));
            const int64_t *quanta = film.ledger.quanta;
            assert_int_equal(quanta[LK_LEDGER_PASSED], seen.lithium_hits + quanta[LK_LEDGER_CONVERSION] +
                                                           quanta[LK_LEDGER_ALLOYING] +
                                                           quanta[LK_LEDGER_SEI]);
        }
        film.hits[film.lattice.sites - 1]++; // the mutant: one hit from nowhere
        lk_observation seen;
        film.top = film.lattice.cells[2];
        assert_int_equal(lk_observe_film(&film, &seen, NULL), LK_OK);
        assert_false(lk_observe_is_faradaic(&film, &seen));
        lk_film_free(&film);
    }
}

// Buckets and layer sums kept event by event equal those built from scratch.
static void test_running_sums_equal_a_rebuild(void **state) {
    (void)state;
    lk_film film = make("cp-zno002", NULL);
    films_pass(&film, 10.0, 3.6e3);
    const size_t bytes = 4 * film.lattice.cells[2] * sizeof *film.open_faces;
    uint32_t *sums = malloc(bytes), counts[LK_FILM_CLASSES];
    memcpy(sums, film.open_faces, bytes);
    for (uint32_t c = 0; c < LK_FILM_CLASSES; c++) counts[c] = lk_buckets_count(&film.buckets, c);
    assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
    assert_memory_equal(sums, film.open_faces, bytes);
    for (uint32_t c = 0; c < LK_FILM_CLASSES; c++)
        assert_int_equal(counts[c], lk_buckets_count(&film.buckets, c));
    free(sums);
    lk_film_free(&film);
}

// A uniform porous host: walls of lithium across the box, open everywhere, none of which moves within the
// test.
static void build_uniform(lk_film *film, double nu) {
    const uint32_t nx = film->lattice.cells[0], ny = film->lattice.cells[1], nz = film->lattice.cells[2];
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        const bool metal = site % nx % 4 == 0;
        film->species[site] = metal ? LK_FILM_LITHIUM : LK_FILM_ELECTROLYTE;
        film->hits[site] = metal ? 255 : 0;
        film->marks[site] = 3; // patch known and open
    }
    film->model.hits_per_voxel = 255;
    film->model.exchange_rate = film->model.nucleation_rate = film->model.sei_charge = 0.0;
    film->model.host_factor = 1.0;
    film->transport.params.transference = 1.0; // no salt gradient: the closed form has none
    film->conversion_hits = film->alloying_hits = 0;
    film->ledger = (lk_ledger){0};
    const double a = 2.0 * (nx / 4) * ny / ((double)nx * ny * film->model.edge);
    const double length = nz * film->model.edge, T = film->transport.params.temperature;
    const double reactivity =
        a * film->transport.params.exchange_current * LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * T);
    film->model.conductivity = reactivity * length * length / (nu * nu) / pow(0.75, 1.5);
    assert_int_equal(lk_film_rebuild(film, NULL), LK_OK);
}

// Chi-square of the depth profile of 40000 hits against cosh(nu z/L) of `expected_nu`, in 40 bins.
static double profile_chi_square(double nu, double expected_nu) {
    enum { BINS = 40, HITS = 40000 };
    lk_film film = make("cp", "box.head_room=12 um");
    film.layers.yields = false;
    build_uniform(&film, nu);
    int64_t passed = 0;
    while ((passed = film.ledger.quanta[LK_LEDGER_PASSED]) <
           HITS) // a current so small that the kinetics are linear
        assert_int_equal(lk_film_step(&film, 1e-2, HITS - passed, INFINITY, NULL), LK_OK);
    const uint32_t nz = film.lattice.cells[2], plane = film.lattice.sites / nz;
    double chi = 0.0;
    for (int bin = 0; bin < BINS; bin++) {
        int64_t hits = 0;
        for (uint32_t z = (uint32_t)bin * nz / BINS; z < (uint32_t)(bin + 1) * nz / BINS; z++)
            for (uint32_t i = 0; i < plane; i++)
                if (film.species[z * plane + i] == LK_FILM_ELECTROLYTE) hits += film.hits[z * plane + i];
        const double mean = HITS * (sinh(expected_nu * (bin + 1) / BINS) - sinh(expected_nu * bin / BINS)) /
                            sinh(expected_nu);
        chi += (hits - mean) * (hits - mean) / mean;
    }
    lk_film_free(&film);
    return chi;
}

// Newman and Tobias 1962. 39 degrees of freedom: chi-square exceeds 90 with probability 7e-6.
static void test_depth_profile(void **state) {
    (void)state;
    const double nus[] = {0.5, 2.0, 5.0};
    for (int i = 0; i < 3; i++) assert_true(profile_chi_square(nus[i], nus[i]) < 90.0);
    assert_true(profile_chi_square(2.0, 1.8) > 90.0); // the mutant: a conductivity a fifth too high
}

// Is the SEI at a voxel open, away from walls: that of the nearest of all seeds of patches, found by a search
// of the test's own.
static bool is_open(const lk_film *film, uint32_t site) {
    const lk_film_disorder *d = &film->disorder;
    uint32_t cell[3], best = 0;
    double least = INFINITY;
    lk_lattice_cell(&film->lattice, site, cell);
    for (uint32_t i = 0; i < d->patch_cells[0] * d->patch_cells[1] * d->patch_cells[2]; i++) {
        const uint32_t at[3] = {i % d->patch_cells[0], i / d->patch_cells[0] % d->patch_cells[1],
                                i / d->patch_cells[0] / d->patch_cells[1]};
        double square = 0.0;
        for (int a = 0; a < 3; a++) {
            const double away =
                at[a] + (double)d->seeds[i][a] - (cell[a] + 0.5) * film->model.edge / d->patch_edge;
            const double wrapped = a < 2 ? remainder(away, d->patch_cells[a]) : away;
            square += wrapped * wrapped;
        }
        if (square < least) best = i;
        least = fmin(least, square);
    }
    return d->seeds[best][3] < film->model.open_fraction;
}

// Lithium above the paper, beyond the reach of its walls, grows where patches of SEI are open, which is 0.35
// of the room, and leaves the rest empty. The mutant: passive SEI that reacts like an open one, so that
// patches have no effect; lithium then grows inside the paper and none comes out of it.
static void test_growth_follows_the_open_patches(void **state) {
    (void)state;
    lk_film film = make("cp", NULL);
    if (mutant("patches-react-alike")) film.model.passive_share = 1.0;
    assert_int_equal(lk_film_rebuild(&film, NULL), LK_OK);
    films_pass(&film, 10.0, 7.2e4);
    const uint32_t plane = film.lattice.cells[0] * film.lattice.cells[1];
    const uint32_t above = (uint32_t)film.model.grid.nz_paper + 6; // 2.4 um
    double open = 0.0, all = 0.0;
    for (uint32_t site = above * plane; site < film.lattice.sites; site++) {
        if (film.species[site] != LK_FILM_LITHIUM) continue;
        open += is_open(&film, site);
        all++;
    }
    lk_observation seen;
    assert_int_equal(lk_observe_film(&film, &seen, NULL), LK_OK);
    print_message("%.0f voxels, %.3f of them in open patches; packing %.3f\n", all, open / all, seen.packing);
    assert_true(all > 1000.0);
    assert_true(open / all > 0.95);
    assert_true(seen.packing < 0.6);
    lk_film_free(&film);
}

// The contrast: with the shared numbers ZnO(002) fills the paper and bare CP does not.
static void test_wetting_wall_fills_the_paper(void **state) {
    (void)state;
    lk_observation wetted, bare;
    lk_film film = make("cp-zno002", NULL);
    films_pass(&film, 10.0, 1.44e5);
    assert_int_equal(lk_observe_film(&film, &wetted, NULL), LK_OK);
    lk_film_free(&film);
    film = make("cp", NULL);
    films_pass(&film, 10.0, 1.44e5);
    assert_int_equal(lk_observe_film(&film, &bare, NULL), LK_OK);
    lk_film_free(&film);
    assert_true(wetted.filling > bare.filling + 0.3);
    assert_true(bare.thickness > wetted.thickness + 15e-6);
    assert_true(wetted.nuclei > 100 * bare.nuclei);
}

// The contrast hangs on E_ads and E_mig alone: with the energies of CNT the decorated paper is the bare one.
static void test_energies_are_the_only_difference(void **state) {
    (void)state;
    lk_params *params = load("cp-zno002", NULL);
    lk_material *plane = &params->materials[params->host.decoration.parts[0].material.index];
    const lk_material *fibre = &params->materials[params->host.material.index];
    plane->E_ads_eV = fibre->E_ads_eV;
    plane->E_mig_eV = fibre->E_mig_eV;
    lk_film film;
    assert_int_equal(lk_film_create(&film, params, NULL), LK_OK);
    const lk_film_wall *wall = lk_film_phase_wall(&film, 3, 1), *tube = lk_film_phase_wall(&film, 3, 0);
    assert_close(wall->adhesion, tube->adhesion, 0.0);
    assert_true(wall->feeding_length < 1e-9);
    films_pass(&film, 10.0, 1.44e5);
    lk_observation seen;
    assert_int_equal(lk_observe_film(&film, &seen, NULL), LK_OK);
    assert_true(seen.filling < 0.4);
    lk_film_free(&film);
    free(params);
}

int main(void) {
    VERIFY_MUTANTS("patches-react-alike");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faraday_in_whole_hits),
        cmocka_unit_test(test_running_sums_equal_a_rebuild),
        cmocka_unit_test(test_depth_profile),
        cmocka_unit_test(test_growth_follows_the_open_patches),
        cmocka_unit_test(test_wetting_wall_fills_the_paper),
        cmocka_unit_test(test_energies_are_the_only_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
