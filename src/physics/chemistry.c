// From materials' files to phases and steps: see likmc/chemistry.h.
#include "likmc/chemistry.h"

#include <math.h>

static const double mass_tolerance = 0.005, volume_tolerance = 0.15;

static const lk_material *material_of(const lk_params *params, const lk_chemistry *chemistry, int phase) {
    return &params->materials[chemistry->phases[phase].material];
}

static double molar_volume(const lk_material *material) { return material->molar_mass / material->density; }

static int find_phase(const lk_chemistry *chemistry, int material) {
    for (size_t i = 0; i < chemistry->phase_count; i++)
        if (chemistry->phases[i].material == material) return (int)i;
    return -1;
}

static int add_phase(const lk_params *params, lk_chemistry *chemistry, int material, char *why) {
    const int known = find_phase(chemistry, material);
    if (known >= 0) return known;
    if (chemistry->phase_count == LK_CHEMISTRY_PHASES) {
        lk_table_refuse(why, "material %s turns into more than %d phases",
                        material_of(params, chemistry, 0)->name, LK_CHEMISTRY_PHASES - 1);
        return -1;
    }
    chemistry->phases[chemistry->phase_count].material = material;
    chemistry->phases[chemistry->phase_count].molar_volume = molar_volume(&params->materials[material]);
    return (int)chemistry->phase_count++;
}

// Does lithiation lead from a material back to itself, or on and on?
static bool ends(const lk_params *params, int material, int depth) {
    const lk_mixture *products = &params->materials[material].lithiation.products;
    if (depth > LK_CHEMISTRY_PHASES) return false;
    for (size_t i = 0; i < products->count; i++)
        if (products->parts[i].material.index >= 0 &&
            !ends(params, products->parts[i].material.index, depth + 1))
            return false;
    return true;
}

static bool keeps_mass(const lk_params *params, const lk_material *material, char *why) {
    const int metal = params->lithium.material.index;
    const double lithium = metal >= 0 ? params->materials[metal].molar_mass : NAN;
    const lk_mixture *products = &material->lithiation.products;
    double after = 0.0;
    for (size_t i = 0; i < products->count; i++)
        after += products->parts[i].share * params->materials[products->parts[i].material.index].molar_mass;
    const double before = material->molar_mass + material->lithiation.electrons * lithium;
    if (isnan(after) || isnan(before) || fabs(after / before - 1.0) <= mass_tolerance) return true;
    return lk_table_refuse(why,
                           "material %s: %.6g g/mol with %.6g Li of %.6g g/mol make %.6g g/mol, but its "
                           "products have %.6g",
                           material->name, material->molar_mass * 1e3, material->lithiation.electrons,
                           lithium * 1e3, before * 1e3, after * 1e3);
}

// Where volume_ratio is given it counts: the volumes of the products are scaled to it.
static bool find_volumes(const lk_params *params, lk_chemistry *chemistry, const lk_chemistry_step *step,
                         char *why) {
    const lk_material *from = material_of(params, chemistry, step->from);
    const double given = from->lithiation.volume_ratio, own = chemistry->phases[step->from].molar_volume;
    double sum = 0.0;
    for (size_t i = 0; i < step->product_count; i++)
        sum += step->products[i].share * chemistry->phases[step->products[i].phase].molar_volume;
    if (isnan(sum))
        return lk_table_refuse(why, "material %s: its products need a molar mass and a density", from->name);
    if (isnan(given)) return true;
    const double derived = sum / molar_volume(from);
    if (fabs(given / derived - 1.0) > volume_tolerance)
        return lk_table_refuse(why,
                               "material %s: lithiation.volume_ratio %.6g contradicts %.6g from molar masses "
                               "and densities",
                               from->name, given, derived);
    for (size_t i = 0; i < step->product_count; i++)
        chemistry->phases[step->products[i].phase].molar_volume *= given * own / sum;
    return true;
}

static bool add_step(const lk_params *params, lk_chemistry *chemistry, int from, char *why) {
    const lk_material *material = material_of(params, chemistry, from);
    const lk_mixture *products = &material->lithiation.products;
    if (chemistry->step_count == LK_CHEMISTRY_STEPS)
        return lk_table_refuse(why, "material %s turns into others in more than %d steps",
                               material_of(params, chemistry, 0)->name, LK_CHEMISTRY_STEPS);
    lk_chemistry_step *step = &chemistry->steps[chemistry->step_count++];
    *step = (lk_chemistry_step){.from = from,
                                .product_count = products->count,
                                .potential = material->lithiation.potential,
                                .electrons = material->lithiation.electrons,
                                .exchange_current_density = material->lithiation.exchange_current_density,
                                .reversible = material->lithiation.reversible};
    const double most = chemistry->phases[from].most;
    step->most_electrons = most * step->electrons;
    for (size_t i = 0; i < products->count; i++) {
        const int product = products->parts[i].material.index;
        if (product < 0)
            return lk_table_refuse(why, "material %s is not loaded", products->parts[i].material.name);
        const int phase = add_phase(params, chemistry, product, why);
        if (phase < 0) return false;
        step->products[i].phase = phase;
        step->products[i].share = products->parts[i].share;
        chemistry->phases[phase].most += most * step->products[i].share;
    }
    return keeps_mass(params, material, why) && find_volumes(params, chemistry, step, why);
}

bool lk_chemistry_build(const lk_params *params, int index, lk_chemistry *chemistry, char why[LK_TABLE_WHY]) {
    *chemistry = (lk_chemistry){0};
    if (!ends(params, index, 0))
        return lk_table_refuse(why, "the lithiation of material %s leads back to where it has been",
                               params->materials[index].name);
    if (add_phase(params, chemistry, index, why) < 0) return false;
    chemistry->phases[0].most = 1.0;
    for (size_t i = 0; i < chemistry->phase_count; i++) // grows while products are found
        if (material_of(params, chemistry, (int)i)->lithiation.products.count > 0 &&
            !add_step(params, chemistry, (int)i, why))
            return false;
    return true;
}

double lk_chemistry_electrons(const lk_chemistry *chemistry, bool reversible) {
    double sum = 0.0;
    for (size_t i = 0; i < chemistry->step_count; i++)
        if (chemistry->steps[i].reversible == reversible) sum += chemistry->steps[i].most_electrons;
    return sum;
}

double lk_chemistry_volume(const lk_chemistry *chemistry, const double amounts[LK_CHEMISTRY_PHASES]) {
    double sum = 0.0;
    for (size_t i = 0; i < chemistry->phase_count; i++)
        if (amounts[i] != 0.0) sum += amounts[i] * chemistry->phases[i].molar_volume;
    return sum;
}
