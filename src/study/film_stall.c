// A film that gets nowhere: what does not move, and which number is likely to blame.
#include "film_scale.h"
#include "likmc/constants.h"

#include <math.h>

static const double most_volts = 10.0; // twice what any electrolyte for lithium stands
enum { MOST_STILL = 100000 }; // steps in a row without charge; to the first nucleus it takes hundreds
static const double little_of_step =
    1e-6; // of the time of the protocol's step: a slow step, but one that ends

// Ohmic drop from the collector to the top, V.
static double ohmic_drop(const lk_transport *t, double current) {
    double resistance = 0.0;
    for (uint32_t k = 0; k < t->layers; k++) resistance += t->params.layer / t->conductivity[k];
    return fabs(current) * resistance;
}

static double least_salt(const lk_transport *t, uint32_t active) {
    double least = 1.0;
    for (uint32_t k = 0; k < active; k++) least = fmin(least, t->salt[k]);
    return least;
}

// Which number keeps the current from passing.
static const char *blame(const lk_film *film, double current) {
    const lk_transport *t = &film->transport;
    if (least_salt(t, film->top) < 0.01)
        return "salt is used up faster than it diffuses: lower the current density, or raise "
               "electrolyte.diffusivity or electrolyte.concentration";
    if (ohmic_drop(t, current) > 1.0)
        return "the electrolyte's resistance takes the voltage: lower the current density or raise "
               "electrolyte.conductivity";
    if (film->metal_voxels == 0 && film->ledger.quanta[LK_LEDGER_PLATED] == 0)
        return "no nucleus of lithium forms: raise nucleation.ln_prefactor, or E_ads of the host";
    return "the surface takes next to no current: lower the current density, or raise "
           "kinetics.exchange_current_density, sei.open_fraction or sei.passive_share";
}

static lk_status tell(const lk_film_electrode *e, const lk_protocol_step *step, lk_error_list *errors) {
    const lk_film *film = &e->film;
    const double volts = -film->cell_overpotential, time = lk_clock_now(&film->clock);
    const double mAh_cm2 = lk_film_charge(film) / LK_MAH_PER_CM2, mA_cm2 = step->current / 10.0;
    if (!isnan(step->held))
        return lk_error_set(
            errors, LK_FAILED,
            "nothing moves: no charge has passed in %d steps at %.3g V, up to %.3g s, and little of "
            "the step's time: end it at a time or at a larger current",
            MOST_STILL, volts, time);
    if (fabs(volts) <= most_volts)
        return lk_error_set(
            errors, LK_FAILED,
            "nothing moves: no charge has passed in %d steps at %.3g mA/cm2, up to %.3g s and %.3g "
            "mAh/cm2; %s",
            MOST_STILL, mA_cm2, time, mAh_cm2, blame(film, step->current));
    return lk_error_set(
        errors, LK_FAILED,
        "a current density of %.3g mA/cm2 takes %.3g V against lithium at %.3g s and %.3g mAh/cm2, and "
        "hardly passes; %s",
        mA_cm2, volts, time, mAh_cm2, blame(film, step->current));
}

lk_status lk_film_stall_check(lk_film_electrode *e, const lk_protocol_step *step, int64_t passed,
                              lk_error_list *errors) {
    const bool ends = e->film.step >= little_of_step * step->time; // false for a step that no time ends
    e->still = passed != 0 || ends ? 0 : e->still + 1;
    if (e->still < MOST_STILL && fabs(e->film.cell_overpotential) <= most_volts) return LK_OK;
    return tell(e, step, errors);
}
