// Live and dead conducting sites: setting up, adding, dead pieces. Removing is in connect_remove.c.
#include "likmc/connect.h"

#include <stdlib.h>
#include <string.h>

#include "connect_grid.h"

static bool on_rim(const lk_connect *c, uint32_t x, uint32_t y, uint32_t z) {
    return x == 0 || y == 0 || z == 0 || x + 1 == c->nx || y + 1 == c->ny || z + 1 == c->nz;
}

static uint8_t bits_of(lk_connect_kind kind, bool floor) {
    if (kind == LK_CONNECT_HOST)
        return LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE | CONNECT_HOST << CONNECT_UP_SHIFT;
    return (uint8_t)((kind == LK_CONNECT_SITE ? LK_CONNECT_CONDUCTS : 0) |
                     (floor ? CONNECT_FLOOR << CONNECT_UP_SHIFT : 0));
}

static void fill(lk_connect *c, const uint8_t *species, const lk_connect_kind kinds[256]) {
    uint32_t site = 0;
    for (uint32_t z = 0; z < c->nz; z++)
        for (uint32_t y = 0; y < c->ny; y++)
            for (uint32_t x = 0; x < c->nx; x++, site++)
                c->state[site] = (uint8_t)(bits_of(kinds[species[site]], z == 0) |
                                           (on_rim(c, x, y, z) ? CONNECT_EDGE : 0));
}

lk_status lk_connect_init(lk_connect *connect, uint32_t nx, uint32_t ny, uint32_t nz, const uint8_t *species,
                          const lk_connect_kind kinds[256], lk_error_list *errors) {
    *connect = (lk_connect){.nx = nx, .ny = ny, .nz = nz};
    if (nx == 0 || ny == 0 || nz == 0 || (uint64_t)nx * ny >= UINT32_MAX ||
        (uint64_t)nx * ny * nz >= UINT32_MAX)
        return lk_error_set(
            errors, LK_BAD_INPUT,
            "connectivity: extents %u x %u x %u; each must be at least 1, their product below 2^32 - 1",
            (unsigned)nx, (unsigned)ny, (unsigned)nz);
    connect->sites = nx * ny * nz;
    const uint32_t steps[6] = {0u - nx * ny, nx * ny, 0u - nx, nx, 0u - 1u, 1};
    memcpy(connect->step, steps, sizeof steps);
    connect->state = malloc(connect->sites);
    if (!connect->state)
        return lk_error_set(errors, LK_FAILED, "connectivity: no memory for %u bytes",
                            (unsigned)connect->sites);
    const uint32_t least = connect->sites < 1024 ? connect->sites : 1024;
    const uint32_t entries = connect->sites / 64 > least ? connect->sites / 64 : least;
    lk_status status = lk_connect_reserve(connect, entries, errors);
    if (status != LK_OK) return status;
    fill(connect, species, kinds);
    lk_connect_relabel(connect);
    return LK_OK;
}

void lk_connect_free(lk_connect *connect) {
    free(connect->state);
    free(connect->work);
    free(connect->link);
    *connect = (lk_connect){0};
}

static bool grow(uint32_t **list, uint32_t entries) {
    uint32_t *larger = realloc(*list, (size_t)entries * sizeof **list);
    if (larger) *list = larger;
    return larger != NULL;
}

lk_status lk_connect_reserve(lk_connect *connect, uint32_t entries, lk_error_list *errors) {
    if (entries <= connect->capacity) return LK_OK;
    uint32_t doubled = connect->capacity < UINT32_MAX / 2 ? 2 * connect->capacity : UINT32_MAX;
    if (doubled > connect->sites) doubled = connect->sites; // a search visits a site once
    const uint32_t capacity = entries > doubled ? entries : doubled;
    if (!grow(&connect->work, capacity) || !grow(&connect->link, capacity))
        return lk_error_set(errors, LK_FAILED,
                            "connectivity: no memory for a search of %u sites (%.0f bytes)",
                            (unsigned)capacity, 2.0 * capacity * sizeof *connect->work);
    connect->capacity = capacity;
    return LK_OK;
}

// Where a site that appears can hang: on the host or the floor if possible, for the way home is short from
// there; else on any live neighbour. CONNECT_FLOOR for a site on the floor; CONNECT_HOST if there is nothing.
static unsigned place_to_hang(const lk_connect *c, uint32_t site) {
    if (connect_up(c->state[site]) == CONNECT_FLOOR) return CONNECT_FLOOR;
    uint32_t next[6];
    connect_faces(c, site, next);
    unsigned found = CONNECT_HOST;
    for (unsigned d = 0; d < 6; d++) {
        if (connect_rooted(c->state[next[d]])) return d;
        if (found == CONNECT_HOST && lk_connect_live(c, next[d])) found = d;
    }
    return found;
}

