// PCG64: seeding, jump-ahead and the draws that are not worth inlining.
#include "likmc/rng.h"

static const double pi = 3.14159265358979323846;

void lk_rng_seed(lk_rng *rng, lk_uint128 seed, lk_uint128 stream) {
    rng->increment = (stream << 1) | 1u;
    rng->state = 0;
    lk_rng_next(rng);
    rng->state += seed;
    lk_rng_next(rng);
}

void lk_rng_stream(lk_rng *rng, uint64_t seed, uint32_t replica, uint32_t sector) {
    lk_rng_seed(rng, seed, ((lk_uint128)replica << 32) | sector);
}

// Brown, "Random number generation with arbitrary strides" (1994): square and multiply on x -> a x + c.
void lk_rng_advance(lk_rng *rng, lk_uint128 steps) {
    lk_uint128 factor = ((lk_uint128)2549297995355413924ULL << 64) | 4865540595714422341ULL;
    lk_uint128 addend = rng->increment, total_factor = 1, total_addend = 0;
    for (; steps > 0; steps >>= 1) {
        if (steps & 1) {
            total_factor *= factor;
            total_addend = total_addend * factor + addend;
        }
        addend *= factor + 1;
        factor *= factor;
    }
    rng->state = total_factor * rng->state + total_addend;
}

double lk_rng_normal(lk_rng *rng) {
    const double radius = sqrt(2.0 * lk_rng_exponential(rng));
    return radius * cos(2.0 * pi * lk_rng_unit(rng));
}
