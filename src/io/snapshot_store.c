// Snapshots in HDF5: see likmc/snapshot.h.
#include "likmc/lattice.h"
#include "likmc/snapshot.h"
#include "likmc/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 24, NAMES = LK_SNAPSHOT_PALETTE * LK_SNAPSHOT_TEXT };

// The palette column by column, as the file has it.
typedef struct shadow {
    char names[NAMES]; // one a line
    uint8_t roles[LK_SNAPSHOT_PALETTE], rgb[LK_SNAPSHOT_PALETTE][3], ground[LK_SNAPSHOT_PALETTE][3];
    double shares[LK_SNAPSHOT_PALETTE];
    uint8_t floating;
} shadow;

#define SCALAR(name, doc, unit, type, data)                                                                  \
    { name, doc, unit, LK_STORE_##type, 0, {0}, data }
#define TEXT(name, doc, size, data)                                                                          \
    { name, doc, "1", LK_STORE_TEXT, 1, {size}, data }

// The table; voxels or sites come first, and only one of them is stored.
static size_t describe(lk_snapshot *s, shadow *c, lk_store_field fields[MOST_FIELDS]) {
    const size_t rows = s->palette_count, nx = (size_t)s->nx, ny = (size_t)s->ny, nz = (size_t)s->nz;
    const lk_store_field table[] = {
        {"lattice/species", "index into species/names", "1", LK_STORE_U8, 3, {nz, ny, nx}, s->species},
        SCALAR("lattice/edge", "of a voxel", "m", F64, &s->edge),
        TEXT("species/names", "one a line", NAMES, c->names),
        {"species/roles",
         "0 electrolyte, 1 host, 2 decoration, 3 lithium, 4 dead lithium, 5 SEI",
         "1",
         LK_STORE_U8,
         1,
         {rows},
         c->roles},
        {"species/colours", "red, green, blue", "1", LK_STORE_U8, 2, {rows, 3}, c->rgb},
        {"species/grounds",
         "red, green, blue of the rest of a surface",
         "1",
         LK_STORE_U8,
         2,
         {rows, 3},
         c->ground},
        {"species/shares",
         "of the surface that has its colour; 0: all",
         "1",
         LK_STORE_F64,
         1,
         {rows},
         c->shares},
        SCALAR("view/mark", "top of the bare paper; 0: none", "m", F64, &s->mark),
        SCALAR("view/extent", "height that the pictures of the run show", "m", F64, &s->extent),
        SCALAR("view/floating", "1: there is no collector below", "1", U8, &c->floating),
        SCALAR("run/time", "simulated", "s", F64, &s->time),
        SCALAR("run/charge", "passed, plating positive", "C/m2", F64, &s->charge),
        SCALAR("run/throughput", "charge passed both ways", "C/m2", F64, &s->throughput),
        SCALAR("run/voltage", "against lithium", "V", F64, &s->voltage),
        SCALAR("run/thickness", "of the electrode", "m", F64, &s->thickness),
        SCALAR("run/cycle", "that goes on", "1", I64, &s->cycle),
        SCALAR("run/atoms", "of lithium metal", "1", I64, &s->atoms),
        TEXT("run/title", "of the case", sizeof s->title, s->title),
        TEXT("run/caption", "of its pictures", sizeof s->caption, s->caption),
        TEXT("lattice/kind", "of an atomistic state", sizeof s->lattice, s->lattice),
        {"lattice/cells", "along x, y, z", "1", LK_STORE_U32, 1, {3}, s->cells},
        {"lattice/periodic", "1: the box repeats along x, y, z", "1", LK_STORE_U8, 1, {3}, s->periodic},
        SCALAR("lattice/constant", "edge of the cubic cell", "m", F64, &s->constant),
    };
    _Static_assert(sizeof table / sizeof *table <= MOST_FIELDS, "raise MOST_FIELDS");
    memcpy(fields, table, sizeof table);
    return sizeof table / sizeof *table;
}

// Sites of an atomistic state are stored as planes, z by z and basis by basis.
static lk_status use_sites(lk_snapshot *s, lk_store_field *field, lk_error_list *errors) {
    const lk_lattice_kind *kind = lk_lattice_find(s->lattice);
    if (!kind) return lk_error_set(errors, LK_BAD_INPUT, "there is no lattice '%s'", s->lattice);
    *field = (lk_store_field){"lattice/sites",
                              "index into species/names; planes z and basis",
                              "1",
                              LK_STORE_U8,
                              3,
                              {(size_t)s->cells[2] * (size_t)kind->basis, s->cells[1], s->cells[0]},
                              s->sites};
    return LK_OK;
}

static void split_palette(const lk_snapshot *s, shadow *c) {
    char *end = c->names;
    for (size_t i = 0; i < s->palette_count; i++) {
        const lk_snapshot_material *m = &s->palette[i];
        end += sprintf(end, "%s%s", i > 0 ? "\n" : "", m->name);
        c->roles[i] = m->role;
        c->shares[i] = m->share;
        memcpy(c->rgb[i], m->rgb, 3);
        memcpy(c->ground[i], m->ground, 3);
    }
    c->floating = s->floating;
}

static lk_status join_palette(lk_snapshot *s, const shadow *c, lk_error_list *errors) {
    const char *at = c->names;
    for (size_t i = 0; i < s->palette_count; i++) {
        lk_snapshot_material *m = &s->palette[i];
        const size_t length = strcspn(at, "\n");
        if (length >= sizeof m->name || c->roles[i] >= LK_SCENE_ROLE_COUNT)
            return lk_error_set(errors, LK_BAD_INPUT, "species %zu has no sound name or role", i);
        memcpy(m->name, at, length);
        m->name[length] = '\0';
        at += length + (at[length] == '\n');
        m->role = c->roles[i];
        m->share = c->shares[i];
        memcpy(m->rgb, c->rgb[i], 3);
        memcpy(m->ground, c->ground[i], 3);
    }
    s->floating = c->floating != 0;
    return LK_OK;
}

lk_status lk_snapshot_write(const lk_snapshot *snapshot, const char *path, lk_error_list *errors) {
    lk_snapshot s = *snapshot; // the table is for reading too, and so not const
    shadow *c = calloc(1, sizeof *c);
    lk_store_field fields[MOST_FIELDS];
    if (!c) return lk_error_set(errors, LK_FAILED, "no memory for a snapshot");
    split_palette(&s, c);
    const size_t count = describe(&s, c, fields);
    lk_status status = s.sites ? use_sites(&s, &fields[0], errors) : LK_OK;
    if (status == LK_OK) {
#pragma omp critical(likmc_hdf5)
        status = lk_store_write(path, fields, count, errors);
    }
    free(c);
    return status;
}

// What has to be known before the rest can be read: the lattice and the sizes of the arrays.
static lk_status read_sizes(lk_snapshot *s, const char *path, lk_error_list *errors) {
    const lk_store_field first[] = {TEXT("lattice/kind", "", sizeof s->lattice, s->lattice),
                                    {"lattice/cells", "", "1", LK_STORE_U32, 1, {3}, s->cells}};
    lk_store_field voxels = {.name = "lattice/species"}, rows = {.name = "species/roles"};
    lk_status status = lk_store_read(path, first, 2, errors);
    if (status == LK_OK) status = lk_store_shape(path, &rows, errors);
    if (status == LK_OK && !*s->lattice) status = lk_store_shape(path, &voxels, errors);
    if (status != LK_OK) return status;
    if (rows.rank != 1 || rows.dims[0] > LK_SNAPSHOT_PALETTE || (!*s->lattice && voxels.rank != 3))
        return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "is not a snapshot");
    s->palette_count = rows.dims[0];
    s->nz = (int)voxels.dims[0];
    s->ny = (int)voxels.dims[1];
    s->nx = (int)voxels.dims[2];
    return LK_OK;
}

