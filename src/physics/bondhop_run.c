// The event loop of the diffusion models. tests/bench/README.md records what each of its parts gained.
#include "bondhop_state.h"

#include <math.h>

// A count has changed by one: put the atom into the class of its new count.
static inline void reclass(lk_bondhop *engine, uint32_t site, uint8_t before, uint8_t after) {
    const uint8_t from = engine->class_of[before & CLASS_BITS], to = engine->class_of[after & CLASS_BITS];
    if (from == NO_CLASS)
        lk_buckets_insert(&engine->buckets, site, to);
    else if (to == NO_CLASS)
        lk_buckets_remove_from(&engine->buckets, site, from);
    else
        lk_buckets_move_from(&engine->buckets, site, from, to);
}

// Change the counts of `count` sites by one, then move those whose class that changes. In two passes, because
// whether a site has to move is as good as random: the first pass has no branch on it.
static inline void add_to_counts(lk_bondhop *engine, uint32_t site, const int32_t *offset, int count,
                                 int change) {
    const bool *moves = change > 0 ? engine->moves_up : engine->moves_down;
    uint8_t *restrict state = engine->state;
    uint32_t moved[LK_MAX_NEIGHBOURS + 1];
    int moved_count = 0;
    for (int k = 0; k < count; k++) {
        const uint32_t at = site + (uint32_t)offset[k];
        const uint8_t before = state[at];
        state[at] = (uint8_t)(before + change);
        moved[moved_count] = at;
        moved_count += moves[before];
    }
    for (int k = 0; k < moved_count; k++) {
        const uint8_t after = state[moved[k]];
        reclass(engine, moved[k], (uint8_t)(after - change), after);
    }
}

static inline void enter_bucket(lk_bondhop *engine, uint32_t site) {
    const uint8_t class = engine->class_of[engine->state[site] & CLASS_BITS];
    if (class != NO_CLASS) lk_buckets_insert(&engine->buckets, site, class);
}

static uint32_t layer_of(const lk_bondhop *engine, uint32_t site) {
    const lk_lattice *lattice = &engine->lattice;
    return site / (lattice->cells[0] * lattice->cells[1] * (uint32_t)lattice->kind->basis);
}

static void move_layer(lk_bondhop *engine, uint32_t from, uint32_t to) {
    const uint32_t layer = layer_of(engine, to);
    engine->layer[layer_of(engine, from)]--;
    engine->layer[layer]++;
    if (layer > engine->top) engine->top = layer;
    while (engine->layer[engine->top] == 0) engine->top--;
}

typedef struct candidate {
    uint32_t class, from, to;
    uint32_t place; // of `from`
    int d;
} candidate;

static inline void hop(lk_bondhop *engine, const candidate *hopper) {
    uint8_t *state = engine->state;
    const uint32_t from = hopper->from, to = hopper->to;
    const int d = hopper->d, back = lk_lattice_inverse(d);
    const uint32_t place = lk_lattice_place(&engine->lattice, to);
    lk_buckets_remove_from(&engine->buckets, from, hopper->class);
    state[from] = (uint8_t)((state[from] & ~OCCUPIED) + 1); // the hopper is its neighbour now
    state[to] = (uint8_t)((state[to] | OCCUPIED) - 1);
    enter_bucket(engine, to);
    add_to_counts(engine, from, near_row(engine, hopper->place, d), engine->near_count[d], -1);
    add_to_counts(engine, to, near_row(engine, place, back), engine->near_count[back], 1);
    if (engine->layer) move_layer(engine, from, to);
}

static void arrive(lk_bondhop *engine, uint32_t site) {
    const uint32_t layer = layer_of(engine, site);
    engine->state[site] |= OCCUPIED;
    enter_bucket(engine, site);
    add_to_counts(engine, site, lk_lattice_offsets(&engine->lattice, site), engine->lattice.kind->neighbours,
                  1);
    engine->layer[layer]++;
    if (layer > engine->top) engine->top = layer;
    engine->counts.deposits++;
}

