// Scale bars, axes, colour bars and legends: see draw.h.
#include "draw.h"

#include <stdio.h>
#include <string.h>

lk_draw_length lk_draw_length_for(double extent) {
    return extent < 1e-6 ? (lk_draw_length){1e-9, "nm"} : (lk_draw_length){1e-6, "µm"};
}

double lk_draw_round(double x) {
    double power = 1.0;
    while (power > x) power /= 10.0;
    while (power * 10.0 <= x) power *= 10.0;
    return power * (5.0 * power <= x ? 5.0 : 2.0 * power <= x ? 2.0 : 1.0);
}

void lk_draw_scale_bar(lk_draw *draw, double x, double y, double room, double pixel, lk_draw_colour colour) {
    const lk_draw_length unit = lk_draw_length_for(room * pixel);
    const double length = lk_draw_round(room * pixel / unit.metres), pixels = length * unit.metres / pixel;
    const double height = 7.0 * draw->unit;
    char text[48];
    snprintf(text, sizeof text, "%.4g %s", length, unit.name);
    lk_draw_rectangle(draw, (lk_draw_box){x, y - height, pixels, height}, colour);
    lk_draw_bold(draw, x + 0.5 * pixels, y - height - 7.0 * draw->unit, 19.0, LK_DRAW_CENTRE, colour, text);
}

void lk_draw_titles(lk_draw *draw, double x, const lk_scene *scene) {
    const double u = draw->unit;
    if (scene->title) lk_draw_bold(draw, x, 42.0 * u, 26.0, LK_DRAW_LEFT, LK_DRAW_INK, scene->title);
    if (scene->caption)
        lk_draw_fitted(draw, x, 74.0 * u, 20.0, draw->image->width - x - 30.0 * u, LK_DRAW_FAINT,
                       scene->caption);
}

// Calls `tick` at each round value between low and high.
static void ticks(double low, double high, double step, void (*tick)(void *, double), void *data) {
    double first = step * (double)(long long)(low / step);
    if (first < low - 1e-9 * step) first += step;
    for (int i = 0; first + i * step <= high + 1e-9 * step; i++) tick(data, first + i * step);
}

typedef struct axis {
    lk_draw *draw;
    lk_draw_box box;
    double low, high; // in units
    int right;        // ticks on the right of the box
} axis;

static void draw_tick(void *data, double value) {
    const axis *a = data;
    lk_draw *draw = a->draw;
    const double y = a->box.y + a->box.height * (a->high - value) / (a->high - a->low);
    const double sign = a->right ? 1.0 : -1.0, x = a->box.x + (a->right ? a->box.width : 0.0);
    char text[32];
    snprintf(text, sizeof text, "%.4g", value);
    lk_draw_line(draw, x, y, x + sign * 7.0 * draw->unit, y, 1.5, LK_DRAW_INK);
    lk_draw_text(draw, x + sign * 12.0 * draw->unit, y + 6.5 * draw->unit, 18.0,
                 a->right ? LK_DRAW_LEFT : LK_DRAW_RIGHT, LK_DRAW_INK, text);
}

static void draw_axis(lk_draw *draw, lk_draw_box box, double low, double high, const char *label, int right) {
    const lk_draw_length unit = lk_draw_length_for(high - low);
    axis a = {draw, box, low / unit.metres, high / unit.metres, right};
    char text[96];
    snprintf(text, sizeof text, "%s (%s)", label, unit.name);
    ticks(a.low, a.high, lk_draw_round((a.high - a.low) / 4.0), draw_tick, &a);
    const double x = right ? box.x + box.width + 82.0 * draw->unit : box.x - 62.0 * draw->unit;
    lk_draw_upwards(draw, x, box.y + 0.5 * box.height, 19.0, LK_DRAW_INK, text);
}

void lk_draw_height_axis(lk_draw *draw, lk_draw_box box, double extent, const char *label) {
    draw_axis(draw, box, 0.0, extent, label, 0);
}

void lk_draw_colour_bar(lk_draw *draw, lk_draw_box box, double low, double high, const char *label) {
    const int rows = (int)box.height;
    for (int i = 0; i < rows; i++) {
        double rgb[3];
        uint8_t bytes[3];
        lk_draw_height_colour((rows - 0.5 - i) / rows, rgb);
        for (int k = 0; k < 3; k++) bytes[k] = (uint8_t)(255.0 * rgb[k] + 0.5);
        lk_draw_rectangle(draw, (lk_draw_box){box.x, box.y + i, box.width, 1.0}, lk_draw_rgb(bytes));
    }
    lk_draw_frame(draw, box, 1.5, LK_DRAW_INK);
    draw_axis(draw, box, low, high, label, 1);
}

// First row of the palette with this row's name: it stands for all of them.
static size_t first_of_name(const lk_scene *scene, size_t row) {
    for (size_t i = 0; i < row; i++)
        if (strcmp(scene->palette[i].name, scene->palette[row].name) == 0) return i;
    return row;
}

static bool is_listed(const lk_scene *scene, const bool *present, size_t row) {
    if (first_of_name(scene, row) != row) return false;
    for (size_t i = row; i < scene->palette_count; i++)
        if (present[i] && first_of_name(scene, i) == row) return true;
    return false;
}

void lk_draw_legend(lk_draw *draw, double x, double y, double room, const lk_scene *scene,
                    const bool *present) {
    const double side = 24.0 * draw->unit, line = 38.0 * draw->unit;
    for (int role = LK_SCENE_ROLE_COUNT - 1; role >= 0; role--)
        for (size_t i = 0; i < scene->palette_count; i++) {
            const lk_scene_material *m = &scene->palette[i];
            if ((int)m->role != role || !is_listed(scene, present, i)) continue;
            const lk_draw_box box = {x, y, side, side};
            lk_draw_rectangle(draw, box, lk_draw_rgb(m->rgb));
            lk_draw_frame(draw, box, 1.5, LK_DRAW_INK);
            lk_draw_fitted(draw, x + 1.5 * side, y + 0.77 * side, 19.0, room, LK_DRAW_INK, m->name);
            y += line;
        }
}

void lk_draw_height_colour(double x, double rgb[3]) {
    // Viridis (S. van der Walt, N. Smith, CC0) at 17 even places, with straight lines between them.
    static const uint8_t table[17][3] = {
        {68, 1, 84},    {72, 24, 106},  {71, 45, 123},  {66, 64, 134},  {59, 82, 139},  {51, 99, 141},
        {44, 114, 142}, {38, 130, 142}, {33, 145, 140}, {31, 160, 136}, {40, 174, 128}, {63, 188, 115},
        {94, 201, 98},  {132, 212, 75}, {173, 220, 48}, {216, 226, 25}, {253, 231, 37}};
    const double place = 16.0 * (x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x);
    const int i = place >= 16.0 ? 15 : (int)place;
    for (int k = 0; k < 3; k++)
        rgb[k] = (table[i][k] + (place - i) * (table[i + 1][k] - table[i][k])) / 255.0;
}
