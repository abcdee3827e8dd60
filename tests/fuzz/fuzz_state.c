// A kept state (snapshots/*.h5) with any numbers in it: refused with errors, or read; then it is drawn.
#include "fuzz_store.h"

#include "likmc/scene.h"
#include "likmc/snapshot.h"

static fuzz_store store;

static void make(const char *path) {
    static uint8_t species[8 * 8 * 12];
    lk_snapshot s = {.nx = 8, .ny = 8, .nz = 12, .edge = 4e-7, .species = species, .palette_count = 3};
    for (size_t i = 0; i < sizeof species; i++) species[i] = (uint8_t)(i % 3);
    for (size_t i = 0; i < 3; i++)
        s.palette[i] = (lk_snapshot_material){.name = "lithium", .role = (uint8_t)i, .share = 0.3};
    s.mark = 2e-6;
    s.extent = 4e-6;
    snprintf(s.title, sizeof s.title, "fuzz");
    if (lk_snapshot_write(&s, path, NULL) != LK_OK) abort();
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    char path[128];
    (void)count, (void)arguments;
    fuzz_make_folder();
    snprintf(path, sizeof path, "%s/in/original.h5", fuzz_folder);
    make(path);
    fuzz_store_load(&store, path);
    return 0;
}

static void draw(const lk_snapshot *seen) {
    lk_snapshot_stage stage;
    size_t count;
    const lk_scene scene = lk_snapshot_scene(seen, &stage);
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    lk_scene_view view = lk_snapshot_view(seen, 96);
    view.threads = 1;
    for (size_t i = 0; i < count; i++) {
        lk_image image = {0};
        lk_error_list errors = {0};
        fuzz_check(pictures[i].draw(&scene, &view, &image, &errors), &errors);
        lk_image_free(&image);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[128];
    lk_snapshot seen;
    lk_error_list errors = {0};
    snprintf(path, sizeof path, "%s/in/edited.h5", fuzz_folder);
    fuzz_store_write(&store, data, size, path);
    const lk_status status = lk_snapshot_read(&seen, path, &errors);
    fuzz_check(status, &errors);
    if (status == LK_OK) draw(&seen);
    lk_snapshot_free(&seen);
    return 0;
}
