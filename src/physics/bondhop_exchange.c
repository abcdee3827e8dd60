// The event loop of the exchange models. Rates are so much alike that one bound serves for all: a candidate
// is an atom and a direction, drawn together from a list of the atoms, and no atom is ever in a class.
#include "bondhop_state.h"

typedef struct candidate {
    uint32_t index, from, to; // index in the list of atoms
    uint32_t place;
    int d;
} candidate;

static inline bool draw(const lk_bondhop *engine, lk_rng *rng, uint32_t z, candidate *drawn) {
    const uint8_t *state = engine->state;
    const uint32_t number = (uint32_t)lk_rng_below(rng, (uint64_t)engine->atoms * z);
    drawn->index = number / z;
    drawn->d = (int)(number % z);
    drawn->from = engine->atom[drawn->index];
    drawn->place = lk_lattice_place(&engine->lattice, drawn->from);
    drawn->to = drawn->from + (uint32_t)engine->lattice.offset[drawn->place * z + (uint32_t)drawn->d];
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
