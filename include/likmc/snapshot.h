/// likmc/snapshot.h: what there is to see of an electrode at one moment, with the facts that belong to it.
///
/// A snapshot explains itself: it holds the voxels as they are seen, the names and colours of what they are,
/// and charge, time and voltage. Pictures, movies, exports and reports are made from snapshots alone, so that
/// they do not differ between the film scale and the atomistic one, and can be made at any time later.
#ifndef LIKMC_SNAPSHOT_H
#define LIKMC_SNAPSHOT_H

#include "likmc/error.h"
#include "likmc/scene.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LK_SNAPSHOT_PALETTE = 32, LK_SNAPSHOT_TEXT = 160, LK_SNAPSHOT_NAME = 16 };

/// One species: the row whose index is the byte in the voxels.
typedef struct lk_snapshot_material {
    char name[LK_SNAPSHOT_TEXT]; ///< UTF-8
    uint8_t role;                ///< lk_scene_role
    uint8_t rgb[3], ground[3];   ///< sRGB, as lk_scene_material has them
    double share;
} lk_snapshot_material;

/// A snapshot. Owns its arrays; release with lk_snapshot_free().
typedef struct lk_snapshot {
    int nx, ny, nz;   ///< voxels; of an atomistic state, cubes of an atom's volume
    double edge;      ///< m
    uint8_t *species; ///< nx * ny * nz bytes: site = (z * ny + y) * nx + x
    size_t palette_count;
    lk_snapshot_material palette[LK_SNAPSHOT_PALETTE];
    double mark;       ///< m above the collector: the top of the bare paper; 0: none
    double extent;     ///< m: height that all pictures of the run show
    bool floating;     ///< there is no collector below the box
    double time;       ///< s
    double charge;     ///< C per m2 of footprint; NaN at the atomistic scale
    double throughput; ///< C/m2 passed both ways; NaN at the atomistic scale
    double voltage;    ///< V against lithium
    double thickness;  ///< m; NaN at the atomistic scale
    int64_t cycle;     ///< that goes on, from 1; 0 before the first
    int64_t atoms;     ///< of lithium metal; 0 at the film scale
    char title[LK_SNAPSHOT_TEXT], caption[LK_SNAPSHOT_TEXT];
    /// Atomistic states only, else "", 0, NULL: kind of lattice (likmc/lattice.h), cells, edge of the cubic
    /// cell in m, and the species of each site.
    char lattice[LK_SNAPSHOT_NAME];
    uint32_t cells[3];
    double constant;
    uint8_t periodic[3]; ///< not 0: the box repeats along x, y, z
    uint8_t *sites;
} lk_snapshot;

/// Room for what a scene points to besides the snapshot itself.
typedef struct lk_snapshot_stage {
    lk_scene_material palette[LK_SNAPSHOT_PALETTE];
    lk_scene_mark mark;
} lk_snapshot_stage;

/// The scene of a snapshot. It points into both arguments, which have to outlive it.
lk_scene lk_snapshot_scene(const lk_snapshot *snapshot, lk_snapshot_stage *stage);

/// The view that a run's own pictures have: `width` pixels, the fixed height of the run, an atomistic box cut
/// upright across its tube.
lk_scene_view lk_snapshot_view(const lk_snapshot *snapshot, int width);

/// Make the cubes of an atomistic snapshot from its sites: each shows the site nearest to its middle.
/// LK_BAD_INPUT for an unknown lattice, LK_FAILED without memory.
lk_status lk_snapshot_resample(lk_snapshot *snapshot, lk_error_list *errors);

/// Height of the highest thing that is not electrolyte, m.
double lk_snapshot_height(const lk_snapshot *snapshot);

/// Write to HDF5 (likmc/store.h), complete or not at all.
lk_status lk_snapshot_write(const lk_snapshot *snapshot, const char *path, lk_error_list *errors);

/// Read what lk_snapshot_write() wrote. LK_BAD_INPUT if it is damaged or no snapshot; *snapshot is then
/// empty.
lk_status lk_snapshot_read(lk_snapshot *snapshot, const char *path, lk_error_list *errors);

/// Release and make empty; {0} is fine.
void lk_snapshot_free(lk_snapshot *snapshot);

#endif
