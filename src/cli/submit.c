// likmc submit
#include "slurm.h"
#include "studies.h"
#include "trial.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096, MOST_TASKS = 1000 }; // Slurm takes arrays of 1000 unless told otherwise

// Memory of the program besides its runs, and room for what a run's estimate does not know.
static const double program_bytes = 100e6, room = 1.2;

// What was asked for.
typedef struct request {
    const lk_options *options;
    lk_studies studies;
    lk_slurm_job job;
    const char **more;
    double seconds; // time limit
    int64_t tasks;  // 0: as many as the trials say
    char folder[PATH], log[PATH], next_log[PATH], name[128], program[PATH];
} request;

// ---- what was asked for

static lk_status read_lead(request *q, lk_error_list *errors) {
    const double usual = fmin(120.0, q->seconds / 4);
    q->job.lead = (int64_t)fmax(1.0, usual);
    const lk_status status = lk_options_integer(q->options, "lead", 1, 65535, &q->job.lead, errors);
    if (status || 2 * (double)q->job.lead <= q->seconds) return status;
    return lk_error_set(errors, LK_BAD_INPUT,
                        "--lead %lld: runs would be told to stop before half of the time limit is over",
                        (long long)q->job.lead);
}

static lk_status read_time(request *q, lk_error_list *errors) {
    const char *text = lk_options_value(q->options, "time");
    if (!text) return lk_error_set(errors, LK_BAD_INPUT, "submit needs --time, such as --time 4:00:00");
    if (!lk_slurm_seconds(text, &q->seconds))
        return lk_error_set(errors, LK_BAD_INPUT,
                            "--time %s: write it as Slurm does: minutes, hours:minutes:seconds or "
                            "days-hours",
                            text);
    q->job.time = text;
    return read_lead(q, errors);
}

static lk_status read_memory(request *q, lk_error_list *errors) {
    double gigabytes = 0.0;
    const lk_status status = lk_options_number(q->options, "memory", 0.01, 1e6, &gigabytes, errors);
    const double runs = (double)q->job.threads * lk_studies_bytes(&q->studies);
    q->job.megabytes = gigabytes > 0.0 ? 1e3 * gigabytes : ceil((program_bytes + room * runs) / 1e6);
    return status;
}

static void read_more(request *q) {
    const char *value;
    while ((value = lk_options_nth(q->options, "sbatch", q->job.more_count)))
        q->more[q->job.more_count++] = value;
    q->job.more = q->more;
}

static lk_status read_request(request *q, lk_error_list *errors) {
    const char *launcher = lk_options_value(q->options, "launcher");
    lk_status status = read_time(q, errors);
    q->job.threads = 1;
    q->job.launcher = launcher ? launcher : "mpirun";
    q->job.partition = lk_options_value(q->options, "partition");
    q->job.account = lk_options_value(q->options, "account");
    if (!status) status = lk_options_integer(q->options, "array-size", 1, 1000000, &q->tasks, errors);
    if (!status) status = lk_options_integer(q->options, "ranks", 2, 1000000, &q->job.ranks, errors);
    if (!status) status = lk_options_integer(q->options, "threads", 1, 1024, &q->job.threads, errors);
    if (!status && q->tasks > 0 && q->job.ranks > 0)
        status = lk_error_set(errors, LK_BAD_INPUT,
                              "--array-size and --ranks exclude each other: an array, or one MPI job");
    if (!status) status = read_memory(q, errors);
    if (!status) read_more(q);
    return status;
}

// ---- tasks

// Short runs are packed: as many tasks as fill four fifths of their time limit, if that is known.
static lk_status count_tasks(request *q, lk_error_list *errors) {
    double cpu = NAN;
    const double runs = (double)q->studies.ensemble.count;
    if (q->tasks == 0) {
        const lk_status status = lk_trial_all(&q->studies, &cpu, errors);
        if (status) return status;
        const double each = 0.8 * q->seconds * (double)q->job.threads, tasks = ceil(cpu / each);
        q->tasks = tasks > 1.0 ? (int64_t)fmin(tasks, MOST_TASKS) : 1;
    }
    const int64_t most = (int64_t)ceil(runs / (double)q->job.threads);
    q->job.tasks = q->tasks < most ? q->tasks : most;
    fprintf(stderr, "%zu runs in %lld task%s", q->studies.ensemble.count, (long long)q->job.tasks,
            q->job.tasks == 1 ? "" : "s");
    if (!isnan(cpu)) fprintf(stderr, ", about %.3g CPU-hours by short trials", cpu / 3600);
    fprintf(stderr, "\n");
    return LK_OK;
}

