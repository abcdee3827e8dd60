// Running the program as a user does: what it prints, and how it ends.
#ifndef LIKMC_TESTS_RUN_PROGRAM_H
#define LIKMC_TESTS_RUN_PROGRAM_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

// Run `likmc ARGUMENTS` (words as the shell reads them) in the scratch directory; standard output and error
// together go into `output`. Returns the exit code, or 1000 + the signal that ended it.
static inline int run_program(const char *arguments, char *output, size_t size) {
    char command[8192];
    snprintf(command, sizeof command, "cd %s && %s %s 2>&1", scratch, LIKMC_PROGRAM, arguments);
    FILE *pipe = popen(command, "r");
    if (!pipe) return -1;
    const size_t length = fread(output, 1, size - 1, pipe);
    output[length] = 0;
    while (fgetc(pipe) != EOF) continue;
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#endif
