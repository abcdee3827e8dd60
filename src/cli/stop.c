// Stopping in good order: signals and a limit of time. See cli.h.
#include "cli.h"

#include <signal.h>

// The only thing a signal handler may touch.
static volatile sig_atomic_t stop_signal;

static void on_signal(int number) { stop_signal = number; }

lk_stop lk_stop_after(double hours) {
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESETHAND; // a second one ends the program at once
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return (lk_stop){lk_system_wall(), hours * 3600};
}

double lk_stop_elapsed(const lk_stop *stop) { return lk_system_wall() - stop->started; }

bool lk_stop_is_due(const lk_stop *stop) { return stop_signal || lk_stop_elapsed(stop) > stop->most_seconds; }