// ---- the command

static void put_option(FILE *out, const request *q, const char *name) {
    const char *value = lk_options_value(q->options, name);
    if (!value) return;
    fprintf(out, " --%s ", name);
    lk_slurm_quote(out, value);
}

static char *write_command(const request *q, bool worker, lk_error_list *errors) {
    static const char *const passed[] = {"seeds", "expiry", "checkpoint", "keep"};
    const char *setting;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out) {
        lk_slurm_quote(out, q->program);
        fprintf(out, " compare ");
        lk_slurm_quote(out, q->options->operands[0]);
        fprintf(out, "%s --quiet --threads %lld --out ", worker ? " --worker" : "",
                (long long)q->job.threads);
        lk_slurm_quote(out, q->studies.directory);
        for (size_t i = 0; (setting = lk_options_nth(q->options, "set", i)); i++) {
            fprintf(out, " --set ");
            lk_slurm_quote(out, setting);
        }
        for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) put_option(out, q, passed[i]);
    }
    if (out && fclose(out) == 0) return text;
    free(text);
    lk_error_set(errors, LK_FAILED, "out of memory");
    return NULL;
}

// Script of the job, or of the one that follows an array: it finishes what tasks that died have left, and
// makes the tables.
static char *write_script(const request *q, bool follows, lk_error_list *errors) {
    lk_slurm_job job = q->job;
    char name[160];
    char *command = write_command(q, job.tasks > 0 && !follows, errors);
    snprintf(name, sizeof name, "%s%s", q->name, follows ? "-tables" : "");
    job.name = name;
    job.command = command;
    if (follows) {
        job.tasks = 0;
        job.log = q->next_log;
    }
    char *script = command ? lk_slurm_script(&job, errors) : NULL;
    free(command);
    return script;
}

static bool name_log(const request *q, const char *pattern, char log[PATH]) {
    const bool whole = q->studies.directory[0] == '/';
    return snprintf(log, PATH, "%s%s%s/slurm/%s.log", whole ? "" : q->folder, whole ? "" : "/",
                    q->studies.directory, pattern) < PATH;
}

static lk_status find_places(request *q, lk_error_list *errors) {
    const ssize_t length = readlink("/proc/self/exe", q->program, sizeof q->program - 1);
    const char *slash = strrchr(q->options->operands[0], '/');
    const char *file = slash ? slash + 1 : q->options->operands[0];
    if (length < 0 || !getcwd(q->folder, sizeof q->folder))
        return lk_error_set(errors, LK_FAILED, "the program or its folder cannot be found: %s",
                            strerror(errno));
    q->program[length] = 0;
    snprintf(q->name, sizeof q->name, "likmc-%.*s", (int)strcspn(file, "."), file);
    q->job.folder = q->folder;
    q->job.log = q->log;
    return name_log(q, q->job.tasks > 0 ? "%A_%a" : "%j", q->log) && name_log(q, "tables-%j", q->next_log)
               ? LK_OK
               : lk_error_set(errors, LK_BAD_INPUT, "--out is too long");
}

// ---- handing over

static lk_status keep_script(const request *q, const char *name, const char *text, char path[PATH],
                             lk_error_list *errors) {
    snprintf(path, PATH, "%.3000s/slurm", q->studies.directory);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot make the directory: %s",
                            strerror(errno));
    snprintf(path, PATH, "%.3000s/slurm/%s", q->studies.directory, name);
    FILE *file = fopen(path, "w");
    const int put = file ? fputs(text, file) : EOF, closed = file ? fclose(file) : EOF;
    if (put >= 0 && closed == 0) return LK_OK;
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot write: %s", strerror(errno));
}

static lk_status hand_over(const request *q, bool follows, const char *dependency, char id[32],
                           lk_error_list *errors) {
    char path[PATH];
    char *script = write_script(q, follows, errors);
    lk_status status =
        script ? keep_script(q, follows ? "tables.sh" : "job.sh", script, path, errors) : LK_FAILED;
    free(script);
    return status ? status : lk_slurm_submit(path, dependency, id, errors);
}

