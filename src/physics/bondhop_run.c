// The event loop of the diffusion models. tests/bench/README.md records what each of its parts gained.
#include "bondhop_state.h"

#include <math.h>
#include <stdlib.h>

// Change the counts of `count` sites by one and list those whose class that changes. Whether a site has to
// move is as good as random, so the list grows without a branch on it.
static inline int add_to_counts(const lk_bondhop *engine, uint32_t site, const int32_t *offset, int count,
                                int change, uint32_t *moved) {
    const bool *moves = change > 0 ? engine->moves_up : engine->moves_down;
    uint8_t *restrict state = engine->state;
    int moved_count = 0;
    for (int k = 0; k < count; k++) {
        const uint32_t at = site + (uint32_t)offset[k];
        const uint8_t before = state[at];
        state[at] = (uint8_t)(before + change);
        moved[moved_count] = at;
        moved_count += moves[before];
    }
    return moved_count;
}

// A site of a neighbouring strip has changed.
static void tell(lk_bondhop *engine, lk_bondhop_sector *sector, uint32_t owner, uint32_t site) {
    const uint32_t after = (sector->number + 1) % engine->sector_count;
    lk_bondhop_news *news = &sector->news[owner == after];
    if (news->count == news->capacity) {
        const uint32_t capacity = news->capacity ? 2 * news->capacity : 256;
        uint32_t *larger = realloc(news->site, capacity * sizeof *larger);
        if (!larger) {
            sector->failed = true;
            return;
        }
        news->site = larger;
        news->capacity = capacity;
    }
    news->site[news->count++] = site;
}

// Does the site belong to another strip? If so that one is told.
static inline bool foreign(lk_bondhop *engine, lk_bondhop_sector *sector, uint32_t site, uint32_t flag) {
    const uint32_t owner = lk_sectors_of(&engine->sectors, &engine->lattice, site);
    if (owner == sector->number) return false;
    tell(engine, sector, owner, site | flag);
    return true;
}

// Move the listed atoms into the classes of their new counts: the first `fewer` of them have lost a
// neighbour, the others have gained one.
static inline void reclass(lk_bondhop *engine, lk_bondhop_sector *sector, const uint32_t *moved, int count,
                           int fewer, bool whole) {
    for (int k = 0; k < count; k++) {
        if (!whole && foreign(engine, sector, moved[k], 0)) continue;
        const uint8_t after = engine->state[moved[k]], before = (uint8_t)(after + (k < fewer ? 1 : -1));
        const uint8_t from = engine->class_of[before & CLASS_BITS], to = engine->class_of[after & CLASS_BITS];
        if (from == NO_CLASS)
            lk_buckets_insert(&sector->buckets, moved[k], to);
        else if (to == NO_CLASS)
            lk_buckets_remove_from(&sector->buckets, moved[k], from);
        else
            lk_buckets_move_from(&sector->buckets, moved[k], from, to);
    }
}

static inline void enter_bucket(lk_bondhop *engine, lk_bondhop_sector *sector, uint32_t site) {
    const uint8_t class = engine->class_of[engine->state[site] & CLASS_BITS];
    if (class != NO_CLASS) lk_buckets_insert(&sector->buckets, site, class);
}

static uint32_t layer_of(const lk_bondhop *engine, uint32_t site) {
    const lk_lattice *lattice = &engine->lattice;
    return site / (lattice->cells[0] * lattice->cells[1] * (uint32_t)lattice->kind->basis);
}

static void leave_layer(const lk_bondhop *engine, lk_bondhop_sector *sector, uint32_t site) {
    sector->layer[layer_of(engine, site)]--;
    while (sector->top > 0 && sector->layer[sector->top] == 0) sector->top--;
}

static void enter_layer(const lk_bondhop *engine, lk_bondhop_sector *sector, uint32_t site) {
    const uint32_t layer = layer_of(engine, site);
    sector->layer[layer]++;
    if (layer > sector->top) sector->top = layer;
}

typedef struct candidate {
    uint32_t class, from, to;
    uint32_t place; // of `from`
    int d;
} candidate;

