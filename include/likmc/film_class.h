/// likmc/film_class.h: event classes of the film scale, encoded and decoded here and nowhere else.
///
/// All voxels of a class have the same rates. A class is a number below LK_FILM_CLASSES for the buckets, and
/// an lk_film_class for everybody else. There are four kinds:
///
///     front    electrolyte beside live lithium: its faces to lithium under open and under passive SEI
///     seed     electrolyte beside host on which lithium has nucleated, and no live lithium: open faces
///     surface  live lithium: its exposed faces, open and passive, and how readily its grain dissolves
///     bare     electrolyte beside host alone: the type of the host, and the bin of its adsorption energy
#ifndef LIKMC_FILM_CLASS_H
#define LIKMC_FILM_CLASS_H

#include "likmc/film_grain.h"
#include "likmc/table.h"

#include <stdint.h>

/// Kinds of classes, in the order of their numbers.
typedef enum lk_film_kind {
    LK_FILM_FRONT,
    LK_FILM_SEED,
    LK_FILM_SURFACE,
    LK_FILM_BARE,
    LK_FILM_KINDS
} lk_film_kind;

enum {
    LK_FILM_MOST_HITS = 255,                         ///< in a voxel
    LK_FILM_FACES = 6,                               ///< of a voxel
    LK_FILM_HOST_TYPES = 1 + LK_TABLE_PARTS,         ///< bare fibre and each decoration
    LK_FILM_BINS = 24,                               ///< of the adsorption energy, from -4 to +5.6 sigma
    LK_FILM_ENDS = LK_FILM_FACES + 1,                ///< 0 to 6 faces
    LK_FILM_EXPOSURES = LK_FILM_ENDS * LK_FILM_ENDS, ///< open and passive faces
    LK_FILM_FIRST_SEED = LK_FILM_EXPOSURES,          ///< first numbers of the kinds
    LK_FILM_FIRST_SURFACE = 2 * LK_FILM_EXPOSURES,
    LK_FILM_FIRST_BARE = LK_FILM_FIRST_SURFACE + LK_FILM_LEVELS * LK_FILM_EXPOSURES,
    LK_FILM_CLASSES = LK_FILM_FIRST_BARE + LK_FILM_HOST_TYPES * LK_FILM_BINS
};

/// A class in words. Members that a kind does not have are 0.
typedef struct lk_film_class {
    lk_film_kind kind;
    uint32_t open, passive; ///< reacting faces under open and passive SEI
    uint32_t level;         ///< surface: of the grain's factor of dissolution
    uint32_t type, bin;     ///< bare: of the host, and of its adsorption energy
} lk_film_class;

/// Kind of a class by its number.
static inline lk_film_kind lk_film_class_kind(uint32_t class_) {
    if (class_ < LK_FILM_FIRST_SURFACE) return class_ < LK_FILM_FIRST_SEED ? LK_FILM_FRONT : LK_FILM_SEED;
    return class_ < LK_FILM_FIRST_BARE ? LK_FILM_SURFACE : LK_FILM_BARE;
}

/// Number of a front or seed class.
static inline uint32_t lk_film_class_growing(lk_film_kind kind, uint32_t open, uint32_t passive) {
    const uint32_t first = kind == LK_FILM_FRONT ? 0 : LK_FILM_FIRST_SEED;
    return first + open * LK_FILM_ENDS + passive;
}

/// Lithium (seed: host) faces of a front or seed class_, 1 to 6.
static inline uint32_t lk_film_class_faces(uint32_t class_) {
    const uint32_t code = class_ % LK_FILM_EXPOSURES;
    return code / LK_FILM_ENDS + code % LK_FILM_ENDS;
}

/// Number of a surface class.
static inline uint32_t lk_film_class_surface(uint32_t open, uint32_t passive, uint32_t level) {
    return LK_FILM_FIRST_SURFACE + level * LK_FILM_EXPOSURES + open * LK_FILM_ENDS + passive;
}

/// Number of a bare class.
static inline uint32_t lk_film_class_bare(uint32_t type, uint32_t bin) {
    return LK_FILM_FIRST_BARE + type * LK_FILM_BINS + bin;
}

/// What a number below LK_FILM_CLASSES says.
static inline lk_film_class lk_film_class_decode(uint32_t class_) {
    const lk_film_kind kind = lk_film_class_kind(class_);
    lk_film_class c = {.kind = kind};
    if (kind == LK_FILM_BARE) {
        c.type = (class_ - LK_FILM_FIRST_BARE) / LK_FILM_BINS;
        c.bin = (class_ - LK_FILM_FIRST_BARE) % LK_FILM_BINS;
    } else {
        const uint32_t code = class_ % LK_FILM_EXPOSURES; // all kinds below begin at a multiple
        c.open = code / LK_FILM_ENDS;
        c.passive = code % LK_FILM_ENDS;
        if (kind == LK_FILM_SURFACE) c.level = (class_ - LK_FILM_FIRST_SURFACE) / LK_FILM_EXPOSURES;
    }
    return c;
}

/// Number of a class.
static inline uint32_t lk_film_class_encode(lk_film_class c) {
    if (c.kind == LK_FILM_BARE) return lk_film_class_bare(c.type, c.bin);
    if (c.kind == LK_FILM_SURFACE) return lk_film_class_surface(c.open, c.passive, c.level);
    return lk_film_class_growing(c.kind, c.open, c.passive);
}

#endif
