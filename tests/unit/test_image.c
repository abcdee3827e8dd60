// Pictures as PNG: content, text chunks, same bytes, and nothing half-written.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "likmc/image.h"
#include "likmc/scene.h"
#include "scratch.h"

#include <png.h>
#include <stdbool.h>
#include <sys/stat.h>

// Noise does not compress, so that the file is larger than any buffer on the way.
static void make_noise(lk_image *image) {
    assert_int_equal(lk_image_create(image, 200, 150, NULL), LK_OK);
    uint32_t x = 1;
    for (size_t i = 0; i < 3 * 200 * 150; i++) {
        x = x * 1664525u + 1013904223u;
        image->pixels[i] = (uint8_t)(x >> 24);
    }
}

static void test_sizes(void **state) {
    (void)state;
    const int bad[][2] = {{0, 5}, {5, 0}, {-1, 5}, {LK_IMAGE_MAX_EDGE + 1, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lk_image image;
        lk_error_list errors = {0};
        assert_int_equal(lk_image_create(&image, bad[i][0], bad[i][1], &errors), LK_BAD_INPUT);
        assert_int_equal(errors.count, 1);
        assert_null(image.pixels);
        lk_error_clear(&errors);
    }
}

static void test_round_trip(void **state) {
    (void)state;
    lk_image image;
    make_noise(&image);
    const lk_image_text texts[] = {{"Title", "CP@ZnO(002)"}, {"Description", "43.8 \u00b5m"}};
    assert_int_equal(lk_image_write_png(&image, scratch_path("a.png"), texts, 2, NULL), LK_OK);
    assert_int_equal(lk_image_write_png(&image, scratch_path("b.png"), texts, 2, NULL), LK_OK);
    assert_true(scratch_same(scratch_path("a.png"), scratch_path("b.png")));

    FILE *file = fopen(scratch_path("a.png"), "rb");
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_read_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
    assert_int_equal(png_get_image_width(png, info), 200);
    assert_int_equal(png_get_image_height(png, info), 150);
    png_bytepp rows = png_get_rows(png, info);
    for (int y = 0; y < 150; y++) assert_memory_equal(rows[y], image.pixels + 600 * y, 600);
    png_textp found;
    int count = 0;
    png_get_text(png, info, &found, &count);
    assert_int_equal(count, 2);
    for (int i = 0; i < 2; i++) {
        assert_string_equal(found[i].key, texts[i].key);
        assert_string_equal(found[i].text, texts[i].value);
    }
    png_destroy_read_struct(&png, &info, NULL);
    fclose(file);
    lk_image_free(&image);
}

static bool contains(const char *bytes, size_t size, const char *text) {
    const size_t length = strlen(text);
    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(bytes + i, text, length) == 0) return true;
    return false;
}

// Width and ink as asked for; the same bytes again; text is drawn as outlines on top of the pixels.
static void test_pages(void **state) {
    (void)state;
    static const char *const begins[] = {"\x89PNG", "<?xml", "%PDF"};
    static uint8_t species[20 * 20 * 20];
    memset(species, LK_SCENE_METAL, sizeof species / 2);
    lk_scene_material palette[LK_SCENE_ROLE_COUNT];
    for (int i = 0; i < LK_SCENE_ROLE_COUNT; i++) palette[i] = *lk_scene_standard((lk_scene_role)i);
    const lk_scene scene = {.nx = 20,
                            .ny = 20,
                            .nz = 20,
                            .edge = 4e-7,
                            .species = species,
                            .palette = palette,
                            .palette_count = LK_SCENE_ROLE_COUNT,
                            .title = "A title"};
    const lk_scene_view view = {.width = 1004, .height = 753, .unit = 1.7, .ink = true};
    lk_image image;
    assert_int_equal(lk_scene_section(&scene, &view, &image, NULL), LK_OK);
    assert_non_null(image.ink);
    image.dpi = 300.0; // 85 mm wide
    const lk_image_text title = {"Title", "A title"};
    for (int format = LK_IMAGE_PNG; format < LK_IMAGE_FORMATS; format++) {
        assert_int_equal(lk_image_write_page(&image, format, scratch_path("a"), &title, 1, NULL), LK_OK);
        assert_int_equal(lk_image_write_page(&image, format, scratch_path("b"), &title, 1, NULL), LK_OK);
        if (format != LK_IMAGE_SVG) // where cairo numbers its surfaces, from one picture to the next
            assert_true(scratch_same(scratch_path("a"), scratch_path("b")));
        size_t size = 0;
        char *bytes = scratch_read(scratch_path("a"), &size);
        assert_memory_equal(bytes, begins[format], 4);
        if (format == LK_IMAGE_PNG) assert_true(contains(bytes, size, "pHYs"));
        if (format == LK_IMAGE_SVG) assert_true(contains(bytes, size, "width=\"240.96"));
        if (format == LK_IMAGE_SVG) assert_true(contains(bytes, size, "<use"));
        if (format == LK_IMAGE_PDF) assert_true(contains(bytes, size, "240.96"));
        free(bytes);
    }
    lk_image_free(&image);
}

static void check_refused(const lk_image *image, const char *path) {
    lk_error_list errors = {0};
    assert_int_equal(lk_image_write_png(image, path, NULL, 0, &errors), LK_FAILED);
    assert_int_equal(errors.count, 1);
    assert_non_null(errors.items[0].message);
    lk_error_clear(&errors);
}

static void test_full_disk(void **state) {
    (void)state;
    lk_image image;
    make_noise(&image);
    scratch_write(scratch_path("old.png"), "old", 3);
    for (rlim_t limit = 0; limit < 80000; limit = 3 * limit + 1) {
        scratch_full_disk(limit);
        check_refused(&image, scratch_path("new.png"));
        check_refused(&image, scratch_path("old.png"));
        scratch_full_disk(RLIM_INFINITY);
        assert_int_equal(scratch_entries(), 1);
    }
    char *old = scratch_read(scratch_path("old.png"), NULL);
    assert_string_equal(old, "old");
    free(old);
    lk_image_free(&image);
}

static void test_bad_places(void **state) {
    (void)state;
    lk_image image;
    make_noise(&image);
    check_refused(&image, scratch_path("missing/a.png"));
    check_refused(&image, scratch);
    check_refused(&image, "/dev/full");
    struct stat about;
    assert_true(stat("/dev/full", &about) == 0 && S_ISCHR(about.st_mode));
    assert_int_equal(scratch_entries(), 0);
    lk_image_free(&image);
}

static void test_no_permission(void **state) {
    (void)state;
    if (geteuid() == 0) skip(); // root may write anywhere
    lk_image image;
    make_noise(&image);
    assert_int_equal(chmod(scratch, 0500), 0);
    check_refused(&image, scratch_path("a.png"));
    lk_image_free(&image);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test_setup_teardown(test_round_trip, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_pages, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_full_disk, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_bad_places, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_no_permission, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
