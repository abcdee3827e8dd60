// A process that works on a study, and whether it lives. Private to the claims.
#ifndef LIKMC_CLAIM_WORKER_H
#define LIKMC_CLAIM_WORKER_H

#include <stddef.h>

enum { LK_CLAIM_WORKER_NAME = 160, LK_CLAIM_WORKER_TEXT = 400 };

// Who a process is.
typedef struct lk_claim_worker {
    char name[LK_CLAIM_WORKER_NAME]; // no other process has it
    char place[256];                 // machine, boot and namespace in which its number means something
    char text[LK_CLAIM_WORKER_TEXT]; // what its file says: place, number, start
} lk_claim_worker;

typedef enum lk_claim_worker_life {
    LK_CLAIM_WORKER_ALIVE,
    LK_CLAIM_WORKER_SILENT, // no sign of life for too long
    LK_CLAIM_WORKER_DEAD    // it has ended, for certain
} lk_claim_worker_life;

// Describe this process.
void lk_claim_worker_describe(lk_claim_worker *me);

// Time of the file server: that of the last sign of life of the own file, at most a sixth of the expiry ago;
// without such a file this machine's. s since 1970.
double lk_claim_worker_now(const char *own);

// Life at `now` of the process whose file (or a link to it) is at `path`, as seen by `me`.
lk_claim_worker_life lk_claim_worker_look(const lk_claim_worker *me, const char *path, double expiry,
                                          double now);

// Living processes among the files of a folder.
size_t lk_claim_worker_count(const char *folder, double expiry);

// Remove a folder of plain files.
void lk_claim_worker_remove(const char *folder);

#endif
