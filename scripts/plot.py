#!/usr/bin/env python3
"""Plot the series of one or more runs. usage: scripts/plot.py RUN... [-o PNG] [--x charge|time|cycle] [--columns NAME,...]
       or put their pictures side by side: scripts/plot.py RUN... --pictures section|top|micrograph [--cycles 1,10,50,200]

One panel a quantity, one colour a case. Runs of one title (other seeds or replicas) share a colour: the line is their
mean, the band goes from the least to the greatest. Against the cycle, cycles.csv is drawn. Pictures: one row a run, one
column a cycle, with the colours that all share beside them. Without -o, one run is drawn into its own directory
(series.png, pictures.png), several into the current one.
"""
import argparse
import csv
import json
import pathlib
import re
import sys

try:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np
    from matplotlib.patches import Patch
    from PIL import Image
except ImportError as error:
    print(f"{sys.argv[0]}: {error}. Needed: Debian's python3-matplotlib, python3-numpy and python3-pil, and /usr/bin/python3, which sees them",
          file=sys.stderr)
    sys.exit(2)

# Equal series, equal bytes, in every format.
matplotlib.rcParams["svg.hashsalt"] = "likmc"



def undated(output):
    """No version and no date in the file; each format has a key of its own for it."""
    return {".png": {"Software": None}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(pathlib.Path(output).suffix.lower())


# Okabe and Ito (2008): told apart by colour-blind eyes; the dashes also in grey print.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]
DASHES = ["-", "--", "-.", ":"]
UNITS = {"mAh_per_cm2": "mAh/cm²", "per_cm2": "1/cm²", "mV": "mV", "um": "µm", "s": "s", "percent": "%", "V": "V"}
CYCLE_PANELS = ["efficiency", "thickness_plated", "thickness_stripped", "dead", "sei", "voltage_plated"]
PANELS = ["overpotential", "thickness", "filling", "packing", "coverage", "area", "nuclei", "roughness", "dead"]
LABELS = {
    "time": "time", "charge": "charge passed", "overpotential": "overpotential", "ohmic_drop": "ohmic drop",
    "thickness": "thickness", "above": "lithium above the paper", "filling": "pores filled with lithium",
    "packing": "packing above the paper", "coverage": "host covered by lithium", "area": "lithium area per footprint",
    "nuclei": "nucleation events", "efficiency": "coulombic efficiency", "sei": "SEI, in each cycle",
    "thickness_plated": "thickness after plating", "thickness_stripped": "thickness after stripping",
    "voltage_plated": "voltage after plating", "roughness": "roughness", "dead": "dead lithium", "salt": "salt at the collector",
}


def split_unit(header):
    """("charge", "mAh/cm²") of "charge_mAh_per_cm2"."""
    for suffix, unit in UNITS.items():
        if header.endswith("_" + suffix):
            return header[: -len(suffix) - 1], unit
    return header, ""


def read_run(directory, table):
    """Title and columns {name: (unit, values)} of a table of a run; an empty cell is not a number."""
    with open(directory / table, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    if len(rows) < 2:
        raise ValueError(f"{table} has no rows yet")
    columns = {}
    for i, header in enumerate(rows[0]):
        name, unit = split_unit(header)
        columns[name] = (unit, np.array([float(row[i]) if row[i] else np.nan for row in rows[1:]]))
    title = directory.name
    if (directory / "provenance.json").exists():
        title = json.loads((directory / "provenance.json").read_text(encoding="utf-8")).get("title") or title
    return title, columns


def label(name, unit):
    text = LABELS.get(name, name.replace("_", " "))
    return f"{text} ({unit})" if unit else text


def is_flat(values):
    finite = values[np.isfinite(values)]
    return len(finite) == 0 or np.ptp(finite) == 0


def group_runs(runs):
    """{title: [columns, ...]} in the order in which the titles come."""
    groups = {}
    for title, columns in runs:
        groups.setdefault(title, []).append(columns)
    return groups


def draw_group(axis, group, x, name, style):
    """Runs of one case: their mean and their range, at the places of the shortest."""
    curves = [(columns[x][1], columns[name][1]) for columns in group if name in columns]
    if not curves:
        return
    if any(np.any(np.diff(places) <= 0) for places, _ in curves):  # a rest or a strip: no function of x
        for places, values in curves:
            axis.plot(places, values, **style)
        return
    end = min(places[-1] for places, _ in curves)
    places = curves[0][0][curves[0][0] <= end]
    values = np.array([np.interp(places, *curve) for curve in curves])
    axis.plot(places, values.mean(axis=0), **style)
    if len(curves) > 1:
        axis.fill_between(places, values.min(axis=0), values.max(axis=0), color=style["color"], alpha=0.2, lw=0)


def draw(runs, x, wanted, output):
    groups = group_runs(runs)
    everything = [columns for _, columns in runs]
    names = wanted or [name for name in (CYCLE_PANELS if x == "cycle" else PANELS)
                       if any(name in columns and not is_flat(columns[name][1]) for columns in everything)]
    across = min(3, len(names))
    down = -(-len(names) // across)
    figure, axes = plt.subplots(down, across, figsize=(4.4 * across, 3.2 * down), squeeze=False, layout="constrained")
    for axis, name in zip(axes.flat, names):
        for i, (title, group) in enumerate(groups.items()):
            count = f" ({len(group)} runs)" if len(group) > 1 else ""
            style = {"color": COLOURS[i % len(COLOURS)], "ls": DASHES[i // len(COLOURS) % len(DASHES)], "lw": 1.8,
                     "label": title + count}
            draw_group(axis, group, x, name, style)
        unit = next(columns[name][0] for columns in everything if name in columns)
        axis.set_ylabel(label(name, unit))
        axis.set_xlabel(label(x, everything[0][x][0]))
        axis.grid(alpha=0.25)
        axis.spines[["top", "right"]].set_visible(False)
    for axis in axes.flat[len(names):]:
        axis.set_visible(False)
    handles, titles = axes.flat[0].get_legend_handles_labels()
    unique = dict(zip(titles, handles))
    figure.legend(unique.values(), unique.keys(), loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(4, len(unique)),
                  frameon=False)
    figure.savefig(output, dpi=150, bbox_inches="tight", metadata=undated(output))
    plt.close(figure)


# ---- pictures side by side

DEAD = ("dead lithium", "#d55e00")  # the one colour of the pictures that is of no material


def read_pictures(directory, kind):
    """Title and {cycle: path} of a run's pictures, by what they say of themselves; before the first strip it is cycle 1."""
    found, title = {}, directory.name
    for path in sorted((directory / "frames").glob(f"{kind}-*.png")):
        with Image.open(path) as image:
            said = re.match(r"cycle (\d+)", image.text.get("Description", ""))
            title = image.text.get("Title") or title
        found[int(said[1]) if said else 1] = path
    if not found:
        raise ValueError(f"no pictures frames/{kind}-*.png; run it with output.frames or `picture` steps")
    return title, found


def read_colours(directory):
    """[(name, colour)] of what the pictures of a film show."""
    import yaml  # python3-yaml: for pictures only

    case = yaml.safe_load((directory / "params.yaml").read_text(encoding="utf-8"))
    host = [case["host"]["material"]] + [part["material"] for part in case["host"].get("decoration") or []]
    names = [case["lithium"]["material"], case["sei"]["material"], *host, case["electrolyte"]["material"]]
    shown = [(case["materials"][name]["title"], case["materials"][name]["colour"]) for name in names]
    return [shown[0], DEAD, *shown[1:]]


def choose_cycles(rows, wanted):
    for title, pictures in rows:
        for cycle in wanted:
            if cycle not in pictures:
                raise ValueError(f"{title} has no picture of cycle {cycle}; there are {', '.join(map(str, pictures))}")
    return wanted or sorted(set.intersection(*(set(pictures) for _, pictures in rows)))


def draw_pictures(rows, colours, kind, cycles, output):
    width, height = 3.6, 3.3 if kind == "section" else 2.9
    figure, axes = plt.subplots(len(rows), len(cycles), figsize=(width * len(cycles) + 0.3, height * len(rows)), squeeze=False,
                                layout="constrained")
    for i, (line, (title, pictures)) in enumerate(zip(axes, rows)):
        for axis, cycle in zip(line, cycles):
            pixels = plt.imread(pictures[cycle])
            if kind == "section":  # its title and legend stand once for all
                pixels = pixels[int(0.09 * len(pixels)):int(0.96 * len(pixels)), int(0.02 * len(pixels[0])):int(0.815 * len(pixels[0]))]
            axis.imshow(pixels)
            axis.set_xticks([])
            axis.set_yticks([])
            axis.spines[:].set_visible(False)
            if i == 0:
                axis.set_title(f"cycle {cycle}")
        line[0].set_ylabel(title, fontsize="large", fontweight="bold")
    if kind == "section":
        patches = [Patch(facecolor=colour, edgecolor="black", lw=0.6, label=name) for name, colour in colours.items()]
        figure.legend(handles=patches, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize="large")
    figure.savefig(output, dpi=200, bbox_inches="tight", metadata=undated(output))
    plt.close(figure)


def compose(options):
    rows, colours = [], {}
    for directory in options.runs:
        try:
            rows.append(read_pictures(directory, options.pictures))
            colours.update(read_colours(directory))
        except (OSError, ValueError, KeyError, TypeError, ImportError) as error:
            fail(f"{directory}: {error.strerror if isinstance(error, OSError) and error.strerror else error}")
    try:
        cycles = choose_cycles(rows, [int(cycle) for cycle in options.cycles.split(",")] if options.cycles else [])
    except ValueError as error:
        fail(error)
    if not cycles:
        fail("the runs have no cycle of which all have a picture")
    output = options.output or (options.runs[0] if len(rows) == 1 else pathlib.Path()) / "pictures.png"
    draw_pictures(rows, colours, options.pictures, cycles, output)
    print(output)


def fail(message):
    print(f"plot.py: {message}", file=sys.stderr)
    sys.exit(2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="+", type=pathlib.Path, metavar="RUN")
    parser.add_argument("-o", "--output", type=pathlib.Path)
    parser.add_argument("--x", choices=["charge", "time", "cycle"], default="charge")
    parser.add_argument("--columns", help="names without units, with commas between")
    parser.add_argument("--pictures", choices=["section", "top", "micrograph"], help="side by side: a row a run, a column a cycle")
    parser.add_argument("--cycles", help="of the pictures, such as 1,10,50,200; default: all that every run has")
    options = parser.parse_args()
    if options.pictures:
        compose(options)
        return
    runs = []
    for directory in options.runs:
        try:
            runs.append(read_run(directory, "cycles.csv" if options.x == "cycle" else "series.csv"))
        except (OSError, ValueError, IndexError) as error:
            fail(f"{directory}: {error.strerror if isinstance(error, OSError) else error}")
    known = set().union(*(columns for _, columns in runs))
    wanted = options.columns.split(",") if options.columns else []
    for name in wanted:
        if name not in known:
            fail(f"no column {name}; there are {', '.join(sorted(known))}")
    if any(options.x not in columns for _, columns in runs):
        fail(f"a series without {options.x}")
    output = options.output or (options.runs[0] if len(runs) == 1 else pathlib.Path()) / "series.png"
    draw(runs, options.x, wanted, output)
    print(output)


if __name__ == "__main__":
    main()
