// One run of a study: claimed, made, made known. See likmc/ensemble.h.
#include "ensemble_copy.h"
#include "ensemble_parts.h"
#include "likmc/run.h"
#include "likmc/rundir.h"
#include "likmc/yaml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH = LK_ENSEMBLE_PATH, MOST_COMPLAINTS = 20 };

_Static_assert(sizeof(lk_result) % sizeof(double) == 0, "lk_result holds doubles only");
_Static_assert((int)LK_ENSEMBLE_QUANTITIES <= (int)LK_LOGBOOK_VALUES, "a row of the logbook holds a result");

typedef struct task {
    lk_ensemble_team *team;
    size_t index;
    lk_claim_ticket ticket;
    char path[PATH]; // run directory
    double fraction;
} task;

// ---- files of a run

static void path_of(const task *k, int generation, char path[PATH]) {
    char name[LK_PLAN_NAME], more[16] = "";
    const lk_ensemble *e = k->team->ensemble;
    lk_plan_name(e->study, &e->runs[k->index].at, name);
    if (generation > 0) snprintf(more, sizeof more, "@%d", generation);
    snprintf(path, PATH, "%s/runs/%s%s", k->team->options->directory, name, more);
}

static bool is_there(const char *directory, const char *name) {
    char path[PATH + 32];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return access(path, F_OK) == 0;
}

