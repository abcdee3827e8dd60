// What stands around a simulated electrode: see likmc/cell.h.
#include "likmc/cell.h"
#include "likmc/closure.h"
#include "likmc/constants.h"

#include <math.h>

static const double least_wet = 1e-3;    // a dry separator conducts next to nothing, not nothing
static const double least_current = 0.1; // A/m2 (0.01 mA/cm2) from which a held voltage is approached

const char *lk_cell_end_name(lk_cell_end end) {
    static const char *const names[LK_CELL_ENDS] = {"not ended",
                                                    "no lithium left in the host",
                                                    "voltage limit",
                                                    "no electrolyte left",
                                                    "no lithium left in the counter electrode",
                                                    "short circuit"};
    return names[end];
}

double lk_cell_sign(lk_cell_counter counter) { return counter == LK_CELL_INSERTION ? 1.0 : -1.0; }

static bool add_counter(lk_cell *cell, const lk_params *p, char *why) {
    cell->stock = INFINITY;
    if (cell->counter == LK_CELL_LITHIUM)
        cell->stock = p->cell.foil_thickness / p->lithium.molar_volume * LK_FARADAY;
    if (cell->counter != LK_CELL_INSERTION) return true;
    if (p->cell.positive.index < 0) return lk_table_refuse(why, "an insertion electrode needs cell.positive");
    const lk_material *material = &p->materials[p->cell.positive.index];
    if (material->kind != LK_MATERIAL_INSERTION)
        return lk_table_refuse(why, "material %s is not of kind insertion", material->name);
    if (!lk_insertion_create(&cell->positive, material, p->temperature, p->cell.capacity, why)) return false;
    cell->first_loss = material->insertion.first_loss;
    cell->stock = lk_insertion_charge(&cell->positive) * lk_insertion_filling(&cell->positive) +
                  cell->first_loss * p->cell.capacity;
    for (int k = 0; k < LK_INSERTION_SHELLS; k++) cell->state.filling[k] = cell->positive.filling[k];
    return true;
}

bool lk_cell_create(lk_cell *cell, const lk_params *p, double quantum, char why[LK_TABLE_WHY]) {
    const double length = p->electrolyte.separator_thickness, pores = p->electrolyte.separator_porosity;
    const double path = lk_closure_bruggeman(pores, p->electrolyte.tortuosity_exponent);
    *cell = (lk_cell){.counter = (lk_cell_counter)p->cell.counter,
                      .thermal = LK_BOLTZMANN * p->temperature / LK_ELEMENTARY_CHARGE,
                      .exchange = p->kinetics.exchange_current_density * p->cell.foil_area,
                      .resistance = length / (p->electrolyte.conductivity * path) +
                                    p->electrolyte.gap / p->electrolyte.conductivity,
                      .transference = p->electrolyte.transference,
                      .quantum = quantum,
                      .loss = p->cell.foil_loss,
                      .foil_area = p->cell.foil_area,
                      .behind = p->cell.behind_thickness / p->lithium.molar_volume * LK_FARADAY,
                      .capacity = p->cell.capacity,
                      .liquid = p->cell.electrolyte_amount,
                      .room = p->host.thickness * p->host.porosity + length * pores + p->electrolyte.gap,
                      .use = p->cell.electrolyte_use,
                      .end_share = p->cell.end_share};
    const double flux = LK_FARADAY * p->electrolyte.diffusivity * p->electrolyte.concentration;
    cell->limit = flux / ((1.0 - p->electrolyte.transference) * (length / path + p->electrolyte.gap));
    return add_counter(cell, p, why);
}

// ---- voltage

static double separator_drop(const lk_cell *cell, double current, double wet) {
    const double share = fmax(wet, least_wet), ratio = fmax(1.0 + current / (cell->limit * share), least_wet);
    const double salt =
        isfinite(cell->limit) ? 2.0 * (1.0 - cell->transference) * cell->thermal * log(ratio) : 0.0;
    return current * cell->resistance / share + salt;
}

// The counter electrode against lithium.
static double counter_potential(const lk_cell *cell, double current, double other) {
    switch (cell->counter) {
    case LK_CELL_LITHIUM:
        return 2.0 * cell->thermal * asinh(current / (2.0 * cell->exchange));
    case LK_CELL_INSERTION: {
        lk_insertion positive = cell->positive;
        for (int k = 0; k < LK_INSERTION_SHELLS; k++) positive.filling[k] = cell->state.filling[k];
        return lk_insertion_voltage(&positive, -current);
    }
    case LK_CELL_HOST:
        return -other;
    case LK_CELL_NONE:
        break;
    }
    return 0.0;
}

