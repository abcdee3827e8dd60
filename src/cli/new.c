// likmc new
#include "cli.h"
#include "likmc/yaml.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 4096 };

typedef struct draft {
    const char *name; // without .yaml
    char path[PATH];  // of the file to write
    const char *from; // what --from says, or NULL
    FILE *file;
} draft;

// A shipped file as the new file has to name it: relative if both are reached from here, else absolute.
static lk_status find_shipped(const draft *d, const char *name, char path[PATH], lk_error_list *errors) {
    char found[PATH], here[PATH] = "";
    if (!lk_find_params(name, found, sizeof found))
        return lk_error_set(errors, LK_BAD_INPUT,
                            "%s, which comes with the program, is not found; set LIKMC_PARAMS to its folder",
                            name);
    const bool relative = found[0] != '/' && strchr(d->path, '/');
    if (relative && !getcwd(here, sizeof here))
        return lk_error_set(errors, LK_FAILED, "the current folder has no name: %s", strerror(errno));
    const int length = snprintf(path, PATH, "%s%s%s", here, relative ? "/" : "", found);
    return length < PATH ? LK_OK : lk_error_set(errors, LK_BAD_INPUT, "%s: too long a path", found);
}

// ---- material

// What has to be replaced says so.
static void mark_as_copied(lk_material *material, const char *key, const char *from) {
    const lk_table_record record = lk_material_record(material);
    lk_table_origin *origin = lk_table_origin_of(&record, lk_table_find(record.table, key));
    origin->tag = LK_TAG_ASSUMED;
    snprintf(origin->source, sizeof origin->source,
             "copied from %.60s: put your own value, range, tag and source", from);
}

static lk_status write_material(draft *d, lk_error_list *errors) {
    char path[PATH], shipped[160];
    snprintf(shipped, sizeof shipped, "materials/%.120s.yaml", d->from ? d->from : "zno-002");
    const bool by_path = d->from && (strchr(d->from, '/') || strstr(d->from, ".yaml"));
    lk_status status = LK_OK;
    if (by_path)
        snprintf(path, sizeof path, "%s", d->from);
    else
        status = find_shipped(d, shipped, path, errors);
    lk_material *material = malloc(sizeof *material);
    if (!material) status = lk_error_set(errors, LK_FAILED, "out of memory");
    if (!status) status = lk_yaml_load_material(path, material, errors);
    if (!status) {
        const char *origin = d->from ? d->from : "zno-002";
        mark_as_copied(material, "E_ads", origin);
        mark_as_copied(material, "E_mig", origin);
        snprintf(material->title, sizeof material->title, "%s", d->name);
        char *text = lk_yaml_write_material(material, errors);
        if (text)
            fprintf(d->file,
                    "# A material. Change what is yours: above all E_ads and E_mig, with their range, tag\n"
                    "# (paper, literature, derived, assumed) and source. likmc check %s\n%s",
                    d->path, text);
        if (!text) status = LK_FAILED;
        free(text);
    }
    free(material);
    return status;
}

static void advise_material(const draft *d) {
    char path[PATH] = "params/cases/cp-zno002.yaml";
    (void)lk_find_params("cases/cp-zno002.yaml", path, sizeof path);
    printf(
        "change E_ads and E_mig in it, then:\n"
        "  likmc run %s --set host.decoration='[{material: %s%s, share: 1}]' --set title=%s --out run-%s\n",
        path, strchr(d->path, '/') ? "" : "./", d->path, d->name, d->name);
}

// ---- case

static lk_status write_case(draft *d, lk_error_list *errors) {
    char base[PATH];
    lk_status status = LK_OK;
    if (d->from)
        snprintf(base, sizeof base, "%s", d->from);
    else
        status = find_shipped(d, "film.yaml", base, errors);
    if (status) return status;
    fprintf(d->file,
            "# A case. likmc list parameters names every key, likmc explain KEY says what it is,\n"
            "# likmc list materials what there is to put on the fibres. A quantity is written with\n"
            "# its range, tag (paper, literature, derived, assumed) and source.\n"
            "base: %s # all that is not written here\n"
            "title: \"%s\"\n"
            "seed: 1\n\n"
            "host:\n"
            "  decoration: [{material: zno-002, share: 1}] # []: none; several: a mixture\n"
            "  # porosity: {value: 0.8, unit: 1, range: [0.7, 0.9], tag: assumed, source: \"...\"}\n\n"
            "# materials: # single numbers of a material, for this case\n"
            "#   zno-002:\n"
            "#     E_mig: {value: 0.3, unit: eV, range: [0.1, 0.5], tag: assumed, source: \"...\"}\n\n"
            "box:\n"
            "  voxel_edge: \"400 nm\" # 100 nm shows 64 times as much, and takes as much longer\n\n"
            "protocol:\n"
            "  steps: # what the cycler does; loops are written 'repeat 10 times:' with steps below\n"
            "    - plate at 1 mA/cm2 until 1 mAh/cm2\n"
            "    - picture\n"
            "    - strip at 1 mA/cm2 until 1 V\n"
            "    - picture\n",
            base, d->name);
    return LK_OK;
}

