// Lithium that goes into the walls and comes out again: the rates of the steps in each layer, and the events.
#include "film_field.h"
#include "film_parts.h"
#include "film_site.h"

#include <math.h>

// Place, step and direction of a slot of the rates.
typedef struct wall_slot {
    size_t place, step;
    const lk_chemistry_step *what;
} wall_slot;

static wall_slot slot_of(const lk_film *film, size_t slot) {
    const size_t place = slot / LK_CHEMISTRY_STEPS, step = slot % LK_CHEMISTRY_STEPS;
    return (wall_slot){place, step, &film->phase.kind[place % film->phase.kinds].chemistry.steps[step]};
}

static bool is_step(const lk_film *film, size_t slot) {
    const size_t place = slot / LK_CHEMISTRY_STEPS;
    return slot % LK_CHEMISTRY_STEPS < film->phase.kind[place % film->phase.kinds].chemistry.step_count &&
           film->phase.room[slot] > 0;
}

// Share of the particles that can take the step now, or have taken it and can go back.
static double ready(const lk_film *film, const wall_slot *s, bool out) {
    const lk_chemistry *c = &film->phase.kind[s->place % film->phase.kinds].chemistry;
    const int which = out ? s->what->products[0].phase : s->what->from;
    if (out && !s->what->reversible) return 0.0;
    return fmin(1.0, lk_film_phase_amount(film, s->place, which) / c->phases[which].most);
}

// Particles under metal react as far as lithium reaches them through it.
static double exposed(const lk_film_phase *phase, size_t layer) {
    const double covered = phase->faces[layer] ? (double)phase->covered[layer] / phase->faces[layer] : 0.0;
    return 1.0 - covered * (1.0 - phase->covered_reactivity);
}

// Exchange current of a step if all particles were ready, A per m2 of footprint, times what its potential
// does to the direction.
static double strength(const lk_film *film, const wall_slot *s, bool out) {
    const lk_film_phase *phase = &film->phase;
    const double x = LK_ELEMENTARY_CHARGE * s->what->potential / (LK_BOLTZMANN * phase->temperature);
    const double factor = out ? exp(-(1.0 - phase->alpha) * x) : exp(phase->alpha * x);
    return s->what->exchange_current_density * phase->area[s->place] *
           exposed(phase, s->place / phase->kinds) * factor;
}

static double per_second(const lk_film *film) { return film->model.footprint / film->model.hit_charge; }

// Particles that change within the step are not ready any more for the rest of it. Backward Euler at the
// potentials of its start: a step of duration t takes k N t/(1 + (k + k') t) of N ready quanta, and no more
// than there are.
void lk_film_phase_describe_layers(lk_film *film, double time, const double *potential) {
    lk_film_phase *phase = &film->phase;
    if (!phase->changes) return;
    lk_transport *t = &film->transport;
    const double beta = LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * phase->temperature);
    for (size_t z = 0; z < phase->layers; z++) t->wall_in[z] = t->wall_out[z] = 0.0;
    for (size_t slot = 0; slot < phase->places * LK_CHEMISTRY_STEPS; slot++) {
        if (!is_step(film, slot)) continue;
        const wall_slot s = slot_of(film, slot);
        const size_t z = s.place / phase->kinds;
        const double in = strength(film, &s, false), out = strength(film, &s, true);
        const double k = in * t->salt[z] * exp(phase->alpha * beta * potential[z]) +
                         out * exp(-(1.0 - phase->alpha) * beta * potential[z]);
        // What is done for good is not undone above its potential: there it stands still.
        const bool stands = !s.what->reversible && potential[z] + s.what->potential <= 0.0;
        const double back = s.what->reversible ? ready(film, &s, true) : ready(film, &s, false);
        const double damping = 1.0 + k * per_second(film) / (double)phase->room[slot] * time;
        phase->rates[2 * slot] = stands ? 0.0 : in * ready(film, &s, false) / damping;
        phase->rates[2 * slot + 1] = stands ? 0.0 : out * back / damping;
        t->wall_in[z] += phase->rates[2 * slot];
        t->wall_out[z] += phase->rates[2 * slot + 1];
    }
}

// What multiplies exchange currents in a layer, in and out.
static void find_drive(const lk_film *film, size_t layer, double drive[2]) {
    const lk_transport *t = &film->transport;
    if (lk_film_field_used(film)) {
        lk_film_field_wall_drive(film, (uint32_t)layer, drive);
        return;
    }
    drive[0] = t->salt[layer] * t->cathodic[layer];
    drive[1] = t->anodic[layer];
}

