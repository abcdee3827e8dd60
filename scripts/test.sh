#!/bin/sh
# Install what is missing, build, run every test, then the same under the sanitizers, then the checks of the tree.
# Ends with one line: N passed, N failed. Exit code 0 only if nothing failed.
# The physics suite, which is minutes of statistics, and tests that repeat whole studies run under the sanitizers only with --all.
# usage: scripts/test.sh [--all]
set -u
cd "$(dirname "$0")/.." || exit
passed=0
failed=0
sanitized='^(unit|cli|fuzz)$'
left_out='^test_(processes|reproducible|submit|studies|calibration|report)$'
[ "${1:-}" = --all ] && sanitized='^(unit|physics|cli|fuzz)$' && left_out='^$'
log=$(mktemp)
trap 'rm -f "$log"' EXIT

step() { printf '\n== %s\n' "$*"; }

# Show a command's output, keep a copy in $log and return the command's own status (POSIX sh has no pipefail).
logged() {
    { "$@" 2>&1 && echo 'status 0' || echo 'status 1'; } | tee "$log" | sed '/^status [01]$/d'
    tail -n 1 "$log" | grep -q '^status 0$'
}

one() { # one NAME COMMAND...: a command that counts as one test
    name=$1
    shift
    if logged "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
    fi
}

tests() { # tests PRESET CTEST-OPTIONS...: count what ctest says it ran
    preset=$1
    shift
    logged ctest --preset "$preset" --parallel 3 --no-tests=error "$@"
    ended=$?
    total=$(sed -n 's/^.*tests failed out of \([0-9]*\)$/\1/p; s/^100% tests passed, 0 tests failed out of \([0-9]*\)$/\1/p' "$log" | tail -n 1)
    bad=$(sed -n 's/^.*, \([0-9]*\) tests failed out of [0-9]*$/\1/p' "$log" | tail -n 1)
    if [ -z "$total" ]; then
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + total - bad))
    failed=$((failed + bad))
    if [ "$ended" -ne 0 ] && [ "$bad" -eq 0 ]; then failed=$((failed + 1)); fi
}

step "install"
scripts/install-deps.sh --test || { echo "0 passed, 1 failed"; exit 1; }

scripts/install-deps.sh --cluster || echo "Slurm and Open MPI cannot be installed here: their tests are left out"

for preset in default sanitize; do
    step "build: $preset"
    one "configure $preset" cmake --preset "$preset" -DLIKMC_WERROR=ON -DBUILD_TESTING=ON
    one "build $preset" cmake --build --preset "$preset" --parallel
done

# Among them that on a Slurm of two nodes and on four ranks, which mostly waits.
step "tests"
tests default --label-regex '^(unit|physics|cli|fuzz|cluster)$' --label-exclude '^long$'

step "tests under AddressSanitizer and UndefinedBehaviorSanitizer"
tests sanitize --label-regex "$sanitized" --label-exclude '^long$' --exclude-regex "$left_out"

step "checks of the tree"
for check in includes prefixes lengths map readers format words; do
    one "check $check" python3 scripts/check.py --objects build "$check"
done

printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
