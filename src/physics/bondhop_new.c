// Building a bond-counting model: tables, initial state, counts, buckets.
#include "bondhop_state.h"
#include "likmc/pages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Is direction b's neighbour also a neighbour of direction a's, or that one itself?
static bool shared(const lk_lattice_kind *kind, int a, int b) {
    const int8_t *u = kind->displacement[a], *v = kind->displacement[b];
    const int8_t step[3] = {(int8_t)(v[0] - u[0]), (int8_t)(v[1] - u[1]), (int8_t)(v[2] - u[2])};
    for (int d = 0; d < kind->neighbours; d++)
        if (memcmp(kind->displacement[d], step, sizeof step) == 0) return true;
    return a == b;
}

static size_t near_bytes(const lk_lattice_kind *kind) {
    return (size_t)(64 * kind->basis * DIRECTIONS * NEAR) * sizeof(int32_t);
}

// A hop leaves the counts of the common neighbours of its two sites as they are, so only the others are
// listed.
static bool list_near(lk_bondhop *engine) {
    const lk_lattice *lattice = &engine->lattice;
    const int z = lattice->kind->neighbours, places = 64 * lattice->kind->basis;
    int list[LK_MAX_NEIGHBOURS][LK_MAX_NEIGHBOURS];
    for (int d = 0; d < z; d++)
        for (int k = 0; k < z; k++)
            if (!shared(lattice->kind, d, k)) list[d][engine->near_count[d]++] = k;
    engine->near = lk_pages_alloc(near_bytes(lattice->kind));
    if (!engine->near) return false;
    for (int place = 0; place < places; place++)
        for (int d = 0; d < z; d++)
            for (int k = 0; k < engine->near_count[d]; k++)
                engine->near[(place * DIRECTIONS + d) * NEAR + k] = lattice->offset[place * z + list[d][k]];
    return true;
}

// An atom's class: its n in general. Those of n >= cold share one class: their rates are so low that refusing
// nearly all of their candidates costs less than moving them from class to class. Atoms of very low n, which
// are rare, share the first class, so that all fit in 16 and the total rate is one sum.
static uint8_t class_of(const lk_bondhop_model *model, int n) {
    const int last = model->cold < LK_BUCKETS_FAN ? model->cold : LK_BUCKETS_FAN - 1;
    const int class = n < model->cold ? n - (model->cold - last) : last;
    return (uint8_t)(class > 0 ? class : 0);
}

static void tabulate_diffusion(lk_bondhop *engine, double bound[LK_BUCKETS_FAN]) {
    const lk_bondhop_model *model = engine->params.model;
    const int z = engine->lattice.kind->neighbours;
    memset(engine->class_of, NO_CLASS, sizeof engine->class_of);
    for (int n = 0; n < z; n++) {
        const uint8_t c = class_of(model, n);
        bound[c] = fmax(bound[c], lk_bondhop_rate(model, n, z - 1) * (z - n));
        engine->class_of[n] = engine->class_of[n | RIM] = c;
    }
    for (int n = 0; n < z; n++)
        for (int m = 0; m < z; m++)
            engine->accept[n][m] = lk_bondhop_rate(model, n, m) * (z - n) / bound[engine->class_of[n]];
    for (int byte = 0; byte < 256; byte++)
        engine->open[byte] = !(byte & (OCCUPIED | INERT)) && (byte & COUNT) > model->m_min;
}

static void tabulate_exchange(lk_bondhop *engine) {
    for (int n = 0; n < engine->lattice.kind->neighbours; n++)
        for (int m = 0; m < engine->lattice.kind->neighbours; m++)
            engine->accept[n][m] = lk_bondhop_rate(engine->params.model, n, m);
}

static bool moves(const lk_bondhop *engine, int byte, int change) {
    const int count = (byte & COUNT) + change;
    return (byte & OCCUPIED) && count >= 0 && count <= COUNT &&
           engine->class_of[byte & CLASS_BITS] != engine->class_of[(byte + change) & CLASS_BITS];
}

