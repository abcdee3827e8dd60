// The table of parameters: one row each. To add one: a member in likmc/params.h and a row here.
// .low, .high: what the program can take. .range, .tag, .source: of the default, for physical quantities.
#include "likmc/params.h"

#define AT(member)            .offset = offsetof(lk_params, member)
#define QUANTITY              .type = LK_TABLE_QUANTITY
#define SETTING               .type = LK_TABLE_SETTING
#define INTEGER               .type = LK_TABLE_INTEGER
#define MATERIAL              .type = LK_TABLE_MATERIAL
#define PAPER                 .tag = LK_TAG_PAPER, .source = "Shen 2025, doi 10.1038/s41467-025-60609-4"
#define LITERATURE(reference) .tag = LK_TAG_LITERATURE, .source = reference
#define DERIVED(from)         .tag = LK_TAG_DERIVED, .source = from
#define ASSUMED(why)          .tag = LK_TAG_ASSUMED, .source = why

// clang-format off
static const lk_table_row rows[] = {
    {.key = "title", .type = LK_TABLE_TEXT_LINE, AT(title), .preset = "",
     .doc = "name of the case in figures"},
    {.key = "scale", .type = LK_TABLE_CHOICE, AT(scale), .choices = "film|atomistic", .preset = "film",
     .doc = "film: voxels of 50-500 nm and closures; atomistic: sites of 0.3 nm and barriers"},
    {.key = "seed", INTEGER, AT(seed), .preset = "1", .low = 0, .high = 9.2e18,
     .doc = "of all random numbers; the same seed gives the same bytes"},
    {.key = "replica", INTEGER, AT(replica), .preset = "0", .low = 0, .high = 4294967295.0,
     .doc = "independent repetition with the same seed"},
    {.key = "temperature", QUANTITY, AT(temperature), .unit = "K", .preset = "298.15", .low = 150, .high = 500,
     .range = {293.15, 303.15}, PAPER, .doc = "of everything"},

    {.key = "host.material", MATERIAL, AT(host.material), .preset = "cnt",
     .doc = "of the fibres"},
    {.key = "host.thickness", QUANTITY, AT(host.thickness), .unit = "um", .preset = "20", .low = 0.001, .high = 1000,
     .range = {15, 25}, PAPER, .doc = "of the paper before plating"},
    {.key = "host.areal_mass", QUANTITY, AT(host.areal_mass), .unit = "mg/cm2", .preset = "1", .low = 1e-4, .high = 100,
     .range = {0.5, 2}, PAPER, .doc = "mass of the paper per footprint"},
    {.key = "host.porosity", QUANTITY, AT(host.porosity), .unit = "1", .preset = "0.75", .low = 0.01, .high = 0.999,
     .range = {0.6, 0.9}, DERIVED("15 um of pore volume in a rigid 20 um paper, from Shen 2025"),
     .doc = "pore volume over volume of the paper"},
    {.key = "host.fibre_radius", QUANTITY, AT(host.fibre_radius), .unit = "um", .preset = "0.4", .low = 1e-4, .high = 20,
     .range = {0.05, 1}, ASSUMED("bundles as far as film-scale voxels can show them"),
     .doc = "of the bundles of tubes in the generated mat"},
    {.key = "host.fibre_length", QUANTITY, AT(host.fibre_length), .unit = "um", .preset = "50", .low = 0.001, .high = 1e5,
     .range = {10, 1000}, ASSUMED("no measurement; longer than the box"),
     .doc = "of the bundles in the generated mat"},
    {.key = "host.orientation_spread", QUANTITY, AT(host.orientation_spread), .unit = "degree", .preset = "10", .low = 0,
     .high = 90, .range = {0, 30}, ASSUMED("no measurement; the fibres of a paper lie nearly flat"),
     .doc = "standard deviation of the bundles' angle out of the plane"},
    {.key = "host.decoration", .type = LK_TABLE_MIXTURE, AT(host.decoration), .preset = "", .low = 1e-6, .high = 1e6,
     .doc = "materials on the fibres; share: of the decorated surface, relative to the sum of all shares"},
    {.key = "host.patch_size", QUANTITY, AT(host.patch_size), .unit = "um", .preset = "0.5", .low = 0, .high = 1e3,
     .range = {0.05, 5}, ASSUMED("no measurement"), .doc = "edge of the cubes in which a mixture shows one material"},
    {.key = "host.decoration_mass_fraction", QUANTITY, AT(host.decoration_mass_fraction), .unit = "%", .preset = "12.41",
     .low = 0, .high = 95, .range = {5, 20}, PAPER, .doc = "mass of the decoration over mass of the paper"},
    {.key = "host.particle_diameter", QUANTITY, AT(host.particle_diameter), .unit = "nm", .preset = "7.5", .low = 0.3,
     .high = 1e4, .range = {5, 10}, PAPER, .doc = "of the particles of decoration"},
    {.key = "host.decoration_coverage", QUANTITY, AT(host.decoration_coverage), .unit = "1", .preset = "", .low = 0,
     .high = 1, .doc = "share of the fibres' surface that is decorated; not given: from mass fraction, diameter and "
                       "specific area, or from the material's own coverage"},
    {.key = "host.specific_area", QUANTITY, AT(host.specific_area), .unit = "cm2/cm2", .preset = "1000", .low = 1,
     .high = 1e6, .range = {300, 3000}, DERIVED("5 um of solid per footprint as tubes of 10 nm radius: 2 V/r"),
     .doc = "true internal surface per footprint"},
    {.key = "host.transport_factor", QUANTITY, AT(host.transport_factor), .unit = "1", .preset = "1", .low = 1e-4,
     .high = 1, .range = {0.1, 1}, ASSUMED("1: the generated mat tells all; less for pores between tubes finer than a voxel"),
     .doc = "of conductivity and diffusivity through the paper, besides porosity^1.5"},

    {.key = "box.width", SETTING, AT(box.width), .unit = "um", .preset = "25.6", .low = 1e-4, .high = 1e4,
     .doc = "edge of the periodic box in x and y"},
    {.key = "box.head_room", SETTING, AT(box.head_room), .unit = "um", .preset = "100", .low = 0, .high = 1e4,
     .doc = "height above the paper"},
    {.key = "box.voxel_edge", SETTING, AT(box.voxel_edge), .unit = "nm", .preset = "400", .low = 0.1, .high = 1e5,
     .doc = "edge of a voxel"},

    {.key = "electrolyte.material", MATERIAL, AT(electrolyte.material), .preset = "electrolyte",
     .doc = "of the pores (colour)"},
    {.key = "electrolyte.conductivity", QUANTITY, AT(electrolyte.conductivity), .unit = "S/m", .preset = "1.1",
     .low = 1e-9, .high = 1e3, .range = {0.5, 1.5}, ASSUMED("1 M LiTFSI in DOL/DME"), .doc = "of the free liquid"},
    {.key = "electrolyte.diffusivity", QUANTITY, AT(electrolyte.diffusivity), .unit = "m2/s", .preset = "5e-10",
     .low = 1e-16, .high = 1e-6, .range = {3e-10, 1e-9}, ASSUMED("1 M LiTFSI in DOL/DME"), .doc = "of the salt"},
    {.key = "electrolyte.transference", QUANTITY, AT(electrolyte.transference), .unit = "1", .preset = "0.4", .low = 0,
     .high = 1, .range = {0.3, 0.5}, ASSUMED("1 M LiTFSI in DOL/DME"), .doc = "transference number of Li+"},
    {.key = "electrolyte.concentration", QUANTITY, AT(electrolyte.concentration), .unit = "mol/L", .preset = "1",
     .low = 1e-6, .high = 20, .range = {0.9, 1.1}, ASSUMED("1 M LiTFSI in DOL/DME"), .doc = "of the salt at rest"},
    {.key = "electrolyte.separator_thickness", QUANTITY, AT(electrolyte.separator_thickness), .unit = "um",
     .preset = "25", .low = 0, .high = 1e4, .range = {20, 30}, PAPER, .doc = "between the box and the counter electrode"},
    {.key = "electrolyte.separator_porosity", QUANTITY, AT(electrolyte.separator_porosity), .unit = "%", .preset = "41",
     .low = 1, .high = 100, .range = {35, 50}, PAPER, .doc = "of the separator"},

    {.key = "kinetics.exchange_current_density", QUANTITY, AT(kinetics.exchange_current_density), .unit = "mA/cm2",
     .preset = "1", .low = 1e-9, .high = 1e6, .range = {0.1, 4},
     LITERATURE("ethers: 4 on fresh lithium (Pletcher 1986, THF), 0.1-2 under SEI"),
     .doc = "of Li/Li+ where the SEI is open, per true area"},
    {.key = "kinetics.alpha", QUANTITY, AT(kinetics.alpha), .unit = "1", .preset = "0.5", .low = 0.01, .high = 0.99,
     .range = {0.3, 0.7}, LITERATURE("Pletcher 1986 (THF): ethers"), .doc = "transfer coefficient of the reduction"},
    {.key = "kinetics.double_layer_capacitance", QUANTITY, AT(kinetics.double_layer_capacitance), .unit = "uF/cm2",
     .preset = "10", .low = 1e-3, .high = 1e4, .range = {5, 50},
     LITERATURE("Bard and Faulkner, Electrochemical Methods, 2nd ed., ch. 13: 10-40 uF/cm2"),
     .doc = "of the host's true surface; sets how fast the overpotential rises before the first nuclei"},

    {.key = "lithium.material", MATERIAL, AT(lithium.material), .preset = "li",
     .doc = "of the metal"},
    {.key = "lithium.molar_volume", QUANTITY, AT(lithium.molar_volume), .unit = "cm3/mol", .preset = "13.0", .low = 1,
     .high = 100, .range = {12.9, 13.1}, LITERATURE("CRC Handbook: 6.94 g/mol over 0.534 g/cm3"), .doc = "of the metal"},
    {.key = "lithium.surface_energy", QUANTITY, AT(lithium.surface_energy), .unit = "J/m2", .preset = "0.46", .low = 1e-3,
     .high = 10, .range = {0.45, 0.54}, LITERATURE("Tran 2016, doi 10.1038/sdata.2016.80: (100) of bcc Li"),
     .doc = "of the metal"},
    {.key = "lithium.cohesive_energy", QUANTITY, AT(lithium.cohesive_energy_eV), .unit = "eV", .preset = "1.63",
     .low = 0.1, .high = 10, .range = {1.55, 1.7}, LITERATURE("Kittel, Introduction to Solid State Physics"),
     .doc = "of the metal, per atom"},
    {.key = "lithium.attempt_frequency", QUANTITY, AT(lithium.attempt_frequency), .unit = "1/s", .preset = "2e12",
     .low = 1e9, .high = 1e15, .range = {1e12, 1e13}, LITERATURE("Vishnugopi 2020, PCCP 22, 11286"),
     .doc = "of hops of Li on any surface"},
    {.key = "lithium.lattice_constant", QUANTITY, AT(lithium.lattice_constant), .unit = "nm", .preset = "0.351",
     .low = 0.1, .high = 1, .range = {0.344, 0.352}, LITERATURE("Kittel, Introduction to Solid State Physics"),
     .doc = "of bcc lithium; length of a hop"},

    {.key = "nucleation.ln_prefactor", QUANTITY, AT(nucleation.ln_prefactor), .unit = "1", .preset = "45", .low = -50,
     .high = 150, .range = {30, 60}, ASSUMED("shared by all substrates"), .doc = "ln of J0 in 1/(m2 s)"},
    {.key = "nucleation.disorder", QUANTITY, AT(nucleation.disorder_eV), .unit = "eV", .preset = "0.05", .low = 0,
     .high = 2, .range = {0, 0.2}, ASSUMED("shared by all substrates"),
     .doc = "standard deviation of E_ads from face to face, frozen"},
    {.key = "nucleation.correlation_length", QUANTITY, AT(nucleation.correlation_length), .unit = "um", .preset = "0.5",
     .low = 1e-3, .high = 100, .range = {0.1, 2}, ASSUMED("shared by all substrates"),
     .doc = "length over which the adsorption energy is the same"},

    {.key = "spreading.incorporation_time", QUANTITY, AT(spreading.incorporation_time), .unit = "s", .preset = "0.45",
     .low = 0, .high = 1e6, .range = {0.05, 5}, ASSUMED("set on the thickness targets; shared by all substrates"),
     .doc = "time for which arriving Li stays mobile on a wall"},
    {.key = "spreading.least_barrier", QUANTITY, AT(spreading.least_barrier_eV), .unit = "eV", .preset = "0.026",
     .low = 0, .high = 1, .range = {0.01, 0.1}, DERIVED("kT at 298 K: a hop is no faster than a vibration"),
     .doc = "migration barriers below it count as this"},

    {.key = "smoothing.barrier", QUANTITY, AT(smoothing.barrier_eV), .unit = "eV", .preset = "0.45", .low = 0, .high = 5,
     .range = {0.3, 0.6}, ASSUMED("between a bare step, 0.30 (Vishnugopi 2020), and a covered one"),
     .doc = "barrier of the surface diffusion that smooths lithium (Mullins)"},

    {.key = "sei.material", MATERIAL, AT(sei.material), .preset = "sei",
     .doc = "of the interphase (colour)"},
    {.key = "sei.open_fraction", QUANTITY, AT(sei.open_fraction), .unit = "1", .preset = "0.37", .low = 0, .high = 1,
     .range = {0.2, 0.7}, ASSUMED("set on the two thickness targets by scripts/calibrate.py; shared by all substrates"),
     .doc = "share of the SEI's patches, away from walls, through which lithium goes on growing"},
    {.key = "sei.patch_size", QUANTITY, AT(sei.patch_size), .unit = "um", .preset = "1", .low = 1e-3, .high = 1e3,
     .range = {0.3, 5}, ASSUMED("grain size of lithium from ethers; shared by all substrates"),
     .doc = "size of the patches of SEI that are open or passive; also how far a wall makes itself felt"},
    {.key = "sei.passive_share", QUANTITY, AT(sei.passive_share), .unit = "1", .preset = "1e-4", .low = 0, .high = 1,
     .range = {1e-6, 1e-2}, ASSUMED("shared by all substrates"),
     .doc = "reactivity of a passive surface over that of an open one"},

    {.key = "growth.hits_per_voxel", INTEGER, AT(growth.hits_per_voxel), .preset = "4", .low = 1, .high = 64,
     .doc = "deposition events that fill a voxel"},

    {.key = "protocol.current_density", QUANTITY, AT(protocol.current_density), .unit = "mA/cm2", .preset = "1",
     .low = 1e-9, .high = 1e6, .range = {0.1, 20}, PAPER, .doc = "applied, per footprint; positive: plating"},
    {.key = "protocol.capacity", QUANTITY, AT(protocol.capacity), .unit = "mAh/cm2", .preset = "5", .low = 0,
     .high = 1e4, .range = {0.1, 20}, PAPER, .doc = "to be plated, per footprint"},
    {.key = "protocol.steps", .type = LK_TABLE_LIST, AT(protocol.steps), .preset = "",
     .doc = "what the cycler does, one step a line, such as 'strip at 1 mA/cm2 until 1 V'; none: plate "
            "protocol.capacity at protocol.current_density"},

    {.key = "output.interval", SETTING, AT(output.interval), .unit = "mAh/cm2", .preset = "0.05", .low = 1e-9,
     .high = 1e4, .doc = "charge between two rows of series.csv"},
    {.key = "output.frames", INTEGER, AT(output.frames), .preset = "5", .low = 0, .high = 100000,
     .doc = "pictures on the way, evenly spaced in charge"},
    {.key = "output.image_width", INTEGER, AT(output.image_width), .preset = "1200", .low = 428, .high = 8192,
     .doc = "pixels; the height is three quarters of it"},
};
// clang-format on

static const lk_table table = {"parameter", rows, sizeof rows / sizeof *rows};
_Static_assert(sizeof rows / sizeof *rows <= LK_PARAMS_ROWS_MAX, "raise LK_PARAMS_ROWS_MAX");

const lk_table *lk_params_table(void) { return &table; }
