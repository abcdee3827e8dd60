// Protocols: text to steps, the cursor, marks, and every way in which one cannot work.
#include "likmc/protocol.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static lk_params *params;

static int setup(void **state) {
    (void)state;
    params = malloc(sizeof *params);
    return params ? (int)lk_params_init(params, NULL) : -1;
}

static int teardown(void **state) {
    (void)state;
    free(params);
    return 0;
}

// Lines; two blanks at the beginning are one step deeper.
static void set_steps(const char *const *lines) {
    lk_lines *steps = &params->protocol.steps;
    for (steps->count = 0; lines[steps->count]; steps->count++) {
        const char *line = lines[steps->count];
        const size_t blanks = strspn(line, " ");
        snprintf(steps->items[steps->count].text, LK_TABLE_LINE, "%s", line + blanks);
        steps->items[steps->count].depth = (int)blanks / 2;
    }
}

typedef struct complaint {
    int count;
    size_t line, offset;
    char why[LK_TABLE_WHY];
} complaint;

static void keep(void *context, size_t line, size_t offset, const char *why) {
    complaint *c = context;
    if (c->count++ == 0) {
        c->line = line;
        c->offset = offset;
        snprintf(c->why, sizeof c->why, "%s", why);
    }
}

static lk_protocol compile(const char *const *lines) {
    lk_protocol protocol;
    complaint c = {0};
    set_steps(lines);
    if (!lk_protocol_compile(params, &protocol, keep, &c)) fail_msg("line %zu: %s", c.line, c.why);
    return protocol;
}

static const char *const aurbach[] = {"plate at 0.3 mA/cm2 until 3 mAh/cm2",
                                      "strip at 0.3 mA/cm2 until 1 V",
                                      "plate at 1 mA/cm2 until 3 mAh/cm2",
                                      "mark q_l",
                                      "repeat 10 times",
                                      "  strip at 1 mA/cm2 until 1 mAh/cm2 or 1 V",
                                      "  plate at 1 mA/cm2 until 1 mAh/cm2",
                                      "  mark q_a",
                                      "strip at 1 mA/cm2 until 1 V",
                                      "mark q_r",
                                      NULL};

static void test_steps(void **state) {
    (void)state;
    const char *const lines[] = {"plate at 1 mA/cm2 until 3 mAh/cm2 or -0.5 V or 4h", "rest for 10 min",
                                 "strip at 20 A/m2 for 30 s", NULL};
    const lk_protocol p = compile(lines);
    assert_int_equal(p.count, 3);
    assert_close(p.steps[0].current, 10, 0);
    assert_close(p.steps[0].charge, 3 * 3.6e4, 0);
    assert_close(p.steps[0].voltage, -0.5, 0);
    assert_close(p.steps[0].time, 4 * 3600, 0);
    assert_int_equal(p.steps[1].mode, LK_PROTOCOL_REST);
    assert_close(p.steps[1].time, 600, 0);
    assert_close(p.steps[2].current, -20, 0);
    assert_true(isinf(p.steps[2].charge) && isnan(p.steps[2].voltage));
    assert_close(p.throughput, 3 * 3.6e4 + 600, 1e-9);
    assert_close(p.peak, 3 * 3.6e4, 1e-9);
}

// Steps at a voltage: which way they go, and what is known of their charge beforehand.
static void test_held_steps(void **state) {
    (void)state;
    const char *const lines[] = {"plate at -50 mV until 1 mAh/cm2 or 1 h", "hold at -20mV for 1 h",
                                 "strip at 0.3 V until 0.5 mAh/cm2 or 0.05 mA/cm2", "hold at 1 V until 2 h",
                                 NULL};
    const lk_protocol p = compile(lines);
    assert_int_equal(p.count, 4);
    const lk_protocol_mode modes[] = {LK_PROTOCOL_PLATE, LK_PROTOCOL_PLATE, LK_PROTOCOL_STRIP,
                                      LK_PROTOCOL_STRIP};
    const double held[] = {-0.05, -0.02, 0.3, 1.0};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(p.steps[i].mode, modes[i]);
        assert_close(p.steps[i].held, held[i], 1e-15);
        assert_close(p.steps[i].current, 0.0, 0.0);
        assert_true(isnan(p.steps[i].voltage));
    }
    assert_close(p.steps[0].charge, 3.6e4, 0);
    assert_close(p.steps[2].least, 0.5, 1e-12);
    assert_close(p.peak, 3.6e4, 1e-9); // what a hold for a time plates is not known
    assert_int_equal(p.cycles, 1);
}

