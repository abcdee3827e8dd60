// Fibres drawn in metres, voxelised one after the other, and joined to the collector by a union-find of
// voxels.
#include "host_parts.h"

#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

enum { STALL = 20000 };     // fibres in a row that add nothing: then the target is out of reach
enum { EMPTY = INT32_MIN }; // in place of a parent

// A fibre in units of the voxel edge.
typedef struct capsule {
    double start[3], along[3]; // along: unit vector
    double length, radius;
} capsule;

// Union-find over voxels. parent[i]: EMPTY, or the parent's index, or minus the size of the tree at its root.
// One more node, the last, is the collector.
typedef struct union_mat {
    const lk_host_grid *grid;
    int32_t *parent;
    int32_t collector;
    size_t target, placed;
    bool refused; // a voxel would have joined more than the target
} union_mat;

static int32_t root_of(union_mat *mat, int32_t node) {
    int32_t *parent = mat->parent;
    while (parent[node] >= 0) {
        if (parent[parent[node]] >= 0) parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

static void join(union_mat *mat, int32_t a, int32_t b) {
    if (a == b) return;
    const bool a_is_larger = mat->parent[a] <= mat->parent[b]; // sizes are stored with a minus
    const int32_t large = a_is_larger ? a : b, small = a_is_larger ? b : a;
    mat->parent[large] += mat->parent[small];
    mat->parent[small] = large;
}

// Voxels joined to the collector.
static size_t joined(union_mat *mat) { return (size_t)-mat->parent[root_of(mat, mat->collector)] - 1; }

// Distinct roots of the solid neighbours, the collector among them.
static int roots_around(union_mat *mat, size_t site, int32_t roots[7]) {
    size_t neighbours[7];
    int sides = faces_of(mat->grid, site, neighbours), count = 0;
    if (site < (size_t)mat->grid->nx * mat->grid->ny) neighbours[sides++] = (size_t)mat->collector;
    for (int i = 0; i < sides; i++) {
        if (mat->parent[neighbours[i]] == EMPTY) continue;
        const int32_t root = root_of(mat, (int32_t)neighbours[i]);
        int seen = 0;
        while (seen < count && roots[seen] != root) seen++;
        if (seen == count) roots[count++] = root;
    }
    return count;
}

static int32_t wrap(int32_t i, int32_t period) {
    i %= period;
    return i < 0 ? i + period : i;
}

// Make a voxel solid, unless that would join more to the collector than the target allows.
static void add_voxel(union_mat *mat, int32_t x, int32_t y, int32_t z) {
    const lk_host_grid *grid = mat->grid;
    if (z < 0 || z >= grid->nz) return;
    const size_t site = voxel(grid, wrap(x, grid->nx), wrap(y, grid->ny), z);
    if (mat->parent[site] != EMPTY) return;

    int32_t roots[7];
    const int count = roots_around(mat, site, roots);
    const int32_t collector = root_of(mat, mat->collector);
    size_t size = 1;
    bool touches = false;
    for (int i = 0; i < count; i++) {
        touches |= roots[i] == collector;
        size += (size_t)-mat->parent[roots[i]];
    }
    if (touches && size - 1 > mat->target) { // less the collector's own node
        mat->refused = true;
        return;
    }
    mat->parent[site] = -1;
    mat->placed++;
    for (int i = 0; i < count; i++) join(mat, root_of(mat, (int32_t)site), roots[i]);
}

static double dot(const double a[3], const double b[3]) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

static bool inside(const capsule *fibre, const double centre[3]) {
    double off[3];
    for (int i = 0; i < 3; i++) off[i] = centre[i] - fibre->start[i];
    const double t = fmax(0, fmin(fibre->length, dot(off, fibre->along)));
    for (int i = 0; i < 3; i++) off[i] -= t * fibre->along[i];
    return dot(off, off) <= fibre->radius * fibre->radius;
}

static int main_axis(const capsule *fibre) {
    int axis = 0;
    for (int i = 1; i < 3; i++)
        if (fabs(fibre->along[i]) > fabs(fibre->along[axis])) axis = i;
    return axis;
}

// The voxels of one layer across `axis` whose centres are in the capsule. The layer's plane cuts the cylinder
// in an ellipse; its half-widths bound the loops.
static void add_slice(union_mat *mat, const capsule *fibre, int axis, int32_t layer) {
    const double *u = fibre->along, lead = u[axis], t = (layer + 0.5 - fibre->start[axis]) / lead;
    int32_t first[3], last[3];
    for (int i = 0; i < 3; i++) {
        const double middle = fibre->start[i] + t * u[i];
        const double half = i == axis ? 0 : fibre->radius * sqrt(lead * lead + u[i] * u[i]) / fabs(lead);
        first[i] = i == axis ? layer : (int32_t)floor(middle - half);
        last[i] = i == axis ? layer : (int32_t)floor(middle + half);
    }
    for (int32_t z = first[2]; z <= last[2]; z++)
        for (int32_t y = first[1]; y <= last[1]; y++)
            for (int32_t x = first[0]; x <= last[0]; x++) {
                const double centre[3] = {x + 0.5, y + 0.5, z + 0.5};
                if (inside(fibre, centre)) add_voxel(mat, x, y, z);
            }
}

// The voxels with their centres in the capsule, from one end to the other.
static void add_body(union_mat *mat, const capsule *fibre) {
    const int axis = main_axis(fibre);
    const double lead = fibre->along[axis];
    const int32_t step = lead > 0 ? 1 : -1;
    const int32_t layers = (int32_t)ceil(fibre->length * fabs(lead) + 2 * fibre->radius) + 1;
    int32_t layer = (int32_t)floor(fibre->start[axis] - step * fibre->radius);
    for (int32_t k = 0; k <= layers; k++, layer += step) add_slice(mat, fibre, axis, layer);
}

// Every voxel that the axis passes through, face to face (Amanatides and Woo, Eurographics 1987,
// doi 10.2312/egtp.19871000): keeps a fibre that is thinner than a voxel in one piece.
static void add_axis(union_mat *mat, const capsule *fibre) {
    int32_t at[3], step[3];
    double next[3], stride[3];
    for (int i = 0; i < 3; i++) {
        const double u = fibre->along[i];
        at[i] = (int32_t)floor(fibre->start[i]);
        step[i] = u > 0 ? 1 : -1;
        stride[i] = u != 0 ? 1 / fabs(u) : INFINITY;
        next[i] = u != 0 ? (at[i] + (u > 0) - fibre->start[i]) / u : INFINITY;
    }
    for (double t = 0; t <= fibre->length;) {
        add_voxel(mat, at[0], at[1], at[2]);
        const int i = next[0] <= next[1] && next[0] <= next[2] ? 0 : next[1] <= next[2] ? 1 : 2;
        t = next[i];
        next[i] += stride[i];
        at[i] += step[i];
    }
}

// Draw a fibre. Centres are uniform over the paper and as far above and below it as a fibre can reach from,
// so that the paper is uniform up to its faces.
static capsule draw(lk_rng *rng, const lk_host_params *params, const lk_host_grid *grid) {
    const double edge = grid->edge, reach = params->fibre_length / 2 + params->fibre_radius;
    const double x = lk_rng_unit(rng) * grid->nx, y = lk_rng_unit(rng) * grid->ny;
    const double z = (lk_rng_unit(rng) * (grid->nz * edge + 2 * reach) - reach) / edge;
    const double azimuth = 2 * pi * lk_rng_unit(rng), tilt = params->orientation_spread * lk_rng_normal(rng);
    capsule drawn = {.along = {cos(tilt) * cos(azimuth), cos(tilt) * sin(azimuth), sin(tilt)},
                     .length = params->fibre_length / edge,
                     .radius = params->fibre_radius / edge};
    const double centre[3] = {x, y, z};
    for (int i = 0; i < 3; i++) drawn.start[i] = centre[i] - drawn.along[i] * drawn.length / 2;
    return drawn;
}

static bool reaches(const capsule *fibre, const lk_host_grid *grid) {
    const double begin = fibre->start[2], end = begin + fibre->length * fibre->along[2];
    return fmax(begin, end) + fibre->radius > 0 && fmin(begin, end) - fibre->radius < grid->nz;
}

// Take out what is not joined to the collector: near the target, pieces too large to be joined would
// otherwise keep the last voxels from being placed.
static void drop_loose(union_mat *mat) {
    const int32_t collector = root_of(mat, mat->collector);
    for (int32_t i = 0; i < mat->collector; i++)
        if (mat->parent[i] != EMPTY && root_of(mat, i) != collector) mat->parent[i] = EMPTY;
    mat->refused = false;
}

static lk_status fill(union_mat *mat, const lk_host_params *params, lk_host_report *report,
                      lk_error_list *errors) {
    lk_rng rng;
    lk_rng_stream(&rng, params->seed, params->replica, LK_HOST_FIBRE_STREAM);
    for (int stalled = 0; joined(mat) < mat->target;) {
        const capsule next = draw(&rng, params, mat->grid);
        if (!reaches(&next, mat->grid)) continue;
        const size_t before = mat->placed;
        add_body(mat, &next);
        if (next.radius < sqrt(3.0) / 2) add_axis(mat, &next); // thicker ones are in one piece anyway
        if (mat->refused) drop_loose(mat);
        report->fibres++;
        stalled = mat->placed > before ? 0 : stalled + 1;
        if (stalled == STALL)
            return lk_error_set(errors, LK_FAILED,
                                "host: a porosity of %g was not reached: %zu of %zu voxels after %zu fibres",
                                params->porosity, joined(mat), mat->target, report->fibres);
    }
    return LK_OK;
}

static void write_species(union_mat *mat, const lk_host_params *params, uint8_t *species,
                          lk_host_report *report) {
    const size_t count = voxels(mat->grid);
    drop_loose(mat);
    for (size_t i = 0; i < count; i++) species[i] = mat->parent[i] == EMPTY ? params->pore : params->fibre;
    report->solid = joined(mat);
    report->dropped = mat->placed - report->solid;
    report->porosity = 1 - (double)report->solid / (double)count;
}

lk_status lk_host_lay_fibres(const lk_host_params *params, const lk_host_grid *grid, uint8_t *species,
                             lk_host_report *report, lk_error_list *errors) {
    const size_t count = voxels(grid);
    union_mat mat = {.grid = grid,
                     .parent = malloc((count + 1) * sizeof *mat.parent),
                     .collector = (int32_t)count,
                     .target = (size_t)llround((1 - params->porosity) * (double)count)};
    if (!mat.parent)
        return lk_error_set(errors, LK_FAILED, "host: no memory for %zu bytes",
                            (count + 1) * sizeof *mat.parent);
    for (size_t i = 0; i < count; i++) mat.parent[i] = EMPTY;
    mat.parent[count] = -1;
    const lk_status status = fill(&mat, params, report, errors);
    write_species(&mat, params, species, report);
    free(mat.parent);
    return status;
}
