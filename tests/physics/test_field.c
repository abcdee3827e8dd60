// The electrolyte in three dimensions and in time against closed forms. No row is statistical: each is held
// to a stated tolerance, and each mutant is a fault in what the row hands to the field, or expects of it.
#include "fields.h"
#include "verify.h"

static const double FARADAY = LK_FARADAY, PI = 3.14159265358979323846;

// ---- Laplace

// A sheet of sinks on the collector of each cell and electrolyte without salt gradients: the potential rises
// linearly, by i h/kappa a plane.
static void test_plates(void **state) {
    (void)state;
    const uint32_t n[3] = {4, 6, 20};
    const double h = 1e-6, i = 25.0;
    lk_field_params params = fields_params();
    params.transference = 1.0;
    lk_field_grid f = fields_create(n, h, 3, h, &params);
    for (size_t k = 0; k < 24; k++) fields_set_area(&f, k, h * h);
    assert_int_equal(lk_field_solve(&f, i * 24 * h * h, 1.0, &fields_exact, NULL), LK_OK);
    const double slope = i * h / params.conductivity * (mutant("plates") ? 1.001 : 1.0);
    double worst = 0.0;
    for (size_t k = 0; k < f.cells; k++)
        worst = fmax(worst, fabs(f.overpotential[k] - f.overpotential[0] - (double)(k / 24) * slope));
    verify_exact("field", "plates: largest deviation from a line, share of the drop", worst / (20 * slope), 0,
                 1e-9);
    lk_field_free(&f);
    verify_done();
}

// Weak sinks at an overpotential that hardly varies take what their area says: a given source. Its strength
// over area is j/area below.
typedef struct source {
    lk_field_grid field;
    double strength; // A/m2
    double lateral;  // m
} source;

static source source_make(uint32_t n, uint32_t nz, double length) {
    lk_field_params params = fields_params();
    params.transference = 1.0;
    params.surface[0].exchange_current = 1e-3;
    const uint32_t cells[3] = {n, n, nz};
    return (source){.field = fields_create(cells, length / n, 2, length / n, &params), .lateral = length};
}

static void source_solve(source *s) {
    double area = 0.0;
    for (size_t i = 0; i < s->field.cells; i++) area += s->field.plating[0][i];
    s->strength = 1e-3;
    const lk_field_accuracy accuracy = {1e-14, 1e-13, 50};
    assert_int_equal(lk_field_solve(&s->field, s->strength * area, 1.0, &accuracy, NULL), LK_OK);
    s->strength *= fields_reaction(&s->field) / (s->strength * area);
}

// Manufactured: sources 1 + 1/2 cos(kx) cos(ky) cos(qz) that ends where the column begins; the wave's
// amplitude in u.
static double wave_error(uint32_t n) {
    const double length = 10e-6, k = 2 * PI / length, h = length / n,
                 q = PI / 2 / (length + h / 2); // the column above has no lateral wave
    source s = source_make(n, n, length);
    lk_field_grid *f = &s.field;
    double *shape = malloc(f->cells * sizeof *shape), norm = 0.0, found = 0.0;
    for (size_t i = 0; i < f->cells; i++) {
        const double x = (double)(i % n) + 0.5, y = (double)(i / n % n) + 0.5, z = (double)(i / n / n) + 0.5;
        shape[i] = cos(k * x * h) * cos(k * y * h) * cos(q * z * h);
        const double smear = pow(sin(k * h / 2) / (k * h / 2), 2) * sin(q * h / 2) / (q * h / 2);
        fields_set_area(f, i, h * h * (1.0 + 0.5 * shape[i] * smear)); // the mean over the cell
    }
    source_solve(&s);
    for (size_t i = 0; i < f->cells; i++) {
        norm += shape[i] * shape[i];
        found += shape[i] * f->overpotential[i];
    }
    const double exact = -0.5 * s.strength / h / (f->params.conductivity * (2 * k * k + q * q));
    free(shape);
    lk_field_free(f);
    return found / norm / exact - 1.0;
}

// Round clouds of sinks, Gaussian of width s, half sunk into the collector in a square array: the potential
// averaged over the cloud is below the far field continued to the collector by Q/(4 pi kappa) (1/(sqrt(pi) s)
// - M/L), with Q the current of the whole cloud and M = 3.900264920 of the square array of charges (Bonsall
// and Maradudin, Phys. Rev. B 15, 1959 (1977)): others act on it as points, and it averages them at its
// centre.
static double share_within(double from, double to, double s) {
    return 0.5 * (erf(to / (sqrt(2.0) * s)) - erf(from / (sqrt(2.0) * s)));
}

