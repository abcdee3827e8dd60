// Progress of a long run: see cli.h.
#include "cli.h"

#include <stdio.h>
#include <unistd.h>

static void format_time(double time, char *text, size_t size) {
    if (time < 100) {
        snprintf(text, size, "%.0f s", time);
    } else if (time < 6000) {
        snprintf(text, size, "%.0f min %02d s", (double)(int)(time / 60), (int)time % 60);
    } else {
        snprintf(text, size, "%.1f h", time / 3600);
    }
}

lk_progress lk_progress_start(const char *label, bool quiet) {
    return (lk_progress){.label = label,
                         .terminal = isatty(STDERR_FILENO),
                         .quiet = quiet,
                         .started = lk_system_wall(),
                         .last = -1e9,
                         .wait = 2};
}

static void print_line(const lk_progress *progress, double now, double fraction, const char *detail) {
    char spent[32], left[32];
    const double elapsed = now - progress->started;
    format_time(elapsed, spent, sizeof spent);
    format_time(fraction > 0 ? elapsed * (1 - fraction) / fraction : 0, left, sizeof left);
    fprintf(stderr, "%s%s: %5.1f %%  %s  %s%s%s%s", progress->terminal ? "\r\033[K" : "", progress->label,
            100 * fraction, detail, spent, fraction > 0 && fraction < 1 ? ", left " : "",
            fraction > 0 && fraction < 1 ? left : "", progress->terminal ? "" : "\n");
    fflush(stderr);
}

void lk_progress_update(lk_progress *progress, double fraction, const char *detail) {
    if (progress->quiet) return;
    const double now = lk_system_wall();
    if (now - progress->last < (progress->terminal ? 0.2 : progress->wait)) return;
    // A log file needs fewer and fewer lines: a day's run makes some forty of them.
    if (progress->last > 0 && progress->wait < 3600) progress->wait *= 1.25;
    progress->last = now;
    print_line(progress, now, fraction, detail);
}

void lk_progress_finish(lk_progress *progress, const char *detail) {
    if (progress->quiet) return;
    print_line(progress, lk_system_wall(), 1, detail);
    if (progress->terminal) fputc('\n', stderr);
}
