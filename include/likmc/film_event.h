/// likmc/film_event.h: all events of the film scale, one descriptor each.
///
/// What is listed here is all that happens to a film, what `likmc list events` and summary.json count, and
/// what the tests loop over: each row has a source, a reverse or a reason why not, and moves exactly the
/// charge that it says. A row stands beside its functions in one of src/physics/film_*.c: there
/// lk_film_event_NAME.
///
/// One event of a row that moves charge is one quantum, so that at any time, for each account of the ledger,
/// quanta = sum over the rows of events * posting.
///
/// To add an event: its name in the list below; a row and its functions in one file; its parameters in
/// likmc/params.h and src/physics/params_table.c, which the functions read in film->params. An account of its
/// own is a line in likmc/ledger.h. See src/physics/README.md for the closures.
#ifndef LIKMC_FILM_EVENT_H
#define LIKMC_FILM_EVENT_H

#include "likmc/film_class.h"
#include "likmc/ledger.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct lk_film lk_film;

/// The rows: NAME of its index, name of the row. Of the events among which a class chooses, the first takes
/// the lowest part of the random number; of those beside a reaction and at the electrode, the first that is
/// due comes first.
#define LK_FILM_EVENTS(X)                                                                                    \
    X(OXIDATION, oxidation)                                                                                  \
    X(REDUCTION, reduction)                                                                                  \
    X(NUCLEATION, nucleation)                                                                                \
    X(EXCHANGE, exchange)                                                                                    \
    X(SPREADING, spreading)                                                                                  \
    X(DISSOLUTION, dissolution)                                                                              \
    X(SEI_GROWTH, sei_growth)                                                                                \
    X(ISOLATION, isolation)                                                                                  \
    X(SETTLING, settling)                                                                                    \
    X(PRESSING, pressing)                                                                                    \
    X(CONTACT_HOST, contact_host)                                                                            \
    X(CONTACT_LITHIUM, contact_lithium)                                                                      \
    X(RECONNECTION, reconnection)                                                                            \
    X(SEI_REUSE, sei_reuse)                                                                                  \
    X(GRAIN_BIRTH, grain_birth)                                                                              \
    X(PASSIVATION, passivation)                                                                              \
    X(YIELDING, yielding)                                                                                    \
    X(CONVERSION, conversion)                                                                                \
    X(ALLOYING, alloying)                                                                                    \
    X(DEALLOYING, dealloying)                                                                                \
    X(WALL_CONVERSION, wall_conversion)                                                                      \
    X(WALL_ALLOYING, wall_alloying)                                                                          \
    X(WALL_DEALLOYING, wall_dealloying)                                                                      \
    X(SEI_HOST, sei_host)

/// Indices into lk_film.events.
enum {
#define LK_FILM_EVENT_INDEX(NAME, row) LK_FILM_##NAME,
    LK_FILM_EVENTS(LK_FILM_EVENT_INDEX)
#undef LK_FILM_EVENT_INDEX
        LK_FILM_EVENT_COUNT
};

enum {
    LK_FILM_CHOICES = 2, ///< events of one class of voxels
    LK_FILM_POSTINGS = 2 ///< of one event
};

/// What makes an event happen.
typedef enum lk_film_trigger {
    LK_FILM_CHOSEN, ///< the buckets choose a voxel, at the rate of its class
    LK_FILM_WITHIN, ///< another event, as a part of which it happens
    LK_FILM_BESIDE, ///< reduction or oxidation, beside which it takes a quantum of the current if it is due
    LK_FILM_AFTER,  ///< the end of a step, for the surface that has changed in it
    LK_FILM_ELECTRODE, ///< the electrode as a whole takes charge, and nothing else happens meanwhile
    LK_FILM_WALL       ///< chosen among the steps of the walls in each layer, at their rates
} lk_film_trigger;

/// One event.
typedef struct lk_film_event {
    const char *name;
    const char *doc;      ///< what happens
    const char *where;    ///< to which voxels, or when
    const char *equation; ///< its rate, or the condition under which it happens
    const char *source;
    const char *reverse; ///< the row that undoes it, itself for one that undoes itself; NULL: none
    const char *why_not; ///< why there is none
    lk_film_trigger trigger;
    unsigned kinds; ///< chosen: bit k is set if voxels of class kind k can do it
    int charge;     ///< quanta that pass the circuit, positive = reduction
    lk_ledger_posting postings[LK_FILM_POSTINGS]; ///< where they are booked
    /// Chosen: rate of a voxel of that class over `strength`, 1/s. Asked when the film is set up, or, if it
    /// `varies`, when each step begins.
    double (*rate)(const lk_film *film, const lk_film_class *class_);
    bool varies;
    /// Chosen: what the rates of all classes are multiplied with in a step, at the strongest drive of all
    /// layers; NULL: 1.
    double (*strength)(const lk_film *film);
    /// All but electrode (beside, after: at no site; wall: at a slot of likmc/film_phase.h): do it at `site`,
    /// if it is accepted there; returns how often it happened. `site` receives where it ended.
    int64_t (*apply)(lk_film *film, uint32_t *site);
    /// Electrode: quanta that wait to pass at a current of that sign.
    int64_t (*due)(const lk_film *film, double current);
} lk_film_event;

/// Row number `event`, from 0 to LK_FILM_EVENT_COUNT - 1.
const lk_film_event *lk_film_event_of(int event);

#endif
