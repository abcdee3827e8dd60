// The events of the film scale: the table, the rates of its classes, and what every event goes through. See
// likmc/film_event.h.
#include "likmc/film_event.h"

#include "film_parts.h"

#define ON(kind) (1u << LK_FILM_##kind)
#define BOOK(account)                                                                                        \
    {                                                                                                        \
        { LK_LEDGER_##account, 1 }                                                                           \
    }
#define GIVE(account)                                                                                        \
    {                                                                                                        \
        { LK_LEDGER_##account, -1 }                                                                          \
    }
#define BUTLER_VOLMER "Butler-Volmer; Newman and Balsara, Electrochemical Systems, 4th ed., ch. 8"
#define PAPER         "Shen 2025, doi 10.1038/s41467-025-60609-4"
#define ISOLATED      "Fang 2019, doi 10.1038/s41586-019-1481-z"
#define RECOVERED     "Liu 2021, doi 10.1038/s41586-021-04168-w"
#define SEI_SOURCE    "O'Kane 2022, doi 10.1039/d2cp00417h"

static const lk_film_event events[LK_FILM_EVENT_COUNT] = {
    [LK_FILM_OXIDATION] = {.name = "oxidation",
                           .doc = "Li -> Li+ + e-; metal that does not fill its voxel goes first",
                           .where = "live lithium with exposed faces; seeds",
                           .equation =
                               "-j0 h^2/q [c/c0 exp(alpha x) - exp(-(1 - alpha) x)] per open face, "
                               "x = e eta/kT, less if its SEI is passive, and by the factor of its grain",
                           .source = BUTLER_VOLMER,
                           .reverse = "reduction",
                           .trigger = LK_FILM_CHOSEN,
                           .kinds = ON(SEED) | ON(SURFACE),
                           .charge = -1,
                           .postings = BOOK(STRIPPED),
                           .rate = lk_film_reaction_faces,
                           .strength = lk_film_reaction_oxidation_strength,
                           .apply = lk_film_reaction_oxidise},
    [LK_FILM_REDUCTION] = {.name = "reduction",
                           .doc = "Li+ + e- -> Li on a face of live lithium or of nucleated host",
                           .where = "electrolyte beside live lithium or nucleated host",
                           .equation = "j0 h^2/q [c/c0 exp(alpha x) - exp(-(1 - alpha) x)] per open face, "
                                       "x = e eta/kT, less if its SEI is passive",
                           .source = BUTLER_VOLMER,
                           .reverse = "oxidation",
                           .trigger = LK_FILM_CHOSEN,
                           .kinds = ON(FRONT) | ON(SEED),
                           .charge = +1,
                           .postings = BOOK(PLATED),
                           .rate = lk_film_reaction_faces,
                           .strength = lk_film_reaction_reduction_strength,
                           .apply = lk_film_reaction_reduce},
    [LK_FILM_NUCLEATION] = {.name = "nucleation",
                            .doc = "lithium nucleates on bare host: its faces react from now on",
                            .where = "electrolyte beside host and no live lithium",
                            .equation = "J0 h^2 exp(-dG*/kT), dG* = 16 pi gamma^3 Omega^2 f/(3 (e eta)^2), "
                                        "f from E_ads by Young's law",
                            .source = "Volmer and Weber 1926; Fletcher 1958, doi 10.1063/1.1744540",
                            .reverse = "dissolution",
                            .trigger = LK_FILM_CHOSEN,
                            .kinds = ON(BARE),
                            .rate = lk_film_reaction_nucleation_rate,
                            .varies = true,
                            .apply = lk_film_reaction_nucleate},
    [LK_FILM_EXCHANGE] = {.name = "exchange",
                          .doc = "a lithium voxel moves along the surface to where it has more neighbours",
                          .where = "live lithium with exposed faces",
                          .equation = "Mullins' B/h^4 for the barrier of smoothing, exp(-faces held)",
                          .source = "Mullins 1957, doi 10.1063/1.1722742",
                          .reverse = "exchange",
                          .trigger = LK_FILM_CHOSEN,
                          .kinds = ON(SURFACE),
                          .rate = lk_film_exchange_rate,
                          .apply = lk_film_exchange},
    [LK_FILM_SPREADING] = {.name = "spreading",
                           .doc = "a packet hops along a wall that feeds it, until a kink holds it",
                           .where = "reduction beside a wall, within its feeding length",
                           .equation = "(D_s tau s b)/h^2 hops on average, geometrically distributed",
                           .source = "limited mobility: Martynec and Klapp 2019, arXiv:1903.08439",
                           .reverse = "spreading",
                           .trigger = LK_FILM_WITHIN,
                           .apply = lk_film_reaction_spread},
    [LK_FILM_DISSOLUTION] = {.name = "dissolution",
                             .doc = "a nucleus whose metal is gone dissolves: the host is bare again",
                             .where = "oxidation of a seed without metal, or of its last",
                             .equation = "always",
                             .source = "a nucleus without metal has no surface of its own",
                             .reverse = "nucleation",
                             .trigger = LK_FILM_WITHIN,
                             .apply = lk_film_reaction_dissolve},
    [LK_FILM_SEI_GROWTH] = {.name = "sei",
                            .doc = "fresh lithium reacts with electrolyte to SEI: a quantum of its charge",
                            .where = "reduction and oxidation, as long as fresh surface owes charge",
                            .equation = "charge per true area times the fresh area",
                            .source = SEI_SOURCE,
                            .why_not = "SEI does not dissolve",
                            .trigger = LK_FILM_WITHIN,
                            .charge = +1,
                            .postings = BOOK(SEI),
                            .apply = lk_film_sei_grow},
    [LK_FILM_ISOLATION] = {.name = "isolation",
                           .doc = "lithium loses its path to the collector, and is dead: a quantum of it",
                           .where = "oxidation or exchange that takes the last voxel of the path away",
                           .equation = "no path over faces of live lithium and host",
                           .source = ISOLATED,
                           .reverse = "reconnection",
                           .trigger = LK_FILM_WITHIN,
                           .postings = BOOK(DIED),
                           .apply = lk_film_metal_isolate},
    [LK_FILM_SETTLING] = {.name = "settling",
                          .doc = "a dead piece moves towards the collector until something is in its way",
                          .where = "a piece that is cut off or has lost a support",
                          .equation = "always",
                          .source = "assumed: the separator presses on the deposit",
                          .why_not = "nothing lifts a piece",
                          .trigger = LK_FILM_WITHIN,
                          .apply = lk_film_metal_settle},
    [LK_FILM_CONTACT_HOST] = {.name = "contact-host",
                              .doc =
                                  "a dead piece conducts through the host that it lies on: a quantum of it",
                              .where = "a piece that has come to rest on the host or the collector",
                              .equation = "1 - (1 - p)^contacts, one contact a cube of the grain size",
                              .source = PAPER,
                              .reverse = "isolation",
                              .trigger = LK_FILM_WITHIN,
                              .postings = BOOK(BY_HOST),
                              .apply = lk_film_metal_touch_host},
    [LK_FILM_CONTACT_LITHIUM] = {.name = "contact-lithium",
                                 .doc = "a dead piece conducts through live lithium beside it: a quantum",
                                 .where = "a piece that has come to rest beside live lithium",
                                 .equation = "1 - (1 - p)^contacts, one contact a cube of the grain size",
                                 .source = RECOVERED,
                                 .reverse = "isolation",
                                 .trigger = LK_FILM_WITHIN,
                                 .postings = BOOK(BY_LITHIUM),
                                 .apply = lk_film_metal_touch_lithium},
    [LK_FILM_RECONNECTION] = {.name = "reconnection",
                              .doc = "new lithium grows against a dead piece, which conducts: a quantum",
                              .where = "live lithium that fills a voxel beside a dead one",
                              .equation = "1 - exp(-h^2/a) for each face, a: area per contact",
                              .source = RECOVERED,
                              .reverse = "isolation",
                              .trigger = LK_FILM_WITHIN,
                              .postings = BOOK(BY_GROWTH),
                              .apply = lk_film_metal_reconnect},
    [LK_FILM_SEI_REUSE] = {.name = "sei-reuse",
                           .doc = "a shell of SEI that stripped lithium has left serves again: a quantum of "
                                  "charge that fresh surface does not owe",
                           .where = "surface that has grown while there are shells",
                           .equation = "share of reuse times charge per true area times the area of shells",
                           .source = "assumed: sei.reuse",
                           .why_not = "what is saved is not owed later",
                           .trigger = LK_FILM_AFTER,
                           .apply = lk_film_sei_renew},
    [LK_FILM_GRAIN_BIRTH] = {.name = "grain-birth",
                             .doc = "a new grain of lithium, under open SEI",
                             .where = "a voxel that fills: the first of a nucleus, or on new surface",
                             .equation = "1 - exp(-A/L^2), A: surface that the voxel brings, L: grain size",
                             .source = "assumed: sei.grain_size; grains seen by Yuan 2023, doi "
                                       "10.1038/s41586-023-06235-w",
                             .why_not = "a grain goes with its last voxel",
                             .trigger = LK_FILM_WITHIN,
                             .apply = lk_film_grain_birth},
    [LK_FILM_PASSIVATION] = {.name = "passivation",
                             .doc = "the SEI of an open grain becomes passive",
                             .where = "every open grain",
                             .equation = "k exp(-E/R (1/T - 1/T0))",
                             .source = "assumed: sei.passivation_rate",
                             .why_not = "surface that cracks it open is a new grain",
                             .trigger = LK_FILM_AFTER,
                             .apply = lk_film_grain_passivate},
    [LK_FILM_YIELDING] =
        {.name = "yielding",
         .doc = "a layer of the host is pushed apart: its voxels hold a quantum more",
         .where = "layers whose pores lithium fills beyond the yield filling",
         .equation = "capacity = lithium/(yield filling x pores), at most that of the largest swelling",
         .source = "assumed: host.yield_filling; fibres pushed apart: " PAPER,
         .why_not = "the strain is plastic: it stays",
         .trigger = LK_FILM_AFTER,
         .apply = lk_film_yield},
    [LK_FILM_CONVERSION] = {.name = "conversion",
                            .doc = "ZnO + 2 Li+ + 2 e- -> Zn + Li2O: a quantum of its charge",
                            .where = "plating, before lithium plates, until all decoration has converted",
                            .equation = "at the applied current",
                            .source = PAPER,
                            .why_not = "stripping does not oxidise Zn again",
                            .trigger = LK_FILM_ELECTRODE,
                            .charge = +1,
                            .postings = BOOK(CONVERSION),
                            .due = lk_film_convert_oxide},
    [LK_FILM_ALLOYING] = {.name = "alloying",
                          .doc = "Zn + Li+ + e- -> LiZn: a quantum of its charge",
                          .where = "plating, after conversion and before lithium plates",
                          .equation = "at the applied current",
                          .source = PAPER,
                          .reverse = "dealloying",
                          .trigger = LK_FILM_ELECTRODE,
                          .charge = +1,
                          .postings = BOOK(ALLOYING),
                          .due = lk_film_convert_alloy},
    [LK_FILM_DEALLOYING] = {.name = "dealloying",
                            .doc = "LiZn -> Zn + Li+ + e-: a quantum of its charge",
                            .where = "stripping, once the voltage has risen above that of the alloy",
                            .equation = "at the applied current",
                            .source = PAPER,
                            .reverse = "alloying",
                            .trigger = LK_FILM_ELECTRODE,
                            .charge = -1,
                            .postings = GIVE(ALLOYING),
                            .due = lk_film_convert_release},
};

const lk_film_event *lk_film_events(void) { return events; }

static void find_choices(lk_film *film, unsigned kind) {
    lk_film_choice *choice = &film->choices[kind];
    *choice = (lk_film_choice){0};
    for (uint8_t event = 0; event < LK_FILM_EVENT_COUNT; event++)
        if (film->table[event].kinds >> kind & 1u) choice->events[choice->count++] = event;
}

// Classes of host types that the film has not are left out: they have no members.
static uint32_t classes_of(const lk_film *film) {
    return lk_film_class_bare((uint32_t)film->model.wall_count, 0);
}

void lk_film_event_prepare(lk_film *film) {
    if (!film->table) film->table = events;
    for (unsigned kind = 0; kind < LK_FILM_KINDS; kind++) find_choices(film, kind);
    for (uint32_t number = 0; number < classes_of(film); number++) {
        const lk_film_class class = lk_film_class_decode(number);
        const lk_film_choice *choice = &film->choices[class.kind];
        for (uint8_t i = 0; i < choice->count; i++) {
            const lk_film_event *event = &film->table[choice->events[i]];
            film->weights[number][i] = event->varies ? 0.0 : event->rate(film, &class);
        }
    }
}

static void set_rate(lk_film *film, uint32_t number, const double strengths[LK_FILM_CHOICES]) {
    double total = 0.0;
    for (int i = 0; i < LK_FILM_CHOICES; i++) {
        film->rates[number][i] = film->weights[number][i] * strengths[i];
        total += film->rates[number][i];
    }
    lk_buckets_set_rate(&film->buckets, number, total);
}

// Rates that cannot be had by a factor.
static void ask_again(lk_film *film, uint32_t number, const lk_film_choice *choice) {
    const lk_film_class class = lk_film_class_decode(number);
    for (uint8_t i = 0; i < choice->count; i++) {
        const lk_film_event *event = &film->table[choice->events[i]];
        if (event->varies) film->weights[number][i] = event->rate(film, &class);
    }
}

void lk_film_event_set_rates(lk_film *film) {
    const uint32_t end = classes_of(film);
    for (uint32_t number = 0; number < end;) {
        const lk_film_kind kind = lk_film_class_kind(number);
        const lk_film_choice *choice = &film->choices[kind];
        double strengths[LK_FILM_CHOICES] = {0};
        bool varies = false;
        for (uint8_t i = 0; i < choice->count; i++) {
            const lk_film_event *event = &film->table[choice->events[i]];
            strengths[i] = event->strength ? event->strength(film) : 1.0;
            varies = varies || event->varies;
        }
        for (; number < end && lk_film_class_kind(number) == kind; number++) {
            if (varies) ask_again(film, number, choice);
            set_rate(film, number, strengths);
        }
    }
}

void lk_film_event_book(lk_film *film, int event, int64_t times) {
    const lk_ledger_posting *posting = film->table[event].postings;
    film->events[event] += (uint64_t)times;
    for (int i = 0; i < LK_FILM_POSTINGS && posting[i].account != LK_LEDGER_PASSED; i++)
        lk_ledger_book(&film->ledger, posting[i], times);
}

int64_t lk_film_event_happen(lk_film *film, int event, uint32_t *site) {
    const int64_t times = film->table[event].apply(film, site);
    if (times > 0) lk_film_event_book(film, event, times);
    return times;
}

// Which of its events a voxel of the class does: in proportion to their rates.
static int choose(lk_film *film, uint32_t class) {
    const lk_film_choice *choice = &film->choices[lk_film_class_kind(class)];
    if (choice->count == 1) return choice->events[0];
    const double *rate = film->rates[class];
    return choice->events[lk_rng_unit(&film->rng) * (rate[0] + rate[1]) < rate[0] ? 0 : 1];
}

int64_t lk_film_event_run(lk_film *film, uint32_t site, uint32_t class) {
    const int event = choose(film, class);
    return film->table[event].charge * lk_film_event_happen(film, event, &site);
}
