// The runs of a study: see likmc/ensemble.h.
#include "likmc/ensemble.h"

#include "likmc/provenance.h"
#include "likmc/run.h"
#include "likmc/rundir.h"
#include "likmc/statistics.h"
#include "likmc/yaml.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH = 4096, MOST_VALUES = 100000 };

_Static_assert(sizeof(lk_result) % sizeof(double) == 0, "lk_result holds doubles only");

// What the threads share. `news` and `stop` are touched by one thread at a time.
typedef struct team {
    lk_ensemble *ensemble;
    const lk_study *study;
    const lk_ensemble_options *options;
    lk_error_list *errors; // one list a run, joined in the order of the runs
    lk_status *status;     // of each run
    double *fraction;      // of each run
    size_t finished;
    bool stop;
} team;

typedef struct task {
    team *team;
    size_t index;
} task;

// ---- names and files

static void slug(const char *name, char *text, size_t size) {
    size_t n = 0;
    for (; *name && n + 1 < size; name++) text[n++] = isalnum((unsigned char)*name) ? *name : '-';
    text[n] = 0;
}

static void name_run(const team *t, const lk_ensemble_run *run, char path[PATH]) {
    char variant[LK_STUDY_NAME], draw[32] = "";
    slug(t->study->variants[run->variant].name, variant, sizeof variant);
    if (t->study->draw.number > 0) snprintf(draw, sizeof draw, "-d%03lld", (long long)run->draw);
    snprintf(path, PATH, "%s/runs/%s%s%s%s-s%lld", t->options->directory, t->study->cases[run->which].name,
             *variant ? "-" : "", variant, draw, (long long)run->seed);
}

static lk_status make_directory(const char *path, lk_error_list *errors) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return LK_OK;
    return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot make the directory: %s",
                        strerror(errno));
}

static bool text_is(const lk_yaml_document *document, const char *key, const char *text) {
    const lk_yaml_node *node = lk_yaml_get(&document->root, key);
    return node && node->kind == LK_YAML_SCALAR && strcmp(node->text, text) == 0;
}

// Finished, with these parameters, by this very program?
static bool is_finished(const char *path, const lk_params *params) {
    char file[PATH + 32], hash[LK_PROVENANCE_HASH_SIZE];
    if (lk_rundir_state(path) != LK_RUNDIR_DONE) return false;
    snprintf(file, sizeof file, "%s/provenance.json", path);
    lk_yaml_document *document = lk_yaml_read(file, NULL);
    char *yaml = lk_yaml_write_params(params, NULL);
    if (yaml) lk_provenance_hash(yaml, strlen(yaml), hash);
    const bool same = document && yaml && text_is(document, "parameters_hash", hash) &&
                      text_is(document, "commit", lk_provenance_commit()) &&
                      text_is(document, "version", lk_provenance_version());
    free(yaml);
    lk_yaml_free(document);
    return same;
}

// Results are always read from the file, so that a run that was kept and one just made give the same digits.
static lk_status read_result(lk_ensemble_run *run, const char *path, lk_error_list *errors) {
    char file[PATH + 32], name[96];
    snprintf(file, sizeof file, "%s/summary.json", path);
    lk_yaml_document *document = lk_yaml_read(file, errors);
    const lk_yaml_node *result = document ? lk_yaml_get(&document->root, "result") : NULL;
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    for (size_t i = 0; i < count && i < LK_ENSEMBLE_QUANTITIES; i++) {
        lk_series_header(&columns[i].column, name, sizeof name);
        const lk_yaml_node *node = result ? lk_yaml_get(result, name) : NULL;
        if (!node || !node->text || !lk_table_read_number(node->text, &run->values[i])) run->values[i] = NAN;
    }
    lk_yaml_free(document);
    if (!result) return lk_error_add(errors, LK_FAILED, file, 0, 0, NULL, "holds no result");
    run->done = true;
    return LK_OK;
}

// ---- one run

static bool tell(team *t) {
    double sum = 0.0;
    for (size_t i = 0; i < t->ensemble->count; i++) sum += t->fraction[i];
    const lk_ensemble_news news = {t->finished, t->ensemble->count, sum / (double)t->ensemble->count};
    if (t->options->watch && t->options->watch(t->options->user, &news)) t->stop = true;
    return t->stop;
}

static bool watch(void *user, const lk_run_news *news) {
    const task *k = user;
    bool stop;
#pragma omp critical(likmc_ensemble)
    {
        k->team->fraction[k->index] = news->fraction;
        stop = tell(k->team);
    }
    return stop;
}

// Load the parameters and look whether the run is there already. The YAML library is used by one thread at a
// time.
static lk_status prepare(team *t, lk_ensemble_run *run, lk_params *params, const char *path, bool *finished,
                         lk_error_list *errors) {
    lk_status status;
#pragma omp critical(likmc_yaml)
    {
        status = lk_study_params(t->study, run->variant, run->which, run->draw, run->seed, params, errors);
        *finished = status == LK_OK && is_finished(path, params);
    }
    return status;
}

