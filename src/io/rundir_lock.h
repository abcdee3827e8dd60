// One writer at a time in a run directory. Private to src/io.
//
// The file .lock in the directory is locked by the kernel (flock, over NFS too) for as long as its writer
// lives, and holds host, process and time for people. A writer that was killed leaves the file but no lock.
#ifndef LIKMC_RUNDIR_LOCK_H
#define LIKMC_RUNDIR_LOCK_H

#include "likmc/error.h"

// Lock the directory. *lock is a descriptor for lk_rundir_lock_release(), -1 unless LK_OK. LK_BAD_INPUT:
// another process (or another thread) writes there; the message says which. LK_FAILED: the file cannot be
// made.
lk_status lk_rundir_lock_take(const char *directory, int *lock, lk_error_list *errors);

// Remove the file of a lock that is held and unlock; -1 is fine. `directory`: where it is now, or NULL if it
// is gone.
void lk_rundir_lock_release(const char *directory, int *lock);

#endif
