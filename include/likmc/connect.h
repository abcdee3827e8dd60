/// likmc/connect.h: which conducting sites reach the current collector, kept up to date event by event.
///
/// The grid is simple cubic, site = (z*ny + y)*nx + x, periodic in x and y, open in z. Sites conduct or do
/// not; conducting sites that share a face are joined. A conducting site is *live* if it is joined, through
/// others, to the collector (a plate below z = 0) or to a *host* site; the rest is *dead*. Host sites are
/// never removed and the caller vouches that all of them are joined to the collector: so they count as one
/// node that is always live, and a search that meets one is over.
///
/// How. Every live site hangs on a neighbour, and following these leads to the collector: three bits of its
/// byte. A removal on which nothing hangs, which six loads tell, cannot take the collector from anything.
/// What hung on the removed site searches its own piece, outwards from there, for a site whose chain leads
/// home past the removed one; if there is one, the chain is turned round up to it; if not, the whole piece
/// has been seen, and is dead.
///
/// Cost. Asking is O(1). Adding costs as much as the dead pieces that come alive; removing, the dead pieces
/// that it makes, or the way to the nearest loop and from there home. The piece that stays is never searched.
/// (Measured against searching all sides in turn from the 26 neighbours: half the time in compact deposits, a
/// third to a fifth in porous ones that stand high above the host, where loops are wide.)
///
/// Memory. One byte a site, and two worklists of 4 bytes an entry that hold the sites of one search. They
/// start with one entry per 64 sites. A longer search doubles them inside the call, so a run allocates a
/// handful of times; lk_connect_reserve() makes that happen outside the event loop. If memory runs out the
/// call returns LK_FAILED, and every site conducts and is live or dead as it was before the call.
///
/// Determinism. What is live, and every report, order included, depends on the configuration alone and not on
/// how it came about: so a restart needs nothing but the species.
#ifndef LIKMC_CONNECT_H
#define LIKMC_CONNECT_H

#include <stdbool.h>
#include <stdint.h>

#include "likmc/error.h"

/// What a species is to the flow of electrons.
typedef enum lk_connect_kind {
    LK_CONNECT_NONE = 0, ///< does not conduct
    LK_CONNECT_SITE = 1, ///< conducts; may come and go
    LK_CONNECT_HOST = 2  ///< conducts; never removed; joined to the collector by the caller's word
} lk_connect_kind;

/// Bits of a site's state that are for everyone to read; the others belong to the searches.
enum {
    LK_CONNECT_CONDUCTS = 1, ///< conducts electrons
    LK_CONNECT_LIVE = 2      ///< conducts and is joined to the collector
};

/// Deliberate faults, for tests that have to notice them. 0 outside such a test.
typedef enum lk_connect_mutant {
    LK_CONNECT_SOUND = 0,
    LK_CONNECT_MUTANT_ONE_SIDE =
        1, ///< searches for the first site that hung on a removed one, not for the others
    LK_CONNECT_MUTANT_NO_SPREAD = 2 ///< a new contact wakes the neighbouring site only, not its piece
} lk_connect_mutant;

/// The structure. Read the counts; change nothing but `mutant`.
typedef struct lk_connect {
    uint32_t nx, ny, nz;      ///< extents, sites
    uint32_t sites;           ///< nx ny nz
    uint32_t step[6];         ///< to the neighbours of a site inside the box, modulo 2^32
    uint32_t live, dead;      ///< conducting sites in each state, host not counted
    uint8_t *state;           ///< [sites] bits as above
    uint32_t *work, *link;    ///< [capacity] worklists
    uint32_t capacity;        ///< entries of each worklist
    lk_connect_mutant mutant; ///< a deliberate fault
} lk_connect;

/// Most pieces that one removal can leave behind.
enum { LK_CONNECT_PIECES = 6 };

/// Sites whose state a call changed, the site added or removed not among them. The memory belongs to the
/// lk_connect and is overwritten by the next call on it.
typedef struct lk_connect_change {
    const uint32_t *sites; ///< [count] piece by piece, in each in the order of the search
    uint32_t count;        ///< 0 if nothing changed
    uint32_t pieces;       ///< separate pieces among them (before an addition, after a removal)
    uint32_t
        ends[LK_CONNECT_PIECES]; ///< piece k is sites[ends[k-1]] to sites[ends[k] - 1], with ends[-1] = 0
} lk_connect_change;

/// Set up from a configuration and find what is live.
/// @param connect  overwritten; release with lk_connect_free(), also after a failure
/// @param nx,ny,nz extents, each >= 1, product < 2^32 - 1
/// @param species  [nx ny nz] species of each site; read once, not kept
/// @param kinds    [256] kind of each species
/// @return LK_OK; LK_BAD_INPUT for extents out of range; LK_FAILED if memory runs out
lk_status lk_connect_init(lk_connect *connect, uint32_t nx, uint32_t ny, uint32_t nz, const uint8_t *species,
                          const lk_connect_kind kinds[256], lk_error_list *errors);

/// Release what it owns.
void lk_connect_free(lk_connect *connect);

/// Make room for searches of `entries` sites, so that no call within that allocates. At most `sites` are
/// needed.
lk_status lk_connect_reserve(lk_connect *connect, uint32_t entries, lk_error_list *errors);

/// Find what is live from scratch: the reference for the rest. Allocates nothing and cannot fail.
void lk_connect_relabel(lk_connect *connect);

/// Does the site conduct and reach the collector?
static inline bool lk_connect_live(const lk_connect *connect, uint32_t site) {
    return (connect->state[site] & LK_CONNECT_LIVE) != 0;
}

/// Does the site conduct without reaching the collector?
static inline bool lk_connect_dead(const lk_connect *connect, uint32_t site) {
    return (connect->state[site] & (LK_CONNECT_CONDUCTS | LK_CONNECT_LIVE)) == LK_CONNECT_CONDUCTS;
}

/// A site that did not conduct now does. Reports the sites that were dead and are live; whether the new site
/// itself is live, lk_connect_live() tells. `change` may be NULL.
/// @return LK_OK; LK_BAD_INPUT if the site conducts already; LK_FAILED if memory runs out
lk_status lk_connect_add(lk_connect *connect, uint32_t site, lk_connect_change *change,
                         lk_error_list *errors);

/// A site that conducted, and is not host, no longer does. Reports the sites that were live and are dead, one
/// piece after the other. `change` may be NULL.
/// @return LK_OK; LK_BAD_INPUT if the site does not conduct or is host; LK_FAILED if memory runs out
lk_status lk_connect_remove(lk_connect *connect, uint32_t site, lk_connect_change *change,
                            lk_error_list *errors);

/// Can removing this live site disconnect anything? False is certain; true means that only a search can say.
bool lk_connect_may_split(const lk_connect *connect, uint32_t site);

/// The dead piece that a site belongs to (for settling it, for counting it), as one piece of `piece`; empty
/// if the site is not dead. Costs as much as the piece is large.
lk_status lk_connect_piece(lk_connect *connect, uint32_t site, lk_connect_change *piece,
                           lk_error_list *errors);

#endif
