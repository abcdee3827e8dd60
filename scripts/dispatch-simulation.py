#!/usr/bin/env python3
"""How well a study fills many cores: a discrete-event simulation of likmc's dispatch, with costs that were measured.

Every core takes runs until none is left. For each run it asks rank 0 for an index (with MPI; one request after the
other, seen when rank 0 next looks), claims it and makes its result known on the shared file system (a server that does
one operation after the other on each of its queues), and computes. Costs are in seconds; their defaults are what
scripts/dispatch-costs.sh measured (params/README.md). Prints a table: efficiency, computing time over cores times the
time until the last run has ended, and how busy rank 0 and the file server are.

The number of runs is 20 a core, so that the last ones, of which cores wait for each other, count as they do in use.
"""
import argparse
import heapq
import random


def simulate(cores, seconds, costs, spread, runs_a_core, seed):
    """Efficiency, share of the time in which rank 0 and each queue of the file server are busy."""
    dice = random.Random(seed)
    runs = cores * runs_a_core
    rank0_free, server_free = 0.0, [0.0] * costs.queues
    rank0_busy = server_busy = computed = last = 0.0
    handed = 0
    # Times at which a core is ready for its next step, and which: 0 ask, 1 claim, 2 compute, 3 publish.
    events = [(costs.start + dice.random() * costs.stagger, core, 0) for core in range(cores)]
    heapq.heapify(events)

    def serve(now, operations):
        nonlocal server_busy
        queue = min(range(costs.queues), key=server_free.__getitem__)
        begin = max(now, server_free[queue])
        server_free[queue] = begin + operations * costs.operation
        server_busy += operations * costs.operation
        return server_free[queue] + operations * costs.latency

    while events:
        now, core, step = heapq.heappop(events)
        if step == 0:
            if handed == runs:
                last = max(last, now)
                continue
            handed += 1
            if costs.mpi:
                begin = max(now + dice.random() * costs.look, rank0_free)
                rank0_free = begin + costs.answer
                rank0_busy += costs.answer
                now = rank0_free
            heapq.heappush(events, (now, core, 1))
        elif step == 1:
            heapq.heappush(events, (serve(now, costs.claims), core, 2))
        elif step == 2:
            length = dice.lognormvariate(0.0, spread) * seconds / (2.718281828 ** (spread * spread / 2))
            computed += length
            heapq.heappush(events, (now + length + costs.around, core, 3))
        else:
            heapq.heappush(events, (serve(now, costs.writes), core, 0))
    return computed / (cores * last), rank0_busy / last, server_busy / last / costs.queues


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    number = {"type": float}
    parser.add_argument("--start", **number, default=0.05, help="s until a process has read a study of 1e4 runs")
    parser.add_argument("--stagger", **number, default=1.0, help="s over which the scheduler starts the processes")
    parser.add_argument("--answer", **number, default=5e-6, help="s of rank 0 for one request")
    parser.add_argument("--look", **number, default=2e-4, help="s between two looks of rank 0 for requests")
    parser.add_argument("--around", **number, default=5e-4, help="s of a core around a run, computing aside")
    parser.add_argument("--operation", **number, default=1e-4, help="s of the file server for one operation (assumed)")
    parser.add_argument("--latency", **number, default=2e-4, help="s on the way of one operation (assumed)")
    parser.add_argument("--queues", type=int, default=8, help="operations that the file server does at a time (assumed)")
    parser.add_argument("--claims", type=int, default=6, help="operations of a claim")
    parser.add_argument("--writes", type=int, default=100, help="operations of a run's directory and its result")
    parser.add_argument("--spread", **number, default=0.3, help="standard deviation of ln of the length of a run")
    parser.add_argument("--runs", type=int, default=20, help="runs a core")
    parser.add_argument("--cores", type=int, nargs="+", default=[100, 1000, 10000])
    parser.add_argument("--seconds", **number, nargs="+", default=[1, 10, 60, 600], help="mean length of a run")
    parser.add_argument("--no-mpi", dest="mpi", action="store_false", help="processes that find runs by claims alone")
    costs = parser.parse_args()
    print("| cores | run, s | efficiency, % | rank 0 busy, % | file server busy, % | what limits |")
    print("|---|---|---|---|---|---|")
    for cores in costs.cores:
        for seconds in costs.seconds:
            efficiency, rank0, server = simulate(cores, seconds, costs, costs.spread, costs.runs, 1)
            limit = "the file server" if server > 0.8 else "rank 0" if rank0 > 0.8 else "the last runs"
            print(f"| {cores} | {seconds:g} | {100 * efficiency:.1f} | {100 * rank0:.1f} | {100 * server:.1f} | {limit} |")


if __name__ == "__main__":
    main()
