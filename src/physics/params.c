// Parameters of a run: see likmc/params.h; the table is in params_table.c.
#include "likmc/params.h"
#include "likmc/atomistic.h"
#include "likmc/cell.h"
#include "likmc/chemistry.h"
#include "likmc/constants.h"

#include "likmc/protocol.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

lk_table_record lk_params_record(lk_params *params) {
    return (lk_table_record){lk_params_table(), params, params->origins};
}

lk_status lk_params_init(lk_params *params, lk_error_list *errors) {
    memset(params, 0, sizeof *params);
    const lk_table_record record = lk_params_record(params);
    return lk_table_set_defaults(&record, errors);
}

const lk_material *lk_params_material(const lk_params *params, const char *name) {
    for (size_t i = 0; i < params->material_count; i++)
        if (strcmp(params->materials[i].name, name) == 0) return &params->materials[i];
    return NULL;
}

static double voxels(double length, double edge) { return fmax(1, round(length / edge)); }

lk_params_grid lk_params_grid_of(const lk_params *params) {
    const double edge = params->box.voxel_edge, most = 9e18;
    const double width = voxels(params->box.width, edge), paper = voxels(params->host.thickness, edge);
    const double height = paper + round(params->box.head_room / edge);
    const double sites = fmin(width * width * height, most);
    return (lk_params_grid){.nx = (uint64_t)width,
                            .ny = (uint64_t)width,
                            .nz = (uint64_t)height,
                            .nz_paper = (uint64_t)paper,
                            .sites = (uint64_t)sites};
}

// Cubes of an edge in the box up to a height, as the film's frozen disorder counts them.
static double cubes(const lk_params *params, double edge, double height) {
    const double along = voxels(params->box.width, edge);
    return along * along * (ceil(height / (params->box.width / along)) + 1.0);
}

static double patches_of_sei(const lk_params *p) {
    return cubes(p, p->sei.patch_size, p->host.thickness + p->box.head_room);
}
static double patches_of_energy(const lk_params *p) {
    return cubes(p, p->nucleation.correlation_length, p->host.thickness + p->box.voxel_edge);
}

static double atomistic_sites(const lk_params *params) {
    const double volume = params->lithium.molar_volume / LK_AVOGADRO; // of an atom, m3
    return params->atom.width * params->atom.length * params->atom.height / volume;
}

double lk_params_bytes(const lk_params *params) {
    if (params->scale == LK_SCALE_ATOMISTIC) return 64e6 + lk_atomistic_bytes(atomistic_sites(params));
    // Bounds on the peak of film-scale runs to 5 mAh/cm2 with pictures: 41 MB for 1.2e6 sites, 69 MB
    // for 5.0e6.
    const double per_site = 12, besides = 30e6, per_patch = 5 * sizeof(float);
    return besides + per_site * (double)lk_params_grid_of(params).sites + per_patch * patches_of_sei(params) +
           patches_of_energy(params);
}

// ---- conditions between parameters

static bool voxel_fits_width(const lk_params *p, char *why) {
    return p->box.width >= 4 * p->box.voxel_edge ||
           lk_table_refuse(why, "the box of %.6g um has to be at least 4 voxels of %.6g nm wide",
                           p->box.width * 1e6, p->box.voxel_edge * 1e9);
}

static bool voxel_fits_paper(const lk_params *p, char *why) {
    return p->host.thickness >= p->box.voxel_edge ||
           lk_table_refuse(why, "the paper of %.6g um is thinner than a voxel of %.6g nm",
                           p->host.thickness * 1e6, p->box.voxel_edge * 1e9);
}

static bool sites_are_countable(const lk_params *p, char *why) {
    const lk_params_grid grid = lk_params_grid_of(p);
    return grid.sites < UINT32_MAX ||
           lk_table_refuse(
               why,
               "%llu x %llu x %llu voxels are %.4g sites and need %.4g bytes; at most %lu sites can be "
               "numbered",
               (unsigned long long)grid.nx, (unsigned long long)grid.ny, (unsigned long long)grid.nz,
               (double)grid.nx * (double)grid.ny * (double)grid.nz, lk_params_bytes(p),
               (unsigned long)UINT32_MAX - 1);
}

