/// likmc/likmc.h: the whole library, for C and C++.
///
/// A run in ten lines (tests/examples/run.c is a whole program):
///
///     lk_error_list errors = {0};
///     lk_params *params = malloc(sizeof *params);
///     lk_electrode *electrode = NULL;
///     lk_due due = LK_DUE_NOTHING;
///     lk_status status = lk_yaml_load_case("params/cases/cp.yaml", NULL, 0, params, &errors);
///     if (!status) status = lk_electrode_create(&electrode, params, &errors);
///     while (!status && due != LK_DUE_END) {
///         status = lk_electrode_next(electrode, &due, &errors);
///         if (!status) lk_electrode_written(electrode, due);
///     }
///
/// Calls return an lk_status and append what is wrong to an lk_error_list; none prints, ends the program or
/// keeps state of its own. Numbers are in SI units; energies per particle, named *_eV, in eV.
#ifndef LIKMC_LIKMC_H
#define LIKMC_LIKMC_H

// Headers of the system stay outside extern "C": those of C++ hold templates.
#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "likmc/atom.h"
#include "likmc/atomistic.h"
#include "likmc/buckets.h"
#include "likmc/catalogue.h"
#include "likmc/cell.h"
#include "likmc/chemistry.h"
#include "likmc/claim.h"
#include "likmc/clock.h"
#include "likmc/closure.h"
#include "likmc/clusters.h"
#include "likmc/collect.h"
#include "likmc/compare.h"
#include "likmc/connect.h"
#include "likmc/constants.h"
#include "likmc/cycle.h"
#include "likmc/design.h"
#include "likmc/dictionary.h"
#include "likmc/electrode.h"
#include "likmc/energetics.h"
#include "likmc/ensemble.h"
#include "likmc/error.h"
#include "likmc/export.h"
#include "likmc/field.h"
#include "likmc/figure.h"
#include "likmc/film.h"
#include "likmc/film_class.h"
#include "likmc/film_event.h"
#include "likmc/film_grain.h"
#include "likmc/film_host.h"
#include "likmc/frame.h"
#include "likmc/gallery.h"
#include "likmc/host.h"
#include "likmc/image.h"
#include "likmc/insertion.h"
#include "likmc/json.h"
#include "likmc/kinetic_table.h"
#include "likmc/lattice.h"
#include "likmc/ledger.h"
#include "likmc/logbook.h"
#include "likmc/material.h"
#include "likmc/movie.h"
#include "likmc/nearest.h"
#include "likmc/observe.h"
#include "likmc/pages.h"
#include "likmc/paper.h"
#include "likmc/params.h"
#include "likmc/plan.h"
#include "likmc/plot.h"
#include "likmc/protocol.h"
#include "likmc/provenance.h"
#include "likmc/report.h"
#include "likmc/result.h"
#include "likmc/rng.h"
#include "likmc/run.h"
#include "likmc/rundir.h"
#include "likmc/scan.h"
#include "likmc/scene.h"
#include "likmc/sectors.h"
#include "likmc/series.h"
#include "likmc/session.h"
#include "likmc/snapshot.h"
#include "likmc/sobol.h"
#include "likmc/statistics.h"
#include "likmc/store.h"
#include "likmc/study.h"
#include "likmc/table.h"
#include "likmc/transport.h"
#include "likmc/units.h"
#include "likmc/yaml.h"

#ifdef __cplusplus
}
#endif

#endif
