// likmc/connect.h against a labelling that shares no code with it, after every one of many random events.
#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "likmc/connect.h"
#include "likmc/rng.h"

enum { NONE = LK_CONNECT_NONE, SITE = LK_CONNECT_SITE, HOST = LK_CONNECT_HOST };

static const lk_connect_kind kinds[256] = {LK_CONNECT_NONE, LK_CONNECT_SITE, LK_CONNECT_HOST};

typedef struct box {
    uint32_t nx, ny, nz;
} box;

static uint32_t count(const box *b) { return b->nx * b->ny * b->nz; }

static uint32_t at(const box *b, uint32_t x, uint32_t y, uint32_t z) { return (z * b->ny + y) * b->nx + x; }

// Everything that conducts and can be reached from the sites on the floor and from the host, by a stack.
static void relabel(const box *b, const uint8_t *species, uint8_t *live) {
    const uint32_t sites = count(b), plane = b->nx * b->ny;
    static uint32_t stack[24 * 24 * 24];
    uint32_t depth = 0;
    for (uint32_t i = 0; i < sites; i++) {
        live[i] = species[i] == HOST || (species[i] == SITE && i < plane);
        if (live[i]) stack[depth++] = i;
    }
    while (depth > 0) {
        const uint32_t site = stack[--depth], x = site % b->nx, y = site / b->nx % b->ny, z = site / plane;
        const uint32_t beside[6] = {
            z > 0 ? site - plane : site,  z + 1 < b->nz ? site + plane : site,
            at(b, x, (y + 1) % b->ny, z), at(b, x, (y + b->ny - 1) % b->ny, z),
            at(b, (x + 1) % b->nx, y, z), at(b, (x + b->nx - 1) % b->nx, y, z),
        };
        for (int k = 0; k < 6; k++) {
            if (species[beside[k]] == NONE || live[beside[k]]) continue;
            live[beside[k]] = 1;
            stack[depth++] = beside[k];
        }
    }
}

// A lattice, its structure under test, and what is known of it from the reference.
typedef struct bench {
    box b;
    lk_connect c;
    uint8_t *species, *live, *was;
    uint32_t *occupied, occupied_count, *vacant, vacant_count;
    lk_rng rng;
} bench;

static void *allocate(size_t bytes) {
    void *memory = calloc(1, bytes);
    assert_non_null(memory);
    return memory;
}

static void open_bench(bench *t, box b, double host, double filled, uint64_t seed) {
    const uint32_t sites = count(&b);
    *t = (bench){.b = b};
    lk_rng_stream(&t->rng, seed, 0, 0);
    t->species = allocate(sites);
    t->live = allocate(sites);
    t->was = allocate(sites);
    t->occupied = allocate(sites * sizeof(uint32_t));
    t->vacant = allocate(sites * sizeof(uint32_t));
    for (uint32_t i = 0; i < sites; i++) {
        if (lk_rng_unit(&t->rng) < host)
            t->species[i] = HOST;
        else if (lk_rng_unit(&t->rng) < filled)
            t->species[i] = SITE;
        if (t->species[i] == SITE) t->occupied[t->occupied_count++] = i;
        if (t->species[i] == NONE) t->vacant[t->vacant_count++] = i;
    }
    assert_int_equal(lk_connect_init(&t->c, b.nx, b.ny, b.nz, t->species, kinds, NULL), LK_OK);
    relabel(&t->b, t->species, t->live);
}

static void close_bench(bench *t) {
    lk_connect_free(&t->c);
    free(t->species);
    free(t->live);
    free(t->was);
    free(t->occupied);
    free(t->vacant);
}

// Move one site at random from one list to the other.
static uint32_t transfer(lk_rng *rng, uint32_t *from, uint32_t *from_count, uint32_t *to,
                         uint32_t *to_count) {
    const uint32_t k = (uint32_t)lk_rng_below(rng, *from_count), site = from[k];
    from[k] = from[--*from_count];
    to[(*to_count)++] = site;
    return site;
}

