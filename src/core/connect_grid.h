// What the sources of likmc/connect.h share: a site's state, its neighbours, and collecting a dead piece.
//
// Every live site hangs on a neighbour that is live without it: following `up` leads to the host or the
// floor. So a site on which nothing hangs can go without a search, whatever its neighbours look like.
#ifndef LIKMC_CONNECT_GRID_H
#define LIKMC_CONNECT_GRID_H

#include "likmc/connect.h"

enum {
    CONNECT_EDGE = 4, // on the rim of the box: neighbours need coordinates
    CONNECT_MARK = 8, // found by the search that is going on
    CONNECT_UP_SHIFT = 4,
    CONNECT_UP = 7 << CONNECT_UP_SHIFT, // direction of the neighbour it hangs on, or one of the two:
    CONNECT_FLOOR = 6,                  // at z = 0: hangs on the collector whenever it conducts
    CONNECT_HOST = 7,                   // host: live for good
    CONNECT_TRAIL = 128                 // on the chain from the removed site home
};

// Directions in the fixed order -z, +z, -y, +y, -x, +x; the way back is d ^ 1.
static inline unsigned connect_up(uint8_t bits) { return (bits & CONNECT_UP) >> CONNECT_UP_SHIFT; }

static inline void connect_hang(lk_connect *connect, uint32_t site, unsigned direction) {
    connect->state[site] = (uint8_t)((connect->state[site] & ~CONNECT_UP) | direction << CONNECT_UP_SHIFT);
}

// Conducts and is joined to the collector whatever happens elsewhere.
static inline bool connect_rooted(uint8_t bits) {
    return (bits & LK_CONNECT_CONDUCTS) && connect_up(bits) >= CONNECT_FLOOR;
}

// Face neighbours by direction. Below the floor and above the top it is the site itself, which every search
// has seen already.
static inline void connect_rim(const lk_connect *connect, uint32_t site, uint32_t out[6]) {
    const uint32_t nx = connect->nx, plane = nx * connect->ny;
    const uint32_t x = site % nx, y = site / nx % connect->ny;
    out[0] = site >= plane ? site - plane : site;
    out[1] = site < connect->sites - plane ? site + plane : site;
    out[2] = y > 0 ? site - nx : site + (plane - nx);
    out[3] = y + 1 < connect->ny ? site + nx : site - (plane - nx);
    out[4] = x > 0 ? site - 1 : site + (nx - 1);
    out[5] = x + 1 < nx ? site + 1 : site - (nx - 1);
}

static inline void connect_faces(const lk_connect *connect, uint32_t site, uint32_t out[6]) {
    if (connect->state[site] & CONNECT_EDGE) {
        connect_rim(connect, site, out);
        return;
    }
    for (unsigned d = 0; d < 6; d++) out[d] = site + connect->step[d];
}

// The neighbour in one direction; there has to be one.
static inline uint32_t connect_beside(const lk_connect *connect, uint32_t site, unsigned direction) {
    if (!(connect->state[site] & CONNECT_EDGE)) return site + connect->step[direction];
    uint32_t next[6];
    connect_rim(connect, site, next);
    return next[direction];
}

// Append a site to the worklist, setting `bit` in its state. False if there is no memory.
static inline bool connect_append(lk_connect *connect, uint32_t site, uint32_t *used, uint8_t bit,
                                  lk_error_list *errors) {
    if (*used == connect->capacity && lk_connect_reserve(connect, *used + 1, errors) != LK_OK) return false;
    connect->state[site] |= bit;
    connect->work[(*used)++] = site;
    return true;
}

static inline void connect_clear(lk_connect *connect, uint32_t from, uint32_t used, uint8_t bit) {
    for (uint32_t i = from; i < used; i++) connect->state[connect->work[i]] &= (uint8_t)~bit;
}

// Append the dead piece of `site`, breadth first, setting `bit` in each and hanging each on the one before
// it, `site` itself in direction `up`. False if there is no memory; *used tells how far it came.
static inline bool connect_collect(lk_connect *connect, uint32_t site, unsigned up, uint32_t *used,
                                   uint8_t bit, lk_error_list *errors) {
    const uint8_t looked_at = LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE | bit;
    uint32_t head = *used;
    if (!connect_append(connect, site, used, bit, errors)) return false;
    connect_hang(connect, site, up);
    for (; head < *used; head++) {
        uint32_t next[6];
        connect_faces(connect, connect->work[head], next);
        for (unsigned d = 0; d < 6; d++) {
            if ((connect->state[next[d]] & looked_at) != LK_CONNECT_CONDUCTS) continue;
            if (!connect_append(connect, next[d], used, bit, errors)) return false;
            connect_hang(connect, next[d], d ^ 1u);
        }
    }
    return true;
}

#endif
