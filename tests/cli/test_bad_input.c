// Every bad input gets one clear message, exit code 2, and leaves nothing behind.
#include "support.h"
#include "unit/scratch.h"

#include "cli/run_program.h"

#include <sys/stat.h>

#define PARAMS LIKMC_SOURCE_DIR "/params/"
#define FILM   "base: " PARAMS "film.yaml\n"

typedef struct bad {
    const char *what;
    const char *arguments;
    const char *text;    // of case.yaml; NULL: no file
    const char *said[5]; // all of these are in what is printed
} bad;

static const bad inputs[] = {
    // ---- files
    {"missing file", "check nowhere.yaml", NULL, {"nowhere.yaml: error:", "No such file"}},
    {"directory", "check .", NULL, {"error: is a directory, not a file"}},
    {"empty file", "check case.yaml", "", {"case.yaml: error: is empty"}},
    {"no map", "check case.yaml", "- 1\n- 2\n", {"case.yaml:1", "key: value"}},
    {"syntax",
     "check case.yaml",
     FILM "host: {thickness: [1, 2}\n",
     {"case.yaml:2:", "mismatched", "host: {thickness"}},
    {"unknown version",
     "check case.yaml",
     "%YAML 9.9\n---\ntitle: a\n",
     {"case.yaml:1:1:", "version of YAML"}},
    {"no UTF-8", "check case.yaml", "title: \"\xff\"\n", {"case.yaml:1:9: error: byte 0xff"}},
    {"missing base",
     "check case.yaml",
     "base: nowhere.yaml\n",
     {"case.yaml:1:7: error: base: nowhere.yaml", "No such file"}},
    {"base is a directory",
     "check case.yaml",
     "base: /tmp\n",
     {"case.yaml:1:7: error: base: /tmp is a directory"}},
    {"circle of bases", "check case.yaml", "base: case.yaml\n", {"case.yaml:1:7:", "go round in a circle"}},
    // ---- a file of another kind
    {"study for a case",
     "run " PARAMS "studies/planes.yaml",
     NULL,
     {"planes.yaml: error: is a study: use likmc compare " PARAMS "studies/planes.yaml\n"}},
    {"study on a case",
     "run " PARAMS "cases/cp.yaml --set @" PARAMS "studies/planes.yaml",
     NULL,
     {"planes.yaml: error: is a study: use likmc compare " PARAMS "studies/planes.yaml\n"}},
    {"protocol for a case",
     "run " PARAMS "protocols/aurbach.yaml",
     NULL,
     {"aurbach.yaml: error: is a protocol: put it on a case with likmc run CASE --set @", "aurbach.yaml\n"}},
    {"protocol with its output for a case",
     "run " PARAMS "protocols/cycles-200.yaml",
     NULL,
     {"is a protocol: put it on a case with likmc run CASE --set @"}},
    {"material for a case",
     "run " PARAMS "materials/cnt.yaml",
     NULL,
     {"cnt.yaml: error: is a material: see it with likmc check " PARAMS "materials/cnt.yaml\n"}},
    {"settings for a material",
     "check " PARAMS "materials/cnt.yaml --set seed=2",
     NULL,
     {"--set changes cases; ", "cnt.yaml is a material"}},
    {"step of a protocol by itself",
     "check case.yaml",
     "protocol:\n  steps:\n    - strip at 1 mA/cm2 until 1 V\n",
     {"case.yaml:3:"}},
    {"case for a study",
     "compare " PARAMS "cases/cp.yaml",
     NULL,
     {"cp.yaml: error: is a case: use likmc run " PARAMS "cases/cp.yaml\n"}},
    {"protocol for a study",
     "compare " PARAMS "protocols/cccv.yaml",
     NULL,
     {"is a protocol: put it on a case"}},
    // ---- keys
    {"unknown key",
     "check case.yaml",
     FILM "host:\n  porsity: 1\n",
     {"case.yaml:3:3: error: unknown key 'host.porsity'", "did you mean host.porosity?", "porsity: 1\n"}},
    {"key without its group",
     "check case.yaml",
     FILM "porosity: 1\n",
     {"case.yaml:2:1:", "did you mean host.porosity?"}},
    {"key given twice",
     "check case.yaml",
     FILM "seed: 1\nseed: 2\n",
     {"case.yaml:3:1: error: key 'seed' is given twice, first in line 2"}},
    {"group without entries",
     "check case.yaml",
     FILM "host: 5\n",
     {"case.yaml:2:7: error: host: is a group"}},
    // ---- types
    {"wrong type",
     "check case.yaml",
     FILM "seed: many\n",
     {"case.yaml:2:7: error: seed: 'many' is not an integer", "seed: many\n", "      ^"}},
    {"map for a number",
     "check case.yaml",
     FILM "seed: {a: 1}\n",
     {"case.yaml:2", "seed: is of type integer and cannot be a map"}},
    {"choice",
     "check case.yaml",
     FILM "scale: atomic\n",
     {"case.yaml:2:8: error: scale: 'atomic' is not known", "atomistic"}},
    {"no value", "check case.yaml", FILM "seed: ~\n", {"case.yaml:2:7: error: seed: has to have a value"}},
    {"setting without unit",
     "check case.yaml",
     FILM "box: {voxel_edge: 400}\n",
     {"case.yaml:2:19: error: box.voxel_edge: '400' has no unit", "nm"}},
    {"setting in a wrong unit",
     "check case.yaml",
     FILM "box: {voxel_edge: \"400 s\"}\n",
     {"box.voxel_edge: unit s does not fit; expected nm"}},
    {"setting out of range",
     "check case.yaml",
     FILM "growth: {hits_per_voxel: 0}\n",
     {"case.yaml:2:26: error: growth.hits_per_voxel: 0 is outside the allowed range 1 ..."}},
    // ---- quantities
    {"bare number",
     "check case.yaml",
     FILM "host:\n  porosity: 0.8\n",
     {"case.yaml:3:13: error: host.porosity: a physical quantity without unit, range, tag and source"}},
    {"without unit",
     "check case.yaml",
     FILM "host: {porosity: {value: 0.8, range: [0, 1], tag: paper, source: me}}\n",
     {"case.yaml:2:8: error: host.porosity: a physical quantity without unit;"}},
    {"without source",
     "check case.yaml",
     FILM "host: {porosity: {value: 0.8, unit: 1, range: [0, 1], tag: paper}}\n",
     {"case.yaml:2:8:", "without source;"}},
    {"without tag and range",
     "check case.yaml",
     FILM "host: {porosity: {value: 0.8, unit: 1, source: me}}\n",
     {"case.yaml:2:8:", "without range, tag;"}},
    {"empty source",
     "check case.yaml",
     FILM "host: {porosity: {value: 0.8, unit: 1, range: [0, 1], tag: paper, source: ''}}\n",
     {"host.porosity: has no source"}},
    {"unknown tag",
     "check case.yaml",
     FILM "host: {porosity: {value: 0.8, unit: 1, range: [0, 1], tag: asumed, source: me}}\n",
     {"case.yaml:2:60: error: host.porosity: unknown tag 'asumed'; did you mean assumed?"}},
    {"unknown unit",
     "check case.yaml",
     FILM "host: {thickness: {value: 20, unit: ums, range: [10, 30], tag: paper, source: me}}\n",
     {"case.yaml:2:37: error: host.thickness: unknown unit 'ums'; did you mean"}},
    {"wrong unit",
     "check case.yaml",
     FILM "host: {thickness: {value: 20, unit: eV, range: [10, 30], tag: paper, source: me}}\n",
     {"case.yaml:2:37:", "unit eV does not fit; expected um"}},
    {"no number",
     "check case.yaml",
     FILM "host: {thickness: {value: thick, unit: um, range: [10, 30], tag: paper, source: me}}\n",
     {"case.yaml:2:27: error: host.thickness: value has to be a number, not 'thick'"}},
    {"no range",
     "check case.yaml",
     FILM "host: {thickness: {value: 20, unit: um, range: 30, tag: paper, source: me}}\n",
     {"case.yaml:2:48:", "range has to be a list of two numbers"}},
    {"outside its own range",
     "check case.yaml",
     FILM "host: {thickness: {value: 40, unit: um, range: [10, 30], tag: paper, source: me}}\n",
     {"case.yaml:2:27: error: host.thickness: 40 um is outside its own range 10 ... 30 um"}},
    {"out of range",
     "check case.yaml",
     FILM "host: {porosity: {value: 1.4, unit: 1, range: [0, 2], tag: paper, source: me}}\n",
     {"case.yaml:2:26: error: host.porosity: 1.4 is outside the allowed range 0.01 ... 0.999"}},
    {"unknown part of a quantity",
     "check case.yaml",
     FILM "host: {porosity: {value: 0.8, unit: 1, rnage: [0, 1], tag: paper, source: me}}\n",
     {"unknown key 'rnage' of a quantity; did you mean range?", "without range"}},
    // ---- materials
    {"unknown material",
     "check case.yaml",
     FILM "host: {decoration: [{material: zno-02, share: 1}]}\n",
     {"case.yaml:2:32: error: host.decoration: unknown material 'zno-02'; did you mean zno-002?"}},
    {"material's file missing",
     "check case.yaml",
     FILM "host: {material: ./mine.yaml}\n",
     {"case.yaml:2:18:", "mine.yaml", "No such file"}},
    {"share of nothing",
     "check case.yaml",
     FILM "host: {decoration: [{material: zno-002, share: 0}]}\n",
     {"host.decoration: share 0 of zno-002 is outside the allowed range"}},
    {"no share",
     "check case.yaml",
     FILM "host: {decoration: [{material: zno-002}]}\n",
     {"an entry needs material and share"}},
    {"wrong kind of material",
     "check case.yaml",
     FILM "host: {decoration: [{material: li, share: 1}]}\n",
     {"case.yaml:2:", "host.decoration: material li is not of kind decoration"}},
    {"host that does not conduct",
     "check case.yaml",
     FILM "materials: {cnt: {conducts_electrons: false}}\n",
     {"host.material: material cnt does not conduct electrons"}},
    {"bad entry of a material",
     "check case.yaml",
     FILM "materials: {cnt: {E_mig: 0.3}}\n",
     {"case.yaml:2:26: error: E_mig: a physical quantity without unit"}},
    {"incomplete material",
     "check case.yaml",
     FILM "host: {decoration: [{material: x, share: 1}]}\nmaterials: {x: {title: X, kind: decoration}}\n",
     {"conducts_electrons is missing", "colour is missing"}},
    {"material without energies",
     "check case.yaml",
     "title: X\nkind: decoration\nconducts_electrons: true\ncolour: '#aabbcc'\n",
     {"E_ads: is missing", "E_mig: is missing"}},
    {"colour",
     "check case.yaml",
     "base: " PARAMS "materials/cnt.yaml\ncolour: grey\n",
     {"case.yaml:2:9: error: colour: 'grey' is not a colour; write it as \"#rrggbb\""}},
    // ---- the whole
    {"several at once",
     "check case.yaml",
     FILM "sed: 1\nhost: {porosity: 0.5}\nscale: 3\nbox: {width: wide}\n",
     {"case.yaml:2:1:", "case.yaml:3:18:", "case.yaml:4:8:", "case.yaml:5:14:", "4 errors"}},
    {"more metal than room",
     "check case.yaml",
     FILM "box: {head_room: \"2 um\"}\n",
     {"protocol.capacity: 5 mAh/cm2 are", "hold"}},
    {"more sites than numbers",
     "check case.yaml",
     FILM "box: {voxel_edge: \"20 nm\"}\n",
     {"case.yaml:2:19: error: box.voxel_edge: 1280 x 1280 x 6000 voxels", "bytes"}},
    // ---- --set
    {"--set without =", "check " PARAMS "cases/cp.yaml --set seed", NULL, {"--set seed: write KEY=VALUE"}},
    {"--set unknown key",
     "check " PARAMS "cases/cp.yaml --set host.porsity=0.8",
     NULL,
     {"--set host.porsity=0.8: error: unknown key 'host.porsity'; did you mean host.porosity?"}},
    {"--set out of range",
     "check " PARAMS "cases/cp.yaml --set host.porosity=0.95",
     NULL,
     {"--set host.porosity=0.95: error: host.porosity: 0.95 is outside its own range 0.6 ... 0.9"}},
    {"--set wrong unit",
     "check " PARAMS "cases/cp.yaml --set 'host.thickness=20 eV'",
     NULL,
     {"unit eV does not fit"}},
    {"--set @ without a file", "check " PARAMS "cases/cp.yaml --set @", NULL, {"--set @: write @FILE"}},
    {"--set broken YAML",
     "check " PARAMS "cases/cp.yaml --set 'host.decoration=[{material: cnt'",
     NULL,
     {"--set host.decoration=[{material: cnt:", "missing comma"}},
    {"--set of a material that is not there",
     "check " PARAMS "cases/cp.yaml --set materials.cmt.E_ads=1.2",
     NULL,
     {"the case uses no material 'cmt'; did you mean cnt?"}},
    {"--set of a group", "check " PARAMS "cases/cp.yaml --set host=1", NULL, {"host: is a group"}},
    {"--set base", "check " PARAMS "cases/cp.yaml --set base=x.yaml", NULL, {"belongs into a file"}},
    {"several --set at once",
     "check " PARAMS "cases/cp.yaml --set sed=1 -s host.porosity=2 -sscale=x",
     NULL,
     {"did you mean seed?", "host.porosity: 2 is outside", "3 errors"}},
    // ---- the command line
    {"no command", "", NULL, {"a command is missing; likmc --help"}},
    {"unknown command", "chek x", NULL, {"unknown command 'chek'; did you mean check?"}},
    {"unknown option",
     "check --sett a=b case.yaml",
     NULL,
     {"unknown option --sett of likmc check; did you mean --set?"}},
    {"unknown letter", "check -x case.yaml", NULL, {"unknown option -x; likmc check --help"}},
    {"option without argument", "params --format", NULL, {"option --format needs an argument: yaml|md"}},
    {"flag with argument", "run --quiet=x y", NULL, {"option --quiet takes no argument"}},
    {"option twice", "params --format md --format md", NULL, {"option --format is given twice"}},
    {"option's value", "params --format yml", NULL, {"--format yml: did you mean yaml? (known: yaml, md)"}},
    {"operand missing", "check", NULL, {"likmc check needs FILE"}},
    {"operand too many", "check a b", NULL, {"one argument too many: 'b'"}},
    {"list what", "list material", NULL, {"list material: did you mean materials?"}},
    {"no run directory", "info .", NULL, {"is not a run directory"}},
    {"no such run", "info nowhere", NULL, {"nowhere: No such file"}},
};

