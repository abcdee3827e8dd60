// series.csv when a run goes on: the first 8 bytes say how much the checkpoint counts, the rest is the file.
#include "fuzz.h"

#include "likmc/series.h"

typedef struct row {
    double time;
    int64_t number;
} row;

static const lk_series_column columns[] = {
    {"time", "s", "", LK_SERIES_DOUBLE, offsetof(row, time), 0},
    {"number", "1", "", LK_SERIES_INTEGER, offsetof(row, number), 0},
};

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    fuzz_make_folder();
    return 0;
}

// FNV-1a, as likmc/series.h says.
static uint64_t digest(const uint8_t *bytes, size_t size) {
    uint64_t value = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++) value = (value ^ bytes[i]) * 0x100000001b3u;
    return value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lk_series_mark keep;
    lk_series *series;
    lk_error_list errors = {0};
    if (size < sizeof keep.bytes) return 0;
    memcpy(&keep.bytes, data, sizeof keep.bytes);
    data += sizeof keep.bytes;
    size -= sizeof keep.bytes;
    const bool inside = keep.bytes >= 0 && (uint64_t)keep.bytes <= size;
    keep.digest = inside ? digest(data, (size_t)keep.bytes) : 0;
    const char *path = fuzz_file("series.csv", data, size);
    const lk_status status = lk_series_resume(&series, path, columns, 2, keep, &errors);
    fuzz_check(status, &errors);
    if (status != LK_OK) return 0;
    if (!inside || lk_series_append(series, &(row){1.0, 2}, NULL) != LK_OK) abort();
    const int64_t bytes = lk_series_mark_of(series).bytes;
    if (lk_series_close(series, NULL) != LK_OK || bytes != keep.bytes + 4) abort();
    return 0;
}
