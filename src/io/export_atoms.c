// Atoms as text: extended XYZ (https://github.com/libAtoms/extxyz) and LAMMPS dump. See likmc/export.h.
#include "export_parts.h"
#include "likmc/lattice.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 32 };

// A snapshot with what is said of each of its atoms.
typedef struct atoms {
    lk_snapshot s;
    lk_lattice lattice;
    uint32_t *labels;
    uint8_t *live;
    size_t count;                             // of what is not electrolyte
    char element[LK_SNAPSHOT_PALETTE][4];     // a symbol that every reader knows
    char material[LK_SNAPSHOT_PALETTE][NAME]; // the whole name, without spaces
    size_t step;                              // number of the snapshot
} atoms;

// Symbol of a formula: its first element beside Li and O, or the last of those; X if there is none. A site is
// a unit of its material, of which this is the atom that tells it from others.
static void find_element(const char *formula, char symbol[4]) {
    strcpy(symbol, "X");
    for (; *formula && *formula != '('; formula++) {
        if (!isupper((unsigned char)formula[0])) continue;
        symbol[0] = formula[0];
        symbol[1] = islower((unsigned char)formula[1]) ? formula[1] : '\0';
        symbol[2] = '\0';
        if (strcmp(symbol, "Li") != 0 && strcmp(symbol, "O") != 0) return;
    }
}

static void name_species(atoms *a) {
    for (size_t i = 0; i < a->s.palette_count; i++) {
        find_element(a->s.palette[i].name, a->element[i]);
        snprintf(a->material[i], NAME, "%.31s", a->s.palette[i].name);
        for (char *c = a->material[i]; *c; c++)
            if (*c == ' ' || *c == '"') *c = '_';
    }
}

static lk_status open_atoms(atoms *a, const lk_export_series *series, size_t step, lk_error_list *errors) {
    *a = (atoms){.step = step};
    lk_status status = series->read(series->user, step, &a->s, errors);
    if (status != LK_OK) return status;
    bool periodic[3];
    for (int axis = 0; axis < 3; axis++) periodic[axis] = a->s.periodic[axis] != 0;
    status = lk_lattice_init(&a->lattice, lk_lattice_find(a->s.lattice), a->s.cells, periodic, errors);
    if (status != LK_OK) return status;
    a->labels = malloc(a->lattice.sites * sizeof *a->labels);
    a->live = malloc(a->lattice.sites);
    if (!a->labels || !a->live) return lk_error_set(errors, LK_FAILED, "no memory for the atoms");
    for (uint32_t i = 0; i < a->lattice.sites; i++)
        a->count += a->s.palette[a->s.sites[i]].role != LK_SCENE_ELECTROLYTE;
    name_species(a);
    return lk_export_clusters(&a->s, a->labels, a->live, errors);
}

static void close_atoms(atoms *a) {
    lk_snapshot_free(&a->s);
    lk_lattice_free(&a->lattice);
    free(a->labels);
    free(a->live);
}

static void sizes(const atoms *a, double length[3]) {
    for (int axis = 0; axis < 3; axis++) length[axis] = a->s.cells[axis] * a->s.constant * 1e10;
}

// What an atom is, in the columns of a format.
typedef int print_atom(const atoms *a, char *text, size_t size, size_t number, uint32_t site,
                       const double at[3]);

static int print_xyz(const atoms *a, char *text, size_t size, size_t number, uint32_t site,
                     const double at[3]) {
    (void)number;
    const uint8_t species = a->s.sites[site];
    return snprintf(text, size, "%s %.3f %.3f %.3f %d %s %u %d\n", a->element[species], at[0], at[1], at[2],
                    species, a->material[species], a->labels[site], a->live[site]);
}

static int print_dump(const atoms *a, char *text, size_t size, size_t number, uint32_t site,
                      const double at[3]) {
    const uint8_t species = a->s.sites[site];
    return snprintf(text, size, "%zu %d %s %.3f %.3f %.3f %u %d\n", number, species, a->element[species],
                    at[0], at[1], at[2], a->labels[site], a->live[site]);
}

