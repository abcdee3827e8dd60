/// likmc/export.h: snapshots in the formats of other programs.
///
/// One table of writers: VTK (ParaView), HDF5 and XDMF, OME-TIFF (Fiji), extended XYZ and LAMMPS dump (OVITO,
/// ASE). A writer takes a whole series of snapshots, so that time comes along where the format has it.
/// Lengths are in um at the film scale and in Angstrom at the atomistic one, as those programs expect them;
/// every file that can says so and holds the names of the species.
#ifndef LIKMC_EXPORT_H
#define LIKMC_EXPORT_H

#include "likmc/error.h"
#include "likmc/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

/// A series of snapshots of one run, all of one box.
typedef struct lk_export_series {
    size_t count;
    /// Read one; the writer releases it.
    lk_status (*read)(void *user, size_t which, lk_snapshot *snapshot, lk_error_list *errors);
    void *user;
} lk_export_series;

/// One writer.
typedef struct lk_export_format {
    const char *name;    ///< as --to takes it: "vti"
    const char *doc;     ///< in one line, with the program that it is for
    const char *ending;  ///< of the file to open, e.g. "pvd"
    bool films, atoms;   ///< which snapshots it can write
    bool (*built)(void); ///< false if the library that it needs was not there at build time; NULL: always
    /// Write the series to STEM.ending and files beside it, each complete or not at all.
    lk_status (*write)(const lk_export_series *series, const char *stem, lk_error_list *errors);
} lk_export_format;

/// The table; *count receives its length.
const lk_export_format *lk_export_formats(size_t *count);

/// Write a series. LK_BAD_INPUT: the format is not for snapshots of this scale, or was not built in, or
/// nothing is there to write; LK_FAILED: disk, memory.
lk_status lk_export_write(const lk_export_format *format, const lk_export_series *series, const char *stem,
                          lk_error_list *errors);

/// Clusters of the lithium of an atomistic snapshot: `labels` [sites] receives 1, 2, ... in the order of
/// their first atoms, 0 elsewhere; `live` [sites] 1 where the site is solid or belongs to a cluster that
/// touches something solid that is not lithium. Both are the caller's. LK_FAILED without memory.
lk_status lk_export_clusters(const lk_snapshot *snapshot, uint32_t *labels, uint8_t *live,
                             lk_error_list *errors);

#endif