static bool are_few_patches(const lk_params *p, double patches, double size, char *why) {
    static const double most = 2e8;
    return p->scale != LK_SCALE_FILM || patches <= most ||
           lk_table_refuse(
               why, "the box has %.3g patches of %.6g um; at most %.3g. Raise it, or make the box smaller",
               patches, size * 1e6, most);
}
static bool patches_are_few(const lk_params *p, char *why) {
    return are_few_patches(p, patches_of_sei(p), p->sei.patch_size, why);
}
static bool energies_are_few(const lk_params *p, char *why) {
    return are_few_patches(p, patches_of_energy(p), p->nucleation.correlation_length, why);
}

static bool metal_fits_box(const lk_params *p, char *why) {
    lk_protocol protocol;
    if (!lk_protocol_compile(p, &protocol, NULL, NULL)) return true; // complained about by itself
    const double metal = protocol.peak / LK_FARADAY * p->lithium.molar_volume;
    const double room = p->box.head_room + p->host.thickness * p->host.porosity;
    return p->scale != LK_SCALE_FILM || metal <= room ||
           lk_table_refuse(why, "%.6g mAh/cm2 are %.6g um of dense lithium; paper and head room hold %.6g um",
                           protocol.peak / LK_MAH_PER_CM2, metal * 1e6, room * 1e6);
}

// The tube lies along the middle of its box, and a slab on its floor.
static bool host_leaves_room(const lk_params *p, char *why) {
    const bool tube = p->atom.shape == LK_SHAPE_TUBE;
    const double most = tube ? 0.5 * hypot(p->atom.width, p->atom.height) : p->atom.height;
    return p->scale != LK_SCALE_ATOMISTIC || p->atom.tube_radius < most ||
           lk_table_refuse(why, "a %s of %.6g nm fills the box of %.6g nm by %.6g nm; lithium has no place",
                           tube ? "tube with a radius" : "slab with a thickness", p->atom.tube_radius * 1e9,
                           p->atom.width * 1e9, p->atom.height * 1e9);
}

static bool one_step_fits_box(const lk_params *p, char *why) {
    return p->protocol.steps.count > 0 || metal_fits_box(p, why);
}
static bool steps_fit_box(const lk_params *p, char *why) {
    return p->protocol.steps.count == 0 || metal_fits_box(p, why);
}

static bool fibre_is_long(const lk_params *p, char *why) {
    return p->host.fibre_length >= 2 * p->host.fibre_radius ||
           lk_table_refuse(why, "%.6g um is less than the fibre's diameter of %.6g um",
                           p->host.fibre_length * 1e6, p->host.fibre_radius * 2e6);
}

static bool has_kind(const lk_params *p, const lk_material_name *name, int kind, const char *called,
                     char *why) {
    return name->index < 0 || p->materials[name->index].kind == kind ||
           lk_table_refuse(why, "material %s is not of kind %s", name->name, called);
}

// What is joined to the collector is joined through host and lithium, and neither by electrolyte nor by SEI.
static bool conducts(const lk_params *p, const lk_material_name *name, bool wanted, char *why) {
    if (name->index < 0) return true;
    const lk_material *material = &p->materials[name->index];
    return (material->conducts_electrons != 0) == wanted ||
           lk_table_refuse(why, "material %s %s electrons", name->name,
                           wanted ? "does not conduct" : "conducts");
}

