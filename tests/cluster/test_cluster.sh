#!/bin/sh
# A study of 60 short runs on a Slurm of two nodes, started here for the purpose, and on four ranks of Open MPI: some tasks
# are cut off by their time limit, a step, a node's daemon and a rank are killed, and the table is that of one thread, byte
# for byte. Needs root, slurm-wlm, munge and openmpi-bin; what is not there, or does not start, is left out with a reason.
# arguments: source folder, build folder
set -eu
root=$1
likmc=$2/likmc
work=$(mktemp -d)
unset OMP_NUM_THREADS
fail() { echo "FAILED: $*"; exit 1; }

# Processes that were started with NAME=VALUE in their environment.
with() { # with NAME=VALUE [PROGRAM]
    for file in $(grep -lzxsF -e "$1" /proc/[0-9]*/environ); do
        p=${file#/proc/}
        p=${p%/environ}
        [ -z "${2-}" ] || [ "$(cat /proc/"$p"/comm 2>/dev/null)" = "$2" ] || continue
        echo "$p"
    done
}

daemons=
clean() {
    # shellcheck disable=SC2046,SC2086
    kill -KILL $(with "SLURM_CONF=$work/slurm.conf") $daemons 2>/dev/null || true
    [ ! -s "$work/munge/pid" ] || kill "$(cat "$work/munge/pid")" 2>/dev/null || true
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM
cd "$work"

cat >study.yaml <<EOF
title: Sixty
cases: [$root/params/cases/cp.yaml, $root/params/cases/cp-zno002.yaml]
set: {box.width: 16 um, box.voxel_edge: 800 nm, box.head_room: 60 um, protocol.steps: 'plate at 1 mA/cm2 until 1.2 mAh/cm2; strip at 1 mA/cm2 until 1 V'}
seeds: 5
axes: {sei.open_fraction: {from: 0.2, to: 0.7, number: 6}}
EOF

same() { # same FOLDER: are the tables those of one thread?
    for file in results.csv results.h5 cycles.csv scan.csv scan.txt scan.png; do
        cmp "whole/$file" "$1/$file" || fail "$1/$file differs from that of one thread"
    done
    rows=$(cat "$1"/results/*.rows | grep -c ' done ')
    [ "$rows" -ge 60 ] || fail "$1 has $rows rows"
    echo "$1: all tables are those of one thread; $rows rows for 60 runs"
}

# ---- Slurm

missing() {
    [ "$(id -u)" -eq 0 ] || { echo "root starts the daemons"; return; }
    for program in munged slurmctld slurmd sbatch; do
        command -v $program >/dev/null || { echo "$program is not installed"; return; }
    done
}

configure() {
    host=$(hostname -s 2>/dev/null || hostname)
    port=$((20000 + $$ % 20000))
    cat >slurm.conf <<EOF
ClusterName=here
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$work/munge/socket,cred_expire=5
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool-%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
SlurmdTimeout=10
KillWait=5
InactiveLimit=0
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
NodeName=node[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 2))] CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
EOF
    export SLURM_CONF="$work/slurm.conf"
    mkdir state
    (umask 077 && mkdir munge && head -c 128 /dev/urandom >munge/key)
}

start_slurm() {
    configure
    munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
        --log-file="$work/munge/log" --seed-file="$work/munge/seed" >munge.out 2>&1 &
    for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S munge/socket ] && break || sleep 0.5; done
    slurmctld -D >slurmctld.out 2>&1 &
    daemons="$daemons $!"
    began=$(date +%s)
    sleep 1
    for node in 1 2; do
        slurmd -D -N node$node >slurmd-$node.out 2>&1 &
        daemons="$daemons $!"
        eval "node_$node=$!"
    done
    for _ in $(seq 60); do
        [ "$(sinfo -h -N -o '%N %t' 2>/dev/null | grep -c idle)" -eq 2 ] && return
        sleep 0.5
    done
    echo "Slurm does not start here:"
    tail -n 3 munge.out slurmctld.out slurmctld.log slurmd-1.out 2>/dev/null || true
    return 1
}

# A step with all that it started: Slurm's own process, the script, the program.
kill_step() {
    for _ in $(seq 100); do
        victim=$(with SLURMD_NODENAME=node1 likmc | head -n 1)
        [ -z "$victim" ] || break
        sleep 0.2
    done
    [ -n "$victim" ] || fail "no task runs on node1"
    script=$(cut -d ' ' -f 4 /proc/"$victim"/stat)
    step=$(cut -d ' ' -f 4 /proc/"$script"/stat)
    [ "$(cat /proc/"$step"/comm)" = slurmstepd ] || fail "process $step is no step of Slurm"
    kill -KILL "$step" "$script" "$victim"
}

# What Slurm sends to a task at its time limit, as the script of the task asks for it. How long runs take here is not known
# beforehand, so that the limit itself may never be met: the signal comes when a task of node2 is at work.
cut_off() {
    for _ in $(seq 200); do
        [ -z "$(with SLURMD_NODENAME=node2 likmc)" ] || break
        sleep 0.1
    done
    job=$(squeue -h -w node2 -t R -o %A | head -n 1)
    [ -n "$job" ] || fail "no task runs on node2"
    scancel --signal=USR1 --batch "$job"
    for _ in $(seq 200); do
        cat slurm/slurm/*.log 2>/dev/null | grep -q '^stopped' && break
        sleep 0.1
    done
}

on_slurm() {
    "$likmc" submit study.yaml --out slurm --time 1 --lead 30 --array-size 4 --expiry 20 --checkpoint 0.02 || fail "submit"
    cut_off
    kill_step
    kill -KILL "$node_2"
    echo "killed: a step on node1, and the daemon of node2"
    for _ in $(seq 220); do
        [ -z "$(squeue -h 2>/dev/null)" ] && [ -e slurm/scan.png ] && break
        sleep 1
    done
    "$likmc" status study.yaml --out slurm --expiry 20
    [ -e slurm/scan.png ] || { squeue; tail -n 20 slurmctld.log slurm/slurm/*.log; fail "the last job has made no table"; }
    cut=$(cat slurm/slurm/*.log | grep -c '^stopped' || true)
    [ "$cut" -ge 1 ] || fail "no task was cut off by its time limit"
    echo "cut off and queued again: $cut times; requeued by Slurm in all: $(grep -c 'Requeuing' slurmctld.log)"
    same slurm
}

# ---- Open MPI

ranks() { mpirun --allow-run-as-root --oversubscribe -n 4 "$likmc" compare study.yaml --quiet --expiry 20 --checkpoint 0.02 --out mpi; }

on_mpi() {
    ranks >mpi.log 2>&1 &
    all=$!
    for _ in $(seq 200); do
        [ "$(cat mpi/results/*.rows 2>/dev/null | grep -c ' done ' || true)" -ge 4 ] && break || sleep 0.1
    done
    victim=$(with OMPI_COMM_WORLD_RANK=2 likmc | head -n 1)
    [ -n "$victim" ] || fail "there is no rank 2"
    kill -KILL "$victim"
    code=0
    wait $all || code=$?
    [ $code -ne 0 ] || fail "mpirun does not notice that a rank was killed"
    echo "killed: rank 2 after $(cat mpi/results/*.rows | grep -c ' done ') runs; mpirun ends with $code"
    ranks >mpi.log 2>&1 || { tail mpi.log; fail "the second call ends with $?"; }
    same mpi
}

# The table of one thread, while Slurm starts.
"$likmc" compare study.yaml --quiet --threads 1 --out whole >whole.log 2>&1 &
whole=$!
reason=$(missing)
if [ -z "$reason" ] && start_slurm; then slurm=yes; else slurm=; fi
[ -z "$reason" ] || echo "without Slurm: $reason"
wait $whole || { cat whole.log; fail "one thread ends with $?"; }
[ -z "$slurm" ] || on_slurm
if ! command -v mpirun >/dev/null; then
    mpi=
    echo "without Open MPI: mpirun is not installed"
elif mpirun --allow-run-as-root --oversubscribe -n 2 "$likmc" compare study.yaml --list >mpi.log 2>&1; then
    mpi=yes
    on_mpi
else
    mpi=
    echo "without Open MPI: $(head -n 1 mpi.log)"
fi
[ -n "$slurm$mpi" ] || exit 77
