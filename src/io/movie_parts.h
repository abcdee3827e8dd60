// What the writers of movies share. Private to src/io.
#ifndef LIKMC_IO_MOVIE_PARTS_H
#define LIKMC_IO_MOVIE_PARTS_H

#include "likmc/movie.h"

#include "atomic.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct lk_movie {
    lk_movie_settings settings;
    const struct lk_movie_writer *writer;
    char *path;
    size_t added;
    // animated PNG
    lk_atomic file;
    uint32_t sequence;
    // ffmpeg
    char *part;     // what it writes
    FILE *said;     // its complaints
    int descriptor; // its input; -1: none
    pid_t process;  // 0: none
};

// How a format is written; begin, add and end as the public functions. `drop` removes what was begun.
typedef struct lk_movie_writer {
    lk_status (*begin)(lk_movie *movie, lk_error_list *errors);
    lk_status (*add)(lk_movie *movie, const lk_image *image, lk_error_list *errors);
    lk_status (*end)(lk_movie *movie, lk_error_list *errors);
    void (*drop)(lk_movie *movie);
} lk_movie_writer;

extern const lk_movie_writer lk_movie_apng, lk_movie_ffmpeg;

#endif
