#!/bin/sh
# Pictures drawn again from what runs kept: one scale for two runs of different height, and pages for print.
# usage: test_render.sh SOURCE BUILD
set -eu
source=$1 likmc=$2/likmc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for capacity in 0.2 1; do
    "$likmc" run "$source/params/cases/cp.yaml" --quiet --out "$work/run-$capacity" --set box.width="6.4 um" \
        --set box.head_room="40 um" --set protocol.capacity="$capacity mAh/cm2" --set output.frames=1 \
        --set output.snapshots=2 --set output.image_width=428 >/dev/null
done
"$likmc" render "$work/run-0.2" "$work/run-1" --all --width 428 --out "$work/both" >"$work/list"
[ "$(wc -l <"$work/list")" -ge 6 ] || { echo "too few pictures"; cat "$work/list"; exit 1; }
# Where the axis, its numbers and the collector are drawn, the first states of both runs agree: one scale.
"$likmc" render "$work/run-0.2/snapshots/0000.h5" "$work/run-1/snapshots/0000.h5" --width 428 --top 50 --out "$work/a" >/dev/null
"$likmc" render "$work/run-0.2/snapshots/0000.h5" --width 428 --top 50 --out "$work/b" >/dev/null
cmp "$work"/a/run-0.2-*.png "$work"/b/run-0.2-*.png
"$likmc" render "$work/run-0.2/snapshots/0000.h5" --width 428 --top 20 --out "$work/c" >/dev/null
if cmp -s "$work"/b/run-0.2-*.png "$work"/c/run-0.2-*.png; then echo "--top changes nothing"; exit 1; fi
for format in svg pdf; do
    "$likmc" render "$work/run-1/state.h5" --format $format --width-mm 85 --font 7 --out "$work/print" >/dev/null
done
grep -q '^%PDF' "$work"/print/*.pdf
grep -q 'width="240' "$work"/print/*.svg
status=0
"$likmc" render "$work" 2>/dev/null || status=$?
[ $status -eq 2 ] || { echo "no run directory: exit code $status, not 2"; exit 1; }
