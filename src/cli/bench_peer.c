// The same models as input decks of SPPARKS (https://spparks.github.io), and its run beside ours.
#include "bench.h"
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    const char *ours, *theirs;
} lattices[] = {{"sc6", "sc/6n"}, {"sc26", "sc/26n"}, {"bcc8", "bcc"}, {"fcc12", "fcc"}};

static const char *peer_lattice(const char *name) {
    for (size_t i = 0; i < sizeof lattices / sizeof *lattices; i++)
        if (strcmp(lattices[i].ours, name) == 0) return lattices[i].theirs;
    return name;
}

static void write_film(FILE *deck, const lk_bondhop_model *model, const char *solver, unsigned nz, int z) {
    const double film = nz / 4;
    fprintf(deck, "region sub block INF INF INF INF INF %.2f\nset site value 2 region sub\n", film - 0.01);
    fprintf(deck, "region ads block INF INF INF INF %.2f %.2f\n", film - 0.01, film + 0.01);
    fprintf(deck, "set site value 2 region ads fraction 0.10\n");
    fprintf(deck, "region top block INF INF INF INF %.2f INF\nset site value 3 region top\n", nz - 1.01);
    fprintf(deck, "solve_style %s\ntemperature %g\n", solver, model->kT);
    fprintf(deck, "barrier hop * * 1000.0\n");
    for (int n = 0; n <= z; n++)
        fprintf(deck, "barrier hop %d %d* %.4f\n", n, model->m_min, model->bond_energy * n);
}

static void write_deck(FILE *deck, const char *solver, const lk_bench_task *task, double until) {
    const lk_lattice_kind *kind = lk_lattice_find(task->model->lattice);
    const unsigned edge = task->edge, nz = edge / (unsigned)kind->basis;
    const bool exchange = task->model->rule == LK_EXCHANGE;
    const char *style = strcmp(solver, "group") != 0 ? solver
                        : exchange                   ? "group 30.0 1.0e-8"
                                                     : "group 30.0 1.0e-14";
    fprintf(deck, "seed %llu\napp_style diffusion %s hop\n", (unsigned long long)task->seed + 12345,
            exchange ? "linear" : "off");
    fprintf(deck, "dimension 3\nlattice %s 1.0\n", peer_lattice(kind->name));
    fprintf(deck, "region box block 0 %u 0 %u 0 %u\n", edge, edge, nz);
    fprintf(deck, "create_box box\ncreate_sites box\nset site value 1\n");
    if (exchange)
        fprintf(deck, "set site value 2 fraction 0.5\nsolve_style %s\ntemperature %g\n", style,
                task->model->kT);
    else
        write_film(deck, task->model, style, nz, kind->neighbours);
    fprintf(deck, "diag_style diffusion\nstats %.9g\nrun %.9g\n", until > 0 ? until : 1.0, until);
}

static pid_t start(const char *program, FILE *deck, int output) {
    char no_log[] = "-log", none[] = "none";
    const pid_t child = fork();
    if (child != 0) return child;
    char *const words[] = {(char *)program, no_log, none, NULL};
    if (dup2(fileno(deck), 0) >= 0 && dup2(output, 1) >= 0) execvp(program, words);
    _exit(127);
}

// The second column of the last line of numbers before "Loop time" is the count of accepted events.
static double read_events(FILE *output) {
    char line[512];
    double events = -1.0, time, accepted;
    while (fgets(line, sizeof line, output)) {
        if (strncmp(line, "Loop time", 9) == 0) break;
        if (sscanf(line, "%lf %lf", &time, &accepted) == 2) events = accepted;
    }
    while (fgets(line, sizeof line, output)) continue;
    return events;
}

static lk_status run(const char *program, FILE *deck, double *events, double *cpu_s, lk_error_list *errors) {
    int ends[2], result = 0;
    rewind(deck);
    if (pipe(ends) != 0) return lk_error_set(errors, LK_FAILED, "no pipe: %s", strerror(errno));
    const double before = lk_system_cpu_children();
    const pid_t child = start(program, deck, ends[1]);
    close(ends[1]);
    FILE *output = fdopen(ends[0], "r");
    if (child < 0 || !output)
        return lk_error_set(errors, LK_FAILED, "cannot start %s: %s", program, strerror(errno));
    *events = read_events(output);
    fclose(output);
    waitpid(child, &result, 0);
    *cpu_s = lk_system_cpu_children() - before;
    if (!WIFEXITED(result) || WEXITSTATUS(result) != 0 || *events < 0.0)
        return lk_error_set(errors, LK_FAILED, "%s did not run a SPPARKS deck (exit code %d)", program,
                            WIFEXITED(result) ? WEXITSTATUS(result) : -1);
    return LK_OK;
}

static lk_status run_deck(const char *program, const char *solver, const lk_bench_task *task, double until,
                          double *events, double *cpu_s, lk_error_list *errors) {
    FILE *deck = tmpfile();
    if (!deck) return lk_error_set(errors, LK_FAILED, "no temporary file: %s", strerror(errno));
    write_deck(deck, solver, task, until);
    fflush(deck);
    const lk_status status = run(program, deck, events, cpu_s, errors);
    fclose(deck);
    return status;
}

lk_status lk_bench_peer_run(const char *program, const char *solver, const lk_bench_task *task, double until,
                            double *events, double *cpu_s, lk_error_list *errors) {
    double none, setup;
    // Its own clock is that of the wall; the CPU time of its loop is what a run to time zero does not need.
    lk_status status = run_deck(program, solver, task, 0.0, &none, &setup, errors);
    if (status == LK_OK) status = run_deck(program, solver, task, until, events, cpu_s, errors);
    *cpu_s -= setup;
    return status;
}
