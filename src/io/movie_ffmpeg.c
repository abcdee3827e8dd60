// MP4 and WebM: the pixels go to a process of ffmpeg.
#include "movie_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH = 4096, WORDS = 48 };

// Is it in one of the folders of PATH?
static bool is_installed(const char *name) {
    const char *at = getenv("PATH");
    char path[PATH];
    while (at && *at) {
        const size_t length = strcspn(at, ":");
        snprintf(path, sizeof path, "%.*s/%s", (int)(length < PATH - 64 ? length : 0), at, name);
        if (length > 0 && access(path, X_OK) == 0) return true;
        at += length + (at[length] == ':');
    }
    return false;
}

// The command line. Colours may halve their resolution, as players expect; quality well above what is seen.
typedef struct command {
    char size[32], rate[16], title[256];
    const char *words[WORDS];
} command;

static void compose(command *c, const lk_movie *m) {
    static const char *const codecs[][12] = {
        {"-c:v", "libx264", "-crf", "18", "-preset", "veryfast", "-movflags", "+faststart", "-f", "mp4"},
        {"-c:v", "libvpx-vp9", "-crf", "28", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "6", "-f",
         "webm"}};
    const lk_movie_settings *s = &m->settings;
    snprintf(c->size, sizeof c->size, "%dx%d", s->width, s->height);
    snprintf(c->rate, sizeof c->rate, "%d", s->rate);
    snprintf(c->title, sizeof c->title, "title=%.200s", s->title ? s->title : "likmc");
    const char *const common[] = {
        "ffmpeg", "-v", "error", "-nostdin", "-y",     "-f",  "rawvideo", "-pix_fmt", "rgb24",     "-s",
        c->size,  "-r", c->rate, "-i",       "pipe:0", "-an", "-pix_fmt", "yuv420p",  "-metadata", c->title};
    size_t count = 0;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) c->words[count++] = common[i];
    const char *const *codec = codecs[strcmp(s->format->name, "webm") == 0];
    for (size_t i = 0; i < 12 && codec[i]; i++) c->words[count++] = codec[i];
    c->words[count++] = m->part;
    c->words[count] = NULL;
}

// In the child: input from the socket, complaints into a file, no other output.
static void become(const command *c, int input, int said) {
    if (dup2(input, STDIN_FILENO) >= 0 && dup2(said, STDOUT_FILENO) >= 0 && dup2(said, STDERR_FILENO) >= 0)
        execvp(c->words[0], (char *const *)c->words);
    _exit(127);
}

static lk_status start(lk_movie *m, lk_error_list *errors) {
    command c;
    int ends[2];
    compose(&c, m);
    // A socket and not a pipe: writing to one that nobody reads can then be an error and not a signal.
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return lk_error_set(errors, LK_FAILED, "cannot talk to ffmpeg: %s", strerror(errno));
    m->process = fork();
    if (m->process == 0) {
        close(ends[0]);
        become(&c, ends[1], fileno(m->said));
    }
    close(ends[1]);
    m->descriptor = ends[0];
    if (m->process > 0) return LK_OK;
    close(ends[0]);
    m->descriptor = -1;
    m->process = 0;
    return lk_error_set(errors, LK_FAILED, "cannot start ffmpeg: %s", strerror(errno));
}

static lk_status begin(lk_movie *m, lk_error_list *errors) {
    if (!is_installed("ffmpeg"))
        return lk_error_set(
            errors, LK_BAD_INPUT,
            "%s needs the program ffmpeg, which is not installed (Debian: apt-get install ffmpeg); "
            "apng needs nothing",
            m->settings.format->name);
    m->part = lk_atomic_sibling(m->path, 0);
    m->said = tmpfile();
    if (!m->part || !m->said)
        return lk_error_set(errors, LK_FAILED, "cannot begin %s: %s", m->path, strerror(errno));
    return start(m, errors);
}

// Its first complaint.
static lk_status complain(lk_movie *m, lk_error_list *errors) {
    char text[256] = "";
    rewind(m->said);
    const size_t got = fread(text, 1, sizeof text - 1, m->said);
    text[got] = '\0';
    text[strcspn(text, "\r\n")] = '\0';
    return lk_error_add(errors, LK_FAILED, m->path, 0, 0, NULL, "ffmpeg could not write it%s%s",
                        *text ? ": " : "", text);
}

// Wait for its end; was it a good one?
static bool finish(lk_movie *m) {
    int state = 1;
    if (m->descriptor >= 0) close(m->descriptor);
    m->descriptor = -1;
    while (m->process > 0 && waitpid(m->process, &state, 0) < 0 && errno == EINTR) {
    }
    m->process = 0;
    return state == 0;
}

static lk_status add(lk_movie *m, const lk_image *image, lk_error_list *errors) {
    const uint8_t *bytes = image->pixels;
    size_t left = 3 * (size_t)image->width * (size_t)image->height;
    while (left > 0) {
        const ssize_t sent = send(m->descriptor, bytes, left, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) {
            finish(m);
            return complain(m, errors);
        }
        bytes += sent;
        left -= (size_t)sent;
    }
    return LK_OK;
}

static lk_status end(lk_movie *m, lk_error_list *errors) {
    if (finish(m) && rename(m->part, m->path) == 0) return LK_OK;
    remove(m->part);
    return complain(m, errors);
}

static void drop(lk_movie *m) {
    finish(m);
    if (m->part) remove(m->part);
}

const lk_movie_writer lk_movie_ffmpeg = {begin, add, end, drop};