static bool host_is_host(const lk_params *p, char *why) {
    return has_kind(p, &p->host.material, LK_MATERIAL_HOST, "host", why) &&
           conducts(p, &p->host.material, true, why);
}
static bool lithium_is_metal(const lk_params *p, char *why) {
    return has_kind(p, &p->lithium.material, LK_MATERIAL_METAL, "metal", why) &&
           conducts(p, &p->lithium.material, true, why);
}
static bool sei_is_sei(const lk_params *p, char *why) {
    return has_kind(p, &p->sei.material, LK_MATERIAL_SEI, "sei", why) &&
           conducts(p, &p->sei.material, false, why);
}
static bool electrolyte_is_electrolyte(const lk_params *p, char *why) {
    return has_kind(p, &p->electrolyte.material, LK_MATERIAL_ELECTROLYTE, "electrolyte", why) &&
           conducts(p, &p->electrolyte.material, false, why);
}
static bool decoration_is_decoration(const lk_params *p, char *why) {
    for (size_t i = 0; i < p->host.decoration.count; i++)
        if (!has_kind(p, &p->host.decoration.parts[i].material, LK_MATERIAL_DECORATION, "decoration", why))
            return false;
    return true;
}

static bool chemistry_is_sound(const lk_params *p, char *why) {
    lk_chemistry chemistry;
    for (size_t i = 0; i < p->host.decoration.count; i++) {
        const int index = p->host.decoration.parts[i].material.index;
        if (index >= 0 && !lk_chemistry_build(p, index, &chemistry, why)) return false;
    }
    return true;
}

static bool coverage_is_known(const lk_params *p, char *why) {
    if (!isnan(p->host.decoration_coverage)) return true;
    for (size_t i = 0; i < p->host.decoration.count; i++) {
        const int index = p->host.decoration.parts[i].material.index;
        if (index < 0) continue;
        const lk_material *m = &p->materials[index];
        if (isnan(m->density) && isnan(m->coverage))
            return lk_table_refuse(
                why,
                "material %s has neither a density nor a coverage; give one or the other, or "
                "host.decoration_coverage",
                m->name);
    }
    return true;
}

static bool foil_is_in_one_dimension(const lk_params *p, char *why) {
    return p->cell.behind_thickness == 0.0 ||
           (p->cell.counter != LK_CELL_NONE && p->transport.dimensions == 0) ||
           lk_table_refuse(why, "a foil behind the host needs a counter electrode (cell.counter) and "
                                "transport.dimensions: 1");
}
static bool counter_is_sound(const lk_params *p, char *why) {
    lk_cell cell;
    return p->cell.counter == LK_CELL_NONE || p->scale == LK_SCALE_FILM
               ? lk_cell_create(&cell, p, 1.0, why)
               : lk_table_refuse(why, "a cell is of the film scale");
}

bool lk_params_holds(const lk_params *params, size_t i, const char **key, char why[LK_TABLE_WHY]) {
    static const struct {
        const char *key;
        bool (*holds)(const lk_params *, char *);
    } conditions[] = {
        {"box.width", voxel_fits_width},
        {"box.voxel_edge", voxel_fits_paper},
        {"box.voxel_edge", sites_are_countable},
        {"sei.patch_size", patches_are_few},
        {"nucleation.correlation_length", energies_are_few},
        {"atom.tube_radius", host_leaves_room},
        {"protocol.capacity", one_step_fits_box},
        {"protocol.steps", steps_fit_box},
        {"host.fibre_length", fibre_is_long},
        {"host.material", host_is_host},
        {"lithium.material", lithium_is_metal},
        {"sei.material", sei_is_sei},
        {"electrolyte.material", electrolyte_is_electrolyte},
        {"host.decoration", decoration_is_decoration},
        {"host.decoration", coverage_is_known},
        {"host.decoration", chemistry_is_sound},
        {"cell.counter", counter_is_sound},
        {"cell.behind_thickness", foil_is_in_one_dimension},
    };
    *key = NULL;
    if (i >= sizeof conditions / sizeof *conditions) return true;
    *key = conditions[i].key;
    return conditions[i].holds(params, why);
}
