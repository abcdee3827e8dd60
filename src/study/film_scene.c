// From a film to a snapshot: palette, height shown, caption.
#include "electrode_paint.h"
#include "film_scale.h"
#include "likmc/constants.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Species of decorated fibre are seen as fibre with specks of the decoration on it, as much as it covers.
static void paint_decoration(lk_snapshot *s, const lk_params *params, const lk_film *film, size_t i) {
    const lk_material *all = params->materials,
                      *decoration = &all[params->host.decoration.parts[i].material.index];
    const double share = film->phase.kind[i + 1].coverage;
    lk_snapshot_material *row = lk_electrode_paint(s, decoration, LK_SCENE_DECORATION);
    if (!(share > 0.0 && share < 1.0)) return;
    row->share = share;
    for (int k = 0; k < 3; k++)
        row->ground[k] = (uint8_t)(all[params->host.material.index].colour >> (16 - 8 * k));
    snprintf(row->name, sizeof row->name, "%.64s, %.2g %%", decoration->title, 100.0 * share);
}

// Metal on a wall that does not fill its voxel is as much electrolyte as metal.
static void paint_thin(lk_snapshot *s, const lk_params *params) {
    const lk_material *metal = &params->materials[params->lithium.material.index];
    const uint32_t liquid = params->materials[params->electrolyte.material.index].colour;
    lk_snapshot_material *row = lk_electrode_paint(s, metal, LK_SCENE_METAL);
    for (int k = 0; k < 3; k++)
        row->rgb[k] = (uint8_t)((row->rgb[k] + (uint8_t)(liquid >> (16 - 8 * k))) / 2);
    snprintf(row->name, sizeof row->name, "%.64s, thin on a wall", metal->title);
}

static void paint(lk_snapshot *s, const lk_params *params, const lk_film *film) {
    const lk_material *all = params->materials;
    const lk_scene_material *dead = lk_scene_standard(LK_SCENE_DEAD_METAL);
    lk_electrode_paint(s, &all[params->electrolyte.material.index], LK_SCENE_ELECTROLYTE);
    lk_electrode_paint(s, &all[params->lithium.material.index], LK_SCENE_METAL);
    lk_snapshot_material *row = &s->palette[s->palette_count++];
    *row = (lk_snapshot_material){.role = LK_SCENE_DEAD_METAL};
    snprintf(row->name, sizeof row->name, "%s", dead->name);
    memcpy(row->rgb, dead->rgb, sizeof row->rgb);
    lk_electrode_paint(s, &all[params->host.material.index], LK_SCENE_HOST);
    for (size_t i = 0; i < params->host.decoration.count; i++) paint_decoration(s, params, film, i);
    paint_thin(s, params);
    lk_electrode_paint(s, &all[params->sei.material.index], LK_SCENE_SEI);
}

// Height that all pictures of a case show: room for the lithium that the protocol is expected to bring,
// packed as loosely as bare papers pack it, but not more than the box. It depends on the paper and the
// protocol alone, so that substrates that are compared have one scale.
static double extent_of(const lk_film_electrode *e) {
    const lk_film_model *model = &e->film.model;
    static const double packing = 0.34; // of lithium above bare papers, README.md
    static const double cut_off = 0.01; // of what passes both ways stays as dead lithium, at most about
    const double box = (double)model->grid.nz * model->edge,
                 paper = (double)model->grid.nz_paper * model->edge;
    const double full = model->hits_per_voxel * model->hit_charge / pow(model->edge, 3.0); // C/m3
    const double charge = e->protocol.peak + cut_off * e->protocol.throughput;
    const double wanted = fmax(1.2 * paper, paper + charge / full / packing);
    const double step = 0.05 * pow(10.0, ceil(log10(wanted * 1e6))) * 1e-6; // 5 um below 100 um
    return fmin(box, step * ceil(wanted / step));
}

// The cycle is told once there is more than the first plating.
static void write_caption(lk_snapshot *s, bool cycled) {
    char when[32] = "";
    if (cycled) snprintf(when, sizeof when, "cycle %lld   ", (long long)s->cycle);
    snprintf(s->caption, sizeof s->caption, "%s%.2f mAh/cm²   thickness %.1f µm   %.2f h   %.0f mV", when,
             s->charge / LK_MAH_PER_CM2, s->thickness * 1e6, s->time / 3600.0, round(1e3 * s->voltage) + 0.0);
}

// Layers of a picture: those of the box, and what the host may yet swell by, so that all pictures of a run
// have the same.
static int layers_of(const lk_film *film) {
    const lk_film_host *host = &film->layers;
    const double most = host->yields ? ceil(host->paper * (host->most_swelling - 1.0)) : 0.0;
    return (int)film->model.grid.nz + (int)most;
}

// Put each layer where it is by now, from the top down, so that none is overwritten before it is moved.
static void stretch(const lk_film *film, uint8_t *species, int layers) {
    const size_t plane = film->layers.plane;
    for (int z = layers; film->layers.yields && z-- > 0;) {
        const uint32_t from = lk_film_host_layer(&film->layers, z + 0.5);
        if (from < film->layers.count)
            memmove(species + (size_t)z * plane, species + from * plane, plane);
        else
            memset(species + (size_t)z * plane, LK_FILM_ELECTROLYTE, plane);
    }
}

lk_status lk_film_scene_see(lk_electrode *electrode, lk_snapshot *s, lk_error_list *errors) {
    const lk_film_electrode *e = lk_film_of(electrode);
    const lk_film *film = &e->film;
    *s = (lk_snapshot){.nx = (int)film->model.grid.nx,
                       .ny = (int)film->model.grid.ny,
                       .nz = layers_of(film),
                       .edge = film->model.edge,
                       .mark = film->model.edge * lk_film_host_height(&film->layers, film->layers.paper),
                       .extent = extent_of(e),
                       .time = lk_clock_now(&film->clock),
                       .charge = lk_film_charge(film),
                       .throughput = (double)e->progress.throughput / e->hits_per_charge,
                       .voltage = -film->cell_overpotential,
                       .thickness = e->seen.thickness,
                       .cycle = e->progress.cycle.number,
                       .periodic = {1, 1, 0}};
    s->species = malloc((size_t)s->nz * film->layers.plane);
    if (!s->species) return lk_error_set(errors, LK_FAILED, "no memory for a picture");
    paint(s, e->base.params, film);
    lk_film_see(film, s->species, (uint8_t)(s->palette_count - 1), (uint8_t)(s->palette_count - 2));
    stretch(film, s->species, s->nz);
    snprintf(s->title, sizeof s->title, "%s", e->base.params->title);
    write_caption(s, s->cycle > 1 || e->progress.cycle.stripped);
    return LK_OK;
}
