// Detailed balance, locality, charge and mass, by enumeration over the catalogue and over all that the
// shipped materials can form (reference-values.md, section 2). No statistics. Mutants: rate, reverse, stale,
// one-way cap.
#include "atoms.h"

// --- the tables alone
// ---------------------------------------------------------------------------------------------

// Every pair of ends (type, n), and for each the energies that neighbours can add: m of them of coordination
// n_k.
static void kinetic_table_is_complete(void **state) {
    (void)state;
    lk_atomistic_setup setup = atoms_setup("bcc14", 5, 5, 5);
    double worst = 0.0;
    long checked = 0;
    for (int capped = 0; capped < 2; capped++) {
        setup.kinetics.cap = capped ? 1.0 : 0.0;
        lk_atomistic model;
        atoms_make(&model, &setup);
        const lk_energetics *e = &model.energetics;
        for (int a = 0; a < TYPES * 14; a++)
            for (int b = 0; b < TYPES * 14; b++)
                for (int m = 0; m <= 14; m += 2)
                    for (int n = 1; n <= 14; n++) {
                        const lk_kinetic_end i = {a / 14, a % 14}, j = {b / 14, b % 14};
                        const double dE = e->atom_eV[j.type][j.n] - e->atom_eV[i.type][i.n] +
                                          m * (e->atom_eV[0][n] - e->atom_eV[0][n - 1]);
                        const double base[2] = {lk_kinetic_table_base(&model.kinetics, i, j),
                                                lk_kinetic_table_base(&model.kinetics, j, i)};
                        const double x = 0.1 * (m - 6), low[2] = {x + fmin(dE, 0.0), x + dE + fmin(-dE, 0.0)};
                        const double there = lk_kinetic_table_rate(&model.kinetics, base[0], dE, low[0]);
                        const double back = lk_kinetic_table_rate(&model.kinetics, base[1], -dE, low[1]);
                        worst = fmax(worst, fabs(there / back / exp(-dE / kT_eV) - 1.0));
                        checked++;
                    }
        lk_atomistic_free(&model);
    }
    char row[96];
    snprintf(row, sizeof row, "detailed balance of the hop table: worst of %ld pairs", checked);
    verify_exact("2", row, worst, 0.0, 1e-12);
    verify_done();
}

// --- configurations
// -------------------------------------------------------------------------------------------------

// Energy of the lithium near two sites: what a move can change, summed from E(type, n) alone.
static double energy_near(const lk_atomistic *model, uint32_t a, uint32_t b) {
    uint32_t found[2][LK_ATOMISTIC_BALL];
    double sum = 0.0;
    const int count = lk_atomistic_around(model, a, 2, found[0]);
    lk_atomistic_around(model, b, 2, found[1]);
    for (int which = 0; which < 2; which++)
        for (int k = 0; k < count; k++) {
            const uint32_t site = found[which][k];
            bool twice = site == LK_NO_SITE;
            for (int l = 0; which == 1 && l < count && !twice; l++) twice = found[0][l] == site;
            if (twice) continue;
            const int species = model->species[site];
            if (species == LK_ATOMISTIC_LITHIUM)
                sum += 1.63 + model->energetics.atom_eV[model->under[site]][model->lithium[site]];
            if (species == LK_ATOMISTIC_LITHIUM + LIZN) sum += -0.2;
        }
    return sum;
}

typedef struct findings {
    double balance, energy; // worst deviations
    long moves[LK_EVENT_COUNT];
    long unbalanced, far;
} findings;

// Do one move, look at its reverse, undo it.
static void examine(lk_atomistic *model, int number, uint32_t site, int direction, findings *found) {
    const lk_catalogue_event *event = lk_catalogue(number);
    const double there = event->rate(model, site, direction);
    if (there <= 0.0) return;
    found->moves[number]++;
    const uint32_t other = event->directed ? lk_lattice_neighbour(&model->lattice, site, direction) : site;
    const double before = energy_near(model, site, other);
    const int64_t atoms = model->atoms;
    const int was = model->species[site], its = model->species[other];
    uint32_t changed[2], from;
    int towards;
    const int count = event->apply(model, site, direction, changed);
    found->unbalanced +=
        model->atoms - atoms != event->atoms || event->atoms + event->bound != event->electrons;
    lk_atomistic_refresh(model, changed, count);
    if (event->reverse >= 0) {
        event->back(model, site, direction, &from, &towards);
        const double back = lk_catalogue(event->reverse)->rate(model, from, towards);
        const double dE = energy_near(model, site, other) - before + event->electrons * model->overpotential;
        found->energy = fmax(found->energy, fabs(log(there / back) + dE / kT_eV));
    }
    lk_atomistic_change(model, site, was);
    if (other != site) lk_atomistic_change(model, other, its);
    lk_atomistic_refresh(model, changed, count);
}

