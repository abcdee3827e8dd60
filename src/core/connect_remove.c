// Removing a conducting site: the 26 neighbours first, and a search only if they cannot tell.
#include "connect_grid.h"
#include "likmc/connect.h"

// The 27 sites around a site as bits: bit 9 (dz+1) + 3 (dy+1) + (dx+1).
static const uint32_t x_low = 0x1249249, x_high = 0x4924924, y_low = 0x1c0e07, y_high = 0x70381c0,
                      z_low = 0x1ff;
static const uint32_t centre = 1u << 13;
static const uint32_t face_bits[6] = {1u << 4, 1u << 22, 1u << 10, 1u << 16, 1u << 12, 1u << 14};

enum { FACES = 1 << 4 | 1 << 22 | 1 << 10 | 1 << 16 | 1 << 12 | 1 << 14 };

#define NO_ENTRY UINT32_MAX

typedef struct surroundings {
    uint32_t conducts, rooted; // rooted: joined to the collector whatever happens here
} surroundings;

static void look_at_row(const uint8_t *left, const uint8_t *middle, const uint8_t *right, unsigned shift,
                        surroundings *s) {
    const uint32_t bits[3] = {*left, *middle, *right};
    for (unsigned k = 0; k < 3; k++) {
        const uint32_t conducts = bits[k] & LK_CONNECT_CONDUCTS;
        s->conducts |= conducts << (shift + k);
        s->rooted |= (conducts & ((bits[k] & CONNECT_ROOTED) != 0)) << (shift + k);
    }
}

static void look_inside(const lk_connect *c, uint32_t site, surroundings *s) {
    const uint32_t nx = c->nx, plane = nx * c->ny;
    const uint8_t *row = c->state + site - plane - nx;
    for (unsigned z = 0; z < 3; z++, row += plane - 3 * nx)
        for (unsigned y = 0; y < 3; y++, row += nx) look_at_row(row - 1, row, row + 1, 9 * z + 3 * y, s);
}

static void look_at_rim(const lk_connect *c, uint32_t site, surroundings *s) {
    const uint32_t nx = c->nx, ny = c->ny, plane = nx * ny;
    const uint32_t x = site % nx, y = site / nx % ny, z = site / plane;
    const uint32_t xs[3] = {(x + nx - 1) % nx, x, (x + 1) % nx}, ys[3] = {(y + ny - 1) % ny, y, (y + 1) % ny};
    for (unsigned k = 0; k < 3; k++) {
        if (z + k < 1 || z + k > c->nz) continue;
        for (unsigned j = 0; j < 3; j++) {
            const uint8_t *row = c->state + (z + k - 1) * plane + ys[j] * nx;
            look_at_row(row + xs[0], row + xs[1], row + xs[2], 9 * k + 3 * j, s);
        }
    }
    if (z > 0) return;
    s->conducts |= z_low; // the collector's plate
    s->rooted |= z_low;
}

static surroundings look_around(const lk_connect *c, uint32_t site) {
    surroundings s = {0, 0};
    if (c->state[site] & CONNECT_EDGE)
        look_at_rim(c, site, &s);
    else
        look_inside(c, site, &s);
    s.conducts &= ~centre;
    s.rooted &= s.conducts;
    return s;
}

static uint32_t spread_faces(uint32_t set) {
    return set | (set & ~x_high) << 1 | (set & ~x_low) >> 1 | (set & ~y_high) << 3 | (set & ~y_low) >> 3 |
           set << 9 | set >> 9;
}

static uint32_t spread_diagonals(uint32_t set) {
    set |= (set & ~x_high) << 1 | (set & ~x_low) >> 1;
    set |= (set & ~y_high) << 3 | (set & ~y_low) >> 3;
    return set | set << 9 | set >> 9;
}

// What `seed` is joined to among the neighbours. Rooted ones are joined to each other from outside.
static uint32_t joined_to(uint32_t seed, const surroundings *s, lk_connect_mutant mutant) {
    uint32_t set = seed, before;
    do {
        before = set;
        set =
            s->conducts & (mutant == LK_CONNECT_MUTANT_DIAGONAL ? spread_diagonals(set) : spread_faces(set));
        if (set & s->rooted) set |= s->rooted;
    } while (set != before);
    return set;
}

