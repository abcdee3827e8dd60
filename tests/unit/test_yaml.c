#include "likmc/yaml.h"
#include "support.h"
#include "unit/scratch.h"

#include <stdbool.h>
#include <stdlib.h>

#define PARAMS LIKMC_SOURCE_DIR "/params/"

static const char *const names[] = {"cp", "o3-cp", "cp-zno002", "cp-zno020", "cp-zno202", "cp-zno-mixed"};

static lk_params *room(void) {
    lk_params *params = malloc(sizeof *params);
    assert_non_null(params);
    return params;
}

static lk_status load(const char *path, const char *setting, lk_params *params) {
    lk_error_list errors = {0};
    const lk_status status = lk_yaml_load_case(path, &setting, setting != NULL, params, &errors);
    for (size_t i = 0; i < errors.count; i++)
        print_error("%s:%d: %s\n", errors.items[i].file ? errors.items[i].file : "-", errors.items[i].line,
                    errors.items[i].message);
    lk_error_clear(&errors);
    return status;
}

static const char *write_text(const char *name, const char *text) {
    const char *path = scratch_path(name);
    scratch_write(path, text, strlen(text));
    return path;
}

// ---- the tree

static void tree_knows_its_places(void **state) {
    (void)state;
    lk_yaml_document *document = lk_yaml_parse("text",
                                               "a: 1\n"
                                               "b: {x: ~, y: [2, \"three\"]}\n"
                                               "c:\n"
                                               "  - &n {d: 'null'}\n"
                                               "  - *n\n",
                                               NULL);
    assert_non_null(document);
    const lk_yaml_node *b = lk_yaml_get(&document->root, "b"), *c = lk_yaml_get(&document->root, "c");
    assert_int_equal(b->key_line, 2);
    assert_true(lk_yaml_get(b, "x")->is_null);
    const lk_yaml_node *three = &lk_yaml_get(b, "y")->items[1];
    assert_string_equal(three->text, "three");
    assert_int_equal(three->line, 2);
    assert_int_equal(three->column, 18);
    assert_int_equal(c->count, 2);
    assert_string_equal(lk_yaml_get(&c->items[1], "d")->text, "null");
    assert_false(lk_yaml_get(&c->items[1], "d")->is_null); // quoted
    lk_yaml_free(document);
}

static void syntax_is_reported(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int line;
        const char *said;
    } rows[] = {{"a: 1\nb: {x: [1, 2}\n", 2, "mismatched"},
                {"a: 1\na: 2\n", 2, "given twice, first in line 1"},
                {"a: *nothing\n", 1, "anchor"},
                {"a: &a [*a]\n", 1, "nested too deeply"},
                {"", 0, "empty"},
                {"# nothing but a comment\n", 0, "empty"},
                {"a: 1\n---\nb: 2\n", 0, "more than one document"},
                {"a: \xff\n", 1, "byte 0xff"},
                {"a: \x01\n", 1, "byte 0x01"},
                {"? [a]\n: 1\n", 1, "plain text"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lk_error_list errors = {0};
        assert_null(lk_yaml_parse("text", rows[i].text, &errors));
        assert_true(errors.count > 0);
        if (!strstr(errors.items[0].message, rows[i].said))
            fail_msg("'%s' does not say '%s'", errors.items[0].message, rows[i].said);
        assert_int_equal(errors.items[0].line, rows[i].line);
        assert_int_equal(errors.items[0].excerpt != NULL, rows[i].line > 0);
        lk_error_clear(&errors);
    }
}

// Ten levels of ten aliases each would be 1e10 nodes.
static void alias_bombs_are_refused(void **state) {
    (void)state;
    char text[2000] = "a0: &a0 [x]\n";
    for (int i = 1; i <= 10; i++) {
        size_t used = strlen(text);
        used += (size_t)snprintf(text + used, sizeof text - used, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s*a%d", k ? ", " : "", i - 1);
        snprintf(text + used, sizeof text - used, "]\n");
    }
    lk_error_list errors = {0};
    assert_null(lk_yaml_parse("text", text, &errors));
    assert_non_null(strstr(errors.items[0].message, "too many entries"));
    lk_error_clear(&errors);
}

// ---- shipped files

static void every_shipped_case_loads(void **state) {
    (void)state;
    lk_params *params = room();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int is_long = 0; is_long < 2; is_long++) {
            char path[256];
            snprintf(path, sizeof path, PARAMS "cases/%s%s.yaml", is_long ? "long-" : "", names[i]);
            assert_int_equal(load(path, NULL, params), LK_OK);
            assert_close(params->box.voxel_edge, is_long ? 100e-9 : 400e-9, 0);
        }
    free(params);
}

// Everything but title, decoration and the list of materials is the same in the six cases.
static char *common_text(const char *name) {
    lk_params *params = room();
    char path[256];
    snprintf(path, sizeof path, PARAMS "cases/%s.yaml", name);
    assert_int_equal(load(path, NULL, params), LK_OK);
    params->title[0] = 0;
    params->host.decoration.count = 0;
    params->material_count = 0;
    char *text = lk_yaml_write_params(params, NULL);
    free(params);
    return text;
}

