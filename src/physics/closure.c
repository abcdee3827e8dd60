// Closures of the film scale: see likmc/closure.h for equations and sources.
#include "likmc/closure.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double lk_closure_arrhenius(double barrier, double temperature) {
    return exp(barrier / LK_BOLTZMANN * (1.0 / LK_REFERENCE_TEMPERATURE - 1.0 / temperature));
}

double lk_closure_bruggeman(double porosity, double exponent) {
    // 3/2 is asked for in every layer of every step: a root is cheaper than a power.
    return exponent == 1.5 ? porosity * sqrt(porosity) : pow(porosity, exponent);
}

double lk_closure_contact_cosine(const lk_closure_lithium *lithium, double adsorption_energy) {
    const double cosine = 2.0 * adsorption_energy / lithium->cohesive_energy - 1.0;
    return fmin(1.0, fmax(-1.0, cosine));
}

double lk_closure_adhesion(const lk_closure_lithium *lithium, double adsorption_energy) {
    return 0.5 * (1.0 + lk_closure_contact_cosine(lithium, adsorption_energy));
}

double lk_closure_cassie(const lk_closure_lithium *lithium, size_t count, const double shares[],
                         const double adsorption_energies[]) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += shares[i] * lk_closure_contact_cosine(lithium, adsorption_energies[i]);
    return sum;
}

double lk_closure_nucleation_barrier(const lk_closure_lithium *lithium, double adsorption_energy,
                                     double eta) {
    const double cosine = lk_closure_contact_cosine(lithium, adsorption_energy);
    const double shape = 0.25 * (2.0 + cosine) * (1.0 - cosine) * (1.0 - cosine);
    if (shape <= 0.0) return 0.0;
    if (eta <= 0.0) return INFINITY;
    const double drive = LK_ELEMENTARY_CHARGE * eta / lithium->atomic_volume; // J per m3 of metal
    const double gamma = lithium->surface_energy;
    return 16.0 * pi * gamma * gamma * gamma * shape / (3.0 * drive * drive);
}

double lk_closure_nucleation_exponent(double volts, double eta, double temperature) {
    if (volts == 0.0) return 0.0;
    const double classical = volts / eta;
    return fmax(0.0, classical * classical - 0.5 * LK_ELEMENTARY_CHARGE * eta / (LK_BOLTZMANN * temperature));
}

double lk_closure_surface_diffusivity(const lk_closure_lithium *lithium, double migration_barrier,
                                      double least_barrier, double temperature) {
    const double barrier = fmax(migration_barrier, least_barrier);
    const double a = lithium->hop_length;
    return lithium->attempt_frequency * a * a * exp(-barrier / (LK_BOLTZMANN * temperature));
}

double lk_closure_permeability(const lk_closure_lithium *lithium, double adsorption_energy,
                               double diffusivity, double temperature) {
    const double excess = (adsorption_energy - lithium->cohesive_energy) / (LK_BOLTZMANN * temperature);
    return diffusivity * exp(fmin(0.0, excess));
}

// Maxwell's formula: inclusions in a matrix that goes all the way through.
static double maxwell(double matrix, size_t count, const double shares[], const double inside[]) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) sum += shares[i] * (inside[i] - matrix) / (inside[i] + matrix);
    return matrix * (1.0 + sum) / (1.0 - sum);
}

// Bruggeman's formula: grains of several kinds, none of which is the matrix. Sum of share (P_i - P)/(P_i + P)
// = 0, which falls with P.
static double bruggeman(size_t count, const double shares[], const double inside[]) {
    double low = INFINITY, high = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (shares[i] <= 0.0) continue;
        low = fmin(low, inside[i]);
        high = fmax(high, inside[i]);
    }
    for (int i = 0; i < 100 && high > low * (1.0 + 1e-12); i++) {
        const double middle = sqrt(low * high);
        double sum = 0.0;
        for (size_t k = 0; k < count; k++) sum += shares[k] * (inside[k] - middle) / (inside[k] + middle);
        *(sum > 0.0 ? &low : &high) = middle;
    }
    return sqrt(low * high);
}

double lk_closure_wall_permeability(double tube, size_t count, const double shares[],
                                    const double permeabilities[], double connected) {
    double covered = 0.0;
    for (size_t i = 0; i < count; i++) covered += shares[i];
    const double sparse = maxwell(tube, count, shares, permeabilities);
    if (covered <= 0.0 || connected <= 0.0) return sparse;
    const double hole = 1.0 - covered, film = bruggeman(count, shares, permeabilities);
    return (1.0 - connected) * sparse + connected * maxwell(film, 1, &hole, &tube);
}

double lk_closure_fed_share(double length, double from, double to) {
    if (length <= 0.0) return 0.0;
    return length * (exp(-from / length) - exp(-to / length)) / (to - from);
}

double lk_closure_feeding_length(const lk_closure_lithium *lithium, double adsorption_energy,
                                 double diffusivity, double share, double incorporation_time,
                                 double temperature) {
    const double excess = (adsorption_energy - lithium->cohesive_energy) / (LK_BOLTZMANN * temperature);
    return sqrt(diffusivity * incorporation_time * share * exp(fmin(0.0, excess)));
}

double lk_closure_mullins(const lk_closure_lithium *lithium, double migration_barrier, double temperature) {
    const double kT = LK_BOLTZMANN * temperature;
    const double diffusivity = lk_closure_surface_diffusivity(lithium, migration_barrier, kT, temperature);
    const double volume = lithium->atomic_volume, a = lithium->hop_length;
    return diffusivity * lithium->surface_energy * volume * volume / (a * a * kT);
}

double lk_closure_butler_volmer(double x, double alpha, double salt, double *slope) {
    const double cathodic = salt * exp(alpha * x), anodic = exp(-(1.0 - alpha) * x);
    if (slope) *slope = alpha * cathodic + (1.0 - alpha) * anodic;
    return cathodic - anodic;
}
