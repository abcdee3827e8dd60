/// likmc/chemistry.h: what a decoration becomes when lithium goes into it: its phases, and the steps between
/// them.
///
/// Each material's file says what it turns into in one step (lk_material.lithiation); its products are
/// materials with steps of their own. Followed from a decoration, that gives a short list of phases and
/// steps; no compound is known by name here. Amounts are per unit of the decoration, mol/mol.
#ifndef LIKMC_CHEMISTRY_H
#define LIKMC_CHEMISTRY_H

#include "likmc/params.h"

enum { LK_CHEMISTRY_PHASES = 12, LK_CHEMISTRY_STEPS = 8 };

/// One step, from one phase to one or several.
typedef struct lk_chemistry_step {
    int from; ///< phase
    size_t product_count;
    struct {
        int phase;
        double share; ///< units made per unit used
    } products[LK_TABLE_PARTS];
    double potential;                ///< V against Li/Li+
    double electrons;                ///< Li per unit of `from`
    double most_electrons;           ///< Li per unit of the decoration, if all of it takes the step
    double exchange_current_density; ///< A per m2 of particle
    bool reversible;
} lk_chemistry_step;

/// Phases and steps of one decoration. Plain data.
typedef struct lk_chemistry {
    size_t phase_count;
    struct {
        int material;        ///< index into the params' materials; phase 0 is the decoration itself
        double molar_volume; ///< m3 per mol of the phase's unit; NaN where no step asks for it
        double most;         ///< units of the phase per unit of decoration, at most
    } phases[LK_CHEMISTRY_PHASES];
    size_t step_count;
    lk_chemistry_step steps[LK_CHEMISTRY_STEPS]; ///< in the order in which lithiation reaches them
} lk_chemistry;

/// Follow the steps from the material `index` of a case. False, and why, if the data contradict each other:
/// phases that turn into themselves again, too many of them, a step that does not keep the mass (within 0.5
/// %; the case's metal tells the molar mass of lithium), a product without molar mass or density where
/// volume_ratio does not replace them, a volume_ratio 15 % or more off what the densities say.
bool lk_chemistry_build(const lk_params *params, int index, lk_chemistry *chemistry, char why[LK_TABLE_WHY]);

/// Li per unit of decoration that all reversible (or all irreversible) steps take together.
double lk_chemistry_electrons(const lk_chemistry *chemistry, bool reversible);

/// Volume of a mixture of phases, m3 per mol of decoration, `amounts` in units per unit of decoration.
double lk_chemistry_volume(const lk_chemistry *chemistry, const double amounts[LK_CHEMISTRY_PHASES]);

#endif
