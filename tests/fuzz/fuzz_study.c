// A study from any bytes: refused with errors, or read; then its points and runs can be listed.
#include "fuzz.h"

#include "likmc/study.h"

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count, (void)arguments;
    fuzz_make_folder();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static lk_study study;
    char text[LK_DESIGN_TEXT];
    lk_error_list errors = {0};
    const lk_status status = lk_study_read(&study, fuzz_file("study.yaml", data, size), NULL, &errors);
    fuzz_check(status, &errors);
    if (status == LK_OK)
        for (size_t point = 0; point < lk_study_points(&study) && point < 1000; point++)
            for (size_t axis = 0; axis < study.design.axis_count; axis++)
                lk_design_text(&study.design, axis, point, text);
    lk_study_free(&study);
    return 0;
}
