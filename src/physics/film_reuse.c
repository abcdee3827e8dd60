// One solution of the field for several steps: see film_reuse.h.
#include "film_reuse.h"

#include "likmc/closure.h"

#include "film_place.h"

#include <math.h>

enum { MOST_STEPS = 64 };
// Of the drives, root of the mean square. Newton stops at a change of 1 mV: 2 % of a drive.
static const double tolerance = 0.02;
// V. Tafel's law and a linear one keep the proportions of drives exactly when all potentials shift by as
// much.
static const double most_shift = 10e-3, most_shift_per_step = 4e-3;

// Factor of the drives if the overpotential of the film, as solved for, shifts by `shift`; and its slope.
static double scale_at(const lk_film *film, double shift, double *slope) {
    const lk_transport_params *p = &film->transport.params;
    const double beta = LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * p->temperature), solved = film->reuse.solved;
    const double here = lk_closure_butler_volmer(beta * (solved + shift), p->alpha, 1.0, slope);
    const double there = lk_closure_butler_volmer(beta * solved, p->alpha, 1.0, NULL);
    *slope *= beta / there;
    return here / there;
}

// The shift at which reaction and double layer take the current at the end of the step: by Newton's iteration
// on a function that rises.
static double find_shift(const lk_film *film, double current, double step, double *scale) {
    const lk_film_reuse *r = &film->reuse;
    const double capacitance = film->model.layer_capacitance * (double)film->model.grid.nz_paper; // F/m2
    const double taken = r->taken / film->model.footprint, charging = capacitance / step;
    double shift = r->shift, change = INFINITY, slope;
    for (int i = 0; i < 20 && fabs(change) > 1e-9; i++) {
        *scale = scale_at(film, shift, &slope);
        change = (current - taken * *scale - charging * (shift - r->shift)) / (taken * slope + charging);
        shift += change;
    }
    return shift;
}

// Part of Sand's time, in which salt at an electrode falls by 7 % (2 mV): not more passes unsolved.
static double longest(const lk_film *film, double current) {
    const lk_field_params *p = &film->field.params;
    const double pi = 3.14159265358979323846;
    const double root = LK_FARADAY * p->concentration / (2.0 * current * (1.0 - p->transference));
    return 0.005 * pi * p->diffusivity * root * root;
}

bool lk_film_reuse_serves(lk_film *film, double current, double step) {
    lk_film_reuse *r = &film->reuse;
    if (r->current != current || current == 0.0 || r->steps >= r->most) return false;
    if (r->since + film->step + step > longest(film, current)) return false;
    double scale = r->scale;
    const double shift = find_shift(film, current, step, &scale);
    if (!(fabs(shift) < most_shift) || fabs(shift - r->shift) > most_shift_per_step) return false;
    r->since += film->step;
    film->step = step;
    r->steps++;
    r->scale = scale;
    r->shift = shift;
    film->cell_overpotential = r->solved + shift;
    return true;
}

double lk_film_reuse_time(const lk_film *film) { return film->reuse.since + film->step; }

double lk_film_reuse_foresee(const lk_film *film, double current) {
    double scale;
    return current != 0.0 && film->reuse.current == current ? find_shift(film, current, film->step, &scale)
                                                            : 0.0;
}

// Area on which the reaction of a cell takes place: 0 if it has none.
static double area_of(const lk_field_grid *f, size_t i) {
    return f->drive[0][i] > 0.0 ? f->plating[0][i] : f->stripping[0][i];
}

// What is left of the new drives once a multiple of the old ones is taken off, as a share of them; or, if
// that is more, the mean change of the potentials beyond what was foreseen, as a share of Tafel's law.
static double unforeseen(const lk_film *film) {
    const lk_field_grid *f = &film->field;
    const double j0 = f->params.surface[0].exchange_current;
    const double volts = LK_BOLTZMANN * f->params.temperature / (LK_ELEMENTARY_CHARGE * f->params.alpha);
    double new_new = 0.0, new_old = 0.0, old_old = 0.0, sum = 0.0, off = 0.0;
    for (uint32_t k = 0; k < f->reacting_count; k++) {
        const size_t i = f->reacting[k];
        const double found = f->drive[0][i] / j0, before = film->drive[i], area = area_of(f, i);
        new_new += area * found * found;
        new_old += area * found * before;
        old_old += area * before * before;
        sum += area;
        off += area * (f->overpotential[i] - f->before.u[i] - f->foreseen);
    }
    return fmax(sqrt(fmax(0.0, 1.0 - new_old * new_old / (new_new * old_old))), fabs(off / sum / volts));
}

void lk_film_reuse_compare(lk_film *film) {
    lk_film_reuse *r = &film->reuse;
    const double error = r->current != 0.0 ? unforeseen(film) : INFINITY;
    if (!(error < tolerance))
        r->most = r->most > 1 ? r->most / 2 : 1;
    else if (error < 0.5 * tolerance && r->steps >= r->most)
        r->most = 2 * r->most < MOST_STEPS ? 2 * r->most : MOST_STEPS;
}

void lk_film_reuse_begin(lk_film *film, double current, double faces) {
    const lk_field_grid *f = &film->field;
    lk_film_reuse *r = &film->reuse;
    double taken = 0.0;
    for (uint32_t k = 0; k < f->reacting_count; k++) taken += f->reaction[f->reacting[k]];
    // While the double layer turns over, the reaction still runs the other way.
    const bool whole = f->current == current * film->model.footprint; // not all that the salt can bring
    const bool sound = whole && taken * current > 0.0 && film->cell_overpotential * current > 0.0;
    *r = (lk_film_reuse){.current = sound ? current : 0.0,
                         .taken = taken,
                         .faces = faces,
                         .scale = 1.0,
                         .solved = film->cell_overpotential,
                         .most = r->most};
}
