/// likmc/collect.h: the results of a study as one table.
///
/// results.csv and results.h5 (dataset "results") have one row a run: its name; case, variant, point and
/// seed; every axis with its unit in the head; state; the results; the identity of the run and the program
/// that made it. cycles.csv has one row a cycle of each run that is done, after the run's identity and name;
/// runs that share an identity are there once. All are made from DIR/results and the study alone, as often as
/// one likes, with the same bytes however the runs came about. In pandas:
///
///     pandas.read_csv("results.csv")
///     pandas.DataFrame(h5py.File("results.h5")["results"][:])
#ifndef LIKMC_COLLECT_H
#define LIKMC_COLLECT_H

#include "likmc/ensemble.h"
#include "likmc/error.h"

/// Write the three files into the directory. Times that runs took are not among them; they are in
/// DIR/results.
lk_status lk_collect_write(const lk_ensemble *ensemble, const char *directory, lk_error_list *errors);

#endif
