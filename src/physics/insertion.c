// The single-particle model: see likmc/insertion.h.
#include "likmc/insertion.h"
#include "likmc/constants.h"

#include <math.h>
#include <stdio.h>

enum { N = LK_INSERTION_SHELLS };

static const double least_filling = 1e-6; // of a surface, and of the room left in it: i0 stays above zero

// V per unit of filling beyond the ends of a curve, many times steeper than any curve within: what is left
// there at a voltage limit a volt away is 2 % of a full electrode, and the capacity is the one that was asked
// for.
static const double slope_beyond = 50.0;

// ---- the open circuit

static bool read_point(const char *text, double *filling, double *volts) {
    int used = 0;
    return sscanf(text, " %lf %lf %n", filling, volts, &used) == 2 && text[used] == '\0' &&
           isfinite(*filling) && isfinite(*volts);
}

static double sign_of(double x) { return x < 0.0 ? -1.0 : 1.0; }

// Slopes that keep the curve monotone between the points.
static void find_slopes(lk_insertion_curve *c) {
    const double *x = c->filling, *u = c->volts;
    const int last = c->count - 1;
    c->slope[0] = (u[1] - u[0]) / (x[1] - x[0]);
    c->slope[last] = (u[last] - u[last - 1]) / (x[last] - x[last - 1]);
    for (int i = 1; i < last; i++) {
        const double before = x[i] - x[i - 1], after = x[i + 1] - x[i];
        const double s = (u[i] - u[i - 1]) / before, t = (u[i + 1] - u[i]) / after;
        const double mean = (s * after + t * before) / (before + after);
        c->slope[i] = (sign_of(s) + sign_of(t)) * fmin(fmin(fabs(s), fabs(t)), 0.5 * fabs(mean));
    }
}

bool lk_insertion_read_curve(const lk_lines *lines, lk_insertion_curve *curve, char why[LK_TABLE_WHY]) {
    *curve = (lk_insertion_curve){0};
    if (lines->count < 2) return lk_table_refuse(why, "needs two points or more, each 'FILLING VOLTS'");
    for (size_t i = 0; i < lines->count; i++) {
        double x, u;
        if (!read_point(lines->items[i].text, &x, &u))
            return lk_table_refuse(why, "'%s' is no point; write FILLING VOLTS, such as '0.5 3.8'",
                                   lines->items[i].text);
        if (x < 0.0 || x > 1.0) return lk_table_refuse(why, "a filling of %g is not from 0 to 1", x);
        if (i > 0 && x <= curve->filling[i - 1])
            return lk_table_refuse(why, "the filling %g does not rise from %g", x, curve->filling[i - 1]);
        if (i > 0 && u >= curve->volts[i - 1])
            return lk_table_refuse(why, "at a filling of %g the voltage of %g V does not fall from %g V", x,
                                   u, curve->volts[i - 1]);
        curve->filling[i] = x;
        curve->volts[i] = u;
        curve->count++;
    }
    find_slopes(curve);
    return true;
}

double lk_insertion_open_circuit(const lk_insertion_curve *c, double x) {
    const int last = c->count - 1;
    if (x <= c->filling[0]) return c->volts[0] - slope_beyond * (x - c->filling[0]);
    if (x >= c->filling[last]) return c->volts[last] - slope_beyond * (x - c->filling[last]);
    int i = 0;
    while (x > c->filling[i + 1]) i++;
    const double h = c->filling[i + 1] - c->filling[i], t = (x - c->filling[i]) / h;
    const double rise = c->volts[i + 1] - c->volts[i], a = c->slope[i] * h, b = c->slope[i + 1] * h;
    return c->volts[i] + t * (a + t * (3.0 * rise - 2.0 * a - b + t * (a + b - 2.0 * rise)));
}

// ---- the particles

// Share of a sphere's volume in shell k, and 3 times the area of its outer face over that of the sphere.
static double share(int k) { return (3.0 * k * (k + 1) + 1.0) / ((double)N * N * N); }
static double face(int k) { return 3.0 * (k + 1.0) * (k + 1.0) / ((double)N * N); }

bool lk_insertion_create(lk_insertion *e, const lk_material *material, double temperature, double capacity,
                         char why[LK_TABLE_WHY]) {
    *e = (lk_insertion){.temperature = temperature,
                        .concentration = material->insertion.concentration,
                        .diffusivity = material->insertion.diffusivity,
                        .radius = material->insertion.particle_radius,
                        .exchange_current_density = material->insertion.exchange_current_density};
    if (!lk_insertion_read_curve(&material->insertion.open_circuit, &e->curve, why)) return false;
    const double empty = e->curve.filling[0], full = e->curve.filling[e->curve.count - 1];
    e->volume = capacity / (LK_FARADAY * e->concentration * (full - empty));
    for (int k = 0; k < N; k++) e->filling[k] = full;
    return true;
}

double lk_insertion_charge(const lk_insertion *e) { return LK_FARADAY * e->concentration * e->volume; }

double lk_insertion_filling(const lk_insertion *e) {
    double sum = 0.0;
    for (int k = 0; k < N; k++) sum += share(k) * e->filling[k];
    return sum;
}

void lk_insertion_set_filling(lk_insertion *e, double filling) {
    const double change = filling - lk_insertion_filling(e);
    for (int k = 0; k < N; k++) e->filling[k] += change;
}

// Finite volumes in r/R, implicit in time: tridiagonal, eliminated from the centre.
void lk_insertion_advance(lk_insertion *e, double current, double seconds) {
    const double tau = e->diffusivity * seconds / (e->radius * e->radius);
    double diagonal[N], link[N];
    for (int k = 0; k < N; k++) {
        link[k] = k + 1 < N ? tau * face(k) * N : 0.0;
        diagonal[k] = share(k) + link[k] + (k > 0 ? link[k - 1] : 0.0);
        e->filling[k] *= share(k);
    }
    e->filling[N - 1] += current * seconds / lk_insertion_charge(e);
    for (int k = 1; k < N; k++) {
        const double factor = link[k - 1] / diagonal[k - 1];
        diagonal[k] -= factor * link[k - 1];
        e->filling[k] += factor * e->filling[k - 1];
    }
    e->filling[N - 1] /= diagonal[N - 1];
    for (int k = N - 1; k-- > 0;) e->filling[k] = (e->filling[k] + link[k] * e->filling[k + 1]) / diagonal[k];
}

// The gradient at the surface is known, so that half a shell is bridged to second order.
static double surface_filling(const lk_insertion *e, double per_area) {
    const double gradient = per_area * e->radius / (LK_FARADAY * e->concentration * e->diffusivity); // by r/R
    const double inner = (e->filling[N - 1] - e->filling[N - 2]) * N, half = 0.5 / N;
    const double curvature = (gradient - inner) / (1.0 / N);
    const double x = e->filling[N - 1] + gradient * half - 0.5 * curvature * half * half;
    return fmin(fmax(x, least_filling), 1.0 - least_filling);
}

double lk_insertion_voltage(const lk_insertion *e, double current) {
    const double per_area = current * e->radius / (3.0 * e->volume); // A per m2 of particles
    const double x = surface_filling(e, per_area);
    const double i0 = e->exchange_current_density * 2.0 * sqrt(x * (1.0 - x));
    const double thermal = LK_BOLTZMANN * e->temperature / LK_ELEMENTARY_CHARGE;
    return lk_insertion_open_circuit(&e->curve, x) - 2.0 * thermal * asinh(per_area / (2.0 * i0));
}