// From the layer above the highest atom down: the way is as long as the film is rough, not as the box is
// high.
bool lk_bondhop_run_deposit(lk_bondhop *engine) {
    const lk_lattice *lattice = &engine->lattice;
    const uint32_t size = lattice->cells[0] * lattice->cells[1] * (uint32_t)lattice->kind->basis;
    const uint32_t column = (uint32_t)lk_rng_below(&engine->rng, size);
    const uint32_t highest = engine->top + 1 < lattice->cells[2] ? engine->top + 1 : engine->top;
    for (uint32_t layer = highest + 1; layer-- > 0;) {
        const uint32_t site = layer * size + column;
        const uint8_t byte = engine->state[site];
        if ((byte & (OCCUPIED | INERT)) || (byte & COUNT) < engine->params.model->m_min) continue;
        arrive(engine, site);
        return true;
    }
    return false;
}

// Draw a candidate; false if it is refused. A direction is drawn again until it leads to a site that is not
// occupied: the class rate counts those only. Each draw of the bits of one number costs a shift.
static inline bool draw(lk_bondhop *engine, lk_rng *rng, int z, candidate *drawn) {
    const int bits = z <= 8 ? 3 : z <= 16 ? 4 : 5;
    const uint8_t *state = engine->state;
    const uint32_t class = lk_buckets_select_class(&engine->buckets, rng);
    const uint32_t from = lk_buckets_pick(&engine->buckets, class, rng);
    const uint32_t place = lk_lattice_place(&engine->lattice, from);
    const int32_t *offset = engine->lattice.offset + place * (uint32_t)z;
    uint64_t random = lk_rng_next(rng);
    int left = 64 / bits, d;
    uint32_t to;
    do {
        do {
            if (left-- == 0) {
                random = lk_rng_next(rng);
                left = 64 / bits - 1;
            }
            d = (int)(random & ((1u << bits) - 1u));
            random >>= bits;
        } while (d >= z);
        to = from + (uint32_t)offset[d];
    } while (state[to] & OCCUPIED);
    *drawn = (candidate){class, from, to, place, d};
    if (!engine->open[state[to]]) return false;
    const double accept = engine->accept[state[from] & COUNT][(state[to] & COUNT) - 1];
    return accept >= 1.0 || lk_rng_unit(rng) < accept;
}

bool lk_bondhop_run_wait(lk_bondhop *engine, double product, double total, double until) {
    const double wait = -log(product) / total;
    if (lk_clock_now(&engine->clock) + wait > until) {
        engine->clock = (lk_clock){.sum = until};
        return false;
    }
    lk_clock_add(&engine->clock, wait);
    return true;
}

// One instance for each number of neighbours, so that it is a constant of the loop.
static inline uint64_t loop(lk_bondhop *engine, double until, uint64_t events, int z) {
    const double deposition = engine->params.deposition;
    uint64_t done = 0, refused = 0, hops = 0;
    double product = 1.0;
    while (done < events) {
        candidate drawn;
        const double total = lk_buckets_total(&engine->buckets) + deposition;
        if (!(total > 0.0)) break;
        product *= lk_rng_positive(&engine->rng);
        const bool arrives = deposition > 0.0 && lk_rng_unit(&engine->rng) * total < deposition;
        const bool accepted = !arrives && draw(engine, &engine->rng, z, &drawn);
        refused += !accepted && !arrives;
        if (!accepted && !arrives && product > least_product) continue;
        if (!lk_bondhop_run_wait(engine, product, total, until)) break;
        product = 1.0;
        if (accepted) hop(engine, &drawn);
        hops += accepted;
        done += accepted || (arrives && lk_bondhop_run_deposit(engine));
    }
    engine->counts.refused += refused;
    engine->counts.hops += hops;
    return done;
}

uint64_t lk_bondhop_run_diffusion(lk_bondhop *engine, double until, uint64_t events) {
    switch (engine->lattice.kind->neighbours) {
    case 8:
        return loop(engine, until, events, 8);
    case 12:
        return loop(engine, until, events, 12);
    default:
        return loop(engine, until, events, 26);
    }
}

uint64_t lk_bondhop_run(lk_bondhop *engine, double until, uint64_t events) {
    const bool exchange = engine->params.model->rule == LK_EXCHANGE;
    return (exchange ? lk_bondhop_exchange_run : lk_bondhop_run_diffusion)(engine, until, events);
}