static bool same_state(const bench *t) {
    uint32_t live = 0, dead = 0;
    for (uint32_t i = 0; i < count(&t->b); i++) {
        if (lk_connect_live(&t->c, i) != t->live[i]) return false;
        if (lk_connect_dead(&t->c, i) != (t->species[i] != NONE && !t->live[i])) return false;
        live += t->species[i] == SITE && t->live[i];
        dead += t->species[i] == SITE && !t->live[i];
    }
    return live == t->c.live && dead == t->c.dead;
}

// The report names every site that changed, but not the one of the event, once, and ends with its last piece.
static bool same_report(bench *t, uint32_t site, const lk_connect_change *change) {
    t->was[site] = t->live[site];
    uint32_t changed = 0;
    for (uint32_t i = 0; i < count(&t->b); i++) changed += t->was[i] != t->live[i];
    if (changed != change->count) return false;
    for (uint32_t i = 0; i < change->count; i++) {
        if (t->was[change->sites[i]] == t->live[change->sites[i]]) return false;
        t->was[change->sites[i]] = t->live[change->sites[i]];
    }
    return change->pieces == 0 ? change->count == 0 : change->ends[change->pieces - 1] == change->count;
}

// One random event, with a bias that keeps the filling near `filled`. False where it disagrees with the
// reference.
static bool event(bench *t, double filled) {
    const double share = (double)t->occupied_count / (t->occupied_count + t->vacant_count);
    const bool wanted = lk_rng_unit(&t->rng) < (share < filled ? 0.6 : 0.4);
    const bool add = t->vacant_count > 0 && (wanted || t->occupied_count == 0);
    lk_connect_change change;
    uint32_t site;
    memcpy(t->was, t->live, count(&t->b));
    if (add) {
        site = transfer(&t->rng, t->vacant, &t->vacant_count, t->occupied, &t->occupied_count);
        if (lk_connect_add(&t->c, site, &change, NULL) != LK_OK) return false;
    } else {
        site = transfer(&t->rng, t->occupied, &t->occupied_count, t->vacant, &t->vacant_count);
        if (lk_connect_remove(&t->c, site, &change, NULL) != LK_OK) return false;
    }
    t->species[site] = add ? SITE : NONE;
    relabel(&t->b, t->species, t->live);
    return same_state(t) && same_report(t, site, &change);
}

// Events until one disagrees.
static uint32_t events_that_agree(bench *t, double filled, uint32_t events) {
    for (uint32_t i = 0; i < events; i++)
        if (!event(t, filled)) return i;
    return events;
}

typedef struct trial {
    box b;
    double host, filled;
    uint32_t events;
} trial;

// 1e5 events at the threshold of site percolation (0.3116), where pieces of every size come and go; then
// other fillings, hosts that float in the box as fibres do, and boxes so narrow that a site meets itself.
static const trial trials[] = {
    {{12, 12, 12}, 0.0, 0.3116, 100000}, {{24, 24, 24}, 0.0, 0.3116, 2000}, {{16, 9, 14}, 0.0, 0.34, 10000},
    {{12, 12, 12}, 0.02, 0.28, 20000},   {{10, 10, 30}, 0.0, 0.45, 10000},  {{8, 8, 8}, 0.0, 0.7, 10000},
    {{1, 7, 9}, 0.0, 0.6, 5000},         {{7, 1, 9}, 0.0, 0.6, 5000},       {{2, 2, 12}, 0.0, 0.7, 10000},
    {{1, 1, 12}, 0.0, 0.8, 2000},        {{5, 5, 1}, 0.0, 0.5, 2000},       {{3, 3, 3}, 0.1, 0.5, 5000},
    {{2, 1, 5}, 0.1, 0.5, 2000},
};

static void test_equals_relabelling(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
        bench t;
        open_bench(&t, trials[i].b, trials[i].host, trials[i].filled, 100 + i);
        assert_true(same_state(&t));
        assert_int_equal(events_that_agree(&t, trials[i].filled, trials[i].events), trials[i].events);
        lk_connect_relabel(&t.c);
        assert_true(same_state(&t));
        close_bench(&t);
    }
}

