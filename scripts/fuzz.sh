#!/bin/sh
# Fuzz what the program reads with libFuzzer (Debian's clang): each target for so many seconds, one after another. What
# is found stands in build-fuzz/found; put such an input into tests/fuzz/corpus/TARGET, where it is a test from then on.
# usage: scripts/fuzz.sh [SECONDS [TARGET...]]    default 60, all; hours: scripts/fuzz.sh 3600
#        FLAGS="-O2 -fsanitize=fuzzer-no-link" BUILD=build-fuzz-fast scripts/fuzz.sh ...   faster, without sanitizers
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
seconds=${1:-60}
[ $# -eq 0 ] || shift
build=$root/${BUILD:-build-fuzz}
cd "$root"
[ $# -gt 0 ] || set -- $(cd tests/fuzz && ls fuzz_*.c | sed 's/^fuzz_//; s/\.c$//')
if [ -n "${FLAGS:-}" ]; then cmake --preset fuzz -B "$build" -DCMAKE_C_FLAGS="$FLAGS" >/dev/null
else cmake --preset fuzz -B "$build" >/dev/null; fi
# shellcheck disable=SC2046 # words
cmake --build "$build" --target $(printf 'fuzz_%s ' "$@") >"$build/fuzz.log" || { tail -30 "$build/fuzz.log"; exit 1; }
mkdir -p "$build/found"
export LSAN_OPTIONS="suppressions=$root/tests/lsan.supp:print_suppressions=0"
shipped() { # folders of params/ that are inputs of a target
    case $1 in case) echo "$root/params/cases" ;; material) echo "$root/params/materials" ;; study) echo "$root/params/studies" ;; esac
}
failed=0 total=0
for target in "$@"; do
    mkdir -p "$build/corpus/$target"
    # shellcheck disable=SC2046
    "$build/tests/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=4096 \
        -artifact_prefix="$build/found/$target-" "$build/corpus/$target" "tests/fuzz/corpus/$target" $(shipped "$target") \
        >"$build/$target.log" 2>&1 || { failed=$((failed + 1)); grep -E 'ERROR|SUMMARY|runtime error|Test unit' "$build/$target.log" || tail -5 "$build/$target.log"; }
    runs=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$build/$target.log" | tail -n 1)
    [ -n "$runs" ] || runs=$(sed -n 's/^#\([0-9]*\)\t.*/\1/p' "$build/$target.log" | tail -n 1)
    total=$((total + ${runs:-0}))
    printf '%-12s %10s runs\n' "$target" "${runs:-0}"
done
echo "$total runs of $# targets; $failed found something"
[ $failed -eq 0 ]
