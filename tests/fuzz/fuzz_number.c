// A number with its unit, as every file has them: whatever is read is finite, and its unit converts there and
// back.
#include "fuzz.h"

#include "likmc/table.h"
#include "likmc/units.h"

#include <math.h>

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char text[96];
    const char *unit;
    double value, plain;
    if (size >= sizeof text) return 0;
    memcpy(text, data, size);
    text[size] = 0;
    if (lk_table_read_number(text, &plain) && !isfinite(plain)) abort();
    if (!lk_table_read_with_unit(text, &value, &unit)) return 0;
    if (!isfinite(value) || unit < text || unit > text + size) abort();
    const lk_units *known = lk_units_find(unit);
    if (!known) return 0;
    const double back = lk_units_from_base(known, lk_units_to_base(known, value));
    if (fabs(value) > 1e-280 && fabs(value) < 1e280 && fabs(back - value) > 1e-9 * fabs(value) + 1e-9)
        abort();
    return 0;
}
