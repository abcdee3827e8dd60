// What stands around an electrode: closed forms, inventories in whole quanta, and what a cell refuses.
//
// The voltages of the first three tests are exact and have no false alarms; each has a mutant, a number that
// is 1 to 20 % off, which the same comparison refuses. Inventories are integers.
#include "films.h"

#include "likmc/electrode.h"

#include <string.h>

static lk_params *params_of(const char *name, const char *const *settings, size_t count) {
    return films_params(name, settings, count);
}

// ---- an insertion electrode against the closed form of diffusion at constant flux

// The n-th root of tan l = l, between n pi and (n + 1/2) pi, where sin l - l cos l changes its sign.
static double diffusion_root(int n) {
    const double pi = acos(-1.0);
    double low = n * pi, high = (n + 0.5) * pi;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high), value = sin(middle) - middle * cos(middle);
        if ((value > 0.0) == (n % 2 == 0))
            high = middle;
        else
            low = middle;
    }
    return low;
}

// Filling of a sphere's surface at constant flux (Crank, The Mathematics of Diffusion, eq. 6.45): x = x0 + g
// [3 tau + 1/5 - 2 sum exp(-l_n^2 tau)/l_n^2], tan l_n = l_n, g = i R/(F c D), tau = D t/R^2.
static double closed_form(const lk_insertion *e, double x0, double current, double seconds) {
    const double per_area = current * e->radius / (3.0 * e->volume);
    const double g = per_area * e->radius / (LK_FARADAY * e->concentration * e->diffusivity);
    const double tau = e->diffusivity * seconds / (e->radius * e->radius);
    double sum = 0.0;
    for (int n = 1; n <= 200; n++) {
        const double root = diffusion_root(n);
        sum += exp(-root * root * tau) / (root * root);
    }
    const double x = x0 + g * (3.0 * tau + 0.2 - 2.0 * sum);
    const double i0 = e->exchange_current_density * 2.0 * sqrt(x * (1.0 - x));
    const double thermal = LK_BOLTZMANN * e->temperature / LK_ELEMENTARY_CHARGE;
    return lk_insertion_open_circuit(&e->curve, x) - 2.0 * thermal * asinh(per_area / (2.0 * i0));
}

// Largest difference over a discharge at C/2 from 5 % to 90 %, V.
static double compare_discharge(double diffusivity_ratio) {
    static const char *const settings[] = {"box.width=4.8um"};
    char why[LK_TABLE_WHY];
    lk_params *params = params_of("cell-ncm811-zno002", settings, 1);
    lk_insertion e;
    const double capacity = params->cell.capacity, current = capacity / 7200.0, step = 5.0;
    assert_true(
        lk_insertion_create(&e, &params->materials[params->cell.positive.index], 298.15, capacity, why));
    const double x0 = e.curve.filling[0] + 0.02;
    lk_insertion_set_filling(&e, x0);
    lk_insertion exact = e;
    exact.diffusivity *= diffusivity_ratio;
    double worst = 0.0;
    for (int i = 1; i * step < 0.9 * 7200.0; i++) {
        lk_insertion_advance(&e, current, step);
        if (i * step < 0.05 * 7200.0) continue;
        const double volts = lk_insertion_voltage(&e, current);
        worst = fmax(worst, fabs(volts - closed_form(&exact, x0, current, i * step)));
    }
    assert_close(lk_insertion_filling(&e),
                 x0 + current * step * floor(0.9 * 7200.0 / step - 1e-9) / lk_insertion_charge(&e), 1e-9);
    free(params);
    return worst;
}

static void test_insertion(void **state) {
    (void)state;
    assert_true(compare_discharge(1.0) < 2e-3);
    assert_true(compare_discharge(0.8) > 2e-3); // the mutant
}

// ---- a cell of two flat electrodes

// Voltage at a current of a flat host against a foil, both of Butler-Volmer with alpha = 1/2: twice the
// activation overpotential, the ohmic drop, and that of the salt.
static void test_flat_cell(void **state) {
    (void)state;
    static const char *const settings[] = {"box.width=4.8um", "cell.counter=lithium", "cell.foil_area=1"};
    char why[LK_TABLE_WHY];
    lk_params *p = params_of("cp", settings, 3);
    lk_cell cell;
    assert_true(lk_cell_create(&cell, p, 1.0, why));
    const double thermal = LK_BOLTZMANN * 298.15 / LK_ELEMENTARY_CHARGE, j0 = 10.0; // A/m2
    const double path = 25e-6 / pow(0.41, 1.5), limit = LK_FARADAY * 5e-10 * 1000.0 / (0.6 * path);
    for (double current = 1.0; current < 300.0; current *= 3.0) {
        const double eta = 2.0 * thermal * asinh(current / (2.0 * j0));
        const double expected =
            -(2.0 * eta + current * path / 1.1 + 2.0 * 0.6 * thermal * log(1.0 + current / limit));
        const double volts = lk_cell_voltage(&cell, current, eta, 0.0, 1.0);
        assert_close(volts / expected, 1.0, 1e-6);
        cell.exchange *= 1.05; // the mutant
        assert_true(fabs(lk_cell_voltage(&cell, current, eta, 0.0, 1.0) / expected - 1.0) > 1e-3);
        cell.exchange /= 1.05;
    }
    free(p);
}

// ---- inventories

