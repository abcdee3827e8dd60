// State as a table: see state.h.
#include "state.h"

#include <assert.h>
#include <string.h>

static lk_store_field field_of(const lk_state *state, const lk_state_row *row) {
    char *at = (char *)state->record + row->offset;
    lk_store_field field = {
        .name = row->name, .doc = row->doc, .unit = row->unit, .type = row->type, .data = at};
    if (row->extent == LK_STATE_RANDOM) {
        field.rank = 2;
        field.dims[0] = field.dims[1] = 2;
    } else if (row->extent == LK_STATE_LIST) {
        field.rank = 1;
        field.dims[0] = row->count;
    } else if (row->extent >= LK_STATE_ARRAY) {
        memcpy(&field.data, at, sizeof field.data);
        field.rank = state->extents[row->extent].rank;
        memcpy(field.dims, state->extents[row->extent].dims, sizeof field.dims);
    }
    return field;
}

size_t lk_state_fields(const lk_state *state, lk_store_field fields[LK_STATE_ROWS], size_t count) {
    for (; state; state = state->next)
        for (size_t i = 0; i < state->row_count; i++) {
            assert(count < LK_STATE_ROWS);
            fields[count++] = field_of(state, &state->rows[i]);
        }
    return count;
}

lk_status lk_state_write(const lk_state *state, const lk_state *more, const char *path,
                         lk_error_list *errors) {
    lk_store_field fields[LK_STATE_ROWS];
    const size_t count = lk_state_fields(more, fields, lk_state_fields(state, fields, 0));
    return lk_store_write(path, fields, count, errors);
}

lk_status lk_state_read(lk_state *state, lk_state *more, const char *path, lk_error_list *errors) {
    lk_store_field fields[LK_STATE_ROWS];
    const size_t count = lk_state_fields(more, fields, lk_state_fields(state, fields, 0));
    return lk_store_read(path, fields, count, errors);
}

lk_status lk_state_read_count(const char *path, const char *name, uint64_t *count, lk_error_list *errors) {
    const lk_store_field field = {.name = name, .doc = "", .unit = "1", .type = LK_STORE_U64, .data = count};
    return lk_store_read(path, &field, 1, errors);
}
