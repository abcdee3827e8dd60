// Rays through a scene: see scene_volume.h.
#include "scene_volume.h"

#include <math.h>

// As floor(), which is a library call for the plain instruction set.
static int floor_to_int(double x) {
    const int i = (int)x;
    return x < i ? i - 1 : i;
}

// A coordinate of the first period.
static double home(double x, double period, double inverse) {
    const double reduced = x - period * floor_to_int(x * inverse);
    return reduced < period ? reduced : 0.0;
}

// Along one wrapping axis: the cell of two neighbouring centres around x, and where x lies between them.
static int wrap(double x, int n, int *next, double *fraction) {
    int cell = floor_to_int(x);
    *fraction = x - cell;
    if (cell < 0) cell = n - 1;
    *next = cell + 1 < n ? cell + 1 : 0;
    return cell;
}

// The cell of eight centres around a point; bit 0 of a corner's index is x, bit 1 y, bit 2 z.
typedef struct cell {
    size_t corner, to_x, to_y,
        to_z;       // the first corner, and what leads to the others (modulo 2^64 at the border)
    double x, y, z; // where the point lies between them, 0..1
    bool above;     // the upper four lie above the grid, where nothing is
} cell;

static inline cell locate(const lk_scene_grid *grid, double scale, lk_scene_vector p) {
    cell c;
    int x1, y1;
    const double x = home(p.x, grid->period[0], grid->inverse[0]),
                 y = home(p.y, grid->period[1], grid->inverse[1]);
    const int x0 = wrap(x * scale - 0.5, grid->nx, &x1, &c.x),
              y0 = wrap(y * scale - 0.5, grid->ny, &y1, &c.y);
    const double z = p.z * scale > 0.5 ? p.z * scale - 0.5 : 0.0;
    int z0 = (int)z;
    c.z = z - z0;
    c.above = z0 + 1 >= grid->nz;
    if (z0 >= grid->nz) z0 = grid->nz - 1, c.z = 1.0;
    const size_t row = (size_t)grid->nx, plane = row * (size_t)grid->ny;
    c.corner = plane * (size_t)z0 + row * (size_t)y0 + (size_t)x0;
    c.to_x = (size_t)x1 - (size_t)x0;
    c.to_y = row * ((size_t)y1 - (size_t)y0);
    c.to_z = c.above ? 0 : plane;
    return c;
}

static inline double layer(const uint8_t *at, const cell *c) {
    const double a = at[0], b = at[c->to_x], d = at[c->to_y], e = at[c->to_y + c->to_x];
    const double near = a + c->x * (b - a), far = d + c->x * (e - d);
    return near + c->y * (far - near);
}

static inline double blend(const lk_scene_grid *grid, const cell *c) {
    const uint8_t *at = grid->values + c->corner;
    const double low = layer(at, c), high = c->above ? 0.0 : layer(at + c->to_z, c);
    return low + c->z * (high - low);
}

static inline double interpolate(const lk_scene_grid *grid, double scale, lk_scene_vector p) {
    const cell c = locate(grid, scale, p);
    return blend(grid, &c);
}

double lk_scene_volume_density(const lk_scene_volume *volume, lk_scene_vector at) {
    return interpolate(&volume->density, 1.0, at);
}

static inline double least(double a, double b) { return a < b ? a : b; }

// To the cell's border along one axis.
static inline double to_border(double fraction, double inverse) {
    return inverse > 0.0 ? (1.0 - fraction) * inverse : -fraction * inverse;
}

// Length that a ray may go from a clear cell. A step of length 1 crosses at most one border along each axis.
static inline double free_path(const cell *c, int clear, const double inverse[3]) {
    const double leave =
        least(to_border(c->x, inverse[0]), least(to_border(c->y, inverse[1]), to_border(c->z, inverse[2])));
    return clear - 1 + least(leave, 1.0) + 1e-3;
}

