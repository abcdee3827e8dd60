// likmc render
#include "cli.h"
#include "likmc/gallery.h"
#include "likmc/image.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// What was asked for, and the scale that all pictures share.
typedef struct order {
    const lk_scene_picture *picture;
    lk_image_format format;
    lk_scene_view view; // with width, top and field of all
    double dpi;
    bool all;      // every snapshot, not the last alone
    bool colour;   // full colours in the micrograph
    bool straight; // cut along the box
    const char *folder;
} order;

static lk_status read_picture(const lk_options *options, order *o, lk_error_list *errors) {
    enum { MOST = 8 };
    const char *names[MOST];
    size_t count, picture = 1, format = 0;
    const lk_scene_picture *pictures = lk_scene_pictures(&count);
    for (size_t i = 0; i < count; i++) names[i] = pictures[i].name;
    lk_status status = lk_options_choice(options, "picture", names, count, &picture, errors);
    if (status == LK_OK)
        status = lk_options_choice(options, "format", lk_image_formats, LK_IMAGE_FORMATS, &format, errors);
    o->picture = &pictures[picture];
    o->format = (lk_image_format)format;
    o->all = lk_options_value(options, "all") != NULL;
    o->colour = lk_options_value(options, "colour") != NULL;
    o->straight = lk_options_value(options, "straight") != NULL;
    o->view.block = lk_options_value(options, "block") != NULL;
    o->view.ink = o->format != LK_IMAGE_PNG;
    return status;
}

// Pixels follow from millimetres and dots an inch; the letters from points, or from the width.
static lk_status read_size(const lk_options *options, order *o, lk_error_list *errors) {
    double width = 0.0, font = 0.0;
    int64_t pixels = 1200;
    o->dpi = 300.0;
    lk_status status = lk_options_number(options, "width-mm", 10, 1000, &width, errors);
    if (!status) status = lk_options_number(options, "dpi", 50, 1200, &o->dpi, errors);
    if (!status) status = lk_options_number(options, "font", 3, 40, &font, errors);
    if (!status) status = lk_options_integer(options, "width", 320, 8192, &pixels, errors);
    if (status) return status;
    o->view.width = width > 0.0 ? (int)lround(width / 25.4 * o->dpi) : (int)pixels;
    o->view.height = o->view.width * 3 / 4;
    if (font > 0.0) o->view.unit = font / 72.0 * o->dpi / 18.0;
    return LK_OK;
}

static lk_status read_view(const lk_options *options, order *o, lk_error_list *errors) {
    double top = 0.0, field = 0.0;
    lk_status status = lk_options_number(options, "top", 1e-3, 1e5, &top, errors);
    if (!status) status = lk_options_number(options, "field", 1e-3, 1e5, &field, errors);
    if (!status) status = lk_options_number(options, "cut", 0, 1, &o->view.position, errors);
    if (!status) status = lk_options_number(options, "turn", 0, 360, &o->view.turn, errors);
    if (!status) status = lk_options_number(options, "tilt", 0, 75, &o->view.tilt, errors);
    o->view.top = top * 1e-6;
    o->view.field = field * 1e-6;
    return status;
}

static size_t first_of(const order *o, const lk_gallery *gallery) { return o->all ? 0 : gallery->count - 1; }

// One scale for all: the height that the highest of them needs, and at least that of the runs' own pictures;
// from above, the width of the widest box.
static lk_status share_scale(const lk_gallery *galleries, size_t count, order *o, lk_error_list *errors) {
    double top = 0.0, field = 0.0;
    for (size_t r = 0; r < count; r++)
        for (size_t i = first_of(o, &galleries[r]); i < galleries[r].count; i++) {
            lk_snapshot s;
            const lk_status status = lk_gallery_read(&galleries[r], i, &s, errors);
            if (status != LK_OK) return status;
            top = fmax(top, fmax(s.extent, lk_snapshot_height(&s)));
            field = fmax(field, s.nx * s.edge);
            lk_snapshot_free(&s);
        }
    if (o->view.top <= 0.0) o->view.top = top;
    if (o->view.field <= 0.0 && strcmp(o->picture->name, "top") == 0) o->view.field = field;
    return LK_OK;
}

static lk_status write_picture(const order *o, const lk_snapshot *s, const char *path,
                               lk_error_list *errors) {
    lk_snapshot_stage stage;
    const lk_scene scene = lk_snapshot_scene(s, &stage);
    lk_scene_view view = o->view;
    view.straight = o->straight || (s->sites && o->view.turn <= 0.0);
    view.tone = o->colour || s->sites ? LK_SCENE_COLOUR : LK_SCENE_SEM;
    lk_image image = {0};
    lk_status status = o->picture->draw(&scene, &view, &image, errors);
    if (status != LK_OK) return status;
    image.dpi = o->dpi;
    const lk_image_text texts[] = {{"Title", s->title}, {"Description", s->caption}};
    status = lk_image_write_page(&image, o->format, path, texts, 2, errors);
    lk_image_free(&image);
    return status;
}