static inline void hop(lk_bondhop *engine, lk_bondhop_sector *sector, const candidate *hopper, bool whole) {
    uint8_t *state = engine->state;
    const uint32_t from = hopper->from, to = hopper->to;
    const int d = hopper->d, back = lk_lattice_inverse(d), count = engine->near_count[d];
    const uint32_t place = lk_lattice_place(&engine->lattice, to);
    lk_buckets_remove_from(&sector->buckets, from, hopper->class);
    state[from] = (uint8_t)((state[from] & ~OCCUPIED) + 1); // the hopper is its neighbour now
    state[to] = (uint8_t)((state[to] | OCCUPIED) - 1);
    uint32_t moved[2 * LK_MAX_NEIGHBOURS + 1];
    const int fewer = add_to_counts(engine, from, near_row(engine, hopper->place, d), count, -1, moved);
    const int more = add_to_counts(engine, to, near_row(engine, place, back), count, 1, moved + fewer);
    const bool stays = whole || !foreign(engine, sector, to, arrived);
    if (stays) enter_bucket(engine, sector, to);
    reclass(engine, sector, moved, fewer + more, fewer, whole);
    if (!sector->layer) return;
    leave_layer(engine, sector, from);
    if (stays) enter_layer(engine, sector, to);
}

static void arrive(lk_bondhop *engine, lk_bondhop_sector *sector, uint32_t site, bool whole) {
    const int32_t *offset = lk_lattice_offsets(&engine->lattice, site);
    uint32_t moved[LK_MAX_NEIGHBOURS + 1];
    engine->state[site] |= OCCUPIED;
    enter_bucket(engine, sector, site);
    const int more = add_to_counts(engine, site, offset, engine->lattice.kind->neighbours, 1, moved);
    reclass(engine, sector, moved, more, 0, whole);
    enter_layer(engine, sector, site);
    sector->counts.deposits++;
}

// From the layer above the highest atom down: the way is as long as the film is rough, not as the box is
// high.
static bool deposit(lk_bondhop *engine, lk_bondhop_sector *sector, lk_rng *rng, bool whole) {
    const lk_lattice *lattice = &engine->lattice;
    const uint32_t nx = lattice->cells[0], plane = nx * lattice->cells[1],
                   basis = (uint32_t)lattice->kind->basis;
    const uint32_t drawn = (uint32_t)lk_rng_below(rng, nx * sector->width * basis);
    const uint32_t column =
        drawn / (nx * sector->width) * plane + sector->first_y * nx + drawn % (nx * sector->width);
    const uint32_t highest = sector->top + 1 < lattice->cells[2] ? sector->top + 1 : sector->top;
    for (uint32_t layer = highest + 1; layer-- > 0;) {
        const uint32_t site = layer * plane * basis + column;
        const uint8_t byte = engine->state[site];
        if ((byte & (OCCUPIED | INERT)) || (byte & COUNT) < engine->params.model->m_min) continue;
        arrive(engine, sector, site, whole);
        return true;
    }
    return false;
}

bool lk_bondhop_run_deposit(lk_bondhop *engine) {
    return deposit(engine, engine->sector, &engine->sector->rng, engine->sector_count == 1);
}

enum { SPARE = 11 }; // low bits of a random number that lk_rng_unit() does not use

// Two ways to draw a direction uniformly among those that do not lead to an occupied site, which are the ones
// that the class rate counts. `spare` holds 2 * SPARE random bits. Both give the direction of an open site,
// or -1.
//
// With few neighbours: look at all of them at once, and take number r of the open ones. No branch but the
// last.
static inline int draw_of_few(const lk_bondhop *engine, lk_rng *rng, uint32_t spare, uint32_t from,
                              const int32_t *offset, int z) {
    const uint8_t *state = engine->state;
    uint32_t open = 0;
    for (int d = 0; d < z; d++) open |= (uint32_t)engine->open[state[from + (uint32_t)offset[d]]] << d;
    const uint32_t ways = (uint32_t)(z - (state[from] & COUNT)), range = 1u << 2 * SPARE;
    const uint32_t scaled = spare * ways, rest = scaled & (range - 1);
    uint32_t r = scaled / range;
    if (rest < ways && rest < range % ways) r = (uint32_t)lk_rng_below(rng, ways); // as in lk_rng_below()
    const uint32_t below = engine->ones[open % SIX_BITS];
    const bool upper = r >= below;
    const uint32_t six = upper ? open / SIX_BITS : open % SIX_BITS, k = upper ? r - below : r;
    return k < engine->ones[six] ? engine->nth_one[six][k] + (upper ? 6 : 0) : -1;
}

// With many: draw until the site is not occupied. Each try costs a shift, and a new random number every
// dozen.
static inline int draw_of_many(const lk_bondhop *engine, lk_rng *rng, uint64_t spare, uint32_t from,
                               const int32_t *offset, int z) {
    const int bits = 5;
    int left = 2 * SPARE / bits;
    for (;;) {
        if (left-- == 0) {
            spare = lk_rng_next(rng);
            left = 64 / bits - 1;
        }
        const int d = (int)(spare & ((1u << bits) - 1u));
        spare >>= bits;
        if (d >= z) continue;
        const uint8_t there = engine->state[from + (uint32_t)offset[d]];
        if (!(there & OCCUPIED)) return engine->open[there] ? d : -1;
    }
}

