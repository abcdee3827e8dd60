// likmc check
#include "cli.h"
#include "likmc/closure.h"
#include "likmc/constants.h"
#include "likmc/film.h"
#include "likmc/protocol.h"
#include "likmc/provenance.h"
#include "likmc/yaml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_quantity(const lk_material *material, const char *key) {
    const lk_table_record record = lk_material_record((lk_material *)material);
    const lk_table_row *row = lk_table_find(record.table, key);
    char text[64] = "-";
    if (lk_table_is_given(&record, row)) lk_table_format(&record, row, text, sizeof text);
    printf("  %8s %-10s", text, lk_table_tag_name(lk_table_origin_of(&record, row)->tag));
}

static void print_material(const lk_material *material) {
    char kind[LK_TABLE_NAME] = "";
    lk_table_choice(lk_table_find(lk_material_table(), "kind")->choices, (size_t)material->kind, kind);
    printf("  %-14s %-14s %-12s", material->name, material->title, kind);
    print_quantity(material, "E_ads");
    print_quantity(material, "E_mig");
    printf("\n");
    if (*material->lithiation.equation)
        printf("  %-14s %s at %.6g V\n", "", material->lithiation.equation, material->lithiation.potential);
}

static void print_tags(const lk_params *params) {
    size_t counts[LK_TAG_ASSUMED + 1] = {0};
    for (size_t i = 0; i < lk_params_table()->count; i++) counts[params->origins[i].tag]++;
    for (size_t m = 0; m < params->material_count; m++)
        for (size_t i = 0; i < lk_material_table()->count; i++) counts[params->materials[m].origins[i].tag]++;
    printf("quantities: %zu from the paper, %zu from literature, %zu derived, %zu assumed\n",
           counts[LK_TAG_PAPER], counts[LK_TAG_LITERATURE], counts[LK_TAG_DERIVED], counts[LK_TAG_ASSUMED]);
}

static lk_status print_hash(const lk_params *params, lk_error_list *errors) {
    char *text = lk_yaml_write_params(params, errors), hash[LK_PROVENANCE_HASH_SIZE];
    if (!text) return LK_FAILED;
    lk_provenance_hash(text, strlen(text), hash);
    free(text);
    printf("parameter hash: %s\n", hash);
    return LK_OK;
}

static void print_box(const lk_params *params) {
    const lk_params_grid grid = lk_params_grid_of(params);
    char bytes[32];
    lk_load_format_bytes(lk_params_bytes(params), bytes);
    printf("box: %llu x %llu x %llu voxels of %.6g nm = %.4g sites; paper: the lowest %llu layers\n",
           (unsigned long long)grid.nx, (unsigned long long)grid.ny, (unsigned long long)grid.nz,
           params->box.voxel_edge * 1e9, (double)grid.sites, (unsigned long long)grid.nz_paper);
    printf("memory: about %.0f bytes (%s)\n", lk_params_bytes(params), bytes);
}

static void print_protocol(const lk_params *params) {
    const double edge = params->box.voxel_edge, area = params->box.width * params->box.width;
    lk_protocol protocol;
    if (!lk_protocol_compile(params, &protocol, NULL, NULL)) return; // refused when it was loaded
    const double metal = protocol.throughput / LK_FARADAY * params->lithium.molar_volume;
    const double voxels = metal * area / (edge * edge * edge);
    printf(
        "protocol: %lld cycle%s, %.6g mAh/cm2 to pass both ways, at most %.6g mAh/cm2 there at a time; %.4g "
        "voxels to fill and empty, %.4g reaction events\n",
        (long long)protocol.cycles, protocol.cycles == 1 ? "" : "s", protocol.throughput / LK_MAH_PER_CM2,
        protocol.peak / LK_MAH_PER_CM2, voxels, voxels * (double)params->growth.hits_per_voxel);
}

// Overpotential at which one face of a voxel gets a nucleus a second: J0 h^2 exp(-B/(kT eta^2)) = 1/s, where
// B/eta^2 is the barrier of likmc/closure.h. NaN if the prefactor is too small for any.
static double nucleation_overpotential(const lk_params *params, const lk_closure_lithium *lithium,
                                       double adsorption) {
    const double barrier = lk_closure_nucleation_barrier(lithium, adsorption, 1);
    const double attempts =
        params->nucleation.ln_prefactor + 2 * log(params->box.voxel_edge) +
        log(lk_closure_arrhenius(params->nucleation.prefactor_barrier_eV * LK_ELEMENTARY_CHARGE,
                                 params->temperature));
    return sqrt(barrier / (LK_BOLTZMANN * params->temperature * attempts));
}