static const char *name_of(const lk_gallery *gallery) {
    const char *slash = strrchr(gallery->directory, '/');
    return slash && slash[1] ? slash + 1 : gallery->directory;
}

static lk_status render_run(const order *o, const lk_gallery *gallery, lk_error_list *errors) {
    for (size_t i = first_of(o, gallery); i < gallery->count; i++) {
        char path[4096];
        lk_snapshot s;
        snprintf(path, sizeof path, "%s/%s-%s-%04zu.%s", o->folder, name_of(gallery), o->picture->name, i,
                 lk_image_formats[o->format]);
        lk_status status = lk_gallery_read(gallery, i, &s, errors);
        if (status == LK_OK) status = write_picture(o, &s, path, errors);
        lk_snapshot_free(&s);
        if (status != LK_OK) return status;
        printf("%s\n", path);
    }
    return LK_OK;
}

static lk_status render_all(const lk_options *options, lk_gallery *galleries, order *o,
                            lk_error_list *errors) {
    const size_t count = options->operand_count;
    lk_status status = LK_OK;
    for (size_t r = 0; r < count && status == LK_OK; r++)
        status = lk_gallery_open(&galleries[r], options->operands[r], errors);
    if (status == LK_OK) status = share_scale(galleries, count, o, errors);
    if (status == LK_OK && mkdir(o->folder, 0777) != 0 && errno != EEXIST)
        status = lk_error_set(errors, LK_BAD_INPUT, "cannot make %s: %s", o->folder, strerror(errno));
    for (size_t r = 0; r < count && status == LK_OK; r++) status = render_run(o, &galleries[r], errors);
    for (size_t r = 0; r < count; r++) lk_gallery_close(&galleries[r]);
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const char *out = lk_options_value(options, "out");
    order o = {.folder = out ? out : "pictures"};
    lk_status status = read_picture(options, &o, errors);
    if (status == LK_OK) status = read_size(options, &o, errors);
    if (status == LK_OK) status = read_view(options, &o, errors);
    if (status != LK_OK) return status;
    lk_gallery *galleries = calloc(options->operand_count, sizeof *galleries);
    if (!galleries) return lk_error_set(errors, LK_FAILED, "out of memory");
    status = render_all(options, galleries, &o, errors);
    free(galleries);
    return status;
}

static const lk_option table[] = {
    {.name = "picture",
     .letter = 'p',
     .argument = "NAME",
     .doc = "top, section or micrograph; default section"},
    {.name = "all", .letter = 'a', .doc = "every state that the run kept, not the last alone"},
    {.name = "format",
     .letter = 'f',
     .argument = "png|svg|pdf",
     .doc = "default png; text stays text in the others"},
    {.name = "width", .argument = "PIXELS", .doc = "default 1200"},
    {.name = "width-mm", .argument = "MM", .doc = "width in print, in place of --width"},
    {.name = "dpi", .argument = "N", .doc = "dots an inch in print; default 300"},
    {.name = "font", .argument = "POINTS", .doc = "size of the letters in print"},
    {.name = "top", .argument = "UM", .doc = "height shown; default: what the highest of all needs"},
    {.name = "field", .argument = "UM", .doc = "width shown"},
    {.name = "cut", .argument = "SHARE", .doc = "where the cut meets the edge of the box, 0 to 1"},
    {.name = "straight", .doc = "cut along the box, one period wide"},
    {.name = "turn", .argument = "DEGREES", .doc = "of the cut to the box; default 21"},
    {.name = "tilt", .argument = "DEGREES", .doc = "of the micrograph; default 48"},
    {.name = "block", .doc = "micrograph of the box alone, without its periodic copies"},
    {.name = "colour", .doc = "micrograph in the colours of the materials"},
    {.name = "out", .letter = 'o', .argument = "DIR", .doc = "where to; default pictures"},
};

const lk_command lk_render_command = {
    .name = "render",
    .summary = "Draw the states of one or more runs again, all on one scale.",
    .operands = "RUN|FILE.h5...",
    .least_operands = 1,
    .most_operands = 64,
    LK_OPTIONS(table),
    .details = "Draws what the runs kept on their way (output.snapshots), or their state or checkpoint.\n"
               "Height, width, scale bar and colours are the same in all pictures of one call.\n\n"
               "example: likmc render runs/cp runs/zno002 --all --format pdf --width-mm 85 --font 7",
    .run = run};
