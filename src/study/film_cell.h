// A film electrode in a cell: what the counter electrode and the inventories do as the protocol goes on.
// Private to src/study. Without a counter electrode (cell.counter: none) nothing of it changes anything.
#ifndef LIKMC_STUDY_FILM_CELL_H
#define LIKMC_STUDY_FILM_CELL_H

#include "film_scale.h"

// Voltage of the cell as it is.
double lk_film_cell_volts(const lk_film_electrode *electrode);

// A step of the film in its cell, or what is left of one that was paused: at the current that is left to it
// beside a foil behind it or, as long as it has next to no lithium, at that foil's potential.
lk_status lk_film_cell_step(lk_film_electrode *electrode, const lk_protocol_step *step, int64_t most,
                            double left, lk_error_list *errors);

// The film has gone on: so does what stands around it, once the film's step is over. `*behind`: quanta that a
// foil behind the host has taken meanwhile.
lk_status lk_film_cell_follow(lk_film_electrode *electrode, const lk_protocol_step *step, int64_t *behind,
                              lk_error_list *errors);

// A cycle has been closed with `out` quanta stripped: is the cell's life over? Told in its state.
void lk_film_cell_judge(lk_film_electrode *electrode, int64_t out);

// Does its end keep the protocol from going on?
bool lk_film_cell_has_ended(const lk_film_electrode *electrode);

// The deposit has reached the top of the box: an error of the box, or a short circuit of a cell.
lk_status lk_film_cell_check_room(lk_film_electrode *electrode, lk_error_list *errors);

// Is every quantum that the counter electrode has given in the host, or behind it? Also of a second host.
bool lk_film_cell_is_conserved(const lk_film_electrode *electrode);

// Fill in the numbers of a result that are about the cell.
void lk_film_cell_result(const lk_film_electrode *electrode, lk_result *result);

// Members of summary.json about the cell; nothing without a counter electrode.
void lk_film_cell_summarise(const lk_film_electrode *electrode, lk_json *json);

#endif
