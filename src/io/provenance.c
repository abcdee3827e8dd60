// Where a result comes from: see likmc/provenance.h.
#include "likmc/provenance.h"

#include "likmc/json.h"
#include "likmc_commit.h"

#include <stdio.h>
#include <sys/utsname.h>

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

lk_status lk_provenance_write(const lk_provenance *provenance, const char *path, lk_error_list *errors) {
    struct utsname host;
    const int known = uname(&host) >= 0;
    char system[sizeof host.sysname + sizeof host.release + sizeof host.machine + 2] = "unknown";
    if (known) snprintf(system, sizeof system, "%s %s %s", host.sysname, host.release, host.machine);
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "program", "likmc");
    lk_json_text(&json, "version", lk_provenance_version());
    lk_json_text(&json, "commit", lk_provenance_commit());
    lk_json_text(&json, "compiler", lk_provenance_compiler());
    lk_json_text(&json, "host", known ? host.nodename : "unknown");
    lk_json_text(&json, "system", system);
    lk_json_integer(&json, "threads", provenance->threads);
    // As text: JSON readers keep 53 bits of a number only.
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)provenance->seed);
    lk_json_text(&json, "seed", seed);
    lk_json_integer(&json, "replica", provenance->replica);
    lk_json_text(&json, "parameters_hash", provenance->parameters_hash);
    lk_json_text(&json, "title", provenance->title);
    lk_json_close_object(&json);
    const lk_status status = lk_json_write(&json, path, errors);
    lk_json_free(&json);
    return status;
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
