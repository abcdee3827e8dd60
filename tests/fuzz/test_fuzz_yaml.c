// Mutates the shipped YAML files and loads them: whatever comes, the library reports errors or succeeds,
// never crashes, and what succeeds is written and read back to the same bytes. LIKMC_FUZZ_RUNS sets the
// number of mutants and LIKMC_FUZZ_SEED the seed, so that a failure can be run again. Meant for the sanitize
// build.
#include "likmc/rng.h"
#include "likmc/yaml.h"
#include "support.h"
#include "unit/scratch.h"

#include <stdlib.h>

#define FILES LIKMC_SOURCE_DIR "/params/"

static const char *const cases[] = {FILES "cases/cp-zno-mixed.yaml", FILES "cases/o3-cp.yaml",
                                    FILES "film.yaml", FILES "cases/long-cp-zno002.yaml"};
static const char *const materials[] = {FILES "materials/zno-002.yaml", FILES "materials/zno-020.yaml",
                                        FILES "materials/li.yaml"};
static const char *const tokens[] = {"{",
                                     "}",
                                     "[",
                                     "]",
                                     ":",
                                     ": ",
                                     "- ",
                                     "&a ",
                                     "*a",
                                     "*paper",
                                     "<<: ",
                                     "? ",
                                     "| ",
                                     ">\n",
                                     "\"",
                                     "'",
                                     "#",
                                     "\t",
                                     "\n",
                                     "\n  ",
                                     "---\n",
                                     "...\n",
                                     "%YAML 9\n",
                                     "!!str ",
                                     "~",
                                     "null",
                                     "true",
                                     "-1",
                                     "1e999",
                                     "nan",
                                     "0x10",
                                     "1e-400",
                                     "99999999999999999999",
                                     "eV",
                                     "mA/cm2",
                                     "um",
                                     "base: ",
                                     "materials:\n",
                                     "cnt",
                                     "value",
                                     "range",
                                     "\xc3\xa9",
                                     "\xff",
                                     "\xef\xbb\xbf",
                                     "\xe2\x80\xa8",
                                     "materials: {cnt: {}}\n",
                                     "host: {",
                                     "../materials/zn.yaml"};

static size_t pick(lk_rng *rng, size_t count) { return (size_t)lk_rng_below(rng, count); }

static void replace(char *text, size_t size, size_t at, size_t removed, const char *added, size_t length) {
    const size_t old = strlen(text);
    if (at + removed > old || old - removed + length + 1 > size) return;
    memmove(text + at + length, text + at + removed, old - at - removed + 1);
    memcpy(text + at, added, length);
}

static void mutate(char *text, size_t size, lk_rng *rng) {
    const size_t length = strlen(text), at = length ? pick(rng, length) : 0;
    char piece[64] = {0};
    const char *token = tokens[pick(rng, sizeof tokens / sizeof *tokens)];
    switch (pick(rng, 6)) {
    case 0:
        replace(text, size, at, 0, token, strlen(token));
        break;
    case 1:
        replace(text, size, at, pick(rng, 8), "", 0);
        break;
    case 2:
        replace(text, size, at, pick(rng, 4), token, strlen(token));
        break;
    case 3: // copy a piece to another place
        if (length > 64) memcpy(piece, text + pick(rng, length - 63), 63);
        replace(text, size, at, 0, piece, strlen(piece));
        break;
    case 4:
        piece[0] = (char)(1 + pick(rng, 255));
        replace(text, size, at, 1, piece, 1);
        break;
    default:
        text[at] = 0;
        break;
    }
}

static void check_stable(const lk_params *params, lk_params *again) {
    char *text = lk_yaml_write_params(params, NULL), path[64];
    assert_non_null(text);
    snprintf(path, sizeof path, "%s", scratch_path("again.yaml"));
    scratch_write(path, text, strlen(text));
    lk_error_list errors = {0};
    const lk_status status = lk_yaml_load_case(path, NULL, 0, again, &errors);
    if (status) print_error("%s\n", errors.count ? errors.items[0].message : "?");
    assert_int_equal(status, LK_OK);
    char *second = lk_yaml_write_params(again, NULL);
    assert_string_equal(text, second);
    lk_error_clear(&errors);
    free(second);
    free(text);
}

static void check_errors(long run, lk_status status, const lk_error_list *errors) {
    if ((errors->count > 0) != (status != LK_OK)) print_error("mutant %ld\n", run);
    assert_int_equal(errors->count > 0, status != LK_OK);
    for (size_t i = 0; i < errors->count; i++) assert_non_null(errors->items[i].message);
}

// The mutant stands in the scratch folder; an absolute base keeps the rest of the tree in reach. A file
// without one is based on itself, so that a mutation does not leave it incomplete.
static void make_mutant(const char *path, char *text, size_t size, lk_rng *rng) {
    char *original = scratch_read(path, NULL);
    assert_non_null(original);
    const bool based = strncmp(original, "base: ", 6) == 0;
    const int folder = (int)(strrchr(path, '/') - path);
    snprintf(text, size, "base: %.*s%s%s", based ? folder + 1 : (int)strlen(path), path, based ? "" : "\n",
             original + (based ? 6 : 0));
    free(original);
    for (size_t n = 1 + pick(rng, 3); n > 0; n--) mutate(text, size, rng);
}

static void make_setting(char *text, size_t size, lk_rng *rng) {
    const lk_table *table = lk_params_table();
    snprintf(text, size, "%s=%g", table->rows[pick(rng, table->count)].key, lk_rng_unit(rng) * 20);
    if (pick(rng, 2)) mutate(text, size, rng);
}

static bool run_one(uint64_t seed, long run, lk_params *params, lk_material *material) {
    static char text[1 << 16];
    char setting[256];
    lk_rng rng;
    lk_rng_stream(&rng, seed, (uint32_t)run, 0);
    const bool is_material = pick(&rng, 4) == 0;
    const char *path = is_material ? materials[pick(&rng, 3)] : cases[pick(&rng, 4)];
    const char *mutant = scratch_path("mutant.yaml"), *const settings[] = {setting};
    make_mutant(path, text, sizeof text, &rng);
    make_setting(setting, sizeof setting, &rng);
    scratch_write(mutant, text, strlen(text));
    lk_error_list errors = {0};
    const lk_status status = is_material
                                 ? lk_yaml_load_material(mutant, material, &errors)
                                 : lk_yaml_load_case(mutant, settings, pick(&rng, 2), params, &errors);
    check_errors(run, status, &errors);
    if (!is_material && status == LK_OK) check_stable(params, params + 1);
    lk_error_clear(&errors);
    return status == LK_OK;
}

static void fuzz(void **state) {
    (void)state;
    const char *runs_text = getenv("LIKMC_FUZZ_RUNS"), *seed_text = getenv("LIKMC_FUZZ_SEED");
    const long runs = runs_text ? atol(runs_text) : 2000;
    const uint64_t seed = seed_text ? strtoull(seed_text, NULL, 10) : 1;
    lk_params *params = malloc(2 * sizeof *params);
    lk_material *material = malloc(sizeof *material);
    assert_true(params && material);
    long good = 0;
    for (long run = 0; run < runs; run++) good += run_one(seed, run, params, material);
    print_message("%ld mutants, %ld of them valid\n", runs, good);
    free(material);
    free(params);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fuzz, scratch_setup, scratch_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
