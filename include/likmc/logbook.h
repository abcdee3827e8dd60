/// likmc/logbook.h: what finished runs came to, one line each, in files that one process each appends to.
///
/// DIR/results/NAME.rows and NAME.cycles belong to the process NAME (likmc/claim.h). Every line ends with a
/// checksum of itself, so that one which a kill or a full disk has cut is passed over; its run counts as not
/// done. A run's cycles are written before its row. Reading goes on where it stopped, so that a study with
/// many processes and runs is read once and not over and over.
#ifndef LIKMC_LOGBOOK_H
#define LIKMC_LOGBOOK_H

#include "likmc/error.h"
#include "likmc/provenance.h"
#include "likmc/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LK_LOGBOOK_VALUES = 64, LK_LOGBOOK_REASON = 400 };

typedef enum lk_logbook_state { LK_LOGBOOK_DONE, LK_LOGBOOK_FAILED, LK_LOGBOOK_STATES } lk_logbook_state;

/// One run.
typedef struct lk_logbook_row {
    char identity[LK_PROVENANCE_HASH_SIZE]; ///< likmc/plan.h
    lk_logbook_state state;
    int generation;     ///< of the claim under which it was made
    double ended, wall; ///< s: time of day (since 1970) at its end; time that it took this process
    size_t count;       ///< of values
    double values[LK_LOGBOOK_VALUES]; ///< as tables show them, nine digits; NaN for what it has not
    char reason[LK_LOGBOOK_REASON];   ///< why it failed; "" if done
} lk_logbook_row;

/// The logbook of a directory. Opaque; one thread at a time.
typedef struct lk_logbook lk_logbook;

/// Open for reading and, if `name` is not NULL, for appending under that name. The folder is made.
lk_status lk_logbook_open(lk_logbook **logbook, const char *directory, const char *name,
                          lk_error_list *errors);
void lk_logbook_close(lk_logbook *logbook);

/// Append a run, with the rows of the file at `cycles` unless that is NULL or not there. On LK_OK other
/// processes can read it. LK_FAILED: disk full, and the like.
lk_status lk_logbook_append(lk_logbook *logbook, const lk_logbook_row *row, const char *cycles,
                            lk_error_list *errors);

/// Tell all rows that have come since the last call, in the order of files and lines. `user` is passed on.
lk_status lk_logbook_read(lk_logbook *logbook, void (*tell)(void *user, const lk_logbook_row *row),
                          void *user, lk_error_list *errors);

/// Tell all rows of cycles: identity, and the row as cycles.csv has it. The first of them tells the head,
/// with identity "".
lk_status lk_logbook_read_cycles(const char *directory,
                                 void (*tell)(void *user, const char *identity, const char *row), void *user,
                                 lk_error_list *errors);

#endif
