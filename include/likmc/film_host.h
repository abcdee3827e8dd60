/// likmc/film_host.h: a host that gives way: layers of it that lithium pushes apart.
///
/// The lattice stays as it is; what grows is what a layer of it stands for. Fibres keep their volume and
/// pores widen in z: a voxel of pore or lithium in layer z takes `capacity` quanta instead of
/// growth.hits_per_voxel, and the layer's thickness over that of a voxel is
///
///     stretch = f + (1 - f) capacity/hits_per_voxel,   f: volume share of the fibres.
///
/// Once lithium fills more than `yield_filling` of the layer's pores it pushes the fibres apart until it
/// fills just that, up to `most_swelling`; then it fills what is left. The strain is plastic: nothing takes
/// it back. Heights (thickness, pictures, profiles) are stretched; faces, and the cells of an electrolyte in
/// three dimensions, count as before.
#ifndef LIKMC_FILM_HOST_H
#define LIKMC_FILM_HOST_H

#include "likmc/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lk_film_host {
    bool yields;
    double yield_filling, most_swelling;
    uint32_t count;    ///< layers of the box
    uint32_t paper;    ///< of them with host
    uint8_t hits;      ///< that fill a voxel before
    uint32_t plane;    ///< voxels of a layer
    uint32_t *pores;   ///< [count] voxels that are not host
    uint8_t *capacity; ///< [count] hits that fill a voxel
    double *stretch;   ///< [count] thickness of the layer over that of a voxel
    double *lifted;    ///< [count + 1] height of the layer's lower end less that before, in voxels
    int64_t checked;   ///< quanta that had passed when the layers were looked at last
} lk_film_host;

/// Layers that have not yielded; `pores` is for the caller to count. LK_FAILED without memory.
lk_status lk_film_host_create(lk_film_host *host, uint32_t count, lk_error_list *errors);
void lk_film_host_free(lk_film_host *host);

/// Raise the capacity of a layer that holds `lithium` quanta as far as they push it apart; true if it rose.
bool lk_film_host_press(lk_film_host *host, uint32_t layer, int64_t lithium);

/// Stretches and heights from `capacity`, after it has changed.
void lk_film_host_stack(lk_film_host *host);

/// Height (in voxels) of what lies at `layer`, a whole number and a share of the layer, in the unstretched
/// lattice.
double lk_film_host_height(const lk_film_host *host, double layer);

/// Layer of the unstretched lattice at that height (in voxels); `count` above the box.
uint32_t lk_film_host_layer(const lk_film_host *host, double height);

#endif
