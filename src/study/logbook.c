// What finished runs came to: see likmc/logbook.h.
#include "likmc/logbook.h"

#include "likmc/table.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096, LINE = 8192, CHECK = 16, MOST_FILES = 200000 };

// A file of rows, and how far it is read.
typedef struct part {
    char *name;
    long read;
} part;

struct lk_logbook {
    char directory[PATH / 2], name[PATH / 4];
    int rows, cycles; // descriptors for appending, -1 if closed
    part *parts;
    size_t count, room;
};

static const char *const state_names[LK_LOGBOOK_STATES] = {"done", "failed"};

// ---- lines

static void check_of(const char *text, size_t length, char check[LK_PROVENANCE_HASH_SIZE]) {
    lk_provenance_hash(text, length, check);
    check[CHECK] = 0;
}

// Close a line of `length` bytes with its checksum; returns its length with the line feed.
static size_t seal(char line[LINE], size_t length) {
    char check[LK_PROVENANCE_HASH_SIZE];
    check_of(line, length, check);
    return length + (size_t)snprintf(line + length, LINE - length, " *%s\n", check);
}

// Cut the checksum off a whole line; false if it is not whole.
static bool unseal(char *line) {
    char check[LK_PROVENANCE_HASH_SIZE];
    const size_t length = strlen(line);
    if (length < CHECK + 3 || line[length - 1] != '\n') return false;
    char *star = line + length - CHECK - 3;
    if (strncmp(star, " *", 2) != 0) return false;
    check_of(line, (size_t)(star - line), check);
    if (strncmp(star + 2, check, CHECK) != 0) return false;
    *star = 0;
    return true;
}

static size_t print_row(const lk_logbook_row *row, char line[LINE]) {
    size_t n = (size_t)snprintf(line, LINE, "%s %s %d %.3f %.6g %zu", row->identity, state_names[row->state],
                                row->generation, row->ended, row->wall, row->count);
    for (size_t i = 0; i < row->count; i++)
        n += (size_t)snprintf(line + n, LINE - n, isfinite(row->values[i]) ? " %.9g" : " -", row->values[i]);
    n += (size_t)snprintf(line + n, LINE - n, " %s", row->reason);
    for (size_t i = 0; i < n; i++)
        if (line[i] == '\n') line[i] = ' ';
    return seal(line, n);
}

// Next word of a line; NULL if there is none.
static char *next_word(char **rest) {
    char *word = *rest;
    if (!word) return NULL;
    char *blank = strchr(word, ' ');
    if (blank) *blank = 0;
    *rest = blank ? blank + 1 : NULL;
    return word;
}

static bool scan_row(char *line, lk_logbook_row *row) {
    char *rest = line, *words[6];
    for (int i = 0; i < 6; i++)
        if (!(words[i] = next_word(&rest))) return false;
    *row = (lk_logbook_row){.state = strcmp(words[1], "done") == 0 ? LK_LOGBOOK_DONE : LK_LOGBOOK_FAILED};
    snprintf(row->identity, sizeof row->identity, "%.32s", words[0]);
    row->generation = atoi(words[2]);
    row->count = (size_t)strtoul(words[5], NULL, 10);
    if (!lk_table_read_number(words[3], &row->ended) || !lk_table_read_number(words[4], &row->wall) ||
        row->count > LK_LOGBOOK_VALUES)
        return false;
    for (size_t i = 0; i < row->count; i++) {
        const char *word = next_word(&rest);
        if (!word || !lk_table_read_number(word, &row->values[i])) row->values[i] = NAN;
    }
    snprintf(row->reason, sizeof row->reason, "%s", rest ? rest : "");
    return true;
}

// ---- appending

static lk_status complain(const lk_logbook *l, const char *what, lk_error_list *errors) {
    return lk_error_add(errors, LK_FAILED, l->directory, 0, 0, NULL, "%s: %s", what, strerror(errno));
}

