/// likmc/electrode.h: a simulated electrode with its protocol, at either scale: what a run advances.
///
/// An lk_scale describes a scale: how an electrode is made, goes on, is observed, saved and drawn. An
/// electrode needs no directory and writes no file by itself (likmc/run.h does):
///
///     lk_electrode *electrode;
///     lk_status status = lk_electrode_create(&electrode, params, errors);
///     lk_due due = LK_DUE_NOTHING;
///     while (status == LK_OK && due != LK_DUE_END) {
///         status = lk_electrode_next(electrode, &due, errors);        // until there is something to write
///         const void *row = lk_electrode_record(electrode, due, errors);  // read by scale->table(due)
///         lk_electrode_written(electrode, due);
///     }
///     lk_electrode_free(electrode);
///
/// What is due, and when, never changes how the electrode goes on.
#ifndef LIKMC_ELECTRODE_H
#define LIKMC_ELECTRODE_H

#include "likmc/atomistic.h"
#include "likmc/cell.h"
#include "likmc/error.h"
#include "likmc/film.h"
#include "likmc/json.h"
#include "likmc/params.h"
#include "likmc/protocol.h"
#include "likmc/result.h"
#include "likmc/series.h"
#include "likmc/snapshot.h"
#include "likmc/store.h"

#include <stdbool.h>
#include <stdint.h>

/// What there is to write before the electrode goes on.
typedef enum lk_due {
    LK_DUE_NOTHING,
    LK_DUE_ROW,   ///< of the series
    LK_DUE_CYCLE, ///< a cycle is closed
    LK_DUE_FRAME, ///< a picture
    LK_DUE_END,   ///< nothing more will happen
    LK_DUE_KINDS
} lk_due;

/// The columns of a table that grows: series.csv or cycles.csv.
typedef struct lk_scale_table {
    const char *file; ///< NULL: the scale has no such table
    const lk_series_column *columns;
    size_t count;
} lk_scale_table;

enum { LK_ELECTRODE_TEXT = 1024 };

typedef struct lk_electrode lk_electrode;

/// Numbers and arrays that a restart needs, to be laid out for one file. Private to src/study (state.h).
typedef struct lk_state lk_state;

/// A scale: the one place that knows what kind of electrode it is.
typedef struct lk_scale {
    const char *name;
    lk_scale_table (*table)(lk_due due); ///< that a row is added to when this is due

    /// Make an electrode as its parameters have it; *electrode is NULL unless LK_OK.
    lk_status (*create)(lk_electrode **electrode, const lk_params *params, lk_error_list *errors);
    void (*free)(lk_electrode *electrode);

    /// What is to be written now; a function of the state. `written` says that it has been.
    lk_due (*due)(const lk_electrode *electrode);
    void (*written)(lk_electrode *electrode, lk_due due);

    /// Begin anew to count what is written; the electrode itself stays as it is.
    void (*forget)(lk_electrode *electrode);

    /// A small step on. LK_FAILED if it cannot go on.
    lk_status (*advance)(lk_electrode *electrode, lk_error_list *errors);

    /// Observe. The record that the columns of `due` are read from, until the next call; NULL without memory
    /// or if charge is not conserved.
    const void *(*record)(lk_electrode *electrode, lk_due due, lk_error_list *errors);

    /// Share that is done, 0..1; events so far; number of the picture that is due, from 0.
    double (*fraction)(const lk_electrode *electrode);
    uint64_t (*events)(const lk_electrode *electrode);
    int64_t (*frame)(const lk_electrode *electrode);

    /// What it has come to, as of the last record.
    lk_result (*result)(const lk_electrode *electrode);

    /// The state for people: a few words for a progress bar; lines about a finished run.
    void (*tell)(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]);
    void (*report)(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]);

    /// Members of summary.json.
    lk_status (*summarise)(lk_electrode *electrode, lk_json *json, lk_error_list *errors);

    /// What there is to see, as of the last record.
    lk_status (*see)(lk_electrode *electrode, lk_snapshot *snapshot, lk_error_list *errors);

    /// The state as a table of fields: lay out for writing (`path` NULL) or for reading `path`; take what was
    /// read; release.
    lk_status (*lay_out)(lk_electrode *electrode, const char *path, lk_state *state, lk_error_list *errors);
    lk_status (*take)(lk_electrode *electrode, const lk_state *state, lk_error_list *errors);
    void (*release)(lk_state *state);
    double (*voxel)(const lk_electrode *electrode); ///< m; 0: the lattice is not one of cubes
} lk_scale;

/// An electrode. What follows in memory is the scale's own.
struct lk_electrode {
    const lk_scale *scale;
    const lk_params *params; ///< borrowed: they have to outlive it
    int threads;             ///< for the field, pictures and the paper at the end; 0: as OpenMP decides
};

/// The scale of a case, and all of them.
const lk_scale *lk_electrode_scale(const lk_params *params);
const lk_scale *const *lk_electrode_scales(size_t *count);

/// Make an electrode. LK_BAD_INPUT: the parameters contradict each other or the box is too large; LK_FAILED:
/// no memory. Release with lk_electrode_free(); NULL is fine.
lk_status lk_electrode_create(lk_electrode **electrode, const lk_params *params, lk_error_list *errors);
void lk_electrode_free(lk_electrode *electrode);

/// Go on until something is due, told in *due.
lk_status lk_electrode_next(lk_electrode *electrode, lk_due *due, lk_error_list *errors);

/// What is due has been written, or is not wanted.
void lk_electrode_written(lk_electrode *electrode, lk_due due);

/// Count rows and pictures from none again, for whoever goes on with a state to other ends or compares two.
void lk_electrode_forget_output(lk_electrode *electrode);

/// The record that the columns of scale->table(due) are read from, of the electrode as it is now; valid until
/// the next call. NULL without memory or if charge is not conserved.
const void *lk_electrode_record(lk_electrode *electrode, lk_due due, lk_error_list *errors);

/// The film or the atomistic model in it, to be read and changed; NULL if it is of the other scale.
lk_film *lk_electrode_film(lk_electrode *electrode);
lk_atomistic *lk_electrode_atoms(lk_electrode *electrode);

/// What stands around a film, to be read and changed; its counter is LK_CELL_NONE if it stands alone. NULL at
/// the atomistic scale.
lk_cell *lk_electrode_cell(lk_electrode *electrode);

/// Write all of its state to a store, complete or not at all, or read it into an electrode made from the same
/// parameters: it goes on bit for bit. LK_BAD_INPUT: the file is damaged or of another box; the electrode is
/// then only good for being released. `more` is a table of whoever drives it, or NULL.
lk_status lk_electrode_write(lk_electrode *electrode, const lk_state *more, const char *path,
                             lk_error_list *errors);
lk_status lk_electrode_read(lk_electrode *electrode, lk_state *more, const char *path, lk_error_list *errors);

/// Write the XDMF side file with which ParaView opens the store `name`; nothing for a lattice not of cubes.
lk_status lk_electrode_write_xdmf(lk_electrode *electrode, const char *path, const char *name,
                                  lk_error_list *errors);

/// What there is to see of it now. Release with lk_snapshot_free(); empty after an error.
lk_status lk_electrode_see(lk_electrode *electrode, lk_snapshot *snapshot, lk_error_list *errors);

#endif
