// Rates and effects of the events of the film scale, as their table names them. Private to the film scale.
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

// ---- film_reaction.c: charge transfer, nuclei, spreading
double lk_film_reaction_faces(const lk_film *film, const lk_film_class *class);
double lk_film_reaction_oxidation_strength(const lk_film *film);
double lk_film_reaction_reduction_strength(const lk_film *film);
double lk_film_reaction_nucleation_rate(const lk_film *film, const lk_film_class *class);
int64_t lk_film_reaction_oxidise(lk_film *film, uint32_t *site);
int64_t lk_film_reaction_reduce(lk_film *film, uint32_t *site);
int64_t lk_film_reaction_nucleate(lk_film *film, uint32_t *site);
int64_t lk_film_reaction_dissolve(lk_film *film, uint32_t *site);
int64_t lk_film_reaction_spread(lk_film *film, uint32_t *site);

// ---- film_exchange.c: smoothing
double lk_film_exchange_rate(const lk_film *film, const lk_film_class *class);
int64_t lk_film_exchange(lk_film *film, uint32_t *site);

// ---- film_metal.c: what lithium that comes or goes connects and cuts off; `site` belongs to the piece
int64_t lk_film_metal_isolate(lk_film *film, uint32_t *site);
int64_t lk_film_metal_settle(lk_film *film, uint32_t *site);
int64_t lk_film_metal_touch_host(lk_film *film, uint32_t *site);
int64_t lk_film_metal_touch_lithium(lk_film *film, uint32_t *site);
int64_t lk_film_metal_reconnect(lk_film *film, uint32_t *site);

// ---- film_sei.c: SEI by area; `site` does not matter
int64_t lk_film_sei_grow(lk_film *film, uint32_t *site);
int64_t lk_film_sei_renew(lk_film *film, uint32_t *site);

// ---- film_grain.c: grains of lithium under SEI that passivates
int64_t lk_film_grain_birth(lk_film *film, uint32_t *site);
int64_t lk_film_grain_passivate(lk_film *film, uint32_t *site);

// ---- film_yield.c: a host that lithium pushes apart
int64_t lk_film_yield(lk_film *film, uint32_t *site);

// ---- film_convert.c: charge that the electrode as a whole takes
int64_t lk_film_convert_oxide(const lk_film *film, double current);
int64_t lk_film_convert_alloy(const lk_film *film, double current);
int64_t lk_film_convert_release(const lk_film *film, double current);

#endif
