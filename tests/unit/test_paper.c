// The paper of a film as a summary tells it: the same whether its pores are empty or full of lithium.
#include "likmc/paper.h"
#include "likmc/yaml.h"

#include "support.h"

#include <stdlib.h>
#include <string.h>

static void lithium_in_the_pores_changes_nothing(void **state) {
    (void)state;
    lk_params *params = calloc(1, sizeof *params);
    assert_non_null(params);
    const char *const changes[] = {"box.width=8um"};
    assert_int_equal(
        lk_yaml_load_case(LIKMC_SOURCE_DIR "/params/cases/cp-zno002.yaml", changes, 1, params, NULL), LK_OK);
    lk_film film;
    assert_int_equal(lk_film_create(&film, params, NULL), LK_OK);
    lk_paper empty, full;
    assert_int_equal(lk_paper_measure(&film, 0, &empty, NULL), LK_OK);
    for (size_t i = 0; i < (size_t)20 * 20 * 50; i++)
        if (film.species[i] == LK_FILM_ELECTROLYTE) film.species[i] = LK_FILM_LITHIUM;
    assert_int_equal(lk_paper_measure(&film, 0, &full, NULL), LK_OK);
    assert_close(full.measured.specific_surface, empty.measured.specific_surface, 0);
    assert_close(full.measured.pore_d50, empty.measured.pore_d50, 0);
    assert_close(full.transport.tortuosity, empty.transport.tortuosity, 0);
    assert_close(empty.measured.porosity, params->host.porosity, 1e-4);
    assert_true(empty.transport.tortuosity > 1.2 && empty.transport.tortuosity < 2.5);

    lk_json json = {0};
    lk_json_open_object(&json, NULL);
    lk_paper_write(&empty, &json);
    lk_json_close_object(&json);
    assert_non_null(strstr(json.text, "\"porosity\": 0.75"));
    assert_null(strstr(json.text, "null"));
    lk_json_free(&json);
    lk_film_free(&film);
    free(params);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lithium_in_the_pores_changes_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
