// One step of the galvanostat: from the layers' areas to overpotentials, to rates, to events.
#include "likmc/closure.h"

#include "film_field.h"
#include "film_parts.h"
#include "film_place.h"
#include "film_reuse.h"
#include "film_site.h"

#include <math.h>
#include <string.h>

// Of the reacting voxels, which may fill before the rates are set anew. Thickness of CP with grains at 5
// mAh/cm2: 58.9, 60.2, 64.3 um with 0.01 and 58.5, 59.8, 70.4 um with 0.05, seeds 1 to 3.
static double share_per_step(const lk_film *film) {
    const double given = film->params->growth.share_per_step;
    return !isnan(given) ? given : film->model.grains ? 0.05 : 0.01;
}

// V that the host may charge by in one step: a twelfth of kT/e, over which rates change by 4 %.
static const double charging_step = 2e-3;

static const double longest_hold = 60.0;  // s of a step at a voltage at which next to nothing passes
static const double shortest_hold = 1e-3; // s without a current: the double layer takes longer to charge

static const int64_t most_events = 1 << 22; // in a step; more only if rates run away

static double larger(double a, double b) { return a > b ? a : b; } // unlike fmax, not a call

static double area_per_face(const lk_film *film) { // m2 per m2 of footprint
    return 1.0 / ((double)film->model.grid.nx * (double)film->model.grid.ny);
}

// What the electrolyte sees: reacting faces, free cross-section and double layer of each layer. Layers above
// `top` hold nothing yet and stay as lk_film_step_describe_all() has left them. Returns the number of
// faces that share the current.
static double describe_layers(lk_film *film, double current, uint32_t layers) {
    lk_transport *t = &film->transport;
    const lk_film_model *model = &film->model;
    const double face = area_per_face(film), exponent = film->params->electrolyte.tortuosity_exponent;
    lk_film_reactivity faces = {0.0, 0.0};
    for (uint32_t z = 0; z < layers; z++) {
        const lk_film_reactivity reacting = lk_film_place_reacting(film, z);
        const lk_film_reactivity exposed = lk_film_place_exposed(film, z);
        // A layer that is pushed apart is a longer way with more room: pores widen, fibres do not.
        const lk_film_host *host = &film->layers;
        const double stretch = host->stretch[z], wider = (double)host->capacity[z] / host->hits / stretch;
        const double filled = lk_film_phase_swelling(film, z) / stretch + film->sei.narrowing[z];
        const double porosity =
            larger(model->residual_porosity, (1.0 - film->solid[z] * face) * wider - filled);
        const double free_path =
            lk_closure_bruggeman(porosity, exponent) * (z < model->grid.nz_paper ? model->host_factor : 1.0);
        t->plating[z] = reacting.first * face;
        t->stripping[z] = exposed.first * face;
        t->conductivity[z] = model->conductivity * free_path / stretch;
        t->diffusivity[z] = model->diffusivity * free_path / stretch;
        t->capacitance[z] = z < model->grid.nz_paper ? model->layer_capacitance : 0.0;
        lk_film_place_add(&faces, current < 0.0 ? exposed : reacting);
    }
    return lk_film_place_sharing(film, faces);
}

void lk_film_step_describe_all(lk_film *film) { describe_layers(film, 0.0, film->transport.layers); }

// Quanta that may pass before the rates are set anew, of metal and of walls.
static double hits_per_step(const lk_film *film, double current, double faces) {
    const double share = share_per_step(film);
    return fmax(1.0, share * faces * film->model.hits_per_voxel +
                         share * (double)lk_film_phase_capacity(film, current < 0.0));
}

// Time in which few enough hits pass and the double layer charges by little.
static double choose_step(const lk_film *film, double current, double faces) {
    if (current == 0.0) return INFINITY;
    const double hits = hits_per_step(film, current, faces);
    const double filling = hits * film->model.hit_charge / (fabs(current) * film->model.footprint);
    const double capacitance = film->model.layer_capacitance * (double)film->model.grid.nz_paper;
    const double charging = charging_step * capacitance / fabs(current);
    const bool reacts = faces > 0.0 || lk_film_phase_capacity(film, current < 0.0) > 0;
    const double wanted = reacts ? fmin(filling, 2.0 * film->step) : charging;
    return fmax(wanted, 1e-3 * charging); // 2 uV of charging: shorter steps change nothing
}

