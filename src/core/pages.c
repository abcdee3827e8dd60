// Large zeroed arrays: see likmc/pages.h.
#define _DEFAULT_SOURCE // MAP_ANONYMOUS and madvise are not in POSIX.1-2008
#include "likmc/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

// Below this size the pages in use fit the translation buffers, and calloc lets the sanitizers watch the
// ends.
static const size_t large = (size_t)4 << 20, huge = (size_t)2 << 20;

static size_t whole_pages(size_t bytes) { return (bytes + huge - 1) / huge * huge; }

void *lk_pages_alloc(size_t bytes) {
    if (bytes < large) return calloc(bytes ? bytes : 1, 1);
    const size_t size = whole_pages(bytes);
    char *mapped = mmap(NULL, size + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return NULL;
    const size_t before = (huge - (uintptr_t)mapped % huge) % huge, after = huge - before;
    if (before > 0) munmap(mapped, before);
    munmap(mapped + before + size, after);
#ifdef MADV_HUGEPAGE
    madvise(mapped + before, size, MADV_HUGEPAGE); // advice only: without it all is correct, and slower
#endif
    return mapped + before;
}

void lk_pages_free(void *array, size_t bytes) {
    if (!array) return;
    if (bytes < large)
        free(array);
    else
        munmap(array, whole_pages(bytes));
}
