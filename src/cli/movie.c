// likmc movie
#include "likmc/movie.h"
#include "cli.h"
#include "likmc/gallery.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RUNS = 2 };

// What was asked for.
typedef struct order {
    const lk_scene_picture *picture;
    lk_movie_settings settings;
    lk_scene_view view;
    int64_t turns; // pictures of a turn around the last state; 0: the states one after another
    size_t runs;
    lk_gallery galleries[MOST_RUNS];
    double *reached[MOST_RUNS]; // charge passed, or time, of each state
} order;

// ---- what was asked for

static lk_status read_choices(const lk_options *options, order *o, lk_error_list *errors) {
    enum { MOST = 8 };
    const char *names[MOST], *out = lk_options_value(options, "out");
    size_t count, picture = 1, format = 0;
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    for (size_t i = 0; i < count; i++) names[i] = pictures[i].name;
    if (lk_options_value(options, "turn")) picture = 2;
    lk_status status = lk_options_choice(options, "picture", names, count, &picture, errors);
    o->picture = &pictures[picture];
    const lk_movie_format *formats = lk_movie_formats(&count);
    const char *dot = out ? strrchr(out, '.') : NULL;
    for (size_t i = 0; i < count; i++) {
        names[i] = formats[i].name;
        if (dot && strcmp(dot + 1, formats[i].ending) == 0) format = i;
    }
    if (status == LK_OK) status = lk_options_choice(options, "format", names, count, &format, errors);
    o->settings.format = &formats[format];
    return status;
}

static lk_status read_numbers(const lk_options *options, order *o, lk_error_list *errors) {
    int64_t width = 800, rate = lk_options_value(options, "turn") ? 15 : 8;
    double top = 0.0;
    o->turns = lk_options_value(options, "turn") ? 60 : 0;
    lk_status status = lk_options_integer(options, "width", 428, 4096, &width, errors);
    if (status == LK_OK) status = lk_options_integer(options, "rate", 1, 120, &rate, errors);
    if (status == LK_OK) status = lk_options_integer(options, "steps", 2, 3600, &o->turns, errors);
    if (status == LK_OK) status = lk_options_number(options, "top", 1e-3, 1e5, &top, errors);
    if (!lk_options_value(options, "turn")) o->turns = 0;
    o->view.width = (int)(width / 2 * 2);
    o->view.height = (int)(width * 3 / 8 * 2);
    o->view.top = top * 1e-6;
    o->settings.rate = (int)rate;
    return status;
}

// ---- states

static double reached_by(const lk_snapshot *s) { return isfinite(s->throughput) ? s->throughput : s->time; }

static size_t first_of(const order *o, size_t run) { return o->turns ? o->galleries[run].count - 1 : 0; }

// How far each state is, and the height that the highest of them needs.
static lk_status look_through(order *o, size_t run, double *top, lk_error_list *errors) {
    const lk_gallery *g = &o->galleries[run];
    o->reached[run] = calloc(g->count, sizeof *o->reached[run]);
    if (!o->reached[run]) return lk_error_set(errors, LK_FAILED, "no memory for a movie");
    for (size_t i = first_of(o, run); i < g->count; i++) {
        lk_snapshot s;
        const lk_status status = lk_gallery_read(g, i, &s, errors);
        if (status != LK_OK) return status;
        o->reached[run][i] = reached_by(&s);
        *top = fmax(*top, 1.05 * lk_snapshot_height(&s));
        lk_snapshot_free(&s);
    }
    return LK_OK;
}

// The run that goes furthest sets the pace.
static size_t leader(const order *o) {
    size_t best = 0;
    for (size_t r = 1; r < o->runs; r++)
        if (o->reached[r][o->galleries[r].count - 1] > o->reached[best][o->galleries[best].count - 1])
            best = r;
    return best;
}

// The state of a run that a frame shows: the last that has not gone further than the leader's.
static size_t state_at(const order *o, size_t run, size_t frame) {
    const size_t lead = leader(o), last = o->galleries[run].count - 1;
    if (o->turns) return last;
    const double now = o->reached[lead][frame] * (1.0 + 1e-6) + 1e-12;
    size_t state = 0;
    while (state < last && o->reached[run][state + 1] <= now) state++;
    return run == lead ? frame : state;
}

// ---- frames

static lk_status draw_panel(const order *o, size_t run, size_t frame, lk_image *image,
                            lk_error_list *errors) {
    lk_snapshot s;
    lk_snapshot_stage stage;
    lk_status status = lk_gallery_read(&o->galleries[run], state_at(o, run, frame), &s, errors);
    if (status != LK_OK) return status;
    const lk_scene scene = lk_snapshot_scene(&s, &stage);
    lk_scene_view view = o->view;
    view.tone = LK_SCENE_COLOUR;
    view.straight = s.sites && !o->turns;
    view.block = o->turns > 0;
    if (o->turns) view.turn = 1.0 + fmod(20.0 + 360.0 * (double)frame / (double)o->turns, 359.99);
    status = o->picture->draw(&scene, &view, image, errors);
    lk_snapshot_free(&s);
    return status;
}

