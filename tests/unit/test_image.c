// Pictures as PNG: content, text chunks, same bytes, and nothing half-written.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "likmc/image.h"
#include "scratch.h"

#include <png.h>
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
        cmocka_unit_test_setup_teardown(test_full_disk, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_bad_places, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(test_no_permission, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
