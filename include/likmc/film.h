/// likmc/film.h: the film scale: plating of lithium in and on a voxel model of the paper.
///
/// Voxels are cubes of 50 to 500 nm: site = (z ny + y) nx + x, periodic in x and y, collector below z = 0. A
/// voxel is electrolyte, host or lithium. Charge moves in hits: `hits_per_voxel` of them fill a voxel. The
/// reaction takes place on the faces between live lithium (joined to the collector by conducting faces) and
/// electrolyte. See src/physics/README.md for the closures behind each event, likmc/closure.h for their
/// equations.
///
/// All that happens to a film is a row of the table in likmc/film_event.h, and its charge is booked in a
/// ledger (likmc/ledger.h). Classes of voxels are those of likmc/film_class.h. Rates change with depth: a
/// class carries the largest of all layers and an event is accepted by the ratio.
#ifndef LIKMC_FILM_H
#define LIKMC_FILM_H

#include "likmc/buckets.h"
#include "likmc/clock.h"
#include "likmc/closure.h"
#include "likmc/connect.h"
#include "likmc/error.h"
#include "likmc/field.h"
#include "likmc/film_class.h"
#include "likmc/film_event.h"
#include "likmc/film_host.h"
#include "likmc/film_phase.h"
#include "likmc/host.h"
#include "likmc/lattice.h"
#include "likmc/ledger.h"
#include "likmc/params.h"
#include "likmc/transport.h"

#include <stdbool.h>
#include <stdint.h>

/// Species of a voxel. Host types follow: LK_FILM_HOST is bare fibre, LK_FILM_HOST + 1 + i carries decoration
/// i.
enum { LK_FILM_ELECTROLYTE, LK_FILM_LITHIUM, LK_FILM_DEAD, LK_FILM_HOST };

/// Constants of a run, derived from the parameters once.
typedef struct lk_film_model {
    lk_params_grid grid;
    double edge;       ///< m
    double footprint;  ///< m2
    double hit_charge; ///< C
    int hits_per_voxel;
    double exchange_current;          ///< j0 at the temperature of the case, A/m2
    double passivation_rate;          ///< 1/s, of an open grain, at that temperature
    double face_rate;                 ///< hits per second and face at j0
    double passive_share;             ///< reactivity of a passive face over that of an open one
    double face_area;                 ///< m2 of true surface for a face of a voxel, on average
    bool grains;                      ///< sei.closure: grains; else patches
    double open_fraction, slow_share; ///< of the patches
    double nucleation_rate;           ///< J0 h^2, 1/s
    double exchange_rate;             ///< 1/s, of a voxel without neighbours
    double conductivity, diffusivity; ///< of the liquid
    double host_factor;               ///< of both inside the paper
    double residual_porosity;         ///< of a layer full of metal
    double layer_capacitance;         ///< F per m2 of footprint and layer of the paper
    double sei_charge;                ///< C per m2 of fresh surface
    bool sei_local, sei_fills;        ///< sei.area: local; sei.volume: fills
    double sei_volume;                ///< m3 of SEI per quantum
    double sei_first;                 ///< m, thickness of fresh SEI
    double sei_growth;                ///< m2/s: thickness d grows by that over d
    double lithium_volume;            ///< m3 per quantum
    double sei_reuse;                 ///< share of a shell that serves again
    bool pressure;                    ///< dead.closure: pressure; else gravity
    double bearing_share;             ///< of the columns, on which the separator rests
    double contact_host, contact_lithium,
        contact_area;    ///< probabilities of a contact, m2 of growth per contact
    double contact_edge; ///< m: contacts closer than this count as one
} lk_film_model;

/// SEI in one place, a cube of the size of a patch.
typedef struct lk_film_sei_place {
    double covered;   ///< m2 that had SEI at the end of the last step
    double shells;    ///< m2 left behind by lithium that went away
    double thickness; ///< m, mean of what is covered
    double taken;     ///< quanta of charge that SEI has taken or owes here
    double metal;     ///< hits at the end of the last step
} lk_film_sei_place;

/// SEI on the surface between lithium and electrolyte, booked by area: sei.area: net, of the whole film, or
/// local, place by place (src/physics/film_sei_local.c).
typedef struct lk_film_sei {
    double covered;                          ///< m2 that had SEI at the end of the last step
    double shells;                           ///< m2 of SEI left behind by lithium that went away
    double owed;                             ///< quanta of charge that SEI still takes
    double saved;                            ///< quanta that shells have saved, not yet counted: below 1
    double aged;                             ///< s: up to when SEI has aged
    uint32_t cells[3], columns, place_count; ///< places along each axis, in a plane, in all; net: one
    lk_film_sei_place *places;               ///< [place_count]
    double *slack;                           ///< [columns] m2 that growing surface takes along
    int64_t *area, *metal;                   ///< [place_count] parts of faces; hits
    uint32_t *x_cell, *row_cell;             ///< [nx], [ny nz]: the place of a voxel is the sum of both
    double *narrowing;                       ///< [nz] volume of SEI over that of the layer
    int32_t on_wall[LK_FILM_HOST_TYPES]
                   [LK_FILM_MOST_HITS + 1]; ///< of a wall that metal covers, by hits in the voxel
} lk_film_sei;

