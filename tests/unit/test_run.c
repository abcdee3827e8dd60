// Output changes nothing of what happens: whatever is written, and wherever a run is stopped, the electrode
// goes the same way to the bit.
#include "likmc/run.h"
#include "likmc/yaml.h"
#include "scratch.h"
#include "support.h"

static const char *const film[] = {
    "box.width=4.8um", "box.voxel_edge=800nm", "box.head_room=40um",
    "protocol.steps=[plate at 1 mA/cm2 until 0.6 mAh/cm2, strip at 1 mA/cm2 until "
    "0.3 mAh/cm2 or 0.5 V, plate at -60 mV until 0.2 mAh/cm2 or 1 h]"};
// The same with grains and a host that gives way early.
static const char *const yielding[] = {
    "box.width=4.8um",
    "box.voxel_edge=800nm",
    "box.head_room=40um",
    "sei.closure=grains",
    "host.deformation=yields",
    "host.yield_filling={value: 0.1, unit: 1, range: [0, 1], tag: assumed, source: test}",
    "protocol.steps=[plate at 1 mA/cm2 until 0.6 mAh/cm2, strip at 1 mA/cm2 until "
    "0.3 mAh/cm2 or 0.5 V, plate at -60 mV until 0.2 mAh/cm2 or 1 h]"};
static const char *const field[] = {
    "box.width=4.8um",
    "box.voxel_edge=800nm",
    "box.head_room=20um",
    "transport.dimensions=3",
    "transport.coarsening=2",
    "protocol.steps=[plate at 5 mA/cm2 until 0.4 mAh/cm2, strip at 5 mA/cm2 until 0.2 mAh/cm2 or 0.5 V]"};
static const char *const atoms[] = {"atom.width=8 nm", "atom.length=4 nm",      "atom.height=8 nm",
                                    "atom.layers=0.3", "atom.tube_radius=2 nm", "atom.accuracy=2"};

static lk_params params;

static void load(const char *name, const char *const *settings, size_t count, const char *output) {
    char path[512];
    const char *all[12];
    lk_error_list errors = {0};
    memcpy(all, settings, count * sizeof *all);
    all[count] = output;
    snprintf(path, sizeof path, "%s/params/cases/%s.yaml", LIKMC_SOURCE_DIR, name);
    if (lk_yaml_load_case(path, all, count + 1, &params, &errors) != LK_OK)
        fail_msg("%s", errors.items[0].message);
}

// Stops when asked for the `user`-th time.
static bool watch(void *user, const lk_run_news *news) {
    (void)news;
    int *left = user;
    return --*left == 0;
}

// Run to the end, `looks` looks at a time.
static void run(const char *name, int looks) {
    lk_status status = LK_STOPPED;
    lk_error_list errors = {0};
    for (bool resume = false; status == LK_STOPPED; resume = true) {
        int left = looks;
        const lk_run_options how = {
            .directory = scratch_path(name), .resume = resume, .watch = watch, .user = &left};
        status = lk_run_case(&params, &how, NULL, &errors);
    }
    if (status != LK_OK) fail_msg("%s: %s", name, errors.items[0].message);
}

// The state without what counts rows and pictures: as an electrode writes it that has none.
static void normalise(const char *name, const char *file) {
    char path[64];
    lk_electrode *electrode;
    assert_int_equal(lk_electrode_create(&electrode, &params, NULL), LK_OK);
    snprintf(path, sizeof path, "%s/state.h5", name);
    assert_int_equal(lk_electrode_read(electrode, NULL, scratch_path(path), NULL), LK_OK);
    lk_electrode_forget_output(electrode);
    assert_int_equal(lk_electrode_write(electrode, NULL, scratch_path(file), NULL), LK_OK);
    lk_electrode_free(electrode);
}

static void compare(const char *name, const char *const *settings, size_t count) {
    static const char *const outputs[] = {"output.frames=1", "output.frames=20", "output.interval=0.003",
                                          "output.interval=0.25", "output.frames=2"};
    load(name, settings, count, "output.frames=5");
    run("reference", -1);
    normalise("reference", "reference.h5");
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        char directory[32], file[32];
        snprintf(directory, sizeof directory, "%zu", i);
        snprintf(file, sizeof file, "%zu.h5", i);
        load(name, settings, count, outputs[i]);
        run(directory, i == 4 ? 97 : -1);
        normalise(directory, file);
        if (!scratch_same(scratch_path("reference.h5"), scratch_path(file))) fail_msg("%s", outputs[i]);
    }
}

static void test_film(void **state) {
    (void)state;
    compare("cp-zno002", film, sizeof film / sizeof *film);
}

static void test_yielding(void **state) {
    (void)state;
    compare("cp-zno002", yielding, sizeof yielding / sizeof *yielding);
}

static void test_field(void **state) {
    (void)state;
    compare("cp", field, sizeof field / sizeof *field);
}

static void test_atoms(void **state) {
    (void)state;
    compare("atom-zno002", atoms, sizeof atoms / sizeof *atoms);
}

// A cell whose second host is simulated too.
static void test_symmetric_cell(void **state) {
    (void)state;
    static const char *const symmetric[] = {
        "box.width=4.8um", "box.voxel_edge=800nm", "box.head_room=40um", "cell.counter=host",
        "protocol.steps=[load at 1 mA/cm2 until 0.4 mAh/cm2, strip at 1 mA/cm2 until 0.2 mAh/cm2, plate at 1 "
        "mA/cm2 until 0.3 mAh/cm2]"};
    compare("cp-zno002", symmetric, sizeof symmetric / sizeof *symmetric);
}

// A cell with an insertion electrode, and a foil behind the host.
static void test_full_cell(void **state) {
    (void)state;
    static const char *const full[] = {"box.width=4.8um", "box.voxel_edge=800nm", "box.head_room=40um",
                                       "cell.foil_loss=5",
                                       "protocol.steps=[charge at 0.5 C until 0.4 mAh/cm2 or 4.2 V, "
                                       "hold at 3.62 V until 0.1 C or 10 min, discharge at 0.5 C until 0.3 "
                                       "mAh/cm2 or 3 V, charge at 0.5 C until 0.2 mAh/cm2 or 4.2 V]"};
    compare("cell-ncm811-zno002", full, sizeof full / sizeof *full);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_film, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_yielding, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_field, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_symmetric_cell, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_full_cell, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_atoms, scratch_setup, scratch_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