static double cloud_error(uint32_t n) {
    const double length = 10e-6, s = 0.08 * length, h = length / n,
                 madelung = mutant("cloud") ? 3.8 : 3.900264920;
    source sinks = source_make(n, 2 * n, length);
    lk_field_grid *f = &sinks.field;
    for (size_t i = 0; i < (size_t)n * n * n; i++) {
        const double x = (double)(i % n) - 0.5 * n, y = (double)(i / n % n) - 0.5 * n,
                     z = (double)(i / n / n);
        fields_set_area(f, i,
                        10 * h * length * share_within(x * h, (x + 1) * h, s) *
                            share_within(y * h, (y + 1) * h, s) * share_within(z * h, (z + 1) * h, s));
    }
    source_solve(&sinks);
    double charge = 0.0, mean = 0.0, far = 0.0;
    for (size_t i = 0; i < f->cells; i++) {
        charge += f->reaction[i];
        mean += f->reaction[i] * f->overpotential[i];
    }
    for (size_t i = f->cells - (size_t)n * n; i < f->cells; i++) far += f->overpotential[i] / ((double)n * n);
    far -= charge / (length * length * f->params.conductivity) * (2 * n - 0.5) * h;
    const double found = far - mean / charge;
    const double exact =
        2 * charge / (4 * PI * f->params.conductivity) * (1 / (sqrt(PI) * s) - madelung / length);
    lk_field_free(f);
    return found / exact - 1.0;
}

static void test_order(void **state) {
    (void)state;
    const double coarse = wave_error(16), fine = wave_error(32);
    verify_exact("field", "wave, 32 cells: amplitude over closed form - 1", fine, 0, 5e-3);
    verify_exact("field", "wave: order of convergence", log2(coarse / fine), 2, 0.05);
    const double cloud = cloud_error(16), finer = cloud_error(32);
    verify_exact("field", "array of clouds, 32 cells: potential over closed form - 1", finer, 0, 0.02);
    verify_exact("field", "array of clouds: order of convergence", log2(cloud / finer), 2, 0.1);
    verify_done();
}

// The same array of spheres held at one potential: access resistance (1/a - M/L)/(4 pi kappa). The surface of
// cubes is that of the sphere but for one cell, so that the radius is known to a fraction of one.
static void test_equipotential_spheres(void **state) {
    (void)state;
    const uint32_t n[3] = {40, 40, 80};
    const double h = 0.25e-6, a = 1.5e-6, length = 40 * h;
    lk_field_params params = fields_params();
    params.transference = 1.0;
    params.surface[0].exchange_current = 1e9; // no overpotential
    lk_field_grid f = fields_create(n, h, 2, h, &params);
    for (size_t i = 0; i < f.cells; i++) {
        const double x = (double)(i % 40) + 0.5, y = (double)(i / 40 % 40) + 0.5,
                     z = (double)(i / 1600) + 0.5;
        if (hypot(hypot(x - 20, y - 20), z) * h >= a) continue;
        fields_set_area(&f, i, h * h);
        f.path[i] = 1e3; // its potential is that of its faces
    }
    const double current = 10.0 * length * length;
    assert_int_equal(lk_field_solve(&f, current, 1.0, &fields_exact, NULL), LK_OK);
    double far = 0.0;
    for (size_t i = f.cells - 1600; i < f.cells; i++) far += f.overpotential[i] / 1600;
    far -= 10.0 / params.conductivity * 79.5 * h;
    const double exact = 2 * current / (4 * PI * params.conductivity) * (1 / a - 3.900264920 / length);
    verify_exact("field", "array of equipotential spheres: potential over closed form - 1",
                 far / exact * (mutant("spheres") ? 1.08 : 1.0) - 1, 0, 0.03);
    lk_field_free(&f);
    verify_done();
}

// ---- conservation and symmetry

