// Class buckets: the pool of chunks and the tree of rates. See likmc/buckets.h.
#include "likmc/buckets.h"

#include "likmc/pages.h"

#include <stdlib.h>
#include <string.h>

// Chunk 0 is never handed out, so that slot 0 can mean "in no bucket".
static uint32_t chunks_for(const lk_buckets *buckets, uint32_t members) {
    return (members >> buckets->shift) + 2u * buckets->classes + 2u;
}

// Big enough that a table row has at most about 2048 entries, small enough that near-empty classes cost
// little.
static uint32_t shift_for(uint32_t members) {
    uint32_t shift = 6;
    while (members >> shift > 2048) shift++;
    return shift;
}

static lk_status init_levels(lk_buckets *buckets) {
    uint32_t nodes = buckets->classes;
    do {
        nodes = (nodes + LK_BUCKETS_FAN - 1) / LK_BUCKETS_FAN;
        const uint32_t padded = (nodes + LK_BUCKETS_FAN - 1) / LK_BUCKETS_FAN * LK_BUCKETS_FAN;
        lk_buckets_level *level = &buckets->level[buckets->levels++];
        level->nodes = nodes;
        level->sum = calloc(padded, sizeof *level->sum);
        level->stale = calloc(nodes / 64 + 1, sizeof *level->stale);
        if (!level->sum || !level->stale) return LK_FAILED;
    } while (nodes > 1);
    return LK_OK;
}

lk_status lk_buckets_init_shared(lk_buckets *buckets, uint32_t *slot, uint32_t sites, uint32_t classes,
                                 uint32_t members, lk_error_list *errors) {
    assert(classes > 0 && sites > 0);
    *buckets = (lk_buckets){
        .sites = sites, .classes = classes, .shift = shift_for(members), .slot = slot, .shared_slots = true};
    const uint32_t padded = (classes + LK_BUCKETS_FAN - 1) / LK_BUCKETS_FAN * LK_BUCKETS_FAN;
    buckets->bucket = calloc(classes, sizeof *buckets->bucket);
    buckets->rate = calloc(padded, sizeof *buckets->rate);
    buckets->weight = calloc(padded, sizeof *buckets->weight);
    buckets->count = calloc(padded, sizeof *buckets->count);
    const bool levels = init_levels(buckets) == LK_OK;
    if (!buckets->bucket || !buckets->rate || !buckets->weight || !buckets->count || !slot || !levels ||
        lk_buckets_reserve(buckets, members, NULL) != LK_OK) {
        lk_buckets_free(buckets);
        return lk_error_set(errors, LK_FAILED, "out of memory for %u event classes of %u sites", classes,
                            sites);
    }
    return LK_OK;
}

lk_status lk_buckets_init(lk_buckets *buckets, uint32_t sites, uint32_t classes, uint32_t members,
                          lk_error_list *errors) {
    uint32_t *slot = lk_pages_alloc(sites * sizeof *slot);
    const lk_status status = lk_buckets_init_shared(buckets, slot, sites, classes, members, errors);
    if (status == LK_OK)
        buckets->shared_slots = false;
    else
        lk_pages_free(slot, sites * sizeof *slot);
    return status;
}

static size_t pool_bytes(const lk_buckets *buckets, uint32_t chunks) {
    return ((size_t)chunks << buckets->shift) * sizeof *buckets->pool;
}

static bool grow_pool(lk_buckets *buckets, uint32_t chunks) {
    uint32_t *pool = lk_pages_alloc(pool_bytes(buckets, chunks));
    if (!pool) return false;
    if (buckets->used > 0) memcpy(pool, buckets->pool, pool_bytes(buckets, buckets->chunks));
    lk_pages_free(buckets->pool, pool_bytes(buckets, buckets->chunks));
    buckets->pool = pool;
    return true;
}

// Grow one array; on failure the old one stays valid and owned.
static bool grow(uint32_t **array, size_t count) {
    uint32_t *larger = realloc(*array, count * sizeof **array);
    if (larger) *array = larger;
    return larger != NULL;
}

