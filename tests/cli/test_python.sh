#!/bin/sh
# The Python package: a case from a file and from a mapping, stepped in this process, changed in between, read back;
# errors with their place; the example notebook, cell by cell.
set -eu
source=$1
build=$2
python3=/usr/bin/python3
$python3 -c 'import numpy, pandas, yaml' 2>/dev/null || exit 77
[ -e "$build/liblikmc.so" ] || exit 77
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
export PYTHONPATH="$source/src/python" LIKMC_LIBRARY="$build/liblikmc.so" PYTHONDONTWRITEBYTECODE=1
cd "$work"

$python3 - "$source/params" <<'P'
import pathlib, sys
import numpy
import likmc

params = pathlib.Path(sys.argv[1])
small = {"box.width": "6.4 um", "box.head_room": "20 um", "output.frames": 0, "output.interval": "0.02 mAh/cm2"}
steps = {"protocol.steps": "plate at 1 mA/cm2 until 0.2 mAh/cm2; strip at 1 mA/cm2 until 1 V"}
case = likmc.Case(params / "cases/cp-zno002.yaml", {**small, **steps, "seed": 3})
assert case.scale == "film" and case.params["seed"] == 3 and case.params["kinetics"]["alpha"]["value"] == 0.5

# In this process and in a run directory: the same rows.
told = []
run = case.run("runs/a", watch=lambda fraction: told.append(fraction), pictures=False)
assert run.finished and told and told[-1] <= 1 and run.summary["charge_conserved"]
series = case.start().run()
assert len(series) == len(run.series) and list(series.columns) == list(run.series.columns)
for name in series.columns:
    assert numpy.allclose(series[name], run.series[name], rtol=1e-7, equal_nan=True), name
assert len(run.cycles) == 1 and likmc.load("runs/a").parameters.loc["kinetics.alpha", "tag"] == "literature"
state = run.state() if __import__("importlib").util.find_spec("h5py") else None
assert state is None or any(array.shape == (100, 16, 16) for array in state.values() if hasattr(array, "shape"))

# From a mapping; arrays are the memory itself; a change is booked and gone on with.
electrode = likmc.Case({"base": str(params / "cases/cp.yaml")}, {**small, **steps}).start()
row = next(row for row in electrode if row["charge_mAh_per_cm2"] > 0.1)
species, quanta = electrode.species, electrode.quanta
assert species.shape == quanta.shape == (100, 16, 16) and electrode.edge == 4e-7
assert quanta.sum() == row["lithium_hits"] and not species.flags.owndata
picture = electrode.picture("section", 480)
assert picture.shape == (360, 480, 3) and picture.std() > 10
z, y, x = numpy.argwhere(species == 1)[-1]
taken = int(quanta[z, y, x])
species[z, y, x], quanta[z, y, x] = 0, 0
electrode.changed()
after = electrode.observe()
assert after["lithium_hits"] == row["lithium_hits"] - taken and after["stripped_mAh_per_cm2"] > row["stripped_mAh_per_cm2"]
rest = electrode.run(lambda electrode, row: row["charge_mAh_per_cm2"] < 0.05)
assert len(rest) > 3 and 0 < electrode.fraction <= 1

atoms = likmc.Case(params / "cases/atom-cp.yaml", {"atom.width": "12 nm", "atom.length": "6 nm", "atom.height": "12 nm",
                   "atom.tube_radius": "2.5 nm", "atom.particles": 0, "atom.layers": 0.05}).start()
assert len(atoms.run()) > 1 and (atoms.species == 1).sum() == atoms.observe()["atoms"] and atoms.quanta is None
site = tuple(numpy.argwhere(atoms.species == 1)[0])
before = atoms.observe()["atoms"]
atoms.species[site] = 0
atoms.changed()
assert atoms.observe()["atoms"] == before - 1

def refused(status, line, column, message, make):
    try:
        make()
    except likmc.LikmcError as error:
        assert (error.status, error.line, error.column) == (status, line, column) and message in str(error), error
    else:
        raise AssertionError(message)

pathlib.Path("bad.yaml").write_text(f"base: {params}/cases/cp.yaml\nhost:\n  porsity: 1\n")
refused(2, 3, 3, "did you mean host.porosity", lambda: likmc.Case("bad.yaml"))
refused(2, None, None, "outside the allowed range", lambda: likmc.Case(params / "cases/cp.yaml", {"host.porosity": 2}))
refused(2, None, None, "exists already", lambda: case.run("runs/a"))
refused(2, None, None, "no picture", lambda: electrode.picture("side"))
refused(75, None, None, "stopped", lambda: case.run("runs/b", watch=lambda fraction: fraction > 0.2, pictures=False))
try:
    case.run("runs/c", watch=lambda fraction: 1 / 0, pictures=False)
except ZeroDivisionError:
    pass
else:
    raise AssertionError("an exception of the callback is lost")
P

$python3 - "$source/src/python/examples/plate_and_strip.ipynb" "$source" <<'P'
import json, os, sys
os.chdir(sys.argv[2])
names = {}
for number, cell in enumerate(json.load(open(sys.argv[1]))["cells"]):
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
assert names["picture"].shape == (480, 640, 3) and len(names["rest"]) > 3
P
