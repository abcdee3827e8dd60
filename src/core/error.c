// Diagnostics as values: see likmc/error.h.
#include "likmc/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *text) { return text ? strdup(text) : NULL; }

static char *format_message(const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text) vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

bool lk_error_is_kept(const lk_error_list *list) { return list && list->count < LK_ERROR_MOST; }

lk_status lk_error_add(lk_error_list *list, lk_status status, const char *file, int line, int column,
                       const char *excerpt, const char *format, ...) {
    if (!lk_error_is_kept(list)) {
        if (list) list->more++;
        return status;
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        lk_error *items = realloc(list->items, capacity * sizeof *items);
        if (!items) return status; // the status still tells; only the words are lost
        list->items = items;
        list->capacity = capacity;
    }
    va_list arguments;
    va_start(arguments, format);
    char *message = format_message(format, arguments);
    va_end(arguments);
    list->items[list->count++] = (lk_error){.status = status,
                                            .file = copy(file),
                                            .line = line,
                                            .column = column,
                                            .excerpt = copy(excerpt),
                                            .message = message};
    return status;
}

void lk_error_clear(lk_error_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].file);
        free(list->items[i].excerpt);
        free(list->items[i].message);
    }
    free(list->items);
    *list = (lk_error_list){0};
}
