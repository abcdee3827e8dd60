// Removing a conducting site: what hung on it looks for something else to hang on.
#include "connect_grid.h"

#define NO_ENTRY UINT32_MAX

// What a removal works on. Entries below `dead` of the worklist are sites that have lost the collector; those
// from there on are the search that is going on, and `link` of each is the entry it was found from.
typedef struct removal {
    lk_connect *c;
    uint32_t site;
    uint32_t dead, used;
    uint32_t trail; // how far the chain of the removed site has been marked; it leads home by itself
    lk_error_list *errors;
} removal;

static bool hangs_on(const lk_connect *c, uint32_t site, uint32_t next, unsigned direction) {
    const uint8_t bits = c->state[next];
    return next != site && (bits & LK_CONNECT_LIVE) && connect_up(bits) == (direction ^ 1u);
}

bool lk_connect_may_split(const lk_connect *connect, uint32_t site) {
    uint32_t next[6];
    connect_faces(connect, site, next);
    for (unsigned d = 0; d < 6; d++)
        if (hangs_on(connect, site, next[d], d)) return true;
    return false;
}

static void lay_trail(removal *r) {
    lk_connect *c = r->c;
    const unsigned up = connect_up(c->state[r->trail]);
    if (up >= CONNECT_FLOOR) return;
    r->trail = connect_beside(c, r->trail, up);
    c->state[r->trail] |= CONNECT_TRAIL;
}

static void lift_trail(removal *r) {
    lk_connect *c = r->c;
    for (uint32_t site = r->site; site != r->trail;) {
        site = connect_beside(c, site, connect_up(c->state[site]));
        c->state[site] &= (uint8_t)~CONNECT_TRAIL;
    }
}

// Does the chain of a live site lead to the collector past the removed one? High above the host chains are
// long, but soon meet that of the removed site, which is marked at twice the pace so that it is not outrun.
static bool leads_home(removal *r, uint32_t site) {
    const lk_connect *c = r->c;
    for (;;) {
        const uint8_t bits = c->state[site];
        if (bits & CONNECT_TRAIL || connect_rooted(bits)) return true;
        if (bits & CONNECT_MARK) return false;
        site = connect_beside(c, site, connect_up(bits));
        if (site == r->site) return false;
        lay_trail(r);
        lay_trail(r);
    }
}

static bool find(removal *r, uint32_t site, uint32_t from) {
    if (!connect_append(r->c, site, &r->used, CONNECT_MARK, r->errors)) return false;
    r->c->link[r->used - 1] = from;
    return true;
}

// The site and what it hangs on, up to what is found already: all of it hangs on the removed site.
static bool find_chain(removal *r, uint32_t site, uint32_t from) {
    while (site != r->site && !(r->c->state[site] & CONNECT_MARK)) {
        if (!find(r, site, from)) return false;
        from = r->used - 1;
        site = connect_beside(r->c, site, connect_up(r->c->state[site]));
    }
    return true;
}

static unsigned direction_of(const lk_connect *c, uint32_t from, uint32_t to) {
    uint32_t next[6];
    connect_faces(c, from, next);
    unsigned d = 0;
    while (next[d] != to) d++;
    return d;
}

// The site of an entry has found a live neighbour: hang it there, and on it, one after the other, those
// through which it was found. What hangs on any of these is live by that.
static void rehang(removal *r, uint32_t entry, unsigned direction) {
    lk_connect *c = r->c;
    connect_hang(c, c->work[entry], direction);
    for (; c->link[entry] != NO_ENTRY; entry = c->link[entry]) {
        const uint32_t before = c->work[c->link[entry]];
        connect_hang(c, before, direction_of(c, before, c->work[entry]));
    }
}

typedef enum outcome { ON, HOME, NO_MEMORY } outcome;

static outcome look_around(removal *r, uint32_t entry) {
    uint32_t next[6];
    connect_faces(r->c, r->c->work[entry], next);
    for (unsigned d = 0; d < 6; d++) {
        const uint8_t bits = r->c->state[next[d]];
        if (!(bits & LK_CONNECT_CONDUCTS) || bits & CONNECT_MARK) continue;
        if (leads_home(r, next[d])) {
            rehang(r, entry, d);
            return HOME;
        }
        if (!find_chain(r, next[d], entry)) return NO_MEMORY;
    }
    return ON;
}

// Breadth first from a site that hung on the removed one, until a way home is found or the piece is
// exhausted.
static bool search(removal *r, uint32_t start) {
    if (!find(r, start, NO_ENTRY)) return false;
    outcome now = ON;
    for (uint32_t entry = r->dead; entry < r->used && now == ON; entry++) now = look_around(r, entry);
    if (now == ON) r->dead = r->used; // marked until the end; no other search can meet them
    if (now == HOME) {
        connect_clear(r->c, r->dead, r->used, CONNECT_MARK);
        r->used = r->dead;
    }
    return now != NO_MEMORY;
}

// The dead pieces in an order that depends on the configuration alone. There is room: they were all found
// before.
static void report(removal *r, lk_connect_change *change) {
    lk_connect *c = r->c;
    connect_clear(c, 0, r->dead, CONNECT_MARK | LK_CONNECT_LIVE);
    uint32_t next[6], used = 0;
    connect_faces(c, r->site, next);
    for (unsigned d = 0; d < 6; d++) {
        if (!lk_connect_dead(c, next[d]) || c->state[next[d]] & CONNECT_MARK) continue;
        connect_collect(c, next[d], d ^ 1u, &used, CONNECT_MARK, NULL);
        change->ends[change->pieces++] = used;
    }
    connect_clear(c, 0, used, CONNECT_MARK);
    change->sites = c->work;
    change->count = used;
    c->live -= used;
    c->dead += used;
}

static bool detach(removal *r) {
    uint32_t next[6];
    connect_faces(r->c, r->site, next);
    for (unsigned d = 0; d < 6; d++) {
        if (!hangs_on(r->c, r->site, next[d], d) || r->c->state[next[d]] & CONNECT_MARK) continue;
        if (!search(r, next[d])) {
            connect_clear(r->c, 0, r->used, CONNECT_MARK);
            return false;
        }
        if (r->c->mutant == LK_CONNECT_MUTANT_ONE_SIDE) break;
    }
    return true;
}

lk_status lk_connect_remove(lk_connect *connect, uint32_t site, lk_connect_change *change,
                            lk_error_list *errors) {
    lk_connect_change own;
    if (!change) change = &own;
    *change = (lk_connect_change){0};
    const uint8_t before = connect->state[site];
    const bool host = connect_up(before) == CONNECT_HOST;
    if (!(before & LK_CONNECT_CONDUCTS) || host)
        return lk_error_set(errors, LK_BAD_INPUT, "connectivity: site %u %s", (unsigned)site,
                            host ? "is host and stays" : "does not conduct");
    connect->state[site] = (uint8_t)(before & ~(LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE));
    if (!(before & LK_CONNECT_LIVE)) {
        connect->dead--;
        return LK_OK;
    }
    removal r = {.c = connect, .site = site, .trail = site, .errors = errors};
    const bool done = detach(&r);
    lift_trail(&r);
    if (!done) {
        connect->state[site] = before; // what was hung elsewhere is as live there
        return LK_FAILED;
    }
    connect->live--;
    if (r.dead > 0) report(&r, change);
    return LK_OK;
}
