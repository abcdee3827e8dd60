#!/bin/sh
# Make what tests/results/README.md shows, piece by piece, under runs/results; figures and tables that are kept go to tests/results.
# usage: scripts/results.sh PIECE...    pieces: thickness efficiency cycles mechanisms atoms calibration convergence
set -eu
cd "$(dirname "$0")/.."
likmc=build/likmc
out=runs/results
kept=tests/results
mkdir -p "$kept/gallery"

thickness() { # six hosts, five seeds
    cat >"$out/thickness.yaml" <<'STUDY'
title: "Thickness"
cases: [../../params/cases/cp.yaml, ../../params/cases/o3-cp.yaml, ../../params/cases/cp-zno002.yaml, ../../params/cases/cp-zno020.yaml, ../../params/cases/cp-zno202.yaml, ../../params/cases/cp-zno-mixed.yaml]
variants:
  1 mAh/cm2: {with: ../../params/protocols/plate-1.yaml}
  5 mAh/cm2: {with: ../../params/protocols/plate-5.yaml}
seeds: 5
STUDY
    "$likmc" compare "$out/thickness.yaml" --out "$out/thickness"
    for name in cp cp-zno002; do
        "$likmc" run params/cases/$name.yaml --out "$out/$name" --overwrite
        cp "$(find "$out/$name/frames" -name 'section-*.png' | sort | tail -n 1)" "$kept/gallery/$name-section.png"
    done
    "$likmc" run params/cases/long-cp-zno002.yaml --out "$out/long" --overwrite
    cp "$(find "$out/long/frames" -name 'micrograph-*.png' | sort | tail -n 1)" "$kept/gallery/cp-zno002-micrograph.png"
}

efficiency() { "$likmc" compare params/studies/planes.yaml --out "$out/planes"; }

cycles() {
    for name in cp cp-zno002; do
        "$likmc" run params/cases/$name.yaml --set @params/protocols/cycles-200.yaml --out "$out/$name-200" --overwrite
    done
    scripts/plot.py "$out/cp-200" "$out/cp-zno002-200" --x cycle -o "$kept/gallery/cycles.png"
    scripts/plot.py "$out/cp-200" "$out/cp-zno002-200" --pictures section --cycles 1,10,50,200 -o "$kept/gallery/cycles-sections.png"
}

mechanisms() { "$likmc" compare params/studies/mechanisms.yaml --out "$out/mechanisms"; }

atoms() {
    for case in params/cases/atom-*.yaml; do
        "$likmc" run "$case" --out "$out/$(basename "$case" .yaml)" --overwrite
        "$likmc" derive "$case" >"$out/$(basename "$case" .yaml)-derived.yaml"
    done
}

calibration() { python3 scripts/calibrate.py; }

convergence() { python3 scripts/convergence.py; }

[ $# -gt 0 ] || { sed -n '3s/^# //p' "$0"; exit 2; }
for piece in "$@"; do
    case $piece in
    thickness | efficiency | cycles | mechanisms | atoms | calibration | convergence) mkdir -p "$out" && "$piece" ;;
    *) echo "no piece $piece" >&2 && exit 2 ;;
    esac
done
