#!/bin/sh
# Reports and movies of a film, a cycling run, atoms and a study: made, looked at in a headless Chromium, probed by ffprobe.
# usage: test_report.sh SOURCE BUILD
set -eu
source=$1 likmc=$2/likmc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
small="--set box.width=6.4um --set box.head_room=30um --set output.frames=0 --set output.snapshots=3 --set output.image_width=428"
cat >"$work/cycles.yaml" <<'YAML'
protocol:
  steps:
    - repeat 2 times:
        - plate at 1 mA/cm2 until 0.3 mAh/cm2
        - strip at 1 mA/cm2 until 1 V
    - plate at 1 mA/cm2 until 0.6 mAh/cm2
YAML
cat >"$work/study.yaml" <<YAML
title: "Two hosts"
cases: [$source/params/cases/cp.yaml, $source/params/cases/cp-zno002.yaml]
variants:
  0.6 mAh/cm2: {set: {protocol.capacity: 0.6 mAh/cm2}}
seeds: 2
YAML
# shellcheck disable=SC2086 # a list of words
"$likmc" run "$source/params/cases/cp-zno002.yaml" --quiet --out "$work/film" $small --set protocol.capacity="1 mAh/cm2" >/dev/null
# shellcheck disable=SC2086
"$likmc" run "$source/params/cases/cp.yaml" --quiet --out "$work/cycles" $small --set "@$work/cycles.yaml" >/dev/null
"$likmc" run "$source/params/cases/atom-zno002.yaml" --quiet --out "$work/atoms" --set atom.length="6 nm" --set atom.layers=0.3 \
    --set output.frames=0 --set output.snapshots=2 >/dev/null
# shellcheck disable=SC2086
"$likmc" compare "$work/study.yaml" --quiet --keep pictures --out "$work/study" $small >/dev/null
for each in film cycles atoms study; do
    "$likmc" report "$work/$each"
    grep -qE '<(script|link|img)[^>]*(src|href)="https?:' "$work/$each/report.html" && { echo "$each: needs the network"; exit 1; }
    [ "$(wc -c <"$work/$each/report.html")" -lt 20000000 ] || { echo "$each: over 20 MB"; exit 1; }
done
"$likmc" report "$work/film" -o "$work/else.html" >/dev/null
cmp "$work/else.html" "$work/film/report.html"
status=0
"$likmc" report "$work" 2>"$work/said" || status=$?
{ [ $status -eq 2 ] && grep -q 'neither a run' "$work/said"; } || { echo "no run: exit code $status, $(cat "$work/said")"; exit 1; }

# Movies: an animated PNG always, the others by ffmpeg; as many pictures as there are states, or as were asked for.
movie() { # FILE, COMMAND...
    file=$work/$1
    shift
    "$likmc" movie "$@" --quiet --width 428 --out "$file" >"$work/said" || { cat "$work/said"; exit 1; }
    [ -s "$file" ] || { echo "no $file"; exit 1; }
}
probe() { # FILE CODEC WIDTH HEIGHT FRAMES
    command -v ffprobe >/dev/null || return 0
    got=$(ffprobe -v error -count_frames -select_streams v -show_entries stream=codec_name,width,height,nb_read_frames -of csv=p=0 "$work/$1")
    [ "$got" = "$2,$3,$4,$5" ] || { echo "$1: $got, not $2,$3,$4,$5"; exit 1; }
}
movie film.png "$work/film"
probe film.png apng 428 320 "$(find "$work/film/snapshots" -name '*.h5' | wc -l)"
movie turn.png "$work/atoms" --turn --steps 4
probe turn.png apng 428 320 4
movie both.png "$work/study/runs/"*-s1
probe both.png apng 856 320 "$(find "$work/study/runs/" -path '*cp-zno002*-s1/snapshots/*.h5' | wc -l)"
if command -v ffmpeg >/dev/null; then
    movie cycles.mp4 "$work/cycles"
    probe cycles.mp4 h264 428 320 "$(find "$work/cycles/snapshots" -name '*.h5' | wc -l)"
    movie turn.webm "$work/film" --turn --steps 4
    probe turn.webm vp9 428 320 4
fi
status=0
PATH=/nowhere "$likmc" movie "$work/film" --quiet --out "$work/none.mp4" 2>"$work/said" || status=$?
{ [ $status -eq 2 ] && grep -q 'ffmpeg' "$work/said" && [ ! -e "$work/none.mp4" ]; } || { echo "no ffmpeg: exit code $status, $(cat "$work/said")"; exit 1; }

# What the browser shows is the same in all builds.
grep -q 'CMAKE_C_FLAGS:.*sanitize' "$2/CMakeCache.txt" && exit 0
python=/usr/bin/python3 # Debian's, which has Debian's packages
if ! command -v chromedriver >/dev/null || ! "$python" -c 'import numpy, PIL, selenium' 2>/dev/null; then
    echo "chromium-driver, python3-pil and python3-selenium are needed to look at them"
    exit 77
fi
"$python" "$source/tests/cli/read_report.py" "$work/film/report.html" "$work/cycles/report.html" "$work/atoms/report.html" "$work/study/report.html"
