// provenance.json: written, checked, gone on with. See likmc/provenance.h.
#include "likmc/provenance.h"

#include "atomic.h"
#include "likmc/json.h"
#include "likmc/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

static const char seal[] = ",\n  \"digest\": \""; // between what is digested and the digest

// What is known of the program and the machine at hand; the same members describe the run and each segment.
enum { FACTS = 5 };
typedef struct facts {
    const char *names[FACTS], *values[FACTS];
    struct utsname host;
    char system[3 * sizeof(((struct utsname *)NULL)->release)];
} facts;

static void look_around(facts *f) {
    static const char *const names[FACTS] = {"version", "commit", "compiler", "host", "system"};
    const int known = uname(&f->host) >= 0;
    memcpy(f->names, names, sizeof names);
    snprintf(f->system, sizeof f->system, "unknown");
    if (known)
        snprintf(f->system, sizeof f->system, "%s %s %s", f->host.sysname, f->host.release, f->host.machine);
    const char *const values[FACTS] = {lk_provenance_version(), lk_provenance_commit(),
                                       lk_provenance_compiler(), known ? f->host.nodename : "unknown",
                                       f->system};
    memcpy(f->values, values, sizeof values);
}

static void write_facts(lk_json *json, const facts *f, int threads) {
    for (int i = 0; i < FACTS; i++) lk_json_text(json, f->names[i], f->values[i]);
    lk_json_integer(json, "threads", threads);
}

static void write_segment(lk_json *json, const facts *f, int threads) {
    char began[32];
    struct tm calendar = {0};
    const time_t now = time(NULL);
    gmtime_r(&now, &calendar);
    strftime(began, sizeof began, "%Y-%m-%dT%H:%M:%SZ", &calendar);
    lk_json_open_object(json, NULL);
    lk_json_text(json, "began", began);
    write_facts(json, f, threads);
    lk_json_close_object(json);
}

// Members of a map as they were read: numbers are written without quotes.
static void copy(lk_json *json, const lk_yaml_node *map) {
    for (size_t i = 0; i < map->count; i++) {
        const lk_yaml_node *node = &map->items[i];
        if (node->is_quoted || node->is_null)
            lk_json_text(json, node->key, node->is_null ? NULL : node->text);
        else if (node->text)
            lk_json_integer(json, node->key, strtoll(node->text, NULL, 10));
    }
}

static lk_status finish(lk_json *json, const char *path, lk_error_list *errors) {
    char digest[LK_PROVENANCE_HASH_SIZE] = "";
    if (!json->failed) lk_provenance_hash(json->text, json->length, digest);
    lk_json_text(json, "digest", digest);
    lk_json_close_object(json);
    const lk_status status = lk_json_write(json, path, errors);
    lk_json_free(json);
    return status;
}

lk_status lk_provenance_write(const lk_provenance *provenance, const char *path, lk_error_list *errors) {
    facts f;
    char seed[32]; // as text: JSON readers keep 53 bits of a number only
    look_around(&f);
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)provenance->seed);
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_json_text(&json, "program", "likmc");
    write_facts(&json, &f, provenance->threads);
    lk_json_text(&json, "seed", seed);
    lk_json_integer(&json, "replica", provenance->replica);
    lk_json_text(&json, "parameters_hash", provenance->parameters_hash);
    lk_json_text(&json, "title", provenance->title);
    lk_json_open_array(&json, "segments");
    write_segment(&json, &f, provenance->threads);
    lk_json_close_array(&json);
    return finish(&json, path, errors);
}

// ---- going on

static bool is_sealed(const char *bytes) {
    char digest[LK_PROVENANCE_HASH_SIZE];
    const char *end = NULL;
    for (const char *at = bytes; (at = strstr(at, seal)); at++) end = at;
    if (!end) return false;
    lk_provenance_hash(bytes, (size_t)(end - bytes), digest);
    return strncmp(end + strlen(seal), digest, strlen(digest)) == 0;
}

static bool has_text(const lk_yaml_node *map, const char *key, const char *text) {
    const lk_yaml_node *node = lk_yaml_get(map, key);
    return node && node->text && strcmp(node->text, text) == 0;
}

// The file as a document, or NULL and an error.
static lk_yaml_document *read_sealed(const lk_provenance *provenance, const char *path,
                                     lk_error_list *errors) {
    char *bytes;
    size_t size;
    if (lk_atomic_read(path, &bytes, &size, errors) != LK_OK) return NULL;
    lk_yaml_document *document = is_sealed(bytes) ? lk_yaml_parse(path, bytes, NULL) : NULL;
    free(bytes);
    const lk_yaml_node *segments = document ? lk_yaml_get(&document->root, "segments") : NULL;
    if (segments && segments->kind == LK_YAML_LIST &&
        has_text(&document->root, "parameters_hash", provenance->parameters_hash))
        return document;
    lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL,
                 document ? "is of a run with other parameters"
                          : "is damaged, or was written by an older program");
    lk_yaml_free(document);
    return NULL;
}

lk_status lk_provenance_check(const lk_provenance *provenance, const char *path, bool *same,
                              lk_error_list *errors) {
    lk_yaml_document *document = read_sealed(provenance, path, errors);
    if (!document) return LK_BAD_INPUT;
    const lk_yaml_node *segments = lk_yaml_get(&document->root, "segments");
    *same = true;
    for (size_t i = 0; i < segments->count; i++)
        *same &= has_text(&segments->items[i], "version", lk_provenance_version()) &&
                 has_text(&segments->items[i], "commit", lk_provenance_commit());
    lk_yaml_free(document);
    return LK_OK;
}

lk_status lk_provenance_append(const lk_provenance *provenance, const char *path, lk_error_list *errors) {
    facts f;
    lk_yaml_document *document = read_sealed(provenance, path, errors);
    if (!document) return LK_BAD_INPUT;
    const lk_yaml_node *segments = lk_yaml_get(&document->root, "segments");
    document->root.count -= 2; // all but the segments and the digest, which come last
    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    copy(&json, &document->root);
    lk_json_open_array(&json, "segments");
    for (size_t i = 0; i < segments->count; i++) {
        lk_json_open_object(&json, NULL);
        copy(&json, &segments->items[i]);
        lk_json_close_object(&json);
    }
    look_around(&f);
    write_segment(&json, &f, provenance->threads);
    lk_json_close_array(&json);
    document->root.count += 2;
    lk_yaml_free(document);
    return finish(&json, path, errors);
}
