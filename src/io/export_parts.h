// What the writers of the export table share. Private to src/io.
#ifndef LIKMC_IO_EXPORT_PARTS_H
#define LIKMC_IO_EXPORT_PARTS_H

#include "atomic.h"
#include "likmc/export.h"

// The writers.
lk_status lk_export_vti(const lk_export_series *series, const char *stem, lk_error_list *errors);
lk_status lk_export_hdf_vtk(const lk_export_series *series, const char *stem, lk_error_list *errors);
lk_status lk_export_hdf_stack(const lk_export_series *series, const char *stem, lk_error_list *errors);
lk_status lk_export_hdf_xdmf(const lk_export_series *series, const char *stem, lk_error_list *errors);
lk_status lk_export_tiff(const lk_export_series *series, const char *stem, lk_error_list *errors);
bool lk_export_tiff_is_built(void);
lk_status lk_export_atoms_xyz(const lk_export_series *series, const char *stem, lk_error_list *errors);
lk_status lk_export_atoms_dump(const lk_export_series *series, const char *stem, lk_error_list *errors);

// Append printf-style text.
lk_status lk_export_print(lk_atomic *file, lk_error_list *errors, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// STEM, printf-style ending; the caller frees it. NULL without memory, with an error.
char *lk_export_path(lk_error_list *errors, const char *stem, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// What follows the last slash.
const char *lk_export_base(const char *path);

// Commit a file that was written well, abandon any other.
lk_status lk_export_close(lk_atomic *file, lk_status status, lk_error_list *errors);

#endif