static void six_cases_differ_in_the_material_only(void **state) {
    (void)state;
    char *first = common_text(names[0]);
    for (size_t i = 1; i < sizeof names / sizeof *names; i++) {
        char *other = common_text(names[i]);
        assert_string_equal(first, other);
        free(other);
    }
    free(first);
}

static void params_yaml_runs_again(void **state) {
    (void)state;
    lk_params *params = room();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[256];
        snprintf(path, sizeof path, PARAMS "cases/%s.yaml", names[i]);
        assert_int_equal(load(path, "kinetics.alpha=0.4", params), LK_OK);
        char *first = lk_yaml_write_params(params, NULL);
        assert_int_equal(load(write_text("params.yaml", first), NULL, params),
                         LK_OK); // no materials beside it
        char *second = lk_yaml_write_params(params, NULL);
        assert_string_equal(first, second);
        assert_non_null(strstr(
            first,
            "alpha: {value: 0.4, unit: 1, range: [0.3, 0.7], tag: assumed, source: \"command line\"}"));
        free(second);
        free(first);
    }
    free(params);
}

static void one_number_arrives(void **state) {
    (void)state;
    lk_params *params = room();
    assert_int_equal(load(PARAMS "cases/cp-zno002.yaml", NULL, params), LK_OK);
    const int index = params->host.decoration.parts[0].material.index;
    const lk_material *plane = &params->materials[index];
    assert_string_equal(plane->name, "zno-002");
    assert_true(plane->E_ads_eV == 3.40);
    const lk_table_record record = lk_material_record(&params->materials[index]);
    const lk_table_origin *origin = lk_table_origin_of(&record, lk_table_find(record.table, "E_ads"));
    assert_int_equal(origin->tag, LK_TAG_PAPER);
    assert_true(origin->low == 3.0 && origin->high == 3.8);
    assert_string_equal(origin->source, "Shen 2025, doi 10.1038/s41467-025-60609-4");
    // What it turns into is there as well, and what that turns into.
    const lk_material *zinc = &params->materials[plane->lithiation.products.parts[0].material.index];
    assert_string_equal(zinc->name, "zn");
    assert_string_equal(params->materials[zinc->lithiation.products.parts[0].material.index].name, "lizn");
    free(params);
}

// ---- inheritance and overriding

static void files_build_on_files(void **state) {
    (void)state;
    lk_params *params = room();
    char path[64];
    snprintf(
        path, sizeof path, "%s",
        write_text("mine.yaml",
                   "base: " PARAMS "cases/cp-zno002.yaml\n"
                   "seed: 9\n"
                   "host: {thickness: {value: 18, unit: um, range: [15, 25], tag: assumed, source: mine}}\n"
                   "materials:\n"
                   "  zno-002:\n"
                   "    E_mig: {value: 0.3, unit: eV, range: [0.1, 0.5], tag: assumed, source: mine}\n"));
    assert_int_equal(load(path, "materials.zno-002.E_ads=3.5 eV", params), LK_OK);
    const lk_material *plane = lk_params_material(params, "zno-002");
    assert_int_equal(params->seed, 9);
    assert_true(params->host.thickness == 18e-6 && params->host.porosity == 0.75);
    assert_true(plane->E_mig_eV == 0.3 && plane->E_ads_eV == 3.5);
    assert_string_equal(params->title, "CP@ZnO(002)");
    free(params);
}

static void materials_can_be_paths(void **state) {
    (void)state;
    lk_params *params = room();
    write_text("plane-x.yaml", "base: " PARAMS "materials/zno-002.yaml\ntitle: ZnO(x)\n");
    const char *path =
        write_text("mine.yaml", "base: " PARAMS "film.yaml\n"
                                "host: {decoration: [{material: ./plane-x.yaml, share: 2}]}\n");
    assert_int_equal(load(path, NULL, params), LK_OK);
    assert_string_equal(params->host.decoration.parts[0].material.name, "plane-x");
    assert_string_equal(lk_params_material(params, "plane-x")->title, "ZnO(x)");
    free(params);
}

// ---- documentation

static void readme_is_in_step(void **state) {
    (void)state;
    char *readme = scratch_read(PARAMS "README.md", NULL);
    assert_non_null(readme);
    const lk_table *const tables[] = {lk_params_table(), lk_material_table()};
    for (int i = 0; i < 2; i++) {
        char *table = lk_yaml_write_markdown(tables[i], NULL);
        if (!strstr(readme, table))
            fail_msg("params/README.md: run scripts/params-table.py (%s table)", tables[i]->name);
        free(table);
    }
    free(readme);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree_knows_its_places),
        cmocka_unit_test(syntax_is_reported),
        cmocka_unit_test(alias_bombs_are_refused),
        cmocka_unit_test(every_shipped_case_loads),
        cmocka_unit_test(six_cases_differ_in_the_material_only),
        cmocka_unit_test_setup_teardown(params_yaml_runs_again, scratch_setup, scratch_teardown),
        cmocka_unit_test(one_number_arrives),
        cmocka_unit_test_setup_teardown(files_build_on_files, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(materials_can_be_paths, scratch_setup, scratch_teardown),
        cmocka_unit_test(readme_is_in_step)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
