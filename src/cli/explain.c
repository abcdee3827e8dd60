// likmc explain
#include "cli.h"
#include "likmc/catalogue.h"
#include "likmc/dictionary.h"
#include "likmc/film.h"
#include "likmc/nearest.h"
#include "likmc/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Key and the functions that read it, found in the sources when the program was built.
static const struct {
    const char *key, *functions;
} readers[] = {
#include "likmc_readers.h"
};

static const char *readers_of(const char *key) {
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (strcmp(readers[i].key, key) == 0) return readers[i].functions;
    return "";
}

// ---- parameters

static const char *suffix(const lk_table_row *row) {
    return row->unit && strcmp(row->unit, "1") != 0 ? row->unit : "";
}

static void print_limits(const lk_table_row *row) {
    char name[LK_TABLE_NAME];
    if (row->choices) {
        printf("  one of         ");
        for (size_t i = 0; lk_table_choice(row->choices, i, name); i++) printf("%s%s", i ? ", " : "", name);
        printf("\n");
    } else if (row->low < row->high) {
        printf("  allowed        %.9g ... %.9g %s\n", row->low, row->high, suffix(row));
    }
}

static void print_row(const lk_table_row *row, const char *key) {
    printf("%s: %s\n  type           %s\n", key, row->doc, lk_table_type_name(row->type));
    if (*suffix(row)) printf("  unit           %s\n", row->unit);
    print_limits(row);
    printf("  default        %s%s%s\n",
           !row->preset   ? "(has to be given)"
           : *row->preset ? row->preset
                          : "(none)",
           row->preset && *row->preset && *suffix(row) ? " " : "",
           row->preset && *row->preset ? suffix(row) : "");
    if (row->type != LK_TABLE_QUANTITY || !row->source) return;
    printf("  plausible      %.9g ... %.9g %s\n", row->range[0], row->range[1], suffix(row));
    printf("  known from     %s: %s\n", lk_table_tag_name(row->tag), row->source);
}

// In pieces of a line each.
static void print_readers(const char *key) {
    const char *at = readers_of(key);
    printf("  read by        %s", *at ? "" : "nothing: it has no effect");
    while (*at) {
        const int length = (int)strcspn(at, ",");
        printf("%.*s", length, at);
        at += length;
        if (*at) at += 2, printf("\n                 ");
    }
    printf("\n");
}

// Value in the case that --case names.
static void print_value(const lk_table_record *record, const lk_table_row *row) {
    char text[256], low[40], high[40];
    lk_table_format(record, row, text, sizeof text);
    printf("  in this case   %s %s\n", *text ? text : "(none)", *text ? suffix(row) : "");
    const lk_table_origin *origin = lk_table_origin_of(record, row);
    if (origin->tag == LK_TAG_NONE) return;
    lk_table_format_number(origin->low, row->unit, low, sizeof low);
    lk_table_format_number(origin->high, row->unit, high, sizeof high);
    printf("                 plausible %s ... %s; %s: %s\n", low, high, lk_table_tag_name(origin->tag),
           origin->source);
}

static const char *last_word(const char *key) {
    const char *dot = strrchr(key, '.');
    return dot ? dot + 1 : key;
}

static void explain_row(const lk_table_row *row, lk_params *params) {
    print_row(row, row->key);
    if (params) {
        const lk_table_record record = lk_params_record(params);
        print_value(&record, row);
    }
    print_readers(row->key);
}

// By its key, or by the last word of it: then there may be several.
static bool explain_parameter(const char *key, lk_params *params) {
    const lk_table *table = lk_params_table();
    bool found = false;
    for (size_t i = 0; i < table->count; i++) {
        const char *full = table->rows[i].key;
        if (strcmp(full, key) != 0 && strcmp(last_word(full), key) != 0) continue;
        explain_row(&table->rows[i], params);
        found = true;
    }
    return found;
}

// "materials.zno-002.E_ads", or the key alone.
static bool explain_material(const char *key, lk_params *params) {
    static const char prefix[] = "materials.";
    const bool full = strncmp(key, prefix, sizeof prefix - 1) == 0;
    const char *name = full ? key + sizeof prefix - 1 : key;
    const char *dot = full ? strchr(name, '.') : NULL, *member = dot ? dot + 1 : name;
    const lk_table_row *row = lk_table_find(lk_material_table(), member);
    if (!row || (full && !dot)) return false;
    char generic[LK_TABLE_TEXT];
    print_row(row, key);
    for (size_t i = 0; params && dot && i < params->material_count; i++) {
        const lk_table_record record = lk_material_record(&params->materials[i]);
        const size_t length = strlen(params->materials[i].name);
        if (length == (size_t)(dot - name) && strncmp(params->materials[i].name, name, length) == 0)
            print_value(&record, row);
    }
    snprintf(generic, sizeof generic, "%sNAME.%.60s", prefix, member);
    print_readers(generic);
    return true;
}

