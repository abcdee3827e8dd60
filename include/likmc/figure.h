/// likmc/figure.h: a figure of means with error bars, one panel a quantity, one row a case.
#ifndef LIKMC_FIGURE_H
#define LIKMC_FIGURE_H

#include "likmc/error.h"
#include "likmc/image.h"

#include <stddef.h>

/// One panel: a dot and a bar for each row of the figure. NaN: no dot, or no bar.
typedef struct lk_figure_panel {
    const char *title; ///< with the unit
    const double *mean, *low, *high;
} lk_figure_panel;

/// Everything borrowed.
typedef struct lk_figure {
    const char *title, *caption;
    size_t row_count;
    const char *const *rows; ///< names of the rows, the first on top
    size_t panel_count;
    const lk_figure_panel *panels;
} lk_figure;

/// Draw it, `width` pixels wide (at least 640), as high as it needs. The caller releases the image.
lk_status lk_figure_draw(const lk_figure *figure, int width, lk_image *image, lk_error_list *errors);

#endif
