// Processes started together by mpirun: who is who, and who does which run. Without MPI, or started without
// mpirun, there is one process.
#ifndef LIKMC_CLI_RANKS_H
#define LIKMC_CLI_RANKS_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>

// Begin if the process was started by mpirun. LK_BAD_INPUT if it was and this program is built without MPI.
lk_status lk_ranks_begin(lk_error_list *errors);

// End, on all ranks; fine without a beginning. Returns `status`.
lk_status lk_ranks_end(lk_status status);

int lk_ranks_rank(void);  // 0 without MPI
int lk_ranks_size(void);  // 1 without MPI
int lk_ranks_local(void); // ranks on this machine, which share its memory

// Is MPI built in?
bool lk_ranks_available(void);

// Index of the run to try next; false if all are handed out. `user` points at their number (size_t), which
// may grow from round to round. Rank 0 hands them out while it works itself.
bool lk_ranks_next(void *user, size_t *run);

#endif