// Panels side by side.
static void place(lk_image *frame, const lk_image *panel, size_t column) {
    for (int y = 0; y < panel->height; y++)
        memcpy(frame->pixels + 3 * ((size_t)y * frame->width + column * panel->width),
               panel->pixels + 3 * (size_t)y * panel->width, 3 * (size_t)panel->width);
}

static lk_status draw_frame(const order *o, size_t number, lk_image *frame, lk_error_list *errors) {
    lk_status status = lk_image_create(frame, o->settings.width, o->settings.height, errors);
    for (size_t r = 0; r < o->runs && status == LK_OK; r++) {
        lk_image panel = {0};
        status = draw_panel(o, r, number, &panel, errors);
        if (status == LK_OK) place(frame, &panel, r);
        lk_image_free(&panel);
    }
    return status;
}

static lk_status film(const order *o, const char *path, bool quiet, lk_error_list *errors) {
    lk_movie *movie;
    lk_status status = lk_movie_open(&movie, path, &o->settings, errors);
    if (status != LK_OK) return status;
    lk_progress progress = lk_progress_start("movie", quiet);
    for (size_t i = 0; i < o->settings.count && status == LK_OK; i++) {
        lk_image frame = {0};
        status = draw_frame(o, i, &frame, errors);
        if (status == LK_OK) status = lk_movie_add(movie, &frame, errors);
        lk_image_free(&frame);
        lk_progress_update(&progress, (double)(i + 1) / (double)o->settings.count, "");
    }
    lk_progress_finish(&progress, "");
    if (status == LK_OK) return lk_movie_close(movie, errors);
    lk_movie_abandon(movie);
    return status;
}

// ---- the command

static lk_status prepare(const lk_options *options, order *o, lk_error_list *errors) {
    double top = 0.0;
    lk_status status = read_choices(options, o, errors);
    if (status == LK_OK) status = read_numbers(options, o, errors);
    for (; o->runs < options->operand_count && status == LK_OK; o->runs += status == LK_OK)
        status = lk_gallery_open(&o->galleries[o->runs], options->operands[o->runs], errors);
    for (size_t r = 0; r < o->runs && status == LK_OK; r++) status = look_through(o, r, &top, errors);
    if (status != LK_OK) return status;
    if (o->view.top <= 0.0) o->view.top = top;
    o->settings.width = o->view.width * (int)o->runs;
    o->settings.height = o->view.height;
    o->settings.count = o->turns ? (size_t)o->turns : o->galleries[leader(o)].count;
    o->settings.title = o->galleries[0].params->title;
    return LK_OK;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    order o = {0};
    char path[4200];
    lk_status status = prepare(options, &o, errors);
    if (status == LK_OK) {
        const char *out = lk_options_value(options, "out");
        snprintf(path, sizeof path, "%.4000s%s%s", out ? out : o.galleries[0].directory, out ? "" : "/movie.",
                 out ? "" : o.settings.format->ending);
        status = film(&o, path, lk_options_value(options, "quiet") != NULL, errors);
    }
    if (status == LK_OK)
        printf("%s: %zu pictures of %d x %d, %d a second\n", path, o.settings.count, o.settings.width,
               o.settings.height, o.settings.rate);
    for (size_t r = 0; r < MOST_RUNS; r++) {
        lk_gallery_close(&o.galleries[r]);
        free(o.reached[r]);
    }
    return status;
}

static const lk_option table[] = {
    {.name = "format",
     .letter = 'f',
     .argument = "apng|mp4|webm",
     .doc = "default: as the ending of --out says, or apng; mp4 and webm need ffmpeg"},
    {.name = "picture",
     .letter = 'p',
     .argument = "top|section|micrograph",
     .doc = "default section; micrograph of a turn"},
    {.name = "turn", .doc = "a turn around the last state, in place of one state after another"},
    {.name = "steps", .argument = "N", .doc = "pictures of the turn; default 60"},
    {.name = "rate", .letter = 'r', .argument = "N", .doc = "pictures a second; default 8, of a turn 15"},
    {.name = "width", .argument = "PIXELS", .doc = "of one run; default 800"},
    {.name = "top", .argument = "UM", .doc = "height shown; default: what the highest of all needs"},
    {.name = "out",
     .letter = 'o',
     .argument = "FILE",
     .doc = "where to; default movie.png, .mp4 or .webm in the directory"},
    {.name = "quiet", .letter = 'q', .doc = "no progress"},
};

const lk_command lk_movie_command = {
    .name = "movie",
    .summary = "Make a movie of one run, or of two side by side.",
    .operands = "RUN [RUN]",
    .least_operands = 1,
    .most_operands = MOST_RUNS,
    LK_OPTIONS(table),
    .details = "Shows the states that a run kept on its way (output.snapshots, at even charge), each with "
               "charge, time and\n"
               "voltage. Two runs show what they were like at the same charge passed, on one scale.\n\n"
               "example: likmc movie runs/cp runs/zno002 -o growth.mp4",
    .run = run};
