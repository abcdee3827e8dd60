/// likmc/field.h: the electrolyte in three dimensions and in time: potential, salt, and the current of each
/// surface.
///
/// Cells are stacked in planes from the collector (z = 0) upwards, periodic in x and y. Above the planes
/// stands a column of layers, one value a layer, that leads through head room, separator and free electrolyte
/// to the counter electrode. Far above a deposit the field has forgotten it (a lateral wave of length L dies
/// as exp(-2 pi z/L)), so that planes above `resolved` are layers of that column too; with one cell a plane
/// everything is one dimensional. Theory of dilute solutions (Newman and Balsara, Electrochemical Systems,
/// 4th ed., ch. 11 and 12), with conductivity, diffusivity and transference number given each by itself:
///
///     (1) current    i = -kappa [grad phi + (2 t+ - 1) (kT/e) grad ln c],  kappa = kappa0 path c/c0
///     (2) charge     -div i = J + C du/dt
///     (3) salt       porosity dc/dt = div (D path grad c) - (1 - t+) J/F
///     (4) reaction   J = sum over surfaces of area j,  j = j0 [c/c0 exp(alpha y) - exp(-(1 - alpha) y)],
///                    y = e (u - resistance j)/kT
///
/// with u = phi less the electrode's potential (V; the overpotential against lithium in the bulk, positive =
/// plating) and `path` the share that the pores leave of conductivity and diffusivity. No current passes the
/// collector; the counter electrode delivers the applied current as cations, so that no salt is lost: its
/// boundary conditions are i = -I and D dc/dz = (1 - t+) I/F (Sand 1901, doi 10.1080/14786440109462590).
///
/// Finite volumes: a face takes the two half cells in series (harmonic mean), kappa in it the mean of both
/// concentrations. Time is implicit (Euler), so that (3) keeps the salt positive: at the potentials found its
/// matrix has no positive element off the diagonal and what stands on the right is not negative. Solved by
/// Newton's iteration, its linear systems by multigrid (red-black block relaxation, the column by
/// elimination) inside generalised conjugate residuals; one cell a plane: by elimination alone. Sums have a
/// fixed order: the same bytes for any number of threads.
#ifndef LIKMC_FIELD_H
#define LIKMC_FIELD_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LK_FIELD_SURFACES = 8, ///< kinds of surface at most
    LK_FIELD_LEVELS = 12,  ///< grids of the multigrid at most
    LK_FIELD_DIRECTIONS =
        4 ///< of search that are kept; two do not converge where paths differ a thousandfold
};

/// Conductivity over kappa0 is no less than this where the salt is gone: other ions carry what is left, and
/// the theory of a neutral electrolyte ends there.
#define LK_FIELD_LEAST_SALT 1e-2

/// One kind of surface: its law is (4).
typedef struct lk_field_surface {
    double exchange_current; ///< j0, A/m2, > 0
    double resistance;       ///< of a layer on it, Ohm m2, >= 0
} lk_field_surface;

/// Fixed properties.
typedef struct lk_field_params {
    double temperature;   ///< K, > 0
    double alpha;         ///< 0..1
    double transference;  ///< t+, 0..1
    double concentration; ///< c0, mol/m3, > 0
    double conductivity;  ///< kappa0 of the free liquid at c0, S/m, > 0
    double diffusivity;   ///< D of the free liquid, m2/s, > 0
    double compliance;    ///< V, > 0: no more is put across electrode and uppermost layer by a current
    bool bath;            ///< c = c0 at the upper end instead of a counter electrode
    int threads;          ///< that may work on one solve, >= 1
    uint32_t surfaces;    ///< 1..LK_FIELD_SURFACES
    lk_field_surface surface[LK_FIELD_SURFACES];
} lk_field_params;

/// A value for each cell: of the potential (V or A) and of the salt (1 or A).
typedef struct lk_field_pair {
    double *u, *c;
} lk_field_pair;

/// One grid of the multigrid. Points: cells, and from `cells` on the layers of the column.
typedef struct lk_field_level {
    uint32_t n[3];    ///< cells along each axis; n[2] planes are resolved now
    size_t cells;     ///< room for cells: where the column begins
    double *width[3]; ///< m, of the cells along each axis
    double *face[3];  ///< [cells] path times area over distance to the next cell up the axis, m
    double *link[3];  ///< [cells] the same for the current, A/V
    double *slope[2]; ///< [points] of the reaction with potential, A/V, and salt, A
    double *own[2];   ///< [points] what double layer and storage add to the diagonal
    double *inverse;  ///< [points][3] of the block on the diagonal: uu, uc = cu, cc
    lk_field_pair x, b;
} lk_field_level;

