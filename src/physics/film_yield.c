// The host gives way: after a step, layers that hold too much lithium are pushed apart.
#include "film_parts.h"
#include "film_site.h"

#include <stdlib.h>

// Lithium in a layer, in quanta.
static int64_t lithium_in(const lk_film *film, uint32_t z) {
    const size_t plane = film->layers.plane;
    const uint8_t *hits = film->hits + z * plane;
    int64_t sum = 0;
    for (size_t i = 0; i < plane; i++) sum += hits[i];
    return sum;
}

// Layers are looked at whenever the charge of half a per cent of the pores has passed.
static int64_t yield(lk_film *film, uint32_t *site) {
    (void)site;
    lk_film_host *host = &film->layers;
    if (!host->yields) return 0;
    const int64_t passed = film->ledger.quanta[LK_LEDGER_PLATED] + film->ledger.quanta[LK_LEDGER_SEI];
    const int64_t pores = (int64_t)host->paper * host->plane * host->hits;
    if (200 * (passed - host->checked) < pores) return 0;
    host->checked = passed;
    int64_t risen = 0;
    for (uint32_t z = 0; z < host->paper; z++) risen += lk_film_host_press(host, z, lithium_in(film, z));
    if (risen > 0) lk_film_host_stack(host);
    return risen;
}

// ---- rows of the table of events

const lk_film_event lk_film_event_yielding = {
    .name = "yielding",
    .doc = "a layer of the host is pushed apart: its voxels hold a quantum more",
    .where = "layers whose pores lithium fills beyond the yield filling",
    .equation = "capacity = lithium/(yield filling x pores), at most that of the largest swelling",
    .source = "assumed: host.yield_filling; fibres pushed apart: " PAPER,
    .why_not = "the strain is plastic: it stays",
    .trigger = LK_FILM_AFTER,
    .apply = yield};