static bool widen_table(lk_buckets *buckets, uint32_t width) {
    uint32_t *table = malloc((size_t)buckets->classes * width * sizeof *table);
    if (!table) return false;
    for (uint32_t class = 0; class < buckets->classes; class ++) {
        const uint32_t used = (buckets->count[class] >> buckets->shift) + 1;
        const uint32_t kept = used < buckets->table_width ? used : buckets->table_width;
        if (kept > 0)
            memcpy(table + (size_t) class * width, buckets->table + (size_t) class * buckets->table_width,
                   kept * sizeof *table);
    }
    free(buckets->table);
    buckets->table = table;
    buckets->table_width = width;
    return true;
}

lk_status lk_buckets_reserve(lk_buckets *buckets, uint32_t members, lk_error_list *errors) {
    if (members <= buckets->members && buckets->chunks > 0) return LK_OK;
    if (members > buckets->sites) members = buckets->sites;
    const uint32_t chunks = chunks_for(buckets, members);
    if (!grow(&buckets->owner, chunks) || !grow(&buckets->free_list, chunks) ||
        !widen_table(buckets, (members >> buckets->shift) + 2) || !grow_pool(buckets, chunks))
        return lk_error_set(errors, LK_FAILED, "out of memory for %u active sites", members);
    // The lowest new chunk is handed out first; places in the pool decide nothing, so this is for locality
    // only.
    const uint32_t first = buckets->chunks ? buckets->chunks : 1;
    memmove(buckets->free_list + (chunks - first), buckets->free_list,
            buckets->free_count * sizeof(uint32_t));
    for (uint32_t i = 0; i < chunks - first; i++) buckets->free_list[i] = chunks - 1 - i;
    buckets->free_count += chunks - first;
    buckets->chunks = chunks;
    buckets->members = members;
    return LK_OK;
}

void lk_buckets_free(lk_buckets *buckets) {
    for (int i = 0; i < buckets->levels; i++) {
        free(buckets->level[i].sum);
        free(buckets->level[i].stale);
    }
    free(buckets->bucket);
    free(buckets->rate);
    free(buckets->weight);
    free(buckets->count);
    if (!buckets->shared_slots) lk_pages_free(buckets->slot, buckets->sites * sizeof *buckets->slot);
    lk_pages_free(buckets->pool, pool_bytes(buckets, buckets->chunks));
    free(buckets->owner);
    free(buckets->table);
    free(buckets->free_list);
    *buckets = (lk_buckets){0};
}

void lk_buckets_open_chunk(lk_buckets *buckets, uint32_t class) {
    assert(buckets->free_count > 0);
    lk_bucket *bucket = &buckets->bucket[class];
    const uint32_t chunk = buckets->free_list[--buckets->free_count];
    buckets->owner[chunk] = class;
    buckets->table[class * buckets->table_width + (buckets->count[class] >> buckets->shift)] = chunk;
    bucket->end = chunk << buckets->shift;
    bucket->limit = bucket->end + (1u << buckets->shift);
}

void lk_buckets_close_chunk(lk_buckets *buckets, uint32_t class) {
    lk_bucket *bucket = &buckets->bucket[class];
    buckets->free_list[buckets->free_count++] = bucket->end >> buckets->shift;
    bucket->end = bucket->limit = 0;
    if (buckets->count[class] == 0) return;
    const uint32_t index = (buckets->count[class] >> buckets->shift) - 1; // the chunk before, which is full
    bucket->end = (buckets->table[class * buckets->table_width + index] + 1) << buckets->shift;
    bucket->limit = bucket->end;
}

void lk_buckets_set_rate(lk_buckets *buckets, uint32_t class, double rate) {
    assert(rate >= 0.0);
    buckets->rate[class] = rate;
    lk_buckets_touch(buckets, class);
}

