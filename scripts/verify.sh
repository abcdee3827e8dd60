#!/bin/sh
# The verification table: every row of the physics tests, the long ones too, with value, reference, z (or the deviation in
# units of the tolerance) and verdict. usage: scripts/verify.sh [BUILD [LABEL-OR-NAME...]]; writes BUILD/verification.md and
# .tsv and ends with a count. Statistical rows pass at |z| < 4.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build}
cd "$root"
[ -f "$build/CMakeCache.txt" ] || cmake --preset default -B "$build" >/dev/null
cmake --build "$build" >/dev/null
rows=$build/verification.tsv
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT

# Two at a time; each writes its own file, and they are joined in the order of their names.
ls "$build"/tests/test_* | while read -r test; do
    name=$(basename "$test")
    if [ -x "$test" ] && [ -f "tests/physics/$name.c" ]; then echo "$name"; fi
done | xargs -P 2 -I '{}' sh -c '"$0/tests/{}" >"$1/{}" 2>"$1/{}.err" || echo "{}" >>"$1/failed"' "$build" "$parts"

# Once more with every choice of a class by the tree, and two threads in each lattice that has them: not a digit
# may differ.
grep -l model_init tests/physics/test_*.c | sed 's|.*/||; s|\.c$||' | xargs -P 2 -I '{}' sh -c '
    LIKMC_SELECTOR=tree OMP_NUM_THREADS=2 "$0/tests/{}" 2>/dev/null | grep "^VERIFY" >"$1/tree.{}" || true
    grep "^VERIFY" "$1/{}" | cmp -s - "$1/tree.{}" || echo "{} (LIKMC_SELECTOR=tree)" >>"$1/failed"' "$build" "$parts"

cat "$parts"/test_* | sed -n 's/^VERIFY	//p' | sort -s -t '	' -k 1,1 >"$rows"
{
    echo "| section | row | value | reference | z | verdict |"
    echo "|---|---|---|---|---|---|"
    awk -F '\t' '{ printf "| %s | %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5, $6 }' "$rows"
} >"$build/verification.md"
cat "$build/verification.md"
[ ! -f "$parts/failed" ] || { echo "failed:"; cat "$parts/failed"; }
echo "$(grep -c 'pass$' "$rows") rows pass, $(grep -c 'FAIL$' "$rows" || true) fail"
[ ! -f "$parts/failed" ] && ! grep -q 'FAIL$' "$rows"