static lk_status submit_all(const request *q, lk_error_list *errors) {
    char id[32], next[32], dependency[64];
    lk_status status = lk_ensemble_prepare(&q->studies.study, q->studies.directory, errors);
    if (!status) status = hand_over(q, false, NULL, id, errors);
    if (status) return status;
    snprintf(dependency, sizeof dependency, "afterany:%s", id);
    if (q->job.tasks > 0) status = hand_over(q, true, dependency, next, errors);
    if (status) return status;
    printf("job %s%s%s; scripts and logs: %s/slurm\n", id, q->job.tasks > 0 ? ", then the tables: job " : "",
           q->job.tasks > 0 ? next : "", q->studies.directory);
    printf("likmc status %s --out %s tells how far it is\n", q->options->operands[0], q->studies.directory);
    return LK_OK;
}

static lk_status show(const request *q, lk_error_list *errors) {
    for (int follows = 0; follows <= (q->job.tasks > 0); follows++) {
        char *script = write_script(q, follows, errors);
        if (!script) return LK_FAILED;
        if (follows) printf("\n# ---- after the array:\n");
        fputs(script, stdout);
        free(script);
    }
    return LK_OK;
}

static lk_status prepare(request *q, bool dry, lk_error_list *errors) {
    lk_status status = read_request(q, errors);
    if (!status && !dry) status = lk_slurm_check(errors);
    if (!status) status = lk_ensemble_check_directory(&q->studies.study, q->studies.directory, errors);
    if (!status && q->job.ranks == 0) status = count_tasks(q, errors);
    return status ? status : find_places(q, errors);
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const bool dry = lk_options_value(options, "dry-run") != NULL;
    request *q = calloc(1, sizeof *q);
    const char **more = calloc(options->given_count + 1, sizeof *more);
    lk_status status = q && more ? lk_studies_load(&q->studies, options, errors)
                                 : lk_error_set(errors, LK_FAILED, "out of memory");
    if (!status) {
        q->options = options;
        q->more = more;
        status = prepare(q, dry, errors);
        if (!status) status = dry ? show(q, errors) : submit_all(q, errors);
        lk_studies_free(&q->studies);
    }
    free(more);
    free(q);
    return status;
}

static const lk_option table[] = {
    LK_STUDIES_OPTIONS,
    {.name = "time", .argument = "TIME", .doc = "time limit of a task, as Slurm writes it: 4:00:00, 2-12"},
    {.name = "partition", .argument = "NAME", .doc = "partition; default: the cluster's"},
    {.name = "account", .argument = "NAME", .doc = "account that is charged"},
    {.name = "array-size",
     .argument = "N",
     .doc = "tasks of the array; default: as many as fill their time, told from short trials"},
    {.name = "ranks", .argument = "N", .doc = "one MPI job with so many ranks instead of an array"},
    {.name = "launcher", .argument = "COMMAND", .doc = "that starts the ranks; default mpirun"},
    {.name = "threads",
     .argument = "N",
     .doc = "runs at a time in each task or rank, one CPU each; default 1"},
    {.name = "memory",
     .argument = "GB",
     .doc = "of each task or rank; default: what its runs need, and a fifth more"},
    {.name = "lead",
     .argument = "S",
     .doc = "seconds before the time limit at which checkpoints are written; default 120, or a quarter of "
            "the time"},
    {.name = "checkpoint", .argument = "MIN", .doc = "minutes between checkpoints of a run; default 10"},
    {.name = "keep", .argument = "WHAT", .doc = "what stays of a run: nothing, runs or pictures"},
    {.name = "sbatch",
     .argument = "OPTION",
     .repeated = true,
     .doc = "further option of sbatch, such as --sbatch=--qos=long"},
    {.name = "dry-run", .doc = "print the scripts, and do nothing"},
};

const lk_command lk_submit_command = {
    .name = "submit",
    .summary = "Run a study with Slurm: writes and submits a job array, or one MPI job.",
    .operands = "STUDY.yaml",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "Each task takes runs that nobody else has until none is left, so that short runs are packed and "
        "long "
        "ones\n"
        "spread. Before its time limit a task writes checkpoints and is queued again. A last job finishes "
        "what "
        "tasks that\n"
        "died have left and makes the tables. The same command submits what is missing of a study.\n\n"
        "example: likmc submit params/studies/planes.yaml --time 4:00:00 --partition short --array-size 32",
    .run = run};
