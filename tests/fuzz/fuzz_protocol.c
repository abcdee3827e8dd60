// A protocol from any text, a step a line, two blanks for each list that it is in: refused with complaints,
// or compiled; then a cursor goes through it.
#include "fuzz.h"

#include "likmc/protocol.h"

enum { MOST_STEPS = 20000 };

static lk_params params;

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    return lk_params_init(&params, NULL);
}

static void add_line(lk_lines *lines, const char *text, size_t length) {
    size_t blanks = 0;
    while (blanks < length && text[blanks] == ' ') blanks++;
    if (lines->count == LK_TABLE_LINES || blanks / 2 >= LK_TABLE_NESTING) return;
    const int most = LK_TABLE_LINE - 1, rest = (int)(length - blanks);
    snprintf(lines->items[lines->count].text, LK_TABLE_LINE, "%.*s", rest < most ? rest : most,
             text + blanks);
    lines->items[lines->count++].depth = (int)(blanks / 2);
}

static void count_complaint(void *context, size_t line, size_t offset, const char *why) {
    const lk_lines *lines = &params.protocol.steps;
    if (line >= lines->count || offset > strlen(lines->items[line].text) || !*why) abort();
    ++*(int *)context;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static lk_protocol protocol;
    lk_lines *lines = &params.protocol.steps;
    int complaints = 0;
    lines->count = 0;
    for (size_t i = 0, begin = 0; i <= size; i++)
        if (i == size || data[i] == '\n') {
            add_line(lines, (const char *)data + begin, i - begin);
            begin = i + 1;
        }
    if (lines->count == 0) return 0;
    const bool good = lk_protocol_compile(&params, &protocol, count_complaint, &complaints);
    if (good != (complaints == 0)) abort();
    if (!good) return 0;
    lk_protocol_cursor cursor = {0};
    lk_protocol_start(&protocol, &cursor);
    for (int i = 0; i < MOST_STEPS && lk_protocol_now(&protocol, &cursor); i++) {
        cursor.hits = i;
        lk_protocol_next(&protocol, &cursor, 1.0);
    }
    return 0;
}
