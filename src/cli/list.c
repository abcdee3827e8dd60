// likmc list
#include "cli.h"
#include "likmc/catalogue.h"
#include "likmc/dictionary.h"
#include "likmc/electrode.h"
#include "likmc/units.h"
#include "likmc/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_yaml(const struct dirent *entry) {
    const size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

// Not alphasort: that follows the user's locale.
static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void print_quantity(lk_material *material, const char *key) {
    const lk_table_record record = lk_material_record(material);
    const lk_table_row *row = lk_table_find(record.table, key);
    const lk_table_origin *origin = lk_table_origin_of(&record, row);
    char value[40], low[40], high[40], text[140] = "-";
    if (lk_table_is_given(&record, row)) {
        lk_table_format(&record, row, value, sizeof value);
        lk_table_format_number(origin->low, row->unit, low, sizeof low);
        lk_table_format_number(origin->high, row->unit, high, sizeof high);
        snprintf(text, sizeof text, "%s (%s ... %s) %s", value, low, high, lk_table_tag_name(origin->tag));
    }
    printf("  %-32s", text);
}

static lk_status print_material(const char *folder, const char *file, lk_error_list *errors) {
    char path[4096], kind[LK_TABLE_NAME] = "";
    lk_material *material = malloc(sizeof *material);
    if (!material) return lk_error_set(errors, LK_FAILED, "out of memory");
    snprintf(path, sizeof path, "%s/%s", folder, file);
    const lk_status status = lk_yaml_load_material(path, material, errors);
    if (!status) {
        lk_table_choice(lk_table_find(lk_material_table(), "kind")->choices, (size_t)material->kind, kind);
        printf("%-14s  %-12s  %-12s", material->name, material->title, kind);
        print_quantity(material, "E_ads");
        print_quantity(material, "E_mig");
        printf("\n");
    }
    free(material);
    return status;
}

// Call `print` for each .yaml file of a folder, in the order of their bytes.
static lk_status for_each_file(const char *folder,
                               lk_status (*print)(const char *, const char *, lk_error_list *),
                               lk_error_list *errors) {
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_yaml, by_bytes);
    if (count < 0)
        return lk_error_set(errors, LK_BAD_INPUT, "%s: %s; --folder names the folder to list", folder,
                            strerror(errno));
    lk_status status = LK_OK;
    for (int i = 0; i < count; i++) {
        const lk_status one = print(folder, entries[i]->d_name, errors);
        if (one) status = one;
        free(entries[i]);
    }
    free(entries);
    return status;
}

// The files of a folder that was named or came with the program.
static lk_status list_folder(const lk_options *options, const char *name,
                             lk_status (*print)(const char *, const char *, lk_error_list *),
                             lk_error_list *errors) {
    char path[4096];
    const char *folder = lk_options_value(options, "folder");
    if (!folder && !lk_find_params(name, path, sizeof path))
        return lk_error_set(
            errors, LK_BAD_INPUT,
            "the folder of the %s that come with the program is not found; --folder names one", name);
    return for_each_file(folder ? folder : path, print, errors);
}

static lk_status list_materials(const lk_options *options, lk_error_list *errors) {
    printf("%-14s  %-12s  %-12s  %-32s  %s\n", "name", "title", "kind", "E_ads/eV (range) tag",
           "E_mig/eV (range) tag");
    return list_folder(options, "materials", print_material, errors);
}

// What a file says of itself: its title or else its first line, if that is a comment.
static void describe(const lk_yaml_document *document, char *text, size_t size) {
    const lk_yaml_node *title = lk_yaml_get(&document->root, "title");
    const char *first = document->text + strspn(document->text, "# ");
    if (title && title->text)
        snprintf(text, size, "%s", title->text);
    else if (document->text[0] == '#')
        snprintf(text, size, "%.*s", (int)strcspn(first, "\n"), first);
    else
        *text = '\0';
}

static lk_status print_file(const char *folder, const char *file, lk_error_list *errors) {
    char path[4096], text[160];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    lk_yaml_document *document = lk_yaml_read(path, errors);
    if (!document) return LK_BAD_INPUT;
    describe(document, text, sizeof text);
    printf("%-44s  %s\n", path, text);
    lk_yaml_free(document);
    return LK_OK;
}

static lk_status list_cases(const lk_options *options, lk_error_list *errors) {
    return list_folder(options, "cases", print_file, errors);
}
static lk_status list_protocols(const lk_options *options, lk_error_list *errors) {
    return list_folder(options, "protocols", print_file, errors);
}
static lk_status list_studies(const lk_options *options, lk_error_list *errors) {
    return list_folder(options, "studies", print_file, errors);
}