static void tabulate_moves(lk_bondhop *engine) {
    for (int byte = 0; byte < 256; byte++) {
        engine->moves_up[byte] = moves(engine, byte, 1);
        engine->moves_down[byte] = moves(engine, byte, -1);
    }
}

static void tabulate_bits(lk_bondhop *engine) {
    for (int bits = 0; bits < SIX_BITS; bits++)
        for (int k = 0; k < 6; k++)
            if (bits >> k & 1) engine->nth_one[bits][engine->ones[bits]++] = (uint8_t)k;
}

static void fill(lk_bondhop *engine) {
    const lk_lattice *lattice = &engine->lattice;
    const uint32_t nz = lattice->cells[2], film = nz / 4, basis = (uint32_t)lattice->kind->basis;
    const uint32_t plane = lattice->cells[0] * lattice->cells[1];
    const bool exchange = engine->params.model->rule == LK_EXCHANGE;
    for (uint32_t p = 0; p < nz * basis; p++) {
        uint8_t *state = engine->state + (size_t)p * plane;
        const uint32_t cell = p / basis;
        const bool on_film = cell == film && lattice->kind->site[p % basis][2] == 0;
        if (exchange || on_film)
            for (uint32_t i = 0; i < plane; i++)
                state[i] = lk_rng_unit(&engine->rng) < (exchange ? 0.5 : 0.10) ? OCCUPIED : 0;
        else if (cell < film)
            memset(state, OCCUPIED, plane);
        else if (cell == nz - 1)
            memset(state, INERT, plane);
    }
}

// Occupied neighbours of one row's sites. Inside the row one offset serves all, so that the loop runs over
// bytes side by side.
static void count_row(lk_bondhop *engine, uint32_t row, uint8_t *restrict count) {
    const lk_lattice *lattice = &engine->lattice;
    const uint32_t nx = lattice->cells[0], first = row * nx, last = first + nx - 1;
    const int32_t *inside = lk_lattice_offsets(lattice, first + 1);
    uint8_t *state = engine->state;
    memset(count, 0, nx);
    for (int d = 0; d < lattice->kind->neighbours; d++) {
        const uint8_t *other = state + first + inside[d];
        for (uint32_t x = 1; x < nx - 1; x++) count[x] = (uint8_t)(count[x] + (other[x] >> 7));
        count[0] = (uint8_t)(count[0] + (state[lk_lattice_neighbour(lattice, first, d)] >> 7));
        count[nx - 1] = (uint8_t)(count[nx - 1] + (state[lk_lattice_neighbour(lattice, last, d)] >> 7));
    }
    for (uint32_t x = 0; x < nx; x++) state[first + x] = (uint8_t)((state[first + x] & ~COUNT) | count[x]);
}

static int inert_neighbours(const lk_bondhop *engine, uint32_t site) {
    int inert = 0;
    for (int d = 0; d < engine->lattice.kind->neighbours; d++)
        inert += (engine->state[lk_lattice_neighbour(&engine->lattice, site, d)] & INERT) != 0;
    return inert;
}

// Sites beside the inert lid. The lid is a layer of cells, so that one site stands for its plane; an atom
// there with no neighbours but inert and occupied ones cannot hop, and gets no class.
static void mark_rim(lk_bondhop *engine) {
    const lk_lattice *lattice = &engine->lattice;
    const int z = lattice->kind->neighbours;
    const uint32_t basis = (uint32_t)lattice->kind->basis, plane = lattice->cells[0] * lattice->cells[1];
    int least = z;
    for (uint32_t p = 0; p < (lattice->cells[2] - 1) * basis; p++) {
        const int inert = inert_neighbours(engine, p * plane);
        if (inert == 0) continue;
        least = inert < least ? inert : least;
        for (uint32_t i = 0; i < plane; i++) engine->state[p * plane + i] |= RIM;
    }
    for (int n = z - least; n < z; n++) engine->class_of[n | RIM] = NO_CLASS;
}