static lk_status solve(lk_film *film, double current, double longest, lk_error_list *errors) {
    lk_transport *t = &film->transport;
    const size_t bytes = t->layers * sizeof *film->potential;
    const double per_hit = film->model.hit_charge / film->model.footprint; // C/m2
    memcpy(film->potential, t->overpotential, bytes);
    film->step = longest;
    for (;;) {
        lk_film_phase_describe_layers(film, film->step, film->potential);
        const lk_status status =
            lk_transport_solve(t, current, film->step, film->potential, film->top, errors);
        if (status != LK_OK) return status;
        const double change = fabs(t->overpotential[film->top - 1] - film->potential[film->top - 1]);
        if (change <= 2.0 * charging_step || film->step * fabs(current) <= 1e-3 * per_hit) return LK_OK;
        film->step *= 0.5;
        memcpy(t->overpotential, film->potential, bytes);
    }
}

static void find_drives(lk_film *film) {
    const lk_transport *t = &film->transport;
    double plating = 0.0, stripping = 0.0, highest = 0.0;
    for (uint32_t z = 0; z < film->top; z++) {
        const double drive = t->salt[z] * t->cathodic[z] - t->anodic[z];
        film->drive[z] = drive;
        highest = larger(highest, t->overpotential[z]);
        plating = larger(plating, t->plating[z] > 0.0 ? drive : 0.0);
        stripping = larger(stripping, t->stripping[z] > 0.0 ? -drive : 0.0);
    }
    film->strongest_eta = highest;
    film->strongest_plating = plating;
    film->strongest_stripping = stripping;
    // Within the step a front may enter the next layer up; its drive is that of the layer below.
    for (uint32_t z = film->top; z < t->layers; z++) film->drive[z] = film->drive[film->top - 1];
    film->cell_overpotential = t->overpotential[film->top - 1];
}

// One event, and the quantum that SEI takes beside it: on top when plating, out of the metal when stripping.
// Returns the quanta that have passed the circuit, either way.
static int64_t run_event(lk_film *film, int64_t room) {
    uint32_t class, site = lk_buckets_select(&film->buckets, &film->rng, &class);
    int64_t passed = lk_film_event_run(film, site, class);
    if (passed != 0 && room > 1) passed += lk_film_event_run_beside(film);
    return passed < 0 ? -passed : passed;
}

// An event of the walls; returns as run_event(). What walls take is their own: SEI is not owed with it.
static int64_t run_wall(lk_film *film) {
    uint32_t slot;
    const int event = lk_film_phase_choose(film, &slot);
    return lk_film_event_happen(film, event, &slot);
}

static bool is_wall(lk_film *film, double total) {
    return film->phase.total > 0.0 && lk_rng_unit(&film->rng) * total < film->phase.total;
}

