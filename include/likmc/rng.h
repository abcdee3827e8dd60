/// likmc/rng.h: PCG64 random numbers (XSL-RR 128/64, O'Neill 2014, HMC-CS-2014-0905), with streams and
/// jump-ahead.
///
/// A stream belongs to (seed, replica, sector), never to a thread, so that results do not depend on how many
/// threads there are. Bit for bit the pcg64 of the reference implementation.
#ifndef LIKMC_RNG_H
#define LIKMC_RNG_H

#include <math.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 lk_uint128;

/// State of one stream: 32 bytes, copied freely.
typedef struct lk_rng {
    lk_uint128 state;
    lk_uint128 increment; ///< odd; chooses the stream
} lk_rng;

/// Seed a stream the way the reference does: setseq with (seed, stream).
void lk_rng_seed(lk_rng *rng, lk_uint128 seed, lk_uint128 stream);

/// Seed the stream of (seed, replica, sector).
void lk_rng_stream(lk_rng *rng, uint64_t seed, uint32_t replica, uint32_t sector);

/// Jump `steps` draws ahead in O(log steps).
void lk_rng_advance(lk_rng *rng, lk_uint128 steps);

/// 64 random bits.
static inline uint64_t lk_rng_next(lk_rng *rng) {
    const lk_uint128 multiplier = ((lk_uint128)2549297995355413924ULL << 64) | 4865540595714422341ULL;
    rng->state = rng->state * multiplier + rng->increment;
    uint64_t folded = (uint64_t)(rng->state >> 64) ^ (uint64_t)rng->state;
    unsigned rotation = (unsigned)(rng->state >> 122);
    return (folded >> rotation) | (folded << ((-rotation) & 63u));
}

/// Uniform in [0, 1), 53 bits.
static inline double lk_rng_unit(lk_rng *rng) { return (double)(lk_rng_next(rng) >> 11) * 0x1p-53; }

/// Uniform in (0, 1]: safe to take the logarithm of.
static inline double lk_rng_positive(lk_rng *rng) { return (double)((lk_rng_next(rng) >> 11) + 1) * 0x1p-53; }

/// Unbiased uniform integer in [0, bound), bound >= 1 (Lemire, ACM TOMACS 29, 3 (2019), doi 10.1145/3230636).
static inline uint64_t lk_rng_below(lk_rng *rng, uint64_t bound) {
    lk_uint128 product = (lk_uint128)lk_rng_next(rng) * bound;
    if ((uint64_t)product < bound) {
        const uint64_t threshold = -bound % bound;
        while ((uint64_t)product < threshold) product = (lk_uint128)lk_rng_next(rng) * bound;
    }
    return (uint64_t)(product >> 64);
}

/// Exponential with mean 1.
static inline double lk_rng_exponential(lk_rng *rng) { return -log(lk_rng_positive(rng)); }

/// Standard normal (Box and Muller; the second value is dropped so that a draw has no hidden state).
double lk_rng_normal(lk_rng *rng);

#endif
