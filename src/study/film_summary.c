// What a run of the film scale comes to: for summary.json, and in words.
#include "film_cell.h"
#include "likmc/constants.h"
#include "likmc/paper.h"
#include "summary.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double mAh_cm2 = LK_MAH_PER_CM2; // C/m2

static double mark_of(const lk_film_electrode *e, const char *name) {
    int64_t passes;
    return lk_protocol_mark(&e->protocol, &e->progress.cursor, name, &passes) / e->hits_per_charge / mAh_cm2;
}

lk_result lk_film_summary_result(const lk_electrode *electrode) {
    const lk_film_electrode *e = lk_film_of(electrode);
    const lk_params *params = e->base.params;
    const bool watched = params->protocol.least_efficiency > 0.0 || params->protocol.least_voltage > -10.0;
    lk_result result =
        lk_result_of(&e->film, &e->protocol, &e->progress.cursor, &e->progress.cycle, &e->seen, watched);
    lk_film_cell_result(e, &result);
    return result;
}

// ---- in words

void lk_film_summary_tell(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]) {
    const lk_film_electrode *e = lk_film_of(electrode);
    snprintf(text, LK_ELECTRODE_TEXT, "%.3f mAh/cm2, %.1f um", lk_film_charge(&e->film) / mAh_cm2,
             e->seen.thickness * 1e6);
}

__attribute__((format(printf, 2, 3))) static void add(char text[LK_ELECTRODE_TEXT], const char *format, ...) {
    const size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, LK_ELECTRODE_TEXT - length, format, arguments);
    va_end(arguments);
}

// Efficiency, and where the charge is that did not come back.
static void report_cycles(const lk_film_electrode *e, char text[LK_ELECTRODE_TEXT]) {
    const lk_result r = lk_film_summary_result(&e->base);
    const double laid = mark_of(e, "q_l"), cycled = mark_of(e, "q_a"), last = mark_of(e, "q_r");
    const long long cycles = (long long)e->progress.cycle.number;
    if (isnan(r.unrecovered)) return; // never stripped
    if (!isnan(laid + cycled + last))
        add(text, "\nCE %s%.2f %% by the reservoir method: q_l %.3f, q_a %.3f, q_r %.3f mAh/cm2%s",
            r.efficiency_at_most > 0.0 ? "at most " : "", 100 * r.efficiency, laid, cycled, last,
            r.efficiency_at_most > 0.0 ? "; the reservoir was used up" : "");
    else
        add(text, "\nCE %.2f %%, mean of the cycles; %.2f %% of all charge", 100 * r.mean_efficiency,
            100 * r.total_efficiency);
    add(text,
        "\n%lld cycle%s, not come back %.4f mAh/cm2: dead lithium %.4f, SEI %.4f, taken up by the decoration "
        "for good %.4f, "
        "in it to give back %.4f, live lithium left %.4f",
        cycles, cycles == 1 ? "" : "s", r.unrecovered / mAh_cm2, r.dead / mAh_cm2, r.sei / mAh_cm2,
        r.conversion / mAh_cm2, r.alloying / mAh_cm2, r.left / mAh_cm2);
    add(text,
        "\ncut off on the way %.4f mAh/cm2; live again: new lithium grew against it %.4f, settled on the "
        "host %.4f, on lithium %.4f",
        r.died / mAh_cm2, r.by_growth / mAh_cm2, r.by_host / mAh_cm2, r.by_lithium / mAh_cm2);
}

void lk_film_summary_report(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]) {
    const lk_film_electrode *e = lk_film_of(electrode);
    const lk_observation *seen = &e->seen;
    const int length =
        snprintf(text, LK_ELECTRODE_TEXT, "%.2f mAh/cm2, thickness %.1f um, pores filled %.1f %%",
                 seen->charge / mAh_cm2, seen->thickness * 1e6, 100 * seen->filling);
    if (isfinite(seen->packing)) // nothing stands above the paper
        snprintf(text + length, LK_ELECTRODE_TEXT - (size_t)length, ", packing above the paper %.2f",
                 seen->packing);
    report_cycles(e, text);
}

// ---- summary.json

static void write_row(lk_json *json, const lk_observation *o) {
    size_t count;
    const lk_series_column *columns = lk_observe_columns(&count);
    lk_json_open_object(json, "end");
    for (size_t i = 0; i < count; i++) lk_summary_write_number(json, &columns[i], o);
    lk_json_close_object(json);
}

static void write_cycles(lk_json *json, const lk_film_electrode *e) {
    lk_json_integer(json, "cycles", e->progress.cycle.number);
    lk_json_open_object(json, "marks_mAh_per_cm2");
    for (size_t i = 0; i < e->protocol.mark_count; i++)
        lk_json_number(json, e->protocol.marks[i], mark_of(e, e->protocol.marks[i]));
    lk_json_close_object(json);
}

static void write_events(lk_json *json, const lk_film *film) {
    lk_json_open_object(json, "events");
    for (int i = 0; i < LK_FILM_EVENT_COUNT; i++)
        lk_json_integer(json, lk_film_event_of(i)->name, (int64_t)film->events[i]);
    lk_json_close_object(json);
}

lk_status lk_film_summary_write(lk_electrode *electrode, lk_json *json, lk_error_list *errors) {
    const lk_film_electrode *e = lk_film_of(electrode);
    lk_paper paper;
    const lk_status status = lk_paper_measure(&e->film, e->base.threads, &paper, errors);
    if (status != LK_OK) return status;
    const lk_result result = lk_film_summary_result(electrode);
    lk_summary_write_result(json, LK_SCALE_FILM, &result);
    write_cycles(json, e);
    write_row(json, &e->seen);
    lk_paper_write(&paper, json);
    write_events(json, &e->film);
    lk_film_cell_summarise(e, json);
    lk_json_boolean(json, "charge_conserved", lk_observe_is_faradaic(&e->film, &e->seen));
    return LK_OK;
}
