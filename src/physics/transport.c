// The electrolyte in depth: see likmc/transport.h.
#include "likmc/transport.h"

#include "likmc/closure.h"

#include <math.h>
#include <stdlib.h>

static const int max_iterations = 400;
static const double max_change = 0.05;     // V: longer Newton steps overshoot an exponential
static const double tolerance = 1e-10;     // V: far below any effect on a rate
static const double residual_share = 1e-9; // of the applied current

lk_status lk_transport_create(lk_transport *transport, uint32_t layers, const lk_transport_params *params,
                              lk_error_list *errors) {
    *transport = (lk_transport){.params = *params, .layers = layers};
    double *block = calloc((size_t)layers * 11, sizeof *block); // eight arrays and the solver's three
    if (!block) return lk_error_set(errors, LK_FAILED, "no memory for %u layers of electrolyte", layers);
    double **const arrays[] = {&transport->conductivity, &transport->diffusivity, &transport->plating,
                               &transport->stripping,    &transport->capacitance, &transport->overpotential,
                               &transport->salt,         &transport->reaction,    &transport->work};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) *arrays[i] = block + i * layers;
    for (uint32_t k = 0; k < layers; k++) transport->salt[k] = 1.0;
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

static double react(const lk_transport *t, uint32_t k, double u, double *slope) {
    const double beta = LK_CLOSURE_E / (LK_CLOSURE_KB * t->params.temperature);
    double rate_slope;
    const double rate = lk_closure_butler_volmer(beta * u, t->params.alpha, t->salt[k], &rate_slope);
    const double area = rate > 0.0 ? t->plating[k] : t->stripping[k];
    *slope = t->params.exchange_current * area * rate_slope * beta;
    return t->params.exchange_current * area * rate;
}

// Fill the tridiagonal system (lower and upper links are equal) and return the largest residual.
static double assemble(lk_transport *t, double current, double step, const double *old, uint32_t n) {
    double *diagonal = t->work, *right = t->work + t->layers, *off = t->work + 2 * (size_t)t->layers;
    double worst = 0.0;
    for (uint32_t k = 0; k < n; k++) {
        const double u = t->overpotential[k], charging = t->capacitance[k] / step;
        double slope;
        t->reaction[k] = react(t, k, u, &slope);
        double sum = -t->reaction[k] - charging * (u - old[k]);
        diagonal[k] = slope + charging;
        if (k > 0) {
            sum -= off[k - 1] * (u - t->overpotential[k - 1]);
            diagonal[k] += off[k - 1];
        }
        off[k] = k + 1 < n ? link(t, t->conductivity, k) : 0.0;
        if (k + 1 < n)
            sum += off[k] * (t->overpotential[k + 1] - u);
        else
            sum += current;
        diagonal[k] += off[k];
        right[k] = sum;
        worst = fmax(worst, fabs(sum));
    }
    return worst;
}

// Thomas algorithm; the matrix is symmetric, diagonally dominant. The result replaces `right`.
static void eliminate(lk_transport *t, uint32_t n) {
    double *diagonal = t->work, *right = t->work + t->layers, *off = t->work + 2 * (size_t)t->layers;
    for (uint32_t k = 1; k < n; k++) {
        const double factor = off[k - 1] / diagonal[k - 1];
        diagonal[k] -= factor * off[k - 1];
        right[k] += factor * right[k - 1];
    }
    right[n - 1] /= diagonal[n - 1];
    for (uint32_t k = n - 1; k-- > 0;) right[k] = (right[k] + off[k] * right[k + 1]) / diagonal[k];
}

static int can_take_current(const lk_transport *t, double current, double step, uint32_t n) {
    double sum = 0.0;
    for (uint32_t k = 0; k < n; k++) {
        sum += current > 0.0 ? t->plating[k] : t->stripping[k];
        sum += t->capacitance[k] / step;
    }
    return sum > 0.0 || current == 0.0;
}

lk_status lk_transport_solve(lk_transport *t, double current, double step, const double *potential,
                             uint32_t active, lk_error_list *errors) {
    if (!can_take_current(t, current, step, active))
        return lk_error_set(errors, LK_FAILED, "no surface can take the current of %g A/m2", current);
    const double *change = t->work + t->layers;
    for (int i = 0; i < max_iterations; i++) {
        const double residual = assemble(t, current, step, potential, active);
        eliminate(t, active);
        double largest = 0.0;
        for (uint32_t k = 0; k < active; k++) largest = fmax(largest, fabs(change[k]));
        if (largest < tolerance && residual <= residual_share * (fabs(current) + 1.0)) return LK_OK;
        const double damping = largest > max_change ? max_change / largest : 1.0;
        for (uint32_t k = 0; k < active; k++) t->overpotential[k] += damping * change[k];
    }
    return lk_error_set(errors, LK_FAILED, "the potentials did not converge in %d iterations at %g A/m2",
                        max_iterations, current);
}

// At given potentials the reaction is linear in the salt, so one implicit solve gives it, positive in any
// case.
void lk_transport_update_salt(lk_transport *t) {
    const uint32_t n = t->layers;
    double *diagonal = t->work, *right = t->work + n, *off = t->work + 2 * (size_t)n;
    const double beta = LK_CLOSURE_E / (LK_CLOSURE_KB * t->params.temperature), alpha = t->params.alpha;
    const double per_current =
        (1.0 - t->params.transference) / (LK_CLOSURE_FARADAY * t->params.concentration);
    for (uint32_t k = 0; k < n; k++) {
        const double x = beta * t->overpotential[k];
        const double area = t->reaction[k] > 0.0 ? t->plating[k] : t->stripping[k];
        const double salt_flux = per_current * t->params.exchange_current * area;
        diagonal[k] = salt_flux * exp(alpha * x) + (k > 0 ? off[k - 1] : 0.0);
        right[k] = salt_flux * exp(-(1.0 - alpha) * x);
        off[k] = k + 1 < n ? link(t, t->diffusivity, k) : 0.0;
        diagonal[k] += off[k];
    }
    const double to_bulk = 2.0 * t->diffusivity[n - 1] / t->params.layer; // c = c0 on the top face
    diagonal[n - 1] += to_bulk;
    right[n - 1] += to_bulk;
    eliminate(t, n);
    for (uint32_t k = 0; k < n; k++) t->salt[k] = right[k];
}