// Sum of the children of a node, in a fixed order: the result must not depend on history.
static double sum16(const double *child) {
    double part[4] = {0.0, 0.0, 0.0, 0.0};
    for (uint32_t i = 0; i < LK_BUCKETS_FAN; i += 4)
        for (uint32_t k = 0; k < 4; k++) part[k] += child[i + k];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

static double sum_leaf(lk_buckets *buckets, uint32_t node) {
    const uint32_t first = node * LK_BUCKETS_FAN;
    // The conversion of a signed number is the cheaper one.
    for (uint32_t i = first; i < first + LK_BUCKETS_FAN; i++)
        buckets->weight[i] = (double)(int32_t)buckets->count[i] * buckets->rate[i];
    return sum16(buckets->weight + first);
}

static void mark(lk_buckets_level *level, uint32_t node) {
    level->stale[node >> 6] |= (uint64_t)1 << (node & 63u);
}

static void refresh_level(lk_buckets *buckets, int height) {
    lk_buckets_level *level = &buckets->level[height];
    for (uint32_t word = 0; word <= level->nodes / 64; word++) {
        for (uint64_t bits = level->stale[word]; bits != 0; bits &= bits - 1) {
            const uint32_t node = word * 64 + (uint32_t)__builtin_ctzll(bits);
            level->sum[node] =
                height == 0 ? sum_leaf(buckets, node) : sum16(level[-1].sum + node * LK_BUCKETS_FAN);
            if (height + 1 < buckets->levels) mark(level + 1, node / LK_BUCKETS_FAN);
        }
        level->stale[word] = 0;
    }
}

void lk_buckets_refresh(lk_buckets *buckets) {
    buckets->any_stale = false;
    if (buckets->levels == 1)
        buckets->level[0].sum[0] = sum_leaf(buckets, 0); // few classes: no tree
    else
        for (int height = 0; height < buckets->levels; height++) refresh_level(buckets, height);
}

// Child of a node in which the remainder falls. Rounding can leave a remainder at the very end: then the last
// child that has a rate is meant.
static uint32_t descend(const double *child, double *remainder) {
    uint32_t last = 0;
    for (uint32_t i = 0; i < LK_BUCKETS_FAN; i++) {
        if (*remainder < child[i]) return i;
        *remainder -= child[i];
        if (child[i] > 0.0) last = i;
    }
    *remainder = 0.0;
    return last;
}

uint32_t lk_buckets_descend(const lk_buckets *buckets, double remainder) {
    assert(buckets->level[buckets->levels - 1].sum[0] > 0.0 && !buckets->any_stale);
    uint32_t node = 0;
    for (int height = buckets->levels - 2; height >= 0; height--)
        node =
            node * LK_BUCKETS_FAN + descend(buckets->level[height].sum + node * LK_BUCKETS_FAN, &remainder);
    return node * LK_BUCKETS_FAN + descend(buckets->weight + node * LK_BUCKETS_FAN, &remainder);
}

uint32_t lk_buckets_select(lk_buckets *buckets, lk_rng *rng, uint32_t *class) {
    const uint32_t chosen = lk_buckets_select_class(buckets, rng);
    if (class) *class = chosen;
    return lk_buckets_pick(buckets, chosen, rng);
}

bool lk_buckets_consistent(const lk_buckets *buckets) {
    uint32_t used = 0, seen = 0;
    for (uint32_t class = 0; class < buckets->classes; class ++) {
        used += buckets->count[class];
        for (uint32_t i = 0; i < buckets->count[class]; i++) {
            const uint32_t site = lk_buckets_member(buckets, class, i);
            if (site >= buckets->sites || lk_buckets_class(buckets, site) != class) return false;
            if (buckets->pool[buckets->slot[site]] != site) return false;
        }
    }
    for (uint32_t site = 0; site < buckets->sites; site++) seen += buckets->slot[site] != 0;
    return used == buckets->used && (used == seen || buckets->shared_slots);
}
