// Many processes on one study, killed at random; the long suite has 200 trials of it.
#include "processes.h"

static void test_random_kills(void **state) {
    (void)state;
    processes_trials(1, 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_kills)};
    return cmocka_run_group_tests(tests, processes_setup, scratch_teardown);
}
