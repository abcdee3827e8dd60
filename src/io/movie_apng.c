// Animated PNG: the chunks of one PNG a picture, put together (Portable Network Graphics, third edition, W3C
// 2025, sections 11.3.6 and 13.1).
#include "movie_parts.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SIGNATURE = 8, FRAME = 12 }; // bytes before the first chunk; of a chunk besides its data

static void put_u32(uint8_t *to, uint32_t value) {
    for (int i = 0; i < 4; i++) to[i] = (uint8_t)(value >> (24 - 8 * i));
}

static uint32_t get_u32(const uint8_t *from) {
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

// A chunk whose data are `head`, then `data`.
static lk_status put_chunk(lk_movie *m, const char *type, const uint8_t *head, size_t head_size,
                           const uint8_t *data, size_t size, lk_error_list *errors) {
    uint8_t begin[8], sum[4];
    put_u32(begin, (uint32_t)(head_size + size));
    memcpy(begin + 4, type, 4);
    uLong crc = crc32(0, begin + 4, 4);
    if (head_size > 0) crc = crc32(crc, head, (uInt)head_size);
    if (size > 0) crc = crc32(crc, data, (uInt)size);
    put_u32(sum, (uint32_t)crc);
    lk_status status = lk_atomic_append(&m->file, begin, sizeof begin, errors);
    if (status == LK_OK && head_size > 0) status = lk_atomic_append(&m->file, head, head_size, errors);
    if (status == LK_OK && size > 0) status = lk_atomic_append(&m->file, data, size, errors);
    return status == LK_OK ? lk_atomic_append(&m->file, sum, sizeof sum, errors) : status;
}

// What is there once: size, how many pictures, for ever.
static lk_status put_head(lk_movie *m, const uint8_t *png, lk_error_list *errors) {
    uint8_t control[8];
    put_u32(control, (uint32_t)m->settings.count);
    put_u32(control + 4, 0);
    lk_status status = lk_atomic_append(&m->file, png, SIGNATURE, errors);
    if (status == LK_OK)
        status = put_chunk(m, "IHDR", NULL, 0, png + SIGNATURE + 8, get_u32(png + SIGNATURE), errors);
    return status == LK_OK ? put_chunk(m, "acTL", NULL, 0, control, sizeof control, errors) : status;
}

// Each picture is shown for a moment in place of the one before; the last stays for a second.
static lk_status put_control(lk_movie *m, lk_error_list *errors) {
    uint8_t control[26] = {0};
    const bool last = m->added + 1 == m->settings.count;
    put_u32(control, m->sequence++);
    put_u32(control + 4, (uint32_t)m->settings.width);
    put_u32(control + 8, (uint32_t)m->settings.height);
    control[21] = 1;
    control[23] = last ? 1 : (uint8_t)m->settings.rate;
    return put_chunk(m, "fcTL", NULL, 0, control, sizeof control, errors);
}

static lk_status put_data(lk_movie *m, const uint8_t *data, size_t size, lk_error_list *errors) {
    uint8_t sequence[4];
    if (m->added == 0) return put_chunk(m, "IDAT", NULL, 0, data, size, errors);
    put_u32(sequence, m->sequence++);
    return put_chunk(m, "fdAT", sequence, sizeof sequence, data, size, errors);
}

static lk_status put_picture(lk_movie *m, const uint8_t *png, size_t size, lk_error_list *errors) {
    lk_status status = m->added == 0 ? put_head(m, png, errors) : LK_OK;
    if (status == LK_OK) status = put_control(m, errors);
    for (size_t at = SIGNATURE; at + FRAME <= size && status == LK_OK; at += FRAME + get_u32(png + at))
        if (memcmp(png + at + 4, "IDAT", 4) == 0)
            status = put_data(m, png + at + 8, get_u32(png + at), errors);
    return status;
}

static lk_status begin(lk_movie *m, lk_error_list *errors) {
    return lk_atomic_open(&m->file, m->path, errors);
}

static lk_status add(lk_movie *m, const lk_image *image, lk_error_list *errors) {
    uint8_t *png;
    size_t size;
    lk_status status = lk_image_encode_png(image, NULL, 0, &png, &size, errors);
    if (status == LK_OK) status = put_picture(m, png, size, errors);
    free(png);
    return status;
}

static lk_status end(lk_movie *m, lk_error_list *errors) {
    static const char key[] = "Title"; // with its zero
    lk_status status = LK_OK;
    if (m->settings.title)
        status = put_chunk(m, "tEXt", (const uint8_t *)key, sizeof key, (const uint8_t *)m->settings.title,
                           strlen(m->settings.title), errors);
    if (status == LK_OK) status = put_chunk(m, "IEND", NULL, 0, NULL, 0, errors);
    if (status == LK_OK) return lk_atomic_commit(&m->file, errors);
    lk_atomic_abandon(&m->file);
    return status;
}

static void drop(lk_movie *m) { lk_atomic_abandon(&m->file); }

const lk_movie_writer lk_movie_apng = {begin, add, end, drop};