// No false alarm is possible: the sound structure agrees after every event. Both faults show within 1e4
// events.
static void test_faults_are_noticed(void **state) {
    (void)state;
    const lk_connect_mutant faults[] = {LK_CONNECT_MUTANT_ONE_SIDE, LK_CONNECT_MUTANT_NO_SPREAD};
    for (size_t i = 0; i < 2; i++) {
        bench t;
        open_bench(&t, (box){12, 12, 12}, 0.0, 0.3116, 7);
        t.c.mutant = faults[i];
        assert_true(events_that_agree(&t, 0.3116, 10000) < 10000);
        close_bench(&t);
    }
}

// What is called harmless is harmless: in every configuration of a small box tried, removing a site on which
// nothing hangs changes no other site. That is most of them.
static void test_harmless_removals(void **state) {
    (void)state;
    uint32_t harmless = 0, tried = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        bench t;
        open_bench(&t, (box){5, 5, 5}, 0.0, 0.2 + 0.0015 * (double)seed, seed);
        for (uint32_t k = 0; k < t.occupied_count; k++, tried++) {
            const uint32_t site = t.occupied[k];
            if (lk_connect_may_split(&t.c, site)) continue;
            harmless++;
            t.species[site] = NONE;
            relabel(&t.b, t.species, t.was);
            t.species[site] = SITE;
            t.was[site] = t.live[site];
            assert_memory_equal(t.was, t.live, count(&t.b));
        }
        close_bench(&t);
    }
    assert_true(harmless > tried * 2 / 5);
}

// A column with two arms: cut it where the lower one is, and two pieces fall off; mend it, and they return.
static void test_reports_in_order(void **state) {
    (void)state;
    const box b = {5, 5, 6};
    uint8_t species[5 * 5 * 6] = {0};
    for (uint32_t z = 0; z < 6; z++) species[at(&b, 2, 2, z)] = SITE;
    species[at(&b, 3, 2, 3)] = species[at(&b, 1, 2, 2)] = SITE;
    lk_connect c;
    lk_connect_change change;
    assert_int_equal(lk_connect_init(&c, b.nx, b.ny, b.nz, species, kinds, NULL), LK_OK);
    assert_int_equal(c.live, 8);
    assert_int_equal(lk_connect_remove(&c, at(&b, 2, 2, 2), &change, NULL), LK_OK);
    const uint32_t fallen[] = {at(&b, 2, 2, 3), at(&b, 2, 2, 4), at(&b, 3, 2, 3), at(&b, 2, 2, 5),
                               at(&b, 1, 2, 2)};
    assert_int_equal(change.count, 5);
    assert_int_equal(change.pieces, 2);
    assert_int_equal(change.ends[0], 4);
    assert_memory_equal(change.sites, fallen, sizeof fallen);
    assert_int_equal(lk_connect_piece(&c, at(&b, 3, 2, 3), &change, NULL), LK_OK);
    assert_int_equal(change.count, 4);
    assert_int_equal(lk_connect_piece(&c, at(&b, 2, 2, 0), &change, NULL), LK_OK);
    assert_int_equal(change.count, 0);
    assert_int_equal(lk_connect_add(&c, at(&b, 2, 2, 2), &change, NULL), LK_OK);
    assert_int_equal(change.count, 5);
    assert_int_equal(change.pieces, 2);
    assert_int_equal(c.live, 8);
    assert_int_equal(c.dead, 0);
    lk_connect_free(&c);
}

// Waking a dead piece by a word of the host makes live that piece and nothing else.
static void test_pieces(void **state) {
    (void)state;
    bench t;
    open_bench(&t, (box){12, 12, 12}, 0.0, 0.30, 3);
    assert_true(t.c.dead > 0);
    for (uint32_t site = 0; site < count(&t.b); site++) {
        lk_connect_change piece;
        assert_int_equal(lk_connect_piece(&t.c, site, &piece, NULL), LK_OK);
        assert_int_equal(piece.count > 0, lk_connect_dead(&t.c, site));
        if (piece.count == 0) continue;
        t.species[site] = HOST;
        relabel(&t.b, t.species, t.was);
        t.species[site] = SITE;
        for (uint32_t i = 0; i < piece.count; i++) t.was[piece.sites[i]] ^= 1;
        assert_memory_equal(t.was, t.live, count(&t.b));
    }
    assert_true(same_state(&t));
    close_bench(&t);
}

