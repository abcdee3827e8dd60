// Edit distance for error messages: see likmc/nearest.h.
#include "likmc/nearest.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 63 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static int lower(char c) { return tolower((unsigned char)c); }

static size_t length(const char *text) { return least(strlen(text), LONGEST); }

size_t lk_nearest_distance(const char *a, const char *b) {
    size_t rows[3][LONGEST + 1], *before = rows[0], *above = rows[1], *row = rows[2];
    const size_t n = length(a), m = length(b);
    for (size_t j = 0; j <= m; j++) row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *spare = before;
        before = above, above = row, row = spare;
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            const size_t replace = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            row[j] = least(replace, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[m];
}

void lk_nearest_offer(lk_nearest *search, const char *candidate) {
    const size_t third = strlen(search->name) / 3, most = third > 2 ? third : 2;
    const size_t distance = lk_nearest_distance(search->name, candidate);
    if (distance > most || distance >= strlen(candidate)) return;
    if (search->best && distance >= search->distance) return;
    search->best = candidate;
    search->distance = distance;
}