static void advise_case(const draft *d) { printf("  likmc check %s\n  likmc run %s\n", d->path, d->path); }

// ---- study

static lk_status write_study(draft *d, lk_error_list *errors) {
    static const char *const shipped[] = {"cases/cp.yaml", "cases/cp-zno002.yaml", "protocols/plate-1.yaml"};
    char path[3][PATH];
    lk_status status = LK_OK;
    for (int i = 0; i < 3 && !status; i++) status = find_shipped(d, shipped[i], path[i], errors);
    if (status) return status;
    fprintf(d->file,
            "# A study: every case, in every variant, with every seed; one ranked table.\n"
            "title: \"%s\"\n"
            "cases: [%s, %s]\n"
            "with: %s # a file, or a list of files, on top of every case\n"
            "set: {output.interval: 0.2 mAh/cm2} # as --set, for every case\n"
            "# variants: # the same cases once more in other ways\n"
            "#   as it is: {}\n"
            "#   no mobility: {set: {spreading.incorporation_time: 0 s}}\n"
            "seeds: 4\n"
            "# resolve: {quantity: thickness, difference: 1, most_seeds: 16} # more seeds until that is "
            "resolved\n"
            "# draw: {number: 16, seed: 1, quantities: assumed} # draw what is assumed from its ranges\n",
            d->name, path[0], path[1], path[2]);
    return LK_OK;
}

static void advise_study(const draft *d) {
    printf("  likmc check %s\n  likmc compare %s\n", d->path, d->path);
}

// ---- the command

static const struct {
    const char *name;
    lk_status (*write)(draft *, lk_error_list *);
    void (*advise)(const draft *);
} kinds[] = {{"material", write_material, advise_material},
             {"case", write_case, advise_case},
             {"study", write_study, advise_study}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static lk_status check_name(const char *name, lk_error_list *errors) {
    bool good = isalnum((unsigned char)name[0]) && strlen(name) < LK_TABLE_NAME;
    for (const char *c = name; *c; c++) good = good && (isalnum((unsigned char)*c) || strchr("-_.", *c));
    return good ? LK_OK
                : lk_error_set(errors, LK_BAD_INPUT,
                               "'%.100s' is no name: letters, digits, '-', '_' and '.', at most %d of them",
                               name, LK_TABLE_NAME - 1);
}

// Nothing is left behind after an error.
static lk_status write_draft(size_t kind, draft *d, lk_error_list *errors) {
    d->file = fopen(d->path, "wx");
    if (!d->file) return lk_error_set(errors, LK_BAD_INPUT, "%s: %s", d->path, strerror(errno));
    lk_status status = kinds[kind].write(d, errors);
    if (fclose(d->file) != 0 && !status)
        status = lk_error_set(errors, LK_FAILED, "%s: %s", d->path, strerror(errno));
    if (status) remove(d->path);
    if (status) return status;
    printf("wrote %s\n", d->path);
    kinds[kind].advise(d);
    return LK_OK;
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const char *names[KINDS], *out = lk_options_value(options, "out");
    size_t kind = 0;
    for (size_t i = 0; i < KINDS; i++) names[i] = kinds[i].name;
    if (lk_options_one_of("new", options->operands[0], names, KINDS, &kind, errors) ||
        check_name(options->operands[1], errors))
        return LK_BAD_INPUT;
    draft d = {.name = options->operands[1], .from = lk_options_value(options, "from")};
    snprintf(d.path, sizeof d.path, "%s%s", out ? out : d.name, out ? "" : ".yaml");
    return write_draft(kind, &d, errors);
}

static const lk_option table[] = {
    {.name = "from",
     .letter = 'f',
     .argument = "NAME|FILE",
     .doc = "material to copy (default zno-002), or base of the case (default film.yaml)"},
    {.name = "out", .letter = 'o', .argument = "FILE", .doc = "file to write; default NAME.yaml"},
};

const lk_command lk_new_command = {
    .name = "new",
    .summary = "Write a commented file to start from: a material, a case or a study.",
    .operands = "material|case|study NAME",
    .least_operands = 2,
    .most_operands = 2,
    LK_OPTIONS(table),
    .details = "The file can be run as it is. It is never written over another one.\n"
               "example: likmc new material zno-100; likmc new case mine --from params/cases/cp.yaml",
    .run = run};
