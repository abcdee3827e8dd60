// Jobs for Slurm: their scripts, and handing them over with sbatch.
#ifndef LIKMC_CLI_SLURM_H
#define LIKMC_CLI_SLURM_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// A job that runs a command of likmc and, when that stops early with checkpoints (exit code 75), is queued
// again. Everything borrowed.
typedef struct lk_slurm_job {
    const char *name, *time, *partition, *account; // NULL: not said to Slurm
    const char *folder, *log; // where it runs; file of its output, with Slurm's % patterns
    int64_t tasks;            // of an array; 0: no array
    int64_t ranks;            // of MPI; 0: without
    const char *launcher;     // that starts the ranks, such as mpirun
    int64_t threads;          // of each task or rank
    double megabytes;         // for each task or rank
    int64_t lead;             // s before the time limit at which it is told to stop
    const char *const *more;  // further options of sbatch
    size_t more_count;
    const char *command; // as the shell reads it
} lk_slurm_job;

// Seconds of a time limit as Slurm writes it: minutes, minutes:seconds, hours:minutes:seconds, days-hours,
// days-hours:minutes, days-hours:minutes:seconds. False if it is none.
bool lk_slurm_seconds(const char *text, double *seconds);

// Print a word so that the shell reads it as one.
void lk_slurm_quote(FILE *out, const char *word);

// The script of a job; the caller frees it. NULL without memory.
char *lk_slurm_script(const lk_slurm_job *job, lk_error_list *errors);

// Is sbatch there? LK_BAD_INPUT with a message if not.
lk_status lk_slurm_check(lk_error_list *errors);

// Hand over the script at `path`; `dependency` is Slurm's or NULL. `id` gets the number of the job.
lk_status lk_slurm_submit(const char *path, const char *dependency, char id[32], lk_error_list *errors);

#endif
