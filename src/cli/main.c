// likmc: the program. Finds the command, parses its options, prints its errors, returns its exit code.
#include "cli.h"
#include "likmc/nearest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIST(name) &lk_##name##_command,
static const lk_command *const commands[] = {LK_COMMANDS(LIST)};
enum { COMMANDS = sizeof commands / sizeof *commands };

const lk_command *const *lk_main_commands(size_t *count) {
    *count = COMMANDS;
    return commands;
}

static void print_help(void) {
    puts("usage: likmc COMMAND [OPTION]... [FILE]...\n\n"
         "Kinetic Monte Carlo of lithium plating and stripping on carbon-nanotube hosts.\n\ncommands:");
    for (int i = 0; i < COMMANDS; i++) printf("  %-10s  %s\n", commands[i]->name, commands[i]->summary);
    puts("\nlikmc COMMAND --help explains one command.\n"
         "Exit codes: 0 finished; 1 failed while running; 2 bad usage or parameters; 75 stopped early with a "
         "checkpoint.");
}

static const lk_command *find(const char *name, lk_error_list *errors) {
    lk_nearest search = {.name = name};
    for (int i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
        lk_nearest_offer(&search, commands[i]->name);
    }
    lk_error_set(errors, LK_BAD_INPUT, "unknown %s '%s'; %s%s%s", name[0] == '-' ? "option" : "command", name,
                 search.best ? "did you mean " : "likmc --help lists the commands",
                 search.best ? search.best : "", search.best ? "?" : "");
    return NULL;
}

// Output that cannot be written (a full disk, a closed pipe) must not pass for a success.
static lk_status close_output(lk_status status, lk_error_list *errors) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    lk_error_set(errors, LK_FAILED, "cannot write to standard output: %s", strerror(errno ? errno : EIO));
    return status ? status : LK_FAILED;
}

static lk_status run_command(const lk_command *command, int count, char **words, lk_error_list *errors) {
    if (lk_options_wants_help(count, words)) {
        lk_options_print_help(command);
        return LK_OK;
    }
    lk_options options;
    lk_status status = lk_options_parse(command, count, words, &options, errors);
    if (!status) status = command->run(&options, errors);
    lk_options_clear(&options);
    return status;
}

static lk_status dispatch(int count, char **words, lk_error_list *errors) {
    if (count < 2)
        return lk_error_set(errors, LK_BAD_INPUT, "a command is missing; likmc --help lists the commands");
    const char *name = strcmp(words[1], "--version") == 0 ? "version" : words[1];
    const bool help = strcmp(name, "help") == 0;
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || (help && count == 2)) {
        print_help();
        return LK_OK;
    }
    const lk_command *command = find(help ? words[2] : name, errors);
    if (!command) return LK_BAD_INPUT;
    if (help) {
        lk_options_print_help(command);
        return LK_OK;
    }
    return run_command(command, count - 2, words + 2, errors);
}

// A file of the run must not get the number of an output that the caller has closed. What is put in its place
// cannot be written to, so that the output still counts as lost.
static void fill_closed_descriptors(void) {
    for (int fd = open("/dev/null", O_RDONLY | O_CLOEXEC); fd >= 0;
         fd = open("/dev/null", O_RDONLY | O_CLOEXEC))
        if (fd > STDERR_FILENO) {
            close(fd);
            return;
        }
}

int main(int count, char **words) {
    lk_error_list errors = {0};
    fill_closed_descriptors();
    lk_system_prepare();
    lk_status status = close_output(dispatch(count, words, &errors), &errors);
    lk_diagnose_print(&errors);
    lk_error_clear(&errors);
    return (int)status;
}
