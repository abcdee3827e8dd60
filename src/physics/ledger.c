// Accounts of charge: see likmc/ledger.h.
#include "likmc/ledger.h"

#include <stddef.h>

#define ACCOUNT(NAME, column, passed, metal, dead, doc)                                                      \
    [LK_LEDGER_##NAME] = {#column, doc, passed, metal, dead},

static const lk_ledger_account accounts[LK_LEDGER_ACCOUNTS] = {
    [LK_LEDGER_PASSED] = {"passed", "charge that has passed the circuit, plating positive", 0, 0, 0},
    LK_LEDGER_ALL(ACCOUNT)};

const lk_ledger_account *lk_ledger_account_of(int account) { return &accounts[account]; }

void lk_ledger_book(lk_ledger *ledger, lk_ledger_posting posting, int64_t times) {
    const int64_t quanta = posting.quanta * times;
    ledger->quanta[posting.account] += quanta;
    ledger->quanta[LK_LEDGER_PASSED] += accounts[posting.account].passed * quanta;
}

lk_ledger lk_ledger_since(const lk_ledger *now, const lk_ledger *then) {
    lk_ledger between;
    for (int i = 0; i < LK_LEDGER_ACCOUNTS; i++) between.quanta[i] = now->quanta[i] - then->quanta[i];
    return between;
}

// Sum over the accounts with the sign that stands at `offset` in their rows.
static int64_t sum(const lk_ledger *ledger, size_t offset) {
    int64_t all = 0;
    for (int i = 0; i < LK_LEDGER_ACCOUNTS; i++)
        all += *(const int *)((const char *)&accounts[i] + offset) * ledger->quanta[i];
    return all;
}

int64_t lk_ledger_passed(const lk_ledger *ledger) { return sum(ledger, offsetof(lk_ledger_account, passed)); }
int64_t lk_ledger_metal(const lk_ledger *ledger) { return sum(ledger, offsetof(lk_ledger_account, metal)); }
int64_t lk_ledger_dead(const lk_ledger *ledger) { return sum(ledger, offsetof(lk_ledger_account, dead)); }

bool lk_ledger_balances(const lk_ledger *ledger, int64_t metal, int64_t dead) {
    return ledger->quanta[LK_LEDGER_PASSED] == lk_ledger_passed(ledger) && metal == lk_ledger_metal(ledger) &&
           dead == lk_ledger_dead(ledger);
}
