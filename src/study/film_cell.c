// A film electrode in a cell: see film_cell.h.
#include "film_cell.h"
#include "likmc/constants.h"

#include <math.h>
#include <stdlib.h>

static const double dry = 0.05;            // wet share of pores and separator at which a cell is spent
static const double little_lithium = 0.02; // of the first capacity, live, with which the host has run out
static const double most_share = 0.95;   // of the current that a foil takes beside a film at a given current
static const double longest_hold = 20.0; // s of a step at the potential of a foil
static const int64_t most_quanta = 1 << 20;
static const double most_rate = 20.0; // C that a held voltage may draw

static bool in_cell(const lk_film_electrode *e) { return e->cell.counter != LK_CELL_NONE; }

static double per_footprint(const lk_film_electrode *e, int64_t quanta) {
    return (double)quanta * e->cell.quantum;
}

static double sei_of(const lk_film_electrode *e) {
    return per_footprint(e, e->film.ledger.quanta[LK_LEDGER_SEI]);
}

static double wet_share(const lk_film_electrode *e) { return lk_cell_wet(&e->cell, sei_of(e)); }

static double other_overpotential(const lk_film_electrode *e) {
    return e->other ? e->other->film.cell_overpotential : 0.0;
}

double lk_film_cell_volts(const lk_film_electrode *e) {
    return lk_cell_voltage(&e->cell, e->cell.state.current, e->film.cell_overpotential,
                           other_overpotential(e), wet_share(e));
}

// ---- going on

static double chosen_current(const lk_film_electrode *e, const lk_protocol_step *step) {
    if (isnan(step->held)) return step->current;
    const double rate = e->cell.counter == LK_CELL_INSERTION ? e->cell.capacity / 3600.0 : 0.0;
    return lk_cell_follow(&e->cell, step->held, step->mode == LK_PROTOCOL_PLATE ? 1.0 : -1.0,
                          e->film.cell_overpotential, other_overpotential(e), wet_share(e),
                          rate > 0.0 ? most_rate * rate : INFINITY);
}

// Area of the host's lithium that reacts, m2 per m2 of footprint.
static double reacting_area(const lk_film *film, double current) {
    const double *area = current > 0.0 ? film->transport.plating : film->transport.stripping;
    double sum = 0.0;
    for (uint32_t z = 0; z < film->top; z++) sum += area[z];
    return sum;
}

static void begin(lk_film_electrode *e, const lk_protocol_step *step) {
    lk_cell_state *s = &e->cell.state;
    e->film.model.host_factor = e->host_factor * fmax(wet_share(e), 1e-3);
    s->current = chosen_current(e, step);
    const bool shared = !step->outside && s->current != 0.0;
    s->share = shared ? lk_cell_behind_share(&e->cell, s->current, reacting_area(&e->film, s->current)) : 0.0;
    s->holds = s->share > most_share;
}

lk_status lk_film_cell_step(lk_film_electrode *e, const lk_protocol_step *step, int64_t most, double left,
                            lk_error_list *errors) {
    const lk_cell_state *s = &e->cell.state;
    if (!in_cell(e)) return lk_film_step(&e->film, step->current, most, left, errors);
    if (e->film.pause.in == LK_FILM_BETWEEN_STEPS) begin(e, step);
    if (s->holds) {
        const double charge = e->cell.quantum * (double)(most < most_quanta ? most : most_quanta);
        const double seconds = fmin(fmin(left, longest_hold), charge / fabs(s->current));
        return lk_film_hold(&e->film, lk_cell_behind_overpotential(&e->cell, s->current), most, seconds,
                            errors);
    }
    return lk_film_step(&e->film, s->current * (1.0 - s->share), most, left, errors);
}

// What the foil behind the host has taken in a step of the film that is over.
static int64_t follow_behind(lk_film_electrode *e, int64_t passed, double seconds) {
    const lk_cell_state *s = &e->cell.state;
    if (s->share == 0.0) return 0;
    const double charge =
        s->holds ? s->current * seconds - per_footprint(e, passed) : s->current * s->share * seconds;
    return lk_cell_pass_behind(&e->cell, charge);
}

