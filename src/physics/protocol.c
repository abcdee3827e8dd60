// Protocols: from text to a table of steps. See likmc/protocol.h.
#include "likmc/protocol.h"

#include "likmc/cell.h"
#include "likmc/nearest.h"
#include "likmc/units.h"
#include "protocol_walk.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 40, MOST_TIMES = 1000000 };

static const double longest = 1e10; // s of a step, three centuries
static const double most_cell_volts = 6.0;

// One line being read.
typedef struct reader {
    lk_protocol *protocol;
    const lk_params *params;
    const lk_lines *lines;
    size_t line;
    const char *at;    // next character
    const char *start; // of the word read last
    char word[WORD];   // "" at the end of the line
    lk_protocol_complain *complain;
    void *context;
    double highest; // V, of the electrode before the first step
    bool failed;    // one complaint a line
} reader;

static bool refuse(reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool refuse(reader *r, const char *format, ...) {
    char why[LK_TABLE_WHY];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    if (!r->failed && r->complain)
        r->complain(r->context, r->line, (size_t)(r->start - r->lines->items[r->line].text), why);
    r->failed = true;
    return false;
}

static const char *next(reader *r) {
    r->at += strspn(r->at, " ");
    r->start = r->at;
    const size_t length = strcspn(r->at, " ");
    snprintf(r->word, sizeof r->word, "%.*s", (int)length, r->at);
    r->at += length;
    return r->word;
}

static bool is(const reader *r, const char *word) { return strcmp(r->word, word) == 0; }

// The word just read should be one of `known`, words parted by blanks.
static bool unexpected(reader *r, const char *known) {
    char words[160], best[WORD] = "";
    lk_nearest search = {.name = r->word};
    snprintf(words, sizeof words, "%s", known);
    for (char *save = NULL, *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
        const char *before = search.best;
        lk_nearest_offer(&search, w);
        if (search.best != before) snprintf(best, sizeof best, "%s", w);
    }
    if (!*r->word) return refuse(r, "the line ends where one of these is expected: %s", known);
    if (*best) return refuse(r, "unknown word '%s'; did you mean %s? (here: %s)", r->word, best, known);
    return refuse(r, "unknown word '%s'; expected one of: %s", r->word, known);
}

// ---- quantities

static const struct {
    const char *base, *name, *example;
} kinds[] = {{"A/m2", "current density", "1 mA/cm2"},
             {"C/m2", "capacity", "1 mAh/cm2"},
             {"V", "voltage", "1 V"},
             {"s", "time", "10 min"}};
enum { CURRENT, CAPACITY, VOLTAGE, TIME, KINDS };

static int kind_of(const lk_units *unit) {
    for (int i = 0; unit && i < KINDS; i++)
        if (strcmp(kinds[i].base, unit->base) == 0) return i;
    return KINDS;
}

static bool has_insertion(const reader *r) { return r->params->cell.counter == LK_CELL_INSERTION; }
static bool has_counter(const reader *r) { return r->params->cell.counter != LK_CELL_NONE; }

// A number with its unit, in the base unit, and what it measures. `wanted` is for the messages.
static bool read_quantity(reader *r, const char *wanted, double *value, int *kind) {
    const char *name;
    char unit[WORD];
    if (!lk_table_read_with_unit(next(r), value, &name)) {
        if (!*r->word) return refuse(r, "the line ends where %s is expected", wanted);
        return refuse(r, "'%s' is not %s", r->word, wanted);
    }
    char number[WORD];
    snprintf(number, sizeof number, "%s", r->word);
    snprintf(unit, sizeof unit, "%s", *name ? name : next(r));
    if (strcmp(unit, "C") == 0) { // of the cell's capacity in an hour
        *kind = CURRENT;
        *value *= r->params->cell.capacity / 3600.0;
        return has_insertion(r) ||
               refuse(r, "C is of a cell with an insertion electrode; write a current such as 1 mA/cm2");
    }
    const lk_units *known = lk_units_find(unit);
    *kind = kind_of(known);
    if (!*unit || strcmp(unit, "until") == 0 || strcmp(unit, "or") == 0 || strcmp(unit, "for") == 0)
        return refuse(r, "%s has no unit; write %s", number, wanted);
    if (!known) {
        const lk_units *near = lk_units_nearest(unit) ? lk_units_find(lk_units_nearest(unit)) : NULL;
        if (kind_of(near) < KINDS)
            return refuse(r, "unknown unit '%s'; did you mean %s? Write %s", unit, near->name, wanted);
        return refuse(r, "unknown unit '%s'; write %s", unit, wanted);
    }
    *value = lk_units_to_base(known, *value);
    return true;
}

// Voltages of a cell with an insertion electrode.
static bool check_cell_voltage(reader *r, double volts) {
    return (volts > 0.0 && volts <= most_cell_volts) ||
           refuse(
               r,
               "%g V is no voltage of a cell with an insertion electrode; write one above 0 V and up to %g V",
               volts, most_cell_volts);
}

static bool check_held(reader *r, lk_protocol_step *step, double volts) {
    if (has_insertion(r)) {
        step->held = volts;
        return check_cell_voltage(r, volts);
    }
    const bool plate = step->mode == LK_PROTOCOL_PLATE;
    if (!(fabs(volts) <= 1.0) || (plate ? volts >= 0.0 : volts <= 0.0))
        return refuse(r, "lithium does not %s at %g V against lithium; write a voltage from %s",
                      plate ? "plate" : "strip", volts, plate ? "-1 V to 0 V" : "0 V to 1 V");
    step->held = volts;
    return true;
}

// What the parameter of one step may be, a step of a protocol may be.
static bool is_allowed(reader *r, const char *key, const char *what, double value) {
    const lk_table_row *row = lk_table_find(lk_params_table(), key);
    const double given = lk_units_from_base(lk_units_find(row->unit), value), slack = 1e-9;
    if (given >= row->low * (1.0 - slack) && given <= row->high * (1.0 + slack)) return true;
    return refuse(r, "%g %s is no %s that can be simulated; write one from %g to %g %s", given, row->unit,
                  what, row->low, row->high, row->unit);
}

// `at` what: a current, or a voltage that is held.
static bool read_drive(reader *r, lk_protocol_step *step) {
    int kind;
    double value;
    if (!read_quantity(r, "a current density or a voltage such as 1 mA/cm2 or 0.3 V", &value, &kind))
        return false;
    if (kind == VOLTAGE) return check_held(r, step, value);
    if (kind != CURRENT)
        return refuse(r,
                      "%s is no unit of a current per footprint or of a voltage; write one such as 1 mA/cm2 "
                      "or %s",
                      r->word, step->mode == LK_PROTOCOL_PLATE ? "-50 mV" : "0.3 V");
    if (value < 0.0)
        return refuse(r, "the current is negative; write it positive: plate and strip give its direction");
    if (value == 0.0) return refuse(r, "the current is zero; write 'rest for 10 min'");
    if (!is_allowed(r, "protocol.current_density", "current density", value)) return false;
    step->current = step->mode == LK_PROTOCOL_PLATE ? value : -value;
    return true;
}

// ---- limits

static bool check_voltage(reader *r, const lk_protocol_step *step, double volts) {
    if (has_insertion(r) && !step->outside) return check_cell_voltage(r, volts);
    if (step->mode == LK_PROTOCOL_PLATE && !(volts < r->highest && volts >= -1.0))
        return refuse(r,
                      "%g V cannot be reached by plating, which runs below %g V against lithium%s; write one "
                      "from -1 V to %g V",
                      volts, r->highest, r->highest > 0.0 ? " (kinetics.start_voltage)" : "", r->highest);
    if (step->mode == LK_PROTOCOL_STRIP && !(volts > 0.0 && volts <= 1.0))
        return refuse(
            r,
            "%g V cannot be reached by stripping: it runs above 0 V, and all live lithium is gone at "
            "1 V; write one from 0 V to 1 V",
            volts);
    return true;
}

static bool put_limit(reader *r, lk_protocol_step *step, double value, int kind) {
    double *limits[KINDS] = {&step->least, &step->charge, &step->voltage, &step->time};
    const bool held = !isnan(step->held);
    if (kind == KINDS || (kind == CURRENT && !held))
        return refuse(r, "%s is no unit of a limit; write a capacity, a voltage or a time", r->word);
    if (kind == VOLTAGE && held) return refuse(r, "the voltage is held, so that it can be no limit");
    if (kind == CURRENT && step->mode == LK_PROTOCOL_PLATE && !has_insertion(r))
        return refuse(r, "the current of plating rises from nothing, so that it can be no limit");
    if (isfinite(*limits[kind]) && *limits[kind] != 0.0)
        return refuse(r, "the step has two limits of its %s", kinds[kind].name);
    if (kind == VOLTAGE && !check_voltage(r, step, value)) return false;
    if (kind != VOLTAGE && !(value > 0.0)) return refuse(r, "a %s has to be above zero", kinds[kind].name);
    if (kind == CAPACITY && !is_allowed(r, "protocol.capacity", "capacity", value)) return false;
    if (kind == TIME && value > longest)
        return refuse(r, "a time of %g s is too long; at most %g s", value, longest);
    *limits[kind] = value;
    return true;
}

static bool read_limits(reader *r, lk_protocol_step *step) {
    do {
        int kind;
        double value;
        if (!read_quantity(r, "a capacity, a voltage or a time such as 1 mAh/cm2, 1 V or 10 min", &value,
                           &kind) ||
            !put_limit(r, step, value, kind))
            return false;
        next(r);
    } while (is(r, "or"));
    if (*r->word) return unexpected(r, "or");
    return isnan(step->held) || isfinite(step->time) || step->least > 0.0 ||
           refuse(r, "at a voltage the current may fade and the step never end; add a time, as in 'or 1 h'");
}

static bool read_time(reader *r, lk_protocol_step *step) {
    int kind;
    if (!read_quantity(r, "a time such as 10 min", &step->time, &kind)) return false;
    if (kind != TIME) return refuse(r, "%s is no unit of a time; write one such as 10 min", r->word);
    if (!(step->time > 0.0)) return refuse(r, "a time has to be above zero");
    if (step->time > longest)
        return refuse(r, "a time of %g s is too long; at most %g s", step->time, longest);
    return !*next(r) || refuse(r, "'%s' is more than a step needs", r->word);
}

// ---- steps

static bool read_end(reader *r, lk_protocol_step *step) {
    next(r);
    if (!*r->word && !isnan(step->held))
        return refuse(r, "the step has no end; add 'until 1 mAh/cm2 or 1 h' or 'for 1 h'");
    if (!*r->word)
        return refuse(r, "the step has no end; add 'until 1 mAh/cm2', 'until %s' or 'for 1 h'",
                      step->mode == LK_PROTOCOL_PLATE ? "-0.2 V" : "1 V");
    if (is(r, "until")) return read_limits(r, step);
    return is(r, "for") ? read_time(r, step) : unexpected(r, "until for");
}

static bool read_driven(reader *r, lk_protocol_step *step) {
    next(r);
    if (!is(r, "at")) return unexpected(r, "at");
    return read_drive(r, step) && read_end(r, step);
}

static bool mode_before(const reader *r, lk_protocol_mode *mode) {
    const lk_protocol *p = r->protocol;
    if (p->count == 0 || p->steps[p->count - 1].mode > LK_PROTOCOL_STRIP) return false;
    *mode = p->steps[p->count - 1].mode;
    return true;
}

static bool read_load(reader *r, lk_protocol_step *step) {
    step->outside = true;
    return has_counter(r) ? read_driven(r, step)
                          : refuse(r, "an electrode by itself is loaded by 'plate'; load is of a cell with a "
                                      "counter electrode (cell.counter)");
}

static bool read_charge(reader *r, lk_protocol_step *step) {
    return has_insertion(r)
               ? read_driven(r, step)
               : refuse(r, "%s is of a cell with an insertion electrode (cell.counter); write %s", r->word,
                        step->mode == LK_PROTOCOL_PLATE ? "plate" : "strip");
}

// A voltage tells by itself which way the current goes; that of a cell goes on as in the step before.
static bool read_hold(reader *r, lk_protocol_step *step) {
    int kind;
    double value;
    next(r);
    if (!is(r, "at")) return unexpected(r, "at");
    if (!read_quantity(r, "a voltage such as -50 mV", &value, &kind)) return false;
    if (kind != VOLTAGE) return refuse(r, "%s is no unit of a voltage; write one such as -50 mV", r->word);
    if (value == 0.0) return refuse(r, "nothing happens at 0 V against lithium; write 'rest for 10 min'");
    step->mode = value < 0.0 ? LK_PROTOCOL_PLATE : LK_PROTOCOL_STRIP;
    if (has_insertion(r) && !mode_before(r, &step->mode))
        return refuse(r, "hold goes on as the charge or discharge in the line before it; there is none");
    return check_held(r, step, value) && read_end(r, step);
}

static bool read_rest(reader *r, lk_protocol_step *step) {
    next(r);
    return is(r, "for") ? read_time(r, step) : unexpected(r, "for");
}

static bool read_picture(reader *r, lk_protocol_step *step) {
    (void)step;
    r->protocol->pictures = true;
    return !*next(r) || refuse(r, "'%s' is more than a step needs", r->word);
}

// A mark follows the plate or strip whose charge it keeps.
static bool read_mark(reader *r, lk_protocol_step *step) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    lk_protocol *p = r->protocol;
    next(r);
    if (!*r->word || strspn(r->word, allowed) != strlen(r->word) || strlen(r->word) >= LK_PROTOCOL_NAME)
        return refuse(r, "'%s' is no name of a mark: up to %d letters, digits and _", r->word,
                      LK_PROTOCOL_NAME - 1);
    const lk_protocol_step *before = p->count ? &p->steps[p->count - 1] : NULL;
    if (!before || before->mode > LK_PROTOCOL_STRIP)
        return refuse(r,
                      "a mark keeps the charge of the plate or strip in the line before it; there is none");
    for (size_t i = 0; i < p->mark_count; i++)
        if (is(r, p->marks[i])) return refuse(r, "mark %s stands in two places", r->word);
    if (p->mark_count == LK_PROTOCOL_MARKS) return refuse(r, "more than %d marks", LK_PROTOCOL_MARKS);
    step->mark = (int)p->mark_count;
    snprintf(p->marks[p->mark_count++], LK_PROTOCOL_NAME, "%.*s", LK_PROTOCOL_NAME - 1, r->word);
    return !*next(r) || refuse(r, "'%s' is more than a step needs", r->word);
}

