// Walking through a compiled protocol. Private to the protocol.
#ifndef LIKMC_PROTOCOL_WALK_H
#define LIKMC_PROTOCOL_WALK_H

#include "likmc/protocol.h"

// Go through the whole protocol with a ledger in place of a cell: fills throughput, peak and cycles, and
// complains about what can never happen.
bool lk_protocol_walk(lk_protocol *protocol, lk_protocol_complain *complain, void *context);

#endif
