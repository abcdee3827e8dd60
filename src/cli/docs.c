// likmc docs: manual pages, completions and tables, made from what the program itself goes by.
#include "cli.h"
#include "likmc/dictionary.h"
#include "likmc/provenance.h"
#include "likmc/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH = 4096, WORDS = 512 };

// ---- words of an operand or argument: "a|b|c" are choices, anything else is none

// Choices as a list parted by blanks; "" if there are none.
static void choices_of(const char *text, char words[WORDS]) {
    const size_t length = text ? strcspn(text, " ") : 0;
    words[0] = '\0';
    if (!text || !memchr(text, '|', length) || memchr(text, '@', length)) return;
    size_t used = 0;
    for (size_t i = 0; i < length && used + 1 < WORDS; i++) {
        if (text[i] == '[' || text[i] == ']') continue;
        if (text[i] >= 'A' && text[i] <= 'Z') { // stands for a name
            words[0] = '\0';
            return;
        }
        words[used++] = text[i] == '|' ? ' ' : text[i];
    }
    words[used] = '\0';
}

// ---- manual pages

// Text in roff: backslashes and leading dots are not commands, and a hyphen is one.
static void print_roff(FILE *out, const char *text) {
    bool start = true;
    for (; *text; text++) {
        if (start && (*text == '.' || *text == '\'')) fputs("\\&", out);
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
        start = *text == '\n';
    }
}

static void print_heading(FILE *out, const char *name, const char *summary) {
    fprintf(out, ".TH %s 1 \"\" \"likmc %s\" \"User Commands\"\n.SH NAME\n", name, lk_provenance_version());
    print_roff(out, name);
    fputs(" \\- ", out);
    print_roff(out, summary);
    fputs("\n", out);
}

static void print_man_option(FILE *out, const lk_option *option) {
    fputs(".TP\n\\fB\\-\\-", out);
    print_roff(out, option->name);
    fputs("\\fR", out);
    if (option->letter) fprintf(out, ", \\fB\\-%c\\fR", option->letter);
    if (option->argument) {
        fputs(" \\fI", out);
        print_roff(out, option->argument);
        fputs("\\fR", out);
    }
    fputs("\n", out);
    print_roff(out, option->doc);
    fputs(option->repeated ? " (may be repeated)\n" : "\n", out);
}

static void print_man_command(FILE *out, const lk_command *command) {
    char name[64];
    snprintf(name, sizeof name, "likmc-%s", command->name);
    print_heading(out, name, command->summary);
    fprintf(out, ".SH SYNOPSIS\n\\fBlikmc %s\\fR [\\fIOPTION\\fR]... ", command->name);
    print_roff(out, command->operands);
    fputs("\n", out);
    if (command->details) {
        fputs(".SH DESCRIPTION\n.nf\n", out);
        print_roff(out, command->details);
        fputs("\n.fi\n", out);
    }
    static const lk_option help = {.name = "help", .letter = 'h', .doc = "show a short help"};
    fputs(".SH OPTIONS\n", out);
    for (size_t i = 0; i < command->option_count; i++) print_man_option(out, &command->options[i]);
    print_man_option(out, &help);
    fputs(".SH SEE ALSO\n\\fBlikmc\\fR(1)\n", out);
}

static void print_man_program(FILE *out, const lk_command *none) {
    (void)none;
    size_t count;
    const lk_command *const *commands = lk_main_commands(&count);
    print_heading(out, "likmc", "kinetic Monte Carlo of lithium on carbon-nanotube hosts");
    fputs(".SH SYNOPSIS\n\\fBlikmc\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIFILE\\fR]...\n.SH COMMANDS\n",
          out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, ".TP\n\\fBlikmc\\-%s\\fR(1)\n", commands[i]->name);
        print_roff(out, commands[i]->summary);
        fputs("\n", out);
    }
    fputs(".SH ENVIRONMENT\n.TP\n\\fBLIKMC_PARAMS\\fR\nfolder of the parameter files that come with the "
          "program\n"
          ".SH EXIT STATUS\n0 finished; 1 failed while running; 2 bad usage or parameters; 75 stopped early "
          "with a "
          "checkpoint.\n",
          out);
}

// ---- completions