void lk_film_phase_set_rates(lk_film *film) {
    lk_film_phase *phase = &film->phase;
    const size_t slots = phase->kinds * LK_CHEMISTRY_STEPS;
    for (size_t z = 0; z < phase->layers && phase->changes; z++) {
        double drive[2];
        find_drive(film, z, drive);
        for (size_t slot = z * slots; slot < (z + 1) * slots; slot++) {
            if (!is_step(film, slot)) continue;
            double *rate = &phase->rates[2 * slot];
            rate[0] *= drive[0] * per_second(film);
            rate[1] *= drive[1] * per_second(film);
            if (slot_of(film, slot).what->reversible) continue;
            rate[0] = fmax(0.0, rate[0] - rate[1]);
            rate[1] = 0.0;
        }
    }
    lk_film_phase_sum_rates(film);
}

void lk_film_phase_sum_rates(lk_film *film) {
    lk_film_phase *phase = &film->phase;
    phase->total = 0.0;
    for (size_t i = 0; i < 2 * phase->places * LK_CHEMISTRY_STEPS && phase->changes; i++)
        phase->total += phase->rates[i];
}

int64_t lk_film_phase_capacity(const lk_film *film, bool out) {
    int64_t sum = 0;
    for (size_t slot = 0; film->phase.changes && slot < film->phase.places * LK_CHEMISTRY_STEPS; slot++) {
        if (!is_step(film, slot)) continue;
        const wall_slot s = slot_of(film, slot);
        if (!out) sum += film->phase.room[slot] - film->phase.taken[slot];
        if (out && s.what->reversible) sum += film->phase.taken[slot];
    }
    return sum;
}

int lk_film_phase_choose(lk_film *film, uint32_t *slot) {
    const lk_film_phase *phase = &film->phase;
    double left = lk_rng_unit(&film->rng) * phase->total;
    size_t last = 0;
    for (size_t i = 0; i < 2 * phase->places * LK_CHEMISTRY_STEPS; i++) {
        if (phase->rates[i] <= 0.0) continue;
        last = i;
        if ((left -= phase->rates[i]) < 0.0) break;
    }
    *slot = (uint32_t)(last / 2);
    if (last % 2) return LK_FILM_WALL_DEALLOYING;
    return slot_of(film, last / 2).what->reversible ? LK_FILM_WALL_ALLOYING : LK_FILM_WALL_CONVERSION;
}

// Rates are those of the beginning of the step: what was ready then may be used up.
static int64_t lithiate(lk_film *film, uint32_t *slot) {
    const wall_slot s = slot_of(film, *slot);
    if (film->phase.taken[*slot] >= film->phase.room[*slot] || ready(film, &s, false) <= 0.0) return 0;
    film->phase.taken[*slot]++;
    return 1;
}

static int64_t delithiate(lk_film *film, uint32_t *slot) {
    const wall_slot s = slot_of(film, *slot);
    if (film->phase.taken[*slot] <= 0 || ready(film, &s, true) <= 0.0) return 0;
    film->phase.taken[*slot]--;
    return 1;
}

// ---- rows of the table of events

#define WALL_IN                                                                                              \
    "j0 A share c/c0 exp(alpha e (eta + U)/kT), U: potential of the step, A: area of the particles"

const lk_film_event lk_film_event_wall_conversion = {
    .name = "wall-conversion",
    .doc = "lithium goes into a wall for good, such as ZnO + 2 Li+ + 2 e- -> Zn + Li2O: a "
           "quantum of its charge",
    .where = "particles of one layer that are ready for such a step of their material",
    .equation = WALL_IN,
    .source = BUTLER_VOLMER,
    .why_not = "the materials' files say that stripping does not turn it back",
    .trigger = LK_FILM_WALL,
    .charge = +1,
    .postings = BOOK(CONVERSION),
    .apply = lithiate};

const lk_film_event lk_film_event_wall_alloying = {
    .name = "wall-alloying",
    .doc = "lithium goes into a wall, such as Zn + Li+ + e- -> LiZn: a quantum of its charge",
    .where = "particles of one layer that are ready for such a step of their material",
    .equation = WALL_IN,
    .source = BUTLER_VOLMER,
    .reverse = "wall-dealloying",
    .trigger = LK_FILM_WALL,
    .charge = +1,
    .postings = BOOK(ALLOYING),
    .apply = lithiate};

const lk_film_event lk_film_event_wall_dealloying = {
    .name = "wall-dealloying",
    .doc = "lithium leaves a wall, such as LiZn -> Zn + Li+ + e-: a quantum of its charge",
    .where = "particles of one layer that have taken a step that can be turned back",
    .equation = "j0 A share exp(-(1 - alpha) e (eta + U)/kT), A: area of the particles",
    .source = BUTLER_VOLMER,
    .reverse = "wall-alloying",
    .trigger = LK_FILM_WALL,
    .charge = -1,
    .postings = GIVE(ALLOYING),
    .apply = delithiate};