static lk_status simulate(team *t, size_t index, const lk_params *params, const char *path,
                          lk_error_list *errors) {
    task k = {t, index};
    const bool resume = lk_rundir_state(path) == LK_RUNDIR_STOPPED;
    lk_run_options how = {.directory = path,
                          .overwrite = !resume,
                          .resume = resume,
                          .same_program = true,
                          .threads = 1,
                          .watch = watch,
                          .user = &k};
    lk_status status = lk_run_case(params, &how, NULL, errors);
    if (resume &&
        status == LK_BAD_INPUT) { // stopped with other parameters, or by another program: begin anew
        lk_error_clear(errors);
        how.resume = false;
        how.overwrite = true;
        status = lk_run_case(params, &how, NULL, errors);
    }
    return status;
}

static lk_status carry_out_one(team *t, size_t index) {
    lk_ensemble_run *run = &t->ensemble->runs[index];
    lk_error_list *errors = &t->errors[index];
    char path[PATH];
    bool stopped;
    name_run(t, run, path);
#pragma omp critical(likmc_ensemble)
    stopped = t->stop;
    if (stopped) return LK_STOPPED;
    lk_params *params = malloc(sizeof *params);
    if (!params) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_status status = prepare(t, run, params, path, &run->kept, errors);
    if (status == LK_OK && !run->kept) status = simulate(t, index, params, path, errors);
    free(params);
    if (status != LK_OK) return status;
#pragma omp critical(likmc_yaml)
    status = read_result(run, path, errors);
    return status;
}

// ---- all runs

static void join_errors(lk_error_list *all, lk_error_list *one, const char *path) {
    for (size_t i = 0; i < one->count; i++) {
        const lk_error *e = &one->items[i];
        lk_error_add(all, e->status, e->file ? e->file : path, e->line, e->column, e->excerpt, "%s",
                     e->message);
    }
    lk_error_clear(one);
}

static lk_status join_status(lk_status all, lk_status one) {
    if (all == LK_STOPPED || one == LK_STOPPED) return LK_STOPPED;
    return one == LK_OK ? all : LK_FAILED;
}

static lk_status run_pending(team *t, lk_error_list *errors) {
    const size_t count = t->ensemble->count;
    const int threads = t->options->threads > 0 ? t->options->threads : omp_get_max_threads();
    lk_status status = LK_OK;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t i = 0; i < count; i++) {
        if (t->ensemble->runs[i].done) continue;
        t->status[i] = carry_out_one(t, i);
#pragma omp critical(likmc_ensemble)
        {
            t->fraction[i] = 1.0;
            t->finished++;
            tell(t);
        }
    }
    for (size_t i = 0; i < count; i++) {
        char path[PATH];
        name_run(t, &t->ensemble->runs[i], path);
        join_errors(errors, &t->errors[i], path);
        status = join_status(status, t->status[i]);
    }
    return status;
}

static lk_status run_team(lk_ensemble *ensemble, const lk_study *study, const lk_ensemble_options *options,
                          lk_error_list *errors) {
    const size_t count = ensemble->count;
    team t = {.ensemble = ensemble,
              .study = study,
              .options = options,
              .errors = calloc(count, sizeof *t.errors),
              .status = calloc(count, sizeof *t.status),
              .fraction = calloc(count, sizeof *t.fraction)};
    lk_status status = LK_FAILED;
    if (t.errors && t.status && t.fraction) {
        for (size_t i = 0; i < count; i++) {
            t.fraction[i] = ensemble->runs[i].done ? 1.0 : 0.0;
            t.finished += ensemble->runs[i].done;
        }
        status = run_pending(&t, errors);
    } else {
        lk_error_set(errors, LK_FAILED, "no memory for %zu runs", count);
    }
    free(t.errors);
    free(t.status);
    free(t.fraction);
    return status;
}

// ---- which runs

static int by_place(const void *a, const void *b) {
    const lk_ensemble_run *x = a, *y = b;
    if (x->variant != y->variant) return x->variant < y->variant ? -1 : 1;
    if (x->which != y->which) return x->which < y->which ? -1 : 1;
    if (x->draw != y->draw) return x->draw < y->draw ? -1 : 1;
    return x->seed < y->seed ? -1 : x->seed > y->seed;
}

static lk_status add_runs(lk_ensemble *e, const lk_study *study, size_t variant, size_t which, int64_t first,
                          int64_t last, lk_error_list *errors) {
    const int64_t draws = study->draw.number > 0 ? study->draw.number : 1;
    const size_t more = (size_t)(draws * (last - first + 1));
    if (e->count + more > e->capacity) {
        const size_t capacity = 2 * (e->count + more);
        lk_ensemble_run *runs = realloc(e->runs, capacity * sizeof *runs);
        if (!runs) return lk_error_set(errors, LK_FAILED, "no memory for %zu runs", capacity);
        e->runs = runs;
        e->capacity = capacity;
    }
    for (int64_t draw = 0; draw < draws; draw++)
        for (int64_t seed = first; seed <= last; seed++)
            e->runs[e->count++] =
                (lk_ensemble_run){.variant = variant, .which = which, .draw = draw, .seed = seed};
    return LK_OK;
}