static void bad_input_is_refused(void **state) {
    (void)state;
    static char output[65536];
    int failures = 0;
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        const bad *input = &inputs[i];
        const char *path = scratch_path("case.yaml");
        if (input->text) scratch_write(path, input->text, strlen(input->text));
        const int before = scratch_entries(), code = run_program(input->arguments, output, sizeof output);
        int fine = code == 2 && scratch_entries() == before;
        for (size_t k = 0; k < 5 && input->said[k]; k++) fine = fine && strstr(output, input->said[k]);
        if (!fine) print_error("%s: exit code %d, printed:\n%s\n", input->what, code, output);
        failures += !fine;
        remove(path);
    }
    assert_int_equal(failures, 0);
}

// Said before anything is allocated: the process may have 500 MB, the box wants more.
static void large_box_is_refused(void **state) {
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); // the sanitizer itself reserves more than any limit
#endif
    static char output[65536];
    char arguments[600];
    snprintf(arguments, sizeof arguments, "check %scases/cp.yaml --set 'box.voxel_edge=50 nm'", PARAMS);
    struct rlimit old, limit;
    getrlimit(RLIMIT_AS, &old);
    limit = old;
    limit.rlim_cur = 500000000;
    setrlimit(RLIMIT_AS, &limit);
    const int code = run_program(arguments, output, sizeof output);
    setrlimit(RLIMIT_AS, &old);
    assert_int_equal(code, 2);
    if (!strstr(output, "512 x 512 x 2400 voxels needs") ||
        !strstr(output, "bytes of memory; there are 500000000"))
        fail_msg("%s", output);
}

static void full_output_is_noticed(void **state) {
    (void)state;
    static char output[4096];
    assert_int_equal(run_program("params > /dev/full", output, sizeof output), 1);
}

static void unreadable_file_is_refused(void **state) {
    (void)state;
    static char output[4096];
    if (geteuid() == 0) skip(); // root may read anything
    const char *path = scratch_path("case.yaml");
    scratch_write(path, FILM, strlen(FILM));
    chmod(path, 0);
    assert_int_equal(run_program("check case.yaml", output, sizeof output), 2);
    assert_non_null(strstr(output, "Permission denied"));
    remove(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_input_is_refused), cmocka_unit_test(large_box_is_refused),
        cmocka_unit_test(full_output_is_noticed), cmocka_unit_test(unreadable_file_is_refused)};
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
