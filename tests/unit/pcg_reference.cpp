// Prints draws of the reference implementation of PCG64 (Debian's libpcg-cpp-dev) for test_rng to compare
// with. Arguments: seed, stream, steps to jump ahead, number of draws; all below 2^64. Seed and stream fill
// both halves of their 128 bits.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <pcg_random.hpp>

static pcg_extras::pcg128_t both_halves(const char *text) {
    const std::uint64_t low = std::strtoull(text, nullptr, 10);
    return (pcg_extras::pcg128_t(~low) << 64) | low;
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    pcg64 reference(both_halves(argv[1]), both_halves(argv[2]));
    reference.advance(both_halves(argv[3]));
    for (long i = std::strtol(argv[4], nullptr, 10); i > 0; i--)
        std::printf("%016" PRIx64 "\n", std::uint64_t(reference()));
    return 0;
}
