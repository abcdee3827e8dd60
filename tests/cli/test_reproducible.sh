#!/bin/sh
# The same seed gives the same bytes: for 1 and 2 threads, and for a Release and a Debug build.
# A build of the other type is made beside the one under test and kept there.
set -eu
source=$1
build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# run NAME PROGRAM THREADS: a small box, long enough for nuclei, metal above the paper and pictures
run() {
    "$2" run "$source/params/cases/cp-zno-mixed.yaml" --quiet --threads "$3" --out "$work/$1" \
        --set box.width="8 um" --set protocol.capacity="1 mAh/cm2" --set output.frames=2 \
        --set output.image_width=428 >/dev/null
}

# data DIRECTORY: everything but who ran it, when and with what: the log and the provenance. The pictures' text
# chunks name neither host nor time.
data() { (cd "$1" && find . -type f ! -name run.log ! -name provenance.json -exec sha256sum {} + | sort -k 2); }

same() {
    data "$work/$1" >"$work/$1.sums"
    data "$work/$2" >"$work/$2.sums"
    [ "$(wc -l <"$work/$1.sums")" -ge 5 ] || { echo "too few files in $1"; status=1; }
    diff "$work/$1.sums" "$work/$2.sums" >"$work/diff" || { echo "$1 and $2 differ in:"; cat "$work/diff"; status=1; }
}

run one "$build/likmc" 1
run two "$build/likmc" 2
same one two

if ! grep -q '^CMAKE_C_FLAGS:[A-Z]*=.*sanitize' "$build/CMakeCache.txt"; then
    other=Debug
    grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Debug' "$build/CMakeCache.txt" && other=Release
    cmake -S "$source" -B "$build/twin" -G Ninja -DCMAKE_BUILD_TYPE=$other -DBUILD_TESTING=OFF >/dev/null
    cmake --build "$build/twin" >/dev/null
    run twin "$build/twin/likmc" 1
    same one twin
fi
exit $status
