/// likmc/closure.h: from atomic energies to the rates of the film scale.
///
/// One voxel of the film scale holds 1e7 to 1e9 atoms, so its rates are not exp(-energy/kT): they are
/// closures with a classical or an atomistic basis. Each function here is one closure: pure, SI units, no
/// state. E_ads and E_mig of a site type are the only inputs that differ between substrates.
#ifndef LIKMC_CLOSURE_H
#define LIKMC_CLOSURE_H

/// Elementary charge, C, and Boltzmann constant, J/K (SI, exact since 2019); Faraday constant, C/mol.
#define LK_CLOSURE_E       1.602176634e-19
#define LK_CLOSURE_KB      1.380649e-23
#define LK_CLOSURE_FARADAY 96485.33212

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

/// Barrier of heterogeneous nucleation (J) at overpotential `eta` (V, > 0):
/// 16 pi gamma^3 Omega^2 f/(3 (e eta)^2), f = (2 + cos)(1 - cos)^2/4 (Volmer and Weber 1926; Fletcher 1958,
/// doi 10.1063/1.1744540). Infinite for eta <= 0 unless Li wets the wall completely (then 0).
double lk_closure_nucleation_barrier(const lk_closure_lithium *lithium, double adsorption_energy, double eta);

/// Surface diffusivity (m2/s) for a migration barrier (J): (nu a^2/4) exp(-E_mig/kT), not above its value at
/// `least_barrier` (J): below kT the rate of hops is that of a vibration.
double lk_closure_surface_diffusivity(const lk_closure_lithium *lithium, double migration_barrier,
                                      double least_barrier, double temperature);

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