static void examine_all(lk_atomistic *model, const uint32_t sites[], int count, findings *found) {
    for (int e = 0; e < LK_EVENT_COUNT; e++)
        for (int i = 0; i < count; i++)
            for (int d = 0; d < (lk_catalogue(e)->directed ? model->lattice.kind->neighbours : 1); d++)
                examine(model, e, sites[i], d, found);
}

// A floor of substrate `type`, with every second cell of `other`, and a cluster of ten sites around its
// middle.
static void floor_of(lk_atomistic *model, int type, int other) {
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        uint32_t cell[3];
        lk_lattice_cell(&model->lattice, i, cell);
        if (cell[2] < 2) lk_atomistic_place(model, i, LK_ATOMISTIC_LITHIUM + (cell[0] < 3 ? type : other));
    }
    lk_atomistic_ready(model);
}

// All occupations of a cluster of sites, on every pair of neighbouring types.
static void enumerated_clusters(void **state) {
    (void)state;
    enum { cluster = 7 };
    findings found = {0};
    long configurations = 0;
    static const char *const lattices[2] = {"bcc14", "sc26"};
    for (int l = 0; l < 2; l++)
        for (int type = 1; type < TYPES; type++) {
            lk_atomistic_setup setup = atoms_setup(lattices[l], 6, 6, 6);
            setup.overpotential = -0.05 * type;
            setup.kinetics.cap = type & 1 ? 10.0 : 0.0;
            lk_atomistic model;
            atoms_make(&model, &setup);
            floor_of(&model, type, type % (TYPES - 1) + 1);
            uint32_t around[LK_ATOMISTIC_BALL], sites[cluster + 4];
            const int near =
                lk_atomistic_around(&model, lk_lattice_site(&model.lattice, 2, 3, 2, 0), 1, around);
            int count = 0;
            for (int k = 0; k < near && count < cluster; k++)
                if (model.species[around[k]] == LK_ATOMISTIC_EMPTY) sites[count++] = around[k];
            int all = count;
            for (int k = 0; k < near && all < cluster + 4; k++)
                if (model.species[around[k]] > LK_ATOMISTIC_LITHIUM) sites[all++] = around[k];
            for (int mask = 0; mask < 1 << count; mask++) {
                for (int k = 0; k < count; k++) lk_atomistic_place(&model, sites[k], (mask >> k) & 1);
                bool alone = false;
                for (int k = 0; k < count; k++)
                    alone |= ((mask >> k) & 1) && !model.under[sites[k]] && !model.lithium[sites[k]];
                if (alone) continue;
                lk_atomistic_refresh(&model, sites, count);
                examine_all(&model, sites, all, &found);
                configurations++;
            }
            lk_atomistic_free(&model);
        }
    char row[128];
    snprintf(row, sizeof row, "detailed balance, %ld configurations: ln(kf/kb) + dE/kT, worst",
             configurations);
    verify_exact("2", row, found.energy, 0.0, 1e-12);
    verify_exact("2", "catalogue: atoms and electrons balance, faults", (double)found.unbalanced, 0.0, 0.0);
    for (int e = 0; e < LK_EVENT_COUNT; e++) {
        snprintf(row, sizeof row, "catalogue: '%s' occurs among them", lk_catalogue(e)->name);
        verify_exact("2", row, found.moves[e] > 0, 1.0, 0.0);
    }
    verify_done();
}

// Rates round elementary cycles: filling two sites in either order; filling, hopping, emptying.
static double around_pair(lk_atomistic *model, uint32_t a, uint32_t b) {
    const uint32_t order[2][2] = {{a, b}, {b, a}};
    double product[2] = {0.0, 0.0};
    for (int way = 0; way < 2; way++) {
        for (int k = 0; k < 2; k++) {
            product[way] += log(lk_atomistic_reduction_rate(model, order[way][k]));
            lk_atomistic_change(model, order[way][k], LK_ATOMISTIC_LITHIUM);
            lk_atomistic_refresh(model, &order[way][k], 1);
        }
        for (int k = 0; k < 2; k++) { // empty in the same order: the other two sides of the square
            product[way] += log(lk_atomistic_oxidation_rate(model, order[way][k]));
            lk_atomistic_change(model, order[way][k], LK_ATOMISTIC_EMPTY);
            lk_atomistic_refresh(model, &order[way][k], 1);
        }
    }
    return fabs(product[0] - product[1]);
}