// Runs of one draw stand together and make one value; else each run is one.
static bool is_same_sample(const lk_ensemble_run *a, const lk_ensemble_run *b, bool drawn) {
    return a == b || (drawn && a->variant == b->variant && a->which == b->which && a->draw == b->draw);
}

size_t lk_ensemble_values(const lk_ensemble *e, const lk_study *study, size_t variant, size_t which,
                          int quantity, double *values, size_t room) {
    size_t count = 0;
    for (size_t i = 0, next; i < e->count && count < room; i = next) {
        const lk_ensemble_run *run = &e->runs[i];
        double sum = 0.0;
        int n = 0;
        for (next = i; next < e->count && is_same_sample(run, &e->runs[next], study->draw.number > 0);
             next++) {
            if (!e->runs[next].done || isnan(e->runs[next].values[quantity])) continue;
            sum += e->runs[next].values[quantity];
            n++;
        }
        if (run->variant == variant && run->which == which) values[count++] = n ? sum / n : NAN;
    }
    return count;
}

// ---- more seeds

static lk_statistics describe(const lk_ensemble *e, const lk_study *study, size_t variant, size_t which,
                              double *work) {
    const size_t n = lk_ensemble_values(e, study, variant, which, study->resolve.quantity, work, MOST_VALUES);
    return lk_statistics_of(work, n);
}

static int64_t seeds_of(const lk_ensemble *e, size_t variant, size_t which) {
    int64_t count = 0;
    for (size_t i = 0; i < e->count; i++) count += e->runs[i].variant == variant && e->runs[i].which == which;
    return count;
}

// A pair is resolved if its order is known, or its difference to within what was asked for.
static bool is_resolved(const lk_statistics *a, const lk_statistics *b, double difference) {
    const lk_statistics_difference d = lk_statistics_compare(a, b);
    return isnan(d.mean) || d.half_width <= difference || fabs(d.mean) > d.half_width;
}

// Half as many seeds again for the noisier case of each pair that is not resolved. `added`: were there any?
static lk_status add_seeds(lk_ensemble *e, const lk_study *study, size_t variant, double *work, bool *added,
                           lk_error_list *errors) {
    lk_statistics s[LK_STUDY_CASES];
    bool wanted[LK_STUDY_CASES] = {false};
    lk_status status = LK_OK;
    for (size_t c = 0; c < study->case_count; c++) s[c] = describe(e, study, variant, c, work);
    for (size_t a = 0; a < study->case_count; a++)
        for (size_t b = 0; b < a; b++)
            if (!is_resolved(&s[a], &s[b], study->resolve.difference)) {
                const bool first = s[a].error >= s[b].error,
                           spent = seeds_of(e, variant, first ? a : b) >= study->resolve.most_seeds;
                wanted[first != spent ? a : b] = true;
            }
    for (size_t c = 0; c < study->case_count && status == LK_OK; c++) {
        const int64_t have = seeds_of(e, variant, c), most = study->resolve.most_seeds;
        const int64_t next = have + (have > 2 ? have / 2 : 1), last = next < most ? next : most;
        if (!wanted[c] || have >= most) continue;
        status = add_runs(e, study, variant, c, have + 1, last, errors);
        *added = true;
    }
    return status;
}

static lk_status add_all_seeds(lk_ensemble *e, const lk_study *study, bool *added, lk_error_list *errors) {
    *added = false;
    if (study->resolve.quantity < 0) return LK_OK;
    double *work = malloc(MOST_VALUES * sizeof *work);
    lk_status status = work ? LK_OK : lk_error_set(errors, LK_FAILED, "out of memory");
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++)
        status = add_seeds(e, study, v, work, added, errors);
    free(work);
    qsort(e->runs, e->count, sizeof *e->runs, by_place);
    return status;
}

lk_status lk_ensemble_carry_out(lk_ensemble *e, const lk_study *study, const lk_ensemble_options *options,
                                lk_error_list *errors) {
    char runs[PATH];
    *e = (lk_ensemble){0};
    snprintf(runs, sizeof runs, "%s/runs", options->directory);
    lk_status status = make_directory(options->directory, errors);
    if (status == LK_OK) status = make_directory(runs, errors);
    for (size_t v = 0; v < study->variant_count && status == LK_OK; v++)
        for (size_t c = 0; c < study->case_count && status == LK_OK; c++)
            status = add_runs(e, study, v, c, 1, study->seeds, errors);
    for (bool more = true; more && status == LK_OK;) {
        status = run_team(e, study, options, errors);
        more = false;
        if (status == LK_OK) status = add_all_seeds(e, study, &more, errors);
    }
    return status;
}

void lk_ensemble_free(lk_ensemble *ensemble) {
    free(ensemble->runs);
    *ensemble = (lk_ensemble){0};
}
