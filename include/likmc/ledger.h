/// likmc/ledger.h: where the charge is. The only place that books it, in whole quanta.
///
/// A quantum is the charge of one hit of a film. Each account counts quanta that one kind of thing has taken
/// (or, for the fates of metal, the quanta of metal that it happened to). What a row of the event table
/// moves, it moves by postings; nothing else changes a ledger. Three identities hold at any time, exactly:
///
///     passed = sum of `passed` * account      what the circuit has delivered, plating positive
///     metal  = sum of `metal` * account       lithium in the voxels
///     dead   = sum of `dead` * account        lithium without an electronic path to the collector
///
/// A new account is a line of one of the two lists below: it gets its column in series.csv and cycles.csv and
/// its place in the state by itself.
#ifndef LIKMC_LEDGER_H
#define LIKMC_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

/// What charge has been taken by: NAME, column, signs in passed, metal and dead, what it is.
#define LK_LEDGER_TAKEN(X)                                                                                   \
    X(PLATED, plated, +1, +1, 0, "lithium metal plated")                                                     \
    X(STRIPPED, stripped, -1, -1, 0, "lithium metal stripped")                                               \
    X(CONVERSION, conversion, +1, 0, 0, "lithium that the decoration has taken for good")                    \
    X(ALLOYING, alloying, +1, 0, 0, "lithium in the decoration that stripping gives back")                   \
    X(SEI, sei, +1, 0, 0, "charge that SEI has taken")

/// What has become of metal: the same.
#define LK_LEDGER_FATES(X)                                                                                   \
    X(DIED, died, 0, 0, +1, "lithium cut off from the collector")                                            \
    X(BY_GROWTH, by_growth, 0, 0, -1, "dead lithium live again: new lithium grew against it")                \
    X(BY_HOST, by_host, 0, 0, -1, "dead lithium live again: it settled on the host")                         \
    X(BY_LITHIUM, by_lithium, 0, 0, -1, "dead lithium live again: it settled on live lithium")

#define LK_LEDGER_ALL(X) LK_LEDGER_TAKEN(X) LK_LEDGER_FATES(X)

/// Accounts. LK_LEDGER_PASSED, the sum, is kept along and is no account to post to.
enum {
    LK_LEDGER_PASSED,
#define LK_LEDGER_NAME(NAME, column, passed, metal, dead, doc) LK_LEDGER_##NAME,
    LK_LEDGER_ALL(LK_LEDGER_NAME)
#undef LK_LEDGER_NAME
        LK_LEDGER_ACCOUNTS
};

/// An account: its column, what it is, and its signs in the three sums.
typedef struct lk_ledger_account {
    const char *name, *doc;
    int passed, metal, dead;
} lk_ledger_account;

/// Account number `account`, from LK_LEDGER_PASSED to LK_LEDGER_ACCOUNTS - 1.
const lk_ledger_account *lk_ledger_account_of(int account);

/// What one event books to one account; account LK_LEDGER_PASSED: nothing.
typedef struct lk_ledger_posting {
    int account, quanta;
} lk_ledger_posting;

/// Quanta by account. Start from {0}; copy freely.
typedef struct lk_ledger {
    int64_t quanta[LK_LEDGER_ACCOUNTS];
} lk_ledger;

/// Book a posting `times` over; what it takes has passed the circuit.
void lk_ledger_book(lk_ledger *ledger, lk_ledger_posting posting, int64_t times);

/// What was booked after `then` and up to `now`.
lk_ledger lk_ledger_since(const lk_ledger *now, const lk_ledger *then);

/// The sums that the identities name, over the accounts.
int64_t lk_ledger_passed(const lk_ledger *ledger);
int64_t lk_ledger_metal(const lk_ledger *ledger);
int64_t lk_ledger_dead(const lk_ledger *ledger);

/// Do the identities hold for lithium that was counted from the voxels, all of it and the dead?
bool lk_ledger_balances(const lk_ledger *ledger, int64_t metal, int64_t dead);

#endif
