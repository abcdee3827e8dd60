// The column above the resolved planes, by elimination of blocks of two unknowns; with one cell a plane the
// whole of it.
#include "field_parts.h"

// Conductances of a face, or values of a point.
typedef struct two {
    double u, c;
} two;

typedef struct chain {
    const lk_field_grid *field;
    const lk_field_level *level;
    uint32_t first, count, planes, pinned; // positions; the pinned one may be none of them
} chain;

static chain chain_of(const lk_field_grid *f, uint32_t level, const lk_field_task *task) {
    const lk_field_level *l = &f->level[level];
    chain c = {.field = f, .level = l, .planes = l->n[2], .pinned = NO_LAYER};
    c.first = lk_field_is_chain(l) ? 0 : c.planes;
    c.count = c.planes + lk_field_layers(f) - f->resolved;
    if (task->pinned == NO_LAYER) return c;
    if (task->pinned >= f->resolved)
        c.pinned = c.planes + task->pinned - f->resolved;
    else if (level == 0)
        c.pinned = task->pinned;
    return c;
}

static size_t point_of(const chain *c, uint32_t p) {
    return p < c->planes ? p : c->level->cells + c->field->resolved + (p - c->planes);
}

static two link_up(const chain *c, uint32_t p) {
    if (p < c->planes) return (two){c->level->link[2][p], c->level->face[2][p]};
    const uint32_t k = c->field->resolved + (p - c->planes);
    return (two){c->field->column_link[k], c->field->column_face[k]};
}

// From the uppermost plane into the column: conductance, and what it carries.
static two sum_of_top(const chain *c, two *carried) {
    const lk_field_level *l = c->level;
    const size_t plane = (size_t)l->n[0] * l->n[1], from = (c->planes - 1) * plane;
    two sum = {0};
    *carried = (two){0};
    for (size_t i = from; i < from + plane; i++) {
        const double link = l->link[2][i], face = l->face[2][i];
        sum.u += link;
        sum.c += face;
        carried->u += link * l->x.u[i];
        carried->c += face * l->x.c[i];
    }
    return sum;
}

// Block on the diagonal: uu uc, cu cc.
static void diagonal_of(const chain *c, uint32_t p, two below, two above, double block[4]) {
    const bool plane = p < c->planes;
    const lk_field_level *l = plane ? c->level : &c->field->level[0];
    const size_t i = plane ? p : c->field->cells + c->field->resolved + (p - c->planes);
    block[0] = below.u + above.u + l->slope[0][i] + l->own[0][i];
    block[1] = l->slope[1][i];
    block[2] = l->slope[0][i];
    block[3] = below.c + above.c + l->slope[1][i] + l->own[1][i];
}

// Solve the block for what stands above, into e[4], and for b, into e[4..5].
static void solve_block(const double d[4], two above, two b, double e[6]) {
    const double over = 1.0 / (d[0] * d[3] - d[1] * d[2]);
    e[0] = d[3] * over * above.u;
    e[1] = -d[1] * over * above.c;
    e[2] = -d[2] * over * above.u;
    e[3] = d[0] * over * above.c;
    e[4] = (d[3] * b.u - d[1] * b.c) * over;
    e[5] = (d[0] * b.c - d[2] * b.u) * over;
}

void lk_field_chain_solve(lk_field_grid *f, uint32_t level, const lk_field_task *task) {
    const chain c = chain_of(f, level, task);
    lk_field_level *l = &f->level[level];
    two carried = {0}, below = {0};
    if (c.first > 0) below = sum_of_top(&c, &carried);
    for (uint32_t p = c.first; p < c.count; p++) {
        double *e = f->chain + 6 * p, d[4];
        const size_t i = point_of(&c, p);
        two above = link_up(&c, p), b = {l->b.u[i], l->b.c[i]};
        diagonal_of(&c, p, below, above, d);
        if (p == c.first) {
            b.u += carried.u;
            b.c += carried.c;
        } else {
            const double *before = e - 6;
            d[0] -= below.u * before[0];
            d[1] -= below.u * before[1];
            d[2] -= below.c * before[2];
            d[3] -= below.c * before[3];
            b.u += below.u * before[4];
            b.c += below.c * before[5];
        }
        two over = above;
        if (p == c.pinned) {
            d[0] = 1.0;
            d[1] = b.u = over.u = 0.0;
        }
        if (p + 1 == c.count) over = (two){0};
        solve_block(d, over, b, e);
        below = above;
    }
    two x = {0};
    for (uint32_t p = c.count; p-- > c.first;) {
        const double *e = f->chain + 6 * p;
        const size_t i = point_of(&c, p);
        x = (two){e[4] + e[0] * x.u + e[1] * x.c, e[5] + e[2] * x.u + e[3] * x.c};
        l->x.u[i] = x.u;
        l->x.c[i] = x.c;
    }
}

void lk_field_chain_residual(const lk_field_grid *f, const lk_field_task *task, lk_field_pair x,
                             lk_field_pair b, lk_field_pair left) {
    chain c = chain_of(f, 0, task);
    c.first = c.planes;
    const lk_field_level *l = c.level;
    const size_t plane = (size_t)l->n[0] * l->n[1], top = (c.planes - 1) * plane;
    two from_below = {0}, sum = {0};
    for (size_t i = top; i < top + plane; i++) {
        from_below.u += l->link[2][i] * x.u[i];
        from_below.c += l->face[2][i] * x.c[i];
        sum.u += l->link[2][i];
        sum.c += l->face[2][i];
    }
    for (uint32_t p = c.first; p < c.count; p++) {
        const size_t i = point_of(&c, p);
        const two above = link_up(&c, p);
        const bool last = p + 1 == c.count;
        double d[4];
        diagonal_of(&c, p, sum, above, d);
        const double up_u = last ? 0.0 : above.u * x.u[i + 1], up_c = last ? 0.0 : above.c * x.c[i + 1];
        left.u[i] = b.u[i] - (d[0] * x.u[i] + d[1] * x.c[i] - from_below.u - up_u);
        left.c[i] = b.c[i] - (d[2] * x.u[i] + d[3] * x.c[i] - from_below.c - up_c);
        if (p == c.pinned) left.u[i] = b.u[i] - x.u[i];
        from_below = (two){above.u * x.u[i], above.c * x.c[i]};
        sum = above;
    }
}
