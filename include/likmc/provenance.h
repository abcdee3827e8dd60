/// likmc/provenance.h: where a result comes from.
#ifndef LIKMC_PROVENANCE_H
#define LIKMC_PROVENANCE_H

#include "likmc/error.h"
#include "likmc/image.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes of a parameter hash as text: 32 hexadecimal digits and the zero.
enum { LK_PROVENANCE_HASH_SIZE = 33 };

/// What a run adds to what the library knows of itself. Strings are borrowed.
typedef struct lk_provenance {
    uint64_t seed;
    uint32_t replica;
    int threads;
    const char *parameters_hash; ///< of the effective params.yaml, from lk_provenance_hash()
    const char *title;           ///< of the case, or NULL
} lk_provenance;

/// Version of the library, the commit it was built from ("unknown" outside a repository), and the compiler.
const char *lk_provenance_version(void);
const char *lk_provenance_commit(void);
const char *lk_provenance_compiler(void);

/// FNV-1a, 128 bits (Fowler, Noll, Vo; draft-eastlake-fnv): tells parameter sets apart; not against forgery.
void lk_provenance_hash(const void *bytes, size_t size, char hash[LK_PROVENANCE_HASH_SIZE]);

/// Write provenance.json: version, commit, compiler, host, threads, seed, replica, parameter hash, title, the
/// first of its segments, and a digest of all that.
lk_status lk_provenance_write(const lk_provenance *provenance, const char *path, lk_error_list *errors);

/// Check a provenance.json before a run goes on. *same: have all its segments been made by this very program
/// (version and commit)? LK_BAD_INPUT: the file is missing, damaged, or of other parameters.
lk_status lk_provenance_check(const lk_provenance *provenance, const char *path, bool *same,
                              lk_error_list *errors);

/// Append a segment for a run that goes on: by which program, where and when. As lk_provenance_check().
lk_status lk_provenance_append(const lk_provenance *provenance, const char *path, lk_error_list *errors);

/// Text chunks for a picture: nothing in them depends on machine, threads or date.
typedef struct lk_provenance_texts {
    lk_image_text items[7]; ///< the last one is free for what the picture shows
    size_t count;
    char seed[32]; ///< holds the numbers that items point to, so do not copy the struct
} lk_provenance_texts;

/// Fill *texts for lk_image_write_png(); borrows from *provenance.
void lk_provenance_describe(const lk_provenance *provenance, lk_provenance_texts *texts);

#endif
