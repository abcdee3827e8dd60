// Energy by coordination: see likmc/energetics.h.
#include "likmc/energetics.h"

#include <math.h>

static double second_moment(const lk_energetics *table, double neighbours) {
    return -table->cohesive_eV * sqrt(neighbours / table->bulk);
}

lk_status lk_energetics_init(lk_energetics *table, int bulk, double cohesive_eV, int types,
                             const double E_ads_eV[], lk_error_list *errors) {
    *table = (lk_energetics){.bulk = bulk, .types = types, .cohesive_eV = cohesive_eV};
    if (bulk < 1 || bulk >= LK_ENERGETICS_COORDINATION || types < 1 || types > LK_ENERGETICS_TYPES)
        return lk_error_set(errors, LK_BAD_INPUT, "energetics: %d neighbours (1 to %d), %d types (1 to %d)",
                            bulk, LK_ENERGETICS_COORDINATION - 1, types, LK_ENERGETICS_TYPES);
    if (!(cohesive_eV > 0.0))
        return lk_error_set(errors, LK_BAD_INPUT, "cohesive energy %g eV has to be positive", cohesive_eV);
    for (int t = 0; t < types; t++) {
        if (t > 0 && !(E_ads_eV[t] > 0.0))
            return lk_error_set(errors, LK_BAD_INPUT, "E_ads %g eV of type %d has to be positive",
                                E_ads_eV[t], t);
        const double bond = t > 0 ? E_ads_eV[t] / cohesive_eV : 0.0, extra = bulk * bond * bond;
        for (int n = 0; n < LK_ENERGETICS_COORDINATION; n++)
            table->atom_eV[t][n] = second_moment(table, n + extra);
    }
    return LK_OK;
}

lk_status lk_energetics_set(lk_energetics *table, const double by_coordination_eV[], lk_error_list *errors) {
    for (int n = 0; n <= table->bulk; n++)
        if (n == 0 ? by_coordination_eV[0] != 0.0 : !(by_coordination_eV[n] < by_coordination_eV[n - 1]))
            return lk_error_set(errors, LK_BAD_INPUT,
                                "E(%d) = %g eV: E(0) has to be 0 and E has to fall with n", n,
                                by_coordination_eV[n]);
    for (int n = 0; n <= table->bulk; n++) {
        const double change = by_coordination_eV[n] - second_moment(table, n);
        for (int t = 0; t < table->types; t++) table->atom_eV[t][n] += change;
    }
    return LK_OK;
}

double lk_energetics_wetting(const lk_energetics *table, int type, int free_n) {
    const double *none = table->atom_eV[0];
    return (none[free_n] - table->atom_eV[type][free_n]) / (2.0 * (none[free_n] - none[table->bulk]));
}