/// State, inputs and work arrays. One owner: lk_field_free(). Cell (x, y, z) has the index (z ny + y) nx + x;
/// `points` = cells + nz + column: a layer of the column that stands for plane z is point cells + z, those
/// above the planes follow.
typedef struct lk_field_grid {
    lk_field_params params;
    uint32_t n[3], column;
    size_t cells, points;
    double *width[3];    ///< input [n], m; `width[2]` may change between solves
    double *thickness;   ///< input [nz + column], m, of the layers; those of planes follow width[2]
    uint32_t resolved;   ///< input: planes with lateral resolution, 1..nz (any, if a plane has one cell)
    double *porosity;    ///< input [points], > 0
    double *path;        ///< input [points], share of conductivity and diffusivity that is left, > 0
    double *capacitance; ///< input [cells], F
    double *plating[LK_FIELD_SURFACES];   ///< input [cells], area where u > 0, m2
    double *stripping[LK_FIELD_SURFACES]; ///< input [cells], where u < 0
    double *wall_in;  ///< input [cells], A: reactions of walls take wall_in c/c0 exp(alpha y) - wall_out
                      ///< exp(-(1 - alpha) y) besides; their potentials are in these numbers
    double *wall_out; ///< input [cells], A
    double foreseen;  ///< input: V, by which all potentials are likely to change: the iteration starts there
    double *overpotential;            ///< state [points], V
    double *salt;                     ///< state [points], c/c0
    double *drive[LK_FIELD_SURFACES]; ///< result [cells], j, A/m2
    double *reaction;                 ///< result [cells], A
    double current;                   ///< result: A, through the counter electrode
    uint32_t iterations, cycles;      ///< of the last solve: Newton's, and of the multigrid
    uint32_t levels;
    lk_field_level level[LK_FIELD_LEVELS];
    lk_field_pair before, answer, scratch, direction[LK_FIELD_DIRECTIONS], product[LK_FIELD_DIRECTIONS];
    double *column_face, *column_link; ///< [nz + column] to the next layer up
    double *chain;                     ///< [6 (2 nz + column)] of the elimination
    double *partial;                   ///< [nz + 1] sums by plane
    double *nothing;                   ///< zeros: what lies below the collector
    uint32_t *reacting;                ///< [cells] those with a surface or a double layer
    uint32_t reacting_count;
    void *block;
} lk_field_grid;

/// How exactly to solve.
typedef struct lk_field_accuracy {
    double volts;  ///< the last change of a potential is below it
    double linear; ///< residual of a linear system over that at its start
    uint32_t most; ///< iterations of Newton
} lk_field_accuracy;

/// Allocate `n` cells and a column of `column` layers. Potentials 0, salt 1, porosity and path 1; widths,
/// thicknesses and areas 0: the caller fills them. LK_FAILED without memory.
lk_status lk_field_create(lk_field_grid *field, const uint32_t n[3], uint32_t column,
                          const lk_field_params *params, lk_error_list *errors);
void lk_field_free(lk_field_grid *field);

/// Resolve planes up to `resolved` (never fewer than before): each new one takes the values of its layer.
void lk_field_resolve(lk_field_grid *field, uint32_t resolved);

/// Advance by `step` seconds (infinite, with a bath: the steady state) at `current` (A, positive = plating).
/// More than the salt can bring (a galvanostat has an end too) takes params.compliance at the uppermost
/// layer: field->current, the sum of the reactions, is then below `current`. LK_FAILED if it does not
/// converge, or nothing can take the current; the state is then undefined.
lk_status lk_field_solve(lk_field_grid *field, double current, double step, const lk_field_accuracy *accuracy,
                         lk_error_list *errors);

/// The same with the overpotential of layer `layer` of the column (a plane that is not resolved, or one above
/// the planes; with one cell a plane any) held at `volts`; double layers follow at once. Sets `current`.
lk_status lk_field_hold(lk_field_grid *field, uint32_t layer, double volts, double step,
                        const lk_field_accuracy *accuracy, lk_error_list *errors);

/// Point of a layer: its own if it is not resolved, else the first cell of its plane.
static inline size_t lk_field_layer(const lk_field_grid *field, uint32_t z) {
    if (z < field->resolved) return (size_t)z * field->n[0] * field->n[1];
    return field->cells + z;
}

/// Current density of a surface (4) at overpotential `u` (V) and salt c/c0, A/m2; `slope` receives the
/// derivatives with respect to both. `guess`: where the iteration with a resistance starts.
double lk_field_surface_current(const lk_field_surface *surface, const lk_field_params *params, double u,
                                double salt, double guess, double slope[2]);

#endif