// An empty list is the one plating step of the two old keys.
static void test_shorthand(void **state) {
    (void)state;
    const char *const none[] = {NULL};
    const lk_protocol p = compile(none);
    assert_int_equal(p.count, 1);
    assert_close(p.steps[0].current, params->protocol.current_density, 0);
    assert_close(p.steps[0].charge, params->protocol.capacity, 0);
}

// Walk as a run does. Every strip of the loop gives 90 hits of 100, the last one 210: the formula by hand.
// The mutant that lets a mark keep the sum and not the mean gives another CE.
static void test_cursor_and_marks(void **state) {
    (void)state;
    const lk_protocol p = compile(aurbach);
    assert_int_equal(p.cycles, 12);
    assert_close(p.throughput, 3.6e4 * (3 + 3 + 3 + 20 + 3), 1e-6);
    lk_protocol_cursor c;
    lk_protocol_start(&p, &c);
    const lk_protocol_step *step;
    int steps = 0, strips = 0;
    for (double time = 1; (step = lk_protocol_now(&p, &c)); time++, steps++) {
        assert_true(step->mode <= LK_PROTOCOL_STRIP);
        const bool strip = step->mode == LK_PROTOCOL_STRIP;
        strips += strip;
        c.hits = !strip ? llround(step->charge / 360) : (strips == 1 ? 290 : (strips <= 11 ? 90 : 210));
        lk_protocol_next(&p, &c, time);
        assert_close(c.time, time, 0);
    }
    assert_int_equal(steps, 3 + 20 + 1);
    int64_t passes;
    assert_close(lk_protocol_mark(&p, &c, "q_a", &passes), 100, 0);
    assert_int_equal(passes, 10);
    assert_close(lk_protocol_mark(&p, &c, "q_l", &passes), 300, 0);
    assert_close(lk_protocol_mark(&p, &c, "q_r", &passes), 210, 0);
    assert_close(lk_protocol_aurbach(&p, &c), 1210.0 / 1300.0, 1e-15);
    assert_true(isnan(lk_protocol_mark(&p, &c, "nothing", &passes)));
}

static void test_loops_in_loops(void **state) {
    (void)state;
    const char *const lines[] = {
        "repeat 3 times",   "  plate at 1 mA/cm2 until 1 mAh/cm2", "  repeat 4 times",
        "    rest for 1 s", "  strip at 1 mA/cm2 until 1 V",       NULL};
    const lk_protocol p = compile(lines);
    lk_protocol_cursor c;
    lk_protocol_start(&p, &c);
    int counts[3] = {0};
    for (const lk_protocol_step *s; (s = lk_protocol_now(&p, &c)); lk_protocol_next(&p, &c, 0))
        counts[s->mode]++;
    assert_int_equal(counts[LK_PROTOCOL_PLATE], 3);
    assert_int_equal(counts[LK_PROTOCOL_STRIP], 3);
    assert_int_equal(counts[LK_PROTOCOL_REST], 12);
    assert_int_equal(p.cycles, 3);
}