static bool read_repeat(reader *r, lk_protocol_step *step) {
    char *end;
    next(r);
    const long times = strtol(r->word, &end, 10);
    if (end == r->word || *end || times < 1)
        return refuse(r, "a loop without an end%s%s; write how often, as in 'repeat 10 times: [...]'",
                      *r->word ? ": " : "", r->word);
    if (times > MOST_TIMES) return refuse(r, "%ld times; at most %d", times, MOST_TIMES);
    step->times = times;
    next(r);
    if (!is(r, "times") && !is(r, "time")) return unexpected(r, "times");
    return !*next(r) || refuse(r, "'%s' is more than a loop needs", r->word);
}

static const struct {
    const char *word;
    lk_protocol_mode mode;
    bool (*read)(reader *, lk_protocol_step *);
} words[] = {{"plate", LK_PROTOCOL_PLATE, read_driven},     {"strip", LK_PROTOCOL_STRIP, read_driven},
             {"load", LK_PROTOCOL_PLATE, read_load},        {"charge", LK_PROTOCOL_PLATE, read_charge},
             {"discharge", LK_PROTOCOL_STRIP, read_charge}, {"hold", LK_PROTOCOL_PLATE, read_hold},
             {"rest", LK_PROTOCOL_REST, read_rest},         {"picture", LK_PROTOCOL_PICTURE, read_picture},
             {"mark", LK_PROTOCOL_MARK, read_mark},         {"repeat", LK_PROTOCOL_REPEAT, read_repeat}};
