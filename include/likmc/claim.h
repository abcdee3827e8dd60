/// likmc/claim.h: who works on which run, among any number of processes on a shared directory, without a
/// server.
///
/// A process has a file DIR/workers/NAME whose time of change is its sign of life. A claim is a hard link to
/// that file, DIR/claims/IDENTITY.N: link() makes it for one process only, on local file systems and over NFS
/// (where an answer that was lost is made up for by comparing inodes), costs no inode, and a single touch of
/// the file gives life to all claims. Nothing else is relied on: no lock, no order of appends by several
/// writers, no clock but that of the file server, with which the own file's time is compared.
///
/// A claim is void once its holder has ended or has given no sign of life for `expiry` seconds (at once if it
/// was a process of this machine that is gone). Then another process may claim the next N; the highest N
/// counts. A holder asks lk_claim_holds() before it makes results known, so that one which slept through its
/// time keeps quiet. Should it still speak, in the moment between: runs of one identity have equal bytes, and
/// the second one changes nothing.
#ifndef LIKMC_CLAIM_H
#define LIKMC_CLAIM_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>

/// One process on a directory. Opaque; its functions may be called from any thread.
typedef struct lk_claim lk_claim;

typedef enum lk_claim_state {
    LK_CLAIM_FREE,  ///< nobody has claimed it
    LK_CLAIM_MINE,  ///< claimed by this call
    LK_CLAIM_BUSY,  ///< a living process holds it
    LK_CLAIM_VOID,  ///< its holder has ended or gives no sign of life
    LK_CLAIM_FAILED ///< the file system refuses; errno says why
} lk_claim_state;

/// What was claimed.
typedef struct lk_claim_ticket {
    int generation;   ///< the N of above
    bool after_death; ///< the holder before is known to have ended, and not only to be silent
} lk_claim_ticket;

/// Make the folders and this process's file in `directory` (which exists) and begin to give signs of life,
/// every sixth of `expiry`. LK_BAD_INPUT if the directory cannot be written to.
lk_status lk_claim_open(lk_claim **claim, const char *directory, double expiry, lk_error_list *errors);

/// End: all claims of the process become void at once. NULL is fine.
void lk_claim_close(lk_claim *claim);

/// Name of this process, which no other has.
const char *lk_claim_name(const lk_claim *claim);

/// Claim a run. A void claim is only passed over if `over_void`: the caller looks first whether the run is
/// done. Generations up to `ended` have ended for certain (a failed run that is done again); -1: none.
lk_claim_state lk_claim_take(lk_claim *claim, const char *identity, bool over_void, int ended,
                             lk_claim_ticket *ticket);

/// Does the process still hold it?
bool lk_claim_holds(const lk_claim *claim, const char *identity, const lk_claim_ticket *ticket);

/// How a run stands in a directory, from outside: FREE, BUSY or VOID.
lk_claim_state lk_claim_look(const char *directory, const char *identity, double expiry);

/// Number of processes that give signs of life.
size_t lk_claim_workers(const char *directory, double expiry);

/// Remove claims and workers' files, if no process is alive.
void lk_claim_clean(const char *directory, double expiry);

#endif
