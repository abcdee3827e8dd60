// Removing a directory, and what writers that were killed have left behind: files and directories named
// .NAME.PROCESS-N.part (see atomic.h). Private to src/io.
#ifndef LIKMC_RUNDIR_SWEEP_H
#define LIKMC_RUNDIR_SWEEP_H

// Remove a directory with all that is in it, following no links. 0, or -1 with errno.
int lk_rundir_sweep_tree(const char *path);

// Remove unfinished and replaced run directories beside `path` that were to have its name, unless their
// writer lives. Nothing else is touched.
void lk_rundir_sweep_beside(const char *path);

#endif
