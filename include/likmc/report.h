/// likmc/report.h: one HTML file that shows a run or a study, for a browser without a network.
///
/// It holds the tables as the run directory has them, pictures and voxels of the states that the run kept,
/// the parameters with their sources, provenance, and the scripts that show all that (src/report, with the
/// libraries Plotly and three.js and their licences).
#ifndef LIKMC_REPORT_H
#define LIKMC_REPORT_H

#include "likmc/error.h"

/// Write the report of a run directory, or of the directory of a study, to `path`, complete or not at all.
/// The pictures of a study are those of the runs that were kept (likmc compare --keep pictures).
/// LK_BAD_INPUT if the directory is neither; LK_FAILED if it cannot be written or without memory.
lk_status lk_report_write(const char *directory, const char *path, lk_error_list *errors);

#endif
