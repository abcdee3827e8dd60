// Cluster labelling: see likmc/clusters.h.
#include "likmc/clusters.h"

#include <stdlib.h>

// How many boxes away, along each axis, a site is from what it hangs on, following the bonds.
typedef struct boxes {
    int16_t by[3];
} boxes;

typedef struct forest {
    const lk_lattice *lattice;
    uint32_t *up; // the root of a tree points to itself and is its first site
    boxes *away;  // from the site up to `up`
    bool wraps[3];
} forest;

static boxes sum(boxes a, boxes b, int sign) {
    for (int k = 0; k < 3; k++) a.by[k] = (int16_t)(a.by[k] + sign * b.by[k]);
    return a;
}

// Root of a site; hangs the site, and all on its way, directly on it.
static uint32_t root_of(forest *f, uint32_t site) {
    uint32_t root = site;
    boxes total = {{0, 0, 0}};
    while (f->up[root] != root) {
        total = sum(total, f->away[root], 1);
        root = f->up[root];
    }
    while (f->up[site] != root && site != root) {
        const uint32_t next = f->up[site];
        const boxes step = f->away[site];
        f->up[site] = root;
        f->away[site] = total;
        total = sum(total, step, -1);
        site = next;
    }
    return root;
}

// The boxes that a bond in direction d leaves; zero inside.
static boxes crossed(const lk_lattice *lattice, const uint32_t cell[3], uint32_t basis, int d) {
    boxes out = {{0, 0, 0}};
    for (int k = 0; k < 3; k++) {
        const int halves =
            2 * (int)cell[k] + lattice->kind->site[basis][k] + lattice->kind->displacement[d][k];
        out.by[k] = (int16_t)(halves < 0 ? -1 : halves >= 2 * (int)lattice->cells[k] ? 1 : 0);
    }
    return out;
}

// With image(site) = image(root) + away(site) and image(b) = image(a) + bond, all in boxes.
static void unite(forest *f, uint32_t a, uint32_t b, boxes bond) {
    const uint32_t root_a = root_of(f, a), root_b = root_of(f, b);
    const boxes gap = sum(sum(f->away[a], bond, 1), f->away[b], -1); // from root_a to root_b
    if (root_a == root_b) {
        for (int k = 0; k < 3; k++) f->wraps[k] = f->wraps[k] || gap.by[k] != 0;
    } else if (root_a < root_b) {
        f->up[root_b] = root_a;
        f->away[root_b] = gap;
    } else {
        f->up[root_a] = root_b;
        f->away[root_a] = sum((boxes){{0, 0, 0}}, gap, -1);
    }
}

static void bond_site(forest *f, const uint8_t *occupied, uint32_t site) {
    const int32_t *offsets = lk_lattice_offsets(f->lattice, site);
    uint32_t cell[3];
    const uint32_t basis = lk_lattice_cell(f->lattice, site, cell);
    for (int d = 0; d < f->lattice->kind->neighbours;
         d += 2) { // the odd ones are the same bonds from the other end
        if (offsets[d] == LK_NO_OFFSET) continue;
        const uint32_t other = site + (uint32_t)offsets[d];
        if (occupied[other]) unite(f, site, other, crossed(f->lattice, cell, basis, d));
    }
}

// From roots to numbers. A root comes before the sites that point to it.
static uint32_t number(uint32_t *labels, const uint8_t *occupied, uint32_t sites) {
    uint32_t count = 0;
    for (uint32_t site = 0; site < sites; site++) {
        if (!occupied[site])
            labels[site] = 0;
        else if (labels[site] == site)
            labels[site] = ++count;
        else
            labels[site] = labels[labels[site]];
    }
    return count;
}

lk_status lk_clusters_label(const lk_lattice *lattice, const uint8_t *occupied, uint32_t *labels,
                            lk_clusters *found, lk_error_list *errors) {
    forest f = {.lattice = lattice, .up = labels, .away = calloc(lattice->sites, sizeof *f.away)};
    if (!f.away)
        return lk_error_set(errors, LK_FAILED, "clusters: no memory for %u sites", (unsigned)lattice->sites);
    for (uint32_t site = 0; site < lattice->sites; site++) labels[site] = site;
    for (uint32_t site = 0; site < lattice->sites; site++)
        if (occupied[site]) bond_site(&f, occupied, site);
    for (uint32_t site = 0; site < lattice->sites; site++) root_of(&f, site);
    free(f.away);
    *found = (lk_clusters){.count = number(labels, occupied, lattice->sites),
                           .wraps = {f.wraps[0], f.wraps[1], f.wraps[2]}};
    return LK_OK;
}
