/// likmc/error.h: outcomes and diagnostics.
///
/// The library never prints and never exits. A call that can fail returns an lk_status and, if the caller
/// gave it a list, appends one lk_error for each thing that is wrong. The program decides how to show them.
#ifndef LIKMC_ERROR_H
#define LIKMC_ERROR_H

#include <stdbool.h>
#include <stddef.h>

/// Outcome of a call; also the exit code of the program.
typedef enum lk_status {
    LK_OK = 0,        ///< done
    LK_FAILED = 1,    ///< failed while running (disk full, out of memory, solver did not converge)
    LK_BAD_INPUT = 2, ///< bad usage or parameters; nothing was written
    LK_STOPPED = 75   ///< stopped early with a checkpoint; run again with --resume
} lk_status;

/// One diagnostic. Strings are owned by the list.
typedef struct lk_error {
    lk_status status;
    char *file;    ///< file concerned, or NULL
    int line;      ///< 1-based, 0 if unknown
    int column;    ///< 1-based, 0 if unknown
    char *excerpt; ///< the line quoted, or NULL
    char *message; ///< what is wrong, the value seen and the range allowed
} lk_error;

enum { LK_ERROR_MOST = 20 }; ///< diagnostics that a list keeps: nobody reads more

/// A list of diagnostics: the first LK_ERROR_MOST, and how many came after. Initialise with {0}; release with
/// lk_error_clear().
typedef struct lk_error_list {
    lk_error *items;
    size_t count, capacity;
    size_t more; ///< that are counted but not kept
} lk_error_list;

/// Append a diagnostic (printf-style message) and return `status`, so that `return lk_error_add(...)` reads
/// well. `list` may be NULL: then only the status is reported. `file` and `excerpt` may be NULL; copied.
lk_status lk_error_add(lk_error_list *list, lk_status status, const char *file, int line, int column,
                       const char *excerpt, const char *format, ...) __attribute__((format(printf, 7, 8)));

/// Short form without a place in a file.
#define lk_error_set(list, status, ...) lk_error_add(list, status, NULL, 0, 0, NULL, __VA_ARGS__)

/// Does the list keep what is added next? If not, its words need not be looked for.
bool lk_error_is_kept(const lk_error_list *list);

/// Release everything the list owns and make it empty again.
void lk_error_clear(lk_error_list *list);

#endif
