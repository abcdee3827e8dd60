// Lattice kinds as data, and the neighbour table of a box: see likmc/lattice.h.
#include "likmc/lattice.h"

#include <stdlib.h>
#include <string.h>

// Opposite directions are neighbours in the list, so that the inverse is d ^ 1.
static const int8_t cubic[26][3] = {
    {-2, 0, 0},   {2, 0, 0},  {0, -2, 0},  {0, 2, 0},   {0, 0, -2}, {0, 0, 2}, // faces
    {-2, -2, 0},  {2, 2, 0},  {-2, 2, 0},  {2, -2, 0},                         // edges
    {-2, 0, -2},  {2, 0, 2},  {-2, 0, 2},  {2, 0, -2},                         //
    {0, -2, -2},  {0, 2, 2},  {0, -2, 2},  {0, 2, -2},                         //
    {-2, -2, -2}, {2, 2, 2},  {-2, -2, 2}, {2, 2, -2},                         // corners
    {-2, 2, -2},  {2, -2, 2}, {-2, 2, 2},  {2, -2, -2},
};
static const int8_t body_centred[14][3] = {
    {-1, -1, -1}, {1, 1, 1},   {-1, -1, 1}, {1, 1, -1}, {-1, 1, -1}, {1, -1, 1},
    {-1, 1, 1},   {1, -1, -1},                                                  // first shell
    {-2, 0, 0},   {2, 0, 0},   {0, -2, 0},  {0, 2, 0},  {0, 0, -2},  {0, 0, 2}, // second
};
static const int8_t face_centred[12][3] = {
    {-1, -1, 0}, {1, 1, 0},  {-1, 1, 0},  {1, -1, 0}, {-1, 0, -1}, {1, 0, 1},
    {-1, 0, 1},  {1, 0, -1}, {0, -1, -1}, {0, 1, 1},  {0, -1, 1},  {0, 1, -1},
};
static const int8_t cubic_cell[1][3] = {{0, 0, 0}};
static const int8_t body_cell[2][3] = {{0, 0, 0}, {1, 1, 1}};
static const int8_t face_cell[4][3] = {{0, 0, 0}, {1, 1, 0}, {1, 0, 1}, {0, 1, 1}};

static const lk_lattice_kind kinds[] = {
    {"sc6", "simple cubic, faces", 1, 6, cubic_cell, cubic},
    {"sc18", "simple cubic, faces and edges", 1, 18, cubic_cell, cubic},
    {"sc26", "simple cubic, faces, edges and corners", 1, 26, cubic_cell, cubic},
    {"bcc8", "body-centred cubic, first shell", 2, 8, body_cell, body_centred},
    {"bcc14", "body-centred cubic, two shells", 2, 14, body_cell, body_centred},
    {"fcc12", "face-centred cubic, first shell", 4, 12, face_cell, face_centred},
};

enum { kind_count = sizeof kinds / sizeof kinds[0], ends = 4 };

const lk_lattice_kind *lk_lattice_kinds(int *count) {
    *count = kind_count;
    return kinds;
}

const lk_lattice_kind *lk_lattice_find(const char *name) {
    for (int i = 0; i < kind_count; i++)
        if (strcmp(kinds[i].name, name) == 0) return &kinds[i];
    return NULL;
}

// Which ends of its axis a cell is at: bit 0 the first cell, bit 1 the last (both on an axis of one cell).
static uint32_t ends_of(uint32_t coordinate, uint32_t cells) {
    return (coordinate == 0) + 2u * (coordinate == cells - 1);
}

// Cell step and basis index of the neighbour at displacement d from basis site b.
static int target(const lk_lattice_kind *kind, int b, int d, int step[3]) {
    int8_t inside[3];
    for (int axis = 0; axis < 3; axis++) {
        const int half = kind->site[b][axis] + kind->displacement[d][axis];
        step[axis] = half < 0 ? -1 : half / 2;
        inside[axis] = (int8_t)(half - 2 * step[axis]);
    }
    int found = 0;
    while (memcmp(kind->site[found], inside, sizeof inside) != 0) found++;
    return found;
}