// Take over what the holder before has left: its directory if it has ended, a copy if it might still write
// there.
static void inherit(task *k) {
    char old[PATH];
    for (int g = k->ticket.generation - 1; g >= 0; g--) {
        path_of(k, g, old);
        if (access(old, F_OK) != 0) continue;
        if (!k->ticket.after_death || rename(old, k->path) != 0) lk_ensemble_copy(old, k->path);
        return;
    }
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
static lk_status read_result(const char *path, lk_logbook_row *row, lk_error_list *errors) {
    char file[PATH + 32], name[96];
    snprintf(file, sizeof file, "%s/summary.json", path);
    lk_yaml_document *document = lk_yaml_read(file, errors);
    const lk_yaml_node *result = document ? lk_yaml_get(&document->root, "result") : NULL;
    size_t count;
    const lk_result_column *columns = lk_result_columns(&count);
    for (row->count = 0; row->count < count; row->count++) {
        lk_series_header(&columns[row->count].column, name, sizeof name);
        const lk_yaml_node *node = result ? lk_yaml_get(result, name) : NULL;
        double *value = &row->values[row->count];
        if (!node || !node->text || !lk_table_read_number(node->text, value)) *value = NAN;
    }
    lk_yaml_free(document);
    return result ? LK_OK : lk_error_add(errors, LK_FAILED, file, 0, 0, NULL, "holds no result");
}

// ---- the run itself

static bool tell(lk_ensemble_team *t) {
    const size_t count = t->ensemble->count;
    const lk_ensemble_news news = {t->finished, count, ((double)t->finished + t->under_way) / (double)count};
    if (t->options->watch && t->options->watch(t->options->user, &news)) t->stop = true;
    return t->stop;
}

static bool watch(void *user, const lk_run_news *news) {
    task *k = user;
    bool stop;
#pragma omp critical(likmc_ensemble)
    {
        k->team->under_way += news->fraction - k->fraction;
        k->fraction = news->fraction;
        stop = tell(k->team);
    }
    return stop;
}

static lk_status simulate(task *k, const lk_params *params, lk_error_list *errors) {
    const bool resume = is_there(k->path, "checkpoint.h5");
    lk_run_options how = {.directory = k->path,
                          .overwrite = !resume,
                          .resume = resume,
                          .same_program = true,
                          .pictures = k->team->options->keep == LK_ENSEMBLE_KEEP_PICTURES,
                          .threads = 1,
                          .checkpoint = k->team->options->checkpoint,
                          .watch = watch,
                          .user = k};
    lk_status status = lk_run_case(params, &how, NULL, errors);
    if (resume && status == LK_BAD_INPUT) { // with other parameters, by another program, damaged: begin anew
        lk_error_clear(errors);
        how.resume = false;
        how.overwrite = true;
        status = lk_run_case(params, &how, NULL, errors);
    }
    return status;
}

static lk_status make(task *k, lk_logbook_row *row, lk_error_list *errors) {
    const lk_ensemble *e = k->team->ensemble;
    bool finished = false;
    lk_params *params = malloc(sizeof *params);
    if (!params) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_status status = lk_plan_params(&e->plan, &e->runs[k->index].at, params, errors);
    inherit(k);
#pragma omp critical(likmc_yaml)
    finished = status == LK_OK && is_finished(k->path, params);
    if (status == LK_OK && !finished) status = simulate(k, params, errors);
    free(params);
    if (status != LK_OK) return status;
#pragma omp critical(likmc_yaml)
    status = read_result(k->path, row, errors);
    return status;
}

// ---- making it known

static void clear_away(const task *k) {
    char name[PATH];
    if (k->team->options->keep == LK_ENSEMBLE_KEEP_NOTHING) {
        (void)lk_rundir_remove(k->path, NULL);
        return;
    }
    path_of(k, 0, name);
    if (k->ticket.generation > 0 && access(name, F_OK) != 0) (void)rename(k->path, name);
}

// Why a run failed, with the name of the run; the list does not grow beyond what people read.
static void complain(task *k, const lk_error_list *errors, lk_logbook_row *row) {
    lk_ensemble_team *t = k->team;
    const lk_error *first = errors->count > 0 ? &errors->items[0] : NULL;
    snprintf(row->reason, sizeof row->reason, "%s%s%s", first && first->file ? first->file : "",
             first && first->file ? ": " : "", first ? first->message : "no reason given");
    t->failures++;
    if (t->failures > MOST_COMPLAINTS) return;
    for (size_t i = 0; i < errors->count; i++) {
        const lk_error *e = &errors->items[i];
        lk_error_add(t->errors, LK_FAILED, e->file ? e->file : k->path, e->line, e->column, e->excerpt, "%s",
                     e->message);
    }
    if (t->failures == MOST_COMPLAINTS)
        lk_error_set(t->errors, LK_FAILED, "further failures are in the table only (likmc status)");
}

static size_t count_chain(const lk_ensemble *e, size_t i) {
    size_t count = 0;
    for (; i != SIZE_MAX; i = e->runs[i].next) count++;
    return count;
}

// In the critical section.
static void publish(task *k, lk_status status, lk_logbook_row *row, const lk_error_list *errors) {
    lk_ensemble_team *t = k->team;
    const char *identity = t->ensemble->runs[k->index].identity;
    char cycles[PATH + 32];
    if (!lk_claim_holds(t->claim, identity, &k->ticket)) return; // slept through its time: another has it
    row->state = status == LK_OK ? LK_LOGBOOK_DONE : LK_LOGBOOK_FAILED;
    row->generation = k->ticket.generation;
    if (status != LK_OK) complain(k, errors, row);
    snprintf(cycles, sizeof cycles, "%s/cycles.csv", k->path);
    if (lk_logbook_append(t->logbook, row, status == LK_OK ? cycles : NULL, t->errors) != LK_OK) {
        t->status = LK_FAILED; // without a place for results there is no use in going on
        t->stop = true;
        return;
    }
    lk_ensemble_settle(t->ensemble, row);
    t->finished += count_chain(t->ensemble, k->index);
    if (status == LK_OK) clear_away(k);
}

static void run_claimed(task *k) {
    lk_error_list errors = {0};
    lk_logbook_row row = {.count = 0};
    lk_ensemble_run *run = &k->team->ensemble->runs[k->index];
    const double started = lk_ensemble_clock();
    snprintf(row.identity, sizeof row.identity, "%s", run->identity);
    path_of(k, k->ticket.generation, k->path);
    const lk_status status = make(k, &row, &errors);
    row.wall = lk_ensemble_clock() - started;
    row.ended = (double)time(NULL);
#pragma omp critical(likmc_ensemble)
    {
        k->team->under_way -= k->fraction;
        if (status == LK_STOPPED)
            run->state = LK_ENSEMBLE_STOPPED;
        else
            publish(k, status, &row, &errors);
        tell(k->team);
    }
    lk_error_clear(&errors);
}

void lk_ensemble_one_look(lk_ensemble_team *t, double age) {
    const double now = lk_ensemble_clock();
    if (now - t->looked < age) return;
    t->looked = now;
    (void)lk_logbook_read(t->logbook, lk_ensemble_settle, t->ensemble, NULL);
}

// Claim it, after a look whether it is done where a holder has ended. In the critical section.
static lk_claim_state take(task *k) {
    lk_ensemble_team *t = k->team;
    const lk_ensemble_run *run = &t->ensemble->runs[k->index];
    if (lk_ensemble_is_settled(run)) return LK_CLAIM_BUSY;
    lk_claim_state state = lk_claim_take(t->claim, run->identity, false, run->generation, &k->ticket);
    if (state == LK_CLAIM_BUSY) lk_ensemble_one_look(t, 1.0);
    if (state != LK_CLAIM_VOID) return state;
    lk_ensemble_one_look(t, 0.0);
    if (lk_ensemble_is_settled(run)) return LK_CLAIM_BUSY;
    return lk_claim_take(t->claim, run->identity, true, run->generation, &k->ticket);
}

void lk_ensemble_one(lk_ensemble_team *t, size_t index) {
    task k = {.team = t, .index = t->ensemble->runs[index].stands};
    lk_claim_state state;
#pragma omp critical(likmc_ensemble)
    {
        state = t->stop ? LK_CLAIM_BUSY : take(&k);
        if (state == LK_CLAIM_MINE) t->ensemble->runs[k.index].state = LK_ENSEMBLE_RUNNING;
        if (state == LK_CLAIM_FAILED) {
            t->status = lk_error_add(t->errors, LK_FAILED, t->options->directory, 0, 0, NULL,
                                     "cannot claim a run: the file system makes no hard link");
            t->stop = true;
        }
    }
    if (state == LK_CLAIM_MINE) run_claimed(&k);
}
