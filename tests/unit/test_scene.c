// Pictures of scenes: colours where they belong, same bytes for any number of threads, clear errors.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include "likmc/scene.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 23, H = 31 }; // odd on purpose: the averages' cubes do not divide the box

static uint8_t species[H * N * N];
static lk_scene_material palette[LK_SCENE_ROLE_COUNT];
static const lk_scene_mark mark = {2e-6, "paper 2.0 \u00b5m"};

// Paper up to z = 7, lithium up to z = 15, and a pillar of each material above.
static lk_scene make_scene(void) {
    for (int i = 0; i < LK_SCENE_ROLE_COUNT; i++) palette[i] = *lk_scene_standard((lk_scene_role)i);
    for (int z = 0; z < H; z++)
        for (int y = 0; y < N; y++)
            for (int x = 0; x < N; x++) {
                const int pillar = (x % 4 < 2 && y % 5 < 3 && z < 15 + x) ? (x / 4) % LK_SCENE_ROLE_COUNT : 0;
                species[(z * N + y) * N + x] = (uint8_t)(z < 7    ? LK_SCENE_HOST
                                                         : z < 15 ? LK_SCENE_METAL
                                                                  : pillar);
            }
    return (lk_scene){.nx = N,
                      .ny = N,
                      .nz = H,
                      .edge = 4e-7,
                      .species = species,
                      .palette = palette,
                      .palette_count = LK_SCENE_ROLE_COUNT,
                      .marks = &mark,
                      .mark_count = 1,
                      .title = "CP@ZnO(002)",
                      .caption = "5.0 mAh/cm\u00b2"};
}

static const uint8_t *pixel(const lk_image *image, double x, double y) {
    return image->pixels +
           3 * ((size_t)(y * image->height) * (size_t)image->width + (size_t)(x * image->width));
}

static void test_section_colours(void **state) {
    (void)state;
    const lk_scene scene = make_scene();
    const lk_scene_view view = {.width = 640, .height = 480, .top = H * 4e-7};
    lk_image image;
    assert_int_equal(lk_scene_section(&scene, &view, &image, NULL), LK_OK);
    assert_int_equal(image.width, 640);
    assert_int_equal(image.height, 480);
    // The height axis runs from 0 at 0.9375 of the height to H voxels at 0.1042.
    const double bottom = 0.9375, per_voxel = (0.9375 - 0.1042) / H;
    const struct {
        double z;
        int role;
    } rows[] = {{2.5, LK_SCENE_HOST}, {11.0, LK_SCENE_METAL}};
    for (int i = 0; i < 2; i++)
        for (double x = 0.2; x < 0.55; x += 0.05)
            assert_memory_equal(pixel(&image, x, bottom - rows[i].z * per_voxel), palette[rows[i].role].rgb,
                                3);
    lk_image_free(&image);
}

static void test_empty_and_tiny(void **state) {
    (void)state;
    size_t count;
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    assert_int_equal(count, 3);
    for (int fill = 0; fill < 2; fill++)
        for (size_t i = 0; i < count; i++) {
            lk_scene scene = make_scene();
            const uint8_t one = fill ? LK_SCENE_METAL : LK_SCENE_ELECTROLYTE;
            scene.nx = scene.ny = scene.nz = 1;
            scene.edge = 3e-10;
            scene.species = &one;
            scene.title = scene.caption = NULL;
            const lk_scene_view view = {.width = 320, .height = 320};
            lk_image image;
            assert_int_equal(pictures[i].draw(&scene, &view, &image, NULL), LK_OK);
            lk_image_free(&image);
        }
}

// One thread and three agree, and every setting changes the picture, so that none is dead.
static void test_threads_and_settings(void **state) {
    (void)state;
    const lk_scene scene = make_scene();
    const lk_scene_view views[] = {
        {.width = 320},
        {.width = 320, .top = 2e-5},
        {.width = 320, .slab = 4e-6},
        {.width = 320, .position = 0.4},
        {.width = 320, .straight = true},
        {.width = 320, .tone = LK_SCENE_COLOUR},
        {.width = 320, .tilt = 30.0},
        {.width = 320, .field = 8e-6},
        {.width = 320, .fast = true},
        {.width = 320, .turn = 70.0},
        {.width = 320, .block = true},
        {.width = 320, .unit = 0.4},
    };
    // Which of the three pictures a setting changes.
    static const char changes[sizeof views / sizeof *views][4] = {"...", "+++", ".+.", ".++", ".++", "..+",
                                                                  "..+", ".++", "+++", ".++", "..+", "+++"};
    size_t count;
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    for (size_t i = 0; i < count; i++) {
        lk_image plain, again;
        omp_set_num_threads(1);
        assert_int_equal(pictures[i].draw(&scene, &views[0], &plain, NULL), LK_OK);
        omp_set_num_threads(3);
        for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
            assert_int_equal(pictures[i].draw(&scene, &views[v], &again, NULL), LK_OK);
            assert_int_equal(again.height, 240);
            const int differs = memcmp(again.pixels, plain.pixels, 3 * 320 * 240) != 0;
            assert_int_equal(differs, changes[v][i] == '+');
            lk_image_free(&again);
        }
        lk_image_free(&plain);
    }
}

