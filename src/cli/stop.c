// Stopping in good order: signals and a limit of time. See cli.h.
#include "cli.h"

#include <signal.h>
#include <unistd.h>

// All that a signal handler may touch: the signal that came, and whether anybody has looked for one yet.
static volatile sig_atomic_t stop_signal, has_looked;

// Until somebody looks, a box is being built (13 s at voxels of 100 nm) and there is no state to lose: what
// is on disk, nothing or an older checkpoint, is what a KILL would leave, from which --resume goes on.
static void on_signal(int number) {
    static const char text[] =
        "stopped before the first step; the same command with --resume begins or goes on\n";
    stop_signal = number;
    if (has_looked) return;
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        _exit(LK_STOPPED); // nobody reads it: stop all the same
    _exit(LK_STOPPED);
}

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

bool lk_stop_is_due(const lk_stop *stop) {
    has_looked = 1;
    return stop_signal || lk_stop_elapsed(stop) > stop->most_seconds;
}
