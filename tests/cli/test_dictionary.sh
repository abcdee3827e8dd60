#!/bin/sh
# Every column of every CSV file and every field of summary.json has an entry in the data dictionary, and YAML that the
# program writes holds numbers where it means numbers.
set -eu
source=$1
likmc=$2/likmc
python3=/usr/bin/python3
$python3 -c 'import yaml' 2>/dev/null || exit 77
[ -x "$likmc" ] || exit 77
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
export LIKMC_PARAMS="$source/params"

cat >cycle.yaml <<C
base: $source/params/cases/cp-zno002.yaml
box: {width: "6.4 um", head_room: "20 um"}
output: {frames: 0}
protocol: {steps: [plate at 1 mA/cm2 until 0.1 mAh/cm2, mark q_l, strip at 1 mA/cm2 until 1 V]}
C
cat >atom.yaml <<C
base: $source/params/cases/atom-zno002.yaml
atom: {width: "12 nm", length: "6 nm", height: "12 nm", tube_radius: "2.5 nm", particles: 1, layers: 0.05}
host: {particle_diameter: {value: 3, unit: nm, range: [2, 10], tag: assumed, source: "a small box"}}
output: {frames: 0}
C
cat >study.yaml <<C
cases: [cycle.yaml]
seeds: 1
draw: {number: 3, seed: 1, quantities: [kinetics.alpha]}
C
"$likmc" run cycle.yaml --out runs/film --quiet --no-pictures >out # and makes the folder runs
"$likmc" run atom.yaml --out runs/atomistic --quiet --no-pictures >out
"$likmc" compare study.yaml --out study --quiet >out
"$likmc" docs pages
$python3 - <<'P'
import csv, json, re, yaml

entries = {}
for line in open("pages/columns.md"):
    cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    if len(cells) == 5 and cells[2].startswith("`"):
        assert cells[4], line
        pattern = re.escape(cells[2].strip("`")).replace(r"\*", ".+")
        entries.setdefault((cells[0], cells[1]), []).append(re.compile(pattern))
assert len(entries) >= 6, entries.keys()

def flat(value, path=""):
    for key, inner in value.items():
        yield from flat(inner, f"{path}{key}.") if isinstance(inner, dict) else [path + key]

def check(scale, file, names):
    missing = [name for name in names if not any(each.fullmatch(name) for each in entries[scale, file])]
    assert names and not missing, (scale, file, missing)

for scale in "film", "atomistic":
    check(scale, "summary.json", list(flat(json.load(open(f"runs/{scale}/summary.json")))))
    check(scale, "series.csv", next(csv.reader(open(f"runs/{scale}/series.csv"))))
check("film", "cycles.csv", next(csv.reader(open("runs/film/cycles.csv"))))
for file in "compare.csv", "results.csv":
    check("study", file, next(csv.reader(open(f"study/{file}"))))
assert not any(each.fullmatch("thicknes_um") for each in entries["film", "series.csv"])

def numbers(node, path=""):
    for key, inner in node.items():
        if isinstance(inner, dict) and "tag" in inner:
            for value in [inner["value"], *inner["range"]]:
                assert isinstance(value, (int, float)), (path + key, value)
        elif isinstance(inner, dict):
            numbers(inner, f"{path}{key}.")

for scale in "film", "atomistic":
    params = yaml.safe_load(open(f"runs/{scale}/params.yaml"))
    numbers(params)
    assert abs(params["electrolyte"]["diffusivity"]["value"] - 5e-10) < 1e-24
P
