// What a run comes to: see likmc/result.h.
#include "likmc/result.h"
#include "likmc/constants.h"

#include <math.h>

static const double per_mAh_cm2 = 1.0 / LK_MAH_PER_CM2, um = 1e6, percent = 100, per_cm2 = 1e-4;

#define COLUMN(member, unit, factor, better, doc)                                                            \
    { {#member, unit, doc, LK_SERIES_OPTIONAL, offsetof(lk_result, member), factor}, better, LK_SCALE_FILM }
#define ATOMS(member, unit, factor, better, doc)                                                             \
    {                                                                                                        \
        {#member, unit, doc, LK_SERIES_OPTIONAL, offsetof(lk_result, member), factor}, better,               \
            LK_SCALE_ATOMISTIC                                                                               \
    }

// The first of these with a better side that a study's runs have is what they are ranked by.
static const lk_result_column columns[] = {
    COLUMN(efficiency, "percent", percent, 1,
           "coulombic efficiency: Aurbach's formula if the protocol has its marks, else charge out over "
           "charge in"),
    COLUMN(efficiency_at_most, "1", 1, 0,
           "1: a strip of Aurbach's protocol ended before its charge, so that the efficiency is at most the "
           "value given"),
    COLUMN(mean_efficiency, "percent", percent, 1,
           "charge out over charge in, mean of the cycles; none under Aurbach's protocol, whose cycles are "
           "not whole"),
    COLUMN(total_efficiency, "percent", percent, 1, "charge out over charge in, of all steps"),
    COLUMN(cycles_to_failure, "1", 1, 1,
           "cycles until the efficiency stays below protocol.least_efficiency or plating meets "
           "protocol.least_voltage"),
    COLUMN(cycles_at_least, "1", 1, 0, "1: it has not failed in the cycles of the protocol"),
    COLUMN(thickness, "um", um, -1, "thickness at the end of the last plating"),
    COLUMN(bare_thickness, "um", um, -1, "thickness at the end of the last strip"),
    COLUMN(sei_volume, "um", um, -1, "volume of SEI at the end, per footprint"),
    COLUMN(dead_volume, "um", um, -1, "volume of dead lithium at the end, per footprint"),
    COLUMN(unrecovered, "mAh/cm2", per_mAh_cm2, -1, "charge in less charge out"),
    COLUMN(dead, "mAh/cm2", per_mAh_cm2, -1, "of it dead lithium at the end"),
    COLUMN(sei, "mAh/cm2", per_mAh_cm2, -1, "of it SEI"),
    COLUMN(conversion, "mAh/cm2", per_mAh_cm2, 0, "of it taken up by the decoration for good"),
    COLUMN(alloying, "mAh/cm2", per_mAh_cm2, 0, "of it still in the decoration, to be given back"),
    COLUMN(left, "mAh/cm2", per_mAh_cm2, 0, "of it live lithium that was left"),
    COLUMN(died, "mAh/cm2", per_mAh_cm2, 0, "lithium cut off from the collector, in all"),
    COLUMN(by_growth, "mAh/cm2", per_mAh_cm2, 0, "dead lithium live again: new lithium grew against it"),
    COLUMN(by_host, "mAh/cm2", per_mAh_cm2, 0, "dead lithium live again: it settled on the host"),
    COLUMN(by_lithium, "mAh/cm2", per_mAh_cm2, 0, "dead lithium live again: it settled on live lithium"),
    COLUMN(dead_share, "percent", percent, -1, "dead lithium over all lithium metal that was plated"),
    COLUMN(filling, "percent", percent, 1, "pores filled at the end of the last plating"),
    COLUMN(packing, "1", 1, 1, "packing above the paper at the end of the last plating"),
    COLUMN(roughness, "um", um, -1, "roughness at the end of the last plating"),
    COLUMN(chord, "um", um, 0,
           "mean chord of lithium, the size of its features, at the end of the last plating"),
    COLUMN(above_share, "percent", percent, -1,
           "share of lithium above the paper at the end of the last plating"),
    COLUMN(nuclei, "1/cm2", per_cm2, 0, "nucleation events per footprint"),
    COLUMN(retention, "percent", percent, 1,
           "of a cell: capacity of the last discharge over that of the first"),
    COLUMN(cell_cycles, "1", 1, 1, "of a cell: cycles until its protocol or its life ended"),
    COLUMN(hysteresis, "mV", 1e3, -1,
           "of a cell: half of what the mean voltages in and out differ by, last cycle"),
    COLUMN(cell_energy, "Wh/kg", 1, 1, "of a cell: given in the first discharge, per mass of the cell"),
    ATOMS(deepest_overpotential, "mV", 1e3, -1, "deepest overpotential on the way, positive when plating"),
    ATOMS(host_nuclei, "1/um2", 1e-12, 1, "nuclei on the host at the end"),
    ATOMS(spread, "1", 1, 1, "share of the lithium that touches the host"),
    ATOMS(host_coverage, "1", 1, 1, "share of the host's sites that lithium covers"),
    ATOMS(lone_adatoms, "1/um2", 1e-12, 0, "atoms without lithium neighbours at the end"),
    ATOMS(layers, "1", 1, 0, "lithium atoms per site that touches the host"),
    ATOMS(lattice_roughness, "nm", 1e9, -1, "spread of the exposed atoms' layers"),
    ATOMS(conversions, "1", 1, 0, "conversions of the decoration"),
    ATOMS(simulated_time, "s", 1, 0, "simulated time"),
};

const lk_result_column *lk_result_columns(size_t *count) {
    *count = sizeof columns / sizeof *columns;
    return columns;
}

static int column_at(size_t member) {
    int i = 0;
    while (columns[i].column.offset != member) i++;
    return i;
}

int lk_result_bound(int quantity) {
    return columns[quantity].column.offset == offsetof(lk_result, efficiency)
               ? column_at(offsetof(lk_result, efficiency_at_most))
               : -1;
}

int lk_result_bound_below(int quantity) {
    return columns[quantity].column.offset == offsetof(lk_result, cycles_to_failure)
               ? column_at(offsetof(lk_result, cycles_at_least))
               : -1;
}

lk_statistics lk_result_statistics(int quantity, const double *values, const double *bounds, size_t count) {
    if (lk_result_bound(quantity) >= 0) return lk_statistics_of_bounded(values, bounds, count);
    if (lk_result_bound_below(quantity) >= 0) return lk_statistics_of_bounded_below(values, bounds, count);
    return lk_statistics_of(values, count);
}

lk_result lk_result_of(const lk_film *film, const lk_protocol *protocol, const lk_protocol_cursor *cursor,
                       const lk_cycle *cycle, const lk_observation *seen, bool watched) {
    const double charge = film->model.hit_charge / film->model.footprint;
    const double in = (double)cycle->total_in * charge, out = (double)cycle->total_out * charge;
    const double *booked = seen->booked;
    const bool cycled = cycle->total_out > 0 && in > 0.0;
    const double aurbach = lk_protocol_aurbach(protocol, cursor), total = cycled ? out / in : NAN;
    const bool whole_cycles = isnan(aurbach) && cycle->counted > 0;
    return (lk_result){
        .efficiency = isnan(aurbach) ? total : aurbach,
        .efficiency_at_most = isnan(aurbach) ? NAN : (double)(cursor->short_strips > 0),
        .mean_efficiency = whole_cycles ? cycle->efficiencies / (double)cycle->counted : NAN,
        .total_efficiency = total,
        .unrecovered = cycled ? in - out : NAN,
        .conversion = booked[LK_LEDGER_CONVERSION],
        .alloying = booked[LK_LEDGER_ALLOYING],
        .dead = cycled ? seen->dead : NAN,
        .sei = booked[LK_LEDGER_SEI],
        .left = cycled ? (double)seen->lithium_hits * charge - seen->dead : NAN,
        .died = cycled ? booked[LK_LEDGER_DIED] : NAN,
        .by_growth = cycled ? booked[LK_LEDGER_BY_GROWTH] : NAN,
        .by_host = cycled ? booked[LK_LEDGER_BY_HOST] : NAN,
        .by_lithium = cycled ? booked[LK_LEDGER_BY_LITHIUM] : NAN,
        .dead_share = cycled && booked[LK_LEDGER_PLATED] > 0.0 ? seen->dead / booked[LK_LEDGER_PLATED] : NAN,
        .thickness = cycle->plated.thickness,
        .filling = cycle->plated.filling,
        .packing = cycle->plated.packing,
        .roughness = cycle->plated.roughness,
        .chord = cycle->plated.chord,
        .above_share = cycle->plated.above_share,
        .bare_thickness = cycle->bare.thickness,
        .sei_volume = seen->sei_volume,
        .dead_volume = cycled ? seen->dead_volume : NAN,
        .cycles_to_failure = !watched ? NAN : (double)(cycle->failed > 0 ? cycle->failed : cycle->counted),
        .cycles_at_least = watched ? (double)(cycle->failed == 0) : NAN,
        .nuclei = seen->nuclei};
}