static lk_status allocate(lk_snapshot *s, lk_error_list *errors) {
    const lk_lattice_kind *kind = lk_lattice_find(s->lattice);
    if (*s->lattice && !kind)
        return lk_error_set(errors, LK_BAD_INPUT, "there is no lattice '%s'", s->lattice);
    const size_t sites = (size_t)s->cells[0] * s->cells[1] * s->cells[2];
    if (kind)
        s->sites = malloc(sites * (size_t)kind->basis);
    else
        s->species = malloc((size_t)s->nx * (size_t)s->ny * (size_t)s->nz);
    return s->sites || s->species ? LK_OK : lk_error_set(errors, LK_FAILED, "no memory for a snapshot");
}

static lk_status read_all(lk_snapshot *s, shadow *c, const char *path, lk_error_list *errors) {
    lk_store_field fields[MOST_FIELDS];
    lk_status status = read_sizes(s, path, errors);
    if (status == LK_OK) status = allocate(s, errors);
    if (status != LK_OK) return status;
    const size_t count = describe(s, c, fields);
    if (s->sites) status = use_sites(s, &fields[0], errors);
    if (status == LK_OK) status = lk_store_read(path, fields, count, errors);
    return status == LK_OK ? join_palette(s, c, errors) : status;
}

static lk_status check_species(const lk_snapshot *s, const char *path, lk_error_list *errors) {
    const size_t voxels = (size_t)s->nx * (size_t)s->ny * (size_t)s->nz;
    for (size_t i = 0; i < voxels; i++)
        if (s->species[i] >= s->palette_count)
            return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "holds a species without a name");
    return LK_OK;
}

lk_status lk_snapshot_read(lk_snapshot *s, const char *path, lk_error_list *errors) {
    shadow *c = calloc(1, sizeof *c);
    *s = (lk_snapshot){0};
    if (!c) return lk_error_set(errors, LK_FAILED, "no memory for a snapshot");
    lk_status status;
#pragma omp critical(likmc_hdf5)
    status = read_all(s, c, path, errors);
    free(c);
    if (status == LK_OK && s->sites) status = lk_snapshot_resample(s, errors);
    if (status == LK_OK) status = check_species(s, path, errors);
    if (status != LK_OK) lk_snapshot_free(s);
    return status;
}
