/// likmc/params.h: the parameters of a run.
///
/// lk_params is described row by row in src/physics/params_table.c. To add a parameter: one member here, one
/// row there. All numbers are in the base units of likmc/units.h (SI; energies per particle in eV, named
/// *_eV). The struct owns nothing: copy it by assignment; it is some 250 kB, so keep it off small stacks.
#ifndef LIKMC_PARAMS_H
#define LIKMC_PARAMS_H

#include "likmc/material.h"
#include "likmc/table.h"

enum { LK_PARAMS_ROWS_MAX = 192, LK_PARAMS_MATERIALS_MAX = 24 };

/// Scale of a run.
typedef enum lk_params_scale { LK_SCALE_FILM, LK_SCALE_ATOMISTIC } lk_params_scale;

/// Shape of the host at the atomistic scale.
typedef enum lk_params_shape { LK_SHAPE_TUBE, LK_SHAPE_SLAB } lk_params_shape;

typedef struct lk_params {
    char title[LK_TABLE_TEXT]; ///< of the case, as in figures
    int scale;                 ///< lk_params_scale
    int64_t seed, replica;
    double temperature; ///< K

    struct {
        lk_material_name material;       ///< of the fibres
        double thickness;                ///< m
        double areal_mass;               ///< kg/m2
        double porosity;                 ///< 1
        double fibre_radius;             ///< m; of the bundles that a film-scale voxel can show
        double fibre_length;             ///< m
        double orientation_spread;       ///< rad
        lk_mixture decoration;           ///< materials and their shares of the decorated surface
        double patch_size;               ///< m; cubes of this edge carry one material of a mixture
        double decoration_mass_fraction; ///< 1
        double particle_diameter;        ///< m
        double decoration_coverage; ///< share of the host's surface; NaN: from mass fraction and diameter
        double specific_area;       ///< true internal surface per footprint, m2/m2
        double
            transport_factor; ///< of conductivity and diffusivity in the pores, besides the power of porosity
        int deformation;      ///< choice: rigid, yields
        double yield_filling; ///< share of the pores filled with lithium at which fibres give way
        double most_swelling; ///< thickness of a layer over that before, at most
    } host;

    struct {
        double width;      ///< m, in x and y
        double head_room;  ///< m above the paper
        double voxel_edge; ///< m
    } box;

    struct {
        lk_material_name material;
        double conductivity;            ///< S/m, of the free liquid, at 298.15 K
        double conductivity_barrier_eV; ///< its activation energy
        double diffusivity;             ///< m2/s, at 298.15 K
        double diffusivity_barrier_eV;  ///< its activation energy
        double transference;            ///< 1, of Li+
        double concentration;           ///< mol/m3
        double residual_porosity;       ///< 1, of a layer that metal has filled
        double tortuosity_exponent;     ///< 1, of porosity in conductivity and diffusivity
        double separator_thickness;     ///< m
        double separator_porosity;      ///< 1
        double gap;                     ///< m, of free electrolyte above the separator
    } electrolyte;

    struct {
        int dimensions;     ///< choice: 1, 3
        int salt;           ///< choice: steady, transient; in three dimensions transient
        int64_t coarsening; ///< voxels along the edge of a cell, in three dimensions
        double compliance;  ///< V at which a galvanostat ends, in three dimensions or in time
    } transport;

    struct {
        double exchange_current_density;    ///< A/m2 of true area, at 298.15 K
        double exchange_current_barrier_eV; ///< its activation energy
        double alpha;                       ///< 1
        double double_layer_capacitance;    ///< F per m2 of true host surface
        double start_voltage;               ///< V against Li/Li+, before the first step
    } kinetics;

    struct {
        lk_material_name material;
        double molar_volume;       ///< m3/mol
        double surface_energy;     ///< J/m2
        double cohesive_energy_eV; ///< eV per atom
        double attempt_frequency;  ///< 1/s
        double hardness;           ///< Pa, of a contact that yields
        double lattice_constant;   ///< m
    } lithium;

    struct {
        double ln_prefactor;         ///< ln of J0 in 1/(m2 s), at 298.15 K
        double prefactor_barrier_eV; ///< activation energy of J0
        double disorder_eV;          ///< standard deviation of E_ads from place to place
        double correlation_length;   ///< m, over which E_ads is the same
    } nucleation;

    struct {
        double incorporation_time; ///< s
        double least_barrier_eV;   ///< E_mig below it counts as this: hops are no faster than vibrations
        int64_t most_hops;         ///< that a packet tries
    } spreading;

    struct {
        int closure;      ///< choice: fixed, phases
        double connected; ///< share of the decoration that is a connected film, not islands
        double texture;   ///< share of a decoration of preferred orientation that shows its own plane
        double footprint_exponent; ///< particles that swell by v take v^this of the tube
        double covered_reactivity; ///< of particles under metal over that of free ones
    } walls;

    struct {
        double barrier_eV; ///< of surface diffusion on covered lithium
    } smoothing;

    struct {
        lk_material_name material;
        int closure;                   ///< choice: patches, grains
        double open_fraction;          ///< share of the SEI's patches that stay open
        double patch_size;             ///< m
        double slow_share;             ///< share of the patches in which lithium strips slowly
        double slow_factor;            ///< reactivity of such a patch when stripping
        double passivation_rate;       ///< 1/s at 298.15 K, of a grain whose SEI is open
        double passivation_barrier_eV; ///< its activation energy
        double grain_size;             ///< m; one grain is born for each square of it of new surface
        double passive_share;          ///< reactivity of a passive surface over that of an open one
        double spread;                 ///< standard deviation of ln of the reactivity of grains that dissolve
        double charge;                 ///< C per m2 of fresh true surface
        int area;                      ///< choice: net, local
        double first_thickness;        ///< m, of fresh SEI
        double growth_rate;            ///< m2/s, of SEI that covers metal
        int volume;                    ///< choice: none, fills
        double molar_volume;           ///< m3 per mole of lithium
        double reuse;                  ///< share of a shell left behind that serves again
        double host_charge;            ///< C per m2 of the host's true surface
        double host_rate;              ///< 1/s, at which the host's surface gets its SEI
    } sei;

    struct {
        int closure;            ///< choice: gravity, pressure
        double stack_pressure;  ///< Pa
        double contact_host;    ///< probability that a contact of a settled piece with the host conducts
        double contact_lithium; ///< the same with live lithium
        double contact_area; ///< m2 of new lithium against a dead piece for one conducting contact on average
    } dead;

    struct {
        int64_t hits_per_voxel;
        double share_per_step; ///< of reacting voxels, that may fill in one step; NaN: 0.01, grains 0.05
    } growth;

    struct {
        double current_density;   ///< A/m2 of footprint, positive: plating
        double capacity;          ///< C/m2 of footprint
        double exhausted_voltage; ///< V against lithium at which a strip ends in any case
        lk_lines
            steps; ///< what the cycler does (likmc/protocol.h); none: plate that capacity at that current
        double least_efficiency; ///< of a cycle that counts as good; 0: all do
        int64_t poor_cycles;     ///< in a row, below it, that end the life of the cell
        double least_voltage;    ///< V against lithium, while plating, at which the cell is given up
    } protocol;

    struct {                        // what stands around the electrode (likmc/cell.h)
        int counter;                ///< choice: none, lithium, insertion, host
        lk_material_name positive;  ///< of an insertion electrode
        double capacity;            ///< C/m2 of an insertion electrode between the ends of its curve; 1 C
        double foil_thickness;      ///< m, of a lithium counter electrode
        double foil_area;           ///< m2 per m2 of footprint that reacts, of it
        double foil_loss;           ///< of the charge that is plated on it
        double behind_thickness;    ///< m, of a lithium foil between collector and host
        double electrolyte_amount;  ///< m3 per m2 of footprint
        double electrolyte_use;     ///< m3 per C of SEI
        double end_share;           ///< of the first cycle's capacity at which life ends
        double active_share;        ///< of the positive electrode's mass
        double electrolyte_density; ///< kg/m3
        double separator_mass, collector_mass, package_mass; ///< kg/m2
    } cell;

    struct {
        double interval;     ///< C/m2 between rows of the series
        int64_t frames;      ///< pictures on the way
        int64_t snapshots;   ///< states kept for pictures made later
        int64_t image_width; ///< pixels
    } output;

    struct {                          // of a case at the atomistic scale (likmc/atom.h)
        int lattice;                  ///< choice: bcc14, bcc8, sc26, sc6
        int shape;                    ///< lk_params_shape
        double width, length, height; ///< m, of the box in x, y, z; a tube lies along y
        double tube_radius;           ///< m
        int64_t particles;            ///< of decoration, on the tube or slab
        double particle_spread;       ///< half width of the particles' diameters over their mean
        double defect_share;          ///< share of the host's surface sites that are defects
        int control;                  ///< choice: current, potential
        double overpotential;         ///< V, fixed (potential) or at the start (current)
        double capacitance;           ///< F/m2 of the double layer
        int acceleration;             ///< choice: none, cap
        double accuracy;              ///< times that a pair of hops is done at least between two arrivals
        double conversion_barrier_eV, alloying_barrier_eV;
        double layers;       ///< of lithium at which the run ends, in monolayers of the host's surface
        int64_t most_events; ///< at which the run ends in any case
    } atom;

    size_t material_count;
    lk_material
        materials[LK_PARAMS_MATERIALS_MAX]; ///< all that the case uses; references hold indices into it
    lk_table_origin origins[LK_PARAMS_ROWS_MAX];
} lk_params;

/// The table that describes lk_params, and the record of one.
const lk_table *lk_params_table(void);
lk_table_record lk_params_record(lk_params *params);

/// Set every parameter to its default; no materials are loaded (see likmc/yaml.h).
lk_status lk_params_init(lk_params *params, lk_error_list *errors);

/// Material of that name among those of the case, or NULL.
const lk_material *lk_params_material(const lk_params *params, const char *name);

/// Conditions between parameters: as lk_material_holds.
bool lk_params_holds(const lk_params *params, size_t i, const char **key, char why[LK_TABLE_WHY]);

/// The lattice of a film-scale case.
typedef struct lk_params_grid {
    uint64_t nx, ny, nz; ///< voxels; nz covers paper and head room
    uint64_t nz_paper;   ///< voxel layers of the paper
    uint64_t sites;      ///< nx ny nz
} lk_params_grid;

/// Lattice of the case, each extent rounded to whole voxels, at least 1.
lk_params_grid lk_params_grid_of(const lk_params *params);

/// Bytes that a run of the case needs, about (state, buckets, field and pictures; 1e300 if beyond counting).
double lk_params_bytes(const lk_params *params);

#endif
