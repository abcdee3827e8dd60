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
echo "== two replicas on two threads"
bench --edge 64 --threads 2 -m SD-bcc
echo "== the main case of the film scale"
bench --runs 1 --seconds 60 --case params/cases/cp-zno002.yaml
if [ $# -gt 0 ]; then
    echo "== beside a peer"
    bench --edge 64 -m SD-bcc -m SD-sc26 -m KAW-sc6 --vs "$1"
fi