static int put(int file, const char *text, size_t length) {
    while (length > 0) {
        const ssize_t put = write(file, text, length);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return -1;
        text += put;
        length -= (size_t)put;
    }
    return 0;
}

// The name of a new file has to outlive a loss of power as its rows do.
static void sync_folder(const char *path) {
    const int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    (void)fsync(folder); // some file systems cannot
    close(folder);
}

static int open_part(lk_logbook *l, int *file, const char *ending) {
    char path[PATH];
    if (*file >= 0) return 0;
    snprintf(path, sizeof path, "%s/results/%s.%s", l->directory, l->name, ending);
    *file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (*file < 0) return -1;
    snprintf(path, sizeof path, "%s/results", l->directory);
    sync_folder(path);
    sync_folder(l->directory);
    return 0;
}

static int put_cycles(lk_logbook *l, const char *identity, FILE *file) {
    char text[LINE - 128], line[LINE];
    for (bool head = true; fgets(text, sizeof text, file); head = false) {
        text[strcspn(text, "\r\n")] = 0;
        const size_t length = (size_t)snprintf(line, sizeof line, "%s %s", head ? "-" : identity, text);
        if (put(l->cycles, line, seal(line, length)) != 0) return -1;
    }
    return 0;
}

lk_status lk_logbook_append(lk_logbook *l, const lk_logbook_row *row, const char *cycles,
                            lk_error_list *errors) {
    char line[LINE];
    FILE *file = cycles ? fopen(cycles, "r") : NULL;
    int failed = file && (open_part(l, &l->cycles, "cycles") != 0 ||
                          put_cycles(l, row->identity, file) != 0 || fdatasync(l->cycles) != 0);
    if (file) fclose(file);
    if (!failed) failed = open_part(l, &l->rows, "rows") != 0;
    // A line that was cut before, by a full disk, is ended so that it does not spoil this one.
    if (!failed) failed = put(l->rows, "\n", 1) != 0 || put(l->rows, line, print_row(row, line)) != 0;
    if (!failed) failed = fdatasync(l->rows) != 0; // so that others see it, also over NFS
    return failed ? complain(l, "cannot keep the result of a run", errors) : LK_OK;
}

// ---- reading

lk_status lk_logbook_open(lk_logbook **logbook, const char *directory, const char *name,
                          lk_error_list *errors) {
    char path[PATH];
    lk_logbook *l = calloc(1, sizeof *l);
    *logbook = NULL;
    if (!l) return lk_error_set(errors, LK_FAILED, "out of memory");
    l->rows = l->cycles = -1;
    snprintf(l->directory, sizeof l->directory, "%s", directory);
    snprintf(l->name, sizeof l->name, "%s", name ? name : "");
    snprintf(path, sizeof path, "%s/results", l->directory);
    if (name && mkdir(path, 0777) != 0 && errno != EEXIST) {
        free(l);
        return lk_error_add(errors, LK_BAD_INPUT, path, 0, 0, NULL, "cannot make the directory: %s",
                            strerror(errno));
    }
    *logbook = l;
    return LK_OK;
}

void lk_logbook_close(lk_logbook *l) {
    if (!l) return;
    if (l->rows >= 0) close(l->rows);
    if (l->cycles >= 0) close(l->cycles);
    for (size_t i = 0; i < l->count; i++) free(l->parts[i].name);
    free(l->parts);
    free(l);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const part *)a)->name, ((const part *)b)->name);
}

