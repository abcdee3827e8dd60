// What the events of the film scale are made of, and what every one goes through. Private to the film scale.
#ifndef LIKMC_FILM_PARTS_H
#define LIKMC_FILM_PARTS_H

#include "likmc/film.h"

// ---- film_event.c: what every event goes through

// Find out which events each kind of class chooses among, and their rates as far as they do not change.
void lk_film_event_prepare(lk_film *film);

// Set the rates of all classes from the drives of the layers.
void lk_film_event_set_rates(lk_film *film);

// Count an event and book its charge, `times` over.
void lk_film_event_book(lk_film *film, int event, int64_t times);

// Let an event happen at a voxel, if it is accepted there, and book it; returns how often it happened.
// `site` receives where it ended.
int64_t lk_film_event_happen(lk_film *film, int event, uint32_t *site);

// Let the event happen that a voxel, chosen by the buckets, is in for; returns the quanta that passed the
// circuit, positive = reduction.
int64_t lk_film_event_run(lk_film *film, uint32_t site, uint32_t class);

// Let the first of the events happen that take charge beside a reaction, if any is due; returns the quanta
// that passed the circuit.
int64_t lk_film_event_run_beside(lk_film *film);

// Rate (1/s) at which a voxel without neighbours is exchanged, for Mullins' coefficient (m4/s) and an edge of
// `h` m; film_exchange.c.
double lk_film_exchange_of(double mullins, double h);

// ---- rows of the table, each beside its functions
#define LK_FILM_ROW(NAME, row) extern const lk_film_event lk_film_event_##row;
LK_FILM_EVENTS(LK_FILM_ROW)
#undef LK_FILM_ROW

// What rows are written with: kinds of classes, postings of one quantum, sources that several have.
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
#define RECOVERED     "Liu 2021, doi 10.1038/s41586-021-04168-w"
#define SEI_SOURCE    "O'Kane 2022, doi 10.1039/d2cp00417h"

// ---- film_phase.c: the walls
void lk_film_phase_describe(lk_film *film, const lk_params *params); // what they are made of

// ---- film_phase_room.c: what each layer has of them; once there is a host
lk_status lk_film_phase_create(lk_film *film, const lk_params *params, lk_error_list *errors);
void lk_film_phase_free(lk_film *film);
void lk_film_phase_recount(lk_film *film); // how many faces metal covers
void lk_film_phase_cover(lk_film *film, uint32_t site, int change);

// ---- film_phase_wall.c: what they are to lithium
void lk_film_phase_renew(lk_film *film);  // describe all walls at the levels that were noted
void lk_film_phase_follow(lk_film *film); // the same for those that have changed, and what they feed
// Room to note how far sites 0 to `count` are from the nearest wall; false without memory.
bool lk_film_phase_reserve(lk_film *film, uint32_t count);
// Note that the nearest wall is of this kind and so far (m) from the middle of the voxel: does it carry
// adatoms there?
bool lk_film_phase_reaches(lk_film *film, uint32_t site, int kind, double distance);

// ---- film_phase_event.c: lithium that goes into the walls and comes out
// Tell the electrolyte what a step of `time` seconds from these potentials may take.
void lk_film_phase_describe_layers(lk_film *film, double time, const double *potential);
void lk_film_phase_set_rates(lk_film *film); // from the potentials at its end
void lk_film_phase_sum_rates(lk_film *film);
int lk_film_phase_choose(lk_film *film, uint32_t *slot);

#endif
