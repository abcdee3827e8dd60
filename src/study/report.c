// One HTML file that shows a run or a study: see likmc/report.h.
#include "likmc/report.h"

#include "likmc/dictionary.h"
#include "likmc/provenance.h"
#include "likmc/rundir.h"
#include "report_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool holds(const char *directory, const char *name) {
    char path[LK_REPORT_PATH + 300];
    snprintf(path, sizeof path, "%.4000s/%s", directory, name);
    return access(path, R_OK) == 0;
}

char *lk_report_read(const char *directory, const char *name, lk_error_list *errors) {
    char path[LK_REPORT_PATH], block[65536], *text = NULL;
    size_t size = 0, got;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb"), *out = open_memstream(&text, &size);
    while (file && out && (got = fread(block, 1, sizeof block, file)) > 0) fwrite(block, 1, got, out);
    if (file) fclose(file);
    if (out && fclose(out) == 0) return text;
    free(text);
    lk_error_set(errors, LK_FAILED, "no memory for %s", path);
    return NULL;
}

// ---- what belongs to all reports

static void put_entry(void *context, const lk_dictionary_entry *entry) {
    lk_json *json = context;
    lk_json_open_object(json, NULL);
    lk_json_text(json, "scale", entry->scale);
    lk_json_text(json, "file", entry->file);
    lk_json_text(json, "name", entry->name);
    lk_json_text(json, "unit", entry->unit);
    lk_json_text(json, "doc", entry->doc);
    lk_json_close_object(json);
}

static void put_head(lk_json *json, const char *kind, const char *directory) {
    lk_json_text(json, "kind", kind);
    lk_json_text(json, "directory", directory);
    lk_json_text(json, "version", lk_provenance_version());
    lk_json_text(json, "commit", lk_provenance_commit());
    lk_json_open_array(json, "dictionary");
    lk_dictionary_visit(put_entry, json);
    lk_json_close_array(json);
}

// A file that is JSON, or a text, as one member; where there is none, null or "".
static lk_status put_file(lk_json *json, const char *key, const char *directory, const char *name,
                          lk_error_list *errors) {
    char *text = lk_report_read(directory, name, errors);
    if (!text) return LK_FAILED;
    const char *dot = strrchr(name, '.');
    if (dot && strcmp(dot, ".json") == 0)
        lk_json_raw(json, key, *text ? text : NULL);
    else
        lk_json_text(json, key, text);
    free(text);
    return LK_OK;
}

static lk_status put_runs(lk_json *json, lk_report_runs *runs, lk_error_list *errors) {
    lk_status status = lk_report_scale(runs, errors);
    lk_json_open_array(json, "runs");
    for (size_t i = 0; i < runs->count && status == LK_OK; i++) status = lk_report_run(json, runs, i, errors);
    lk_json_close_array(json);
    return status;
}

// ---- the run or the study

static lk_status gather_run(lk_json *json, const char *directory, lk_report_runs *runs,
                            lk_error_list *errors) {
    put_head(json, "run", directory);
    runs->states = 20;
    runs->width = 720;
    lk_status status = lk_gallery_open(&runs->items[0].gallery, directory, errors);
    if (status == LK_OK) runs->count = 1;
    return status;
}

