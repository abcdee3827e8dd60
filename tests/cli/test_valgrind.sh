#!/bin/sh
# valgrind sees no leak and no read of what was never written in a short run. Exit code 77: skipped.
set -eu
source=$1
build=$2
command -v valgrind >/dev/null || { echo "valgrind is not installed"; exit 77; }
if grep -q '^CMAKE_C_FLAGS:[A-Z]*=.*sanitize' "$build/CMakeCache.txt"; then
    echo "a sanitized program cannot run under valgrind"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What libraries keep until the end (HDF5's tables) is still reachable, and not counted; fontconfig loses patterns of its own.
cat >"$work/suppressions" <<'TEXT'
{
   fontconfig
   Memcheck:Leak
   match-leak-kinds: definite,indirect
   ...
   obj:*/libfontconfig.so*
}
TEXT
valgrind --quiet --leak-check=full --errors-for-leak-kinds=definite,indirect --show-leak-kinds=definite,indirect \
    --suppressions="$work/suppressions" --error-exitcode=99 \
    "$build/likmc" run "$source/params/cases/cp-zno002.yaml" --quiet --threads 1 --out "$work/run" \
    --set box.width="3.2 um" --set box.head_room="12 um" --set protocol.capacity="0.5 mAh/cm2" \
    --set output.frames=1 --set output.image_width=428
