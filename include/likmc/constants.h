/// likmc/constants.h: constants of nature and of units that more than one file needs, each once.
#ifndef LIKMC_CONSTANTS_H
#define LIKMC_CONSTANTS_H

/// Exact in the SI of 2019 (BIPM, The International System of Units, 9th ed.).
#define LK_ELEMENTARY_CHARGE 1.602176634e-19 ///< C
#define LK_BOLTZMANN         1.380649e-23    ///< J/K
#define LK_AVOGADRO          6.02214076e23   ///< 1/mol

/// Derived from these.
#define LK_BOLTZMANN_EV (LK_BOLTZMANN / LK_ELEMENTARY_CHARGE) ///< eV/K
#define LK_FARADAY      (LK_ELEMENTARY_CHARGE * LK_AVOGADRO)  ///< C/mol

/// K, at which constants with an activation energy are given: 25 degrees Celsius.
#define LK_REFERENCE_TEMPERATURE 298.15

/// One mAh/cm2 in C/m2, the unit in which charge per footprint is shown.
#define LK_MAH_PER_CM2 3.6e4

#endif
