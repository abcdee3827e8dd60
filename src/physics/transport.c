// The electrolyte in depth: see likmc/transport.h.
#include "likmc/transport.h"

#include "likmc/closure.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const int max_iterations = 400;
static const double max_change = 0.05; // V: longer Newton steps overshoot an exponential
// V: the error left after such a step is the square of it over 2 kT/e, 2e-11 V, far below any effect on a
// rate
static const double last_change = 1e-7;

lk_status lk_transport_create(lk_transport *transport, uint32_t layers, const lk_transport_params *params,
                              lk_error_list *errors) {
    *transport = (lk_transport){.params = *params, .layers = layers};
    double *block = calloc((size_t)layers * 17, sizeof *block); // twelve arrays and the solver's five
    if (!block) return lk_error_set(errors, LK_FAILED, "no memory for %u layers of electrolyte", layers);
    double **const arrays[] = {&transport->conductivity, &transport->diffusivity, &transport->plating,
                               &transport->stripping,    &transport->capacitance, &transport->overpotential,
                               &transport->salt,         &transport->reaction,    &transport->cathodic,
                               &transport->anodic,       &transport->wall_in,     &transport->wall_out,
                               &transport->work};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) *arrays[i] = block + i * layers;
    for (uint32_t k = 0; k < layers; k++)
        transport->salt[k] = transport->cathodic[k] = transport->anodic[k] = 1.0;
    return LK_OK;
}

void lk_transport_free(lk_transport *transport) {
    free(transport->conductivity); // the first array owns the block
    *transport = (lk_transport){0};
}

// Harmonic mean: two half layers in series.
static double link(const lk_transport *t, const double *property, uint32_t k) {
    const double below = property[k], above = property[k + 1];
    return 2.0 * below * above / ((below + above) * t->params.layer);
}

// Where the solver keeps its matrix: links between layers, diagonal, right side, which the result replaces.
typedef struct equations {
    double *link, *diagonal, *right, *factor, *between; // factor: of the elimination; between: currents
} equations;

static equations equations_of(const lk_transport *t) {
    double *w = t->work;
    const size_t n = t->layers;
    return (equations){w, w + n, w + 2 * n, w + 3 * n, w + 4 * n};
}

static double beta_of(const lk_transport *t) {
    return LK_ELEMENTARY_CHARGE / (LK_BOLTZMANN * t->params.temperature);
}

// exp(y) for |y| < 0.04, to the last bits: the terms left out are below 1e-16.
static double small_exp(double y) {
    return 1.0 +
           y * (1.0 + y * (1.0 / 2 +
                           y * (1.0 / 6 + y * (1.0 / 24 + y * (1.0 / 120 + y * (1.0 / 720 + y / 5040))))));
}

static void find_exponentials(lk_transport *t, uint32_t n) {
    const double beta = beta_of(t), alpha = t->params.alpha;
    for (uint32_t k = 0; k < n; k++) {
        const double x = beta * t->overpotential[k];
        t->cathodic[k] = exp(alpha * x);
        t->anodic[k] = exp(-(1.0 - alpha) * x);
    }
}

// Change the potentials; the exponentials follow by their series if all changes are small.
static void change_potentials(lk_transport *t, const double *change, double scale, double largest,
                              uint32_t n) {
    const double beta = beta_of(t), alpha = t->params.alpha;
    for (uint32_t k = 0; k < n; k++) t->overpotential[k] += scale * change[k];
    if (beta * scale * largest >= 0.04) {
        find_exponentials(t, n);
        return;
    }
    for (uint32_t k = 0; k < n; k++) {
        const double x = beta * scale * change[k];
        t->cathodic[k] *= small_exp(alpha * x);
        t->anodic[k] *= small_exp(-(1.0 - alpha) * x);
    }
}

