// What is observed of an atomistic state: see likmc/atom.h.
#include "likmc/atom.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Layer numbers by a search outwards from the host through nearest neighbours.
static void number_layers(lk_atom_frame *frame, const lk_atomistic *model) {
    uint32_t head = 0, tail = 0;
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        if (model->species[i] > LK_ATOMISTIC_LITHIUM || model->under[i] == 0) continue;
        frame->layer[i] = 1;
        frame->contact[model->under[i]]++;
        frame->queue[tail++] = i;
    }
    while (head < tail) {
        const uint32_t site = frame->queue[head++];
        frame->sites[frame->layer[site]]++;
        if (frame->layer[site] == LK_ATOM_LAYERS) continue;
        for (int d = 0; d < model->shell; d++) {
            const uint32_t to = lk_lattice_neighbour(&model->lattice, site, d);
            if (to == LK_NO_SITE || frame->layer[to] || model->species[to] > LK_ATOMISTIC_LITHIUM) continue;
            frame->layer[to] = (uint8_t)(frame->layer[site] + 1);
            frame->queue[tail++] = to;
        }
    }
}

lk_status lk_atom_frame_init(lk_atom_frame *frame, const lk_atomistic *model, lk_error_list *errors) {
    const size_t sites = model->lattice.sites;
    *frame = (lk_atom_frame){0};
    frame->layer = calloc(sites, 1);
    frame->mark = calloc(sites, 1);
    frame->queue = malloc(sites * sizeof *frame->queue);
    if (!frame->layer || !frame->mark || !frame->queue)
        return lk_error_set(errors, LK_FAILED, "out of memory");
    number_layers(frame, model);
    const double a = model->setup.lattice_constant, volume = a * a * a / model->lattice.kind->basis;
    frame->area = (double)frame->sites[1] * pow(volume, 2.0 / 3.0);
    return LK_OK;
}

void lk_atom_frame_free(lk_atom_frame *frame) {
    free(frame->layer);
    free(frame->mark);
    free(frame->queue);
    *frame = (lk_atom_frame){0};
}

// One cluster by flooding; its size, and whether it has left the first layer.
static int64_t flood(const lk_atom_frame *frame, const lk_atomistic *model, uint32_t start, bool *tall) {
    uint32_t head = 0, tail = 0;
    frame->queue[tail++] = start;
    frame->mark[start] = 1;
    while (head < tail) {
        const uint32_t site = frame->queue[head++];
        *tall |= frame->layer[site] != 1;
        for (int d = 0; d < model->lattice.kind->neighbours; d++) {
            const uint32_t to = lk_lattice_neighbour(&model->lattice, site, d);
            if (to == LK_NO_SITE || frame->mark[to] || model->species[to] != LK_ATOMISTIC_LITHIUM) continue;
            frame->mark[to] = 1;
            frame->queue[tail++] = to;
        }
    }
    return tail;
}

static void observe_clusters(const lk_atom_frame *frame, const lk_atomistic *model, lk_atom_observed *o) {
    enum { nucleus = 20 };
    memset(frame->mark, 0, model->lattice.sites);
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        if (model->species[i] != LK_ATOMISTIC_LITHIUM || frame->mark[i]) continue;
        bool tall = false;
        const int64_t size = flood(frame, model, i, &tall);
        int bin = 0;
        while (bin + 1 < LK_ATOM_SIZES && size >> (bin + 1)) bin++;
        o->sizes[bin]++;
        o->adatoms += size == 1;
        o->islands += size > 1;
        o->nuclei += size > 1 && (tall || size >= nucleus);
        if (size > o->largest) o->largest = size;
    }
}

