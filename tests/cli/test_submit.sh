#!/bin/sh
# likmc submit without a cluster: what the scripts ask for, that nothing is written where it cannot work, and that the
# job, run by hand, passes the signal on and is queued again until the study is done. arguments: source folder, build folder
set -eu
root=$1
likmc=$2/likmc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*"; exit 1; }
has() { grep -qF -e "$2" "$1" || { cat "$1"; fail "$1 lacks: $2"; }; }

cat >study.yaml <<EOF
title: Submitted
cases: [$root/params/cases/cp.yaml]
set: {box.width: 3.2 um, box.voxel_edge: 800 nm, box.head_room: 60 um, protocol.steps: 'plate at 1 mA/cm2 until 0.5 mAh/cm2; strip at 1 mA/cm2 until 1 V'}
seeds: 4
axes: {sei.open_fraction: [0.3, 0.4, 0.5]}
EOF

# What it refuses, each with one message, and nothing written.
search=$PATH
refuses() { # refuses WORDS-OF-THE-MESSAGE OPTION...
    says=$1
    shift
    code=0
    env PATH="$search" "$likmc" submit study.yaml --out out "$@" >said 2>&1 || code=$?
    [ $code -eq 2 ] || { cat said; fail "exit code $code: $*"; }
    has said "$says"
    [ "$(grep -c error: said)" -eq 1 ] || fail "more than one error: $*"
    [ ! -e out ] || fail "something was written: $*"
}
refuses "submit needs --time"
refuses "write it as Slurm does" --time soon
refuses "before half of the time limit" --time 2 --lead 100
refuses "exclude each other" --time 10 --array-size 2 --ranks 2
refuses "must be an integer" --time 10 --array-size 0
search=$work/nowhere
refuses "sbatch is not on the PATH" --time 10 --array-size 2

# What the script asks for.
"$likmc" submit study.yaml --out "a b" --time 1-02:03 --partition short --account us --array-size 100 --threads 2 \
    --sbatch=--qos=long --set "title=it's" --lead 300 --dry-run >script 2>said
has said "12 runs in 6 tasks"
for line in --time=1-02:03 --partition=short --account=us --array=1-6 --cpus-per-task=2 --qos=long --signal=B:USR1@300 --requeue; do
    has script "#SBATCH $line"
done
has script "--worker --quiet --threads 2 --out 'a b' --set 'title=it'\\''s'"
has script "#SBATCH --job-name=likmc-study-tables"
"$likmc" submit study.yaml --time 10 --ranks 8 --launcher srun --dry-run >script
has script "#SBATCH --ntasks=8"
has script 'srun -n "$SLURM_NTASKS" '
[ ! -e study-study ] || fail "a dry run wrote something"
# Short runs are packed: an hour holds them all.
"$likmc" submit study.yaml --time 1:00:00 --dry-run >script 2>said
has said "12 runs in 1 task"

# A Slurm that keeps what it is told.
mkdir fake
cat >fake/sbatch <<'EOF'
#!/bin/sh
echo "$@" >>sbatch.log
wc -l <sbatch.log
EOF
cat >fake/scontrol <<'EOF'
#!/bin/sh
echo "$@" >>requeued
kill -TERM $PPID # Slurm ends the script
EOF
chmod +x fake/*
PATH=$work/fake:$PATH
"$likmc" submit study.yaml --out out --time 10 --array-size 2 --checkpoint 0.001 >said
has said "job 1, then the tables: job 2; scripts and logs: out/slurm"
has sbatch.log "--parsable --dependency=afterany:1 out/slurm/tables.sh"
"$likmc" compare study.yaml --threads 1 --quiet --out whole >/dev/null

# Run by hand: stopped twice on the way, then to its end, then the tables.
for round in 1 2; do
    SLURM_JOB_ID=1 sh out/slurm/job.sh >>said 2>&1 &
    job=$!
    sleep 0.6
    kill -USR1 $job 2>/dev/null || true
    wait $job 2>/dev/null || true
done
[ ! -e requeued ] || has requeued "requeue 1"
SLURM_JOB_ID=1 sh out/slurm/job.sh >said || fail "the job ends with $?"
SLURM_JOB_ID=2 sh out/slurm/tables.sh >said || fail "the tables end with $?"
for file in results.csv results.h5 cycles.csv scan.png; do
    cmp out/$file whole/$file || fail "$file differs"
done
[ "$(cat out/results/*.rows | grep -c ' done ')" -eq 12 ] || fail "runs were done twice"
echo "submit: all well"
