// likmc list
#include "cli.h"
#include "likmc/catalogue.h"
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

static lk_status list_materials(const lk_options *options, lk_error_list *errors) {
    const char *folder = lk_options_value(options, "folder");
    if (!folder) folder = "params/materials";
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_yaml, by_bytes);
    if (count < 0)
        return lk_error_set(errors, LK_BAD_INPUT, "%s: %s; --folder names the folder of the materials",
                            folder, strerror(errno));
    lk_status status = LK_OK;
    printf("%-14s  %-12s  %-12s  %-32s  %s\n", "name", "title", "kind", "E_ads/eV (range) tag",
           "E_mig/eV (range) tag");
    for (int i = 0; i < count; i++) {
        const lk_status one = print_material(folder, entries[i]->d_name, errors);
        if (one) status = one;
        free(entries[i]);
    }
    free(entries);
    return status;
}

static lk_status list_units(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    const lk_units *unit;
    for (size_t i = 0; (unit = lk_units_at(i)); i++) printf("%-10s  kept in %s\n", unit->name, unit->base);
    return LK_OK;
}

static lk_status list_events(const lk_options *options, lk_error_list *errors) {
    (void)options, (void)errors;
    const lk_film_event *film = lk_film_events();
    printf("%-16s  %-14s  %s\n", "film scale", "reverse", "what happens; where; rate [source]");
    for (int e = 0; e < LK_FILM_EVENT_COUNT; e++)
        printf("%-16s  %-14s  %s; %s; %s [%s]\n", film[e].name, film[e].reverse ? film[e].reverse : "none",
               film[e].doc, film[e].where, film[e].equation, film[e].source);
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
    const char *name;
    lk_status (*list)(const lk_options *, lk_error_list *);
} things[] = {{"materials", list_materials},
              {"events", list_events},
              {"observables", list_observables},
              {"units", list_units}};
enum { THINGS = sizeof things / sizeof *things };

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const char *names[THINGS];
    size_t index = 0;
    for (size_t i = 0; i < THINGS; i++) names[i] = things[i].name;
    if (lk_options_one_of("list", options->operands[0], names, THINGS, &index, errors)) return LK_BAD_INPUT;
    return things[index].list(options, errors);
}

static const lk_option table[] = {
    {.name = "folder", .argument = "DIR", .doc = "of the materials; default params/materials"},
};

const lk_command lk_list_command = {
    .name = "list",
    .summary = "List what the program knows: materials, events, observables or units.",
    .operands = "materials|events|observables|units",
    .least_operands = 1,
    .most_operands = 1,
    LK_OPTIONS(table),
    .run = run};
