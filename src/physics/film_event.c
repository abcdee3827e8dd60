// The events of the film scale: the table, the rates of its classes, and what every event goes through. Rows
// stand beside their functions. See likmc/film_event.h.
#include "likmc/film_event.h"

#include "film_parts.h"
#include "film_place.h"

#define ROW(NAME, row) &lk_film_event_##row,
static const lk_film_event *const events[] = {LK_FILM_EVENTS(ROW)};

const lk_film_event *lk_film_event_of(int event) { return events[event]; }

static void find_choices(lk_film *film, unsigned kind) {
    lk_film_choice *choice = &film->choices[kind];
    *choice = (lk_film_choice){0};
    for (uint8_t event = 0; event < LK_FILM_EVENT_COUNT; event++)
        if (film->table[event]->kinds >> kind & 1u) choice->events[choice->count++] = event;
}

static void find_beside(lk_film *film) {
    film->beside_count = 0;
    for (uint8_t event = 0; event < LK_FILM_EVENT_COUNT; event++)
        if (film->table[event]->trigger == LK_FILM_BESIDE) film->beside[film->beside_count++] = event;
}

// Classes of host types that the film has not are left out: they have no members.
static uint32_t classes_of(const lk_film *film) { return lk_film_class_bare((uint32_t)film->phase.kinds, 0); }

void lk_film_event_prepare(lk_film *film) {
    for (int event = 0; event < LK_FILM_EVENT_COUNT; event++)
        if (!film->table[event]) film->table[event] = events[event];
    find_beside(film);
    for (unsigned kind = 0; kind < LK_FILM_KINDS; kind++) find_choices(film, kind);
    for (uint32_t number = 0; number < classes_of(film); number++) {
        const lk_film_class class = lk_film_class_decode(number);
        const lk_film_choice *choice = &film->choices[class.kind];
        for (uint8_t i = 0; i < choice->count; i++) {
            const lk_film_event *event = film->table[choice->events[i]];
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
        const lk_film_event *event = film->table[choice->events[i]];
        if (event->varies) film->weights[number][i] = event->rate(film, &class);
    }
}

// Patches have few levels of dissolution: classes of the others have no members.
static bool is_vacant(const lk_film *film, uint32_t number) {
    return !film->model.grains && number >= lk_film_class_surface(0, 0, LK_FILM_PATCH_LEVELS) &&
           number < LK_FILM_FIRST_BARE;
}

void lk_film_event_set_rates(lk_film *film) {
    const uint32_t end = classes_of(film);
    for (uint32_t number = 0; number < end;) {
        const lk_film_kind kind = lk_film_class_kind(number);
        const lk_film_choice *choice = &film->choices[kind];
        double strengths[LK_FILM_CHOICES] = {0};
        bool varies = false;
        for (uint8_t i = 0; i < choice->count; i++) {
            const lk_film_event *event = film->table[choice->events[i]];
            strengths[i] = event->strength ? event->strength(film) : 1.0;
            varies = varies || event->varies;
        }
        for (; number < end && lk_film_class_kind(number) == kind; number++) {
            if (is_vacant(film, number)) continue;
            if (varies) ask_again(film, number, choice);
            set_rate(film, number, strengths);
        }
    }
}

void lk_film_event_book(lk_film *film, int event, int64_t times) {
    const lk_ledger_posting *posting = film->table[event]->postings;
    film->events[event] += (uint64_t)times;
    for (int i = 0; i < LK_FILM_POSTINGS && posting[i].account != LK_LEDGER_PASSED; i++)
        lk_ledger_book(&film->ledger, posting[i], times);
}

int64_t lk_film_event_happen(lk_film *film, int event, uint32_t *site) {
    const int64_t times = film->table[event]->apply(film, site);
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
    return film->table[event]->charge * lk_film_event_happen(film, event, &site);
}

int64_t lk_film_event_run_beside(lk_film *film) {
    uint32_t nowhere = LK_NO_SITE;
    for (int i = 0; i < film->beside_count; i++)
        if (lk_film_event_happen(film, film->beside[i], &nowhere) > 0)
            return film->table[film->beside[i]]->charge;
    return 0;
}
