// What a voxel is to the event loop: marks, classes, neighbourhood. Private to the film scale.
#ifndef LIKMC_FILM_SITE_H
#define LIKMC_FILM_SITE_H

#include "likmc/film.h"

// Bits of lk_film.marks. The wall is the type of the nearest host within reach, plus one; 0: none.
enum {
    MARK_KNOWN = 1,     // the patch was asked for
    MARK_OPEN = 2,      // its SEI is open
    MARK_NUCLEATED = 4, // lithium has nucleated on the host beside this voxel
    MARK_FED = 8,       // a wall feeds adatoms to this voxel
    MARK_SLOW = 16,     // lithium in this patch strips slowly
    MARK_FRONT = 32,    // a front voxel: lithium beside it grows into it
    MARK_SHELL = 64,    // lithium was stripped here: what is left is SEI
    MARK_WALL_SHIFT = 8
};

enum { FACES = LK_FILM_FACES }; // of a voxel: the first neighbours of the lattice

// Mark walls and fed voxels by their distance from the host. LK_FAILED without memory.
lk_status lk_film_wall_mark(lk_film *film, double adhesion_reach, lk_error_list *errors);

// Draw patches and energies; release them.
lk_status lk_film_disorder_create(lk_film *film, const lk_params *params, lk_error_list *errors);
void lk_film_disorder_free(lk_film_disorder *disorder);

// Find out in which patch this voxel lies and mark it as open and slow accordingly. Asked once per voxel.
void lk_film_disorder_mark(lk_film *film, uint32_t site);

// Number of the piece of wall with one adsorption energy in which a voxel lies.
size_t lk_film_disorder_cell(const lk_film *film, uint32_t site);

// Bin of the adsorption energy at this voxel; deviation of the middle of a bin from the mean, in sigma.
int lk_film_disorder_bin(const lk_film *film, uint32_t site);
double lk_film_disorder_deviation(int bin);

// Class of a voxel as it stands, or LK_NO_CLASS.
uint32_t lk_film_site_class(lk_film *film, uint32_t site);

// Put one voxel, or a voxel and its six neighbours, into the classes that they now have.
void lk_film_site_update(lk_film *film, uint32_t site);
void lk_film_site_update_around(lk_film *film, uint32_t site);

// Change a voxel's species and keep the layer's count of solids.
void lk_film_site_become(lk_film *film, uint32_t site, uint8_t species);

// Lithium fills an electrolyte voxel beside live lithium or host; it may bring dead pieces back to life.
void lk_film_metal_add(lk_film *film, uint32_t site);

// A live lithium voxel becomes electrolyte; what it held is cut off, dies and settles.
void lk_film_metal_remove(lk_film *film, uint32_t site);

// Make room for the worklists of the pieces, outside the event loop.
lk_status lk_film_metal_reserve(lk_film *film, lk_error_list *errors);

// Heights of the columns: room for them, from the voxels, and after a voxel has become metal or electrolyte.
lk_status lk_film_press_create(lk_film *film, lk_error_list *errors);
void lk_film_press_free(lk_film *film);
void lk_film_press_rebuild(lk_film *film);
void lk_film_press_note(lk_film *film, uint32_t site);

// A piece has just been cut off, at `site`: does it bear the separator, and so touch what is below?
void lk_film_press_cut(lk_film *film, uint32_t site);

// Gather the dead piece of a voxel into film->list, under a new number.
void lk_film_metal_collect(lk_film *film, uint32_t site);

// By how many layers, up to `most`, the piece in film->list can move towards the collector; move it.
uint32_t lk_film_metal_way_down(const lk_film *film, uint32_t most);
void lk_film_metal_move_down(lk_film *film, uint32_t layers);

// The piece in film->list, of which `site` is a voxel, has come to rest: try its contacts.
void lk_film_metal_try_contacts(lk_film *film, uint32_t site);

// Tell the electrolyte about all layers, those above the film too.
void lk_film_step_describe_all(lk_film *film);

static inline uint32_t lk_film_site_layer(const lk_film *film, uint32_t site) {
    return lk_lattice_row(&film->lattice, site) / film->lattice.cells[1];
}

// Hits that fill the voxel.
static inline uint8_t lk_film_site_capacity(const lk_film *film, uint32_t site) {
    const lk_film_host *host = &film->layers;
    return host->yields ? host->capacity[lk_film_site_layer(film, site)]
                        : (uint8_t)film->model.hits_per_voxel;
}

static inline uint16_t lk_film_site_marks(lk_film *film, uint32_t site) {
    if (!(film->marks[site] & MARK_KNOWN)) lk_film_disorder_mark(film, site);
    return film->marks[site];
}

// Does lithium react freely on the face between a lithium voxel and an electrolyte voxel? If its patch or its
// grain is open, or if a wall feeds it from below the SEI.
static inline bool lk_film_site_is_open(lk_film *film, uint32_t electrolyte, uint32_t lithium) {
    if (!film->model.grains) return (lk_film_site_marks(film, electrolyte) & MARK_OPEN) != 0;
    return ((film->marks[electrolyte] & MARK_FED) |
            (film->grains.state[film->grain[lithium]] & LK_FILM_GRAIN_OPEN)) != 0;
}

// Where the sums and the drive of a voxel are kept: its layer, or its cell of the field.
static inline uint32_t lk_film_site_place(const lk_film *film, uint32_t site) {
    const uint32_t row = lk_lattice_row(&film->lattice, site);
    return film->place_row[row] + film->place_x[site - row * film->lattice.cells[0]];
}

static inline int lk_film_site_wall(const lk_film *film, uint32_t site) {
    return (film->marks[site] >> MARK_WALL_SHIFT) - 1;
}

#endif
