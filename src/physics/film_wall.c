// Distance of each voxel from the nearest host, and what that wall means for it.
//
// The exact squared distance is built axis by axis (Felzenszwalb and Huttenlocher, Theory of Computing 8, 415
// (2012), doi 10.4086/toc.2012.v008a019); the reach is a few voxels, so each axis is a plain search over it.
#include "film_parts.h"
#include "film_site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FAR = UINT16_MAX, NO_TYPE = UINT8_MAX };
static const double most_reach = 60.0; // voxels: in quarters of one it has to fit a byte

typedef struct nearest {
    uint16_t square; // of the distance, in voxel edges
    uint8_t type;
} nearest;

typedef struct line {
    uint32_t length;
    size_t stride; // between its voxels
    bool periodic;
} line;

// Without a division: hardly ever out of range.
static int64_t wrap(int64_t j, int64_t length) {
    while (j < 0) j += length;
    while (j >= length) j -= length;
    return j;
}

// For every voxel of one line the nearest host over the reach, given the nearest in the axes done so far.
static void search_line(nearest *field, line l, int reach, nearest *copy) {
    for (uint32_t i = 0; i < l.length; i++) copy[i] = field[i * l.stride];
    for (int64_t i = 0; i < l.length; i++) {
        nearest best = copy[i];
        for (int64_t step = 1; step <= reach && step * step < best.square; step++) {
            const int64_t both[2] = {i - step, i + step};
            for (int side = 0; side < 2; side++) {
                int64_t j = both[side];
                if (l.periodic)
                    j = wrap(j, l.length);
                else if (j < 0 || j >= l.length)
                    continue;
                if (copy[j].square == FAR || copy[j].square + step * step >= best.square) continue;
                best = (nearest){(uint16_t)(copy[j].square + step * step), copy[j].type};
            }
        }
        field[(size_t)i * l.stride] = best;
    }
}

static void search_axes(nearest *field, const uint32_t n[3], int reach, nearest *copy) {
    const size_t row = n[0], plane = row * n[1];
    for (size_t start = 0; start < plane * n[2]; start += row)
        search_line(field + start, (line){n[0], 1, true}, reach, copy);
    for (uint32_t z = 0; z < n[2]; z++)
        for (uint32_t x = 0; x < n[0]; x++)
            search_line(field + z * plane + x, (line){n[1], row, true}, reach, copy);
    for (size_t i = 0; i < plane; i++) search_line(field + i, (line){n[2], plane, false}, reach, copy);
}

// Distances are from the face of the wall's voxel, half an edge before its centre.
static void mark(lk_film *film, const nearest *field, size_t count, double adhesion_reach) {
    for (size_t i = 0; i < count; i++) {
        if (field[i].square == FAR || film->species[i] != LK_FILM_ELECTROLYTE) continue;
        const double distance = (sqrt((double)field[i].square) - 0.5) * film->model.edge;
        if (distance <= adhesion_reach) film->marks[i] |= (uint16_t)((field[i].type + 1) << MARK_WALL_SHIFT);
        if (lk_film_phase_reaches(film, (uint32_t)i, field[i].type, distance)) film->marks[i] |= MARK_FED;
    }
}

// How far to look, in voxels. Walls that change feed what lithium may adhere to at most: how far that is may
// change, and which wall is the nearest is known there alone.
static int reach_of(const lk_film *film, double adhesion_reach) {
    double longest = adhesion_reach;
    for (size_t kind = 0; kind < film->phase.kinds && !film->phase.changes; kind++)
        longest = fmax(longest, lk_film_phase_wall(film, 0, (uint32_t)kind)->feeding_length);
    const double steps = ceil(longest / film->model.edge + 0.5);
    return (int)fmin(steps, film->phase.changes ? most_reach : 250.0); // its square has to stay below FAR
}

lk_status lk_film_wall_mark(lk_film *film, double adhesion_reach, lk_error_list *errors) {
    const int reach = reach_of(film, adhesion_reach);
    const uint32_t above = (uint32_t)film->model.grid.nz_paper + (uint32_t)reach;
    const uint32_t *cells = film->lattice.cells;
    const uint32_t n[3] = {cells[0], cells[1], above < cells[2] ? above : cells[2]};
    const size_t count = (size_t)n[0] * n[1] * n[2];
    const uint32_t widest = n[0] > n[1] ? n[0] : n[1];
    nearest *field = malloc(count * sizeof *field);
    nearest *copy = malloc((widest > n[2] ? widest : n[2]) * sizeof *copy);
    const bool done = field && copy && lk_film_phase_reserve(film, (uint32_t)count);
    if (done) {
        for (size_t i = 0; i < count; i++) {
            const uint8_t species = film->species[i];
            field[i] = species >= LK_FILM_HOST ? (nearest){0, (uint8_t)(species - LK_FILM_HOST)}
                                               : (nearest){FAR, NO_TYPE};
        }
        search_axes(field, n, reach, copy);
        mark(film, field, count, adhesion_reach);
    }
    free(field);
    free(copy);
    return done ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory for the distances of %zu voxels", count);
}
