// Helpers shared by the tests.
#ifndef LIKMC_TESTS_SUPPORT_H
#define LIKMC_TESTS_SUPPORT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// Fails unless |value - expected| <= tolerance (absolute); a NaN fails.
#define assert_close(value, expected, tolerance)                                                             \
    do {                                                                                                     \
        const double close_value = (value), close_expected = (expected), close_tolerance = (tolerance);      \
        if (!(fabs(close_value - close_expected) <= close_tolerance))                                        \
            fail_msg("%s = %.17g, expected %.17g +- %.3g", #value, close_value, close_expected,              \
                     close_tolerance);                                                                       \
    } while (0)

#endif
