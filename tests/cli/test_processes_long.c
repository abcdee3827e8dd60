// 200 studies with two to eight processes at once, killed at random.
#include "processes.h"

static void test_random_kills(void **state) {
    (void)state;
    processes_trials(1000, 200);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_kills)};
    return cmocka_run_group_tests(tests, processes_setup, scratch_teardown);
}
