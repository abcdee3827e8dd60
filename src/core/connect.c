// Live and dead conducting sites: setting up, adding, dead pieces. Removing is in connect_remove.c.
#include "likmc/connect.h"

#include <stdlib.h>

#include "connect_grid.h"

static bool on_rim(const lk_connect *c, uint32_t x, uint32_t y, uint32_t z) {
    return x == 0 || y == 0 || z == 0 || x + 1 == c->nx || y + 1 == c->ny || z + 1 == c->nz;
}

static uint8_t bits_of(lk_connect_kind kind) {
    switch (kind) {
    case LK_CONNECT_HOST:
        return LK_CONNECT_CONDUCTS | LK_CONNECT_IS_HOST | LK_CONNECT_LIVE;
    case LK_CONNECT_SITE:
        return LK_CONNECT_CONDUCTS;
    default:
        return 0;
    }
}

static void fill(lk_connect *c, const uint8_t *species, const lk_connect_kind kinds[256]) {
    uint8_t bits[256];
    for (int i = 0; i < 256; i++) bits[i] = bits_of(kinds[i]);
    uint32_t site = 0;
    for (uint32_t z = 0; z < c->nz; z++)
        for (uint32_t y = 0; y < c->ny; y++)
            for (uint32_t x = 0; x < c->nx; x++, site++)
                c->state[site] = (uint8_t)(bits[species[site]] | (z == 0 ? LK_CONNECT_FLOOR : 0) |
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

static bool touches_live(const lk_connect *c, uint32_t site) {
    if (c->state[site] & LK_CONNECT_FLOOR) return true;
    uint32_t next[6];
    const unsigned count = connect_faces(c, site, next);
    for (unsigned k = 0; k < count; k++)
        if (lk_connect_live(c, next[k])) return true;
    return false;
}

static void enliven(lk_connect *c, uint32_t site) {
    c->state[site] |= LK_CONNECT_LIVE;
    c->live++;
    c->dead--;
}

// Depth first from `site`, with the worklist as a stack. False if the stack was too short: then some live
// sites still have dead neighbours.
static bool flood(lk_connect *c, uint32_t site) {
    bool complete = true;
    uint32_t depth = 0;
    enliven(c, site);
    c->work[depth++] = site;
    while (depth > 0) {
        uint32_t next[6];
        const unsigned count = connect_faces(c, c->work[--depth], next);
        for (unsigned k = 0; k < count; k++) {
            if (!lk_connect_dead(c, next[k])) continue;
            enliven(c, next[k]);
            if (depth < c->capacity)
                c->work[depth++] = next[k];
            else
                complete = false;
        }
    }
    return complete;
}

void lk_connect_relabel(lk_connect *connect) {
    connect->live = connect->dead = 0;
    for (uint32_t site = 0; site < connect->sites; site++) {
        uint8_t *bits = &connect->state[site];
        if (!(*bits & LK_CONNECT_CONDUCTS) || *bits & LK_CONNECT_IS_HOST) continue;
        *bits &= (uint8_t)~LK_CONNECT_LIVE;
        connect->dead++;
    }
    bool complete;
    do { // again only if the stack was too short, and then at least that many sites came alive
        complete = true;
        for (uint32_t site = 0; site < connect->sites; site++)
            if (lk_connect_dead(connect, site) && touches_live(connect, site))
                complete = flood(connect, site) && complete;
    } while (!complete);
}

static bool append(lk_connect *c, uint32_t site, uint32_t *used, uint8_t bit, lk_error_list *errors) {
    if (!connect_room(c, *used, errors)) return false;
    c->state[site] |= bit;
    c->work[(*used)++] = site;
    return true;
}

// Append the dead piece of `site` to the worklist, breadth first, setting `bit` in each. False if memory ran
// out; *used tells how far it came.
static bool collect(lk_connect *c, uint32_t site, uint32_t *used, uint8_t bit, lk_error_list *errors) {
    const uint8_t looked_at = LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE | bit;
    uint32_t head = *used;
    if (!append(c, site, used, bit, errors)) return false;
    for (; head < *used; head++) {
        uint32_t next[6];
        const unsigned count = connect_faces(c, c->work[head], next);
        for (unsigned k = 0; k < count; k++)
            if ((c->state[next[k]] & looked_at) == LK_CONNECT_CONDUCTS &&
                !append(c, next[k], used, bit, errors))
                return false;
    }
    return true;
}

static void clear_bit(lk_connect *c, uint32_t used, uint8_t bit) {
    for (uint32_t i = 0; i < used; i++) c->state[c->work[i]] &= (uint8_t)~bit;
}

// The dead pieces around `site`, which is live now, come alive.
static lk_status spread(lk_connect *c, uint32_t site, lk_connect_change *change, lk_error_list *errors) {
    uint32_t next[6], used = 0;
    const unsigned count = connect_faces(c, site, next);
    for (unsigned k = 0; k < count; k++) {
        if (!lk_connect_dead(c, next[k])) continue;
        const bool complete = c->mutant == LK_CONNECT_MUTANT_NO_SPREAD
                                  ? append(c, next[k], &used, LK_CONNECT_LIVE, errors)
                                  : collect(c, next[k], &used, LK_CONNECT_LIVE, errors);
        if (!complete) {
            clear_bit(c, used, LK_CONNECT_LIVE);
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
    const bool live = touches_live(connect, site);
    *bits |= live ? LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE : LK_CONNECT_CONDUCTS;
    if (live && spread(connect, site, change, errors) != LK_OK) {
        *bits &= (uint8_t) ~(LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE);
        return LK_FAILED;
    }
    if (live)
        connect->live++;
    else
        connect->dead++;
    return LK_OK;
}

lk_status lk_connect_piece(lk_connect *connect, uint32_t site, lk_connect_change *piece,
                           lk_error_list *errors) {
    *piece = (lk_connect_change){0};
    if (!lk_connect_dead(connect, site)) return LK_OK;
    uint32_t used = 0;
    const bool complete = collect(connect, site, &used, CONNECT_SIDE, errors);
    clear_bit(connect, used, CONNECT_SIDE);
    if (!complete) return LK_FAILED;
    *piece = (lk_connect_change){.sites = connect->work, .count = used, .pieces = 1, .ends = {used}};
    return LK_OK;
}