// Each bad protocol: the line blamed (from 0), the word at which it goes wrong, and what the message has to
// say.
static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *lines[4];
        size_t line;
        const char *at, *says;
    } bad[] = {
        {{"strip at 1 mA/cm2 until 1 V"}, 0, "strip", "nothing to strip"},
        {{"rest for 1 h", "strip at 1 mA/cm2 until 1 V"}, 1, "strip", "before any plate"},
        {{"plate at 1 mA/cm2"}, 0, "", "has no end"},
        {{"repeat", "  plate at 1 mA/cm2 until 1 mAh/cm2"}, 0, "", "loop without an end"},
        {{"repeat forever", "  plate at 1 mA/cm2 until 1 mAh/cm2"}, 0, "forever", "loop without an end"},
        {{"repeat 0 times", "  plate at 1 mA/cm2 until 1 mAh/cm2"}, 0, "0", "loop without an end"},
        {{"repeat 2 times"}, 0, "", "no steps"},
        {{"plate at 1 mA/cm2 until 1 mAh/cm2", "strip at 1 mA/cm2 until 2 mAh/cm2"},
         1,
         "strip",
         "never reached"},
        {{"plate at 1 mA/cm2 until 1 mAh/cm2", "repeat 2 times", "  strip at 1 mA/cm2 until 0.6 mAh/cm2"},
         2,
         "strip",
         "never reached"},
        {{"plate at 1 mA/cm2 until 1 mAh/cm2", "strip at 1 mA/cm2 until 5 V"}, 1, "V", "cannot be reached"},
        {{"plate at 1 mA/cm2 until 1 V"}, 0, "V", "cannot be reached"},
        {{"plate at -1 mA/cm2 until 1 mAh/cm2"}, 0, "mA/cm2", "negative"},
        {{"plate at 0 mA/cm2 until 1 mAh/cm2"}, 0, "mA/cm2", "zero"},
        {{"plate at 1 until 3 mAh/cm2"}, 0, "until", "1 has no unit"},
        {{"plate at 1 mA/cm2 until 3"}, 0, "", "3 has no unit"},
        {{"plate at 1 mAh/cm2 until 3 mAh/cm2"}, 0, "mAh/cm2", "no unit of a current"},
        {{"plate at 1 mA/cm2 until 3 mA/cm2"}, 0, "mA/cm2", "no unit of a limit"},
        {{"plate at 1 mA/cm3 until 3 mAh/cm2"}, 0, "mA/cm3", "did you mean mA/cm2"},
        {{"plat at 1 mA/cm2 until 3 mAh/cm2"}, 0, "plat", "did you mean plate"},
        {{"plate at 1 mA/cm2 untill 3 mAh/cm2"}, 0, "untill", "did you mean until"},
        {{"plate at 1 mA/cm2 until 3 mAh/cm2 and 1 V"}, 0, "and", "expected one of: or"},
        {{"plate at 1 mA/cm2 until 3 mAh/cm2 or 4 mAh/cm2"}, 0, "mAh/cm2", "two limits"},
        {{"mark q_l"}, 0, "q_l", "there is none"},
        {{"plate at 1 mA/cm2 until 1 mAh/cm2", "  rest for 1 s"}, 0, "", "only repeat"},
        {{"rest for 10"}, 0, "", "10 has no unit"},
        {{"rest for 10 mV"}, 0, "mV", "no unit of a time"},
        {{"plate at 50 mV for 1 h"}, 0, "mV", "does not plate at 0.05 V"},
        {{"plate at 0 V for 1 h"}, 0, "V", "does not plate at 0 V"},
        {{"plate at -2 V for 1 h"}, 0, "V", "from -1 V to 0 V"},
        {{"plate at 1 mA/cm2 for 1 h", "strip at -0.3 V for 1 h"}, 1, "V", "does not strip at -0.3 V"},
        {{"strip at 0.3 V for 1 h"}, 0, "strip", "nothing to strip"},
        {{"hold at 0.3 V for 1 h"}, 0, "hold", "nothing to strip"},
        {{"hold at 0 V for 1 h"}, 0, "V", "nothing happens at 0 V"},
        {{"hold at 1 mA/cm2 for 1 h"}, 0, "mA/cm2", "no unit of a voltage"},
        {{"hold at -50 for 1 h"}, 0, "for", "-50 has no unit"},
        {{"plate at -50 mV"}, 0, "", "has no end"},
        {{"plate at -50 mV until 1 mAh/cm2"}, 0, "", "never end; add a time"},
        {{"plate at -50 mV until -0.1 V or 1 h"}, 0, "V", "the voltage is held"},
        {{"plate at -50 mV until 1 mA/cm2 or 1 h"}, 0, "mA/cm2", "rises from nothing"},
        {{"plate at 1 mA/cm2 for 1 h", "strip at 1 V until 1 mA/cm2 or 2 mA/cm2"}, 1, "mA/cm2", "two limits"},
        {{"plate at 1 mA/cm2 for 1 h", "strip at 1 V until -1 mA/cm2"}, 1, "mA/cm2", "above zero"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lk_protocol p;
        complaint c = {0};
        set_steps(bad[i].lines);
        if (lk_protocol_compile(params, &p, keep, &c)) fail_msg("case %zu was taken", i);
        assert_int_equal(c.count, 1);
        assert_int_equal(c.line, bad[i].line);
        if (!strstr(c.why, bad[i].says)) fail_msg("case %zu: \"%s\" lacks \"%s\"", i, c.why, bad[i].says);
        const char *line = params->protocol.steps.items[c.line].text + c.offset;
        if (strncmp(line, bad[i].at, strlen(bad[i].at)) != 0) fail_msg("case %zu points at \"%s\"", i, line);
    }
}

// Several wrong lines are all told at once.
static void test_all_at_once(void **state) {
    (void)state;
    const char *const lines[] = {"plate at 1", "rest for ever", "strip now", NULL};
    lk_protocol p;
    complaint c = {0};
    set_steps(lines);
    assert_false(lk_protocol_compile(params, &p, keep, &c));
    assert_int_equal(c.count, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),          cmocka_unit_test(test_held_steps),
        cmocka_unit_test(test_shorthand),      cmocka_unit_test(test_cursor_and_marks),
        cmocka_unit_test(test_loops_in_loops), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_all_at_once),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
