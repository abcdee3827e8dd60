/// likmc/catalogue.h: all events of the atomistic scale, one descriptor each.
///
/// What is listed here is what the engine does, what `likmc list events` prints, and what the tests loop
/// over: detailed balance against the reverse event, locality (nothing beyond `reach` depends on the event),
/// charge and mass.
#ifndef LIKMC_CATALOGUE_H
#define LIKMC_CATALOGUE_H

#include "likmc/atomistic.h"

/// Entries in the order of the catalogue.
enum {
    LK_EVENT_REDUCTION,
    LK_EVENT_OXIDATION,
    LK_EVENT_HOP,
    LK_EVENT_STEP_DOWN,
    LK_EVENT_CONVERSION,
    LK_EVENT_ALLOYING,
    LK_EVENT_DEALLOYING,
    LK_EVENT_COUNT
};

/// One event.
typedef struct lk_catalogue_event {
    const char *name;
    const char *doc;
    const char *barrier; ///< where its barrier or rate comes from
    const char *source;
    int reverse;   ///< entry that undoes it, itself for a hop; -1: irreversible
    int electrons; ///< taken up (negative: given off)
    int atoms;     ///< change of the number of Li metal atoms
    int bound;     ///< change of the number of Li in alloy and oxide
    int reach;     ///< neighbour steps within which its rate looks, from `site`
    bool directed; ///< starts from a site in a direction
    /// Rate, 1/s, 0 where it cannot happen. `site` is where it starts, any species.
    double (*rate)(lk_atomistic *model, uint32_t site, int direction);
    /// Do it; writes the sites that changed (at most 2) and returns how many.
    int (*apply)(lk_atomistic *model, uint32_t site, int direction, uint32_t changed[2]);
    /// Start of the event that undoes it, after it was done.
    void (*back)(const lk_atomistic *model, uint32_t site, int direction, uint32_t *from, int *towards);
} lk_catalogue_event;

/// Entry number `event`.
const lk_catalogue_event *lk_catalogue(int event);

/// Electrons (and Li bound in oxide) that the event takes on this site beyond those of its entry: a
/// conversion may take more than two Li per unit.
int lk_catalogue_more(const lk_atomistic *model, int event, uint32_t site);

#endif
