/// likmc/insertion.h: an electrode into whose particles lithium goes, such as NCM811: the single-particle
/// model.
///
/// All particles are spheres of one size that take the same current; filling x = c/c_max obeys Fick's law in
/// the sphere (Atlung, West, Jacobsen 1979, doi 10.1149/1.2129283; Guo, Sikha, White 2011, doi
/// 10.1149/1.3521314)
///
///     dx/dt = D/r^2 d/dr (r^2 dx/dr),   D dx/dr = i/(F c_max) at r = R
///
/// and the voltage is that of the open circuit at the filling of the surface less the overpotential of
/// Butler and Volmer, V = U(x_s) - 2kT/e asinh(i/(2 i0)), i0 = i0(1/2) 2 sqrt(x_s (1 - x_s)).
/// Currents are positive where lithium goes in (discharge of a cell).
#ifndef LIKMC_INSERTION_H
#define LIKMC_INSERTION_H

#include "likmc/material.h"

#include <stdbool.h>

enum { LK_INSERTION_SHELLS = 32, LK_INSERTION_POINTS = LK_TABLE_LINES };

/// Open-circuit voltage against filling: a monotone cubic through the points (Steffen 1990, A&A 239, 443).
typedef struct lk_insertion_curve {
    int count;                           ///< points, >= 2
    double filling[LK_INSERTION_POINTS]; ///< 0..1, rising
    double volts[LK_INSERTION_POINTS];   ///< against lithium, falling
    double slope[LK_INSERTION_POINTS];   ///< V
} lk_insertion_curve;

/// An electrode. Plain data; `filling` is all that changes.
typedef struct lk_insertion {
    lk_insertion_curve curve;
    double temperature;                  ///< K
    double concentration;                ///< c_max, mol/m3
    double diffusivity, radius;          ///< m2/s, m
    double exchange_current_density;     ///< A per m2 of particles at x = 1/2
    double volume;                       ///< m3 of particles per m2 of electrode
    double filling[LK_INSERTION_SHELLS]; ///< mean of each shell of equal thickness, from the centre
} lk_insertion;

/// Read the points "filling volts" of a material's insertion.open_circuit. False, and why: fewer than two
/// points, a line that is not two numbers, fillings that do not rise or leave 0..1, voltages that do not
/// fall.
bool lk_insertion_read_curve(const lk_lines *lines, lk_insertion_curve *curve, char why[LK_TABLE_WHY]);

/// Voltage of the curve at a filling, V; beyond its ends it falls by 50 V per unit of
/// filling, so that the capacity between them is what an electrode has.
double lk_insertion_open_circuit(const lk_insertion_curve *curve, double filling);

/// An electrode of `capacity` C/m2 between the ends of the material's curve, full (discharged). False, and
/// why, if the material's curve cannot be read.
bool lk_insertion_create(lk_insertion *electrode, const lk_material *material, double temperature,
                         double capacity, char why[LK_TABLE_WHY]);

/// Diffuse for `seconds` while `current` (A per m2 of electrode) goes in: one implicit step.
void lk_insertion_advance(lk_insertion *electrode, double current, double seconds);

/// Mean filling; and set it, without changing the differences between the shells.
double lk_insertion_filling(const lk_insertion *electrode);
void lk_insertion_set_filling(lk_insertion *electrode, double filling);

/// Voltage against lithium while `current` A per m2 of electrode goes in, V.
double lk_insertion_voltage(const lk_insertion *electrode, double current);

/// Charge per unit of filling, C per m2 of electrode.
double lk_insertion_charge(const lk_insertion *electrode);

#endif
