// Closures of the film scale: see likmc/closure.h for equations and sources.
#include "likmc/closure.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double lk_closure_contact_cosine(const lk_closure_lithium *lithium, double adsorption_energy) {
    const double cosine = 2.0 * adsorption_energy / lithium->cohesive_energy - 1.0;
    return fmin(1.0, fmax(-1.0, cosine));
}

double lk_closure_adhesion(const lk_closure_lithium *lithium, double adsorption_energy) {
    return 0.5 * (1.0 + lk_closure_contact_cosine(lithium, adsorption_energy));
}

double lk_closure_nucleation_barrier(const lk_closure_lithium *lithium, double adsorption_energy,
                                     double eta) {
    const double cosine = lk_closure_contact_cosine(lithium, adsorption_energy);
    const double shape = 0.25 * (2.0 + cosine) * (1.0 - cosine) * (1.0 - cosine);
    if (shape <= 0.0) return 0.0;
    if (eta <= 0.0) return INFINITY;
    const double drive = LK_CLOSURE_E * eta / lithium->atomic_volume; // J per m3 of metal
    const double gamma = lithium->surface_energy;
    return 16.0 * pi * gamma * gamma * gamma * shape / (3.0 * drive * drive);
}

double lk_closure_surface_diffusivity(const lk_closure_lithium *lithium, double migration_barrier,
                                      double least_barrier, double temperature) {
    const double barrier = fmax(migration_barrier, least_barrier);
    const double a = lithium->hop_length;
    return 0.25 * lithium->attempt_frequency * a * a * exp(-barrier / (LK_CLOSURE_KB * temperature));
}

double lk_closure_feeding_length(const lk_closure_lithium *lithium, double adsorption_energy,
                                 double diffusivity, double share, double incorporation_time,
                                 double temperature) {
    const double excess = (adsorption_energy - lithium->cohesive_energy) / (LK_CLOSURE_KB * temperature);
    return sqrt(diffusivity * incorporation_time * share * exp(fmin(0.0, excess)));
}

double lk_closure_mullins(const lk_closure_lithium *lithium, double migration_barrier, double temperature) {
    const double kT = LK_CLOSURE_KB * temperature;
    const double diffusivity = lk_closure_surface_diffusivity(lithium, migration_barrier, kT, temperature);
    const double volume = lithium->atomic_volume, a = lithium->hop_length;
    return diffusivity * lithium->surface_energy * volume * volume / (a * a * kT);
}

double lk_closure_butler_volmer(double x, double alpha, double salt, double *slope) {
    const double cathodic = salt * exp(alpha * x), anodic = exp(-(1.0 - alpha) * x);
    if (slope) *slope = alpha * cathodic + (1.0 - alpha) * anodic;
    return cathodic - anodic;
}