static void observe_atoms(const lk_atom_frame *frame, const lk_atomistic *model, lk_atom_observed *o) {
    const int terrace = model->lattice.kind->neighbours - model->kinetics.terrace_n;
    double exposed = 0.0, stepped = 0.0, outer = 0.0, mean = 0.0, square = 0.0;
    int64_t filled[LK_ATOM_LAYERS + 1] = {0}, wet[LK_ENERGETICS_TYPES] = {0};
    for (uint32_t i = 0; i < model->lattice.sites; i++) {
        if (model->species[i] != LK_ATOMISTIC_LITHIUM) continue;
        filled[frame->layer[i]]++;
        wet[model->under[i]]++;
        if (model->lithium[i] + model->solid[i] == model->energetics.bulk) continue;
        exposed += 1.0;
        stepped += model->under[i] == 0 && model->lithium[i] < terrace;
        const double layer = frame->layer[i] ? frame->layer[i] : LK_ATOM_LAYERS + 1;
        outer += 1.0;
        mean += layer;
        square += layer * layer;
    }
    for (int l = 1; l <= LK_ATOM_LAYERS; l++)
        o->coverage[l] = frame->sites[l] ? (double)filled[l] / (double)frame->sites[l] : 0.0;
    for (int t = 1; t < model->setup.types; t++)
        o->wet[t] = frame->contact[t] ? (double)wet[t] / (double)frame->contact[t] : 0.0;
    o->spread = model->atoms ? (double)filled[1] / (double)model->atoms : 0.0;
    o->step_share = exposed > 0.0 ? stepped / exposed : 0.0;
    const double spacing = cbrt(pow(model->setup.lattice_constant, 3.0) / model->lattice.kind->basis);
    o->roughness =
        outer > 0.0 ? spacing * sqrt(fmax(square / outer - mean / outer * mean / outer, 0.0)) : 0.0;
}

void lk_atom_observe(const lk_atom_frame *frame, const lk_atomistic *model, lk_atom_observed *observed) {
    *observed = (lk_atom_observed){
        .time = lk_clock_now(&model->clock),
        .overpotential = 0.0 - model->overpotential, // 0, not -0, at equilibrium
        .atoms = model->atoms,
        .electrons = model->electrons,
        .layers = (double)model->atoms / (double)frame->sites[1],
    };
    for (int e = 0; e < LK_ATOMISTIC_EVENTS; e++) observed->events += observed->count[e] = model->count[e];
    observe_clusters(frame, model, observed);
    observe_atoms(frame, model, observed);
}

// V / A^(3/2) = (2 - 3 cos + cos^3) / (3 sqrt(pi) sin^3) for a cap: bisection.
double lk_atom_observe_angle(double volume, double area) {
    const double pi = 3.14159265358979323846, wanted = volume / pow(area, 1.5);
    double low = 0.0, high = pi;
    for (int i = 0; i < 60; i++) {
        const double angle = 0.5 * (low + high), c = cos(angle), s = sin(angle);
        const double ratio = (2.0 - 3.0 * c + c * c * c) / (3.0 * sqrt(pi) * s * s * s);
        *(ratio < wanted ? &low : &high) = angle;
    }
    return 0.5 * (low + high) * 180.0 / pi;
}

// Height of the outermost atom of a column of cells, m; the bottom of the box if it is empty.
static double column_height(const lk_atomistic *model, uint32_t x, uint32_t y) {
    double at[3];
    for (uint32_t z = model->setup.cells[2]; z-- > 0;)
        for (int b = model->lattice.kind->basis; b-- > 0;) {
            const uint32_t site = lk_lattice_site(&model->lattice, x, y, z, (uint32_t)b);
            if (model->species[site] == LK_ATOMISTIC_EMPTY) continue;
            lk_atomistic_position(model, site, at);
            return at[2];
        }
    return 0.0;
}

void lk_atom_observe_correlation(const lk_atomistic *model, int count, double correlation[]) {
    const uint32_t nx = model->setup.cells[0], ny = model->setup.cells[1];
    for (int r = 1; r <= count; r++) {
        double sum = 0.0;
        for (uint32_t y = 0; y < ny; y++)
            for (uint32_t x = 0; x < nx; x++) {
                const double step =
                    column_height(model, x, (y + (uint32_t)r) % ny) - column_height(model, x, y);
                sum += step * step;
            }
        correlation[r - 1] = sum / ((double)nx * ny);
    }
}