static void print_bash_command(FILE *out, const lk_command *command) {
    char words[WORDS];
    fprintf(out, "    %s)\n        options='--help", command->name);
    for (size_t i = 0; i < command->option_count; i++) fprintf(out, " --%s", command->options[i].name);
    choices_of(command->operands, words);
    fprintf(out, "' words='%s'\n        case $previous in\n", words);
    for (size_t i = 0; i < command->option_count; i++) {
        choices_of(command->options[i].argument, words);
        if (*words) fprintf(out, "        --%s) words='%s' ;;\n", command->options[i].name, words);
    }
    fputs("        esac ;;\n", out);
}

static void print_bash(FILE *out, const lk_command *none) {
    (void)none;
    size_t count;
    const lk_command *const *commands = lk_main_commands(&count);
    fputs("# bash completion of likmc, made by: likmc docs\n_likmc() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} options= words=\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W '",
          out);
    for (size_t i = 0; i < count; i++) fprintf(out, "%s%s", i ? " " : "", commands[i]->name);
    fputs("' -- \"$current\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n", out);
    for (size_t i = 0; i < count; i++) print_bash_command(out, commands[i]);
    fputs(
        "    esac\n    case $current in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n"
        "    *) COMPREPLY=($(compgen -W \"$words\" -- \"$current\") $(compgen -f -- \"$current\")) ;;\n"
        "    esac\n}\ncomplete -o filenames -F _likmc likmc\n",
        out);
}

// Text between single quotes of any of the three shells; brackets and colons are zsh's own marks.
static void print_quoted(FILE *out, const char *text, const char *escaped) {
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", out);
            continue;
        }
        if (strchr(escaped, *text)) fputc('\\', out);
        fputc(*text, out);
    }
}

static void print_zsh_command(FILE *out, const lk_command *command) {
    char words[WORDS];
    fprintf(out, "    %s) _arguments '--help[show a short help]'", command->name);
    for (size_t i = 0; i < command->option_count; i++) {
        const lk_option *option = &command->options[i];
        fprintf(out, " \\\n        '%s--%s[", option->repeated ? "*" : "", option->name);
        print_quoted(out, option->doc, "[]:");
        fputs("]", out);
        choices_of(option->argument, words);
        if (option->argument) fputs(":value:", out);
        if (*words)
            fprintf(out, "(%s)", words);
        else if (option->argument)
            fputs("_files", out);
        fputs("'", out);
    }
    choices_of(command->operands, words);
    if (*words) fprintf(out, " \\\n        '1:what:(%s)'", words);
    if (*command->operands) fputs(" \\\n        '*:file:_files'", out);
    fputs(" ;;\n", out);
}

static void print_zsh(FILE *out, const lk_command *none) {
    (void)none;
    size_t count;
    const lk_command *const *commands = lk_main_commands(&count);
    fputs("#compdef likmc\n# zsh completion of likmc, made by: likmc docs\nlocal -a commands=(\n", out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "    '%s:", commands[i]->name);
        print_quoted(out, commands[i]->summary, ":");
        fputs("'\n", out);
    }
    fputs(")\nif (( CURRENT == 2 )); then\n    _describe command commands\n    return\nfi\n"
          "shift words\n(( CURRENT-- ))\ncase $words[1] in\n",
          out);
    for (size_t i = 0; i < count; i++) print_zsh_command(out, commands[i]);
    fputs("esac\n", out);
}

static void print_fish_option(FILE *out, const char *command, const lk_option *option) {
    char words[WORDS];
    choices_of(option->argument, words);
    fprintf(out, "complete -c likmc -n '__fish_seen_subcommand_from %s' -l %s", command, option->name);
    if (option->letter) fprintf(out, " -s %c", option->letter);
    if (*words)
        fprintf(out, " -x -a '%s'", words);
    else if (option->argument)
        fputs(" -r", out);
    fputs(" -d '", out);
    for (const char *c = option->doc; *c; c++) fprintf(out, *c == '\'' ? "\\'" : "%c", *c);
    fputs("'\n", out);
}

