#!/bin/sh
# The speed goals, measured: usage: scripts/bench.sh [SPPARKS-PROGRAM]
# With a program, its ratio to ours on the same models is measured beside them. Takes about five minutes.
set -eu
cd "$(dirname "$0")/.."
[ -x build/likmc ] || scripts/install-deps.sh
cmake --preset default >/dev/null
cmake --build --preset default >/dev/null
bench() { build/likmc bench "$@"; }

echo "== one core, 64^3"
bench --edge 64
echo "== 256^3"
bench --edge 256 --runs 3 -m SD-sc26 -m SD-bcc -m KAW-sc6
echo "== a deposit, 32^3 to 256^3"
for edge in 32 64 128 256; do
    bench --edge "$edge" --runs 3 --seconds 0.3 -m SD-sc26+deposition -m SD-bcc+deposition
done
echo "== memory, 512^3"
bench --edge 512 --runs 1 -m SD-sc26 -m SD-bcc -m KAW-sc6
export OMP_PROC_BIND=true # a thread each core, also while the machine does other things
echo "== replicas, one thread and two"
bench --edge 64 --threads 1 -m SD-bcc
bench --edge 64 --threads 2 -m SD-bcc
echo "== one lattice in 16 strips, one thread and two"
bench --edge 256 --sectors 16 --threads 1 -m SD-bcc
bench --edge 256 --sectors 16 --threads 2 -m SD-bcc
unset OMP_PROC_BIND
echo "== the main cases of the film scale, whole, and the shares of their parts"
bench --runs 3 --seconds 60 --case params/cases/cp-zno002.yaml --case params/cases/cp.yaml
echo "== cycling: the reservoir test"
bench --runs 1 --seconds 120 --case params/cases/cp-zno002.yaml --case params/cases/cp.yaml \
    --set @params/protocols/aurbach.yaml
echo "== the atomistic main case"
bench --runs 3 --seconds 5 --case params/cases/atom-zno002.yaml
if [ $# -gt 0 ]; then
    echo "== beside a peer"
    bench --edge 64 -m SD-bcc -m SD-sc26 -m KAW-sc6 --vs "$1"
fi
