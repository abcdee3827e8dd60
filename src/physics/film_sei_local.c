// SEI place by place: the area of all metal, also where it does not fill its voxel; what it costs, where it
// stays, how it ages.
//
// Area. Between two voxels that hold n1 and n2 of m hits lies |n1 - n2|/m of a face (the coarea formula:
// exact for full against empty, nothing within a layer that fills evenly). Metal on a wall that it does not
// fill covers the wall as a cap of Young's contact angle, no more than all of it: lithium that wets covers
// it with the first hit, and the wall has the area of its fibres, not of their voxels. Sums are whole
// numbers and so the same in whatever order they were made.
//
// Places are cubes of the size of a patch. When metal grows, SEI that a place loses (fronts that meet) moves
// on with the surface of its column. When metal dissolves, SEI that a place loses stays there as a shell,
// and serves the metal that grows there next. What neither provides is fresh, and is owed.
#include "film_sei_local.h"
#include "film_parts.h"
#include "film_site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 64 }; // of a hit's share of a face: the unit of areas

// ---- the area of a wall that metal covers

// Share of a voxel's face that a cap of volume v (in voxels) on it has as free surface, 1 at most.
static double covered_by_cap(double cosine, double v) {
    const double pi = acos(-1.0), c = fmin(cosine, 1.0 - 1e-9);
    const double radius = cbrt(3.0 * v / (pi * (2.0 + c) * (1.0 - c) * (1.0 - c)));
    return fmin(1.0, 2.0 * pi * (1.0 - c) * radius * radius / LK_CLOSURE_FACES_ISOTROPIC);
}

// Area of the fibres (Boolean model) over that of the faces of their voxels.
static double fibres_over_voxels(const lk_film *film) {
    const double paper = film->model.edge * (double)film->model.grid.nz_paper * film->model.footprint; // m3
    const double faces = (double)film->host_faces * film->model.face_area;
    return faces > 0.0 ? film->host.specific_surface * paper / faces : 1.0;
}

// Per face of the wall as made: what the metal on it adds to the differences to its neighbours.
static void describe_walls(lk_film *film) {
    const int m = film->model.hits_per_voxel;
    const double area = PARTS * fibres_over_voxels(film);
    for (size_t type = 0; type < film->phase.kinds; type++)
        for (int n = 0; n <= LK_FILM_MOST_HITS; n++) {
            const double cosine = 2.0 * film->phase.kind[type].adhesion - 1.0;
            const double share = n == 0 || n >= m ? 0.0 : covered_by_cap(cosine, (double)n / m);
            film->sei.on_wall[type][n] = (int32_t)lround(area * share * (m - n));
        }
}

// ---- places

static uint32_t cells_along(uint64_t voxels, double edge, double wanted) {
    const double cells = round((double)voxels * edge / wanted);
    return cells < 1.0 ? 1 : (uint32_t)cells;
}

static uint32_t cell_of(const lk_film_sei *sei, const lk_lattice *lattice, uint32_t site) {
    const uint32_t row = lk_lattice_row(lattice, site);
    return sei->row_cell[row] + sei->x_cell[site - row * lattice->cells[0]];
}

static void lay_out(lk_film *film) {
    lk_film_sei *sei = &film->sei;
    const uint32_t *n = film->lattice.cells;
    for (uint32_t x = 0; x < n[0]; x++) sei->x_cell[x] = (uint32_t)((uint64_t)x * sei->cells[0] / n[0]);
    for (uint32_t row = 0; row < n[1] * n[2]; row++) {
        const uint64_t y = row % n[1], z = row / n[1];
        sei->row_cell[row] =
            (uint32_t)((z * sei->cells[2] / n[2] * sei->cells[1] + y * sei->cells[1] / n[1]) * sei->cells[0]);
    }
}

lk_status lk_film_sei_create(lk_film *film, double size, lk_error_list *errors) {
    lk_film_sei *sei = &film->sei;
    const uint32_t *n = film->lattice.cells;
    sei->place_count = 1; // without places the record has one entry, which stays zero
    if (film->model.sei_local) {
        for (int i = 0; i < 3; i++) sei->cells[i] = cells_along(n[i], film->model.edge, size);
        sei->place_count = sei->cells[0] * sei->cells[1] * sei->cells[2];
    }
    sei->columns = film->model.sei_local ? sei->cells[0] * sei->cells[1] : 1;
    sei->places = calloc(sei->place_count, sizeof *sei->places);
    sei->area = calloc(2 * (size_t)sei->place_count, sizeof *sei->area);
    sei->slack = calloc(sei->columns, sizeof *sei->slack);
    sei->x_cell = calloc(n[0] + (size_t)n[1] * n[2], sizeof *sei->x_cell);
    sei->narrowing = calloc(n[2], sizeof *sei->narrowing);
    if (!sei->places || !sei->area || !sei->slack || !sei->x_cell || !sei->narrowing)
        return lk_error_set(errors, LK_FAILED, "no memory for %u places of SEI", sei->place_count);
    sei->metal = sei->area + sei->place_count;
    sei->row_cell = sei->x_cell + n[0];
    if (!film->model.sei_local) return LK_OK;
    lay_out(film);
    return LK_OK;
}

void lk_film_sei_free(lk_film *film) {
    free(film->sei.places);
    free(film->sei.area);
    free(film->sei.slack);
    free(film->sei.x_cell);
    free(film->sei.narrowing);
    film->sei = (lk_film_sei){0};
}

// ---- area and metal by place, kept up to date

static int64_t between(int a, int b) { return PARTS * (int64_t)(a > b ? a - b : b - a); }

