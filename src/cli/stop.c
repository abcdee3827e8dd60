// Stopping in good order: signals and a limit of time. See cli.h.
#include "cli.h"

#include <signal.h>

// The only thing a signal handler may touch.
static volatile sig_atomic_t stop_signal;

static void on_signal(int number) { stop_signal = number; }

// What people, shells, batch systems (Slurm: USR1, XCPU, TERM) and timers send to end a program. `timeout`
// and shells send the same signal to the program and to its group, so that it comes twice: any number of them
// asks to stop once. KILL is the way out for those who will not wait for the checkpoint.
static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU, SIGALRM};

lk_stop lk_stop_after(double hours) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
    // Whoever read the progress may go away, and a full disk must be an error of write: neither ends a run.
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGXFSZ, &action, NULL);
    return (lk_stop){lk_system_wall(), hours * 3600};
}

double lk_stop_elapsed(const lk_stop *stop) { return lk_system_wall() - stop->started; }

bool lk_stop_is_due(const lk_stop *stop) { return stop_signal || lk_stop_elapsed(stop) > stop->most_seconds; }
