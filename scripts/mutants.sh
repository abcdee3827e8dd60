#!/bin/sh
# Every fault that the physics tests can switch on, and the rows that catch it. usage: scripts/mutants.sh [BUILD [TEST...]]
# A test with LIKMC_MUTANT=list names its faults; with LIKMC_MUTANT=NAME it has to fail. At the end: how many are caught.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build}
[ $# -eq 0 ] || shift
cd "$root"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# The long tests repeat shorter ones; they are tried only if asked for.
[ $# -gt 0 ] || set -- $(ls tests/physics/test_*.c | sed 's|.*/||; s|\.c$||' | grep -v _long)
for test in "$@"; do
    grep -q VERIFY_MUTANTS "tests/physics/$test.c" || continue
    LIKMC_MUTANT=list "$build/tests/$test" | sed "s/^/$test	/"
done | xargs -P 2 -d '\n' -I '{}' sh -c '
    test=$(printf %s "$1" | cut -f 1); name=$(printf %s "$1" | cut -f 2)
    # One that runs out of time is not caught: nobody knows what the test would have said.
    status=0
    out=$(LIKMC_MUTANT="$name" timeout 600 "$0/tests/$test" 2>&1) || status=$?
    case $status in 0|124) verdict=MISSED;; *) verdict=caught;; esac
    rows=$(printf "%s\n" "$out" | grep -c "FAIL$" || true)
    printf "%s\t%s\t%s\t%s rows\n" "$verdict" "$test" "$name" "$rows"
' "$build" '{}' | tee "$found"
echo "$(grep -c '^caught' "$found") mutants caught, $(grep -c '^MISSED' "$found" || true) missed"
! grep -q '^MISSED' "$found"