static lk_scene_vector along(lk_scene_vector origin, lk_scene_vector direction, double t) {
    return (lk_scene_vector){origin.x + t * direction.x, origin.y + t * direction.y,
                             origin.z + t * direction.z};
}

static double dot(lk_scene_vector a, lk_scene_vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

// The surface lies between t0 (outside) and t1 (inside): halve twice, then a straight line.
static double refine(const lk_scene_volume *v, lk_scene_vector origin, lk_scene_vector direction, double t0,
                     double t1, double d0, double d1) {
    for (int i = 0; i < 2; i++) {
        const double t = 0.5 * (t0 + t1), d = lk_scene_volume_density(v, along(origin, direction, t));
        if (d >= LK_SCENE_ISO)
            t1 = t, d1 = d;
        else
            t0 = t, d0 = d;
    }
    return t0 + (t1 - t0) * (LK_SCENE_ISO - d0) / (d1 - d0);
}

static double inverse_of(double x) { return x > 1e-6 || x < -1e-6 ? 1.0 / x : 1e6; }

bool lk_scene_volume_march(const lk_scene_volume *volume, lk_scene_vector origin, lk_scene_vector direction,
                           double t0, double t1, double *t) {
    static const double step =
        0.6; // a surface thinner than this may be passed by: its picture would be a speck
    const double inverse[3] = {inverse_of(direction.x), inverse_of(direction.y), inverse_of(direction.z)};
    double before = t0, density_before = 0.0;
    for (double now = t0;;) {
        const cell here = locate(&volume->density, 1.0, along(origin, direction, now));
        const int clear = volume->clearance[here.corner];
        const double density = clear ? 0.0 : blend(&volume->density, &here);
        if (density >= LK_SCENE_ISO) {
            *t = now > t0 ? refine(volume, origin, direction, before, now, density_before, density) : t0;
            return true;
        }
        if (now >= t1) return false;
        before = now;
        density_before = density;
        now = least(t1, now + (clear ? free_path(&here, clear, inverse) : step));
    }
}

static lk_scene_vector normalised(lk_scene_vector v, lk_scene_vector fallback) {
    const double length = sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
    if (!(length > 1e-9)) return fallback;
    return (lk_scene_vector){v.x / length, v.y / length, v.z / length};
}

// Differences over more than a voxel: the terraces of the grid go, the shape stays.
lk_scene_vector lk_scene_volume_normal(const lk_scene_volume *volume, lk_scene_vector p,
                                       lk_scene_vector fallback) {
    static const double h = 1.2;
    const lk_scene_vector x0 = {p.x - h, p.y, p.z}, x1 = {p.x + h, p.y, p.z}, y0 = {p.x, p.y - h, p.z},
                          y1 = {p.x, p.y + h, p.z}, z0 = {p.x, p.y, p.z - h}, z1 = {p.x, p.y, p.z + h};
    const lk_scene_vector fall = {lk_scene_volume_density(volume, x0) - lk_scene_volume_density(volume, x1),
                                  lk_scene_volume_density(volume, y0) - lk_scene_volume_density(volume, y1),
                                  lk_scene_volume_density(volume, z0) - lk_scene_volume_density(volume, z1)};
    return normalised(fall, fallback);
}

// Share of one cone's light that gets through.
static double cone(const lk_scene_volume *v, lk_scene_vector at, lk_scene_vector direction, double towards,
                   double depth) {
    double through = 1.0, distance = 2.0, scale = 0.5;
    for (int i = 0; i < LK_SCENE_LEVELS && through > 0.02; i++, distance *= 2.0, scale *= 0.5) {
        const lk_scene_vector p = along(at, direction, distance);
        if (p.z > v->nz + 2.0 || towards * distance > depth) break;
        through *= 1.0 - interpolate(&v->levels[i], scale, p) / 255.0;
    }
    return through;
}

double lk_scene_volume_light(const lk_scene_volume *volume, lk_scene_vector at, lk_scene_vector n,
                             lk_scene_vector outside, double depth) {
    // Six cones of 60 degrees cover the hemisphere: one upright, five leaning by 60 degrees, 72 degrees
    // apart.
    static const double around[5][2] = {{1.0, 0.0},
                                        {0.30901699437494745, 0.9510565162951535},
                                        {-0.8090169943749473, 0.5877852522924732},
                                        {-0.8090169943749476, -0.587785252292473},
                                        {0.30901699437494723, -0.9510565162951536}};
    static const double half = 0.5, lean = 0.8660254037844386;
    const lk_scene_vector axis =
        n.z < 0.9 && n.z > -0.9 ? (lk_scene_vector){n.y, -n.x, 0.0} : (lk_scene_vector){0.0, n.z, -n.y};
    const lk_scene_vector a = normalised(axis, (lk_scene_vector){1.0, 0.0, 0.0});
    const lk_scene_vector b = {n.y * a.z - n.z * a.y, n.z * a.x - n.x * a.z, n.x * a.y - n.y * a.x};
    double light = 0.25 * cone(volume, at, n, dot(n, outside), depth);
    for (int i = 0; i < 5; i++) {
        const double u = lean * around[i][0], w = lean * around[i][1];
        const lk_scene_vector direction = {half * n.x + u * a.x + w * b.x, half * n.y + u * a.y + w * b.y,
                                           half * n.z + u * a.z + w * b.z};
        light += 0.15 * cone(volume, at, direction, dot(direction, outside), depth);
    }
    return light;
}

const double *lk_scene_volume_colour(const lk_scene_look *look, lk_scene_vector at) {
    static const double specks = 3.0; // a voxel edge
    if (!(look->share > 0.0 && look->share < 1.0)) return look->rgb;
    const uint32_t x = (uint32_t)(int32_t)floor(specks * at.x), y = (uint32_t)(int32_t)floor(specks * at.y),
                   z = (uint32_t)(int32_t)floor(specks * at.z);
    uint32_t hash = x * 0x9e3779b1u ^ y * 0x85ebca6bu ^ z * 0xc2b2ae35u; // then mixed as by T. Mueller
    hash = (hash >> 16 ^ hash) * 0x45d9f3bu;
    hash = (hash >> 16 ^ hash) * 0x45d9f3bu;
    return (hash >> 16 ^ hash) * 0x1p-32 < look->share ? look->rgb : look->ground;
}

// Corners of one species weigh together: the last of them holds the sum.
static void join(const uint8_t species[8], double weights[8], int i) {
    for (int j = i - 1; j >= 0; j--)
        if (species[j] == species[i]) {
            weights[i] += weights[j];
            return;
        }
}

int lk_scene_volume_material(const lk_scene_volume *volume, lk_scene_vector at, const lk_scene_look *looks,
                             double rgb[3]) {
    const cell c = locate(&volume->density, 1.0, at);
    const lk_scene *scene = volume->scene;
    double weights[8], total = 0.0, sum[3] = {0.0, 0.0, 0.0};
    uint8_t species[8];
    int heaviest = 0;
    for (int i = 0; i < 8; i++) {
        species[i] =
            scene->species[c.corner + (i & 1 ? c.to_x : 0) + (i & 2 ? c.to_y : 0) + (i & 4 ? c.to_z : 0)];
        const bool counts = scene->palette[species[i]].role != LK_SCENE_ELECTROLYTE && !(c.above && i >= 4);
        const double w = (i & 1 ? c.x : 1.0 - c.x) * (i & 2 ? c.y : 1.0 - c.y) * (i & 4 ? c.z : 1.0 - c.z);
        weights[i] = counts ? w + 1e-6 : 0.0;
        const double *colour = lk_scene_volume_colour(&looks[species[i]], at);
        for (int k = 0; k < 3; k++) sum[k] += weights[i] * colour[k];
        total += weights[i];
        join(species, weights, i);
        if (weights[i] > weights[heaviest]) heaviest = i;
    }
    for (int k = 0; k < 3; k++) rgb[k] = total > 0.0 ? sum[k] / total : 0.0;
    return species[heaviest];
}