static void set_one(lk_atomistic *model, uint32_t site, int species) {
    lk_atomistic_change(model, site, species);
    lk_atomistic_refresh(model, &site, 1);
}

static double around_triangle(lk_atomistic *model, uint32_t a, int direction) {
    const uint32_t b = lk_lattice_neighbour(&model->lattice, a, direction);
    double forward = log(lk_atomistic_reduction_rate(model, a)),
           back = log(lk_atomistic_reduction_rate(model, b));
    set_one(model, a, LK_ATOMISTIC_LITHIUM);
    forward += log(lk_atomistic_hop_rate(model, a, direction));
    back += log(lk_atomistic_oxidation_rate(model, a));
    set_one(model, a, LK_ATOMISTIC_EMPTY);
    set_one(model, b, LK_ATOMISTIC_LITHIUM);
    forward += log(lk_atomistic_oxidation_rate(model, b));
    back += log(lk_atomistic_hop_rate(model, b, lk_lattice_inverse(direction)));
    set_one(model, b, LK_ATOMISTIC_EMPTY);
    return fabs(forward - back);
}

static void elementary_cycles(void **state) {
    (void)state;
    double worst = 0.0;
    long cycles = 0;
    for (int type = 1; type < TYPES; type++) {
        lk_atomistic_setup setup = atoms_plain("bcc14", 6, 6, 6);
        setup.overpotential = -0.1;
        setup.kinetics.cap = type & 1 ? 0.0 : 1.0;
        lk_atomistic model;
        atoms_make(&model, &setup);
        floor_of(&model, type, CNT);
        lk_rng rng;
        lk_rng_stream(&rng, 70, (uint32_t)type, 0);
        for (int k = 0; k < 400; k++) { // grow something, and look at every step
            const uint32_t site = (uint32_t)lk_rng_below(&rng, model.lattice.sites);
            const int d = (int)lk_rng_below(&rng, 14);
            const uint32_t to = lk_lattice_neighbour(&model.lattice, site, d);
            if (to == LK_NO_SITE || lk_atomistic_reduction_rate(&model, site) == 0.0) continue;
            if (lk_atomistic_reduction_rate(&model, to) > 0.0) {
                worst = fmax(worst, around_pair(&model, site, to));
                worst = fmax(worst, around_triangle(&model, site, d));
                cycles += 2;
            }
            set_one(&model, site, LK_ATOMISTIC_LITHIUM);
        }
        lk_atomistic_free(&model);
    }
    char row[96];
    snprintf(row, sizeof row, "rates round %ld elementary cycles, both ways: worst ln ratio", cycles);
    verify_exact("2", row, worst, 0.0, 2e-11);
    verify_done();
}

// After a run in which everything happens, classes made anew from nothing are those that the run left behind.
static void classes_are_local(void **state) {
    (void)state;
    lk_atomistic_setup setup = atoms_setup("bcc14", 8, 8, 8);
    setup.overpotential = -0.3;
    setup.kinetics.cap = 3.0;
    setup.kinetics.exchange = 1.0;
    for (int r = 0; r < 4; r++) setup.reaction[r].barrier_eV = r < 3 ? 0.62 : 0.3;
    lk_atomistic model;
    atoms_make(&model, &setup);
    floor_of(&model, ZNO_002, LIZN);
    for (int i = 0; i < 30000; i++) lk_atomistic_step(&model, INFINITY);
    long different = 0;
    const uint32_t sites = model.lattice.sites;
    uint32_t *kept = malloc(3 * sites * sizeof *kept);
    const lk_buckets *buckets[3] = {&model.hops, &model.transfers, &model.changes};
    for (uint32_t i = 0; i < 3 * sites; i++) kept[i] = lk_buckets_class(buckets[i / sites], i % sites);
    lk_atomistic_ready(&model);
    for (uint32_t i = 0; i < 3 * sites; i++)
        different += kept[i] != lk_buckets_class(buckets[i / sites], i % sites);
    free(kept);
    verify_exact("2", "locality: classes that differ from those made anew", (double)different, 0.0, 0.0);
    long kinds = 0;
    for (int e = 0; e < LK_EVENT_COUNT; e++) kinds += model.count[e] > 0;
    verify_exact("2", "locality: kinds of events that took part", (double)kinds, LK_EVENT_COUNT, 0.0);
    lk_atomistic_free(&model);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("rate", "reverse", "stale", "one-way cap");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinetic_table_is_complete),
        cmocka_unit_test(enumerated_clusters),
        cmocka_unit_test(elementary_cycles),
        cmocka_unit_test(classes_are_local),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