static void test_bad_input(void **state) {
    (void)state;
    const lk_scene good = make_scene();
    lk_scene bad[7];
    for (size_t i = 0; i < 7; i++) bad[i] = good;
    bad[0].nx = 0;
    bad[1].nz = 70000;
    bad[2].edge = 0.0;
    bad[3].edge = NAN;
    bad[4].species = NULL;
    bad[5].palette_count = LK_SCENE_SEI; // the scene holds SEI
    bad[6].palette = NULL;
    const lk_scene_view view = {.width = 320, .height = 320},
                        views[] = {{.width = 10}, {.tilt = 80.0}, {.position = -0.1}, {.field = NAN}};
    lk_image image;
    for (size_t i = 0; i < 7 + 4; i++) {
        lk_error_list errors = {0};
        const lk_status status =
            lk_scene_micrograph(i < 7 ? &bad[i] : &good, i < 7 ? &view : &views[i - 7], &image, &errors);
        assert_int_equal(status, LK_BAD_INPUT);
        assert_int_equal(errors.count, 1);
        assert_null(image.pixels);
        lk_error_clear(&errors);
    }
    lk_error_list errors = {0};
    const lk_scene_view two = {.width = 10, .tilt = 80.0};
    assert_int_equal(lk_scene_check(&bad[0], &two, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 3); // all at once
    lk_error_clear(&errors);
}

static double linear(uint8_t byte) {
    const double c = byte / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double lightness_curve(double t) { return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116.0; }

// CIELAB of a colour as an eye sees it whose red-green sense is replaced by the matrix's first two rows.
static void lab(const uint8_t rgb[3], const double eye[3][3], double out[3]) {
    double seen[3], xyz[3];
    static const double to_xyz[3][3] = {
        {0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}};
    static const double white[3] = {0.9505, 1.0, 1.0890};
    for (int i = 0; i < 3; i++) {
        seen[i] = 0.0;
        for (int k = 0; k < 3; k++) seen[i] += eye[i][k] * linear(rgb[k]);
    }
    for (int i = 0; i < 3; i++) {
        xyz[i] = 0.0;
        for (int k = 0; k < 3; k++) xyz[i] += to_xyz[i][k] * seen[k];
        xyz[i] = lightness_curve(fmax(0.0, xyz[i] / white[i]));
    }
    out[0] = 116.0 * xyz[1] - 16.0;
    out[1] = 500.0 * (xyz[0] - xyz[1]);
    out[2] = 200.0 * (xyz[1] - xyz[2]);
}

// Any two materials differ by 15 or more in CIELAB (2.3 is just noticeable) for plain eyes and for
// colour-blind ones (Machado, Oliveira, Fernandes 2009, doi 10.1109/TVCG.2009.113, full severity).
static void test_palette_is_told_apart(void **state) {
    (void)state;
    static const double eyes[4][3][3] = {
        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
        {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
        {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
    for (int eye = 0; eye < 4; eye++)
        for (int a = 0; a < LK_SCENE_ROLE_COUNT; a++)
            for (int b = 0; b < a; b++) {
                double p[3], q[3];
                lab(lk_scene_standard((lk_scene_role)a)->rgb, eyes[eye], p);
                lab(lk_scene_standard((lk_scene_role)b)->rgb, eyes[eye], q);
                const double distance = sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) +
                                             (p[2] - q[2]) * (p[2] - q[2]));
                if (distance < 15.0)
                    print_error("eye %d: roles %d and %d differ by %.1f\n", eye, a, b, distance);
                assert_true(distance >= 15.0);
            }
}

// The highest place is the brightest end of the colour map, the floor its dark end.
static void test_top_heights(void **state) {
    (void)state;
    lk_scene scene = make_scene();
    static uint8_t step[H * N * N];
    memset(step, 0, sizeof step);
    for (int z = 0; z < 20; z++)
        for (int y = 0; y < N; y++)
            for (int x = 0; x < N; x++)
                if (x >= N / 2 || z < 5) step[(z * N + y) * N + x] = LK_SCENE_METAL;
    scene.species = step;
    const lk_scene_view view = {.width = 480, .height = 360, .top = 20 * 4e-7};
    lk_image image;
    assert_int_equal(lk_scene_top(&scene, &view, &image, NULL), LK_OK);
    const uint8_t *low = pixel(&image, 0.25, 0.5), *high = pixel(&image, 0.55, 0.5);
    assert_true(high[0] > high[2] + 60); // yellow
    assert_true(low[2] > low[0] + 20);   // blue
    lk_image_free(&image);
}

static double share_of(const lk_image *image, const uint8_t rgb[3], double x0, double x1, double y0,
                       double y1) {
    int found = 0, all = 0;
    for (double y = y0; y < y1; y += 0.003)
        for (double x = x0; x < x1; x += 0.003, all++) found += memcmp(pixel(image, x, y), rgb, 3) == 0;
    return (double)found / all;
}

// A decoration that covers 30 % of the fibres shows on 30 % of them, the same specks in every picture.
static void test_coverage_is_shown_as_specks(void **state) {
    (void)state;
    lk_scene scene = make_scene();
    lk_scene_material *host = &palette[LK_SCENE_HOST];
    *host = *lk_scene_standard(LK_SCENE_DECORATION);
    host->share = 0.3;
    memcpy(host->ground, lk_scene_standard(LK_SCENE_HOST)->rgb, 3);
    const lk_scene_view view = {.width = 960, .height = 720, .top = H * 4e-7, .straight = true};
    lk_image image, again;
    assert_int_equal(lk_scene_section(&scene, &view, &image, NULL), LK_OK);
    assert_int_equal(lk_scene_section(&scene, &view, &again, NULL), LK_OK);
    assert_memory_equal(image.pixels, again.pixels, 3 * 960 * 720);
    const double low = 0.9375 - 5.5 / 31 * 0.833, high = 0.9375 - 1.5 / 31 * 0.833; // inside the paper
    const double specks = share_of(&image, host->rgb, 0.15, 0.5, low, high),
                 fibre = share_of(&image, host->ground, 0.15, 0.5, low, high);
    // About 700 specks: a standard error of 0.017. Edges between specks are mixed by the smoothing.
    assert_true(fabs(specks / (specks + fibre) - 0.3) < 0.07);
    assert_true(specks + fibre > 0.5);
    lk_image_free(&image);
    lk_image_free(&again);
}

// Across a round tube the cut is round: as wide as high, in pixels.
static void test_round_stays_round(void **state) {
    (void)state;
    lk_scene scene = make_scene();
    static uint8_t tube[H * N * N];
    memset(tube, LK_SCENE_ELECTROLYTE, sizeof tube);
    for (int z = 0; z < H; z++)
        for (int y = 0; y < N; y++)
            for (int x = 0; x < N; x++)
                if ((x - 11) * (x - 11) + (z - 15) * (z - 15) <= 64)
                    tube[(z * N + y) * N + x] = LK_SCENE_METAL;
    scene.species = tube;
    scene.floating = true;
    const lk_scene_view view = {.width = 960, .height = 720, .top = H * 4e-7, .straight = true};
    lk_image image;
    assert_int_equal(lk_scene_section(&scene, &view, &image, NULL), LK_OK);
    int left = 960, right = 0, top = 720, bottom = 0;
    for (int y = 80; y < 680; y++)
        for (int x = 90; x < 540; x++) {
            if (memcmp(image.pixels + 3 * (y * 960 + x), palette[LK_SCENE_METAL].rgb, 3) != 0) continue;
            left = x < left ? x : left, right = x > right ? x : right;
            top = y < top ? y : top, bottom = y > bottom ? y : bottom;
        }
    assert_true(right - left > 250);
    assert_true(abs((right - left) - (bottom - top)) <= 4);
    lk_image_free(&image);
}

static int count_of(const lk_image *image, const uint8_t rgb[3]) {
    int count = 0;
    for (int i = 0; i < image->width * image->height; i++)
        count += memcmp(image->pixels + 3 * i, rgb, 3) == 0;
    return count;
}

// What floats in a box has no collector below it.
static void test_floating(void **state) {
    (void)state;
    static const uint8_t copper[3] = {0xa8, 0x70, 0x3f};
    lk_scene scene = make_scene();
    const lk_scene_view view = {.width = 640, .height = 480};
    for (int floating = 0; floating < 2; floating++) {
        lk_image image;
        scene.floating = floating;
        assert_int_equal(lk_scene_section(&scene, &view, &image, NULL), LK_OK);
        assert_int_equal(count_of(&image, copper) > 1000, !floating);
        lk_image_free(&image);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage_is_shown_as_specks),
        cmocka_unit_test(test_round_stays_round),
        cmocka_unit_test(test_floating),
        cmocka_unit_test(test_section_colours),
        cmocka_unit_test(test_empty_and_tiny),
        cmocka_unit_test(test_threads_and_settings),
        cmocka_unit_test(test_bad_input),
        cmocka_unit_test(test_palette_is_told_apart),
        cmocka_unit_test(test_top_heights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