// The second host passes what the first one has passed, in the other direction, in its own time.
static lk_status follow_other(lk_film_electrode *e, int64_t quanta, double current, lk_error_list *errors) {
    lk_film *film = &e->other->film;
    const int64_t until = film->ledger.quanta[LK_LEDGER_PASSED] + quanta;
    lk_status status = LK_OK;
    for (int64_t left = quanta; status == LK_OK && left != 0;) {
        const int64_t before = film->ledger.quanta[LK_LEDGER_PASSED];
        status = lk_film_step(film, copysign(current, (double)quanta), llabs(left), INFINITY, errors);
        left = until - film->ledger.quanta[LK_LEDGER_PASSED];
        if (-film->cell_overpotential >= e->base.params->protocol.exhausted_voltage)
            break; // it has no more to give
        e->other->still = film->ledger.quanta[LK_LEDGER_PASSED] != before ? 0 : e->other->still + 1;
        if (e->other->still > 100000)
            return lk_error_set(errors, LK_FAILED, "the second host passes no current of %g A/m2", current);
        if ((left > 0) != (quanta > 0)) break; // SEI has taken a quantum more than was left
    }
    return status;
}

lk_status lk_film_cell_follow(lk_film_electrode *e, const lk_protocol_step *step, int64_t *behind,
                              lk_error_list *errors) {
    *behind = 0;
    if (!in_cell(e) || e->film.pause.in != LK_FILM_BETWEEN_STEPS) return LK_OK;
    const double now = lk_clock_now(&e->film.clock);
    const int64_t passed = e->film.ledger.quanta[LK_LEDGER_PASSED] - e->progress.followed;
    e->progress.followed += passed;
    *behind = follow_behind(e, passed, now - e->cell.state.time);
    lk_status status = LK_OK;
    if (e->other && passed != 0)
        status = follow_other(e, step->outside ? passed : -passed, fabs(e->cell.state.current), errors);
    lk_cell_pass(&e->cell, step->outside ? 0 : passed + *behind, now);
    if (wet_share(e) < dry) e->cell.state.end = LK_CELL_ELECTROLYTE_SPENT;
    if (step->mode == LK_PROTOCOL_PLATE && lk_cell_left(&e->cell) <= 0.0)
        e->cell.state.end = LK_CELL_COUNTER_SPENT;
    return status;
}

// ---- the end

void lk_film_cell_judge(lk_film_electrode *e, int64_t out) {
    lk_cell_state *s = &e->cell.state;
    if (e->cell.counter != LK_CELL_INSERTION && e->cell.counter != LK_CELL_HOST) return;
    if (out <= 0) return;
    if (s->first_out == 0) s->first_out = out;
    s->last_out = out;
    if ((double)out >= e->cell.end_share * (double)s->first_out || s->end != LK_CELL_GOES_ON) return;
    const int64_t foil = e->cell.behind > 0.0 ? llround(lk_cell_behind_left(&e->cell) / e->cell.quantum) : 0;
    const int64_t live = e->seen.lithium_hits - e->seen.dead_hits + foil;
    s->end =
        (double)live < little_lithium * (double)s->first_out ? LK_CELL_LITHIUM_SPENT : LK_CELL_VOLTAGE_SPENT;
}

bool lk_film_cell_has_ended(const lk_film_electrode *e) { return e->cell.state.end != LK_CELL_GOES_ON; }

lk_status lk_film_cell_check_room(lk_film_electrode *e, lk_error_list *errors) {
    if (e->film.top < e->film.lattice.cells[2]) return LK_OK;
    if (in_cell(e)) {
        e->cell.state.end = LK_CELL_SHORTED;
        return LK_OK;
    }
    return lk_error_set(errors, LK_FAILED,
                        "the deposit has reached the top of the box at %.3g mAh/cm2; raise box.head_room",
                        lk_film_charge(&e->film) / LK_MAH_PER_CM2);
}

// ---- what it has come to

static const double lithium_mass = 6.94e-3; // kg/mol (IUPAC 2021, doi 10.1515/pac-2019-0603)

