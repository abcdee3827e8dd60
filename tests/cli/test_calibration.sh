#!/bin/sh
# A study with targets leaves draws that another study takes; what results hang on is told for each kind of design.
# arguments: source folder, build folder
set -eu
root=$1
likmc=$2/likmc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*"; exit 1; }
has() { grep -qE -e "$2" "$1" || { cat "$1"; fail "$1 lacks: $2"; }; }

study() { # study NAME DESIGN MORE: two cases with very small boxes, so that the packing decides the thickness
    cat >"$1.yaml" <<EOF
title: Study $1
cases: [$root/params/cases/cp.yaml, $root/params/cases/cp-zno002.yaml]
set: {box.width: 3.2 um, box.voxel_edge: 800 nm, box.head_room: 60 um, protocol.steps: 'plate at 1 mA/cm2 until 1 mAh/cm2'}
seeds: 2
axes: {sei.open_fraction: {from: 0.2, to: 0.7}, dead.contact_area: {from: 10, to: 1000, scale: log, unit: um2}}
design: $2
$3
EOF
}

target="targets: [{case: cp, quantity: thickness, unit: um, value: 25, error: 3}, {case: cp-zno002, quantity: thickness, value: 22, error: 3, discrepancy: 2}]"
study sobol "{kind: sobol, number: 12}" "$target"
"$likmc" compare sobol.yaml --quiet --out sobol >said
has said "12 of 12 points; weighted by a Gaussian likelihood they count as [0-9]"
has sobol/posterior.txt "sei.open_fraction .* 0.2 +0.7"
[ "$(wc -l <sobol/weights.csv)" -eq 13 ] || fail "weights.csv"
head -n 1 sobol/posterior.csv | grep -qx 'sei.open_fraction,dead.contact_area (um2)' || fail "head of posterior.csv"
[ "$(wc -l <sobol/posterior.csv)" -eq 201 ] || fail "posterior.csv has no 200 draws"
[ -s sobol/posterior.png ] || fail "no corner plot"
# The draws are input of another study.
cat >next.yaml <<EOF
title: Next
cases: [$root/params/cases/cp.yaml]
seeds: 1
design: {kind: csv, file: sobol/posterior.csv}
EOF
"$likmc" compare next.yaml --list >list
[ "$(wc -l <list)" -eq 200 ] || fail "the next study has no 200 runs"
has list "the same as an earlier run"
# Approximate Bayesian computation: no point may agree, which is an error that says what to do.
study abc "{kind: sobol, number: 12}" "$target
weighting: {kind: abc, tolerance: 1e-6}"
code=0
"$likmc" compare abc.yaml --quiet --out abc >said 2>&1 || code=$?
[ $code -eq 1 ] || fail "exit code $code"
has said "no point agrees with the targets"

# What results hang on: the open fraction, and not the contact area, which plating alone does not know.
"$likmc" sensitivity sobol.yaml --out sobol >said
has said "rank correlation"
has said "hangs most on sei.open_fraction"
[ -s sobol/sensitivity.png ] || fail "no figure"
study saltelli "{kind: saltelli, number: 8}" ""
"$likmc" compare saltelli.yaml --quiet --out saltelli >/dev/null
"$likmc" sensitivity saltelli.yaml --out saltelli --quantity thickness >said
has said "first index +total index"
has said "hangs most on sei.open_fraction: total index"
has said "^dead.contact_area .* 0 \(0 ... 0\)$"
study morris "{kind: morris, number: 4}" ""
"$likmc" compare morris.yaml --quiet --out morris >said
has said "hangs most on sei.open_fraction: effect"
[ "$(head -n 1 morris/sensitivity.csv | tr ',' '\n' | wc -l)" -eq 22 ] || fail "sensitivity.csv"

# Designs that tell nothing, and studies without results.
cat >grid.yaml <<EOF
title: Grid
cases: [$root/params/cases/cp.yaml]
axes: {sei.open_fraction: [0.3, 0.4]}
EOF
for try in "grid.yaml|a design of kind grid tells no sensitivity" "next.yaml|too few runs are done"; do
    code=0
    "$likmc" sensitivity "${try%%|*}" --out none >said 2>&1 || code=$?
    [ $code -eq 2 ] || fail "$try: exit code $code"
    has said "${try#*|}"
    [ ! -e none ] || fail "$try: something was written"
done
echo "calibration and sensitivity: all well"