static void enliven(lk_connect *c, uint32_t site, unsigned up) {
    connect_hang(c, site, up);
    c->state[site] |= LK_CONNECT_LIVE;
    c->live++;
    c->dead--;
}

// The worklist as a ring: the front of a flood that goes breadth first, so that chains are short.
typedef struct front {
    lk_connect *c;
    uint32_t first, count;
    bool complete; // nothing was dropped for want of room
} front;

static void advance(front *f, uint32_t site, unsigned up) {
    enliven(f->c, site, up);
    if (f->count == f->c->capacity) {
        f->complete = false;
        return;
    }
    const uint64_t entry = (uint64_t)f->first + f->count++;
    f->c->work[entry < f->c->capacity ? entry : entry - f->c->capacity] = site;
}

static void flood(front *f) {
    while (f->count > 0) {
        uint32_t next[6];
        connect_faces(f->c, f->c->work[f->first], next);
        f->first = f->first + 1 < f->c->capacity ? f->first + 1 : 0;
        f->count--;
        for (unsigned d = 0; d < 6; d++)
            if (lk_connect_dead(f->c, next[d])) advance(f, next[d], d ^ 1u);
    }
}

void lk_connect_relabel(lk_connect *connect) {
    connect->live = connect->dead = 0;
    for (uint32_t site = 0; site < connect->sites; site++) {
        uint8_t *bits = &connect->state[site];
        if (!(*bits & LK_CONNECT_CONDUCTS) || connect_up(*bits) == CONNECT_HOST) continue;
        *bits &= (uint8_t)~LK_CONNECT_LIVE;
        connect->dead++;
    }
    front f = {.c = connect};
    do { // again only if the ring was too short, and then it has come at least that far
        f.complete = true;
        for (uint32_t site = 0; site < connect->sites; site++) {
            if (!lk_connect_dead(connect, site)) continue;
            const unsigned up = place_to_hang(connect, site);
            if (up != CONNECT_HOST) advance(&f, site, up);
        }
        flood(&f);
    } while (!f.complete);
}

// The dead pieces around `site`, which is live now, come alive.
static lk_status spread(lk_connect *c, uint32_t site, lk_connect_change *change, lk_error_list *errors) {
    uint32_t next[6], used = 0;
    connect_faces(c, site, next);
    for (unsigned d = 0; d < 6; d++) {
        if (!lk_connect_dead(c, next[d])) continue;
        const bool complete = c->mutant == LK_CONNECT_MUTANT_NO_SPREAD
                                  ? connect_append(c, next[d], &used, LK_CONNECT_LIVE, errors)
                                  : connect_collect(c, next[d], d ^ 1u, &used, LK_CONNECT_LIVE, errors);
        if (!complete) {
            connect_clear(c, 0, used, LK_CONNECT_LIVE);
            return LK_FAILED;
        }
        change->ends[change->pieces++] = used;
    }
    change->sites = c->work;
    change->count = used;
    c->live += used;
    c->dead -= used;
    return LK_OK;
}

lk_status lk_connect_add(lk_connect *connect, uint32_t site, lk_connect_change *change,
                         lk_error_list *errors) {
    lk_connect_change own;
    if (!change) change = &own;
    *change = (lk_connect_change){0};
    uint8_t *bits = &connect->state[site];
    if (*bits & LK_CONNECT_CONDUCTS)
        return lk_error_set(errors, LK_BAD_INPUT, "connectivity: site %u conducts already", (unsigned)site);
    const unsigned up = place_to_hang(connect, site);
    *bits |= LK_CONNECT_CONDUCTS;
    connect->dead++;
    if (up == CONNECT_HOST) return LK_OK;
    enliven(connect, site, up);
    if (spread(connect, site, change, errors) == LK_OK) return LK_OK;
    *bits &= (uint8_t) ~(LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE);
    connect->live--;
    return LK_FAILED;
}

lk_status lk_connect_piece(lk_connect *connect, uint32_t site, lk_connect_change *piece,
                           lk_error_list *errors) {
    *piece = (lk_connect_change){0};
    if (!lk_connect_dead(connect, site)) return LK_OK;
    uint32_t used = 0;
    const bool complete = connect_collect(connect, site, 0, &used, CONNECT_MARK, errors);
    connect_clear(connect, 0, used, CONNECT_MARK);
    if (!complete) return LK_FAILED;
    *piece = (lk_connect_change){.sites = connect->work, .count = used, .pieces = 1, .ends = {used}};
    return LK_OK;
}
