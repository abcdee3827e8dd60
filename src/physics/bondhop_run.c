// The event loop of the bond-counting models. tests/bench/README.md records what each of its parts gained.
#include "bondhop_state.h"

// A count has changed by one: put the atom into the class of its new count.
static inline void reclass(lk_bondhop *engine, uint32_t site, uint8_t before, uint8_t after) {
    const uint8_t from = engine->class_of[before & CLASS_BITS], to = engine->class_of[after & CLASS_BITS];
    if (from == to) return;
    if (from == NO_CLASS)
        lk_buckets_insert(&engine->buckets, site, to);
    else if (to == NO_CLASS)
        lk_buckets_remove_from(&engine->buckets, site, from);
    else
        lk_buckets_move_from(&engine->buckets, site, from, to);
}

static inline void add_to_counts(lk_bondhop *engine, uint32_t site, const int32_t *offset, int count,
                                 int change) {
    uint8_t *state = engine->state;
    for (int k = 0; k < count; k++) {
        const uint32_t at = site + (uint32_t)offset[k];
        const uint8_t before = state[at], after = (uint8_t)(before + change);
        state[at] = after;
        if (before & OCCUPIED) reclass(engine, at, before, after);
    }
}

static inline const int32_t *near_of(const lk_bondhop *engine, uint32_t site, int d) {
    const uint32_t row =
        lk_lattice_place(&engine->lattice, site) * (uint32_t)engine->lattice.kind->neighbours;
    return engine->near + (row + (uint32_t)d) * (uint32_t)engine->near_stride;
}

static void leave_bucket(lk_bondhop *engine, uint32_t site) {
    const uint8_t class = engine->class_of[engine->state[site] & CLASS_BITS];
    if (class != NO_CLASS) lk_buckets_remove_from(&engine->buckets, site, class);
}

static void enter_bucket(lk_bondhop *engine, uint32_t site) {
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

static void hop(lk_bondhop *engine, uint32_t from, uint32_t to, int d) {
    const int back = lk_lattice_inverse(d);
    uint8_t *state = engine->state;
    leave_bucket(engine, from);
    state[from] = (uint8_t)((state[from] & ~OCCUPIED) + 1); // the hopper is its neighbour now
    state[to] = (uint8_t)((state[to] | OCCUPIED) - 1);
    enter_bucket(engine, to);
    add_to_counts(engine, from, near_of(engine, from, d), engine->near_count[d], -1);
    add_to_counts(engine, to, near_of(engine, to, back), engine->near_count[back], 1);
    if (engine->layer) move_layer(engine, from, to);
    engine->counts.hops++;
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

// Draw a candidate and do it, or refuse it.
static inline bool try_hop(lk_bondhop *engine) {
    const uint32_t class = lk_buckets_select_class(&engine->buckets, &engine->rng);
    const uint64_t z = (uint64_t)engine->lattice.kind->neighbours;
    const uint32_t from = lk_buckets_pick(&engine->buckets, class, &engine->rng);
    const uint8_t *state = engine->state;
    const int32_t *offset = lk_lattice_offsets(&engine->lattice, from);
    int d = (int)lk_rng_below(&engine->rng, z);
    uint32_t to = from + (uint32_t)offset[d];
    while ((state[to] & OCCUPIED) && !engine->class[class].blind) {
        d = (int)lk_rng_below(&engine->rng, z);
        to = from + (uint32_t)offset[d];
    }
    if (!engine->open[state[to]]) return false;
    const double accept = engine->accept[state[from] & COUNT][(state[to] & COUNT) - 1];
    if (accept < 1.0 && lk_rng_unit(&engine->rng) >= accept) return false;
    hop(engine, from, to, d);
    return true;
}

uint64_t lk_bondhop_run(lk_bondhop *engine, double until, uint64_t events) {
    const double deposition = engine->params.deposition;
    uint64_t done = 0;
    while (done < events) {
        const double total = lk_buckets_total(&engine->buckets) + deposition;
        if (!(total > 0.0)) break;
        const double wait = lk_rng_exponential(&engine->rng) / total;
        if (lk_clock_now(&engine->clock) + wait > until) {
            engine->clock = (lk_clock){.sum = until};
            break;
        }
        lk_clock_add(&engine->clock, wait);
        const bool arrives = deposition > 0.0 && lk_rng_unit(&engine->rng) * total < deposition;
        const bool happened = arrives ? lk_bondhop_run_deposit(engine) : try_hop(engine);
        if (happened)
            done++;
        else
            engine->counts.refused++;
    }
    return done;
}