// Room for every site: what is not touched takes no memory, and the surface can become as rough as it likes.
static lk_status build_sector(lk_bondhop *engine, lk_bondhop_sector *sector,
                              const double bound[LK_BUCKETS_FAN], lk_error_list *errors) {
    const lk_lattice *lattice = &engine->lattice;
    const uint32_t classes = (uint32_t)class_of(engine->params.model, LK_MAX_NEIGHBOURS) + 1,
                   ny = lattice->cells[1];
    const bool whole = engine->sector_count == 1;
    sector->first_y = whole ? 0 : engine->sectors.first[sector->number];
    sector->width = whole ? ny : engine->sectors.first[sector->number + 1] - sector->first_y;
    sector->deposition = engine->params.deposition * sector->width / ny;
    // The only sector goes on with the stream of the initial state.
    if (whole)
        sector->rng = engine->rng;
    else
        lk_rng_stream(&sector->rng, engine->params.seed, engine->params.replica, sector->number + 1);
    if (sector->deposition > 0.0) {
        sector->layer = calloc(lattice->cells[2], sizeof *sector->layer);
        if (!sector->layer) return lk_error_set(errors, LK_FAILED, "out of memory");
    }
    const lk_status status = lk_buckets_init_shared(&sector->buckets, engine->slot, lattice->sites, classes,
                                                    lattice->sites / ny * sector->width, errors);
    if (status != LK_OK) return status;
    for (uint32_t c = 0; c < classes; c++) lk_buckets_set_rate(&sector->buckets, c, bound[c]);
    return LK_OK;
}

static lk_status build_sectors(lk_bondhop *engine, const double bound[LK_BUCKETS_FAN],
                               lk_error_list *errors) {
    const uint32_t wanted = engine->params.sectors, sites = engine->lattice.sites;
    lk_status status =
        wanted ? lk_sectors_init(&engine->sectors, &engine->lattice, wanted, REACH, errors) : LK_OK;
    if (status != LK_OK) return status;
    engine->sector_count = wanted ? wanted : 1;
    engine->sector = aligned_alloc(64, engine->sector_count * sizeof *engine->sector);
    engine->slot = lk_pages_alloc(sites * sizeof *engine->slot);
    if (!engine->sector || !engine->slot)
        return lk_error_set(errors, LK_FAILED, "out of memory for %u sites", sites);
    memset(engine->sector, 0, engine->sector_count * sizeof *engine->sector);
    for (uint32_t s = 0; s < engine->sector_count && status == LK_OK; s++) {
        engine->sector[s].number = s;
        status = build_sector(engine, &engine->sector[s], bound, errors);
    }
    return status;
}

static lk_bondhop_sector *sector_of(lk_bondhop *engine, uint32_t site) {
    return &engine
                ->sector[engine->sector_count == 1 ? 0
                                                   : lk_sectors_of(&engine->sectors, &engine->lattice, site)];
}

static void enter_atoms(lk_bondhop *engine) {
    const lk_lattice *lattice = &engine->lattice;
    const uint32_t size = lattice->cells[0] * lattice->cells[1] * (uint32_t)lattice->kind->basis;
    for (uint32_t site = 0; site < lattice->sites; site++) {
        if (!(engine->state[site] & OCCUPIED)) continue;
        const uint8_t class = engine->class_of[engine->state[site] & CLASS_BITS];
        if (class == NO_CLASS && !engine->sector->layer) continue;
        lk_bondhop_sector *sector = sector_of(engine, site);
        if (class != NO_CLASS) lk_buckets_insert(&sector->buckets, site, class);
        if (sector->layer) sector->layer[sector->top = site / size]++;
    }
}

static lk_status list_atoms(lk_bondhop *engine, lk_error_list *errors) {
    for (uint32_t site = 0; site < engine->lattice.sites; site++) engine->atoms += engine->state[site] >> 7;
    engine->atom = lk_pages_alloc(engine->atoms * sizeof *engine->atom);
    if (!engine->atom) return lk_error_set(errors, LK_FAILED, "out of memory for %u atoms", engine->atoms);
    uint32_t atom = 0;
    for (uint32_t site = 0; site < engine->lattice.sites; site++)
        if (engine->state[site] & OCCUPIED) engine->atom[atom++] = site;
    lk_bondhop_exchange_start(engine);
    return LK_OK;
}

