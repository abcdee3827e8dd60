#!/bin/sh
# Exports of a film and of atoms are opened by the readers that they are for, and their numbers compared.
# usage: test_export.sh SOURCE BUILD
set -eu
source=$1 likmc=$2/likmc
python=/usr/bin/python3 # Debian's, which has Debian's packages
"$python" -c 'import ase, h5py, numpy, tifffile, vtk' 2>/dev/null || { echo "python3-ase, -h5py, -tifffile and -vtk9 are needed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$likmc" run "$source/params/cases/cp-zno002.yaml" --quiet --out "$work/film" --set box.width="6.4 um" \
    --set box.head_room="40 um" --set protocol.capacity="1 mAh/cm2" --set output.frames=1 --set output.snapshots=4 \
    --set output.image_width=428 >/dev/null
"$likmc" run "$source/params/cases/atom-zno002.yaml" --quiet --out "$work/atoms" --set atom.length="6 nm" \
    --set atom.layers=0.05 --set output.frames=1 --set output.snapshots=2 --set output.image_width=428 >/dev/null
for format in vti vtkhdf h5 xdmf tiff; do
    "$likmc" export "$work/film" --to $format
    "$likmc" export "$work/atoms" --to $format
done
for format in extxyz lammps; do
    "$likmc" export "$work/atoms" --to $format
    status=0
    "$likmc" export "$work/film" --to $format 2>/dev/null || status=$?
    [ $status -eq 2 ] || { echo "a film as $format: exit code $status, not 2"; exit 1; }
done
"$likmc" export "$work/film/state.h5" --to h5 --out "$work/one"
"$python" "$source/tests/cli/read_exports.py" "$work"