/// Frozen disorder on coarse grids, drawn once: seeds of the SEI's patches (a Voronoi tessellation with one
/// seed in each cube) and deviations of E_ads.
typedef struct lk_film_disorder {
    uint32_t patch_cells[3], energy_cells[3];
    double patch_edge, energy_edge; ///< m
    float (*seeds)[5];              ///< x, y, z in the unit cube of the cell, and two uniform numbers
    uint8_t *bins;
} lk_film_disorder;

/// Heights of the columns in layers, kept up to date: what the separator rests on.
typedef struct lk_film_heights {
    uint32_t *of;     ///< [nx ny] highest voxel that is not electrolyte, plus one
    uint32_t *ending; ///< [nz + 1] columns of each height
    uint32_t vacated; ///< voxels that have dissolved since the separator last came down
} lk_film_heights;

/// Which part of a step a film is in.
enum { LK_FILM_BETWEEN_STEPS, LK_FILM_IN_EVENTS, LK_FILM_IN_ELECTRODE };

/// A step that was paused. How often that is done changes nothing of what happens: neither what passes, nor
/// when, nor where.
typedef struct lk_film_pause {
    int64_t after; ///< quanta, either way, after which lk_film_step() and lk_film_hold() return in the midst
                   ///< of a step, for whoever wants to look; set by the caller, INT64_MAX: never
    int64_t in;    ///< LK_FILM_BETWEEN_STEPS, or where the step was paused: the next call goes on with it
    int64_t events, hits; ///< of the step so far: drawn; quanta passed, either way
    int64_t most;         ///< quanta at which the step ends
    double left;          ///< s
    uint32_t members;     ///< in event classes, at which the step ends to make room for more
    uint32_t grains;      ///< the same of grains of lithium
} lk_film_pause;

/// The last solution of the field, as it serves for further steps: see src/physics/film_reuse.h.
typedef struct lk_film_reuse {
    double current;       ///< A per m2 of footprint, for which it was found; 0: it serves for no other step
    double since;         ///< s from then to the start of the step
    double taken;         ///< A, what all faces take at its drives, kept up to date
    double faces;         ///< that shared the current
    double scale;         ///< of all drives, so that they take the applied current
    double solved, shift; ///< V, overpotential of the film as solved for, and what the scale adds to it
    uint32_t steps, most; ///< that it has served for; that it may
} lk_film_reuse;

/// Events that the voxels of one kind of class choose among.
typedef struct lk_film_choice {
    uint8_t count, events[LK_FILM_CHOICES];
} lk_film_choice;

