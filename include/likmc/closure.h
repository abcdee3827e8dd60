/// likmc/closure.h: from atomic energies to the rates of the film scale.
///
/// One voxel of the film scale holds 1e7 to 1e9 atoms, so its rates are not exp(-energy/kT): they are
/// closures with a classical or an atomistic basis. Each function here is one closure: pure, SI units, no
/// state. E_ads and E_mig of a site type are the only inputs that differ between substrates.
#ifndef LIKMC_CLOSURE_H
#define LIKMC_CLOSURE_H

#include "likmc/constants.h"

#include <stddef.h>

/// Factor of a rate constant that is known at LK_REFERENCE_TEMPERATURE, at `temperature` (K), for an
/// activation energy `barrier` (J): exp(E/k (1/T0 - 1/T)), exactly 1 at T0 (Arrhenius 1889).
double lk_closure_arrhenius(double barrier, double temperature);

/// True area over that of the faces of its voxels: 2/3. A surface of area S without a preferred direction
/// projects to S/4 along each axis and to either side (Cauchy 1850), so its faces in three axes and both
/// senses add up to 6 S/4.
#define LK_CLOSURE_FACES_ISOTROPIC (2.0 / 3.0)

/// Conductivity, or diffusivity, of a porous layer over that of the free liquid: porosity^exponent
/// (Bruggeman 1935, doi 10.1002/andp.19354160705: 3/2 between spheres).
double lk_closure_bruggeman(double porosity, double exponent);

/// Lithium metal, shared by all substrates.
typedef struct lk_closure_lithium {
    double atomic_volume;     ///< m3, > 0
    double surface_energy;    ///< J/m2, > 0
    double cohesive_energy;   ///< J, > 0
    double attempt_frequency; ///< 1/s, > 0
    double hop_length;        ///< m, > 0: distance of one surface hop
} lk_closure_lithium;

/// Cosine of the contact angle of Li on a wall that binds it with `adsorption_energy` (J): Young's law with
/// bond counting, 2 E_ads/E_coh - 1, clipped to [-1, 1].
double lk_closure_contact_cosine(const lk_closure_lithium *lithium, double adsorption_energy);

/// Work of adhesion over that of cohesion, (1 + cos theta)/2 (Dupre), 0..1: the share of a wall that Li holds
/// on to.
double lk_closure_adhesion(const lk_closure_lithium *lithium, double adsorption_energy);

/// The same of a wall of several surfaces with `shares` that sum to 1: the mean of their cosines (Cassie
/// 1948, doi 10.1039/DF9480300011), each clipped by itself. For metal that is large against the distance
/// between the surfaces: particles of 7.5 nm on a twelfth of a tube are 25 nm apart.
/// Atom by atom it holds if the ring of sites around an island counts to it
/// (tests/physics/test_composite_wall.c).
double lk_closure_cassie(const lk_closure_lithium *lithium, size_t count, const double shares[],
                         const double adsorption_energies[]);

/// Barrier of heterogeneous nucleation (J) at overpotential `eta` (V, > 0):
/// 16 pi gamma^3 Omega^2 f/(3 (e eta)^2), f = (2 + cos)(1 - cos)^2/4 (Volmer and Weber 1926; Fletcher 1958,
/// doi 10.1063/1.1744540). Infinite for eta <= 0 unless Li wets the wall completely (then 0).
double lk_closure_nucleation_barrier(const lk_closure_lithium *lithium, double adsorption_energy, double eta);

/// -ln of the chance of a critical nucleus at overpotential `eta` (V, > 0), for a wall whose classical
/// barrier at 1 V is volts^2 kT: (volts/eta)^2 - e eta/(2 kT), at least 0. Critical nuclei have 3 to 7 atoms.
/// That the highest point of a cluster that grows atom by atom lies half an atom's drive below that of a drop
/// of continuous size is what `likmc derive` finds on carbon: 0.45 to 0.48 e eta from 0.29 to 0.37 V. Falls
/// with eta.
double lk_closure_nucleation_exponent(double volts, double eta, double temperature);

/// Surface diffusivity (m2/s) for a migration barrier (J): nu a^2 exp(-E_mig/kT), the attempt frequency
/// belonging to each of the four directions, as at the atomistic scale; not above its value at
/// `least_barrier` (J): below kT the rate of hops is that of a vibration.
double lk_closure_surface_diffusivity(const lk_closure_lithium *lithium, double migration_barrier,
                                      double least_barrier, double temperature);

/// How well a surface carries adatoms (m2/s): D b, where b = min(1, exp((E_ads - E_coh)/kT)) is its
/// occupation by adatoms against bulk Li. Two surfaces in exchange have one activity on both sides of their
/// border, as detailed balance asks, so that D b is to adatoms on a patchwork what conductivity is to a
/// current.
double lk_closure_permeability(const lk_closure_lithium *lithium, double adsorption_energy,
                               double diffusivity, double temperature);

/// Permeability of a wall (m2/s): islands with `shares` and `permeabilities` on a tube that covers the rest.
/// Islands that do not touch: Maxwell's formula in two dimensions, (P - P_t)/(P + P_t) = sum of share (P_i -
/// P_t)/(P_i + P_t) (Maxwell 1873; Hashin and Shtrikman 1962, doi 10.1063/1.1728579: the least that a
/// patchwork of these shares can have if P_i > P_t). A film with holes that do not touch: the same with the
/// parts changed, which is the most; where the film has grains of several kinds, they make
/// it up as Bruggeman has it (1935, doi 10.1002/andp.19354160705), so that a kind on less than half of it
/// does not carry. `connected` (0..1) is the share of the decoration that is such a film. Atom by atom
/// islands of 7.5 nm come out 4, 11 and 16 % better at shares of 0.09, 0.2 and 0.3, and such of 3 nm 13 % at
/// 0.09, because the ring of sites around an island binds too (tests/physics/test_composite_wall.c).
double lk_closure_wall_permeability(double tube, size_t count, const double shares[],
                                    const double permeabilities[], double connected);

/// Share of a volume between the distances `from` and `to` (m, from < to) from a wall that the wall feeds
/// with adatoms: mean of exp(-x/length), the chance of an adatom of diffusion length `length` to come as far
/// as x before it is built in. Its sum over a row of voxels does not depend on their edge.
double lk_closure_fed_share(double length, double from, double to);

/// Length (m) over which a wall feeds adatoms to metal beside it: sqrt(D tau share b), where tau (s) is the
/// time to incorporation, `share` (0..1) the part of the wall that the site type covers, and b = min(1,
/// exp((E_ads - E_coh)/kT)) the occupation of the wall by adatoms against bulk Li: a wall that does not bind
/// carries none.
double lk_closure_feeding_length(const lk_closure_lithium *lithium, double adsorption_energy,
                                 double diffusivity, double share, double incorporation_time,
                                 double temperature);

/// Mullins' coefficient (m4/s) of surface diffusion, D gamma Omega^2 n_s/kT with n_s = 1/a^2
/// (Mullins 1957, doi 10.1063/1.1722742).
double lk_closure_mullins(const lk_closure_lithium *lithium, double migration_barrier, double temperature);

/// Current density of reduction over j0 at dimensionless overpotential x = e eta/kT and salt c/c0 = `salt`:
/// salt exp(alpha x) - exp(-(1 - alpha) x), positive = plating (Butler and Volmer; Newman and
/// Balsara, Electrochemical Systems, 4th ed., ch. 8). `slope` (may be 0) receives the derivative with respect
/// to x.
double lk_closure_butler_volmer(double x, double alpha, double salt, double *slope);

#endif
