/// likmc/state.h: the state of a film as one table of arrays: what state.h5 and checkpoint.h5 hold.
///
/// The table lists everything that changes during a run, so that a film built from the same parameters and
/// then read back goes on bit for bit. Profiles in depth are added for those who plot.
#ifndef LIKMC_STATE_H
#define LIKMC_STATE_H

#include "likmc/cycle.h"
#include "likmc/error.h"
#include "likmc/film.h"
#include "likmc/protocol.h"

#include <stdint.h>

/// How far the run has come, beside the film itself.
typedef struct lk_state_progress {
    int64_t throughput;   ///< charge passed both ways, in hits
    int64_t rows;         ///< of the series that were due by charge
    int64_t frames;       ///< pictures drawn
    int64_t series_bytes; ///< length of series.csv
    int64_t cycles_bytes; ///< length of cycles.csv
    lk_protocol_cursor cursor;
    lk_cycle cycle; ///< the one that is going on
} lk_state_progress;

/// Write the state of a film, complete or not at all.
lk_status lk_state_write(lk_film *film, const lk_state_progress *progress, const char *path,
                         lk_error_list *errors);

/// Write the XDMF side file with which ParaView opens `store_name`.
lk_status lk_state_write_xdmf(lk_film *film, const char *path, const char *store_name, lk_error_list *errors);

/// Read a state into a film that lk_film_create() has made from the same parameters. LK_BAD_INPUT if the file
/// is damaged or of another box.
lk_status lk_state_read(lk_film *film, lk_state_progress *progress, const char *path, lk_error_list *errors);

#endif
