// Table-driven command-line options: see cli.h.
#include "cli.h"
#include "likmc/nearest.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool lk_options_wants_help(int count, char **words) {
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++)
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0) return true;
    return false;
}

static void print_option(const lk_option *option) {
    char left[80], letter[8] = "    ";
    if (option->letter) snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    printf("  %-26s  %s%s\n", left, option->doc, option->repeated ? " (may be repeated)" : "");
}

void lk_options_print_help(const lk_command *command) {
    static const lk_option help = {.name = "help", .letter = 'h', .doc = "show this help"};
    printf("usage: likmc %s", command->name);
    for (size_t i = 0; i < command->option_count; i++) {
        const lk_option *option = &command->options[i];
        printf(" [--%s%s%s]%s", option->name, option->argument ? " " : "",
               option->argument ? option->argument : "", option->repeated ? "..." : "");
    }
    printf("%s%s\n\n%s\n", *command->operands ? " " : "", command->operands, command->summary);
    if (command->details) printf("\n%s\n", command->details);
    printf("\noptions:\n");
    for (size_t i = 0; i < command->option_count; i++) print_option(&command->options[i]);
    print_option(&help);
}

static const lk_option *find_long(const lk_command *command, const char *name, size_t length) {
    for (size_t i = 0; i < command->option_count; i++)
        if (strlen(command->options[i].name) == length && memcmp(command->options[i].name, name, length) == 0)
            return &command->options[i];
    return NULL;
}

static const lk_option *find_letter(const lk_command *command, char letter) {
    for (size_t i = 0; i < command->option_count; i++)
        if (command->options[i].letter == letter) return &command->options[i];
    return NULL;
}

static lk_status unknown(const lk_command *command, const char *word, lk_error_list *errors) {
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    lk_nearest search = {.name = name + strspn(name, "-")};
    for (size_t i = 0; i < command->option_count; i++) lk_nearest_offer(&search, command->options[i].name);
    if (search.best)
        return lk_error_set(errors, LK_BAD_INPUT, "unknown option %s of likmc %s; did you mean --%s?", name,
                            command->name, search.best);
    return lk_error_set(errors, LK_BAD_INPUT, "unknown option %s; likmc %s --help lists the options", name,
                        command->name);
}

static lk_status keep(lk_options *options, const lk_option *option, const char *value,
                      lk_error_list *errors) {
    for (size_t i = 0; i < options->given_count; i++)
        if (options->given[i].option == option && !option->repeated)
            return lk_error_set(errors, LK_BAD_INPUT, "option --%s is given twice", option->name);
    options->given[options->given_count].option = option;
    options->given[options->given_count++].value = value;
    return LK_OK;
}

// One word that begins with a dash, and its argument, which may be in the next word: returns how many words
// it took.
static int take_option(lk_options *options, char **words, int left, lk_status *status,
                       lk_error_list *errors) {
    const char *word = words[0];
    const bool is_long = word[1] == '-';
    const char *equals = is_long ? strchr(word, '=') : NULL;
    const lk_option *option = is_long ? find_long(options->command, word + 2,
                                                  equals ? (size_t)(equals - word - 2) : strlen(word + 2))
                                      : find_letter(options->command, word[1]);
    if (!option) {
        *status = unknown(options->command, word, errors);
        return 1;
    }
    const char *value = equals ? equals + 1 : (!is_long && word[2]) ? word + 2 : NULL;
    int taken = 1;
    if (!option->argument && value) {
        *status = lk_error_set(errors, LK_BAD_INPUT, "option --%s takes no argument", option->name);
        return 1;
    }
    if (option->argument && !value) {
        if (left < 2) {
            *status = lk_error_set(errors, LK_BAD_INPUT, "option --%s needs an argument: %s", option->name,
                                   option->argument);
            return 1;
        }
        value = words[1];
        taken = 2;
    }
    if (keep(options, option, value ? value : "", errors)) *status = LK_BAD_INPUT;
    return taken;
}