// Draw a candidate; false if it is refused.
static inline bool draw(lk_bondhop *engine, lk_bondhop_sector *sector, lk_rng *rng, double remainder,
                        uint32_t spare, int z, candidate *drawn) {
    const uint32_t class = lk_buckets_class_at(&sector->buckets, remainder);
    const uint32_t from = lk_buckets_pick(&sector->buckets, class, rng);
    const uint32_t place = lk_lattice_place(&engine->lattice, from);
    const int32_t *offset = engine->lattice.offset + place * (uint32_t)z;
    const int d = z <= 12 ? draw_of_few(engine, rng, spare, from, offset, z)
                          : draw_of_many(engine, rng, spare, from, offset, z);
    if (d < 0) return false;
    const uint32_t to = from + (uint32_t)offset[d];
    *drawn = (candidate){class, from, to, place, d};
    const double accept = engine->accept[engine->state[from] & COUNT][(engine->state[to] & COUNT) - 1];
    return accept >= 1.0 || lk_rng_unit(rng) < accept;
}

bool lk_bondhop_run_wait(lk_clock *clock, double product, double total, double until) {
    const double wait = -log(product) / total;
    if (lk_clock_now(clock) + wait > until) {
        *clock = (lk_clock){.sum = until};
        return false;
    }
    lk_clock_add(clock, wait);
    return true;
}

// One instance for each number of neighbours, so that it is a constant of the loop. Two random numbers a
// candidate for its waiting time, class and direction, and one for the member of the class.
static inline uint64_t loop(lk_bondhop *engine, lk_bondhop_sector *sector, double until, uint64_t events,
                            int z, bool whole) {
    const double deposition = sector->deposition;
    const uint64_t spare_bits = (1u << SPARE) - 1u;
    lk_rng rng = sector->rng; // here, so that it stays in registers
    uint64_t done = 0, refused = 0, hops = 0;
    double product = 1.0;
    while (done < events) {
        candidate drawn;
        const double hop_rate = lk_buckets_total(&sector->buckets), total = hop_rate + deposition;
        if (!(total > 0.0)) break;
        const uint64_t waiting = lk_rng_next(&rng), choice = lk_rng_next(&rng);
        const uint32_t spare = (uint32_t)((waiting & spare_bits) << SPARE | (choice & spare_bits));
        const double remainder = (double)(choice >> SPARE) * 0x1p-53 * total;
        const bool arrives = deposition > 0.0 && remainder >= hop_rate;
        product *= (double)((waiting >> SPARE) + 1) * 0x1p-53;
        const bool accepted = !arrives && draw(engine, sector, &rng, remainder, spare, z, &drawn);
        refused += !accepted && !arrives;
        if (!accepted && !arrives && product > (whole ? least_product : strip_product)) continue;
        if (!lk_bondhop_run_wait(&sector->clock, product, total, until)) break;
        product = 1.0;
        if (accepted) hop(engine, sector, &drawn, whole);
        if (accepted && !whole) sector->acted += sector->buckets.rate[drawn.class];
        hops += accepted;
        done += accepted || (arrives && deposit(engine, sector, &rng, whole));
    }
    sector->rng = rng;
    sector->counts.refused += refused;
    sector->counts.hops += hops;
    return done;
}

uint64_t lk_bondhop_run_sector(lk_bondhop *engine, lk_bondhop_sector *sector, double until, uint64_t events) {
    const bool whole = engine->sector_count == 1;
    switch (engine->lattice.kind->neighbours) {
    case 8:
        return whole ? loop(engine, sector, until, events, 8, true)
                     : loop(engine, sector, until, events, 8, false);
    case 12:
        return whole ? loop(engine, sector, until, events, 12, true)
                     : loop(engine, sector, until, events, 12, false);
    default:
        return whole ? loop(engine, sector, until, events, 26, true)
                     : loop(engine, sector, until, events, 26, false);
    }
}

uint64_t lk_bondhop_run(lk_bondhop *engine, double until, uint64_t events) {
    if (engine->params.model->rule == LK_EXCHANGE) return lk_bondhop_exchange_run(engine, until, events);
    assert(engine->sector_count == 1);
    const uint64_t done = lk_bondhop_run_sector(engine, engine->sector, until, events);
    engine->counts = engine->sector->counts;
    engine->clock = engine->sector->clock;
    return done;
}