static void print_fish(FILE *out, const lk_command *none) {
    (void)none;
    size_t count;
    const lk_command *const *commands = lk_main_commands(&count);
    fputs("# fish completion of likmc, made by: likmc docs\n", out);
    for (size_t i = 0; i < count; i++) {
        char words[WORDS];
        fprintf(out, "complete -c likmc -n __fish_use_subcommand -f -a %s -d '", commands[i]->name);
        for (const char *c = commands[i]->summary; *c; c++) fprintf(out, *c == '\'' ? "\\'" : "%c", *c);
        fputs("'\n", out);
        for (size_t k = 0; k < commands[i]->option_count; k++)
            print_fish_option(out, commands[i]->name, &commands[i]->options[k]);
        choices_of(commands[i]->operands, words);
        if (*words)
            fprintf(out, "complete -c likmc -n '__fish_seen_subcommand_from %s' -a '%s'\n", commands[i]->name,
                    words);
    }
}

// ---- tables

static void print_entry(void *context, const lk_dictionary_entry *entry) {
    fprintf(context, "| %s | %s | `%s` | %s | %s |\n", entry->scale, entry->file, entry->name, entry->unit,
            entry->doc);
}

static void print_columns(FILE *out, const lk_command *none) {
    (void)none;
    fputs("# Columns and fields\n\nEvery column of every CSV file and every field of summary.json, made by "
          "`likmc docs`. "
          "`*` stands for a name that the\ncase chooses; unit 1 is a pure number.\n\n"
          "| scale | file | name | unit | what it is |\n|---|---|---|---|---|\n",
          out);
    lk_dictionary_visit(print_entry, out);
}

static void print_parameters(FILE *out, const lk_command *none) {
    (void)none;
    char *cases = lk_yaml_write_markdown(lk_params_table(), NULL);
    char *materials = lk_yaml_write_markdown(lk_material_table(), NULL);
    if (cases && materials)
        fprintf(out, "# Parameters\n\n## Cases\n\n%s\n## Materials\n\n%s", cases, materials);
    free(cases);
    free(materials);
}

// ---- the command

static lk_status write_page(const char *folder, const char *name, void (*print)(FILE *, const lk_command *),
                            const lk_command *command, lk_error_list *errors) {
    char path[PATH + 80];
    snprintf(path, sizeof path, "%.*s/%s", PATH, folder, name);
    FILE *file = fopen(path, "w");
    if (file) print(file, command);
    const bool good = file && !ferror(file);
    if (file && fclose(file) == 0 && good) return LK_OK;
    return lk_error_set(errors, LK_FAILED, "cannot write %s: %s", path, strerror(errno));
}

static lk_status make_folder(const char *path, lk_error_list *errors) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return LK_OK;
    return lk_error_set(errors, LK_BAD_INPUT, "cannot make %s: %s", path, strerror(errno));
}

static lk_status write_manual(const char *folder, lk_error_list *errors) {
    char path[PATH], name[64];
    size_t count;
    const lk_command *const *commands = lk_main_commands(&count);
    snprintf(path, sizeof path, "%s/man1", folder);
    lk_status status = make_folder(path, errors);
    if (!status) status = write_page(path, "likmc.1", print_man_program, NULL, errors);
    for (size_t i = 0; i < count && !status; i++) {
        snprintf(name, sizeof name, "likmc-%s.1", commands[i]->name);
        status = write_page(path, name, print_man_command, commands[i], errors);
    }
    return status;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    static const struct {
        const char *name;
        void (*print)(FILE *, const lk_command *);
    } pages[] = {{"likmc.bash", print_bash},
                 {"_likmc", print_zsh},
                 {"likmc.fish", print_fish},
                 {"columns.md", print_columns},
                 {"parameters.md", print_parameters}};
    const char *folder = options->operands[0];
    lk_status status = make_folder(folder, errors);
    for (size_t i = 0; i < sizeof pages / sizeof *pages && !status; i++)
        status = write_page(folder, pages[i].name, pages[i].print, NULL, errors);
    return status ? status : write_manual(folder, errors);
}

const lk_command lk_docs_command = {
    .name = "docs",
    .summary = "Write manual pages, shell completions and tables of parameters and columns.",
    .operands = "DIR",
    .least_operands = 1,
    .most_operands = 1,
    .details =
        "DIR/man1/likmc*.1; likmc.bash, _likmc (zsh), likmc.fish; parameters.md, columns.md: made from the "
        "tables\nthat the program itself goes by. cmake --install puts the first two where shells and man "
        "look for them.",
    .run = run};