// Through every plane passes the applied current less what reacts and charges above it.
static void test_conservation(void **state) {
    (void)state;
    const uint32_t n[3] = {13, 16, 24};
    const lk_field_params params = fields_params();
    lk_field_grid f = fields_create(n, 1e-6, 5, 5e-6, &params);
    fields_fill_at_random(&f, 7);
    const double current = 200.0 * 13 * 16 * 1e-12;
    double worst = 0.0;
    for (int step = 0; step < 3; step++) {
        assert_int_equal(lk_field_solve(&f, current, 0.5, &fields_exact, NULL), LK_OK);
        const size_t plane = 13 * 16;
        const double kT = LK_BOLTZMANN * 298.15 / LK_ELEMENTARY_CHARGE, *u = f.overpotential, *c = f.salt;
        double left = current;
        for (uint32_t z = n[2]; z-- > 1;) {
            double through = 0.0;
            for (size_t i = z * plane; i < (z + 1) * plane; i++) {
                const size_t j = i - plane;
                left -= f.reaction[i] + f.capacitance[i] * (u[i] - f.before.u[i]) / 0.5;
                const double path = 2 * f.path[i] * f.path[j] / (f.path[i] + f.path[j]) * 1e-6;
                through +=
                    1.1 * path * (0.5 * (c[i] + c[j]) * (u[i] - u[j]) + (0.8 - 1.0) * kT * (c[i] - c[j]));
            }
            worst = fmax(worst, fabs(through - left * (mutant("leak") ? 1.000001 : 1.0)) / current);
        }
        worst = fmax(worst, fabs(fields_reaction(&f) + fields_charging(&f, 0.5) - current) / current);
    }
    verify_exact("field", "current lost in any plane, share of the applied", worst, 0, 1e-10);
    lk_field_free(&f);
    verify_done();
}

// Layers that are all the same within themselves, on 8 x 6 cells and on one.
static void test_lateral_symmetry(void **state) {
    (void)state;
    const uint32_t wide[3] = {8, 6, 30}, one[3] = {1, 1, 30};
    const lk_field_params params = fields_params();
    lk_field_grid many = fields_create(wide, 1e-6, 4, 6e-6, &params),
                  line = fields_create(one, 1e-6, 4, 6e-6, &params);
    uint64_t seed = 3;
    for (size_t z = 0; z < 30; z++) {
        const double porosity = 1.0 - 0.9 * fields_random(&seed),
                     area = z < 20 ? fields_random(&seed) * 1e-12 : 0.0;
        for (size_t i = z * 48; i < (z + 1) * 48; i++) {
            many.porosity[i] = porosity;
            many.path[i] = porosity * sqrt(porosity);
            many.capacitance[i] = 1e-13;
            fields_set_area(&many, i, area);
        }
        line.porosity[z] = porosity;
        line.path[z] = porosity * sqrt(porosity);
        line.capacitance[z] = 1e-13;
        fields_set_area(&line, z, area);
    }
    if (mutant("uneven")) fields_set_area(&many, 100, 0.0);
    double worst = 0.0;
    for (int step = 0; step < 4; step++) {
        assert_int_equal(lk_field_solve(&many, 48e-12 * 300, 0.5, &fields_exact, NULL), LK_OK);
        assert_int_equal(lk_field_solve(&line, 1e-12 * 300, 0.5, &fields_exact, NULL), LK_OK);
        for (size_t i = 0; i < many.cells; i++)
            worst = fmax(worst, fmax(fabs(many.overpotential[i] - line.overpotential[i / 48]) / 0.0257,
                                     fabs(many.salt[i] - line.salt[i / 48])));
    }
    verify_exact("field", "3-D with lateral symmetry less 1-D, in kT/e and c0", worst, 0, 1e-8);
    lk_field_free(&many);
    lk_field_free(&line);
    verify_done();
}

// ---- salt in time

// A wave of salt between cells dies as exp(-D k^2 t); without a reaction nothing else happens.
static void test_wave_of_salt(void **state) {
    (void)state;
    const uint32_t n[3] = {32, 4, 4};
    const double h = 1e-6, k = 2 * PI / (32 * h), D = 5e-10, end = 1.0 / (D * k * k);
    const lk_field_params params = fields_params();
    lk_field_grid f = fields_create(n, h, 1, h, &params);
    f.path[f.cells + 4] = 1e-12; // the column would level the wave
    for (size_t i = 0; i < f.cells; i++) {
        f.salt[i] = 1.0 + 0.1 * cos(k * ((double)(i % 32) + 0.5) * h);
        f.capacitance[i] = 1e-3 * h * h;
    }
    const int steps = 400;
    for (int step = 0; step < steps; step++)
        assert_int_equal(lk_field_solve(&f, 0.0, end / steps, &fields_exact, NULL), LK_OK);
    double amplitude = 0.0;
    for (size_t i = 0; i < 32; i++) amplitude += 2.0 / 32 * f.salt[i] * cos(k * ((double)i + 0.5) * h);
    verify_exact("field", "wave of salt after one decay time", amplitude / 0.1,
                 exp(mutant("decay") ? -1.05 : -1.0), 2e-3);
    lk_field_free(&f);
    verify_done();
}

