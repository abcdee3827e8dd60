/// likmc/movie.h: pictures one after another in one file: animated PNG, MP4 or WebM.
///
/// An animated PNG (APNG, W3C PNG third edition) needs nothing but the library. The others go through the
/// program ffmpeg, if it is installed.
#ifndef LIKMC_MOVIE_H
#define LIKMC_MOVIE_H

#include "likmc/error.h"
#include "likmc/image.h"

#include <stddef.h>

/// A kind of movie.
typedef struct lk_movie_format {
    const char *name;   ///< "apng", "mp4", "webm"
    const char *ending; ///< of its files, without the dot
    const char *doc;
} lk_movie_format;

/// The table; *count receives its length.
const lk_movie_format *lk_movie_formats(size_t *count);

/// What a movie is like.
typedef struct lk_movie_settings {
    const lk_movie_format *format; ///< a row of the table
    int width, height;             ///< pixels, even
    int rate;                      ///< pictures a second, 1..120
    size_t count;                  ///< pictures that will be added
    const char *title;             ///< UTF-8, or NULL
} lk_movie_settings;

typedef struct lk_movie lk_movie;

/// Begin a movie. LK_BAD_INPUT: the format needs ffmpeg and it is not installed, or a setting is out of its
/// range; LK_FAILED: cannot be written, or without memory. *movie is then NULL.
lk_status lk_movie_open(lk_movie **movie, const char *path, const lk_movie_settings *settings,
                        lk_error_list *errors);

/// Add the next picture, of the movie's size. LK_FAILED if it cannot be written; the movie is then only to be
/// abandoned.
lk_status lk_movie_add(lk_movie *movie, const lk_image *image, lk_error_list *errors);

/// Finish: the file appears complete or not at all. Releases the movie either way.
lk_status lk_movie_close(lk_movie *movie, lk_error_list *errors);

/// Remove what was written and release; NULL is fine.
void lk_movie_abandon(lk_movie *movie);

#endif
