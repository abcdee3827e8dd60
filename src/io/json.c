// A small emitter of JSON: see likmc/json.h.
#include "likmc/json.h"

#include "atomic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(lk_json *json, const char *text, size_t length) {
    if (json->failed) return;
    if (json->length + length + 1 > json->capacity) {
        size_t capacity = json->capacity ? 2 * json->capacity : 1024;
        while (capacity < json->length + length + 1) capacity *= 2;
        char *grown = realloc(json->text, capacity);
        if (!grown) {
            json->failed = true;
            return;
        }
        json->text = grown;
        json->capacity = capacity;
    }
    memcpy(json->text + json->length, text, length);
    json->length += length;
    json->text[json->length] = '\0';
}

static void put_text(lk_json *json, const char *text) { put(json, text, strlen(text)); }

static bool is_plain(unsigned char c) { return c >= 0x20 && c != '"' && c != '\\'; }

static void put_escaped(lk_json *json, const char *text) {
    put_text(json, "\"");
    while (*text) {
        size_t plain = 0;
        while (is_plain((unsigned char)text[plain])) plain++;
        put(json, text, plain);
        text += plain;
        if (!*text) break;
        char escape[8];
        snprintf(escape, sizeof escape, *text == '"' || *text == '\\' ? "\\%c" : "\\u%04x",
                 (unsigned char)*text);
        put_text(json, escape);
        text++;
    }
    put_text(json, "\"");
}

// Comma, line feed, indent and key of the next value.
static void begin_value(lk_json *json, const char *key) {
    if (json->comma) put_text(json, ",");
    if (json->depth > 0) put_text(json, "\n");
    for (int i = 0; i < json->depth; i++) put_text(json, "  ");
    if (key) {
        put_escaped(json, key);
        put_text(json, ": ");
    }
    json->comma = true;
}

static void open_container(lk_json *json, const char *key, const char *bracket) {
    begin_value(json, key);
    put_text(json, bracket);
    json->depth++;
    json->comma = false;
}

static void close_container(lk_json *json, const char *bracket) {
    json->depth--;
    if (json->comma) {
        put_text(json, "\n");
        for (int i = 0; i < json->depth; i++) put_text(json, "  ");
    }
    put_text(json, bracket);
    json->comma = true;
}

static void put_number(lk_json *json, const char *key, double value) {
    char text[32];
    if (isinf(value) && !*json->infinite)
        snprintf(json->infinite, sizeof json->infinite, "%s", key ? key : "a number of a list");
    snprintf(text, sizeof text, "%.9g", value);
    put_text(json, isfinite(value) ? text : "null");
}

void lk_json_open_object(lk_json *json, const char *key) { open_container(json, key, "{"); }
void lk_json_close_object(lk_json *json) { close_container(json, "}"); }
void lk_json_open_array(lk_json *json, const char *key) { open_container(json, key, "["); }
void lk_json_close_array(lk_json *json) { close_container(json, "]"); }

void lk_json_number(lk_json *json, const char *key, double value) {
    begin_value(json, key);
    put_number(json, key, value);
}

void lk_json_integer(lk_json *json, const char *key, int64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    begin_value(json, key);
    put_text(json, text);
}

void lk_json_boolean(lk_json *json, const char *key, bool value) {
    begin_value(json, key);
    put_text(json, value ? "true" : "false");
}

void lk_json_text(lk_json *json, const char *key, const char *value) {
    begin_value(json, key);
    if (value)
        put_escaped(json, value);
    else
        put_text(json, "null");
}

void lk_json_raw(lk_json *json, const char *key, const char *text) {
    begin_value(json, key);
    put_text(json, text ? text : "null");
}

// Up to three bytes as four letters.
static void put_group(lk_json *json, const uint8_t *bytes, size_t size) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    char group[4];
    for (size_t i = 0; i < 3; i++) bits = bits << 8 | (i < size ? bytes[i] : 0U);
    for (size_t i = 0; i < 4; i++) group[i] = i <= size ? letters[bits >> (18 - 6 * i) & 63] : '=';
    put(json, group, sizeof group);
}

void lk_json_base64(lk_json *json, const char *key, const char *prefix, const uint8_t *bytes, size_t size) {
    begin_value(json, key);
    put_text(json, "\"");
    put_text(json, prefix);
    for (size_t i = 0; i < size; i += 3) put_group(json, bytes + i, size - i < 3 ? size - i : 3);
    put_text(json, "\"");
}

void lk_json_numbers(lk_json *json, const char *key, const double *values, size_t count) {
    begin_value(json, key);
    put_text(json, "[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0) put_text(json, ", ");
        put_number(json, key, values[i]);
    }
    put_text(json, "]");
}

lk_status lk_json_write(const lk_json *json, const char *path, lk_error_list *errors) {
    if (json->failed || !json->text) return lk_error_set(errors, LK_FAILED, "out of memory for %s", path);
    if (*json->infinite)
        return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL,
                            "%s is infinite: the simulation has gone wrong", json->infinite);
    lk_atomic file;
    if (lk_atomic_open(&file, path, errors) != LK_OK) return LK_FAILED;
    if (lk_atomic_append(&file, json->text, json->length, errors) != LK_OK ||
        lk_atomic_append(&file, "\n", 1, errors) != LK_OK) {
        lk_atomic_abandon(&file);
        return LK_FAILED;
    }
    return lk_atomic_commit(&file, errors);
}

void lk_json_free(lk_json *json) {
    free(json->text);
    *json = (lk_json){0};
}
