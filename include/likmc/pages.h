/// likmc/pages.h: large zeroed arrays on huge pages where the system has them.
///
/// An event touches a dozen cache lines scattered over the lattice; with pages of 4 KiB each of them can miss
/// in the address translation too. A page that is never touched takes no memory.
#ifndef LIKMC_PAGES_H
#define LIKMC_PAGES_H

#include <stddef.h>

/// Zeroed bytes, or NULL if there are none left. Owned by the caller until lk_pages_free() with the same
/// size.
void *lk_pages_alloc(size_t bytes);

/// Release an array; NULL is fine.
void lk_pages_free(void *array, size_t bytes);

#endif
