// The diffusion models in strips: what a strip's turn is, and the run over all of them.
#include "bondhop_state.h"

// A site that a neighbour changed: into the bucket where it belongs now.
static void take_in(lk_bondhop *engine, lk_bondhop_sector *sector, uint32_t item) {
    const uint32_t site = item & ~arrived;
    const uint8_t byte = engine->state[site],
                  class = byte & OCCUPIED ? engine->class_of[byte & CLASS_BITS] : NO_CLASS;
    lk_buckets_move(&sector->buckets, site, class == NO_CLASS ? LK_NO_CLASS : class);
    if (!(item & arrived) || !sector->layer) return;
    const lk_lattice *lattice = &engine->lattice;
    const uint32_t layer = site / (lattice->cells[0] * lattice->cells[1] * (uint32_t)lattice->kind->basis);
    sector->layer[layer]++;
    if (layer > sector->top) sector->top = layer;
}

// The neighbours have the other colour: they stand still while this strip empties what they have left for it.
static void take_in_all(lk_bondhop *engine, lk_bondhop_sector *sector) {
    const uint32_t count = engine->sector_count, s = sector->number;
    lk_bondhop_news *const left[2] = {&engine->sector[(s + count - 1) % count].news[1],
                                      &engine->sector[(s + 1) % count].news[0]};
    for (int side = 0; side < 2; side++) {
        for (uint32_t k = 0; k < left[side]->count; k++) take_in(engine, sector, left[side]->site[k]);
        left[side]->count = 0;
    }
}

static void turn(void *user, uint32_t number, double from, double until) {
    lk_bondhop *engine = user;
    lk_bondhop_sector *sector = &engine->sector[number];
    take_in_all(engine, sector);
    sector->clock = (lk_clock){.sum = from};
    lk_bondhop_run_sector(engine, sector, until, UINT64_MAX);
}

static void activity(void *user, uint32_t number, double sums[2]) {
    const lk_bondhop *engine = user;
    sums[0] += (double)engine->sector[number].counts.hops;
    sums[1] += engine->sector[number].acted;
}

// Before anything is known: a part of the time in which an atom with one bond less than the freest one would
// act.
static double first_window(const lk_bondhop *engine) {
    uint32_t freest = LK_BUCKETS_FAN;
    for (uint32_t s = 0; s < engine->sector_count; s++)
        for (uint32_t c = engine->sector[s].buckets.classes; c-- > 0;)
            if (lk_buckets_count(&engine->sector[s].buckets, c) > 0 && c < freest) freest = c;
    const uint32_t class = freest > 0 && freest < LK_BUCKETS_FAN ? freest - 1 : 0;
    return engine->params.window / engine->sector->buckets.rate[class];
}

// The strips are at rest: what is still on its way between them is taken in, so that the state is whole.
static lk_status settle(lk_bondhop *engine, lk_error_list *errors) {
    bool failed = false;
    engine->counts = (lk_bondhop_counts){0};
    for (uint32_t s = 0; s < engine->sector_count; s++) {
        take_in_all(engine, &engine->sector[s]);
        failed = failed || engine->sector[s].failed;
        engine->counts.hops += engine->sector[s].counts.hops;
        engine->counts.deposits += engine->sector[s].counts.deposits;
        engine->counts.refused += engine->sector[s].counts.refused;
    }
    return failed ? lk_error_set(errors, LK_FAILED, "out of memory for changes between sectors") : LK_OK;
}

lk_status lk_bondhop_sectors_run(lk_bondhop *engine, double until, int threads, lk_error_list *errors) {
    const lk_sectors_model model = {.user = engine,
                                    .run = turn,
                                    .activity = activity,
                                    .first_window = first_window(engine),
                                    .waiting_times = engine->params.window};
    lk_sectors_run(&engine->sectors, &model, lk_clock_now(&engine->clock), until, threads);
    engine->clock = (lk_clock){.sum = until};
    return settle(engine, errors);
}
