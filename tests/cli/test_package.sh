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

# The examples, in C and in C++, against what was installed: all headers, and nothing but them.
# shellcheck disable=SC2046,SC2086 # lists of words
cc $flags -std=c11 "$1/tests/examples/run.c" -o "$work/run" $(pkg-config --cflags --libs likmc)
"$work/run" "$1/params/cases/cp.yaml" | grep -q '0.100 mAh/cm2'
"$work/run" "$1/params/materials/cnt.yaml" 2>&1 | grep -q 'is a material'
if command -v c++ >/dev/null; then
    # shellcheck disable=SC2046,SC2086 # lists of words
    c++ $flags -std=c++17 "$1/tests/examples/session.cpp" -o "$work/session" $(pkg-config --cflags --libs likmc)
    "$work/session" "$1/params/cases/cp.yaml" | grep -q '^0.1[0-9]* mAh/cm2'
fi

# What the program needs is found where it was moved to.
cd "$work"
moved/bin/likmc list materials | grep -q zno-002
moved/bin/likmc new case mine >/dev/null && moved/bin/likmc check mine.yaml >/dev/null
[ -s moved/share/man/man1/likmc-run.1 ] && [ -s moved/share/bash-completion/completions/likmc ]

# So is the shared library by the Python package, installed by CMake and by pip; of it nothing else can be seen.
library=$(find moved -name 'liblikmc.so.0')
if [ -n "$library" ] && /usr/bin/python3 -c 'import numpy, pandas, yaml' 2>/dev/null; then
    nm -D --defined-only "$library" | grep -v ' lk_' && exit 1
    nm -D --defined-only "$library" | grep bondhop && exit 1
    try="import likmc; print(likmc.Case('mine.yaml').scale)"
    [ "$(PYTHONPATH=moved/lib/python3/dist-packages /usr/bin/python3 -c "$try")" = film ]
    if /usr/bin/python3 -m pip --version >/dev/null 2>&1 && /usr/bin/python3 -c 'import setuptools, wheel' 2>/dev/null; then
        cp -r "$1/src/python" package
        /usr/bin/python3 -m pip install -q --no-index --no-deps --no-build-isolation --target by-pip ./package
        [ "$(PYTHONPATH=by-pip LIKMC_LIBRARY=$library /usr/bin/python3 -c "$try")" = film ]
    fi
fi
