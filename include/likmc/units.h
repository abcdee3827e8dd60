/// likmc/units.h: the units that parameters are written in.
///
/// Every unit belongs to a base unit; numbers are kept in the base unit. Base units are SI, save that
/// energies per particle are kept in eV (fields named *_eV).
#ifndef LIKMC_UNITS_H
#define LIKMC_UNITS_H

#include <stdbool.h>
#include <stddef.h>

/// One unit: value in base = value * multiply / divide + add. Two factors, both exact in binary, so that 20
/// um is the double nearest to 20e-6 m and not a neighbour of it.
typedef struct lk_units {
    const char *name;
    const char *base; ///< name of the base unit; units convert into each other if their bases are the same
    double multiply, divide, add;
} lk_units;

/// The unit of that name, or NULL.
const lk_units *lk_units_find(const char *name);

/// Name of the known unit nearest to a mistyped one, or NULL.
const char *lk_units_nearest(const char *name);

/// The i-th unit (from 0), or NULL when there are no more.
const lk_units *lk_units_at(size_t i);

/// Do the two measure the same thing?
bool lk_units_convertible(const lk_units *a, const lk_units *b);

/// Value in the base unit, and back.
double lk_units_to_base(const lk_units *unit, double value);
double lk_units_from_base(const lk_units *unit, double value);

#endif