// A side of the removed site: its face neighbours that the others join to each other.
typedef struct sides {
    unsigned count;
    bool rooted;    // one more side reaches the collector; it is not in the list
    uint32_t at[6]; // a face of each, as the only bit
} sides;

static sides tell_sides(const lk_connect *c, const surroundings *s) {
    sides found = {0, false, {0}};
    uint32_t faces = s->conducts & FACES;
    if (faces & s->rooted) {
        found.rooted = true;
        faces &= ~joined_to(faces & s->rooted, s, c->mutant);
    }
    while (faces) {
        const uint32_t lowest = faces & (~faces + 1u), side = joined_to(lowest, s, c->mutant);
        if (side & s->rooted)
            found.rooted = true;
        else
            found.at[found.count++] = lowest;
        faces &= ~side;
    }
    return found;
}

bool lk_connect_may_split(const lk_connect *connect, uint32_t site) {
    const surroundings s = look_around(connect, site);
    const sides found = tell_sides(connect, &s);
    return found.count + found.rooted > 1;
}

// A search from several sides. Sides that meet become one, named by `root`. The sites found are the worklist,
// those of a side that wait to be looked at a chain through it: so joining two sides is joining two chains.
typedef struct search {
    lk_connect *c;
    uint32_t used;   // entries of the worklist
    unsigned sides;  // 1 to sides
    unsigned open;   // sides, those that met counted once, of which nothing is known yet
    bool rooted;     // a side that reaches the collector is known
    uint8_t root[8]; // the side it has become part of, or itself
    enum { OPEN, LIVE, DEAD } fate[8];
    uint32_t head[8], tail[8];
} search;

static unsigned root_of(const search *s, unsigned side) {
    while (s->root[side] != side) side = s->root[side];
    return side;
}

static unsigned mark_of(const search *s, uint32_t site) { return s->c->state[site] >> CONNECT_MARK_SHIFT; }

static bool enqueue(search *s, unsigned side, uint32_t site, lk_error_list *errors) {
    lk_connect *c = s->c;
    if (!connect_room(c, s->used, errors)) return false;
    const uint32_t entry = s->used++;
    c->state[site] = (uint8_t)(c->state[site] | side << CONNECT_MARK_SHIFT);
    c->work[entry] = site;
    c->link[entry] = NO_ENTRY;
    if (s->head[side] == NO_ENTRY)
        s->head[side] = entry;
    else
        c->link[s->tail[side]] = entry;
    s->tail[side] = entry;
    return true;
}

static void settle(search *s, unsigned side, bool live) {
    s->fate[side] = live ? LIVE : DEAD;
    s->rooted = s->rooted || live;
    s->open--;
}

static void join(search *s, unsigned side, unsigned other) {
    s->root[other] = (uint8_t)side;
    s->open--;
    if (s->head[other] == NO_ENTRY) return;
    if (s->head[side] == NO_ENTRY)
        s->head[side] = s->head[other];
    else
        s->c->link[s->tail[side]] = s->head[other];
    s->tail[side] = s->tail[other];
}

// Look at one neighbour. False if memory ran out.
static bool visit(search *s, unsigned side, uint32_t site, lk_error_list *errors) {
    const uint8_t bits = s->c->state[site];
    if (!(bits & LK_CONNECT_CONDUCTS)) return true;
    if (bits & CONNECT_ROOTED) {
        settle(s, side, true);
        return true;
    }
    const unsigned mark = mark_of(s, site);
    if (mark == 0) return enqueue(s, side, site, errors);
    const unsigned other = root_of(s, mark);
    if (other == side) return true;
    if (s->fate[other] == LIVE)
        settle(s, side, true);
    else
        join(s, side, other);
    return true;
}

static bool step(search *s, unsigned side, lk_error_list *errors) {
    lk_connect *c = s->c;
    const uint32_t entry = s->head[side];
    uint32_t next[6];
    const unsigned count = connect_faces(c, c->work[entry], next);
    s->head[side] = c->link[entry];
    for (unsigned k = 0; k < count && s->fate[side] == OPEN; k++)
        if (!visit(s, side, next[k], errors)) return false;
    if (s->fate[side] == OPEN && s->head[side] == NO_ENTRY) settle(s, side, false);
    return true;
}

