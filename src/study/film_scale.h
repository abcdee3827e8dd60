// An electrode of the film scale. Private to src/study.
#ifndef LIKMC_STUDY_FILM_SCALE_H
#define LIKMC_STUDY_FILM_SCALE_H

#include "likmc/cell.h"
#include "likmc/cycle.h"
#include "likmc/observe.h"
#include "state.h"

// How far the protocol and what is written have come, beside the film itself.
typedef struct lk_film_progress {
    int64_t throughput;  // charge passed both ways, in hits
    int64_t open;        // charge passed in the film's step that is going on, in hits, plating positive
    int64_t rows;        // of the series that were due by charge
    int64_t frames;      // pictures drawn
    int64_t row_stands;  // 1: the last row shows the film as it is
    int64_t closed;      // 1: the last cycle is in cycles.csv
    int64_t end_drawn;   // 1: the picture of the end has been drawn
    int64_t loaded;      // charge that was plated from outside the cell, in hits
    int64_t followed;    // charge that what stands around the film has followed, in hits
    double hysteresis;   // V: half the difference of the voltages in and out, of the last cycle
    double first_energy; // J/m2 given in the first discharge of the cell
    lk_protocol_cursor cursor;
    lk_cycle cycle; // the one that is going on
} lk_film_progress;

enum { LK_FILM_OTHER_REPLICA = 1 << 20 }; // of a second host, from that of the first

typedef struct lk_film_electrode {
    lk_electrode base;
    lk_film film;
    lk_cell cell;
    struct lk_film_electrode *other; // the second host of a symmetric cell, or NULL; its film only
    lk_params *other_params;
    double host_factor; // of the film's model, all pores wet
    lk_protocol protocol;
    lk_film_progress progress;
    lk_observation seen;
    bool seen_now; // `seen` shows the film as it is
    lk_cycle_row cycle_row;
    double hits_per_charge;   // m2/C
    int64_t target, row_hits; // hits expected to pass both ways, and between rows
    int64_t still;            // steps in a row in which no charge has passed
} lk_film_electrode;

static inline lk_film_electrode *lk_film_of(const lk_electrode *electrode) {
    return (lk_film_electrode *)(uintptr_t)electrode;
}

// What the descriptor is made of: film_state.c, film_summary.c, film_scene.c.
lk_status lk_film_state_lay_out(lk_electrode *electrode, const char *path, lk_state *state,
                                lk_error_list *errors);
lk_status lk_film_state_take(lk_electrode *electrode, const lk_state *state, lk_error_list *errors);
void lk_film_state_release(lk_state *state);
void lk_film_summary_tell(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]);
void lk_film_summary_report(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]);
lk_result lk_film_summary_result(const lk_electrode *electrode);
lk_status lk_film_summary_write(lk_electrode *electrode, lk_json *json, lk_error_list *errors);
lk_status lk_film_scene_see(lk_electrode *electrode, lk_snapshot *snapshot, lk_error_list *errors);

// film_stall.c: LK_FAILED if the film gets nowhere, after a step in which `passed` hits have passed.
lk_status lk_film_stall_check(lk_film_electrode *electrode, const lk_protocol_step *step, int64_t passed,
                              lk_error_list *errors);

extern const lk_scale lk_film_scale;

#endif
