// Pictures one after another in one file: see likmc/movie.h.
#include "movie_parts.h"

#include <stdlib.h>
#include <string.h>

static const lk_movie_format formats[] = {
    {"apng", "png", "animated PNG: browsers, slides; needs no other program"},
    {"mp4", "mp4", "H.264, through ffmpeg: players, slides"},
    {"webm", "webm", "VP9, through ffmpeg: browsers"},
};

const lk_movie_format *lk_movie_formats(size_t *count) {
    *count = sizeof formats / sizeof *formats;
    return formats;
}

static lk_status check(const lk_movie_settings *s, lk_error_list *errors) {
    if (s->width < 2 || s->height < 2 || s->width % 2 || s->height % 2 || s->width > LK_IMAGE_MAX_EDGE ||
        s->height > LK_IMAGE_MAX_EDGE)
        return lk_error_set(errors, LK_BAD_INPUT, "movie of %d x %d pixels: both must be even, 2..%d",
                            s->width, s->height, LK_IMAGE_MAX_EDGE);
    if (s->rate < 1 || s->rate > 120)
        return lk_error_set(errors, LK_BAD_INPUT, "%d pictures a second: must be 1..120", s->rate);
    return s->count > 0 ? LK_OK : lk_error_set(errors, LK_BAD_INPUT, "a movie of no pictures");
}

static void release(lk_movie *movie) {
    if (!movie) return;
    free(movie->path);
    free(movie->part);
    if (movie->said) fclose(movie->said);
    free(movie);
}

lk_status lk_movie_open(lk_movie **movie, const char *path, const lk_movie_settings *settings,
                        lk_error_list *errors) {
    *movie = NULL;
    if (check(settings, errors) != LK_OK) return LK_BAD_INPUT;
    lk_movie *m = calloc(1, sizeof *m);
    if (m) *m = (lk_movie){.settings = *settings, .path = strdup(path), .descriptor = -1};
    if (!m || !m->path) {
        release(m);
        return lk_error_set(errors, LK_FAILED, "no memory for a movie");
    }
    m->writer = settings->format == formats ? &lk_movie_apng : &lk_movie_ffmpeg;
    const lk_status status = m->writer->begin(m, errors);
    if (status == LK_OK)
        *movie = m;
    else
        release(m);
    return status;
}

lk_status lk_movie_add(lk_movie *m, const lk_image *image, lk_error_list *errors) {
    if (image->width != m->settings.width || image->height != m->settings.height ||
        m->added == m->settings.count)
        return lk_error_set(errors, LK_BAD_INPUT,
                            "picture %zu of %d x %d pixels does not belong to a movie of %zu of %d x %d",
                            m->added + 1, image->width, image->height, m->settings.count, m->settings.width,
                            m->settings.height);
    const lk_status status = m->writer->add(m, image, errors);
    m->added += status == LK_OK;
    return status;
}

lk_status lk_movie_close(lk_movie *m, lk_error_list *errors) {
    lk_status status = LK_OK;
    if (m->added != m->settings.count) {
        status =
            lk_error_set(errors, LK_BAD_INPUT, "movie of %zu pictures got %zu", m->settings.count, m->added);
        m->writer->drop(m);
    } else {
        status = m->writer->end(m, errors);
    }
    release(m);
    return status;
}

void lk_movie_abandon(lk_movie *m) {
    if (m) m->writer->drop(m);
    release(m);
}
