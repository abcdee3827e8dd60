// Layers of the host that lithium pushes apart. See likmc/film_host.h.
#include "likmc/film_host.h"

#include <math.h>
#include <stdlib.h>

lk_status lk_film_host_create(lk_film_host *host, uint32_t count, lk_error_list *errors) {
    host->count = count;
    host->stretch = calloc(2 * (size_t)count + 1, sizeof *host->stretch);
    host->pores = calloc(count, sizeof *host->pores);
    host->capacity = calloc(count, sizeof *host->capacity);
    if (!host->stretch || !host->pores || !host->capacity)
        return lk_error_set(errors, LK_FAILED, "no memory for %u layers of the host", count);
    host->lifted = host->stretch + count;
    for (uint32_t z = 0; z < count; z++) {
        host->capacity[z] = host->hits;
        host->stretch[z] = 1.0;
    }
    return LK_OK;
}

void lk_film_host_free(lk_film_host *host) {
    free(host->stretch);
    free(host->pores);
    free(host->capacity);
    *host = (lk_film_host){0};
}

static double pore_share(const lk_film_host *host, uint32_t z) {
    return (double)host->pores[z] / host->plane;
}

// Capacity at which the layer is as thick as it may become; a byte holds it.
static double most_capacity(const lk_film_host *host, uint32_t z) {
    const double share = pore_share(host, z), widest = (host->most_swelling - 1.0 + share) / share;
    return fmin(UINT8_MAX, floor(host->hits * widest));
}

bool lk_film_host_press(lk_film_host *host, uint32_t z, int64_t lithium) {
    if (host->pores[z] == 0 || host->pores[z] == host->plane) return false; // no pores; no fibres
    const double wanted = ceil((double)lithium / (host->yield_filling * host->pores[z]));
    const double capacity = fmin(wanted, most_capacity(host, z));
    if (capacity <= host->capacity[z]) return false;
    host->capacity[z] = (uint8_t)capacity;
    return true;
}

void lk_film_host_stack(lk_film_host *host) {
    for (uint32_t z = 0; z < host->count; z++) {
        const double wider = (double)(host->capacity[z] - host->hits) / host->hits;
        host->stretch[z] = 1.0 + pore_share(host, z) * wider;
        host->lifted[z + 1] = host->lifted[z] + (host->stretch[z] - 1.0);
    }
}

double lk_film_host_height(const lk_film_host *host, double layer) {
    const uint32_t z = layer < host->count ? (uint32_t)layer : host->count - 1;
    return layer + host->lifted[z] + (layer - z) * (host->stretch[z] - 1.0);
}

uint32_t lk_film_host_layer(const lk_film_host *host, double height) {
    uint32_t low = 0, high = host->count; // the first layer whose upper end lies above
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (middle + 1 + host->lifted[middle + 1] <= height)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
