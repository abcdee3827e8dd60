#!/bin/sh
# From a bare Debian 12 to pictures of lithium in a nanotube paper: install, build, run the main case.
# usage: scripts/quickstart.sh [CASE.yaml [OUTPUT-DIRECTORY]]
set -eu
cd "$(dirname "$0")/.."
case=${1:-params/cases/cp-zno002.yaml}
out=${2:-runs/quickstart-$(date +%Y%m%d-%H%M%S)}

scripts/install-deps.sh
cmake --preset default -DBUILD_TESTING=OFF -DLIKMC_WERROR=OFF >/dev/null
cmake --build --preset default --parallel

mkdir -p "$(dirname "$out")"
build/likmc run "$case" --out "$out"

echo
echo "The images of this run:"
find "$out" -name '*.png' | sort | sed "s|^|  |"
