// Strips and their turns: see likmc/sectors.h.
#include "likmc/sectors.h"

#include <math.h>
#include <omp.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_WIDTH = 16,
    CYCLES = 16, // most turns of both colours between two choices of the window, when all threads meet
    SPINS = 10000,
    ENOUGH_EVENTS = 64 // for a mean
};

// Apart from each other by a cache line, because neighbours keep looking at them.
struct lk_sectors_progress {
    alignas(64) _Atomic uint32_t turns;
};

static uint32_t default_count(uint32_t ny) {
    const uint32_t count = ny / DEFAULT_WIDTH / 2 * 2;
    return count < 2 ? 2 : count;
}

lk_status lk_sectors_init(lk_sectors *sectors, const lk_lattice *lattice, uint32_t count, uint32_t reach,
                          lk_error_list *errors) {
    const uint32_t ny = lattice->cells[1];
    *sectors = (lk_sectors){.count = count > 0 ? count : default_count(ny)};
    count = sectors->count;
    if (count % 2 != 0 || count > UINT16_MAX || ny / count <= 2 * reach || !lattice->periodic[1])
        return lk_error_set(
            errors, LK_BAD_INPUT,
            "%u sectors: has to be an even number of strips wider than %u of the %u cells along y", count,
            2 * reach, ny);
    sectors->first = malloc((count + 1) * sizeof *sectors->first);
    sectors->owner = malloc(lattice->rows * sizeof *sectors->owner);
    sectors->progress = aligned_alloc(64, count * sizeof *sectors->progress);
    if (!sectors->first || !sectors->owner || !sectors->progress) {
        lk_sectors_free(sectors);
        return lk_error_set(errors, LK_FAILED, "out of memory for %u sectors", count);
    }
    memset(sectors->progress, 0, count * sizeof *sectors->progress);
    for (uint32_t s = 0; s <= count; s++) sectors->first[s] = (uint32_t)((uint64_t)ny * s / count);
    for (uint32_t s = 0; s < count; s++)
        for (uint32_t y = sectors->first[s]; y < sectors->first[s + 1]; y++)
            for (uint32_t row = y; row < lattice->rows; row += ny) sectors->owner[row] = (uint16_t)s;
    return LK_OK;
}

void lk_sectors_free(lk_sectors *sectors) {
    free(sectors->first);
    free(sectors->owner);
    free(sectors->progress);
    *sectors = (lk_sectors){0};
}

// The window and the number of cycles to keep it. It at most doubles from one choice to the next, because
// those that will act fastest may not be there yet; where it turns out to have been too long, the next choice
// comes soon.
typedef struct pace {
    double window;
    uint32_t cycles;
    double seen[2];
} pace;

// Every thread works it out, and all get the same: the order of the sum is that of the strips.
static pace choose(const lk_sectors *sectors, const lk_sectors_model *model, pace last) {
    double now[2] = {0.0, 0.0};
    for (uint32_t s = 0; s < sectors->count; s++) model->activity(model->user, s, now);
    const double events = now[0] - last.seen[0], rates = now[1] - last.seen[1];
    const double wanted = rates > 0.0 ? model->waiting_times * events / rates : INFINITY;
    const bool too_long = wanted < 0.5 * last.window;
    pace next = {.window = wanted < 2.0 * last.window ? wanted : 2.0 * last.window,
                 .cycles = too_long                   ? 1
                           : last.cycles < CYCLES / 2 ? 2 * last.cycles
                                                      : CYCLES,
                 .seen = {now[0], now[1]}};
    if (events > 0.0 && events < ENOUGH_EVENTS) // wait for more, but do not keep a window that is too long
        next = (pace){fmin(wanted, last.window), last.cycles, {last.seen[0], last.seen[1]}};
    return next;
}

static void wait_for(const lk_sectors *sectors, uint32_t sector, uint32_t turns) {
    for (unsigned tries = 0;
         atomic_load_explicit(&sectors->progress[sector].turns, memory_order_acquire) < turns; tries++)
        if (tries >= SPINS) sched_yield(); // its thread may have lost the core to another program
}

static void take_turn(lk_sectors *sectors, const lk_sectors_model *model, uint32_t s, uint32_t turn,
                      const double *time) {
    const uint32_t count = sectors->count;
    if (s % 2 == turn % 2 && time[0] < time[1]) {
        wait_for(sectors, (s + count - 1) % count, turn);
        wait_for(sectors, (s + 1) % count, turn);
        model->run(model->user, s, time[0], time[1]);
    }
    atomic_store_explicit(&sectors->progress[s].turns, turn + 1, memory_order_release);
}

// A thread's strips, one turn after the other. Strips of one colour move in even turns, those of the other in
// odd ones; a strip moves once both neighbours have had their turn before. The way through the strips is down
// in even turns, up in odd ones: so a strip at the border to another thread, which may have to wait, comes
// last, as does the one it waits for.
static void take_turns(lk_sectors *sectors, const lk_sectors_model *model, uint32_t first, uint32_t end,
                       const double *time, uint32_t cycles) {
    for (uint32_t turn = 0; turn < 2 * cycles; turn++)
        for (uint32_t k = 0; k < end - first; k++)
            take_turn(sectors, model, turn % 2 == 0 ? end - 1 - k : first + k, turn, time + turn / 2);
}

void lk_sectors_run(lk_sectors *sectors, const lk_sectors_model *model, double from, double until,
                    int threads) {
    const uint32_t count = sectors->count;
    const double least = 1e-12 * (until - from); // so that time goes on in any case
    pace last = {.window = sectors->window > 0.0 ? sectors->window : model->first_window,
                 .cycles = sectors->window > 0.0 ? sectors->cycles : 1,
                 .seen = {sectors->seen[0], sectors->seen[1]}};
#pragma omp parallel num_threads(threads)
    {
        const uint32_t team = (uint32_t)omp_get_num_threads(), me = (uint32_t)omp_get_thread_num();
        const uint32_t first = (uint32_t)((uint64_t)count * me / team);
        const uint32_t end = (uint32_t)((uint64_t)count * (me + 1) / team);
        pace now = last;
        for (double begin = from; begin < until;) {
            double time[CYCLES + 1];
            for (uint32_t k = 0; k <= now.cycles; k++)
                time[k] = fmin(begin + k * fmax(now.window, least), until);
            for (uint32_t s = first; s < end; s++) atomic_store(&sectors->progress[s].turns, 0);
#pragma omp barrier
            take_turns(sectors, model, first, end, time, now.cycles);
#pragma omp barrier
            begin = time[now.cycles];
            now = choose(sectors, model, now);
        }
#pragma omp single
        last = now;
    }
    sectors->window = last.window;
    sectors->cycles = last.cycles;
    memcpy(sectors->seen, last.seen, sizeof last.seen);
}
