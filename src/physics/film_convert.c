// Charge that the electrode as a whole takes before lithium plates, or gives back after it is gone:
// conversion of the decoration and its alloy, which have no place among the voxels.
#include "film_parts.h"

int64_t lk_film_convert_oxide(const lk_film *film, double current) {
    return current > 0.0 ? film->conversion_hits - film->ledger.quanta[LK_LEDGER_CONVERSION] : 0;
}

int64_t lk_film_convert_alloy(const lk_film *film, double current) {
    return current > 0.0 ? film->alloying_hits - film->ledger.quanta[LK_LEDGER_ALLOYING] : 0;
}

// Alloys give their lithium back once the metal is gone and the potential has risen above that of the step.
int64_t lk_film_convert_release(const lk_film *film, double current) {
    if (current >= 0.0 || -film->cell_overpotential < film->dealloying_potential) return 0;
    return film->ledger.quanta[LK_LEDGER_ALLOYING];
}
