/// likmc/material.h: what a site type is, as data.
///
/// A material is one YAML file of params/materials; a new crystal plane needs no compiling. Energies follow
/// the sign of Shen et al., Nature Communications 2025, doi 10.1038/s41467-025-60609-4: E_ads = E(surface) +
/// E(Li atom) - E(surface + Li), positive where Li is bound, against an isolated atom.
#ifndef LIKMC_MATERIAL_H
#define LIKMC_MATERIAL_H

#include "likmc/table.h"

enum { LK_MATERIAL_ROWS_MAX = 32 };

/// What part a material plays.
typedef enum lk_material_kind {
    LK_MATERIAL_HOST,        ///< the fibres
    LK_MATERIAL_DECORATION,  ///< on the fibres, or made from such by conversion
    LK_MATERIAL_METAL,       ///< lithium
    LK_MATERIAL_SEI,         ///< solid-electrolyte interphase
    LK_MATERIAL_ELECTROLYTE, ///< the liquid
    LK_MATERIAL_INSERTION    ///< of a positive electrode, into whose particles lithium goes
} lk_material_kind;

/// One material. Members in the order of its table; NaN where a quantity is not given.
typedef struct lk_material {
    char name[LK_TABLE_NAME];  ///< of its file, without .yaml
    char title[LK_TABLE_TEXT]; ///< as in figures, e.g. "ZnO(002)"
    int kind;                  ///< lk_material_kind
    int conducts_electrons;    ///< 1 if electrons pass through it
    uint32_t colour;           ///< 0xRRGGBB
    double E_ads_eV;           ///< adsorption energy of Li
    double E_mig_eV;           ///< barrier of a hop on a terrace
    double E_detach_eV;        ///< barrier of leaving a step (Li)
    double E_down_eV;          ///< barrier of a hop down a step (Li)
    double density;            ///< kg/m3
    double coverage;           ///< share of the host's surface, where no mass tells
    double molar_mass;         ///< kg/mol
    lk_mixture other_planes; ///< what a decoration of this preferred orientation shows besides its own plane
    /// What it becomes when lithium goes in: one step. The products are materials with steps of their own, so
    /// that any number of them follow each other (likmc/chemistry.h).
    struct {
        char equation[LK_TABLE_TEXT];    ///< for people
        lk_mixture products;             ///< share: units made per unit used; empty if there is no step
        double potential;                ///< V against Li/Li+
        double electrons;                ///< Li (and electrons) taken up per unit
        double exchange_current_density; ///< A per m2 of particle
        double volume_ratio;             ///< volume of the products over its own; NaN: from their densities
        int reversible;                  ///< 1 if stripping turns it back
    } lithiation;
    /// Of kind insertion (likmc/insertion.h).
    struct {
        lk_lines open_circuit;           ///< "filling volts", one point a line, from empty to full
        double concentration;            ///< mol/m3 of lithium at filling 1
        double diffusivity;              ///< m2/s
        double particle_radius;          ///< m
        double exchange_current_density; ///< A per m2 of particles, half full
        double first_loss;               ///< of the capacity, given in the first charge and never taken back
    } insertion;
    lk_table_origin origins[LK_MATERIAL_ROWS_MAX];
} lk_material;

/// The table that describes lk_material, and the record of one.
const lk_table *lk_material_table(void);
lk_table_record lk_material_record(lk_material *material);

/// Conditions between the members of one material: false if the i-th does not hold, with the key it concerns
/// and why. Count up from 0 until *key is NULL.
bool lk_material_holds(const lk_material *material, size_t i, const char **key, char why[LK_TABLE_WHY]);

#endif
