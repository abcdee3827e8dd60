#!/bin/sh
# The installed package is found by find_package and by pkg-config, and a program links against it and runs.
set -eu
build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=$(sed -n 's/^CMAKE_C_FLAGS:[A-Z]*=//p' "$build/CMakeCache.txt") # sanitizers, if the build has them

cmake --install "$build" --prefix "$work/installed" >/dev/null
mv "$work/installed" "$work/moved" # nothing in it may depend on where it was installed
cat >"$work/main.c" <<'C'
#include <likmc/rng.h>
#include <stdio.h>
int main(void) {
    lk_rng rng;
    lk_rng_stream(&rng, 1, 0, 0);
    return printf("%d\n", lk_rng_unit(&rng) < 1.0) < 0;
}
C
cat >"$work/CMakeLists.txt" <<'C'
cmake_minimum_required(VERSION 3.25)
project(consumer C)
find_package(likmc 0.1 REQUIRED)
add_executable(consumer main.c)
target_link_libraries(consumer PRIVATE likmc::likmc)
C
cmake -S "$work" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/moved" -DCMAKE_C_FLAGS="$flags" >/dev/null
cmake --build "$work/build" >/dev/null
[ "$("$work/build/consumer")" = 1 ]

PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name likmc.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046,SC2086 # lists of words
cc $flags "$work/main.c" -o "$work/direct" $(pkg-config --cflags --libs likmc)
[ "$("$work/direct")" = 1 ]
