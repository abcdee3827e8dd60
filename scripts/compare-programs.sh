#!/bin/sh
# Do two programs give the same? usage: scripts/compare-programs.sh OLD NEW [PATTERN]
# Runs shipped cases and protocols with both, two at a time, and compares series.csv, cycles.csv, the data of state.h5, the pixels
# of the pictures and the counts of events byte for byte. Provenance and the hash of the parameters in pictures may differ; data
# sets that only one program writes are named. Each program, TREE/build/likmc, runs the cases of its own tree. A PATTERN (grep -E) takes the runs whose names match. Fails if anything differs.
set -eu
old=$(realpath "$1"); new=$(realpath "$2"); pattern=${3:-.}
cd "$(dirname "$0")/.."
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
export OMP_NUM_THREADS=1

small='--set box.width="8 um"'
runs() { # name, case, settings
    cat <<END
cp-plate-5 cp --set @params/protocols/plate-5.yaml
zno002-plate-5 cp-zno002 --set @params/protocols/plate-5.yaml
o3-cp-plate-3 o3-cp --set @params/protocols/plate-3.yaml
zno020 cp-zno020 $small
zno202 cp-zno202 $small
mixed cp-zno-mixed --set box.width="12.8 um"
cp-aurbach cp --set @params/protocols/aurbach.yaml $small
zno002-aurbach cp-zno002 --set @params/protocols/aurbach.yaml --set box.width="12.8 um"
mixed-aurbach cp-zno-mixed --set @params/protocols/aurbach.yaml $small
cp-cccv cp --set @params/protocols/cccv.yaml $small
zno002-cccv cp-zno002 --set @params/protocols/cccv.yaml $small
cp-5mA cp --set @params/protocols/cycles-5mA.yaml $small
zno002-five-cycles cp-zno002 $small --set protocol.steps='[{repeat 5 times: [plate at 0.5 mA/cm2 until 0.5 mAh/cm2, strip at 0.5 mA/cm2 until 1 V]}]'
cp-five-cycles cp $small --set protocol.steps='[{repeat 5 times: [plate at 0.5 mA/cm2 until 0.5 mAh/cm2, strip at 0.5 mA/cm2 until 1 V]}]'
cp-fine cp --set box.width="6.4 um" --set box.voxel_edge="200 nm"
atom-cp atom-cp --set atom.layers=0.1
atom-zno002 atom-zno002 --set atom.layers=0.02
END
}

runs | grep -E "^[^ ]*($pattern)" >"$out/list"
run() { # program, folder
    while read -r name case settings; do
        printf 'cd %s && %s run params/cases/%s.yaml %s --set output.image_width=600 --out %s --quiet\n' \
            "$(dirname "$(dirname "$1")")" "$1" "$case" "$settings" "$2/$name"
    done <"$out/list"
}
mkdir "$out/old" "$out/new"
{ run "$old" "$out/old"; run "$new" "$out/new"; } >"$out/commands"
xargs -P 2 -d '\n' -I '{}' sh -c '{}' <"$out/commands" >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }

/usr/bin/python3 - "$out" <<'END'
import json, pathlib, struct, sys, zlib
import h5py

out = pathlib.Path(sys.argv[1])

def pixels(path):
    """Everything in a PNG but its texts."""
    data, at, kept = path.read_bytes(), 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind not in (b"tEXt", b"iTXt", b"zTXt"):
            kept.append(data[at:at + 12 + length])
        at += 12 + length
    return b"".join(kept)

def arrays(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.__setitem__(name, item[()].tobytes()) if isinstance(item, h5py.Dataset) else None)
    found.pop("engine/events", None)  # grows with the table: compared by name, below
    return found

def events(path):
    return json.loads((path / "summary.json").read_text()).get("events", {})

bad = 0
for line in (out / "list").read_text().splitlines():
    name = line.split()[0]
    old, new, notes = out / "old" / name, out / "new" / name, []
    for table in ("series.csv", "cycles.csv"):
        if (old / table).exists() and (old / table).read_bytes() != (new / table).read_bytes():
            notes.append(table)
    pictures = sorted(each.name for each in (old / "frames").glob("*.png"))
    notes += [each for each in pictures if not (new / "frames" / each).exists() or pixels(old / "frames" / each) != pixels(new / "frames" / each)]
    a, b = arrays(old / "state.h5"), arrays(new / "state.h5")
    notes += [each for each in a if each in b and a[each] != b[each] and not b[each].startswith(a[each])]
    notes += [f"event {each}" for each, count in events(old).items() if events(new).get(each) != count]
    alone = sorted(set(a) ^ set(b)) + [f"{each} (longer)" for each in a if each in b and len(a[each]) < len(b[each])]
    bad += bool(notes)
    print(f"{name}: " + ("DIFFERS: " + ", ".join(notes) if notes else f"same (series, cycles, {len(a.keys() & b.keys())} arrays, {len(pictures)} pictures)")
          + (f"; in one only: {', '.join(alone)}" if alone else ""), flush=True)
sys.exit(1 if bad else 0)
END
