// Books of a cycle: see likmc/cycle.h.
#include "likmc/cycle.h"

#include <math.h>
#include <string.h>

static const double per_mAh_cm2 = 1.0 / 3.6e4, um = 1e6, percent = 100;

// Each book of the film besides `passed`: its sign in passed = sum of sign * book, and what it is.
#define BOOKS(X)                                                                                             \
    X(plated, +1, "lithium metal deposited")                                                                 \
    X(stripped, -1, "lithium metal dissolved")                                                               \
    X(conversion, +1, "charge of ZnO + 2 Li -> Zn + Li2O")                                                   \
    X(alloying, +1, "charge of Zn + Li -> LiZn")                                                             \
    X(sei, +1, "charge that SEI took")                                                                       \
    X(died, 0, "lithium cut off from the collector")                                                         \
    X(by_growth, 0, "dead lithium live again: new lithium grew against it")                                  \
    X(by_host, 0, "dead lithium live again: it settled on the host")                                         \
    X(by_lithium, 0, "dead lithium live again: it settled on live lithium")

#define INDEX(book) (offsetof(lk_film_books, book) / sizeof(int64_t))

#define SIGN(book, sign, doc) {INDEX(book), sign},
static const struct {
    size_t index;
    int sign;
} books[] = {BOOKS(SIGN)};
_Static_assert(sizeof books / sizeof *books + 1 == LK_CYCLE_BOOKS, "a book of the film has no row in BOOKS");

#define NUMBER(name, member, unit, factor, doc)                                                              \
    { name, unit, doc, LK_SERIES_DOUBLE, offsetof(lk_cycle_row, member), factor }
#define COUNT(name, member, doc)                                                                             \
    { name, "1", doc, LK_SERIES_INTEGER, offsetof(lk_cycle_row, member), 0 }
#define CHARGE(book, sign, doc)                                                                              \
    {#book,                                                                                                  \
     "mAh/cm2",                                                                                              \
     doc,                                                                                                    \
     LK_SERIES_DOUBLE,                                                                                       \
     offsetof(lk_cycle_row, charge) + INDEX(book) * sizeof(double),                                          \
     per_mAh_cm2},
#define HITS(book, sign, doc)                                                                                \
    {#book "_hits",                                                                                          \
     "1",                                                                                                    \
     doc,                                                                                                    \
     LK_SERIES_INTEGER,                                                                                      \
     offsetof(lk_cycle_row, hits) + INDEX(book) * sizeof(int64_t),                                           \
     0},
#define SHAPE(when, member, text)                                                                            \
    NUMBER("thickness_" when, member.thickness, "um", um, "thickness " text),                                \
        NUMBER("filling_" when, member.filling, "1", 1, "pore filling " text),                               \
        NUMBER("packing_" when, member.packing, "1", 1, "packing above the paper " text),                    \
        NUMBER("roughness_" when, member.roughness, "um", um, "roughness " text),                            \
        NUMBER("coverage_" when, member.coverage, "1", 1, "host covered " text),                             \
        NUMBER("voltage_" when, member.voltage, "V", 1, "voltage against lithium " text)

static const lk_series_column columns[] = {
    COUNT("cycle", number, "number of the cycle"),
    NUMBER("time", time, "s", 1, "simulated time at its end"),
    NUMBER("charge_in", in, "mAh/cm2", per_mAh_cm2, "charge passed while plating"),
    NUMBER("charge_out", out, "mAh/cm2", per_mAh_cm2, "charge passed while stripping"),
    NUMBER("efficiency", efficiency, "percent", percent, "charge out over charge in"),
    BOOKS(CHARGE) NUMBER("dead", dead, "mAh/cm2", per_mAh_cm2, "dead lithium at its end"),
    SHAPE("plated", plated, "after plating"),
    SHAPE("stripped", bare, "after stripping"),
    COUNT("charge_in_hits", in_hits, "charge in, in hits"),
    COUNT("charge_out_hits", out_hits, "charge out, in hits"),
    COUNT("passed_hits", passed_hits, "net charge passed, in hits"),
    BOOKS(HITS)};

const lk_series_column *lk_cycle_columns(size_t *count) {
    *count = sizeof columns / sizeof *columns;
    return columns;
}

bool lk_cycle_is_due(const lk_cycle *cycle, lk_protocol_mode mode) {
    return mode == LK_PROTOCOL_PLATE && (cycle->number == 0 || cycle->stripped);
}

void lk_cycle_begin(lk_cycle *cycle, const lk_film *film) {
    const lk_cycle_shape none = {NAN, NAN, NAN, NAN, NAN, NAN};
    *cycle = (lk_cycle){.number = cycle->number + 1,
                        .total_in = cycle->total_in,
                        .total_out = cycle->total_out,
                        .counted = cycle->counted,
                        .efficiencies = cycle->efficiencies,
                        .plated = none,
                        .bare = none};
    memcpy(cycle->books, &film->books, sizeof cycle->books);
}

void lk_cycle_pass(lk_cycle *cycle, lk_protocol_mode mode, int64_t hits) {
    if (mode == LK_PROTOCOL_PLATE) {
        cycle->in += hits;
        cycle->total_in += hits;
    } else if (mode == LK_PROTOCOL_STRIP) {
        cycle->stripped = 1;
        cycle->out += hits;
        cycle->total_out += hits;
    } else {
        cycle->rest += hits;
    }
}

void lk_cycle_see(lk_cycle *cycle, lk_protocol_mode mode, const lk_observation *seen) {
    if (mode > LK_PROTOCOL_STRIP) return;
    *(mode == LK_PROTOCOL_PLATE ? &cycle->plated : &cycle->bare) =
        (lk_cycle_shape){.thickness = seen->thickness,
                         .filling = seen->filling,
                         .packing = seen->packing,
                         .roughness = seen->roughness,
                         .coverage = seen->coverage,
                         .voltage = -seen->overpotential};
    if (mode == LK_PROTOCOL_STRIP) cycle->stripped = 1;
}

bool lk_cycle_close(lk_cycle *cycle, const lk_film *film, const lk_observation *seen, lk_cycle_row *row) {
    const double charge = film->model.hit_charge / film->model.footprint;
    int64_t now[LK_CYCLE_BOOKS], sum = 0;
    memcpy(now, &film->books, sizeof now);
    *row = (lk_cycle_row){.number = cycle->number,
                          .in_hits = cycle->in,
                          .out_hits = cycle->out,
                          .time = seen->time,
                          .in = (double)cycle->in * charge,
                          .out = (double)cycle->out * charge,
                          .efficiency =
                              cycle->in > 0 && cycle->stripped ? (double)cycle->out / (double)cycle->in : NAN,
                          .dead = seen->dead,
                          .plated = cycle->plated,
                          .bare = cycle->bare};
    for (size_t i = 0; i < LK_CYCLE_BOOKS; i++) {
        row->hits[i] = now[i] - cycle->books[i];
        row->charge[i] = (double)row->hits[i] * charge;
    }
    row->passed_hits = row->hits[INDEX(passed)];
    if (!isnan(row->efficiency)) {
        cycle->counted++;
        cycle->efficiencies += row->efficiency;
    }
    for (size_t i = 0; i < sizeof books / sizeof *books; i++)
        sum += books[i].sign * row->hits[books[i].index];
    const lk_film_books *b = &film->books;
    const bool dead = seen->dead_hits == b->died - b->by_growth - b->by_host - b->by_lithium;
    return dead && sum == row->passed_hits && row->passed_hits == cycle->in - cycle->out + cycle->rest;
}
