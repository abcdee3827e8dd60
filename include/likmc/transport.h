/// likmc/transport.h: the electrolyte in depth: potential, salt and the galvanostat, one value a layer.
///
/// Layers of thickness dz are stacked from the collector (k = 0) to the counter electrode's side. Current
/// enters the electrolyte at the top, is consumed by the reaction of each layer, and none passes the
/// collector:
///
///     d/dz (kappa du/dz) = reaction(u) + capacitance du/dt
///
/// with u the overpotential of a layer (V, positive = plating), reaction = area j0 [salt exp(alpha x) -
/// exp(-(1 - alpha) x)] per volume and x = e u/kT (Newman and Tobias 1962, doi 10.1149/1.2425269). The sum of
/// all reactions and of the charging current is the applied current: the galvanostat is the boundary
/// condition. Salt is quasi-steady: D dc/dz = (1 - t+) i/F, with c = c0 at the top.
#ifndef LIKMC_TRANSPORT_H
#define LIKMC_TRANSPORT_H

#include "likmc/error.h"

#include <stdint.h>

/// Fixed properties.
typedef struct lk_transport_params {
    double layer;            ///< thickness of a layer dz, m, > 0
    double temperature;      ///< K, > 0
    double exchange_current; ///< j0, A per m2 of reacting area, > 0
    double alpha;            ///< 0..1
    double transference;     ///< t+, 0..1
    double concentration;    ///< c0, mol/m3, > 0
} lk_transport_params;

/// State and work arrays; one owner: lk_transport_free(). The caller fills the inputs before a solve.
typedef struct lk_transport {
    lk_transport_params params;
    uint32_t layers;
    double *conductivity; ///< input [layers], S/m, > 0
    double *diffusivity;  ///< input [layers], m2/s, > 0
    double *plating;      ///< input [layers], reacting area where u > 0, m2 per m2 of electrode
    double *stripping;    ///< input [layers], reacting area where u < 0
    double *wall_in;      ///< input [layers], A per m2 of electrode: reactions of the walls take wall_in c/c0
                          ///< exp(alpha x) - wall_out exp(-(1 - alpha) x) besides; their potentials are in
                          ///< these numbers. 0 at first
    double *wall_out;     ///< input [layers]
    double *capacitance;  ///< input [layers], F per m2 of electrode
    double *overpotential; ///< result [layers], V; also the start of the next solve
    double *salt;          ///< result [layers], c/c0
    double *reaction;      ///< result [layers], A per m2 of electrode, positive = plating
    double *cathodic;      ///< result [layers], exp(alpha x)
    double *anodic;        ///< result [layers], exp(-(1 - alpha) x)
    double *work;          ///< [5 * layers]
} lk_transport;

/// Allocate for `layers` layers (>= 1); potentials 0, salt 1, areas and capacitances 0. LK_FAILED without
/// memory.
lk_status lk_transport_create(lk_transport *transport, uint32_t layers, const lk_transport_params *params,
                              lk_error_list *errors);
void lk_transport_free(lk_transport *transport);

/// Advance the potentials implicitly by `step` seconds (infinite: steady state) under `current` (A per m2 of
/// electrode, positive = plating), considering the lowest `active` layers (those above carry no reaction).
/// Newton on a tridiagonal system; the reaction is monotone, so there is one root. `potential` holds the old
/// overpotentials [layers]. LK_FAILED if it does not converge, or nothing can take the current.
lk_status lk_transport_solve(lk_transport *transport, double current, double step, const double *potential,
                             uint32_t active, lk_error_list *errors);

/// The potentiostat: the steady state in which the uppermost of the lowest `active` layers has the
/// overpotential `held` (V, positive = plating); the charge of the double layers is not counted. The current
/// is the sum of the reactions: lk_transport_current(). LK_FAILED if it does not converge.
lk_status lk_transport_hold(lk_transport *transport, double held, uint32_t active, lk_error_list *errors);

/// Sum of the reactions of the lowest `active` layers at their potentials and salt, A per m2 of electrode;
/// sets `reaction`.
double lk_transport_current(lk_transport *transport, uint32_t active);

/// Update the salt of all layers from the potentials of the last solve, of the same `active` layers: the
/// steady profile at which diffusion brings what the reaction takes, with c = c0 at the top.
void lk_transport_update_salt(lk_transport *transport, uint32_t active);

#endif