// Reactions and the diagonal's part of each layer by itself: linearised kinetics and the double layer.
static void react(lk_transport *t, double step, const double *old, uint32_t n) {
    const equations e = equations_of(t);
    const double j0 = t->params.exchange_current, per_step = 1.0 / step;
    const double on_cathodic = beta_of(t) * t->params.alpha, on_anodic = beta_of(t) * (1.0 - t->params.alpha);
    for (uint32_t k = 0; k < n; k++) {
        const double cathodic = t->salt[k] * t->cathodic[k], anodic = t->anodic[k], rate = cathodic - anodic;
        const double taken = j0 * (rate > 0.0 ? t->plating[k] : t->stripping[k]);
        const double charging = t->capacitance[k] * per_step;
        const double in = t->wall_in[k] * cathodic, out = t->wall_out[k] * anodic;
        t->reaction[k] = taken * rate - (out - in); // keeps the sign of a zero
        e.diagonal[k] = taken * (on_cathodic * cathodic + on_anodic * anodic) +
                        (on_cathodic * in + on_anodic * out) + charging;
        e.right[k] = -t->reaction[k] - charging * (t->overpotential[k] - old[k]);
    }
}

// Add the current between layers.
static void connect(const lk_transport *t, double current, uint32_t n) {
    const equations e = equations_of(t);
    const double *u = t->overpotential;
    for (uint32_t k = 0; k + 1 < n; k++) e.between[k] = e.link[k] * (u[k + 1] - u[k]);
    e.between[n - 1] = current;
    e.right[0] += e.between[0];
    e.diagonal[0] += e.link[0];
    for (uint32_t k = 1; k < n; k++) {
        e.right[k] += e.between[k] - e.between[k - 1];
        e.diagonal[k] += e.link[k] + e.link[k - 1];
    }
}

static void find_reactions(lk_transport *t, uint32_t n) {
    for (uint32_t k = 0; k < n; k++) {
        const double rate = t->salt[k] * t->cathodic[k] - t->anodic[k];
        t->reaction[k] = t->params.exchange_current * (rate > 0.0 ? t->plating[k] : t->stripping[k]) * rate -
                         (t->wall_out[k] * t->anodic[k] - t->wall_in[k] * t->salt[k] * t->cathodic[k]);
    }
}

static void find_links(const lk_transport *t, const double *property, uint32_t n) {
    const equations e = equations_of(t);
    for (uint32_t k = 0; k + 1 < n; k++) e.link[k] = link(t, property, k);
    e.link[n - 1] = 0.0;
}

// Gaussian elimination of a symmetric, diagonally dominant tridiagonal matrix from both ends to a layer in
// the middle, and back from there. The result replaces `right`. Each division waits for the one before: two
// chains at the same time take half as long as one.
static void eliminate(const lk_transport *t, uint32_t n) {
    const equations e = equations_of(t);
    if (n == 0) return;
    const uint32_t middle = n / 2;
    double *const d = e.diagonal, *const r = e.right, *const f = e.factor;
    double low = d[0], low_right = r[0], high = d[n - 1], high_right = r[n - 1]; // kept out of memory
    for (uint32_t k = 0, j = n - 1; k < middle; k++, j--) {
        const double up = e.link[k] / low;
        f[k] = up;
        d[k + 1] = low = d[k + 1] - up * e.link[k];
        r[k + 1] = low_right = r[k + 1] + up * low_right;
        if (j - 1 <= middle) continue; // the last step up there comes when this chain has arrived
        const double down = e.link[j - 1] / high;
        f[j] = down;
        d[j - 1] = high = d[j - 1] - down * e.link[j - 1];
        r[j - 1] = high_right = r[j - 1] + down * high_right;
    }
    if (middle + 1 < n) {
        f[middle + 1] = e.link[middle] / high;
        d[middle] -= f[middle + 1] * e.link[middle];
        r[middle] += f[middle + 1] * high_right;
    }
    for (uint32_t k = 0; k < n; k++) r[k] /= d[k];
    low = high = r[middle];
    for (uint32_t i = 1; i <= middle; i++) {
        r[middle - i] = low = r[middle - i] + f[middle - i] * low;
        if (middle + i < n) r[middle + i] = high = r[middle + i] + f[middle + i] * high;
    }
}

static int can_take_current(const lk_transport *t, double current, double step, uint32_t n) {
    double sum = 0.0;
    for (uint32_t k = 0; k < n; k++) {
        sum += current > 0.0 ? t->plating[k] : t->stripping[k];
        sum += t->capacitance[k] / step + (t->wall_in[k] + t->wall_out[k]);
    }
    return sum > 0.0 || current == 0.0;
}

