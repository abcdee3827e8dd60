/// likmc/sectors.h: one lattice on many threads: synchronous sublattices.
///
/// The box is cut along y into an even number of strips, coloured in turn. While the strips of one colour run
/// their events, each with its own clock, random stream and buckets, those of the other stand still; then
/// they change places (Shim and Amar, Phys. Rev. B 71, 125432 (2005), doi 10.1103/PhysRevB.71.125432). Strips
/// of one colour are too far apart to see each other, so what happens does not depend on which thread runs
/// which strip, or when: the same bytes come out for any number of threads. Rows of sites lie along x, so
/// that threads do not share cache lines.
///
/// Standing still for a window of time is an error, which vanishes with the window: alternating between two
/// parts of the dynamics is a splitting of second order (Arampatzis et al., J. Comput. Phys. 231, 7795
/// (2012), doi 10.1016/j.jcp.2012.07.017). The window follows from the rates: a fraction of the time in which
/// an atom that is about to act does so. Its error is measured, not known: see tests/physics/test_sectors.c.
#ifndef LIKMC_SECTORS_H
#define LIKMC_SECTORS_H

#include "likmc/error.h"
#include "likmc/lattice.h"

#include <stdint.h>

/// A window in mean waiting times of those that act (see lk_sectors_model). Those are short: it is the few
/// fastest that act most. In the shipped models 16 makes an error of a few tenths of a per cent in the number
/// of hops, 256 of a few per cent.
#define LK_SECTORS_WINDOW 16.0

/// Strips of one lattice.
typedef struct lk_sectors {
    uint32_t count;                       ///< even
    uint32_t *first;                      ///< [count + 1] first y of each strip, and ny
    uint16_t *owner;                      ///< [rows of the lattice] strip of each row of sites
    struct lk_sectors_progress *progress; ///< [count] turns that each strip has had
    double window;                        ///< s, of the next turns; 0 before the first
    uint32_t cycles;                      ///< both colours' turns until the window is chosen again
    double seen[2];                       ///< activity at the last choice
} lk_sectors;

/// Cut a lattice that is periodic in y into `count` strips of about equal width; 0: as many as are 16 cells
/// wide. An event may read and change sites up to `reach` cells from the site that it belongs to; a strip has
/// to be wider than twice that. LK_BAD_INPUT if they would be too narrow or too many.
lk_status lk_sectors_init(lk_sectors *sectors, const lk_lattice *lattice, uint32_t count, uint32_t reach,
                          lk_error_list *errors);

/// Release; safe on a zeroed struct.
void lk_sectors_free(lk_sectors *sectors);

/// Strip that a site belongs to.
static inline uint32_t lk_sectors_of(const lk_sectors *sectors, const lk_lattice *lattice, uint32_t site) {
    return sectors->owner[lk_lattice_row(lattice, site)];
}

/// What the strips do. The calls for strips that are no neighbours come from different threads at the same
/// time.
typedef struct lk_sectors_model {
    void *user;

    /// Run the strip's own events from `from` to `until` (s), after taking in what its neighbours did to its
    /// sites.
    void (*run)(void *user, uint32_t sector, double from, double until);

    /// Add to activity[0] the events of the strip since its beginning, to activity[1] the sum of the rates
    /// (1/s) of those that acted. Called while all stand still.
    void (*activity)(void *user, uint32_t sector, double activity[2]);

    double first_window;  ///< s, to begin with: short
    double waiting_times; ///< window times the mean rate of those that act
} lk_sectors_model;

/// Run all strips from `from` until `until` (s) with up to `threads` threads. A strip waits for its two
/// neighbours only; all meet once in a while to choose a new window.
void lk_sectors_run(lk_sectors *sectors, const lk_sectors_model *model, double from, double until,
                    int threads);

#endif