// Time at which no salt is left on a flat electrode in 3 mm of free electrolyte.
static double sand_time(double j, double tau) {
    enum { STEPS = 500, NEAR = 200, FAR = 100 };
    const uint32_t n[3] = {1, 1, NEAR};
    const double h = 1e-6;
    const lk_field_params params = fields_params();
    lk_field_grid f = fields_create(n, h, FAR, 28e-6, &params);
    fields_set_area(&f, 0, h * h);
    f.capacitance[0] = 0.1 * h * h;
    double time = 0.0, surface = 1.0, before = 1.0;
    const double half_cell = 0.6 * j * 0.5 * h / (FARADAY * params.diffusivity * params.concentration);
    const lk_field_accuracy accuracy = {1e-7, 1e-8, 400};
    while (surface > 0.0) {
        before = surface;
        assert_int_equal(lk_field_solve(&f, j * h * h, tau / STEPS, &accuracy, NULL), LK_OK);
        surface = f.salt[0] - half_cell;
        time += tau / STEPS;
    }
    lk_field_free(&f);
    return time - tau / STEPS * surface / (surface - before);
}

// Sand 1901, doi 10.1080/14786440109462590.
static void test_sand(void **state) {
    (void)state;
    const double currents[] = {100.0, 187.5, 500.0};
    const char *const rows[] = {"Sand's time at 10 mA/cm2, s", "Sand's time at 18.75 mA/cm2, s",
                                "Sand's time at 50 mA/cm2, s"};
    for (int i = 0; i < 3; i++) {
        const double j = currents[i], share = mutant("anions") ? 0.62 : 0.6;
        const double tau = PI * 5e-10 * pow(FARADAY * 1000.0 / (2 * j * share), 2);
        verify_exact("field", rows[i], sand_time(j, tau), tau, 0.02 * tau);
    }
    verify_done();
}

// The most that a separator brings, as the overpotential grows: from a bath F D c0 path/((1 - t+) L), and
// from a counter electrode, which gives back what the electrode takes, twice that. No salt is ever negative.
static double limiting_current(bool bath) {
    const uint32_t n[3] = {1, 1, 1};
    lk_field_params params = fields_params();
    params.bath = bath;
    lk_field_grid f = fields_create(n, 0.1e-6, 100, 0.25e-6, &params);
    for (size_t i = 0; i < f.points; i++) {
        f.porosity[i] = 0.41;
        f.path[i] = pow(0.41, 1.5);
    }
    fields_set_area(&f, 0, 1e-14);
    for (int step = 1; step <= 400; step++) {
        const double volts = step < 80 ? 0.01 * step : 0.8;
        assert_int_equal(lk_field_hold(&f, 0, volts, 0.05, &fields_exact, NULL), LK_OK);
        for (size_t i = 0; i < f.points; i++) assert_true(f.salt[i] > 0.0);
    }
    const double current = f.current / 1e-14;
    lk_field_free(&f);
    return current;
}

static void test_limiting_current(void **state) {
    (void)state;
    const double thickness = mutant("separator") ? 25.6e-6 : 25e-6;
    const double one = FARADAY * 5e-10 * 1000.0 * pow(0.41, 1.5) / (0.6 * thickness);
    verify_exact("field", "limiting current of a separator under a bath, A/m2", limiting_current(true), one,
                 0.01 * one);
    verify_exact("field", "limiting current of a separator under a counter electrode, A/m2",
                 limiting_current(false), 2 * one, 0.01 * one);
    verify_done();
}

int main(void) {
    VERIFY_MUTANTS("plates", "cloud", "spheres", "leak", "uneven", "decay", "anions", "separator");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plates),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_equipotential_spheres),
        cmocka_unit_test(test_conservation),
        cmocka_unit_test(test_lateral_symmetry),
        cmocka_unit_test(test_wave_of_salt),
        cmocka_unit_test(test_sand),
        cmocka_unit_test(test_limiting_current),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
