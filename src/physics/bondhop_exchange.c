// The event loop of the exchange models. Rates are so much alike that one bound serves for all: a candidate
// is an atom and a direction, drawn together from a list of the atoms, and no atom is ever in a class.
#include "bondhop_state.h"

typedef struct candidate {
    uint32_t index, from, to; // index in the list of atoms
    uint32_t place;
    int d;
} candidate;

// Number u of the atoms * z candidates, u uniform, by one random number: lk_rng_below() with the product
// taken in two steps, which give the atom and the direction without a division.
static inline lk_bondhop_number draw_number(lk_rng *rng, uint64_t atoms, uint64_t z) {
    const uint64_t bound = atoms * z;
    for (;;) {
        const lk_uint128 atom = (lk_uint128)lk_rng_next(rng) * atoms,
                         direction = (lk_uint128)(uint64_t)atom * z;
        if ((uint64_t)direction >= bound || (uint64_t)direction >= -bound % bound)
            return (lk_bondhop_number){(uint32_t)(atom >> 64), (uint32_t)(direction >> 64)};
    }
}

// A candidate is drawn AHEAD candidates before it is looked at, so that the atom's entry in the list, and
// then its sites, have come from memory when their turn comes.
static inline lk_bondhop_number draw_ahead(lk_bondhop *engine, lk_rng *rng, uint32_t z) {
    lk_bondhop_number *ahead = engine->ahead;
    const uint32_t place = engine->ahead_next++ % AHEAD;
    const lk_bondhop_number now = ahead[place], soon = ahead[(place + AHEAD / 2) % AHEAD];
    ahead[place] = draw_number(rng, engine->atoms, z);
    __builtin_prefetch(&engine->atom[ahead[place].atom]);
    const uint32_t from = engine->atom[soon.atom];
    __builtin_prefetch(&engine->state[from]);
    __builtin_prefetch(
        &engine->state[from + (uint32_t)lk_lattice_offsets(&engine->lattice, from)[soon.direction]]);
    return now;
}

void lk_bondhop_exchange_start(lk_bondhop *engine) {
    for (int i = 0; i < AHEAD; i++)
        engine->ahead[i] =
            draw_number(&engine->rng, engine->atoms, (uint64_t)engine->lattice.kind->neighbours);
}

static inline bool draw(lk_bondhop *engine, lk_rng *rng, uint32_t z, candidate *drawn) {
    const uint8_t *state = engine->state;
    const lk_bondhop_number number = draw_ahead(engine, rng, z);
    drawn->index = number.atom;
    drawn->d = (int)number.direction;
    drawn->from = engine->atom[drawn->index];
    drawn->place = lk_lattice_place(&engine->lattice, drawn->from);
    drawn->to = drawn->from + (uint32_t)engine->lattice.offset[drawn->place * z + number.direction];
    const uint8_t there = state[drawn->to];
    if (there & OCCUPIED) return false;
    const double accept = engine->accept[state[drawn->from] & COUNT][(there & COUNT) - 1];
    return accept >= 1.0 || lk_rng_unit(rng) < accept;
}

static inline void hop(lk_bondhop *engine, const candidate *hopper) {
    uint8_t *restrict state = engine->state;
    const uint32_t from = hopper->from, to = hopper->to;
    const int d = hopper->d, back = lk_lattice_inverse(d), count = engine->near_count[d];
    const int32_t *lose = near_row(engine, hopper->place, d);
    const int32_t *gain = near_row(engine, lk_lattice_place(&engine->lattice, to), back);
    engine->atom[hopper->index] = to;
    state[from] = (uint8_t)((state[from] & ~OCCUPIED) + 1); // the hopper is its neighbour now
    state[to] = (uint8_t)((state[to] | OCCUPIED) - 1);
    for (int k = 0; k < count; k++) {
        state[from + (uint32_t)lose[k]]--;
        state[to + (uint32_t)gain[k]]++;
    }
}

// One instance for each number of neighbours, so that it is a constant of the loop.
static inline uint64_t loop(lk_bondhop *engine, double until, uint64_t events, uint32_t z) {
    const double total = (double)z * engine->atoms;
    lk_rng rng = engine->rng;
    uint64_t done = 0, refused = 0;
    double product = 1.0;
    while (done < events) {
        candidate drawn;
        product *= lk_rng_positive(&rng);
        const bool accepted = draw(engine, &rng, z, &drawn);
        refused += !accepted;
        if (!accepted && product > least_product) continue;
        if (!lk_bondhop_run_wait(&engine->clock, product, total, until)) break;
        product = 1.0;
        if (accepted) hop(engine, &drawn);
        done += accepted;
    }
    engine->rng = rng;
    engine->counts.refused += refused;
    engine->counts.hops += done;
    return done;
}

uint64_t lk_bondhop_exchange_run(lk_bondhop *engine, double until, uint64_t events) {
    switch (engine->lattice.kind->neighbours) {
    case 6:
        return loop(engine, until, events, 6);
    case 8:
        return loop(engine, until, events, 8);
    case 12:
        return loop(engine, until, events, 12);
    default:
        return loop(engine, until, events, 26);
    }
}
