// The ledger of a cycle: see likmc/cycle.h.
#include "likmc/cycle.h"
#include "likmc/constants.h"

#include <math.h>

static const double per_mAh_cm2 = 1.0 / LK_MAH_PER_CM2, um = 1e6, percent = 100;

#define NUMBER(name, member, unit, factor, doc)                                                              \
    { name, unit, doc, LK_SERIES_DOUBLE, offsetof(lk_cycle_row, member), factor }
#define OPTIONAL(name, member, unit, factor, doc)                                                            \
    { name, unit, doc, LK_SERIES_OPTIONAL, offsetof(lk_cycle_row, member), factor }
#define COUNT(name, member, doc)                                                                             \
    { name, "1", doc, LK_SERIES_INTEGER, offsetof(lk_cycle_row, member), 0 }
#define CHARGE(NAME, column, passed, metal, dead, doc)                                                       \
    NUMBER(#column, charge[LK_LEDGER_##NAME], "mAh/cm2", per_mAh_cm2, doc),
#define HITS(NAME, column, passed, metal, dead, doc)                                                         \
    COUNT(#column "_hits", ledger.quanta[LK_LEDGER_##NAME], doc),
#define SHAPE(when, member, text)                                                                            \
    OPTIONAL("thickness_" when, member.thickness, "um", um, "thickness " text),                              \
        OPTIONAL("filling_" when, member.filling, "1", 1, "pore filling " text),                             \
        OPTIONAL("packing_" when, member.packing, "1", 1, "packing above the paper " text),                  \
        OPTIONAL("roughness_" when, member.roughness, "um", um, "roughness " text),                          \
        OPTIONAL("coverage_" when, member.coverage, "1", 1, "host covered " text),                           \
        OPTIONAL("chord_" when, member.chord, "um", um, "mean chord of lithium " text),                      \
        OPTIONAL("above_share_" when, member.above_share, "1", 1, "share of lithium above the paper " text), \
        OPTIONAL("voltage_" when, member.voltage, "V", 1, "voltage against lithium " text)

static const lk_series_column columns[] = {
    COUNT("cycle", number, "number of the cycle"),
    NUMBER("time", time, "s", 1, "simulated time at its end"),
    NUMBER("charge_in", in, "mAh/cm2", per_mAh_cm2, "charge passed while plating"),
    NUMBER("charge_out", out, "mAh/cm2", per_mAh_cm2, "charge passed while stripping"),
    OPTIONAL("efficiency", efficiency, "percent", percent, "charge out over charge in"),
    LK_LEDGER_ALL(CHARGE) NUMBER("dead", dead, "mAh/cm2", per_mAh_cm2, "dead lithium at its end"),
    NUMBER("sei_volume", sei_volume, "um", um, "volume of all SEI so far per footprint"),
    NUMBER("dead_volume", dead_volume, "um", um, "volume of the dead lithium per footprint"),
    SHAPE("plated", plated, "after plating"),
    SHAPE("stripped", bare, "after stripping"),
    OPTIONAL("voltage_in", volts_in, "V", 1, "voltage of the cell while plating, mean over the charge"),
    OPTIONAL("voltage_out", volts_out, "V", 1, "voltage of the cell while stripping, mean over the charge"),
    NUMBER("energy_out", energy_out, "mWh/cm2", 1.0 / LK_MAH_PER_CM2,
           "voltage of the cell times the charge out"),
    COUNT("charge_in_hits", in_hits, "charge in, in hits"),
    COUNT("charge_out_hits", out_hits, "charge out, in hits"),
    COUNT("passed_hits", ledger.quanta[LK_LEDGER_PASSED], "net charge passed, in hits"),
    LK_LEDGER_ALL(HITS)};

const lk_series_column *lk_cycle_columns(size_t *count) {
    *count = sizeof columns / sizeof *columns;
    return columns;
}

bool lk_cycle_is_due(const lk_cycle *cycle, lk_protocol_mode mode) {
    return mode == LK_PROTOCOL_PLATE && (cycle->number == 0 || cycle->stripped);
}

void lk_cycle_begin(lk_cycle *cycle, const lk_film *film) {
    const lk_cycle_shape none = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    *cycle = (lk_cycle){.number = cycle->number + 1,
                        .total_in = cycle->total_in,
                        .total_out = cycle->total_out,
                        .counted = cycle->counted,
                        .poor = cycle->poor,
                        .failed = cycle->failed,
                        .efficiencies = cycle->efficiencies,
                        .before = film->ledger,
                        .plated = none,
                        .bare = none};
}

void lk_cycle_pass(lk_cycle *cycle, lk_protocol_mode mode, int64_t hits) {
    cycle->open += hits;
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

void lk_cycle_value(lk_cycle *cycle, lk_protocol_mode mode, double volts) {
    if (mode == LK_PROTOCOL_PLATE) cycle->volts_in += volts * (double)cycle->open;
    if (mode == LK_PROTOCOL_STRIP) cycle->volts_out += volts * (double)cycle->open;
    cycle->open = 0;
}

void lk_cycle_see(lk_cycle *cycle, lk_protocol_mode mode, const lk_observation *seen) {
    if (mode > LK_PROTOCOL_STRIP) return;
    *(mode == LK_PROTOCOL_PLATE ? &cycle->plated : &cycle->bare) =
        (lk_cycle_shape){.thickness = seen->thickness,
                         .filling = seen->filling,
                         .packing = seen->packing,
                         .roughness = seen->roughness,
                         .coverage = seen->coverage,
                         .chord = seen->chord,
                         .above_share = seen->above_share,
                         .voltage = -seen->overpotential};
    if (mode == LK_PROTOCOL_STRIP) cycle->stripped = 1;
}

bool lk_cycle_close(lk_cycle *cycle, const lk_film *film, const lk_observation *seen, lk_cycle_row *row) {
    const double charge = film->model.hit_charge / film->model.footprint;
    *row = (lk_cycle_row){.number = cycle->number,
                          .in_hits = cycle->in,
                          .out_hits = cycle->out,
                          .ledger = lk_ledger_since(&film->ledger, &cycle->before),
                          .time = seen->time,
                          .in = (double)cycle->in * charge,
                          .out = (double)cycle->out * charge,
                          .efficiency =
                              cycle->in > 0 && cycle->stripped ? (double)cycle->out / (double)cycle->in : NAN,
                          .volts_in = cycle->in > 0 ? cycle->volts_in / (double)cycle->in : NAN,
                          .volts_out = cycle->out > 0 ? cycle->volts_out / (double)cycle->out : NAN,
                          .energy_out = cycle->volts_out * charge,
                          .dead = seen->dead,
                          .sei_volume = seen->sei_volume,
                          .dead_volume = seen->dead_volume,
                          .plated = cycle->plated,
                          .bare = cycle->bare};
    for (int i = 0; i < LK_LEDGER_ACCOUNTS; i++) row->charge[i] = (double)row->ledger.quanta[i] * charge;
    if (!isnan(row->efficiency)) {
        cycle->counted++;
        cycle->efficiencies += row->efficiency;
    }
    const int64_t passed = row->ledger.quanta[LK_LEDGER_PASSED];
    return seen->dead_hits == lk_ledger_dead(&film->ledger) && passed == lk_ledger_passed(&row->ledger) &&
           passed + cycle->behind == cycle->in - cycle->out + cycle->rest;
}

bool lk_cycle_fails(lk_cycle *cycle, const lk_cycle_row *row, double least, int64_t times) {
    cycle->poor = row->efficiency < least ? cycle->poor + 1 : 0; // NaN is not below
    if (cycle->failed == 0 && cycle->poor >= times) cycle->failed = cycle->number - times + 1;
    return cycle->failed > 0;
}