// Newton's iteration for the lowest `unknown` of the `active` layers; a layer above them keeps its potential.
static bool iterate(lk_transport *t, double current, double step, const double *potential, uint32_t active,
                    uint32_t unknown) {
    const double *change = equations_of(t).right;
    find_links(t, t->conductivity, active);
    find_exponentials(t, active);
    for (int i = 0; i < max_iterations; i++) {
        react(t, step, potential, active);
        connect(t, current, active);
        eliminate(t, unknown);
        double largest = 0.0;
        for (uint32_t k = 0; k < unknown; k++)
            largest = fabs(change[k]) > largest ? fabs(change[k]) : largest;
        const double damping = largest > max_change ? max_change / largest : 1.0;
        change_potentials(t, change, damping, largest, unknown);
        if (largest < last_change) {
            find_reactions(t, active);
            return isfinite(t->overpotential[0]); // NaN compares as small
        }
    }
    return false;
}

lk_status lk_transport_solve(lk_transport *t, double current, double step, const double *potential,
                             uint32_t active, lk_error_list *errors) {
    if (!can_take_current(t, current, step, active))
        return lk_error_set(errors, LK_FAILED, "no surface can take the current of %g A/m2", current);
    if (iterate(t, current, step, potential, active, active)) return LK_OK;
    return lk_error_set(errors, LK_FAILED, "the potentials did not converge in %d iterations at %g A/m2",
                        max_iterations, current);
}

// With the potential of the uppermost layer given, its own equation only tells the current.
lk_status lk_transport_hold(lk_transport *t, double held, uint32_t active, lk_error_list *errors) {
    t->overpotential[active - 1] = held;
    if (iterate(t, 0.0, INFINITY, t->overpotential, active, active - 1)) return LK_OK;
    return lk_error_set(errors, LK_FAILED, "the potentials did not converge in %d iterations at %g V",
                        max_iterations, -held);
}

double lk_transport_current(lk_transport *t, uint32_t active) {
    double sum = 0.0;
    find_reactions(t, active);
    for (uint32_t k = 0; k < active; k++) sum += t->reaction[k];
    return sum;
}

// Salt above the layers that react: the flux through them meets a resistance (in series, up to the top face)
// that falls layer by layer.
static void fill_above(lk_transport *t, uint32_t active, double flux) {
    double resistance = 0.0;
    for (uint32_t k = t->layers; k-- > active;) {
        const double half = 0.5 * t->params.layer / t->diffusivity[k];
        t->salt[k] = 1.0 - flux * (resistance + half);
        resistance += 2.0 * half;
    }
}

static double conductance_to_top(const lk_transport *t, uint32_t active) {
    double resistance = 0.5 * t->params.layer / t->diffusivity[active - 1];
    for (uint32_t k = active; k < t->layers; k++) resistance += t->params.layer / t->diffusivity[k];
    return 1.0 / resistance;
}

// At given potentials the reaction is linear in the salt, so one implicit solve gives it, positive in any
// case.
void lk_transport_update_salt(lk_transport *t, uint32_t active) {
    const equations e = equations_of(t);
    const double to_bulk = conductance_to_top(t, active); // c = c0 on the top face
    const double flux_per_area =
        (1.0 - t->params.transference) * t->params.exchange_current / (LK_FARADAY * t->params.concentration);
    const double flux_per_current = flux_per_area / t->params.exchange_current;
    find_links(t, t->diffusivity, active);
    for (uint32_t k = 0; k < active; k++) {
        const bool in = t->salt[k] * t->cathodic[k] > t->anodic[k] && t->plating[k] > 0.0;
        const double flux = flux_per_area * (in ? t->plating[k] : t->stripping[k]);
        e.diagonal[k] = flux * t->cathodic[k] + flux_per_current * t->wall_in[k] * t->cathodic[k] + e.link[k];
        e.right[k] = flux * t->anodic[k] + flux_per_current * t->wall_out[k] * t->anodic[k];
    }
    for (uint32_t k = 1; k < active; k++) e.diagonal[k] += e.link[k - 1];
    e.diagonal[active - 1] += to_bulk;
    e.right[active - 1] += to_bulk;
    eliminate(t, active);
    for (uint32_t k = 0; k < active; k++) t->salt[k] = e.right[k];
    fill_above(t, active, to_bulk * (1.0 - t->salt[active - 1]));
}