// One of the sides reaches the collector, for the removed site did: so the last one needs no search while no
// other is known to.
static bool undecided(const search *s) { return s->open > 1 || (s->open == 1 && s->rooted); }

static bool run(search *s, lk_error_list *errors) {
    while (undecided(s))
        for (unsigned side = 1; side <= s->sides && undecided(s); side++)
            if (s->root[side] == side && s->fate[side] == OPEN && !step(s, side, errors)) return false;
    return true;
}

// The conducting neighbour in one of the FACES. connect_faces() leaves out those below the floor and above
// the top.
static uint32_t neighbour_at(const lk_connect *c, uint32_t site, uint32_t face) {
    const uint32_t plane = c->nx * c->ny;
    uint32_t next[6];
    connect_faces(c, site, next);
    unsigned k = 0;
    while (face_bits[k] != face) k++;
    return next[k - (site < plane) - (k > 1 && site >= c->sites - plane)];
}

// Name the sides. In a box of one or two cells two sides may begin at the same site: then they have met.
static bool begin(search *s, lk_connect *c, uint32_t site, const sides *found, lk_error_list *errors) {
    *s = (search){.c = c, .sides = found->count, .open = found->count, .rooted = found->rooted};
    for (unsigned side = 1; side <= s->sides; side++) {
        s->root[side] = (uint8_t)side;
        s->head[side] = NO_ENTRY;
        const uint32_t start = neighbour_at(c, site, found->at[side - 1]);
        const unsigned mark = mark_of(s, start);
        if (mark == 0) {
            if (!enqueue(s, side, start, errors)) return false;
        } else {
            s->root[side] = (uint8_t)root_of(s, mark);
            s->open--;
        }
    }
    return true;
}

// Take the marks off; the sites of dead sides die and become the report, in the list that held the chains.
static void report(search *s, lk_connect_change *change) {
    lk_connect *c = s->c;
    uint32_t count = 0;
    for (unsigned side = 1; side <= s->sides; side++) {
        if (s->root[side] != side || s->fate[side] != DEAD) continue;
        for (uint32_t i = 0; i < s->used; i++)
            if (root_of(s, mark_of(s, c->work[i])) == side) c->link[count++] = c->work[i];
        change->ends[change->pieces++] = count;
    }
    for (uint32_t i = 0; i < count; i++) c->state[c->link[i]] &= (uint8_t)~LK_CONNECT_LIVE;
    for (uint32_t i = 0; i < s->used; i++) c->state[c->work[i]] &= (uint8_t)~CONNECT_MARK;
    c->live -= count;
    c->dead += count;
    change->sites = c->link;
    change->count = count;
}

static lk_status split(lk_connect *c, uint32_t site, const sides *found, lk_connect_change *change,
                       lk_error_list *errors) {
    search s;
    const bool complete = begin(&s, c, site, found, errors) && run(&s, errors);
    if (complete)
        report(&s, change);
    else
        for (uint32_t i = 0; i < s.used; i++) c->state[c->work[i]] &= (uint8_t)~CONNECT_MARK;
    return complete ? LK_OK : LK_FAILED;
}

lk_status lk_connect_remove(lk_connect *connect, uint32_t site, lk_connect_change *change,
                            lk_error_list *errors) {
    lk_connect_change own;
    if (!change) change = &own;
    *change = (lk_connect_change){0};
    uint8_t *bits = &connect->state[site];
    if (!(*bits & LK_CONNECT_CONDUCTS) || *bits & LK_CONNECT_IS_HOST)
        return lk_error_set(errors, LK_BAD_INPUT, "connectivity: site %u %s", (unsigned)site,
                            *bits & LK_CONNECT_IS_HOST ? "is host and stays" : "does not conduct");
    const uint8_t before = *bits;
    *bits &= (uint8_t) ~(LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE);
    if (!(before & LK_CONNECT_LIVE)) {
        connect->dead--;
        return LK_OK;
    }
    const surroundings s = look_around(connect, site);
    const sides found = tell_sides(connect, &s);
    if (found.count + found.rooted > 1 && split(connect, site, &found, change, errors) != LK_OK) {
        *bits = before;
        return LK_FAILED;
    }
    connect->live--;
    return LK_OK;
}
