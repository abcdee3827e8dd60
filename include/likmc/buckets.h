/// likmc/buckets.h: event classes with their members, and rejection-free selection among them.
///
/// A class is a rate shared by a set of sites (its bucket). Inserting, removing, moving and picking a site
/// cost O(1) for any number of sites; choosing a class costs O(log16 of the number of classes). The total
/// rate is the sum of count * rate over the classes, summed afresh from whole numbers wherever a count
/// changed: it does not drift, and is the same after a restart. (Schulze, J. Comput. Phys. 227, 2455 (2008),
/// doi 10.1016/j.jcp.2007.10.021.)
///
/// The members of all buckets live in one pool of chunks. Nothing is allocated by insert, remove, move or
/// pick, so the owner reserves room for as many members as there can be before the event loop. The order of a
/// bucket's members decides which one a random number picks; inserting them again in that order gives the
/// same state.
#ifndef LIKMC_BUCKETS_H
#define LIKMC_BUCKETS_H

#include "likmc/error.h"
#include "likmc/rng.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

/// Class of a site that is in no bucket.
#define LK_NO_CLASS UINT32_MAX

enum {
    LK_BUCKETS_FAN = 16,   ///< classes summed by one node of the tree of rates
    LK_BUCKETS_LEVELS = 6, ///< enough for 16^6 classes
};

/// Where a bucket grows: `end` is the place in the pool after its last member; the open chunk ends at
/// `limit`.
typedef struct lk_bucket {
    uint32_t end, limit;
} lk_bucket;

/// One level of the tree: node k holds the sum of nodes 16 k ... 16 k + 15 of the level below.
typedef struct lk_buckets_level {
    uint32_t nodes;
    double *sum;
    uint64_t *stale; ///< one bit a node: a child changed since the sum was taken
} lk_buckets_level;

/// All buckets. Owns its arrays; change members by the calls below only.
typedef struct lk_buckets {
    uint32_t sites, classes;
    lk_bucket *bucket; ///< [classes]
    uint32_t *count;   ///< [classes, padded] members, below 2^31
    double *rate;      ///< [classes, padded] 1/s
    double *weight;    ///< [classes, padded] count * rate
    uint32_t *slot;    ///< [sites] place in the pool, 0 if in no bucket; pages never touched stay unallocated
    uint32_t *pool;    ///< [chunks << shift]
    uint32_t *owner;   ///< [chunks] class that uses the chunk
    uint32_t *table;   ///< [classes][table_width] chunks of each class
    uint32_t *free_list; ///< [chunks] unused chunks
    uint32_t free_count, chunks, shift, table_width;
    uint32_t members; ///< room reserved
    uint32_t used;    ///< members now in all buckets
    int levels;
    bool any_stale, shared_slots;
    lk_buckets_level level[LK_BUCKETS_LEVELS]; ///< level[0].sum[k] is the sum over classes 16 k ... 16 k + 15
} lk_buckets;

/// Make `classes` empty buckets of rate 0 for sites 0 ... sites - 1, with room for `members` of them at a
/// time. LK_FAILED if out of memory.
lk_status lk_buckets_init(lk_buckets *buckets, uint32_t sites, uint32_t classes, uint32_t members,
                          lk_error_list *errors);

/// The same with an array of slots that the caller owns, zeroed at first: several sets of buckets can share
/// one if no site is ever in two of them.
lk_status lk_buckets_init_shared(lk_buckets *buckets, uint32_t *slot, uint32_t sites, uint32_t classes,
                                 uint32_t members, lk_error_list *errors);

/// Make room for at least `members` in all buckets together; existing members stay. Call outside the event
/// loop.
lk_status lk_buckets_reserve(lk_buckets *buckets, uint32_t members, lk_error_list *errors);

/// Release everything; safe on a zeroed struct.
void lk_buckets_free(lk_buckets *buckets);

/// Set the rate of one member of a class, 1/s, not negative. At any time.
void lk_buckets_set_rate(lk_buckets *buckets, uint32_t class_, double rate);

/// Take the sums of the tree again where a class changed; lk_buckets_total() does so when needed.
void lk_buckets_refresh(lk_buckets *buckets);

/// Total rate of all members, 1/s.
static inline double lk_buckets_total(lk_buckets *buckets) {
    if (buckets->any_stale) lk_buckets_refresh(buckets);
    return buckets->level[buckets->levels - 1].sum[0];
}

/// Choose a class with probability count * rate / total, then one of its members uniformly. Two or three
/// draws. The total rate has to be above 0. `class` receives the class, if not NULL.
uint32_t lk_buckets_select(lk_buckets *buckets, lk_rng *rng, uint32_t *class_);

/// The class in which `remainder`, from 0 up to the total, falls. lk_buckets_total() has to come before.
uint32_t lk_buckets_descend(const lk_buckets *buckets, double remainder);

/// The same, with the way of few classes, for which there is only one node, in the caller's code.
static inline uint32_t lk_buckets_class_at(const lk_buckets *buckets, double remainder) {
    if (buckets->levels > 1) return lk_buckets_descend(buckets, remainder);
    double left = remainder;
    for (uint32_t class_ = 0; class_ < LK_BUCKETS_FAN; class_++) {
        if (left < buckets->weight[class_]) return class_;
        left -= buckets->weight[class_];
    }
    return lk_buckets_descend(buckets, remainder); // rounding has left a little at the very end
}