static void print_rates(const lk_params *params) {
    const lk_closure_lithium lithium = lk_film_closure_lithium(params);
    const double edge = params->box.voxel_edge;
    printf("rates on a voxel's face:\n  %-14s  %9s  %18s  %17s  %12s\n", "name", "cos theta",
           "nuclei at eta/mV *", "diffusivity/m2 s-1", "hops/s");
    for (size_t i = 0; i < params->material_count; i++) {
        const lk_material *m = &params->materials[i];
        if (isnan(m->E_ads_eV) || isnan(m->E_mig_eV) || m->kind == LK_MATERIAL_METAL) continue;
        const double adsorption = m->E_ads_eV * LK_ELEMENTARY_CHARGE;
        const double diffusivity = lk_closure_surface_diffusivity(
            &lithium, m->E_mig_eV * LK_ELEMENTARY_CHARGE,
            params->spreading.least_barrier_eV * LK_ELEMENTARY_CHARGE, params->temperature);
        printf("  %-14s  %9.3f  %18.1f  %17.3g  %12.3g\n", m->name,
               lk_closure_contact_cosine(&lithium, adsorption),
               1e3 * nucleation_overpotential(params, &lithium, adsorption), diffusivity,
               diffusivity / (edge * edge));
    }
    printf("  * at which a face gets one a second, without disorder\n");
}

static lk_status check_case(const lk_options *options, lk_error_list *errors) {
    lk_params *params = lk_load_case(options, errors);
    if (!params) return LK_BAD_INPUT;
    lk_status status = lk_load_check_memory(params, errors);
    if (!status) {
        printf("case: %s (%s), seed %lld\n", *params->title ? params->title : "(no title)",
               options->operands[0], (long long)params->seed);
        if (params->scale == LK_SCALE_FILM) print_box(params);
        if (params->scale == LK_SCALE_FILM) print_protocol(params);
        if (params->scale == LK_SCALE_ATOMISTIC) status = lk_check_atom(params, errors);
        printf("materials:\n  %-14s %-14s %-12s  %8s %-10s  %8s %-10s\n", "name", "title", "kind", "E_ads/eV",
               "tag", "E_mig/eV", "tag");
        for (size_t i = 0; i < params->material_count; i++) print_material(&params->materials[i]);
        if (params->scale == LK_SCALE_FILM) print_rates(params);
        print_tags(params);
        if (!status) status = print_hash(params, errors);
    }
    free(params);
    return status;
}

static lk_status check_material(const lk_options *options, lk_error_list *errors) {
    lk_material *material = malloc(sizeof *material);
    if (!material) return lk_error_set(errors, LK_FAILED, "out of memory");
    const lk_status status = lk_yaml_load_material(options->operands[0], material, errors);
    if (!status) {
        printf("material:\n");
        print_material(material);
    }
    free(material);
    return status;
}

// How each kind of file is checked; --set changes cases only.
static const struct {
    lk_yaml_file file;
    const char *name;
    lk_status (*check)(const lk_options *options, lk_error_list *errors);
} kinds[] = {{LK_YAML_FILE_CASE, "a case", check_case},
             {LK_YAML_FILE_STUDY, "a study", lk_check_study},
             {LK_YAML_FILE_PROTOCOL, "a protocol", lk_check_protocol},
             {LK_YAML_FILE_MATERIAL, "a material", check_material}};

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const lk_yaml_file file = lk_yaml_tell(options->operands[0], errors);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        if (kinds[k].file != file) continue;
        if (file == LK_YAML_FILE_CASE || !lk_options_value(options, "set"))
            return kinds[k].check(options, errors);
        return lk_error_set(errors, LK_BAD_INPUT, "--set changes cases; %.300s is %s", options->operands[0],
                            kinds[k].name);
    }
    return LK_BAD_INPUT; // it cannot be read: the errors say why
}

static const lk_option table[] = {LK_OPTION_SET};

const lk_command lk_check_command = {
    .name = "check",
    .summary = "Parse and validate a case, study, protocol or material; estimate; runs nothing.",
    .operands = "FILE",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "What the file is, its keys tell. All mistakes are reported at once, each with its place and what "
        "is allowed there.\n"
        "example: likmc check params/cases/cp-zno002.yaml --set host.porosity=0.8",
    .run = run};
