// Diagnostics for people: see cli.h.
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct colours {
    const char *strong, *bad, *quiet, *plain;
} colours;

static colours choose_colours(void) {
    const char *terminal = getenv("TERM");
    const bool wanted =
        isatty(STDERR_FILENO) && !getenv("NO_COLOR") && terminal && strcmp(terminal, "dumb") != 0;
    return wanted ? (colours){"\033[1m", "\033[1;31m", "\033[36m", "\033[0m"} : (colours){"", "", "", ""};
}

// Tabs are kept in the caret's line, so that the caret stands under its character however wide a tab is.
static void print_excerpt(const lk_error *error, const colours *colour) {
    fprintf(stderr, "%s%6d |%s %s\n", colour->quiet, error->line, colour->plain, error->excerpt);
    if (error->column < 1) return;
    fprintf(stderr, "%s       |%s ", colour->quiet, colour->plain);
    const size_t length = strlen(error->excerpt);
    for (size_t i = 0; i + 1 < (size_t)error->column && i < length; i++)
        fputc(error->excerpt[i] == '\t' ? '\t' : ' ', stderr);
    fprintf(stderr, "%s^%s\n", colour->bad, colour->plain);
}

static void print_one(const lk_error *error, const colours *colour) {
    fputs(colour->strong, stderr);
    if (error->file) fprintf(stderr, "%s:", error->file);
    if (error->line > 0) fprintf(stderr, "%d:", error->line);
    if (error->line > 0 && error->column > 0) fprintf(stderr, "%d:", error->column);
    if (!error->file) fputs("likmc:", stderr);
    fprintf(stderr, "%s %serror:%s %s\n", colour->plain, colour->bad, colour->plain,
            error->message ? error->message : "out of memory");
    if (error->line > 0 && error->excerpt) print_excerpt(error, colour);
}

void lk_diagnose_print(const lk_error_list *errors) {
    const colours colour = choose_colours();
    fflush(stdout);
    for (size_t i = 0; i < errors->count; i++) print_one(&errors->items[i], &colour);
    if (errors->more > 0) fprintf(stderr, "likmc: and %zu more\n", errors->more);
    if (errors->count > 1) fprintf(stderr, "likmc: %zu errors\n", errors->count + errors->more);
}