static void print_rows(const lk_table *table, const char *prefix) {
    for (size_t i = 0; i < table->count; i++) {
        const lk_table_row *row = &table->rows[i];
        printf("%s%-34s  %-8s  %s\n", prefix, row->key, row->unit && strcmp(row->unit, "1") ? row->unit : "",
               row->doc);
    }
}

static lk_status list_parameters(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    print_rows(lk_params_table(), "");
    print_rows(lk_material_table(), "materials.NAME.");
    return LK_OK;
}

static void print_entry(void *context, const lk_dictionary_entry *entry) {
    (void)context;
    printf("%-9s  %-12s  %-46s  %-8s  %s\n", entry->scale, entry->file, entry->name, entry->unit, entry->doc);
}

static lk_status list_columns(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    lk_dictionary_visit(print_entry, NULL);
    return LK_OK;
}

static lk_status list_units(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    const lk_units *unit;
    for (size_t i = 0; (unit = lk_units_at(i)); i++) printf("%-10s  kept in %s\n", unit->name, unit->base);
    return LK_OK;
}

static lk_status list_events(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    printf("%-16s  %-14s  %s\n", "film scale", "reverse", "what happens; where; rate [source]");
    for (int e = 0; e < LK_FILM_EVENT_COUNT; e++) {
        const lk_film_event *event = lk_film_event_of(e);
        printf("%-16s  %-14s  %s; %s; %s [%s]\n", event->name, event->reverse ? event->reverse : "none",
               event->doc, event->where, event->equation, event->source);
    }
    printf("\n%-16s  %-14s  %s\n", "atomistic", "reverse", "what happens; rate [source]");
    for (int e = 0; e < LK_EVENT_COUNT; e++) {
        const lk_catalogue_event *event = lk_catalogue(e);
        printf("%-16s  %-14s  %s; %s [%s]\n", event->name,
               event->reverse < 0 ? "none" : lk_catalogue(event->reverse)->name, event->doc, event->barrier,
               event->source);
    }
    return LK_OK;
}

static lk_status list_observables(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    size_t count;
    const lk_scale *const *scales = lk_electrode_scales(&count);
    for (size_t k = 0; k < count; k++) {
        const lk_scale_table table = scales[k]->table(LK_DUE_ROW);
        printf("%s scale:\n", scales[k]->name);
        for (size_t i = 0; i < table.count; i++)
            printf("%-14s  %-8s  %s\n", table.columns[i].name, table.columns[i].unit, table.columns[i].doc);
    }
    return LK_OK;
}

// What can be listed: one row each.
static const struct {
    const char *name, *doc;
    lk_status (*list)(const lk_options *, lk_error_list *);
} things[] = {{"cases", "what can be run", list_cases},
              {"studies", "what can be compared", list_studies},
              {"protocols", "what the cycler can be told, on top of a case", list_protocols},
              {"materials", "with adsorption energies and barriers", list_materials},
              {"parameters", "every key of a case and of a material", list_parameters},
              {"events", "of both scales, with their reverse and source", list_events},
              {"observables", "columns of series.csv", list_observables},
              {"columns", "every column of every CSV file and every field of summary.json", list_columns},
              {"units", "that numbers may be given in", list_units}};
enum { THINGS = sizeof things / sizeof *things };

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const char *names[THINGS];
    size_t index = 0;
    for (size_t i = 0; i < THINGS; i++) names[i] = things[i].name;
    if (options->operand_count == 0) {
        printf("usage: likmc list THING, where THING is one of\n");
        for (size_t i = 0; i < THINGS; i++) printf("  %-12s  %s\n", things[i].name, things[i].doc);
        return LK_OK;
    }
    if (lk_options_one_of("list", options->operands[0], names, THINGS, &index, errors)) return LK_BAD_INPUT;
    return things[index].list(options, errors);
}

static const lk_option table[] = {
    {.name = "folder",
     .argument = "DIR",
     .doc = "of the files to list; default: those that came with the program"},
};

const lk_command lk_list_command = {
    .name = "list",
    .summary = "List what the program knows: cases, materials, parameters, events, columns, units ...",
    .operands = "[cases|studies|protocols|materials|parameters|events|observables|columns|units]",
    .least_operands = 0,
    .most_operands = 1,
    LK_OPTIONS(table),
    .details = "Without an argument: what can be listed. likmc explain NAME says more about one of them.",
    .run = run};