// kg/m2 of a cell: host and what lies on it, lithium that was loaded, positive electrode or foil,
// electrolyte, separator, collectors, package.
static double mass_of(const lk_film_electrode *e) {
    const lk_params *p = e->base.params;
    const double lithium =
        (per_footprint(e, e->progress.loaded) + e->cell.behind) / LK_FARADAY * lithium_mass;
    double counter = 0.0;
    if (e->cell.counter == LK_CELL_INSERTION)
        counter =
            e->cell.positive.volume * p->materials[p->cell.positive.index].density / p->cell.active_share;
    if (e->cell.counter == LK_CELL_LITHIUM) counter = e->cell.stock / LK_FARADAY * lithium_mass;
    if (e->cell.counter == LK_CELL_HOST) counter = p->host.areal_mass + lithium;
    return p->host.areal_mass + lithium + counter + p->cell.electrolyte_amount * p->cell.electrolyte_density +
           p->cell.separator_mass + p->cell.collector_mass + p->cell.package_mass;
}

static double mAh(double charge) { return charge / LK_MAH_PER_CM2; }

bool lk_film_cell_is_conserved(const lk_film_electrode *e) {
    if (!in_cell(e) || e->film.pause.in != LK_FILM_BETWEEN_STEPS)
        return true; // the rest follows after the step
    const int64_t given = e->cell.state.given, loaded = e->progress.loaded;
    const bool first = e->film.ledger.quanta[LK_LEDGER_PASSED] + e->cell.state.behind == given + loaded;
    return first &&
           (!e->other || llabs(e->other->film.ledger.quanta[LK_LEDGER_PASSED] + given - loaded) <= 1);
}

void lk_film_cell_result(const lk_film_electrode *e, lk_result *r) {
    const lk_cell_state *s = &e->cell.state;
    r->retention = r->cell_energy = r->hysteresis = r->cell_cycles = NAN;
    if (!in_cell(e)) return;
    r->cell_cycles = (double)e->progress.cycle.number;
    r->hysteresis = e->progress.hysteresis;
    if (s->first_out > 0) r->retention = (double)s->last_out / (double)s->first_out;
    if (e->cell.counter == LK_CELL_INSERTION && e->progress.first_energy > 0.0)
        r->cell_energy = e->progress.first_energy / 3600.0 / mass_of(e);
}

void lk_film_cell_summarise(const lk_film_electrode *e, lk_json *json) {
    static const char *const counters[] = {"none", "lithium", "insertion", "host"};
    const lk_cell_state *s = &e->cell.state;
    if (!in_cell(e)) return;
    lk_json_open_object(json, "cell");
    lk_json_text(json, "counter", counters[e->cell.counter]);
    lk_json_text(json, "ended_by", lk_cell_end_name((lk_cell_end)s->end));
    lk_json_number(json, "voltage_V", lk_film_cell_volts(e));
    lk_json_number(json, "loaded_mAh_per_cm2", mAh(per_footprint(e, e->progress.loaded)));
    lk_json_number(json, "counter_given_mAh_per_cm2", mAh(per_footprint(e, s->given)));
    if (isfinite(lk_cell_left(&e->cell)))
        lk_json_number(json, "counter_left_mAh_per_cm2", mAh(lk_cell_left(&e->cell)));
    lk_json_number(json, "counter_lost_mAh_per_cm2", mAh(per_footprint(e, s->lost)));
    lk_json_number(json, "electrolyte_uL_per_cm2", 1e5 * lk_cell_electrolyte(&e->cell, sei_of(e)));
    lk_json_number(json, "mass_mg_per_cm2", 100.0 * mass_of(e));
    if (s->first_out > 0) {
        lk_json_number(json, "first_discharge_mAh_per_cm2", mAh(per_footprint(e, s->first_out)));
        lk_json_number(json, "last_discharge_mAh_per_cm2", mAh(per_footprint(e, s->last_out)));
        lk_json_number(json, "retention_percent", 100.0 * (double)s->last_out / (double)s->first_out);
    }
    lk_json_number(json, "behind_mAh_per_cm2", mAh(lk_cell_behind_left(&e->cell)));
    lk_json_number(json, "behind_lost_mAh_per_cm2", mAh(per_footprint(e, s->behind_lost)));
    lk_json_boolean(json, "lithium_conserved", lk_film_cell_is_conserved(e));
    lk_json_close_object(json);
}
