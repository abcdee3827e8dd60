// Stack pressure: the separator rests on what stands highest above the host, and pushes dead pieces into
// contact.
//
// Lithium is lighter than the electrolyte, and weight is nothing beside the pressure of a cell. On the scale
// of micrometres the separator is a plane: under the stack pressure P it comes down until its contacts, which
// yield at the hardness H, make up the share P/H of the footprint. Dead pieces that stick out of that plane
// are pushed down as rigid bodies; one with something in its way bears the separator, and each of its
// contacts conducts with a given probability, once for each place at which it comes to rest. Pieces in the
// host, or lower than the separator, stay where they are.
#include "film_parts.h"
#include "film_site.h"

#include <stdlib.h>
#include <string.h>

// Bit of lk_film.piece: it bears the separator where it is, and its contacts were tried.
static const uint32_t bearing = (uint32_t)1 << 31;

// Mean height of lithium that dissolves before the separator comes down again: fine enough beside patches of
// 2 um, and no more work than the rest.
static const double follow = 0.2e-6; // m

static uint32_t columns_of(const lk_film *film) { return film->lattice.cells[0] * film->lattice.cells[1]; }

// ---- heights

lk_status lk_film_press_create(lk_film *film, lk_error_list *errors) {
    const size_t columns = columns_of(film), ends = (size_t)film->lattice.cells[2] + 1;
    film->heights.of = calloc(columns + ends, sizeof *film->heights.of);
    if (!film->heights.of) return lk_error_set(errors, LK_FAILED, "no memory for %zu columns", columns);
    film->heights.ending = film->heights.of + columns;
    return LK_OK;
}

void lk_film_press_free(lk_film *film) {
    free(film->heights.of);
    film->heights = (lk_film_heights){0};
}

static bool is_time(const lk_film *film) {
    return film->model.pressure &&
           film->heights.vacated * film->model.edge >= follow * (double)columns_of(film);
}

// Height of a column that ends no higher than `from`.
static uint32_t look_down(const lk_film *film, uint32_t column, uint32_t from) {
    const uint32_t plane = columns_of(film);
    uint32_t z = from;
    while (z > 0 && film->species[(size_t)(z - 1) * plane + column] == LK_FILM_ELECTROLYTE) z--;
    return z;
}

void lk_film_press_rebuild(lk_film *film) {
    const uint32_t plane = columns_of(film), nz = film->lattice.cells[2];
    memset(film->heights.of, 0, (plane + nz + 1) * sizeof *film->heights.of);
    for (size_t site = 0; site < film->lattice.sites; site++)
        if (film->species[site] != LK_FILM_ELECTROLYTE)
            film->heights.of[site % plane] = (uint32_t)(site / plane) + 1;
    for (uint32_t column = 0; column < plane; column++) film->heights.ending[film->heights.of[column]]++;
}

void lk_film_press_note(lk_film *film, uint32_t site) {
    const uint32_t z = lk_film_site_layer(film, site), column = site - z * columns_of(film);
    const uint32_t before = film->heights.of[column];
    uint32_t after = before;
    if (film->species[site] != LK_FILM_ELECTROLYTE)
        after = z + 1 > before ? z + 1 : before;
    else if (z + 1 == before)
        after = look_down(film, column, z);
    film->heights.ending[before]--;
    film->heights.ending[after]++;
    film->heights.of[column] = after;
}

// ---- pressing

// Layers below the separator: more than the share that bears it end as high as that.
static uint32_t separator(const lk_film *film) {
    const double share = film->model.bearing_share * columns_of(film);
    uint32_t z = film->lattice.cells[2], above = 0;
    while (z > film->model.grid.nz_paper && above + film->heights.ending[z] <= share)
        above += film->heights.ending[z--];
    return z;
}

static uint32_t top_of_list(const lk_film *film) {
    uint32_t highest = 0;
    for (uint32_t i = 0; i < film->list_count; i++)
        if (film->list[i] > highest) highest = film->list[i];
    return lk_film_site_layer(film, highest) + 1;
}

static void bear(lk_film *film) {
    for (uint32_t i = 0; i < film->list_count; i++) film->piece[film->list[i]] |= bearing;
}

// The piece in film->list, of which `site` is a voxel, bears the separator.
static void try_contacts(lk_film *film, uint32_t site) {
    bear(film);
    lk_film_metal_try_contacts(film, site);
}

void lk_film_press_cut(lk_film *film, uint32_t site) {
    lk_film_metal_collect(film, site);
    if (top_of_list(film) > separator(film)) try_contacts(film, site);
}

// Does the lowest voxel of the piece under this one have something in its way? Then no part of it can move.
static bool is_propped(const lk_film *film, uint32_t site) {
    const uint32_t plane = columns_of(film), number = film->piece[site];
    while (site >= plane && film->species[site - plane] == LK_FILM_DEAD &&
           film->piece[site - plane] == number)
        site -= plane;
    return site < plane || film->species[site - plane] != LK_FILM_ELECTROLYTE;
}

// Push the piece of a voxel down to the plane; returns whether it has moved.
static bool push(lk_film *film, uint32_t site, uint32_t plane) {
    const bool bore = film->piece[site] & bearing;
    if (bore && is_propped(film, site)) return false;
    lk_film_metal_collect(film, site);
    const uint32_t wanted = top_of_list(film) - plane, layers = lk_film_metal_way_down(film, wanted);
    film->vacated_count = 0; // what lies on it is pushed in its turn
    if (layers > 0) lk_film_metal_move_down(film, layers);
    if (layers < wanted && (layers > 0 || !bore))
        try_contacts(film, film->list[0]);
    else if (bore && layers == 0)
        bear(film);
    return layers > 0;
}

static int64_t press(lk_film *film, uint32_t *site) {
    (void)site;
    if (!is_time(film)) return 0;
    film->heights.vacated = 0;
    const uint32_t columns = columns_of(film), plane = separator(film), visited = film->last_piece;
    int64_t moved = 0;
    for (uint32_t column = 0; column < columns; column++) {
        if (film->heights.of[column] <= plane) continue;
        const uint32_t top = (film->heights.of[column] - 1) * columns + column;
        if (film->species[top] != LK_FILM_DEAD || (film->piece[top] & ~bearing) > visited) continue;
        moved += push(film, top, plane);
    }
    return moved;
}

// ---- rows of the table of events

const lk_film_event lk_film_event_pressing = {
    .name = "pressing",
    .doc = "the separator pushes a dead piece towards the collector, until its top is level with it or "
           "something is in its way",
    .where = "dead pieces above the host that stick out of where the separator rests",
    .equation =
        "it rests on the share P/H of the columns that are highest, P: stack pressure, H: hardness of "
        "lithium",
    .source = "area of contacts that yield: Bowden and Tabor 1939, doi 10.1098/rspa.1939.0005",
    .why_not = "nothing lifts a piece",
    .trigger = LK_FILM_AFTER,
    .apply = press};
