/// likmc/lattice.h: sites, neighbours and boundaries of a crystal lattice in a box.
///
/// A lattice is a box of nx x ny x nz cubic cells with `basis` sites each. Sites are numbered plane by plane,
///
///     site = ((z * basis + b) * ny + y) * nx + x,
///
/// so on the simple cubic lattices site = (z * ny + y) * nx + x, and an image of a film is a plain slice.
/// Every site of a kind has the same displacements to its neighbours, in the same order, and directions come
/// in pairs: the inverse of direction d is d ^ 1. sc6 is the beginning of sc18, that of sc26; bcc8 that of
/// bcc14.
///
/// The neighbour table holds one row of differences of site numbers for each kind of place (inside, at a
/// face, on an edge, ... of the box), so a lookup at a boundary is the same load as inside: no branch, no
/// copy of the rim.
#ifndef LIKMC_LATTICE_H
#define LIKMC_LATTICE_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stdint.h>

#define LK_MAX_NEIGHBOURS 26
#define LK_MAX_BASIS      4

/// "There is no neighbour": beyond an open boundary.
#define LK_NO_SITE UINT32_MAX

/// The same in a row of lk_lattice_offsets().
#define LK_NO_OFFSET INT32_MIN

/// One lattice kind. Positions are in halves of the cubic lattice constant, so that they are whole numbers.
typedef struct lk_lattice_kind {
    const char *name; ///< sc6, sc18, sc26, bcc8, bcc14, fcc12
    const char *doc;
    int basis;                       ///< sites per cubic cell
    int neighbours;                  ///< directions
    const int8_t (*site)[3];         ///< [basis] positions in the cell
    const int8_t (*displacement)[3]; ///< [neighbours] to each neighbour
} lk_lattice_kind;

/// All kinds; `count` receives how many there are.
const lk_lattice_kind *lk_lattice_kinds(int *count);

/// The kind of that name, or NULL.
const lk_lattice_kind *lk_lattice_find(const char *name);

/// A box of cells. Read its members freely, change none; lk_lattice_free() releases the tables it owns.
typedef struct lk_lattice {
    const lk_lattice_kind *kind;
    uint32_t cells[3];   ///< nx, ny, nz
    bool periodic[3];    ///< x, y, z; an open axis ends at its first and last cell
    uint32_t sites;      ///< nx * ny * nz * basis, below 2^31
    uint32_t rows;       ///< sites / nx
    uint64_t reciprocal; ///< of nx, for a division without a division
    uint8_t *place;      ///< [rows] index of the row's block of four table rows
    int32_t *offset;     ///< [basis * 64][neighbours] differences of site numbers
} lk_lattice;

/// Build the tables. `cells` are at least 1 each; a periodic axis of one cell has the site itself as
/// neighbour, one of two cells has the same neighbour on both sides. LK_BAD_INPUT for an empty or too large
/// box.
lk_status lk_lattice_init(lk_lattice *lattice, const lk_lattice_kind *kind, const uint32_t cells[3],
                          const bool periodic[3], lk_error_list *errors);

/// Release the tables; safe on a zeroed struct.
void lk_lattice_free(lk_lattice *lattice);

/// Bytes that lk_lattice_init() will allocate for this box.
uint64_t lk_lattice_bytes(const lk_lattice_kind *kind, const uint32_t cells[3]);

/// site / nx. Exact because site < 2^31 (Granlund and Montgomery 1994, doi 10.1145/178243.178249).
static inline uint32_t lk_lattice_row(const lk_lattice *lattice, uint32_t site) {
    __extension__ typedef unsigned __int128 wide;
    return (uint32_t)(((wide)lattice->reciprocal * site) >> 63);
}

/// Number of the site at cell (x, y, z), basis b.
static inline uint32_t lk_lattice_site(const lk_lattice *lattice, uint32_t x, uint32_t y, uint32_t z,
                                       uint32_t b) {
    return ((z * (uint32_t)lattice->kind->basis + b) * lattice->cells[1] + y) * lattice->cells[0] + x;
}

/// Cell (x, y, z) of a site; returns its basis index.
uint32_t lk_lattice_cell(const lk_lattice *lattice, uint32_t site, uint32_t cell[3]);

/// Position of a site in units of the cubic lattice constant, origin at cell (0, 0, 0).
void lk_lattice_position(const lk_lattice *lattice, uint32_t site, double position[3]);

/// Displacement in direction d in units of the cubic lattice constant.
void lk_lattice_displacement(const lk_lattice_kind *kind, int d, double displacement[3]);

/// Which row of the neighbour table a site uses: its basis index and the ends of the axes that it is at.
/// Below 64 * basis; equal for all sites inside that have the same basis index.
static inline uint32_t lk_lattice_place(const lk_lattice *lattice, uint32_t site) {
    const uint32_t row = lk_lattice_row(lattice, site), nx = lattice->cells[0], x = site - row * nx;
    return lattice->place[row] * 4u + (x == 0) + 2u * (x == nx - 1);
}

/// Row of the neighbour table for a site: neighbour d is site + row[d], or there is none if row[d] is
/// LK_NO_OFFSET.
static inline const int32_t *lk_lattice_offsets(const lk_lattice *lattice, uint32_t site) {
    return lattice->offset + lk_lattice_place(lattice, site) * (uint32_t)lattice->kind->neighbours;
}

/// Neighbour of a site in direction d, or LK_NO_SITE.
static inline uint32_t lk_lattice_neighbour(const lk_lattice *lattice, uint32_t site, int d) {
    const int32_t offset = lk_lattice_offsets(lattice, site)[d];
    return offset == LK_NO_OFFSET ? LK_NO_SITE : site + (uint32_t)offset;
}

/// The direction back.
static inline int lk_lattice_inverse(int d) { return d ^ 1; }

#endif
