// Processes started together by mpirun: see ranks.h.
#include "ranks.h"

#include <stdlib.h>
#include <string.h>

// Set by Open MPI, by MPICH and its kin (Intel, Cray).
static int started_together(void) {
    static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = getenv(names[i]);
        if (text && atoi(text) > 1) return atoi(text);
    }
    return 1;
}

#ifndef LIKMC_MPI

lk_status lk_ranks_begin(lk_error_list *errors) {
    const int size = started_together();
    if (size == 1) return LK_OK;
    return lk_error_set(
        errors, LK_BAD_INPUT,
        "started as %d ranks, but this likmc is built without MPI; install libopenmpi-dev and build "
        "anew, or start it without mpirun",
        size);
}

lk_status lk_ranks_end(lk_status status) { return status; }
int lk_ranks_rank(void) { return 0; }
int lk_ranks_size(void) { return 1; }
int lk_ranks_local(void) { return 1; }
bool lk_ranks_available(void) { return false; }

bool lk_ranks_next(void *user, size_t *run) {
    (void)user, (void)run;
    return false;
}

#else

#include <mpi.h>
#include <pthread.h>
#include <time.h>

enum { ASK = 1, ANSWER = 2 };

static const long pause_ns = 200000; // between looks for requests: far below the time of a run

static int rank, size = 1, local = 1;
static pthread_t server;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t handed_out, round_count; // of the round with so many runs
static int gone;                       // ranks that have ended

// Index of the next run of the round with `count` runs; a larger count begins a new round. -1: none left.
static long long take(size_t count) {
    pthread_mutex_lock(&lock);
    if (count > round_count) {
        round_count = count;
        handed_out = 0;
    }
    const long long index = count == round_count && handed_out < count ? (long long)handed_out++ : -1;
    pthread_mutex_unlock(&lock);
    return index;
}

// Answer requests until all other ranks have ended (they say so with the count 0).
static void *serve(void *user) {
    (void)user;
    while (gone < size - 1) {
        const struct timespec pause = {0, pause_ns};
        MPI_Status from;
        int there = 0;
        long long count, index;
        MPI_Iprobe(MPI_ANY_SOURCE, ASK, MPI_COMM_WORLD, &there, &from);
        if (!there) {
            nanosleep(&pause, NULL);
            continue;
        }
        MPI_Recv(&count, 1, MPI_LONG_LONG, from.MPI_SOURCE, ASK, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        gone += count == 0;
        index = take((size_t)count);
        if (count > 0) MPI_Send(&index, 1, MPI_LONG_LONG, from.MPI_SOURCE, ANSWER, MPI_COMM_WORLD);
    }
    return NULL;
}

static void count_local(void) {
    MPI_Comm here;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &here);
    MPI_Comm_size(here, &local);
    MPI_Comm_free(&here);
}

lk_status lk_ranks_begin(lk_error_list *errors) {
    int level;
    if (started_together() == 1) return LK_OK;
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level) != MPI_SUCCESS ||
        level < MPI_THREAD_SERIALIZED)
        return lk_error_set(errors, LK_FAILED, "MPI does not start with threads");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    count_local();
    if (rank == 0 && size > 1 && pthread_create(&server, NULL, serve, NULL) != 0)
        return lk_error_set(errors, LK_FAILED, "no thread to hand out the runs");
    return LK_OK;
}

lk_status lk_ranks_end(lk_status status) {
    const long long bye = 0;
    if (size == 1) return status;
    if (rank > 0) MPI_Send(&bye, 1, MPI_LONG_LONG, 0, ASK, MPI_COMM_WORLD);
    if (rank == 0) pthread_join(server, NULL);
    MPI_Finalize();
    return status;
}

int lk_ranks_rank(void) { return rank; }
int lk_ranks_size(void) { return size; }
int lk_ranks_local(void) { return local; }
bool lk_ranks_available(void) { return true; }

bool lk_ranks_next(void *user, size_t *run) {
    const long long count = (long long)*(const size_t *)user;
    long long index;
    if (rank == 0) {
        index = take((size_t)count);
    } else { // one thread at a time: MPI was started so
        pthread_mutex_lock(&lock);
        MPI_Send(&count, 1, MPI_LONG_LONG, 0, ASK, MPI_COMM_WORLD);
        MPI_Recv(&index, 1, MPI_LONG_LONG, 0, ANSWER, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        pthread_mutex_unlock(&lock);
    }
    if (index >= 0) *run = (size_t)index;
    return index >= 0;
}

#endif
