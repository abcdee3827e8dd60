#!/bin/sh
# scripts/plot.py draws a series, the same bytes each time, and refuses what it cannot draw with status 2.
set -u
plot="$1/scripts/plot.py"
python3=/usr/bin/python3
$python3 -c 'import matplotlib, yaml' 2>/dev/null || exit 77
scratch=$(mktemp -d) || exit 1
trap 'rm -r "$scratch"' EXIT
cd "$scratch" || exit 1

fail() {
    echo "$1"
    exit 1
}

refused() { # message, arguments
    message=$1
    shift
    $python3 "$plot" "$@" 2>errors
    [ $? -eq 2 ] || fail "$* was not refused"
    grep -q "$message" errors || fail "$*: no '$message' in: $(cat errors)"
}

for run in a b; do
    mkdir $run
    echo '{"title": "CP"}' >$run/provenance.json
    printf 'time_s,charge_mAh_per_cm2,thickness_um,packing\n0,0,20,\n1,1,30,0.4\n2,2,41,0.41\n' >$run/series.csv
done
$python3 "$plot" a || fail "one run"
$python3 "$plot" a b -o two.png || fail "two runs"
$python3 "$plot" a b -o again.png >/dev/null
cmp two.png again.png || fail "not the same bytes"
for format in svg pdf; do
    $python3 "$plot" a b -o two.$format >/dev/null || fail "no $format"
    $python3 "$plot" a b -o again.$format >/dev/null
    cmp two.$format again.$format || fail "not the same bytes as $format"
done
grep -q '<svg' two.svg || fail "no SVG"
printf 'cycle,efficiency_percent,dead_mAh_per_cm2\n1,90,0.1\n2,95,0.2\n' >a/cycles.csv
$python3 "$plot" a --x cycle -o cycles.png || fail "cycles"
$python3 "$plot" a b --x cycle -o cycles.png 2>errors && fail "b has no cycles"
grep -q 'b: No such file' errors || fail "$(cat errors)"
refused 'a: no pictures frames/section' a --pictures section

# Pictures side by side: of the cycles that all runs have, or of those asked for.
for run in a b; do
    mkdir $run/frames
    cat >$run/params.yaml <<'CASE'
host: {material: cnt}
lithium: {material: li}
sei: {material: sei}
electrolyte: {material: el}
materials:
  cnt: {title: CNT, colour: "#3b3b3b"}
  li: {title: Li, colour: "#f2c440"}
  sei: {title: SEI, colour: "#cc79a7"}
  el: {title: electrolyte, colour: "#eaf4fb"}
CASE
    $python3 - $run <<'DRAW'
import sys
from PIL import Image
from PIL.PngImagePlugin import PngInfo
for number, cycle in enumerate([1, 10] if sys.argv[1] == "a" else [1, 10, 50]):
    text = PngInfo()
    text.add_text("Title", "CP")
    text.add_itxt("Description", f"cycle {cycle}   0.1 mAh/cm²")
    Image.new("RGB", (120, 90), (cycle, 0, 0)).save(f"{sys.argv[1]}/frames/section-{number:03}.png", pnginfo=text)
DRAW
done
$python3 "$plot" a b --pictures section -o grid.png || fail "pictures"
$python3 "$plot" a b --pictures section --cycles 1,10 -o same.png >/dev/null
cmp grid.png same.png || fail "other pictures"
refused 'has no picture of cycle 50; there are 1, 10' a b --pictures section --cycles 1,50
refused 'no pictures frames/top' a --pictures top
[ -s a/series.png ] || fail "no a/series.png"
refused 'no column voltage; there are' a --columns voltage
refused 'none: No such file' none
mkdir empty && : >empty/series.csv
refused 'no rows yet' empty
printf 'time_s,charge_mAh_per_cm2\n0,zero\n' >empty/series.csv
refused 'could not convert' empty