enum { WORDS = sizeof words / sizeof *words };

static bool read_line(reader *r, lk_protocol_step *step) {
    *step = (lk_protocol_step){
        .charge = INFINITY, .time = INFINITY, .voltage = NAN, .held = NAN, .line = r->line};
    r->at = r->start = r->lines->items[r->line].text;
    r->failed = false;
    next(r);
    for (int i = 0; i < WORDS; i++)
        if (is(r, words[i].word)) {
            step->mode = words[i].mode;
            return words[i].read(r, step);
        }
    return unexpected(r, "plate strip hold rest repeat mark picture load charge discharge");
}

static int depth_at(const lk_lines *lines, size_t line) {
    return line < lines->count ? lines->items[line].depth : 0;
}

// Read the lines of one depth from *line on; a loop's own step comes after its body.
static bool read_block(reader *r, size_t *line, int depth) {
    bool good = true;
    while (*line < r->lines->count && depth_at(r->lines, *line) >= depth) {
        lk_protocol_step step;
        r->line = (*line)++;
        bool fine = read_line(r, &step);
        const bool loop = step.mode == LK_PROTOCOL_REPEAT, body = depth_at(r->lines, *line) > depth;
        if (fine && loop && !body) fine = refuse(r, "the loop has no steps; write 'repeat 10 times: [...]'");
        if (fine && !loop && body) fine = refuse(r, "only repeat holds steps of its own");
        if (fine && loop && depth >= LK_PROTOCOL_DEPTH)
            fine = refuse(r, "loops stand more than %d deep", LK_PROTOCOL_DEPTH);
        step.first = r->protocol->count;
        step.depth = depth;
        if (body && !read_block(r, line, depth + 1)) good = false;
        if (fine) r->protocol->steps[r->protocol->count++] = step;
        good = good && fine;
    }
    return good;
}

bool lk_protocol_compile(const lk_params *params, lk_protocol *protocol, lk_protocol_complain *complain,
                         void *context) {
    const lk_lines *lines = &params->protocol.steps;
    reader r = {.protocol = protocol,
                .params = params,
                .lines = lines,
                .complain = complain,
                .context = context,
                .highest = params->walls.closure == 1 ? params->kinetics.start_voltage : 0.0};
    *protocol = (lk_protocol){0};
    if (has_insertion(&r)) protocol->capacity = params->cell.capacity;
    size_t line = 0;
    bool good = read_block(&r, &line, 0);
    if (lines->count == 0) {
        protocol->steps[protocol->count++] = (lk_protocol_step){.mode = LK_PROTOCOL_PLATE,
                                                                .current = params->protocol.current_density,
                                                                .charge = params->protocol.capacity,
                                                                .time = INFINITY,
                                                                .voltage = NAN,
                                                                .held = NAN};
    }
    if (good) good = lk_protocol_walk(protocol, complain, context);
    return good;
}
