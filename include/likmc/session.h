/// likmc/session.h: a run behind one handle, for languages that see functions and arrays but no structs.
///
/// A session holds a case, its electrode and the errors of the last call. The Python package is built on it.
/// C programs do as well with likmc/electrode.h and likmc/run.h.
#ifndef LIKMC_SESSION_H
#define LIKMC_SESSION_H

#include "likmc/electrode.h"
#include "likmc/error.h"
#include "likmc/params.h"

#include <stddef.h>
#include <stdint.h>

/// A session. One owner, one thread at a time.
typedef struct lk_session lk_session;

/// NULL without memory. Release with lk_session_free(); NULL is fine.
lk_session *lk_session_new(void);
void lk_session_free(lk_session *session);

/// Errors of the last call: how many, and the parts of one of them: what is wrong, file and quoted line (NULL
/// if none), line and column (0 if none). Strings are valid until the next call.
size_t lk_session_errors(const lk_session *session);
const char *lk_session_error(const lk_session *session, size_t i, const char **file, int *line, int *column,
                             const char **excerpt);

/// Load a case with settings as --set gives them; nothing runs yet. As lk_yaml_load_case().
lk_status lk_session_load(lk_session *session, const char *path, const char *const *settings, size_t count);

/// Effective parameters as YAML, valid until the next call of this function; NULL without memory.
const char *lk_session_params(lk_session *session);

/// Make the electrode; no directory is written. As lk_electrode_create(). An older electrode is released.
lk_status lk_session_start(lk_session *session);

/// Make all of a run in a directory, as lk_run_case() does; 0 threads: as OpenMP decides. `watch` is told the
/// share that is done, and returns nonzero to stop; may be NULL.
lk_status lk_session_run(lk_session *session, const char *directory, int overwrite, int resume, int pictures,
                         int threads, int (*watch)(double fraction));

/// Go on until something is due (lk_due); it counts as written when this is called again.
lk_status lk_session_next(lk_session *session, int *due);

/// Share of the protocol that is done, 0 to 1; name of the scale.
double lk_session_fraction(const lk_session *session);
const char *lk_session_scale(const lk_session *session);

/// Number of columns of the table that grows when this is due, and the name, unit and meaning of one of them;
/// `name` has room for 96 bytes.
size_t lk_session_columns(const lk_session *session, int due);
void lk_session_column(const lk_session *session, int due, size_t i, char *name, const char **unit,
                       const char **doc);

/// Values of all columns of the electrode as it stands, in the units of the columns.
lk_status lk_session_values(lk_session *session, int due, double *values);

/// The species of all sites, one byte each, to be read and changed in place; valid until the session is
/// started again. `shape` receives four extents, the fastest last (film: 1, z, y, x; atomistic: z, y, x,
/// basis).
uint8_t *lk_session_species(lk_session *session, uint32_t shape[4]);

/// Charge in each voxel of a film in quanta, as lk_session_species(); NULL at the atomistic scale.
uint8_t *lk_session_quanta(lk_session *session, uint32_t shape[4]);

/// Edge of a voxel of a film, m; 0 at the atomistic scale.
double lk_session_edge(lk_session *session);

/// Take note of what was changed in these arrays: a film voxel that became lithium is full unless its quanta
/// say otherwise, one that became electrolyte is empty, and the ledger books the difference as plated or
/// stripped. The host has to stay as it is. LK_BAD_INPUT: a byte is no species.
lk_status lk_session_changed(lk_session *session);

/// Draw one of the pictures of lk_scene_pictures(): *pixels receives width x height x 3 bytes, top row first,
/// valid until the next call of this function. Width in pixels, 320 to 8192; 0: output.image_width.
lk_status lk_session_picture(lk_session *session, const char *name, int *width, int *height,
                             const uint8_t **pixels);

#endif
