// What the commands of the program share: the command table, options, error printing and progress.
//
// A new command is one file src/cli/NAME.c that defines `const lk_command lk_NAME_command`, and one X(NAME)
// in LK_COMMANDS below. Results go to standard output; diagnostics and progress to standard error.
#ifndef LIKMC_CLI_H
#define LIKMC_CLI_H

#include "likmc/error.h"
#include "likmc/params.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The commands in the order in which `likmc --help` shows them.
#define LK_COMMANDS(X)                                                                                       \
    X(run)                                                                                                   \
    X(compare)                                                                                               \
    X(collect)                                                                                               \
    X(status)                                                                                                \
    X(submit)                                                                                                \
    X(sensitivity)                                                                                           \
    X(check)                                                                                                 \
    X(params)                                                                                                \
    X(explain)                                                                                               \
    X(list) X(new) X(info) X(report) X(movie) X(export) X(render) X(bench) X(derive) X(docs) X(version)

// One option of a command. Every command has --help besides.
typedef struct lk_option {
    const char *name;     // long name without the dashes
    char letter;          // short name, 0 if none
    const char *argument; // what the argument stands for in the help, e.g. "KEY=VALUE"; NULL for a flag
    bool repeated;        // may be given several times
    const char *doc;
} lk_option;

// What was written on the command line, checked against the command's table. Strings belong to argv.
typedef struct lk_options {
    const struct lk_command *command;
    struct {
        const lk_option *option;
        const char *value; // "" for a flag
    } * given;
    size_t given_count;
    const char **operands;
    size_t operand_count;
} lk_options;

// One command.
typedef struct lk_command {
    const char *name;
    const char *summary;  // one line
    const char *operands; // as the usage line shows them, e.g. "CASE.yaml"; "" if it takes none
    size_t least_operands, most_operands;
    const lk_option *options;
    size_t option_count;
    const char *details; // more help: what it does, what it prints, an example; or NULL
    lk_status (*run)(const lk_options *options, lk_error_list *errors); // errors are printed by main
} lk_command;

#define LK_OPTIONS(table) .options = (table), .option_count = sizeof(table) / sizeof *(table)

#define LK_DECLARE_COMMAND(name) extern const lk_command lk_##name##_command;
LK_COMMANDS(LK_DECLARE_COMMAND)

// ---- options.c

// Parse what follows the command's name. All mistakes are reported at once, with the nearest known option.
// Free with lk_options_clear, also after an error. --help is not handled here: see lk_options_wants_help.
lk_status lk_options_parse(const lk_command *command, int count, char **words, lk_options *options,
                           lk_error_list *errors);
void lk_options_clear(lk_options *options);
bool lk_options_wants_help(int count, char **words);
void lk_options_print_help(const lk_command *command);

// Value of an option that was given: the last one; NULL if it was not. A flag's value is "".
const char *lk_options_value(const lk_options *options, const char *name);
// All values of a repeated option: the n-th (from 0), or NULL when there are no more.
const char *lk_options_nth(const lk_options *options, const char *name, size_t n);
// Numbers: *value is left alone if the option was not given.
lk_status lk_options_integer(const lk_options *options, const char *name, int64_t low, int64_t high,
                             int64_t *value, lk_error_list *errors);
lk_status lk_options_number(const lk_options *options, const char *name, double low, double high,
                            double *value, lk_error_list *errors);
// One of `names`; *index is left alone if the option was not given.
lk_status lk_options_choice(const lk_options *options, const char *name, const char *const *names,
                            size_t count, size_t *index, lk_error_list *errors);
// The same for any text; `what` names it in the message.
lk_status lk_options_one_of(const char *what, const char *text, const char *const *names, size_t count,
                            size_t *index, lk_error_list *errors);

// ---- diagnose.c

// Print diagnostics to standard error: file:line:column, the line quoted with a caret; colour on a terminal
// only.
void lk_diagnose_print(const lk_error_list *errors);

// ---- load.c

// The option that every command with a case has.
#define LK_OPTION_SET                                                                                        \
    {                                                                                                        \
        .name = "set", .letter = 's', .argument = "KEY=VALUE|@FILE", .repeated = true,                       \
        .doc = "change a parameter of the case, or put a file on top of it"                                  \
    }

// Load the case that is the first operand, with its --set. The caller frees it; NULL after an error.
lk_params *lk_load_case(const lk_options *options, lk_error_list *errors);

// What --set was given, in order. The caller frees the array; NULL: out of memory.
const char **lk_load_settings(const lk_options *options, size_t *count);

// Refuse a case that needs more memory than this machine (or the limit of the process) has, before any is
// allocated.
lk_status lk_load_check_memory(const lk_params *params, lk_error_list *errors);

// Name of the directory that FOLDER/NAME.yaml writes where none is given: PREFIX-NAME. The caller frees it;
// NULL without memory.
char *lk_load_default_directory(const char *prefix, const char *path);

// Bytes as people write them: "1.2 GB".
void lk_load_format_bytes(double bytes, char text[32]);

// ---- system.c

// Seconds of the monotonic clock.
double lk_system_wall(void);
// CPU seconds of this thread, of all threads of this process, and of the child processes that have ended.
double lk_system_cpu(void);
double lk_system_cpu_process(void);
double lk_system_cpu_children(void);
// Bytes: peak resident memory of this process so far; what this machine or the process's limit allows.
double lk_system_peak(void);
double lk_system_memory(void);

// First thing in main: memory is taken so that a limit on it is kept.
void lk_system_prepare(void);

// ---- find.c

// Path of a file or folder among the parameter files that come with the program: in the folder that the
// environment variable LIKMC_PARAMS names, in ./params, or where the program was installed or built. False if
// it is in none.
bool lk_find_params(const char *name, char *path, size_t size);

// ---- main.c

// The table of commands, in the order in which --help shows them.
const lk_command *const *lk_main_commands(size_t *count);

// ---- progress.c

// A progress line with rate and time left on a terminal; plain lines, ever less often, elsewhere.
typedef struct lk_progress {
    const char *label;
    bool terminal, quiet;
    double started, last, wait; // seconds of the monotonic clock; wait until the next plain line
} lk_progress;

lk_progress lk_progress_start(const char *label, bool quiet);
// `fraction` done in [0, 1]; `detail` is any short text such as "2.31 mAh/cm2, 3.1e6 events/s". Cheap to call
// often.
void lk_progress_update(lk_progress *progress, double fraction, const char *detail);
void lk_progress_finish(lk_progress *progress, const char *detail);

// ---- check_atom.c

// Print the rate table of an atomistic case.
lk_status lk_check_atom(const struct lk_params *params, lk_error_list *errors);

// ---- check_study.c, check_protocol.c

// Check the study, or the protocol, that is the first operand, and print what it comes to.
lk_status lk_check_study(const lk_options *options, lk_error_list *errors);
lk_status lk_check_protocol(const lk_options *options, lk_error_list *errors);

// ---- stop.c

// When to stop: after Ctrl-C (or TERM, HUP, QUIT, USR1, USR2, XCPU, ALRM), or when the time is over.
typedef struct lk_stop {
    double started, most_seconds; // of the monotonic clock
} lk_stop;

// Catch the signals, however often they come, and begin to count. Until lk_stop_is_due() is first asked, a
// signal ends the program at once with LK_STOPPED. From here on a reader of the output that goes away (PIPE)
// and a limit of file sizes (XFSZ) are errors of write and no longer end the program.
lk_stop lk_stop_after(double hours);
double lk_stop_elapsed(const lk_stop *stop); // s
bool lk_stop_is_due(const lk_stop *stop);

#endif
