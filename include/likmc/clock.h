/// likmc/clock.h: simulated time as a compensated sum.
///
/// 1e12 waiting times of 1e-12 s add up to 1 s only if the low-order bits that a double drops are carried
/// along (Neumaier, ZAMM 54, 39 (1974), doi 10.1002/zamm.19740540106).
#ifndef LIKMC_CLOCK_H
#define LIKMC_CLOCK_H

#include "likmc/rng.h"

#include <math.h>

/// Initialise with {0}. Both members are state: a checkpoint keeps both.
typedef struct lk_clock {
    double sum;   ///< s
    double carry; ///< s, what `sum` has rounded away
} lk_clock;

/// Time now, s.
static inline double lk_clock_now(const lk_clock *clock) { return clock->sum + clock->carry; }

/// Add an interval, s (of either sign).
static inline void lk_clock_add(lk_clock *clock, double interval) {
    const double next = clock->sum + interval;
    clock->carry +=
        fabs(clock->sum) >= fabs(interval) ? (clock->sum - next) + interval : (interval - next) + clock->sum;
    clock->sum = next;
}

/// Advance by the waiting time of a Poisson process of the given total rate (1/s, above 0); returns that
/// time, s.
static inline double lk_clock_advance(lk_clock *clock, double rate, lk_rng *rng) {
    const double wait = lk_rng_exponential(rng) / rate;
    lk_clock_add(clock, wait);
    return wait;
}

#endif
