// The rows of a study's logbook: each line of the input gets its checksum, so that what follows it is
// reached; a line that begins with '!' does not.
#include "fuzz.h"

#include "likmc/logbook.h"

enum { MOST = 1 << 16 };

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    fuzz_make_folder();
    return 0;
}

static size_t seal(char *to, const char *line, size_t length) {
    char check[LK_PROVENANCE_HASH_SIZE];
    memcpy(to, line, length);
    if (length > 0 && *line == '!') return to[length] = '\n', length + 1;
    lk_provenance_hash(line, length, check);
    return length + (size_t)sprintf(to + length, " *%.16s\n", check);
}

static void look(void *user, const lk_logbook_row *row) {
    (void)user;
    if (row->count > LK_LOGBOOK_VALUES || strlen(row->identity) >= sizeof row->identity) abort();
    if (row->state != LK_LOGBOOK_DONE && row->state != LK_LOGBOOK_FAILED) abort();
}

static void look_at_cycle(void *user, const char *identity, const char *text) {
    (void)user;
    if (strlen(identity) + strlen(text) > MOST) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char text[2 * MOST];
    static char folder[96];
    size_t length = 0;
    for (size_t i = 0, begin = 0; i <= size && length + (i - begin) + 32 < sizeof text; i++)
        if (i == size || data[i] == '\n') {
            length += seal(text + length, (const char *)data + begin, i - begin);
            begin = i + 1;
        }
    lk_logbook *logbook;
    fuzz_file("results/a.rows", text, length);
    fuzz_file("results/a.cycles", text, length);
    snprintf(folder, sizeof folder, "%s/in", fuzz_folder);
    if (lk_logbook_open(&logbook, folder, NULL, NULL) != LK_OK) abort();
    if (lk_logbook_read(logbook, look, NULL, NULL) != LK_OK) abort();
    lk_logbook_close(logbook);
    return lk_logbook_read_cycles(folder, look_at_cycle, NULL, NULL) == LK_OK ? 0 : (abort(), 1);
}
