// Lithium that comes and goes: what it connects, what it cuts off, where loose pieces settle, and who touches
// whom.
//
// Live lithium is what lk_connect joins to the host. A piece that is cut off leaves lk_connect: SEI insulates
// it, so that touching live metal does not bring it back by itself. It has a number, falls towards the
// collector as a rigid body until something is in its way, and then each distinct contact (one per patch of
// SEI) conducts with a given probability: on the host, on live lithium, or to lithium that grows against it
// later.
#include "film_parts.h"
#include "film_sei_local.h"
#include "film_site.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t plane_of(const lk_film *film) { return film->lattice.cells[0] * film->lattice.cells[1]; }

lk_status lk_film_metal_reserve(lk_film *film, lk_error_list *errors) {
    const uint32_t room =
        film->metal_voxels + film->metal_voxels / 4 + 4096; // a step adds at most a few per cent
    if (room <= film->list_capacity) return LK_OK;
    const size_t capacity = (size_t)room + room / 2;
    uint32_t *block =
        realloc(film->list, 4 * capacity * sizeof *block); // list, contacts, and twice as many vacated
    if (!block) return lk_error_set(errors, LK_FAILED, "no memory for pieces of %u voxels", room);
    film->list = block;
    film->contacts = block + capacity;
    film->vacated = block + 2 * capacity;
    film->list_capacity = (uint32_t)capacity;
    return lk_connect_reserve(&film->connect, (uint32_t)capacity, errors);
}

// ---- pieces

// The new number is that by which it is known as visited.
void lk_film_metal_collect(lk_film *film, uint32_t start) {
    const uint32_t old = film->piece[start], fresh = ++film->last_piece;
    film->list_count = 0;
    film->list[film->list_count++] = start;
    film->piece[start] = fresh;
    for (uint32_t next = 0; next < film->list_count; next++) {
        const uint32_t site = film->list[next];
        const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
        for (int d = 0; d < FACES; d++) {
            if (offset[d] == LK_NO_OFFSET) continue;
            const uint32_t there = site + (uint32_t)offset[d];
            if (film->species[there] != LK_FILM_DEAD || film->piece[there] != old) continue;
            film->piece[there] = fresh;
            film->list[film->list_count++] = there;
        }
    }
}

static int64_t hits_in_list(const lk_film *film) {
    int64_t hits = 0;
    for (uint32_t i = 0; i < film->list_count; i++) hits += film->hits[film->list[i]];
    return hits;
}

// The piece in film->list conducts again; returns its quanta.
static int64_t revive(lk_film *film) {
    for (uint32_t i = 0; i < film->list_count; i++) {
        film->species[film->list[i]] = LK_FILM_LITHIUM;
        lk_connect_add(&film->connect, film->list[i], NULL, NULL); // cannot fail: room was reserved
    }
    for (uint32_t i = 0; i < film->list_count; i++) lk_film_site_update_around(film, film->list[i]);
    return hits_in_list(film);
}

// ---- settling

static bool may_fall(const lk_film *film, uint32_t layers) {
    const uint32_t drop = layers * plane_of(film), number = film->piece[film->list[0]];
    for (uint32_t i = 0; i < film->list_count; i++) {
        if (film->list[i] < drop) return false;
        const uint32_t below = film->list[i] - drop;
        const bool own = film->species[below] == LK_FILM_DEAD && film->piece[below] == number;
        if (film->species[below] != LK_FILM_ELECTROLYTE && !own) return false;
    }
    return true;
}

uint32_t lk_film_metal_way_down(const lk_film *film, uint32_t most) {
    uint32_t layers = 0;
    while (layers < most && may_fall(film, layers + 1)) layers++;
    return layers;
}

