// Plate a little lithium on a host and watch it, in C. usage: run CASE.yaml
#include <likmc/likmc.h>

// What is wrong, with its place; the library itself never prints.
static int complain(lk_error_list *errors) {
    for (size_t i = 0; i < errors->count; i++)
        fprintf(stderr, "%s:%d: %s\n", errors->items[i].file ? errors->items[i].file : "",
                errors->items[i].line, errors->items[i].message);
    lk_error_clear(errors);
    return 1;
}

int main(int count, char **words) {
    static const char *const settings[] = {"protocol.capacity=0.1 mAh/cm2", "box.width=6.4 um",
                                           "box.head_room=20 um"};
    lk_error_list errors = {0};
    lk_electrode *electrode = NULL;
    lk_due due = LK_DUE_NOTHING;
    lk_params *params = malloc(sizeof *params);
    if (count != 2 || !params) return 2;
    lk_status status = lk_yaml_load_case(words[1], settings, 3, params, &errors);
    if (status == LK_OK) status = lk_electrode_create(&electrode, params, &errors);
    while (status == LK_OK && due != LK_DUE_END) {
        status = lk_electrode_next(electrode, &due, &errors);
        const lk_observation *row = status == LK_OK ? lk_electrode_record(electrode, due, &errors) : NULL;
        if (row && due == LK_DUE_ROW)
            printf("%.3f mAh/cm2  %.2f um  %.1f mV\n", row->charge / 3.6e4, row->thickness * 1e6,
                   row->overpotential * 1e3);
        if (status == LK_OK) lk_electrode_written(electrode, due);
    }
    lk_electrode_free(electrode);
    free(params);
    return status == LK_OK ? 0 : complain(&errors);
}
