/// likmc/plot.h: a grid of panels with axes: curves with intervals, points, or a heat map.
#ifndef LIKMC_PLOT_H
#define LIKMC_PLOT_H

#include "likmc/error.h"
#include "likmc/image.h"

#include <stdbool.h>
#include <stddef.h>

/// Values of one curve or cloud of points. NaN: none. Borrowed.
typedef struct lk_plot_series {
    const char *name; ///< in the legend; NULL: not there
    size_t count;
    const double *x, *y;
    const double *low, *high; ///< ends of the interval of each y; NULL: none
    bool line, dots;          ///< joined, marked
} lk_plot_series;

/// One panel. Borrowed. A heat map has `cells`, at xs[columns] and ys[rows], row by row, and no series.
typedef struct lk_plot_panel {
    const char *title, *x_label, *y_label;
    bool log_x, log_y;
    size_t series_count;
    const lk_plot_series *series;
    size_t columns, rows;
    const double *cells, *xs, *ys;
} lk_plot_panel;

/// Everything borrowed.
typedef struct lk_plot {
    const char *title, *caption;
    size_t across; ///< panels side by side
    size_t panel_count;
    const lk_plot_panel *panels; ///< row by row; one without series and cells stays empty
} lk_plot;

/// Draw it, `width` pixels wide (at least 640), as high as it needs. The caller releases the image.
lk_status lk_plot_draw(const lk_plot *plot, int width, lk_image *image, lk_error_list *errors);

#endif