double lk_cell_voltage(const lk_cell *cell, double current, double host, double other, double wet) {
    if (cell->counter == LK_CELL_NONE) return -host;
    const double counter = counter_potential(cell, current, other);
    return lk_cell_sign(cell->counter) * (counter + host + separator_drop(cell, current, wet));
}

double lk_cell_follow(const lk_cell *cell, double held, double direction, double host, double other,
                      double wet, double most) {
    const double now = cell->state.current != 0.0 ? cell->state.current : direction * least_current;
    const double volts = lk_cell_voltage(cell, now, host, other, wet), change = 1e-4 * fabs(now);
    const double beyond = lk_cell_voltage(cell, now + change, host, other, wet);
    const double chord = fabs(host / now) + (cell->counter == LK_CELL_HOST ? fabs(other / now) : 0.0);
    const double resistance = fabs(beyond - volts) / change + chord;
    const double next = now + lk_cell_sign(cell->counter) * (held - volts) / resistance;
    return direction * fmin(fmax(direction * next, 1e-3 * least_current), most);
}

// ---- the foil behind the host

double lk_cell_behind_share(const lk_cell *cell, double current, double area) {
    if (cell->behind == 0.0 || (current < 0.0 && lk_cell_behind_left(cell) <= 0.0)) return 0.0;
    return cell->foil_area / (cell->foil_area + area);
}

double lk_cell_behind_overpotential(const lk_cell *cell, double current) {
    return 2.0 * cell->thermal * asinh(current / (2.0 * cell->exchange));
}

double lk_cell_behind_left(const lk_cell *cell) {
    return cell->behind + (double)(cell->state.behind - cell->state.behind_lost) * cell->quantum;
}

// Of quanta plated on a foil, how many are lost; what is less than one is kept.
static int64_t lose(const lk_cell *cell, int64_t quanta, double *owed) {
    *owed += cell->loss * (double)quanta;
    const double whole = floor(*owed);
    *owed -= whole;
    return (int64_t)whole;
}

int64_t lk_cell_pass_behind(lk_cell *cell, double charge) {
    lk_cell_state *s = &cell->state;
    s->behind_owed += charge / cell->quantum;
    const int64_t quanta = (int64_t)s->behind_owed; // towards zero
    s->behind_owed -= (double)quanta;
    s->behind += quanta;
    if (quanta > 0) s->behind_lost += lose(cell, quanta, &s->behind_losing);
    return quanta;
}

// ---- inventories

static void pass_insertion(lk_cell *cell, double charge, double seconds) {
    lk_cell_state *s = &cell->state;
    const double left = cell->first_loss * cell->capacity - s->once;
    const double share = s->current > 0.0 && left > 0.0 ? cell->first_loss / (1.0 + cell->first_loss) : 0.0;
    if (charge > 0.0) s->once += fmin(share * charge, left);
    lk_insertion *p = &cell->positive;
    const double full = p->curve.filling[p->curve.count - 1];
    for (int k = 0; k < LK_INSERTION_SHELLS; k++) p->filling[k] = s->filling[k];
    lk_insertion_advance(p, -s->current * (1.0 - share), seconds);
    // The ledger, not the sum of steps, says how much is there.
    lk_insertion_set_filling(p, full - ((double)s->given * cell->quantum - s->once) / lk_insertion_charge(p));
    for (int k = 0; k < LK_INSERTION_SHELLS; k++) s->filling[k] = p->filling[k];
}

void lk_cell_pass(lk_cell *cell, int64_t quanta, double time) {
    lk_cell_state *s = &cell->state;
    s->given += quanta;
    if (cell->counter == LK_CELL_LITHIUM && quanta < 0) s->lost += lose(cell, -quanta, &s->owed);
    if (cell->counter == LK_CELL_INSERTION)
        pass_insertion(cell, (double)quanta * cell->quantum, time - s->time);
    s->time = time;
}

double lk_cell_left(const lk_cell *cell) {
    return cell->stock - (double)(cell->state.given + cell->state.lost) * cell->quantum;
}

double lk_cell_electrolyte(const lk_cell *cell, double sei) {
    const double lost = (double)(cell->state.lost + cell->state.behind_lost) * cell->quantum;
    return fmax(0.0, cell->liquid - cell->use * (sei + lost));
}

double lk_cell_wet(const lk_cell *cell, double sei) {
    return fmin(1.0, lk_cell_electrolyte(cell, sei) / cell->room);
}
