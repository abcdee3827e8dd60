// A wall of a tube with islands of another material, atom by atom: see likmc/atom.h.
//
// One adatom that hops with the exact rates of the model is a walk on a network of sites. Its rates obey
// detailed balance, k_ij exp(-g_i/kT) = k_ji exp(-g_j/kT), which is the conductance of a link; the
// permeability of the whole is what flows through the network along a unit gradient of the activity.
#include "likmc/atom.h"
#include "likmc/closure.h"
#include "likmc/constants.h"

#include <math.h>
#include <stdlib.h>

enum { LINKS = 14 }; // of a site within the layer, at most

typedef struct network {
    uint32_t edge, count; // sites along an axis; of the layer
    double (*conductance)[LINKS];
    uint32_t (*to)[LINKS];
    double (*along)[LINKS]; // x of the link, lattice constants
    double *potential, *residual, *direction, *image;
} network;

static void network_free(network *n) {
    free(n->conductance);
    free(n->to);
    free(n->along);
    free(n->potential);
}

static lk_status network_create(network *n, uint32_t edge, lk_error_list *errors) {
    *n = (network){.edge = edge, .count = edge * edge};
    n->conductance = calloc(n->count, sizeof *n->conductance);
    n->to = calloc(n->count, sizeof *n->to);
    n->along = calloc(n->count, sizeof *n->along);
    n->potential = calloc(4 * (size_t)n->count, sizeof *n->potential);
    if (!n->conductance || !n->to || !n->along || !n->potential) {
        network_free(n);
        return lk_error_set(errors, LK_FAILED, "no memory for %u sites of a wall", n->count);
    }
    n->residual = n->potential + n->count;
    n->direction = n->residual + n->count;
    n->image = n->direction + n->count;
    return LK_OK;
}

// Square of the distance from the middle of the box, in lattice constants.
static double from_middle(uint32_t edge, uint32_t i) {
    const double x = (double)(i % edge) + 0.5 - 0.5 * edge, y = (double)(i / edge) + 0.5 - 0.5 * edge;
    return x * x + y * y;
}

// A flat wall of one type with a round island in the middle of a periodic box; its share as it comes out.
static lk_status wall_of(const lk_params *params, const lk_atom_wall *wall, uint32_t edge,
                         lk_atomistic *model, double *share, lk_error_list *errors) {
    lk_atomistic_setup setup;
    lk_status status = lk_atom_setup(params, &setup, errors);
    if (status) return status;
    setup.cells[0] = setup.cells[1] = edge;
    setup.cells[2] = 6;
    setup.reactions = 0;
    setup.control = LK_ATOMISTIC_POTENTIAL;
    setup.kinetics.cap = 0.0;
    status = lk_atomistic_init(model, &setup, errors);
    if (status) return status;
    const double a = setup.lattice_constant, radius = 0.5 * wall->diameter / a;
    uint32_t islands = 0;
    lk_atomistic_slab(model, wall->tube, 1.9 * a);
    for (uint32_t i = 0; i < edge * edge; i++) {
        if (from_middle(edge, i) > radius * radius) continue;
        islands++;
        for (int layer = 0; layer < 4; layer++)
            lk_atomistic_place(
                model, lk_lattice_site(&model->lattice, i % edge, i / edge, (uint32_t)layer / 2, layer % 2),
                LK_ATOMISTIC_LITHIUM + wall->island);
    }
    lk_atomistic_ready(model);
    *share = (double)islands / (edge * edge);
    return LK_OK;
}

// Try an atom on each site of the layer and note the links to others of the layer.
static void measure_links(lk_atomistic *model, network *n) {
    const double kT = model->kinetics.kT_eV;
    double step[3];
    for (uint32_t i = 0; i < n->count; i++) {
        const uint32_t site = lk_lattice_site(&model->lattice, i % n->edge, i / n->edge, 2, 0);
        const double weight = exp(-model->filling[site] / kT);
        int links = 0;
        lk_atomistic_change(model, site, LK_ATOMISTIC_LITHIUM);
        lk_atomistic_refresh(model, &site, 1);
        for (int d = 0; d < model->lattice.kind->neighbours && links < LINKS; d++) {
            lk_lattice_displacement(model->lattice.kind, d, step);
            const double rate = fabs(step[2]) < 0.1 ? lk_atomistic_hop_rate(model, site, d) : 0.0;
            if (rate <= 0.0) continue;
            const uint32_t x = (uint32_t)((int)(i % n->edge + n->edge) + (int)lround(step[0])) % n->edge;
            const uint32_t y = (uint32_t)((int)(i / n->edge + n->edge) + (int)lround(step[1])) % n->edge;
            n->conductance[i][links] = weight * rate;
            n->to[i][links] = y * n->edge + x;
            n->along[i][links++] = step[0];
        }
        lk_atomistic_change(model, site, LK_ATOMISTIC_EMPTY);
        lk_atomistic_refresh(model, &site, 1);
    }
}