static lk_status check_operands(const lk_options *options, lk_error_list *errors) {
    const lk_command *command = options->command;
    if (options->operand_count < command->least_operands)
        return lk_error_set(errors, LK_BAD_INPUT, "likmc %s needs %s; likmc %s --help says more",
                            command->name, command->operands, command->name);
    if (options->operand_count > command->most_operands)
        return lk_error_set(errors, LK_BAD_INPUT, "likmc %s: one argument too many: '%s'", command->name,
                            options->operands[command->most_operands]);
    return LK_OK;
}

lk_status lk_options_parse(const lk_command *command, int count, char **words, lk_options *options,
                           lk_error_list *errors) {
    *options = (lk_options){.command = command};
    options->given = calloc((size_t)count + 1, sizeof *options->given);
    options->operands = calloc((size_t)count + 1, sizeof *options->operands);
    if (!options->given || !options->operands) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_status status = LK_OK;
    bool only_operands = false;
    for (int i = 0; i < count;) {
        if (!only_operands && strcmp(words[i], "--") == 0) {
            only_operands = true;
            i++;
        } else if (!only_operands && words[i][0] == '-' && words[i][1]) {
            i += take_option(options, words + i, count - i, &status, errors);
        } else {
            options->operands[options->operand_count++] = words[i++];
        }
    }
    // A mistyped option swallows or frees words, so a count of operands would only add noise.
    return status ? status : check_operands(options, errors);
}

void lk_options_clear(lk_options *options) {
    free(options->given);
    free(options->operands);
    *options = (lk_options){0};
}

const char *lk_options_nth(const lk_options *options, const char *name, size_t n) {
    for (size_t i = 0; i < options->given_count; i++)
        if (strcmp(options->given[i].option->name, name) == 0 && n-- == 0) return options->given[i].value;
    return NULL;
}

const char *lk_options_value(const lk_options *options, const char *name) {
    const char *last = NULL;
    for (size_t i = 0; i < options->given_count; i++)
        if (strcmp(options->given[i].option->name, name) == 0) last = options->given[i].value;
    return last;
}

lk_status lk_options_integer(const lk_options *options, const char *name, int64_t low, int64_t high,
                             int64_t *value, lk_error_list *errors) {
    const char *text = lk_options_value(options, name);
    if (!text) return LK_OK;
    char *end;
    errno = 0;
    const long long number = strtoll(text, &end, 10);
    if (end == text || *end || errno || number < low || number > high)
        return lk_error_set(errors, LK_BAD_INPUT, "--%s %s: must be an integer from %lld to %lld", name, text,
                            (long long)low, (long long)high);
    *value = number;
    return LK_OK;
}

lk_status lk_options_number(const lk_options *options, const char *name, double low, double high,
                            double *value, lk_error_list *errors) {
    const char *text = lk_options_value(options, name);
    if (!text) return LK_OK;
    char *end;
    const double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number) || number < low || number > high)
        return lk_error_set(errors, LK_BAD_INPUT, "--%s %s: must be a number from %g to %g", name, text, low,
                            high);
    *value = number;
    return LK_OK;
}

lk_status lk_options_one_of(const char *what, const char *text, const char *const *names, size_t count,
                            size_t *index, lk_error_list *errors) {
    lk_nearest search = {.name = text};
    char known[256] = "";
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], text) == 0) {
            *index = i;
            return LK_OK;
        }
        lk_nearest_offer(&search, names[i]);
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? ", " : "", names[i]);
    }
    if (search.best)
        return lk_error_set(errors, LK_BAD_INPUT, "%s %s: did you mean %s? (known: %s)", what, text,
                            search.best, known);
    return lk_error_set(errors, LK_BAD_INPUT, "%s %s: must be one of %s", what, text, known);
}

lk_status lk_options_choice(const lk_options *options, const char *name, const char *const *names,
                            size_t count, size_t *index, lk_error_list *errors) {
    const char *text = lk_options_value(options, name);
    char what[80];
    snprintf(what, sizeof what, "--%s", name);
    return text ? lk_options_one_of(what, text, names, count, index, errors) : LK_OK;
}
