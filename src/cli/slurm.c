// Jobs for Slurm: see slurm.h.
#include "slurm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- time limits

// Numbers parted by colons; -1 if the text is anything else.
static int read_parts(const char *text, double parts[3]) {
    for (int count = 0; count < 3; count++) {
        char *end;
        if (*text < '0' || *text > '9') return -1;
        parts[count] = (double)strtoul(text, &end, 10);
        if (!*end) return count + 1;
        if (*end != ':') return -1;
        text = end + 1;
    }
    return -1;
}

bool lk_slurm_seconds(const char *text, double *seconds) {
    static const double with_days[3] = {3600, 60, 1}, of_two[2] = {60, 1};
    double parts[3] = {0}, days = 0.0;
    char *dash;
    const bool has_days = strchr(text, '-') != NULL;
    if (has_days) {
        if (*text < '0' || *text > '9') return false;
        days = (double)strtoul(text, &dash, 10);
        if (*dash != '-') return false;
        text = dash + 1;
    }
    const int count = read_parts(text, parts);
    if (count < 0) return false;
    const double *factors = has_days || count == 3 ? with_days : of_two;
    *seconds = 86400 * days;
    for (int i = 0; i < count; i++) *seconds += factors[i] * parts[i];
    return *seconds > 0.0;
}

// ---- the script

void lk_slurm_quote(FILE *out, const char *word) {
    const bool plain = *word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                             "-_./=,:@%+") == strlen(word);
    if (plain) {
        fputs(word, out);
        return;
    }
    fputc('\'', out);
    for (const char *c = word; *c; c++) {
        if (*c == '\'')
            fputs("'\\''", out);
        else
            fputc(*c, out);
    }
    fputc('\'', out);
}

static void print_option(FILE *out, const char *name, const char *value) {
    if (value) fprintf(out, "#SBATCH --%s=%s\n", name, value);
}

static void print_size(FILE *out, const lk_slurm_job *job) {
    const long long megabytes = (long long)(job->megabytes + 1.0);
    if (job->tasks > 0) fprintf(out, "#SBATCH --array=1-%lld\n", (long long)job->tasks);
    fprintf(out, "#SBATCH --ntasks=%lld\n#SBATCH --cpus-per-task=%lld\n",
            (long long)(job->ranks > 0 ? job->ranks : 1), (long long)job->threads);
    if (job->ranks > 0)
        fprintf(out, "#SBATCH --mem-per-cpu=%lldM\n",
                (megabytes + job->threads - 1) / (long long)job->threads);
    else
        fprintf(out, "#SBATCH --nodes=1\n#SBATCH --mem=%lldM\n", megabytes);
}

static void print_head(FILE *out, const lk_slurm_job *job) {
    fprintf(out, "#!/bin/sh\n");
    print_option(out, "job-name", job->name);
    print_option(out, "time", job->time);
    print_option(out, "partition", job->partition);
    print_option(out, "account", job->account);
    print_size(out, job);
    print_option(out, "chdir", job->folder);
    print_option(out, "output", job->log);
    fprintf(out, "#SBATCH --open-mode=append\n#SBATCH --requeue\n#SBATCH --signal=B:USR1@%lld\n",
            (long long)job->lead);
    for (size_t i = 0; i < job->more_count; i++) fprintf(out, "#SBATCH %s\n", job->more[i]);
}

// The signal comes to the shell, which passes it on and waits for the checkpoints. A wait that a signal ends
// says so with a code above 128 while the program is still there.
static const char before[] = "\nwork= stop=\n"
                             "pass_on() { stop=yes; [ -z \"$work\" ] || kill -USR1 \"$work\" 2>/dev/null; }\n"
                             "trap pass_on USR1 TERM\n"
                             "export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive\n\n";
static const char after[] = " &\n"
                            "work=$!\n"
                            "[ -z \"$stop\" ] || kill -USR1 \"$work\" 2>/dev/null\n"
                            "wait \"$work\"\n"
                            "status=$?\n"
                            "while kill -0 \"$work\" 2>/dev/null; do\n"
                            "    wait \"$work\"\n"
                            "    status=$?\n"
                            "done\n"
                            "# 75: stopped early, with checkpoints; the job goes on where it was.\n"
                            "if [ \"$status\" -eq 75 ] && scontrol requeue \"$SLURM_JOB_ID\"; then\n"
                            "    trap - USR1 TERM\n"
                            "    sleep 60 # Slurm ends this script\n"
                            "fi\n"
                            "exit \"$status\"\n";

static void print_command(FILE *out, const lk_slurm_job *job) {
    if (job->ranks > 0) fprintf(out, "%s -n \"$SLURM_NTASKS\" ", job->launcher);
    fprintf(out, "%s", job->command);
}

char *lk_slurm_script(const lk_slurm_job *job, lk_error_list *errors) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out) {
        print_head(out, job);
        fputs(before, out);
        print_command(out, job);
        fputs(after, out);
    }
    if (out && fclose(out) == 0) return text;
    free(text);
    lk_error_set(errors, LK_FAILED, "out of memory");
    return NULL;
}

// ---- sbatch

lk_status lk_slurm_check(lk_error_list *errors) {
    const char *folders = getenv("PATH");
    while (folders && *folders) {
        char path[4096];
        const size_t length = strcspn(folders, ":");
        snprintf(path, sizeof path, "%.*s/sbatch", (int)length, folders);
        if (access(path, X_OK) == 0) return LK_OK;
        folders += length + (folders[length] == ':');
    }
    return lk_error_set(errors, LK_BAD_INPUT,
                        "sbatch is not on the PATH: no Slurm here; --dry-run prints the script, and likmc "
                        "compare runs the study without Slurm");
}

// The child: sbatch with its output in the pipe.
static void become_sbatch(int output, const char *path, const char *dependency) {
    char option[96];
    snprintf(option, sizeof option, "--dependency=%.64s", dependency ? dependency : "");
    dup2(output, STDOUT_FILENO);
    if (dependency)
        execlp("sbatch", "sbatch", "--parsable", option, path, (char *)NULL);
    else
        execlp("sbatch", "sbatch", "--parsable", path, (char *)NULL);
    _exit(127);
}

lk_status lk_slurm_submit(const char *path, const char *dependency, char id[32], lk_error_list *errors) {
    int ends[2], status = 0;
    char text[256];
    size_t length = 0;
    fflush(stdout);
    if (pipe(ends) != 0) return lk_error_set(errors, LK_FAILED, "no pipe: %s", strerror(errno));
    const pid_t child = fork();
    if (child == 0) become_sbatch(ends[1], path, dependency);
    close(ends[1]);
    for (ssize_t n; child > 0 && length + 1 < sizeof text &&
                    (n = read(ends[0], text + length, sizeof text - 1 - length)) > 0;)
        length += (size_t)n;
    close(ends[0]);
    text[length] = 0;
    if (child > 0) waitpid(child, &status, 0);
    text[strcspn(text, ";\n")] = 0; // NUMBER[;CLUSTER]
    snprintf(id, 32, "%.31s", text);
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 && *id) return LK_OK;
    return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "sbatch did not take the job");
}