static bool has_ending(const char *name, const char *ending) {
    const size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

static lk_status add_part(lk_logbook *l, const char *name, lk_error_list *errors) {
    if (l->count == l->room) {
        const size_t room = 2 * l->room + 16;
        part *parts = realloc(l->parts, room * sizeof *parts);
        if (!parts) return lk_error_set(errors, LK_FAILED, "out of memory");
        l->parts = parts;
        l->room = room;
    }
    char *copy = strdup(name);
    if (!copy) return lk_error_set(errors, LK_FAILED, "out of memory");
    l->parts[l->count++] = (part){copy, 0};
    return LK_OK;
}

// Files that have come since the last look, sorted among themselves after those that were known.
static lk_status find_parts(lk_logbook *l, const char *ending, lk_error_list *errors) {
    char path[PATH];
    lk_status status = LK_OK;
    snprintf(path, sizeof path, "%s/results", l->directory);
    DIR *stream = opendir(path);
    const size_t known = l->count;
    if (known > 0) qsort(l->parts, known, sizeof *l->parts, by_name);
    for (struct dirent *entry; stream && status == LK_OK && (entry = readdir(stream));) {
        const part wanted = {entry->d_name, 0};
        if (!has_ending(entry->d_name, ending)) continue;
        if (known > 0 && bsearch(&wanted, l->parts, known, sizeof *l->parts, by_name)) continue;
        status = add_part(l, entry->d_name, errors);
    }
    if (stream) closedir(stream);
    if (l->count > known) qsort(l->parts + known, l->count - known, sizeof *l->parts, by_name);
    return status;
}

// Whole lines of a file from where it was read to; a last one without its line feed is left for the next
// time.
static lk_status read_part(const lk_logbook *l, part *p, void (*tell)(void *, char *), void *user,
                           lk_error_list *errors) {
    char path[PATH], line[LINE];
    struct stat about;
    snprintf(path, sizeof path, "%s/results/%s", l->directory, p->name);
    if (stat(path, &about) == 0 && about.st_size == p->read) return LK_OK;
    FILE *file = fopen(path, "r");
    if (!file) return lk_error_add(errors, LK_FAILED, path, 0, 0, NULL, "cannot read: %s", strerror(errno));
    fseek(file, p->read, SEEK_SET);
    while (fgets(line, sizeof line, file)) {
        const size_t length = strlen(line);
        if (line[length - 1] != '\n' && length + 1 < sizeof line) break;
        p->read += (long)length;
        if (unseal(line)) tell(user, line);
    }
    fclose(file);
    return LK_OK;
}

typedef struct row_teller {
    void (*tell)(void *, const lk_logbook_row *);
    void *user;
} row_teller;

static void tell_row(void *user, char *line) {
    const row_teller *t = user;
    lk_logbook_row row;
    if (scan_row(line, &row)) t->tell(t->user, &row);
}

lk_status lk_logbook_read(lk_logbook *l, void (*tell)(void *, const lk_logbook_row *), void *user,
                          lk_error_list *errors) {
    row_teller t = {tell, user};
    lk_status status = find_parts(l, ".rows", errors);
    for (size_t i = 0; i < l->count && status == LK_OK; i++)
        status = read_part(l, &l->parts[i], tell_row, &t, errors);
    return status;
}

typedef struct cycle_teller {
    void (*tell)(void *, const char *, const char *);
    void *user;
    bool headed;
} cycle_teller;

static void tell_cycle(void *user, char *line) {
    cycle_teller *t = user;
    char *blank = strchr(line, ' ');
    if (!blank) return;
    *blank = 0;
    const bool head = strcmp(line, "-") == 0;
    if (!head || !t->headed) t->tell(t->user, head ? "" : line, blank + 1);
    t->headed = t->headed || head;
}

lk_status lk_logbook_read_cycles(const char *directory, void (*tell)(void *, const char *, const char *),
                                 void *user, lk_error_list *errors) {
    lk_logbook *l;
    cycle_teller t = {tell, user, false};
    lk_status status = lk_logbook_open(&l, directory, NULL, errors);
    if (status == LK_OK) status = find_parts(l, ".cycles", errors);
    for (size_t i = 0; l && i < l->count && status == LK_OK; i++)
        status = read_part(l, &l->parts[i], tell_cycle, &t, errors);
    lk_logbook_close(l);
    return status;
}
