// Drawing and doing events: see likmc/atomistic.h.
#include "likmc/atomistic.h"
#include "likmc/catalogue.h"

#include <math.h>

// Rates are renewed when the overpotential has drifted by this much, which is 1 % of kT at room temperature.
static const double potential_step = 2.5e-4; // V

static const lk_atomistic_move nothing = {-1, LK_NO_SITE, 0};

double lk_atomistic_total(lk_atomistic *model) {
    return lk_buckets_total(&model->hops) + lk_buckets_total(&model->transfers) +
           lk_buckets_total(&model->changes);
}

void lk_atomistic_drive(lk_atomistic *model, double overpotential, double current) {
    model->overpotential = overpotential;
    model->setup.current = current;
    lk_atomistic_rates_potential(model);
}

// The double layer takes up what the reactions leave over: d eta/dt = -(I - I_F)/C.
static void charge(lk_atomistic *model, double wait, int electrons) {
    if (model->setup.control != LK_ATOMISTIC_CURRENT) return;
    model->overpotential += (electrons - model->setup.current * wait) / model->setup.capacitance;
    if (electrons || fabs(model->overpotential - model->rates_at) > potential_step)
        lk_atomistic_rates_potential(model);
}

// Longest wait for which the rates may be taken as constant.
static double longest_wait(const lk_atomistic *model) {
    if (model->setup.control != LK_ATOMISTIC_CURRENT || model->setup.current == 0.0) return INFINITY;
    return potential_step * model->setup.capacitance / fabs(model->setup.current);
}

static bool accept(lk_atomistic *model, double rate, double bound) {
    return lk_rng_unit(&model->rng) * bound < rate;
}

static lk_atomistic_move draw_transfer(lk_atomistic *model) {
    uint32_t class;
    const uint32_t site = lk_buckets_select(&model->transfers, &model->rng, &class);
    const bool red = class < (uint32_t)model->bins;
    const double rate =
        red ? lk_atomistic_reduction_rate(model, site) : lk_atomistic_oxidation_rate(model, site);
    if (!accept(model, rate, model->transfers.rate[class])) return nothing;
    return (lk_atomistic_move){red ? LK_EVENT_REDUCTION : LK_EVENT_OXIDATION, site, 0};
}

// Rates of all directions of a site are laid out in a row; the draw falls on one of them, or beyond.
static lk_atomistic_move draw_directed(lk_atomistic *model, lk_buckets *buckets, const int events[],
                                       int count) {
    uint32_t class;
    const uint32_t site = lk_buckets_select(buckets, &model->rng, &class);
    double left = lk_rng_unit(&model->rng) * buckets->rate[class];
    for (int d = 0; d < model->lattice.kind->neighbours; d++)
        for (int e = 0; e < count; e++) {
            left -= lk_catalogue(events[e])->rate(model, site, d);
            if (left < 0.0) return (lk_atomistic_move){events[e], site, d};
        }
    return nothing;
}

static lk_atomistic_move draw_hop(lk_atomistic *model) {
    uint32_t class;
    const uint32_t site = lk_buckets_select(&model->hops, &model->rng, &class);
    double left = lk_rng_unit(&model->rng) * model->hops.rate[class];
    for (int d = 0; d < model->lattice.kind->neighbours; d++) {
        left -= lk_atomistic_hop_rate(model, site, d);
        if (left >= 0.0) continue;
        const bool down = lk_atomistic_hop_class(model, site, d) == LK_KINETIC_DOWN;
        return (lk_atomistic_move){down ? LK_EVENT_STEP_DOWN : LK_EVENT_HOP, site, d};
    }
    return nothing;
}

static lk_atomistic_move draw(lk_atomistic *model, double total) {
    static const int reactions[3] = {LK_EVENT_CONVERSION, LK_EVENT_ALLOYING, LK_EVENT_DEALLOYING};
    const double hops = lk_buckets_total(&model->hops), transfers = lk_buckets_total(&model->transfers);
    const double at = lk_rng_unit(&model->rng) * total;
    if (at < hops) return draw_hop(model);
    if (at < hops + transfers || lk_buckets_total(&model->changes) == 0.0)
        return transfers > 0.0 ? draw_transfer(model) : draw_hop(model);
    return draw_directed(model, &model->changes, reactions, 3);
}

static void note_factor(lk_atomistic *model, const lk_atomistic_move *move) {
    const lk_kinetic_class class = lk_atomistic_hop_class(model, move->site, move->direction);
    model->slowed[class] += log(lk_atomistic_hop_factor(model, move->site, move->direction));
    model->hops_done[class]++;
}

// Returns the electrons that it took.
static int perform(lk_atomistic *model, const lk_atomistic_move *move) {
    const lk_catalogue_event *event = lk_catalogue(move->event);
    const int more = lk_catalogue_more(model, move->event, move->site);
    uint32_t changed[2];
    if (move->event == LK_EVENT_HOP || move->event == LK_EVENT_STEP_DOWN) note_factor(model, move);
    const int count = event->apply(model, move->site, move->direction, changed);
    lk_atomistic_refresh(model, changed, count);
    const int64_t done = ++model->count[move->event];
    const bool lost =
        model->setup.fault == LK_ATOMISTIC_MISBOOKED && move->event == LK_EVENT_CONVERSION && (done & 1);
    model->electrons += lost ? 0 : event->electrons + more;
    model->more_lithium += more;
    return event->electrons + more;
}

lk_atomistic_move lk_atomistic_step(lk_atomistic *model, double until) {
    const double total = lk_atomistic_total(model), now = lk_clock_now(&model->clock);
    const double wait = total > 0.0 ? lk_rng_exponential(&model->rng) / total : INFINITY;
    const double most = fmin(until - now, longest_wait(model));
    // The process has no memory: a wait that is cut short is drawn anew.
    lk_clock_add(&model->clock, fmin(wait, most));
    if (wait > most) {
        charge(model, most, 0);
        return nothing;
    }
    model->candidates++;
    const lk_atomistic_move move = draw(model, total);
    charge(model, wait, move.event >= 0 ? perform(model, &move) : 0);
    return move;
}