/// The class half of lk_buckets_select().
static inline uint32_t lk_buckets_select_class(lk_buckets *buckets, lk_rng *rng) {
    return lk_buckets_class_at(buckets, lk_rng_unit(rng) * lk_buckets_total(buckets));
}

/// Recompute every count from the slots and compare; for tests and debugging. True if all is consistent.
bool lk_buckets_consistent(const lk_buckets *buckets);

/// Slow parts of insert and remove: open the class's next chunk, give back its empty one.
void lk_buckets_open_chunk(lk_buckets *buckets, uint32_t class_);
void lk_buckets_close_chunk(lk_buckets *buckets, uint32_t class_);

/// Members of a class.
static inline uint32_t lk_buckets_count(const lk_buckets *buckets, uint32_t class_) {
    return buckets->count[class_];
}

/// Class of a site, or LK_NO_CLASS.
static inline uint32_t lk_buckets_class(const lk_buckets *buckets, uint32_t site) {
    const uint32_t slot = buckets->slot[site];
    return slot ? buckets->owner[slot >> buckets->shift] : LK_NO_CLASS;
}

/// Place in the pool of member number `index` of a class, index below its count.
static inline uint32_t lk_buckets_place(const lk_buckets *buckets, uint32_t class_, uint32_t index) {
    const uint32_t chunk = buckets->table[class_ * buckets->table_width + (index >> buckets->shift)];
    return (chunk << buckets->shift) + (index & ((1u << buckets->shift) - 1u));
}

/// Member number `index` of a class.
static inline uint32_t lk_buckets_member(const lk_buckets *buckets, uint32_t class_, uint32_t index) {
    return buckets->pool[lk_buckets_place(buckets, class_, index)];
}

/// A member of a class that is not empty, uniformly.
static inline uint32_t lk_buckets_pick(const lk_buckets *buckets, uint32_t class_, lk_rng *rng) {
    assert(buckets->count[class_] > 0);
    return lk_buckets_member(buckets, class_, (uint32_t)lk_rng_below(rng, buckets->count[class_]));
}

/// Note that the count or the rate of a class changed.
static inline void lk_buckets_touch(lk_buckets *buckets, uint32_t class_) {
    const uint32_t node = class_ / LK_BUCKETS_FAN;
    buckets->level[0].stale[node >> 6] |= (uint64_t)1 << (node & 63u);
    buckets->any_stale = true;
}

/// Put a site at the end of a bucket without asking where it was.
static inline void lk_buckets_append(lk_buckets *buckets, uint32_t site, uint32_t class_) {
    lk_bucket *bucket = &buckets->bucket[class_];
    if (bucket->end == bucket->limit) lk_buckets_open_chunk(buckets, class_);
    const uint32_t place = bucket->end++;
    buckets->count[class_]++;
    buckets->pool[place] = site;
    buckets->slot[site] = place;
    lk_buckets_touch(buckets, class_);
}

/// Close the gap that a site leaves in its bucket by the bucket's last member.
static inline void lk_buckets_take(lk_buckets *buckets, uint32_t site, uint32_t class_) {
    lk_bucket *bucket = &buckets->bucket[class_];
    const uint32_t place = buckets->slot[site], last = buckets->pool[--bucket->end];
    buckets->count[class_]--;
    buckets->pool[place] = last;
    buckets->slot[last] = place;
    if ((bucket->end & ((1u << buckets->shift) - 1u)) == 0) lk_buckets_close_chunk(buckets, class_);
    lk_buckets_touch(buckets, class_);
}

/// Add a site that is in no bucket. There has to be room (lk_buckets_reserve).
static inline void lk_buckets_insert(lk_buckets *buckets, uint32_t site, uint32_t class_) {
    assert(buckets->slot[site] == 0 && buckets->used < buckets->members);
    buckets->used++;
    lk_buckets_append(buckets, site, class_);
}

/// Remove a site that is in the bucket `class`.
static inline void lk_buckets_remove_from(lk_buckets *buckets, uint32_t site, uint32_t class_) {
    assert(lk_buckets_class(buckets, site) == class_);
    buckets->used--;
    lk_buckets_take(buckets, site, class_);
    buckets->slot[site] = 0;
}

/// Move a site that is in the bucket `from` to the bucket `to`, which is another one.
static inline void lk_buckets_move_from(lk_buckets *buckets, uint32_t site, uint32_t from, uint32_t to) {
    assert(lk_buckets_class(buckets, site) == from && from != to);
    lk_buckets_take(buckets, site, from);
    lk_buckets_append(buckets, site, to);
}

/// Remove a site that is in some bucket.
static inline void lk_buckets_remove(lk_buckets *buckets, uint32_t site) {
    lk_buckets_remove_from(buckets, site, lk_buckets_class(buckets, site));
}

/// Put a site into class `to`, wherever it was; LK_NO_CLASS takes it out of all.
static inline void lk_buckets_move(lk_buckets *buckets, uint32_t site, uint32_t to) {
    const uint32_t from = lk_buckets_class(buckets, site);
    if (from == to) return;
    if (from == LK_NO_CLASS)
        lk_buckets_insert(buckets, site, to);
    else if (to == LK_NO_CLASS)
        lk_buckets_remove_from(buckets, site, from);
    else
        lk_buckets_move_from(buckets, site, from, to);
}

#endif