// A pair of voxels belongs to that with the smaller number.
void lk_film_sei_change(lk_film *film, uint32_t site, int hits) {
    lk_film_sei *sei = &film->sei;
    const int before = film->hits[site];
    const uint32_t here = cell_of(sei, &film->lattice, site);
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    int64_t own = 0;
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint32_t next = site + (uint32_t)offset[d];
        const uint8_t species = film->species[next];
        if (species >= LK_FILM_HOST) {
            const int32_t *on_wall = sei->on_wall[species - LK_FILM_HOST];
            own += on_wall[hits] - on_wall[before];
            continue;
        }
        const int64_t more = between(hits, film->hits[next]) - between(before, film->hits[next]);
        if (site < next)
            own += more;
        else
            sei->area[cell_of(sei, &film->lattice, next)] += more;
    }
    sei->area[here] += own;
    sei->metal[here] += hits - before;
}

static int64_t owned_by(const lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    int64_t own = 0;
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        const uint32_t next = site + (uint32_t)offset[d];
        const uint8_t species = film->species[next];
        if (species >= LK_FILM_HOST)
            own += film->sei.on_wall[species - LK_FILM_HOST][film->hits[site]];
        else if (site < next)
            own += between(film->hits[site], film->hits[next]);
    }
    return own;
}

static void narrow(lk_film *film);

void lk_film_sei_rebuild(lk_film *film) {
    lk_film_sei *sei = &film->sei;
    if (!film->model.sei_local) return;
    describe_walls(film);
    memset(sei->area, 0, 2 * (size_t)sei->place_count * sizeof *sei->area);
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        if (film->species[site] >= LK_FILM_HOST) continue;
        const uint32_t here = cell_of(sei, &film->lattice, site);
        sei->area[here] += owned_by(film, site);
        sei->metal[here] += film->hits[site];
    }
    narrow(film);
}

static double area_of_part(const lk_film *film) {
    return film->model.face_area / (PARTS * (double)film->model.hits_per_voxel);
}

double lk_film_sei_area_of_places(const lk_film *film) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < film->sei.place_count; i++) sum += film->sei.area[i];
    return (double)sum * area_of_part(film);
}

// ---- what is owed

static double owe(lk_film *film, lk_film_sei_place *place, double charge) {
    const double quanta = charge / film->model.hit_charge;
    place->taken += quanta;
    film->sei.owed += quanta;
    return quanta;
}

// SEI that covers metal grows by diffusion through itself: d(thickness)/dt = k/thickness.
static void age(lk_film *film, lk_film_sei_place *place, double time) {
    const lk_film_model *m = &film->model;
    if (m->sei_growth == 0.0 || place->covered <= 0.0) return;
    const double before = fmax(place->thickness, m->sei_first);
    place->thickness = sqrt(before * before + 2.0 * m->sei_growth * time);
    owe(film, place, m->sei_charge * (place->thickness - before) / m->sei_first * place->covered);
}

// SEI that a place loses: moved on by growth, or left behind by dissolution.
static void lose(lk_film *film, uint32_t i, double area) {
    lk_film_sei_place *place = &film->sei.places[i];
    if ((double)film->sei.metal[i] >= place->metal)
        film->sei.slack[i % film->sei.columns] += area;
    else
        place->shells += area;
    place->covered -= area;
}

static void gain(lk_film *film, uint32_t i, double area) {
    lk_film_sei_place *place = &film->sei.places[i];
    double *slack = &film->sei.slack[i % film->sei.columns];
    const double moved = fmin(area, *slack), reused = fmin(area - moved, place->shells);
    const double saved = film->model.sei_reuse * reused, fresh = area - moved - saved;
    *slack -= moved;
    place->shells -= reused;
    owe(film, place, film->model.sei_charge * fresh);
    film->sei.saved += film->model.sei_charge * saved / film->model.hit_charge;
    const double all = place->covered + area;
    place->thickness = (place->thickness * place->covered + film->model.sei_first * area) / all;
    place->covered = all;
}

// Volume of SEI over that of each layer.
static void narrow(lk_film *film) {
    lk_film_sei *sei = &film->sei;
    const uint32_t nz = film->lattice.cells[2];
    if (!film->model.sei_fills) return;
    const double layers = (double)nz / sei->cells[2];
    for (uint32_t z = 0; z < nz; z++) {
        const uint32_t slab = (uint32_t)((uint64_t)z * sei->cells[2] / nz);
        double taken = 0.0;
        for (uint32_t i = slab * sei->columns; i < (slab + 1) * sei->columns; i++)
            taken += sei->places[i].taken;
        sei->narrowing[z] =
            taken * film->model.sei_volume / (layers * film->model.edge * film->model.footprint);
    }
}

int64_t lk_film_sei_renew_places(lk_film *film) {
    lk_film_sei *sei = &film->sei;
    const double now = lk_clock_now(&film->clock), time = now - sei->aged, unit = area_of_part(film);
    for (uint32_t i = 0; i < sei->place_count; i++) {
        age(film, &sei->places[i], time);
        const double change = (double)sei->area[i] * unit - sei->places[i].covered;
        if (change < 0.0) lose(film, i, -change);
    }
    for (uint32_t i = 0; i < sei->place_count; i++) {
        const double change = (double)sei->area[i] * unit - sei->places[i].covered;
        if (change > 1e-9 * unit) gain(film, i, change);
        sei->places[i].metal = (double)sei->metal[i];
    }
    sei->aged = now;
    narrow(film);
    const int64_t times = (int64_t)sei->saved;
    sei->saved -= (double)times;
    return times;
}

double lk_film_sei_above(const lk_film *film) {
    const lk_film_sei *sei = &film->sei;
    double sum = 0.0;
    for (uint32_t z = (uint32_t)film->model.grid.nz_paper; z < film->lattice.cells[2]; z++)
        sum += sei->narrowing[z] * film->model.edge;
    return sum;
}