/// A film. One owner; everything that changes during a run is here.
struct lk_film {
    lk_film_model model;
    const lk_params *params; ///< a copy of those of the case: what no member of the model is derived from
    lk_film_disorder disorder;
    lk_lattice lattice; ///< sc18: the first six neighbours share a face
    uint8_t *species;   ///< [sites]
    uint8_t *hits;      ///< [sites] charge in the voxel
    uint16_t *marks;    ///< [sites] see film_site.h
    uint32_t *piece;    ///< [sites] number of the dead piece that a dead voxel belongs to
    uint32_t *grain;    ///< [sites] of lithium; of electrolyte that fills: the grain that it grows from
    lk_film_grains grains;
    double passivated;   ///< s: up to when grains have passivated
    lk_film_host layers; ///< of the host: how far lithium has pushed them apart
    lk_connect connect;  ///< live lithium and host
    lk_buckets buckets;
    uint32_t coarsening;                  ///< voxels along the edge of a cell of the electrolyte
    uint32_t places;                      ///< of the electrolyte: layers, or cells of the field
    uint32_t *place_row, *place_x;        ///< [ny nz], [nx]: the place of a voxel is the sum of both
    uint32_t *open_faces, *passive_faces; ///< [places] sums over the place: fronts and seeds
    uint32_t *exposed_open[LK_FILM_LEVELS],
        *exposed_passive[LK_FILM_LEVELS]; ///< [places] of live lithium by level of its grain; seeds
    uint32_t *solid;                      ///< [places] voxels that are not electrolyte
    uint32_t top;                         ///< layers up to the highest one with a class
    lk_transport transport;
    double *potential;   ///< [nz] overpotential at the start of a step
    lk_field_grid field; ///< without cells: `transport` does it all; with them that has the means by layer
    double *electrolyte; ///< potential and salt of the field, [2 points]; [1] without
    size_t electrolyte_count;
    double *drive;     ///< [places] reaction per face over j0: positive = plating
    const double *eta; ///< [places] overpotential, V
    lk_film_reuse reuse;
    double strongest_plating, strongest_stripping, strongest_eta; ///< over the layers, for the acceptance
    double step;                                                  ///< s, of the galvanostat
    lk_film_pause pause;
    lk_clock clock;
    lk_rng rng;
    const lk_film_event *table[LK_FILM_EVENT_COUNT];   ///< its events: the rows, or what a test puts in place
    uint8_t beside[LK_FILM_EVENT_COUNT], beside_count; ///< those that take charge beside a reaction
    lk_film_choice choices[LK_FILM_KINDS];
    double weights[LK_FILM_CLASSES][LK_FILM_CHOICES]; ///< 1/s, of the choices of each class, over strength
    double rates[LK_FILM_CLASSES][LK_FILM_CHOICES];   ///< 1/s, the same times strength, in this step
    uint64_t events[LK_FILM_EVENT_COUNT];             ///< so far, by row of the table
    lk_ledger ledger;
    lk_film_heights heights;
    lk_film_sei sei;
    int64_t metal_faces;                 ///< between lithium, live or dead, and electrolyte
    uint32_t metal_voxels;               ///< live and dead
    int64_t host_faces;                  ///< between host and pores, whatever fills these
    uint32_t last_piece;                 ///< number of the dead piece that was cut off last
    uint32_t *list, *vacated, *contacts; ///< worklists of the pieces
    uint32_t list_count, vacated_count, list_capacity;
    lk_film_phase phase;                        ///< the walls
    uint32_t cut[LK_CONNECT_PIECES], cut_count; ///< a voxel of each piece that the last removal cut off
    int64_t conversion_hits, alloying_hits;     ///< fixed walls: that the decoration takes before any metal
    double dealloying_potential;                ///< the same: V above which stripping gives the latter back
    double cell_overpotential;                  ///< V, at the top of the film; eta of the voltage curve
    lk_host_report host;                        ///< as generated
};

/// Lithium metal as the closures take it.
lk_closure_lithium lk_film_closure_lithium(const lk_params *params);

/// Build the host and the empty film of a case. LK_BAD_INPUT: the box is too large for 2^31 voxels or the
/// parameters contradict each other; LK_FAILED: no memory. Release with lk_film_free(), also after a failure.
lk_status lk_film_create(lk_film *film, const lk_params *params, lk_error_list *errors);
void lk_film_free(lk_film *film);

/// Recompute classes, layer sums and buckets from species, hits and marks, in the order of the sites. Needed
/// after the arrays were changed from outside.
lk_status lk_film_rebuild(lk_film *film, lk_error_list *errors);

/// Advance by one step of the galvanostat at `current` (A per m2 of footprint, positive = plating): solve the
/// electrolyte, freeze the rates, run events until the step's time is over or `most_hits` hits have passed.
/// The step is at most `most_time` seconds long (infinite: as the galvanostat chooses); at rest (current 0)
/// it is just that. If film->pause.in is set afterwards the step is not over, and the next call goes on with
/// it, whatever its limits.
lk_status lk_film_step(lk_film *film, double current, int64_t most_hits, double most_time,
                       lk_error_list *errors);

/// The same with the overpotential at the top of the film held (V, positive = plating): the current is what
/// the reaction takes, lk_film_current(). The double layer follows at once; what fixed walls take, without
/// kinetics of its own, passes at the limiting current of the paper.
lk_status lk_film_hold(lk_film *film, double overpotential, int64_t most_hits, double most_time,
                       lk_error_list *errors);

/// Current of the last lk_film_hold(), A per m2 of footprint, positive = plating; without that of the SEI.
double lk_film_current(const lk_film *film);

/// What is to be seen: `seen` [sites] receives the species, and `shell` for the shells of SEI that stripped
/// lithium has left: the skin of the room that it took up, towards electrolyte that has never been lithium.
/// `thin`: metal on a wall that does not fill its voxel, with no full one beside it.
void lk_film_see(const lk_film *film, uint8_t *seen, uint8_t shell, uint8_t thin);

/// True area of lithium against electrolyte, m2; volume of SEI above the host per footprint, m (0 if
/// sei.volume is none).
double lk_film_sei_area(const lk_film *film);
double lk_film_sei_above(const lk_film *film);

/// Lithium now in the film, in hits, counted from the voxels; Faraday's test compares it with the ledger.
int64_t lk_film_lithium(const lk_film *film);

/// Charge passed, C per m2 of footprint.
double lk_film_charge(const lk_film *film);

#endif
