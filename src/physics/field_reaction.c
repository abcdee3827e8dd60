// The reaction of the cells: Butler-Volmer, behind a resistance or not.
#include "likmc/closure.h"

#include "field_parts.h"

#include <math.h>

static double beta_of(const lk_field_params *p) {
    return LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * p->temperature);
}

// y + rho f(y) = x with f the current over j0 at the overpotential y behind the layer and rho its resistance
// in units of kT/(e j0). f rises and so does the whole: one root, which Newton's iteration reaches from
// either side.
static double behind_layer(double x, double rho, double alpha, double salt, double y) {
    enum { MOST = 200 };
    for (int i = 0; i < MOST; i++) {
        double slope;
        const double f = lk_closure_butler_volmer(y, alpha, salt, &slope);
        const double change = (x - y - rho * f) / (1.0 + rho * slope);
        y += change;
        if (fabs(change) < 1e-10) break;
    }
    return y;
}

double lk_field_surface_current(const lk_field_surface *s, const lk_field_params *p, double u, double salt,
                                double guess, double slope[2]) {
    const double beta = beta_of(p), x = beta * u, rho = beta * s->resistance * s->exchange_current;
    double y = x, by_y;
    if (rho > 0.0) {
        const double start = x - beta * s->resistance * guess; // not beyond x, nor on the other side of 0
        y = behind_layer(x, rho, p->alpha, salt, start * x > 0.0 && fabs(start) < fabs(x) ? start : x);
    }
    const double f = lk_closure_butler_volmer(y, p->alpha, salt, &by_y), share = 1.0 / (1.0 + rho * by_y);
    slope[0] = s->exchange_current * beta * by_y * share;
    slope[1] = s->exchange_current * exp(p->alpha * y) * share;
    return s->exchange_current * f;
}

static bool has_surface(const lk_field_grid *f, size_t i) {
    bool any = f->capacitance[i] > 0.0 || f->wall_in[i] > 0.0 || f->wall_out[i] > 0.0;
    for (uint32_t s = 0; s < f->params.surfaces; s++)
        any = any || f->plating[s][i] > 0.0 || f->stripping[s][i] > 0.0;
    return any;
}

void lk_field_reaction_list(lk_field_grid *f) {
    const size_t used = (size_t)f->resolved * f->n[0] * f->n[1];
    f->reacting_count = 0;
    for (size_t i = 0; i < used; i++) {
        if (has_surface(f, i))
            f->reacting[f->reacting_count++] = (uint32_t)i;
        else
            f->reaction[i] = f->level[0].slope[0][i] = f->level[0].slope[1][i] = 0.0;
    }
}

// What walls take; most cells have none that react.
static double react_walls(const lk_field_grid *f, size_t i, double slopes[2]) {
    if (f->wall_in[i] == 0.0 && f->wall_out[i] == 0.0) return 0.0;
    const double beta = beta_of(&f->params), alpha = f->params.alpha, x = beta * f->overpotential[i];
    const double in = f->wall_in[i] * exp(alpha * x), out = f->wall_out[i] * exp(-(1.0 - alpha) * x);
    slopes[0] += beta * (alpha * in * f->salt[i] + (1.0 - alpha) * out);
    slopes[1] += in;
    return in * f->salt[i] - out;
}

static void react(lk_field_grid *f, size_t i) {
    double sum = 0.0, slopes[2] = {0};
    for (uint32_t s = 0; s < f->params.surfaces; s++) {
        double slope[2];
        const double j = lk_field_surface_current(&f->params.surface[s], &f->params, f->overpotential[i],
                                                  f->salt[i], f->drive[s][i], slope);
        const double area = j > 0.0 ? f->plating[s][i] : f->stripping[s][i];
        f->drive[s][i] = j;
        sum += area * j;
        slopes[0] += area * slope[0];
        slopes[1] += area * slope[1];
    }
    f->reaction[i] = sum + react_walls(f, i, slopes);
    f->level[0].slope[0][i] = slopes[0];
    f->level[0].slope[1][i] = slopes[1];
}

void lk_field_reaction_find(lk_field_grid *f) {
#pragma omp parallel for schedule(static) num_threads(lk_field_threads(f, &f->level[0]))
    for (uint32_t k = 0; k < f->reacting_count; k++) react(f, f->reacting[k]);
}

double lk_field_reaction_sum(const lk_field_grid *f) {
    double sum = 0.0;
    for (uint32_t k = 0; k < f->reacting_count; k++) sum += f->reaction[f->reacting[k]];
    return sum;
}
