/// likmc/json.h: a small emitter of JSON, for summary.json and provenance.json.
///
/// Start from {0}, open an object, add members, close it, write, free. Out of memory is remembered and
/// reported by lk_json_write(). In an object every value has a key; in an array `key` is NULL.
#ifndef LIKMC_JSON_H
#define LIKMC_JSON_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A text that grows. Owns `text`.
typedef struct lk_json {
    char *text;
    size_t length, capacity;
    int depth;
    bool comma;        ///< the next value needs a comma before it
    bool failed;       ///< out of memory: the text is incomplete
    char infinite[64]; ///< name of the first number that was infinite, which lk_json_write() refuses
} lk_json;

void lk_json_open_object(lk_json *json, const char *key);
void lk_json_close_object(lk_json *json);
void lk_json_open_array(lk_json *json, const char *key);
void lk_json_close_array(lk_json *json);
/// Shortest of %.9g; NaN, a value without a meaning, becomes null.
void lk_json_number(lk_json *json, const char *key, double value);
void lk_json_integer(lk_json *json, const char *key, int64_t value);
void lk_json_boolean(lk_json *json, const char *key, bool value);
/// UTF-8 passes through; quotes, backslashes and control characters are escaped. NULL becomes null.
void lk_json_text(lk_json *json, const char *key, const char *value);
/// A value that is JSON already, as read from a file; NULL becomes null.
void lk_json_raw(lk_json *json, const char *key, const char *text);
/// A text that begins with `prefix` and goes on with `size` bytes in base64 (RFC 4648), as data URIs do.
void lk_json_base64(lk_json *json, const char *key, const char *prefix, const uint8_t *bytes, size_t size);
/// An array of `count` numbers.
void lk_json_numbers(lk_json *json, const char *key, const double *values, size_t count);

/// Write the text and a final line feed to `path`, complete or not at all. LK_FAILED as lk_image_write_png(),
/// or if a number is infinite.
lk_status lk_json_write(const lk_json *json, const char *path, lk_error_list *errors);

/// Release the text and make the emitter empty.
void lk_json_free(lk_json *json);

#endif
