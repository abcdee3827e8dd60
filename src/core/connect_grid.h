// What the sources of likmc/connect.h share: the private bits of a site's state, and its face neighbours.
#ifndef LIKMC_CONNECT_GRID_H
#define LIKMC_CONNECT_GRID_H

#include "likmc/connect.h"

enum {
    CONNECT_EDGE = 16,      // on the rim of the box: neighbours need coordinates
    CONNECT_MARK_SHIFT = 5, // three bits: which of up to six sides of a search has been here, 0 for none
    CONNECT_MARK = 7 << CONNECT_MARK_SHIFT,
    CONNECT_SIDE = 1 << CONNECT_MARK_SHIFT,                // the mark of the first side
    CONNECT_ROOTED = LK_CONNECT_IS_HOST | LK_CONNECT_FLOOR // live for as long as it conducts
};

// Face neighbours in the fixed order -z, +z, -y, +y, -x, +x: the way down leads to the collector, and a
// search that reaches it is over. Returns how many there are: those beyond the floor and the top are left
// out.
static inline unsigned connect_rim(const lk_connect *connect, uint32_t site, uint32_t out[6]) {
    const uint32_t nx = connect->nx, plane = nx * connect->ny;
    const uint32_t x = site % nx, row = site - x, y = row / nx % connect->ny;
    unsigned count = 0;
    if (site >= plane) out[count++] = site - plane;
    if (site < connect->sites - plane) out[count++] = site + plane;
    out[count++] = y > 0 ? site - nx : site + (plane - nx);
    out[count++] = y + 1 < connect->ny ? site + nx : site - (plane - nx);
    out[count++] = x > 0 ? site - 1 : site + (nx - 1);
    out[count++] = x + 1 < nx ? site + 1 : site - (nx - 1);
    return count;
}

static inline unsigned connect_faces(const lk_connect *connect, uint32_t site, uint32_t out[6]) {
    if (connect->state[site] & CONNECT_EDGE) return connect_rim(connect, site, out);
    const uint32_t nx = connect->nx, plane = nx * connect->ny;
    out[0] = site - plane;
    out[1] = site + plane;
    out[2] = site - nx;
    out[3] = site + nx;
    out[4] = site - 1;
    out[5] = site + 1;
    return 6;
}

// Room for one more entry of the worklists.
static inline bool connect_room(lk_connect *connect, uint32_t used, lk_error_list *errors) {
    return used < connect->capacity || lk_connect_reserve(connect, used + 1, errors) == LK_OK;
}

#endif
