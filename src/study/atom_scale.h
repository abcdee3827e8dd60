// An electrode of the atomistic scale. Private to src/study.
#ifndef LIKMC_STUDY_ATOM_SCALE_H
#define LIKMC_STUDY_ATOM_SCALE_H

#include "likmc/atom.h"
#include "state.h"

// What is written so far, beside the model itself.
typedef struct lk_atom_progress {
    int64_t row_electrons, row_candidates; // at the last row
    int64_t rows, frames;
    int64_t last_row;  // 1: the row of the end is written
    int64_t end_drawn; // 1: the picture of the end has been drawn
    double deepest;    // V: lowest overpotential of all rows
} lk_atom_progress;

typedef struct lk_atom_electrode {
    lk_electrode base;
    lk_atomistic model;
    lk_atom_frame frame;
    lk_atom_observed seen;
    bool seen_now;  // `seen` shows the model as it is
    int64_t target; // atoms at which the run ends
    lk_atom_progress progress;
} lk_atom_electrode;

static inline lk_atom_electrode *lk_atom_of(const lk_electrode *electrode) {
    return (lk_atom_electrode *)(uintptr_t)electrode;
}

// What the descriptor is made of: atom_state.c, atom_summary.c, atom_scene.c.
lk_status lk_atom_state_lay_out(lk_electrode *electrode, const char *path, lk_state *state,
                                lk_error_list *errors);
lk_status lk_atom_state_take(lk_electrode *electrode, const lk_state *state, lk_error_list *errors);
void lk_atom_state_release(lk_state *state);
void lk_atom_summary_tell(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]);
void lk_atom_summary_report(const lk_electrode *electrode, char text[LK_ELECTRODE_TEXT]);
lk_result lk_atom_summary_result(const lk_electrode *electrode);
lk_status lk_atom_summary_write(lk_electrode *electrode, lk_json *json, lk_error_list *errors);
lk_status lk_atom_scene_see(lk_electrode *electrode, lk_snapshot *snapshot, lk_error_list *errors);

// Charge = metal + Li in each oxide and alloy, as integers.
bool lk_atom_scale_is_faradaic(const lk_atom_electrode *electrode);

extern const lk_scale lk_atom_scale;

#endif