static int ascending(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// Move the piece down, lowest voxel first; metal that does not fill its voxel changes place with it.
void lk_film_metal_move_down(lk_film *film, uint32_t layers) {
    const uint32_t drop = layers * plane_of(film);
    qsort(film->list, film->list_count, sizeof *film->list, ascending);
    for (uint32_t i = 0; i < film->list_count; i++) {
        const uint32_t from = film->list[i], to = from - drop;
        const uint8_t displaced = film->hits[to], carried = film->hits[from];
        lk_film_sei_put(film, from, displaced);
        lk_film_sei_put(film, to, carried);
        film->piece[to] = film->piece[from];
        film->grain[to] = film->grain[from];
        lk_film_site_become(film, from, LK_FILM_ELECTROLYTE);
        lk_film_site_become(film, to, LK_FILM_DEAD);
        film->marks[to] &= (uint16_t)~MARK_NUCLEATED;
        film->list[i] = to;
        if (film->vacated_count < 2 * film->list_capacity) film->vacated[film->vacated_count++] = from;
    }
    for (uint32_t i = 0; i < film->list_count; i++) {
        lk_film_site_update_around(film, film->list[i] + drop);
        lk_film_site_update_around(film, film->list[i]);
    }
}

// Number of the cube of the size of a grain in which a voxel lies: contacts in one cube are one contact.
// Unique up to 2048 x 2048 x 1024 cubes; beyond, two that are far apart may share a number.
static uint32_t contact_cube(const lk_film *film, uint32_t site) {
    uint32_t cell[3];
    lk_lattice_cell(&film->lattice, site, cell);
    uint32_t cube[3];
    for (int i = 0; i < 3; i++)
        cube[i] = (uint32_t)((cell[i] + 0.5) * film->model.edge / film->model.contact_edge);
    return (cube[2] * 2048u + cube[1]) * 2048u + cube[0];
}

// Distinct contacts of the piece in film->list with the host (or the collector), or with live lithium.
static uint32_t count_contacts(lk_film *film, bool with_host) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < film->list_count; i++) {
        const int32_t *offset = lk_lattice_offsets(&film->lattice, film->list[i]);
        bool touches = with_host && film->list[i] < plane_of(film);
        for (int d = 0; d < FACES && !touches; d++) {
            if (offset[d] == LK_NO_OFFSET) continue;
            const uint8_t there = film->species[film->list[i] + (uint32_t)offset[d]];
            touches = with_host ? there >= LK_FILM_HOST : there == LK_FILM_LITHIUM;
        }
        if (touches) film->contacts[count++] = contact_cube(film, film->list[i]);
    }
    qsort(film->contacts, count, sizeof *film->contacts, ascending);
    uint32_t distinct = 0;
    for (uint32_t i = 0; i < count; i++) distinct += i == 0 || film->contacts[i] != film->contacts[i - 1];
    return distinct;
}

static bool conducts(lk_film *film, uint32_t contacts, double probability) {
    return contacts > 0 && lk_rng_unit(&film->rng) < 1.0 - pow(1.0 - probability, contacts);
}

static int64_t sink(lk_film *film, uint32_t *site) {
    lk_film_metal_collect(film, *site);
    const uint32_t layers = lk_film_metal_way_down(film, UINT32_MAX);
    if (layers == 0) return 0;
    lk_film_metal_move_down(film, layers);
    *site = film->list[0];
    return 1;
}

static int64_t touch_host(lk_film *film, uint32_t *site) {
    (void)site; // its piece has just been gathered
    return conducts(film, count_contacts(film, true), film->model.contact_host) ? revive(film) : 0;
}

static int64_t touch_lithium(lk_film *film, uint32_t *site) {
    (void)site;
    return conducts(film, count_contacts(film, false), film->model.contact_lithium) ? revive(film) : 0;
}

void lk_film_metal_try_contacts(lk_film *film, uint32_t site) {
    lk_film_event_happen(film, LK_FILM_CONTACT_HOST, &site);
    if (film->species[site] == LK_FILM_DEAD) lk_film_event_happen(film, LK_FILM_CONTACT_LITHIUM, &site);
}

// Let the piece of a voxel settle; where it comes to rest anew (or has just been cut off) its contacts are
// tried.
static void settle(lk_film *film, uint32_t site, bool just_cut) {
    const bool fell = lk_film_event_happen(film, LK_FILM_SETTLING, &site) > 0;
    if (fell || just_cut) lk_film_metal_try_contacts(film, site);
}

// What lay on a vacated voxel has lost a support and may fall; what it leaves is vacated in turn.
static void settle_above_vacated(lk_film *film) {
    while (film->vacated_count > 0) {
        const uint32_t site = film->vacated[--film->vacated_count], above = site + plane_of(film);
        if (above >= film->lattice.sites || film->species[site] != LK_FILM_ELECTROLYTE) continue;
        if (film->species[above] == LK_FILM_DEAD) settle(film, above, false);
    }
}

// ---- one voxel

static int64_t reconnect(lk_film *film, uint32_t *site) {
    const double h = film->model.edge, touch = 1.0 - exp(-h * h / film->model.contact_area);
    if (lk_rng_unit(&film->rng) >= touch) return 0;
    lk_film_metal_collect(film, *site);
    return revive(film);
}

void lk_film_metal_add(lk_film *film, uint32_t site) {
    lk_film_site_become(film, site, LK_FILM_LITHIUM);
    lk_film_site_update_around(film, site);
    lk_connect_add(&film->connect, site, NULL, NULL); // cannot fail: room was reserved
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < FACES; d++) {
        if (offset[d] == LK_NO_OFFSET) continue;
        uint32_t there = site + (uint32_t)offset[d];
        if (film->species[there] == LK_FILM_DEAD) lk_film_event_happen(film, LK_FILM_RECONNECTION, &there);
    }
}