static lk_status count_neighbours(lk_bondhop *engine, lk_error_list *errors) {
    uint8_t *count = malloc(engine->params.edge);
    if (!count) return lk_error_set(errors, LK_FAILED, "out of memory");
    for (uint32_t row = 0; row < engine->lattice.rows; row++) count_row(engine, row, count);
    free(count);
    return LK_OK;
}

static lk_status build_diffusion(lk_bondhop *engine, lk_error_list *errors) {
    double bound[LK_BUCKETS_FAN] = {0.0};
    tabulate_diffusion(engine, bound);
    mark_rim(engine);
    tabulate_moves(engine);
    tabulate_bits(engine);
    lk_status status = count_neighbours(engine, errors);
    if (status == LK_OK) status = build_sectors(engine, bound, errors);
    if (status == LK_OK) enter_atoms(engine);
    return status;
}

static lk_status build_exchange(lk_bondhop *engine, lk_error_list *errors) {
    if (engine->params.sectors > 0)
        return lk_error_set(errors, LK_BAD_INPUT, "exchange does not run in sectors");
    tabulate_exchange(engine);
    const lk_status status = count_neighbours(engine, errors);
    return status == LK_OK ? list_atoms(engine, errors) : status;
}

static lk_status build(lk_bondhop *engine, lk_error_list *errors) {
    const lk_lattice_kind *kind = lk_lattice_find(engine->params.model->lattice);
    const uint32_t edge = engine->params.edge, cells[3] = {edge, edge, edge / (uint32_t)kind->basis};
    const bool periodic[3] = {true, true, true};
    if (edge < 16 || edge % 4 != 0)
        return lk_error_set(errors, LK_BAD_INPUT,
                            "the edge is %u; it has to be at least 16 and a multiple of 4", edge);
    lk_status status = lk_lattice_init(&engine->lattice, kind, cells, periodic, errors);
    if (status != LK_OK) return status;
    engine->state = lk_pages_alloc(engine->lattice.sites);
    if (!engine->state || !list_near(engine))
        return lk_error_set(errors, LK_FAILED, "out of memory for %u sites", engine->lattice.sites);
    fill(engine);
    return (engine->params.model->rule == LK_EXCHANGE ? build_exchange : build_diffusion)(engine, errors);
}

lk_bondhop *lk_bondhop_new(const lk_bondhop_params *params, lk_error_list *errors) {
    lk_bondhop *engine = calloc(1, sizeof *engine);
    if (!engine) {
        lk_error_set(errors, LK_FAILED, "out of memory");
        return NULL;
    }
    engine->params = *params;
    lk_rng_stream(&engine->rng, params->seed, params->replica, 0);
    if (build(engine, errors) == LK_OK) return engine;
    lk_bondhop_free(engine);
    return NULL;
}

static void free_sector(lk_bondhop_sector *sector) {
    lk_buckets_free(&sector->buckets);
    free(sector->layer);
    free(sector->news[0].site);
    free(sector->news[1].site);
}

void lk_bondhop_free(lk_bondhop *engine) {
    if (!engine) return;
    for (uint32_t s = 0; engine->sector && s < engine->sector_count; s++) free_sector(&engine->sector[s]);
    free(engine->sector);
    lk_sectors_free(&engine->sectors);
    lk_pages_free(engine->state, engine->lattice.sites);
    lk_pages_free(engine->slot, engine->lattice.sites * sizeof *engine->slot);
    lk_pages_free(engine->atom, engine->atoms * sizeof *engine->atom);
    if (engine->near) lk_pages_free(engine->near, near_bytes(engine->lattice.kind));
    lk_lattice_free(&engine->lattice);
    free(engine);
}
