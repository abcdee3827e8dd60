#!/bin/sh
# Install what likmc needs on Debian 12, as root. Does nothing, and needs no network, if everything is there.
# usage: scripts/install-deps.sh [--test|--cluster]    --test adds what only the tests and checks need; --cluster Slurm and
# Open MPI, without which likmc builds and runs all the same
set -eu

packages="ca-certificates cmake gcc git libc6-dev libcairo2-dev libfyaml-dev libhdf5-dev libpng-dev libtiff-dev ninja-build pkg-config zlib1g-dev"
if [ "${1:-}" = --test ]; then
    packages="$packages chromium chromium-driver clang-format ffmpeg g++ libcmocka-dev libpcg-cpp-dev python3 python3-ase python3-h5py python3-matplotlib python3-numpy python3-pandas python3-pil python3-selenium python3-tifffile python3-vtk9 python3-yaml valgrind"
elif [ "${1:-}" = --cluster ]; then
    packages="$packages libopenmpi-dev munge openmpi-bin slurm-wlm"
fi

missing=
for package in $packages; do
    # pkg-config is provided by pkgconf, so ask dpkg for the state and not for the name.
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "missing packages; as root: apt-get install$missing" >&2
    exit 1
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 # a list of words
apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $missing >/dev/null