// Seeds of one case, variant and point have one name up to the last "-s": one of them is shown.
static bool is_shown(const lk_report_runs *runs, const char *name) {
    const char *seed = strrchr(name, '-');
    const size_t length = seed ? (size_t)(seed - name) : strlen(name);
    for (size_t i = 0; i < runs->count; i++) {
        const char *other = runs->items[i].name;
        if (strncmp(other, name, length) == 0 && (other[length] == '-' || !other[length])) return true;
    }
    return false;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static lk_status add_run(lk_report_runs *runs, const char *folder, const char *name, lk_error_list *errors) {
    char path[LK_REPORT_PATH];
    if (name[0] == '.' || strlen(name) >= sizeof runs->items->name || runs->count == LK_REPORT_RUNS)
        return LK_OK;
    snprintf(path, sizeof path, "%.3000s/%s", folder, name);
    if (!holds(path, "params.yaml") || !holds(path, "DONE") || !holds(path, "snapshots") ||
        is_shown(runs, name))
        return LK_OK;
    const lk_status status = lk_gallery_open(&runs->items[runs->count].gallery, path, errors);
    if (status == LK_OK) strcpy(runs->items[runs->count++].name, name);
    return status;
}

static lk_status gather_study(lk_json *json, const char *directory, lk_report_runs *runs,
                              lk_error_list *errors) {
    static const char *const files[][2] = {{"study", "study.json"},    {"compare", "compare.json"},
                                           {"ranking", "compare.csv"}, {"text", "compare.txt"},
                                           {"scan", "scan.csv"},       {"results", "results.csv"},
                                           {"cycles", "cycles.csv"}};
    char folder[LK_REPORT_PATH];
    struct dirent **entries = NULL;
    lk_status status = LK_OK;
    put_head(json, "study", directory);
    runs->states = 4;
    runs->width = 480;
    for (size_t i = 0; i < sizeof files / sizeof *files && status == LK_OK; i++)
        status = put_file(json, files[i][0], directory, files[i][1], errors);
    snprintf(folder, sizeof folder, "%s/runs", directory);
    const int count = status == LK_OK ? scandir(folder, &entries, NULL, by_name) : 0;
    for (int i = 0; i < count; i++) {
        if (status == LK_OK) status = add_run(runs, folder, entries[i]->d_name, errors);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static lk_status gather(lk_json *json, const char *directory, lk_error_list *errors) {
    lk_report_runs *runs = calloc(1, sizeof *runs);
    if (!runs) return lk_error_set(errors, LK_FAILED, "no memory for a report");
    lk_status status;
    lk_json_open_object(json, NULL);
    if (holds(directory, "params.yaml"))
        status = gather_run(json, directory, runs, errors);
    else if (holds(directory, "study.json"))
        status = gather_study(json, directory, runs, errors);
    else
        status = lk_error_add(errors, LK_BAD_INPUT, directory, 0, 0, NULL,
                              "is neither a run directory (params.yaml) nor that of a study (study.json)");
    if (status == LK_OK) status = put_runs(json, runs, errors);
    lk_json_close_object(json);
    for (size_t i = 0; i < runs->count; i++) lk_gallery_close(&runs->items[i].gallery);
    free(runs);
    if (status == LK_OK && json->failed) status = lk_error_set(errors, LK_FAILED, "no memory for a report");
    return status;
}

// ---- the page

// JSON in a script must not hold the end of it: a < can only be in its texts, where it has another spelling.
static void print_data(FILE *out, const lk_json *json) {
    for (const char *at = json->text; *at;) {
        const size_t plain = strcspn(at, "<");
        fwrite(at, 1, plain, out);
        at += plain;
        if (*at) fputs("\\u003c", out), at++;
    }
}

// page.html with each <!--NAME--> replaced by that piece.
static void print_page(FILE *out, const lk_json *json) {
    size_t size;
    const char *at = lk_report_asset("page.html", &size), *end = at + size;
    for (const char *mark; (mark = strstr(at, "<!--")) && mark < end;) {
        const char *stop = strstr(mark, "-->");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(stop - mark - 4), mark + 4);
        fwrite(at, 1, (size_t)(mark - at), out);
        const char *piece = lk_report_asset(name, &size);
        if (piece)
            fwrite(piece, 1, size, out);
        else if (strcmp(name, "data") == 0)
            print_data(out, json);
        at = stop + 3;
    }
    fputs(at, out);
}

static lk_status write_page(const char *path, const lk_json *json, lk_error_list *errors) {
    char part[LK_REPORT_PATH];
    snprintf(part, sizeof part, "%.4000s.part", path);
    FILE *out = fopen(part, "wb");
    if (out) print_page(out, json);
    const bool good = out && !ferror(out);
    if (out && fclose(out) == 0 && good && rename(part, path) == 0) return LK_OK;
    lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot write: %s", strerror(errno));
    if (out) remove(part);
    return LK_FAILED;
}

lk_status lk_report_write(const char *directory, const char *path, lk_error_list *errors) {
    lk_json json = {0};
    lk_status status = gather(&json, directory, errors);
    if (status == LK_OK) status = write_page(path, &json, errors);
    lk_json_free(&json);
    return status;
}