// ---- events, columns

static bool explain_event(const char *name, lk_params *params) {
    (void)params;
    bool found = false;
    for (int e = 0; e < LK_FILM_EVENT_COUNT; e++) {
        const lk_film_event *event = lk_film_event_of(e);
        if (strcmp(event->name, name) != 0) continue;
        printf("%s (event, film scale): %s\n  where          %s\n  rate           %s\n  reverse        %s%s\n"
               "  source         %s\n",
               name, event->doc, event->where, event->equation,
               event->reverse ? event->reverse : "none: ", event->reverse ? "" : event->why_not,
               event->source);
        found = true;
    }
    for (int e = 0; e < LK_EVENT_COUNT; e++) {
        const lk_catalogue_event *event = lk_catalogue(e);
        if (strcmp(event->name, name) != 0) continue;
        printf("%s (event, atomistic scale): %s\n  rate           %s\n  reverse        %s\n  source         "
               "%s\n",
               name, event->doc, event->barrier,
               event->reverse < 0 ? "none" : lk_catalogue(event->reverse)->name, event->source);
        found = true;
    }
    return found;
}

typedef struct hunt {
    const char *name;
    lk_nearest search;
    char near[LK_DICTIONARY_NAME];
    bool found;
} hunt;

// The last word of a field's path will do.
static bool is_called(const lk_dictionary_entry *entry, const char *name) {
    return strcmp(entry->name, name) == 0 || strcmp(last_word(entry->name), name) == 0;
}

static void hunt_entry(void *context, const lk_dictionary_entry *entry) {
    hunt *h = context;
    const char *before = h->search.best;
    lk_nearest_offer(&h->search, entry->name);
    if (h->search.best != before) { // the entry does not last
        snprintf(h->near, sizeof h->near, "%s", entry->name);
        h->search.best = h->near;
    }
    if (!is_called(entry, h->name)) return;
    h->found = true;
    printf("%s (%s, %s): %s\n", entry->name, entry->file, entry->scale, entry->doc);
    if (*entry->unit) printf("  unit           %s\n", entry->unit);
}

// ---- the command

static lk_status explain(const char *name, lk_params *params, lk_error_list *errors) {
    static bool (*const tries[])(const char *, lk_params *) = {explain_parameter, explain_material,
                                                               explain_event};
    bool found = false;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) found |= tries[i](name, params);
    hunt h = {.name = name, .search = {.name = name}};
    for (size_t i = 0; i < lk_params_table()->count; i++) {
        lk_nearest_offer(&h.search, lk_params_table()->rows[i].key);
        lk_nearest_offer(&h.search, last_word(lk_params_table()->rows[i].key));
    }
    lk_dictionary_visit(hunt_entry, &h);
    if (found || h.found) return LK_OK;
    return lk_error_set(errors, LK_BAD_INPUT, "nothing is called '%.100s'; %s%s%s", name,
                        h.search.best ? "did you mean "
                                      : "likmc list parameters and likmc list columns name all",
                        h.search.best ? h.search.best : "", h.search.best ? "?" : "");
}

static lk_status run(const lk_options *options, lk_error_list *errors) {
    const char *path = lk_options_value(options, "case");
    lk_params *params = path ? malloc(sizeof *params) : NULL;
    if (path && !params) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_status status = path ? lk_yaml_load_case(path, NULL, 0, params, errors) : LK_OK;
    for (size_t i = 0; i < options->operand_count && !(path && status); i++) {
        const lk_status one = explain(options->operands[i], params, errors);
        if (one) status = one;
    }
    free(params);
    return status;
}

static const lk_option table[] = {
    {.name = "case", .letter = 'c', .argument = "CASE.yaml", .doc = "show the value in this case too"},
};

const lk_command lk_explain_command = {
    .name = "explain",
    .summary = "Tell what a parameter, column, field or event is: unit, range, source, who reads it.",
    .operands = "NAME...",
    .least_operands = 1,
    .most_operands = SIZE_MAX,
    LK_OPTIONS(table),
    .details = "NAME is a key as in --set, a column of a CSV file, a field of summary.json or an event.\n"
               "example: likmc explain kinetics.alpha; likmc explain materials.zno-002.E_mig --case "
               "params/cases/cp-zno002.yaml",
    .run = run};