// Go through a protocol; `spoil` quanta vanish from the counter electrode half-way. False if a record is
// refused.
static bool follow(const char *name, const char *const *settings, size_t count, int64_t spoil) {
    lk_params *params = params_of(name, settings, count);
    lk_error_list errors = {0};
    lk_electrode *electrode;
    lk_due due = LK_DUE_NOTHING;
    bool fine = true;
    if (lk_electrode_create(&electrode, params, &errors) != LK_OK) fail_msg("%s", errors.items[0].message);
    const lk_cell *cell = lk_electrode_cell(electrode);
    for (int rows = 0; fine && due != LK_DUE_END; rows++) {
        if (lk_electrode_next(electrode, &due, &errors) != LK_OK) fail_msg("%s", errors.items[0].message);
        if (rows == 10) lk_electrode_cell(electrode)->state.given -= spoil;
        fine = lk_electrode_record(electrode, due, NULL) != NULL;
        lk_electrode_written(electrode, due);
    }
    if (fine && cell->counter == LK_CELL_INSERTION) {
        lk_insertion p = cell->positive;
        memcpy(p.filling, cell->state.filling, sizeof p.filling);
        const double inside = lk_insertion_filling(&p) * lk_insertion_charge(&p);
        const double once = cell->first_loss * cell->capacity - cell->state.once;
        assert_close((inside + once) / lk_cell_left(cell), 1.0, 1e-9);
    }
    lk_electrode_free(electrode);
    free(params);
    return fine;
}

static void test_inventories(void **state) {
    (void)state;
#define SMALL "box.width=4.8um", "box.voxel_edge=800nm", "output.interval=0.02"
    static const char *const half[] = {
        SMALL, "cell.counter=lithium",
        "protocol.steps=[plate at 1 mA/cm2 until 0.5 mAh/cm2, strip at 1 mA/cm2 until 1 V, "
        "plate at 1 mA/cm2 until 0.2 mAh/cm2]"};
    static const char *const two[] = {
        SMALL, "cell.counter=host",
        "protocol.steps=[load at 1 mA/cm2 until 0.5 mAh/cm2, plate at 1 mA/cm2 until 0.2 "
        "mAh/cm2, strip at 1 mA/cm2 until 0.3 mAh/cm2 or 0.5 V]"};
    static const char *const full[] = {SMALL, "cell.foil_loss=5", "seed=1",
                                       "protocol.steps=[charge at 0.5 C until 0.4 mAh/cm2 or 4.2 V, "
                                       "hold at 3.62 V until 0.1 C or 10 min, discharge at 0.5 C until 0.3 "
                                       "mAh/cm2 or 3 V, charge at 0.5 C until 0.2 mAh/cm2 or 4.2 V]"};
    static const struct {
        const char *name;
        const char *const *settings;
        size_t count;
    } cells[] = {{"cp-zno002", half, 5}, {"cp-zno002", two, 5}, {"cell-ncm811-zno002", full, 6}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        assert_true(follow(cells[i].name, cells[i].settings, cells[i].count, 0));
        assert_false(follow(cells[i].name, cells[i].settings, cells[i].count, 1)); // the mutant
    }
}

// A lithium foil that loses 1 % of what is plated on it: of 1000 times 7 quanta, 70 in whole quanta.
static void test_foil_losses(void **state) {
    (void)state;
    lk_cell cell = {.counter = LK_CELL_LITHIUM, .quantum = 1.0, .stock = 1e6, .loss = 0.01, .behind = 100.0};
    for (int i = 0; i < 1000; i++) lk_cell_pass(&cell, -7, i);
    assert_int_equal(cell.state.lost, 70);
    assert_close(lk_cell_left(&cell), 1e6 + 7000 - 70, 1e-6);
    for (int i = 0; i < 1000; i++) lk_cell_pass_behind(&cell, 0.75);
    assert_int_equal(cell.state.behind, 750);
    assert_int_equal(cell.state.behind_lost, 7);
    assert_close(lk_cell_behind_left(&cell), 100.0 + 750 - 7, 1e-6);
}

// ---- what is refused

static void test_refusals(void **state) {
    (void)state;
    static const struct {
        const char *settings[3], *why;
    } cases[] = {
        {{"cell.counter=insertion", "seed=1", "seed=1"}, "needs cell.positive"},
        {{"cell.counter=lithium", "protocol.steps=[charge at 1 mA/cm2 until 1 mAh/cm2]", "seed=1"},
         "insertion electrode"},
        {{"protocol.steps=[plate at 0.5 C until 1 mAh/cm2]", "seed=1", "seed=1"}, "C is of a cell"},
        {{"protocol.steps=[load at 1 mA/cm2 until 1 mAh/cm2]", "seed=1", "seed=1"}, "counter electrode"},
        {{"cell.behind_thickness=20 um", "seed=1", "seed=1"}, "needs a counter electrode"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lk_params *params = malloc(sizeof *params);
        lk_error_list errors = {0};
        assert_int_equal(lk_yaml_load_case(LIKMC_SOURCE_DIR "/params/cases/cp.yaml", cases[i].settings, 3,
                                           params, &errors),
                         LK_BAD_INPUT);
        if (!strstr(errors.items[0].message, cases[i].why)) fail_msg("%s", errors.items[0].message);
        lk_error_clear(&errors);
        free(params);
    }
    static const char *const volts[] = {"protocol.steps=[charge at 1 C until 9 V]"};
    lk_params *params = malloc(sizeof *params);
    lk_error_list errors = {0};
    assert_int_equal(
        lk_yaml_load_case(LIKMC_SOURCE_DIR "/params/cases/cell-lco-cp.yaml", volts, 1, params, &errors),
        LK_BAD_INPUT);
    assert_non_null(strstr(errors.items[0].message, "9 V is no voltage of a cell"));
    lk_error_clear(&errors);
    free(params);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_insertion), cmocka_unit_test(test_flat_cell),
                                       cmocka_unit_test(test_inventories), cmocka_unit_test(test_foil_losses),
                                       cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
