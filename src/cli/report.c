// likmc report
#include "likmc/report.h"
#include "cli.h"

#include <stdio.h>
#include <sys/stat.h>

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const char *directory = options->operands[0], *out = lk_options_value(options, "out");
    char path[4096];
    struct stat about;
    snprintf(path, sizeof path, "%.4000s%s", out ? out : directory, out ? "" : "/report.html");
    const lk_status status = lk_report_write(directory, path, errors);
    if (status == LK_OK && stat(path, &about) == 0)
        printf("%s: %.1f MB\n", path, (double)about.st_size / 1e6);
    return status;
}

static const lk_option table[] = {
    {.name = "out",
     .letter = 'o',
     .argument = "FILE.html",
     .doc = "where to; default report.html in the directory"},
};

const lk_command lk_report_command = {
    .name = "report",
    .summary = "Make one HTML file that shows a run or a study.",
    .operands = "RUN|STUDY",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details =
        "The file needs no network and nothing beside it: figures to hover, zoom and save as SVG, pictures "
        "by\n"
        "charge, the electrode in space, ranking with intervals, parameters with their sources, provenance.\n"
        "The pictures of a study are those of the runs that it kept: likmc compare --keep pictures.\n\n"
        "example: likmc report runs/first && xdg-open runs/first/report.html",
    .run = run};
