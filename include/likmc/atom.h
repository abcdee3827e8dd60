/// likmc/atom.h: a case at the atomistic scale: from parameters to a model, and what is observed.
#ifndef LIKMC_ATOM_H
#define LIKMC_ATOM_H

#include "likmc/atomistic.h"
#include "likmc/params.h"

#include <stdbool.h>

enum { LK_ATOM_LAYERS = 6, LK_ATOM_SIZES = 12 };

/// Setup of the model that a case asks for: types are the case's materials in order (type = 1 + index),
/// barriers and reactions come from them. Barriers of lithium on lithium that are measured as totals (leaving
/// a step, passing over its edge) are turned into E0 with the energies of the lattice itself. LK_BAD_INPUT if
/// a material lacks an energy.
lk_status lk_atom_setup(const lk_params *params, lk_atomistic_setup *setup, lk_error_list *errors);

/// Build the case's host in a new model: tube or slab, particles or defects (from the case's seed). On
/// success the model is ready; release it in any case.
lk_status lk_atom_build(const lk_params *params, lk_atomistic *model, lk_error_list *errors);

/// Barrier E0 of the hop classes of lithium on lithium, from total barriers (eV) on the (100) surface of this
/// lattice.
lk_status lk_atom_setup_lithium(const char *lattice, double cohesive_eV, double terrace_eV, double detach_eV,
                                double down_eV, double base_eV[4], lk_error_list *errors);

/// What does not change during a run: layers and areas.
typedef struct lk_atom_frame {
    uint8_t *layer;                       ///< [sites] 1: touches the host, 2: next to those, ...; 0: beyond
    int64_t sites[LK_ATOM_LAYERS + 1];    ///< of each layer
    int64_t contact[LK_ENERGETICS_TYPES]; ///< sites that touch each type
    double area;                          ///< m2: contact sites x (atomic volume)^(2/3)
    uint32_t *queue;                      ///< [sites] for the search of clusters
    uint8_t *mark;                        ///< [sites]
} lk_atom_frame;

/// Frame of a model as built. Release with lk_atom_frame_free().
lk_status lk_atom_frame_init(lk_atom_frame *frame, const lk_atomistic *model, lk_error_list *errors);
void lk_atom_frame_free(lk_atom_frame *frame);

/// What is observed of a state.
typedef struct lk_atom_observed {
    double time;                         ///< s
    double overpotential;                ///< V, positive: plating
    int64_t atoms, electrons;            ///< Li metal, charge passed
    int64_t adatoms;                     ///< atoms without lithium neighbours
    int64_t islands;                     ///< clusters of 2 or more atoms
    int64_t nuclei;                      ///< clusters that reach the second layer, or of 20 or more atoms
    int64_t largest;                     ///< atoms of the largest cluster
    int64_t sizes[LK_ATOM_SIZES];        ///< clusters of 1, 2-3, 4-7, 8-15, ... atoms
    double coverage[LK_ATOM_LAYERS + 1]; ///< of each layer
    double wet[LK_ENERGETICS_TYPES];     ///< share of the sites that touch a type which are filled
    double spread;     ///< share of all lithium that touches the host: 1 in a layer, small in a cap
    double step_share; ///< of the exposed atoms, those with fewer neighbours than on a terrace
    double layers;     ///< atoms per contact site
    double roughness;  ///< m: standard deviation of the layer number of the outermost atom, x spacing
    int64_t events;    ///< done
    int64_t count[LK_ATOMISTIC_EVENTS];
} lk_atom_observed;

/// Observe. O(sites).
void lk_atom_observe(const lk_atom_frame *frame, const lk_atomistic *model, lk_atom_observed *observed);

/// Contact angle (degrees) of a spherical cap of volume V (m3) on a flat contact area A (m2), from V /
/// A^(3/2), which rises with the angle; 0 ... 180.
double lk_atom_observe_angle(double volume, double area);

/// Height correlation <(h(y + r) - h(y))^2> of the uppermost lithium or host along y, in which a bare tube or
/// slab is even, r = 1 ... count cells, in m2.
void lk_atom_observe_correlation(const lk_atomistic *model, int count, double correlation[]);

/// A mean over independent runs with its standard error.
typedef struct lk_atom_mean {
    double value, error;
    int runs;
} lk_atom_mean;

enum { LK_ATOM_POTENTIALS = 4 };

/// What the atomistic model says about one substrate, for the closures of the film scale.
typedef struct lk_atom_derived {
    int type;
    double cosine_table;   ///< contact angle from adhesion and surface energy of the table (Young and Dupre),
                           ///< clipped
    lk_atom_mean cosine;   ///< of an island left to itself at fixed number of atoms
    double cosine_closure; ///< 2 E_ads / E_coh - 1, clipped: what the film scale takes
    lk_atom_mean diffusion;   ///< of a lone atom, m2/s, exact rates
    double diffusion_closure; ///< nu a^2 exp(-E_mig / kT)
    double underpotential; ///< V: the first layer forms by itself below this potential; negative: it does not
    double potential[LK_ATOM_POTENTIALS];        ///< V
    lk_atom_mean nucleation[LK_ATOM_POTENTIALS]; ///< ln of the rate in 1/(m2 s); runs 0: no nucleus was seen
    double barrier_eV[LK_ATOM_POTENTIALS]; ///< highest point of a flat cluster's way from square to square
    int critical[LK_ATOM_POTENTIALS];      ///< atoms at that point
    double barrier_closure_eV[LK_ATOM_POTENTIALS]; ///< 16 pi gamma^3 Omega^2 f/(3 (e eta)^2), film scale
} lk_atom_derived;

/// Derive for one substrate type of the case, on a flat slab, from `runs` independent runs of each kind.
lk_status lk_atom_derive(const lk_params *params, int type, int runs, lk_atom_derived *derived,
                         lk_error_list *errors);

/// Mullins' coefficient B (m4/s) of bare lithium (100): equilibrium states are sampled with the cap, which
/// keeps the equilibrium, and the terrace hops in them are weighed with their exact rates; B = gamma
/// Omega^2/kT x sum of rate x square of the step in x, y over 4 and the area. `barrier_eV` receives the
/// barrier that gives this B by the film scale's formula with D = nu a^2 exp(-E/kT).
lk_status lk_atom_derive_smoothing(const lk_params *params, int runs, lk_atom_mean *B, double *barrier_eV,
                                   lk_error_list *errors);

/// A wall of a tube with round islands in a square array, as an adatom sees it.
typedef struct lk_atom_wall {
    int tube, island;    ///< types of the model: 1 + index of the material
    double diameter;     ///< of the islands, m
    double share;        ///< that the islands cover, asked for; as it came out on the lattice
    double permeability; ///< m2/s: diffusivity times occupation against bulk lithium, exp((E_ads - E_coh)/kT)
    double of_tube, of_island; ///< of walls of one material
    double closure;            ///< lk_closure_wall_permeability of these, islands that do not touch
} lk_atom_wall;

/// Measure the permeability of a wall, exactly: the rates of a lone atom on each site of the lattice, borders
/// of the islands among them, as a network of conductances. LK_BAD_INPUT if the array does not fit 400 x 400
/// sites.
lk_status lk_atom_derive_wall(const lk_params *params, lk_atom_wall *wall, lk_error_list *errors);

#endif