static double dot(const double *a, const double *b, uint32_t count) {
    double sum = 0.0;
    for (uint32_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

static double diagonal_of(const network *n, uint32_t i) {
    double sum = 0.0;
    for (int k = 0; k < LINKS; k++) sum += n->conductance[i][k];
    return sum;
}

static void apply(const network *n, const double *u, double *image) {
    for (uint32_t i = 0; i < n->count; i++) {
        double sum = 0.0;
        for (int k = 0; k < LINKS; k++) sum += n->conductance[i][k] * (u[i] - u[n->to[i][k]]);
        image[i] = sum;
    }
}

// Conjugate gradients, preconditioned with the diagonal; the unit gradient drives the right side.
static lk_status solve(network *n, lk_error_list *errors) {
    double *u = n->potential, *r = n->residual, *p = n->direction, *image = n->image;
    for (uint32_t i = 0; i < n->count; i++) {
        r[i] = 0.0;
        for (int k = 0; k < LINKS; k++) r[i] += n->conductance[i][k] * n->along[i][k];
        p[i] = r[i] / diagonal_of(n, i);
    }
    double now = dot(r, p, n->count);
    const double first = now;
    for (uint32_t iteration = 0; iteration < 20 * n->count; iteration++) {
        if (now <= 1e-20 * first || first == 0.0) return LK_OK;
        apply(n, p, image);
        const double step = now / dot(p, image, n->count);
        double next = 0.0;
        for (uint32_t i = 0; i < n->count; i++) {
            u[i] += step * p[i];
            r[i] -= step * image[i];
            next += r[i] * r[i] / diagonal_of(n, i);
        }
        for (uint32_t i = 0; i < n->count; i++) p[i] = r[i] / diagonal_of(n, i) + next / now * p[i];
        now = next;
    }
    return lk_error_set(errors, LK_FAILED, "the walk on the wall did not converge");
}

// Flux along x over the gradient, per site, in lattice constants squared a second.
static double permeability(const network *n) {
    double sum = 0.0;
    for (uint32_t i = 0; i < n->count; i++)
        for (int k = 0; k < LINKS; k++) {
            const double drop = n->along[i][k] + n->potential[n->to[i][k]] - n->potential[i];
            sum += n->conductance[i][k] * drop * n->along[i][k];
        }
    return 0.5 * sum / n->count;
}

static lk_status measure(const lk_params *params, const lk_atom_wall *wall, uint32_t edge, double *result,
                         double *share, lk_error_list *errors) {
    lk_atomistic model = {0};
    network n = {0};
    lk_status status = wall_of(params, wall, edge, &model, share, errors);
    if (!status) status = network_create(&n, edge, errors);
    if (!status) {
        measure_links(&model, &n);
        status = solve(&n, errors);
        const double a = model.setup.lattice_constant;
        *result = permeability(&n) * a * a;
        network_free(&n);
    }
    lk_atomistic_free(&model);
    return status;
}

lk_status lk_atom_derive_wall(const lk_params *params, lk_atom_wall *wall, lk_error_list *errors) {
    const lk_atom_wall pure[2] = {{.tube = wall->tube, .island = wall->tube},
                                  {.tube = wall->island, .island = wall->island}};
    const double a = cbrt(2.0 * params->lithium.molar_volume / LK_AVOGADRO), pi = 3.14159265358979323846;
    const double edge = round(wall->diameter / a * sqrt(0.25 * pi / wall->share));
    if (!(edge >= 5.0 && edge <= 400.0))
        return lk_error_set(errors, LK_BAD_INPUT, "a wall of %g x %g sites cannot be measured", edge, edge);
    double share;
    lk_status status = measure(params, wall, (uint32_t)edge, &wall->permeability, &wall->share, errors);
    if (!status) status = measure(params, &pure[0], 5, &wall->of_tube, &share, errors);
    if (!status) status = measure(params, &pure[1], 5, &wall->of_island, &share, errors);
    if (!status)
        wall->closure = lk_closure_wall_permeability(wall->of_tube, 1, &wall->share, &wall->of_island, 0.0);
    return status;
}