// Lines are gathered, as a call of the system for each would take most of the time.
static lk_status print_atoms(const atoms *a, lk_atomic *file, print_atom *print, lk_error_list *errors) {
    char text[32768];
    size_t length = 0, number = 0;
    lk_status status = LK_OK;
    for (uint32_t site = 0; status == LK_OK && site < a->lattice.sites; site++) {
        if (a->s.palette[a->s.sites[site]].role == LK_SCENE_ELECTROLYTE) continue;
        double at[3];
        lk_lattice_position(&a->lattice, site, at);
        for (int axis = 0; axis < 3; axis++) at[axis] *= a->s.constant * 1e10;
        length += (size_t)print(a, text + length, sizeof text - length, ++number, site, at);
        if (length < sizeof text - 256) continue;
        status = lk_atomic_append(file, text, length, errors);
        length = 0;
    }
    return status == LK_OK ? lk_atomic_append(file, text, length, errors) : status;
}

static lk_status print_xyz_frame(const atoms *a, lk_atomic *file, lk_error_list *errors) {
    double length[3];
    sizes(a, length);
    const lk_status status = lk_export_print(
        file, errors,
        "%zu\nLattice=\"%.6f 0 0 0 %.6f 0 0 0 %.6f\" "
        "Properties=species:S:1:pos:R:3:type:I:1:material:S:1:cluster:I:1:live:I:1 pbc=\"%c %c %c\" "
        "Time=%.9g voltage=%.9g lithium=%lld\n",
        a->count, length[0], length[1], length[2], a->s.periodic[0] ? 'T' : 'F', a->s.periodic[1] ? 'T' : 'F',
        a->s.periodic[2] ? 'T' : 'F', a->s.time, a->s.voltage, (long long)a->s.atoms);
    return status == LK_OK ? print_atoms(a, file, print_xyz, errors) : status;
}

static lk_status print_dump_frame(const atoms *a, lk_atomic *file, lk_error_list *errors) {
    double length[3];
    sizes(a, length);
    const lk_status status = lk_export_print(
        file, errors,
        "ITEM: TIMESTEP\n%zu\nITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS %s %s %s\n0 %.6f\n0 %.6f\n0 "
        "%.6f\nITEM: ATOMS id type element x y z cluster live\n",
        a->step, a->count, a->s.periodic[0] ? "pp" : "ff", a->s.periodic[1] ? "pp" : "ff",
        a->s.periodic[2] ? "pp" : "ff", length[0], length[1], length[2]);
    return status == LK_OK ? print_atoms(a, file, print_dump, errors) : status;
}

typedef lk_status print_frame(const atoms *a, lk_atomic *file, lk_error_list *errors);

static lk_status write_series(const lk_export_series *series, const char *stem, const char *ending,
                              print_frame *print, lk_error_list *errors) {
    char *path = lk_export_path(errors, stem, "%s", ending);
    lk_atomic file;
    lk_status status = path ? lk_atomic_open(&file, path, errors) : LK_FAILED;
    free(path);
    if (status != LK_OK) return status;
    for (size_t i = 0; status == LK_OK && i < series->count; i++) {
        atoms a;
        status = open_atoms(&a, series, i, errors);
        if (status == LK_OK) status = print(&a, &file, errors);
        close_atoms(&a);
    }
    return lk_export_close(&file, status, errors);
}

lk_status lk_export_atoms_xyz(const lk_export_series *series, const char *stem, lk_error_list *errors) {
    return write_series(series, stem, ".extxyz", print_xyz_frame, errors);
}

lk_status lk_export_atoms_dump(const lk_export_series *series, const char *stem, lk_error_list *errors) {
    return write_series(series, stem, ".dump", print_dump_frame, errors);
}
