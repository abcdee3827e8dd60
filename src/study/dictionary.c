// The data dictionary: see likmc/dictionary.h.
#include "likmc/dictionary.h"

#include "likmc/catalogue.h"
#include "likmc/electrode.h"
#include "likmc/observe.h"
#include "likmc/paper.h"
#include "likmc/result.h"

#include <stdio.h>

typedef struct visit {
    void (*tell)(void *context, const lk_dictionary_entry *entry);
    void *context;
} visit;

static void tell(const visit *v, const char *scale, const char *file, const char *prefix, const char *name,
                 const char *unit, const char *doc) {
    lk_dictionary_entry entry = {.file = file, .scale = scale, .unit = unit, .doc = doc};
    snprintf(entry.name, sizeof entry.name, "%.30s%.64s", prefix, name);
    v->tell(v->context, &entry);
}

static void tell_columns(const visit *v, const char *scale, const char *file, const char *prefix,
                         const lk_series_column *columns, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char name[LK_DICTIONARY_NAME];
        lk_series_header(&columns[i], name, sizeof name);
        tell(v, scale, file, prefix, name, columns[i].unit, columns[i].doc);
    }
}

// Results of one scale, or of all (`scale` < 0).
static void tell_results(const visit *v, const char *name, int scale, const char *file, const char *prefix) {
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    for (size_t i = 0; i < count; i++)
        if (scale < 0 || columns[i].scale == scale)
            tell_columns(v, name, file, prefix, &columns[i].column, 1);
}

static void tell_table(const visit *v, const lk_scale *scale, lk_due due) {
    const lk_scale_table table = scale->table(due);
    if (table.file) tell_columns(v, scale->name, table.file, "", table.columns, table.count);
}

// Fields and columns that no table writes.
typedef struct field {
    const char *name, *unit, *doc;
} field;

static void tell_fields(const visit *v, const char *scale, const char *file, const field *fields,
                        size_t count) {
    for (size_t i = 0; i < count; i++)
        tell(v, scale, file, "", fields[i].name, fields[i].unit, fields[i].doc);
}

#define COUNT_OF(array)               sizeof(array) / sizeof *(array)
#define FIELDS(v, scale, file, array) tell_fields(v, scale, file, array, COUNT_OF(array))

static const char summary[] = "summary.json";

static const field common[] = {
    {"title", "", "of the case"},
    {"parameters_hash", "", "of params.yaml: the same parameters have the same hash"},
    {"charge_conserved", "",
     "is every electron that passed found again in the state, counted in whole numbers?"},
};

static const field film[] = {
    {"cycles", "1", "cycles done"},
    {"host.fibres", "1", "fibres that were generated"},
    {"marks_mAh_per_cm2.*", "mAh/cm2", "mean charge of the steps with this mark of the protocol"},
};

static const field atoms[] = {
    {"end.area_nm2", "nm2", "area of the host that lithium can touch"},
    {"end.time_s", "s", "simulated time"},
    {"end.overpotential_mV", "mV", "positive when plating"},
    {"end.atoms", "1", "of lithium metal"},
    {"end.electrons", "1", "charge passed, reduction positive"},
    {"end.layers", "1", "atoms per site that touches the host"},
    {"end.nuclei_per_um2", "1/um2", "clusters that left the first layer or have 20 atoms, per area"},
    {"end.adatoms_per_um2", "1/um2", "atoms without lithium neighbours, per area"},
    {"end.spread", "1", "share of the lithium that touches the host"},
    {"end.roughness_nm", "nm", "spread of the exposed atoms' layers"},
    {"end.wet.*", "1", "share of the contact sites of this material that lithium takes"},
    {"end.height_correlation_nm2.*", "nm2", "correlation of the heights at this distance along the tube"},
    {"acceleration.accuracy", "1", "atom.accuracy; null: exact"},
    {"acceleration.most_often_per_site_and_s", "1/s", "rate to which a pair of hops is slowed down at most"},
    {"acceleration.islands_too_many_at_most", "1", "bound of the bias of the number of islands, relative"},
    {"acceleration.layer_and_roughness_off_at_most", "1",
     "bound of the bias of layer and roughness, relative"},
    {"acceleration.*.hops", "1", "hops done of this kind"},
    {"acceleration.*.mean_factor", "1", "factor by which they were slowed down, geometric mean"},
};

static const field compared[] = {
    {"variant", "", "variant of the study"},
    {"rank", "1", "of the case in its variant; 1 is best"},
    {"case", "", "file name of the case"},
    {"title", "", "of the case"},
    {"quantity", "", "name of a result"},
    {"unit", "", "of the result"},
    {"values", "1", "seeds or draws that have a value"},
    {"mean", "unit", "over the seeds or draws"},
    {"standard_error", "unit", "of the mean"},
    {"low_95", "unit", "lower end of the 95 % confidence interval"},
    {"high_95", "unit", "upper end of the 95 % confidence interval"},
    {"bounds", "1", "of the values, how many are no more than bounds"},
};

static const field runs[] = {
    {"variant", "", "variant of the study"},
    {"case", "", "file name of the case"},
    {"draw", "1", "number of the draw, from 0"},
    {"seed", "1", "of the run"},
};

static const field drawn[] = {
    {"*", "base", "a quantity that was drawn, by its key, in its base unit"},
};

static void tell_film(const visit *v) {
    size_t count;
    const lk_series_column *columns = lk_paper_columns(&count);
    FIELDS(v, "film", summary, film);
    tell_columns(v, "film", summary, "host.", columns, count);
    columns = lk_observe_columns(&count);
    tell_columns(v, "film", summary, "end.", columns, count);
    for (int e = 0; e < LK_FILM_EVENT_COUNT; e++)
        tell(v, "film", summary, "events.", lk_film_event_of(e)->name, "1", lk_film_event_of(e)->doc);
}

static void tell_atoms(const visit *v) {
    FIELDS(v, "atomistic", summary, atoms);
    for (int e = 0; e < LK_EVENT_COUNT; e++)
        tell(v, "atomistic", summary, "end.events.", lk_catalogue(e)->name, "1", lk_catalogue(e)->doc);
}

// Tables that grow, and what both scales write into summary.json.
static void tell_scale(const visit *v, const lk_scale *scale, int number) {
    tell_table(v, scale, LK_DUE_ROW);
    tell_table(v, scale, LK_DUE_CYCLE);
    FIELDS(v, scale->name, summary, common);
    tell_results(v, scale->name, number, summary, "result.");
}

void lk_dictionary_visit(void (*with)(void *context, const lk_dictionary_entry *entry), void *context) {
    const visit v = {with, context};
    size_t count;
    const lk_scale *const *scales = lk_electrode_scales(&count);
    for (size_t i = 0; i < count; i++) tell_scale(&v, scales[i], (int)i);
    tell_film(&v);
    tell_atoms(&v);
    FIELDS(&v, "study", "compare.csv", compared);
    FIELDS(&v, "study", "results.csv", runs);
    tell_results(&v, "study", -1, "results.csv", "");
    FIELDS(&v, "study", "results.csv", drawn);
}
