// The bond-counting models: what they are, their rates, and questions to a running engine.
#include "likmc/bondhop.h"

#include "bondhop_state.h"

#include <math.h>
#include <string.h>

// Name, what it is, lattice, rule, bond energy, kT, m_min, cold.
static const lk_bondhop_model models[] = {
    {"SD-sc26", "surface diffusion, simple cubic", "sc26", LK_DIFFUSION, 0.03, 0.02585, 3, 16},
    {"SD-bcc", "surface diffusion, body-centred cubic", "bcc8", LK_DIFFUSION, 0.10, 0.02585, 2, 5},
    {"SD-fcc", "surface diffusion, face-centred cubic", "fcc12", LK_DIFFUSION, 0.08, 0.02585, 2, 7},
    {"KAW-sc6", "exchange, simple cubic, faces", "sc6", LK_EXCHANGE, 0, 3.0, 0, 0},
    {"KAW-bcc", "exchange, body-centred cubic", "bcc8", LK_EXCHANGE, 0, 4.0, 0, 0},
    {"KAW-fcc", "exchange, face-centred cubic", "fcc12", LK_EXCHANGE, 0, 6.0, 0, 0},
    {"KAW-sc26", "exchange, simple cubic, all 26", "sc26", LK_EXCHANGE, 0, 14.0, 0, 0},
};
enum { model_count = sizeof models / sizeof models[0] };

const lk_bondhop_model *lk_bondhop_models(int *count) {
    *count = model_count;
    return models;
}

const lk_bondhop_model *lk_bondhop_find(const char *name) {
    for (int i = 0; i < model_count; i++)
        if (strcmp(models[i].name, name) == 0) return &models[i];
    return NULL;
}

double lk_bondhop_rate(const lk_bondhop_model *model, int n, int m) {
    if (model->rule == LK_EXCHANGE) return fmin(1.0, exp(-2.0 * (n - m) / model->kT));
    return m >= model->m_min ? exp(-model->bond_energy * n / model->kT) : 0.0;
}

static double site_rate(const lk_bondhop *engine, uint32_t site) {
    const uint8_t here = engine->state[site];
    double rate = 0.0;
    if (!(here & OCCUPIED)) return 0.0;
    for (int d = 0; d < engine->lattice.kind->neighbours; d++) {
        const uint8_t there = engine->state[lk_lattice_neighbour(&engine->lattice, site, d)];
        if (!(there & (OCCUPIED | INERT)))
            rate += lk_bondhop_rate(engine->params.model, here & COUNT, (there & COUNT) - 1);
    }
    return rate;
}

double lk_bondhop_total_rate(const lk_bondhop *engine) {
    double total = 0.0;
    for (uint32_t site = 0; site < engine->lattice.sites; site++) total += site_rate(engine, site);
    return total;
}

static bool count_consistent(const lk_bondhop *engine, uint32_t site) {
    int count = 0;
    for (int d = 0; d < engine->lattice.kind->neighbours; d++)
        count += (engine->state[lk_lattice_neighbour(&engine->lattice, site, d)] & OCCUPIED) != 0;
    return count == (engine->state[site] & COUNT);
}

static bool class_consistent(const lk_bondhop *engine, uint32_t site) {
    const uint8_t byte = engine->state[site];
    const uint8_t class = byte & OCCUPIED ? engine->class_of[byte & CLASS_BITS] : NO_CLASS;
    const uint32_t s =
        engine->sector_count == 1 ? 0 : lk_sectors_of(&engine->sectors, &engine->lattice, site);
    return lk_buckets_class(&engine->sector[s].buckets, site) == (class == NO_CLASS ? LK_NO_CLASS : class);
}

static bool buckets_consistent(const lk_bondhop *engine) {
    for (uint32_t s = 0; s < engine->sector_count; s++)
        if (!lk_buckets_consistent(&engine->sector[s].buckets)) return false;
    return true;
}

static bool list_consistent(const lk_bondhop *engine, uint32_t atoms) {
    for (uint32_t i = 0; i < engine->atoms; i++)
        if (!lk_bondhop_occupied(engine, engine->atom[i])) return false;
    return atoms == engine->atoms;
}

bool lk_bondhop_consistent(const lk_bondhop *engine) {
    const bool exchange = engine->params.model->rule == LK_EXCHANGE;
    uint32_t atoms = 0;
    for (uint32_t site = 0; site < engine->lattice.sites; site++) {
        if (!count_consistent(engine, site) || (!exchange && !class_consistent(engine, site))) return false;
        atoms += engine->state[site] >> 7;
    }
    return exchange ? list_consistent(engine, atoms) : buckets_consistent(engine);
}

const lk_bondhop_counts *lk_bondhop_counts_of(const lk_bondhop *engine) { return &engine->counts; }

double lk_bondhop_time(const lk_bondhop *engine) { return lk_clock_now(&engine->clock); }

const lk_lattice *lk_bondhop_lattice(const lk_bondhop *engine) { return &engine->lattice; }

bool lk_bondhop_occupied(const lk_bondhop *engine, uint32_t site) {
    return (engine->state[site] & OCCUPIED) != 0;
}
