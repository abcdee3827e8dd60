// A material from any bytes: refused with errors, or read, and then written and read again to the same text.
#include "fuzz.h"

#include "likmc/yaml.h"

static lk_material first, second;

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    fuzz_make_folder();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lk_error_list errors = {0};
    const lk_status status = lk_yaml_load_material(fuzz_file("material.yaml", data, size), &first, &errors);
    fuzz_check(status, &errors);
    if (status != LK_OK) return 0;
    char *text = lk_yaml_write_material(&first, NULL);
    if (lk_yaml_load_material(fuzz_file("material.yaml", text, strlen(text)), &second, NULL) != LK_OK)
        abort();
    char *again = lk_yaml_write_material(&second, NULL);
    if (strcmp(text, again) != 0) abort();
    free(text);
    free(again);
    return 0;
}
