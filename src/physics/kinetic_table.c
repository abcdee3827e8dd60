// Barriers and rates: see likmc/kinetic_table.h.
#include "likmc/kinetic_table.h"

#include <math.h>

static const lk_kinetic_class_info infos[LK_KINETIC_CLASSES] = {
    [LK_KINETIC_TERRACE] = {"terrace", "on a terrace of lithium"},
    [LK_KINETIC_STEP] = {"step", "joining or leaving a step of lithium"},
    [LK_KINETIC_ALONG] = {"along step", "along a step of lithium"},
    [LK_KINETIC_DOWN] = {"down step", "over the edge of a step of lithium"},
    [LK_KINETIC_LONE] = {"lone", "on one substrate, with no lithium next to it"},
    [LK_KINETIC_SUBSTRATE] = {"substrate", "on one substrate, beside lithium"},
    [LK_KINETIC_BORDER] = {"border", "between two types, or a substrate and lithium"},
};

const lk_kinetic_class_info *lk_kinetic_table_class_info(lk_kinetic_class class) { return &infos[class]; }

static lk_status check(const lk_kinetic_table *table, lk_error_list *errors) {
    if (!(table->kT_eV > 0.0 && table->frequency > 0.0 && table->exchange > 0.0 && table->cap >= 0.0))
        return lk_error_set(errors, LK_BAD_INPUT, "kinetics: kT %g eV, frequency %g, exchange %g, cap %g /s",
                            table->kT_eV, table->frequency, table->exchange, table->cap);
    if (!(table->alpha >= 0.0 && table->alpha <= 1.0))
        return lk_error_set(errors, LK_BAD_INPUT, "alpha %g is outside [0, 1]", table->alpha);
    for (int i = 0; i <= LK_KINETIC_DOWN; i++)
        if (!isfinite(table->lithium_eV[i]))
            return lk_error_set(errors, LK_BAD_INPUT, "the barrier '%s' is not given", infos[i].name);
    for (int t = 1; t < table->types; t++)
        if (!isfinite(table->substrate_eV[t]))
            return lk_error_set(errors, LK_BAD_INPUT, "E_mig of type %d is not given", t);
    return LK_OK;
}

lk_status lk_kinetic_table_init(lk_kinetic_table *table, lk_error_list *errors) {
    const lk_status status = check(table, errors);
    if (status) return status;
    table->cap_eV = table->cap > 0.0 ? table->kT_eV * log(table->frequency / table->cap) : 0.0;
    table->substrate_eV[0] = table->lithium_eV[LK_KINETIC_TERRACE];
    for (int a = 0; a < table->types; a++)
        for (int b = 0; b < table->types; b++)
            table->pair_eV[a][b] = fmax(table->substrate_eV[a], table->substrate_eV[b]);
    return LK_OK;
}

lk_kinetic_class lk_kinetic_table_class(const lk_kinetic_table *table, lk_kinetic_end a, lk_kinetic_end b) {
    const int low = a.n < b.n ? a.n : b.n, high = a.n < b.n ? b.n : a.n;
    if (a.type != b.type) return LK_KINETIC_BORDER;
    if (a.type) return high == 0 ? LK_KINETIC_LONE : LK_KINETIC_SUBSTRATE;
    if (low < table->terrace_n) return LK_KINETIC_DOWN;
    if (high == table->terrace_n) return LK_KINETIC_TERRACE;
    return low > table->terrace_n ? LK_KINETIC_ALONG : LK_KINETIC_STEP;
}

double lk_kinetic_table_base(const lk_kinetic_table *table, lk_kinetic_end a, lk_kinetic_end b) {
    if (a.type || b.type) return table->pair_eV[a.type][b.type];
    return table->lithium_eV[lk_kinetic_table_class(table, a, b)];
}

// fmax() of finite numbers without a call: this is the inner loop.
static double larger(double a, double b) { return a > b ? a : b; }

// Barrier of the direction that does not go uphill.
static double lower_barrier(double base_eV, double dE_eV) { return larger(base_eV - 0.5 * fabs(dE_eV), 0.0); }

// What the cap adds to both barriers of a pair.
static double raised(const lk_kinetic_table *table, double lower_eV, double dE_eV, double low_eV) {
    if (table->cap == 0.0) return 0.0;
    return larger(table->cap_eV - (lower_eV + fabs(dE_eV) + larger(low_eV, 0.0)), 0.0);
}

double lk_kinetic_table_rate(const lk_kinetic_table *table, double base_eV, double dE_eV, double low_eV) {
    const double lower = lower_barrier(base_eV, dE_eV);
    const double barrier = lower + larger(dE_eV, 0.0) + raised(table, lower, dE_eV, low_eV);
    return table->frequency * exp(-barrier / table->kT_eV);
}

double lk_kinetic_table_factor(const lk_kinetic_table *table, double base_eV, double dE_eV, double low_eV) {
    return exp(-raised(table, lower_barrier(base_eV, dE_eV), dE_eV, low_eV) / table->kT_eV);
}

double lk_kinetic_table_reduction(const lk_kinetic_table *table, double x_eV) {
    return table->exchange * exp(-table->alpha * x_eV / table->kT_eV);
}

double lk_kinetic_table_oxidation(const lk_kinetic_table *table, double x_eV) {
    return table->exchange * exp((1.0 - table->alpha) * x_eV / table->kT_eV);
}
