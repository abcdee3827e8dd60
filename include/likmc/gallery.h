/// likmc/gallery.h: the snapshots that a run directory holds.
///
/// A run leaves snapshots/NNNN.h5 at even charge and wherever a picture was due. state.h5 and checkpoint.h5
/// can be seen too: the electrode is made again from params.yaml.
#ifndef LIKMC_GALLERY_H
#define LIKMC_GALLERY_H

#include "likmc/error.h"
#include "likmc/params.h"
#include "likmc/snapshot.h"

/// What a run directory holds. Release with lk_gallery_close().
typedef struct lk_gallery {
    char *directory;
    lk_params *params;
    size_t count;
    char **paths; ///< of snapshots, in the order of the run; the last may be a state or checkpoint
} lk_gallery;

/// Find the snapshots of a run. `path`: the run directory, or one file in it (a snapshot, state.h5 or
/// checkpoint.h5). LK_BAD_INPUT if it is no run directory or shows nothing; then the gallery is empty.
lk_status lk_gallery_open(lk_gallery *gallery, const char *path, lk_error_list *errors);

/// Read one of them. Release *snapshot with lk_snapshot_free().
lk_status lk_gallery_read(const lk_gallery *gallery, size_t which, lk_snapshot *snapshot,
                          lk_error_list *errors);

/// Release; {0} is fine.
void lk_gallery_close(lk_gallery *gallery);

#endif
