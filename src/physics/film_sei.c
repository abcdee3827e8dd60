// SEI by area: what fresh lithium costs, what the shells of stripped lithium save, and what the host takes.
#include "film_parts.h"
#include "film_sei_local.h"
#include "film_site.h"

#include <math.h>
#include <string.h>

double lk_film_sei_area(const lk_film *film) {
    if (film->model.sei_local) return lk_film_sei_area_of_places(film);
    return (double)film->metal_faces * film->model.face_area;
}

// A quantum that fresh surface owes.
static int64_t grow(lk_film *film, uint32_t *site) {
    (void)site;
    if (film->sei.owed < 1.0) return 0;
    film->sei.owed -= 1.0;
    return 1;
}

// Surface that appears takes shells first, of which a share serves again; the rest is to be paid for. Surface
// that goes leaves shells. Returns the whole quanta that shells have saved by now and that were not counted.
static int64_t renew(lk_film *film, uint32_t *site) {
    (void)site;
    if (film->model.sei_local) return lk_film_sei_renew_places(film);
    const double area = lk_film_sei_area(film), grown = area - film->sei.covered;
    film->sei.covered = area;
    if (grown <= 0.0) {
        film->sei.shells -= grown;
        return 0;
    }
    const double reused = fmin(grown, film->sei.shells);
    film->sei.shells -= reused;
    const double fresh = grown - film->model.sei_reuse * reused;
    film->sei.owed += film->model.sei_charge * fresh / film->model.hit_charge;
    film->sei.saved += film->model.sei_charge * (grown - fresh) / film->model.hit_charge;
    const int64_t times = (int64_t)film->sei.saved;
    film->sei.saved -= (double)times;
    return times;
}

// Quanta that SEI on the host takes by now, on the way to its charge times the true surface: the part of the
// surface that has none yet gets it at a given rate, dq/dt = k (q_end - q).
static double host_due(const lk_film *film) {
    const lk_params *p = film->params;
    const double end = p->sei.host_charge * p->host.specific_area * film->model.footprint;
    return -expm1(-p->sei.host_rate * lk_clock_now(&film->clock)) * end / film->model.hit_charge;
}

static int64_t cover_host(lk_film *film, uint32_t *site) {
    (void)site;
    if (film->params->sei.host_charge == 0.0) return 0;
    return host_due(film) - (double)film->events[LK_FILM_SEI_HOST] >= 1.0;
}

static bool was_lithium(const lk_film *film, uint32_t site) {
    return film->species[site] != LK_FILM_ELECTROLYTE || (film->marks[site] & MARK_SHELL);
}

// The shells have no thickness of their own on this scale (nanometres), so a picture shows their outermost
// voxels.
static bool is_skin(const lk_film *film, uint32_t site) {
    const int32_t *offset = lk_lattice_offsets(&film->lattice, site);
    for (int d = 0; d < 6; d++)
        if (offset[d] != LK_NO_OFFSET && !was_lithium(film, site + (uint32_t)offset[d])) return true;
    return false;
}

static bool is_thin(const lk_film *film, uint32_t site) {
    if (film->hits[site] == 0) return false;
    const uint32_t class = lk_buckets_class(&film->buckets, site);
    return class != LK_NO_CLASS && lk_film_class_kind(class) == LK_FILM_SEED;
}

void lk_film_see(const lk_film *film, uint8_t *seen, uint8_t shell, uint8_t thin) {
    memcpy(seen, film->species, film->lattice.sites);
    for (uint32_t site = 0; site < film->lattice.sites; site++) {
        if (film->species[site] != LK_FILM_ELECTROLYTE) continue;
        if (is_thin(film, site))
            seen[site] = thin;
        else if ((film->marks[site] & MARK_SHELL) && is_skin(film, site))
            seen[site] = shell;
    }
}

// ---- rows of the table of events

const lk_film_event lk_film_event_sei_growth = {
    .name = "sei",
    .doc = "fresh lithium reacts with electrolyte to SEI: a quantum of its charge",
    .where = "reduction and oxidation, as long as fresh surface owes charge",
    .equation = "charge per true area times the fresh area",
    .source = SEI_SOURCE,
    .why_not = "SEI does not dissolve",
    .trigger = LK_FILM_BESIDE,
    .charge = +1,
    .postings = BOOK(SEI),
    .apply = grow};

const lk_film_event lk_film_event_sei_reuse = {
    .name = "sei-reuse",
    .doc = "a shell of SEI that stripped lithium has left serves again: a quantum of "
           "charge that fresh surface does not owe",
    .where = "surface that has grown while there are shells",
    .equation = "share of reuse times charge per true area times the area of shells",
    .source = "assumed: sei.reuse",
    .why_not = "what is saved is not owed later",
    .trigger = LK_FILM_AFTER,
    .apply = renew};

const lk_film_event lk_film_event_sei_host = {
    .name = "sei-host",
    .doc = "the host's surface reacts with electrolyte to SEI: a quantum of its charge",
    .where = "reduction and oxidation, as long as the host owes charge",
    .equation = "charge per true area times the host's area times 1 - exp(-k t), less what it has taken",
    .source = "assumed: sei.host_rate; first order in the area without SEI",
    .why_not = "SEI does not dissolve",
    .trigger = LK_FILM_BESIDE,
    .charge = +1,
    .postings = BOOK(SEI),
    .apply = cover_host};