// Difference of site numbers to neighbour d for a site at the given ends of the three axes.
static int32_t offset_of(const lk_lattice *lattice, int b, const uint32_t at[3], int d) {
    int step[3];
    const int to = target(lattice->kind, b, d, step);
    const int64_t stride[3] = {1, lattice->cells[0],
                               (int64_t)lattice->cells[0] * lattice->cells[1] * lattice->kind->basis};
    int64_t offset = (int64_t)(to - b) * lattice->cells[0] * lattice->cells[1];
    for (int axis = 0; axis < 3; axis++) {
        const bool leaves = (step[axis] < 0 && (at[axis] & 1)) || (step[axis] > 0 && (at[axis] & 2));
        if (leaves && !lattice->periodic[axis]) return LK_NO_OFFSET;
        offset +=
            stride[axis] * (leaves ? step[axis] - step[axis] * (int64_t)lattice->cells[axis] : step[axis]);
    }
    return (int32_t)offset;
}

static void fill_offsets(lk_lattice *lattice) {
    int32_t *out = lattice->offset;
    for (int b = 0; b < lattice->kind->basis; b++)
        for (uint32_t z = 0; z < ends; z++)
            for (uint32_t y = 0; y < ends; y++)
                for (uint32_t x = 0; x < ends; x++)
                    for (int d = 0; d < lattice->kind->neighbours; d++)
                        *out++ = offset_of(lattice, b, (uint32_t[3]){x, y, z}, d);
}

static void fill_places(lk_lattice *lattice) {
    const uint32_t basis = (uint32_t)lattice->kind->basis;
    for (uint32_t row = 0; row < lattice->rows; row++) {
        const uint32_t y = row % lattice->cells[1], plane = row / lattice->cells[1];
        lattice->place[row] =
            (uint8_t)(((plane % basis) * ends + ends_of(plane / basis, lattice->cells[2])) * ends +
                      ends_of(y, lattice->cells[1]));
    }
}

static size_t table_rows(const lk_lattice_kind *kind) { return (size_t)kind->basis * ends * ends * ends; }

uint64_t lk_lattice_bytes(const lk_lattice_kind *kind, const uint32_t cells[3]) {
    return (uint64_t)cells[1] * cells[2] * (uint64_t)kind->basis +
           table_rows(kind) * (size_t)kind->neighbours * sizeof(int32_t);
}

lk_status lk_lattice_init(lk_lattice *lattice, const lk_lattice_kind *kind, const uint32_t cells[3],
                          const bool periodic[3], lk_error_list *errors) {
    *lattice = (lk_lattice){.kind = kind};
    uint64_t sites = (uint64_t)kind->basis;
    for (int axis = 0; axis < 3; axis++) {
        lattice->cells[axis] = cells[axis];
        lattice->periodic[axis] = periodic[axis];
        sites = sites > INT32_MAX ? sites : sites * cells[axis]; // stays below 2^63
    }
    if (sites == 0 || sites > INT32_MAX)
        return lk_error_set(errors, LK_BAD_INPUT,
                            "a box of %u x %u x %u cells of %s does not have between 1 and %d sites",
                            cells[0], cells[1], cells[2], kind->name, INT32_MAX);
    lattice->sites = (uint32_t)sites;
    lattice->rows = lattice->sites / cells[0];
    lattice->reciprocal = ((uint64_t)1 << 63) / cells[0] + 1;
    lattice->place = malloc(lattice->rows);
    lattice->offset = malloc(table_rows(kind) * (size_t)kind->neighbours * sizeof *lattice->offset);
    if (!lattice->place || !lattice->offset) {
        lk_lattice_free(lattice);
        return lk_error_set(errors, LK_FAILED, "out of memory for the neighbour table of %u sites",
                            (uint32_t)sites);
    }
    fill_places(lattice);
    fill_offsets(lattice);
    return LK_OK;
}

void lk_lattice_free(lk_lattice *lattice) {
    free(lattice->place);
    free(lattice->offset);
    *lattice = (lk_lattice){0};
}

uint32_t lk_lattice_cell(const lk_lattice *lattice, uint32_t site, uint32_t cell[3]) {
    const uint32_t row = lk_lattice_row(lattice, site), plane = row / lattice->cells[1];
    cell[0] = site - row * lattice->cells[0];
    cell[1] = row - plane * lattice->cells[1];
    cell[2] = plane / (uint32_t)lattice->kind->basis;
    return plane % (uint32_t)lattice->kind->basis;
}

void lk_lattice_position(const lk_lattice *lattice, uint32_t site, double position[3]) {
    uint32_t cell[3];
    const uint32_t b = lk_lattice_cell(lattice, site, cell);
    for (int axis = 0; axis < 3; axis++) position[axis] = cell[axis] + 0.5 * lattice->kind->site[b][axis];
}

void lk_lattice_displacement(const lk_lattice_kind *kind, int d, double displacement[3]) {
    for (int axis = 0; axis < 3; axis++) displacement[axis] = 0.5 * kind->displacement[d][axis];
}
