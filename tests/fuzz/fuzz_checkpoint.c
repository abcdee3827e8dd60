// A checkpoint with any numbers in it: refused with errors, or read; then the electrode goes on for a few
// steps or says why it cannot. An even first byte: a film, an odd one: atoms; edits follow (fuzz_store.h).
#include "fuzz_store.h"

#include "likmc/electrode.h"
#include "likmc/yaml.h"

enum { STEPS = 20 };

static const struct {
    const char *file, *settings[8];
    size_t count;
} cases[] = {
    {"cp-zno-mixed.yaml",
     {"box.width=1.6 um", "box.voxel_edge=400 nm", "box.head_room=10 um", "protocol.capacity=0.1 mAh/cm2"},
     4},
    {"atom-cp.yaml",
     {"atom.width=6 nm", "atom.length=4 nm", "atom.height=6 nm", "atom.tube_radius=1.5 nm",
      "atom.layers=0.2"},
     5},
};

static lk_params params[2];
static fuzz_store stores[2];

static void prepare(int kind) {
    char path[1024], store[128];
    lk_electrode *electrode;
    lk_due due = LK_DUE_NOTHING;
    lk_error_list errors = {0};
    snprintf(path, sizeof path, "%s/params/cases/%s", LIKMC_SOURCE_DIR, cases[kind].file);
    if (lk_yaml_load_case(path, cases[kind].settings, cases[kind].count, &params[kind], &errors) != LK_OK ||
        lk_electrode_create(&electrode, &params[kind], &errors) != LK_OK) {
        fprintf(stderr, "%s\n", errors.items[0].message);
        abort();
    }
    for (int i = 0; i < 2 && due != LK_DUE_END; i++) {
        if (lk_electrode_next(electrode, &due, &errors) != LK_OK) abort();
        if (!lk_electrode_record(electrode, due, &errors)) abort();
        lk_electrode_written(electrode, due);
    }
    snprintf(store, sizeof store, "%s/in/original-%d.h5", fuzz_folder, kind);
    if (lk_electrode_write(electrode, NULL, store, &errors) != LK_OK) abort();
    lk_electrode_free(electrode);
    fuzz_store_load(&stores[kind], store);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    fuzz_make_folder();
    for (int kind = 0; kind < 2; kind++) prepare(kind);
    return 0;
}

static lk_status go_on(lk_electrode *electrode, lk_error_list *errors) {
    lk_status status = LK_OK;
    for (int i = 0; i < STEPS && status == LK_OK; i++) {
        const lk_due due = electrode->scale->due(electrode);
        if (due != LK_DUE_NOTHING && !lk_electrode_record(electrode, due, errors)) return LK_FAILED;
        if (due == LK_DUE_END) return LK_OK;
        if (due != LK_DUE_NOTHING)
            lk_electrode_written(electrode, due);
        else
            status = electrode->scale->advance(electrode, errors);
    }
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[128];
    lk_electrode *electrode;
    lk_error_list errors = {0};
    if (size < 1) return 0;
    const int kind = data[0] & 1;
    snprintf(path, sizeof path, "%s/in/edited.h5", fuzz_folder);
    fuzz_store_write(&stores[kind], data + 1, size - 1, path);
    if (lk_electrode_create(&electrode, &params[kind], NULL) != LK_OK) abort();
    lk_status status = lk_electrode_read(electrode, NULL, path, &errors);
    if (status == LK_OK) status = go_on(electrode, &errors);
    fuzz_check(status, &errors);
    lk_electrode_free(electrode);
    return 0;
}
