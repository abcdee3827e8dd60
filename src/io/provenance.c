// Where a result comes from: see likmc/provenance.h.
#include "likmc/provenance.h"

#include "likmc_commit.h"

#include <stdio.h>

const char *lk_provenance_version(void) { return LIKMC_VERSION; }
const char *lk_provenance_commit(void) { return LIKMC_COMMIT; }
const char *lk_provenance_compiler(void) { return LIKMC_COMPILER; }

__extension__ typedef unsigned __int128 wide;

void lk_provenance_hash(const void *bytes, size_t size, char hash[LK_PROVENANCE_HASH_SIZE]) {
    const wide prime = ((wide)1 << 88) | 0x13b;
    wide value = ((wide)0x6c62272e07bb0142ULL << 64) | 0x62b821756295c58dULL;
    const unsigned char *next = bytes;
    for (size_t i = 0; i < size; i++) value = (value ^ next[i]) * prime;
    snprintf(hash, LK_PROVENANCE_HASH_SIZE, "%016llx%016llx", (unsigned long long)(value >> 64),
             (unsigned long long)value);
}

void lk_provenance_describe(const lk_provenance *provenance, lk_provenance_texts *texts) {
    snprintf(texts->seed, sizeof texts->seed, "%llu/%u", (unsigned long long)provenance->seed,
             provenance->replica);
    const lk_image_text all[] = {{"Title", provenance->title},
                                 {"Software", "likmc"},
                                 {"Version", lk_provenance_version()},
                                 {"Commit", lk_provenance_commit()},
                                 {"Parameters", provenance->parameters_hash},
                                 {"Seed", texts->seed}};
    texts->count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value) texts->items[texts->count++] = all[i];
}
