// Shapes on the lattice: see likmc/atomistic.h.
#include "likmc/atomistic.h"

#include <math.h>

void lk_atomistic_position(const lk_atomistic *model, uint32_t site, double position[3]) {
    lk_lattice_position(&model->lattice, site, position);
    for (int axis = 0; axis < 3; axis++) position[axis] *= model->setup.lattice_constant;
}

// Distance along an axis, the short way round if it is periodic.
static double apart(const lk_atomistic *model, int axis, double a, double b) {
    const double length = model->setup.cells[axis] * model->setup.lattice_constant;
    const double distance = fabs(a - b);
    return model->setup.periodic[axis] ? fmin(distance, fabs(length - distance)) : distance;
}

void lk_atomistic_slab(lk_atomistic *model, int type, double top) {
    double at[3];
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        lk_atomistic_position(model, i, at);
        if (at[2] < top) lk_atomistic_place(model, i, LK_ATOMISTIC_LITHIUM + type);
    }
}

void lk_atomistic_tube(lk_atomistic *model, int type, int axis, const double centre[2], double radius) {
    const int first = axis == 0 ? 1 : 0, second = axis == 2 ? 1 : 2;
    double at[3];
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        lk_atomistic_position(model, i, at);
        const double r =
            hypot(apart(model, first, at[first], centre[0]), apart(model, second, at[second], centre[1]));
        if (r < radius) lk_atomistic_place(model, i, LK_ATOMISTIC_LITHIUM + type);
    }
}

void lk_atomistic_ball(lk_atomistic *model, int type, const double centre[3], double radius) {
    double at[3];
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        if (model->species[i] != LK_ATOMISTIC_EMPTY) continue;
        lk_atomistic_position(model, i, at);
        double squared = 0.0;
        for (int axis = 0; axis < 3; axis++) {
            const double d = apart(model, axis, at[axis], centre[axis]);
            squared += d * d;
        }
        if (squared < radius * radius) lk_atomistic_place(model, i, LK_ATOMISTIC_LITHIUM + type);
    }
}

void lk_atomistic_speckle(lk_atomistic *model, int from, int to, double share, lk_rng *rng) {
    const int species = LK_ATOMISTIC_LITHIUM + from;
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        if (model->species[i] != species) continue;
        bool open = false;
        for (int d = 0; d < model->shell && !open; d++) {
            const uint32_t k = lk_lattice_neighbour(&model->lattice, i, d);
            open = k != LK_NO_SITE && model->species[k] == LK_ATOMISTIC_EMPTY;
        }
        if (open && lk_rng_unit(rng) < share) lk_atomistic_place(model, i, LK_ATOMISTIC_LITHIUM + to);
    }
}

void lk_atomistic_fill(lk_atomistic *model, int axis, double low, double high) {
    double at[3];
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        lk_atomistic_position(model, i, at);
        if (model->species[i] == LK_ATOMISTIC_EMPTY && at[axis] >= low && at[axis] < high)
            lk_atomistic_place(model, i, LK_ATOMISTIC_LITHIUM);
    }
}
