// Porosity, specific surface and pore chords of a voxel structure.
#include "host_parts.h"

#include <stdlib.h>

// How to walk along an axis.
typedef struct line_walk {
    int32_t length;   // voxels on a line
    size_t step;      // to the next voxel on it
    int32_t count[2]; // lines
    size_t next[2];   // from one line to the next
    bool periodic;
} line_walk;

// What lines add up to.
typedef struct chord_sums {
    size_t pores, faces; // voxels; faces between pore and solid across the axis
    size_t *histogram;   // [length]: pore voxels on chords of that length
} chord_sums;

static line_walk along(const lk_host_grid *grid, int axis) {
    const int32_t extent[3] = {grid->nx, grid->ny, grid->nz};
    const size_t step[3] = {1, grid->nx, (size_t)grid->nx * grid->ny};
    const int one = axis == 0 ? 1 : 0, two = axis == 2 ? 1 : 2;
    return (line_walk){
        extent[axis], step[axis], {extent[one], extent[two]}, {step[one], step[two]}, axis != 2};
}

static void end_chord(chord_sums *chords, size_t *run) {
    chords->histogram[*run] += *run;
    chords->pores += *run;
    *run = 0;
}

static void walk(const uint8_t *line, const line_walk *lines, uint8_t pore, chord_sums *chords) {
    const int32_t length = lines->length;
    int32_t first = 0; // a periodic line is entered at its first solid voxel, so that no chord is cut in two
    while (lines->periodic && first < length && line[first * lines->step] == pore) first++;
    if (first == length) first = 0;
    const bool enters_pore = line[first * lines->step] == pore;
    bool was_pore = enters_pore;
    size_t run = 0;
    for (int32_t k = 0; k < length; k++) {
        const bool is_pore = line[(first + k) % length * lines->step] == pore;
        chords->faces += is_pore != was_pore;
        if (is_pore)
            run++;
        else
            end_chord(chords, &run);
        was_pore = is_pore;
    }
    end_chord(chords, &run);
    if (lines->periodic) chords->faces += was_pore != enters_pore;
}

static void walk_all(const lk_host_grid *grid, const uint8_t *species, uint8_t pore, int axis,
                     chord_sums *chords) {
    const line_walk lines = along(grid, axis);
    for (int32_t j = 0; j < lines.count[1]; j++)
        for (int32_t i = 0; i < lines.count[0]; i++)
            walk(species + i * lines.next[0] + j * lines.next[1], &lines, pore, chords);
}

// The shortest chord length below or at which a fraction of the pore voxels lies.
static double quantile(const chord_sums *chords, int32_t longest, double fraction) {
    size_t sum = 0;
    int32_t length = 0;
    while (length < longest && (sum == 0 || (double)sum < fraction * (double)chords->pores))
        sum += chords->histogram[++length];
    return chords->pores > 0 ? length : 0;
}

lk_status lk_host_measure(const lk_host_grid *grid, const uint8_t *species, uint8_t pore,
                          lk_host_measures *measures, lk_error_list *errors) {
    *measures = (lk_host_measures){0};
    const lk_status status = lk_host_check_grid(grid, errors);
    if (status) return status;
    int32_t longest = grid->nx > grid->ny ? grid->nx : grid->ny;
    if (grid->nz > longest) longest = grid->nz;
    chord_sums all = {.histogram = calloc((size_t)longest + 1, sizeof *all.histogram)};
    if (!all.histogram) return lk_error_set(errors, LK_FAILED, "host: no memory for a histogram");

    const double edge = grid->edge, count = (double)voxels(grid);
    for (int axis = 0; axis < 3; axis++) {
        const chord_sums before = all;
        walk_all(grid, species, pore, axis, &all);
        // A chord has two faces. Counting faces keeps chords cut by the ends of an open line from counting
        // short.
        measures->chord[axis] =
            2 * edge * (double)(all.pores - before.pores) / (double)(all.faces - before.faces);
    }
    measures->porosity = (double)all.pores / 3 / count;
    measures->specific_surface = 2.0 / 3.0 * (double)all.faces / (count * edge);
    measures->pore_d10 = edge * quantile(&all, longest, 0.1);
    measures->pore_d50 = edge * quantile(&all, longest, 0.5);
    measures->pore_d90 = edge * quantile(&all, longest, 0.9);
    free(all.histogram);
    return LK_OK;
}
