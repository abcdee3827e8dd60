// Every lattice kind: geometry of its neighbours, symmetry, boundaries, numbering.
#include "likmc/lattice.h"
#include "support.h"

#include <string.h>

static void build(lk_lattice *lattice, const lk_lattice_kind *kind, uint32_t nx, uint32_t ny, uint32_t nz,
                  bool periodic_z) {
    const uint32_t cells[3] = {nx, ny, nz};
    const bool periodic[3] = {true, true, periodic_z};
    assert_int_equal(lk_lattice_init(lattice, kind, cells, periodic, NULL), LK_OK);
}

// Distance along an axis through the nearest image.
static double nearest(double distance, double length) {
    return distance - length * nearbyint(distance / length);
}

// A neighbour lies at the displacement of its direction, up to periods, for every site of an odd-shaped box.
static void check_kind(const lk_lattice_kind *kind, bool periodic_z) {
    lk_lattice lattice;
    build(&lattice, kind, 5, 4, 3, periodic_z);
    assert_int_equal(lattice.sites, 60 * kind->basis);
    for (uint32_t site = 0; site < lattice.sites; site++) {
        double here[3], there[3], step[3];
        lk_lattice_position(&lattice, site, here);
        for (int d = 0; d < kind->neighbours; d++) {
            lk_lattice_displacement(kind, d, step);
            const uint32_t to = lk_lattice_neighbour(&lattice, site, d);
            if (to == LK_NO_SITE) {
                assert_false(periodic_z);
                assert_true(here[2] + step[2] < 0.0 || here[2] + step[2] >= 3.0);
                continue;
            }
            assert_true(to < lattice.sites);
            lk_lattice_position(&lattice, to, there);
            for (int axis = 0; axis < 3; axis++) {
                const double difference = there[axis] - here[axis] - step[axis];
                assert_close(axis == 2 && !periodic_z ? difference : nearest(difference, lattice.cells[axis]),
                             0, 0);
            }
            assert_int_equal(lk_lattice_neighbour(&lattice, to, lk_lattice_inverse(d)), site);
        }
    }
    lk_lattice_free(&lattice);
}

static void all_kinds(void **state) {
    (void)state;
    int count;
    const lk_lattice_kind *kinds = lk_lattice_kinds(&count);
    assert_int_equal(count, 6);
    for (int i = 0; i < count; i++) {
        check_kind(&kinds[i], true);
        check_kind(&kinds[i], false);
        assert_ptr_equal(lk_lattice_find(kinds[i].name), &kinds[i]);
    }
    assert_null(lk_lattice_find("hcp"));
}

// The shells: number of neighbours at each squared distance (in quarters of the squared lattice constant).
static void shells(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int count[13];
    } expected[] = {
        {"sc6", {[4] = 6}},  {"sc18", {[4] = 6, [8] = 12}}, {"sc26", {[4] = 6, [8] = 12, [12] = 8}},
        {"bcc8", {[3] = 8}}, {"bcc14", {[3] = 8, [4] = 6}}, {"fcc12", {[2] = 12}}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const lk_lattice_kind *kind = lk_lattice_find(expected[i].name);
        int count[13] = {0};
        for (int d = 0; d < kind->neighbours; d++) {
            const int8_t *v = kind->displacement[d], *back = kind->displacement[lk_lattice_inverse(d)];
            count[v[0] * v[0] + v[1] * v[1] + v[2] * v[2]]++;
            for (int axis = 0; axis < 3; axis++) assert_int_equal(v[axis], -back[axis]);
            for (int k = 0; k < d; k++) assert_int_not_equal(memcmp(v, kind->displacement[k], 3), 0);
        }
        assert_memory_equal(count, expected[i].count, sizeof count);
    }
}

static void numbering(void **state) {
    (void)state;
    lk_lattice lattice;
    build(&lattice, lk_lattice_find("sc6"), 7, 5, 3, false);
    assert_int_equal(lk_lattice_site(&lattice, 6, 4, 2, 0), (2 * 5 + 4) * 7 + 6);
    lk_lattice_free(&lattice);
    build(&lattice, lk_lattice_find("fcc12"), 7, 5, 3, false);
    for (uint32_t site = 0; site < lattice.sites; site++) {
        uint32_t cell[3];
        const uint32_t b = lk_lattice_cell(&lattice, site, cell);
        assert_int_equal(lk_lattice_site(&lattice, cell[0], cell[1], cell[2], b), site);
        assert_int_equal(lk_lattice_row(&lattice, site), site / 7);
    }
    lk_lattice_free(&lattice);
}

// An axis of one cell, open: the square lattice inside sc6. Of two cells, periodic: both neighbours are the
// same.
static void thin_boxes(void **state) {
    (void)state;
    lk_lattice lattice;
    build(&lattice, lk_lattice_find("sc6"), 4, 2, 1, false);
    assert_int_equal(lk_lattice_neighbour(&lattice, 0, 0), 3);
    assert_int_equal(lk_lattice_neighbour(&lattice, 0, 2), 4);
    assert_int_equal(lk_lattice_neighbour(&lattice, 0, 3), 4);
    assert_int_equal(lk_lattice_neighbour(&lattice, 0, 4), LK_NO_SITE);
    assert_int_equal(lk_lattice_neighbour(&lattice, 0, 5), LK_NO_SITE);
    lk_lattice_free(&lattice);
    build(&lattice, lk_lattice_find("sc6"), 1, 1, 8, true);
    assert_int_equal(lk_lattice_neighbour(&lattice, 5, 0), 5);
    assert_int_equal(lk_lattice_neighbour(&lattice, 0, 4), 7);
    lk_lattice_free(&lattice);
}

// The division by nx without a division, at the largest numbers.
static void rows_of_large_boxes(void **state) {
    (void)state;
    static const uint32_t lengths[] = {1, 2, 3, 7, 400, 511, 512, 65537, 16777213};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        const uint32_t n = lengths[i];
        lk_lattice lattice = {.cells = {n, 1, 1}, .reciprocal = ((uint64_t)1 << 63) / n + 1};
        for (uint32_t q = INT32_MAX / n, k = 0; k < 1000 && q > 0; k++, q--) {
            assert_int_equal(lk_lattice_row(&lattice, q * n), q);
            assert_int_equal(lk_lattice_row(&lattice, q * n - 1), q - 1);
        }
    }
}

static void bad_boxes(void **state) {
    (void)state;
    lk_lattice lattice;
    lk_error_list errors = {0};
    const bool periodic[3] = {true, true, true};
    const uint32_t empty[3] = {4, 0, 4}, huge[3] = {2048, 2048, 2048}, wraps[3] = {65536, 65536, 65536};
    const lk_lattice_kind *kind = lk_lattice_find("bcc8");
    assert_int_equal(lk_lattice_init(&lattice, kind, empty, periodic, &errors), LK_BAD_INPUT);
    assert_int_equal(lk_lattice_init(&lattice, kind, huge, periodic, &errors), LK_BAD_INPUT);
    assert_int_equal(lk_lattice_init(&lattice, kind, wraps, periodic, &errors), LK_BAD_INPUT);
    assert_int_equal(errors.count, 3);
    assert_non_null(strstr(errors.items[1].message, "2048 x 2048 x 2048"));
    lk_error_clear(&errors);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds),  cmocka_unit_test(shells),    cmocka_unit_test(numbering),
        cmocka_unit_test(thin_boxes), cmocka_unit_test(bad_boxes), cmocka_unit_test(rows_of_large_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
