// The table of film events as a list of promises: each row has a source and a reverse or a reason why not,
// and moves exactly the charge that it says; what decides the coulombic efficiency does what its row says.
// Counts are exact; there are no false alarms. Mutants: a fault in a row, put into the table of the film.
#include "films.h"
#include "verify.h"

#include <string.h>

static lk_film_event table[LK_FILM_EVENT_COUNT];

static int64_t nothing(lk_film *film, uint32_t *site) {
    (void)film, (void)site;
    return 0;
}

static int64_t uncounted(lk_film *film, uint32_t *site, int event) {
    lk_film_event_of(event)->apply(film, site);
    return 0;
}

#define UNCOUNTED(name, EVENT)                                                                               \
    static int64_t name(lk_film *film, uint32_t *site) { return uncounted(film, site, LK_FILM_##EVENT); }
UNCOUNTED(lose_isolation, ISOLATION)
UNCOUNTED(lose_reduction, REDUCTION)
UNCOUNTED(lose_oxidation, OXIDATION)
UNCOUNTED(lose_reconnection, RECONNECTION)

static int64_t none_due(const lk_film *film, double current) {
    (void)film, (void)current;
    return 0;
}

static double no_rate(const lk_film *film, const lk_film_class *class) {
    (void)film, (void)class;
    return 0.0;
}

// The fault that each row can have: something that another implementation would do instead.
static const struct {
    const char *name;
    int event;
    int64_t (*apply)(lk_film *, uint32_t *);
    double (*rate)(const lk_film *, const lk_film_class *);
    int64_t (*due)(const lk_film *, double);
} faults[] = {
    {"oxidation", LK_FILM_OXIDATION, lose_oxidation, NULL, NULL},
    {"reduction", LK_FILM_REDUCTION, lose_reduction, NULL, NULL},
    {"nucleation", LK_FILM_NUCLEATION, NULL, no_rate, NULL},
    {"exchange", LK_FILM_EXCHANGE, NULL, no_rate, NULL},
    {"spreading", LK_FILM_SPREADING, nothing, NULL, NULL},
    {"dissolution", LK_FILM_DISSOLUTION, nothing, NULL, NULL},
    {"sei", LK_FILM_SEI_GROWTH, nothing, NULL, NULL},
    {"isolation", LK_FILM_ISOLATION, lose_isolation, NULL, NULL},
    {"settling", LK_FILM_SETTLING, nothing, NULL, NULL},
    {"pressing", LK_FILM_PRESSING, nothing, NULL, NULL},
    {"contact-host", LK_FILM_CONTACT_HOST, nothing, NULL, NULL},
    {"contact-lithium", LK_FILM_CONTACT_LITHIUM, nothing, NULL, NULL},
    {"reconnection", LK_FILM_RECONNECTION, lose_reconnection, NULL, NULL},
    {"sei-reuse", LK_FILM_SEI_REUSE, nothing, NULL, NULL},
    {"grain-birth", LK_FILM_GRAIN_BIRTH, nothing, NULL, NULL},
    {"passivation", LK_FILM_PASSIVATION, nothing, NULL, NULL},
    {"yielding", LK_FILM_YIELDING, nothing, NULL, NULL},
    {"conversion", LK_FILM_CONVERSION, NULL, NULL, none_due},
    {"alloying", LK_FILM_ALLOYING, NULL, NULL, none_due},
    {"dealloying", LK_FILM_DEALLOYING, NULL, NULL, none_due},
    {"wall-conversion", LK_FILM_WALL_CONVERSION, nothing, NULL, NULL},
    {"wall-alloying", LK_FILM_WALL_ALLOYING, nothing, NULL, NULL},
    {"wall-dealloying", LK_FILM_WALL_DEALLOYING, nothing, NULL, NULL},
    {"sei-host", LK_FILM_SEI_HOST, nothing, NULL, NULL},
};
_Static_assert(sizeof faults / sizeof *faults == LK_FILM_EVENT_COUNT, "each row has a fault");

static void put_table(lk_film *film) {
    for (size_t i = 0; i < LK_FILM_EVENT_COUNT; i++) {
        lk_film_event *row = &table[faults[i].event];
        *row = *lk_film_event_of(faults[i].event);
        film->table[faults[i].event] = row;
        if (!mutant(faults[i].name)) continue;
        if (faults[i].apply) row->apply = faults[i].apply;
        if (faults[i].rate) row->rate = faults[i].rate;
        if (faults[i].due) row->due = faults[i].due;
    }
    assert_int_equal(lk_film_rebuild(film, NULL), LK_OK);
}

static void test_rows_are_complete(void **state) {
    (void)state;
    for (int i = 0; i < LK_FILM_EVENT_COUNT; i++) {
        const lk_film_event *row = lk_film_event_of(i);
        assert_true(row->name && row->doc && row->where && row->equation && row->source);
        assert_true((row->reverse != NULL) != (row->why_not != NULL));
        bool found = row->reverse == NULL;
        for (int k = 0; k < LK_FILM_EVENT_COUNT && !found; k++)
            found = strcmp(lk_film_event_of(k)->name, row->reverse) == 0;
        assert_true(found);
        int passed = 0;
        for (int k = 0; k < LK_FILM_POSTINGS; k++)
            passed += lk_ledger_account_of(row->postings[k].account)->passed * row->postings[k].quanta;
        assert_int_equal(passed, row->charge);
        assert_true((row->kinds != 0) == (row->trigger == LK_FILM_CHOSEN));
        assert_true((row->due != NULL) == (row->trigger == LK_FILM_ELECTRODE));
        assert_true((row->rate != NULL) == (row->trigger == LK_FILM_CHOSEN));
    }
}

static void test_classes_are_coded_both_ways(void **state) {
    (void)state;
    for (uint32_t number = 0; number < LK_FILM_CLASSES; number++) {
        const lk_film_class class = lk_film_class_decode(number);
        assert_int_equal(lk_film_class_encode(class), number);
        assert_int_equal(class.kind, lk_film_class_kind(number));
    }
}

// Every account is the sum of events times postings, and the voxels hold what the ledger says.
static void check_books(const lk_film *film) {
    int64_t dead = 0, sum[LK_LEDGER_ACCOUNTS] = {0};
    for (uint32_t i = 0; i < film->lattice.sites; i++)
        dead += film->species[i] == LK_FILM_DEAD ? film->hits[i] : 0;
    assert_true(lk_ledger_balances(&film->ledger, lk_film_lithium(film), dead));
    for (int i = 0; i < LK_FILM_EVENT_COUNT; i++)
        for (int k = 0; k < LK_FILM_POSTINGS; k++)
            sum[lk_film_event_of(i)->postings[k].account] +=
                (int64_t)film->events[i] * lk_film_event_of(i)->postings[k].quanta;
    for (int i = LK_LEDGER_PASSED + 1; i < LK_LEDGER_ACCOUNTS; i++)
        assert_int_equal(sum[i], film->ledger.quanta[i]);
}

// A current for a while; a film that loses charge on the way is stopped by the number of steps.
static void go(lk_film *film, double current, int64_t quanta, double lowest) {
    for (int n = 0; n < 20000 && quanta > 0; n++) {
        const int64_t before = film->ledger.quanta[LK_LEDGER_PASSED];
        assert_int_equal(lk_film_step(film, current, 500 < quanta ? 500 : quanta, INFINITY, NULL), LK_OK);
        quanta -= llabs(film->ledger.quanta[LK_LEDGER_PASSED] - before);
        if (film->pause.in == LK_FILM_BETWEEN_STEPS && -film->cell_overpotential > lowest) break;
        if (n % 50 == 0) check_books(film);
    }
    check_books(film);
}

static void cycle(lk_film *film, int cycles, int64_t quanta) {
    put_table(film);
    for (int n = 0; n < cycles; n++) {
        go(film, 10.0, quanta, INFINITY);
        go(film, -10.0, quanta, 1.0);
    }
}

// Each row happens, in one of four films that are cycled; none moves charge that it does not say.
static void test_all_events_happen_and_keep_the_books(void **state) {
    (void)state;
    const char *const settings[] = {"box.width=8 um",           "box.head_room=60 um",
                                    "dead.contact_area=1 um2",  "dead.contact_host=0.2",
                                    "dead.contact_lithium=0.2", "sei.host_charge=0.02 mC/cm2",
                                    "host.deformation=yields",  "sei.closure=grains"};
    const char *const pressure[] = {"box.width=8 um", "box.head_room=60 um", "dead.contact_host=0.2",
                                    "dead.contact_lithium=0.2", "dead.closure=pressure"};
    lk_film bare = films_create("cp", settings, 6), wetted = films_create("cp-zno002", settings, 7);
    lk_film grains = films_create("cp", settings, 8), pressed = films_create("cp", pressure, 5);
    lk_film walls = films_create("zno-electrode", NULL, 0);
    cycle(&bare, 4, 60000);
    cycle(&wetted, 1, 120000);
    cycle(&grains, 1, 60000);
    cycle(&pressed, 1, 60000);
    cycle(&walls, 1, 3000);
    for (int i = 0; i < LK_FILM_EVENT_COUNT; i++)
        if (bare.events[i] + wetted.events[i] + grains.events[i] + pressed.events[i] + walls.events[i] == 0)
            fail_msg("no %s", lk_film_event_of(i)->name);
    lk_film_free(&bare);
    lk_film_free(&wetted);
    lk_film_free(&grains);
    lk_film_free(&pressed);
    lk_film_free(&walls);
}

// Plate `quanta`, strip to 1 V; returns the coulombic efficiency.
static double efficiency(lk_film *film, int64_t quanta) {
    put_table(film);
    go(film, 10.0, quanta, INFINITY);
    const int64_t in = film->ledger.quanta[LK_LEDGER_PASSED];
    go(film, -10.0, quanta, 1.0);
    return (double)(in - film->ledger.quanta[LK_LEDGER_PASSED]) / (double)in;
}

// SEI on the host takes its charge per area, all of it after many times 1/k, and the efficiency falls by as
// much. The bounds are wide of what dead lithium differs by between two trajectories (0.2 points).
static void test_sei_on_the_host_costs_efficiency(void **state) {
    (void)state;
    const char *const settings[] = {"box.width=8 um", "box.head_room=60 um", "sei.host_charge=0.3 mC/cm2"};
    const int64_t quanta = 60000;
    lk_film without = films_create("cp-zno002", settings, 2), with = films_create("cp-zno002", settings, 3);
    const double before = efficiency(&without, quanta), after = efficiency(&with, quanta);
    const double owed = 3.0 * with.params->host.specific_area * with.model.footprint / with.model.hit_charge;
    assert_true(without.events[LK_FILM_SEI_HOST] == 0);
    assert_true((double)with.events[LK_FILM_SEI_HOST] <= owed);
    assert_true((double)with.events[LK_FILM_SEI_HOST] > owed - 2.0);
    assert_close(before - after, owed / (double)quanta, 0.01);
    lk_film_free(&without);
    lk_film_free(&with);
}

int main(void) {
    VERIFY_MUTANTS("oxidation", "reduction", "nucleation", "exchange", "spreading", "dissolution", "sei",
                   "isolation", "settling", "pressing", "contact-host", "contact-lithium", "reconnection",
                   "sei-reuse", "grain-birth", "passivation", "yielding", "conversion", "alloying",
                   "dealloying", "wall-conversion", "wall-alloying", "wall-dealloying", "sei-host");
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows_are_complete),
                                       cmocka_unit_test(test_classes_are_coded_both_ways),
                                       cmocka_unit_test(test_all_events_happen_and_keep_the_books),
                                       cmocka_unit_test(test_sei_on_the_host_costs_efficiency)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