// Events until the step is over or to be paused. Rates are those of its start; waiting times have no memory,
// so that cutting the last one short is exact.
static void run_events(lk_film *film, double sei_time) {
    lk_film_pause *p = &film->pause;
    const int64_t pause = p->after < p->most - p->hits ? p->hits + p->after : p->most;
    while (p->events < most_events && p->hits < p->most && film->buckets.used < p->members &&
           film->grains.count < p->grains) {
        if (p->hits >= pause) return;
        const double total = lk_buckets_total(&film->buckets) + film->phase.total;
        const double wait = total > 0.0 ? lk_rng_exponential(&film->rng) / total : INFINITY;
        p->events++;
        if (wait > p->left) {
            lk_clock_add(&film->clock, p->left);
            break;
        }
        p->left -= wait;
        lk_clock_add(&film->clock, wait);
        const int64_t passed = is_wall(film, total) ? run_wall(film) : run_event(film, p->most - p->hits);
        p->hits += passed;
        if (passed > 1) lk_clock_add(&film->clock, sei_time); // charge taken beside takes time as well
    }
    p->in = LK_FILM_BETWEEN_STEPS;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// Quanta of a row that the electrode as a whole takes, one by one, so that a pause between two of them
// changes no sum.
static void run_row(lk_film *film, int event, int64_t due, double time) {
    lk_film_pause *p = &film->pause;
    const int64_t times = least(due, p->most), now = least(times, p->after);
    for (int64_t i = 0; i < now; i++) {
        lk_film_event_book(film, event, 1);
        lk_clock_add(&film->clock, time);
    }
    p->in = now < times ? LK_FILM_IN_ELECTRODE : LK_FILM_BETWEEN_STEPS;
    p->most -= now;
}

// Charge that the electrode as a whole takes, row by row of the table: as long as there is any, nothing else
// happens. Returns whether that was the step.
static bool run_electrode(lk_film *film, double current, int64_t most_hits) {
    if (film->pause.in != LK_FILM_IN_ELECTRODE) film->pause.most = most_hits;
    for (int event = 0; event < LK_FILM_EVENT_COUNT; event++) {
        const lk_film_event *row = film->table[event];
        const int64_t due = row->trigger == LK_FILM_ELECTRODE ? row->due(film, current) : 0;
        if (due <= 0) continue;
        run_row(film, event, due, film->model.hit_charge / (fabs(current) * film->model.footprint));
        return true;
    }
    return false;
}

// What the surface that has changed in a step brings.
static void run_after(lk_film *film) {
    uint32_t nowhere = LK_NO_SITE;
    for (int event = 0; event < LK_FILM_EVENT_COUNT; event++)
        if (film->table[event]->trigger == LK_FILM_AFTER) lk_film_event_happen(film, event, &nowhere);
}

// Rates from the drives, then events. A hit of SEI takes `sei_time` of the applied current. Memory is made
// here and not in the loop; one event brings at most 14 voxels into the buckets.
static lk_status react(lk_film *film, double sei_time, lk_error_list *errors) {
    lk_status status = LK_OK;
    const uint32_t most_members = film->pause.members;
    if (most_members + 16 > film->buckets.members)
        status = lk_buckets_reserve(&film->buckets, most_members + most_members / 2, errors);
    if (status == LK_OK) status = lk_film_metal_reserve(film, errors);
    if (status == LK_OK)
        status = lk_film_grain_reserve(&film->grains, film->pause.grains - film->grains.count + 1,
                                       2 * most_members, errors);
    if (status != LK_OK) return status;
    lk_film_event_set_rates(film);
    run_events(film, sei_time);
    if (film->pause.in != LK_FILM_BETWEEN_STEPS) return LK_OK;
    lk_film_phase_follow(film);
    run_after(film);
    return LK_OK;
}

// Time that the applied current takes for a hit; at rest SEI takes none of its own.
static double time_of_hit(const lk_film *film, double current) {
    return current == 0.0 ? 0.0 : film->model.hit_charge / (fabs(current) * film->model.footprint);
}

static void begin_events(lk_film *film, int64_t most_hits) {
    lk_film_phase_set_rates(film);
    film->pause.in = LK_FILM_IN_EVENTS;
    film->pause.events = film->pause.hits = 0;
    film->pause.most = most_hits;
    film->pause.left = film->step;
    film->pause.members = film->buckets.used + film->buckets.used / 4 + 4096;
    film->pause.grains = film->grains.count + film->pause.members;
}

// Potentials at the start of a step: those that the layers have now.
static void note_potential(lk_film *film) {
    memcpy(film->potential, film->transport.overpotential, film->transport.layers * sizeof *film->potential);
}

static void describe_walls(lk_film *film) {
    lk_film_phase_describe_layers(film, film->step, film->potential);
    lk_film_field_describe_walls(film);
}

// A step in which the double layer charges by too much, or that does not converge, is tried again at half its
// length. What has passed since the last solve cannot be halved. Walls that change take a current that
// follows no proportions: with them no solution serves twice.
static lk_status solve_field(lk_film *film, double current, double longest, lk_error_list *errors) {
    const double per_hit = film->model.hit_charge / film->model.footprint; // C/m2
    const double faces = lk_film_field_describe(film, current), before = film->cell_overpotential;
    note_potential(film);
    film->step = fmin(longest, choose_step(film, current, faces));
    for (;;) {
        describe_walls(film);
        const bool last = film->step * fabs(current) <= 1e-3 * per_hit || film->step < shortest_hold;
        const lk_status status = lk_film_field_solve(film, current, last ? errors : NULL);
        const double change = fabs(film->cell_overpotential - before);
        if (status == LK_OK && (last || film->reuse.since > 0.0 || change <= 2.0 * charging_step)) break;
        if (last) return status;
        film->step *= 0.5;
        lk_film_field_take_back(film);
    }
    if (film->phase.changes)
        lk_film_reuse_forget(film);
    else
        lk_film_reuse_begin(film, current, faces);
    return LK_OK;
}

// The same with the electrolyte in three dimensions or in time.
static lk_status step_field(lk_film *film, double current, int64_t most_hits, double most_time,
                            lk_error_list *errors) {
    const double step = fmin(most_time, choose_step(film, current, film->reuse.faces));
    if (!lk_film_reuse_serves(film, current, step)) {
        const lk_status status = solve_field(film, current, most_time, errors);
        if (status != LK_OK) return status;
    }
    begin_events(film, most_hits);
    return react(film, time_of_hit(film, current), errors);
}

lk_status lk_film_step(lk_film *film, double current, int64_t most_hits, double most_time,
                       lk_error_list *errors) {
    const double sei_time = time_of_hit(film, current);
    if (film->pause.in == LK_FILM_IN_EVENTS) return react(film, sei_time, errors);
    if (run_electrode(film, current, most_hits)) return LK_OK;
    if (lk_film_field_used(film)) return step_field(film, current, most_hits, most_time, errors);
    const double faces = describe_layers(film, current, film->top);
    const lk_status status = solve(film, current, fmin(most_time, choose_step(film, current, faces)), errors);
    if (status != LK_OK) return status;
    lk_transport_update_salt(&film->transport, film->top);
    find_drives(film);
    begin_events(film, most_hits);
    return react(film, sei_time, errors);
}

// ---- the potentiostat

// i_lim = F D c/((1 - t+) L) of the empty paper: the most that electrolyte can bring (Newman, Electrochemical
// Systems, ch. 11).
static double limiting_current(const lk_film *film) {
    const lk_transport_params *p = &film->transport.params;
    const double length = film->model.edge * (double)film->model.grid.nz_paper;
    return LK_FARADAY * film->model.diffusivity * p->concentration / ((1.0 - p->transference) * length);
}

// Time in which the share of the reacting voxels that the galvanostat allows fills. As long as nothing reacts
// nuclei may come, and should grow before the next ones do: that time for a face at the full overpotential.
static double choose_hold(const lk_film *film, double overpotential, double faces) {
    const lk_transport_params *p = &film->transport.params;
    const double current = fabs(lk_film_current(film)) * film->model.footprint; // A
    const double hits = hits_per_step(film, overpotential, faces);
    if (current > 0.0) return fmin(longest_hold, hits * film->model.hit_charge / current);
    if (overpotential < 0.0) return longest_hold;
    const double x = LK_ELEMENTARY_CHARGE * overpotential / (LK_BOLTZMANN * p->temperature);
    const double drive = film->model.face_rate * lk_closure_butler_volmer(x, p->alpha, 1.0, NULL);
    return fmin(longest_hold, fmax(shortest_hold, share_per_step(film) * film->model.hits_per_voxel / drive));
}

// At a voltage potentials follow at once, and a step of walls may be twice the last one.
static void begin_hold(lk_film *film, double overpotential) {
    for (uint32_t z = 0; z < film->transport.layers; z++) film->potential[z] = overpotential;
    lk_film_phase_describe_layers(film, fmax(film->step, shortest_hold), film->potential);
}

static double choose_hold_of_walls(const lk_film *film, double overpotential, double faces, double before) {
    const double wanted = choose_hold(film, overpotential, faces);
    const bool any = lk_film_phase_capacity(film, overpotential < 0.0) > 0;
    return any ? fmin(wanted, 2.0 * fmax(before, shortest_hold)) : wanted;
}

// The salt needs a step before the current that chooses it is known.
static lk_status hold_field(lk_film *film, double overpotential, int64_t most_hits, double most_time,
                            lk_error_list *errors) {
    const double faces = lk_film_field_describe(film, overpotential), before = film->step;
    lk_film_reuse_forget(film);
    begin_hold(film, overpotential);
    lk_film_field_describe_walls(film);
    film->step = fmin(most_time, choose_hold_of_walls(film, overpotential, faces, before));
    for (;;) {
        const lk_status status = lk_film_field_hold(film, overpotential, errors);
        if (status != LK_OK) return status;
        const double wanted = choose_hold(film, overpotential, faces);
        if (wanted >= 0.5 * film->step) break;
        film->step = wanted;
        lk_film_field_take_back(film);
    }
    film->cell_overpotential = overpotential;
    begin_events(film, most_hits);
    return react(film, 0.0, errors);
}

lk_status lk_film_hold(lk_film *film, double overpotential, int64_t most_hits, double most_time,
                       lk_error_list *errors) {
    const double limit = copysign(limiting_current(film), overpotential);
    // The current of the SEI flows beside that of the metal and takes no time of its own.
    if (film->pause.in == LK_FILM_IN_EVENTS) return react(film, 0.0, errors);
    film->cell_overpotential = overpotential;
    if (run_electrode(film, limit, most_hits)) return LK_OK;
    if (lk_film_field_used(film)) return hold_field(film, overpotential, most_hits, most_time, errors);
    const double faces = describe_layers(film, overpotential, film->top), before = film->step;
    begin_hold(film, overpotential);
    const lk_status status = lk_transport_hold(&film->transport, overpotential, film->top, errors);
    if (status != LK_OK) return status;
    lk_transport_update_salt(&film->transport, film->top);
    lk_transport_current(&film->transport, film->top);
    find_drives(film);
    film->step = fmin(most_time, choose_hold_of_walls(film, overpotential, faces, before));
    begin_events(film, most_hits);
    return react(film, 0.0, errors);
}

double lk_film_current(const lk_film *film) {
    double sum = 0.0;
    for (uint32_t z = 0; z < film->transport.layers; z++) sum += film->transport.reaction[z];
    return sum;
}
