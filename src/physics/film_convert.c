// Charge that the electrode as a whole takes before lithium plates, or gives back after it is gone:
// conversion of the decoration and its alloy, if the walls are fixed: then they have no place among the
// voxels.
#include "film_parts.h"

static int64_t oxide(const lk_film *film, double current) {
    return current > 0.0 ? film->conversion_hits - film->ledger.quanta[LK_LEDGER_CONVERSION] : 0;
}

static int64_t alloy(const lk_film *film, double current) {
    return current > 0.0 ? film->alloying_hits - film->ledger.quanta[LK_LEDGER_ALLOYING] : 0;
}

// Alloys give their lithium back once the metal is gone and the potential has risen above that of the step.
static int64_t release(const lk_film *film, double current) {
    if (film->phase.changes || current >= 0.0 || -film->cell_overpotential < film->dealloying_potential)
        return 0;
    return film->ledger.quanta[LK_LEDGER_ALLOYING];
}

// ---- rows of the table of events

const lk_film_event lk_film_event_conversion = {
    .name = "conversion",
    .doc = "ZnO + 2 Li+ + 2 e- -> Zn + Li2O: a quantum of its charge",
    .where = "fixed walls: plating, before lithium plates, until all decoration has converted",
    .equation = "at the applied current",
    .source = PAPER,
    .why_not = "stripping does not oxidise Zn again",
    .trigger = LK_FILM_ELECTRODE,
    .charge = +1,
    .postings = BOOK(CONVERSION),
    .due = oxide};

const lk_film_event lk_film_event_alloying = {
    .name = "alloying",
    .doc = "Zn + Li+ + e- -> LiZn: a quantum of its charge",
    .where = "fixed walls: plating, after conversion and before lithium plates",
    .equation = "at the applied current",
    .source = PAPER,
    .reverse = "dealloying",
    .trigger = LK_FILM_ELECTRODE,
    .charge = +1,
    .postings = BOOK(ALLOYING),
    .due = alloy};

const lk_film_event lk_film_event_dealloying = {
    .name = "dealloying",
    .doc = "LiZn -> Zn + Li+ + e-: a quantum of its charge",
    .where = "fixed walls: stripping, once the voltage has risen above that of the alloy",
    .equation = "at the applied current",
    .source = PAPER,
    .reverse = "alloying",
    .trigger = LK_FILM_ELECTRODE,
    .charge = -1,
    .postings = GIVE(ALLOYING),
    .due = release};