// Turn what a removal has cut off into numbered dead pieces; returns its quanta.
static int64_t bury(lk_film *film, const lk_connect_change *change) {
    int64_t hits = 0;
    memcpy(film->list, change->sites, change->count * sizeof *film->list); // the next call reuses that memory
    for (uint32_t k = 0, i = 0; k < change->pieces; k++) {
        film->cut[film->cut_count++] = film->list[i];
        film->last_piece++;
        for (; i < change->ends[k]; i++) {
            film->species[film->list[i]] = LK_FILM_DEAD;
            film->piece[film->list[i]] = film->last_piece;
            hits += film->hits[film->list[i]];
        }
    }
    for (uint32_t i = 0; i < change->count; i++) lk_connect_remove(&film->connect, film->list[i], NULL, NULL);
    for (uint32_t i = 0; i < change->count; i++) lk_film_site_update_around(film, film->list[i]);
    return hits;
}

// What has been cut off either falls, and what lay on it too, or stays where it is unless it bears the
// separator.
static void settle_pieces(lk_film *film, uint32_t vacated) {
    film->vacated_count = 0;
    film->vacated[film->vacated_count++] = vacated;
    for (uint32_t k = 0; k < film->cut_count; k++) {
        if (film->species[film->cut[k]] != LK_FILM_DEAD) continue;
        if (film->model.pressure)
            lk_film_press_cut(film, film->cut[k]);
        else
            settle(film, film->cut[k], true);
    }
    if (!film->model.pressure) settle_above_vacated(film);
}

// The voxel has just become electrolyte. Voxels of the pieces that this cuts off are left in film->cut.
static int64_t isolate(lk_film *film, uint32_t *site) {
    lk_connect_change change = {0};
    film->cut_count = 0;
    lk_connect_remove(&film->connect, *site, &change, NULL); // cannot fail: room was reserved
    return change.count ? bury(film, &change) : 0;
}

void lk_film_metal_remove(lk_film *film, uint32_t site) {
    lk_film_site_become(film, site, LK_FILM_ELECTROLYTE);
    film->marks[site] &= (uint16_t)~MARK_NUCLEATED;
    lk_film_event_happen(film, LK_FILM_ISOLATION, &site);
    lk_film_site_update_around(film, site);
    settle_pieces(film, site);
}

// ---- rows of the table of events

const lk_film_event lk_film_event_isolation = {
    .name = "isolation",
    .doc = "lithium loses its path to the collector, and is dead: a quantum of it",
    .where = "oxidation or exchange that takes the last voxel of the path away",
    .equation = "no path over faces of live lithium and host",
    .source = "Fang 2019, doi 10.1038/s41586-019-1481-z",
    .reverse = "reconnection",
    .trigger = LK_FILM_WITHIN,
    .postings = BOOK(DIED),
    .apply = isolate};

const lk_film_event lk_film_event_settling = {
    .name = "settling",
    .doc = "a dead piece moves towards the collector until something is in its way",
    .where = "a piece that is cut off or has lost a support",
    .equation = "always",
    .source = "assumed: the separator presses on the deposit",
    .why_not = "nothing lifts a piece",
    .trigger = LK_FILM_WITHIN,
    .apply = sink};

const lk_film_event lk_film_event_contact_host = {
    .name = "contact-host",
    .doc = "a dead piece conducts through the host that it lies on: a quantum of it",
    .where = "a piece that has come to rest on the host or the collector",
    .equation = "1 - (1 - p)^contacts, one contact a cube of the grain size",
    .source = PAPER,
    .reverse = "isolation",
    .trigger = LK_FILM_WITHIN,
    .postings = BOOK(BY_HOST),
    .apply = touch_host};

const lk_film_event lk_film_event_contact_lithium = {
    .name = "contact-lithium",
    .doc = "a dead piece conducts through live lithium beside it: a quantum",
    .where = "a piece that has come to rest beside live lithium",
    .equation = "1 - (1 - p)^contacts, one contact a cube of the grain size",
    .source = RECOVERED,
    .reverse = "isolation",
    .trigger = LK_FILM_WITHIN,
    .postings = BOOK(BY_LITHIUM),
    .apply = touch_lithium};

const lk_film_event lk_film_event_reconnection = {
    .name = "reconnection",
    .doc = "new lithium grows against a dead piece, which conducts: a quantum",
    .where = "live lithium that fills a voxel beside a dead one",
    .equation = "1 - exp(-h^2/a) for each face, a: area per contact",
    .source = RECOVERED,
    .reverse = "isolation",
    .trigger = LK_FILM_WITHIN,
    .postings = BOOK(BY_GROWTH),
    .apply = reconnect};