// A structure set up from the species alone reports what the one with a history reports, in the same order.
static void test_reports_forget_history(void **state) {
    (void)state;
    bench t;
    open_bench(&t, (box){10, 10, 10}, 0.01, 0.33, 5);
    for (int round = 0; round < 300; round++) {
        assert_int_equal(events_that_agree(&t, 0.33, 20), 20);
        lk_connect fresh;
        assert_int_equal(lk_connect_init(&fresh, 10, 10, 10, t.species, kinds, NULL), LK_OK);
        const uint32_t site = t.occupied[lk_rng_below(&t.rng, t.occupied_count)];
        lk_connect *const both[2] = {&t.c, &fresh};
        lk_connect_change lost[2], won[2];
        uint32_t lost_sites[1000];
        for (int k = 0; k < 2; k++) {
            assert_int_equal(lk_connect_remove(both[k], site, &lost[k], NULL), LK_OK);
            if (k == 0 && lost[k].count > 0)
                memcpy(lost_sites, lost[k].sites, lost[k].count * sizeof *lost_sites);
        }
        assert_int_equal(lost[0].count, lost[1].count);
        if (lost[0].count > 0)
            assert_memory_equal(lost_sites, lost[1].sites, lost[0].count * sizeof *lost_sites);
        for (int k = 0; k < 2; k++) assert_int_equal(lk_connect_add(both[k], site, &won[k], NULL), LK_OK);
        assert_int_equal(won[0].count, won[1].count);
        if (won[0].count > 0)
            assert_memory_equal(won[0].sites, won[1].sites, won[0].count * sizeof(uint32_t));
        lk_connect_free(&fresh);
    }
    close_bench(&t);
}

static void test_bad_calls(void **state) {
    (void)state;
    uint8_t species[27] = {HOST, SITE, NONE};
    lk_connect c;
    lk_error_list errors = {0};
    assert_int_equal(lk_connect_init(&c, 3, 0, 3, species, kinds, &errors), LK_BAD_INPUT);
    lk_connect_free(&c);
    assert_int_equal(lk_connect_init(&c, 65536, 65536, 1, species, kinds, &errors), LK_BAD_INPUT);
    lk_connect_free(&c);
    assert_int_equal(lk_connect_init(&c, 3, 3, 3, species, kinds, &errors), LK_OK);
    assert_int_equal(lk_connect_add(&c, 1, NULL, &errors), LK_BAD_INPUT);
    assert_int_equal(lk_connect_remove(&c, 0, NULL, &errors), LK_BAD_INPUT);
    assert_int_equal(lk_connect_remove(&c, 2, NULL, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 5);
    assert_int_equal(lk_connect_remove(&c, 1, NULL, &errors), LK_OK);
    assert_int_equal(c.live + c.dead, 0);
    lk_connect_free(&c);
    lk_error_clear(&errors);
}

// A search longer than the worklists: a solid block on one stalk, cut, falls as a whole.
static void test_worklists_grow(void **state) {
    (void)state;
    const box b = {20, 20, 20};
    bench t;
    open_bench(&t, b, 0.0, 1.0, 1);
    for (uint32_t site = 0; site < 2 * 20 * 20; site++)
        if (site % 400 != 0) assert_int_equal(lk_connect_remove(&t.c, site, NULL, NULL), LK_OK);
    assert_true(t.c.capacity < 18 * 400);
    lk_connect_change change;
    assert_int_equal(lk_connect_remove(&t.c, 400, &change, NULL), LK_OK);
    assert_int_equal(change.count, 18 * 400);
    assert_int_equal(t.c.dead, 18 * 400);
    assert_int_equal(lk_connect_add(&t.c, 400, &change, NULL), LK_OK);
    assert_int_equal(change.count, 18 * 400);
    assert_int_equal(t.c.live, 18 * 400 + 2);
    close_bench(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_relabelling),
        cmocka_unit_test(test_faults_are_noticed),
        cmocka_unit_test(test_harmless_removals),
        cmocka_unit_test(test_reports_in_order),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_reports_forget_history),
        cmocka_unit_test(test_bad_calls),
        cmocka_unit_test(test_worklists_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
